"""`trace --against`: another period, another day, a kept run; what differs comes first, and members that moved say why."""

from __future__ import annotations

import pytest
from cli_workspace import SPEC, workspace_in
from jsonschema import Draft202012Validator

from iku_cli.commands.tools import generated

SCHEMA = generated("against")
MORE = """
indikator baik
  satuan persen 0%..100%
  arah naik
  bila banyaknya espm = 0 tidak berlaku karena "kosong"
  himpunan bagus "Daerah di atas 45%" = espm yang penerima > 45%
  rumus banyaknya bagus / banyaknya espm * 100%
"""
FACTS = "tahun,daerah,penerima\n2024,11.01,40%\n2024,11.02,50%\n2025,11.01,60%\n2025,11.02,30%\n"


@pytest.fixture
def workspace(tmp_path, capsys, monkeypatch):
    made = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en", COLUMNS="120")
    made.write("indicator_specs/akip.iku", SPEC + MORE)
    made.write("fakta/espm.csv", FACTS)
    made.load()
    return made


def document(said):
    assert said.status == 0, said.err
    assert not list(Draft202012Validator(SCHEMA).iter_errors(said.document))
    return said.document


def test_another_period_shows_the_facts_that_differ(workspace):
    said = workspace("trace", "akip", "--period", "2025", "--against", "2024")
    assert said.status == 0, said.err
    differs = said.out.partition("What differs")[2].partition("Side by side")[0]
    assert "Pengukuran kinerja" in differs
    assert "lke.csv:4" in differs
    assert "Perencanaan" not in differs, "it is the same in both years"
    found = document(workspace("trace", "akip", "--period", "2025", "--against", "2024", "--json"))
    assert (found["from"], found["to"]) == ("2024", "2025")
    [only] = found["results"][0]["differences"]
    assert (only["from"]["state"], only["to"]["exact"], only["change"]) == ("missing", "80", None)


def test_members_that_moved_say_from_where_to_where_and_why(workspace):
    found = document(workspace("trace", "baik", "--period", "2025", "--against", "2024", "--json"))
    [only] = found["results"]
    assert only["change"] == "0", "one rose, one fell"
    [count] = [one for one in only["differences"] if one["members"]]
    moved = {one["key"][-1]: (one["from"]["group"], one["to"]["group"], one["reasons"]) for one in count["members"]}
    assert {key: places[:2] for key, places in moved.items()} == {
        "11.01": ("left-out", "counted"),
        "11.02": ("counted", "left-out"),
    }
    assert "30%" in moved["11.02"][2][0]
    facts = {one["key"][-1]: one["to"]["facts"][0]["row"] for one in count["members"]}
    assert facts == {"11.01": 4, "11.02": 5}
    said = workspace("trace", "baik", "--period", "2025", "--against", "2024")
    assert "left out → counted" in said.out
    assert "members that moved or changed: 2" in said.out


def test_a_kept_run_and_an_earlier_day_are_compared_with_now(workspace):
    kept = workspace("eval", "baik", "--period", "2025", "--json").document["run"]
    workspace.write("koreksi.csv", "tahun,daerah,penerima\n2025,11.02,90%\n")
    assert workspace("import", "koreksi.csv", "--into", "espm").status == 0
    workspace.write("indicator_specs/akip.iku", SPEC + MORE.replace("45%", "55%"))
    found = document(workspace("trace", "baik", "--period", "2025", "--against", f"run:{kept}", "--json"))
    [only] = found["results"]
    assert (only["from"]["exact"], only["to"]["exact"], only["change"]) == ("1/2", "1", "1/2")
    assert (found["from"], found["to"]) == (f"run #{kept}", "now")
    past = document(workspace("trace", "baik", "--period", "2025", "--against", "2000-01-01", "--json"))
    assert past["results"][0]["from"]["state"] == "missing"
    same = workspace("trace", "baik", "--period", "2025", "--against", "2025")
    assert "No number differs." in same.out


