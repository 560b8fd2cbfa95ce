"""In which direction a value moves with each of its inputs: up with it, down with it, or either way."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction

from iku_dsl import interval as iv
from iku_dsl.bounds.known import Known
from iku_dsl.bounds.linear import linear, positive
from iku_dsl.bounds.ranges import Ranges, known_inside, known_of_row, range_of, range_of_form
from iku_dsl.bounds.sums import under_weights
from iku_dsl.interval import Interval
from iku_dsl.program import expression as ex
from iku_dsl.types import Operator, Statistic


class Movement(StrEnum):
    """How a value moves when an input grows."""

    UP = "up"
    DOWN = "down"
    EITHER = "either"


Moves = Mapping[str, Movement]
_OPPOSITE = {Movement.UP: Movement.DOWN, Movement.DOWN: Movement.UP, Movement.EITHER: Movement.EITHER}


def movement(ranges: Ranges, expression: ex.Expression, known: Known) -> dict[str, Movement]:
    """The movement of a number with each column that it reads, by the column's name in the spec."""
    match expression:
        case ex.ColumnValue() | ex.OwnColumn():
            return _column(ranges, expression)
        case ex.AttributeValue():
            return {f"{expression.dimension}.{expression.attribute}": Movement.UP}
        case ex.Named():
            return movement(ranges, expression.value, known.at_home if expression.home else known)
        case ex.Negative():
            return _turned(movement(ranges, expression.operand, known))
        case ex.Arithmetic():
            return _arithmetic(ranges, expression, known)
        case ex.Apply():
            return _apply(ranges, expression, known)
        case ex.OfList():
            moves = _merged(*(movement(ranges, operand, known) for operand in expression.operands))
            return moves if expression.statistic.rises else _unsure(moves)
        case ex.Weighted():
            return movement(ranges, expression.operand, under_weights(known))
        case ex.Aggregated():
            return _aggregated(ranges, expression, known)
        case ex.Comparison():
            return _comparison(ranges, expression, known)
        case ex.Logic():
            return _merged(movement(ranges, expression.left, known), movement(ranges, expression.right, known))
        case ex.Opposite():
            return _turned(movement(ranges, expression.operand, known))
        case ex.Choose():
            sides = [movement(ranges, part, known) for part in (expression.then, expression.otherwise)]
            return _merged(*sides, _unsure(movement(ranges, expression.condition, known)))
        case ex.IndicatorValue():
            return {expression.text or expression.indicator: Movement.UP}
        case ex.Lookup() | ex.Classify() | ex.IsMissing():
            inner = [movement(ranges, part, known) for part in ex.parts(expression) if not _is_set(part)]  # type: ignore[arg-type]
            return _unsure(_merged(*inner))
        case (
            ex.Constant() | ex.KeyValue() | ex.HasRow() | ex.IsExpected() | ex.WeightedIndicators() | ex.CalendarDays()
        ):
            return {}


def _is_set(part: ex.Expression | ex.SetExpression) -> bool:
    return isinstance(part, ex.Members | ex.Rows | ex.Filtered | ex.NamedSet)


def _column(ranges: Ranges, expression: ex.ColumnValue | ex.OwnColumn) -> dict[str, Movement]:
    source = ranges.program.sources.get(expression.source)
    if source is not None and expression.column in source.derived:
        derived = source.derived[expression.column]
        moves = movement(ranges, derived.value, known_of_row(ranges, source.name))
        shift = expression.shift if isinstance(expression, ex.ColumnValue) else ex.SAME
        suffix = "" if shift == ex.SAME else expression.text[expression.text.find("[") :]
        return {f"{name}{suffix}": move for name, move in moves.items()}
    name = expression.text if isinstance(expression, ex.ColumnValue) else f"{expression.source}.{expression.column}"
    return {name: Movement.UP}


def _turned(moves: Moves) -> dict[str, Movement]:
    return {name: _OPPOSITE[move] for name, move in moves.items()}


def _unsure(moves: Moves) -> dict[str, Movement]:
    return dict.fromkeys(moves, Movement.EITHER)


def _merged(*several: Moves) -> dict[str, Movement]:
    found: dict[str, Movement] = {}
    for moves in several:
        for name, move in moves.items():
            found[name] = move if found.get(name, move) is move else Movement.EITHER
    return found


