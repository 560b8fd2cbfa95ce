"""What is divided is covered exactly once: a domain by bands on its grid, without gap or overlap, and 100% by weights.

Weights name every member once.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate, islice
from math import inf

from iku_dsl.interval import Interval, gaps
from iku_dsl.problem import SHOWN, Diagnostic, Label, Text, say, some
from iku_dsl.program import Band, Grid, Program, Scale, WeightLevel
from iku_dsl.program.sources import brought_to, grid_part, on_grid, placed
from iku_dsl.wording import Figure, figure, interval_text


def weights(program: Program, broken: frozenset[str]) -> tuple[Diagnostic, ...]:
    """Each `bobot` block of each indicator: the sum, and the members of its dimension that it does not name.

    A table of weights that sums to 90% makes every score too low by a tenth, and nobody sees it in the result.
    One mistake gives one problem: where a member is missing, its weight is what the sum lacks.
    """
    problems: list[Diagnostic] = []
    for versions in program.indicators.values():
        for indicator in versions:
            if indicator.name in broken:
                continue
            for level in indicator.levels:
                problems.extend(_level(program, level, broken))
    return tuple(problems)


def _level(program: Program, level: WeightLevel, broken: frozenset[str]) -> list[Diagnostic]:
    problems: list[Diagnostic] = []
    if level.dimension is not None:
        if level.dimension in broken:
            return []
        dimension = program.dimensions[level.dimension]
        named = {weight.member for weight in level.weights}
        lacking = list(islice((member for member in dimension.members if member.name not in named), SHOWN))
        if lacking and dimension.enumerated:
            names = some((member.name for member in lacking), len(dimension.members) - len(named))
            message = say("missing-member", dimension=dimension.name, members=names)
            labels = [Label(level.span), *(Label(member.span, say("missing-member.member")) for member in lacking)]
            hint = say("missing-member.hint", member=lacking[0].name)
            problems.append(Diagnostic("missing-member", message, tuple(labels), hint=hint))
    for weight in level.weights:
        if weight.weight < 0:
            message = say("weight-negative", member=weight.member, weight=figure(weight.weight, percent=True))
            problems.append(
                Diagnostic("weight-negative", message, (Label(weight.span),), hint=say("weight-negative.hint"))
            )
    total = sum((weight.weight for weight in level.weights), Fraction(0))
    if level.weights and total != 1 and not problems:
        problems.append(_sum(level, total))
    return problems


def _sum(level: WeightLevel, total: Fraction) -> Diagnostic:
    shown, off = figure(total, percent=True), figure(abs(total - 1), percent=True)
    message = say("weights-sum", total=shown)
    labels = [Label(level.span)]
    labels += [Label(weight.span, say("=", text=figure(weight.weight, percent=True))) for weight in level.weights]
    addends = " + ".join(figure(weight.weight, percent=True) for weight in level.weights)
    return Diagnostic(
        "weights-sum",
        message,
        tuple(labels),
        counter_example=say("weights-sum.example", addends=addends, total=shown),
        hint=_mend_weights(level, total, off),
    )


def _mend_weights(level: WeightLevel, total: Fraction, off: str) -> Text:
    """The hint: a missing percent sign, equal weights that were rounded, or by how much the sum is off."""
    count = len(level.weights)
    large = next((weight for weight in level.weights if weight.weight > 1), None)
    if large is not None:
        read = figure(large.weight, percent=True)
        return say(
            "weights-sum.percent", member=large.member, read=read, mended=figure(large.weight / 100, percent=True)
        )
    if len({weight.weight for weight in level.weights}) == 1 and abs(total - 1) < Fraction(1, 10):
        return say("weights-sum.equal", count=count)
    return say("weights-sum.over", off=off) if total > 1 else say("weights-sum.under", off=off)


Holes = tuple[Interval, ...]
HOLES_SHOWN = 12  # holes that a message lists
LOOKED = (
    100  # pairs of intervals of two bands that are looked through for the first one they share, as they are written
)
DOTS = ("..", "–", "s.d.")
TWO_ENDS = re.compile(r"[\d%]\s*(?:\.\.|–|s\.d\.)\s*(?:<\s*)?[-−]?\d")
End = tuple[Fraction | float, bool]


def bands(program: Program, broken: frozenset[str]) -> tuple[Diagnostic, ...]:
    """Gaps (each with a number that has no category), overlaps (with a number that has two), bands beyond the domain.

    Printed bands such as `90 - 99` and `100` leave 99.5 without a category: nobody notices until a value falls there.
    With `langkah` numbers are first brought to multiples of the step, so only those count: also one beyond the domain, to which numbers
    at its end are brought.
    """
    problems: list[Diagnostic] = []
    for scale in program.scales.values():
        if scale.name in broken:
            continue
        beyond = _beyond(scale)
        problems.extend(beyond or [*_overlaps(scale), *_gaps(scale)])
    return tuple(problems)


def _beyond(scale: Scale) -> list[Diagnostic]:
    """A closed end outside the domain is a slip of the pen: no number of the domain reaches it."""
    domain = interval_text(scale.domain, scale.percent)
    beyond = [(band, i) for band in scale.bands for i in band.intervals if not i.within(scale.domain)]
    if beyond and scale.percent and all(_hundredth(i).within(scale.domain) for _, i in beyond):
        return [_without_sign(scale, beyond)]
    problems = []
    for band, interval in beyond:
        message = say("bands-domain", band=band.name, interval=interval_text(interval, scale.percent), domain=domain)
        labels = (Label(band.span), Label(scale.span, say("bands-domain.domain")))
        problems.append(Diagnostic("bands-domain", message, labels, hint=say("bands-domain.hint")))
    return problems


def _without_sign(scale: Scale, beyond: list[tuple[Band, Interval]]) -> Diagnostic:
    """Bands of a percentage that were written without the sign: one slip, however many bands it is in."""
    band, interval = beyond[0]
    message = say("bands-domain.percent", scale=scale.name, domain=interval_text(scale.domain, percent=True))
    labels = [*(Label(other.span) for other, _ in beyond), Label(scale.span, say("bands-domain.domain"))]
    hint = say(
        "bands-domain.percent.hint",
        band=band.name,
        read=interval_text(interval, percent=True),
        mended=interval_text(_hundredth(interval), percent=True),
    )
    return Diagnostic("bands-domain", message, tuple(labels), hint=hint)


def _hundredth(interval: Interval) -> Interval:
    """What was meant where the sign is missing: ends above 100% divided by a hundred."""
    low, high = (end / 100 if end is not None and end > 1 else end for end in (interval.low, interval.high))
    return Interval(low, high, interval.low_open, interval.high_open)


def _overlaps(scale: Scale) -> list[Diagnostic]:
    problems = []
    for first, second, common in _overlapping(scale):
        value = Figure(_witness(scale, common), scale.percent)
        message = say("bands-overlap", first=first.name, second=second.name, scale=scale.name)
        labels = tuple(Label(band.span, say("bands-overlap.here", value=value)) for band in (second, first))
        hint = say("bands-overlap.hint.end", value=value) if common.is_point else say("bands-overlap.hint")
        if _worse_first(first, second):
            hint = say("bands-overlap.hint.order", first=first.name, second=second.name)
        problems.append(
            Diagnostic(
                "bands-overlap",
                message,
                labels,
                counter_example=say("bands-overlap.example", value=value, first=first.name, second=second.name),
                hint=hint,
            )
        )
    reaches = [(band, _reach(scale.grid, band.intervals)) for band in scale.bands] if scale.outside else []
    for excluded in scale.outside:
        for band, reach in reaches:
            met = _met(scale.grid, reach, excluded.interval)
            if met is not None:
                shared = _first_common(scale.grid, band.intervals, (excluded.interval,), met)
                value = Figure(_witness(scale, shared), scale.percent)
                message = say("bands-overlap.outside", band=band.name)
                labels = (Label(excluded.span), Label(band.span, say("bands-overlap.here", value=value)))
                example = say("bands-overlap.outside.example", value=value, band=band.name)
                hint = say("bands-overlap.outside.hint", value=value)
                problems.append(Diagnostic("bands-overlap", message, labels, counter_example=example, hint=hint))
    return problems


def _worse_first(first: Band, second: Band) -> bool:
    """Whether two categories say one end alone, and would not overlap if the second stood first: it lies within what the first takes."""
    if any(len(band.written) != 1 or not _one_ended(band.written[0]) for band in (first, second)):
        return False
    outer, inner = first.intervals[0], second.intervals[0]
    return outer != inner and inner.within(outer) and (outer.low == inner.low or outer.high == inner.high)


def _one_ended(written: str) -> bool:
    """Whether a range is written with one end: `>= 70`, `70 ..`, `< 50`."""
    open_at_one = written[0] in "<>≤≥" or written.startswith(DOTS) or written.endswith(DOTS)
    return open_at_one and TWO_ENDS.search(written) is None


def _overlapping(scale: Scale) -> list[tuple[Band, Band, Interval]]:
    """Pairs of bands that overlap, in the order they are written in: each interval with the one before it that reaches furthest."""
    places = {band.name: place for place, band in enumerate(scale.bands)}
    all_intervals = [(band, i) for band in scale.bands for i in band.intervals if grid_part(scale.grid, i) is not None]
    found: dict[tuple[int, int], tuple[Band, Band, Interval]] = {}
    furthest: tuple[Band, Interval] | None = None
    for band, interval in sorted(all_intervals, key=lambda item: _start(item[1])):
        if furthest is not None and furthest[0] is not band:
            first, second = sorted((furthest[0], band), key=lambda one: places[one.name])
            common = _common(scale.grid, furthest[1], interval)
            pair = (places[first.name], places[second.name])
            if common is not None and pair not in found:
                found[pair] = (first, second, _first_common(scale.grid, first.intervals, second.intervals, common))
        if furthest is None or _end(interval) > _end(furthest[1]):
            furthest = band, interval
    return [found[pair] for pair in sorted(found)]


def _start(interval: Interval) -> End:
    return (interval.low, interval.low_open) if interval.low is not None else (-inf, False)


def _end(interval: Interval) -> End:
    return (interval.high, not interval.high_open) if interval.high is not None else (inf, True)


def _common(grid: Grid | None, mine: Interval, theirs: Interval) -> Interval | None:
    """What two intervals share, None where that is no number of the grid."""
    common = mine.meets(theirs)
    return common if common is not None and grid_part(grid, common) is not None else None


def _first_common(
    grid: Grid | None, first: Sequence[Interval], second: Sequence[Interval], known: Interval
) -> Interval:
    """The first of what two lists of intervals share, as they are written; of long lists what is `known` of it."""
    if len(first) * len(second) > LOOKED:
        return known
    shared = (_common(grid, mine, theirs) for mine in first for theirs in second)
    return next((common for common in shared if common is not None), known)


def _reach(grid: Grid | None, intervals: Sequence[Interval]) -> tuple[list[End], list[Interval]]:
    """The starts of intervals in their order, and with each the interval up to there that reaches furthest."""
    parts = sorted((part for i in intervals if (part := grid_part(grid, i)) is not None), key=_start)
    return [_start(part) for part in parts], list(accumulate(parts, _further))


def _further(one: Interval, other: Interval) -> Interval:
    return other if _end(other) > _end(one) else one


def _met(grid: Grid | None, reach: tuple[list[End], list[Interval]], interval: Interval) -> Interval | None:
    """What an interval shares with the one that reaches furthest of those that start before its end; None if with none of them."""
    part = grid_part(grid, interval)
    if part is None:
        return None
    starts, furthest = reach
    high, closed = _end(part)
    before = (bisect_right if closed else bisect_left)(starts, (high, False))
    return furthest[before - 1].meets(part) if before else None


def holes(scale: Scale) -> Holes:
    """The parts of the domain that no band and no exclusion covers; on a grid the runs of its points, as intervals."""
    covered = [interval for band in scale.bands for interval in band.intervals]
    covered += [excluded.interval for excluded in scale.outside]
    open_parts = gaps(scale.domain, covered)
    if scale.grid is None:
        return open_parts
    found = [trimmed for part in open_parts if (trimmed := grid_part(scale.grid, part)) is not None]
    below, above = _ends_beyond(scale, scale.grid, covered)
    return (*below, *found, *above)


def _ends_beyond(scale: Scale, grid: Grid, covered: Sequence[Interval]) -> tuple[Holes, Holes]:
    """The numbers at either end of the domain that are brought to a multiple beyond it, of which nothing is said."""
    reached = placed(grid, scale.domain)
    beyond = [end for end in dict.fromkeys((reached.low, reached.high)) if end is not None and end not in scale.domain]
    open_ends = [end for end in beyond if not any(end in interval for interval in covered)]
    parts = [(end, brought_to(grid, end).meets(scale.domain)) for end in open_ends]
    above = tuple(part for end, part in parts if part is not None and _is_above(scale, end))
    return tuple(part for end, part in parts if part is not None and not _is_above(scale, end)), above


def _is_above(scale: Scale, end: Fraction) -> bool:
    high = scale.domain.high
    return high is not None and end >= high


def _gaps(scale: Scale) -> list[Diagnostic]:
    if scale.partial or not scale.bands:
        return []
    found = holes(scale)
    if not found:
        return []
    shown = tuple(_hole_text(scale, hole) for hole in found[:HOLES_SHOWN])
    shown += ("…",) if len(found) > HOLES_SHOWN else ()
    example = Figure(_example(scale, found), scale.percent)
    message = say("bands-gap", scale=scale.name, holes=shown)
    labels = [Label(scale.span), *(_edges(scale, found))]
    return [
        Diagnostic(
            "bands-gap",
            message,
            tuple(labels),
            counter_example=say("bands-gap.example", value=example),
            hint=_mend_bands(scale, found),
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
    trimmed = grid_part(scale.grid, interval)
    return (trimmed or interval).sample()


def _edges(scale: Scale, found: Holes) -> list[Label]:
    """The bands on both sides of the holes."""
    if scale.grid is not None:
        return []
    starts, ends = {hole.low for hole in found} - {None}, {hole.high for hole in found} - {None}
    return [
        Label(band.span, say("bands-gap.edge"))
        for band in scale.bands
        if any(interval.high in starts or interval.low in ends for interval in band.intervals)
    ]


def _mend_bands(scale: Scale, found: Holes) -> Text:
    """The hint: for bands that were printed for round figures the step, for one number at an end that end, else both ways out.

    Where numbers are brought beyond the domain, the multiple that they are brought to.
    """
    step = _printed_step(scale, found)
    if step is not None:
        hole = next(hole for hole in found if hole.low is not None and hole.high is not None)
        end = Figure(hole.high if hole.high is not None else step, scale.percent)
        return say("bands-gap.hint.step", step=Figure(step, scale.percent), end=end)
    beyond = next((hole for hole in found if scale.grid is not None and grid_part(scale.grid, hole) is None), None)
    if scale.grid is not None and beyond is not None:
        place = on_grid(scale.grid, beyond.sample())
        return say("bands-gap.hint.beyond", value=Figure(place, scale.percent))
    if len(found) == 1 and found[0].is_point and scale.grid is None:
        return say("bands-gap.hint.end", value=Figure(found[0].sample(), scale.percent))
    return say("bands-gap.hint")


def _printed_step(scale: Scale, found: Holes) -> Fraction | None:
    """The step that bands were printed for, as `90 - 99` and `100` are for 1: all holes as wide as that, from one figure to the next."""
    inner = [
        (hole.low, hole.high) for hole in found if hole.low is not None and hole.high is not None and not hole.is_point
    ]
    widths = {high - low for low, high in inner}
    if scale.grid is not None or len(widths) != 1:
        return None
    width = widths.pop()
    round_figures = {Fraction(1, 10**n) for n in range(5)}
    return width if width in round_figures and all(low % width == 0 for low, _ in inner) else None
