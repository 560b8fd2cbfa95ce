"""`python -m bench.beside.one PEER QUESTION STORE RUNS`: one peer, one question; loads, asks, asks again, and prints JSON.

Printed are the exact values as fractions, seconds of the processor for asking again, and how many of these came after the first answer.
What takes longer than `LONG` is not asked again: nothing that it reads or compiles is part of its first asking, which counts instead.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from statistics import median

from bench.beside.questions import Raw, values

LONG = 10


def main(peer: str, question: str, store: str, runs: int) -> None:
    """The first time counts only for the whole process."""
    made = import_module(f"bench.beside.{peer}").made(question, Path(store))
    seconds, raw = _timed(made)
    again = [_timed(made)[0] for _ in range(runs)] if seconds < LONG else []
    found = [str(value) for value in values(question, raw)]
    printed = {"values": found, "warm": median(again or [seconds]), "after": sum(again)}
    sys.stdout.write(json.dumps(printed))


def _timed(ask: Callable[[], Raw]) -> tuple[float, Raw]:
    started = time.process_time()
    found = ask()
    return time.process_time() - started, found


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
