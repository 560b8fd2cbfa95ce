"""Expressions over many rows at once: columns of values from columns of stored ones; None where the rows must be asked singly.

In all the rows the same columns are missing, so that a stored value is known in all of them or in none. What comes out is exactly
what the calculator says of each row, but for the few that are named: where one is divided by 0, or lacks what others have beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from math import lcm
from typing import cast

from iku_dsl.interval import Interval
from iku_dsl.program import Column, Derived, Source
from iku_dsl.program import expression as ex
from iku_dsl.types import Kind, Operator
from iku_engine.columnwise.vectors import (
    Numbers,
    Texts,
    Truths,
    Vector,
    chosen,
    compared,
    exact,
    joined,
    moved,
    plus,
    product,
    quotient,
    scaled,
)
from iku_engine.database.stored import Stored, missing_interval
from iku_engine.results.evaluation import Scalar

ByMember = Callable[[ex.Expression], list[Scalar] | None]
Places = frozenset[int]
NOWHERE: Places = frozenset()
Beside = Callable[[ex.Expression], tuple[Vector | None, Places]]
LONGEST = 4_000  # bits of a common denominator
MOST_PARTS = 500  # of an expression, and bits of a constant in it: so that no number can become too long


class Rows:
    """Some rows, by column; `by_member` computes what follows from the members of each row alone, `beside` what other rows say."""

    def __init__(
        self, source: Source | None, columns: Mapping[str, Column], stored: Mapping[str, Sequence[Stored]],
        keys: Mapping[str, Sequence[str]], count: int, by_member: ByMember, beside: Beside | None = None,
    ) -> None:  # fmt: skip
        self.columns, self.stored, self.keys, self.count, self.by_member = columns, stored, keys, count, by_member
        self.beside = beside
        self.singly: set[int] = set()  # rows of which nothing is said: each must be asked
        self.derived = source.derived if source is not None else {}

    def vector(self, expression: ex.Expression) -> Vector | None:
        """The values of an expression."""
        match expression:
            case ex.Constant():
                return self._constant(expression.value)
            case ex.OwnColumn():
                derived = self.derived.get(expression.column)
                return self.vector(derived.value) if derived is not None else self.column(expression.column)
            case ex.KeyValue():
                found = self.keys.get(expression.key.dimension) if isinstance(expression.key, ex.RowKey) else None
                return Texts(found) if found is not None else None
            case ex.Arithmetic():
                return self._arithmetic(expression)
            case ex.Negative():
                operand = self.vector(expression.operand)
                return scaled(operand, Fraction(-1)) if isinstance(operand, Numbers) else None
            case ex.Comparison():
                return compared(expression, self.vector(expression.left), self.vector(expression.right), self.count)
            case ex.Logic():
                left, right = self.vector(expression.left), self.vector(expression.right)
                if not (isinstance(left, Truths) and isinstance(right, Truths)):
                    return None
                return joined(left.values, right.values, expression.operator is Operator.OR)
            case ex.Opposite():
                operand = self.vector(expression.operand)
                if not isinstance(operand, Truths):
                    return None
                return Truths([None if value is None else not value for value in operand.values])
            case ex.IsMissing():
                return self._is_missing(self.vector(expression.operand))
            case ex.Choose():
                parts = (expression.condition, expression.then, expression.otherwise)
                return chosen(*map(self.vector, parts))
            case ex.AttributeValue() | ex.Lookup() | ex.Apply() | ex.Classify():
                return self._of_members(expression)
            case ex.ColumnValue() | ex.Aggregated():
                values, lacking = self.beside(expression) if self.beside is not None else (None, NOWHERE)
                self.singly |= lacking
                return values
            case (
                ex.HasRow() | ex.IsExpected() | ex.Named() | ex.OfList() | ex.Weighted() | ex.WeightedIndicators()
                | ex.IndicatorValue() | ex.CalendarDays()
            ):  # fmt: skip
                return None

    def column(self, name: str) -> Vector:
        """A stored column."""
        column, stored = self.columns[name], self.stored[name]
        if not self.count or stored[0] is not None:
            return stored_vector(column, stored)
        match column.type.kind:
            case Kind.NUMBER:
                return lying(missing_interval(column), self.count)
            case Kind.DATE:
                return Numbers(1, None, None, known=False)
            case Kind.TRUTH:
                return Truths([None] * self.count)
            case Kind.TEXT | Kind.CHOICE | Kind.MEMBER | Kind.BROKEN:
                return Texts(None)

    def _constant(self, value: Scalar) -> Vector | None:
        if isinstance(value, bool):
            return Truths([value] * self.count)
        if isinstance(value, Fraction):
            return exact(value.denominator, [value.numerator] * self.count)
        if isinstance(value, date):
            return exact(1, [value.toordinal()] * self.count)
        return Texts([value] * self.count) if isinstance(value, str) else None

    def _arithmetic(self, expression: ex.Arithmetic) -> Numbers | None:
        operator = expression.operator
        left, right = self.vector(expression.left), self.vector(expression.right)
        if not (isinstance(left, Numbers) and isinstance(right, Numbers)):
            return None
        dates = [side.type.kind is Kind.DATE for side in (expression.left, expression.right)]
        if operator in (Operator.ADD, Operator.SUBTRACT):
            right = right if operator is Operator.ADD else scaled(right, Fraction(-1))
            return moved(left, right) if any(dates) and not all(dates) else plus(left, right)
        if operator is Operator.MULTIPLY:
            if isinstance(expression.left, ex.Constant):
                return _times(right, expression.left.value)
            if isinstance(expression.right, ex.Constant):
                return _times(left, expression.right.value)
            return product(left, right)
        divisor = expression.right.value if isinstance(expression.right, ex.Constant) else None
        if operator is Operator.DIVIDE and isinstance(divisor, Fraction) and divisor:
            return _times(left, 1 / divisor)
        made = quotient(left, right) if operator is Operator.DIVIDE else None
        if made is None:
            return None
        self.singly |= made[1]
        return made[0]

    def _is_missing(self, operand: Vector | None) -> Truths | None:
        match operand:
            case Numbers():
                return Truths([not operand.known] * self.count)
            case Texts():
                return Truths([operand.values is None] * self.count)
            case Truths():
                return Truths([value is None for value in operand.values])
            case None:
                return None

    def _of_members(self, expression: ex.Expression) -> Vector | None:
        found = self.by_member(expression)
        if not found:
            return None
        if all(isinstance(value, Fraction) for value in found):
            numbers = cast("list[Fraction]", found)
            parts = lcm(*{number.denominator for number in numbers})
            if parts.bit_length() > LONGEST:
                return None
            return exact(parts, [number.numerator * (parts // number.denominator) for number in numbers])
        if all(isinstance(value, bool) for value in found):
            return Truths(cast("list[bool]", found))
        if all(isinstance(value, date) for value in found):
            return exact(1, [day.toordinal() for day in cast("list[date]", found)])
        return Texts(cast("list[str]", found)) if all(isinstance(value, str) for value in found) else None


def stored_vector(column: Column, stored: Sequence[Stored]) -> Vector:
    """A stored column, known in all of its rows."""
    match column.type.kind:
        case Kind.NUMBER:
            return exact(column.parts, cast("Sequence[int]", stored))
        case Kind.DATE:
            return exact(1, cast("Sequence[int]", stored))
        case Kind.TRUTH:
            return Truths([bool(value) for value in stored])
        case Kind.TEXT | Kind.CHOICE | Kind.MEMBER | Kind.BROKEN:
            return Texts(cast("Sequence[str]", stored))


def lying(interval: Interval, count: int) -> Numbers:
    """Missing numbers that lie in an interval."""
    parts = lcm(*(end.denominator for end in (interval.low, interval.high) if end is not None))
    low, high = (None if end is None else [int(end * parts)] * count for end in (interval.low, interval.high))
    return Numbers(parts, low, high, known=False)


def columns_read(
    name: str, derived: Mapping[str, Derived], expression: ex.Expression, *, alone: bool = False
) -> set[str] | None:
    """The stored columns of a source that an expression reads, through those that are computed; None where it is too long.

    With `alone` also None where it reads columns of another row.
    """
    waiting: list[ex.Expression | ex.SetExpression] = [expression]
    found: set[str] = set()
    for _ in range(MOST_PARTS):
        if not waiting:
            return found
        part = waiting.pop()
        waiting += ex.parts(part)
        if isinstance(part, ex.OwnColumn) and part.source == name:
            if part.column in derived:
                waiting.append(derived[part.column].value)
            else:
                found.add(part.column)
        elif isinstance(part, ex.OwnColumn) and alone:
            return None
        value = part.value if isinstance(part, ex.Constant) else None
        if isinstance(value, Fraction) and max(map(int.bit_length, value.as_integer_ratio())) > MOST_PARTS:
            return None
    return None


def _times(numbers: Numbers, factor: Scalar) -> Numbers | None:
    return scaled(numbers, factor) if isinstance(factor, Fraction) and factor else None
