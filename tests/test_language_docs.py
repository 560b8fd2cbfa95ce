"""Every example of the language pages is checked and run, and nothing else is claimed there.

A page (`docs/bahasa.md`, `docs/language.md`) holds, in reading order:

- fenced blocks `iku`: a spec set without errors or warnings whose own tests pass; `iku bebas` (`free`) is not held to canonical form;
- fenced blocks `iku salah=ID` (`wrong=ID`): a spec set with just that problem (`test-fails`: clean, and a test of it fails);
- fenced blocks `text` right below those: the message that the block above gets;
- comments `<!-- kerangka: nama … -->` (`frame`): text that examples need and the reader does not; a line `…` says where they go, else
  they go below; `<!-- dengan: nama, nama -->` (`with`) before a block puts it into frames;
- comments `<!-- iku … -->`: a whole spec set that is run, for what stands in tables.

What stands in `backquotes` is a keyword, a problem, a command, a file, or occurs in one of those texts (`…` stands for anything).
`IKU_UPDATE_GOLDENS=1` writes messages and the tables of keywords anew.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

from iku_dsl import keywords as kw
from iku_dsl.catalogue import IDS
from iku_dsl.check import Checked, check_files
from iku_dsl.format import format_spec
from iku_dsl.keyword_table import GROUPS, keyword_table
from iku_dsl.keywords import Language
from iku_dsl.parse import parse
from iku_dsl.problem import Severity
from iku_dsl.source import SourceFile

ROOT = Path(__file__).parent.parent
UPDATE = os.environ.get("IKU_UPDATE_GOLDENS") == "1"
PAGES: dict[Language, Path] = {"id": ROOT / "docs" / "bahasa.md", "en": ROOT / "docs" / "language.md"}
WORDS = {"id": ("kerangka", "dengan", "salah", "bebas"), "en": ("frame", "with", "wrong", "free")}
FILES = {"id": "contoh.iku", "en": "example.iku"}
PIECE = re.compile(r"^```(?P<info>[^\n]*)\n(?P<body>.*?)^```$|^<!--(?P<comment>.*?)-->$", re.M | re.S)
TABLE = re.compile(r"(?<=<!-- kata kunci -->\n\n).*?(?=\n<!-- akhir kata kunci -->)", re.S)
INLINE = re.compile(r"``(.+?)``|`([^`\n]+)`")
COMMANDS = ("init", "check", "explain", "fmt", "test", "import", "eval", "trace", "schema", "stages", "lsp")


@dataclass(frozen=True)
class Example:
    """One spec set of a page: the whole text, the problem it is to have, the message shown, where it stands."""

    language: Language
    line: int
    text: str
    wrong: str = ""
    free: bool = False
    message: str | None = None
    message_span: tuple[int, int] = (0, 0)

    @property
    def file(self) -> SourceFile:
        return SourceFile(FILES[self.language], self.text)


@dataclass
class Page:
    """A page while it is read."""

    language: Language
    text: str
    frames: dict[str, str] = field(default_factory=dict)
    examples: list[Example] = field(default_factory=list)

    def framed(self, body: str, names: list[str]) -> str:
        """A block in its frames: at the line `…` of one of them, else below them."""
        whole = "\n".join(self.frames[name] for name in names)
        place = re.search(r"^( *)…\n", whole, re.M)
        if place is None:
            return f"{whole}\n{body}".lstrip("\n")
        indented = re.sub(r"^(?=.)", place[1], body, flags=re.M)
        return (whole[: place.start()] + indented + whole[place.end() :]).lstrip("\n")


def read(language: Language, text: str) -> Page:
    """A page with its examples."""
    frame_word, with_word, wrong_word, free_word = WORDS[language]
    page, names, last = Page(language, text), [], None
    for piece in PIECE.finditer(text):
        line = text.count("\n", 0, piece.start()) + 1
        if piece["comment"] is not None:
            head, _, rest = piece["comment"].strip().partition("\n")
            word, _, about = head.partition(":")
            if word == frame_word:
                page.frames[about.strip()] = f"{rest}\n"
            elif word == with_word:
                names = [name.strip() for name in about.split(",")]
            elif head.split()[:1] == ["iku"]:
                page.examples.append(Example(language, line, f"{rest}\n", free=free_word in head.split()))
            continue
        info = piece["info"].split()
        if info[:1] == ["iku"]:
            wrong = next((word.partition("=")[2] for word in info if word.startswith(f"{wrong_word}=")), "")
            known = {"iku", free_word, f"{wrong_word}={wrong}"}
            assert set(info) <= known, f"{line}: {piece['info']}"
            last = Example(language, line, page.framed(piece["body"], names), wrong, free_word in info)
            page.examples.append(last)
        elif info == ["text"]:
            assert last is not None, f"{line}: a message without its example"
            assert last.wrong, f"{line}: only what is wrong has a message"
            span = piece.span("body")
            page.examples[-1] = Example(language, last.line, last.text, last.wrong, last.free, piece["body"], span)
        names = []
    return page


@cache
def page(language: Language) -> Page:
    return read(language, PAGES[language].read_text(encoding="utf-8"))


def examples() -> list[object]:
    return [
        pytest.param(example, id=f"{PAGES[language].stem}-{example.line}")
        for language in PAGES
        for example in page(language).examples
    ]


def checked(example: Example) -> Checked:
    return check_files([example.file])


def said(found: Checked, language: Language) -> str:
    from iku_cli.render.diagnostics import draw_plain

    return draw_plain(found.problems, found.files, language)


@pytest.mark.parametrize("example", examples())
def test_an_example_does_what_the_page_says(example: Example) -> None:
    from iku_engine.testing import run_tests

    found = checked(example)
    if example.wrong and example.wrong != "test-fails":
        assert {problem.id for problem in found.problems} == {example.wrong}, said(found, "en")
        return
    assert not found.problems, said(found, "en")
    results = run_tests(found.program).results if found.program.tests else ()
    failed = [result.name for result in results if not result.passed]
    assert bool(failed) is (example.wrong == "test-fails"), failed or "no test fails"


@pytest.mark.parametrize("example", examples())
def test_an_example_is_written_as_fmt_writes_it(example: Example) -> None:
    parsed = parse(example.file)
    if example.free or any(problem.severity is Severity.ERROR for problem in parsed.problems):
        return
    assert _bare(format_spec(parsed.spec, example.language)) == _bare(example.text)


def _bare(text: str) -> list[str]:
    """The lines without indentation and empty ones: fragments may be shown without."""
    return [line.strip() for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize("language", PAGES)
def test_above_a_mistake_stands_which_problem_it_is(language: Language) -> None:
    lines = page(language).text.splitlines()
    for example in page(language).examples:
        if example.wrong and not lines[example.line - 1].startswith("<!--"):
            above = "\n".join(lines[max(0, example.line - 7) : example.line - 1])
            assert f"`{example.wrong}`" in above, f"{PAGES[language].name}:{example.line}"


@pytest.mark.parametrize("language", PAGES)
def test_messages_are_what_check_says(language: Language) -> None:
    text = page(language).text
    for example in reversed(page(language).examples):
        if example.message is not None:
            start, end = example.message_span
            text = f"{text[:start]}{said(checked(example), language)}{text[end:]}"
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


def _good(language: Language) -> str:
    return "\n".join(example.text for example in page(language).examples if not example.wrong)


@pytest.mark.parametrize("language", PAGES)
def test_every_word_of_the_language_is_used_in_an_example(language: Language) -> None:
    text = re.sub(r'"[^"]*"', '""', _good(language))
    place = 0 if language == "id" else 1
    words = [row[place][0] for _, _, rows in GROUPS for row in rows]
    assert [word for word in words if not re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text)] == []


@pytest.mark.parametrize("language", PAGES)
def test_every_problem_is_named(language: Language) -> None:
    assert [id for id in IDS if f"`{id}`" not in page(language).text] == []


@pytest.mark.parametrize("language", PAGES)
def test_what_is_quoted_stands_in_an_example(language: Language) -> None:
    lines = {" ".join(line.split()) for example in page(language).examples for line in example.text.splitlines()}
    lines |= {line.partition(" #")[0].rstrip() for line in lines}
    whole = "\n".join(sorted(lines))
    prose = PIECE.sub("", page(language).text)
    strange = [code for code in dict.fromkeys(_inline(prose)) if not (_known(code) or _occurs(code, whole))]
    assert strange == []


def _inline(prose: str) -> Iterator[str]:
    for found in INLINE.finditer(prose):
        yield " ".join((found[1] or found[2]).replace(r"\|", "|").split())


@cache
def _words() -> frozenset[str]:
    pairs = (kw.FUNCTIONS, kw.SUBJECTS, kw.COMPARISONS, kw.TRUTHS, kw.UNITS, kw.BUILT_IN_NAMES)
    names = {word for group in pairs for pair in group for word in pair}
    return frozenset(names | {phrase for keyword in kw.KEYWORDS for phrase in (*keyword.id, *keyword.en)})


def _known(code: str) -> bool:
    if code in _words() or code in IDS or (ROOT / code).exists() or re.fullmatch(r"\w*\.(iku|csv)", code):
        return True
    command = code.split()
    return command[0] == "iku-engine" and (len(command) == 1 or command[1] in COMMANDS)


def _occurs(code: str, whole: str) -> bool:
    """Whether a quotation occurs in the lines of the examples; `…` stands for anything within a line."""
    parts = [re.escape(part.strip()) for part in code.split("…")]
    return re.search(r"[^\n]*?".join(parts), whole) is not None


@pytest.mark.parametrize("language", PAGES)
def test_links_lead_somewhere(language: Language) -> None:
    text = page(language).text
    anchors = {_anchor(heading) for heading in re.findall(r"^#+ (.+)$", text, re.M)}
    for target in re.findall(r"\]\(([^)]+)\)", PIECE.sub("", text)):
        path, _, anchor = target.partition("#")
        if path:
            assert (PAGES[language].parent / path).exists(), target
        else:
            assert anchor in anchors, target


def _anchor(heading: str) -> str:
    """What a heading is linked by, as the usual viewers of Markdown make it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def test_both_pages_have_one_structure() -> None:
    outlines = [
        [len(marks) for marks in re.findall(r"^(#+) ", PIECE.sub("", page(language).text), re.M)] for language in PAGES
    ]
    assert outlines[0] == outlines[1]
