"""Every expression of a program with what is known where it stands: the walk that the proofs about expressions share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from iku_dsl.bounds.known import Known
from iku_dsl.bounds.ranges import Ranges, assume, decides, known_inside
from iku_dsl.bounds.sums import under_weights
from iku_dsl.program import Indicator, Program
from iku_dsl.program import expression as ex

Part = ex.Expression | ex.SetExpression


@dataclass(frozen=True, slots=True)
class Seen:
    """An expression, what is known there, and whether it is a condition."""

    expression: ex.Expression
    known: Known
    is_condition: bool = False


Later = Callable[[], "list[Step]"]  # what is worked out once all before it has been seen
Step = Seen | Later


def visit(ranges: Ranges, expression: Part, known: Known, *, condition: bool = False) -> Iterator[Seen]:
    """An expression (or a set) and everything inside it in reading order, each with what the conditions around it say."""
    if isinstance(expression, ex.Members | ex.Rows | ex.Filtered | ex.NamedSet):
        steps = _set(ranges, expression, known)[::-1]
    else:
        steps = [Seen(expression, known, condition)]
    while steps:
        step = steps.pop()
        if isinstance(step, Seen):
            yield step
            steps += reversed(_inside(ranges, step))
        else:
            steps += reversed(step())


def _inside(ranges: Ranges, seen: Seen) -> list[Step]:
    expression, known, condition = seen.expression, seen.known, seen.is_condition
    match expression:
        case ex.Choose():
            return [Seen(expression.condition, known, True), lambda: _branches(ranges, expression, known)]
        case ex.Logic():
            holds = expression.operator.value == "and"
            return [
                Seen(expression.left, known, condition),
                lambda: [Seen(expression.right, assume(ranges, expression.left, holds, known), condition)],
            ]
        case ex.Opposite():
            return [Seen(expression.operand, known, condition)]
        case ex.Aggregated():
            return [*_set(ranges, expression.set, known), lambda: _operands(ranges, expression, known)]
        case ex.Weighted():
            return [Seen(expression.operand, under_weights(known))]
        case ex.Named():
            return [Seen(expression.value, known.at_home if expression.home else known)]
        case _:
            return [step for part in ex.parts(expression) for step in _part(ranges, part, known)]


def _part(ranges: Ranges, part: Part, known: Known) -> list[Step]:
    if isinstance(part, ex.Members | ex.Rows | ex.Filtered | ex.NamedSet):
        return _set(ranges, part, known)
    return [Seen(part, known)]


def _branches(ranges: Ranges, choice: ex.Choose, known: Known) -> list[Step]:
    """Those of a choice that may be reached."""
    decided = decides(ranges, choice.condition, known)
    found: list[Step] = []
    if decided is not False:
        found.append(lambda: [Seen(choice.then, assume(ranges, choice.condition, True, known))])
    if decided is not True:
        found.append(lambda: [Seen(choice.otherwise, assume(ranges, choice.condition, False, known))])
    return found


def _operands(ranges: Ranges, aggregated: ex.Aggregated, known: Known) -> list[Step]:
    inner = known_inside(ranges, aggregated.set, known)
    return [Seen(operand, inner) for operand in (aggregated.operand, aggregated.by) if operand is not None]


def _set(ranges: Ranges, base: ex.SetExpression, known: Known) -> list[Step]:
    match base:
        case ex.Filtered():
            return [
                *_set(ranges, base.set, known),
                lambda: [Seen(base.condition, known_inside(ranges, base.set, known), True)],
            ]
        case ex.NamedSet():
            return _set(ranges, base.set, known)
        case ex.Members() | ex.Rows():
            return []


def asked_for(
    ranges: Ranges, indicator: Indicator, of_kind: Callable[[Part], bool]
) -> Iterator[tuple[Part, Iterator[Seen]]]:
    """The expressions of an indicator that have a part of some kind, each with the walk over it: most are passed over so."""
    inside = cache(lambda: guarded(ranges, indicator))
    done, before = 0, start(indicator)  # what is known once so many guards were looked at
    for expression, guards in _places(indicator):
        if any(map(of_kind, ex.walk(expression))):
            if guards == len(indicator.guards):
                known = inside()
            else:
                before = _past(ranges, indicator, before, done, guards) if guards >= done else start(indicator)
                done, known = guards, before
            yield expression, visit(ranges, expression, known)


def _places(indicator: Indicator) -> Iterator[tuple[Part, int]]:
    """The expressions of an indicator, each with how many of its guards were looked at by then, and did not hold."""
    every = len(indicator.guards)
    yield indicator.formula, every
    for place, guard in enumerate(indicator.guards):
        yield guard.condition, place
    for target in indicator.targets:
        for end in (target.value, target.high):
            if end is not None:
                yield end, every
    for cap in indicator.caps:
        yield cap.condition, every
    for official in indicator.official:
        yield official.value, every
    if indicator.achievement is not None:
        for argument in indicator.achievement.arguments.values():
            yield argument, 0
    if indicator.ranking is not None:
        for ranked in (indicator.ranking.by, indicator.ranking.among):
            if ranked is not None:
                yield ranked, every


def start(indicator: Indicator) -> Known:
    """What is known before an indicator's guards are looked at."""
    ends = [end for end in (indicator.range.low, indicator.range.high) if end is not None]
    tries = tuple(dict.fromkeys([*ends, *(bound for bound in Known().tries)]))
    entity = frozenset(indicator.dimensions)  # where it is not valid, its indicator does not apply
    return Known(levels=indicator.levels, tries=tries, grain=indicator.grain, at_hand=entity)


def guarded(ranges: Ranges, indicator: Indicator) -> Known:
    """What is known where a formula is evaluated: no guard holds."""
    return _past(ranges, indicator, start(indicator), 0, len(indicator.guards))


def _past(ranges: Ranges, indicator: Indicator, known: Known, first: int, end: int) -> Known:
    for guard in indicator.guards[first:end]:
        known = assume(ranges, guard.condition, False, known)
    return known


def sound_versions(program: Program, broken: frozenset[str]) -> Iterator[Indicator]:
    """All versions of all indicators without a problem of their own."""
    for name, found in program.indicators.items():
        if name not in broken:
            yield from found
