"""What is said of a column of a file as a whole, as it comes or is bound, stands beside results, and before they are final."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from cli_workspace import Workspace, workspace_in

SPEC = """\
dimension kab "Kabupaten" key kode

source b "Belanja" per month, kab register
  column n number 0.. consolidate sum partial because "berjalan" "Realisasi"
  column d date may be missing consolidate last

indicator i "Jumlah"
  unit number
  direction none
  formula sum b.n

indicator j "Paruh"
  unit number
  direction none
  formula count (b where d <= 2025-06-30)
"""
Rows = list[list[object]]
FILES: dict[str, tuple[str, Rows]] = {  # by what is said, a title and rows
    "the day first": ("", [["A", 5, "7/1/2025"], ["B", 6, "8/1/2025"]]),
    "from the beginning of the year on": ("Realisasi s.d. Januari 2025", [["A", 5, ""], ["B", 6, ""]]),
    "may have read 950.000 as 950": (
        "",
        [["A", 950, ""], ["B", 875, ""], ["C", "1.250.000", ""], ["D", "2.500.000", ""]],
    ),
    "was taken to start the decimals": ("", [["A", "1.250", ""], ["B", "2.375", ""]]),
}


@pytest.fixture
def workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Workspace:
    made = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en")
    made.write("indicator_specs/akip.iku", SPEC)
    return made


def file_of(workspace: Workspace, title: str, rows: Rows, form: str) -> str:
    head = ["kab", "n", "d"]
    lines = [*([[title]] if title else []), head, *rows]
    if form == "csv":
        workspace.write("f.csv", "".join(",".join(map(str, line)) + "\n" for line in lines))
        return "f.csv"
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    book.save(workspace.folder / "f.xlsx")
    return "f.xlsx"


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("said", FILES)
def test_what_an_import_says_of_a_column_stands_beside_its_results(workspace: Workspace, said: str, form: str) -> None:
    name = file_of(workspace, *FILES[said], form)
    workspace("import", name, "--into", "b", "--period", "2025-01")
    for command in (("eval", "--period", "2025"), ("facts", "list", "b")):
        assert said in flat(workspace(*command).out), command
    workspace("runs", "review", "3")
    final = workspace("runs", "final", "3")
    assert final.status == 1 and said in flat(final.out + final.err)
    assert workspace("runs", "verify").status == 0
    workspace("facts", "retract", "--batch", "2", "--reason", "salah")
    assert said not in flat(workspace("eval", "--period", "2025").out), "nothing of it counts"


@pytest.mark.parametrize("said", [one for one in FILES if "decimal" not in one])
def test_it_stands_beside_results_of_bound_files(workspace: Workspace, said: str) -> None:
    name = file_of(workspace, *FILES[said], "csv")
    workspace.write("iku.toml", f'[files.b]\npath = "{name}"\nperiod = "2025-01"\n')
    for _ in range(2):  # the second time it is known to be good
        assert said in flat(workspace("eval", "--period", "2025").out)


def test_each_period_of_a_file_has_the_word(workspace: Workspace) -> None:
    """Also the last ones of a long file, of which only some rows are remembered."""
    rows = [f"{2000 + year},K{at},{'1.250.000' if at % 2 else 950 + at}" for year in range(24) for at in range(20)]
    workspace.write("f.csv", "\n".join(("tahun,kab,n", *rows)) + "\n")
    text = "dimension kab key kode\nsource b per year, kab register\n  column n number 0..\n"
    workspace.write(
        "indicator_specs/akip.iku", text + "indicator i\n  unit number\n  direction none\n  formula sum b.n\n"
    )
    workspace("import", "f.csv", "--into", "b")
    for year in (2000, 2011, 2023):
        assert "may have read 950.000 as 950" in flat(workspace("eval", "--period", str(year)).out), year
