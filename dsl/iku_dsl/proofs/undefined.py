"""No root of a number below 0 and no logarithm of one that is not above 0, where no guard catches it."""

from __future__ import annotations

from fractions import Fraction

from iku_dsl.bounds.atoms import ranges_of
from iku_dsl.bounds.exactly import NoValueError
from iku_dsl.bounds.known import Known
from iku_dsl.bounds.linear import linear, plain
from iku_dsl.bounds.ranges import Ranges, known_of_row, range_of_form, rules_out_zero
from iku_dsl.bounds.visit import Part, asked_for, versions, visit
from iku_dsl.bounds.witness import Search, Witness
from iku_dsl.interval import Interval
from iku_dsl.operators import Operator
from iku_dsl.problem import Diagnostic, Label, say
from iku_dsl.program import Program
from iku_dsl.program import expression as ex
from iku_dsl.proofs.limits import not_proven, uses_broken

Undefined = ex.Arithmetic | ex.Apply
NOT_BELOW, ABOVE = Interval(Fraction(0), None), Interval(Fraction(0), None, low_open=True)


def undefined(program: Program, broken: frozenset[str]) -> tuple[Diagnostic, ...]:
    """Each `ln` of what can be 0 or less, and each even root (or power that is no whole number) of what can be below 0.

    Growth over three years is a root: of a loss, which is below 0, it has no value.
    """
    ranges, search = ranges_of(program), Search(program)
    problems: list[Diagnostic] = []
    for indicator in versions(program, broken):
        for expression, visited in asked_for(ranges, indicator, _may_have_none):
            if uses_broken(expression, broken):
                continue
            for seen in visited:
                found = _without_value(ranges, seen.expression, seen.known)
                if found is not None:
                    witness = search.divided_by_zero(indicator, found, expression, NoValueError)
                    problems.append(_problem(found, witness, too_large=search.cut_short or ranges.cut_short))
    for source in program.sources.values():
        if source.name in broken:
            continue
        for derived in source.derived.values():
            for seen in visit(ranges, derived.value, known_of_row(ranges, source.name)):
                found = _without_value(ranges, seen.expression, seen.known)
                if found is not None:
                    witness = search.divided_in_row(source.name, found, NoValueError)
                    problems.append(_problem(found, witness, too_large=search.cut_short or ranges.cut_short))
    return tuple({(problem.id, problem.span): problem for problem in problems}.values())


def _may_have_none(part: Part) -> bool:
    return isinstance(part, ex.Apply) or (isinstance(part, ex.Arithmetic) and part.operator is Operator.POWER)


def _without_value(ranges: Ranges, expression: ex.Expression, known: Known) -> Undefined | None:
    """A root, power or logarithm that may have no value, for all that the ranges and the conditions around it say."""
    match expression:
        case ex.Apply(function=ex.Function.LN):
            allowed = ABOVE
        case ex.Apply(function=ex.Function.ROOT) if not _is_odd(expression):
            allowed = NOT_BELOW
        case ex.Apply(function=ex.Function.POWER) if not _is_whole(expression.arguments[1]):
            allowed = NOT_BELOW
        case ex.Arithmetic(operator=Operator.POWER) if not _is_whole(expression.right):
            allowed = NOT_BELOW
        case _:
            return None
    form = linear(base_of(expression))
    found = range_of_form(ranges, form, known)
    if found.low == 0 and not found.low_open and rules_out_zero(form, known):
        found = found.meets(ABOVE) or found
    return None if found.within(allowed) else expression


def base_of(expression: Undefined) -> ex.Expression:
    """What a root, power or logarithm is taken of."""
    return expression.left if isinstance(expression, ex.Arithmetic) else expression.arguments[0]


def _is_odd(root: ex.Apply) -> bool:
    degree = plain(root.arguments[1]) if len(root.arguments) == 2 else None
    value = degree.value if isinstance(degree, ex.Constant) else None
    return isinstance(value, Fraction) and value.denominator == 1 and value.numerator % 2 == 1


def _is_whole(exponent: ex.Expression) -> bool:
    found = plain(exponent)
    if isinstance(found, ex.Constant) and isinstance(found.value, Fraction):
        return found.value.denominator == 1
    return exponent.type.whole


def _problem(expression: Undefined, witness: Witness | None, *, too_large: bool) -> Diagnostic:
    """The problem of a number that can have no root or logarithm (with a witness), or is not proven always to have one."""
    base, text = base_of(expression).text, expression.text
    above = isinstance(expression, ex.Apply) and expression.function is ex.Function.LN
    condition = f"{base} <= 0" if above else f"{base} < 0"
    place = (Label(expression.span),)
    if witness is None:
        message, hint = say("not-proven.undefined", text=text), say("not-proven.undefined.hint", condition=condition)
        return not_proven(message, hint, expression.span, too_large=too_large)
    return Diagnostic(
        "may-be-undefined",
        say("may-be-undefined", text=text, condition=condition),
        place,
        counter_example=say("may-be-undefined.example", inputs=witness.inputs, condition=condition),
        hint=say("may-be-undefined.hint", condition=condition),
    )
