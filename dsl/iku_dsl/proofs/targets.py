"""Targets hold something, can be reached, and are for periods that the indicator has."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from iku_dsl.bounds.atoms import ranges_of
from iku_dsl.bounds.linear import plain
from iku_dsl.bounds.ranges import Ranges, range_of, value_range
from iku_dsl.bounds.visit import guarded, start, versions
from iku_dsl.interval import Interval
from iku_dsl.period import Span
from iku_dsl.problem import Diagnostic, Label, Severity, Text, say
from iku_dsl.program import Indicator, Program, Target
from iku_dsl.program import expression as ex
from iku_dsl.proofs.limits import uses_broken
from iku_dsl.wording import interval_text


def targets(program: Program, broken: frozenset[str]) -> tuple[Diagnostic, ...]:
    """Each target of an indicator: a range from 9 to 5 holds nothing, 9000% of a share is never reached, a quarter's is none of a year.

    A target is compared with the value as a condition is, and what declared ranges decide once and for all was not meant. It is told and
    no more: a target was signed as it is, and the specs must be able to say so.
    """
    ranges = ranges_of(program)
    problems: list[Diagnostic] = []
    for indicator in versions(program, broken):
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
