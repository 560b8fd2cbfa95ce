"""Arithmetic, functions, lookups and comparisons of outcomes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import pairwise, product

from iku_dsl.program import Table
from iku_dsl.program import expression as ex
from iku_dsl.types import Operator
from iku_engine.reference import outcome as oc
from iku_engine.reference.outcome import ANYWHERE, ERROR, Ends, Outcome
from iku_engine.results.evaluation import Scalar, State

MOST = 1000  # the whole exponent up to which a range is raised
UNIT: Ends = (Fraction(0), Fraction(1))


def arithmetic(operator: Operator, left: Outcome, right: Outcome) -> Outcome:
    """`+ - * / ^`, of numbers and of days."""
    if operator is Operator.POWER:
        return power(left, right)
    decided = oc.instead((left, right), _range(operator, left.where, right.where))
    if decided is not None:
        return decided
    if isinstance(left.value, date):
        return _days(operator, left.value, right.value)
    x, y = left.number, right.number
    match operator:
        case Operator.ADD:
            return oc.value(x + y)
        case Operator.SUBTRACT:
            return oc.value(x - y)
        case Operator.MULTIPLY:
            return oc.value(x * y)
        case _:
            return ERROR if y == 0 else oc.value(x / y)


def _range(operator: Operator, left: Ends, right: Ends) -> Ends:
    match operator:
        case Operator.ADD:
            return oc.plus(left, right)
        case Operator.SUBTRACT:
            return oc.plus(left, oc.minus(right))
        case Operator.MULTIPLY:
            return oc.times(left, right)
        case _:
            return oc.over(left, right)


def _days(operator: Operator, day: date, other: Scalar) -> Outcome:
    """A day less a day is a number of days; a day and whole days are a day of the calendar."""
    if isinstance(other, date):
        return oc.value(Fraction((day - other).days))
    assert isinstance(other, Fraction)
    if other.denominator != 1:
        return ERROR
    moved = day.toordinal() + (int(other) if operator is Operator.ADD else -int(other))
    return oc.value(date.fromordinal(moved)) if 1 <= moved <= date.max.toordinal() else ERROR


def power(base: Outcome, exponent: Outcome) -> Outcome:
    """A power: of a whole exponent exactly, else of a number that is not negative."""
    if oc.worst((base, exponent)) is not None:
        whole = exponent.value if isinstance(exponent.value, Fraction) and exponent.value.denominator == 1 else None
        ends = oc.raised(base.where, int(whole)) if whole is not None and abs(whole) < MOST else ANYWHERE
        return oc.instead((base, exponent), ends) or ERROR
    x, y = base.number, exponent.number
    whole_one = y.denominator == 1
    if (x == 0 and y < 0) or (x < 0 and not whole_one):
        return ERROR
    found = oc.whole_power(x, int(y)) if whole_one else oc.real_power(x, y)
    return ERROR if found is None else oc.value(found)


def applied(function: ex.Function | ex.Plain, half_even: bool, operands: Sequence[Outcome]) -> Outcome:
    """A function of numbers."""
    match function:
        case ex.Function.POWER:
            return power(operands[0], operands[1])
        case ex.Function.ROUND:
            return _rounded(operands, half_even)
        case ex.Function.ROOT:
            return _root(operands)
        case ex.Function.LN:
            return _logarithm(operands[0])
        case ex.Function.GOALPOST:
            return _goalpost(operands)
        case ex.Function.ABSOLUTE:
            return oc.instead(operands, oc.size(operands[0].where)) or oc.value(abs(operands[0].number))
        case ex.Plain():
            return _plain(function, operands)


def _plain(function: ex.Plain, operands: Sequence[Outcome]) -> Outcome:
    match function:
        case "minimum":
            ends = oc.lesser([one.where for one in operands])
            return oc.instead(operands, ends) or oc.value(min(one.number for one in operands))
        case "maximum":
            ends = oc.greater([one.where for one in operands])
            return oc.instead(operands, ends) or oc.value(max(one.number for one in operands))
        case "average":
            share = Fraction(1, len(operands))
            ends = UNIT[:1] * 2
            for one in operands:
                ends = oc.plus(ends, one.where)
            decided = oc.instead(operands, oc.times(ends, (share, share)))
            return decided or oc.value(share * sum((one.number for one in operands), Fraction(0)))
        case _:
            raise AssertionError(function)


def rising(ends: Ends, function: Callable[[Fraction], Fraction]) -> Ends:
    """The range of a function that never falls."""
    low, high = ends
    return (None if low is None else function(low)), (None if high is None else function(high))


def _rounded(operands: Sequence[Outcome], half_even: bool) -> Outcome:
    places = int(operands[1].number) if len(operands) == 2 else 0
    ends = rising(operands[0].where, lambda x: oc.rounded(x, places, half_even))
    return oc.instead(operands[:1], ends) or oc.value(oc.rounded(operands[0].number, places, half_even))


def _root(operands: Sequence[Outcome]) -> Outcome:
    degree = operands[1] if len(operands) == 2 else oc.value(Fraction(2))
    if oc.worst(operands) is not None:
        low, high = operands[0].where
        ends = ANYWHERE
        if degree.state is State.VALUE and degree.number > 0 and low is not None and low >= 0:
            part = 1 / degree.number
            ends = oc.around((oc.real_power(low, part), None if high is None else oc.real_power(high, part)))
        return oc.instead(operands, ends) or ERROR
    x, n = operands[0].number, degree.number
    odd = n.denominator == 1 and n.numerator % 2 == 1
    if n == 0 or (x == 0 and n < 0) or (x < 0 and not odd):
        return ERROR
    found = oc.real_power(abs(x), 1 / n)
    return ERROR if found is None else oc.value(-found if x < 0 else found)


def _logarithm(operand: Outcome) -> Outcome:
    low, high = operand.where
    ends = (
        None if low is None or low <= 0 else oc.logarithm(low),
        None if high is None or high <= 0 else oc.logarithm(high),
    )
    decided = oc.instead((operand,), oc.around(ends))
    if decided is not None:
        return decided
    return ERROR if operand.number <= 0 else oc.value(oc.logarithm(operand.number))


def _goalpost(operands: Sequence[Outcome]) -> Outcome:
    """(x − a) / (b − a), within 0 and 1; posts at one place are an error whatever x is."""
    actual, low, high = operands
    if oc.worst((low, high)) is not None:
        return oc.instead(operands, UNIT) or ERROR
    a, b = low.number, high.number
    if a == b:
        return ERROR

    def place(x: Fraction) -> Fraction:
        return min(Fraction(1), max(Fraction(0), (x - a) / (b - a)))

    first, last = actual.where if a < b else (actual.where[1], actual.where[0])
    ends = UNIT[0] if first is None else place(first), UNIT[1] if last is None else place(last)
    return oc.instead(operands, ends) or oc.value(place(actual.number))


Found = tuple[tuple[Fraction, Fraction] | None, tuple[str, ...], bool]
Known = dict[tuple[object, ...], tuple[Table, Found]]


def looked_up(table: Table, choices: tuple[str, ...], keys: Sequence[Outcome], known: Known) -> Outcome:
    """What a table has for its keys; `choices` are what it may have, where these are ordered, `known` what was found for names before."""
    if table.breakpoints:
        return _between(table, keys[0])
    if oc.worst(keys) is None:
        entry = table.entries.get(tuple(str(key.value) for key in keys))
        return ERROR if entry is None else oc.value(entry)
    names = [_could_be(key) for key in keys]
    place = (id(table), *names)
    if place not in known:
        known[place] = table, _at_any(table, names)
    (ends, entries, has_none) = known[place][1]
    decided = oc.instead(keys, ends or ANYWHERE)
    assert decided is not None
    if decided.state is not State.MISSING:
        return decided
    return replace(decided, choices=choices, names=entries, may_be_nothing=decided.may_be_nothing or has_none)


def _could_be(key: Outcome) -> tuple[str, ...] | None:
    return (str(key.value),) if key.state is State.VALUE else key.names


def _at_any(table: Table, keys: Sequence[tuple[str, ...] | None]) -> Found:
    """Where each key is one of some names (None: any at all): the ends of a table's numbers, its names, and whether it may have nothing."""
    found: list[Scalar] = []
    rows: set[tuple[str, ...]] = set()
    nothing = bool(table.partial) and any(names is None for names in keys)
    wanted = [None if names is None else set(names) for names in keys]
    for row, entry in table.entries.items():
        if any(names is not None and name not in names for name, names in zip(row, wanted, strict=True)):
            continue
        rows.add(row)
        found += [] if entry is None else [entry]
        nothing = nothing or entry is None
    if table.partial and not nothing:
        nothing = any(row not in rows for row in product(*(names or () for names in keys)))
    numbers = [entry for entry in found if isinstance(entry, Fraction)]
    ends = (min(numbers), max(numbers)) if numbers else None
    return ends, tuple(entry for entry in found if isinstance(entry, str)), nothing


