"""`seek` on the command line: what it prints, its JSON, and what it says of a question that makes no sense."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from cli_workspace import SPEC, Workspace, workspace_in
from test_cli_documents import check

from iku_dsl.budgets import BUDGETS

MORE = (
    SPEC
    + """
indikator terlayani "Daerah yang terlayani"
  satuan persen 0%..100%
  arah naik
  himpunan semua = daerah yang ada espm
  himpunan baik "Daerah yang baik" = semua yang espm.penerima >= 80%
  hitung n = banyaknya baik
  hitung T = banyaknya semua
  bila T = 0 tidak berlaku karena "belum ada daerah"
  rumus n / T * 100%
  target 2025 = 100%

indikator bebas
  satuan angka
  arah naik
  rumus banyaknya espm
"""
)


@pytest.fixture
def workspace(tmp_path, capsys, monkeypatch) -> Workspace:
    made = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en")
    made.write("indicator_specs/akip.iku", MORE)
    made.load()
    return made


def test_one_input_is_enough_and_one_step_less_is_not(workspace):
    said = workspace("seek", "akip", "--period", "2025", "--reach", "B")
    assert said.status == 0
    assert "One change is enough" in said.out
    document = workspace("seek", "akip", "--period", "2025", "--reach", "B", "--json").document
    check("seek", document)
    assert document["reachable"] is True
    best = document["alternatives"][0]
    assert (best["changes"][0]["ref"], best["changes"][0]["from"]["value"]) == ('lke.nilai["rencana"]', "90")
    assert (best["changes"][0]["to"]["exact"], best["value"], best["proven_smallest"]) == ("80", "80", True)


def test_counts_are_whole_and_stay_below_what_they_are_taken_from(workspace):
    document = workspace("seek", "terlayani", "--period", "2025", "--reach", "target", "--json").document
    check("seek", document)
    changes = {way["changes"][0]["ref"]: way["changes"][0] for way in document["alternatives"]}
    assert changes["n"]["by"] == {"value": "1", "exact": "1"}
    assert changes["T"]["to"]["value"] == "1"
    said = workspace("seek", "terlayani", "--period", "2025", "--reach", "target")
    assert "1 more" in said.out
    assert "1 fewer" in said.out


def test_what_is_missing_is_an_input_too(workspace):
    document = workspace("seek", "akip", "--period", "2024", "--reach", "A", "--json").document
    (change,) = document["alternatives"][0]["changes"]
    assert (change["ref"], change["from"], change["bound"]) == ('lke.nilai["ukur"]', None, "at-least")
    assert change["to"]["exact"] == "65000001/1000000"
    assert "≥ 65.000001" in workspace("seek", "akip", "--period", "2024", "--reach", "A").out


def test_what_cannot_be_is_told_with_the_most_that_can(workspace):
    workspace.write("indicator_specs/akip.iku", MORE.replace("kolom nilai angka 0..100", "kolom nilai angka 0..90"))
    document = workspace("seek", "akip", "--period", "2025", "--reach", "95", "--json").document
    check("seek", document)
    assert (document["reachable"], document["alternatives"]) == (False, [])
    assert document["best"]["value"] == "90"
    assert "The best that was tried 90.00" in workspace("seek", "akip", "--period", "2025", "--reach", "95").out


def test_a_table_of_all_entities(workspace):
    said = workspace("seek", "penerima", "--period", "2025", "--reach", "90%")
    assert said.status == 0
    assert "Kabupaten Dua" in said.out
    document = workspace("seek", "penerima", "--period", "2025", "--reach", "90%", "--json").document
    check("seek", document)
    lacking = {one["result"]["key"]: one["lacking"] for one in document["entities"]}
    assert lacking == {"11.01": "1/40", "11.02": "1/2"}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("akip", "--reach", "Z"), "no category"),
        (("akip", "--reach", "120"), "outside the range"),
        (("akip", "--reach", "1,234.5"), "1234.5 (written “1,234.5”) lies outside"),
        (("bebas", "--reach", "1,000"), "1000 or 1?"),
        (("bebas", "--reach", "1.000"), "1 or 1000?"),
        (("bebas", "--reach", "-1.250"), "-1.25 or -1250?"),
        (("bebas", "--reach", "1.234"), "1.2340 or 1234?"),
        (("bebas", "--reach", "1.234", "--lang", "id"), "1,2340 atau 1234?"),
        (("akip", "--reach", "1/0"), "divides by zero"),
        (("akip", "--reach", "target"), "no target"),
        (("akip",), "best category"),
        (("akip", "--reach", "B", "--by", "entah"), "no input"),
        (("akip", "--reach", "B", "--limit", "0"), "--limit"),
        (("tidak_ada", "--reach", "B"), "no indicator"),
        (("penerima", "--key", "99", "--reach", "90%"), "has no 99"),
        (("terlayani", "--reach", "baik"), "no number"),
    ],
)
def test_a_question_that_makes_no_sense_is_told_how_to_mend_it(workspace, arguments, told):
    said = workspace("seek", arguments[0], "--period", "2025", *arguments[1:])
    assert (said.status, said.out) == (2, "")
    assert told in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    ("indicator", "text", "exact"),
    [
        ("bebas", "1.2340", "617/500"),
        ("bebas", "1,2340", "617/500"),
        ("bebas", "1.000.000", "1000000"),
        ("bebas", "-1.000,5", "-2001/2"),
        ("akip", "85.125", "681/8"),
        ("akip", "85,125", "681/8"),
        ("akip", "81,5", "163/2"),
        ("akip", "8150,5%", "16301/200"),
    ],
)
def test_a_figure_that_can_only_be_meant_so_is_not_asked(workspace, indicator, text, exact):
    document = workspace("seek", indicator, "--period", "2025", "--reach", text, "--json").document
    assert f"'{exact}'" in str(document), list(document.items())


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("width", ["80", "140"])
def test_no_line_is_wider_than_the_window(workspace, monkeypatch, width, language):
    monkeypatch.setenv("COLUMNS", width)
    for arguments in (("akip", "--reach", "B"), ("penerima", "--reach", "90%"), ("akip", "--reach", "100")):
        said = workspace("seek", *arguments[:1], "--period", "2025", *arguments[1:], "--lang", language)
        assert said.status == 0
        assert max(len(line) for line in said.out.splitlines()) <= int(width)


def test_reached_already(workspace):
    assert "Reached already" in workspace("seek", "akip", "--period", "2025", "--reach", "A").out
    assert workspace("seek", "akip", "--period", "2025", "--reach", "A", "--json").document["reached"] is True


def test_what_a_result_hangs_on(workspace):
    document = workspace("sensitivity", "akip", "--period", "2025", "--json").document
    check("sensitivity", document)
    first, second = document["weights"]  # of 90 and 80: more than 80 unless the first weighs nothing
    assert (first["lower"]["to"], first["lower"]["attained"], first["upper"]) == ("0", True, None)
    assert (second["lower"], second["upper"]["to"], second["exact"]) == (None, "1", True)
    assert document["below"] == {"category": "B", "label": "Baik", "distance": "6", "attained": True}
    assert [one["input"]["ref"] for one in document["inputs"]] == ['lke.nilai["rencana"]', 'lke.nilai["ukur"]']
    assert document["inputs"][0]["swing"] == "60"
    turn = document["turns"][0]
    assert (turn["input"]["ref"], turn["down"]["to"]["value"], turn["up"]) == ('lke.nilai["rencana"]', "80", None)
    said = workspace("sensitivity", "akip", "--period", "2025")
    assert said.status == 0
    assert "The pull of each input" in said.out


def test_what_is_missing_matters_by_how_much_it_leaves_open(workspace):
    document = workspace("sensitivity", "akip", "--period", "2024", "--json").document
    check("sensitivity", document)
    (gap,) = document["missing"]
    assert (gap["input"]["ref"], gap["now"], gap["removed"]) == ('lke.nilai["ukur"]', "40", "1")


def test_sensitivity_is_of_one_result(workspace):
    said = workspace("sensitivity", "penerima", "--period", "2025")
    assert (said.status, "--key" in said.err) == (2, True)
    document = workspace("sensitivity", "penerima", "--period", "2025", "--key", "11.01", "--json").document
    check("sensitivity", document)
    for language in ("id", "en"):
        assert workspace("sensitivity", "terlayani", "--period", "2025", "--lang", language).status == 0
    assert workspace("sensitivity", "akip", "--period", "2024..2025").status == 2


TWO = """
skala beban atas 0..60
  ringan 0 .. 14
  berat > 14 .. 60

