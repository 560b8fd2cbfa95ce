"""Every example of the language pages is checked and run, and nothing else is claimed there; `language_pages.py` reads them.

What stands in `backquotes` is a keyword, a problem, a command, a file, or occurs in one of the examples (`…` stands for anything).
`IKU_UPDATE_GOLDENS=1` writes messages and the tables of keywords anew.
"""

import os
import re
from functools import cache

import pytest
from language_pages import PAGES, PIECE, ROOT, Example, page

from iku_dsl import keywords as kw
from iku_dsl.catalogue import IDS
from iku_dsl.checking.check import Checked, check_parsed
from iku_dsl.editing.format import format_spec
from iku_dsl.editing.textmate import GROUPS, keyword_table
from iku_dsl.keywords import Language
from iku_dsl.parsing.parse import parse
from iku_dsl.problem import Severity

UPDATE = os.environ.get("IKU_UPDATE_GOLDENS") == "1"
EXAMPLES = [example for language in PAGES for example in page(language).examples]
TABLE = re.compile(r"(?<=<!-- kata kunci -->\n\n).*?(?=\n<!-- akhir kata kunci -->)", re.S)
COMMANDS = ("init", "check", "explain", "fmt", "test", "import", "eval", "trace", "schema", "stages", "lsp")


def said(found: Checked, language: Language) -> str:
    from iku_cli.render.diagnostics import draw_plain

    return draw_plain(found.problems, found.files, language)


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_an_example_does_what_the_page_says(example: Example) -> None:
    from iku_engine.testing.testing import run_tests

    parsed = parse(example.file)
    found = check_parsed([parsed])
    if example.wrong and example.wrong != "test-fails":
        assert {problem.id for problem in found.problems} == {example.wrong}, said(found, "en")
    else:
        assert not found.problems, said(found, "en")
        results = run_tests(found.program).results if found.program.tests else ()
        failed = [result.name for result in results if not result.passed]
        assert bool(failed) is (example.wrong == "test-fails"), failed or "no test fails"
    if not example.free and not any(problem.severity is Severity.ERROR for problem in parsed.problems):
        assert _bare(example.text) == _bare(format_spec(parsed.spec, example.language)), "not as fmt writes it"


def _bare(text: str) -> list[str]:
    """The lines without indentation and empty ones: fragments may be shown without."""
    return [line.strip() for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize("language", PAGES)
def test_above_a_mistake_stands_which_problem_it_is(language: Language) -> None:
    lines = page(language).text.splitlines()
    for example in page(language).examples:
        if example.wrong:
            above = "\n".join(lines[max(0, example.line - 7) : example.line - 1])
            assert f"`{example.wrong}`" in above, str(example)


@pytest.mark.parametrize("language", PAGES)
def test_messages_are_what_check_says(language: Language) -> None:
    text = page(language).text
    for example in reversed(page(language).examples):
        if example.message is not None:
            start, end = example.message_span
            message = said(check_parsed([parse(example.file)]), language)
            text = f"{text[:start]}{message}{text[end:]}"
    _hold(language, text)


@pytest.mark.parametrize("language", PAGES)
def test_the_table_of_keywords_is_made_from_them(language: Language) -> None:
    text = PAGES[language].read_text(encoding="utf-8")
    assert TABLE.search(text)
    _hold(language, TABLE.sub(lambda _: keyword_table(language), text))


def _hold(language: Language, text: str) -> None:
    """Hold a page equal to a text, or write it where that is asked."""
    if UPDATE:
        PAGES[language].write_text(text, encoding="utf-8")
    assert PAGES[language].read_text(encoding="utf-8") == text


# ---- nothing is left out, and nothing else is claimed


@pytest.mark.parametrize("language", PAGES)
def test_every_word_of_the_language_is_used_in_an_example(language: Language) -> None:
    text = "\n".join(example.text for example in page(language).examples if not example.wrong)
    text = re.sub(r'"[^"]*"', '""', text)
    place = 0 if language == "id" else 1
    words = [row[place][0] for _, _, rows in GROUPS for row in rows]
    assert [word for word in words if not re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text)] == []


@pytest.mark.parametrize("language", PAGES)
def test_every_problem_is_named(language: Language) -> None:
    assert [id for id in IDS if f"`{id}`" not in page(language).text] == []


@pytest.mark.parametrize("language", PAGES)
def test_what_is_quoted_stands_in_an_example(language: Language) -> None:
    lines = {" ".join(line.split()) for example in page(language).examples for line in example.text.splitlines()}
    whole = "\n".join(sorted(lines | {line.partition(" #")[0].rstrip() for line in lines}))
    quoted = dict.fromkeys(page(language).quotations())
    assert [code for code in quoted if not (_known(code) or _occurs(code, whole))] == []


@cache
def _words() -> frozenset[str]:
    pairs = (kw.FUNCTIONS, kw.SUBJECTS, kw.COMPARISONS, kw.TRUTHS, kw.UNITS, kw.PLURALS, kw.BUILT_IN_NAMES)
    names = {word for group in pairs for pair in group for word in pair}
    return frozenset(names | {phrase for keyword in kw.KEYWORDS for phrase in (*keyword.id, *keyword.en)})


def _known(code: str) -> bool:
    if code in _words() or code in IDS or (ROOT / code).exists() or re.fullmatch(r"\w*\.(iku|csv)", code):
        return True
    command = code.split()
    return command[0] == "iku-engine" and (len(command) == 1 or command[1] in COMMANDS)


def _occurs(code: str, whole: str) -> bool:
    """Whether a quotation occurs in the lines of the examples; `…` stands for anything within a line."""
    return re.search(r"[^\n]*?".join(re.escape(part.strip()) for part in code.split("…")), whole) is not None


@pytest.mark.parametrize("language", PAGES)
def test_links_lead_somewhere(language: Language) -> None:
    anchors = {_anchor(heading) for heading in re.findall(r"^#+ (.+)$", page(language).prose, re.M)}
    for target in re.findall(r"\]\(([^)]+)\)", page(language).prose):
        path, _, anchor = target.partition("#")
        assert (PAGES[language].parent / path).exists() if path else anchor in anchors, target


def _anchor(heading: str) -> str:
    """What a heading is linked by, as the usual viewers of Markdown make it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def test_both_pages_have_one_structure() -> None:
    outlines = [
        [len(marks) for marks in re.findall(r"^(#+) ", PIECE.sub("", page(language).text), re.M)] for language in PAGES
    ]
    assert outlines[0] == outlines[1]
