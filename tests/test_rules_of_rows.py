"""What the rules of sources take, of whatever rows they are asked: counted in statements and steps, and refused where it is too much."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import large_specs as large
import pytest
from cli_workspace import Workspace, workspace_in
from counted_calls import calls

from iku_dsl import cache
from iku_dsl.budgets import BUDGETS
from iku_engine.calculate import Calculation, counting, sets
from iku_engine.calculate.elements import Elements
from iku_engine.rules import rules_beside as ruled
from iku_engine.sql.sets import SetQueries
from iku_engine.testing.testing import ITSELF

SOURCES = """dimensi d kunci kode
sumber b per tahun, d register
  kolom y angka 0..10
sumber s per tahun, d register
  kolom x angka 0..10
"""
SUM = "jumlah b.y atas (b yang y > {i}/100_000)"
RULES = {
    "sums": f"syarat x <= 100 - ({SUM})",
    "checks": f"periksa x <= 100 - ({SUM})",
    "cells": "syarat x <= b.y + {j}/100_000",
    "numbers of rows": "syarat x <= 100 - (banyaknya (b yang y > {i}/100_000))",
}
ALONE = "syarat x <= 11 - (banyaknya (d yang b.y > {i}/100_000))"  # which nothing but a statement for each tells
YEARS = range(2020, 2024)
TEST = 'uji "a" untuk i pada 2020\n  diberi b: tahun, d, y\n{rows}  diberi s: tahun, d, x\n{rows}  harap nilai = 10\n'


def spec(rule: str, count: int) -> str:
    return SOURCES + large.each(f'  {rule} karena "z"\n', count) + large.indicator("rumus jumlah s.x")


@pytest.fixture
def workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Workspace:
    made = workspace_in(tmp_path, capsys, monkeypatch, IKU_CACHE="off", IKU_SPECS="s.iku", IKU_LANG="en")
    for name, column in (("b", "y"), ("s", "x")):
        made.write(
            f"{name}.csv", f"tahun,d,{column}\n" + "".join(f"{year},{key},5\n" for year in YEARS for key in "pq")
        )
    return made


@pytest.fixture
def lower(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Lowers budgets for one test."""

    def lowered(**most: int) -> None:
        for name, limit in most.items():
            key = name.replace("_", "-")
            monkeypatch.setitem(BUDGETS, key, replace(BUDGETS[key], most=limit))

    return lowered


def taken_in(workspace: Workspace, store: str, name: str) -> None:
    said = workspace("import", f"{name}.csv", "--into", name, "--store", f"sqlite:///{store}.db")
    assert said.status == 0, said.err


@pytest.mark.diagonal
@pytest.mark.parametrize("kind", RULES)
@pytest.mark.parametrize("first", ["b", "s"])
def test_rules_that_read_the_same_rows_share_what_is_read(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, kind: str, first: str
) -> None:
    """Also where the rows that they read come after those that keep them, and have to be held against these."""
    asked: list[int] = []
    made: list[object] = []
    for of, name in ((SetQueries, "__init__"), (ruled, "ruled")):
        plain = getattr(of, name)
        monkeypatch.setattr(of, name, lambda *given, plain=plain, **more: made.append(1) or plain(*given, **more))
    for count in (3, 30):
        workspace.write("s.iku", spec(RULES[kind], count))
        made.clear()
        for name in (first, "s" if first == "b" else "b"):
            taken_in(workspace, f"{first}{count}", name)
        assert workspace("facts", "list", "s", "--store", f"sqlite:///{first}{count}.db").status == 0
        asked.append(len(made))
    assert asked == [0, 0]


