"""Achievement can be told: targets can be reached and are for periods that the indicator has, and no profile fails with them.

That is proven with the ranges and targets of each indicator that uses a profile; every parameter of a profile is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from iku_dsl.bounds.atoms import ranges_of
from iku_dsl.bounds.known import Atoms, Known
from iku_dsl.bounds.linear import plain
from iku_dsl.bounds.ranges import Ranges, assume, range_of, value_range
from iku_dsl.bounds.visit import Seen, guarded, sound_versions, start, visit
from iku_dsl.bounds.witness import Search
from iku_dsl.interval import EVERYTHING, Interval
from iku_dsl.period import Span
from iku_dsl.problem import Diagnostic, Label, Severity, Text, say
from iku_dsl.program import Indicator, Profile, Program, Target
from iku_dsl.program import expression as ex
from iku_dsl.proofs.limits import not_proven, uses_broken
from iku_dsl.proofs.undefined import DIVISION, UNDEFINED
from iku_dsl.records import replace
from iku_dsl.types import NUMBER, Kind
from iku_dsl.wording import interval_text


def targets(program: Program, broken: frozenset[str]) -> tuple[Diagnostic, ...]:
    """Each target of an indicator: a range from 9 to 5 holds nothing, 9000% of a share is never reached, a quarter's is none of a year.

    A target is compared with the value as a condition is, and what declared ranges decide once and for all was not meant. It is told and
    no more: a target was signed as it is, and the specs must be able to say so.
    """
    ranges = ranges_of(program)
    problems: list[Diagnostic] = []
    for indicator in sound_versions(program, broken):
        problems += _of_indicator(ranges, indicator, broken)
    return tuple(problems)


def _of_indicator(ranges: Ranges, indicator: Indicator, broken: frozenset[str]) -> list[Diagnostic]:
    """What of an indicator's targets is wrong; its formula is asked about once for all of them, and only where one needs it."""
    problems: list[Diagnostic] = []
    is_broken = cache(lambda: uses_broken(indicator.formula, broken))
    value = cache(lambda: value_range(ranges, indicator, guarded(ranges, indicator)))
    for target in indicator.targets:
        ends = [end for end in (target.value, target.high) if end is not None]
        if not _is_read(indicator, target):
            problems.append(_unread(indicator, target))
        elif not is_broken() and not any(uses_broken(end, broken) for end in ends):
            problems += _of_target(ranges, indicator, target, value)
    return problems


