"""Targets, achievements and categories (9 Targets and achievement, 3.4 `scale`, 3.5 `profile`)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as F

from .declarations import Indicator, Scale
from .facts import Keys, Place, Reading
from .figures import ERROR, NOT_APPLICABLE, End, Figure, number, worst
from .periods import Period


def against(reading: Reading, one: Indicator | None, period: Period, key: Keys, named: str) -> tuple[Figure, Figure]:
    """9: the value of an indicator, and the target of a name that it is set against.

    3.6.4: where a guard holds, nothing else is looked at. The page could say so of targets, too: that of a value which does not apply
    for another reason goes before it where it is an error.
    """
    if one is None:
        return NOT_APPLICABLE, NOT_APPLICABLE
    actual = reading.value(one.name, period, key)
    place = Place(period, tuple(sorted(zip(one.per, key, strict=True))), one)
    if actual.state == "not-applicable" and any(reading.truth(guard, place).holds for guard in one.guards):
        return NOT_APPLICABLE, NOT_APPLICABLE
    return actual, target(reading, one, period, key, named)


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
    return judged(reading, one, *against(reading, one, period, key, named))


def judged(reading: Reading, one: Indicator, actual: Figure, aim: Figure) -> Figure:
    """9: what is an error goes before what does not apply, and that before what is missing; 3.5: guards, the direction's rule, limits."""
    state = worst([actual, aim])
    if state in ("error", "not-applicable"):
        return ERROR if state == "error" else NOT_APPLICABLE
    profile = reading.world.profiles[one.profile]
    place = Place(Period(1), names=(("actual", actual), ("target", aim)))
    guards = [reading.truth(guard, place) for guard in profile.guards]
    if any(guard.holds for guard in guards):
        return NOT_APPLICABLE
    figure = reading.figure(profile.rules[one.direction], place)
    if profile.limits is not None and figure.state in ("value", "missing"):
        figure = _limited(figure, *profile.limits)
    if aim.state == "missing":
        figure = replace(figure, low=None, high=None)  # 12.2: bounds are sound, and here there are none
    if any(guard.holds is None for guard in guards) and figure.state == "missing":
        # 3.5: where a guard is unknown, one that is missing may be not applicable
        return replace(figure, perhaps=True, hollow=figure.hollow or any(guard.hollow for guard in guards))
    return figure


def _limited(figure: Figure, least: F, greatest: F) -> Figure:
    """3.5 `profile`: limits."""

    def within(value: F) -> F:
        return min(max(value, least), greatest)

    if figure.state == "value":
        return number(within(figure.value))
    low, high = figure.ends
    return replace(figure, low=least if low is None else within(low), high=greatest if high is None else within(high))


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
