"""Where the value of a function lies, by where its arguments lie."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from iku_dsl import interval as iv
from iku_dsl.bounds import powers
from iku_dsl.bounds.linear import plain
from iku_dsl.bounds.sides import ZERO, fold
from iku_dsl.interval import EVERYTHING, Interval
from iku_dsl.period import Grain
from iku_dsl.program import expression as ex
from iku_dsl.rounding import rounded

_DAYS = {Grain.YEAR: (365, 366), Grain.SEMESTER: (181, 184), Grain.QUARTER: (90, 92), Grain.MONTH: (28, 31)}


def applied(expression: ex.Apply, ranges: list[Interval]) -> Interval:
    """The range of a function."""
    match expression.function:
        case ex.Function.ROUND:
            return _rounded(expression, ranges[0])
        case ex.Function.ABSOLUTE:
            return iv.absolute(ranges[0])
        case ex.Function.GOALPOST:
            return Interval(ZERO, Fraction(1))
        case ex.Function.MINIMUM:
            return fold(ranges, iv.lesser)
        case ex.Function.MAXIMUM:
            return fold(ranges, iv.greater)
        case ex.Function.AVERAGE:
            return iv.divide(fold(ranges, iv.add), iv.point(len(ranges)))
        case ex.Function.POWER:
            exponent = whole(expression.arguments[1])
            if exponent is not None:
                return iv.power(ranges[0], exponent)
            return powers.power(ranges[0])
        case ex.Function.ROOT:
            degree = whole(expression.arguments[1]) if len(expression.arguments) == 2 else 2
            return powers.root(ranges[0], degree) if degree is not None else powers.power(ranges[0])
        case ex.Function.LN:
            return powers.logarithm(ranges[0])


def _rounded(expression: ex.Apply, inner: Interval) -> Interval:
    """The rounded number; where the decimals are not written out there is no telling."""
    digits = 0
    if len(expression.arguments) == 2:
        second = plain(expression.arguments[1])
        if not isinstance(second, ex.Constant) or not isinstance(second.value, Fraction):
            return EVERYTHING
        digits = int(second.value)
    return monotone(inner, lambda number: rounded(number, digits, expression.half_even))


def monotone(inner: Interval, function: Callable[[Fraction], Fraction]) -> Interval:
    """Where the numbers of an interval lie after a function that never turns their order round, such as rounding."""
    return Interval(
        None if inner.low is None else function(inner.low), None if inner.high is None else function(inner.high)
    )


def calendar(expression: ex.CalendarDays) -> Interval:
    """How many days or months the calendar has in a period: known where it is one of a known grain."""
    grain = expression.shift.grain if expression.shift.move is ex.Move.CONTAINING else None
    if expression.months:
        low, high = (1, 12) if grain is None else (12 // grain.per_year, 12 // grain.per_year)
    else:
        low, high = (28, 366) if grain is None else _DAYS[grain]
    return Interval(Fraction(low), Fraction(high))


def whole(expression: ex.Expression) -> int | None:
    """The whole number that an exponent is, None for any other (or one too large to bother)."""
    found = plain(expression)
    if isinstance(found, ex.Constant) and isinstance(found.value, Fraction) and found.value.denominator == 1:
        return int(found.value) if abs(found.value) < 100 else None
    return None
