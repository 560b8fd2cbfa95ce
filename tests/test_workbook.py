"""`report --to FILE.xlsx`: computed anew by LibreOffice, every number is the engine's, every display that of `--json`."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from cli_workspace import Workspace, workspace_in
from lkjip import INDICATORS
from recalculated import recalculated
from reporting import reporting, settled

from iku_cli.main import answer

__all__ = ["reporting"]

HEAD = 3  # the row of the summary's heads
THREE = ("nilai_akip", "spm_meningkat", "perjanjian_diimplementasikan")


@pytest.fixture(scope="module")
def whole(eighteen, tmp_path_factory) -> Path:
    """The workbook of all eighteen indicators, of years in which the rules of some of them change."""
    folder = tmp_path_factory.mktemp("whole")
    with pytest.MonkeyPatch.context() as patch:
        settled(eighteen, folder, patch)
        assert answer(["report", *INDICATORS, "--period", "2025", "--years", "3", "--to", "all.xlsx"]) == 0
    return folder / "all.xlsx"


def summary(book) -> list[dict[str, object]]:
    rows = list(book["Summary"].iter_rows(min_row=HEAD, values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def hold(rows: list[dict[str, object]], results: list[dict]) -> int:
    """Every row is what `--json` says; how many values there were."""
    assert len(rows) == len(results)
    values = 0
    for row, result in zip(rows, results, strict=True):
        assert (row["Indicator"], row["Period"], row["State"]) == (
            result["label"], result["period"], result["state"].replace("not-applicable", "not applicable"),
        )  # fmt: skip
        assert (row["Displayed"], row["Exact"]) == (result["value"], result["exact"])
        for head, end in (("Low", "low"), ("High", "high")):
            bound = (result["bounds"] or {}).get(end)
            exact = Fraction(bound) if bound else None
            assert (row[head] is None) == (exact is None), row
            if exact is not None:
                assert abs(Fraction(row[head]) - exact) <= max(1, abs(exact)) * Fraction(1, 10**12), row
        assert row["Rank"] == result["rank"]
        if result["state"] != "value":
            assert row["Value"] is None
            continue
        values += 1
        exact = Fraction(result["exact"])
        assert abs(Fraction(row["Value"]) - exact) <= max(1, abs(exact)) * Fraction(1, 10**12), row
        assert row["Agrees"] == "same"
        category = result["category"]
        if category is not None and category["id"] and row["Category"] is not None:
            assert row["Category"] == category["id"]
        if result["achievement"] is not None:
            achieved = Fraction(result["achievement"]["exact"])
            assert abs(Fraction(row["Achievement"]) - achieved) <= Fraction(1, 10**12) * max(1, achieved)
            assert row["Achievement displayed"] == result["achievement"]["value"]
    return values


@pytest.mark.needs_calc
def test_computed_anew_every_number_is_the_engines(reporting, whole, tmp_path):
    document = reporting("eval", *INDICATORS, "--period", "2023..2025", "--json", "--no-trace").document
    book = recalculated(whole, tmp_path)
    assert hold(summary(book), document["results"]) > 40
    assert len({result["indicator"] for result in document["results"]}) == len(INDICATORS) >= 12
    for sheet in book:
        for row in sheet.iter_rows():
            assert [cell.coordinate for cell in row if cell.data_type == "e"] == [], sheet.title


@pytest.mark.needs_calc
def test_a_fact_that_is_changed_moves_its_result(reporting, tmp_path):
    assert reporting("report", *THREE, "--period", "2023", "--years", "1", "--to", "three.xlsx").status == 0
    book = openpyxl.load_workbook(tmp_path / "three.xlsx")
    changed = 0
    for row in book["Facts asistensi"].iter_rows(min_row=HEAD + 1):
        if not changed and row[6].value is True:
            row[6].value = False
            changed = 1
    for row in book["Facts monev"].iter_rows(min_row=HEAD + 1):
        if row[6].value is True:
            row[6].value = False
    book.save(tmp_path / "changed.xlsx")
    rows = summary(recalculated(tmp_path / "changed.xlsx", tmp_path))
    by_name = {row["Indicator"]: row for row in rows}
    implemented = next(row for name, row in by_name.items() if "perjanjian" in name)
    assert (implemented["Value"], implemented["Agrees"]) == (0, "differs")
    improved = next(row for name, row in by_name.items() if "SPM" in name)
    assert improved["Agrees"] == "differs"


def test_almost_every_number_is_a_formula_and_what_is_none_says_why(whole):
    book = openpyxl.load_workbook(whole, read_only=True)
    live = noted = 0
    for row in book["Arithmetic"].iter_rows(min_row=HEAD + 1):
        operation, value, note = row[2].value, row[3].value, row[9].value
        if operation in (None, "constant", "key", "calendar") or row[4].value is None:
            continue
        if isinstance(value, str) and value.startswith("="):
            live += 1
        else:
            noted += 1
            assert "no formula" in (note or ""), [cell.value for cell in row]
    assert live > 1_000
    assert noted < live / 50


def test_ranks_and_ends_are_formulas_where_they_follow_from_others(reporting, tmp_path):
    """Ranks of the shipped index over its own regions; ends of missing numbers from those of their parts."""
    asked = ("ipm", "nilai_akip", "spm_meningkat", "--period", "2025", "--years", "2")
    assert reporting("report", *asked, "--to", "two.xlsx").status == 0
    book = openpyxl.load_workbook(tmp_path / "two.xlsx")
    rows = summary(book)
    ranks = [row["Rank"] for row in rows if row["Rank"] is not None]
    assert ranks
    assert all(str(rank).startswith("=1+SUMPRODUCT(") for rank in ranks)
    ends = [row[head] for row in rows for head in ("Low", "High") if row[head] is not None]
    assert ends
    assert all(str(end).startswith("='Arithmetic'!") for end in ends)
    made = [row for row in book["Arithmetic"].iter_rows(min_row=HEAD + 1, values_only=True) if row[10] is not None]
    for operation in ("weight times value", "weighted sum", "count"):
        assert any(
            row[2] == operation and str(row[10]).startswith("=") and str(row[11]).startswith("=") for row in made
        ), operation


def test_a_rank_of_something_else_or_of_some_stays_a_number(tmp_path, capsys, monkeypatch):
    """Of the corpus: one indicator ranks a few of its members, the other ranks by what it is not."""
    workspace = workspace_in(tmp_path, capsys, monkeypatch)
    case = Path(__file__).parent / "corpus" / "good" / "peringkat"
    flags = ("--specs", str(case / "spec.iku"))
    workspace("import", *map(str, sorted((case / "facts").glob("*.csv"))), *flags)
    assert workspace("report", "--period", "2025", "--years", "1", "--to", "r.xlsx", "--lang", "en", *flags).status == 0
    ranks = [row["Rank"] for row in summary(openpyxl.load_workbook(tmp_path / "r.xlsx")) if row["Rank"] is not None]
    assert ranks
    assert all(isinstance(rank, int) for rank in ranks)


def test_every_sheet_is_made_for_paper(reporting, tmp_path):
    assert reporting("report", *THREE, "--period", "2025", "--years", "1", "--to", "three.xlsx").status == 0
    for sheet in openpyxl.load_workbook(tmp_path / "three.xlsx"):
        assert sheet.page_setup.orientation == "landscape", sheet.title
        assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0), sheet.title
        assert (sheet.print_title_rows is None) == (sheet.title == "About"), sheet.title
        assert "&P" in sheet.oddFooter.right.text.replace("&[Page]", "&P"), sheet.title
        widths = {n: one.width for one in sheet.column_dimensions.values() for n in range(one.min, one.max + 1)}
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.number_format != "General"):
            assert widths[cell.column] > len(cell.number_format), (sheet.title, cell.coordinate, "would show ###")


def test_hostile_text_is_text(reporting: Workspace, tmp_path: Path):
    hostile = (
        "=1+1",
        "+A1",
        "-A1",
        "@SUM(A1)",
        "<script>alert(1)</script>",
        "\u202egpj.exe",
        "a\x00b\x0b\x1f",
        "x" * 40_000,
    )
    spec = 'dimensi d "D" kunci kode\n  atribut nama teks\nsumber s "=S" per tahun, d\n  kolom x angka 0..10\n'
    spec += 'indikator i "=2+2" per d\n  satuan angka 0..10\n  arah naik\n  rumus s.x\n'
    reporting.write("h/i.iku", spec)
    keys = [f"k{place}" for place in range(len(hostile))]
    quoted = [text.replace('"', '""') for text in hostile]
    reporting.write("h/d.csv", "kode,nama\n" + "".join(f'{k},"{t}"\n' for k, t in zip(keys, quoted, strict=True)))
    reporting.write("h/s.csv", "tahun,d,x\n" + "".join(f"2025,{key},1\n" for key in keys))
    flags = ("--specs", "h/i.iku", "--store", "sqlite:///h.db")
    reporting("import", "h/d.csv", *flags)
    assert reporting("import", "h/s.csv", *flags).status in (0, 1)
    said = reporting("report", "--period", "2025", "--years", "1", "--title", "=3+3", "--to", "h.xlsx", *flags)
    assert said.status == 0, said
    book = openpyxl.load_workbook(tmp_path / "h.xlsx")
    texts = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "s"}
    assert {"=2+2", "=3+3", "=1+1", "+A1", "-A1", "@SUM(A1)", "<script>alert(1)</script>", "\\u202egpj.exe"} <= texts
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert "1+1" not in cell.value and "SUM(A1)" not in cell.value
