"""A row of many periods of which the file spoils a cell: nothing of it counts, and it hides nothing that the row would have shown whole."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
import sqlalchemy as sa
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from test_ledger import Ministry

from iku_engine.errors import RefusedFile
from iku_engine.importing.importing import import_file
from iku_engine.reading import Reading
from iku_engine.reading.mapping import parse

SPEC = """
dimensi kab "Kabupaten" kunci nama

sumber f "F" per tahun, kab
  kolom nilai uang 0..1000000000 boleh kosong "Nilai"
"""
MAP = (
    'skip = ["Satuan"]\n[wide]\ninto = "tahun"\nvalue = "nilai"\ncolumns = ["2022", "2023", "2024"]\nskip_empty = {}\n'
)
HEAD = ["kab", "Satuan", "2022", "2023", None, "2024"]
ROWS = {
    "data": ["B", "rupiah", 10, 11, None, 12],
    "in another unit": ["B", "juta rupiah", 10, 11, None, 12],
    "a total": ["Seluruh kabupaten", None, 5, 7, None, 9],
    "a sure total": ["Jumlah", None, 5, 7, None, 9],
    "numbers of the columns": ["1", "2", 3, 4, None, 5],
    "the header again": ["kab", "Satuan", 2022, 2023, None, 2024],
    "another header": ["Nama", None, 2023, 2024, None, 2025],
}
WIDE = (3, 4, 6)
WAYS = ("formula", "struck", "merged across", "merged down", "nameless", "far", "two")
MERGED_HEADER = ("numbers of the columns", "merged down")  # with a heading: these are two rows of a header
CASES = [(kind, way) for kind in ROWS for way in WAYS if (kind, way) != MERGED_HEADER]
LIKE_CONTROL = {"in another unit", "the header again", "another header"}  # is known by what is left


def written(path: Path, row: Sequence[object], way: str, at: int) -> Path:
    book = Workbook()
    sheet = book.active
    first = row[0] == "1"  # right below the header, where columns are numbered
    rows = [HEAD, *([row] if first else []), ["A", "rupiah", 2, 3, None, 4], ["C", "rupiah", 3, 4, None, 5]]
    rows += [*([] if first else [row]), ["D", "rupiah", 70, 71, None, 72]]
    for one in rows:
        sheet.append(one)
    line = 2 if first else 4
    match way:
        case "formula":
            sheet.cell(line, at).value = "=A1+1"
        case "struck":
            sheet.cell(line, at).value = CellRichText(TextBlock(InlineFont(strike=True), "8"), "9")
        case "merged across":
            sheet.merge_cells(start_row=line, end_row=line, start_column=3, end_column=4)
        case "merged down":
            sheet.merge_cells(start_row=line - 1, end_row=line, start_column=at, end_column=at)
        case "nameless":
            sheet.cell(line, 5).value = 99
        case "far":
            sheet.cell(line, 90).value = 99
        case "two":
            sheet.merge_cells(start_row=line, end_row=line, start_column=3, end_column=4)
            sheet.cell(line, 6).value = "=A1+1"
        case _:
            pass
    book.save(path)
    return path


def taken(made: Ministry, path: Path, skip: str) -> tuple[set[tuple[str, int, int | None]] | None, set[int]]:
    """The facts that count, None where the file is refused; and the lines of rows that wait."""
    try:
        reading = Reading(mapping=parse(MAP.format(skip)))
        report = import_file(made.store, made.program, path, "f", user="siti", reading=reading)
    except RefusedFile:
        return None, set()
    table = made.store.schema.relations["f"].table.c
    with made.store.reading() as connection:
        rows = connection.execute(sa.select(table.key_kab, table.period, table.nilai))
        return {tuple(row) for row in rows}, {cell.row for cell in report.rejected}


@pytest.mark.parametrize(("kind", "way"), CASES)
def test_what_is_spoilt_brings_nothing_that_the_whole_row_would_not(tmp_path: Path, kind: str, way: str) -> None:
    """One formula without its value, and a merged figure counted, a unit was not heard, and years of a second header were figures."""
    skip = ("true", "false")[(WAYS.index(way) + list(ROWS).index(kind)) % 2]
    places = WIDE if way in ("formula", "struck", "merged down") else WIDE[:1]
    for number, at in enumerate(places):
        made = []
        for what in ("", way):
            folder = tmp_path / f"{number}{what}"
            folder.mkdir()
            made.append(Ministry(folder, spec=SPEC, members=""))
        control, _ = taken(made[0], written(tmp_path / "control.xlsx", ROWS[kind], "", at), skip)
        facts, waiting = taken(made[1], written(tmp_path / "x.xlsx", ROWS[kind], way, at), skip)
        if kind in LIKE_CONTROL and way == "formula":
            assert facts == control
        if kind == "data":
            assert (facts, waiting) == ({fact for fact in control or () if fact[0] != "B"}, {4})
        if facts is None:
            assert control is None or kind in LIKE_CONTROL
            continue
        assert facts <= (control if control is not None else facts)
        assert ROWS[kind][0] not in {fact[0] for fact in facts}


@pytest.mark.parametrize("skip", ["true", "false"])
@pytest.mark.parametrize("cells", [1, 2, 3])
def test_a_row_that_ends_too_early_waits_in_all_its_columns(tmp_path: Path, cells: int, skip: str) -> None:
    made, path = Ministry(tmp_path, spec=SPEC, members=""), tmp_path / "x.csv"
    short = ";".join(["B", "8", "9"][:cells])
    path.write_text(f"kab;2022;2023;2024\nA;1;2;3\n{short}\n", encoding="utf-8")
    reading = Reading(mapping=parse(MAP.format(skip).replace('skip = ["Satuan"]', "")))
    report = import_file(made.store, made.program, path, "f", user="siti", reading=reading)
    assert (report.accepted, report.rejected_total) == (3, 3)
