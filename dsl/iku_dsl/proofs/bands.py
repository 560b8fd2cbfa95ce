"""A scale's bands cover its domain, on its grid, without gap and without overlap."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from iku_dsl.interval import Interval, gaps, make
from iku_dsl.problem import Diagnostic, Label, say
from iku_dsl.program import Band, Grid, Program, Scale
from iku_dsl.wording import Figure, interval_text

Holes = tuple[Interval, ...]


def bands(program: Program, broken: frozenset[str]) -> tuple[Diagnostic, ...]:
    """Gaps (each with a number that has no category), overlaps (with a number that has two), bands beyond the domain.

    Printed bands such as `90 - 99` and `100` leave 99.5 without a category: nobody notices until a value falls there.
    With `langkah` numbers are first brought to multiples of the step, so only those count.
    """
    problems: list[Diagnostic] = []
    for scale in program.scales.values():
        if scale.name in broken:
            continue
        problems.extend(_beyond(scale))
        problems.extend(_overlaps(scale))
        problems.extend(_gaps(scale))
    return tuple(problems)


def _beyond(scale: Scale) -> list[Diagnostic]:
    """A closed end outside the domain is a slip of the pen: no number of the domain reaches it."""
    problems = []
    for band in scale.bands:
        for interval in band.intervals:
            if not interval.within(scale.domain):
                shown = interval_text(interval, scale.percent)
                domain = interval_text(scale.domain, scale.percent)
                message = say("bands-domain", band=band.name, interval=shown, domain=domain)
                labels = (Label(band.span), Label(scale.span, say("bands-domain.domain")))
                problems.append(Diagnostic("bands-domain", message, labels))
    return problems


def _overlaps(scale: Scale) -> list[Diagnostic]:
    problems = []
    for place, first in enumerate(scale.bands):
        for second in scale.bands[place + 1 :]:
            common = _common(scale.grid, first, second)
            if common is None:
                continue
            value = Figure(_witness(scale, common), scale.percent)
            message = say("bands-overlap", first=first.name, second=second.name, scale=scale.name)
            labels = (Label(second.span, say("bands-overlap.here")), Label(first.span, say("bands-overlap.here")))
            problems.append(
                Diagnostic(
                    "bands-overlap",
                    message,
                    labels,
                    counter_example=say("bands-overlap.example", value=value, first=first.name, second=second.name),
                    hint=say("bands-overlap.hint"),
                )
            )
    for excluded in scale.outside:
        for band in scale.bands:
            common = next((c for i in band.intervals if (c := i.meets(excluded.interval)) is not None), None)
            if common is not None and _on_grid(scale.grid, common) is not None:
                value = Figure(_witness(scale, common), scale.percent)
                message = say("bands-overlap.outside", band=band.name)
                labels = (Label(excluded.span), Label(band.span, say("bands-overlap.here")))
                example = say("bands-overlap.outside.example", value=value, band=band.name)
                problems.append(Diagnostic("bands-overlap", message, labels, counter_example=example))
    return problems


def _common(grid: Grid | None, first: Band, second: Band) -> Interval | None:
    for mine in first.intervals:
        for theirs in second.intervals:
            common = mine.meets(theirs)
            if common is not None and _on_grid(grid, common) is not None:
                return common
    return None


def holes(scale: Scale) -> Holes:
    """The parts of the domain that no band and no exclusion covers; on a grid the runs of its points, as intervals."""
    covered = [interval for band in scale.bands for interval in band.intervals]
    covered += [excluded.interval for excluded in scale.outside]
    open_parts = gaps(scale.domain, covered)
    if scale.grid is None:
        return open_parts
    return tuple(trimmed for part in open_parts if (trimmed := _on_grid(scale.grid, part)) is not None)


def _gaps(scale: Scale) -> list[Diagnostic]:
    if scale.partial or not scale.bands:
        return []
    found = holes(scale)
    if not found:
        return []
    shown = tuple(_hole_text(scale, hole) for hole in found)
    example = Figure(_example(scale, found), scale.percent)
    message = say("bands-gap", scale=scale.name, holes=shown)
    labels = [Label(scale.span), *(_edges(scale, found))]
    return [
        Diagnostic(
            "bands-gap",
            message,
            tuple(labels),
            counter_example=say("bands-gap.example", value=example),
            hint=say("bands-gap.hint.step") if _looks_whole(scale, found) else say("bands-gap.hint"),
        )
    ]


def _hole_text(scale: Scale, hole: Interval) -> str:
    return interval_text(hole, scale.percent)


def _example(scale: Scale, found: Holes) -> Fraction:
    """A number that people understand at once: of the last hole (the best one for a scale that runs up), near its middle."""
    hole = found[-1]
    if scale.grid is None and hole.low is not None and hole.high is not None:
        return hole.low if hole.is_point else (hole.low + hole.high) / 2
    return _witness(scale, hole)


def _witness(scale: Scale, interval: Interval) -> Fraction:
    if scale.grid is None:
        return interval.sample()
    trimmed = _on_grid(scale.grid, interval)
    return (trimmed or interval).sample()


def _on_grid(grid: Grid | None, interval: Interval) -> Interval | None:
    """The least interval around the grid points in an interval, None where there are none."""
    if grid is None:
        return interval
    low = high = None
    if interval.low is not None:
        steps = interval.low / grid.step
        first = floor(steps) + 1 if interval.low_open else ceil(steps)
        low = first * grid.step
    if interval.high is not None:
        steps = interval.high / grid.step
        last = ceil(steps) - 1 if interval.high_open else floor(steps)
        high = last * grid.step
    return make(low, high)


def _edges(scale: Scale, found: Holes) -> list[Label]:
    """The bands on both sides of the holes."""
    labels = []
    for band in scale.bands:
        for interval in band.intervals:
            near = any(_touches(interval, hole) for hole in found)
            if near and scale.grid is None:
                labels.append(Label(band.span, say("bands-gap.edge")))
                break
    return labels


def _touches(interval: Interval, hole: Interval) -> bool:
    return (interval.high is not None and interval.high == hole.low) or (
        interval.low is not None and interval.low == hole.high
    )


def _looks_whole(scale: Scale, found: Holes) -> bool:
    """Whether the holes lie between whole figures, as when a regulation prints `90 - 99` and `100`."""
    unit = Fraction(1, 100) if scale.percent else Fraction(1)
    inner = [hole for hole in found if hole.low is not None and hole.high is not None and not hole.is_point]
    return (
        scale.grid is None
        and bool(inner)
        and all(
            hole.high - hole.low <= unit and hole.low % unit == 0  # type: ignore[operator]
            for hole in inner
        )
    )


