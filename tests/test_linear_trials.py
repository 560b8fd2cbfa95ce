"""What `seek` and `sensitivity` try asks of the facts what is moved, and takes the rest from what was worked out: counted in calls."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from cli_workspace import Workspace, workspace_in
from counted_calls import calls

from iku_dsl.budgets import BUDGETS
from iku_engine.seek import counterfactual
from iku_engine.snapshot.snapshot import Snapshot

PLACES = ("--store", "sqlite:///s.db", "--specs", "specs")
SPEC = """\
dimension kab "Kabupaten" key kode

source s "S" per month, kab register
  column pagu money 0.. consolidate sum
  column nilai money 0..pagu consolidate sum

indicator serapan "Serapan"
  unit percent
  direction higher
  let P = sum s.pagu
  when P = 0 not applicable because "Tidak ada pagu"
  formula sum s.nilai / P * 100%
  target 2025 = 90%

indicator serapan_kab "Serapan kabupaten" per kab
  unit percent
  direction higher
  let P = sum s.pagu
  when P = 0 not applicable because "Tidak ada pagu"
  formula sum s.nilai / P * 100%
  target 2025 = 90%
"""


@pytest.fixture
def workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Workspace:
    return workspace_in(tmp_path, capsys, monkeypatch)


def asked(workspace: Workspace, members: int, command: str) -> int:
    """The calls of a command over twelve months of so many members."""
    workspace.write("specs/s.iku", SPEC)
    rows = [f"2025-{month:02d},{1101 + n},{9000 + n},{4000 + n}" for month in range(1, 13) for n in range(members)]
    workspace.write("s.csv", "\n".join(("bulan,kab,pagu,nilai", *rows)) + "\n")
    said = workspace("import", "s.csv", "--into", "s", *PLACES)
    assert said.status == 0, said
    found: list[int] = []
    count = calls(lambda: found.append(workspace(*command.split(), "--period", "2025", *PLACES).status))
    assert found == [0], command
    return count


@pytest.mark.few("seek serapan-6", "seek serapan_kab --key 1101-40")
@pytest.mark.parametrize(
    ("command", "most"),
    [("seek serapan", 6), ("sensitivity serapan", 2.4), ("seek serapan_kab --key 1101", 40)],
)
def test_what_is_tried_costs_what_it_moves_and_not_all_rows_again(
    workspace: Workspace, command: str, most: float
) -> None:
    """In evaluations of all rows, as many as there are."""
    once = asked(workspace, 100 if "kab" not in command else 10, "eval serapan --no-trace")
    took = calls(lambda: workspace(*command.split(), "--period", "2025", *PLACES))
    assert took < most * once


def test_a_table_that_takes_too_much_is_refused_after_its_first_entities(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(BUDGETS, "worked-untraced", replace(BUDGETS["worked-untraced"], most=20_000))
    monkeypatch.setitem(BUDGETS, "tried-each", replace(BUDGETS["tried-each"], most=0))
    monkeypatch.setattr(counterfactual, "FORESEEN", 500)
    asked(workspace, 20, "eval serapan --no-trace")
    spent: list[int] = []
    work_out = Snapshot.work_out
    monkeypatch.setattr(Snapshot, "work_out", lambda self, steps: (spent.append(steps), work_out(self, steps))[1])
    said = workspace("seek", "serapan_kab", "--period", "2025", *PLACES)
    assert said.status == 2 and "--key" in said.err, said
    assert sum(spent) < 10_000
