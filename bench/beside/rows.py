"""What the engines that decide one record at a time have in common: the host reads the rows, joined, and adds up what each comes to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from bench.beside.questions import INDEX, PERCENT, SET, TOGETHER, Raw, opened

Record = dict[str, int]
ROSE = "p1 * 8 + m1 * 2 > p0 * 8 + m0 * 2"
KINDS: tuple[Callable[[int], str], ...] = (
    lambda n: f"p > {n * PERCENT} ? 1 : 0",
    lambda n: f"m >= {n * PERCENT} && p >= {(100 - n) * PERCENT} ? 1 : 0",
    lambda n: f"p * 4 + m + {5 * n * PERCENT}",
    lambda n: f"p < {(n + 20) * PERCENT} ? m : 0",
    lambda n: f"p - {n * PERCENT}",
)


def expressions(question: str) -> dict[str, str]:
    """What is asked of each record, by name, in the words that CEL and ZEN share (`&&` but for ZEN's `and`)."""
    return {"i0": ROSE} if question == "spm" else {f"i{n}": KINDS[n % 5](n) for n in range(SET)}


def records(question: str, store: Path) -> list[Record]:
    """The joined rows of a region each."""
    connection = opened(store)
    if question == "spm":
        rows = connection.execute(TOGETHER)
        return [{"p1": p1, "m1": m1, "p0": p0, "m0": m0} for p1, m1, p0, m0 in rows]
    return [{"p": p, "m": m} for _, p, m in connection.execute(INDEX.format(year=2023))]


def adding(question: str, given: list[Record], decide: Callable[[Record], Mapping[str, object]]) -> Callable[[], Raw]:
    """Asks for each record, and adds up: counts and sums, of each fifth indicator the greatest."""
    if question == "spm":
        return lambda: [sum(bool(decide(record)["i0"]) for record in given), len(given)]

    def ask() -> Raw:
        totals = [0] * SET
        for place, record in enumerate(given):
            found = decide(record)
            for n in range(SET):
                one = int(found[f"i{n}"])  # type: ignore[call-overload]
                totals[n] = max(totals[n], one) if place and n % 5 == 4 else totals[n] + one
        return [*totals, len(given)]

    return ask
