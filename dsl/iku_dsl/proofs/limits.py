"""A formula stays within the range of its unit."""

from __future__ import annotations

from iku_dsl.bounds.atoms import ranges_of
from iku_dsl.bounds.ranges import computed_range, range_of
from iku_dsl.bounds.visit import guarded, versions
from iku_dsl.bounds.witness import Search, Witness
from iku_dsl.interval import EVERYTHING, Interval
from iku_dsl.operators import Operator
from iku_dsl.problem import Diagnostic, Label, Severity, Text, say
from iku_dsl.program import Indicator, Program
from iku_dsl.program import expression as ex
from iku_dsl.source import Span
from iku_dsl.wording import Figure, interval_text


def limits(program: Program, broken: frozenset[str]) -> tuple[Diagnostic, ...]:
    """The value of each indicator lies within `satuan …`: 80% + 30% of two percentages can be 110%.

    Proven by interval arithmetic over the declared ranges; refuted by a small world of facts in which the value lies outside; else it
    is said that neither was possible.
    """
    ranges, search = ranges_of(program), Search(program)
    problems: list[Diagnostic] = []

    def cut() -> bool:
        return search.cut_short or ranges.cut_short

    for indicator in versions(program, broken):
        if indicator.range == EVERYTHING or uses_broken(indicator.formula, broken):
            continue
        known = guarded(ranges, indicator)
        found = computed_range(ranges, indicator, known)
        if not found.within(indicator.range):
            problems.append(_problem(indicator, indicator.formula, found, search.out_of_range(indicator), cut()))
        for official in indicator.official:
            published = range_of(ranges, official.value, known)
            if official.replaces and not published.within(indicator.range) and not uses_broken(official.value, broken):
                witness = search.out_of_range(indicator, official.value)
                problems.append(_problem(indicator, official.value, published, witness, cut()))
    return tuple(problems)


def uses_broken(expression: ex.Expression | ex.SetExpression, broken: frozenset[str]) -> bool:
    """Whether an expression rests on a declaration that has a problem of its own."""
    for part in ex.walk(expression) if broken else ():
        match part:
            case ex.ColumnValue() | ex.OwnColumn() | ex.HasRow() | ex.Rows() if part.source in broken:
                return True
            case ex.Lookup() if part.table in broken:
                return True
            case ex.Classify() if part.scale in broken:
                return True
            case ex.IndicatorValue() if part.indicator in broken:
                return True
            case ex.Members() | ex.AttributeValue() if part.dimension in broken:
                return True
            case _:
                pass
    return False


def not_proven(message: Text, hint: Text, span: Span, *labels: Label, too_large: bool) -> Diagnostic:
    """What is neither proven nor refuted; `too_large` where the steps that there are for it did not suffice to find out."""
    if too_large:
        message, hint = say("not-proven.too-large", what=message), say("not-proven.too-large.hint", hint=hint)
    return Diagnostic("not-proven", message, (Label(span), *labels), severity=Severity.WARNING, hint=hint)


def _problem(
    indicator: Indicator, value: ex.Expression, found: Interval, witness: Witness | None, too_large: bool
) -> Diagnostic:
    if witness is not None:
        return _refuted(indicator, value, witness)
    return _open(indicator, value, found, too_large=too_large)


def _refuted(indicator: Indicator, beyond: ex.Expression, witness: Witness) -> Diagnostic:
    percent = indicator.type.percent
    assert witness.value is not None
    value, allowed = Figure(witness.value, percent), interval_text(indicator.range, percent)
    return Diagnostic(
        "range-exceeds",
        say("range-exceeds", value=value, range=allowed),
        (Label(beyond.span), Label(indicator.span)),
        counter_example=say("range-exceeds.example", inputs=witness.inputs, value=value),
        hint=say("range-exceeds.hundred") if percent and _hundredfold(beyond) else say("range-exceeds.hint"),
    )


def _hundredfold(formula: ex.Expression) -> bool:
    """Whether a formula multiplies by a plain 100, as people do to have a percentage."""
    for part in ex.walk(formula):
        if isinstance(part, ex.Arithmetic) and part.operator is Operator.MULTIPLY:
            sides = [
                side for side in (part.left, part.right) if isinstance(side, ex.Constant) and not side.type.percent
            ]
            if any(side.value == 100 for side in sides):
                return True
    return False


def _open(indicator: Indicator, value: ex.Expression, found: Interval, *, too_large: bool) -> Diagnostic:
    percent = indicator.type.percent
    wanted = interval_text(indicator.range, percent)
    message = say("not-proven.range.nothing", range=wanted)
    if found != EVERYTHING:
        message = say("not-proven.range", range=wanted, found=interval_text(found, percent))
    return not_proven(message, say("not-proven.range.hint"), value.span, too_large=too_large)
