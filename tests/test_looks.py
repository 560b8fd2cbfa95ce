"""What rules can look at is one answer, whoever asks: periods of sources, columns in them, who reads one, what another figure reaches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

import pytest
from hostile import check
from judged_specs import write_judged
from typed_specs import write, write_keyed

from iku_dsl.period import Grain, Period
from iku_dsl.program import Program
from iku_engine.plan.environment import Place
from iku_engine.plan.looks import Looks
from iku_engine.plan.reach import cells_read, own_reads, reach, readers
from iku_engine.results.beside import PeriodRead
from iku_engine.worlds.readings import touched

SPEC = """\
dimensi d kunci k
  atribut p angka 0..9
sumber t per tahun, d daftar
  kolom n angka 0..
sumber u per d daftar
  kolom n angka 0..
  hitung z = n * 2
sumber x per tahun, d daftar
  kolom n angka 0..
  kolom m angka 0..n bila kosong terakhir
  hitung q = n + u.z + d.p
sumber s per bulan, d lengkap atas (d yang t.n[tahun lalu] > 4)
  kolom n angka 0.. konsolidasi jumlah

indikator computed
  satuan angka
  arah naik
  rumus jumlah x.q[tahun lalu]

indikator due
  satuan angka
  arah naik
  rumus rerata s.n[tahun lalu]

indikator last
  satuan angka
  arah naik
  rumus jumlah x.m
"""
YEAR = Period(2025)
MONTHS = frozenset(month.ordinal for month in Period(2024).parts(Grain.MONTH))


def program() -> Program:
    checked = check(SPEC)
    assert checked.program is not None, checked.problems
    return checked.program


@pytest.mark.parametrize(
    ("indicator", "found"),
    [
        ("computed", {"x": {2024}, "u": {0}}),
        ("due", {"s": MONTHS, "t": {2023}}),
        ("last", {"x": None}),
    ],
)
def test_what_a_row_of_another_period_is_made_of_is_looked_at_in_that_period(indicator: str, found: object) -> None:
    assert reach(program(), [(indicator, YEAR)]) == found


def test_rows_of_another_period_are_due_by_what_was_known_of_that_period() -> None:
    version = program().version("due", YEAR)
    assert version is not None
    read = own_reads(Looks(program(), own=True), version, YEAR)
    assert {one.period for one in read if one.relation == "t"} == {Period(2023)}
    assert PeriodRead("d") in read


@pytest.mark.parametrize(("relation", "column"), [("d", "p"), ("u", "n"), ("u", ""), ("x", "n"), ("x", "")])
def test_whatever_a_computed_column_of_a_row_reads_reaches_what_is_made_of_it(relation: str, column: str) -> None:
    found = touched(program(), "computed", YEAR, False)
    assert found.by(relation, [column])
    assert not found.by("x", ["m"])


def places(made: Program) -> Iterator[Place]:
    for name, (version, *_) in made.indicators.items():
        for year in (Period(2023), Period(2024)):
            yield name, year.parts(version.grain)[-1] if version.grain is not Grain.YEAR else year


@pytest.mark.parametrize("writer", [write, write_keyed, write_judged])
def test_all_who_ask_what_can_be_read_are_told_the_same(writer: Callable[[Random], str]) -> None:
    several = 0
    for seed in range(12):
        made = check(writer(Random(seed))).program
        assert made is not None
        asked = [place for place in places(made) if made.version(*place) is not None]
        reached = {place: reach(made, [place]) for place in asked}
        for place in asked:
            cells = cells_read(made, *place)
            by_source: dict[str, set[int | None]] = {}
            for name, ordinal in cells:
                if name in made.sources:
                    by_source.setdefault(name, set()).add(ordinal)
            assert reached[place] == {name: None if None in some else some for name, some in by_source.items()}
            told = {cell[1:3] for cell in touched(made, *place, achievement=True).cells if cell[1] in made.sources}
            assert told <= {(name, column) for (name, _), columns in cells.items() for column in columns or ()}
            several += len(cells) > 1
        for name, source in made.sources.items():
            ordinal = None if source.grain is None else Period(2024).parts(source.grain)[-1].ordinal
            read = readers(made, asked, name, ordinal, range(2000, 2050))
            there = {one for one in asked if (some := reached[one].get(name, ())) is None or ordinal in (*some, None)}
            assert read & set(asked) == {one for one in there if name in reached[one]}
    assert several > 20