def test_an_entity_is_compared_with_itself(workspace):
    found = document(
        workspace("trace", "penerima", "--period", "2025", "--key", "11.01", "--against", "2024", "--json")
    )
    assert found["results"][0]["change"] == "1/5"
    assert found["results"][0]["key"] == ["11.01"]


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("--against", "kemarin"), 2, "run:12"),
        (("--against", "run:4711"), 2, "no run 4711"),
        (("--against", "2024-07"), 2, "2024-07"),
        (("--against", "-"), 2, "--against -"),
    ],
)
def test_nonsense_is_told(workspace, arguments, status, words):
    said = workspace("trace", "akip", "--period", "2025", *arguments)
    assert (said.status, words in said.err) == (status, True), said.err


def test_a_stretch_of_periods_is_not_compared(workspace):
    said = workspace("trace", "akip", "--period", "2024..2025", "--against", "2023")
    assert said.status == 2
    assert "2024..2025" in said.err


CORRECTED = """
indikator berversi "Nilai berversi"
  berlaku 2025..
  satuan nilai 0..100
  arah naik
  bobot komponen
    rencana 60% tercetak 50% karena "kartu salah cetak"
    ukur 40%
  rumus jumlah berbobot lke.nilai

indikator berversi "Nilai berversi"
  berlaku 2020..2024
  satuan nilai 0..100
  arah naik
  rumus rerata lke.nilai
"""


def test_a_trace_says_what_is_printed_and_which_versions_are_not_in_force(workspace):
    workspace.write("indicator_specs/berversi.iku", CORRECTED)
    said = workspace("trace", "berversi", "--period", "2025")
    assert "as printed  77.00 nilai with the figures as they are printed" in said.out, said
    assert "in force 2025..; other versions, not in force here: 2020..2024" in " ".join(said.out.split())
    found = workspace("trace", "berversi", "--period", "2025", "--json").document
    assert [(one["exact"], one["state"]) for one in found["printed"]] == [("77", "value")]
    assert found["results"][0]["exact"] == "86"
    assert "printed" not in workspace("trace", "berversi", "--period", "2025", "--as-printed", "--json").document


def test_one_member_is_found_wherever_it_is(workspace):
    said = workspace("trace", "baik", "--period", "2025", "--member", "11.02", "--member", "kabupaten satu")
    lines = [line for line in said.out.splitlines() if "Kabupaten" in line]
    assert any("Kabupaten Dua" in line and "espm.csv:5" in line for line in lines)
    assert any("Kabupaten Satu" in line for line in lines)
    only = workspace("trace", "baik", "--period", "2025", "--member", "11.02").out
    assert "Kabupaten Satu" not in only
    lost = workspace("trace", "baik", "--period", "2025", "--member", "99")
    assert lost.status == 2
    assert "99 is in no set that the trace of baik lists" in lost.err


def test_another_version_of_the_rule_names_what_each_side_reads(workspace):
    about = '  satuan nilai 0..100\n  arah naik\n  rumus lke.nilai["{}"]\n'
    head = '\nindikator ganti "Berganti"\n  berlaku {}\n'
    text = SPEC + head.format("..2024") + about.format("rencana") + head.format("2025..") + about.format("ukur")
    workspace.write("indicator_specs/akip.iku", text)
    said = workspace("trace", "ganti", "--period", "2025", "--against", "2024", "--lang", "en", "--json")
    assert said.status == 0
    (difference,) = said.document["results"][0]["differences"]
    assert (difference["from"]["text"], difference["to"]["text"]) == ('lke.nilai["rencana"]', 'lke.nilai["ukur"]')
    shown = workspace("trace", "ganti", "--period", "2025", "--against", "2024", "--lang", "en").out
    assert 'nilai · Perencanaan kinerja (lke.nilai["rencana"]) →' in shown
    assert "formula" in shown
