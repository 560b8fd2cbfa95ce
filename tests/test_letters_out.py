"""Letters that the files of offices cannot have, in every text from outside: each file that is written can be opened again."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from cli_workspace import Workspace, workspace_in
from docx import Document

SPEC = """\
dimensi daerah "Daerah{0}" kunci kode
  atribut nama teks

sumber espm "Aplikasi{0}" per tahun, daerah daftar
  kolom penerima persen 0%..100%

indikator penerima "Rata-rata{0}"
  satuan persen 0%..100%
  arah naik
  rumus rerata espm.penerima
"""
LETTERS = ("\ufffe", "\uffff", "\ufdd0", "\U0001fffe", "\x02", "\x1b", "\x85", "\u2028", "\u202e", "\ue000")


@pytest.fixture
def workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Workspace:
    made = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en")
    for path in (tmp_path / "indicator_specs").iterdir():
        path.unlink()
    return made


def test_every_file_for_an_office_can_be_opened(workspace: Workspace) -> None:
    every = "".join(one for one in LETTERS if one not in "\x85\u2028")  # which end a line
    workspace.write("indicator_specs/s.iku", SPEC.format("\ufffe\uffff\ufdd0\U0001fffe"))
    assert workspace("check").status == 0
    workspace.write(
        "daerah.csv", "kode,nama\n" + "".join(f"0{n},A{one}x\n" for n, one in enumerate(LETTERS) if one in every)
    )
    workspace.write("espm.csv", f"tahun,daerah,penerima\n2025,00,50%\n2025,01,x{every}\n")
    assert workspace("import", "daerah.csv", "espm.csv").status in (0, 1)
    for command in (
        ("facts", "template", "espm", "--period", "2026", "--to", "t.xlsx"),
        ("facts", "quarantine", "espm", "--export", "q.xlsx"),
        *(("report", "--period", "2025", "--to", f"r.{suffix}") for suffix in ("html", "xlsx", "docx")),
    ):
        said = workspace(*command)
        assert said.status == 0, (command, said)
    for name in ("t", "q", "r"):
        openpyxl.load_workbook(workspace.folder / f"{name}.xlsx")
    assert "\\ufffe" in "\n".join(one.text for one in Document(workspace.folder / "r.docx").paragraphs)
