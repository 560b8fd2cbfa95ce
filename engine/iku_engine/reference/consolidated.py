"""Several sub-periods as one."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from iku_dsl.expression import Consolidation, Reduction
from iku_engine.evaluation import State
from iku_engine.reference import outcome as oc
from iku_engine.reference import ranges as rg
from iku_engine.reference.outcome import Outcome
from iku_engine.reference.ranges import Ends
from iku_engine.reference.world import World


def consolidated(
    world: World,
    how: Consolidation,
    parts: Sequence[Outcome],
    plain: Sequence[Outcome],
    what: tuple[object, ...],
) -> Outcome:
    """Sub-periods as one: those that are there, or all of them where that is demanded; `plain` are they as they are."""
    gone = [one.state is State.MISSING for one in plain]
    if not any(gone) or (not how.complete and not all(gone)):
        return _reduced(how.reduction, [one for one, lost in zip(parts, gone, strict=True) if not lost])
    if world.filling is None:
        return _open(how, parts)
    if how.complete:
        come = list(parts)
    else:  # any of them may be there some day, one at least
        come = [one for place, one in enumerate(parts) if world.fill((*what, "comes", place), (True, False))]
    return _reduced(how.reduction, come or [parts[0]])


def _reduced(reduction: Reduction, parts: Sequence[Outcome]) -> Outcome:
    """A reduction of sub-periods; those that do not apply count where nothing else does."""
    parts = [one for one in parts if one.state is not State.NOT_APPLICABLE] or parts
    if reduction is Reduction.LAST:
        return parts[-1]
    decided = oc.instead(parts)
    if decided is not None:
        return decided
    numbers = [one.number for one in parts]
    match reduction:
        case Reduction.SUM:
            return oc.value(sum(numbers, Fraction(0)))
        case Reduction.AVERAGE:
            return oc.value(sum(numbers, Fraction(0)) / len(numbers))
        case Reduction.MINIMUM:
            return oc.value(min(numbers))
        case Reduction.MAXIMUM:
            return oc.value(max(numbers))


def _open(how: Consolidation, parts: Sequence[Outcome]) -> Outcome:
    """Nothing is there, or not all that must be."""
    first = next(one for one in parts if one.state is State.MISSING)
    unloaded = first.unloaded and not how.complete
    ranges = [one.where for one in parts]
    perhaps = oc.may_not_apply(parts)
    if perhaps or any(one.state in (State.ERROR, State.NOT_APPLICABLE) for one in parts):
        return oc.missing(unloaded=unloaded, perhaps=perhaps)
    ends = _all(how.reduction, ranges) if how.complete else _some(how.reduction, ranges)
    return Outcome(State.MISSING, ends=ends, choices=parts[-1].choices, unloaded=unloaded)


def _all(reduction: Reduction, ranges: Sequence[Ends]) -> Ends:
    match reduction:
        case Reduction.LAST:
            return ranges[-1]
        case Reduction.MINIMUM:
            return rg.lesser(ranges)
        case Reduction.MAXIMUM:
            return rg.greater(ranges)
        case Reduction.SUM | Reduction.AVERAGE:
            ends: Ends = (Fraction(0), Fraction(0))
            for one in ranges:
                ends = rg.plus(ends, one)
            share = Fraction(1, len(ranges) if reduction is Reduction.AVERAGE else 1)
            return rg.times(ends, (share, share))


def _some(reduction: Reduction, ranges: Sequence[Ends]) -> Ends:
    """One of them at least, whichever comes: a sum of more goes beyond one of them only on the side of its sign."""
    low, high = rg.together(ranges)
    if reduction is not Reduction.SUM:
        return low, high
    lows, highs = [one[0] for one in ranges], [one[1] for one in ranges]
    if low is None or low < 0:
        low = None if None in lows else sum((min(x, Fraction(0)) for x in lows if x is not None), Fraction(0))
    if high is None or high > 0:
        high = None if None in highs else sum((max(x, Fraction(0)) for x in highs if x is not None), Fraction(0))
    return low, high
