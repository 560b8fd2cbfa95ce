"""`python -m bench [NAME…]`: runs the benchmarks, or those named."""

from __future__ import annotations

import sys
from importlib import import_module

BENCHMARKS = (
    "starting",
    "checking",
    "importing",
    "evaluating",
    "verifying",
    "memory",
    "seeking",
    "bound",
    "engines",
    "analysis",
    "differential",
    "reporting",
    "peers",
)


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        sys.stderr.write(f"unknown: {', '.join(unknown)}; there are: {', '.join(BENCHMARKS)}\n")
        return 2
    for name in names or BENCHMARKS:
        import_module(f"bench.{name}").run()  # each alone: what this process holds counts for those that it measures
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
