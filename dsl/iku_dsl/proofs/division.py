"""No division by zero that a guard does not catch."""

from __future__ import annotations

from collections.abc import Iterator

from iku_dsl import expression as ex
from iku_dsl import interval as iv
from iku_dsl.operators import Operator
from iku_dsl.problem import Diagnostic, Label, Severity, Text, say
from iku_dsl.program import Indicator, Program
from iku_dsl.proofs.known import Known
from iku_dsl.proofs.limits import uses_broken
from iku_dsl.proofs.linear import plain
from iku_dsl.proofs.ranges import Ranges
from iku_dsl.proofs.visit import guarded, start, versions, visit
from iku_dsl.proofs.witness import Witness, divided_by_zero, divided_in_row


def division(program: Program, broken: frozenset[str]) -> tuple[Diagnostic, ...]:
    """Each denominator that can be 0 where it is divided by: a year in which nobody was assisted has no share of those who rose."""
    ranges = Ranges(program)
    problems: list[Diagnostic] = []
    for indicator in versions(program, broken):
        known = guarded(ranges, indicator)
        for expression, place in _places(indicator, known):
            if uses_broken(expression, broken):
                continue
            for seen in visit(ranges, expression, place):
                found = _divides(ranges, seen.expression, seen.known)
                if found is not None:
                    problems.append(_problem(found, divided_by_zero(program, indicator, found)))
    for source in program.sources.values():
        if source.name in broken:
            continue
        for derived in source.derived.values():
            for seen in visit(ranges, derived.value, ranges.row(source.name)):
                found = _divides(ranges, seen.expression, seen.known)
                if found is not None:
                    problems.append(_problem(found, divided_in_row(program, source.name, found)))
    return tuple({(problem.id, problem.span): problem for problem in problems}.values())


def _places(indicator: Indicator, known: Known) -> Iterator[tuple[ex.Expression, Known]]:
    yield indicator.formula, known
    for target in indicator.targets:
        yield target.value, start(indicator)
    for cap in indicator.caps:
        yield cap.condition, known


def _divides(ranges: Ranges, expression: ex.Expression, known: Known) -> ex.Arithmetic | None:
    """A division whose denominator the ranges allow to be 0."""
    if not isinstance(expression, ex.Arithmetic) or expression.operator is not Operator.DIVIDE:
        return None
    found = ranges.of(expression.right, known)
    return expression if found.meets(iv.point(0)) is not None else None


def _problem(division: ex.Arithmetic, witness: Witness | None) -> Diagnostic:
    return _refuted(division, witness.inputs) if witness is not None else _open(division)


def _refuted(division: ex.Arithmetic, inputs: tuple[Text, ...]) -> Diagnostic:
    below = plain(division.right)
    return Diagnostic(
        "may-divide-by-zero",
        say("may-divide-by-zero", denominator=division.right.text or below.text),
        (Label(division.right.span if division.right.span.file else division.span),),
        counter_example=say("may-divide-by-zero.example", inputs=inputs, denominator=division.right.text or below.text),
        hint=say("may-divide-by-zero.hint", denominator=division.right.text or below.text),
    )


def _open(division: ex.Arithmetic) -> Diagnostic:
    return Diagnostic(
        "not-proven",
        say("not-proven.division", denominator=division.right.text),
        (Label(division.span),),
        severity=Severity.WARNING,
        hint=say("not-proven.division.hint", denominator=division.right.text),
    )