def _between(table: Table, key: Outcome) -> Outcome:
    """Piecewise-linear between breakpoints."""

    def at(x: Fraction) -> Fraction | None:
        for (x0, y0), (x1, y1) in pairwise(table.breakpoints):
            if x0 <= x <= x1:
                return y0 + (x - x0) / (x1 - x0) * (y1 - y0)
        return dict(table.breakpoints).get(x)

    low, high = key.where
    reached = [at(end) for end in (low, high) if end is not None]
    reached += [y for x, y in table.breakpoints if (low is None or low <= x) and (high is None or x <= high)]
    heights = [y for y in reached if y is not None] or [y for _, y in table.breakpoints]
    decided = oc.instead((key,), (min(heights), max(heights)))
    first, last = table.breakpoints[0][0], table.breakpoints[-1][0]
    inside = low is not None and high is not None and first <= low and high <= last
    if decided is not None and decided.state is State.MISSING and table.partial and not inside:
        return replace(decided, may_be_nothing=True)
    if decided is not None:
        return decided
    found = at(key.number)
    return ERROR if found is None else oc.value(found)


def compared(operator: Operator, order: tuple[str, ...], left: Outcome, right: Outcome) -> Outcome:
    """A comparison: false of what does not apply, and else decided wherever the ranges of both decide it."""
    decided = oc.worst((left, right))
    if decided is None:
        return oc.truth(_holds(operator, *_ordered(order, left.value, right.value)))
    if decided.state is State.ERROR:
        return ERROR
    if decided.state is State.NOT_APPLICABLE:
        return oc.truth(False)
    equality = operator in (Operator.EQUAL, Operator.NOT_EQUAL)
    if order and equality:
        return oc.unknown((left, right))
    ranges = [_place(order, one) if order else one.where for one in (left, right)]
    holds = _decided(operator, *ranges)
    if holds and oc.may_not_apply((left, right)):
        holds = None  # what does not apply would not compare so
    if oc.may_be_nothing((left, right)):
        holds = None  # it need never have a value that would compare so
    return oc.unknown((left, right)) if holds is None else oc.truth(holds)


