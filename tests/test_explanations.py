"""What a question about a result is answered where it is asked a little aslant: lower indicators, nonsense, readers that are gone."""

from __future__ import annotations

import os
import sys

import pytest
from cli_workspace import SPEC, Workspace, workspace_in

from iku_cli.session import worlds
from iku_cli.terminal.streams import reader_left

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

profil capaian_naik "Capaian"
  naik = realisasi / target * 100%
  bila target = 0 tidak berlaku karena "target nol"

indikator berprofil "Berprofil"
  satuan nilai 0..200
  arah naik
  rumus lke.nilai["rencana"]
  capaian capaian_naik
  target 2025 = 80

indikator separuh "Separuhnya"
  satuan persen 0%..100%
  arah naik
  rumus terlayani / 2
"""


@pytest.fixture
def workspace(tmp_path, capsys, monkeypatch) -> Workspace:
    made = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en", COLUMNS="140")
    made.write("indicator_specs/akip.iku", SPEC + MORE)
    made.load()
    return made


def test_all_members_are_listed_below_a_lower_indicator_too(workspace):
    said = workspace("trace", "separuh", "--period", "2025", "--depth", "all").out
    assert "Kabupaten Satu" in said
    assert "Kabupaten Dua" in said
    assert "Kabupaten" not in workspace("trace", "separuh", "--period", "2025").out
    assert "Kabupaten Dua" in workspace("trace", "separuh", "--period", "2025", "--member", "11.02").out


def supposed(workspace: Workspace, text: str) -> str:
    said = workspace("eval", "berprofil", "--period", "2025", "--no-trace", "--what-if", text)
    assert "Traceback" not in said.err
    return said.out + said.err


def test_a_supposed_target_that_leaves_no_achievement_says_why(workspace, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    assert "(achievement not applicable: target nol)" in supposed(workspace, "berprofil target 2025 = 0")
    assert "(achievement missing: written as missing)" in supposed(workspace, "berprofil target 2025 = kosong")


def test_a_slip_of_the_pen_is_told_with_what_was_probably_meant(workspace):
    assert "did you mean rencana" in supposed(workspace, "lke 2025 rencna nilai = 1")
    told = supposed(workspace, "berprofil target 2025 = 1/0")
    assert "“1/0” always divides by 0." in told
    assert "0 = 0" not in told


def test_an_achievement_that_there_cannot_be_is_refused(workspace):
    said = workspace("compare", "akip", "2024", "2025", "--achievement")
    assert (said.status, said.out) == (2, "")
    assert "has no achievement to compare" in said.err


def test_a_line_within_a_quoted_record_finds_it(workspace):
    workspace.write(
        "indicator_specs/akip.iku",
        SPEC.replace("nilai angka 0..100\n", "nilai angka 0..100\n  kolom catatan teks\n", 1),
    )
    workspace.write("fakta/panjang.csv", 'tahun,komponen,catatan,nilai\n2023,ukur,"a\n\nb",50\n\n2023,rencana,c,60\n')
    assert workspace("--store", "sqlite:///lain.db", "import", "fakta/panjang.csv", "--into", "lke").status == 0
    found = {}
    for line in range(1, 8):
        said = workspace("--store", "sqlite:///lain.db", "facts", "uses", "--at", f"panjang.csv:{line}", "--json")
        found[line] = [one["keys"] for one in said.document["facts"]] if said.status == 0 else []
    assert found == {1: [], 2: [["ukur"]], 3: [["ukur"]], 4: [["ukur"]], 5: [], 6: [["rencana"]], 7: []}


def test_the_built_in_columns_of_members_are_worded(workspace):
    workspace.write("fakta/daerah.csv", "kode,nama,mulai,akhir\n11.03,Kabupaten Tiga,2025-01-01,\n")
    assert workspace("import", "fakta/daerah.csv").status == 0
    assert "nama Kabupaten Tiga, valid from 2025-01-01  –" in workspace("facts", "history", "daerah", "11.03").out


def test_whether_somebody_still_reads_is_seen(workspace, monkeypatch):
    read, written = os.pipe()
    with os.fdopen(written, "w") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        assert not reader_left()
        os.close(read)
        assert reader_left()
        monkeypatch.undo()


def test_a_watch_ends_quietly_once_nobody_reads(workspace, monkeypatch):
    monkeypatch.setattr(worlds, "reader_left", lambda: True)
    said = workspace("eval", "akip", "--period", "2025", "--watch")
    assert said.status == 0
    assert "86.00" in said.out


def test_what_is_supposed_missing_is_written_as_in_the_spec(workspace):
    text = SPEC.replace("nilai angka 0..100", "nilai angka 0..100 boleh kosong")
    workspace.write("indicator_specs/akip.iku", text)
    for word in ("kosong", "missing"):
        said = workspace("eval", "akip", "--period", "2025", "--no-trace", "--what-if", f"lke ukur nilai = {word}")
        assert (said.status, "between 54.00 and 94.00" in said.out) == (0, True)
    workspace.write("indicator_specs/akip.iku", SPEC)
    said = workspace("eval", "akip", "--period", "2025", "--what-if", "lke ukur nilai = kosong")
    assert (said.status, "nilai: may not be empty" in said.err) == (2, True)


def test_what_does_not_apply_says_why_where_something_is_sought(workspace):
    guard = '  bila T = 2 tidak berlaku karena "sudah ada"\n  rumus banyaknya baik'
    text = SPEC + MORE.replace("  rumus banyaknya baik", guard)
    workspace.write("indicator_specs/akip.iku", text)
    said = workspace("seek", "terlayani", "--period", "2025", "--reach", "90%")
    assert "sudah ada" in said.out
    told = workspace("sensitivity", "terlayani", "--period", "2025").out
    assert "sudah ada" in told
    assert "The pull" not in told


def test_a_national_indicator_has_no_name_before_its_period(workspace):
    said = workspace("seek", "akip", "--period", "2024..2025", "--reach", "90")
    assert "· 2025" not in said.out
    assert "2025" in said.out


def test_a_published_value_that_stands_is_why_nothing_changes(workspace):
    published = '\nsumber lhe "Hasil" per tahun\n  kolom nilai angka 0..100\n'
    text = (
        SPEC.replace("  kategori predikat\n", "  resmi lhe.nilai toleransi 0.01\n  kategori predikat\n", 1) + published
    )
    workspace.write("indicator_specs/akip.iku", text)
    workspace.write("fakta/lhe.csv", "tahun,nilai\n2025,86\n")
    assert workspace("import", "fakta/lhe.csv").status == 0
    said = workspace("eval", "akip", "--period", "2025", "--no-trace", "--what-if", "lke ukur nilai = 10")
    assert "difference 28.00 (within 0.01): different" in " ".join(said.out.split())
    assert "the published value is there and is the result" in said.out


def test_results_rest_on_the_members_that_their_sets_hold(workspace):
    document = workspace("facts", "uses", "daerah", "11.02", "--json").document
    used = {(use["indicator"], use["period"]) for one in document["facts"] for use in one["uses"]}
    assert {("terlayani", "2025"), ("separuh", "2025"), ("penerima", "2025")} <= used
