"""Totals on which two columns of figures agree: one is told on any sheet, unless its figures are so small that chance makes such ones."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from test_ledger import Ministry

from iku_dsl.period import Period
from iku_engine.binding import find
from iku_engine.bound import Binding
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.facts.overview import overview
from iku_engine.importing.importing import import_file
from iku_engine.staging.report import ImportReport
from iku_engine.totals import groups
from iku_engine.totals.groups import agreeing, clearest

SPEC = """
dimensi program kunci nama

sumber dipa per tahun, program register
  kolom pagu angka 0.. digit 2 boleh kosong
  kolom realisasi angka 0.. digit 2 boleh kosong
  kolom sisa angka digit 2 boleh kosong
  kolom serapan persen 0%..100% digit 2 boleh kosong

indikator jumlah_pagu
  satuan bilangan
  arah naik
  rumus jumlah dipa.pagu
"""
Table = list[str]  # of each row the figures, as a file has them
Columns = list[list[int]]


def write(folder: Path, table: Table, years: Sequence[int] = (2025,)) -> Path:
    path = folder / "dipa.csv"
    rows = "".join(f"{year},K{at:03},{figures}\n" for year in years for at, figures in enumerate(table))
    path.write_text("tahun,program,pagu,realisasi,sisa,serapan\n" + rows, encoding="utf-8")
    return path


def load(made: Ministry, table: Table, years: Sequence[int] = (2025,)) -> ImportReport:
    return import_file(made.store, made.program, write(made.folder, table, years), "dipa", user="siti")


@pytest.fixture
def ministry(tmp_path: Path) -> Ministry:
    return Ministry(tmp_path, spec=SPEC, members="")


SHEETS: dict[str, tuple[Table, list[int]]] = {
    "two levels on five rows": (["733,71,,", "331,32,,", "107,11,,", "224,21,,", "402,39,,"], [0, 1]),
    "a head beside units without parts": (["331,32,,", "107,11,,", "224,21,,", "402,39,,", "77,3,,"], [0]),
    "amid many": (
        ["331.25,32.5,,", "107.25,11,,", "224,21.5,,", "402,39,,", "77,3,,", "55,4,,", "12,1,,", "17,2,,"],
        [0],
    ),
    "a foot": (["402,39,,", "77,3,,", "107,11,,", "224,21,,", "331,32,,", "55,4,,"], [4]),
    "a percentage beside": (["331,32,,10%", "107,11,,11%", "224,21,,9%", "402,39,,9%", "77,3,,4%"], [0]),
    "a mean beside": (["331,32,4.5,", "107,11,6,", "224,21,3,", "402,39,1,", "77,3,8,"], [0]),
    "one figure missing of the head": (["331,,218,", "107,11,96,", "224,21,122,", "402,39,363,", "77,3,74,"], [0]),
    "parts with figures missing": (["331,32,,", "107,,,", "204,21,,", "20,11,,", "402,39,,", "77,3,,"], [0]),
    "a group of one row below a head": (["733,71,,", "331,32,,", "331,32,,", "402,39,,", "77,3,,"], [0, 1]),
    "groups of one row, and empty rows": (
        ["733,71,,", "331,32,,", "331,32,,", "331,32,,", "0,0,,", "402,39,,", "0,,,", "77,3,,"],
        [0, 1, 2],
    ),
    "negative figures beside": (["331,32,-4,", "107,11,6,", "224,21,-10,", "402,39,-1,", "77,3,8,"], [0]),
    # and what is none
    "one column": (["331,,,", "107,,,", "224,,,", "402,,,", "77,,,"], []),
    "another that speaks against it": (["331,32,500,", "107,11,96,", "224,21,122,", "402,39,363,", "77,3,74,"], []),
    "small figures": (["7,5,,", "3,1,,", "4,4,,", "9,2,,", "1,8,,", "6,6,,"], []),
    "round figures": (["3000,700,,", "1000,300,,", "2000,400,,", "5000,100,,", "1000,900,,"], []),
    "a column that is a tenth of the other": (["70,7,,", "30,3,,", "40,4,,", "90,9,,", "20,2,,", "60,6,,"], []),
}


@pytest.mark.few(
    "amid many",
    "a mean beside",
    "parts with figures missing",
    "a group of one row below a head",
    "one column",
    "small figures",
    "a column that is a tenth of the other",
)
@pytest.mark.parametrize("name", SHEETS)
def test_totals_are_told_when_they_come_and_from_the_store(ministry: Ministry, name: str) -> None:
    table, totals = SHEETS[name]
    report = load(ministry, table)
    assert sorted(cell.row - 2 for cell in report.doubted) == totals
    assert {cell.reason.key for cell in report.doubted} <= {"row.sum"}
    (source,) = overview(ministry.store, ministry.program, "dipa").held
    assert sorted(one.reason.key for one in source.to_look_at or ()) == ["row.sum"] * len(totals)
    following = load(ministry, table, [2026])  # of members that are known now
    assert [(cell.row - 2, cell.reason.key) for cell in following.doubted] == [
        (cell.row - 2, "row.sum-known") for cell in report.doubted
    ]


@pytest.mark.few(
    "two levels on five rows",
    "a foot",
    "a percentage beside",
    "one figure missing of the head",
    "negative figures beside",
    "another that speaks against it",
)
@pytest.mark.parametrize("name", SHEETS)
def test_a_bound_file_is_looked_at_by_the_same_rules(ministry: Ministry, name: str) -> None:
    table, totals = SHEETS[name]
    given = [find(Binding("dipa", (str(write(ministry.folder, table)),)))]
    notes = evaluate(ministry.store, ministry.program, specs="", periods=[Period(2025)], bound=given).notes
    found = [int(str(dict(note.arguments)["row"])) - 2 for note in notes if note.key == "bound-cell"]
    assert sorted(found) == totals


@pytest.mark.parametrize("years", [range(2020, 2024), range(1980, 2026)])
def test_a_total_of_each_year_is_told_in_each(ministry: Ministry, years: range) -> None:
    chance = random.Random(14)
    units = [f"{chance.randint(9, 500)},{chance.randint(1, 90)},," for _ in range(60)]
    table = [*units[:3], "331,32,,", "107,11,,", "224,21,,", *units[3:]]
    assert {cell.value for cell in load(ministry, table, years).doubted} == {"K003"}
    (source,) = overview(ministry.store, ministry.program, "dipa").held
    assert len(source.to_look_at or ()) == len(years)


def told(columns: Columns) -> set[int]:
    """The rows of a sheet that are told; each figure of a total has to be the sum."""

    def is_sum(total: int, parts: Sequence[int]) -> bool:
        return all(column[total] == sum(column[part] for part in parts) for column in columns)

    likes = list(agreeing(columns, is_sum))
    clear = [(group.total, chance) for group, _, chance in likes if len(group.parts) > 1]
    chances = {tuple(column[total] for column in columns): chance for total, chance in clear}
    most = clearest(chances.values(), len(columns[0]))
    return {group.total for group, _, chance in likes if chance <= most}


Figure = Callable[[random.Random], int]
BESIDE: dict[str, Callable[[random.Random, int], int]] = {  # a figure, by the one in the first column
    "of its own": lambda chance, first: chance.randint(0, max(first, 9)),
    "a tenth": lambda chance, first: first // 10,
    "nearly all": lambda chance, first: round(first * chance.uniform(0.9, 1)),
    "mostly none": lambda chance, first: chance.randint(1, 9) if chance.random() < 0.2 else 0,
    "some of them": lambda chance, first: sum(chance.random() < 0.5 for _ in range(min(first, 50))),
}
FIGURES: dict[str, Figure] = {
    "0..1": lambda chance: chance.randint(0, 1),
    "0..9": lambda chance: chance.randint(0, 9),
    "0..99": lambda chance: chance.randint(0, 99),
    "hundreds": lambda chance: 100 * chance.randint(1, 9),
    "few great ones": lambda chance: int(chance.lognormvariate(3, 1.5)),
    "millions": lambda chance: chance.randint(10**6, 10**7),
}


@pytest.mark.diagonal
@pytest.mark.parametrize("ordered", [False, True])
@pytest.mark.parametrize("beside", BESIDE)
def test_sheets_without_groups_are_left_alone(beside: str, ordered: bool) -> None:
    """Two sheets of a thousand are told at the most."""
    chance = random.Random(11)
    alarms = sheets = 0
    for figure in FIGURES.values():
        for rows, times in ((3, 60), (5, 60), (8, 60), (12, 40), (38, 20), (120, 4)):
            for _ in range(times):
                first = [figure(chance) for _ in range(rows)]
                table = [(one, BESIDE[beside](chance, one)) for one in first]
                columns = list(map(list, zip(*(sorted(table, reverse=True) if ordered else table), strict=True)))
                alarms += bool(told(columns))
                sheets += 1
    assert alarms <= sheets * 2 / 1_000, (alarms, sheets)


Rows = list[tuple[list[int], int]]  # figures, and how many parts that have some they are the total of


def unit(chance: random.Random, level: int, wide: int, feet: bool, missing: float) -> Rows:
    """A unit with so many levels of parts at the most, its own row the first, or the last."""
    if not level or chance.random() < 0.4:
        first = chance.randint(50, 2_000)
        beside = [round(first * chance.uniform(0.05, 1)) for _ in range(1, wide)]
        return [([0 if chance.random() < missing else figure for figure in (first, *beside)], 0)]
    parts = [unit(chance, level - 1, wide, feet, missing) for _ in range(chance.randint(2, 5))]
    own = [part[-1 if feet else 0][0] for part in parts]
    head = ([*map(sum, zip(*own, strict=True))], sum(map(any, own)))
    rows = [row for part in parts for row in part]
    return [*rows, head] if feet else [head, *rows]


@pytest.mark.parametrize("feet", [False, True])
@pytest.mark.parametrize(("missing", "least"), [(0.0, 1.0), (0.1, 0.96)])
def test_heads_and_feet_of_any_depth_are_found(feet: bool, missing: float, least: float) -> None:
    """Units with parts and without any; of the rows told none is another than a total, and of the totals nearly all are told."""
    chance = random.Random(12)
    found = totals = 0
    for _ in range(300):
        level, wide = chance.randint(1, 3), chance.randint(2, 4)
        rows = [row for _ in range(chance.randint(2, 6)) for row in unit(chance, level, wide, feet, missing)]
        if len(rows) > 2:
            heads = {at for at, (_, parts) in enumerate(rows) if parts > 1}
            names = told(list(map(list, zip(*(figures for figures, _ in rows), strict=True))))
            assert all(rows[at][1] for at in names)
            found += len(names & heads)
            totals += len(heads)
    assert totals > 500
    assert found >= least * totals, (found, totals)


def test_rows_are_looked_at_as_often_as_there_are_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    agreed, looked, added = groups._agreed, list[int](), list[int]()

    def counted(figures: Sequence[int], sums: Sequence[Sequence[int]], last: int) -> int | None:
        looked.append(last)
        return agreed(figures, sums, last)

    def is_sum(total: int, parts: Sequence[int]) -> bool:
        added.extend(parts)
        return total % 2 == 0

    monkeypatch.setattr(groups, "_agreed", counted)
    chance = random.Random(13)
    for rows in (1_000, 5_000):
        looked.clear()
        added.clear()
        list(agreeing([[chance.randint(0, 2) for _ in range(rows)] for _ in range(3)], is_sum))
        assert len(looked) == 4 * rows, "both ways, without groups of one row and with them"
        assert rows // 10 < len(added) <= 4 * rows
