"""What is merged over columns is of one of them, and nobody knows of which; ordinary merged cells of offices' sheets are taken."""

from __future__ import annotations

from pathlib import Path

import pytest
from office_sheets import write_table
from test_ledger import Ministry

from iku_engine.importing.importing import import_file
from iku_engine.reading import Reading
from iku_engine.reading.mapping import parse
from iku_engine.staging.report import ImportReport
from iku_engine.wording import say_it

SPEC = """
dimensi prov kunci nama
dimensi kab kunci nama

sumber kerja per tahun, prov, kab
  kolom x bilangan 0..
  kolom w bilangan 0.. boleh kosong
  kolom ket teks boleh kosong
"""
HEAD: list[object] = ["tahun", "prov", "kab", "x", "w", "ket"]
ROWS: list[list[object]] = [[2024, "Aceh", "Pidie", 10, 1, None], [2024, "Aceh", "Bireuen", 20, 2, None]]
Rows = list[list[object]]


def load(
    folder: Path, rows: Rows, *merged: str, mapping: str = "", form: str = "xlsx", spec: str = SPEC
) -> ImportReport:
    made = Ministry(folder, spec=spec, members="")
    path = write_table(folder / f"kerja.{form}", rows, merged)
    reading = Reading(mapping=parse(mapping)) if mapping else None
    return import_file(made.store, made.program, path, "kerja", user="siti", reading=reading)


@pytest.mark.parametrize(
    ("row", "span", "columns"),
    [
        ([2024, "Aceh", None, 31, 3, None], "B4:C4", ("prov", "kab")),
        ([2024, None, "Gayo", 31, 3, None], "A4:B4", ("tahun", "prov")),
        ([2024, "Aceh", "Gayo", 31, None, None], "D4:E4", ("x", "w")),
        ([2024, "Aceh", "Gayo", None, None, None], "C4:D4", ("kab", "x")),
        ([2024, "Aceh", "Gayo", 31, 5, None], "E4:F4", ("w", "ket")),
        ([2024, "Aceh", None, None, 3, None], "B4:D4", ("prov", "kab", "x")),
    ],
)
def test_a_cell_merged_over_columns_waits_with_its_columns(
    tmp_path: Path, row: list[object], span: str, columns: tuple[str, ...]
) -> None:
    report = load(tmp_path, [HEAD, *ROWS, row], span)
    (cell,) = report.rejected
    assert (cell.row, cell.column, cell.reason.key) == (4, columns[0], "cell.merged-columns")
    assert dict(cell.reason.arguments)["columns"] == columns and report.accepted == 2
    assert "merged over the columns" in say_it(cell.reason, "en")


def test_a_block_merged_both_ways_waits_in_each_row(tmp_path: Path) -> None:
    report = load(tmp_path, [HEAD, [2024, "Aceh", None, 1, 1, None], [2024, None, None, 2, 2, None]], "B2:C3")
    assert [cell.reason.key for cell in report.rejected] == ["cell.merged-columns"] * 2


def test_wide_figures_merged_over_periods_wait(tmp_path: Path) -> None:
    mapping = 'wide = { into = "tahun", value = "x", columns = ["2024", "2025"] }'
    rows: Rows = [["prov", "kab", "2024", "2025"], ["Aceh", "Pidie", 10, None], ["Aceh", "Gayo", 1, 2]]
    report = load(tmp_path, rows, "C2:D2", mapping=mapping)
    assert ([cell.row for cell in report.rejected], report.accepted) == ([2, 2], 2), "each of its periods"


ORDINARY: list[tuple[Rows, list[str], str]] = [
    ([HEAD, *ROWS, ["Jumlah", None, None, 30, 3, None]], ["A4:C4"], ""),
    ([HEAD, *ROWS, ["Sumber: Dinas Contoh"]], ["A4:F4"], ""),
    ([HEAD, *ROWS, [], [None, None, None, "Kepala Dinas,"], [None, None, None, "NIP 1"]], ["D5:F5", "D6:F6"], ""),
    ([["Rekap kegiatan"], HEAD, *ROWS], ["A1:F1"], ""),
    ([HEAD, [2024, "Aceh", "Pidie", 10, 1, None], [None, None, "Bireuen", 20, 2, None]], ["A2:A3", "B2:B3"], ""),
    # the heading of a name over two columns, and every name so, too
    (
        [["tahun", "prov", None, "kab", "x"], *([y, p, None, k, x] for y, p, k, x, *_ in ROWS)],
        ["B1:C1", "B2:C2", "B3:C3"],
        "",
    ),
    # merged with a column that the map leaves out
    ([["No", "Ket", *HEAD[:5]], *([1, "-", *row[:5]] for row in ROWS)], ["A2:B2"], 'skip = ["No", "Ket"]'),
    ([[*HEAD[:5], "Lain", "Ket 2"], *([*row[:5], "a", None] for row in ROWS)], ["F2:G2"], 'skip = "others"'),
    # figures below the second half of a heading that is left out
    ([[*HEAD[:4], "Lain", None, "ket"], *([*row[:4], 5, 6, None] for row in ROWS)], ["E1:F1"], 'skip = ["Lain"]'),
    ([[None, *HEAD[:5]], *([at, *row[:5]] for at, row in enumerate(ROWS))], [], 'skip = "others"'),
]


@pytest.mark.parametrize(("rows", "merged", "mapping"), ORDINARY)
def test_ordinary_merged_cells_are_taken(tmp_path: Path, rows: Rows, merged: list[str], mapping: str) -> None:
    report = load(tmp_path, rows, *merged, mapping=mapping)
    assert (report.accepted, report.rejected) == (2, ())


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize(
    "mapping", ['skip = ["Lain"]', 'skip = "others"', 'constants = { ket = "a" }\nskip = ["Lain"]']
)
def test_the_second_half_of_a_heading_is_not_passed_over(tmp_path: Path, form: str, mapping: str) -> None:
    rows: Rows = [["tahun", "prov", "kab", "x", None, "Lain"], *([*row[:4], 99, "-"] for row in ROWS)]
    report = load(tmp_path, rows, "D1:E1", mapping=mapping, form=form)
    assert [(cell.value, cell.reason.key) for cell in report.rejected] == [("99", "row.nameless")] * 2


def test_the_second_half_of_a_wide_heading_is_not_passed_over(tmp_path: Path) -> None:
    mapping = 'skip = "others"\nwide = { into = "tahun", value = "x", columns = ["2024"] }'
    rows: Rows = [["prov", "kab", "2024", None], ["Aceh", "Pidie", 10, 5], ["Aceh", "Gayo", 10, None]]
    report = load(tmp_path, rows, "C1:D1", mapping=mapping)
    assert ([cell.row for cell in report.rejected], report.accepted) == ([2], 1)
