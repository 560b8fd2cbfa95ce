"""Indicators: guards, versions, and several periods made one (3.6 `indicator`, 6 Periods and consolidation, 10 Versions)."""

from __future__ import annotations

from .cells import consolidated
from .declarations import Ind, Indicator
from .facts import Keys, Place, Reading, are_valid, key_of
from .figures import ERROR, NOT_APPLICABLE, UNKNOWN, Figure, Truth, missing, round_figure
from .periods import Period, longer, stretch, sub_periods
from .targets import achievement, against, judged, target


def version(reading: Reading, name: str, period: Period) -> Indicator | None:
    """10 Versions: the version of the period that is read counts."""
    for one in reading.world.indicators[name]:
        begun = one.since is None or one.since <= period.months[0]
        if begun and (one.until is None or period.months[-1] <= one.until):
            return one
    return None


def worked_out(reading: Reading, name: str, period: Period, key: Keys) -> Figure:
    """3.6.4: guards are looked at from the top, before the formula; 12.1: one that is unknown makes the result missing."""
    one = version(reading, name, period)
    if one is None or not are_valid(reading.world, one.per, key, period):
        return NOT_APPLICABLE  # outside all versions (10), or of a member that is not valid (7.3)
    place = Place(period, tuple(sorted(zip(one.per, key, strict=True))), one)
    unknown: list[Truth] = []
    for guard in one.guards:
        truth = reading.truth(guard, place)
        if truth.error:
            return ERROR
        if truth.holds:
            return NOT_APPLICABLE  # also where one above it is unknown
        if truth.holds is None:
            unknown.append(truth)
    figure = reading.figure(one.formula, place)
    if figure.state == "nothing":
        figure = UNKNOWN
    if one.round is not None:
        figure = round_figure(figure, one.round)
    if not unknown or figure.state in ("error", "not-applicable"):
        return figure  # both go before missing
    unloaded = figure.unloaded or any(
        truth.unloaded for truth in unknown
    )  # 12.3: made of both, it counts as not loaded
    hollow = figure.hollow or any(truth.hollow for truth in unknown)
    return missing(figure.ends, unloaded=unloaded, perhaps=True, hollow=hollow)


def read_indicator(reading: Reading, one: Ind, place: Place) -> Figure:
    """4.5: another indicator's value, target or achievement; 6: in a longer period, what its sub-periods come to."""
    first = reading.world.indicators[one.name][0]
    key = key_of(first.per, place, one.at)
    when = stretch(one.shift, place.period)
    subs = sub_periods(when, first.grain)
    if not isinstance(when, Period) or longer(when.grain, first.grain):
        return _of_several(reading, one, subs, key)
    match one.what:
        case "value":
            return reading.value(one.name, subs[0], key)
        case "target":
            return target(reading, version(reading, one.name, subs[0]), subs[0], key, one.target)
        case _:
            return achievement(reading, version(reading, one.name, subs[0]), subs[0], key, one.target)


def _of_several(reading: Reading, one: Ind, subs: list[Period], key: Keys) -> Figure:
    """6, 9: an indicator with targets expects the sub-periods that have one of the name."""
    versions = [(period, version(reading, one.name, period)) for period in subs]
    counting = [declared for _, declared in versions if declared is not None]
    if not counting:
        return NOT_APPLICABLE
    last = counting[-1]
    named = one.target if one.what != "value" else ""
    aimed = [
        period
        for period, declared in versions
        if declared is not None and any(each.name == named and each.holds(period) for each in declared.targets)
    ]
    if not aimed and one.what != "value":
        return NOT_APPLICABLE
    subs = aimed or subs  # 9: where none of the sub-periods has one, the value is that of all of them
    if one.what == "value":
        return consolidated(last.consolidate, [reading.value(one.name, p, key) for p in subs], partial=last.partial)
    declared_in = [(period, version(reading, one.name, period)) for period in subs]
    if one.what == "target":
        aims = [target(reading, declared, period, key, named) for period, declared in declared_in]
        return consolidated(last.consolidate, aims, partial=last.partial)
    pairs = [against(reading, declared, period, key, named) for period, declared in declared_in]
    if any("error" in (actual.state, aim.state) for actual, aim in pairs):
        return ERROR
    applying = [(actual, aim) for actual, aim in pairs if "not-applicable" not in (actual.state, aim.state)]
    if not applying:
        return NOT_APPLICABLE
    if last.partial:
        known = [(actual, aim) for actual, aim in applying if "missing" not in (actual.state, aim.state)]
        applying = known or applying  # 6: with none at all it is missing
    return judged(
        reading,
        last,
        consolidated(last.consolidate, [actual for actual, _ in applying], partial=False),
        consolidated(last.consolidate, [aim for _, aim in applying], partial=False),
    )
