"""One evaluation in every form: CSV, Parquet, workbook and document display what `--json` displays, and nothing is rounded twice."""

from __future__ import annotations

import csv
import io

import docx
import openpyxl
import pyarrow.parquet as pq
from lkjip import INDICATORS
from reporting import eighteen, reporting

__all__ = ["eighteen", "reporting"]
ASKED = tuple(name for name in INDICATORS if name != "indeks_spm")  # 514 regions, of which the document has 40


def test_every_form_says_the_same(reporting, tmp_path):
    assert {"nilai_akip", "spm_meningkat", "perjanjian_diimplementasikan"} <= set(ASKED)
    assert len(ASKED) >= 15
    document = reporting("eval", *ASKED, "--period", "2021..2025", "--json", "--no-trace").document
    for name in ("a.csv", "a.parquet"):
        assert reporting("eval", *ASKED, "--period", "2021..2025", "--to", name).status == 0
    for name in ("a.xlsx", "a.docx"):
        assert reporting("report", *ASKED, "--period", "2025", "--years", "5", "--to", name).status == 0
    text = (tmp_path / "a.csv").read_text(encoding="utf-8")
    tidy = list(csv.DictReader(io.StringIO(text, newline="")))
    typed = pq.read_table(tmp_path / "a.parquet").to_pylist()
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["Summary"]
    head, *cells = sheet.iter_rows(min_row=3, values_only=True)
    summary = [dict(zip(head, row, strict=True)) for row in cells]
    file = docx.Document(str(tmp_path / "a.docx"))
    annex = {
        (row.cells[0].text, row.cells[1].text): [cell.text for cell in row.cells[2:]]
        for table in file.tables[2:]
        for row in table.rows
        if len(row.cells) == 6
    }
    members = {
        (row.cells[0].text, period.text): row.cells[place].text
        for table in file.tables[2:]
        for row in table.rows
        for place, period in enumerate(table.rows[0].cells)
        if table.rows[0].cells[0].text == "Member"
    }
    results = document["results"]
    assert len(tidy) == len(typed) == len(summary) == len(results) > 100
    values = 0
    for one, other, row, result in zip(tidy, typed, summary, results, strict=True):
        assert one["value"] == (result["value"] or "")
        assert other["value"] == row["Displayed"] == result["value"]
        assert one["exact"] == (result["exact"] or "")
        assert other["exact"] == row["Exact"] == result["exact"]
        achieved = (result["achievement"] or {}).get("value")
        assert (one["achievement"] or None) == other["achievement"] == row["Achievement displayed"] == achieved
        if result["key"]:
            target, value, reached = "", members[" · ".join(result["key_labels"]), result["period"]], ""
            assert result["target"] is None
        else:
            target, value, reached, _ = annex[result["label"], result["period"]]
        if result["value"] is not None:
            values += 1
            assert value.split()[0].rstrip("%") == result["value"]
        if achieved is not None:
            assert reached == f"{achieved}%"
        if result["target"] is not None:
            assert one["target"] == other["target"] == result["target"]["value"]
            assert result["target"]["value"] in target
    assert values > 80
