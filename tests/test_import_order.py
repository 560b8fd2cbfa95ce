"""What the command `import` makes of several files and periods: parents come first, and what is lacking is told first."""

from __future__ import annotations

import re

from cli_workspace import workspace_in

SPECS = """
dimensi kab kunci kode
  atribut nama teks
  atribut induk prov

dimensi prov kunci kode
  atribut nama teks

sumber nilai per tahun, kab lengkap
  kolom x bilangan 0..

indikator jumlah_x
  satuan bilangan
  arah naik
  rumus jumlah nilai.x
"""


def made(tmp_path, capsys, monkeypatch, *years: tuple[int, int]):
    workspace = workspace_in(tmp_path, capsys, monkeypatch)
    (workspace.folder / "indicator_specs" / "akip.iku").write_text(SPECS, encoding="utf-8")
    (workspace.folder / "prov.csv").write_text("kode,nama\nA,Satu\n", encoding="utf-8")
    (workspace.folder / "kab.csv").write_text("kode,nama,induk\n01,K1,A\n02,K2,A\n", encoding="utf-8")
    text = "".join(f"{year},{n:02d},5\n" for year, count in years for n in range(1, count + 1))
    (workspace.folder / "nilai.csv").write_text("tahun,kab,x\n" + text, encoding="utf-8")
    return workspace


def test_dimensions_that_others_name_are_imported_first(tmp_path, capsys, monkeypatch):
    workspace = made(tmp_path, capsys, monkeypatch, (2024, 2))
    document = workspace("import", "nilai.csv", "kab.csv", "prov.csv", "--json").document
    assert [(one["into"], one["accepted"], one["rejected_total"]) for one in document["files"]] == [
        ("prov", 1, 0),
        ("kab", 2, 0),
        ("nilai", 2, 0),
    ]


def test_incomplete_periods_are_told_first_however_old(tmp_path, capsys, monkeypatch):
    workspace = made(tmp_path, capsys, monkeypatch, (2001, 1), *((year, 2) for year in range(2002, 2012)))
    said = workspace("import", "prov.csv", "kab.csv", "nilai.csv", "--lang", "en")
    text = re.sub(r"\s+", " ", said.out)
    assert (
        "completeness 2001: 1 of 2 expected rows; not sent: K2; 2002 .. 2011 (10): all expected rows are there" in text
    )
