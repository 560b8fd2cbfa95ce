"""Expression to node: one dispatch over the kinds of expression."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import assert_never

from iku_dsl import interval as iv
from iku_dsl.problem import say
from iku_dsl.program import Program
from iku_dsl.program import expression as ex
from iku_dsl.records import replace
from iku_dsl.types import Kind
from iku_engine.arithmetic.functions import apply, approximated
from iku_engine.arithmetic.nodes import binary, derive, failed, number, shown, worst
from iku_engine.calculate import cells, counting, sets, weights
from iku_engine.calculate.cells import is_expected, member_of, members_of, read_attribute, read_column, read_own_column
from iku_engine.calculate.context import Calculation, Hooks
from iku_engine.calculate.logic import choose, comparison, is_missing, logic, opposite
from iku_engine.calculate.lookups import looked_up
from iku_engine.calculate.means import of_list
from iku_engine.calculate.nodes import missing
from iku_engine.calculate.weights import weighted, weighted_indicators
from iku_engine.exact import extra_steps
from iku_engine.plan.environment import Environment, reading
from iku_engine.results.beside import AS_PRINTED
from iku_engine.results.evaluation import Node, Operation, State
from iku_engine.results.judge import band_of
from iku_engine.snapshot.snapshot import Snapshot


def node(run: Calculation, expression: ex.Expression, at: Environment) -> Node:
    """The node of an expression at a place. Errors: `WrongUse` where too much is worked out."""
    run.snapshot.work_out(1)
    match expression:
        case ex.Constant():
            made = _constant(expression)
        case ex.ColumnValue():
            made = read_column(run, expression, at)
        case ex.OwnColumn():
            made = read_own_column(run, expression, at)
        case ex.AttributeValue():
            made = read_attribute(run, expression, at)
        case ex.KeyValue():
            member = member_of(run, expression.key, at)
            made = (
                Node(Operation.KEY, expression.text, value=member, span=expression.span)
                if isinstance(member, str)
                else member
            )
        case ex.HasRow():
            made = run.hooks.has_row(run, expression, at)
        case ex.IsExpected():
            made = is_expected(run, expression, at)
        case ex.Arithmetic():
            made = _arithmetic(run, expression, at)
        case ex.Negative():
            child = run.node(expression.operand, at)
            made = derive(Operation.NEGATE, expression, (child,), lambda v: -number(v[0]), lambda r: iv.negate(r[0]))
        case ex.Comparison():
            made = comparison(run, expression, at)
        case ex.Logic():
            made = logic(run, expression, at)
        case ex.Opposite():
            made = opposite(run, expression, at)
        case ex.IsMissing():
            made = is_missing(run, expression, at)
        case ex.Choose():
            made = choose(run, expression, at)
        case ex.Apply():
            children = [run.node(argument, at) for argument in expression.arguments]
            made = apply(expression.function, expression, children, expression.half_even)
        case ex.Lookup():
            made = looked_up(run, expression, at)
        case ex.Classify():
            made = _classify(run, expression, at)
        case ex.Named():
            made = _named(run, expression, at)
        case ex.Aggregated():
            made = run.hooks.aggregated(run, expression, at)
        case ex.OfList():
            made = of_list(expression, [run.node(operand, at) for operand in expression.operands])
        case ex.Weighted():
            made = weighted(run, expression, at)
        case ex.WeightedIndicators():
            made = weighted_indicators(run, expression, at)
        case ex.IndicatorValue():
            made = _indicator(run, expression, at)
        case ex.CalendarDays():
            made = _days(expression, at)
        case _:
            assert_never(expression)
    if made.marks:
        run.noting.add(marks=made.marks)
    more = approximated(made) + sum(extra_steps(each.value) for each in (made, *made.children))
    if more:
        run.snapshot.work_out(more)
    return made


def _constant(expression: ex.Constant) -> Node:
    node = Node(
        Operation.CONSTANT, expression.text, value=expression.value, shown=shown(expression.type), span=expression.span
    )
    if expression.value is None:
        return replace(node, state=State.MISSING, reason=say("missing.literal"))
    return node


def _arithmetic(run: Calculation, expression: ex.Arithmetic, at: Environment) -> Node:
    left, right = run.node(expression.left, at), run.node(expression.right, at)
    if Kind.DATE in (expression.left.type.kind, expression.right.type.kind):
        return _dates(expression, left, right)
    node = binary(expression.operator, expression, left, right)
    if node.state is State.MISSING:
        bounds = run.hooks.ratio_bounds(run, expression, left, right, at)
        if bounds is not None:
            return replace(node, bounds=bounds)
    return node


def _dates(expression: ex.Arithmetic, left: Node, right: Node) -> Node:
    sign = 1 if expression.operator.value == "+" else -1
    operation = Operation.ADD if sign > 0 else Operation.SUBTRACT
    children = (left, right)
    if worst(children) is not None:
        return derive(operation, expression, children, lambda _: None)
    first, second = left.value, right.value
    assert isinstance(first, date)
    if isinstance(second, date):
        return derive(operation, expression, children, lambda _: Fraction((first - second).days))
    days = number(second)
    if days.denominator != 1:
        return failed(operation, expression, children, say("date-part", text=expression.text))
    day = first.toordinal() + sign * int(days)
    if not 1 <= day <= date.max.toordinal():
        return failed(operation, expression, children, say("date-beyond", text=expression.text))
    return derive(operation, expression, children, lambda _: date.fromordinal(day))


def _named(run: Calculation, expression: ex.Named, at: Environment) -> Node:
    child = run.node(expression.value, at.at_home())
    return Node(
        Operation.NAMED,
        expression.name,
        expression.label or expression.name,
        state=child.state,
        value=child.value,
        shown=shown(expression.type),
        bounds=child.bounds,
        reason=child.reason,
        children=(child,),
        span=expression.span,
        inputs=child.inputs,
    )


def _indicator(run: Calculation, expression: ex.IndicatorValue, at: Environment) -> Node:
    keys = members_of(run, expression.keys, at)
    if isinstance(keys, Node):
        return replace(keys, operation=Operation.INDICATOR, text=expression.text, children=(keys,))
    grain = run.program.indicators[expression.indicator][0].grain
    read = reading(expression.shift, at.period, grain)
    if read is None:
        return Node(
            Operation.INDICATOR,
            expression.text,
            state=State.MISSING,
            reason=say("missing.beyond", text=expression.text),
        )
    assert run.indicator is not None, "rules of rows that name an indicator are evaluated by who knows indicators"
    listed = not at.elements and not at.row  # of each member of a set nobody wants all lists
    return run.indicator(expression, read, keys, listed)


def _days(expression: ex.CalendarDays, at: Environment) -> Node:
    read = reading(expression.shift, at.period, at.period.grain)
    if read is None:
        return missing(Operation.CALENDAR, expression, say("missing.beyond", text=expression.text))
    periods = [period for period in read.periods if period is not None]
    counted = sum(12 // period.grain.per_year if expression.months else period.days for period in periods)
    return Node(
        Operation.CALENDAR,
        expression.text,
        value=Fraction(counted),
        shown=shown(expression.type),
        period=read.periods[0],
        span=expression.span,
    )


# ---- scales


def _classify(run: Calculation, expression: ex.Classify, at: Environment) -> Node:
    child = run.node(expression.operand, at)
    scale = run.program.scales[expression.scale]
    if run.as_printed and any(band.correction for band in scale.bands):
        run.noting.add(marks=(AS_PRINTED,))
    if child.state is not State.VALUE:
        return derive(Operation.CLASSIFY, expression, (child,), lambda _: None)
    band = band_of(scale, number(child.value), run.as_printed)
    if band is None:
        reason = say("band.none", scale=scale.title)
        return replace(
            derive(Operation.CLASSIFY, expression, (child,), lambda _: None), state=State.MISSING, reason=reason
        )
    return derive(Operation.CLASSIFY, expression, (child,), lambda _: band.name)


HOOKS = Hooks(
    read_cells=cells.read_cells,
    stored_cell=cells.stored_cell,
    missing_range=cells.missing_range,
    carried_forward=cells.carried_forward,
    row_exists=cells.row_exists,
    has_row=cells.has_row,
    aggregated=sets.aggregated,
    statistic=sets.statistic,
    ratio_bounds=counting.ratio_bounds,
    left_out=weights.left_out,
)


def new_calculation(program: Program, snapshot: Snapshot) -> Calculation:
    """The calculation of expressions that name no indicator."""
    return Calculation(program, snapshot, node, HOOKS)
