"""Several sub-periods as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from iku_dsl.program.expression import Consolidation, Reduction
from iku_engine.reference import outcome as oc
from iku_engine.reference.outcome import ANYWHERE, ERROR, NOTHING, ZERO, Ends, Outcome
from iku_engine.reference.world import World
from iku_engine.results.evaluation import State


@dataclass(frozen=True)
class Part:
    """A sub-period's figure; `optional`: there may be none at all, and then nothing is missing."""

    outcome: Outcome
    optional: bool = False


Parts = Sequence[Part | None]  # None: a sub-period that was loaded and has nothing


def consolidated(
    world: World,
    how: Consolidation,
    parts: Parts,
    plain: Parts,
    what: tuple[object, ...],
    answers: Sequence[bool] = (),
) -> Outcome:
    """Sub-periods as one: all of them, or where `sebagian` says so those that are known as things are (`plain`).

    `answers` are those of which to have nothing is an answer: a register came without a row. Others need not come at all.
    """
    lost = [one is not None and one.outcome.state is State.MISSING for one in plain]
    if how.partial and any(lost):
        left = [one for one, gone in zip(plain, lost, strict=True) if not gone]
        figure = any(one is not None and one.outcome.state is not State.NOT_APPLICABLE for one in left)
        nothing = any(one is None and answer for one, answer in zip(plain, answers, strict=False))
        if figure or (nothing and how.reduction is Reduction.SUM and not any(left)):
            world.marks |= {"partial"}
            parts = [one for one, gone in zip(parts, lost, strict=True) if not gone]
        elif world.filling is not None:
            parts = _coming(world, parts, lost, what)
    there = [one for one in parts if one is not None]
    if any(one.outcome.state is State.ERROR for one in there):
        return ERROR
    applying = [one for one in there if one.outcome.state is not State.NOT_APPLICABLE] or there
    if any(one.outcome.state is State.MISSING for one in applying):
        return _open(how, there)
    return _reduced(how.reduction, [one.outcome for one in applying])


def _coming(world: World, parts: Parts, lost: Sequence[bool], what: tuple[object, ...]) -> Parts:
    """Of sub-periods of which none is known as things are: any of them may come some day; one at least that has a figure, or all."""
    waited = [place for place, gone in enumerate(lost) if gone]
    come = [place for place in waited if world.fill((*what, "comes", place), (True, False))] or waited[:1]
    if all(parts[place] is None for place in come):
        come = waited
    return [one for place, one in enumerate(parts) if place in come or place not in waited]


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
    if how.partial and len(applying) < len(parts):  # where others do not apply, nothing is no sum
        applying = [Part(one.outcome) for one in applying]
    ends = _some(how.reduction, applying) if how.partial else _all(how.reduction, applying)
    return replace(oc.missing(ends, unloaded, may_be_nothing=nothing), choices=outcomes[-1].choices)


def _range(reduction: Reduction, part: Part) -> Ends:
    """Where a sub-period's figure lies; to a sum one that is not there adds nothing."""
    adds_nothing = part.optional and reduction is Reduction.SUM
    return oc.together([part.outcome.where, (ZERO, ZERO)]) if adds_nothing else part.outcome.where


def _all(reduction: Reduction, parts: Sequence[Part]) -> Ends:
    """All of them, less any of those that may have nothing, as long as one is left; to a sum these add nothing."""
    ranges = [_range(reduction, one) for one in parts]
    sure = [one for one, part in zip(ranges, parts, strict=True) if not part.optional]
    if reduction is not Reduction.SUM and not sure:
        return oc.together(ranges)
    match reduction:
        case Reduction.LAST:
            after = next((n for n, part in enumerate(reversed(parts), 1) if not part.optional), len(parts))
            return oc.together(ranges[-after:])
        case Reduction.MINIMUM:
            return oc.together([oc.lesser(sure), oc.lesser(ranges)])
        case Reduction.MAXIMUM:
            return oc.together([oc.greater(sure), oc.greater(ranges)])
        case Reduction.AVERAGE:
            low, _ = _averages(sure, [one for one, part in zip(ranges, parts, strict=True) if part.optional])
            mirrored = [oc.minus(one) for one, part in zip(ranges, parts, strict=True) if part.optional]
            turned, _ = _averages([oc.minus(one) for one in sure], mirrored)
            return low, None if turned is None else -turned
        case Reduction.SUM:
            return _total(ranges)


def _averages(sure: Sequence[Ends], perhaps: Sequence[Ends]) -> Ends:
    """Of the average of numbers and any of some more; only its lower end is one: with the least of them it is the least."""
    if any(low is None for low, _ in perhaps):
        return ANYWHERE
    more = sorted(perhaps, key=lambda one: one[0] or ZERO)
    tried = [[*sure, *more[:count]] for count in range(len(more) + 1)]
    shares = [(Fraction(1, len(some)), Fraction(1, len(some))) for some in tried]
    return oc.together([oc.times(_total(some), share) for some, share in zip(tried, shares, strict=True)])


def _total(ranges: Sequence[Ends]) -> Ends:
    ends: Ends = (ZERO, ZERO)
    for one in ranges:
        ends = oc.plus(ends, one)
    return ends


def _some(reduction: Reduction, parts: Sequence[Part]) -> Ends:
    """One of them at least, whichever comes: a sum of more goes beyond one of them only on the side of its sign."""
    ranges = [_range(reduction, one) for one in parts]
    low, high = oc.together(ranges)
    if reduction is not Reduction.SUM:
        return low, high
    lows, highs = [one[0] for one in ranges], [one[1] for one in ranges]
    if low is None or low < 0:
        low = None if None in lows else sum((min(x, ZERO) for x in lows if x is not None), ZERO)
    if high is None or high > 0:
        high = None if None in highs else sum((max(x, ZERO) for x in highs if x is not None), ZERO)
    return low, high
