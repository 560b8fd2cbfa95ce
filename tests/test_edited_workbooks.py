"""Workbooks whose XML somebody edited: no row or cell is lost or becomes another; else the file is refused, naming sheet and row."""

from __future__ import annotations

import re
import zipfile
from functools import cache
from pathlib import Path
from random import Random

import openpyxl
import pytest
import sqlalchemy as sa
from cli_workspace import workspace_in
from fresh_store import fresh_store

from iku_dsl.checking.check import check_files
from iku_dsl.problem import SourceFile
from iku_dsl.program import Program
from iku_engine.errors import RefusedFile
from iku_engine.importing.importing import import_file
from iku_engine.staging.report import ImportReport
from iku_engine.wording import say_it

SPEC = """
dimensi daerah kunci kode
sumber data per tahun, daerah
  kolom n bilangan boleh kosong
  kolom d angka boleh kosong
"""
ROWS = [(2025, f"k{number:02}", number * 7, number + 0.5) for number in range(1, 13)]
SHEET = "xl/worksheets/sheet1.xml"
Facts = list[tuple[str, int, int]]


@cache
def program() -> Program:
    return check_files([SourceFile("spec.iku", SPEC)]).program


@pytest.fixture(scope="module")
def good(tmp_path_factory) -> Path:
    book = openpyxl.Workbook()
    book.active.title = "Isian"
    for row in [("tahun", "daerah", "n", "d"), *ROWS]:
        book.active.append(row)
    path = tmp_path_factory.mktemp("books") / "good.xlsx"
    book.save(path)
    return path


def sheet_of(path: Path) -> str:
    with zipfile.ZipFile(path) as packed:
        return packed.read(SHEET).decode()


def edited(good: Path, folder: Path, sheet: str) -> Path:
    path = folder / "isian.xlsx"
    with zipfile.ZipFile(good) as packed, zipfile.ZipFile(path, "w") as made:
        for part in packed.namelist():
            made.writestr(part, sheet if part == SHEET else packed.read(part))
    return path


def imported(path: Path) -> tuple[ImportReport, Facts]:
    with fresh_store(program()) as store:
        report = import_file(store, program(), path, "data", user="test")
        with store.reading() as connection:
            found = connection.execute(sa.text("SELECT key_daerah, n, d FROM fact_data ORDER BY 1")).all()
    return report, [(key, n, d) for key, n, d in found]


WHOLE: Facts = [(key, n, int(d * 10**6)) for _, key, n, d in ROWS]


def test_a_good_workbook_is_whole_also_without_numbers_of_rows_and_cells(good, tmp_path) -> None:
    assert imported(good)[1] == WHOLE
    bare = re.sub(r'(<(?:row|c)[^>]*?) r="\w+"', r"\1", sheet_of(good))
    assert imported(edited(good, tmp_path, bare))[1] == WHOLE


def row_of(sheet: str, number: int) -> str:
    return re.search(rf'<row r="{number}".*?</row>', sheet)[0]


EDITS = (
    ("rows out of order", "row-order", 6, lambda s: s.replace(row_of(s, 5), "").replace(row_of(s, 6), row_of(s, 6) + row_of(s, 5))),
    ("a row twice", "row-order", 5, lambda s: s.replace(row_of(s, 5), row_of(s, 5) * 2)),
    ("row zero", "row-number", 4, lambda s: s.replace('<row r="5"', '<row r="0"')),
    ("a row below zero", "row-number", 4, lambda s: s.replace('<row r="5"', '<row r="-5"')),
    ("a row with an underscore", "row-number", 4, lambda s: s.replace('<row r="5"', '<row r="1_5"')),
    ("cells out of order", "cell-order", 5, lambda s: re.sub(r'(<c r="C5".*?</c>)(<c r="D5".*?</c>)', r"\2\1", s)),
    ("a cell twice", "cell-order", 5, lambda s: re.sub(r'(<c r="C5".*?</c>)', r"\1\1", s)),
    ("a cell of another row", "cell-order", 5, lambda s: s.replace('r="C5"', 'r="C6"')),
    ("a style that is not there", "style", 5, lambda s: s.replace('<c r="C5"', '<c r="C5" s="99"')),
    ("a style below zero", "style", 5, lambda s: s.replace('<c r="C5"', '<c r="C5" s="-1"')),
    ("an underscore", "value", 5, lambda s: s.replace("<v>28</v>", "<v>2_8</v>")),
    ("digits of another script", "value", 5, lambda s: s.replace("<v>28</v>", "<v>٢٨</v>")),
    ("no number", "value", 5, lambda s: s.replace("<v>28</v>", "<v>nan</v>")),
    ("endless", "value", 5, lambda s: s.replace("<v>28</v>", "<v>inf</v>")),
    ("a shared text below zero", "value", 5, lambda s: re.sub(r'<c r="B5".*?</c>', '<c r="B5" t="s"><v>-1</v></c>', s)),
    ("a shared text that is not there", "value", 5, lambda s: re.sub(r'<c r="B5".*?</c>', '<c r="B5" t="s"><v>99999</v></c>', s)),
    ("no date", "value", 5, lambda s: re.sub(r'<c r="C5"[^>]*>', '<c r="C5" t="d">', s)),
    ("a cell without a place", "value", 5, lambda s: s.replace('r="C5"', 'r="5C"')),
)  # fmt: skip


