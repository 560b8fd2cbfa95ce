"""Functions: the range of each from the ranges of its arguments, and its exact value in a small world.

Roots, real powers and logarithms lie exactly where they are rational, else between two decimals a hair apart. A value is exact or not
computed at all; the errors say why there is none.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Context, Decimal
from fractions import Fraction

from iku_dsl import interval as iv
from iku_dsl.bounds.linear import ZERO, plain
from iku_dsl.functions import PLAIN
from iku_dsl.interval import EVERYTHING, LONGEST, Interval
from iku_dsl.period import Grain
from iku_dsl.program import expression as ex
from iku_dsl.rounding import rounded
from iku_dsl.types import Mean, Operator, Statistic, choice_places

DIGITS = Context(prec=40)
HAIR = Fraction(1, 10**25)  # more than what any of it is computed or rounded wrong by, relative to the number
LARGEST = 10**30


def power(base: Interval) -> Interval:
    """A real power: above 0 of a number above 0, not below it of one that is not."""
    if base.low is None or base.low < 0:
        return EVERYTHING
    return Interval(Fraction(0), None, low_open=base.low > 0 or base.low_open)


def root(base: Interval, degree: int) -> Interval:
    """The root of a number that is not below 0, which grows with it; of another there is no telling."""
    if base.low is None or base.low < 0 or degree < 1:
        return power(base)
    low, high = _root(base.low, degree), _root(base.high, degree) if base.high is not None else None
    return Interval(
        low.low, high.high if high is not None else None, base.low_open, high is not None and base.high_open
    )


def logarithm(base: Interval) -> Interval:
    """The natural logarithm, which grows with the number; of 0 it has no lower end."""
    low = _logarithm(base.low).low if base.low is not None and base.low > 0 else None
    high = _logarithm(base.high).high if base.high is not None and base.high > 0 else None
    return Interval(low, high)


def _root(number: Fraction, degree: int) -> Interval:
    if number == 0:
        return Interval(Fraction(0), Fraction(0))
    if number > LARGEST:
        return Interval(Fraction(1), number)
    exponent = DIGITS.divide(Decimal(1), Decimal(degree))
    found = Fraction(DIGITS.exp(DIGITS.multiply(exponent, DIGITS.ln(_decimal(number)))))
    near = found.limit_denominator(10**9)
    if near**degree == number:
        return Interval(near, near)
    return _around(found)


def _logarithm(number: Fraction) -> Interval:
    return Interval(Fraction(0), Fraction(0)) if number == 1 else _around(Fraction(DIGITS.ln(_decimal(number))))


def _around(found: Fraction) -> Interval:
    hair = HAIR * max(abs(found), Fraction(1))
    return Interval(found - hair, found + hair)


def _decimal(number: Fraction) -> Decimal:
    return DIGITS.divide(Decimal(number.numerator), Decimal(number.denominator))


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
        case ex.Plain():
            return PLAIN[expression.function].range(ranges)
        case ex.Function.POWER:
            exponent = whole(expression.arguments[1])
            if exponent is not None:
                return iv.power(ranges[0], exponent)
            return power(ranges[0])
        case ex.Function.ROOT:
            degree = whole(expression.arguments[1]) if len(expression.arguments) == 2 else 2
            return root(ranges[0], degree) if degree is not None else power(ranges[0])
        case ex.Function.LN:
            return logarithm(ranges[0])


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


Value = Fraction | bool | str | date
Division = ex.Arithmetic | ex.Aggregated | ex.Apply
"""Where something is divided: a quotient, an average by weights (by their sum), a `goalpost` (by what lies between its ends)."""
Fallible = Division | ex.OfList | ex.Weighted | ex.WeightedIndicators
"""What can fail: a division, a root, a logarithm, a geometric or harmonic average."""


class UndefinedError(Exception):
    """This world has no value there."""


class MissingError(UndefinedError):
    """There is no row, or no period, to read."""


class DividedByZeroError(Exception):
    """A division by zero; `expression` is the one."""

    def __init__(self, expression: Fallible) -> None:
        super().__init__(expression.text)
        self.expression = expression


class NoValueError(DividedByZeroError):
    """A root or geometric average of a number below 0, a logarithm or harmonic average of one that is not above it."""


def calculated(expression: ex.Arithmetic, left: Value, right: Value) -> Value:
    """A sum, difference, product, quotient or power. Errors: as of `applied`."""
    if isinstance(left, date):
        if isinstance(right, date):
            return Fraction((left - right).days)
        if not isinstance(right, Fraction):
            raise UndefinedError
        if right.denominator != 1:
            raise NoValueError(expression)
        return _moved(left, int(right) if expression.operator is Operator.ADD else -int(right))
    if not isinstance(left, Fraction) or not isinstance(right, Fraction):
        raise UndefinedError
    match expression.operator:
        case Operator.ADD:
            return _short(left + right)
        case Operator.SUBTRACT:
            return _short(left - right)
        case Operator.MULTIPLY:
            return _short(left * right)
        case Operator.DIVIDE:
            if right == 0:
                raise DividedByZeroError(expression)
            return _short(left / right)
        case _:
            return _raised(expression, left, right)


def _moved(day: date, days: int) -> date:
    """Another day. Errors: `UndefinedError` for one beyond the calendar."""
    if not 1 <= day.toordinal() + days <= date.max.toordinal():
        raise UndefinedError
    return date.fromordinal(day.toordinal() + days)


def compared(expression: ex.Comparison, left: Value, right: Value) -> bool:
    """Whether two values compare so; ordered choices by their order."""
    order = expression.left.type.choices if expression.left.type.ordered else expression.right.type.choices
    if (
        isinstance(left, str)
        and isinstance(right, str)
        and expression.operator not in (Operator.EQUAL, Operator.NOT_EQUAL)
    ):
        left, right = Fraction(-choice_places(order)[left]), Fraction(-choice_places(order)[right])
    match expression.operator:
        case Operator.EQUAL:
            return left == right
        case Operator.NOT_EQUAL:
            return left != right
        case Operator.LESS:
            return left < right  # type: ignore[operator]
        case Operator.AT_MOST:
            return left <= right  # type: ignore[operator]
        case Operator.MORE:
            return left > right  # type: ignore[operator]
        case _:
            return left >= right  # type: ignore[operator]


def computed(expression: ex.Apply, numbers: list[Fraction]) -> Fraction:
    """The value of a function. Errors: `DividedByZeroError`, `NoValueError`, `UndefinedError` for what is not computed here."""
    match expression.function:
        case ex.Function.ABSOLUTE:
            return abs(numbers[0])
        case ex.Plain():
            return _short(PLAIN[expression.function].value(numbers))
        case ex.Function.GOALPOST:
            x, a, b = numbers
            if a == b:
                raise DividedByZeroError(expression)
            return _short(min(Fraction(1), max(Fraction(0), (x - a) / (b - a))))
        case ex.Function.POWER:
            return _raised(expression, *numbers)
        case ex.Function.ROUND:
            return rounded(numbers[0], int(numbers[1]) if len(numbers) == 2 else 0, expression.half_even)
        case ex.Function.ROOT | ex.Function.LN:
            raise _unrooted(expression, numbers)


def weighed(expression: ex.Aggregated, numbers: list[Fraction], weights: list[Fraction]) -> Fraction:
    """A sum or an average by weights. Errors: `DividedByZeroError` where they sum to zero, `UndefinedError` where there are none."""
    total = sum((n * w for n, w in zip(numbers, weights, strict=True)), Fraction(0))
    if expression.statistic is Statistic.SUM:
        return _short(total)
    if sum(weights) == 0 and weights:
        raise DividedByZeroError(expression)
    if not weights:
        raise UndefinedError
    return _short(total / sum(weights))


def _short(number: Fraction) -> Fraction:
    """A number as it is. Errors: `UndefinedError` for one so long that a search would take minutes, and nobody would read its witness."""
    if max(number.numerator.bit_length(), number.denominator.bit_length()) > LONGEST:
        raise UndefinedError
    return number


def _raised(expression: ex.Arithmetic | ex.Apply, base: Fraction, exponent: Fraction) -> Fraction:
    if base == 0 and exponent < 0:
        raise DividedByZeroError(expression)
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if exponent.denominator == 1 and bits * abs(exponent) < LONGEST:
        return base ** int(exponent)
    if base < 0 and exponent.denominator != 1:
        raise NoValueError(expression)
    raise UndefinedError


def _unrooted(expression: ex.Apply, numbers: list[Fraction]) -> Exception:
    """A root or logarithm is not computed here, but told where it has no value."""
    if expression.function is ex.Function.LN:
        return NoValueError(expression) if numbers[0] <= 0 else UndefinedError()
    degree = numbers[1] if len(numbers) == 2 else Fraction(2)
    if degree == 0 or (degree < 0 and numbers[0] == 0):
        return DividedByZeroError(expression)
    odd = degree.denominator == 1 and degree.numerator % 2 == 1
    return NoValueError(expression) if numbers[0] < 0 and not odd else UndefinedError()


def settled_of(expression: ex.Aggregated | ex.OfList | ex.Weighted, numbers: list[Fraction]) -> Fraction:
    """The statistic of an expression. Errors: as of `settled`, and `NoValueError` for a mean that some of the numbers have none of."""
    if expression.mean is not Mean.ARITHMETIC:
        above = expression.mean is Mean.HARMONIC
        if any(number < 0 or (above and number == 0) for number in numbers):
            raise NoValueError(expression)
        raise UndefinedError
    return settled(expression.statistic, numbers)


def settled(statistic: Statistic, numbers: list[Fraction]) -> Fraction:
    """A statistic of numbers. Errors: `UndefinedError` where there is none, or it is not computed here."""
    if statistic is Statistic.SUM:
        return _short(sum(numbers, Fraction(0)))
    if not numbers:
        raise UndefinedError
    match statistic:
        case Statistic.AVERAGE:
            return _short(sum(numbers, Fraction(0)) / len(numbers))
        case Statistic.MINIMUM:
            return min(numbers)
        case Statistic.MAXIMUM:
            return max(numbers)
        case Statistic.COUNT:
            return Fraction(len(numbers))
        case _:
            raise UndefinedError
