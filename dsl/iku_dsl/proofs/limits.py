"""Formulas stay within the range of their unit, and no condition is always true or always false.

`everywhere` asks wherever something is worked out that can fail: in indicators, in rows of sources, in profiles as they are used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import product
from math import prod
from typing import Protocol

from iku_dsl.bounds.achieved import Achieved, achieved
from iku_dsl.bounds.atoms import ranges_of, without
from iku_dsl.bounds.functions import DividedByZeroError, Fallible
from iku_dsl.bounds.known import Known
from iku_dsl.bounds.linear import plain
from iku_dsl.bounds.ranges import Ranges, computed_range, decides, known_of_row, range_of
from iku_dsl.bounds.sums import MOST_TRIED
from iku_dsl.bounds.visit import Part, Seen, asked_for, guarded, sound_versions, start, visit
from iku_dsl.bounds.witness import Search, Witness
from iku_dsl.interval import EVERYTHING, Interval, hull
from iku_dsl.problem import Diagnostic, Label, Severity, Span, Text, say
from iku_dsl.program import Indicator, Program, Source
from iku_dsl.program import expression as ex
from iku_dsl.records import record, replace
from iku_dsl.types import Kind, Operator
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

    for indicator in sound_versions(program, broken):
        if indicator.range == EVERYTHING or uses_broken(indicator.formula, broken):
            continue
        known = guarded(ranges, indicator)
        found = computed_range(ranges, indicator, known)
        if not found.within(indicator.range):
            found = _member_by_member(ranges, indicator, known).meets(found) or found
        if not found.within(indicator.range):
            problems.append(_beyond(indicator, indicator.formula, found, search.out_of_range(indicator), cut()))
        for official in indicator.official:
            published = range_of(ranges, official.value, known)
            if official.replaces and not published.within(indicator.range) and not uses_broken(official.value, broken):
                witness = search.out_of_range(indicator, official.value)
                problems.append(_beyond(indicator, official.value, published, witness, cut()))
    return tuple(problems)


def _member_by_member(ranges: Ranges, indicator: Indicator, known: Known) -> Interval:
    """Where the value lies for each of the members that the spec lists, so that `nilai / maks[k]` is read with one of them at a time."""
    dimensions = [ranges.program.dimensions[name] for name in indicator.dimensions]
    count = prod(len(dimension.members) for dimension in dimensions if dimension.enumerated)
    if not any(dimension.enumerated for dimension in dimensions) or count > MOST_TRIED:
        return EVERYTHING
    found: list[Interval] = []
    for members in product(*(dimension.members for dimension in dimensions if dimension.enumerated)):
        names = (dimension.name for dimension in dimensions if dimension.enumerated)
        at = tuple((name, member.name) for name, member in zip(names, members, strict=True))
        found.append(computed_range(ranges, indicator, replace(known, members=(*known.members, *at))))
    return hull(found) or EVERYTHING


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


def cases_with(ranges: Ranges, broken: frozenset[str], of_kind: Callable[[Part], bool]) -> Iterator[Achieved]:
    """The cases in which a profile is evaluated whose rule or guards have a part of some kind, and rest on nothing that is broken."""
    profiles = [profile for profile in ranges.program.profiles.values() if profile.name not in broken]
    conditions = [guard.condition for profile in profiles for guard in profile.guards]
    of_all = [*conditions, *(rule for profile in profiles for rule in profile.rules.values())]
    asked = {id(one) for one in of_all if any(map(of_kind, ex.walk(one))) and not uses_broken(one, broken)}
    for case in achieved(ranges, broken) if asked else ():
        of_case = [case.asked.rule, *case.asked.guards]
        rests_on = (case.indicator.formula, *(target.value for target, _ in case.targets)) if broken else ()
        if any(id(one) in asked for one in of_case) and not any(uses_broken(one, broken) for one in rests_on):
            yield case


def use_of(case: Achieved) -> tuple[Label, ...]:
    """Where a profile is used in the case that is asked about, and where that is read over several periods."""
    achievement, name = case.indicator.achievement, case.indicator.name
    used = (Label(achievement.span, say("may-divide-by-zero.use", name=name)),) if achievement is not None else ()
    if case.several is None:
        return used
    return (*used, Label(case.several.read.span, say("may-divide-by-zero.several")))


def untried_from(message: Text, case: Achieved) -> Diagnostic:
    """A message that of a target, and of those after it, nothing is said."""
    hint = say("not-proven.conditions.hint")
    span = case.indicator.achievement.span if case.indicator.achievement is not None else case.indicator.span
    return Diagnostic("not-proven", message, (Label(span),), Severity.WARNING, hint=hint)


def _beyond(
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
        hint=_why_beyond(beyond, percent),
    )


def _why_beyond(formula: ex.Expression, percent: bool) -> Text:
    """What most often takes a formula beyond its unit: a 100 too many, a numerator that is no part of its denominator, or its terms."""
    if percent and _hundredfold(formula):
        return say("range-exceeds.hundred")
    divides = any(isinstance(part, ex.Arithmetic) and part.operator is Operator.DIVIDE for part in ex.walk(formula))
    return say("range-exceeds.hint") if divides else say("range-exceeds.hint.plain")


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


def conditions(program: Program, broken: frozenset[str]) -> tuple[Diagnostic, ...]:
    """Each comparison in a guard, a set, a branch, a cap or a `syarat` that declared ranges decide once and for all.

    `indeks >= 80` of a percentage never holds, because 80 is 8000%: what was meant is 80%.
    """
    ranges = ranges_of(program)
    problems: list[Diagnostic] = []
    for indicator in sound_versions(program, broken):
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
            yield _settled(ranges, found, seen.known, holds=decided)


def _settled(ranges: Ranges, found: ex.Comparison, known: Known, *, holds: bool) -> Diagnostic:
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


class Telling(Protocol):
    """Tells of an operation that can fail: in the world of a witness, or for all that is known (perhaps as it is `too_large`)."""

    def __call__(self, witness: Witness | None, *labels: Label, too_large: bool = False) -> Diagnostic:
        """The problem."""


@record
class Failing:
    """An operation that can fail where it stands, for all that the ranges and the conditions around it say."""

    expression: Fallible
    problem: Telling


@record
class Question:
    """A way to fail: the `kind` of error that a witness raises, what may fail so at all, and whether it can where it stands."""

    kind: type[DividedByZeroError]
    may_fail: Callable[[Part], bool]
    failing: Callable[[Ranges, ex.Expression, Known], Failing | None]


@record
class InRows:
    """An expression of a source, `visited`; a witness is looked for in rows of a `program`, of which all of `where` are worked out."""

    program: Program
    source: str
    where: tuple[Part, ...]
    expression: Part
    visited: Iterator[Seen]


def everywhere(program: Program, broken: frozenset[str], question: Question) -> tuple[Diagnostic, ...]:
    """The problems of all operations that can fail in one way, each place once."""
    ranges, search = ranges_of(program), Search(program)
    problems: list[Diagnostic] = []
    for indicator in sound_versions(program, broken):
        for expression, visited in asked_for(ranges, indicator, question.may_fail):
            if uses_broken(expression, broken):
                continue
            for seen in visited:
                found = question.failing(ranges, seen.expression, seen.known)
                if found is not None:
                    witness = search.divided_by_zero(indicator, found.expression, expression, question.kind)
                    problems.append(found.problem(witness, too_large=search.cut_short or ranges.cut_short))
    for one in in_rows(ranges, broken, question.may_fail):
        looking = search if one.program is program else Search(one.program)
        for seen in one.visited:
            found = question.failing(ranges, seen.expression, seen.known)
            if found is not None:
                witness = looking.divided_in_row(one.source, found.expression, one.where, question.kind)
                problem = found.problem(witness, too_large=looking.cut_short or ranges.cut_short)
                problems.append(replace(problem, hint=say("may-fail.in-row")))  # a row has no guards
    return tuple({(problem.id, problem.span): problem for problem in problems}.values())


def in_rows(ranges: Ranges, broken: frozenset[str], of_kind: Callable[[Part], bool]) -> Iterator[InRows]:
    """The expressions of all sources that have a part of some kind: derived columns, rules of rows, and which rows must be there."""
    for source in ranges.program.sources.values():
        if source.name not in broken:
            for one in _of_source(ranges, source, of_kind):
                if not uses_broken(one.expression, broken):
                    yield one


def _of_source(ranges: Ranges, source: Source, of_kind: Callable[[Part], bool]) -> Iterator[InRows]:
    program, name = ranges.program, source.name

    def some(expression: Part) -> bool:
        return any(map(of_kind, ex.walk(expression)))

    derived = tuple(one.value for one in source.derived.values())
    for value in filter(some, derived):
        yield InRows(program, name, derived, value, visit(ranges, value, known_of_row(ranges, name)))
    for rule in source.requirements:
        if some(rule.condition) and ranges.effort.spend(len(source.requirements)):
            others = without(ranges, source, rule)  # a rule says nothing of a row for which it has no answer
            visited = visit(others, rule.condition, known_of_row(others, name), condition=True)
            yield InRows(others.program, name, (rule.condition,), rule.condition, visited)
    for check in source.checks:
        if some(check.condition):
            visited = visit(ranges, check.condition, known_of_row(ranges, name), condition=True)
            yield InRows(program, name, (check.condition,), check.condition, visited)
    if source.expected is not None and some(source.expected):
        visited = visit(ranges, source.expected, Known(grain=source.grain))
        yield InRows(program, name, (source.expected,), source.expected, visited)