@pytest.mark.parametrize(("fault", "row", "edit"), [edit[1:] for edit in EDITS], ids=[edit[0] for edit in EDITS])
def test_what_would_be_lost_is_refused_with_its_place(good, tmp_path, fault, row, edit) -> None:
    sheet = sheet_of(good)
    assert edit(sheet) != sheet
    path = edited(good, tmp_path, edit(sheet))
    with pytest.raises(RefusedFile) as refused:
        imported(path)
    text = refused.value.text
    told = dict(text.arguments)
    assert (text.key, told["fault"].key) == ("sheet-fault", f"sheet-fault.{fault}")
    assert (told["file"], told["sheet"]) == (str(path), "Isian")
    assert abs(told["row"] - row) <= 1
    assert "simpan ulang" in say_it(text, "id")
    assert "save it again" in say_it(text, "en")


@pytest.mark.parametrize("block", [0, 1, 2, *(pytest.param(block, marks=pytest.mark.soak) for block in range(3, 60))])
def test_edits_at_random_lose_nothing_in_silence(good, tmp_path, block) -> None:
    refused = sum(edit_at_random(good, tmp_path, seed) for seed in range(block * 50, block * 50 + 50))
    assert 5 < refused < 50


def edit_at_random(good: Path, folder: Path, seed: int) -> bool:
    """Changes one number or place of the sheet; whether that was refused. What comes in differs in the one cell that was changed."""
    random, sheet = Random(seed), sheet_of(good)
    found = random.choice(list(re.finditer(r'(?<=<row r=")\d+|(?<=<c r=")\w+|(?<=<v>)[^<]+|(?<= t=")\w+', sheet)))
    text = random.choice(
        ["0", "-1", "1_0", "99999999", "1e400", "", "A1", "C7", "d", "b", "s", "str", "inlineStr", "e", "12"]
    )
    path = edited(good, folder, sheet[: found.start()] + text + sheet[found.end() :])
    try:
        report, facts = imported(path)
    except RefusedFile as error:
        refused = error
    else:
        refused = None
    if refused is not None:
        assert dict(refused.text.arguments)["file"] == str(path)
        return True
    assert report.rows == len(ROWS), (found[0], text)
    lost = sum(one.count for one in report.not_data) + report.rejected_total
    assert len(set(WHOLE) - set(facts)) <= 1, (found[0], text)
    assert len(facts) + lost == len(ROWS), (found[0], text)
    return False


def test_rows_that_a_filter_or_a_height_hides_are_told(good, tmp_path, capsys, monkeypatch) -> None:
    sheet = sheet_of(good).replace('<row r="5"', '<row hidden="1" r="5"').replace('<row r="7"', '<row ht="0" r="7"')
    chosen = '<autoFilter ref="A1:D13"><filterColumn colId="2"><filters><filter val="7"/></filters></filterColumn></autoFilter>'
    path = edited(good, tmp_path, sheet.replace("</sheetData>", f"</sheetData>{chosen}"))
    report, facts = imported(path)
    assert (report.hidden, report.filters, facts) == ((5, 7), ("A1:D13",), WHOLE)
    workspace = workspace_in(tmp_path, capsys, monkeypatch)
    workspace.write("indicator_specs/akip.iku", SPEC)
    said = workspace("import", "isian.xlsx", "--into", "data", "--dry-run")
    assert "saringan pada A1:D13; baris yang tidak lolos saringan ikut dibaca" in said.out + said.err


def test_rows_that_are_struck_through_are_told_in_words_and_as_json(good, tmp_path, capsys, monkeypatch) -> None:
    book = openpyxl.load_workbook(good)
    for row in (4, 5, 8):
        book.active.cell(row, 3).font = openpyxl.styles.Font(strike=True)
    workspace = workspace_in(tmp_path, capsys, monkeypatch)
    workspace.write("indicator_specs/akip.iku", SPEC)
    book.save("isian.xlsx")
    load = ("import", "isian.xlsx", "--into", "data", "--dry-run")
    assert "baris dengan sel yang dicoret, ikut dibaca: 4 .. 5, 8\n" in workspace(*load).out
    (file,) = workspace(*load, "--json").document["files"]
    assert file["struck_rows"] == {"count": 3, "rows": [4, 5, 8]}
