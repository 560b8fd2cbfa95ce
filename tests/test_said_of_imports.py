"""What an import says of rows is so of the rows: whose they replace, which came in, what can be held against a total."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_workspace import Workspace, workspace_in

SPEC = """
dimension unit "Unit" key kode
source m "Data" per month, unit register
  column a integer orang 0..
  column b integer orang 0.. may be missing
"""
HEADER = "bulan,unit,a,b\n"


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Workspace:
    made = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en")
    made.write("indicator_specs/akip.iku", SPEC)
    return made


def load(office: Workspace, rows: str, *more: str, file: str = "m.csv"):
    office.write(file, HEADER + rows)
    return office("import", file, "--into", "m", *more)


def test_each_kind_of_batch_whose_rows_are_replaced_is_called_what_it_is(office: Workspace) -> None:
    load(office, "2025-01,A,5,\n2025-01,B,6,\n")
    second = load(office, "2025-01,A,7,\n", "--yes", file="n.csv").out
    assert "replaces 1 row of m.csv (batch 2" in second
    office("facts", "retract", "--batch", "3", "--reason", "r")
    third = load(office, "2025-01,A,7,\n", "--yes", file="n.csv")
    assert "REPLACES 1 row that a retraction had put back (batch 4" in third.out, third.out
    assert "correction" not in third.out
    office("facts", "correct", "m", "A", "--period", "2025-01", "a=8", "--reason", "r")
    fourth = load(office, "2025-01,A,9,\n", "--yes", "--json", file="n.csv").document
    assert [(one["kind"], one["batch"]) for one in fourth["files"][0]["replaces"]] == [("correct", 6)]


def test_a_row_that_is_kept_out_is_not_shown_as_understood(office: Workspace) -> None:
    said = load(office, "2025-01,C,5,1\n2025-01,C,6,1\n2025-01,D,1,1\n", "--dry-run").out
    understood = said.partition("understood:")[2].partition("dry run")[0]
    assert ("row 2" in understood, "row 3" in understood, "row 4" in understood) == (True, False, True), said


@pytest.mark.parametrize(
    ("months", "verb"), [(("03",), "2025-03 is closed"), (("03", "05"), "2025-03, 2025-05 are closed")]
)
def test_one_period_is_closed_and_several_are(office: Workspace, months: tuple[str, ...], verb: str) -> None:
    for month in months:
        office("facts", "lock", f"2025-{month}")
    said = load(office, "".join(f"2025-{month},A,1,\n" for month in months))
    assert verb in said.out, said.out
    assert verb in office("facts", "list", "m").out


TOTAL = "2025-01,A,5,1\n2025-01,B,{},{}\n2025-01,C,7,3\n,Jumlah,{},{}\n"


@pytest.mark.parametrize(
    ("cells", "rejected"),
    [
        (("abc", 2, 18, 6), []),  # the other column proves it
        (("abc", 2, 12, 6), []),
        (("abc", 2, 18, 9), [("b", "the sum is 6")]),
        (
            ("abc", "x", 18, 9),
            [("a", "cannot be held against the 3 rows above yet: 1 of their figures cannot be read")],
        ),
        (("600", "x", 612, 9), []),
        (("600", "", 613, 4), [("a", "the sum is 612")]),
        (("6", "-", 18, 5), [("b", "the sum is 4")]),
    ],
)
def test_a_total_is_not_held_against_a_sum_that_lacks_a_figure(
    office: Workspace, cells: tuple[object, ...], rejected: list[tuple[str, str]]
) -> None:
    office.write("m.csv", HEADER + TOTAL.format(*cells))
    found = office("import", "m.csv", "--into", "m", "--json").document["files"][0]["rejected"]
    told = [(one["column"], one["reason"]) for one in found if one["row"] == 5]
    assert [column for column, _ in told] == [column for column, _ in rejected], told
    assert all(words in text for (_, text), (_, words) in zip(told, rejected, strict=True)), told
