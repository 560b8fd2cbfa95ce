"""Several sub-periods as one: a sum, an average, the last, the least or the greatest of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from iku_dsl import expression as ex
from iku_dsl import interval as iv
from iku_dsl.expression import Reduction
from iku_dsl.interval import Interval
from iku_dsl.problem import say
from iku_dsl.types import Kind
from iku_engine.arithmetic import bounds_of, derive, interval_of, joined, number, shown
from iku_engine.calculate.base import missing
from iku_engine.evaluation import Node, Scalar, State
from iku_engine.exact import total


def consolidated(
    expression: ex.ColumnValue | ex.OwnColumn | ex.IndicatorValue, consolidation: ex.Consolidation, cells: list[Node]
) -> Node:
    """Several sub-periods as one: those that are there, or all of them where it must be complete."""
    there = [cell for cell in cells if cell.state is not State.MISSING]
    lacking = [cell for cell in cells if cell.state is State.MISSING]
    if lacking and (consolidation.complete or not there):
        return _incomplete(expression, consolidation, cells, lacking[0])
    there = [cell for cell in there if cell.state is not State.NOT_APPLICABLE] or there
    if consolidation.reduction is Reduction.LAST:
        last = there[-1]
        return replace(
            last, operation="last", text=expression.text, children=(last,), shown=shown(expression.type), fact=None
        )
    return derive(consolidation.reduction.value, expression, there, lambda values: _reduced(consolidation, values))


def _reduced(consolidation: ex.Consolidation, values: Sequence[Scalar]) -> Fraction:
    numbers = [number(value) for value in values]
    match consolidation.reduction:
        case Reduction.SUM:
            return total(numbers)
        case Reduction.AVERAGE:
            return total(numbers) / len(numbers)
        case Reduction.MINIMUM:
            return min(numbers)
        case Reduction.MAXIMUM:
            return max(numbers)
        case Reduction.LAST:
            return numbers[-1]


def _incomplete(
    expression: ex.ColumnValue | ex.OwnColumn | ex.IndicatorValue,
    consolidation: ex.Consolidation,
    cells: list[Node],
    first: Node,
) -> Node:
    """Nothing is there, or not all that must be: missing, between what the lacking cells allow."""
    reason = say("missing.incomplete", text=expression.text) if consolidation.complete else first.reason
    node = missing(
        consolidation.reduction.value,
        expression,
        reason or say("missing.beyond", text=expression.text),
        children=tuple(cells),
        inputs=frozenset(cell for one in cells for cell in one.inputs),
    )
    ranges = [interval_of(cell) for cell in cells]
    if expression.type.kind is not Kind.NUMBER or any(
        cell.state in (State.ERROR, State.NOT_APPLICABLE) or cell.perhaps for cell in cells
    ):
        return node
    if consolidation.complete:
        _, tight = joined(cells)
        return replace(node, bounds=bounds_of(_spread(consolidation.reduction, ranges), tight))
    some = ranges[0]
    for item in ranges[1:]:
        some = some.hull(item)
    if consolidation.reduction is Reduction.SUM:  # some of them may stay away, one does not
        every = _spread(Reduction.SUM, [item.hull(iv.point(0)) for item in ranges])
        some = Interval(
            some.low if some.low is not None and some.low >= 0 else every.low,
            some.high if some.high is not None and some.high <= 0 else every.high,
        )
    return replace(node, bounds=bounds_of(some, tight=False))


def _spread(reduction: Reduction, ranges: Sequence[Interval]) -> Interval:
    if reduction is Reduction.LAST:
        return ranges[-1]
    combine = {Reduction.MINIMUM: iv.lesser, Reduction.MAXIMUM: iv.greater}.get(reduction, iv.add)
    found = ranges[0]
    for item in ranges[1:]:
        found = combine(found, item)
    return iv.divide(found, iv.point(len(ranges))) if reduction is Reduction.AVERAGE else found
