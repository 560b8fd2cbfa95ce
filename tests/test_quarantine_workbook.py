"""The workbook to mend: the first rows that fit, no cell where nothing stands, and one style for all cells that look the same."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from cli_workspace import Workspace, workspace_in
from openpyxl import load_workbook
from test_ledger import Ministry

from iku_dsl.budgets import BUDGETS
from iku_engine.importing.importing import import_file
from iku_engine.importing.quarantine import COMMENT, FILL, kept_out, write_quarantine
from iku_engine.reading import Reading
from iku_engine.reading.mapping import parse

COLUMNS = "".join(f"  kolom c{n} bilangan 0.. boleh kosong\n" for n in range(40))
SPEC = f"""
dimensi unit kunci nama

sumber f per tahun, unit
  kolom nilai bilangan 0..
  kolom bagian persen 0%..100% boleh kosong
{COLUMNS}
"""
HEAD = "tahun,unit,nilai\n"
ROW = 4 + COMMENT  # cells of a row of three columns


def bound(monkeypatch: pytest.MonkeyPatch, cells: int) -> None:
    monkeypatch.setitem(BUDGETS, "template", replace(BUDGETS["template"], most=cells))


@pytest.fixture
def ministry(tmp_path: Path) -> Ministry:
    return Ministry(tmp_path, spec=SPEC, members="")


def load(ministry: Ministry, text: str, mapping: str = "") -> None:
    path = ministry.folder / "a.csv"
    path.write_text(text, encoding="utf-8")
    reading = Reading(mapping=parse(mapping)) if mapping else None
    import_file(ministry.store, ministry.program, path, "f", user="siti", reading=reading)


def written(ministry: Ministry) -> tuple[int, Path]:
    path = ministry.folder / "m.xlsx"
    path.unlink(missing_ok=True)
    return write_quarantine(path, ministry.store.schema.relations["f"], kept_out(ministry.store), "id"), path


@pytest.mark.parametrize(
    ("cells", "rows"), [(3 * ROW, 3), (3 * ROW - 1, 2), (ROW, 1), (0, 0), (4 * ROW, 4), (9 * ROW, 4)]
)
def test_the_first_rows_that_fit_are_there(
    ministry: Ministry, monkeypatch: pytest.MonkeyPatch, cells: int, rows: int
) -> None:
    load(ministry, HEAD + "".join(f"2025,u{n},x\n" for n in range(4)))
    bound(monkeypatch, cells)
    count, path = written(ministry)
    units = [row[2] for row in load_workbook(path).active.iter_rows(min_row=2, values_only=True)]
    assert (count, units) == (rows, [f"u{n}" for n in range(rows)])


def test_the_cells_of_a_number_are_all_there_or_none(ministry: Ministry, monkeypatch: pytest.MonkeyPatch) -> None:
    mapping = 'wide = { into = "tahun", value = "nilai", columns = ["2024", "2025"] }\n'
    load(ministry, "unit,2024,2025\nA,x,y\nB,x,y\n", mapping)
    bound(monkeypatch, 3 * ROW)
    assert written(ministry)[0] == 2


def test_no_cell_stands_where_nothing_does_and_styles_are_shared(ministry: Ministry) -> None:
    load(ministry, HEAD + "".join(f"2025,u{n},x\n" for n in range(50)))
    _, path = written(ministry)
    with ZipFile(path) as parts:
        sheet, styles = (parts.read(f"xl/{name}.xml").decode() for name in ("worksheets/sheet1", "styles"))
    assert len(re.findall(r"<c ", sheet)) == 45 + 50 * 4
    assert len(re.findall(r"<xf ", styles)) < 10


def test_a_share_is_typed_with_its_sign_where_nothing_stands(ministry: Ministry) -> None:
    """A spreadsheet gives a new cell the format of its column."""
    load(ministry, HEAD + "2025,A,x\n")
    sheet = load_workbook(written(ministry)[1]).active
    assert sheet.column_dimensions["E"].number_format == "0.##%"
    assert sheet["E1"].value == "bagian"


@pytest.fixture
def workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Workspace:
    made = workspace_in(tmp_path, capsys, monkeypatch)
    made.write("indicator_specs/akip.iku", SPEC)
    return made


def test_rounds_of_mending_take_all_of_them(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    bound(monkeypatch, 2 * ROW)
    workspace.write("f.csv", HEAD + "".join(f"2025,u{n},x\n" for n in range(5)))
    assert workspace("import", "f.csv").status == 1
    for at, more in enumerate((3, 1, 0)):
        said = workspace("--lang", "en", "facts", "quarantine", "f", "--export", f"m{at}.xlsx")
        told = f"It has the first 2 rows, and others wait: {more}; mend and import these, then export again"
        assert (told in " ".join(said.err.split())) is (more > 0)
        path = workspace.folder / f"m{at}.xlsx"
        book = load_workbook(path)
        for row in book.active.iter_rows(min_row=2):
            row[3].value = 7
        book.save(path)
        assert workspace("import", f"m{at}.xlsx", "--into", "f").status == 0
    assert workspace("facts", "quarantine", "--json").document["rows"] == []


def test_what_names_no_member_beside_another_fault_is_marked_too(workspace: Workspace) -> None:
    workspace.write(
        "indicator_specs/akip.iku",
        "dimensi kab kunci kode tertutup\n  atribut nama teks\n\n"
        "sumber g per tahun, kab\n  kolom nilai bilangan 0..\n  kolom mitra kab boleh kosong\n",
    )
    workspace.write("kab.csv", "kode,nama\nk1,Satu\nk2,Dua\n")
    workspace("import", "kab.csv")
    workspace.write("g.csv", "tahun,kab,nilai,mitra\n20255,kk1,x,kk2\n2025,Satu,x,-\n2025,kk1,1,Dua\n2025,k2,1,kk2\n")
    assert workspace("import", "g.csv").status == 1
    assert workspace("facts", "quarantine", "g", "--export", "m.xlsx").status == 0
    rows = load_workbook(workspace.folder / "m.xlsx").active.iter_rows(min_row=2)
    marked = [[one.value for one in row if one.fill.start_color.rgb.endswith(FILL)] for row in rows]
    assert marked == [["20255", "kk1", "x", "kk2"], ["x"], ["kk1"], ["kk2"]]
