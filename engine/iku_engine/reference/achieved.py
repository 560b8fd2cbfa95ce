"""What is made of a value: what it achieves of a target, and its category."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from iku_dsl.program import Indicator, Profile
from iku_engine.reference import outcome as oc
from iku_engine.reference.arithmetic import rising
from iku_engine.reference.judged import Against, Judged, capped, category
from iku_engine.reference.outcome import NOT_APPLICABLE, Outcome
from iku_engine.reference.world import Place, World
from iku_engine.results.evaluation import State


def against(world: World, place: Place, name: str, actual: Outcome, low: Outcome, high: Outcome | None) -> Against:
    """A target (or with `high` a range of targets) and the achievement of `actual` against it."""
    indicator = place.indicator
    assert indicator is not None
    if low.state is not State.VALUE:
        return Against(name, low)
    top = high.number if high is not None and high.state is State.VALUE else None
    reached = _reached(indicator, place, name, actual, low.number, top)
    if indicator.achievement is None:
        return Against(name, low, top, None, reached)
    profile = world.program.profiles[indicator.achievement.profile]
    own = {(profile.name, parameter): oc.MISSING for parameter in profile.parameters}
    for parameter, argument in indicator.achievement.arguments.items():
        own[(profile.name, parameter)] = world.of(argument, place)
    own[(profile.name, "actual")] = actual
    own[(profile.name, "target")] = own[(profile.name, "minimum target")] = low
    own[(profile.name, "maximum target")] = low if high is None else high
    at = Place(indicator, place.period, place.keys, place.home, own=own)
    return Against(name, low, top, _achievement(world, profile, indicator, at), reached)


def _reached(
    indicator: Indicator, place: Place, name: str, actual: Outcome, low: Fraction, top: Fraction | None
) -> bool | None:
    """Whether a value reaches a target; one that is strict is not reached by itself."""
    if actual.state is not State.VALUE or indicator.direction == "none":
        return None
    strict = any(t.name == name and place.period in t.periods and t.sign for t in indicator.targets)
    high = low if top is None else top
    x = actual.number
    match indicator.direction:
        case "higher":
            return x > low or (x == low and not strict)
        case "lower":
            return x < high or (x == high and not strict)
        case "stable":
            return low <= x <= high


def _achievement(world: World, profile: Profile, indicator: Indicator, place: Place) -> Outcome:
    for guard in profile.guards:
        if guard.direction in (None, indicator.direction) and world.of(guard.condition, place).value is True:
            return NOT_APPLICABLE
    if indicator.direction not in profile.rules:
        return NOT_APPLICABLE
    low, high = profile.limits.low, profile.limits.high

    def limited(x: Fraction) -> Fraction:
        x = x if low is None else max(low, x)
        return x if high is None else min(high, x)

    found = world.of(profile.rules[indicator.direction], place)
    if found.state is State.VALUE:
        return oc.value(limited(found.number))
    if found.state is State.MISSING:
        least, most = rising(found.where, limited)
        return oc.missing((low if least is None else least, high if most is None else most), found.unloaded)
    return found


def with_category(world: World, place: Place, made: Judged) -> Judged:
    """The result with the category of its value, or of its achievement, and what limits that."""
    indicator = place.indicator
    assert indicator is not None
    judged = made.outcome
    if indicator.scale_of_achievement:
        target = made.against("")
        if target is None or target.achievement is None:
            return made
        judged = target.achievement
    if not indicator.scale:
        return made
    scale = world.program.scales[indicator.scale]
    found = category(scale, judged, world.as_printed)
    beyond = found is None and judged.state is State.VALUE
    for cap in indicator.caps if found is not None else ():
        condition = world.of(cap.condition, place)
        holds = None if condition.state in (State.MISSING, State.ERROR) else condition.holds
        found = capped(scale, found, cap.band, holds) if found is not None else None
    return replace(made, category=found, beyond=beyond)
