"""Several sub-periods as one: a sum, an average, the last, the least or the greatest of them."""

from __future__ import annotations

from collections import Counter
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
    """One of the periods that are consolidated: its figure, or None where there is nothing and nothing is lacking.

    `says_nothing`: it came without a row in a register, which is an answer; else nobody had to send anything, as a member was not valid.
    `nothing` tells a trace of either; `optional` says of a figure that is missing that there may be nothing, too.
    """

    period: Period | None
    node: Node | None
    optional: bool = False
    nothing: Node | None = None
    says_nothing: bool = False

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
    left_out = tuple(part.shown for part in parts if part.shown and id(part.shown) not in made_of)
    node = replace(node, left_out=left_out) if left_out else node
    period = parts[0].period if parts else None
    if node.state is not State.VALUE or period is None:
        return node
    lacking = sum(part.is_missing for part in parts) if consolidation.partial else 0
    lacking += sum(part.node is not None and part.node.state is State.NOT_APPLICABLE for part in parts)
    if not lacking:
        return node
    wanted = sum(part.node is not None or part.says_nothing for part in parts)
    mark = partial(Part(of, period.grain.value, wanted - lacking, wanted))
    return replace(node, marks=together(node.marks, (mark,)))


def _consolidated(expression: Read, consolidation: ex.Consolidation, parts: Sequence[SubPeriod]) -> Node:
    cells = [part.node for part in parts if part.node is not None]
    there = [cell for cell in cells if cell.state is not State.MISSING]
    if not cells:
        return _of_nothing(expression, consolidation)
    reduction = Operation(consolidation.reduction.value)
    if any(cell.state is State.ERROR for cell in cells):
        return derive(reduction, expression, cells, lambda _: None)
    if len(there) < len(cells) and not (consolidation.partial and any(cell.state is State.VALUE for cell in there)):
        adds_nothing = consolidation.reduction is Reduction.SUM and any(part.says_nothing for part in parts)
        if consolidation.partial and adds_nothing and not there:
            return _of_nothing(expression, consolidation)
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
    """A register that holds nothing for the key in any of the periods that are there."""
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
        inputs=frozenset().union(*(one.inputs for one in cells)),
    )
    partial, reduction = bool(consolidation.partial), consolidation.reduction
    applying = [part for part in parts if part.node is not None and part.node.state is not State.NOT_APPLICABLE]
    if all(part.is_missing and part.optional for part in applying):
        node = replace(node, may_be_nothing=reduction is not Reduction.SUM)
        if len(applying) < len(cells):  # all that is left may be what does not apply
            return replace(node, perhaps=True)
    if expression.type.kind is not Kind.NUMBER or any(cell.perhaps for cell in lacking):
        return node
    ranges = _ranges([part.node for part in applying if part.node is not None])
    optional = [part.is_missing and (partial or part.optional) for part in applying]
    if not any(optional):
        _, tight = joined([part.node for part in applying if part.node is not None])
        return replace(node, bounds=bounds_of(_spread(reduction, ranges), tight))
    found = _spread_of_some(reduction, ranges, optional)
    # One of them at least is there; but where that may be nothing, so may the sum, unless others do not apply.
    some = len(applying) < len(cells) or not any(part.optional for part in applying)
    if reduction is Reduction.SUM and partial and some:
        found = _of_some(found, ranges)
    return replace(node, bounds=bounds_of(found, tight=False))


def _reason(expression: Read, parts: Sequence[SubPeriod], lacking: Sequence[Node]) -> Text | None:
    """Which of the sub-periods that came are lacking, by their names; of one alone, why. None where all others never came."""
    if len(lacking) == 1 and lacking[0].reason is not None:
        return lacking[0].reason
    absent = [part for part in parts if part.is_missing]
    came = [part.period for part in absent if part.period is not None and not (part.node and part.node.unloaded)]
    return say("missing.sub-periods", text=expression.text, periods=stretches(came)) if came else None


def _ranges(cells: Sequence[Node]) -> list[Interval]:
    """Where each figure lies; those with the very same bounds, as months of which nothing came, share an interval."""
    known: dict[int, Interval] = {}
    for cell in cells:
        if cell.bounds is not None and id(cell.bounds) not in known:
            known[id(cell.bounds)] = interval_of(cell)
    return [known[id(cell.bounds)] if cell.bounds is not None else interval_of(cell) for cell in cells]


def _of_some(whole: Interval, ranges: Sequence[Interval]) -> Interval:
    """The sum of one number or more of several."""
    some = _hull(ranges)
    return Interval(
        some.low if some.low is not None and some.low >= 0 else whole.low,
        some.high if some.high is not None and some.high <= 0 else whole.high,
    )


def _spread(reduction: Reduction, ranges: Sequence[Interval]) -> Interval:
    if reduction is Reduction.LAST:
        return ranges[-1]
    combine = {Reduction.MINIMUM: iv.lesser, Reduction.MAXIMUM: iv.greater}.get(reduction, iv.add)
    different = Counter(ranges)  # like ones at once: most months have the range of their column
    if combine is iv.add:
        spread, *others = [iv.scale(item, Fraction(times)) if times > 1 else item for item, times in different.items()]
    else:
        spread, *others = different
    for item in others:
        spread = combine(spread, item)
    return iv.divide(spread, iv.point(len(ranges))) if reduction is Reduction.AVERAGE else spread


def _spread_of_some(reduction: Reduction, ranges: Sequence[Interval], optional: Sequence[bool]) -> Interval:
    """The same where some of them may be left out, as there may be nothing: of all of the others, and of one at least."""
    kept = [item for item, may in zip(ranges, optional, strict=True) if not may]
    more = [item for item, may in zip(ranges, optional, strict=True) if may]
    match reduction:
        case Reduction.SUM:
            with_none = {item: item.hull(iv.point(0)) for item in dict.fromkeys(more)}
            return _spread(reduction, [*kept, *(with_none[item] for item in more)])
        case Reduction.LAST:  # whatever comes before the last that is sure to be there is not the last
            sure = [place for place, may in enumerate(optional) if not may]
            return _hull(ranges[sure[-1] :] if sure else ranges)
        case Reduction.MINIMUM | Reduction.MAXIMUM:
            return _hull([_spread(reduction, kept), _spread(reduction, ranges)]) if kept else _hull(ranges)
        case Reduction.AVERAGE:
            if not kept:
                return _hull(ranges)
            low = _least_average([item.low for item in kept], [item.low for item in more])
            highs = [[None if item.high is None else -item.high for item in some] for some in (kept, more)]
            high = _least_average(*highs)
            return Interval(low, None if high is None else -high)


def _least_average(kept: Sequence[Fraction | None], more: Sequence[Fraction | None]) -> Fraction | None:
    """The least average of some lower ends with any of more of them, None where one of these has no limit."""
    known = [end for end in (*kept, *more) if end is not None]
    if len(known) < len(kept) + len(more):
        return None
    least, count = total(known[: len(kept)]), len(kept)
    for end in sorted(known[len(kept) :]):
        if end * count >= least:  # it, and whatever is greater, brings the average down no more
            break
        least, count = least + end, count + 1
    return least / count


def _hull(ranges: Sequence[Interval]) -> Interval:
    """Where a number lies that lies in one of several intervals."""
    whole, *others = dict.fromkeys(ranges)
    for item in others:
        whole = whole.hull(item)
    return whole
