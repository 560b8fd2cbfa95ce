"""A formula does not mix versions of an indicator without saying so."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache

from iku_dsl.bounds.visit import versions
from iku_dsl.budgets import Effort, most
from iku_dsl.period import Period
from iku_dsl.problem import Diagnostic, Label, say
from iku_dsl.program import Indicator, Program
from iku_dsl.program import expression as ex

Reading = ex.IndicatorValue
Versions = Callable[[str, Period], Indicator | None]
AROUND = range(-3, 4)  # periods around the first and last one of a version that are looked at


def mixed(program: Program, broken: frozenset[str]) -> tuple[Diagnostic, ...]:
    """Where a value of one year is set against another year's, and the rule changed in between: 2021 against 2020.

    The version read is that of the period read, so the difference would be partly that of the rules. `lintas versi karena …` says
    that this is meant.
    """
    problems: list[Diagnostic] = []
    effort = Effort(most("mixed"))
    version = cache(program.version)
    for indicator in versions(program, broken):
        if indicator.across:
            continue
        readings = _readings(program, indicator)
        if not effort.spend(sum(_steps(program, name, shifts) for name, shifts in readings.items())):
            message = say("too-large.mixed", name=indicator.name, limit=effort.most)
            hint = say("too-large.mixed.hint")
            problems.append(Diagnostic("too-large", message, (Label(indicator.span),), hint=hint))
            break
        for first, second, period in _pairs(program, indicator, readings, version):
            message = say("versions-mixed", name=first.indicator, first=first.text, second=second.text)
            labels = (Label(second.span), Label(first.span))
            example = say("versions-mixed.example", period=str(period), first=first.text, second=second.text)
            hint = say("versions-mixed.hint")
            problems.append(Diagnostic("versions-mixed", message, labels, counter_example=example, hint=hint))
    return tuple(problems)


def _readings(program: Program, indicator: Indicator) -> dict[str, dict[ex.Shift, tuple[int, Reading]]]:
    """What a formula reads in more than one way of each indicator with versions: the first reading of each way, and its place."""
    found: dict[str, dict[ex.Shift, tuple[int, Reading]]] = {}
    for place, part in enumerate(ex.walk(indicator.formula)):
        if isinstance(part, ex.IndicatorValue) and len(program.indicators.get(part.indicator, ())) > 1:
            found.setdefault(part.indicator, {}).setdefault(part.shift, (place, part))
    return {name: shifts for name, shifts in found.items() if len(shifts) > 1}


def _steps(program: Program, name: str, shifts: Collection[ex.Shift]) -> int:
    """How many periods are looked at, each once by itself and once for each way in which it is read."""
    return 2 * len(AROUND) * len(program.indicators[name]) * (1 + len(shifts))


def _pairs(
    program: Program,
    indicator: Indicator,
    readings: dict[str, dict[ex.Shift, tuple[int, Reading]]],
    version: Versions,
) -> list[tuple[Reading, Reading, Period]]:
    """Of each indicator read the first two readings that mix its versions, in the order of the formula."""
    found = []
    for name, shifts in readings.items():
        ways = [part for _, part in shifts.values()]
        mixing = _mixing(_periods(program, indicator, name), ways, version)
        if mixing is not None:
            first, second, period = mixing
            found.append((shifts[ways[first].shift][0], (ways[first], ways[second], period)))
    return [pair for _, pair in sorted(found, key=lambda one: one[0])]


def _mixing(periods: Iterable[Period], ways: Sequence[Reading], version: Versions) -> tuple[int, int, Period] | None:
    """The first two readings that have a version in the same period, and not the same, and the first such period.

    In each period the first reading that has a version is held against those after it: where two differ, one of them differs from it.
    """
    least: tuple[int, int, Period] | None = None
    for period in periods:
        read = [version(one.indicator, _read(one.shift, period)) for one in ways]
        first = next((place for place, one in enumerate(read) if one is not None), len(read))
        second = next((place for place, one in enumerate(read) if one is not None and one is not read[first]), None)
        if second is not None and (least is None or (first, second) < least[:2]):
            least = first, second, period
    return least


def _periods(program: Program, indicator: Indicator, name: str) -> Iterable[Period]:
    """The periods of an indicator around the first and the last of each version of another, each once."""
    found: dict[Period, None] = {}
    for version in program.indicators[name]:
        for edge in (version.effective.first, version.effective.last):
            if edge is None:
                continue
            start = edge.parts(indicator.grain)[0] if indicator.grain.finer_than(edge.grain) else edge
            for steps in AROUND:
                period = start.containing(indicator.grain).moved(steps)
                if period in indicator.effective:
                    found[period] = None
    return found


def _read(shift: ex.Shift, period: Period) -> Period:
    if shift.move is ex.Move.SHIFTED and shift.grain is not None:
        return period.shifted(shift.grain, shift.steps)
    return period
