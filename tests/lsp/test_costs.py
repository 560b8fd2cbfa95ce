"""What an editor asks of a large spec costs about as much as the spec is long: counted in calls, each question at every kind of place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from types import SimpleNamespace

import large_specs as large
import pytest
from counted_calls import calls
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from iku_cli.lsp import completion, editing, navigation
from iku_cli.lsp.editing import diagnostics
from iku_cli.lsp.here import Encoding, File, Here
from iku_cli.lsp.hover import hover
from iku_cli.lsp.specs import Specs, State
from iku_dsl.budgets import BUDGETS

PATH = "/spec/s.iku"
LETTERS = 2_500  # of the smaller of two texts
LETTERS_OF_OTHERS = 2_500
STEADY = 3_000  # calls that may come of a rare line, whatever the length
MORE = 1.25  # times what the length says, as sorting and larger numbers cost a little more
KINDS = 5  # of lines, the last of a text
TOLD = 200  # calls to tell a problem
OF_PROBLEMS = ("diagnostics", "mends")
DOUBLING = 12  # of a spec that doubles with each more: its budgets end it
MANY = [rule for rule, count in large.LARGE.items() if count >= DOUBLING]
SOME = 24  # one rule in so many is tried by default, the others by the soak
EVERYTHING = types.Range(types.Position(0, 0), types.Position(10**6, 0))


def renamed(here: Here) -> object:
    """A rename, or why it cannot be."""
    with suppress(JsonRpcException):
        return navigation.renamed(here, "zzz_lain", True)
    return None


OF_A_FILE: dict[str, Callable[[File], object]] = {
    "diagnostics": lambda file: diagnostics(file, file.state.checked.problems),
    "folds": navigation.folds,
    "format": editing.formatted,
    "mends": lambda file: editing.mends(file, EVERYTHING),
    "names": lambda file: State(file.state.parsed, ()).index,
    "outline": navigation.outline,
}
OF_A_PLACE: dict[str, Callable[[Here], object]] = {
    "completion": completion.completion,
    "definition": navigation.definition,
    "highlights": navigation.highlights,
    "hover": hover,
    "references": lambda here: navigation.references(here, False),
    "rename": renamed,
}


def opened(text: str) -> File:
    """A spec as an editor has it open, read and checked."""
    specs = Specs()
    state = specs.state(specs.open(f"file://{PATH}", 1, text))
    assert state.checked is not None and state.proven is not None and state.index.by_symbol is not None
    file = state.file(PATH)
    assert file is not None
    return File(specs, state, file, Encoding(), "id")


def places(text: str) -> Iterator[types.Position]:
    """In the last line of each kind: behind its first word, behind its last bracket or point, and at its end."""
    lines = text.split("\n")
    kinds = {re.sub(r"\d+", "0", line[:60]): number for number, line in enumerate(lines)}
    for number in list(kinds.values())[-KINDS:]:
        line = lines[number]
        ends = [found.end() for found in re.finditer(r"\w+", line)][:1] + [
            found.end() for found in re.finditer(r"[\[.]", line)
        ][-1:]
        yield from (types.Position(number, column) for column in {*ends, len(line)})


def costs(text: str) -> dict[str, int]:
    """What each question costs, at the worst of the places."""
    file = opened(text)
    found = {name: calls(lambda ask=ask: ask(file)) for name, ask in OF_A_FILE.items()}
    heres = [file.at(place) for place in places(text)]
    for name, ask in OF_A_PLACE.items():
        found[name] = max(calls(lambda ask=ask, here=here: ask(here)) for here in heres)
    return found


def dearer(smaller: str, larger: str) -> dict[str, tuple[int, int]]:
    """The questions that cost more of the larger text than it is longer; what is told of each of its problems is not counted."""
    before, after = costs(smaller), costs(larger)
    longer = max(2.0, len(larger) / len(smaller)) * MORE
    more = dict.fromkeys(OF_PROBLEMS, TOLD * len(opened(larger).state.checked.problems))
    return {
        name: (before[name], cost)
        for name, cost in after.items()
        if cost > before[name] * longer + STEADY + more.get(name, 0)
    }


@pytest.fixture(autouse=True)
def _rename_checks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the check of a renamed spec costs has its own tests."""
    monkeypatch.setattr("iku_dsl.checking.rename.check_parsed", lambda _: SimpleNamespace(problems=()))


# ---- what is large in another way than those


def sets(count: int) -> str:
    text = large.NUMBERS.replace("per tahun", "per tahun, d register")
    several = large.each("himpunan h{i} = s yang n > {i}/100\n  ", count)
    return "dimensi d kunci kode\n" + text + large.indicator(several + "rumus banyaknya h0")


def lets_that_tests_expect(count: int) -> str:
    case = (
        'uji "t{i}" untuk i pada 2025\n  diberi s: n, x, y\n    1, 2, 3\n  harap a{i} = 1\n  harap target "n{i}" = 1\n'
    )
    lets = large.each('hitung a{i} = s.n + {i}\n  target "n{i}" 2025.. = 1\n  ', count)
    return large.NUMBERS + large.indicator(lets + "rumus s.n") + large.each(case, count)


