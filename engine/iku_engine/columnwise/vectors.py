"""Columns of values: numbers over one denominator, truths, texts; their arithmetic, and conditions over them.

Conditions are in Kleene's logic: None is missing, unless what is missing lies so that it is decided all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from functools import partial
from math import lcm
from operator import add, eq, ge, gt, le, lt, mul, ne, neg

from iku_dsl.program import expression as ex
from iku_dsl.records import record
from iku_dsl.types import Operator, choice_places

Exact = int | Fraction  # a quotient of two columns has a denominator of its own in each row
Ends = Sequence[Exact] | None
LAST_DAY = date.max.toordinal()


@record
class Numbers:
    """Numbers (or days) in `parts` of one: the values, or where they lie if they are missing; None is an open end."""

    parts: int
    low: Ends
    high: Ends
    known: bool = True

    def over(self, parts: int) -> tuple[Ends, Ends]:
        """Both ends in finer parts."""
        factor = parts // self.parts
        if factor == 1:
            return self.low, self.high
        times = partial(mul, factor)
        low = list(map(times, self.low)) if self.low is not None else None
        if self.high is self.low:
            return low, low
        return low, list(map(times, self.high)) if self.high is not None else None


@record
class Truths:
    """Truths, None where they are missing."""

    values: Sequence[bool | None]


@record
class Texts:
    """Texts, choices or members; None where they are missing."""

    values: Sequence[str] | None


Vector = Numbers | Truths | Texts


def exact(parts: int, values: Sequence[Exact]) -> Numbers:
    """Known numbers."""
    return Numbers(parts, values, values)


def scaled(numbers: Numbers, factor: Fraction) -> Numbers:
    """Numbers times one that is not 0; a negative one turns the ends round."""
    numerator = factor.numerator
    times = neg if numerator == -1 else partial(mul, numerator)
    low = numbers.low if numerator == 1 or numbers.low is None else list(map(times, numbers.low))
    if numbers.known:
        high = low
    else:
        high = numbers.high if numerator == 1 or numbers.high is None else list(map(times, numbers.high))
    low, high = (low, high) if numerator > 0 else (high, low)
    return Numbers(numbers.parts * factor.denominator, low, high, numbers.known)


def aligned(left: Numbers, right: Numbers) -> tuple[int, tuple[Ends, Ends], tuple[Ends, Ends]]:
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


def quotient(left: Numbers, right: Numbers) -> tuple[Numbers, frozenset[int]] | None:
    """The quotient, row by row, and the places where it is divided by 0, where any number stands.

    None where the divisor is missing and may be 0, or what is missing has an open end.
    """
    if left.low is None or left.high is None or right.low is None or right.high is None:
        return None
    if right.known:
        zeros = frozenset(at for at, value in enumerate(right.low) if not value)
    elif all(low > 0 for low in right.low) or all(high < 0 for high in right.high):
        zeros = frozenset()
    else:
        return None

    def over(values: Sequence[Exact], divisors: Sequence[Exact]) -> list[Exact]:
        pairs = zip(values, divisors, strict=True)
        return [Fraction(a * right.parts, b * left.parts) if b else 0 for a, b in pairs]

    if left.known and right.known:
        return exact(1, over(left.low, right.low)), zeros
    corners = [over(one, other) for one in (left.low, left.high) for other in (right.low, right.high)]
    return Numbers(1, list(map(min, *corners)), list(map(max, *corners)), known=False), zeros


def moved(days: Numbers, by: Numbers) -> Numbers | None:
    """Days moved by whole numbers of days, or by as many as another day; None where one would leave the calendar."""
    if not (days.known and by.known):
        return Numbers(1, None, None, known=False)
    found = plus(days, by)
    assert found.low is not None
    if any(value % found.parts for value in found.low):
        return None
    whole = [int(value // found.parts) for value in found.low]
    return exact(1, whole) if not whole or (min(whole) >= 1 and max(whole) <= LAST_DAY) else None


Kleene = Sequence[bool | None]
_VALUES: dict[Operator, Callable[[Exact, Exact], bool]] = {
    Operator.EQUAL: eq, Operator.NOT_EQUAL: ne, Operator.LESS: lt,
    Operator.AT_MOST: le, Operator.MORE: gt, Operator.AT_LEAST: ge,
}  # fmt: skip
_SAME = (Operator.EQUAL, Operator.NOT_EQUAL)


def compared(expression: ex.Comparison, left: Vector | None, right: Vector | None, count: int) -> Truths | None:
    """A comparison, row by row."""
    operator = expression.operator
    if isinstance(left, Numbers) and isinstance(right, Numbers):
        return _of_numbers(operator, left, right, count)
    same = operator is Operator.EQUAL
    if isinstance(left, Texts) and isinstance(right, Texts):
        if operator not in _SAME:
            return _ordered(expression, left, right, count)
        if left.values is None or right.values is None:
            return Truths([None] * count)
        return Truths([(a == b) is same for a, b in zip(left.values, right.values, strict=True)])
    if isinstance(left, Truths) and isinstance(right, Truths) and operator in _SAME:
        rows = zip(left.values, right.values, strict=True)
        return Truths([None if a is None or b is None else (a == b) is same for a, b in rows])
    return None


def _of_numbers(operator: Operator, left: Numbers, right: Numbers, count: int) -> Truths:
    (a, b), (c, d) = aligned(left, right)[1:]
    if left.known and right.known and a is not None and c is not None:
        return Truths(list(map(_VALUES[operator], a, c)))
    return Truths(_decided(operator, (a, b), (c, d), count))


def _ordered(expression: ex.Comparison, left: Texts, right: Texts, count: int) -> Truths | None:
    """A comparison of ordered choices by their place, the best highest."""
    kinds = (expression.left.type, expression.right.type)
    order = next((kind.choices for kind in kinds if kind.ordered), ())
    ranks = [_ranks(side, order, count) for side in (left, right)]
    if not order or ranks[0] is None or ranks[1] is None:
        return None
    return _of_numbers(expression.operator, ranks[0], ranks[1], count)


def _ranks(texts: Texts, order: tuple[str, ...], count: int) -> Numbers | None:
    if texts.values is None:
        return Numbers(1, [1 - len(order)] * count, [0] * count, known=False)
    places = choice_places(order)
    if not all(value in places for value in set(texts.values)):
        return None
    return exact(1, [-places[value] for value in texts.values])


def _decided(operator: Operator, left: tuple[Ends, Ends], right: tuple[Ends, Ends], count: int) -> list[bool | None]:
    """What closed intervals decide of a comparison."""
    (low, high), (least, most) = left, right

    def where(compare: Callable[[Exact, Exact], bool], one: Ends, other: Ends) -> list[bool]:
        return [False] * count if one is None or other is None else list(map(compare, one, other))

    if operator in (Operator.MORE, Operator.AT_LEAST):
        turned = Operator.LESS if operator is Operator.MORE else Operator.AT_MOST
        return _decided(turned, right, left, count)
    if operator in (Operator.LESS, Operator.AT_MOST):
        strict = operator is Operator.LESS
        surely, never = where(lt if strict else le, high, least), where(ge if strict else gt, low, most)
        return [True if yes else False if no else None for yes, no in zip(surely, never, strict=True)]
    same = operator is Operator.EQUAL
    points = zip(where(eq, low, high), where(eq, low, least), where(eq, high, most), strict=True)
    apart = zip(where(gt, low, most), where(lt, high, least), strict=True)
    rows = zip(map(all, points), map(any, apart), strict=True)
    return [same if equal else not same if away else None for equal, away in rows]


def joined(left: Kleene, right: Kleene, deciding: bool) -> Truths:
    """`dan` is decided by what does not hold, `atau` by what does."""
    rows = zip(left, right, strict=True)
    return Truths(
        [
            deciding if a is deciding or b is deciding else None if a is None or b is None else not deciding
            for a, b in rows
        ]
    )


def chosen(condition: Vector | None, then: Vector | None, otherwise: Vector | None) -> Vector | None:
    """The branches taken; of numbers only where all are known."""
    if not isinstance(condition, Truths):
        return None
    if isinstance(then, Truths) and isinstance(otherwise, Truths):
        rows = zip(condition.values, then.values, otherwise.values, strict=True)
        return Truths([None if c is None else a if c else b for c, a, b in rows])
    if not (isinstance(then, Numbers) and isinstance(otherwise, Numbers)) or None in condition.values:
        return None
    parts, (a, _), (b, _) = aligned(then, otherwise)
    if not (then.known and otherwise.known) or a is None or b is None:
        return None
    return exact(parts, [x if c else y for c, x, y in zip(condition.values, a, b, strict=True)])
