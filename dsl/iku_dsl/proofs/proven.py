"""What was proven of a checked program, in words: for `check --proofs` and for hovering in an editor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from iku_dsl.bounds.atoms import ranges_of
from iku_dsl.bounds.functions import monotone
from iku_dsl.bounds.linear import positive
from iku_dsl.bounds.movement import movement
from iku_dsl.bounds.ranges import Ranges, computed_range, range_of, value_range
from iku_dsl.bounds.visit import guarded, visit
from iku_dsl.interval import EVERYTHING, Interval
from iku_dsl.problem import Span, Text, say
from iku_dsl.program import Indicator, Program, Scale, WeightLevel
from iku_dsl.program import expression as ex
from iku_dsl.program.sources import grid_part, on_grid
from iku_dsl.types import Operator
from iku_dsl.wording import interval_text


@dataclass(frozen=True, slots=True)
class Proven:
    """One thing that holds of a declaration, whatever the facts."""

    name: str
    text: Text
    span: Span


def proven(program: Program) -> tuple[Proven, ...]:
    """Everything that the proofs established, in the order of the spec set."""
    found: list[Proven] = []
    ranges = ranges_of(program)
    for scale in program.scales.values():
        found.extend(_scale(scale))
    for versions in program.indicators.values():
        for indicator in versions:
            found.extend(_indicator(ranges, indicator))
    return tuple(found)


def _scale(scale: Scale) -> Iterator[Proven]:
    domain = say("proven.domain", range=interval_text(scale.domain, scale.percent))
    if scale.domain == EVERYTHING:
        domain = say("proven.domain.any")
    count = len(scale.bands)
    bands = say("proven.bands", count=count, scale=scale.title)
    if count == 1:
        bands = say("proven.bands.one", scale=scale.title)
    told = say("proven.scale-partial" if scale.partial else "proven.scale", domain=domain, bands=bands)
    yield Proven(scale.name, told, scale.span)


def _weights(level: WeightLevel) -> Text:
    """What the weights are called in a sentence."""
    count, dimension = len(level.weights), level.dimension
    if dimension is None:
        several = say("proven.of-indicators", count=count)
        return several if count > 1 else say("proven.of-indicators.one")
    several = say("proven.of-members", count=count, dimension=dimension)
    return several if count > 1 else say("proven.of-members.one", dimension=dimension)


def _unreached(program: Program, indicator: Indicator, found: Interval) -> Iterator[Proven]:
    """Categories that no value of an indicator falls into; for reading, as the scale may serve others, too."""
    if not indicator.scale or indicator.scale_of_achievement:
        return
    scale = program.scales[indicator.scale]
    on_steps = found if scale.grid is None else monotone(found, partial(on_grid, scale.grid))
    capped = {cap.band for cap in indicator.caps}
    names = tuple(
        band.name
        for band in scale.bands
        if band.intervals
        and band.name not in capped
        and all(grid_part(scale.grid, part) is None for i in band.intervals if (part := i.meets(on_steps)) is not None)
    )
    if names and len(names) < len(scale.bands):
        shown = interval_text(found, indicator.type.percent)
        yield Proven(indicator.name, say("proven.unreached", bands=names, range=shown), indicator.formula.span)


def _indicator(ranges: Ranges, indicator: Indicator) -> Iterator[Proven]:
    known = guarded(ranges, indicator)
    percent = indicator.type.percent
    for level in indicator.levels:
        yield Proven(indicator.name, say("proven.weights", weights=_weights(level)), level.span)
    found = computed_range(ranges, indicator, known)
    if indicator.range != EVERYTHING and found.within(indicator.range):
        shown, unit = interval_text(found, percent), interval_text(indicator.range, percent)
        yield Proven(indicator.name, say("proven.range", found=shown, range=unit), indicator.formula.span)
    yield from _unreached(ranges.program, indicator, value_range(ranges, indicator, known))
    for seen in visit(ranges, indicator.formula, known):
        part = seen.expression
        if isinstance(part, ex.Arithmetic) and part.operator is Operator.DIVIDE and part.right.text:
            below = range_of(ranges, part.right, seen.known)
            if positive(below) and not isinstance(part.right, ex.Constant):
                text = say(
                    "proven.division", denominator=part.right.text, range=interval_text(below, part.right.type.percent)
                )
                yield Proven(indicator.name, text, part.span)
    for name, move in sorted(movement(ranges, indicator.formula, known).items()):
        yield Proven(indicator.name, say(f"proven.moves-{move}", input=name), indicator.formula.span)
