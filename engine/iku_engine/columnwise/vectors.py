"""Columns of values: numbers as integers over one denominator, truths, texts; and the arithmetic of such columns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from math import lcm
from operator import add, mul, neg

from iku_dsl.records import record

Ints = Sequence[int] | None
LAST_DAY = date.max.toordinal()


@record
class Numbers:
    """Numbers (or days) in `parts` of one: the values, or where they lie if they are missing; None is an open end."""

    parts: int
    low: Ints
    high: Ints
    known: bool = True

    def over(self, parts: int) -> tuple[Ints, Ints]:
        """Both ends in finer parts."""
        factor = parts // self.parts
        if factor == 1:
            return self.low, self.high
        low = list(map(factor.__mul__, self.low)) if self.low is not None else None
        if self.high is self.low:
            return low, low
        return low, list(map(factor.__mul__, self.high)) if self.high is not None else None


@record
class Truths:
    """Truths, None where they are missing."""

    values: Sequence[bool | None]


@record
class Texts:
    """Texts, choices or members; None where they are missing."""

    values: Sequence[str] | None


Vector = Numbers | Truths | Texts


def exact(parts: int, values: Sequence[int]) -> Numbers:
    """Known numbers."""
    return Numbers(parts, values, values)


def scaled(numbers: Numbers, factor: Fraction) -> Numbers:
    """Numbers times one that is not 0; a negative one turns the ends round."""
    numerator = factor.numerator
    times = neg if numerator == -1 else numerator.__mul__
    low = numbers.low if numerator == 1 or numbers.low is None else list(map(times, numbers.low))
    if numbers.known:
        high = low
    else:
        high = numbers.high if numerator == 1 or numbers.high is None else list(map(times, numbers.high))
    low, high = (low, high) if numerator > 0 else (high, low)
    return Numbers(numbers.parts * factor.denominator, low, high, numbers.known)


def aligned(left: Numbers, right: Numbers) -> tuple[int, tuple[Ints, Ints], tuple[Ints, Ints]]:
    """Both over one denominator: it, and the ends of each."""
    parts = lcm(left.parts, right.parts)
    return parts, left.over(parts), right.over(parts)


def plus(left: Numbers, right: Numbers) -> Numbers:
    """The sum, row by row."""
    parts, (a, b), (c, d) = aligned(left, right)
    low = list(map(add, a, c)) if a is not None and c is not None else None
    if left.known and right.known:
        return Numbers(parts, low, low)
    return Numbers(parts, low, list(map(add, b, d)) if b is not None and d is not None else None, known=False)


def product(left: Numbers, right: Numbers) -> Numbers | None:
    """The product, row by row; None where what is missing has an open end, whose product depends on the sign of each row."""
    parts = left.parts * right.parts
    if left.low is None or left.high is None or right.low is None or right.high is None:
        return None
    if left.known and right.known:
        return exact(parts, list(map(mul, left.low, right.low)))
    corners = [list(map(mul, one, other)) for one in (left.low, left.high) for other in (right.low, right.high)]
    return Numbers(parts, list(map(min, *corners)), list(map(max, *corners)), known=False)


def moved(days: Numbers, by: Numbers) -> Numbers | None:
    """Days moved by whole numbers of days, or by as many as another day; None where one would leave the calendar."""
    if not (days.known and by.known):
        return Numbers(1, None, None, known=False)
    found = plus(days, by)
    assert found.low is not None
    if any(value % found.parts for value in found.low):
        return None
    whole = [value // found.parts for value in found.low]
    return exact(1, whole) if not whole or (min(whole) >= 1 and max(whole) <= LAST_DAY) else None