def _is_read(indicator: Indicator, target: Target) -> bool:
    """Whether the version has a period for which the target holds."""
    firsts = [span.first.months[0] for span in (indicator.effective, target.periods) if span.first is not None]
    lasts = [span.last.months[1] for span in (indicator.effective, target.periods) if span.last is not None]
    if not firsts or not lasts:
        return True
    width = 12 // indicator.grain.per_year
    return -(-max(firsts) // width) * width + width - 1 <= min(lasts)


def _unread(indicator: Indicator, target: Target) -> Diagnostic:
    named = say("unused.target", periods=str(target.periods))
    if indicator.effective == Span() or indicator.effective.overlap(target.periods) is not None:
        hint = say("unused.target.grain-hint", name=indicator.name, grain=f"grain.{indicator.grain}")
    else:
        hint = say("unused.target.hint", name=indicator.name, effective=str(indicator.effective))
    return Diagnostic("unused", named, (Label(target.span),), severity=Severity.WARNING, hint=hint)


def _of_target(ranges: Ranges, indicator: Indicator, target: Target, value: Callable[[], Interval]) -> list[Diagnostic]:
    percent, place = indicator.type.percent, (Label(target.span),)
    low = range_of(ranges, target.value, start(indicator))
    high = range_of(ranges, target.high, start(indicator)) if target.high is not None else low
    if target.high is not None and low.low is not None and high.high is not None and low.low > high.high:
        mended = interval_text(Interval(high.high, low.low), percent)
        return [Diagnostic("range-empty", say("range-empty"), place, hint=say("range-empty.turned", mended=mended))]
    if indicator.consolidation is not None:
        return []  # the target of a year is one of what its parts come to together
    reaching = _reaching(indicator, target, low, high)
    if reaching is not None and value().meets(reaching) is None:
        return [_decided(indicator, target, value(), reached=False)]
    if _is_below_all(indicator, low, high):
        return [_decided(indicator, target, indicator.range, reached=True)]
    return []


def _reaching(indicator: Indicator, target: Target, low: Interval, high: Interval) -> Interval | None:
    """The values that may reach a target, for all that its ends may be; None where nothing is said to."""
    match indicator.direction:
        case "higher":
            return Interval(low.low, None, low_open=target.sign == ">")
        case "lower":
            return Interval(None, high.high, high_open=target.sign == "<")
        case "stable":
            return Interval(low.low, high.high)
        case "none":
            return None


def _is_below_all(indicator: Indicator, low: Interval, high: Interval) -> bool:
    """Whether a target lies where the unit has no values, on the side on which all of them reach it."""
    allowed = indicator.range
    match indicator.direction:
        case "higher":
            return low.high is not None and allowed.low is not None and low.high < allowed.low
        case "lower":
            return high.low is not None and allowed.high is not None and high.low > allowed.high
        case _:
            return False


def _decided(indicator: Indicator, target: Target, found: Interval, *, reached: bool) -> Diagnostic:
    key = "target-decided.always" if reached else "target-decided.never"
    percent = indicator.type.percent
    text = target.value.text if target.high is None else f"{target.value.text}..{target.high.text}"
    message = say(key, target=text, range=interval_text(found, percent))
    return Diagnostic(
        "target-decided", message, (Label(target.span),), severity=Severity.WARNING, hint=_hint(indicator, target)
    )


def _hint(indicator: Indicator, target: Target) -> Text:
    value = plain(target.value)
    if indicator.type.percent and isinstance(value, ex.Constant) and not value.type.percent:
        return say("never-true.percent", written=f"{value.text}%")
    return say("target-decided.hint")


def parameters(program: Program, broken: frozenset[str]) -> tuple[Diagnostic, ...]:
    """A parameter that no rule and no guard of its profile reads: whoever fills it believes that it matters."""
    problems: list[Diagnostic] = []
    for profile in program.profiles.values():
        if profile.name in broken:
            continue
        expressions = [*profile.rules.values(), *(guard.condition for guard in profile.guards)]
        used = {
            part.column
            for expression in expressions
            for part in ex.walk(expression)
            if isinstance(part, ex.OwnColumn) and part.source == profile.name
        }
        for name, parameter in profile.parameters.items():
            if name not in used:
                message, hint = say("unused", name=name), say("unused.hint")
                label = (Label(parameter.span),)
                problems.append(Diagnostic("unused", message, label, severity=Severity.WARNING, hint=hint))
    return tuple(problems)


PARTS = 8  # of a rule that is looked through, beside a step of a question


def profiles(program: Program, broken: frozenset[str]) -> tuple[Diagnostic, ...]:
    """Each denominator of a profile that can be 0 for an indicator, and each root or logarithm without a value: no guard is for it.

    A profile is written once and used by many; whether its target can be 0 is known only where it is used.
    """
    ranges, search = ranges_of(program), Search(program)
    problems: dict[object, Diagnostic] = {}
    asked = cache(lambda name, direction: _asked(program.profiles[name], direction))
    for indicator in sound_versions(program, broken):
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
                        problems[found.expression.span, question.kind] = _of_profile(problem, profile)
    return tuple(problems.values())


def _of_profile(problem: Diagnostic, profile: Profile) -> Diagnostic:
    """A problem whose hint names the profile as the place of the guard: an indicator knows neither its actual value nor a target."""
    hint = problem.hint
    if hint is None:
        return problem
    about = dict(hint.arguments)
    match hint.key:
        case "may-divide-by-zero.hint":
            denominator = about["denominator"]
            hint = say("may-divide-by-zero.profile.hint", denominator=denominator, profile=profile.name)
        case "may-be-undefined.hint":
            hint = say("may-be-undefined.profile.hint", condition=about["condition"], profile=profile.name)
        case _:
            pass
    return replace(problem, hint=hint)


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
    lacking = (_own(profile, name) for name in profile.parameters if name not in given)
    missing = frozenset(own for own in lacking if of.known.of(own) is not None)
    return replace(of.known, atoms=of.known.atoms.with_all(told), missing=missing)


def _beyond(
    ranges: Ranges, indicator: Indicator, profile: Profile, of: _Asked, inside: Known
) -> Iterator[tuple[object, Diagnostic]]:
    """What an indicator gives to a parameter that is outside its range whatever the facts, or is not proven to be in it."""
    given = indicator.achievement.arguments if indicator.achievement is not None else {}
    for name, value in given.items():
        parameter = profile.parameters[name]
        if parameter.type.kind is not Kind.NUMBER or of.known.of(_own(profile, name)) is None:
            continue
        found = range_of(ranges, value, inside)
        if found.within(parameter.range):
            continue
        shown, allowed = (interval_text(one, parameter.type.percent) for one in (found, parameter.range))
        label = Label(parameter.span, say("range-exceeds.argument.here"))
        if parameter.range.meets(found) is None:
            message = say("range-exceeds.argument", name=name, value=shown, range=allowed)
            hint = say("range-exceeds.argument.hint")
            yield value.span, Diagnostic("range-exceeds", message, (Label(value.span), label), hint=hint)
            continue
        message = say("not-proven.argument", name=name, found=shown, range=allowed)
        if found == EVERYTHING:
            message = say("not-proven.argument.nothing", name=name, range=allowed)
        hint = say("not-proven.argument.hint", text=value.text, range=allowed)
        yield value.span, not_proven(message, hint, value.span, label, too_large=ranges.cut_short)


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
