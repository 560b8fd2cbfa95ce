"""Times of whole commands and of functions: the median of several runs, after one that is not counted."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median


def surroundings(**more: str) -> dict[str, str]:
    """The environment of a measured process, which keeps compiled code as an installed one does."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | more


def command(arguments: Sequence[str], runs: int = 7, environment: dict[str, str] | None = None) -> float:
    """Seconds of the processor that a command takes as a whole process. Errors: `RuntimeError` where it fails."""
    return median([process(arguments, environment)[0] for _ in range(max(runs, 1) + 1)][1:])


def process(
    arguments: Sequence[str], environment: dict[str, str] | None = None, folder: Path | None = None
) -> tuple[float, float]:
    """Seconds of the processor and megabytes at most, of one process. Errors: `RuntimeError` where it fails."""
    quiet = subprocess.DEVNULL
    started = subprocess.Popen(arguments, cwd=folder, env=environment or surroundings(), stdout=quiet, stderr=quiet)
    _, status, used = os.wait4(started.pid, 0)
    started.returncode = os.waitstatus_to_exitcode(status)
    if started.returncode:
        raise RuntimeError(f"{' '.join(arguments)} ended with {started.returncode}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def consumed(arguments: Sequence[str], folder: Path) -> tuple[float, str]:
    """Seconds of the processor of one process and of what it started, and what it printed. Errors: `RuntimeError` where it fails."""
    before = os.times()
    done = subprocess.run(arguments, cwd=folder, env=surroundings(), capture_output=True, text=True, check=False)
    after = os.times()
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)} ended with {done.returncode}: {done.stderr[-2000:]}")
    taken = after.children_user - before.children_user + after.children_system - before.children_system
    return taken, done.stdout


def function(work: Callable[[], object], runs: int = 3) -> float:
    """Seconds that a call takes."""
    times = []
    for run in range(runs + 1):
        started = time.perf_counter()
        work()
        if run:
            times.append(time.perf_counter() - started)
    return median(times)


def least(work: Callable[[], object], runs: int = 3) -> float:
    """Seconds of the processor for a call, the least of several: others on the machine can only add to them."""
    return min(once(work) for _ in range(runs))


def once(work: Callable[[], object]) -> float:
    """Seconds of the processor for a single call, for what takes long: others on the machine do not count."""
    started = time.process_time()
    work()
    return time.process_time() - started


def show(name: str, ratio: float, of: str, detail: str) -> None:
    """One line: the ratio, what it compares, and the seconds behind it."""
    sys.stdout.write(f"{name:<28} {ratio:8.2f} ×  {of}  ({detail})\n")
    sys.stdout.flush()
