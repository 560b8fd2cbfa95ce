"""What stands below the total of a list is no part of what was added up: rows of new members wait there, by whatever door they come."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from office_sheets import write_table
from openpyxl import load_workbook
from test_ledger import Ministry

from iku_dsl.period import Period
from iku_engine.binding import find
from iku_engine.bound import Binding
from iku_engine.errors import RefusedFacts
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.facts.overview import overview
from iku_engine.importing.importing import import_file
from iku_engine.importing.quarantine import dismiss, kept_out, write_quarantine
from iku_engine.reading import Reading
from iku_engine.reading.mapping import parse
from iku_engine.staging.report import ImportReport
from iku_engine.wording import say_it
from iku_engine.words.labels import compares, total_label

SPEC = """
dimensi unit kunci nama

dimensi daerah
  aceh "Aceh"
  bali "Bali"

sumber kerja per tahun, unit daftar
  kolom pagu angka
  kolom hasil angka boleh kosong

sumber daerah_kerja per tahun, daerah, unit daftar
  kolom nilai angka

sumber menurut_daerah per tahun, daerah
  kolom besar angka

indikator jumlah_pagu
  satuan bilangan
  arah naik
  rumus jumlah kerja.pagu
"""
WIDE = 'wide = { into = "tahun", value = "pagu", columns = { "Ini" = "2024", "Depan" = "2025" } }'
HEAD = ("unit", "pagu", "hasil")
FORMS = ("csv", "xlsx", "wide", "bound csv", "bound parquet")
LABELS = (
    "Jumlah",
    "TOTAL",
    "Jumlah Belanja",
    "Seluruh Unit",
    "Total (A+B)",
    "Jumlah Kabupaten/Kota",
    "Total 2025",
    "Jumlah/Total",
)
GROUPS = ("one", "totals", "subtotals", "mean", "again")
Row = tuple[str, int | None, int | None]
FEET: dict[str, list[tuple[str, int, int]]] = {  # names, with what is added to the total, and what times it
    "last year": [("Jumlah Tahun Lalu", -50, 1), ("Kenaikan", 50, 0)],
    "less": [("Tahun Sebelumnya", 70, 1), ("Selisih", -70, 0)],
    "target": [("Target Nasional", 5000, 0)],
    "share": [("Persentase", 104, 0), ("Capaian terhadap Target", 97, 0), ("Sisa", 11, 0)],
    "like a total": [("Nasional", 301, 1), ("Total Provinsi Lain", 13, 1)],
    "long": [(f"Triwulan {n} Tahun Lalu", n * 17, 0) for n in range(1, 9)],
}


@pytest.fixture
def ministry(tmp_path: Path) -> Ministry:
    return Ministry(tmp_path, spec=SPEC, members="")


class Sheet:
    """A table with its members, the lines of its totals, and the rows below the last of them, with the line of that one."""

    def __init__(self, count: int, groups: str, label: str, foot: str) -> None:
        self.rows: list[Row] = []
        self.members: dict[str, int] = {}
        first = self._group("P", count)
        if groups == "mean":
            self.end = self._total(label, first)
            self.rows.append(("Rata-rata", self._sum(first, 1) // count, None))
        elif groups == "again":  # as many below, which are other rows
            self.end = self._total(label, first)
            self.end = self._total(label, self._group("Q", count))
        elif groups == "totals":
            self._total(label, first)
            self.end = self._total(label, self._group("Q", 3))
        elif groups == "subtotals":
            self._total("Subtotal", first)
            second = self._group("Q", 2)
            self._total("Subtotal", second)
            self.end = self._total(label, [*first, *second, *self._group("R", 1)])
        else:
            self.end = self._total(label, first)
        total = self.rows[self.end - 1][1]
        assert total is not None
        self.foot = [(name, total * times + more, more * 3 + 1) for name, more, times in FEET[foot]]
        self.total, self.label = sum(self.members.values()), label
        self.table: list[Row] = [*self.rows, *self.foot]

    def _group(self, name: str, count: int) -> list[Row]:
        start = 7 * len(self.rows) + ord(name)
        made: list[Row] = [
            (f"{name}{n}", 1000 * count + start + 2 * n * n * count, 3 * n + start) for n in range(count)
        ]
        if name == "P":  # so that the mean is a whole number
            made[0] = (made[0][0], made[0][1] + count - sum(row[1] for row in made) % count, made[0][2])  # type: ignore[operator, misc]
        self.rows += made
        self.members |= {key: pagu for key, pagu, _ in made if pagu is not None}
        return made

    @staticmethod
    def _sum(rows: list[Row], place: int) -> int:
        return sum(row[place] or 0 for row in rows)  # type: ignore[misc]

    def _total(self, label: str, rows: list[Row]) -> int:
        self.rows.append((label, self._sum(rows, 1), self._sum(rows, 2)))
        return len(self.rows)


def write(folder: Path, form: str, table: list[Row], year: int) -> Path:
    if form == "wide":
        rows = [("unit", "Ini", "Depan"), *((unit, pagu, pagu) for unit, pagu, _ in table)]
        return write_table(folder / f"lebar{year}.csv", rows)
    if form == "bound parquet":
        named = dict(zip(HEAD, (list(column) for column in zip(*table, strict=True)), strict=True))
        path = folder / f"kerja{year}.parquet"
        pq.write_table(pa.table({"tahun": [year] * len(table), **named}), path)
        return path
    rows = [("tahun", *HEAD), *(("tahun" if row == HEAD else year, *row) for row in table)]
    return write_table(folder / f"kerja{year}.{form.split()[-1]}", rows)


def load(ministry: Ministry, form: str, table: list[Row], year: int = 2024) -> ImportReport:
    reading = Reading(mapping=parse(WIDE)) if form == "wide" else None
    path = write(ministry.folder, form, table, year)
    return import_file(ministry.store, ministry.program, path, "kerja", user="siti", reading=reading)


def value(ministry: Ministry, year: int = 2024) -> object:
    return evaluate(ministry.store, ministry.program, specs="", periods=[Period(year)]).results[0].value


def waits(report: ImportReport) -> list[tuple[int, str, int]]:
    """The rows from 1 that wait below a total, their member, and the row of that total."""
    rows = {(one.row, one.value, one.reason) for one in report.rejected}
    assert {reason.key for _, _, reason in rows} <= {"row.below-total", "row.same-money"}
    return sorted((row - 1, member, dict(reason.arguments)["total"] - 1) for row, member, reason in rows)  # type: ignore[operator]


ALL = [Sheet(*of) for of in product((2, 3, 6), GROUPS, LABELS, FEET)]


def below(made: Sheet) -> list[tuple[int, str, int]]:
    return [(len(made.rows) + n, name, made.end) for n, (name, _, _) in enumerate(made.foot, start=1)]


SUITE = [("csv", 19), ("xlsx", 53), ("wide", 43)]  # each label, foot and way of groups is reached
MORE = [("csv", 7), ("xlsx", 29), ("wide", 23)]


@pytest.mark.parametrize(("form", "every"), SUITE + [pytest.param(*more, marks=pytest.mark.soak) for more in MORE])
def test_what_stands_below_the_total_of_a_list_waits(ministry: Ministry, form: str, every: int) -> None:
    """In the first year as in the next ones, in which the members are known."""
    for year, made in enumerate(ALL[::every], start=2000):
        cells = 2 if form == "wide" else 1
        report = load(ministry, form, made.table, 2024 if form == "wide" else year)
        assert waits(report) == below(made)[: len(waits(report))], made.table
        assert report.rejected_total == len(made.foot) * cells, made.table
        assert report.accepted + report.identical == len(made.members) * cells
        assert {one.reason.key for one in report.doubted} <= {"row.period-far"}
        if form != "wide":
            assert value(ministry, year) == made.total, made.table


@pytest.mark.parametrize("every", [293, pytest.param(97, marks=pytest.mark.soak)])
@pytest.mark.parametrize("form", ["bound csv", "bound parquet"])
def test_a_bound_file_with_rows_below_its_total_is_refused(ministry: Ministry, form: str, every: int) -> None:
    for made in ALL[::every]:
        with pytest.raises(RefusedFacts) as error:
            bound(ministry, write(ministry.folder, form, made.table, 2024))
        details = [dict(one.arguments) for one in error.value.details]
        reasons = {dict(one["reason"].arguments)["total"] for one in details}
        assert {one["reason"].key for one in details} == {"row.below-total"}
        assert reasons == {made.end + (form == "bound csv")}, made.table  # which has its header on row 1
        assert bound(ministry, write(ministry.folder, form, made.rows, 2024)) == made.total


def bound(ministry: Ministry, path: Path) -> object:
    given = [find(Binding("kerja", (str(path),)))]
    return evaluate(ministry.store, ministry.program, specs="", periods=[Period(2024)], bound=given).results[0].value


A, B, C, D = ROWS = [("A", 100, 1), ("B", 230, 2), ("C", 41, 3), ("D", 57, 4)]
TOTAL = ("Jumlah", 330, 3)
MEMBERS: list[list[Row]] = [  # sheets on which all rows but the totals are members
    [A, B, TOTAL, ("Cadangan", 10, 1), ("Lain", 5, 0), ("Jumlah Total", 345, 4)],  # a later total adds them up, too
    [A, B, TOTAL, C, D, ("Jumlah", 98, 7)],
    [A, B, TOTAL, C, D, ("Rata-rata", 49, None)],
    [A, B, TOTAL, C, D, ("Rata-rata", 107, None)],
    [("Jumlah Anak", 7, 1), A, ("Jumlah Balita", 107, 2), C],  # by chance
    [("Jumlah", 428, 10), *ROWS],
    [("Jumlah", 330, 3), A, B, ("Jumlah", 98, 7), C, D],
    [("Jumlah", 100, 1), A, ("Jumlah", 230, 2), B, ("Jumlah", 98, 7), C, D],
    [A, B, ("Jumlah", None, None), C, D, ("Jumlah", None, None)],
    [A, B, TOTAL, ("E", 300, 1), ("F", 30, 2), TOTAL, ("Jumlah Total", 660, 6)],
]


@pytest.mark.diagonal
@pytest.mark.parametrize("table", MEMBERS)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_rows_that_a_later_total_adds_up_are_members(ministry: Ministry, table: list[Row], form: str) -> None:
    report = load(ministry, form, table)
    assert report.rejected == ()
    names = {"Jumlah", "Jumlah Total", "Rata-rata", "unit"}
    assert report.accepted == len([row for row in table if row[0] not in names])


SLIPS: dict[str, Row | None] = {  # what is added to the figures of a total; None: its formulas were not pasted
    "one more": ("", 1, 1),
    "rounded up": ("", 400, 30),
    "one column": ("", 0, 5),
    "other column": ("", 9, 0),
    "empty": None,
}
COMPARED: dict[str, list[tuple[str, float]]] = {  # rows that come to the total above, with their parts of it
    "last year": [("Jumlah Tahun Lalu", 0.9), ("Kenaikan", 0.1)],
    "sources": [("Rupiah Murni", 0.8), ("PHLN", 0.2)],
    "by kind": [("Pegawai", 0.5), ("Barang", 0.3), ("Modal", 0.2)],
}


@pytest.mark.diagonal
@pytest.mark.parametrize("closed", ["", "Jumlah", "Grand Total"])
@pytest.mark.parametrize("foot", COMPARED)
@pytest.mark.parametrize("slip", SLIPS)
def test_a_wrong_total_is_none_of_the_rows_below(ministry: Ministry, slip: str, foot: str, closed: str) -> None:
    """What is compared comes to the total, wrong as it is: both wait, in the first year and in the next."""
    for year, label in enumerate(LABELS, start=2000):
        more = SLIPS[slip]
        sums = [330 + (more[1] or 0), 3 + (more[2] or 0)] if more is not None else [330, 3]
        given = (label, None, None) if more is None else (label, sums[0], sums[1])
        if more is None and total_label(label) != "sure":
            continue  # a member without figures
        parts = [(name, *(round(part * of) for of in sums)) for name, part in COMPARED[foot]]
        parts[-1] = (parts[-1][0], *(of - sum(row[at] for row in parts[:-1]) for at, of in enumerate(sums, start=1)))  # type: ignore[misc]
        table: list[Row] = [A, B, given, *parts, *([(closed, *sums)] if closed else [])]  # type: ignore[list-item]
        report = load(ministry, "csv", table, year)
        reasons = {one.row - 1: one.reason.key for one in report.rejected}
        same = {reasons[4]} <= {"row.same-money"} and closed
        wanted = dict.fromkeys(range(4, 4 + len(parts)), "row.same-money" if same else "row.below-total")
        assert reasons == wanted | ({} if more is None else {3: "row.total"}), table
        assert (value(ministry, year), report.doubted) == (330, ()), table


@pytest.mark.diagonal
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("total", [("Jumlah", 331, 4), ("Jumlah", None, None)])
def test_a_wrong_total_ends_a_list_by_whatever_door_it_comes(ministry: Ministry, form: str, total: Row) -> None:
    table: list[Row] = [A, B, total, ("Jumlah Tahun Lalu", 300, 2), ("Kenaikan", 31, 2)]
    if form.startswith("bound"):
        with pytest.raises(RefusedFacts) as error:
            bound(ministry, write(ministry.folder, form, table, 2024))
        reasons = [dict(one.arguments)["reason"].key for one in error.value.details]
    else:
        report = load(ministry, form, table)
        reasons = [one.reason.key for one in report.rejected]
        assert (report.accepted, value(ministry)) == ((4 if form == "wide" else 2), 330)
    assert (reasons.count("row.below-total") >= 2, "row.total" in reasons) == (True, total[1] is not None)


def test_a_wrong_total_of_the_last_of_several_groups_waits(ministry: Ministry) -> None:
    table: list[Row] = [A, B, ("Jumlah I", 330, 3), C, D, ("Jumlah II", 99, 7), ("TL", 90, 4), ("Kenaikan", 9, 3)]
    reasons = {one.row - 1: one.reason.key for one in load(ministry, "csv", table).rejected}
    assert reasons == dict.fromkeys((4, 5, 7, 8), "row.below-total") | {6: "row.total"}


@pytest.mark.diagonal
@pytest.mark.parametrize(
    "parts", [(260, 3, 70.2, 1), (260, 3, 70, 1), (300, 2, 31, 1), (260, 9, 69, 3), (70, 2, 260, 9)]
)
@pytest.mark.parametrize("second", ["Jumlah", "Jumlah Bidang Program"])
def test_rows_between_two_totals_of_nearly_the_same_money_wait(
    ministry: Ministry, second: str, parts: tuple[int, int, int, int]
) -> None:
    """One of the amounts is that of another day, or was rounded: what is alike in the other is too long for chance."""
    one, two, three, four = parts
    table: list[Row] = [A, B, TOTAL, ("RM", one, two), ("PHLN", three, four), (second, one + three, two + four)]
    for year in (2024, 2025):
        assert waits(load(ministry, "csv", table, year)) == [(4, "RM", 3), (5, "PHLN", 3)]
        assert value(ministry, year) == 330


@pytest.mark.parametrize("second", ["Jumlah", "Total", "Jumlah Bidang Program"])
def test_rows_between_two_totals_of_the_same_money_wait(ministry: Ministry, second: str) -> None:
    table: list[Row] = [A, B, TOTAL, ("Rupiah Murni", 300, 2), ("PHLN", 30, 1), (second, 330, 3)]
    report = load(ministry, "csv", table)
    assert waits(report) == [(4, "Rupiah Murni", 3), (5, "PHLN", 3)]
    assert all("row 7" in say_it(one.reason, "en") for one in report.rejected)  # its header is on row 1
    table += [C, D, ("Jumlah", 98, 7)]
    assert waits(load(ministry, "csv", table, 2025)) == [(4, "Rupiah Murni", 3), (5, "PHLN", 3)]
    assert value(ministry, 2025) == 428


OF_A_PART = (
    "Subtotal",
    "Sub Total",
    "Jumlah I",
    "Jumlah 1",
    "Total Bidang X",
    "Jumlah Kabupaten Bogor",
    "Total Dinas Sosial",
)


@pytest.mark.diagonal
@pytest.mark.parametrize("label", OF_A_PART)
@pytest.mark.parametrize("foot", [("Tahun Lalu", "Kenaikan"), ("2024", "2023"), ("C", "D")])
def test_a_total_ends_the_list_whatever_it_is_called(ministry: Ministry, label: str, foot: tuple[str, str]) -> None:
    """The next part may be without a total: then it waits, and the total of all below it lets it in."""
    rest = [(name, *figures) for name, figures in zip(foot, ((300, 2), (30, 1)), strict=True)]
    table: list[Row] = [A, B, (label, 330, 3), *rest]
    assert waits(load(ministry, "csv", table)) == [(4, foot[0], 3), (5, foot[1], 3)]
    assert value(ministry) == 330
    if foot == ("C", "D"):
        report = load(ministry, "csv", [*table, ("Jumlah Total", 660, 6)], 2025)
        assert (report.accepted, report.rejected) == (4, ())


SO_FAR = [
    ("Jumlah bulan ini", "Jumlah s.d. bulan lalu", "Jumlah s.d. bulan ini"),
    ("Jumlah", "Jumlah tahun lalu", "Jumlah seluruhnya"),
    ("Jumlah Bulan Ini", "s/d Bulan Lalu", "Jumlah s/d Bulan Ini"),
    ("Jumlah", "Sampai dengan triwulan I", "Total"),
    ("Jumlah", "Realisasi Tahun Lalu", "Total"),
    ("Jumlah I+II", "Jumlah I+II Tahun Lalu", "Total"),
    ("Jumlah", "2023", "Total"),
    ("Jumlah", "Tahun 2023", "Total"),
    ("Jumlah", "Target Nasional", "Total"),
    *(
        ("Jumlah", name, "Total")
        for name in ("TA Lalu", "Jumlah SPP yang lalu", "Pindahan", "Jumlah Desember 2023", "Total last fiscal year")
    ),
]


@pytest.mark.few("csv-labels0", "xlsx-labels6", "wide-labels2", "bound csv-labels13", "bound parquet-labels4")
@pytest.mark.parametrize("labels", SO_FAR)
@pytest.mark.parametrize("form", FORMS)
def test_what_a_running_total_adds_to_that_of_the_list_waits(
    ministry: Ministry, form: str, labels: tuple[str, str, str]
) -> None:
    now, before, so_far = labels
    table: list[Row] = [A, B, (now, 330, 3), (before, 250, 2), (so_far, 580, 5)]
    if form.startswith("bound"):
        with pytest.raises(RefusedFacts):
            bound(ministry, write(ministry.folder, form, table, 2024))
        return
    for _ in range(2):
        report = load(ministry, form, table)
        assert {(row, member) for row, member, _ in waits(report)} == {(4, before)}
        assert value(ministry) == 330


COMPARING = [
    "Tahun Lalu", "Jumlah SPP yang lalu", "Tahun Lalu 2024", "halaman sebelumnya", "s.d. bulan ini", "Jumlah s/d Februari 2025",
    "sd triwulan I", "Sampai dengan 31 Desember", "Kumulatif s. d. bulan lalu", "Kenaikan (%)", "Kenaikan/Penurunan", "Selisih (Rp)",
    "% Kenaikan", "Target", "Target Pusat", "Total Target", "2023", "Tahun 2023", "TA 2024", "Previous year", "Total last fiscal year",
    "Pindahan",
]  # fmt: skip
NAMING = [
    "SD Negeri 1", "SD Islam Terpadu", "Jumlah SD", "S.D. Negeri Cibinong", "H. Lalu Ahmad", "Lalu Ahmad", "Perubahan Iklim",
    "Sisa Anggaran", "Keluarga Target Bantuan", "Program 2023", "Sampai", "Kenaikan Pangkat", "Bulan", "Tahun", "()", "",
]  # fmt: skip


def test_comparisons_are_known_by_their_names_and_schools_and_people_are_none() -> None:
    assert [name for name in COMPARING if not compares(name)] == []
    assert [name for name in NAMING if compares(name)] == []


OWN = [
    [("Target", 500, 3), ("Jumlah Target", 500, 3)],
    [("Lainnya", 500, 3), ("Jumlah", 500, 3)],
    [("Tahun 2024", 240, 2), ("Tahun 2023", 250, 3), ("Jumlah", 490, 5)],
    [("Target Pusat", 240, 2), ("Target Daerah", 250, 3), ("Total Target", 490, 5)],
]


@pytest.mark.diagonal
@pytest.mark.parametrize("own", OWN)
@pytest.mark.parametrize("list_", [[A, B, TOTAL], [A, ("Jumlah I", 100, 1)]])
def test_a_total_of_its_own_lets_in_no_comparison_and_no_single_row(
    ministry: Ministry, list_: list[Row], own: list[Row]
) -> None:
    report = load(ministry, "csv", [*list_, *own])
    assert {row for row, _, _ in waits(report)} == set(range(len(list_) + 1, len(list_) + len(own)))
    assert value(ministry) == sum(row[1] for row in list_[:-1] if row[1])


@pytest.mark.parametrize("name", ["Tahun Lalu", "Target Nasional", "s.d. bulan lalu", "2023"])
def test_a_comparison_without_which_the_total_fits_waits(ministry: Ministry, name: str) -> None:
    compared = (name, 250, 2)
    tables: list[list[Row]] = [[A, B, compared, TOTAL], [TOTAL, A, B, compared], [compared, A, B, TOTAL]]
    for year, table in enumerate(tables, start=2000):
        report = load(ministry, "csv", table, year)
        assert [(one.row - 1, one.value, one.reason.key) for one in report.rejected] == [
            (table.index(compared) + 1, name, "row.compared")
        ]
        assert value(ministry, year) == 330
    report = load(ministry, "csv", [A, B, compared, ("Jumlah", 580, 5)], 2020)  # that adds it up is a total of members
    assert (report.rejected, value(ministry, 2020)) == ((), 580)


FOOT_OF_YEARS = [("2023", 250, 2), ("2024", 300, 3), ("2025", 330, 3)]


@pytest.mark.parametrize(
    "foot",
    [
        FOOT_OF_YEARS,
        FOOT_OF_YEARS[::-1],
        FOOT_OF_YEARS[:2],
        [("Tahun Lalu", 300, 2)],
        [(f"Kota {year}", 7, 1) for year, _, _ in FOOT_OF_YEARS],
    ],
)
def test_comparisons_without_a_total_are_told_each_time(ministry: Ministry, foot: list[Row]) -> None:
    for year in (2024, 2025):
        report = load(ministry, "csv", [A, B, D, *foot], year)
        assert sorted(one.row for one in report.doubted) == list(range(5, 5 + len(foot)))
        assert "row.comparison" in {one.reason.key for one in report.doubted}
        (source,) = (one for one in overview(ministry.store, ministry.program, "kerja").held)
        assert len(source.to_look_at or ()) == len(foot) * (year - 2023)


def test_a_comparison_hides_no_total_without_a_label(ministry: Ministry) -> None:
    report = load(ministry, "csv", [A, B, C, ("Tahun Lalu", 300, 2), ("Kementerian", 371, 6)])
    assert [(one.row - 1, one.reason.key) for one in report.doubted] == [(4, "row.comparison"), (5, "row.sum")]


def test_years_may_be_the_members(ministry: Ministry) -> None:
    assert load(ministry, "csv", [(str(year), 100 + 7 * year % 41, 1) for year in range(2015, 2025)]).doubted == ()


EQUAL: list[list[Row]] = [
    [("A", 300, 2), ("B", 300, 2), ("C", 300, 2), ("", 300, 2), ("D", 300, 2)],  # a mean
    [("A", 0, None), ("B", 120, None), ("", 120, None)],
    [("A", 1, None), ("B", 1, None), ("", 2, None)],
]


@pytest.mark.parametrize("table", EQUAL)
def test_a_row_without_a_key_is_no_total_by_chance(ministry: Ministry, table: list[Row]) -> None:
    report = load(ministry, "csv", table)
    assert [one.reason.key for one in report.rejected] == ["row.key-empty"]
    assert report.accepted == len(table) - 1


ALIKE: list[list[Row]] = [
    [("Jumlah Kelas", 12, 12), ("Jumlah Rombel", 12, 12), ("Jumlah Guru", 30, 28)],
    [("Jumlah Puskesmas", 5, None), ("Jumlah Posyandu", 9, None), ("Jumlah Bidan", 7, None), ("Total Kader", 22, None)],
]


@pytest.mark.parametrize("table", ALIKE)
def test_quantities_are_no_totals_of_each_other_by_chance(ministry: Ministry, table: list[Row]) -> None:
    report = load(ministry, "csv", table)
    assert (report.accepted, report.not_data, report.rejected) == (len(table), (), ())


@pytest.mark.parametrize("form", FORMS)
def test_a_total_that_lost_its_label_ends_the_list(ministry: Ministry, form: str) -> None:
    table: list[Row] = [A, B, ("", 330, 3), ("Tahun Lalu", 250, 2), ("Kenaikan", 80, 1)]
    if form.startswith("bound"):
        with pytest.raises(RefusedFacts) as error:
            bound(ministry, write(ministry.folder, form, table, 2024))
        reasons = {dict(one.arguments)["reason"].key for one in error.value.details}
        assert reasons == {"row.below-total", "row.unnamed-total"}
        return
    report = load(ministry, form, table)
    assert {one.value for one in report.rejected} == {"", "Tahun Lalu", "Kenaikan"}
    assert "row.unnamed-total" in {one.reason.key for one in report.rejected}
    assert value(ministry) == 330
    other = load(ministry, form, [A, B, ("", 331, 3), C])  # a key that is missing, as before
    assert [one.reason.key for one in other.rejected if one.reason.key != "row.conflict"][:1] == ["row.key-empty"]


def test_a_division_of_the_total_of_several_groups_waits(ministry: Ministry) -> None:
    groups: list[Row] = [A, B, ("Jumlah", 330, 3), C, D, ("Jumlah", 98, 7), ("Jumlah Seluruhnya", 428, 10)]
    table: list[Row] = [*groups, ("Rupiah Murni", 400, 8), ("PHLN", 28, 2), ("Jumlah", 428, 10)]
    assert waits(load(ministry, "csv", table)) == [(8, "Rupiah Murni", 7), (9, "PHLN", 7)]
    assert value(ministry) == 428


def test_the_next_page_begins_no_list_without_a_total(ministry: Ministry) -> None:
    report = load(ministry, "csv", [A, B, TOTAL, HEAD, ("Tahun Lalu", 250, 2), ("Kenaikan", 80, 1)])  # type: ignore[list-item]
    assert waits(report) == [(5, "Tahun Lalu", 3), (6, "Kenaikan", 3)]
    report = load(ministry, "csv", [A, B, TOTAL, HEAD, C, D, ("Jumlah", 98, 7)], 2025)  # type: ignore[list-item]
    assert (report.accepted, report.rejected) == (4, ())


def test_rows_below_a_total_that_the_next_mean_does_not_need_wait(ministry: Ministry) -> None:
    """The mean of two rows is also that of four, where last year and the rise come to the total."""
    table = [A, B, TOTAL, ("Jumlah Tahun Lalu", 300, None), ("Kenaikan", 30, None), ("Rata-rata", 165, None), C]
    assert waits(load(ministry, "csv", table)) == [(4, "Jumlah Tahun Lalu", 3), (5, "Kenaikan", 3), (7, "C", 3)]


def test_a_new_period_of_known_members_needs_no_total(ministry: Ministry) -> None:
    text = "tahun,unit,pagu\n2024,A,1\n2024,B,2\n,Jumlah,3\n2025,A,5\n2025,B,7\n2025,Kenaikan,9\n"
    report = ministry.load("kerja", text)
    assert (report.accepted, [(one.row, one.value) for one in report.rejected]) == (4, [(7, "Kenaikan")])


def test_a_total_of_one_period_or_area_says_nothing_of_the_others(ministry: Ministry) -> None:
    text = "tahun,unit,pagu\n2024,A,1\n2024,B,2\n2024,Jumlah,3\n2025,A,5\n2025,C,7\n2024,Kenaikan,9\n"
    report = ministry.load("kerja", text)
    assert (report.accepted, [(one.row, one.value) for one in report.rejected]) == (4, [(7, "Kenaikan")])
    rows = [
        "aceh,A,1",
        "aceh,B,2",
        "aceh,Jumlah,3",
        "aceh,Naik,9",
        "bali,C,4",
        "bali,D,5",
        "bali,Jumlah,9",
        "bali,Naik,7",
    ]
    report = ministry.load("daerah_kerja", "tahun,daerah,unit,nilai\n" + "".join(f"2024,{row}\n" for row in rows))
    assert (report.accepted, [(one.row, one.value) for one in report.rejected]) == (4, [(5, "Naik"), (9, "Naik")])


def test_a_member_of_a_list_stays_one_below_a_total(ministry: Ministry) -> None:
    report = ministry.load("menurut_daerah", "tahun,daerah,besar\n2024,aceh,1\n2024,Jumlah,1\n2024,bali,2\n")
    assert (report.accepted, report.rejected) == (2, ())


def test_what_once_came_in_below_a_total_is_not_known_for_that(ministry: Ministry) -> None:
    load(ministry, "csv", [A, B, ("Kenaikan", 5, 1)])
    report = load(ministry, "csv", [A, B, TOTAL, ("Kenaikan", 7, 1)], 2025)
    assert (waits(report), value(ministry, 2025)) == ([(4, "Kenaikan", 3)], 330)


def test_a_row_below_a_total_is_let_in_as_other_rows_that_wait(ministry: Ministry) -> None:
    report = load(ministry, "xlsx", [A, B, TOTAL, C, ("Kenaikan", 7, 1)])
    reason = report.rejected[0].reason
    assert "below the total “Jumlah” (row 4)" in say_it(reason, "en")
    assert "di bawah jumlah “Jumlah” (baris 4)" in say_it(reason, "id")
    path = ministry.folder / "perbaikan.xlsx"
    waiting = kept_out(ministry.store)
    write_quarantine(path, ministry.store.schema.relations["kerja"], waiting[:1], "id")
    untouched = import_file(ministry.store, ministry.program, path, "kerja", user="siti")
    assert (untouched.accepted, untouched.untouched, value(ministry)) == (0, 1, 330)
    book = load_workbook(path)
    book.active["A2"].value = None  # right as it stands, somebody says
    book.save(path)
    taken = import_file(ministry.store, ministry.program, path, "kerja", user="siti")
    assert (taken.accepted, taken.mended, value(ministry)) == (1, 0, 371)
    dismiss(ministry.store, [(waiting[0].batch, waiting[0].row)], user="siti", reason="masuk tanpa nomor")
    assert [kept.place for kept in kept_out(ministry.store)] == [waiting[1].place]
    assert ministry.verify().fault is None


@pytest.mark.diagonal
@pytest.mark.parametrize(
    "heading", ["Target", "Tahun Lalu", "Menurut Sumber Dana:", "Kumulatif s.d. Februari 2023", "s/d bulan lalu"]
)
@pytest.mark.parametrize("total", [[], [TOTAL]])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_heading_of_a_comparison_begins_another_table(
    ministry: Ministry, form: str, total: list[Row], heading: str
) -> None:
    table: list[Row] = [A, B, *total, (heading, None, None), ("RM", 250, 2), ("PHLN", 80, 1)]
    report = load(ministry, form, [(unit, *rest) for unit, *rest in table])  # type: ignore[misc]
    assert (value(ministry), report.rejected) == (330, ())
    assert {one.kind for one in report.not_data} >= {"table"}


HEADINGS = ["Berdasarkan Sumber Dana,,", "Rencana,,", "Sumber Dana,Anggaran,Capaian", "Kota Bogor,,"]


@pytest.mark.parametrize("heading", HEADINGS)
def test_a_heading_says_that_what_is_below_it_counts(ministry: Ministry, heading: str) -> None:
    path = ministry.folder / "a.csv"
    path.write_text(f"unit,pagu,hasil\nA,100,1\nB,230,2\n\n{heading}\nRM,250,2\nPHLN,80,1\n", encoding="utf-8")
    report = import_file(ministry.store, ministry.program, path, "kerja", user="siti", period=Period(2024))
    assert [(one.row, one.reason.key) for one in report.rejected] == [(5, "row.heading")]
    assert value(ministry) == 660


def test_a_member_without_a_figure_amid_the_rows_lacks_it(ministry: Ministry) -> None:
    report = load(ministry, "csv", [A, ("X", None, None), B, ("C", "tidak ada", "belum"), D])  # type: ignore[list-item]
    assert [(one.row - 1, one.reason.key) for one in report.rejected] == [(2, "cell.empty"), (4, "cell.number")]
    assert value(ministry) == 387
