"""What `seek` and `sensitivity` may move and what not: nothing is left out in silence, and nothing is called unreachable that is not."""

from __future__ import annotations

import pytest
from cli_workspace import SPEC, Workspace, workspace_in
from test_cli_documents import check

MORE = """
sumber lhe "Hasil evaluasi" per tahun
  kolom resmi angka 0..100 boleh kosong
  kolom catatan angka 0..100

indikator terbaik "Terbaik"
  satuan nilai 0..1_000
  arah naik
  himpunan baik "Daerah yang baik" = daerah yang penerima >= 80%
  rumus lke.nilai["rencana"] + banyaknya baik

indikator dibaca "Dibaca juga oleh himpunan" per daerah
  satuan nilai 0..1_000
  arah naik
  himpunan baik = daerah yang penerima >= 80%
  rumus espm.penerima * 10 + banyaknya baik

indikator tengah "Tengah"
  satuan persen 0%..100%
  arah naik
  rumus median penerima atas espm

indikator bawah "Bawah"
  satuan nilai 0..100
  arah naik
  resmi lhe.resmi toleransi 0.01
  rumus minimum(lke.nilai["rencana"], lhe.catatan)

indikator atas "Atas"
  satuan nilai 0..100
  arah naik
  rumus bawah / 2

indikator dari_baris "Bagian dari baris"
  satuan nilai 0..1_000
  arah naik
  rumus lke.nilai["ukur"] / banyaknya lke
"""


@pytest.fixture
def workspace(tmp_path, capsys, monkeypatch) -> Workspace:
    made = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en")
    made.write("indicator_specs/akip.iku", SPEC + MORE)
    made.write("fakta/lhe.csv", "tahun,resmi,catatan\n2025,,70\n")
    made.load()
    assert made("import", "fakta/lhe.csv").status == 0
    return made


def sought(workspace: Workspace, name: str, *arguments: str, period: str = "2025") -> tuple[dict, dict[str, str]]:
    """The document of a question, and why each input was not moved."""
    document = workspace("seek", name, "--period", period, *arguments, "--json").document
    check("seek", document)
    return document, {one["ref"]: one["why"] for one in document["unmoved"]}


def test_a_set_that_reads_another_indicator_leaves_other_cells_free(workspace):
    document, unmoved = sought(workspace, "terbaik", "--reach", "95")
    assert [one["ref"] for one in document["alternatives"][0]["changes"]] == ['lke.nilai["rencana"]']
    assert unmoved == {}
    pull = workspace("sensitivity", "terbaik", "--period", "2025", "--json").document
    assert 'lke.nilai["rencana"]' in {one["input"]["ref"] for one in pull["inputs"]}


def test_a_cell_that_such_a_set_reads_is_said_not_to_move(workspace):
    document, unmoved = sought(workspace, "dibaca", "--key", "11.01", "--reach", "11")
    assert unmoved == {'espm.penerima["11.01"]': "set"}
    assert document["reachable"] is None
    asked = ("--period", "2025", "--key", "11.01")
    assert "as a set reads it as well (1): penerima" in workspace("seek", "dibaca", *asked, "--reach", "11").out
    assert "as a set reads it as well (1): penerima" in workspace("sensitivity", "dibaca", *asked).out


def test_naming_what_cannot_move_says_why(workspace):
    asked = ("dibaca", "--period", "2025", "--key", "11.01", "--reach", "11", "--by", "espm.penerima")
    said = workspace("seek", *asked)
    assert (said.status, "cannot change by itself, as a set reads it as well" in said.err) == (2, True)


def test_a_statistic_that_cannot_move_proves_nothing(workspace):
    document, unmoved = sought(workspace, "tengah", "--reach", "90%")
    assert (document["reachable"], set(unmoved.values())) == (None, {"statistic"})
    assert "is not proven" in document["reason"]


def test_a_published_value_below_that_is_yet_to_come_is_not_proposed(workspace):
    for name, goal in (("bawah", "72"), ("atas", "36")):
        document, unmoved = sought(workspace, name, "--reach", goal)
        refs = {change["ref"] for way in document["alternatives"] for change in way["changes"]}
        assert refs == {"lhe.catatan"}
        assert unmoved == {"lhe.resmi": "published"}


def test_a_row_that_a_set_would_count_is_not_proposed(workspace):
    document, unmoved = sought(workspace, "dari_baris", "--reach", "45", period="2024")
    assert unmoved == {'lke.nilai["ukur"]': "row"}
    assert document["reachable"] is None


def test_what_only_was_named_is_all_that_is_judged(workspace):
    document, _ = sought(workspace, "akip", "--reach", "20", "--by", "ukur")
    assert document["reachable"] is False
    assert "only the inputs that were named" in document["reason"]


LAWFUL = """
sumber batas "Berbatas" per tahun, komponen
  kolom isi angka 0..100 boleh kosong
  kolom atas angka 1..100
  syarat isi <= atas

indikator berbatas "Berbatas"
  satuan nilai 0..200
  arah naik
  rumus batas.isi["rencana"] + batas.isi["ukur"]
"""


def test_ranges_end_where_the_rules_of_the_rows_end_them(workspace):
    workspace.write("indicator_specs/batas.iku", LAWFUL)
    workspace.write("fakta/batas.csv", "tahun,komponen,isi,atas\n2025,rencana,55,60\n2025,ukur,,80\n")
    assert workspace("import", "fakta/batas.csv").status == 0
    pull = workspace("sensitivity", "berbatas", "--period", "2025", "--json").document
    check("sensitivity", pull)
    found = {one["input"]["ref"]: one["greatest"] for one in pull["inputs"]}
    assert found['batas.isi["rencana"]']["at"]["exact"] == "60"
    assert found['batas.isi["ukur"]']["result"]["exact"] == "135"
    narrow, _ = sought(workspace, "berbatas", "--reach", "134.9")
    assert narrow["alternatives"][0]["changes"][0]["to"]["exact"] == "799/10"
    beyond, _ = sought(workspace, "berbatas", "--reach", "150")
    assert (beyond["reachable"], beyond["best"]["value"]) == (None, "140")
