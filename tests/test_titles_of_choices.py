"""Cells that name a category of a scale by its title: wherever a cell of a choice is read, and where a title tells no category."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_workspace import Workspace, workspace_in
from tested_specs import holds

from iku_dsl.checking.check import check_files
from iku_dsl.problem import SourceFile

SPEC = """skala mutu_uji atas 0..100
  A > 80
  A_kurang tanpa rentang "A-" karena "dari penilai"
  sangat_baik tanpa rentang "Sangat  Baik" karena "dari penilai"
  B > 0 .. 80 "C"
  C tanpa rentang "Sama" karena "dari penilai"
  D tanpa rentang "sama" karena "dari penilai"
  di luar kategori 0 karena "dari penilai"

tabel poin dari mutu_uji
  A 4
  A_kurang 3
  sangat_baik 2
  B 1
  C 6
  D 7

sumber s per tahun
  kolom g pilihan dari mutu_uji
  kolom p pilihan dari mutu_uji
  kolom t pilihan dari poin

indikator i
  satuan angka
  arah naik
  rumus (jika s.g = A_kurang maka 10 selain itu jika s.g = sangat_baik maka 20 selain itu jika s.g = C maka 30 selain itu 0) +
    poin[s.p] + (jika s.t = A_kurang maka 100 selain itu 0)

"""


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Workspace:
    made = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en")
    made.write("indicator_specs/a.iku", SPEC)
    return made


def value(office: Workspace, *more: str) -> list[str]:
    return [one["exact"] for one in office("eval", "i", "--period", "2025", "--json", *more).document["results"]]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("A-,a-,a-", "113"),
        ("Sangat Baik,A,A-", "124"),
        ("SANGAT   BAIK,sangat baik,A", "22"),
        ("C,B,A", "31"),
        ("A,A,A", "4"),
    ],
)
def test_a_cell_names_a_category_by_its_title(office: Workspace, cells: str, expected: str) -> None:
    office.write("s.csv", f"tahun,g,p,t\n2025,{cells}\n")
    assert office("import", "s.csv").status == 0
    assert value(office, "--cross-check") == [expected]
    office.write("iku.toml", '[files]\ns = "s.csv"\n')
    (Path.cwd() / "iku.db").unlink(missing_ok=True)
    assert value(office) == [expected]
    holds(SPEC, f'uji "a" untuk i pada 2025\n  diberi s: g, p, t\n    {quoted(cells)}\n  harap nilai = {expected}\n')


def quoted(cells: str) -> str:
    return ", ".join(f'"{cell}"' for cell in cells.split(","))


@pytest.mark.parametrize(
    ("cell", "guess"), [("sama", ""), ("Sangat Bai", " (did you mean Sangat Baik)"), ("b", " (did you mean B)")]
)
def test_a_title_of_two_categories_or_of_none_is_refused(office: Workspace, cell: str, guess: str) -> None:
    office.write("s.csv", f"tahun,g,p,t\n2025,{cell},A,A\n")
    said = office("import", "s.csv")
    assert f"“{cell}”: the choices are: A, A_kurang, sangat_baik, B, C, D{guess}\n" in said.out.replace("\n    ", " ")


def test_corrections_and_suppositions_name_it_so_as_well(office: Workspace) -> None:
    office.write("s.csv", "tahun,g,p,t\n2025,A,A,A\n")
    assert office("import", "s.csv").status == 0
    found = office("eval", "i", "--period", "2025", "--what-if", "s.g = Sangat Baik")
    assert "24" in found.out
    assert office("facts", "correct", "s", "--period", "2025", "g=a-", "--reason", "uji").status == 0
    assert value(office) == ["14"]


def test_a_rule_is_told_the_name(office: Workspace) -> None:
    (problem,) = check_files([SourceFile("spec.iku", SPEC.replace("s.g = A_kurang", 's.g = "A-"'))]).errors
    assert problem.hint is not None and problem.hint.key == "did-you-mean.label"
