"""Processes that work at a store, as many at once as a test likes; see `kill_worker.py`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

Job = list[object]


class Workers:
    """Started once; every process is a fork of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers = count(1)
        self.process = subprocess.Popen(
            [sys.executable, Path(__file__).with_name("kill_worker.py")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.outs: dict[int, Path] = {}

    def start(self, url: str, jobs: list[Job], point: str | None = None) -> int:
        """The id of a process that does jobs in order."""
        out = self.folder / f"out-{next(self.numbers)}.jsonl"
        pid = self._ask({"url": url, "jobs": jobs, "point": point, "out": str(out)})
        self.outs[pid] = out
        return pid

    def wait(self, pid: int) -> tuple[int, list[tuple[Job, list[object]]]]:
        """How a process ended (minus the signal that killed it), and the jobs that it reported with what came of them."""
        code = self._ask({"wait": pid})
        out = self.outs.pop(pid)
        lines = out.read_text(encoding="utf-8").splitlines() if out.exists() else []
        return code, [tuple(json.loads(line)) for line in lines]

    def _ask(self, request: dict[str, object]) -> int:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())


@contextmanager
def workers(folder: Path) -> Iterator[Workers]:
    made = Workers(folder)
    try:
        yield made
    finally:
        assert made.process.stdin is not None
        assert made.process.stdout is not None
        made.process.stdin.close()
        made.process.wait(timeout=20)
        made.process.stdout.close()


@pytest.fixture(scope="session")  # of `conftest.py`: one for the tests of all modules
def hands(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workers]:
    with workers(tmp_path_factory.mktemp("hands")) as made:
        yield made
