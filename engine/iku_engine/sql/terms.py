"""What a typed expression is in SQL, row by row: an integer of known scale, a text, or a truth that may be unknown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import lcm
from typing import Any

import sqlalchemy as sa

from iku_dsl.records import record

Sql = sa.ColumnElement[Any]
LARGEST = 2**63 - 1
VALUES = 4_000  # of texts that stand in a statement one by one


class NotInSqlError(Exception):
    """This expression is evaluated row by row in Python instead."""


class NoEntryError(NotInSqlError):
    """A look-up met a key that its table has no entry for: an error in its row, which is evaluated in Python to say so."""


@record
class SqlNumber:
    """value = `value` / `denominator`, NULL where missing; `low` and `high` where it lies then (NULL: no limit).

    `certain`: it is never missing; `bounded`: neither of its ends is ever NULL. `largest` bounds the integers' size. `na` is true
    where it does not apply. `products` are the products in it that may be missing.
    """

    value: Sql
    low: Sql
    high: Sql
    denominator: int
    largest: int
    certain: bool = False
    na: Sql | None = None
    bounded: bool = False
    products: int = 0

    def at(self, denominator: int) -> SqlNumber:
        """The same number over a multiple of its denominator."""
        factor = denominator // self.denominator
        if factor == 1:
            return self
        largest = fits(self.largest * factor)
        value, low, high = self.ends(lambda one: grown(one, factor))
        return replace(self, value=value, low=low, high=high, denominator=denominator, largest=largest)

    @property
    def plain(self) -> bool:
        """Whether its ends are itself, so that what is made of it is made once."""
        return self.low is self.value and self.high is self.value

    def ends(self, made: Callable[[Sql], Sql]) -> tuple[Sql, Sql, Sql]:
        """What is made of the value, and of the least and greatest."""
        value = made(self.value)
        return (value, value, value) if self.plain else (value, made(self.low), made(self.high))


@record
class SqlText:
    """A text, NULL where missing (`certain`: never); `order` are the choices from best to worst where they are ordered."""

    value: Sql
    certain: bool = False
    order: tuple[str, ...] = ()
    na: Sql | None = None


@record
class SqlTruth:
    """Certainly yes, certainly no; neither is unknown. Both are never NULL. What does not apply (`na`) is certainly no.

    `known` is what the values alone say, by the logic that SQL has itself: NULL where one is not there. It is almost always there, and
    costs the least. `certain`: it is never unknown, and `known` says all.
    """

    yes: Sql
    no: Sql
    na: Sql | None = None
    known: Sql | None = None
    certain: bool = False

    @property
    def quick(self) -> Sql:
        """True or false as far as the values decide, else NULL."""
        return self.known if self.known is not None else sa.case((self.yes, sa.true()), (self.no, sa.false()))

    @property
    def code(self) -> Sql:
        """2 where certainly yes, 0 where certainly no, 1 where unknown."""
        return self.classed(2, 1)

    def classed(self, yes: int, unknown: int) -> Sql:
        """A number for certainly yes, another for unknown, 0 for certainly no."""
        general = sa.case((self.yes, yes), (self.no, 0), else_=unknown)
        if self.known is None:
            return general
        one_or_none: Sql = sa.cast(self.known, sa.Integer())
        quick = one_or_none if yes == 1 else one_or_none * yes
        return quick if self.certain else sa.func.coalesce(quick, general)


Term = SqlNumber | SqlText | SqlTruth
NULL: Sql = sa.cast(sa.null(), sa.Boolean())
ALWAYS = SqlTruth(sa.true(), sa.false(), known=sa.true())
NEVER = SqlTruth(sa.false(), sa.true(), known=sa.false())
UNKNOWN = SqlTruth(sa.false(), sa.false(), known=NULL)


def fits(largest: int) -> int:
    """A bound that a 64-bit integer holds, or the work is done in Python."""
    if largest > LARGEST:
        raise NotInSqlError("an integer could overflow")
    return largest


def constant(numerator: int, denominator: int) -> SqlNumber:
    """A literal."""
    fits(abs(numerator))
    number: Sql = sa.literal(numerator, sa.BigInteger())
    return SqlNumber(number, number, number, denominator, abs(numerator), certain=True, bounded=True)


def grown(number: Sql, factor: int) -> Sql:
    """A number times a factor; a literal is one afterwards."""
    if isinstance(number, sa.BindParameter) and isinstance(number.value, int):
        return sa.literal(number.value * factor, sa.BigInteger())
    return number * factor


def common(numbers: Sequence[SqlNumber]) -> list[SqlNumber]:
    """The numbers over one denominator."""
    denominator = lcm(*(number.denominator for number in numbers))
    return [number.at(denominator) for number in numbers]


def either(*flags: Sql | None) -> Sql | None:
    """True where any of the flags is."""
    present = [flag for flag in flags if flag is not None]
    if not present:
        return None
    return present[0] if len(present) == 1 else sa.or_(*present)


def add(left: SqlNumber, right: SqlNumber, sign: int = 1) -> SqlNumber:
    """X + y, or x − y."""
    left, right = common((left, right))
    largest = fits(left.largest + right.largest)
    low, high = (right.low, right.high) if sign > 0 else (right.high, right.low)
    value = left.value + right.value if sign > 0 else left.value - right.value
    if left.plain and right.plain:
        least = greatest = value
    elif sign > 0:
        least, greatest = left.low + low, left.high + high
    else:
        least, greatest = left.low - low, left.high - high
    return SqlNumber(
        value,
        least,
        greatest,
        left.denominator,
        largest,
        left.certain and right.certain,
        either(left.na, right.na),
        left.bounded and right.bounded,
        left.products + right.products,
    )


def scaled(number: SqlNumber, numerator: int, denominator: int) -> SqlNumber:
    """X times a fraction."""
    if numerator == 1:
        return replace(number, denominator=number.denominator * denominator)
    largest = fits(number.largest * abs(numerator))
    value, low, high = number.ends(lambda one: grown(one, numerator))
    if numerator == 0:
        low = high = sa.literal(0, sa.BigInteger())
    elif numerator < 0:
        low, high = high, low
    return replace(
        number,
        value=value,
        low=low,
        high=high,
        denominator=number.denominator * denominator,
        largest=largest,
        bounded=number.bounded or numerator == 0,
    )


def times(left: SqlNumber, right: SqlNumber) -> SqlNumber:
    """X · y; where one is missing it lies between the products of their ends."""
    largest = fits(left.largest * right.largest)
    value = left.value * right.value
    low = high = value
    products = left.products + right.products
    if not (left.certain and right.certain):
        if not (left.bounded and right.bounded) or products:
            raise NotInSqlError("a product without limits, or of products")
        corners = [a * b for a in (left.low, left.high) for b in (right.low, right.high)]
        low, high, products = _least(corners), _greatest(corners), 1
    return SqlNumber(
        value,
        low,
        high,
        left.denominator * right.denominator,
        largest,
        left.certain and right.certain,
        either(left.na, right.na),
        left.bounded and right.bounded,
        products,
    )


def _least(numbers: Sequence[Sql]) -> Sql:
    found = numbers[0]
    for number in numbers[1:]:
        found = sa.case((number < found, number), else_=found)
    return found


def _greatest(numbers: Sequence[Sql]) -> Sql:
    found = numbers[0]
    for number in numbers[1:]:
        found = sa.case((number > found, number), else_=found)
    return found


def sure(*conditions: Sql) -> Sql:
    """The first comparison without a NULL in it; none is not sure. The first is of values, almost always there, and the cheapest."""
    return sa.func.coalesce(*conditions, sa.false())


def compare(operator: str, left: SqlNumber, right: SqlNumber) -> SqlTruth:
    """A comparison of numbers, decided where their ranges decide it; false where one does not apply."""
    left, right = common((left, right))
    if operator in (">", ">="):
        return compare({">": "<", ">=": "<="}[operator], right, left)
    if operator == "!=":
        found = compare("=", left, right)
        return _applicable(opposite(found), left.na, right.na)
    match operator:
        case "<":
            known, known_not = left.value < right.value, left.value >= right.value
        case "<=":
            known, known_not = left.value <= right.value, left.value > right.value
        case _:
            known, known_not = left.value == right.value, left.value != right.value
    both = left.certain and right.certain
    if both:
        truth = SqlTruth(known, known_not)
    else:
        yes, no = _by_their_ends(operator, left, right)
        truth = SqlTruth(sure(known, yes), sure(known_not, no))
    truth = replace(truth, known=known, certain=both)
    return _applicable(truth, left.na, right.na)


def _by_their_ends(operator: str, left: SqlNumber, right: SqlNumber) -> tuple[Sql, Sql]:
    """Whether a comparison holds wherever two numbers lie, and whether it does nowhere; NULL where neither is sure."""
    match operator:
        case "<":
            return left.high < right.low, left.low >= right.high
        case "<=":
            return left.high <= right.low, left.low > right.high
        case _:
            yes = sa.and_(left.low == left.high, right.low == right.high, left.low == right.low)
            return yes, sa.or_(sure(left.high < right.low), sure(left.low > right.high))


def _applicable(truth: SqlTruth, *flags: Sql | None) -> SqlTruth:
    na = either(*flags)
    if na is None:
        return truth
    return SqlTruth(sa.and_(truth.yes, sa.not_(na)), sa.or_(truth.no, na), known=truth.known)


def alike(operator: str, left: SqlTruth, right: SqlTruth) -> SqlTruth:
    """Whether two truths are equal, or different; false where one does not apply."""
    equal = any_of(both(left, right), both(opposite(left), opposite(right)))
    return _applicable(equal if operator == "=" else opposite(equal), left.na, right.na)


def opposite(truth: SqlTruth) -> SqlTruth:
    """Not x."""
    known = None if truth.known is None else sa.not_(truth.known)
    return SqlTruth(truth.no, truth.yes, known=known, certain=truth.certain)


def same(operator: str, left: SqlText, right: SqlText) -> SqlTruth:
    """Equality of texts."""
    yes, no = left.value == right.value, left.value != right.value
    if not (left.certain and right.certain):
        yes, no = sure(yes), sure(no)
    known = left.value == right.value if operator == "=" else left.value != right.value
    found = SqlTruth(yes, no, known=known) if operator == "=" else SqlTruth(no, yes, known=known)
    return _applicable(found, left.na, right.na)


def ranked(text: SqlText, value: Sql, ranks: Mapping[str, int]) -> SqlNumber:
    """A choice as its rank, given in SQL: where it is missing it may be any of them."""
    low, high = min(ranks.values()), max(ranks.values())
    least, greatest = sa.func.coalesce(value, low), sa.func.coalesce(value, high)
    return SqlNumber(value, least, greatest, 1, high, text.certain, text.na, bounded=True)


def both(left: SqlTruth, right: SqlTruth) -> SqlTruth:
    """Kleene's and."""
    known = _known(left, right)
    yes, no = sa.and_(left.yes, right.yes), sa.or_(left.no, right.no)
    return SqlTruth(yes, no, None, sa.and_(*known) if known else None, left.certain and right.certain)


def any_of(left: SqlTruth, right: SqlTruth) -> SqlTruth:
    """Kleene's or."""
    known = _known(left, right)
    yes, no = sa.or_(left.yes, right.yes), sa.and_(left.no, right.no)
    return SqlTruth(yes, no, None, sa.or_(*known) if known else None, left.certain and right.certain)


def _known(left: SqlTruth, right: SqlTruth) -> tuple[Sql, Sql] | None:
    return None if left.known is None or right.known is None else (left.known, right.known)
