"""Many suppositions about facts are put into their world together: what each costs does not depend on how many rows there are."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_workspace import Workspace, workspace_in
from counted_calls import calls

from iku_dsl.budgets import most

SPEC = """dimension kab key kode
dimension opd key kode
  attribute nama text
source s per year, kab register
  column x number 0..
  column y number
  require y <= x because "y is at most x"
source t per year, opd register
  column x number 0..
indicator j
  unit number
  direction higher
  formula sum s.x + sum t.x
"""
FEW, MANY = 50, 250
EACH = 1_000  # calls: one that is put in alone takes ten times as many


@pytest.fixture
def workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Workspace:
    made = workspace_in(tmp_path, capsys, monkeypatch, IKU_CACHE="off", IKU_SPECS="a.iku", IKU_LANG="en")
    made.write("a.iku", SPEC)
    made.write("s.csv", "tahun,kab,x,y\n" + "".join(f"2025,K{i},{i * 7919 % 1009 + 10},1\n" for i in range(MANY)))
    made.write("opd.csv", "kode,nama\nA,Dinas A\nB,Dinas B\n")
    made.write("t.csv", "tahun,opd,x\n2025,A,3\n2025,B,4\n")
    for file in ("s.csv", "opd.csv", "t.csv"):
        assert made("import", file).status == 0
    return made


def supposing(workspace: Workspace, lines: list[str], *more: str) -> tuple[int, str, str]:
    workspace.write("w.txt", "".join(f"{line}\n" for line in lines))
    said = workspace("eval", "--period", "2025", "--no-trace", "--what-if-file", "w.txt", *more)
    return said.status, said.out, said.err


def figures(workspace: Workspace, lines: list[str]) -> str:
    status, out, err = supposing(workspace, lines)
    assert status == 0, err
    return next(line for line in out.splitlines() if line.startswith("j ")).split()[5]


@pytest.mark.few("other", "members")
@pytest.mark.parametrize(
    "line",
    [
        "s 2025 K{i} x = {i}",
        "s 2025 K{i} = absent",
        "s 2025 N{i} x = 5\ns 2025 N{i} y = 5",
        "opd N{i} nama = Dinas {i}",
    ],
    ids=["other", "gone", "new", "members"],
)
def test_each_supposition_more_costs_little(workspace: Workspace, line: str) -> None:
    def ask() -> None:
        assert supposing(workspace, lines)[0] == 0

    costs = []
    for count in (3, FEW, MANY):  # the first loads what is loaded once
        lines = [line.format(i=i) for i in range(1, count)]
        costs.append(calls(ask))
    assert costs[2] - costs[1] < EACH * (MANY - FEW)


def test_together_they_are_what_they_are_one_after_another(workspace: Workspace) -> None:
    was = {f"K{i}": i * 7919 % 1009 + 10 for i in range(MANY)}
    lines = [f"s 2025 K{i} = absent" for i in range(40, 60)] + [
        f"s 2025 N{i} {one} = 1" for i in range(30) for one in "xy"
    ]
    lines += ["s 2025 K1 x = 5000", "t 2025 A x = 13", "s 2025 K2 y = 2"]
    stay = sum(x for name, x in was.items() if name not in {"K1", *(f"K{i}" for i in range(40, 60))})
    assert figures(workspace, lines) == f"{stay + 30 + 5000 + 13 + 4}.00"


@pytest.mark.few("17")
@pytest.mark.parametrize("at", [0, 17, 98])
def test_of_those_that_are_refused_the_first_is_told(workspace: Workspace, at: int) -> None:
    lines = [f"s 2025 K{i} x = {i}" for i in range(10, 110)]
    lines[at], lines[99] = f"s 2025 K{at + 10} x = a{at}", "s 2025 K109 x = last"
    status, _, err = supposing(workspace, lines)
    assert status == 2 and f"x = a{at}: not a number" in err, err
    lines[at] = f"s 2025 K{at + 10} y = 5000"
    assert "y is at most x" in supposing(workspace, lines)[2]


def test_one_may_rest_on_those_before_it(workspace: Workspace) -> None:
    lines = [
        "t 2025 A x = 10",
        *(line for i in range(20) for line in (f"opd C{i} nama = Dinas C{i}", f"t 2025 C{i} x = 1")),
    ]
    assert supposing(workspace, lines)[0] == 0
    status, _, err = supposing(workspace, [lines[2], lines[1]])
    assert status == 2 and "C0" in err


def test_how_often_they_are_tried_is_limited(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("iku_engine.worlds.whatif.most", lambda name: 5 if name == "supposed" else most(name))
    lines = [f"s 2025 K{i} x = {i + 10}" for i in range(100)]
    assert supposing(workspace, lines)[0] == 0
    status, _, err = supposing(workspace, [*lines[:99], "s 2025 K99 x = a"])
    assert status == 2 and "most tries: 5" in err
