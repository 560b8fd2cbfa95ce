"""`eval --cross-check`: what agrees is told, and a wrong evaluation is found where it went wrong."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from cli_workspace import SPEC, Workspace, workspace_in

from iku_cli.commands.evaluate import CHECKERS
from iku_dsl import interval as iv
from iku_dsl.budgets import BUDGETS
from iku_dsl.types import Operator
from iku_engine.arithmetic import nodes as arithmetic
from iku_engine.calculate import logic, weights
from iku_engine.engines.duck import Duck
from iku_engine.engines.registry import NAMES
from iku_engine.evaluating import evaluate
from iku_engine.reference import cross_check
from iku_engine.snapshot.snapshot import Snapshot

RANKED = """
indikator urutan "Urutan" per daerah
  satuan persen 0%..100%
  arah naik
  target 2025 = 50%
  rumus espm.penerima
  peringkat tertinggi dahulu
"""


@pytest.fixture
def workspace(tmp_path, capsys, monkeypatch):
    made = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en")
    made.write("indicator_specs/akip.iku", SPEC + RANKED)
    made.load()
    return made


def runs(workspace: Workspace) -> int:
    return len(workspace("runs", "list", "--json").document["runs"])


def test_what_agrees_is_told_beside_the_results(workspace):
    said = workspace("eval", "--period", "2024..2025", "--cross-check")
    assert said.status == 0
    assert "Cross-check: results that agree with the reference evaluator: 14." in said.err
    named = workspace("eval", "akip", "--period", "2025", "--cross-check", "reference", "--lang", "id")
    assert named.status == 0
    assert "Pemeriksaan silang: 1 hasil cocok dengan evaluator acuan." in named.err
    assert "Cross-check" not in workspace("eval", "--period", "2025").err


def test_what_is_missing_is_filled_in_so_often_and_it_is_said(workspace, monkeypatch):
    """Each completion works out all anew: 300 members of 20 columns took 54 seconds, 2,000 had no end."""
    asked = ("eval", "urutan", "akip", "--period", "2024", "--cross-check")
    filled, made = [], cross_check._in
    monkeypatch.setattr(cross_check, "_in", lambda *given: filled.append(given) or made(*given))
    said = workspace(*asked)
    often = len(filled)
    assert (said.status, "not tried for all" in said.err, often > 2) == (0, False, True), said
    monkeypatch.setitem(BUDGETS, "completed", replace(BUDGETS["completed"], most=1))
    said = workspace(*asked)
    assert (said.status, "not tried for all" in said.err, len(filled) - often) == (0, True, 1), said
    assert "agree with the reference evaluator" in said.err


def test_an_earlier_day_is_held_against_what_was_known_then(workspace):
    workspace.write("koreksi.csv", "tahun,daerah,penerima\n2025,11.01,10%\n")
    before = workspace("eval", "--period", "2025", "--json").document
    assert workspace("import", "koreksi.csv", "--into", "espm").status == 0
    said = workspace("eval", "--period", "2025", "--as-of", "2000-01-01", "--cross-check")
    assert (said.status, "agree" in said.err) == (0, True)
    after = workspace("eval", "--period", "2025", "--cross-check", "--json")
    assert after.status == 0
    assert after.document["results"] != before["results"]


PARENTS = """
dimensi provinsi "Provinsi" kunci kode
  atribut nama teks

dimensi kota "Kota" kunci kode
  atribut provinsi provinsi boleh kosong

indikator kota_provinsi "Kota" per provinsi
  satuan angka
  arah naik
  rumus banyaknya kota
