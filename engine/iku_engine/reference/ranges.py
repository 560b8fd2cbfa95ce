"""Where a number lies that is not known: its least and greatest value, both in it, None where there is no limit."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import floor

from iku_dsl.budgets import most

End = Fraction | None
Ends = tuple[End, End]
ANYWHERE: Ends = (None, None)
ZERO = Fraction(0)
FEW, DIGITS = 10**12, 10**30
LONGEST = most("bits-proof")
LARGEST = Fraction(2 ** (LONGEST - 4))
FINEST = Fraction(1, 2 ** (LONGEST * 3 // 4))


def around(ends: Ends) -> Ends:
    """Where a number lies whose ends are computed to 40 digits, and are exact where they have few: a little beyond the others."""
    low, high = ends
    return None if low is None else low - _off(low), None if high is None else high + _off(high)


def _off(end: Fraction) -> Fraction:
    return ZERO if end.denominator < FEW else max(Fraction(1), abs(end)) / DIGITS


def plus(left: Ends, right: Ends) -> Ends:
    """Of x + y."""
    low = None if left[0] is None or right[0] is None else left[0] + right[0]
    high = None if left[1] is None or right[1] is None else left[1] + right[1]
    return _short(low, high)


def _short(low: End, high: End) -> Ends:
    """The same, a little wider where an end has too many digits to go on with."""
    return _down(low), None if high is None else _up(high)


def _down(end: End) -> End:
    if end is None or max(end.numerator.bit_length(), end.denominator.bit_length()) <= LONGEST:
        return end
    if abs(end) >= LARGEST:
        return LARGEST if end > 0 else None
    return floor(end / FINEST) * FINEST


def _up(end: Fraction) -> End:
    below = _down(-end)
    return None if below is None else -below


def minus(operand: Ends) -> Ends:
    """Of −x."""
    low, high = operand
    return (None if high is None else -high), (None if low is None else -low)


def times(left: Ends, right: Ends) -> Ends:
    """Of x · y: the least and the greatest of the products of their ends, where nothing times 0 is more than 0."""
    products = [_product(a, b) for a in _far(left) for b in _far(right)]
    low, high = min(products), max(products)
    return _short(None if low[0] else low[1], None if high[0] else high[1])


def _far(ends: Ends) -> tuple[tuple[int, Fraction], tuple[int, Fraction]]:
    """Both ends as (−1, 0) for −∞, (0, x), (1, 0) for ∞: they compare as they should."""
    low, high = ends
    return (-1, ZERO) if low is None else (0, low), (1, ZERO) if high is None else (0, high)


def _product(left: tuple[int, Fraction], right: tuple[int, Fraction]) -> tuple[int, Fraction]:
    if left == (0, ZERO) or right == (0, ZERO):
        return 0, ZERO
    if not left[0] and not right[0]:
        return 0, left[1] * right[1]
    below = [infinite < 0 or value < 0 for infinite, value in (left, right)]
    return (-1 if below[0] != below[1] else 1), ZERO


def over(left: Ends, right: Ends) -> Ends:
    """Of x / y, for the y that are not 0."""
    return times(left, _reciprocal(right))


def _reciprocal(operand: Ends) -> Ends:
    low, high = operand
    if low is not None and low >= 0:
        if high == 0:
            return ANYWHERE
        return (ZERO if high is None else 1 / high), (None if low == 0 else 1 / low)
    if high is not None and high <= 0:
        return minus(_reciprocal(minus(operand)))
    return ANYWHERE


def size(operand: Ends) -> Ends:
    """Of |x|."""
    low, high = operand
    if low is not None and low >= 0:
        return operand
    if high is not None and high <= 0:
        return minus(operand)
    return ZERO, None if low is None or high is None else max(-low, high)


def raised(operand: Ends, exponent: int) -> Ends:
    """Of x to a whole power."""
    if exponent == 0:
        return Fraction(1), Fraction(1)
    if exponent < 0:
        return _reciprocal(raised(operand, -exponent))
    low, high = operand if exponent % 2 else size(operand)
    return (None if low is None else _often(low, exponent)[0]), (None if high is None else _often(high, exponent)[1])


def _often(number: Fraction, exponent: int) -> Ends:
    made: Ends = (Fraction(1), Fraction(1))
    for _ in range(exponent):
        made = times(made, (number, number))
    return made


def lesser(all_of: Sequence[Ends]) -> Ends:
    """Of the least of some numbers."""
    lows, highs = [low for low, _ in all_of], [high for _, high in all_of]
    return least(lows), min((high for high in highs if high is not None), default=None)


def greater(all_of: Sequence[Ends]) -> Ends:
    """Of the greatest of some numbers."""
    return minus(lesser([minus(one) for one in all_of]))


def together(all_of: Sequence[Ends]) -> Ends:
    """Of a number that is one of some numbers."""
    return least([low for low, _ in all_of]), greatest([high for _, high in all_of])


def least(lows: Sequence[End]) -> End:
    """The least of some lower ends."""
    known = [low for low in lows if low is not None]
    return min(known) if known and len(known) == len(lows) else None


def greatest(highs: Sequence[End]) -> End:
    """The greatest of some upper ends."""
    known = [high for high in highs if high is not None]
    return max(known) if known and len(known) == len(highs) else None


def within(operand: Ends, limits: Ends) -> Ends:
    """The part of a range in another one that meets it."""
    low = max((one for one in (operand[0], limits[0]) if one is not None), default=None)
    high = min((one for one in (operand[1], limits[1]) if one is not None), default=None)
    return low, high
