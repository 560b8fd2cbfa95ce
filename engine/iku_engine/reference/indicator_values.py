"""What one indicator reads of another: its value, what that achieves of a target, its category; of one period or of several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from iku_dsl.period import Period
from iku_dsl.program import Indicator, Profile
from iku_dsl.program import expression as ex
from iku_dsl.program.expression import Part
from iku_engine.reference import outcome as oc
from iku_engine.reference.arithmetic import rising
from iku_engine.reference.cells import members
from iku_engine.reference.consolidated import Part as SubPeriod
from iku_engine.reference.consolidated import consolidated
from iku_engine.reference.facts import Keys
from iku_engine.reference.outcome import ERROR, MISSING, NOT_APPLICABLE, Outcome
from iku_engine.reference.world import Against, Judged, Place, World, capped, category, entity_place, looked_at
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


def indicator_value(world: World, expression: ex.IndicatorValue, place: Place) -> Outcome:
    """Another indicator's value, category, target or achievement, of one period or of several."""
    keys = members(world, expression.keys, place)
    if isinstance(keys, Outcome):
        return replace(keys, choices=())
    about = world.program.indicators[expression.indicator][0]
    periods, several = looked_at(expression.shift, place.period, about.grain)
    if not periods:
        return MISSING
    results = [world.result(expression.indicator, p, keys) for p in periods if p is not None]
    if not several:
        return _part(results[0], expression.part, expression.which)
    if (world.program.version(expression.indicator, periods[-1] or place.period) or about).consolidation is None:
        return ERROR
    plain = [world.plain.result(expression.indicator, p, keys) for p in periods if p is not None]
    return _over(world, expression, [p for p in periods if p is not None], results, plain, keys)


def _over(
    world: World,
    expression: ex.IndicatorValue,
    periods: Sequence[Period],
    results: Sequence[Judged],
    plain: Sequence[Judged],
    keys: Keys,
) -> Outcome:
    """Several periods as one: values and targets consolidate, all else follows from them."""
    name, part, which = expression.indicator, expression.part, expression.which
    how = (world.program.version(name, periods[-1]) or world.program.indicators[name][0]).consolidation
    assert how is not None
    whole = list(zip(results, plain, strict=True))
    # of a sub-period without a target nothing is expected, where there are targets
    whole = [one for one in whole if one[0].against("") is not None] or whole

    def one(part: Part, which: str, high: bool = False) -> Outcome:
        what = (name, part, which, high, periods[0], periods[-1], keys)
        here = [SubPeriod(_part(made, part, which, high)) for made, _ in whole]
        return consolidated(world, how, here, [SubPeriod(_part(made, part, which, high)) for _, made in whole], what)

    if part in (Part.VALUE, Part.TARGET):
        return one(part, which if part is Part.TARGET else "")
    version = world.program.version(name, periods[-1])
    value = one(Part.VALUE, "")
    if version is None:
        return value
    place = entity_place(version, periods[-1], keys)
    names = dict.fromkeys(target.name for made, _ in whole for target in made.targets)
    ranged = {t.name for made, _ in whole for t in made.targets if t.high is not None}
    found: list[Against] = []
    for target in names:
        high = one(Part.TARGET, target, high=True) if target in ranged else None
        found.append(against(world, place, target, value, one(Part.TARGET, target), high))
    made = Judged(value, targets=tuple(found))
    return _part(with_category(world, place, made), part, which)


def _part(made: Judged, part: Part, which: str, high: bool = False) -> Outcome:
    """What is read of a result; `high`: of a range of targets the upper end."""
    match part:
        case Part.VALUE:
            return made.outcome
        case Part.CATEGORY:
            if made.category is not None and made.category.certain and not oc.may_not_apply([made.outcome]):
                return oc.value(made.category.certain)
            open_one = made.outcome.state is State.VALUE
            unloaded = made.outcome.unloaded and not made.beyond
            return Outcome(State.MISSING if open_one else made.outcome.state, unloaded=unloaded)
        case Part.TARGET | Part.ACHIEVEMENT:
            target = made.against(which)
            if target is None:
                return NOT_APPLICABLE
            if part is Part.TARGET:
                end = oc.value(target.high) if high and target.high is not None else replace(target.target, choices=())
                return _perhaps(made, end)
            if target.target.state is not State.VALUE:
                return _perhaps(made, replace(target.target, ends=oc.ANYWHERE))
            return _perhaps(made, target.achievement or NOT_APPLICABLE)


def _perhaps(made: Judged, found: Outcome) -> Outcome:
    """A target or achievement; of what may not apply it is there only perhaps, as where a guard holds there is none."""
    error = made.outcome.state is State.ERROR and made.may_be_not_applicable  # there is one only where no guard holds
    if not error and not oc.may_not_apply([made.outcome]):
        return found
    if found.state is State.VALUE:
        return oc.missing(found.where, made.outcome.unloaded, perhaps=True)
    if found.state is not State.MISSING:
        return found
    return replace(found, perhaps=True, unloaded=oc.unloaded([found, made.outcome]))
