"""Targets, achievements and categories (9 Targets and achievement, 3.4 `scale`, 3.5 `profile`)."""

from __future__ import annotations

from .declarations import Indicator, Scale
from .facts import Keys, Place, Reading
from .figures import ERROR, NOT_APPLICABLE, End, Figure, missing, number, worst
from .periods import Period


def target(reading: Reading, one: Indicator | None, period: Period, key: Keys, named: str) -> Figure:
    """9: the target of a name that holds in a period; in a period without one it is not applicable."""
    for declared in one.targets if one is not None else ():
        if one is not None and declared.name == named and declared.holds(period):
            return reading.figure(declared.value, Place(period, tuple(sorted(zip(one.per, key, strict=True))), one))
    return NOT_APPLICABLE


def achievement(reading: Reading, one: Indicator | None, period: Period, key: Keys, named: str) -> Figure:
    """9: the value against the target of a name; in a period without one it is not applicable, whatever the value is."""
    if one is None:
        return NOT_APPLICABLE
    if not any(declared.name == named and declared.holds(period) for declared in one.targets):
        return NOT_APPLICABLE
    return judged(reading, one, reading.value(one.name, period, key), target(reading, one, period, key, named))


def judged(reading: Reading, one: Indicator, actual: Figure, against: Figure) -> Figure:
    """9: what is an error goes before what does not apply, and that before what is missing; 3.5: guards, the direction's rule, limits."""
    state = worst([actual, against])
    if state in ("error", "not-applicable"):
        return ERROR if state == "error" else NOT_APPLICABLE
    profile = reading.world.profiles[one.profile]
    place = Place(Period(1), names=(("actual", actual), ("target", against)))
    guards = [reading.truth(guard, place) for guard in profile.guards]
    if any(guard.holds for guard in guards):
        return NOT_APPLICABLE
    if state == "missing" or any(guard.holds is None for guard in guards):
        # 3.5: where a guard is unknown, it may be not applicable; 12.2: bounds are sound, and here there are none
        lacking = [one for one in (actual, against) if one.state == "missing"]
        return missing(
            (None, None),
            unloaded=any(one.unloaded for one in lacking) or any(guard.unloaded for guard in guards),
            perhaps=any(one.perhaps for one in lacking) or any(guard.holds is None for guard in guards),
            hollow=any(one.hollow for one in lacking),
        )
    figure = reading.figure(profile.rules[one.direction], place)
    if profile.limits is not None and figure.state == "value":
        return number(min(max(figure.value, profile.limits[0]), profile.limits[1]))
    return figure


def categories(scale: Scale, figure: Figure) -> tuple[list[str], bool]:
    """3.4, 12.2: the categories that a figure can have, and whether it certainly has one."""
    if figure.state not in ("value", "missing"):
        return [], False
    low, high = figure.ends
    found = []
    above: End = None
    for name, floor in scale.categories:
        is_reached = high is None or floor is None or high >= floor
        if is_reached and (above is None or low is None or low < above):
            found.append(name)
        above = floor
    return found, len(found) == 1 and not figure.perhaps and not figure.hollow