@pytest.mark.parametrize("kind", ["sums", "cells", "numbers of rows"])
def test_ten_times_the_rules_take_ten_times_the_work(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.delenv("IKU_CACHE")  # a spec is proven once
    monkeypatch.setenv("XDG_CACHE_HOME", str(workspace.folder / "cache"))
    monkeypatch.setattr(cache, "_folder", cache._folder.__wrapped__)
    counted = []
    for count in (3, 5, 15, 105):  # the first loads and makes what is made once
        workspace.write("s.iku", spec(RULES[kind], count))
        taken_in(workspace, str(count), "b")
        counted.append(calls(lambda count=count: taken_in(workspace, str(count), "s")))
    none, few, many = counted[1:]
    assert few - none > 10_000, "the calls are counted"
    assert many - none < (few - none) * 10.3, "what five take is no part of it, so that fewer show as much"


def test_no_row_is_looked_at_again_for_what_it_brings_no_change_to(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows that name a member anew are none of the rows that a set of another source has."""
    from iku_engine.rules import rules_beside

    workspace.write("s.iku", spec(RULES["sums"], 3))
    taken_in(workspace, "s", "b")
    asked: list[object] = []
    plain = rules_beside._broken_by
    monkeypatch.setattr(rules_beside, "_broken_by", lambda *given: asked.append(given[2].name) or plain(*given))
    taken_in(workspace, "s", "s")
    assert asked == []
    taken_in(workspace, "s", "b")
    workspace.write("b.csv", "tahun,d,y\n2021,p,6\n")
    taken_in(workspace, "s", "b")
    assert asked == ["s"]


def test_little_is_held_of_rules_that_need_statements(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "MOST_SETS", 7)
    held: list[int] = []
    plain = counting.elements_of

    def elements_of(run: Calculation, *given: object) -> Elements:
        found = plain(run, *given)  # type: ignore[arg-type]
        held.append(len(run.elements))
        return found

    for module in (counting, sets):
        monkeypatch.setattr(module, "elements_of", elements_of)
    workspace.write("s.iku", spec(ALONE, 20))
    for name in "bs":
        taken_in(workspace, "s", name)
    assert max(held) == 7


COMMANDS = {
    "import": ("import", "s.csv", "--into", "s"),
    "correct": ("facts", "correct", "s", "p", "--period", "2020", "x=6", "--reason", "r"),
    "list": ("facts", "list", "s"),
    "test": ("test", "s.iku"),
    "eval": ("eval", "i", "--period", "2020", "--no-trace"),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_rules_that_take_too_much_are_refused_with_what_mends_it(
    workspace: Workspace, lower: Callable[..., None], command: str
) -> None:
    given = "".join(f"    {year}, {key}, 5\n" for year in YEARS for key in "pq")
    kind = "syarat" if command == "test" else "periksa"  # of which tests tell nothing
    text = spec(ALONE.replace("syarat", kind), 30)
    text += TEST.format(rows=given) if command == "test" else ""
    workspace.write("s.iku", text)
    taken_in(workspace, "s", "b")
    if command in ("correct", "list"):
        taken_in(workspace, "s", "s")
    if command == "eval":
        workspace.write("iku.toml", 'specs = "s.iku"\n[files]\ns = "s.csv"\n')
    before = ITSELF + len(text) // 2 if command == "test" else 0  # the rules are asked
    lower(ruled=300, worked_untraced=before + 300, worked_each=1)
    said = workspace(*COMMANDS[command], "--store", "sqlite:///s.db")
    assert said.status != 0
    told = said.out + said.err
    assert "the rules of the source “s”" in told
    assert "fewer rows or periods at once" in told
    assert "--years" not in told


def test_rows_of_facts_account_for_what_their_rules_take(workspace: Workspace, lower: Callable[..., None]) -> None:
    """Those that come as well as those that are there."""
    workspace.write("s.iku", spec(RULES["cells"], 30))
    taken_in(workspace, "s", "b")
    lower(ruled=0, worked_each=40)
    taken_in(workspace, "s", "s")
    lower(worked_each=1)
    workspace.write("s.csv", "tahun,d,x\n2020,p,4\n")
    assert "fewer rows" in workspace("import", "s.csv", "--into", "s", "--store", "sqlite:///s.db").err