sumber pasangan per tahun
  kolom x angka 0..30 digit 6 boleh kosong
  kolom y angka 0..30 digit 6 boleh kosong

indikator berdua
  satuan angka 0..60
  arah turun
  rumus pasangan.x + pasangan.y
  kategori beban
"""


def test_what_is_missing_keeps_its_direction_while_it_is_moved_back(workspace):
    """Two of them once took turns at standing at their lower end for ever, each seen from the other end then."""
    workspace.write("indicator_specs/berdua.iku", TWO)
    workspace.write("pasangan.csv", "tahun,x,y\n2024,,\n")
    assert workspace("import", "pasangan.csv").status == 0
    document = workspace("seek", "berdua", "--period", "2024", "--reach", "ringan", "--json").document
    check("seek", document)
    changes = document["alternatives"][0]["changes"]
    assert sum(Fraction(change["to"]["exact"]) for change in changes) == 14, "one step more of either is too much"


PEAK = """
sumber s per tahun
  kolom a angka 0..100
  kolom b angka 0..100 boleh kosong

indikator puncak
  satuan angka 0..150
  arah naik
  rumus s.a + minimum(s.b, 100 - s.b)
"""


def test_what_two_inputs_reach_together_is_not_called_unreachable(workspace):
    """Neither alone, nor both at an end of theirs: a = 95 with b = 50 comes to 145."""
    workspace.write("indicator_specs/akip.iku", SPEC + PEAK)
    workspace.write("fakta/s.csv", "tahun,a,b\n2025,10,\n")
    assert workspace("import", "fakta/s.csv").status == 0
    asked = ("puncak", "--period", "2025", "--reach", "140")
    assert workspace("seek", *asked, "--json").document["reachable"] is not False


def test_a_table_tells_what_of_each_entity_is_not_moved(workspace):
    more = """
