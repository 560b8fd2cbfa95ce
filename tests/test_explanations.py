"""What a question about a result is answered where it is asked a little aslant: lower indicators, nonsense, readers that are gone."""

from __future__ import annotations

import pytest
from cli_workspace import SPEC, Workspace, workspace_in

MORE = """
indikator terlayani "Daerah yang terlayani"
  satuan persen 0%..100%
  arah naik
  himpunan semua = daerah yang ada espm
  himpunan baik "Daerah yang baik" = semua yang espm.penerima >= 80%
  hitung T = banyaknya semua
  bila T = 0 tidak berlaku karena "belum ada daerah"
  rumus banyaknya baik / T * 100%
  target 2025 = 100%

indikator separuh "Separuhnya"
  satuan persen 0%..100%
  arah naik
  rumus terlayani / 2
"""


@pytest.fixture
def workspace(tmp_path, capsys, monkeypatch) -> Workspace:
    made = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en")
    made.write("indicator_specs/akip.iku", SPEC + MORE)
    made.load()
    return made


def test_all_members_are_listed_below_a_lower_indicator_too(workspace):
    said = workspace("trace", "separuh", "--period", "2025", "--depth", "all").out
    assert "Kabupaten Satu" in said
    assert "Kabupaten Dua" in said
    assert "Kabupaten" not in workspace("trace", "separuh", "--period", "2025").out
    assert "Kabupaten Dua" in workspace("trace", "separuh", "--period", "2025", "--member", "11.02").out