def indicators_and_tests(count: int) -> str:
    case = 'uji "t{i}" untuk i{i} pada 2025\n  diberi s: n, x, y\n    1, 2, 3\n  harap nilai = 1\n'
    return large.NUMBERS + large.each(large.indicator("rumus s.n", "i{i}"), count) + large.each(case, count)


def choices_compared(count: int) -> str:
    """Each of so many columns is one of so few choices; each of as many choices is compared."""
    text = "sumber s per tahun\n  kolom p pilihan " + large.each("p{i}", count, ", ") + "\n"
    return text + large.each(large.indicator("rumus jika s.p = p{i} maka 1 selain itu 0", "i{i}"), count)


def choices_given(count: int) -> str:
    text = "dimensi d kunci kode\nsumber s per tahun, d register\n  kolom p pilihan " + large.each("p{i}", count, ", ")
    text += (
        '\nindikator i\n  satuan angka\n  arah naik\n  rumus banyaknya s\nuji "t" untuk i pada 2025\n  diberi s: d, p\n'
    )
    return text + large.each("    d{i}, p{i}\n", count) + "  harap nilai = 1\n"


def attributes_named(count: int) -> str:
    text = "dimensi d kunci kode\n" + large.each("  atribut a{i} angka 0..10\n", count)
    return text + large.each(large.indicator("rumus banyaknya (d yang a{i} > 1)", "i{i}"), count)


def columns_of_a_row(count: int) -> str:
    text = "dimensi d kunci kode\nsumber s per tahun, d register\n" + large.each("  kolom c{i} angka 0..10\n", count)
    return text + large.each(large.indicator("rumus jumlah (c{i} + 1) atas s", "i{i}"), count)


def bands_expected(count: int) -> str:
    case = 'uji "t{i}" untuk i pada 2025\n  diberi s: n, x, y\n    1, 2, 3\n  harap kategori = k{i}\n'
    scale = large.bands(count).replace("skala k", "skala m")
    return large.NUMBERS + scale + large.indicator("rumus s.n\n  kategori m") + large.each(case, count)


def labels_of_members(count: int) -> str:
    text = (
        "dimensi d\n" + large.each('  d{i} "Anggota {i}"\n', count) + "sumber s per tahun, d\n  kolom n angka 0..10\n"
    )
    return text + large.indicator("rumus s.n[d1]")


def versions_with_lets(count: int) -> str:
    lines = "indikator i\n  berlaku {i}..{i}\n  satuan angka\n  arah naik\n  hitung a = s.n + {i}\n  rumus a\n"
    return large.NUMBERS + "".join(lines.format(i=1000 + i) for i in range(count))


OTHERS = (
    sets, lets_that_tests_expect, indicators_and_tests, choices_compared, choices_given, attributes_named, columns_of_a_row,
    bands_expected, labels_of_members, versions_with_lets,
)  # fmt: skip


@pytest.mark.parametrize(
    "rule",
    [
        *(pytest.param(rule, marks=() if at % SOME == 0 else pytest.mark.soak) for at, rule in enumerate(MANY)),
        *OTHERS,
    ],
    ids=lambda rule: rule.__name__,
)
def test_a_question_costs_what_the_spec_is_long(rule: large.Rule) -> None:
    count = large.LARGE.get(rule, 10_000) // 2
    letters = LETTERS if rule in large.LARGE else LETTERS_OF_OTHERS
    while count > 4 and len(rule(count)) > letters:
        count = count * 2 // 3
    assert dearer(rule(count), rule(2 * count)) == {}


def test_lets_that_double_are_read_once_each() -> None:
    """Each names the one before it twice: what the values of the last are was asked of the first a million times."""
    lets = [state_of(large.lets_on_lets(count)) for count in (15, 30)]
    columns = [state_of(large.derived_columns(count).replace(" + 1", " + d0")) for count in (15, 30)]
    for smaller, larger in (lets, columns):
        before, after = (calls(lambda state=state: state.index) for state in (smaller, larger))
        assert after < 3 * before


def state_of(text: str) -> State:
    specs = Specs()
    return specs.state(specs.open(f"file://{PATH}", 1, text))


# ---- names that are very many


def test_of_very_many_names_those_are_offered_that_what_is_typed_may_become(monkeypatch: pytest.MonkeyPatch) -> None:
    text = labels_of_members(40).replace("s.n[d1]", "s.n[d1")
    lines = text.split("\n")
    end = types.Position(len(lines) - 2, len(lines[-2]))
    every = completion.completion(opened(text).at(end))
    assert not every.is_incomplete and [item.label for item in every.items if item.label == "d25"]
    monkeypatch.setitem(BUDGETS, "offered", replace(BUDGETS["offered"], most=12))
    found = completion.completion(opened(text).at(end))
    members = [item.label for item in found.items if item.kind is types.CompletionItemKind.EnumMember]
    assert found.is_incomplete
    assert members == ["d1", *(f"d1{digit}" for digit in range(10)), "d21"]
    assert found.items[0].detail == "anggota dari `d`: Anggota 1"
