"""Nothing in a profile fails, with the ranges and targets of each indicator that uses it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from iku_dsl.bounds.atoms import ranges_of
from iku_dsl.bounds.known import Atoms, Known
from iku_dsl.bounds.ranges import Ranges, assume, range_of, value_range
from iku_dsl.bounds.visit import Seen, guarded, versions, visit
from iku_dsl.bounds.witness import Search
from iku_dsl.problem import Diagnostic, Label, Severity, say
from iku_dsl.program import Indicator, Profile, Program, Target
from iku_dsl.program import expression as ex
from iku_dsl.proofs.division import DIVISION
from iku_dsl.proofs.undefined import UNDEFINED
from iku_dsl.records import replace
from iku_dsl.types import NUMBER, Kind
from iku_dsl.wording import interval_text

PARTS = 8  # of a rule that is looked through, beside a step of a question


def profiles(program: Program, broken: frozenset[str]) -> tuple[Diagnostic, ...]:
    """Each denominator of a profile that can be 0 for an indicator, and each root or logarithm without a value: no guard is for it.

    A profile is written once and used by many; whether its target can be 0 is known only where it is used.
    """
    ranges, search = ranges_of(program), Search(program)
    problems: dict[object, Diagnostic] = {}
    asked = cache(lambda name, direction: _asked(program.profiles[name], direction))
    for indicator in versions(program, broken):
        if indicator.achievement is None or indicator.achievement.profile in broken:
            continue
        profile = program.profiles[indicator.achievement.profile]
        if indicator.direction not in profile.rules or not indicator.targets:
            continue
        of = asked(profile.name, indicator.direction)
        inside = guarded(ranges, indicator)  # once for all its targets: there may be a thousand of them, and of guards
        problems.update(_beyond(ranges, indicator, profile, of, inside))
        filled = _filled(ranges, indicator, profile, of, inside)
        for target in indicator.targets:
            if not ranges.effort.spend(of.steps):
                message = say("not-proven.targets", name=indicator.name)
                label, hint = Label(indicator.achievement.span), say("not-proven.conditions.hint")
                problems[None] = Diagnostic("not-proven", message, (label,), Severity.WARNING, hint=hint)
                return tuple(problems.values())
            for seen in _visited(ranges, profile, of, target, filled, inside):
                for question in (DIVISION, UNDEFINED):
                    found = question.failing(ranges, seen.expression, seen.known)
                    if found is not None and (found.expression.span, question.kind) not in problems:
                        witness = search.divided_in_profile(indicator, target, found.expression, question.kind)
                        use = Label(indicator.achievement.span, say("may-divide-by-zero.use", name=indicator.name))
                        too_large = search.cut_short or ranges.cut_short
                        problem = found.problem(witness, use, too_large=too_large)
                        problems[found.expression.span, question.kind] = problem
    return tuple(problems.values())


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a profile asks of all indicators of a direction: its rule, its guards, and what of its parameters either reads.

    `steps` are those that a target takes, and `known` is what is known of these parameters before any indicator fills them. Of others
    nothing is kept: there may be thousands of them, and of targets.
    """

    rule: ex.Expression
    guards: tuple[ex.Expression, ...]
    steps: int
    known: Known


def _asked(profile: Profile, direction: str) -> _Asked:
    rule = profile.rules[direction]
    guards = tuple(guard.condition for guard in profile.guards if guard.direction in (None, direction))
    parts = [part for one in (rule, *guards) for part in ex.walk(one)]
    read = dict.fromkeys(
        part.column for part in parts if isinstance(part, ex.OwnColumn) and part.column in profile.parameters
    )
    known = Known(
        tries=(Fraction(1), Fraction(0)),
        atoms=Atoms({_own(profile, name): profile.parameters[name].range for name in read}),
    )
    return _Asked(rule, guards, 1 + len(parts) // PARTS, known)


def _filled(ranges: Ranges, indicator: Indicator, profile: Profile, of: _Asked, inside: Known) -> Known:
    """What is known of a profile's parameters with what an indicator gives them, and of its own value, by what is known inside of it."""
    given = indicator.achievement.arguments if indicator.achievement is not None else {}
    of_each = ((_own(profile, name), value) for name, value in given.items())
    told = {own: range_of(ranges, value, inside) for own, value in of_each if of.known.of(own) is not None}
    told[_own(profile, "actual")] = value_range(ranges, indicator, inside)
    return replace(of.known, atoms=of.known.atoms.with_all(told))


def _beyond(
    ranges: Ranges, indicator: Indicator, profile: Profile, of: _Asked, inside: Known
) -> Iterator[tuple[object, Diagnostic]]:
    """What an indicator gives to a parameter that is outside its range whatever the facts."""
    given = indicator.achievement.arguments if indicator.achievement is not None else {}
    for name, value in given.items():
        parameter = profile.parameters[name]
        if parameter.type.kind is not Kind.NUMBER or of.known.of(_own(profile, name)) is None:
            continue
        found = range_of(ranges, value, inside)
        if parameter.range.meets(found) is None:
            shown, allowed = (interval_text(one, parameter.type.percent) for one in (found, parameter.range))
            message = say("range-exceeds.argument", name=name, value=shown, range=allowed)
            label = Label(parameter.span, say("range-exceeds.argument.here"))
            hint = say("range-exceeds.argument.hint")
            yield value.span, Diagnostic("range-exceeds", message, (Label(value.span), label), hint=hint)


def _visited(
    ranges: Ranges, profile: Profile, of: _Asked, target: Target, known: Known, inside: Known
) -> Iterator[Seen]:
    """The guards that count in a direction, and the rule where none of them holds, as they are evaluated for a target."""
    low = range_of(ranges, target.value, inside)
    high = range_of(ranges, target.high, inside) if target.high is not None else low
    told = {"target": low, "minimum target": low, "maximum target": high}
    known = replace(
        known, atoms=known.atoms.with_all({_own(profile, name): interval for name, interval in told.items()})
    )
    for guard in of.guards:
        yield from visit(ranges, guard, known, condition=True)
        known = assume(ranges, guard, False, known)
    yield from visit(ranges, of.rule, known)


def _own(profile: Profile, name: str) -> ex.Expression:
    parameter = profile.parameters.get(name)
    return ex.OwnColumn(profile.name, name, type=parameter.type if parameter is not None else NUMBER)
