"""Categories that say one end alone, as regulations list them best first: `baik >= 70`, then `cukup >= 50`."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Sequence
from fractions import Fraction

from iku_dsl.interval import Interval
from iku_dsl.records import replace
from iku_dsl.statements import syntax as sx

Written = tuple[sx.Range | sx.Point, Interval]  # a range of a category as it stands there, and what it is alone
Ends = list[
    tuple[Fraction, bool]
]  # in their order; the bool orders those at one number: of starts the one without it is last


def up_to_the_better(categories: Sequence[Sequence[Written]]) -> Iterator[tuple[Interval, ...]]:
    """The intervals of each category: one with a lower end alone reaches up to where the nearest better one begins, and likewise down.

    Where no better one begins above it (or ends below it) it reaches to the end of the scale, and what has two ends is left as it is.
    """
    starts: Ends = []
    ends: Ends = []
    for category in categories:
        yield tuple(_met(written, alone, starts, ends) for written, alone in category)
        for written, alone in category:
            if alone.low is not None and (isinstance(written, sx.Point) or written.low is not None):
                insort(starts, (alone.low, alone.low_open))
            if alone.high is not None and (isinstance(written, sx.Point) or written.high is not None):
                insort(ends, (alone.high, not alone.high_open))


def _met(written: sx.Range | sx.Point, alone: Interval, starts: Ends, ends: Ends) -> Interval:
    """What is meant by one range of a category, beside where the better ones start and end."""
    if isinstance(written, sx.Point):
        return alone
    if written.high is None and alone.low is not None:
        above = bisect_right(starts, (alone.low, True))
        if above < len(starts) and (alone.high is None or starts[above][0] <= alone.high):
            start, without = starts[above]
            return replace(alone, high=start, high_open=not without)
    if written.low is None and alone.high is not None:
        below = bisect_left(ends, (alone.high, False))
        if below and (alone.low is None or ends[below - 1][0] >= alone.low):
            end, within = ends[below - 1]
            return replace(alone, low=end, low_open=within)
    return alone
