"""`python -m bench.beside.one PEER QUESTION STORE RUNS`: one peer, one question; loads, asks, asks again, and prints JSON.

Printed are the exact values as fractions, seconds of the processor for each further time, and what the numbers came back as.
"""

from __future__ import annotations

import json
import sys
import time
from importlib import import_module
from pathlib import Path

from bench.beside.questions import values


def main(peer: str, question: str, store: str, runs: int) -> None:
    """The first time counts only for the whole process."""
    made = import_module(f"bench.beside.{peer}").made(question, Path(store))
    raw = made()
    times = []
    for _ in range(runs):
        started = time.process_time()
        made()
        times.append(time.process_time() - started)
    given = sorted({type(number).__name__ for number in raw})
    found = [str(value) for value in values(question, raw)]
    sys.stdout.write(json.dumps({"values": found, "warm": times, "given": given}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
