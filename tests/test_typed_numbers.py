"""A number that somebody types, with no file beside it to show how it is written, is asked where it can be read in two ways."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_workspace import Workspace, workspace_in

from iku_dsl.checking.check import check_files
from iku_dsl.period import Period
from iku_dsl.problem import SourceFile
from iku_engine.errors import WrongUse
from iku_engine.wording import say_it
from iku_engine.worlds.supposing import supposed

SPEC = """
dimensi daerah kunci kode
  atribut nama teks
sumber salur per tahun, daerah daftar
  kolom luas angka 0.. boleh kosong
  kolom orang bilangan 0..1_000_000
  kolom bagian persen 0%..100% boleh kosong
indikator luas per daerah
  satuan angka 0..
  arah naik
  rumus salur.luas
uji "u" untuk luas pada 2025
  diberi salur: daerah, luas, orang
    a, 1.500, 1
  harap nilai["a"] = 1.5
"""


@pytest.fixture
def workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Workspace:
    made = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en", IKU_SPECS="s.iku")
    made.write("s.iku", SPEC)
    made.write("daerah.csv", "kode,nama\na,A\n")
    made.write("salur.csv", "tahun,daerah,luas,orang,bagian\n2025,a,7,3,50%\n")
    assert made("import", "daerah.csv").status == made("import", "salur.csv").status == 0
    return made


def corrected(workspace: Workspace, cell: str) -> tuple[int, str]:
    said = workspace("facts", "correct", "salur", "a", cell, "--period", "2025", "--reason", "typing")
    return said.status, said.out + said.err


@pytest.mark.parametrize("cell", ["luas=2.500", "luas=2,125", "orang=1.750", "luas=1.250 "])
def test_both_readings_are_asked(workspace: Workspace, cell: str) -> None:
    status, said = corrected(workspace, cell)
    assert status != 0 and "two ways" in said, said
    supposed = workspace("eval", "luas", "--period", "2025", "--what-if", f"salur 2025 a {cell.replace('=', ' = ')}")
    assert supposed.status != 0 and "two ways" in supposed.err, supposed
    assert workspace("eval", "luas", "--period", "2025", "--json").document["results"][0]["exact"] == "7"


@pytest.mark.parametrize(
    ("cell", "exact"),
    [
        ("luas=2500", "2500"),
        ("luas=2.5", "5/2"),
        ("luas=2,5", "5/2"),
        ("luas=2.500,0", "2500"),
        ("luas=12.3456", "7716/625"),
    ],
)
def test_what_can_be_read_in_one_way_is_taken(workspace: Workspace, cell: str, exact: str) -> None:
    assert corrected(workspace, cell)[0] == 0
    assert workspace("eval", "luas", "--period", "2025", "--json").document["results"][0]["exact"] == exact


def test_a_percentage_lies_in_its_range_in_one_way_alone(workspace: Workspace) -> None:
    assert corrected(workspace, "bagian=12.500%")[0] == 0


def test_numbers_of_tests_are_those_of_specs(workspace: Workspace) -> None:
    assert workspace("test").status == 0


def rule(text: str) -> str:
    """What a supposed rule would have in the spec."""
    return supposed(check_files([SourceFile("s.iku", SPEC)]).program, text, [Period(2025)]).value


@pytest.mark.parametrize(
    ("written", "of_specs"),
    [
        ("81,5", "81.5"),
        ("1.234.567,5", "1234567.5"),
        ("1,234,567.5", "1234567.5"),
        ("8.25", "8.25"),
        ("1_500", "1_500"),
        (">= 8", ">= 8"),
        ("1 / 3", "1 / 3"),
    ],
)
def test_a_supposed_target_is_read_as_any_figure_that_is_typed(written: str, of_specs: str) -> None:
    assert rule(f"luas target = {written}") == of_specs


def test_a_supposed_target_with_two_readings_is_asked_about() -> None:
    with pytest.raises(WrongUse) as asked:
        rule("luas target = 1.234")
    assert say_it(asked.value.text, "en") == (
        "“1.234” can be read in two ways: 1.2340 or 1234? write the one that is meant like that"
    )
    assert rule("luas target = 1.2340") == "1.2340"
