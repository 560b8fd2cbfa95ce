"""Bound files beside imports: a period of another grain, a dimension that is bound, a file without its period, each told with its mend."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_workspace import Workspace, workspace_in

SPEC = """
dimensi daerah kunci kode
  atribut nama teks
sumber stok per bulan
  kolom n angka konsolidasi jumlah
sumber th per tahun
  kolom n angka
sumber tw per tahun, daerah daftar
  kolom n angka
indikator banyak
  satuan angka
  arah naik
  rumus stok.n + th.n
indikator per_daerah per daerah
  satuan angka
  arah naik
  rumus tw.n
"""
SETTINGS = 'specs = "s.iku"\nstore = "sqlite:///iku.db"\n[files]\n'


@pytest.fixture
def workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Workspace:
    made = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en")
    for name in ("IKU_SPECS", "IKU_STORE"):
        monkeypatch.delenv(name, raising=False)
    made.write("s.iku", SPEC)
    made.write("n.csv", "n\n1\n")
    made.write("daerah.csv", "kode,nama\n11.01,A\n")
    made.write("tw.csv", "tahun,daerah,n\n2025,11.01,1\n")
    return made


def settings(workspace: Workspace, files: str) -> None:
    workspace.write("iku.toml", SETTINGS + files)


@pytest.mark.parametrize(("relation", "period", "grain"), [("stok", "2025", "month"), ("th", "2025-01", "year")])
def test_a_period_of_another_grain_is_refused(workspace: Workspace, relation: str, period: str, grain: str) -> None:
    settings(workspace, f'{relation} = {{ path = "n.csv", period = "{period}" }}\n')
    for command in (("eval", "banyak", "--period", "2025"), ("facts", "list")):
        said = workspace(*command)
        assert said.status != 0 and f"{period} does not fit: {relation} is per {grain}" in said.err, said


def test_a_bound_dimension_is_told_before_anything_is_imported(workspace: Workspace) -> None:
    settings(workspace, 'daerah = "daerah.csv"\n')
    said = workspace("import", "daerah.csv", "tw.csv")
    assert said.status == 2 and "take daerah out of [files] and import its file, or bind tw as well" in said.err, said
    settings(workspace, "")
    assert workspace("import", "daerah.csv", "tw.csv").status == 0
    settings(workspace, 'daerah = "daerah.csv"\ntw = "tw.csv"\n')


def test_a_bound_file_without_its_period_is_told_where_it_is_given(workspace: Workspace) -> None:
    settings(workspace, 'th = "n.csv"\n')
    said = workspace("eval", "banyak", "--period", "2025")
    assert said.status != 0 and "for a file of [files] its `period` in iku.toml" in said.err, said
