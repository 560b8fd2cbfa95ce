"""Expressions as sums of atoms with rational factors, and what comparisons of two such sides leave of their intervals.

Like terms are collected before anything is bounded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from iku_dsl import interval as iv
from iku_dsl.interval import Interval
from iku_dsl.program import expression as ex
from iku_dsl.records import record
from iku_dsl.types import Operator

ZERO, ONE = Fraction(0), Fraction(1)


@record
class Linear:
    """constant + Σ factor · atom; an atom is an expression that is neither a sum nor a multiple."""

    constant: Fraction
    terms: Mapping[ex.Expression, Fraction]

    def __hash__(self) -> int:
        return hash((self.constant, frozenset(self.terms.items())))

    def plus(self, other: Linear, factor: Fraction = ONE) -> Linear:
        """This form plus a multiple of another, like terms collected."""
        added = other.times(factor)
        terms = dict(self.terms)
        for atom, coefficient in added.terms.items():
            before = terms.get(atom)
            terms[atom] = coefficient if before is None else before + coefficient
            if not terms[atom]:
                del terms[atom]
        return Linear(self.constant + added.constant, terms)

    def times(self, factor: Fraction) -> Linear:
        """A multiple of this form."""
        if factor == ONE:
            return self
        if not factor:
            return Linear(factor, {})
        if factor == -ONE:
            return Linear(-self.constant, {atom: -coefficient for atom, coefficient in self.terms.items()})
        return Linear(self.constant * factor, {atom: coefficient * factor for atom, coefficient in self.terms.items()})

    @property
    def scaled(self) -> Linear:
        """The multiple by a positive number whose coefficients come to 1 without their signs; all positive multiples have the same."""
        together = sum(map(abs, self.terms.values()))
        return self.times(1 / together) if together else self

    @property
    def atom(self) -> ex.Expression | None:
        """The atom where the form is nothing else."""
        if self.constant == 0 and len(self.terms) == 1:
            atom, factor = next(iter(self.terms.items()))
            return atom if factor == 1 else None
        return None


def plain(expression: ex.Expression) -> ex.Expression:
    """An expression without the name it was given; where another row or member is at hand than the name's, it keeps it."""
    named = expression
    while isinstance(expression, ex.Named):
        expression = expression.value
    at_home = isinstance(named, ex.Named) and named.home and not isinstance(expression, ex.Constant)
    return named if at_home else expression


def from_home(form: Linear) -> Linear | None:
    """A form of nothing but what is named where another row or member is at hand, in terms of what the names stand for; else None."""
    found = Linear(form.constant, {})
    for atom, factor in form.terms.items():
        if not isinstance(atom, ex.Named):
            return None
        found = found.plus(linear(atom.value), factor)
    return found if form.terms else None


def linear(expression: ex.Expression) -> Linear:
    """The linear form of a number."""
    expression = plain(expression)
    match expression:
        case ex.Constant() if isinstance(expression.value, Fraction):
            return Linear(expression.value, {})
        case ex.Negative():
            return linear(expression.operand).times(-ONE)
        case ex.Arithmetic() if expression.operator is Operator.ADD:
            return linear(expression.left).plus(linear(expression.right))
        case ex.Arithmetic() if expression.operator is Operator.SUBTRACT:
            return linear(expression.left).plus(linear(expression.right), -ONE)
        case ex.Arithmetic() if expression.operator is Operator.MULTIPLY:
            left, right = linear(expression.left), linear(expression.right)
            if not left.terms:
                return right.times(left.constant)
            if not right.terms:
                return left.times(right.constant)
        case ex.Arithmetic() if expression.operator is Operator.DIVIDE:
            left, right = linear(expression.left), linear(expression.right)
            if not right.terms and right.constant:
                return left.times(1 / right.constant)
        case _:
            pass
    return Linear(ZERO, {expression: ONE})


def atoms(expression: ex.Expression) -> list[ex.Expression]:
    """The atoms of a number as it is written, also those that cancel out in its form."""
    expression = plain(expression)
    match expression:
        case ex.Constant() if isinstance(expression.value, Fraction):
            return []
        case ex.Negative():
            return atoms(expression.operand)
        case ex.Arithmetic():
            left, right = atoms(expression.left), atoms(expression.right)
            is_sum = expression.operator in (Operator.ADD, Operator.SUBTRACT)
            multiplies = expression.operator is Operator.MULTIPLY and not (left and right)
            if is_sum or multiplies or (expression.operator is Operator.DIVIDE and not right):
                return [*left, *right]
        case _:
            pass
    return [expression]


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


def some_of(operands: Sequence[Interval]) -> Interval:
    """The sum of some of several values, of one at the least."""
    low, low_open = _least_of_some(operands)
    high, high_open = _least_of_some([iv.negate(operand) for operand in operands])
    return Interval(low, -high if high is not None else None, low_open, high_open)


def _least_of_some(operands: Sequence[Interval]) -> tuple[Fraction | None, bool]:
    """The least sum of some, and whether it is not reached: all that can be below 0, else the least of one."""
    lows = [(operand.low, operand.low_open) for operand in operands if operand.low is not None]
    if len(lows) < len(operands):
        return None, False
    below = [(low, is_open) for low, is_open in lows if low < 0]
    if below:
        return sum((low for low, _ in below), ZERO), any(is_open for _, is_open in below)
    return min(lows)


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
