"""No division by zero that a guard does not catch."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

from iku_dsl import interval as iv
from iku_dsl.bounds.exactly import DividedByZeroError, Division
from iku_dsl.bounds.known import Known
from iku_dsl.bounds.linear import Linear, linear, plain
from iku_dsl.bounds.ranges import Ranges, known_inside, range_of, range_of_form, rules_out_zero
from iku_dsl.bounds.sides import terms
from iku_dsl.bounds.visit import Part
from iku_dsl.bounds.witness import Witness
from iku_dsl.operators import Mean, Operator, Statistic
from iku_dsl.problem import Diagnostic, Label, Text, say
from iku_dsl.program import Program
from iku_dsl.program import expression as ex
from iku_dsl.proofs.limits import not_proven
from iku_dsl.proofs.operations import Failing, Question, everywhere
from iku_dsl.records import replace


def division(program: Program, broken: frozenset[str]) -> tuple[Diagnostic, ...]:
    """Each denominator that can be 0 where it is divided by: a year in which nobody was assisted has no share of those who rose.

    An average by weights divides by their sum, a `goalpost` by what lies between its ends, a negative power by its base.
    """
    return everywhere(program, broken, DIVISION)


def _may_divide(part: Part) -> bool:
    match part:
        case ex.Arithmetic():
            return part.operator in (Operator.DIVIDE, Operator.POWER)
        case ex.Aggregated():
            return part.by is not None
        case _:
            return isinstance(part, ex.Apply)


def divides(ranges: Ranges, expression: ex.Expression, known: Known) -> Division | None:
    """A division whose denominator may be 0, for all that the ranges and the conditions around it say."""
    match expression:
        case ex.Aggregated() if expression.by is not None and expression.statistic is Statistic.AVERAGE:
            of_some = terms(
                range_of(ranges, expression.by, known_inside(ranges, expression.set, known)), 1, None
            )  # of none it is missing
            if _leaves_out(expression):
                return None if of_some.meets(iv.point(0)) is None else expression
            below = linear(_sum_of_weights(expression, expression.by))
            found = of_some.meets(range_of_form(ranges, below, known)) or of_some
        case ex.Arithmetic() | ex.Apply():
            by = denominator(ranges, expression, known)
            if by is None or (not by.terms and by.constant):
                return None
            below, found = by, range_of_form(ranges, by, known)
        case _:
            return None
    return None if found.meets(iv.point(0)) is None or rules_out_zero(below, known) else expression


def denominator(ranges: Ranges, expression: ex.Arithmetic | ex.Apply, known: Known) -> Linear | None:
    """What is divided by, None where nothing is."""
    match expression:
        case ex.Arithmetic(operator=Operator.DIVIDE):
            return linear(expression.right)
        case ex.Arithmetic(operator=Operator.POWER):
            return _base(ranges, expression.left, expression.right, known)
        case ex.Apply(function=ex.Function.POWER):
            return _base(ranges, expression.arguments[0], expression.arguments[1], known)
        case ex.Apply(function=ex.Function.ROOT) if len(expression.arguments) == 2:
            radicand, degree = expression.arguments
            if range_of(ranges, degree, known).meets(iv.point(0)) is not None:
                return linear(degree)
            return _base(ranges, radicand, degree, known)
        case ex.Apply(function=ex.Function.GOALPOST):
            _, low, high = expression.arguments
            return linear(high).plus(linear(low), Fraction(-1))
        case _:
            return None


def _base(ranges: Ranges, base: ex.Expression, exponent: ex.Expression, known: Known) -> Linear | None:
    """The base of a power whose exponent can be negative."""
    least = range_of(ranges, exponent, known).low
    return linear(base) if least is None or least < 0 else None


def _leaves_out(average: ex.Aggregated) -> bool:
    """Whether weights are left out with what is missing or does not apply: then the sum of all of them says nothing."""
    return any(rule.kind.leaves_out for rule in average.rules)


def _sum_of_weights(average: ex.Aggregated, by: ex.Expression) -> ex.Aggregated:
    return replace(
        average,
        statistic=Statistic.SUM,
        operand=by,
        mean=Mean.ARITHMETIC,
        by=None,
        when_missing=None,
        when_not_loaded=None,
        when_not_applicable=None,
        type=by.type,
    )


def problem_of(division: Division, witness: Witness | None, *labels: Label, too_large: bool = False) -> Diagnostic:
    """The problem of a denominator that can be 0 (with a witness), or that is not proven never to be (perhaps as it is `too_large`)."""
    place, denominator = _below(division)
    if witness is None:
        hint = say("not-proven.division.hint", denominator=denominator)
        message = say("not-proven.division", denominator=denominator)
        return not_proven(message, hint, division.span, *labels, too_large=too_large)
    if isinstance(division, ex.Arithmetic) and isinstance(division.right, ex.Constant):
        always = say("may-divide-by-zero.always", text=division.text)
        hint = say("may-divide-by-zero.always.hint")
        return Diagnostic("may-divide-by-zero", always, (place, *labels), hint=hint)
    return Diagnostic(
        "may-divide-by-zero",
        say("may-divide-by-zero", denominator=denominator),
        (place, *labels),
        counter_example=say("may-divide-by-zero.example", inputs=witness.inputs, denominator=denominator),
        hint=say("may-divide-by-zero.hint", denominator=denominator),
    )


def _below(division: Division) -> tuple[Label, Text | str]:
    match division:
        case ex.Arithmetic(operator=Operator.POWER):
            return Label(division.span), division.left.text
        case ex.Apply() if division.function is not ex.Function.GOALPOST:
            return Label(division.span), division.arguments[0].text
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


def _failing(ranges: Ranges, expression: ex.Expression, known: Known) -> Failing | None:
    found = divides(ranges, expression, known)
    return None if found is None else Failing(found, partial(problem_of, found))


DIVISION = Question(DividedByZeroError, _may_divide, _failing)
