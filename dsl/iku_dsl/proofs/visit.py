"""Every expression of a program with what is known where it stands: the walk that the proofs about expressions share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from iku_dsl import expression as ex
from iku_dsl.program import Indicator, Program
from iku_dsl.proofs.known import Known
from iku_dsl.proofs.ranges import Ranges
from iku_dsl.proofs.sums import under_weights

Part = ex.Expression | ex.SetExpression


@dataclass(frozen=True, slots=True)
class Seen:
    """An expression, what is known there, and whether it is a condition."""

    expression: ex.Expression
    known: Known
    is_condition: bool = False


def visit(ranges: Ranges, expression: ex.Expression, known: Known, *, condition: bool = False) -> Iterator[Seen]:
    """An expression and everything inside it, each with what the conditions around it say."""
    yield Seen(expression, known, condition)
    match expression:
        case ex.Choose():
            yield from visit(ranges, expression.condition, known, condition=True)
            decided = ranges.decides(expression.condition, known)  # what is never reached is not looked at
            if decided is not False:
                yield from visit(ranges, expression.then, ranges.assume(expression.condition, True, known))
            if decided is not True:
                yield from visit(ranges, expression.otherwise, ranges.assume(expression.condition, False, known))
        case ex.Logic():
            yield from visit(ranges, expression.left, known, condition=condition)
            holds = expression.operator.value == "and"
            yield from visit(
                ranges, expression.right, ranges.assume(expression.left, holds, known), condition=condition
            )
        case ex.Opposite():
            yield from visit(ranges, expression.operand, known, condition=condition)
        case ex.Aggregated():
            yield from _set(ranges, expression.set, known)
            inner = ranges.inside(expression.set, known)
            for operand in (expression.operand, expression.by):
                if operand is not None:
                    yield from visit(ranges, operand, inner)
        case ex.Weighted():
            yield from visit(ranges, expression.operand, under_weights(known))
        case ex.Named():
            yield from visit(ranges, expression.value, known.at_home if expression.home else known)
        case _:
            for part in ex.parts(expression):
                if isinstance(part, ex.Members | ex.Rows | ex.Filtered | ex.NamedSet):
                    yield from _set(ranges, part, known)
                else:
                    yield from visit(ranges, part, known)


def _set(ranges: Ranges, base: ex.SetExpression, known: Known) -> Iterator[Seen]:
    match base:
        case ex.Filtered():
            yield from _set(ranges, base.set, known)
            yield from visit(ranges, base.condition, ranges.inside(base.set, known), condition=True)
        case ex.NamedSet():
            yield from _set(ranges, base.set, known)
        case ex.Members() | ex.Rows():
            pass


def asked_for(
    ranges: Ranges, indicator: Indicator, of_kind: Callable[[Part], bool]
) -> Iterator[tuple[ex.Expression, Iterator[Seen]]]:
    """The expressions of an indicator that have a part of some kind, each with the walk over it: most are passed over so."""
    for expression, is_guarded in _places(indicator):
        if any(map(of_kind, ex.walk(expression))):
            known = guarded(ranges, indicator) if is_guarded else start(indicator)
            yield expression, visit(ranges, expression, known)


def _places(indicator: Indicator) -> Iterator[tuple[ex.Expression, bool]]:
    """The expressions of an indicator, each with whether it is evaluated where no guard holds."""
    yield indicator.formula, True
    for guard in indicator.guards:
        yield guard.condition, False
    for target in indicator.targets:
        for end in (target.value, target.high):
            if end is not None:
                yield end, False
    for cap in indicator.caps:
        yield cap.condition, True
    for official in indicator.official:
        yield official.value, True
    if indicator.achievement is not None:
        for argument in indicator.achievement.arguments.values():
            yield argument, False


def start(indicator: Indicator) -> Known:
    """What is known before an indicator's guards are looked at."""
    ends = [end for end in (indicator.range.low, indicator.range.high) if end is not None]
    tries = tuple(dict.fromkeys([*ends, *(bound for bound in Known().tries)]))
    entity = frozenset(indicator.dimensions)  # where it is not valid, its indicator does not apply
    return Known(levels=indicator.levels, tries=tries, grain=indicator.grain, at_hand=entity, valid=entity)


def guarded(ranges: Ranges, indicator: Indicator) -> Known:
    """What is known where a formula is evaluated: no guard holds."""
    known = start(indicator)
    for guard in indicator.guards:
        known = ranges.assume(guard.condition, False, known)
    return known


def versions(program: Program, broken: frozenset[str]) -> Iterator[Indicator]:
    """All versions of all indicators without a problem of their own."""
    for name, found in program.indicators.items():
        if name not in broken:
            yield from found
