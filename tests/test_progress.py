"""What takes its time says how far it is: to whoever asks, and on a terminal as a bar; in a pipe nothing is heard of it."""

import sys
from pathlib import Path

import pytest
from cli_workspace import Workspace, workspace_in

from iku_dsl.checking.check import check
from iku_dsl.period import Period
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.exporting.package import write_package
from iku_engine.migrate.opening import open_store

LASTING = (
    ("import", "fakta/espm.csv"),
    ("eval", "--period", "2025"),
    ("report", "--period", "2025", "--to", "r.xlsx"),
    ("seek", "akip", "--period", "2025", "--reach", "86"),
    ("compare", "akip", "2024", "2025"),
    ("test", "--mutate"),
    ("facts", "export", "--to", "data"),
    ("runs", "verify"),
)


@pytest.fixture
def loaded(tmp_path: Path, capsys, monkeypatch) -> Workspace:
    workspace = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en")
    for name in ("daerah", "espm", "lke"):
        assert workspace("import", f"fakta/{name}.csv").status == 0
    return workspace


def test_an_evaluation_and_an_export_count_to_their_end(loaded):
    program = check([loaded.folder / "indicator_specs"]).program
    assert program is not None
    with open_store(f"sqlite:///{loaded.folder}/iku.db", program) as store:
        told: list[tuple[int, int]] = []
        period = Period(2025)
        found = evaluate(store, program, specs="", periods=[period], progress=lambda *at: told.append(at))
        assert told[0] == (0, len(found.results))
        assert told[-1] == (len(found.results), len(found.results))
        told.clear()
        written = write_package(store, program, (), loaded.folder / "data", "", lambda *at: told.append(at))
        rows = sum(one.rows for one in written.files)
        assert told[-1] == (rows, rows)
        assert told == sorted(told)


@pytest.mark.parametrize("command", LASTING, ids=" ".join)
def test_a_bar_is_drawn_on_a_terminal_and_never_elsewhere(loaded, command, monkeypatch):
    drawn: list[str] = []
    monkeypatch.setattr("rich.progress.Progress.start", lambda _: drawn.append("bar"))
    loaded(*command)
    assert drawn == []
    if command[1:] == ("export", "--to", "data"):
        command = (*command[:-1], "again")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    loaded(*command)
    assert drawn, command
