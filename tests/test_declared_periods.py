"""Periods that a file says itself: one that cannot be that of `--period` refuses it, and a title of its own makes a second table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import cycle, product
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from test_ledger import Ministry
from test_sheet_units import Rows, came_in, place_of, told, write

from iku_dsl.period import Period, read_period
from iku_engine.binding import find
from iku_engine.bound import Binding
from iku_engine.errors import RefusedFacts, RefusedFile
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.importing.importing import import_file
from iku_engine.reading import Reading
from iku_engine.reading.mapping import parse
from iku_engine.staging.report import ImportReport
from iku_engine.wording import say_it

SPEC = """
dimensi prog "Program" kunci nama

dimensi kab "Kabupaten/Kota" kunci kode tertutup
  atribut nama teks

sumber belanja per tahun, prog daftar
  kolom pagu uang 0.. "Pagu Anggaran"

sumber semester per semester, prog daftar
  kolom pagu uang 0.. "Pagu Anggaran"

sumber triwulan per triwulan, prog daftar
  kolom pagu uang 0.. "Pagu Anggaran"

sumber bulanan per bulan, prog daftar
  kolom pagu uang 0.. "Pagu Anggaran"

sumber dua per tahun, prog daftar
  kolom lalu uang 0..
  kolom kini uang 0..

sumber kosong per tahun, prog daftar
  kolom pagu uang 0.. boleh kosong

sumber salur per tahun, kab daftar
  kolom pagu uang 0..

indikator total
  satuan rupiah
  arah naik
  rumus jumlah belanja.pagu
