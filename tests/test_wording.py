"""Every sentence that the language can say stands in the table, in both languages, with just the places that are filled."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from iku_dsl.interval import Interval, point
from iku_dsl.keywords import KEYWORDS
from iku_dsl.parsing.habits import HABITS, KEYS
from iku_dsl.parsing.parse import parser
from iku_dsl.parsing.unexpected import GROUPS
from iku_dsl.period import Grain
from iku_dsl.problem import say
from iku_dsl.resolve.expressions.scope import SHOWN_UNITS
from iku_dsl.texts import TEXTS
from iku_dsl.types import Kind
from iku_dsl.watch import USED
from iku_dsl.wording import Figure, interval_text, render

PACKAGE = Path(__file__).parent.parent / "dsl" / "iku_dsl"
# Functions that pass a key on to `say`: which of their arguments it is, and what else they fill in.
PASSED_ON = {"refuse": (1, ()), "_problem": (1, ()), "_here": (1, ()), "_inserted": (1, ("mended", "sign"))}
LETTERS = ("too-large.letters-together", "too-large.letters-again")
# Arguments of `say` that are no literals: keys that are put together, with what they may be, and keys that are passed on.
WIDE = tuple(
    f"too-large.{what}"
    for what in (
        "keys",
        "alias",
        "columns",
        "columns-together",
        "targets",
        "targets-together",
        "conditions",
        "conditions-together",
        "bands",
    )
)
PUT_TOGETHER = {
    "f'proven.moves-{move}'": ("proven.moves-up", "proven.moves-down", "proven.moves-either"),
    "f'too-large.{budget}'": WIDE,
    "f'too-large.{of_letters}'": LETTERS,
    "f'too-large.{of_letters}.hint'": tuple(f"{key}.hint" for key in LETTERS),
    "f'too-large.{stopped.budget}'": tuple(f"too-large.{name}" for name in USED),
    "f'unexpected-text.end-of-{node.role}'": ("unexpected-text.end-of-attribute", "unexpected-text.end-of-parameter"),
    "f'too-large.{budget}.hint'": tuple(f"{key}.hint" for key in WIDE),
}
DYNAMIC = {"f'unknown-name.{kind}'", "f'{key}.hint'", "known.key", "key", *PUT_TOGETHER}
ONE_LANGUAGE = {"word"}  # its places are the two spellings themselves


@dataclass(frozen=True)
class Said:
    """One sentence in the code: its key, the names of what goes into it, where."""

    key: str
    filled: frozenset[str]
    place: str


@cache
def written() -> list[tuple[Path, ast.Call | ast.Assign]]:
    """Every call and assignment of the code, walked once for all tests."""
    trees = ((path, ast.parse(path.read_text(encoding="utf-8"))) for path in sorted(PACKAGE.rglob("*.py")))
    return [(path, node) for path, tree in trees for node in ast.walk(tree) if isinstance(node, (ast.Call, ast.Assign))]


def calls() -> Iterator[tuple[str, ast.Call, str]]:
    for path, node in written():
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            yield name, node, f"{path.relative_to(PACKAGE)}:{node.lineno}"


def strings(node: ast.expr) -> list[str]:
    """The texts that an expression of literals may be."""
    match node:
        case ast.Constant(value=str(value)):
            return [value]
        case ast.IfExp(body=body, orelse=orelse):
            return strings(body) + strings(orelse)
        case _:
            return []


def assigned(name: str) -> list[str]:
    """The literals that a variable of this name is given anywhere, for `say(key, …)`."""
    found = []
    for _, node in written():
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in node.targets):
            found += strings(node.value)
    return found


def chosen(node: ast.Call, position: int) -> list[str]:
    """The keys that a variable `key` may be, of the problem that the call names first."""
    id, argument = strings(node.args[0]), node.args[position]
    if not id or not isinstance(argument, ast.Name):
        return []
    return [key for key in assigned(argument.id) if key == id[0] or key.startswith(f"{id[0]}.")]


def said() -> Iterator[Said]:
    for name, node, place in calls():
        keywords = frozenset(keyword.arg for keyword in node.keywords if keyword.arg is not None)
        if name == "say" and node.args:
            for key in strings(node.args[0]):
                yield Said(key, keywords, place)
        elif name in PASSED_ON and len(node.args) > PASSED_ON[name][0]:
            position, more = PASSED_ON[name]
            for key in strings(node.args[position]) or chosen(node, position):
                filled = frozenset(keywords | set(more)) - {"fix"}
                yield Said(key, filled, place)
                if name == "_problem" and strings(node.args[0]) != ["too-large"]:
                    yield Said(f"{key}.hint", filled, place)


def unknown_kinds() -> set[str]:
    return {
        kind for name, node, _ in calls() if name == "unknown" and len(node.args) > 1 for kind in strings(node.args[1])
    }


def words() -> set[str]:
    """The keys of single words, which go into sentences as arguments."""
    terminals = {terminal.name for terminal in parser().terminals} - {keyword.terminal for keyword in KEYWORDS}
    shown = {f"<{name}>" for name in terminals if not name.startswith("__") and name != "UNKNOWN"}
    return (
        {*shown, "<$END>", *(name for name, _, _ in GROUPS)}
        | {f"kind.{kind}" for kind in Kind}
        | {f"grain.{grain}" for grain in Grain}
        | {f"declaration.{keyword.terminal.lower()}" for keyword in KEYWORDS if keyword.opens == "head"}
        | {f"column.{role}" for role in ("column", "attribute", "parameter")}
        | {f"unit.{name}" for name in ("percent", "number", *SHOWN_UNITS)}
    )


def test_every_sentence_is_in_the_table_and_the_table_has_no_other() -> None:
    used = {one.key for one in said()} | words() | {known.key for known in HABITS} | set(KEYS)
    used |= {f"unknown-name.{kind}" for kind in unknown_kinds()}
    used |= {key for keys in PUT_TOGETHER.values() for key in keys}
    used |= {key for key in assigned("key") if key in TEXTS or "." in key}
    assert used - TEXTS.keys() == set()
    assert TEXTS.keys() - used == set()


def test_keys_that_are_put_together_are_known() -> None:
    found = {
        ast.unparse(node.args[0])
        for name, node, _ in calls()
        if name == "say" and node.args and not strings(node.args[0])
    }
    assert found <= DYNAMIC


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_both_languages_fill_the_same_places() -> None:
    both = {key: [places(text) for text in texts] for key, texts in TEXTS.items() if key not in ONE_LANGUAGE}
    assert {key: found for key, found in both.items() if found[0] != found[1]} == {}


def test_each_call_fills_the_places_of_its_sentence() -> None:
    wrong = [
        f"{one.place}: {one.key} takes {sorted(places(TEXTS[one.key][0]))}, is given {sorted(one.filled)}"
        for one in said()
        if one.key in TEXTS and one.key not in ONE_LANGUAGE and places(TEXTS[one.key][0]) != one.filled
    ]
    assert wrong == []


def test_unknown_names_are_given_their_name_and_what_should_have_it() -> None:
    for kind in unknown_kinds():
        assert places(TEXTS[f"unknown-name.{kind}"][0]) <= {"name", "where"}


def test_habits_are_given_what_was_written_and_what_to_write() -> None:
    for known in HABITS:
        assert places(TEXTS[known.key][0]) <= {"written", "mended"}


def test_sentences_are_clean() -> None:
    for key, texts in TEXTS.items():
        for text in texts:
            assert text == " ".join(text.split()), key
            assert not re.search(r"\s[.,;?]", text.replace(" ..", "").replace(" .. ", "")), key
            ends = not text[:1].isupper() or text.endswith((".", "?"))
            assert ends, f"{key}: a sentence that starts with a capital ends with a full stop"


@pytest.mark.parametrize(
    ("value", "percent", "shown"),
    [
        (Fraction(9, 10), True, "90%"),
        (Fraction(1001, 1000), True, "100.1%"),
        (Fraction(1, 9), True, "≈ 11.11111111%"),
        (Fraction(-1, 2), False, "-0.5"),
        (Fraction(7), False, "7"),
    ],
)
def test_figures_are_exact_or_say_that_they_are_not(value: Fraction, percent: bool, shown: str) -> None:
    assert str(Figure(value, percent)) == shown


@pytest.mark.parametrize(
    ("interval", "shown"),
    [
        (point(80), "80"),
        (Interval(Fraction(80), Fraction(90), low_open=True), "> 80 .. 90"),
        (Interval(Fraction(80), Fraction(90), high_open=True), "80 ..< 90"),
        (Interval(None, Fraction(60), high_open=True), "< 60"),
        (Interval(Fraction(60), None), ">= 60"),
        (Interval(), ".."),
    ],
)
def test_intervals_are_shown_as_they_are_written(interval: Interval, shown: str) -> None:
    assert interval_text(interval) == shown


def test_a_sentence_takes_sentences_and_lists() -> None:
    text = say("unknown-name.known", names=(say("word", id="nilai", en="value"), "BB"))
    assert render(text, "id") == "Yang dikenal di sini: nilai, BB."
    assert render(text, "en") == "Known here: value, BB."