def _signed(moves: Moves, factor: Interval) -> dict[str, Movement]:
    """The movement of a product with a factor of known sign."""
    if factor.low is not None and factor.low >= 0:
        return dict(moves)
    if factor.high is not None and factor.high <= 0:
        return _turned(moves)
    return _unsure(moves)


def _arithmetic(ranges: Ranges, expression: ex.Arithmetic, known: Known) -> dict[str, Movement]:
    left, right = movement(ranges, expression.left, known), movement(ranges, expression.right, known)
    match expression.operator:
        case Operator.ADD:
            return _merged(left, right)
        case Operator.SUBTRACT:
            return _merged(left, _turned(right))
        case Operator.MULTIPLY | Operator.DIVIDE:
            above, below = range_of(ranges, expression.left, known), range_of(ranges, expression.right, known)
            if expression.operator is Operator.MULTIPLY:
                return _merged(_signed(left, below), _signed(right, above))
            falls = _turned(_signed(right, above)) if _one_sided(below) else _unsure(right)
            return _merged(_signed(left, below), falls)
        case _:
            return _unsure(_merged(left, right))


def _apply(ranges: Ranges, expression: ex.Apply, known: Known) -> dict[str, Movement]:
    moves = [movement(ranges, argument, known) for argument in expression.arguments]
    match expression.function:
        case ex.Function.ABSOLUTE:
            return _signed(moves[0], range_of(ranges, expression.arguments[0], known))
        case ex.Function.GOALPOST:
            _, low, high = expression.arguments
            between = range_of_form(ranges, linear(high).plus(linear(low), Fraction(-1)), known)
            ends = _merged(*moves[1:])
            return _merged(_signed(moves[0], between), _turned(ends) if positive(between) else _unsure(ends))
        case ex.Function.POWER:
            return _unsure(_merged(*moves))
        case ex.Function.ROOT if len(moves) == 2:
            grows = positive(range_of(ranges, expression.arguments[1], known))
            return _merged(moves[0] if grows else _unsure(moves[0]), _unsure(moves[1]))
        case _:
            return _merged(*moves)


def _comparison(ranges: Ranges, expression: ex.Comparison, known: Known) -> dict[str, Movement]:
    left, right = movement(ranges, expression.left, known), movement(ranges, expression.right, known)
    match expression.operator:
        case Operator.MORE | Operator.AT_LEAST:
            return _merged(left, _turned(right))
        case Operator.LESS | Operator.AT_MOST:
            return _merged(_turned(left), right)
        case _:
            return _unsure(_merged(left, right))


def _conditions(ranges: Ranges, base: ex.SetExpression, known: Known) -> dict[str, Movement]:
    match base:
        case ex.Filtered():
            return _merged(_conditions(ranges, base.set, known), movement(ranges, base.condition, known))
        case ex.NamedSet():
            return _conditions(ranges, base.set, known)
        case ex.Members() | ex.Rows():
            return {}


def _aggregated(ranges: Ranges, expression: ex.Aggregated, known: Known) -> dict[str, Movement]:
    conditions = _conditions(ranges, expression.set, known)
    if expression.operand is None:
        return conditions
    inner = known_inside(ranges, expression.set, known)
    operand, added = movement(ranges, expression.operand, inner), range_of(ranges, expression.operand, inner)
    by: dict[str, Movement] = {}
    if expression.by is not None:
        weight = range_of(ranges, expression.by, inner)
        by = _unsure(movement(ranges, expression.by, inner))
        if expression.statistic is Statistic.SUM:
            operand, added = _signed(operand, weight), iv.multiply(added, weight)
        elif not _one_sided(weight):
            operand = _unsure(operand)
    if expression.statistic is Statistic.SUM and not expression.rules:
        return _merged(operand, _signed(conditions, added), by)
    return _merged(operand if expression.statistic.rises else _unsure(operand), _unsure(conditions), by)


def _one_sided(interval: Interval) -> bool:
    """Whether the numbers of an interval that are not 0 have one sign."""
    return (interval.low is not None and interval.low >= 0) or (interval.high is not None and interval.high <= 0)
