"""Several sub-periods as one: a sum, an average, the last, the least or the greatest of them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from iku_dsl import interval as iv
from iku_dsl.interval import Interval
from iku_dsl.period import Period, stretches
from iku_dsl.problem import Text, say
from iku_dsl.program import expression as ex
from iku_dsl.program.expression import Reduction
from iku_dsl.records import record, replace
from iku_dsl.types import Kind
from iku_engine.arithmetic.nodes import bounds_of, derive, interval_of, joined, number, shown
from iku_engine.calculate.nodes import missing
from iku_engine.exact import total
from iku_engine.results.beside import Part, partial, together
from iku_engine.results.evaluation import Node, Operation, Scalar, State

Read = ex.ColumnValue | ex.OwnColumn | ex.IndicatorValue


@record
class SubPeriod:
    """One of the periods that are consolidated: its figure, or None where there is nothing: a register without a row.

    `nothing` says so of that; `optional` of a figure that is missing that there may be nothing, too.
    """

    period: Period | None
    node: Node | None
    optional: bool = False
    nothing: Node | None = None

    @property
    def shown(self) -> Node | None:
        """What a trace lists of it."""
        return self.node if self.node is not None else self.nothing

    @property
    def is_missing(self) -> bool:
        """Whether its figure must be there, or may be, and is not."""
        return self.node is not None and self.node.state is State.MISSING


def consolidated(expression: Read, consolidation: ex.Consolidation, parts: Sequence[SubPeriod], of: str) -> Node:
    """Several sub-periods `of` something as one: of all that apply, or (`sebagian`) of those that are there; of a part it is marked."""
    node = _consolidated(expression, consolidation, parts)
    made_of = {id(child) for child in node.children}
    node = replace(node, left_out=tuple(part.shown for part in parts if part.shown and id(part.shown) not in made_of))
    period = parts[0].period if parts else None
    if node.state is not State.VALUE or period is None:
        return node
    lacking = sum(part.is_missing for part in parts) if consolidation.partial else 0
    lacking += sum(part.node is not None and part.node.state is State.NOT_APPLICABLE for part in parts)
    if not lacking:
        return node
    mark = partial(Part(of, period.grain.value, len(parts) - lacking, len(parts)))
    return replace(node, marks=together(node.marks, (mark,)))


def _consolidated(expression: Read, consolidation: ex.Consolidation, parts: Sequence[SubPeriod]) -> Node:
    cells = [part.node for part in parts if part.node is not None]
    there = [cell for cell in cells if cell.state is not State.MISSING]
    if not cells:
        return _of_nothing(expression, consolidation)
    reduction = Operation(consolidation.reduction.value)
    if any(cell.state is State.ERROR for cell in cells):
        return derive(reduction, expression, cells, lambda _: None)
    if consolidation.partial and not there and len(cells) < len(parts):  # nothing, in the periods that came
        return _of_nothing(expression, consolidation)
    if len(there) < len(cells) and (not consolidation.partial or not there):
        return _incomplete(expression, consolidation, [part for part in parts if part.node is not None])
    there = [cell for cell in there if cell.state is not State.NOT_APPLICABLE] or there
    if consolidation.reduction is Reduction.LAST:
        last = there[-1]
        return replace(
            last,
            operation=Operation.LAST,
            text=expression.text,
            children=(last,),
            shown=shown(expression.type),
            fact=None,
        )
    return derive(reduction, expression, there, lambda values: _reduced(consolidation, values))


def _of_nothing(expression: Read, consolidation: ex.Consolidation) -> Node:
    """A register that was loaded, and holds nothing for the key in any of the periods."""
    if consolidation.reduction is Reduction.SUM:
        return derive(Operation(consolidation.reduction.value), expression, (), lambda _: Fraction(0))
    reason = say("missing.none", text=expression.text)
    return missing(Operation(consolidation.reduction.value), expression, reason, may_be_nothing=True)


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


def _incomplete(expression: Read, consolidation: ex.Consolidation, parts: Sequence[SubPeriod]) -> Node:
    """Not all that must be is there, or nothing is: missing, between what the lacking figures allow."""
    cells = [part.node for part in parts if part.node is not None]
    lacking = [cell for cell in cells if cell.state is State.MISSING]
    node = missing(
        Operation(consolidation.reduction.value),
        expression,
        _reason(expression, parts, lacking),
        children=tuple(cells),
        inputs=frozenset(cell for one in cells for cell in one.inputs),
    )
    if expression.type.kind is not Kind.NUMBER or any(cell.perhaps for cell in lacking):
        return node
    partial, reduction = bool(consolidation.partial), consolidation.reduction
    applying = [part for part in parts if part.node is not None and part.node.state is not State.NOT_APPLICABLE]
    if reduction is not Reduction.SUM and all(part.is_missing and part.optional for part in applying):
        node = replace(node, may_be_nothing=True)
    optional = [part.is_missing and (partial or part.optional) for part in applying]
    if all(optional) and len(applying) < len(cells):  # all that is left may be what does not apply
        return replace(node, perhaps=True)
    cells = [part.node for part in applying if part.node is not None]
    ranges = [interval_of(cell) for cell in cells]
    if not any(optional):
        _, tight = joined(cells)
        return replace(node, bounds=bounds_of(_spread(reduction, ranges), tight))
    if reduction is Reduction.SUM:
        every = [item.hull(iv.point(0)) if may else item for item, may in zip(ranges, optional, strict=True)]
        whole = _spread(Reduction.SUM, every)
        # One of them at least is there; but where that may be nothing, so may the sum.
        if partial and not any(part.optional for part in applying):
            whole = _of_some(whole, ranges)
        return replace(node, bounds=bounds_of(whole, tight=False))
    hull = ranges[0]
    for item in ranges[1:]:
        hull = hull.hull(item)
    return replace(node, bounds=bounds_of(hull, tight=False))


def _reason(expression: Read, parts: Sequence[SubPeriod], lacking: Sequence[Node]) -> Text | None:
    """Which of the sub-periods that came are lacking, by their names; of one alone, why. None where all others never came."""
    if len(lacking) == 1 and lacking[0].reason is not None:
        return lacking[0].reason
    absent = [part for part in parts if part.is_missing]
    came = [part.period for part in absent if part.period is not None and not (part.node and part.node.unloaded)]
    return say("missing.sub-periods", text=expression.text, periods=stretches(came)) if came else None


def _of_some(whole: Interval, ranges: Sequence[Interval]) -> Interval:
    """The sum of one number or more of several."""
    some = ranges[0]
    for item in ranges[1:]:
        some = some.hull(item)
    return Interval(
        some.low if some.low is not None and some.low >= 0 else whole.low,
        some.high if some.high is not None and some.high <= 0 else whole.high,
    )


def _spread(reduction: Reduction, ranges: Sequence[Interval]) -> Interval:
    if reduction is Reduction.LAST:
        return ranges[-1]
    combine = {Reduction.MINIMUM: iv.lesser, Reduction.MAXIMUM: iv.greater}.get(reduction, iv.add)
    spread = ranges[0]
    for item in ranges[1:]:
        spread = combine(spread, item)
    return iv.divide(spread, iv.point(len(ranges))) if reduction is Reduction.AVERAGE else spread
