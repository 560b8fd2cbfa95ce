"""Comparisons on intervals: what a condition leaves of one, what one decides of a condition, sums of several."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from iku_dsl import interval as iv
from iku_dsl.interval import Interval
from iku_dsl.operators import Operator

ZERO = Fraction(0)

OPPOSITE = {
    Operator.LESS: Operator.AT_LEAST,
    Operator.AT_LEAST: Operator.LESS,
    Operator.MORE: Operator.AT_MOST,
    Operator.AT_MOST: Operator.MORE,
    Operator.EQUAL: Operator.NOT_EQUAL,
    Operator.NOT_EQUAL: Operator.EQUAL,
}
FLIPPED = {
    Operator.LESS: Operator.MORE,
    Operator.MORE: Operator.LESS,
    Operator.AT_MOST: Operator.AT_LEAST,
    Operator.AT_LEAST: Operator.AT_MOST,
    Operator.EQUAL: Operator.EQUAL,
    Operator.NOT_EQUAL: Operator.NOT_EQUAL,
}


def narrow(interval: Interval, operator: Operator, bound: Fraction, *, whole: bool) -> Interval | None:
    """The part of an interval on one side of a number, None where there is none; whole numbers move to the next one."""
    match operator:
        case Operator.LESS:
            limit = Interval(None, Fraction(-((-bound) // 1) - 1)) if whole else Interval(None, bound, False, True)
        case Operator.AT_MOST:
            limit = Interval(None, Fraction(bound // 1)) if whole else Interval(None, bound)
        case Operator.MORE:
            limit = Interval(Fraction(bound // 1 + 1), None) if whole else Interval(bound, None, True)
        case Operator.AT_LEAST:
            limit = Interval(Fraction(-((-bound) // 1)), None) if whole else Interval(bound, None)
        case Operator.EQUAL:
            limit = iv.point(bound)
        case _:
            if interval.low == bound and not interval.low_open:
                limit = Interval(bound + 1, None) if whole else Interval(bound, None, True)
            elif interval.high == bound and not interval.high_open:
                limit = Interval(None, bound - 1) if whole else Interval(None, bound, False, True)
            else:
                return interval
    return interval.meets(limit)


def sign_decides(operator: Operator, difference: Interval) -> bool | None:
    """What the interval of left − right decides of a comparison."""
    zero = iv.point(0)
    if operator is Operator.EQUAL:
        return True if difference == zero else (None if difference.meets(zero) is not None else False)
    if operator is Operator.NOT_EQUAL:
        return False if difference == zero else (None if difference.meets(zero) is not None else True)
    holds = narrow(difference, operator, ZERO, whole=False)
    fails = narrow(difference, OPPOSITE[operator], ZERO, whole=False)
    if holds is None:
        return False
    return True if fails is None else None


def positive(interval: Interval) -> bool:
    """Whether an interval holds only numbers above 0."""
    return interval.low is not None and (interval.low > 0 or (interval.low == 0 and interval.low_open))


def several(operand: Interval, most: Fraction | None) -> Interval:
    """The sum of any number of values, at most so many; of none it is 0."""
    low = ZERO if operand.low is not None and operand.low >= 0 else None
    high = ZERO if operand.high is not None and operand.high <= 0 else None
    if most is not None:
        if low is None and operand.low is not None:
            low = operand.low * most
        if high is None and operand.high is not None:
            high = operand.high * most
    return Interval(low, high)


def lower(first: Interval, second: Interval) -> Interval:
    """Of two intervals that bound one number from above the better."""
    if first.high is None or second.high is None:
        return first if second.high is None else second
    return min(first, second, key=lambda interval: (interval.high, not interval.high_open))


def terms(operand: Interval, least: int, most: int | None) -> Interval:
    """The sum of so many values at least, and (None: without limit) at most; of none it is 0."""
    if most is not None and most <= 1 <= least:
        return operand
    low = _end(operand.low, least, most)
    high = _end(-operand.high if operand.high is not None else None, least, most)
    strict = least > 0
    return Interval(
        low,
        -high if high is not None else None,
        strict and low is not None and operand.low_open,
        strict and high is not None and operand.high_open,
    )


def _end(low: Fraction | None, least: int, most: int | None) -> Fraction | None:
    """The least sum of values that are at least `low`."""
    if low is None:
        return None
    if low >= 0:
        return low * least
    return low * most if most is not None else None


def fold(ranges: list[Interval], combine: Callable[[Interval, Interval], Interval]) -> Interval:
    """Intervals combined one after another."""
    result = ranges[0]
    for item in ranges[1:]:
        result = combine(result, item)
    return result
