"""No condition is always true or always false."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from iku_dsl.bounds.atoms import ranges_of, without
from iku_dsl.bounds.known import Known
from iku_dsl.bounds.linear import plain
from iku_dsl.bounds.ranges import Ranges, decides, known_of_row, range_of
from iku_dsl.bounds.visit import start, versions, visit
from iku_dsl.problem import Diagnostic, Label, Severity, Text, say
from iku_dsl.program import Indicator, Program
from iku_dsl.program import expression as ex
from iku_dsl.proofs.limits import uses_broken
from iku_dsl.types import Kind
from iku_dsl.wording import interval_text


def conditions(program: Program, broken: frozenset[str]) -> tuple[Diagnostic, ...]:
    """Each comparison in a guard, a set, a branch, a cap or a `syarat` that declared ranges decide once and for all.

    `indeks >= 80` of a percentage never holds, because 80 is 8000%: what was meant is 80%.
    """
    ranges = ranges_of(program)
    problems: list[Diagnostic] = []
    for indicator in versions(program, broken):
        for expression, known, condition in _places(indicator):
            if not uses_broken(expression, broken):
                problems.extend(_decided(ranges, expression, known, condition=condition))
    for source in program.sources.values():
        if source.name in broken:
            continue
        for requirement in source.requirements:
            if not ranges.effort.spend(len(source.requirements)):
                problems.append(_untried(requirement.condition))
                break
            others = without(ranges, source, requirement)
            problems.extend(_decided(others, requirement.condition, Known(), condition=True))
        for derived in source.derived.values():
            problems.extend(_decided(ranges, derived.value, known_of_row(ranges, source.name), condition=False))
    untried = [problem for problem in problems if problem.id == "not-proven"]
    kept = [problem for problem in problems if problem.id != "not-proven"] + untried[:1]  # it speaks for those after it
    return tuple({(problem.id, problem.span): problem for problem in kept}.values())


def _untried(condition: ex.Expression) -> Diagnostic:
    """That of a condition, and of those after it, nothing is said of whether they always hold."""
    message, hint = say("not-proven.conditions", condition=condition.text), say("not-proven.conditions.hint")
    return Diagnostic("not-proven", message, (Label(condition.span),), Severity.WARNING, hint=hint)


def _places(indicator: Indicator) -> Iterator[tuple[ex.Expression, Known, bool]]:
    known = start(indicator)
    yield indicator.formula, known, False
    for guard in indicator.guards:
        yield guard.condition, known, True
    for cap in indicator.caps:
        yield cap.condition, known, True


def _decided(ranges: Ranges, expression: ex.Expression, known: Known, *, condition: bool) -> Iterator[Diagnostic]:
    if not any(isinstance(part, ex.Comparison) for part in ex.walk(expression)):
        return
    for seen in visit(ranges, expression, known, condition=condition):
        found = seen.expression
        if not isinstance(found, ex.Comparison) or not seen.is_condition or found.left.type.kind is not Kind.NUMBER:
            continue
        decided = decides(ranges, found, seen.known)
        if decided is None and ranges.cut_short:
            yield _untried(found)
            return
        if decided is not None and found.text:
            yield _problem(ranges, found, seen.known, holds=decided)


def _problem(ranges: Ranges, found: ex.Comparison, known: Known, *, holds: bool) -> Diagnostic:
    side, other = found.left, found.right
    if isinstance(plain(side), ex.Constant):
        side, other = other, side
    interval = interval_text(range_of(ranges, side, known), side.type.percent)
    return Diagnostic(
        "always-true" if holds else "never-true",
        say("always-true" if holds else "never-true", condition=found.text, operand=side.text, range=interval),
        (Label(found.span),),
        hint=_hint(side, other),
    )


def _hint(side: ex.Expression, other: ex.Expression) -> Text:
    value = plain(other)
    if (
        side.type.percent
        and isinstance(value, ex.Constant)
        and isinstance(value.value, Fraction)
        and abs(value.value) > 1
        and not value.type.percent
    ):
        return say("never-true.percent", written=f"{value.text}%")
    return say("never-true.hint")
