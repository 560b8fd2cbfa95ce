"""Exact intervals of rationals with open, closed and infinite ends: the arithmetic of every proof and of every bound."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import product

from iku_dsl.budgets import most
from iku_dsl.records import record

Number = Fraction | int
LONGEST = most("bits-proof")  # binary digits of an end
_HALF = LONGEST // 2
_LONG = LONGEST // 4  # an end that was rounded is longer


@record
class Interval:
    """All numbers between two ends; None is an infinite end (which is open). An empty interval is never made: see `make`."""

    low: Fraction | None = None
    high: Fraction | None = None
    low_open: bool = False
    high_open: bool = False

    def __contains__(self, value: object) -> bool:
        if not isinstance(value, Fraction | int):
            return False
        above = self.low is None or value > self.low or (value == self.low and not self.low_open)
        below = self.high is None or value < self.high or (value == self.high and not self.high_open)
        return above and below

    @property
    def is_point(self) -> bool:
        """Whether it holds exactly one number."""
        return self.low is not None and self.low == self.high

    def within(self, other: Interval) -> bool:
        """Whether every number of this interval lies in the other."""
        return _low_key(self) >= _low_key(other) and _high_key(self) <= _high_key(other)

    def meets(self, other: Interval) -> Interval | None:
        """What both hold, or None."""
        low = max(_low_end(self), _low_end(other), key=_low_end_key)
        high = min(_high_end(self), _high_end(other), key=_high_end_key)
        return make(low[0], high[0], low[1], high[1])

    def hull(self, other: Interval) -> Interval:
        """The least interval that holds both."""
        low = min(_low_end(self), _low_end(other), key=_low_end_key)
        high = max(_high_end(self), _high_end(other), key=_high_end_key)
        return Interval(low[0], high[0], low[1], high[1])

    def sample(self) -> Fraction:
        """Some number of the interval: its closed end if it has one, else a round number near the middle."""
        if self.low is not None and not self.low_open:
            return self.low
        if self.high is not None and not self.high_open:
            return self.high
        if self.low is None:
            return Fraction(0) if self.high is None or self.high > 0 else self.high - 1
        if self.high is None:
            return self.low + 1
        return (self.low + self.high) / 2


EVERYTHING = Interval()
ZERO = Fraction(0)


def point(value: Number) -> Interval:
    """The interval of one number."""
    return Interval(Fraction(value), Fraction(value))


def make(
    low: Fraction | None, high: Fraction | None, low_open: bool = False, high_open: bool = False
) -> Interval | None:
    """An interval, or None where it would hold nothing."""
    low_open, high_open = low_open and low is not None, high_open and high is not None
    if low is not None and high is not None and (low > high or (low == high and (low_open or high_open))):
        return None
    return Interval(low, high, low_open, high_open)


End = tuple[Fraction | None, bool]


def _low_end(interval: Interval) -> End:
    return interval.low, interval.low_open


def _high_end(interval: Interval) -> End:
    return interval.high, interval.high_open


def _low_end_key(end: End) -> tuple[int, Fraction, int]:
    value, is_open = end
    return (0, ZERO, 0) if value is None else (1, value, int(is_open))


def _high_end_key(end: End) -> tuple[int, Fraction, int]:
    value, is_open = end
    return (1, ZERO, 0) if value is None else (0, value, -int(is_open))


def _low_key(interval: Interval) -> tuple[int, Fraction, int]:
    return _low_end_key(_low_end(interval))


def _high_key(interval: Interval) -> tuple[int, Fraction, int]:
    return _high_end_key(_high_end(interval))


# ---- arithmetic


def add(left: Interval, right: Interval) -> Interval:
    """x + y."""
    low = None if left.low is None or right.low is None else left.low + right.low
    high = None if left.high is None or right.high is None else left.high + right.high
    return within_bits(
        Interval(
            low,
            high,
            low is not None and (left.low_open or right.low_open),
            high is not None and (left.high_open or right.high_open),
        )
    )


def negate(operand: Interval) -> Interval:
    """-x."""
    low = None if operand.high is None else -operand.high
    high = None if operand.low is None else -operand.low
    return Interval(low, high, operand.high_open, operand.low_open)


def subtract(left: Interval, right: Interval) -> Interval:
    """x - y."""
    return add(left, negate(right))


@record
class _Corner:
    """A product of two ends: a sign times infinity, or a number, and whether it is reached."""

    infinite: int
    value: Fraction
    is_open: bool


def _ends(interval: Interval) -> tuple[_Corner, _Corner]:
    low = _Corner(-1, ZERO, True) if interval.low is None else _Corner(0, interval.low, interval.low_open)
    high = _Corner(1, ZERO, True) if interval.high is None else _Corner(0, interval.high, interval.high_open)
    return low, high


def _times(left: _Corner, right: _Corner) -> _Corner:
    signs = _sign(left) * _sign(right)
    if signs == 0:
        # zero times an end that is not reached, even infinity, is reached if the zero is
        zero_reached = (_sign(left) == 0 and not left.is_open) or (_sign(right) == 0 and not right.is_open)
        return _Corner(0, ZERO, not zero_reached)
    if left.infinite or right.infinite:
        return _Corner(signs, ZERO, True)
    return _Corner(0, left.value * right.value, left.is_open or right.is_open)


def _sign(corner: _Corner) -> int:
    if corner.infinite:
        return corner.infinite
    return (corner.value.numerator > 0) - (corner.value.numerator < 0)


def multiply(left: Interval, right: Interval) -> Interval:
    """x · y, for independent x and y."""
    for one, other in ((left, right), (right, left)):
        if one.low is not None and one.low == one.high:
            return scale(other, one.low) if one.low else point(ZERO)
    corners = [_times(a, b) for a, b in product(_ends(left), _ends(right))]
    low = min(corners, key=lambda c: (c.infinite, c.value, c.is_open))
    high = max(corners, key=lambda c: (c.infinite, c.value, not c.is_open))
    return within_bits(
        Interval(
            None if low.infinite else low.value,
            None if high.infinite else high.value,
            not low.infinite and low.is_open,
            not high.infinite and high.is_open,
        )
    )


def scale(operand: Interval, factor: Fraction) -> Interval:
    """A multiple of x, by a number that is not 0."""
    low = None if operand.low is None else operand.low * factor
    high = None if operand.high is None else operand.high * factor
    if factor.numerator > 0:
        return within_bits(
            Interval(low, high, low is not None and operand.low_open, high is not None and operand.high_open)
        )
    return within_bits(
        Interval(high, low, high is not None and operand.high_open, low is not None and operand.low_open)
    )


def within_bits(found: Interval) -> Interval:
    """The same with ends that are short enough to go on with: those that are not are rounded outwards, so that it is still true."""
    low, high = found.low, found.high
    if not _too_long(low) and not _too_long(high):
        return found
    low, high = (_outwards(low, -1), _outwards(high, 1))
    return Interval(
        low,
        high,
        found.low_open if low == found.low else low is not None,
        found.high_open if high == found.high else high is not None,
    )


def was_rounded(found: Interval) -> bool:
    """Whether an end may be one that was rounded: as long as no other is that people or their figures make."""
    return any(end is not None and _bits(end) > _LONG for end in (found.low, found.high))


def _bits(end: Fraction) -> int:
    return max(end.numerator.bit_length(), end.denominator.bit_length())


def _too_long(end: Fraction | None) -> bool:
    return end is not None and _bits(end) > LONGEST


def _outwards(end: Fraction | None, sign: int) -> Fraction | None:
    """An end that is too long, further down (-1) or up (1) by less than the last of its first digits; None beyond the longest.

    Its numerator is odd, so that it is no shorter than those digits.
    """
    if end is None or not _too_long(end):
        return end
    size = end.numerator.bit_length() - end.denominator.bit_length()
    if size >= LONGEST - 2:
        return None if (end > 0) == (sign > 0) else Fraction(-sign * ((1 << LONGEST - 3) - 1))
    shift = min(max(_HALF - size, 0), LONGEST - 2)
    further = -((-sign * end.numerator << shift) // end.denominator)  # of an end upwards, at least the end
    return Fraction(sign * (further | 1), 1 << shift)


def reciprocal(operand: Interval) -> Interval:
    """1 / x, for the x that are not 0; everything where x may have either sign."""
    if operand.low is not None and (operand.low > 0 or (operand.low == 0)):
        low = None if operand.high is None else (None if operand.high == 0 else 1 / operand.high)
        if operand.high is None:
            return Interval(ZERO, None if operand.low == 0 else 1 / operand.low, True, operand.low_open)
        return Interval(
            low, None if operand.low == 0 else 1 / operand.low, operand.high_open, operand.low_open and operand.low != 0
        )
    if operand.high is not None and operand.high <= 0:
        return negate(reciprocal(negate(operand)))
    return EVERYTHING


def divide(left: Interval, right: Interval) -> Interval:
    """x / y, for the y that are not 0."""
    return multiply(left, reciprocal(right))


def power(base: Interval, exponent: int) -> Interval:
    """x to a whole power."""
    if exponent == 0:
        return point(1)
    if exponent < 0:
        return reciprocal(power(base, -exponent))
    if exponent % 2 == 0:
        base = absolute(base)
    low = None if base.low is None else _raised(point(base.low), exponent).low
    high = None if base.high is None else _raised(point(base.high), exponent).high
    return Interval(low, high, low is not None and base.low_open, high is not None and base.high_open)


def _raised(number: Interval, exponent: int) -> Interval:
    """A number to a power, between ends that are short enough, by squares."""
    made = point(1)
    while exponent:
        if exponent % 2:
            made = multiply(made, number)
        exponent //= 2
        number = multiply(number, number) if exponent else number
    return made


def absolute(operand: Interval) -> Interval:
    """|x|."""
    if operand.low is not None and operand.low >= 0:
        return operand
    if operand.high is not None and operand.high <= 0:
        return negate(operand)
    flipped = negate(operand)
    high = max(_high_end(operand), _high_end(flipped), key=_high_end_key)
    return Interval(ZERO, high[0], False, high[1])


def lesser(left: Interval, right: Interval) -> Interval:
    """The smaller of x and y."""
    low = min(_low_end(left), _low_end(right), key=_low_end_key)
    high = min(_high_end(left), _high_end(right), key=_high_end_key)
    return Interval(low[0], high[0], low[1], high[1])


def greater(left: Interval, right: Interval) -> Interval:
    """The larger of x and y."""
    return negate(lesser(negate(left), negate(right)))


def hull(intervals: Iterable[Interval]) -> Interval | None:
    """The least interval that holds all, None of none."""
    result: Interval | None = None
    for interval in intervals:
        result = interval if result is None else result.hull(interval)
    return result


def gaps(domain: Interval, covered: Iterable[Interval]) -> tuple[Interval, ...]:
    """What of a domain no interval covers, in order."""
    found: list[Interval] = []
    rest: Interval | None = domain
    for interval in sorted(covered, key=_low_key):
        if rest is None:
            break
        common = rest.meets(interval)
        if common is None:
            continue
        before = None if common.low is None else make(rest.low, common.low, rest.low_open, not common.low_open)
        if before is not None:
            found.append(before)
        rest = None if common.high is None else make(common.high, rest.high, not common.high_open, rest.high_open)
    if rest is not None:
        found.append(rest)
    return tuple(found)