"""


def test_whose_parent_is_missing_may_be_below_any_also_to_the_reference(workspace):
    workspace.write("indicator_specs/akip.iku", SPEC + PARENTS)
    workspace.write("fakta/provinsi.csv", "kode,nama\n11,Satu\n12,Dua\n")
    workspace.write("fakta/kota.csv", "kode,provinsi\n11.01,11\n12.01,\n")
    assert workspace("import", "fakta/provinsi.csv", "fakta/kota.csv").status == 0
    said = workspace("eval", "kota_provinsi", "--period", "2025", "--cross-check", "--json")
    bounds = [(result["bounds"]["low"], result["bounds"]["high"]) for result in said.document["results"]]
    assert (said.status, bounds) == (0, [("1", "2"), ("0", "1")])


def test_only_an_engine_that_there_is_can_check(workspace):
    said = workspace("eval", "--period", "2025", "--cross-check", "oracle")
    assert said.status == 2
    assert "--cross-check" in said.err
    assert "reference" in said.err


def test_a_wrong_operation_is_found_at_its_own_node(workspace, monkeypatch):
    divide = arithmetic.divide

    def wrong(expression, left, right):
        made = divide(expression, left, right)
        return made if made.value is None else replace(made, value=made.value + Fraction(1, 1000))

    monkeypatch.setattr(arithmetic, "divide", wrong)
    kept = runs(workspace)
    said = workspace("eval", "--period", "2025", "--cross-check")
    assert (said.status, said.out) == (3, "")
    assert "pembagian (2025, 11.01): espm.penerima / 2: " in said.err
    assert "the evaluation has 877/2000, the reference evaluator 7/16." in said.err
    assert runs(workspace) == kept
    indonesian = workspace("eval", "--period", "2025", "--cross-check", "--lang", "id")
    assert "evaluasi memperoleh 877/2000, evaluator acuan 7/16." in indonesian.err
    assert workspace("eval", "--period", "2025").status == 0


def test_a_wrong_range_of_what_is_missing_is_found(workspace, monkeypatch):
    monkeypatch.setattr(weights.iv, "multiply", lambda left, right: iv.point(left.high * right.low / 2))
    said = workspace("eval", "akip", "--period", "2024", "--cross-check")
    assert said.status == 3
    assert "akip (2024): bounds: the evaluation has missing 74..74, the reference evaluator 54." in said.err


def test_a_comparison_that_is_wrongly_decided_is_found(workspace, monkeypatch):
    compare = logic.compare
    flipped = {Operator.MORE: Operator.AT_MOST}
    monkeypatch.setattr(logic, "compare", lambda operator, *rest: compare(flipped.get(operator, operator), *rest))
    said = workspace("eval", "pembagian", "--period", "2025", "--cross-check")
    assert said.status == 3
    assert "espm.penerima > 50%: the evaluation has no, the reference evaluator yes." in said.err


def test_a_wrong_rank_is_found(workspace, monkeypatch):
    ranked = evaluate._ranked

    def wrong(run, indicator, results):
        return [replace(one, rank=one.rank and one.rank + 1) for one in ranked(run, indicator, results)]

    monkeypatch.setattr(evaluate, "_ranked", wrong)
    said = workspace("eval", "urutan", "--period", "2025", "--cross-check")
    assert said.status == 3
    assert "urutan (2025, 11.01): rank: the evaluation has 2, the reference evaluator 1." in said.err


def test_a_fact_that_is_read_wrongly_is_found_at_its_column(workspace, monkeypatch):
    row = Snapshot.row

    def wrong(self, relation, period, keys):
        found = row(self, relation, period, keys)
        if found is None or relation.name != "lke" or keys != ("ukur",):
            return found
        return replace(found, values={**found.values, "nilai": 81_000_000})

    monkeypatch.setattr(Snapshot, "row", wrong)
    said = workspace("eval", "akip", "--period", "2025", "--cross-check")
    assert said.status == 3
    assert "akip (2025): jumlah berbobot lke.nilai: the evaluation has 432/5, the reference evaluator 86." in said.err


def test_another_engine_is_held_to_every_node(workspace):
    assert CHECKERS[1:] == NAMES
    said = workspace("eval", "--period", "2024..2025", "--depth", "all", "--cross-check", "duckdb")
    assert said.status == 0, said.err
    assert "Cross-check: results that agree with engine duckdb: 14." in said.err
    turned = workspace("eval", "--period", "2025", "--engine", "duckdb", "--cross-check", "sqlite", "--lang", "id")
    assert "cocok dengan mesin sqlite" in turned.err
    same = workspace("eval", "--period", "2025", "--cross-check", "sqlite")
    assert same.status == 2
    assert "name another: reference, postgresql, duckdb, spark" in same.err
    elsewhere = workspace("eval", "--period", "2025", "--cross-check", "postgresql")
    assert (elsewhere.status, "sqlite" in elsewhere.err) == (2, True)


def test_an_engine_that_loses_a_digit_is_found_at_the_node(workspace, monkeypatch):
    before, right = runs(workspace), Duck.rows

    def wrong(self, query):
        return [tuple(cell - 1 if cell == 90_000_000 else cell for cell in row) for row in right(self, query)]

    monkeypatch.setattr(Duck, "rows", wrong)
    said = workspace("eval", "akip", "--period", "2025", "--cross-check", "duckdb")
    assert said.status == 3
    assert "akip (2025): lke.nilai: the evaluation has 90, engine duckdb 89999999/1000000." in said.err
    assert runs(workspace) == before