indikator dinilai per daerah
  satuan persen 0%..200%
  arah naik
  himpunan tinggi = daerah yang espm.penerima > 50%
  rumus espm.penerima + banyaknya tinggi * 10%
"""
    workspace.write("indicator_specs/akip.iku", SPEC + more)
    asked = ("seek", "dinilai", "--period", "2025", "--reach", "150%")
    document = workspace(*asked, "--json").document
    check("seek", document)
    for one in document["entities"]:
        assert {kept["why"] for kept in one["unmoved"]} == {"set"}
    assert "not moved, as a set reads it as well (2): penerima · Kabupaten Satu, penerima · Kabupaten Dua" in (
        " ".join(workspace(*asked).out.split())
    )


@pytest.mark.parametrize("command", [("seek", "akip", "--reach", "B"), ("sensitivity", "akip")])
def test_what_would_be_tried_too_often_is_refused(workspace, monkeypatch, command):
    """Each input is tried, and each time all is worked out anew: neither alone says how much that is."""
    arguments = (*command, "--period", "2025")
    assert workspace(*arguments).status == 0
    _allow(monkeypatch, 60)
    said = workspace(*arguments)
    assert said.status == 2 and "takes more than 60 steps" in said.err, said


def test_what_is_tried_of_all_members_counts_together(workspace, monkeypatch):
    """Each member had steps of its own: 1,500 of them took minutes."""
    asked = ("seek", "penerima", "--period", "2025", "--reach", "99%")
    each = (("--key", "11.01"), ("--key", "11.02"))
    _allow(monkeypatch, 200)
    assert [workspace(*asked, *key).status for key in each] == [0, 0]
    said = workspace(*asked)
    assert said.status == 2 and "one member (--key)" in said.err, said


def _allow(monkeypatch, steps):
    monkeypatch.setitem(BUDGETS, "worked-untraced", replace(BUDGETS["worked-untraced"], most=steps))
    monkeypatch.setitem(BUDGETS, "tried-each", replace(BUDGETS["tried-each"], most=0))
