"""`python -m bench [NAME…]`: runs the benchmarks, or those named."""

from __future__ import annotations

import sys

from bench import bound, checking, engines, evaluating, importing, starting

BENCHMARKS = {
    "starting": starting.run,
    "checking": checking.run,
    "importing": importing.run,
    "evaluating": evaluating.run,
    "bound": bound.run,
    "engines": engines.run,
}


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        sys.stderr.write(f"unknown: {', '.join(unknown)}; there are: {', '.join(BENCHMARKS)}\n")
        return 2
    for name in names or BENCHMARKS:
        BENCHMARKS[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
