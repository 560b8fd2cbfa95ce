"""`eval --watch` as its user runs it: in a process of its own, until interrupted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_workspace import SPEC, workspace_in

PATIENCE = 60  # seconds that nobody should need


@pytest.fixture
def workspace(tmp_path, capsys, monkeypatch):
    made = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en")
    made.load()
    return made


def _hear_interrupts() -> None:
    """Who is started in the background, as on a build server, ignores them from the start."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Watched:
    """A running watch, and what it has written so far."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.file = (folder / "shown.txt").open("w+", encoding="utf-8")
        command = [sys.executable, "-m", "iku_cli.main", "eval", "akip", "--period", "2025", "--watch", *arguments]
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            stdout=self.file,
            stderr=subprocess.STDOUT,
            env=environment,
            preexec_fn=_hear_interrupts,
        )

    @property
    def shown(self) -> str:
        return Path(self.file.name).read_text(encoding="utf-8")

    def until(self, *words: str) -> str:
        """What is shown once all words are in it."""
        end = time.monotonic() + PATIENCE
        while not all(word in self.shown for word in words):
            assert time.monotonic() < end, self.shown
            assert self.process.poll() is None, self.shown
            time.sleep(0.05)
        return self.shown

    def interrupt(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)


@pytest.fixture
def watched(workspace) -> Iterator[Watched]:
    made = Watched(workspace.folder, "--no-trace")
    yield made
    made.process.kill()
    made.process.wait()
    made.file.close()


def test_a_saved_spec_and_a_new_fact_show_what_changed(workspace, watched):
    before = len(workspace("runs", "list", "--json").document["runs"])
    watched.until("Watching specs and facts", "86.00")
    workspace.write(
        "indicator_specs/akip.iku", SPEC.replace("rencana 60%", "rencana 50%").replace("ukur 40%", "ukur 50%")
    )
    shown = watched.until("specs changed", "85.00")
    assert "-1.00" in shown
    workspace.write("indicator_specs/akip.iku", SPEC.replace("jumlah berbobot", "jumlah terbobot"))
    watched.until("The specs have errors")
    workspace.write("indicator_specs/akip.iku", SPEC)
    workspace.write("koreksi.csv", "tahun,komponen,nilai\n2025,ukur,70\n")
    assert workspace("import", "koreksi.csv", "--into", "lke").status == 0
    shown = watched.until("facts changed", "82.00")
    assert "Traceback" not in shown
    assert watched.interrupt() == 0
    assert len(workspace("runs", "list", "--json").document["runs"]) == before, "nothing of it is kept"


@pytest.mark.parametrize(
    ("arguments", "option"),
    [(("--as-of", "2025-01-01"), "--as-of"), (("--what-if", "x = 1"), "--what-if"), (("--explain",), "--explain")],
)
def test_what_a_watch_cannot_do_is_said(workspace, arguments, option):
    said = workspace("eval", "akip", "--period", "2025", "--watch", *arguments)
    assert said.status == 2
    assert f"--watch cannot go with {option}" in said.err
