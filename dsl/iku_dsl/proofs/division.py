"""No division by zero that a guard does not catch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from iku_dsl import expression as ex
from iku_dsl import interval as iv
from iku_dsl.operators import Mean, Operator, Statistic
from iku_dsl.problem import Diagnostic, Label, Severity, Text, say
from iku_dsl.program import Indicator, Program
from iku_dsl.proofs.known import Known
from iku_dsl.proofs.limits import uses_broken
from iku_dsl.proofs.linear import linear, plain
from iku_dsl.proofs.ranges import Ranges
from iku_dsl.proofs.sides import one_or_more
from iku_dsl.proofs.visit import guarded, start, versions, visit
from iku_dsl.proofs.witness import Witness, divided_by_zero, divided_in_row
from iku_dsl.proofs.world import Division


def division(program: Program, broken: frozenset[str]) -> tuple[Diagnostic, ...]:
    """Each denominator that can be 0 where it is divided by: a year in which nobody was assisted has no share of those who rose.

    An average by weights divides by their sum, a `goalpost` by what lies between its ends.
    """
    ranges = Ranges(program)
    problems: list[Diagnostic] = []
    for indicator in versions(program, broken):
        known = guarded(ranges, indicator)
        for expression, place in _places(indicator, known):
            if uses_broken(expression, broken):
                continue
            for seen in visit(ranges, expression, place):
                found = divides(ranges, seen.expression, seen.known)
                if found is not None:
                    problems.append(problem_of(found, divided_by_zero(program, indicator, found)))
    for source in program.sources.values():
        if source.name in broken:
            continue
        for derived in source.derived.values():
            for seen in visit(ranges, derived.value, ranges.row(source.name)):
                found = divides(ranges, seen.expression, seen.known)
                if found is not None:
                    problems.append(problem_of(found, divided_in_row(program, source.name, found)))
    return tuple({(problem.id, problem.span): problem for problem in problems}.values())


def _places(indicator: Indicator, known: Known) -> Iterator[tuple[ex.Expression, Known]]:
    yield indicator.formula, known
    for target in indicator.targets:
        yield target.value, start(indicator)
    for cap in indicator.caps:
        yield cap.condition, known


def divides(ranges: Ranges, expression: ex.Expression, known: Known) -> Division | None:
    """A division whose denominator may be 0, for all that the ranges and the conditions around it say."""
    match expression:
        case ex.Arithmetic() if expression.operator is Operator.DIVIDE:
            below = linear(expression.right)
            found = ranges.of_form(below, known)
        case ex.Apply() if expression.function is ex.Function.GOALPOST:
            below = linear(expression.arguments[2]).plus(linear(expression.arguments[1]), Fraction(-1))
            found = ranges.of_form(below, known)
        case ex.Aggregated() if expression.by is not None and expression.statistic is Statistic.AVERAGE:
            below = linear(_sum_of_weights(expression, expression.by))
            of_some = one_or_more(
                ranges.of(expression.by, ranges.inside(expression.set, known))
            )  # of none it is missing
            found = of_some.meets(ranges.of_form(below, known)) or of_some
        case _:
            return None
    guarded = any(form.multiple_of(below) for form in known.nonzero)
    return None if guarded or found.meets(iv.point(0)) is None else expression


def _sum_of_weights(average: ex.Aggregated, by: ex.Expression) -> ex.Aggregated:
    return replace(
        average,
        statistic=Statistic.SUM,
        operand=by,
        mean=Mean.ARITHMETIC,
        by=None,
        when_missing=None,
        when_not_applicable=None,
        type=by.type,
    )


def problem_of(division: Division, witness: Witness | None, *labels: Label) -> Diagnostic:
    """The problem of a denominator that can be 0 (with a witness), or that is not proven never to be."""
    place, denominator = _below(division)
    if witness is None:
        message, hint = (
            say("not-proven.division", denominator=denominator),
            say("not-proven.division.hint", denominator=denominator),
        )
        return Diagnostic("not-proven", message, (Label(division.span), *labels), severity=Severity.WARNING, hint=hint)
    return Diagnostic(
        "may-divide-by-zero",
        say("may-divide-by-zero", denominator=denominator),
        (place, *labels),
        counter_example=say("may-divide-by-zero.example", inputs=witness.inputs, denominator=denominator),
        hint=say("may-divide-by-zero.hint", denominator=denominator),
    )


def _below(division: Division) -> tuple[Label, Text | str]:
    match division:
        case ex.Arithmetic():
            right = division.right
            return Label(right.span if right.span.file else division.span), right.text or plain(right).text
        case ex.Apply():
            _, low, high = division.arguments
            return Label(division.span), f"{high.text} - {low.text}"
        case ex.Aggregated():
            by = division.by.text if division.by is not None else ""
            if isinstance(division.set, ex.Rows):
                return Label(division.span), say("denominator.weights", text=by)
            return Label(division.span), say("denominator.weights-of", text=by, set=division.set.text)
