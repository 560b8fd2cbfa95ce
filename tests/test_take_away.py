"""What all that people take away must say alike: what was not counted, how wide a bound is, which target is strict."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import docx
import openpyxl
import pytest
from cli_workspace import Workspace, workspace_in
from report_page import Page

from iku_cli.messages.report import WORKBOOK
from iku_dsl.keywords import FUNCTIONS, STATISTICS
from iku_engine.results.evaluation import Operation

SPEC = """\
dimensi wilayah "Wilayah"
  utara "Utara"
  selatan "Selatan"

sumber aduan "Aduan" per tahun, wilayah
  kolom lama angka -99..101

indikator lama "Lama rata-rata"
  satuan hari -100..100
  arah turun
  hitung n = aduan.lama["utara"] + aduan.lama["selatan"]
  rumus n / 3
  target 2025 = < 20

indikator jumlah_lama "Jumlah lama"
  satuan hari
  arah turun
  rumus jumlah aduan.lama bila kosong lewati
  target 2025 = 200 / 3
"""
NOTE = "rows of aduan.csv for 2025 that wait in quarantine and are not counted: 1 (batch 2)"


@pytest.fixture
def taken(tmp_path, capsys, monkeypatch) -> Workspace:
    workspace = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en")
    workspace.write("indicator_specs/akip.iku", SPEC)
    workspace.write("aduan.csv", "tahun,wilayah,lama\n2025,utara,50\n2025,selatan,banyak\n")
    assert workspace("import", "aduan.csv").status == 1
    return workspace


def report(workspace: Workspace, name: str) -> Path:
    said = workspace("report", "--period", "2025", "--years", "1", "--to", name)
    assert said.status == 0, said
    return workspace.folder / name


def test_rows_in_quarantine_are_told_wherever_a_result_is_taken(taken):
    text = Page(report(taken, "a.html")).text
    assert text.count(NOTE) == 3, "below the summary, and of both indicators"
    file = docx.Document(str(report(taken, "a.docx")))
    assert NOTE in [paragraph.text for paragraph in file.paragraphs]
    about = openpyxl.load_workbook(report(taken, "a.xlsx"))["About"]
    assert NOTE in [cell.value for row in about.iter_rows() for cell in row]
    assert taken("eval", "--period", "2025", "--to", "a.csv").status == 0
    rows = list(csv.DictReader(io.StringIO((taken.folder / "a.csv").read_text(encoding="utf-8"))))
    assert [row["notes"] for row in rows] == [NOTE, NOTE]


def test_a_bound_of_a_document_holds_what_it_bounds(taken):
    file = docx.Document(str(report(taken, "a.docx")))
    told = {row.cells[0].text: row.cells[5].text for row in file.tables[1].rows}
    assert told["Lama rata-rata"].startswith("between -16.34 and 50.34; ")


def test_a_target_of_the_workbook_is_a_number_and_a_strict_one_says_so(taken):
    sheet = openpyxl.load_workbook(report(taken, "a.xlsx"))["Summary"]
    rows = list(sheet.iter_rows(values_only=True))
    column = next(row for row in rows if row[0] == "Indicator").index("Target")
    assert {row[0]: row[column] for row in rows if row[column]} == {
        "Indicator": "Target", "Lama rata-rata": "< 20.00", "Jumlah lama": "=(200/3)",
    }  # fmt: skip


def test_operations_of_the_workbook_have_words(taken):
    in_no_trace = {Operation.ROW, Operation.LIST}
    of_specs = {en for _, en in FUNCTIONS} | {name.lower() for name in STATISTICS}
    own = {key.removeprefix("book.op.") for key in WORKBOOK if key.startswith("book.op.")}
    assert {str(operation) for operation in set(Operation) - in_no_trace} <= own | of_specs
    assert own <= set(map(str, Operation))
    said = taken("report", "--period", "2025", "--to", "a.xlsx", "--lang", "id")
    assert said.status == 0
    sheet = openpyxl.load_workbook(taken.folder / "a.xlsx")["Perhitungan"]
    words = {row[2] for row in sheet.iter_rows(values_only=True)}
    assert {"bagi", "tambah", "nama", "fakta"} <= words
    assert not {"divide", "add", "named", "column"} & words
