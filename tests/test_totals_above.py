"""Totals on top: of the table, or of each group, labelled or not, in imports and in files that are bound."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook
from test_ledger import Ministry

from iku_dsl.period import Period
from iku_engine.binding import find
from iku_engine.bound import Binding
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.importing.importing import import_file
from iku_engine.results.evaluation import Evaluation
from iku_engine.staging.report import ImportReport
from iku_engine.wording import say_it

SPEC = """
dimensi unit kunci nama

sumber kerja per tahun, unit
  kolom nilai bilangan 0.. boleh kosong
  kolom serapan persen 0%..100% digit 2 boleh kosong

indikator jumlah_nilai
  satuan bilangan
  arah naik
  rumus jumlah kerja.nilai
"""
FORMS = ("csv", "xlsx", "bound csv", "bound parquet")
Table = list[tuple[str, int | None, str]]
Told = list[tuple[int, str]]


@pytest.fixture
def ministry(tmp_path: Path) -> Ministry:
    return Ministry(tmp_path, spec=SPEC, members="")


def write(folder: Path, form: str, table: Table) -> Path:
    path = folder / f"kerja.{form.split()[-1]}"
    rows = [(2024, *row) for row in table]
    if path.suffix == ".csv":
        lines = [f"{year},{unit},{'' if n is None else n},{share}" for year, unit, n, share in rows]
        path.write_text("\n".join(["tahun,unit,nilai,serapan", *lines]) + "\n", encoding="utf-8")
    elif path.suffix == ".xlsx":
        book = Workbook()
        for row in (("tahun", "unit", "nilai", "serapan"), *rows):
            book.active.append(row)
        book.save(path)
    else:
        years, units, figures, shares = map(list, zip(*rows, strict=True))
        named = {"unit": pa.array(units), "nilai": pa.array(figures, pa.int64()), "serapan": pa.array(shares)}
        pq.write_table(pa.table({"tahun": pa.array(years), **named}), path)
    return path


def load(ministry: Ministry, form: str, table: Table) -> ImportReport:
    return import_file(ministry.store, ministry.program, write(ministry.folder, form, table), "kerja", user="siti")


def bound(ministry: Ministry, form: str, table: Table) -> Evaluation:
    given = [find(Binding("kerja", (str(write(ministry.folder, form, table)),)))]
    return evaluate(ministry.store, ministry.program, specs="", periods=[Period(2024)], bound=given)


def doubts(ministry: Ministry, form: str, table: Table) -> Told:
    """The rows of a table, from 1, that are told as looking like totals, and on which side their rows stand."""
    if form in ("csv", "xlsx"):
        cells = [(cell.row - 1, cell.reason) for cell in load(ministry, form, table).doubted]
    else:
        told = [dict(note.arguments) for note in bound(ministry, form, table).notes if note.key == "bound-cell"]
        cells = [(cell["row"] - (form == "bound csv"), cell["reason"]) for cell in told]
    for _, reason in cells:
        assert ("below" if dict(reason.arguments)["side"].key == "row.below" else "above") in say_it(reason, "en")
    return sorted((row, dict(reason.arguments)["side"].key.removeprefix("row.")) for row, reason in cells)


UNNAMED: list[tuple[Table, Told]] = [
    ([("Aceh Raya", 30, ""), ("P1", 10, ""), ("P2", 20, "")], [(1, "below")]),
    ([("Aceh Raya", 30, "55%"), ("P1", 10, "50%"), ("P2", 20, "60%")], [(1, "below")]),
    ([("Aceh Raya", 30, "56.67%"), ("P1", 10, "50%"), ("P2", 20, "60%"), ("P3", None, "")], [(1, "below")]),
    (
        [("A", 30, ""), ("a1", 10, ""), ("a2", 20, ""), ("B", 16, ""), ("b1", 7, ""), ("b2", 9, "")],
        [(1, "below"), (4, "below")],
    ),
    (
        [("Z", 46, ""), ("A", 30, ""), ("a1", 10, ""), ("a2", 20, ""), ("B", 16, ""), ("b1", 7, ""), ("b2", 9, "")],
        [(1, "below"), (2, "below"), (5, "below")],
    ),
    ([("X", 35, ""), ("P1", 10, ""), ("P2", 25, ""), ("P3", 70, "")], [(4, "above")]),
    ([("P1", 10, ""), ("P2", 20, ""), ("X", 30, ""), ("P3", 13, ""), ("P4", 17, "")], [(3, "above")]),  # told once
    # and what is none
    ([("X", 10, ""), ("P1", 10, "")], []),
    ([("X", 30, "70%"), ("P1", 10, "50%"), ("P2", 20, "60%")], []),
    ([("X", 31, ""), ("P1", 10, ""), ("P2", 20, "")], []),
    ([("X", 15, ""), ("P1", 10, ""), ("P2", 20, "")], []),
    ([("X", 0, ""), ("P1", 0, ""), ("P2", 0, "")], []),
    ([("X", 5, ""), ("P1", 0, ""), ("P2", 5, "")], []),
]


@pytest.mark.diagonal
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("table", "wanted"), UNNAMED)
def test_a_new_member_that_is_the_sum_of_the_rows_below_is_told(
    ministry: Ministry, form: str, table: Table, wanted: Told
) -> None:
    assert doubts(ministry, form, table) == wanted


def test_a_member_that_is_known_is_not_told(ministry: Ministry) -> None:
    table: Table = [("Aceh Raya", 30, ""), ("P1", 10, ""), ("P2", 20, "")]
    load(ministry, "csv", table)
    assert doubts(ministry, "csv", table) == []


P12: Table = [("P1", 10, "50%"), ("P2", 20, "60%")]
LABELLED: list[tuple[Table, list[int]]] = [  # with the rows that are totals, from 1
    ([("INDONESIA", 30, "55%"), *P12], [1]),
    ([("Nasional", 30, ""), *P12], [1]),
    ([("TOTAL", 30, "110%"), *P12], [1]),
    ([("Jumlah", 30, "56.67%"), *P12], [1]),
    ([("Rata-rata", 15, "55%"), *P12], [1]),
    ([("Jumlah Dinas Contoh", 30, ""), *P12], [1]),
    ([("INDONESIA", 30, ""), *P12, ("Jumlah", 30, "")], [1, 4]),
    ([("Total", 37, ""), *P12, ("Jumlah Anak Terlantar", 7, "")], [1]),
    ([("Total", 60, ""), *P12, ("Jumlah Anak Terlantar", 30, "")], [1]),
    (
        [("INDONESIA", 46, ""), ("Subtotal A", 30, ""), *P12, ("Subtotal B", 16, ""), ("P3", 7, ""), ("P4", 9, "")],
        [1, 2, 5],
    ),
    # members
    ([("Nasional", 31, ""), *P12], []),
    ([("Nasional", 10, ""), ("P1", 10, "")], []),
    ([("Total Bangun Persada", 10, ""), ("P1", 10, "")], []),
    ([("Indonesia", 0, ""), ("P1", 0, ""), ("P2", 0, "")], []),
]


@pytest.mark.diagonal
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("table", "totals"), LABELLED)
def test_a_label_on_top_of_its_rows_is_a_total(ministry: Ministry, form: str, table: Table, totals: list[int]) -> None:
    members = [figure for row, (_, figure, _) in enumerate(table, start=1) if row not in totals]
    if form in ("csv", "xlsx"):
        report = load(ministry, form, table)
        assert [row - 1 for one in report.not_data if one.kind == "total" for row in one.rows] == totals
        assert (report.accepted, report.rejected) == (len(members), ())
        assert ministry.result().value == sum(figure or 0 for figure in members)
    else:
        found = bound(ministry, form, table)
        counts = [dict(note.arguments)["count"] for note in found.notes if note.key == "bound-not-data"]
        assert counts == ([len(totals)] if totals else [])
        assert found.results[0].value == sum(figure or 0 for figure in members)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_wrong_total_on_top_waits_with_the_sum_of_those_below(ministry: Ministry, form: str) -> None:
    (cell,) = load(ministry, form, [("Jumlah", 31, ""), *P12]).rejected
    said = dict(cell.reason.arguments)
    assert (cell.row, cell.reason.key, str(said["sum"]), said["rows"]) == (2, "row.total", "30", 2)
    assert "of the 2 rows below (the sum is 30)" in say_it(cell.reason, "en")
