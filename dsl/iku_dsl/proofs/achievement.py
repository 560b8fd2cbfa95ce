"""Achievement can be told: targets can be reached and are for periods that the indicator has, and no profile fails with them.

That is proven with the ranges and targets of each indicator that uses a profile; every parameter of a profile is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache

from iku_dsl.bounds.achieved import Asked, achieved, asked_of, own, using, visited
from iku_dsl.bounds.atoms import ranges_of
from iku_dsl.bounds.linear import linear, plain
from iku_dsl.bounds.ranges import Ranges, range_of, range_of_form, value_range
from iku_dsl.bounds.visit import guarded, sound_versions, start
from iku_dsl.bounds.witness import Search
from iku_dsl.interval import EVERYTHING, Interval
from iku_dsl.period import Span
from iku_dsl.problem import Diagnostic, Label, Severity, Text, say
from iku_dsl.program import Indicator, Profile, Program, Target
from iku_dsl.program import expression as ex
from iku_dsl.proofs.limits import not_proven, untried_from, use_of, uses_broken
from iku_dsl.proofs.undefined import DAYS, DIVISION, UNDEFINED, are_whole
from iku_dsl.records import replace
from iku_dsl.types import Kind
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
    if target.high is not None and not _holds_something(ranges, indicator, target.value, target.high):
        message = say("not-proven.target", low=target.value.text, high=target.high.text)
        hint = say("not-proven.target.hint", low=target.value.text, high=target.high.text)
        return [not_proven(message, hint, target.span, too_large=ranges.cut_short)]
    if indicator.consolidation is not None:
        return []  # the target of a year is one of what its parts come to together
    reaching = _reaching(indicator, target, low, high)
    if reaching is not None and value().meets(reaching) is None:
        return [_decided(indicator, target, value(), reached=False)]
    if _is_below_all(indicator, low, high):
        return [_decided(indicator, target, indicator.range, reached=True)]
    return []


def _holds_something(ranges: Ranges, indicator: Indicator, low: ex.Expression, high: ex.Expression) -> bool:
    """Whether the lower end of a target is never above its upper end where the indicator applies."""
    apart = range_of_form(ranges, linear(high).plus(linear(low), Fraction(-1)), guarded(ranges, indicator))
    return apart.low is not None and apart.low >= 0


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


def profiles(program: Program, broken: frozenset[str]) -> tuple[Diagnostic, ...]:
    """Each denominator of a profile that can be 0 for an indicator, and each root or logarithm without a value: no guard is for it.

    A profile is written once and used by many; whether its target can be 0 is known only where it is used, and over several periods
    only where it is read so.
    """
    ranges, search = ranges_of(program), Search(program)
    problems: dict[object, Diagnostic] = {}
    asked = cache(lambda name, direction: asked_of(program.profiles[name], direction))
    for indicator, profile in using(program, broken):
        problems.update(_beyond(ranges, indicator, profile, asked(profile.name, indicator.direction)))
    for case in achieved(ranges, broken):
        if not ranges.effort.spend(case.asked.steps):
            message = say("not-proven.targets", name=case.indicator.name)
            problems[None] = untried_from(message, case)
            break
        for seen in visited(ranges, case):
            for question in (DIVISION, UNDEFINED, DAYS):
                found = question.failing(ranges, seen.expression, seen.known)
                if found is not None and (found.expression.span, question.kind) not in problems:
                    witness = search.divided_in_profile(case, found.expression, question.kind)
                    too_large = search.cut_short or ranges.cut_short
                    problem = found.problem(witness, *use_of(case), too_large=too_large)
                    problems[found.expression.span, question.kind] = _of_profile(problem, case.profile)
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


def _beyond(
    ranges: Ranges, indicator: Indicator, profile: Profile, asked: Asked
) -> Iterator[tuple[object, Diagnostic]]:
    """What an indicator gives to a parameter that is outside its range whatever the facts, or is not proven to be in it, or whole."""
    given = indicator.achievement.arguments if indicator.achievement is not None else {}
    inside = guarded(ranges, indicator)
    for name, value in given.items():
        parameter = profile.parameters[name]
        if parameter.type.kind is not Kind.NUMBER or asked.known.of(own(profile, name)) is None:
            continue
        label = Label(parameter.span, say("range-exceeds.argument.here"))
        if parameter.type.whole and not are_whole(ranges, value):
            message, hint = say("not-proven.argument.whole", name=name), say("not-proven.argument.whole.hint")
            yield (value.span, "whole"), not_proven(message, hint, value.span, label, too_large=False)
        found = range_of(ranges, value, inside)
        if found.within(parameter.range):
            continue
        shown, allowed = (interval_text(one, parameter.type.percent) for one in (found, parameter.range))
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
