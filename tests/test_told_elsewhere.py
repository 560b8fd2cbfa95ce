"""What is told beside a result is told too where it is compared, supposed, sought, or stored: rows that wait, marks, completeness."""

from __future__ import annotations

import pytest
from cli_workspace import Workspace, workspace_in

SPEC = """\
dimensi kab "Kabupaten" kunci kode
  atribut nama teks

sumber n "Nilai" per tahun, kab lengkap
  kolom x angka 0..100

indikator i "Jumlah"
  satuan angka
  arah naik
  rumus jumlah n.x

indikator j "Per kabupaten" per kab
  satuan angka 0..100
  arah naik
  rumus n.x
"""


@pytest.fixture
def office(tmp_path, capsys, monkeypatch) -> Workspace:
    workspace = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en", COLUMNS="300")
    workspace.write("indicator_specs/akip.iku", SPEC)
    workspace.write("kab.csv", "kode,nama\n01,Kab A\n02,Kab B\n")
    workspace("import", "kab.csv")
    return workspace


def test_rows_of_one_batch_that_wait_for_several_reasons_go_to_another_world(office):
    office.write("n.csv", "tahun,kab,x\n2024,01,1\n2024,02,2\n2025,01,1\n2025,02,900\nzz,02,1\nyy,02,1\n")
    office("import", "n.csv")
    real = office("eval", "i", "--period", "2025", "--json", "--no-trace").document["results"][0]
    assert [(one["period"], one["rows"]) for one in real["waiting"]] == [(None, 2), ("2025", 1)]
    said = office("eval", "i", "--period", "2025", "--what-if", "n 2025 01 x = 5", "--json")
    (pair,) = said.document["results"]
    assert pair["real"]["waiting"] == pair["what_if"]["waiting"] == real["waiting"]
    assert office("compare", "i", "2024", "2025").status == 0
