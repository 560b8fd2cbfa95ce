"""Totals of the last few rows, or of the next few of a list, are no members; a member that is only called like one is told."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from test_ledger import Ministry

from iku_dsl.budgets import BUDGETS
from iku_engine.facts.overview import overview
from iku_engine.importing.importing import import_file
from iku_engine.reading import Reading
from iku_engine.reading.mapping import parse
from iku_engine.reading.opened import Opened
from iku_engine.staging.report import ImportReport
from iku_engine.totals import named_totals
from iku_engine.totals import totals as labelled
from iku_engine.totals.compared import Compared
from iku_engine.wording import say_it

SPEC = """
dimensi unit kunci nama

sumber kerja per tahun, unit
  kolom nilai angka 0.. digit 2
  kolom lain angka 0.. digit 2 boleh kosong

indikator jumlah_nilai
  satuan bilangan
  arah naik
  rumus jumlah kerja.nilai
"""
Row = tuple[str, str]
LEAVES: list[Row] = [("Ambarawa", "10"), ("Bawen", "20"), ("Cepu", "5"), ("Demak", "6")]


@pytest.fixture
def ministry(tmp_path: Path) -> Ministry:
    return Ministry(tmp_path, spec=SPEC, members="")


def load(ministry: Ministry, rows: list[Row]) -> ImportReport:
    path = ministry.folder / "kerja.csv"
    path.write_text("tahun,unit,nilai\n" + "".join(f"2024,{unit},{n}\n" for unit, n in rows), encoding="utf-8")
    return import_file(ministry.store, ministry.program, path, "kerja", user="siti")


def totals(report: ImportReport) -> list[int]:
    return [row - 2 for one in report.not_data if one.kind == "total" for row in one.rows]


A, B, C, D = LEAVES
SOME: list[tuple[list[Row], list[int]]] = [  # with the places of totals
    ([A, C, D, ("Total Prov X", "11")], [3]),
    ([A, C, D, ("Jumlah Prov X", "11"), ("Total", "21")], [3, 4]),
    ([A, C, D, ("Jumlah Prov X", "11"), ("E", "1"), ("F", "2"), ("Total Prov Y", "3"), ("Total", "24")], [3, 6, 7]),
    ([A, C, D, ("Subtotal", "11"), ("Total", "21")], [3, 4]),
    ([*LEAVES, ("Jumlah Jawa", "30"), ("Jumlah Luar Jawa", "11"), ("Jumlah", "41")], [4, 5, 6]),
    ([*LEAVES, ("E", "7"), ("F", "9"), ("Jumlah X", "30"), ("Jumlah Y", "11"), ("Jumlah Z", "16")], [6, 7, 8]),
    ([("Total Prov X", "11"), C, D, A], [0]),
    ([A, ("C", "5.25"), ("D", "6.13"), ("Total Prov X", "11.4")], [3]),  # as a total of all may be rounded
]


@pytest.mark.parametrize(("rows", "places"), SOME)
def test_a_labelled_total_of_some_rows_is_no_member(ministry: Ministry, rows: list[Row], places: list[int]) -> None:
    report = load(ministry, rows)
    assert (totals(report), report.rejected, report.doubted) == (places, (), ())
    assert report.accepted == len(rows) - len(places)


@pytest.mark.parametrize("rows", [rows for rows, _ in SOME])
def test_the_same_holds_of_a_wide_table(tmp_path: Path, rows: list[Row]) -> None:
    made = Ministry(tmp_path, spec=SPEC.replace("per tahun", "per bulan"), members="")
    path = tmp_path / "lebar.csv"
    path.write_text("unit;Jan;Feb\n" + "".join(f"{unit};{n};{n}\n" for unit, n in rows), encoding="utf-8")
    wide = 'wide = { into = "bulan", value = "nilai", columns = { "Jan" = "2024-01", "Feb" = "2024-02" } }'
    report = import_file(made.store, made.program, path, "kerja", user="siti", reading=Reading(mapping=parse(wide)))
    assert (totals(report), report.rejected) == ({str(one): places for one, places in SOME}[str(rows)], ())


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ([A, B, ("Total Kabupaten/Kota", "31")], 4),
        ([A, B, ("Nasional", "31")], 4),
        ([A, B, ("Total 2025", "31")], 4),
    ],
)
def test_a_new_member_that_is_called_like_a_total_is_told(ministry: Ministry, rows: list[Row], line: int) -> None:
    report = load(ministry, rows)
    (cell,) = report.doubted
    assert (cell.row, cell.column, cell.reason.key) == (line, "unit", "row.total-member")
    assert "called like the total" in say_it(cell.reason, "en")
    (source,) = overview(ministry.store, ministry.program, "kerja").held
    assert [one.reason.key for one in source.to_look_at or ()] == ["row.total-member"]
    assert load(ministry, rows).doubted == ()  # the same file is not asked again


def test_a_total_that_leaves_out_a_member_says_that_it_is_none(ministry: Ministry) -> None:
    report = load(ministry, [A, C, D, ("Jumlah Prov X", "12"), ("E", "1"), ("Total", "22")])
    assert [(cell.row, cell.reason.key) for cell in report.rejected] == [(5, "row.total")]
    assert (totals(report), report.accepted) == ([5], 4)


@pytest.mark.parametrize(
    "rows",
    [
        [A, B, C, D, ("Jumbo", "11"), ("Totok", "6")],  # no label
        [A, C, D, ("Perumahan", "11"), ("Total Bangun Persada", "70"), ("Jumlah Balita", "9"), ("Total", "111")],
    ],
)
def test_members_stay_members(ministry: Ministry, rows: list[Row]) -> None:
    report = load(ministry, rows)
    assert report.accepted == len(rows) - (rows[-1][0] == "Total")
    assert report.rejected == ()
    assert {cell.reason.key for cell in report.doubted} <= {"row.odd-name"}, "which nobody can tell from a total"


def test_a_bare_total_of_the_last_rows_alone_waits(ministry: Ministry) -> None:
    """A formula that left out the first rows is a mistake of the sheet."""
    (cell,) = load(ministry, [A, C, D, ("Jumlah", "11")]).rejected
    assert (cell.row, cell.reason.key) == (5, "row.total")


def test_rows_that_are_called_totals_are_looked_at_as_often_as_there_are_rows(
    ministry: Ministry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One figure of each agrees with the last half of the list, and another does not: to find that out for all takes the square."""
    added: list[int] = []
    part = named_totals.RowSum.part
    monkeypatch.setattr(
        named_totals.RowSum, "part", lambda self, start, end: added.append(end - start) or part(self, start, end)
    )
    few, most = 100, 800
    sums = []
    for many in (few, most):
        added.clear()
        path = ministry.folder / "kerja.csv"
        rows = [f"{many},a{n},{1_000 + n % 7},1" for n in range(many)]
        tails = [sum(1_000 + n % 7 for n in range(start, many)) for start in range(many // 2, many - 1)]
        rows += [f"{many},Subtotal {n},{tail},{3 + n % 5}" for n, tail in enumerate(tails)]
        path.write_text("tahun,unit,nilai,lain\n" + "\n".join(rows), encoding="utf-8")
        report = import_file(ministry.store, ministry.program, path, "kerja", user="siti")
        assert totals(report) == []
        sums.append(sum(added))
    assert sums[0] > few, "they are looked at"
    assert sums[1] <= BUDGETS["total-rows"].most + 2 * BUDGETS["total-rows-each"].most * most


def test_sums_of_rows_that_were_left_out_are_made_anew_as_often_as_there_are_rows(
    ministry: Ministry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each `Jumlah` leaves out the member before it that is only called like one, and begins with the rows without it."""
    asked: list[int] = []
    runs = named_totals.RowSum.runs

    def counted(self: named_totals.RowSum, place: int, value: Fraction, half: Fraction) -> Iterator[tuple[int, int]]:
        asked.append(len(self.each) + 1 - len(self.upto.get(place, ())))
        return runs(self, place, value, half)

    monkeypatch.setattr(named_totals.RowSum, "runs", counted)
    copies: list[int] = []
    copied = named_totals.RowSums.copied
    monkeypatch.setattr(named_totals.RowSums, "copied", lambda self: copies.append(self.all.rows) or copied(self))
    many = 600
    rows = [("a" + str(n), "10") for n in range(many)]
    for n in range(many // 2):
        rows += [(f"Jumlah Anak Terlantar {n}", str(7 + n % 3)), ("Jumlah", str(10 * many))]
    load(ministry, rows)
    most = BUDGETS["total-rows"].most + BUDGETS["total-rows-each"].most * len(rows)
    assert many < sum(asked) <= most
    assert many < sum(copies) <= most


KEYS = "abcd"
SPEC_OF_KEYS = (
    "\n".join(f"dimensi {key} kunci nama" for key in KEYS)
    + """

sumber kerja per tahun, a, b, c, d
  kolom n bilangan 0..
"""
)


@pytest.mark.parametrize("most", [8, 1])
def test_rows_are_added_up_for_the_commonest_sets_of_keys_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """Two to the power of the keys there could be; totals of the others wait, and are no facts."""
    assert BUDGETS["total-sets"].most == 8
    monkeypatch.setitem(BUDGETS, "total-sets", replace(BUDGETS["total-sets"], most=most))
    asked: list[int] = []
    decide = labelled._decide

    def counted(compared: Compared, opened: Opened, others: Collection[int]) -> labelled.Decided:
        asked.append(len(compared.by_places))
        return decide(compared, opened, others)

    monkeypatch.setattr(labelled, "_decide", counted)
    made = Ministry(tmp_path, spec=SPEC_OF_KEYS, members="")
    path = tmp_path / "kerja.csv"
    data = [f"2024,a{n % 3},b{n},c{n},d{n},{n * n + 10}" for n in range(9)]
    common = [f"2024,a{n},,,Jumlah,{total}" for n, total in enumerate((75, 96, 123))]  # by the year and `a`
    rare = [
        f"2024,{'a0' if at & 1 else ''},{'b3' if at & 2 else ''},{'c3' if at & 4 else ''},Jumlah,19"
        for at in range(2, 8)
    ]
    path.write_text("tahun,a,b,c,d,n\n" + "\n".join([*data, *common, *rare]), encoding="utf-8")
    report = import_file(made.store, made.program, path, "kerja", user="siti")
    assert max(asked) == (7 if most == 8 else 1)
    assert report.accepted == 9
    assert totals(report) == [*range(9, 12), *(range(12, 18) if most == 8 else ())]
    assert {cell.reason.key for cell in report.rejected} == (set() if most == 8 else {"row.total"})
