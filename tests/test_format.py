"""Laws of the formatter: twice is once, only the looks change, no comment is lost, and languages go there and back."""

import re
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spec_trees import SPEC

from iku_dsl import keywords as kw
from iku_dsl import statements as s
from iku_dsl import syntax as x
from iku_dsl.format import format_spec
from iku_dsl.lines import goes_on, starts_anew
from iku_dsl.parse import Parsed, parse
from iku_dsl.source import SourceFile

CASES = sorted(Path(__file__).parent.joinpath("corpus").glob("*/*/spec.iku"))
LANGUAGES = ("id", "en")
PAIRS = (
    *kw.FUNCTIONS, *kw.SUBJECTS, *kw.COMPARISONS, *kw.TRUTHS, *kw.UNITS, *kw.BUILT_IN_NAMES,
    ("uang", "money"), ("angka", "number"), ("bilangan", "integer"),
)  # fmt: skip
INDONESIAN = {english: indonesian for indonesian, english in PAIRS}


def read(text: str) -> Parsed:
    return parse(SourceFile("spec.iku", text))


def formatted(text: str, language: kw.Language | None = None) -> str:
    return format_spec(read(text).spec, language)


def nodes(spec: s.SpecFile) -> list[object]:
    return [line.node for line in spec.lines]


def comments(spec: s.SpecFile) -> list[str]:
    found = [comment for line in spec.lines for comment in (*line.comments, *line.beside)]
    return sorted(comment for comment in (*found, *spec.comments) if comment)


def neutral(node: object) -> object:
    """The same with every name that has two spellings in the Indonesian one."""
    if isinstance(node, x.Name):
        return x.Name(INDONESIAN.get(node.text, node.text))
    if isinstance(node, tuple | list):
        return [neutral(part) for part in node]
    if is_dataclass(node) and not isinstance(node, type):
        return type(node), [neutral(getattr(node, field.name)) for field in fields(node) if field.name != "span"]
    return node


def spread(text: str, breaks: list[bool], remark: str) -> str:
    """The same statements over more lines: broken where they may go on, with a comment at each break."""
    skeleton = re.sub(r'"(?:[^"]|"")*"', lambda found: "_" * len(found.group()), text)
    out, start, place = "", 0, 0
    for blank in re.finditer(r"(?<=\S) (?=[^\s#])", skeleton):
        before = skeleton[: blank.start()].rsplit("\n", 1)[-1]
        if "#" in before or before.endswith(" not") or not goes_on(before) or starts_anew(text[blank.end() :]):
            continue
        place += 1
        if breaks[place % len(breaks)]:
            out += text[start : blank.start()] + remark + "\n   "
            start = blank.end()
    return out + text[start:]


# ---- the cases that people wrote


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.parent.name)
def test_cases_stay_as_they_are(case: Path) -> None:
    text = case.read_text(encoding="utf-8", errors="replace")
    once, before = formatted(text), read(text).spec
    after = read(once).spec
    if "good" in case.parts:
        assert once == text
    assert format_spec(after) == once
    assert comments(after) == comments(before)
    assert nodes(after) == nodes(before)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", [case for case in CASES if "good" in case.parts], ids=lambda case: case.parent.name)
def test_cases_go_to_the_other_language_and_back(case: Path, language: kw.Language) -> None:
    first = formatted(case.read_text(encoding="utf-8"), language)
    other = formatted(first, "en" if language == "id" else "id")
    assert formatted(other, language) == first
    assert neutral(nodes(read(other).spec)) == neutral(nodes(read(first).spec))


# ---- laws, on random trees


@settings(max_examples=100)
@given(SPEC, st.sampled_from(LANGUAGES))
def test_what_is_written_is_read_again(spec: s.SpecFile, language: kw.Language) -> None:
    text = format_spec(spec, language)
    parsed = read(text)
    assert parsed.problems == ()
    assert neutral(nodes(parsed.spec)) == neutral(nodes(spec))
    assert comments(parsed.spec) == comments(spec)


@settings(max_examples=100)
@given(SPEC)
def test_twice_is_once(spec: s.SpecFile) -> None:
    text = format_spec(spec)
    assert formatted(text, spec.language) == text
    assert formatted(formatted(text)) == formatted(text)


@settings(max_examples=100)
@given(SPEC, st.lists(st.booleans(), min_size=1, max_size=3), st.sampled_from(["", "  # sebab"]))
def test_there_and_back_is_the_same_text(spec: s.SpecFile, breaks: list[bool], remark: str) -> None:
    canonical = format_spec(spec, "id")
    for text in (canonical, spread(canonical, breaks, remark)):
        parsed = read(text)
        first = format_spec(parsed.spec, "id")
        assert nodes(read(first).spec) == nodes(parsed.spec)
        assert comments(read(first).spec) == comments(parsed.spec)
        assert formatted(first, "id") == first
        assert formatted(formatted(first, "en"), "id") == first
