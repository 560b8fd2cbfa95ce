"""What `seek` and `sensitivity` try asks of the facts what is moved, and takes the rest from what was worked out: counted in calls."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_workspace import Workspace, workspace_in
from counted_calls import calls

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