def _ordered(order: tuple[str, ...], left: Scalar, right: Scalar) -> tuple[Scalar, Scalar]:
    """Ordered choices as numbers: the best, which is first, is the greatest."""
    if order and isinstance(left, str) and isinstance(right, str):
        if left in order and right in order:
            return Fraction(-order.index(left)), Fraction(-order.index(right))
    return left, right


def _place(order: tuple[str, ...], operand: Outcome) -> Ends:
    """Where an ordered choice lies among the others."""
    if operand.state is State.VALUE:
        place = Fraction(-order.index(str(operand.value)))
        return place, place
    return (Fraction(1 - len(order)), Fraction(0)) if operand.choices else ANYWHERE


def _holds(operator: Operator, left: Scalar, right: Scalar) -> bool:
    match operator:
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


def _decided(operator: Operator, left: Ends, right: Ends) -> bool | None:
    """Whether a comparison comes out the same for all numbers of two ranges: then as it does at their ends."""
    lowest, highest = oc.plus(left, oc.minus(right))
    zero = Fraction(0)
    match operator:
        case Operator.EQUAL | Operator.NOT_EQUAL:
            apart = (lowest is not None and lowest > 0) or (highest is not None and highest < 0)
            if not apart and not lowest == highest == zero:
                return None
            return apart == (operator is Operator.NOT_EQUAL)
        case _:
            if lowest is not None and _holds(operator, lowest, zero):
                if operator in (Operator.MORE, Operator.AT_LEAST):
                    return True
            if highest is not None and _holds(operator, highest, zero):
                if operator in (Operator.LESS, Operator.AT_MOST):
                    return True
            ends = (lowest, highest) if operator in (Operator.LESS, Operator.AT_MOST) else (highest, lowest)
            return False if ends[0] is not None and not _holds(operator, ends[0], zero) else None
