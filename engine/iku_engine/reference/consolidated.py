"""Several sub-periods as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from iku_dsl.program.expression import Consolidation, Reduction
from iku_engine.reference import outcome as oc
from iku_engine.reference.outcome import ERROR, NOTHING, ZERO, Ends, Outcome
from iku_engine.reference.world import World
from iku_engine.results.evaluation import State


@dataclass(frozen=True)
class Part:
    """A sub-period's figure; `optional`: there may be none at all, and then nothing is missing."""

    outcome: Outcome
    optional: bool = False


Parts = Sequence[Part | None]  # None: a sub-period that was loaded and has nothing


def consolidated(world: World, how: Consolidation, parts: Parts, plain: Parts, what: tuple[object, ...]) -> Outcome:
    """Sub-periods as one: all of them, or where `sebagian` says so those that are known as things are (`plain`)."""
    known = [one is None or one.outcome.state is not State.MISSING for one in plain]
    lost = [one is not None and one.outcome.state is State.MISSING for one in plain]
    if how.partial and any(known):
        world.marks |= {"partial"} if any(lost) else set()
        parts = [one for one, there in zip(parts, known, strict=True) if there]
    elif how.partial and any(lost) and world.filling is not None:  # any of them may be there some day, one at least
        waited = [(place, one) for place, one in enumerate(parts) if lost[place]]
        come = [one for place, one in waited if world.fill((*what, "comes", place), (True, False))]
        parts = come or [waited[0][1]]
    there = [one for one in parts if one is not None]
    if any(one.outcome.state is State.ERROR for one in there):
        return ERROR
    applying = [one for one in there if one.outcome.state is not State.NOT_APPLICABLE] or there
    if any(one.outcome.state is State.MISSING for one in applying):
        return _open(how, there)
    return _reduced(how.reduction, [one.outcome for one in applying])


def _reduced(reduction: Reduction, parts: Sequence[Outcome]) -> Outcome:
    """A reduction of what is there: the sum of nothing is 0, of the others there is none."""
    if not parts and reduction is not Reduction.SUM:
        return NOTHING
    decided = oc.instead(parts)
    if decided is not None:
        return decided
    if reduction is Reduction.LAST:
        return parts[-1]
    numbers = [one.number for one in parts]
    match reduction:
        case Reduction.SUM:
            return oc.value(sum(numbers, ZERO))
        case Reduction.AVERAGE:
            return oc.value(sum(numbers, ZERO) / len(numbers))
        case Reduction.MINIMUM:
            return oc.value(min(numbers))
        case Reduction.MAXIMUM:
            return oc.value(max(numbers))


def _open(how: Consolidation, parts: Sequence[Part]) -> Outcome:
    """Some sub-period is missing."""
    outcomes = [one.outcome for one in parts]
    unloaded = oc.unloaded(outcomes)
    applying = [one for one in parts if one.outcome.state is not State.NOT_APPLICABLE]
    only_if_it_comes = all(one.outcome.state is State.MISSING and one.optional for one in applying)
    nothing = oc.may_be_nothing(outcomes) or (only_if_it_comes and how.reduction is not Reduction.SUM)
    if oc.may_not_apply(outcomes) or (only_if_it_comes and len(applying) < len(parts)):
        return oc.missing(unloaded=unloaded, perhaps=True, may_be_nothing=nothing)
    ranges = [_range(how.reduction, one) for one in applying]
    optional = any(one.optional for one in applying)
    ends = _some(how.reduction, ranges) if how.partial else _all(how.reduction, ranges, optional)
    return replace(oc.missing(ends, unloaded, may_be_nothing=nothing), choices=outcomes[-1].choices)


def _range(reduction: Reduction, part: Part) -> Ends:
    """Where a sub-period's figure lies; to a sum one that is not there adds nothing."""
    adds_nothing = part.optional and reduction is Reduction.SUM
    return oc.together([part.outcome.where, (ZERO, ZERO)]) if adds_nothing else part.outcome.where


def _all(reduction: Reduction, ranges: Sequence[Ends], optional: bool) -> Ends:
    """All of them; where one may be left out, what is not a sum is at least one of the rest, or between them."""
    if optional and reduction is not Reduction.SUM:
        return oc.together(ranges)
    match reduction:
        case Reduction.LAST:
            return ranges[-1]
        case Reduction.MINIMUM:
            return oc.lesser(ranges)
        case Reduction.MAXIMUM:
            return oc.greater(ranges)
        case Reduction.SUM | Reduction.AVERAGE:
            ends: Ends = (ZERO, ZERO)
            for one in ranges:
                ends = oc.plus(ends, one)
            share = Fraction(1, len(ranges) if reduction is Reduction.AVERAGE else 1)
            return oc.times(ends, (share, share))


def _some(reduction: Reduction, ranges: Sequence[Ends]) -> Ends:
    """One of them at least, whichever comes: a sum of more goes beyond one of them only on the side of its sign."""
    low, high = oc.together(ranges)
    if reduction is not Reduction.SUM:
        return low, high
    lows, highs = [one[0] for one in ranges], [one[1] for one in ranges]
    if low is None or low < 0:
        low = None if None in lows else sum((min(x, ZERO) for x in lows if x is not None), ZERO)
    if high is None or high > 0:
        high = None if None in highs else sum((max(x, ZERO) for x in highs if x is not None), ZERO)
    return low, high
