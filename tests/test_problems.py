"""The corpus of mistakes: `corpus/bad/<id>[--variant]/`, each a spec that has one mistake and the messages it gets.

The first comment of a spec says what its message must name; `# juga: id` names a second problem that it is meant to have, `# lemah: …`
says that the message does not yet lead to the mend. IKU_UPDATE_GOLDENS=1 writes the expected messages anew.
"""

import ast
import contextlib
import os
import re
from functools import cache
from pathlib import Path

import pytest

from iku_dsl.catalogue import IDS, PROBLEMS, RUNTIME, page, problems_document
from iku_dsl.checking.check import Checked, check, check_files
from iku_dsl.keywords import Language
from iku_dsl.problem import Severity, SourceFile

ROOT = Path(__file__).parent.parent
CORPUS = Path(__file__).parent / "corpus" / "bad"
DOCUMENT = ROOT / "docs" / "problems.md"
PAGES = ROOT / "dsl" / "iku_dsl" / "pages"
UPDATE = os.environ.get("IKU_UPDATE_GOLDENS") == "1"
CASES = sorted(folder for folder in CORPUS.iterdir() if folder.is_dir())
LANGUAGES: tuple[Language, ...] = ("id", "en")
NOT_SHOWN = {"not-utf8"}  # no example on a page can show it
SEVERITIES = {known.id: known.severity for known in PROBLEMS}
BLOCK = re.compile(r"```(?P<kind>iku|text)\n(?P<text>(?:.*\n)*?)```\n")


def draw(checked: Checked, language: Language) -> str:
    from iku_cli.render.diagnostics import draw_plain

    return draw_plain(checked.problems, checked.files, language)


@cache
def case(folder: Path) -> Checked:
    """A case as somebody checks it who stands in its folder, so that messages name the file alone."""
    with contextlib.chdir(folder):
        return check([Path("spec.iku")])


def case_id(folder: Path) -> str:
    return folder.name.partition("--")[0]


def also(folder: Path) -> set[str]:
    text = (folder / "spec.iku").read_text(encoding="utf-8", errors="replace")
    return {name.strip() for found in re.findall(r"^# juga: (.*)$", text, re.M) for name in found.split(",")}


def hold(path: Path, text: str) -> None:
    """Hold a file equal to a text, or write it where that is asked."""
    if UPDATE:
        path.write_text(text, encoding="utf-8")
    assert path.exists(), f"IKU_UPDATE_GOLDENS=1 writes {path.relative_to(ROOT)}"
    assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_one_mistake_gives_one_problem(folder: Path) -> None:
    found = case(folder)
    assert case_id(folder) in {problem.id for problem in found.problems}
    assert {problem.id for problem in found.errors} - {case_id(folder)} == also(folder)


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_messages(folder: Path) -> None:
    for language in LANGUAGES:
        hold(folder / f"expected.{language}.txt", draw(case(folder), language))


def test_a_case_says_what_its_message_must_name() -> None:
    for folder in CASES:
        assert (folder / "spec.iku").read_bytes().startswith(b"# "), folder
        assert {path.name for path in folder.iterdir()} == {"spec.iku", "expected.id.txt", "expected.en.txt"}, folder


# ---- pages


def example(id: str, language: Language, block: str) -> Checked:
    name = "contoh.iku" if language == "id" else "example.iku"
    return check_files([SourceFile(name, block)])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("id", sorted(set(IDS) - RUNTIME - NOT_SHOWN))
def test_a_page_shows_the_mistake_its_message_and_the_mend(id: str, language: Language) -> None:
    path = PAGES / language / f"{id}.md"
    text = path.read_text(encoding="utf-8")
    wrong, message, mended = BLOCK.finditer(text)
    found = example(id, language, wrong["text"])
    assert {(problem.id, problem.severity) for problem in found.problems} == {(id, SEVERITIES[id])}
    assert example(id, language, mended["text"]).problems == ()
    start, end = message.span("text")
    hold(path, f"{text[:start]}{draw(found, language)}{text[end:]}")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("id", IDS)
def test_a_page_has_its_title_and_sections(id: str, language: Language) -> None:
    known = next(known for known in PROBLEMS if known.id == id)
    lines = page(id, language).splitlines()
    severity = {"id": {"error": "galat", "warning": "peringatan"}, "en": {}}[language].get(
        known.severity, known.severity
    )
    assert lines[0] == f"# {id}: {known.title(language)} ({severity})"
    sections = [line for line in lines if line.startswith("## ")]
    wanted = {"id": ["## Mengapa penting", "## Perbaikan"], "en": ["## Why it matters", "## Mend"]}[language]
    assert [section for section in sections if section in wanted] == wanted


def test_there_is_no_page_without_a_problem() -> None:
    with pytest.raises(KeyError):
        page("no-such-problem", "en")
    assert next(known for known in PROBLEMS if known.id == "unused").severity is Severity.WARNING


# ---- three lists are one (after the pages, which an update writes first)


def test_the_document_is_made_of_the_pages() -> None:
    hold(DOCUMENT, problems_document())


def test_every_problem_of_the_catalogue_has_a_case_and_a_heading() -> None:
    headings = re.findall(r"^## (.+)$", DOCUMENT.read_text(encoding="utf-8"), re.M)
    assert list(IDS) == sorted(set(IDS))
    shown = set(IDS) - RUNTIME - NOT_SHOWN  # the example of its page is the case of a problem; a folder holds a variant
    assert {case_id(folder) for folder in CASES} | shown == set(IDS) - RUNTIME
    assert headings == list(IDS)


def ids_in_code() -> set[str]:
    """The ids that the language reports: the first text given to what notes a problem."""
    found: set[str] = set()
    for path in (ROOT / "dsl" / "iku_dsl").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if name in ("Diagnostic", "report", "refuse", "_problem"):
                    found |= {part.value for part in ast.walk(node.args[0]) if isinstance(part, ast.Constant)}
    return {id for id in found if isinstance(id, str)}


def test_the_catalogue_holds_what_the_language_reports() -> None:
    assert ids_in_code() == set(IDS) - RUNTIME


def test_severities_are_those_of_the_catalogue() -> None:
    for folder in CASES:
        for problem in case(folder).problems:
            assert SEVERITIES[problem.id] is problem.severity, f"{folder.name}: {problem.id}"


def test_each_language_has_a_page_for_each_problem_and_no_other() -> None:
    for language in LANGUAGES:
        assert sorted(path.stem for path in (PAGES / language).glob("*.md")) == list(IDS)
