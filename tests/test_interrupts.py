"""Ctrl-C at any moment of a command: 130 and one plain sentence, which holds; the store is as before the step that was cut."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest
from cli_workspace import Workspace, workspace_in

from iku_cli import main
from iku_dsl.problem import say
from iku_engine.errors import StoreError
from iku_engine.long_work import WORK, stop_cleanly, undisturbed

START = (
    "import sys; import iku_cli.main as m; from iku_engine import long_work; long_work.stop_cleanly(); "
    "print('!', flush=True); m.run()"
)
SENTENCE = re.compile(
    r"Stopped; (nothing was written|what was done before is kept \(changes of the store: \d+, files: \d+\), nothing else was written)\."
)
ROWS = 6_000
AFTER = (0.0, 1.2)  # seconds from the start of the command to the interrupt


@pytest.fixture
def workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Workspace:
    made = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en")
    made.load()
    return made


@pytest.fixture
def large(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """One in which a command takes long enough to be cut."""
    made = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en")
    made.write("fakta/daerah.csv", "kode,nama\n" + "".join(f"{n:05},Kabupaten {n}\n" for n in range(ROWS)))
    made.write("fakta/espm.csv", "tahun,daerah,penerima\n" + "".join(f"2025,{n:05},{n % 100}%\n" for n in range(ROWS)))
    made.load()
    return made


def _hear_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _interrupted(folder: Path, after: float, *arguments: str) -> tuple[int, str]:
    """How a command ends, and what it says on stderr, when it is interrupted some time after its start."""
    process = subprocess.Popen(
        [sys.executable, "-c", START, *arguments], cwd=folder, env={**os.environ, "IKU_LANG": "en"}, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, preexec_fn=_hear_interrupts,
    )  # fmt: skip
    assert process.stdout is not None and process.stdout.readline() == "!\n"
    time.sleep(after)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    return process.returncode, said


COMMANDS = (
    ("import", "fakta/espm.csv", "--store", "sqlite:///new.db", "--yes"),
    ("import", "fakta/daerah.csv"),
    ("eval", "penerima", "--period", "2025", "--engine", "duckdb", "--no-trace"),
    ("eval", "--period", "2025"),
    ("runs", "verify"),
    ("check",),
    ("report", "--period", "2025", "--to", "r.html"),
)


def _try(folder: Path, random: Random) -> None:
    arguments = random.choice(COMMANDS)
    status, said = _interrupted(folder, random.uniform(*AFTER), *arguments)
    assert "Traceback" not in said and "bug of iku-engine" not in said, (arguments, said)
    if status == main.INTERRUPTED:
        assert SENTENCE.search(said.strip().splitlines()[-1]), (arguments, said)
    else:
        assert status in (0, 1, 2) and "Stopped" not in said, (
            arguments,
            status,
            said,
        )  # it was quicker, or had nothing to do


@pytest.mark.few("1")
@pytest.mark.parametrize("seed", range(3))
def test_any_moment(large: Workspace, seed: int):
    _try(large.folder, Random(seed))
    assert large("runs", "verify").status == 0


@pytest.mark.soak
def test_many_moments(large: Workspace, somewhere: int):
    seconds = float(os.environ.get("IKU_FUZZ_SECONDS", "120"))
    random, end = Random(somewhere), time.monotonic() + seconds
    while time.monotonic() < end:
        _try(large.folder, random)


def test_what_a_library_makes_of_an_interrupt_is_one(workspace: Workspace, monkeypatch: pytest.MonkeyPatch):
    """A driver, or SQLAlchemy in the middle of its bookkeeping, raises an error of its own."""
    for error in (
        StoreError(say("store-failed", store="x", detail="y")),
        RuntimeError("Query interrupted"),
        KeyboardInterrupt(),
    ):

        def cut(*_: object, error: BaseException = error, **__: object) -> None:
            WORK.stopped = True
            raise error

        monkeypatch.setattr("iku_cli.group.Root.main", cut)
        said = workspace("check")
        assert (said.status, said.err) == (130, "Stopped; nothing was written.\n")


def test_a_commit_is_not_cut_in_two(monkeypatch: pytest.MonkeyPatch):
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    stop_cleanly()
    done = []

    def step() -> None:
        with undisturbed():
            signal.raise_signal(signal.SIGINT)
            done.append("whole")

    try:
        with pytest.raises(KeyboardInterrupt):
            step()
        assert done == ["whole"] and WORK.stopped
    finally:
        signal.signal(signal.SIGINT, before)
        WORK.begin()


CORRECT = ("facts", "correct", "espm", "11.01", "--period", "2025", "penerima=7%", "--reason", "salah ketik")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize("error", ["stderr", "full"])
def test_an_answer_that_finds_no_room_says_what_is_kept(workspace: Workspace, error: str) -> None:
    """The correction is in the ledger before it is told; also where neither the answer nor the complaint finds room."""
    kept_back = {**os.environ, "IKU_LANG": "en", "PYTHONUNBUFFERED": ""}  # what is said waits in a buffer
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "iku_cli.main", *CORRECT], cwd=workspace.folder, env=kept_back, stdout=full,
            stderr=subprocess.PIPE if error == "stderr" else full, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 3
    if error == "stderr":
        assert done.stderr.splitlines() == [
            "error: the system refused: no space left",
            "What was done before is kept (changes of the store: 1, files: 0).",
        ]
    assert _kept(workspace)


@pytest.mark.few("1", "0")
@pytest.mark.parametrize("closed", [1, 2, 0])
def test_a_stream_that_is_closed_is_not_written_to(workspace: Workspace, closed: int) -> None:
    """Nor does the store, or another file that is opened, become the place where the answer goes."""
    done = subprocess.run(
        [sys.executable, "-m", "iku_cli.main", *CORRECT], cwd=workspace.folder, env={**os.environ, "IKU_LANG": "en"},
        capture_output=True, text=True, check=False, preexec_fn=lambda: os.close(closed),
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert _kept(workspace)


def _kept(workspace: Workspace) -> bool:
    """Whether the correction is there, in a store that is whole."""
    history = workspace("facts", "history", "espm", "11.01", "--period", "2025")
    return "salah ketik" in history.out and workspace("runs", "verify").status == 0
