"""Every row of a file is accounted for: what stands above the header, members that look like marks, merged and hidden cells."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from office_sheets import write_table
from openpyxl import Workbook
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font
from openpyxl.styles.differential import DifferentialStyle
from test_ledger import Ministry

from iku_dsl.period import Period
from iku_engine.binding import find
from iku_engine.bound import Binding
from iku_engine.errors import RefusedFile
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.importing.importing import import_file
from iku_engine.reading import Reading
from iku_engine.reading.mapping import Mapping
from iku_engine.results.evaluation import Evaluation
from iku_engine.staging.report import ImportReport
from iku_engine.wording import say_it

SPEC = """
dimensi unit kunci nama

dimensi daerah kunci kode
  atribut nama teks

dimensi jabatan kunci nama

sumber hadir per tahun, jabatan
  kolom nilai bilangan 0.. boleh kosong
  kolom ket teks boleh kosong

sumber kerja per tahun, unit
  kolom nilai bilangan 0.. boleh kosong
  kolom serapan persen 0%..100% digit 2 boleh kosong

indikator jumlah_nilai
  satuan bilangan
  arah naik
  rumus jumlah kerja.nilai
"""
Cells = list[object]
FORMS = ("csv", "xlsx")


@pytest.fixture
def ministry(tmp_path: Path) -> Ministry:
    return Ministry(tmp_path, spec=SPEC, members="")


def load(ministry: Ministry, form: str, rows: list[Cells], into: str = "kerja", **more: object) -> ImportReport:
    path = write_table(ministry.folder / f"{into}.{form}", rows)
    return import_file(ministry.store, ministry.program, path, into, user="siti", **more)  # type: ignore[arg-type]


def bound(ministry: Ministry, rows: list[Cells]) -> Evaluation:
    path = write_table(ministry.folder / "kerja.csv", rows)
    given = [find(Binding("kerja", (str(path),)))]
    return evaluate(ministry.store, ministry.program, specs="", periods=[Period(2024)], bound=given)


def told(report: ImportReport) -> list[tuple[int, str]]:
    return sorted((row, one.kind) for one in report.not_data for row in one.rows)


HEAD: Cells = ["tahun", "unit", "nilai", "serapan"]
P1: Cells = [2024, "P1", 5, None]
P2: Cells = [2024, "P2", 6, "10%"]
SORTED: list[tuple[list[Cells], str]] = [  # with the rows that stand above the header
    ([P1, HEAD], "1"),
    ([P1, P2, HEAD], "1, 2"),
    ([["Laporan"], P1, HEAD, P2], "2"),
    ([[None, "P1", 5, None], HEAD, P2], "1"),
    ([*([2024, f"P{n}", n, None] for n in range(1, 10)), HEAD], "1, 2, 3, 4, 5, 6, … 9"),
]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("rows", "above"), SORTED)
def test_data_above_the_header_refuses_the_file(ministry: Ministry, form: str, rows: list[Cells], above: str) -> None:
    with pytest.raises(RefusedFile) as error:
        load(ministry, form, rows)
    said = dict(error.value.text.arguments)
    assert (error.value.text.key, said["rows"], said["header"]) == ("file-data-above", above, rows.index(HEAD) + 1)
    for language in ("id", "en"):
        text = say_it(error.value.text, language)
        assert f"kerja.{form}" in text
        assert "#" in text


@pytest.mark.parametrize(("rows", "above"), SORTED)
def test_data_above_the_header_refuses_a_bound_file(ministry: Ministry, rows: list[Cells], above: str) -> None:
    with pytest.raises(RefusedFile) as error:
        bound(ministry, rows)
    assert (error.value.text.key, dict(error.value.text.arguments)["rows"]) == ("file-data-above", above)


@pytest.mark.parametrize("form", FORMS)
def test_members_above_the_header_refuse_the_file(ministry: Ministry, form: str) -> None:
    with pytest.raises(RefusedFile) as error:
        load(ministry, form, [["01", "Satu"], ["02", "Dua"], ["kode", "nama"]], "daerah")
    assert dict(error.value.text.arguments)["rows"] == "1, 2"


TITLES: list[list[Cells]] = [
    [["LAPORAN KEGIATAN 2024"]],
    [["Dinas Contoh"], ["Tahun Anggaran:", "2024"]],
    [["Tahun", "2024"]],
    [["Unit Kerja", ": Dinas 5", 7, None]],
    [["Periode lapor", "Nama satker", "Capaian", None]],
    [["(1)", "(2)", "(3)", "(4)"]],
    [["1", "2", "3", "4"]],
    [[None, "Jumlah", 11, None]],
    [[None, None, 2024, None]],
]


@pytest.mark.diagonal
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("titles", TITLES)
def test_titles_above_the_header_are_told(ministry: Ministry, form: str, titles: list[Cells]) -> None:
    found = bound(ministry, [*titles, HEAD, P1, P2])
    assert [(note.key, dict(note.arguments)["count"]) for note in found.notes] == [("bound-not-data", len(titles))]
    assert found.results[0].value == 11
    report = load(ministry, form, [*titles, HEAD, P1, P2])
    assert told(report) == [(n, "above") for n in range(1, len(titles) + 1)]
    assert (report.rows, report.accepted, report.rejected) == (len(titles) + 2, 2, ())


@pytest.mark.parametrize("form", FORMS)
def test_a_map_that_says_where_the_header_stands_is_believed(ministry: Ministry, form: str) -> None:
    rows: list[Cells] = [["Tabel 1"], ["unit", "nilai", "lain"], ["P1", 5, 7], ["P3", 6, 8], ["Tabel 2"], HEAD, P2]
    report = load(ministry, form, rows, reading=Reading(mapping=Mapping(header_row=6)))
    assert (report.accepted, told(report)) == (
        1,
        [(1, "above"), (2, "table"), (3, "table"), (4, "table"), (5, "above")],
    )


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("above", [[P1], [["Tabel 1"], P1], [P1, ["unit", "nilai", "lain"]]])
def test_a_row_of_data_above_the_header_of_a_map_is_not_lost(ministry: Ministry, form: str, above: list[Cells]) -> None:
    mapping = Mapping(header_row=len(above) + 1)
    with pytest.raises(RefusedFile) as error:
        load(ministry, form, [*above, HEAD, P2], reading=Reading(mapping=mapping))
    assert error.value.text.key == "file-data-above"


@pytest.mark.parametrize("form", FORMS)
def test_notes_above_the_header_are_no_rows(ministry: Ministry, form: str) -> None:
    report = load(ministry, form, [["# tanda: sementara"], ["# 2024", "P9", 7], HEAD, P1])
    assert (report.rows, told(report), report.marks) == (1, [], ("sementara",))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "rows",
    [
        [["I", "Ii"], ["P", "Satu"]],
        [["i", "II"], ["P", "Satu"]],
        [["A", "B"], ["C", "Cikini"]],
        [["I", "II"], ["II", "Dua"], ["III", "Tiga"]],
        [["(a)", "(b)"], ["(c)", "Cikini"]],
    ],
)
def test_members_that_are_called_like_marks_are_data(ministry: Ministry, form: str, rows: list[Cells]) -> None:
    report = load(ministry, form, [["kode", "nama"], *rows], "daerah")
    assert (report.accepted, told(report)) == (len(rows), [])


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "row", [["I", "II"], ["(1)", "(2)"], ["a", "b"], ["(a)", "(b)"], ["i.", "ii."], ["①", "②"], ["A.", "B."]]
)
@pytest.mark.parametrize("first", ["01", "P", "11.01", "1"])
def test_marks_above_members_are_none(ministry: Ministry, form: str, row: Cells, first: str) -> None:
    report = load(ministry, form, [["kode", "nama"], row, [first, "Satu"]], "daerah")
    assert (report.accepted, told(report)) == (1, [(2, "numbering")])


JOBS: list[Cells] = [["tahun", "jabatan", "nilai", "ket"], [2024, "Analis", 3, None], [2024, "Pengawas", 4, None]]
MEMBERS_LAST: list[tuple[list[Cells], int]] = [
    ([*JOBS, [2024, "Kepala Bagian", None, None]], 3),
    (
        [*JOBS, [2024, "Kepala Dinas", 1, None], [2024, "Sekretaris", None, None], [2024, "Kepala Bidang", None, None]],
        5,
    ),
]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("rows", "members"), MEMBERS_LAST)
@pytest.mark.parametrize("beside", [True, False])
def test_an_office_without_a_figure_may_be_the_last_member(
    ministry: Ministry, form: str, rows: list[Cells], members: int, beside: bool
) -> None:
    more = {"period": Period(2024)} if beside else {}
    report = load(ministry, form, [row[1:] for row in rows] if beside else rows, "hadir", **more)
    assert (report.accepted, report.rejected, told(report)) == (members, (), [])


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "tail",
    [
        [["Kepala Bagian,", None, None]],
        [[], ["Kepala Bagian", None, None]],
        [["Kepala Bagian", None, None], ["Budi Santoso", None, None]],
        [[None, "Kepala Bagian", None]],
        [["Jakarta, 3 Januari 2025", None, None]],
        [["NIP 1970", None, None]],
    ],
)
def test_who_signs_is_no_member(ministry: Ministry, form: str, tail: list[Cells]) -> None:
    rows = [*(row[1:] for row in JOBS), *tail]
    report = load(ministry, form, rows, "hadir", period=Period(2024))
    assert (report.accepted, report.rejected) == (2, ())
    assert {kind for _, kind in told(report)} == {"signature"}


def sheet(ministry: Ministry, rows: list[Cells], *merged: str, hidden: str = "", into: str = "hadir") -> ImportReport:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    for column in hidden:
        book.active.column_dimensions[column].hidden = True
    path = ministry.folder / f"{into}.xlsx"
    book.save(path)
    return import_file(ministry.store, ministry.program, path, into, user="siti")


def test_a_figure_that_is_merged_over_rows_is_not_missing_below(ministry: Ministry) -> None:
    report = sheet(ministry, [*JOBS, [2024, "Arsiparis", 5, None]], "C2:C3")
    assert [(cell.row, cell.column, cell.value, cell.reason.key) for cell in report.rejected] == [
        (3, "nilai", "3", "cell.merged")
    ]
    assert report.accepted == 2
    assert dict(report.rejected[0].reason.arguments)["row"] == 2
    assert sheet(ministry, [JOBS[0], [2024, "X", None, None], [2024, "Y", None, None]], "C2:C3").accepted == 2


def test_a_text_that_is_merged_over_rows_is_that_of_each(ministry: Ministry) -> None:
    rows: list[Cells] = [
        JOBS[0],
        [2024, "Analis", 3, "tetap"],
        [2024, "Pengawas", 4, None],
        [2024, "Arsiparis", 5, None],
    ]
    assert sheet(ministry, rows, "D2:D3").accepted == 3
    with ministry.store.reading() as connection:
        table = ministry.store.schema.relations["hadir"].table
        found = connection.execute(table.select().order_by(table.c.row)).mappings().all()
    assert [row["ket"] for row in found] == ["tetap", "tetap", None]


STRUCK: dict[str, tuple[list[str], tuple[int, ...]]] = {
    "a row": (["A3", "B3", "C3", "D3"], (3,)),
    "a figure": (["C2"], (2,)),
    "two rows": (["B2", "B3"], (2, 3)),
    "the header": (["A1", "B1"], ()),
    "a cell without anything": (["F3"], ()),
    "none": ([], ()),
}


@pytest.mark.parametrize("cells", STRUCK)
def test_rows_with_cells_that_are_struck_through_are_told(ministry: Ministry, cells: str) -> None:
    places, rows = STRUCK[cells]
    book = Workbook()
    for row in JOBS:
        book.active.append(row)
    for place in ("A2", "B3"):
        book.active[place].font = Font(bold=True)
    for place in places:
        book.active[place].font = Font(strike=True)
        book.active[place].number_format = "#,##0"
    struck = DifferentialStyle(font=Font(strike=True))
    book.active.conditional_formatting.add("A2:D3", Rule(type="expression", dxf=struck, formula=["FALSE"]))
    path = ministry.folder / "hadir.xlsx"
    book.save(path)
    report = import_file(ministry.store, ministry.program, path, "hadir", user="siti")
    assert report.struck == rows
    assert report.accepted + report.identical == len(JOBS) - 1


HIDDEN = {
    "it fits": (("Final", "hidden", JOBS), ("Final",)),
    "it fits, and cannot be shown by Excel": (("Final", "veryHidden", JOBS), ("Final",)),
    "it is of something else": (("Daftar", "hidden", [["kode", "nama"]]), ()),
    "it is empty": (("Kosong", "hidden", []), ()),
}


@pytest.mark.parametrize("case", HIDDEN)
def test_a_hidden_sheet_that_fits_as_well_is_told(ministry: Ministry, case: str) -> None:
    (title, state, rows), told = HIDDEN[case]
    book = Workbook()
    book.active.title = "Lama"
    for row in JOBS:
        book.active.append(row)
    hidden = book.create_sheet(title, 0)
    hidden.sheet_state = state
    for row in rows:
        hidden.append(row)
    book.active = 1
    path = ministry.folder / "hadir.xlsx"
    book.save(path)
    report = import_file(ministry.store, ministry.program, path, "hadir", user="siti")
    assert (report.taken.sheet, report.hidden_sheets) == ("Lama", told)
    again = import_file(
        ministry.store, ministry.program, path, "hadir", user="siti", reading=Reading(sheet="Lama"), dry_run=True
    )
    assert again.hidden_sheets == (), "somebody chose"


def test_a_hidden_sheet_that_alone_fits_is_told(ministry: Ministry) -> None:
    """The cover was refused for its title, as if there were nothing else."""
    book = Workbook()
    book.active.append(["Laporan"])
    hidden = book.create_sheet("Data")
    hidden.sheet_state = "hidden"
    for row in JOBS:
        hidden.append(row)
    path = ministry.folder / "hadir.xlsx"
    book.save(path)
    with pytest.raises(RefusedFile) as error:
        import_file(ministry.store, ministry.program, path, "hadir", user="siti")
    assert (error.value.text.key, dict(error.value.text.arguments)["sheets"]) == ("sheet-hidden", ("Data",))
    chosen = import_file(
        ministry.store, ministry.program, path, "hadir", user="siti", reading=Reading(sheet="Data"), dry_run=True
    )
    assert chosen.rejected_total == 0


def test_a_hidden_sheet_that_cannot_be_read_stops_nothing(ministry: Ministry) -> None:
    path = ministry.folder / "hadir.xlsx"
    book = Workbook()
    for row in JOBS:
        book.active.append(row)
    book.create_sheet("Rusak").sheet_state = "hidden"
    book.save(path)
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    parts["xl/worksheets/sheet2.xml"] = b"<worksheet><sheetData><row"
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    assert import_file(ministry.store, ministry.program, path, "hadir", user="siti").accepted == len(JOBS) - 1


@pytest.mark.parametrize(
    ("hidden", "columns"), [("", ()), ("C", ("nilai",)), ("BCD", ("jabatan", "nilai", "ket")), ("F", ())]
)
def test_hidden_columns_are_told(ministry: Ministry, hidden: str, columns: tuple[str, ...]) -> None:
    assert sheet(ministry, JOBS, hidden=hidden).hidden_columns == columns
