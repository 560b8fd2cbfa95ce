"""`facts uses`: from the line of a file, or from its keys, to every result that rests on the fact, and back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cli_workspace import SPEC, workspace_in
from test_cli_documents import check

from iku_dsl.budgets import BUDGETS

MORE = """
indikator baik
  satuan persen 0%..100%
  arah naik
  bila banyaknya espm = 0 tidak berlaku karena "kosong"
  himpunan bagus "Daerah yang lebih baik" = espm yang penerima > penerima[tahun lalu]
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


def used(workspace, *arguments):
    said = workspace("facts", "uses", *arguments, "--json")
    assert said.status == 0, said.err
    check("facts-uses", said.document)
    return [
        (one["indicator"], one["period"], one["key"], one["group"])
        for fact in said.document["facts"]
        for one in fact["uses"]
    ]


def test_a_line_of_a_file_leads_to_every_result_that_rests_on_it(workspace):
    """The fact of 2024 is in results of that year, and in those of the year after that compare with it."""
    found = used(workspace, "--at", "espm.csv:2")
    assert ("penerima", "2024", "11.01", None) in found
    assert ("pembagian", "2024", "11.01", None) in found
    assert ("baik", "2025", None, "counted") in found
    assert not [one for one in found if one[2] == "11.02"]
    assert used(workspace, "--at", "fakta/espm.csv:5") == used(workspace, "espm", "11.02", "--period", "2025")


def test_each_use_is_found_again_in_its_trace(workspace):
    for line in (2, 3, 4, 5):
        for indicator, period, key, _ in used(workspace, "--at", f"espm.csv:{line}"):
            more = ("--key", key) if key is not None else ()
            trace = workspace("trace", indicator, "--period", period, *more, "--depth", "all", "--json")
            rows = [fact["row"] for fact in _facts(trace.document["results"][0]) if fact["source"] == "espm"]
            assert line in rows


def _facts(part):
    if isinstance(part, list):
        for one in part:
            yield from _facts(one)
    elif isinstance(part, dict):
        if "sha256" in part and "row" in part:
            yield part
        for one in part.values():
            yield from _facts(one)


def test_a_corrected_fact_is_used_no_more_but_its_correction_is(workspace):
    said = workspace(
        "facts", "correct", "espm", "11.01", "--period", "2025", "penerima=70%", "--reason", "typing error"
    )
    assert said.status == 0, said.err
    found = used(workspace, "espm", "11.01", "--period", "2025")
    assert ("penerima", "2025", "11.01", None) in found
    shown = workspace("facts", "uses", "espm", "11.01", "--period", "2025")
    assert "70.00%" in shown.out


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        ((), 2, "--at FILE:LINE"),
        (("espm", "11.01", "--at", "espm.csv:2"), 2, "not both"),
        (("--at", "espm.csv"), 2, "espm.csv:"),
        (("--at", "espm.csv:0"), 2, "no fact came from line 0"),
        (("--at", "none.csv:2"), 2, "none.csv was ever imported"),
        (("espm", "11.01", "--period", "1999"), 2, "1999"),
        (("espm",), 2, "espm"),
        (("nosuch", "11.01"), 2, "nosuch"),
    ],
)
def test_nonsense_is_told(workspace, arguments, status, words):
    said = workspace("facts", "uses", *arguments)
    assert (said.status, words in said.err) == (status, True), said.err


def test_a_fact_that_nothing_reads(workspace):
    workspace.write("indicator_specs/lain.iku", "sumber lain per tahun, daerah\n  kolom angkanya angka 0..9\n")
    workspace.write("fakta/lain.csv", "tahun,daerah,angkanya\n2025,11.01,4\n")
    assert workspace("import", "fakta/lain.csv").status == 0
    said = workspace("facts", "uses", "lain", "11.01", "--period", "2025")
    assert "No result rests on this fact." in said.out
    assert workspace("facts", "uses", "daerah", "11.01").out.count("Kabupaten Satu") > 1


BELOW = """
indikator bagian
  satuan angka 0..100
  arah naik
  himpunan semua = daerah yang ada espm
  himpunan tinggi = semua yang espm.penerima >= 50%
  bila banyaknya semua = 0 tidak berlaku karena "kosong"
  rumus banyaknya tinggi / banyaknya semua

indikator ganda
  satuan angka 0..200
  arah naik
  rumus bagian * 2
"""


def test_a_result_rests_on_what_the_results_below_it_rest_on(workspace):
    """The trace of `ganda` lists no member of the sets of `bagian`."""
    workspace.write("indicator_specs/ganda.iku", BELOW)
    found = {(name, period) for name, period, _, _ in used(workspace, "--at", "espm.csv:2")}
    assert {("bagian", "2024"), ("ganda", "2024")} <= found
    assert ("ganda", "2025") not in found


def test_years_that_nobody_looked_at_are_told(workspace):
    """Between facts far apart results may rest on the fact, too: what is taken from the last known period reaches on."""
    workspace.write("fakta/espm.csv", "tahun,daerah,penerima\n1985,11.01,40%\n1985,11.02,50%\n")
    assert workspace("import", "fakta/espm.csv").status == 0
    said = workspace("facts", "uses", "espm", "11.01", "--period", "1985", "--json")
    check("facts-uses", said.document)
    (fact,) = said.document["facts"]
    assert {one["period"] for one in fact["uses"]} == {"1985"}
    (note,) = fact["notes"]
    assert note.startswith("the years 1996..2013 were not evaluated")
    assert "1996..2013" in workspace("facts", "uses", "espm", "11.01", "--period", "1985").out


def test_what_each_period_may_take_all_of_them_together_may_take_more_often(workspace, monkeypatch):
    """`eval` of each year is let through, and so is what looks into all of them."""
    monkeypatch.setattr("iku_engine.facts.uses.ROWS", 1)
    reading = ("penerima", "pembagian", "baik")
    monkeypatch.setitem(BUDGETS, "worked-each", replace(BUDGETS["worked-each"], most=0))
    for most in range(20, 2_000, 20):
        monkeypatch.setitem(BUDGETS, "worked", replace(BUDGETS["worked"], most=most))
        if all(workspace("eval", *reading, "--period", str(year)).status == 0 for year in (2024, 2025, 2026)):
            break
    assert most < 1_000
    assert used(workspace, "--at", "espm.csv:2")
