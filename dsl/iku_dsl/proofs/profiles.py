"""No division by zero in a profile, with the ranges and targets of each indicator that uses it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from iku_dsl.bounds.atoms import ranges_of
from iku_dsl.bounds.known import Atoms, Known
from iku_dsl.bounds.ranges import Ranges, assume, range_of, value_range
from iku_dsl.bounds.visit import guarded, versions, visit
from iku_dsl.bounds.witness import Search
from iku_dsl.problem import Diagnostic, Label, Severity, say
from iku_dsl.program import Indicator, Profile, Program, Target
from iku_dsl.program import expression as ex
from iku_dsl.proofs.division import divides, problem_of
from iku_dsl.records import replace
from iku_dsl.types import NUMBER

PARTS = 8  # of a rule that is looked through, beside a step of a question


def profiles(program: Program, broken: frozenset[str]) -> tuple[Diagnostic, ...]:
    """Each denominator of a profile that can be 0 for an indicator: a target that may be 0, and no guard for it.

    A profile is written once and used by many; whether its target can be 0 is known only where it is used.
    """
    ranges, search = ranges_of(program), Search(program)
    problems: dict[object, Diagnostic] = {}
    unfilled = {name: _unfilled(profile) for name, profile in program.profiles.items()}
    for indicator in versions(program, broken):
        if indicator.achievement is None or indicator.achievement.profile in broken:
            continue
        profile = program.profiles[indicator.achievement.profile]
        rule = profile.rules.get(indicator.direction)
        if rule is None or not indicator.targets:
            continue
        inside = guarded(ranges, indicator)  # once for all its targets: there may be a thousand of them, and of guards
        filled = _filled(ranges, indicator, profile, unfilled[profile.name], inside)
        steps = 1 + sum(1 for part in (rule, *guards(profile, indicator)) for _ in ex.walk(part)) // PARTS
        for target in indicator.targets:
            if not ranges.effort.spend(steps):
                message = say("not-proven.targets", name=indicator.name)
                label, hint = Label(indicator.achievement.span), say("not-proven.conditions.hint")
                problems[None] = Diagnostic("not-proven", message, (label,), Severity.WARNING, hint=hint)
                return tuple(problems.values())
            known = _known(ranges, indicator, profile, target, filled, inside)
            for seen in visit(ranges, rule, known):
                division = divides(ranges, seen.expression, seen.known)
                if division is not None and division.span not in problems:
                    witness = search.divided_in_profile(indicator, target, division)
                    use = Label(indicator.achievement.span, say("may-divide-by-zero.use", name=indicator.name))
                    too_large = search.cut_short or ranges.cut_short
                    problems[division.span] = problem_of(division, witness, use, too_large=too_large)
    return tuple(problems.values())


def _unfilled(profile: Profile) -> Known:
    """What is known of the parameters of a profile before any indicator fills them."""
    parameters = {_own(profile, name): parameter.range for name, parameter in profile.parameters.items()}
    return Known(tries=(Fraction(1), Fraction(0)), atoms=Atoms(parameters))


def _filled(ranges: Ranges, indicator: Indicator, profile: Profile, known: Known, inside: Known) -> Known:
    """The same with what an indicator gives them, and its own value, by what is known inside of it."""
    given = indicator.achievement.arguments if indicator.achievement is not None else {}
    told = {_own(profile, name): range_of(ranges, value, inside) for name, value in given.items()}
    told[_own(profile, "actual")] = value_range(ranges, indicator, inside)
    return replace(known, atoms=known.atoms.with_all(told))


def _known(
    ranges: Ranges, indicator: Indicator, profile: Profile, target: Target, known: Known, inside: Known
) -> Known:
    """What is known where a profile's rule is evaluated for a target: none of the guards that count in this direction holds."""
    low = range_of(ranges, target.value, inside)
    high = range_of(ranges, target.high, inside) if target.high is not None else low
    told = {"target": low, "minimum target": low, "maximum target": high}
    known = replace(
        known, atoms=known.atoms.with_all({_own(profile, name): interval for name, interval in told.items()})
    )
    for guard in guards(profile, indicator):
        known = assume(ranges, guard, False, known)
    return known


def _own(profile: Profile, name: str) -> ex.Expression:
    parameter = profile.parameters.get(name)
    return ex.OwnColumn(profile.name, name, type=parameter.type if parameter is not None else NUMBER)


def guards(profile: Profile, indicator: Indicator) -> Iterator[ex.Expression]:
    """The conditions under which a profile gives an indicator no achievement."""
    for guard in profile.guards:
        if guard.direction in (None, indicator.direction):
            yield guard.condition
