"""The reference: one dispatch over the kinds of expression, each evaluated in the obvious way, row by row."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from iku_dsl.program import expression as ex
from iku_dsl.types import Kind, Operator
from iku_engine.reference import arithmetic as ar
from iku_engine.reference import cells, expected, indicator_values, sets, statistics, weights
from iku_engine.reference import outcome as oc
from iku_engine.reference.judged import band_of
from iku_engine.reference.numbers import steps
from iku_engine.reference.outcome import ERROR, MISSING, Outcome
from iku_engine.reference.ranges import ANYWHERE, minus, together
from iku_engine.reference.world import Place, World, looked_at
from iku_engine.results.evaluation import State


def of(world: World, expression: ex.Expression, place: Place) -> Outcome:
    """What an expression comes to."""
    if place is not world.remembered_at:
        return _counted(world, expression, place)
    if id(expression) not in world.remembered:
        world.remembered[id(expression)] = _counted(world, expression, place)
    return world.remembered[id(expression)]


def _counted(world: World, expression: ex.Expression, place: Place) -> Outcome:
    made = _of(world, expression, place)
    if world.filling is not None:
        world.effort.spend(steps(made.value))
    return made


def _of(world: World, expression: ex.Expression, place: Place) -> Outcome:
    match expression:
        case ex.Constant():
            return MISSING if expression.value is None else oc.value(expression.value)
        case ex.ColumnValue():
            return cells.column_value(world, expression, place)
        case ex.OwnColumn():
            return cells.own_column(world, expression, place)
        case ex.AttributeValue():
            return cells.attribute(world, expression, place)
        case ex.KeyValue():
            member = cells.member(world, expression.key, place)
            return member if isinstance(member, Outcome) else oc.value(member)
        case ex.HasRow():
            return cells.has_row(world, expression, place)
        case ex.IsExpected():
            return expected.is_expected(world, expression, place)
        case ex.Arithmetic():
            return _arithmetic(world, expression, place)
        case ex.Negative():
            operand = world.of(expression.operand, place)
            return oc.instead((operand,), minus(operand.where)) or oc.value(-operand.number)
        case ex.Comparison():
            return _comparison(world, expression, place)
        case ex.Logic():
            return _logic(world, expression, place)
        case ex.Opposite():
            operand = world.of(expression.operand, place)
            holds = operand.holds
            return (
                ERROR
                if operand.state is State.ERROR
                else oc.truth(None if holds is None else not holds, operand.unloaded)
            )
        case ex.IsMissing():
            return _is_missing(world, expression, place)
        case ex.Choose():
            return _choice(world, expression, place)
        case ex.Apply():
            operands = [world.of(argument, place) for argument in expression.arguments]
            return ar.applied(expression.function, expression.half_even, operands)
        case ex.Lookup():
            keys = [world.of(key, place) for key in expression.keys]
            return ar.looked_up(world.program.tables[expression.table], expression.type.choices, keys)
        case ex.Classify():
            return _classified(world, expression, place)
        case ex.Named():
            return world.of(expression.value, place.at_home())
        case ex.Aggregated():
            return statistics.aggregated(world, expression, place)
        case ex.OfList():
            found = [world.of(operand, place) for operand in expression.operands]
            plain = [world.as_it_is(o, place, one) for o, one in zip(expression.operands, found, strict=True)]
            return statistics.of_list(world, expression, found, plain)
        case ex.Weighted():
            return weights.weighted(world, expression, place)
        case ex.WeightedIndicators():
            return weights.weighted_indicators(world, expression, place, indicator_values.indicator_value)
        case ex.IndicatorValue():
            return indicator_values.indicator_value(world, expression, place)
        case ex.CalendarDays():
            periods, _ = looked_at(expression.shift, place.period, place.period.grain)
            known = [period for period in periods if period is not None]
            counts = [12 // p.grain.per_year if expression.months else p.days for p in known]
            return oc.value(Fraction(sum(counts))) if counts else MISSING


def _arithmetic(world: World, expression: ex.Arithmetic, place: Place) -> Outcome:
    left, right = world.of(expression.left, place), world.of(expression.right, place)
    found = ar.arithmetic(expression.operator, left, right)
    if found.state is not State.MISSING:
        return found
    if Kind.DATE in (expression.left.type.kind, expression.right.type.kind):
        return replace(found, ends=ANYWHERE)
    ends = sets.share(world, expression, place)
    return found if ends is None else replace(found, ends=ends)


def _comparison(world: World, expression: ex.Comparison, place: Place) -> Outcome:
    left, right = expression.left, expression.right
    order = next((one.type.choices for one in (left, right) if one.type.ordered), ())
    return ar.compared(expression.operator, order, world.of(left, place), world.of(right, place))


def _logic(world: World, expression: ex.Logic, place: Place) -> Outcome:
    """What one operand decides is decided, whatever the other is; else an error, else unknown."""
    operands = [world.of(expression.left, place), world.of(expression.right, place)]
    deciding = expression.operator is Operator.OR
    if any(one.holds is deciding for one in operands):
        return oc.truth(deciding)
    if any(one.state is State.ERROR for one in operands):
        return ERROR
    unknown = any(one.state is State.MISSING for one in operands)
    return oc.truth(None, oc.unloaded(operands)) if unknown else oc.truth(not deciding)


def _is_missing(world: World, expression: ex.IsMissing, place: Place) -> Outcome:
    """Whether something is missing as things are; of a period that nobody has given it is unknown."""
    operand = world.as_it_is(expression.operand, place, world.of(expression.operand, place))
    if operand.state is State.ERROR:
        return ERROR
    if operand.state is State.MISSING and operand.unloaded:
        filled = world.fill(("missing", id(expression), *place.identity), (True, False))
        return oc.truth(filled if isinstance(filled, bool) else None, unloaded=True)
    return oc.truth(operand.state is State.MISSING)


def _choice(world: World, expression: ex.Choose, place: Place) -> Outcome:
    condition = world.of(expression.condition, place)
    if condition.state is State.ERROR:
        return ERROR
    if condition.holds is not None:
        return world.of(expression.then if condition.holds else expression.otherwise, place)
    branches = [world.of(branch, place) for branch in (expression.then, expression.otherwise)]
    ends = together([branch.where for branch in branches])
    return oc.missing(ends, oc.unloaded([condition, *branches]), oc.may_not_apply(branches))


def _classified(world: World, expression: ex.Classify, place: Place) -> Outcome:
    operand = world.of(expression.operand, place)
    decided = oc.instead((operand,))
    if decided is not None:
        return decided
    band = band_of(world.program.scales[expression.scale], operand.number, world.as_printed)
    return MISSING if band is None else oc.value(band)