"""
HEAD, P1, P2 = ["Program", "Pagu Anggaran"], ["P1", "10"], ["P2", "20"]
NAMING = (
    "Tahun 2023", "TAHUN 2023", "Pagu Tahun Anggaran 2023", "TA 2023", "T.A. 2023", "TA. 2023", "Thn. 2023", "Tahun : 2023", "(Tahun 2023)",
    "Rekap_TA_2023", "FY 2023", "Fiscal Year 2023", "Budget of the Year 2023", "Bulan Januari 2023", "Penyaluran Mei 2023", "MARET 2023",
    "Bulan Mei Tahun 2023", "Pebruari TA 2023", "January 2023", "the month of March, 2023", "Triwulan II 2023", "Triwulan 2 Tahun 2023",
    "TW II TA 2023", "Triwulan ke-2 Tahun 2023", "Triwulan Kedua Tahun 2023", "Q2 2023", "Semester I 2023", "Semester Pertama Tahun 2023",
    "Tahun 2023 Triwulan II", "s.d. Juni 2023", "S/D JUNI 2023", "sampai dengan Juni 2023", "Tabel 1. Pagu Tahun 2023", "Tabel 1 TA 2023",
    "Perda Nomor 3 Tahun 2022 tentang APBD Tahun Anggaran 2023", "Renstra 2020–2024, Tahun 2023", "2023", "2023-06", "UU 1/2022, TA 2023",
)  # fmt: skip
SILENT = (
    "Nomor 5 Tahun 2021", "Peraturan Bupati No. 12 Tahun 2023", "UU 23/2014", "UU 23 Tahun 2014", "PMK Nomor 50/PMK.07/2017 Tahun 2017",
    "Renstra 2020–2022", "Tahun 2020 - 2022", "Tahun 2020 s.d. 2022", "Tahun Ajaran 2022/2023", "Tahun 2022/23", "Tahun 2022 dan 2023",
    "Realisasi Tahun 2022 dan Rencana Tahun 2023", "Januari s.d. Juni 2023", "Januari - Maret 2023", "Triwulan I dan II 2023",
    "Sumber: BPS, 2022", "Sumber: Dinas Contoh, Tahun 2022", "Dicetak tanggal 3 Januari 2026", "Dicetak: Januari 2026", "03/01/2026",
    "Jakarta, 3 Januari 2026", "Jakarta, Januari 2026", "per 31 Desember 2023", "Tanggal cetak Januari 2026", "Harga Konstan Tahun 2010",
    "Sensus Penduduk Tahun 2020", "Tahun Dasar 2010", "Pagu 2023", "Rp 2023", "NIP. 19650101 199001 1 001", "Lembar1", "Rekap",
    "Indeks (Tahun 2018 = 100)", "Peraturan Bupati Tahun 2019 Nomor 5", "Bogor Dalam Angka Tahun 2024", "Klasifikasi KBLI Tahun 2020",
    "Berdasarkan DTKS Bulan Mei 2024", "Korban Gempa Tahun 2018", "Pagu Tahun 2023 Kabupaten Bogor",
    "Program 1.000 HPK", "Catatan: pagu Tahun 2023 belum diaudit",
)  # fmt: skip
OF_COLUMNS = "Pagu 2023"  # what names the period of columns below it, and none in a title
PLACES: Mapping[str, Callable[[str], tuple[Rows, str]]] = {
    "title": lambda text: ([[text], [], HEAD, P1], ""),
    "title, aside": lambda text: ([["DINAS CONTOH"], ["", text], HEAD, P1], ""),
    "title in cells": lambda text: ([["Periode:", text], HEAD, P1], ""),
    "over the columns": lambda text: ([["Program", text], ["", "Pagu Anggaran"], P1], ""),
    "heading": lambda text: ([["Program", text], P1], f"columns = {{ '{text}' = 'pagu' }}"),
    "sheet": lambda text: ([HEAD, P1], ""),
}


@pytest.fixture(scope="module")
def ministry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ministry]:
    """One for all files."""
    made = Ministry(tmp_path_factory.mktemp("periods"), spec=SPEC, members="")
    path = made.folder / "kab.csv"
    path.write_text("kode,nama\n1101,Kab. Simeulue\n1171,Kota Banda Aceh\n1201,Kab. Nias\n1271,Kota Medan\n")
    import_file(made.store, made.program, path, "kab", user="siti")
    yield made
    made.store.close()


def load(
    ministry: Ministry,
    rows: Rows,
    given: str,
    *,
    into: str = "belanja",
    form: str = "csv",
    mapping: str = "",
    sheet: str = "Rekap",
) -> ImportReport:
    merged = ["A1:A2"] if form == "xlsx" and rows[0][0] == "Program" and rows[1][0] == "" else []
    path = write(ministry.folder, rows, form, sheet, merged)
    reading = Reading(mapping=parse(mapping)) if mapping else None
    period = read_period(given) if given else None
    return import_file(ministry.store, ministry.program, path, into, period=period, user="siti", reading=reading)


def at(
    ministry: Ministry, place: str, text: str, given: str, *, into: str = "belanja", form: str = "csv"
) -> ImportReport:
    rows, mapping = PLACES[place](text)
    sheet = text.replace("/", "-").replace(":", "-")[:31] if place == "sheet" else "Rekap"
    return load(
        ministry, rows, given, into=into, form="xlsx" if place == "sheet" else form, mapping=mapping, sheet=sheet
    )


PARTS = range(3)


def part_of(texts: Sequence[str], part: int) -> list[tuple[str, str]]:
    """Each third of some texts, with the kinds of files in turn."""
    return list(zip(texts, cycle(["csv", "xlsx"]), strict=False))[part :: len(PARTS)]


def fits(place: str, text: str) -> bool:
    """Whether a text can stand at a place: names of sheets are short and have no slash or colon."""
    return place != "sheet" or (len(text) <= 31 and not {"/", ":"} & set(text))


@pytest.mark.diagonal
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("place", PLACES)
def test_another_period_than_the_one_that_is_given_refuses_the_file(ministry: Ministry, place: str, part: int) -> None:
    for text, form in part_of(NAMING, part):
        if not fits(place, text):
            continue
        with pytest.raises(RefusedFile) as error:
            at(ministry, place, text, "2024", form=form)
        said = dict(error.value.text.arguments)
        assert (error.value.text.key, said["period"], str(said["said"])[:4]) == ("period-told", "2024", "2023"), text
        assert (place_of(error.value) == {}) is (place == "sheet")
        indonesian, english = say_it(error.value.text, "id"), say_it(error.value.text, "en")
        assert f"bila tentang {said['said']}, " in indonesian
        assert "bila tentang 2024 dan tulisan itu salah" in indonesian
        assert f"if of {said['said']}, give " in english
        assert "if of 2024, and that text is wrong or about something else, " in english
        assert "tahun = '2024' under [constants]" in english
        assert came_in(at(ministry, place, text, "2023", form=form)) == 1, text
    assert figures(ministry, 2024) == []


@pytest.mark.diagonal
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("place", PLACES)
def test_what_names_no_period_is_passed_over(ministry: Ministry, place: str, part: int) -> None:
    for text, form in part_of(SILENT, part):
        if fits(place, text) and (text != OF_COLUMNS or place not in ("over the columns", "title, aside")):
            assert came_in(at(ministry, place, text, "2025", form=form)) == 1, text


Over = tuple[Sequence[str], bool]
OVER: Mapping[
    str, Over
] = {  # what stands over two columns that are read and two that are left out; whether it is taken
    "two years": (["Tahun 2024", "", "Tahun 2025", ""], False),
    "a year and something else": (["Tahun 2024", "", "Keterangan", ""], False),
    "what is measured": (["Realisasi 2024", "", "Target 2025", ""], False),
    "years alone": (["2024", "", "2025", ""], False),
    "one column of another year": (["", "Tahun 2024", "Tahun 2025", ""], False),
    "the other one has none": (["Anggaran", "Realisasi Tahun 2024", "Keterangan", ""], False),
    "only those that are left out": (["Tahun 2025", "", "Tahun 2024", ""], True),
    "left out, behind what is measured": (["Realisasi", "", "Tahun 2024", ""], True),
    "this year": (["Tahun 2025", "", "Keterangan", ""], True),
    "one of two years": (["Tahun 2024", "Tahun 2025", "Keterangan", ""], True),
    "no year": (["Anggaran", "", "Keterangan", ""], True),
    "what comes": (["Target 2029", "", "Keterangan", ""], True),
}


@pytest.mark.diagonal
@pytest.mark.parametrize("form", ["csv", "xlsx", "merged"])
@pytest.mark.parametrize("key", ["first row", "second row", "second row, below another heading", "both rows"])
def test_a_heading_over_some_columns_is_of_those_that_are_read(ministry: Ministry, key: str, form: str) -> None:
    first, second = {
        "first row": ("Program", ""),
        "second row": ("", "Program"),
        "second row, below another heading": ("Uraian", "Program"),
        "both rows": ("Program", "Program"),
    }[key]
    kind, mapping = ("csv" if form == "csv" else "xlsx"), parse("skip = 'others'")
    for name, (over, taken) in OVER.items():
        rows = [[first, *over], [second, "lalu", "kini", "Pagu Indikatif", "Ket"], ["P1", "1", "2", "3", "x"]]
        merged = (
            [one for at, one in ((1, "B1:C1"), (3, "D1:E1")) if over[at - 1] and not over[at]]
            if form == "merged"
            else []
        )
        merged += ["A1:A2"] if form == "merged" and not second else []
        path = write(ministry.folder, rows, kind, "Rekap", merged)

        def read(given: str, path: Path = path) -> ImportReport:
            reading, period = Reading(mapping=mapping), read_period(given)
            return import_file(
                ministry.store, ministry.program, path, "dua", period=period, user="siti", reading=reading
            )

        if taken:
            assert came_in(read("2025")) == 1, name
            continue
        with pytest.raises(RefusedFile) as error:
            read("2025")
        if (name, first) == ("years alone", "Uraian"):  # which reads like a row of data
            assert error.value.text.key == "file-data-above"
            continue
        said = dict(error.value.text.arguments)
        assert (error.value.text.key, str(said["said"]), place_of(error.value)) == (
            "period-told",
            "2024",
            {"row": 1},
        ), name
        assert came_in(read("2024")) == 1, name


def test_a_heading_over_two_others_is_of_the_columns_below_them(ministry: Ministry) -> None:
    for first in ("Uraian", ""):
        rows = [[first, "Tahun 2024"], ["", "Anggaran", "Penyerapan"], ["Program", "lalu", "kini"], ["P1", "1", "2"]]
        with pytest.raises(RefusedFile) as error:
            load(ministry, rows, "2025", into="dua")
        assert (error.value.text.key, place_of(error.value)) == ("period-told", {"row": 1})


def test_a_year_behind_what_is_measured_is_of_the_columns_below_it(ministry: Ministry) -> None:
    for place, form in product(("over the columns", "title, aside"), ("csv", "xlsx")):
        with pytest.raises(RefusedFile) as error:
            at(ministry, place, "Realisasi 2023", "2025", form=form)
        assert error.value.text.key == "period-told"
        assert came_in(at(ministry, place, "Realisasi 2023", "2023", form=form)) == 1


@pytest.mark.diagonal
@pytest.mark.parametrize(
    ("into", "given", "text", "mend"),
    [
        ("bulanan", "2025-01", "Bulan Februari 2025", "--period 2025-02"),
        ("bulanan", "2025-01", "s.d. Juni 2025", "--period 2025-06"),
        ("bulanan", "2025-06", "s.d. Juni 2025", ""),
        ("bulanan", "2025-01", "Februari", "--period 2025-02"),
        ("bulanan", "2025-02", "Februari", ""),
        ("bulanan", "2025-01", "Tahun 2025", ""),
        ("bulanan", "2025-01", "Tahun 2024", "goes with 2024"),
        ("bulanan", "2025-04", "Triwulan II 2025", ""),
        ("bulanan", "2025-07", "Triwulan II 2025", "goes with 2025-Q2"),
        ("triwulan", "2025-Q2", "Triwulan II 2025", ""),
        ("triwulan", "2025-Q3", "Triwulan II", "--period 2025-Q2"),
        ("triwulan", "2025-Q2", "Juni 2025", ""),
        ("triwulan", "2025-Q1", "Juni 2025", "goes with 2025-06"),
        ("triwulan", "2025-Q2", "Semester I 2025", ""),
        ("semester", "2025-S2", "Semester I 2025", "--period 2025-S1"),
        ("semester", "2025-S1", "Triwulan II 2025", ""),
        ("belanja", "2026", "Januari", ""),
        ("belanja", "2026", "Januari 2026", ""),
    ],
)
@pytest.mark.parametrize("place", PLACES)
def test_a_period_in_or_around_the_given_one_is_none_against_it(
    ministry: Ministry, into: str, given: str, text: str, mend: str, place: str
) -> None:
    if not mend:
        assert came_in(at(ministry, place, text, given, into=into)) == 1
        return
    with pytest.raises(RefusedFile) as error:
        at(ministry, place, text, given, into=into)
    assert mend in say_it(error.value.text, "en")


def test_titles_are_read_together(ministry: Ministry) -> None:
    for rows in (
        [["Tahun 2022"], ["Tahun 2023"]],
        [["Pagu 2022"], ["Tahun 2023"]],
        [["Bulan Januari"], ["dan Tahun 2022"], ["Tahun 2023"]],
    ):
        assert came_in(load(ministry, [*rows, HEAD, P1], "2027")) == 1
    for rows in ([["Bulan", ":", "Januari"], ["Tahun", ":", "2023"]], [["PAGU 2023"], ["BULAN MARET 2023"]]):
        with pytest.raises(RefusedFile):
            load(ministry, [*rows, HEAD, P1], "2024")


def test_headings_of_two_years_are_of_two_years(ministry: Ministry) -> None:
    for over, taken in (("Tahun 2023", True), ("Tahun 2022", False), ("", False)):
        rows = [["Program", "Tahun 2022", over], ["", "lalu", "kini"], ["P1", "1", "2"]]
        if taken:
            assert came_in(load(ministry, rows, "2023", into="dua")) == 1
            with pytest.raises(RefusedFile):
                load(ministry, rows, "2024", into="dua")
        else:
            with pytest.raises(RefusedFile):
                load(ministry, rows, "2024", into="dua")


def test_a_map_that_says_the_period_is_believed(ministry: Ministry) -> None:
    for text, place in product(("Tahun 2023", "2023"), PLACES):
        rows, mapping = PLACES[place](text)
        said = f"{mapping}\nconstants = {{ tahun = '2028' }}\n"
        sheet = text if place == "sheet" else "Rekap"
        assert (
            came_in(load(ministry, rows, "", form="xlsx" if place == "sheet" else "csv", mapping=said, sheet=sheet))
            == 1
        )


def test_rows_that_say_their_period_are_held_to_it_alone(ministry: Ministry) -> None:
    assert came_in(load(ministry, [["Tahun 2023"], ["tahun", *HEAD], ["2024", *P1]], "", form="csv")) == 1


@pytest.mark.parametrize(
    ("between", "value"), [("Tahun 2023", 10), ("Tahun 2024", 30), ("Tabel 2", 10), ("Halaman 2", 30)]
)
def test_a_bound_file_is_held_to_its_titles(tmp_path: Path, between: str, value: int) -> None:
    ministry = Ministry(tmp_path, spec=SPEC, members="")
    total = [["Jumlah", "", "10"]] if value == 10 else []
    rows = [["Tahun 2024"], ["tahun", *HEAD], ["2024", *P1], *total, [], [between], ["tahun", *HEAD], ["2024", *P2]]
    given = [find(Binding("belanja", (str(write(tmp_path, rows, "csv")),)))]
    found = evaluate(ministry.store, ministry.program, specs="", periods=[Period(2024)], bound=given)
    assert found.results[0].value == value
    other = [dict(note.arguments) for note in found.notes if note.key == "bound-other-table"]
    assert [(told["count"], told["row"]) for told in other] == ([(3, 5 + len(total))] if value == 10 else [])
    assert sum(note.key == "bound-not-data" for note in found.notes) == 1


def test_a_parquet_file_with_titles_amid_its_rows_is_refused(tmp_path: Path) -> None:
    ministry = Ministry(tmp_path, spec=SPEC, members="")
    rows = [["2024", *P1], ["Tahun 2024", None, None], ["tahun", *HEAD], ["2024", *P2]]
    columns = dict(zip(("tahun", "prog", "pagu"), zip(*rows, strict=True), strict=True))
    pq.write_table(
        pa.table({name: pa.array(cells, pa.string()) for name, cells in columns.items()}), tmp_path / "a.parquet"
    )
    given = [find(Binding("belanja", (str(tmp_path / "a.parquet"),)))]
    with pytest.raises(RefusedFacts):
        evaluate(ministry.store, ministry.program, specs="", periods=[Period(2024)], bound=given)


# Tables one below the other, with the same headings.

FIRST = "Tabel 1. Pagu Tahun Anggaran {year}"
AGAIN = FIRST + "  "  # in capitals
YEARS = iter([*range(1900, 2020), *range(2031, 2100)])  # one for each file
FOOT = {
    "rows": [],
    "a total": [["Jumlah", "30"]],
    "a source": [["Jumlah", "30"], ["Sumber: BPS"]],
    "a note": [["*) belum diaudit"]],
}
OTHER = (
    "Tabel 2. Pagu Tahun Anggaran 2026", "Tabel 2", "TABEL 2 (LANJUTAN)", "TAHUN ANGGARAN 2026", "Bulan Februari 2026", "Rekapitulasi 2026",
    "Total Pagu Tahun 2026", "Tahun : 2026", "Lampiran II", "PAGU DEKONSENTRASI", "Penyaluran Beras", "Tabel 2 Pagu (Rp juta)",
    "Bulan Februari {year}", "Tabel 2. Pagu Tahun Anggaran {year}", "Pagu Dekonsentrasi TA {year}",
)  # fmt: skip
OF_PAGE = (
    "Halaman 2", "Hal. 2", "Hal 2 dari 3", "Page 2 of 3", "- 2 -", "2", "2/3", "(lanjutan)", "Lanjutan", "Tabel 1 (lanjutan)",
    f"{FIRST} (lanjutan)", "Table 1 (continued)", "cont'd.", FIRST, AGAIN,
    "Tahun {year}", "Tabel 1. Pagu TA {year}", "Page 2 of 10 printed by admin", "03-01-2026 10:22:11",
    "Dari halaman 1", "Pindahan", "Jumlah dipindahkan", f"{FIRST} - Lembar 2", "https://sipd.contoh.go.id/cetak",
    "3 Januari 2026", "03-01-2026", "Dicetak tanggal 3 Januari 2026", "Printed on 3 January 2026",
)  # fmt: skip


def figures(ministry: Ministry, year: int) -> list[int]:
    """The figures of a year."""
    table = ministry.store.schema.relations["belanja"].table
    with ministry.store.reading() as connection:
        return sorted(row.pagu // 100 for row in connection.execute(table.select().where(table.c.period == year)))


def of_two(ministry: Ministry, text: str, foot: Rows, form: str) -> tuple[int, ImportReport]:
    """Two tables with a text between them, and the year that they were loaded for."""
    year = next(YEARS)
    title, between = FIRST.format(year=year), text.format(year=year)
    between = between.upper() if text == AGAIN else between
    total = [["Jumlah", "3"]] if text in OTHER or any("Jumlah" in row for row in foot) else []
    rows = [[title], [], HEAD, P1, P2, *foot, [], [between], [], HEAD, ["P3", "1"], ["P4", "2"], *total]
    return year, load(ministry, rows, str(year), form=form)


@pytest.mark.diagonal
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("foot", FOOT)
def test_the_header_again_under_another_title_is_another_table(ministry: Ministry, foot: str, part: int) -> None:
    for text, form in part_of(OTHER, part):
        year, report = of_two(ministry, text, FOOT[foot], form)
        assert (figures(ministry, year), report.rejected) == ([10, 20], ()), text
        title = 5 + len(FOOT[foot]) + 2
        assert [row for row, kind in told(report) if kind == "table"] == [title, *range(title + 2, title + 6)], text


@pytest.mark.diagonal
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("foot", FOOT)
def test_the_header_again_on_a_further_page_begins_no_other_table(ministry: Ministry, foot: str, part: int) -> None:
    for text, form in part_of(OF_PAGE, part):
        year, report = of_two(ministry, text, FOOT[foot], form)
        assert (figures(ministry, year), report.rejected) == ([1, 2, 10, 20], ()), text
        header = 5 + len(FOOT[foot]) + 2
        assert [row for row, kind in told(report) if kind == "header"] == [header, header + 2], text


BELOW = [[], HEAD, P1, P2, ["Jumlah", "30"]]
AGAIN_BELOW = {  # what stands below, and its rows that are of another table
    "a merged title": ([["Tabel 2", "Tabel 2"], HEAD, ["P3", "1"]], [8, 9, 10]),
    "a label and its period": ([["Bulan:", "Februari 2026"], HEAD, ["P3", "1"]], [8, 9, 10]),
    "a further page of the other table": ([["Tabel 2"], HEAD, ["P3", "1"], [], HEAD, ["P4", "2"]], [8, 9, 10, 12, 13]),
    "the first title again below it": ([["Tabel 2"], HEAD, ["P3", "1"], [FIRST], HEAD, ["P4", "2"]], [8, 9, 10, 11, 12, 13]),
    "a table of other headings between": (
        [["Tabel 2"], ["Program", "Pegawai"], ["P3", "1"], [], ["Tabel 3"], HEAD, ["P4", "2"]], [8, 9, 10, 12, 13, 14],
    ),
    "a title below who signs": (
        [["", "Jakarta, 3 Januari 2026"], ["", "Kepala,"], [], ["", "Budi"], ["", "NIP. 1965"], [], ["DEKON"], HEAD, ["P3", "1"]],
        [14, 15, 16],
    ),
    "a row over its header": ([["Program", "Tahun 2026"], HEAD, ["P3", "1"]], [8, 9, 10]),
}  # fmt: skip


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("below", AGAIN_BELOW)
def test_all_of_another_table_is_left_out(ministry: Ministry, below: str, form: str) -> None:
    rows, wanted = AGAIN_BELOW[below]
    year = next(YEARS)
    first = FIRST.format(year=year)
    rows = [[cell.format(year=year) for cell in row] for row in rows]
    report = load(ministry, [[first], *BELOW, [], *rows], str(year), form=form)
    assert (figures(ministry, year), report.rejected) == ([10, 20], ())
    assert [row for row, kind in told(report) if kind == "table"] == wanted


def test_a_key_alone_is_no_title_where_figures_may_be_missing(ministry: Ministry) -> None:
    rows = [["Program", "pagu"], P1, ["P5", ""], ["Program", "pagu"], P2]
    assert came_in(load(ministry, rows, "2025", into="kosong")) == 3
    report = load(ministry, [*rows[:3], [], ["Tabel 2"], *rows[3:]], "2026", into="kosong")
    assert (came_in(report), told(report)) == (2, [(5, "table"), (6, "table"), (7, "table")])


def test_a_misspelt_member_at_the_end_of_a_page_waits_alone(ministry: Ministry) -> None:
    rows = [["kab", "pagu"], ["Kab. Nias", "5"], ["Kab. Niasa", ""], ["kab", "pagu"], ["Kota Medan", "6"]]
    report = load(ministry, rows, "2025", into="salur")
    assert (came_in(report), [cell.row for cell in report.rejected]) == (2, [3])


def test_the_second_table_comes_in_by_a_map_with_its_own_period(ministry: Ministry) -> None:
    rows = [["Tabel 1. Pagu TA 2025"], *BELOW, [], ["Tabel 2. Pagu TA 2029"], HEAD, ["P3", "1"]]
    with pytest.raises(RefusedFile):
        load(ministry, rows, "2025", mapping="header_row = 9\n")
    assert came_in(load(ministry, rows, "2029", mapping="header_row = 9\n")) == 1


@pytest.mark.few("Tahun 2026", "Penyaluran Bulan Februari 2026")
@pytest.mark.parametrize(
    "text",
    ["Tahun 2026", "BULAN FEBRUARI 2026", "Tahun : 2026", "Penyaluran Bulan Februari 2026", "Pagu Tahun Anggaran 2026"],
)
def test_a_period_amid_the_rows_is_that_of_those_below(ministry: Ministry, text: str) -> None:
    with pytest.raises(RefusedFile) as error:
        load(ministry, [HEAD, P1, P2, [text], ["P3", "1"]], "2025")
    assert place_of(error.value) == {"row": 4}
    assert "if of 2026" in say_it(error.value.text, "en")
    assert "move the rows from there on to a file of their own" in say_it(error.value.text, "en")
    assert "pindahkan baris dari situ ke bawah" in say_it(error.value.text, "id")
    report = load(ministry, [HEAD, P1, P2, ["Luncuran Tahun 2026"], ["P3", "1"]], "2025")
    assert [cell.row for cell in report.rejected] == [4]
