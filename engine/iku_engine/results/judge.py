"""What a value means: its category on a scale, what is lacking to the next one, how it compares with a published value.

With a result goes along what it lacks, what was corrected, and on what it is based.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from iku_dsl.interval import Interval, gaps, point
from iku_dsl.problem import Text, say
from iku_dsl.program import Band, Grid, Indicator, Official, Program, Scale
from iku_dsl.program.sources import grid_part, on_grid
from iku_dsl.records import replace
from iku_dsl.wording import Figure, figure
from iku_engine.results.beside import NOTHING, Unloaded, apart, reason_with
from iku_engine.results.evaluation import (
    Bounds,
    CategoryResult,
    Comparison,
    Correction,
    Fact,
    MissingInput,
    Node,
    Operation,
    Result,
    Shown,
    State,
)


def _placed(grid: Grid | None, value: Fraction) -> Fraction:
    """A number where a scale looks it up."""
    return value if grid is None else on_grid(grid, value)


def intervals(band: Band, as_printed: bool) -> tuple[Interval, ...]:
    """The intervals of a band, as printed where they are asked for so."""
    if as_printed and band.correction is not None and band.correction.interval is not None:
        return (band.correction.interval,)
    if as_printed and band.correction is not None and band.correction.value is not None:
        return (point(band.correction.value),)
    return band.intervals


def band_of(scale: Scale, value: Fraction, as_printed: bool = False) -> Band | None:
    """The band that a number falls into; None outside all of them."""
    place = _placed(scale.grid, value)
    return next((band for band in scale.bands if any(place in i for i in intervals(band, as_printed))), None)


def outside(scale: Scale, value: Fraction) -> Text:
    """Why a number has no category."""
    place = _placed(scale.grid, value)
    for excluded in scale.outside:
        if place in excluded.interval:
            return say("=", text=excluded.reason)
    if scale.partial:
        return say("=", text=scale.partial)
    return say("band.outside", scale=scale.title, value=Figure(value, scale.percent))


def certain_category(scale: Scale, value: Fraction, as_printed: bool) -> CategoryResult | None:
    """The category of a value, None outside the bands."""
    band = band_of(scale, value, as_printed)
    if band is None:
        return None
    place = _placed(scale.grid, value)
    interval = next(i for i in intervals(band, as_printed) if place in i)
    better, start = _better(scale, band, as_printed)
    distance = None
    if start is not None:
        if start.low is not None and value <= start.low:
            distance = start.low - value
        elif start.high is not None and value >= start.high:
            distance = value - start.high
    return CategoryResult(
        band.name,
        band.title,
        interval=interval,
        percent=scale.percent,
        next_up=better.name if better is not None else "",
        next_from=start,
        distance=distance,
    )


def _better(scale: Scale, band: Band, as_printed: bool) -> tuple[Band | None, Interval | None]:
    """The next better category that has an interval."""
    place = scale.bands.index(band)
    for candidate in reversed(scale.bands[:place]):
        found = intervals(candidate, as_printed)
        if found:
            return candidate, found[0]
    return None, None


def possible_categories(scale: Scale, bounds: Bounds, as_printed: bool) -> tuple[tuple[Band, ...], bool]:
    """The categories that any value within bounds may have, best first, and whether some value has none."""
    low = _placed(scale.grid, bounds.low) if bounds.low is not None else None
    high = _placed(scale.grid, bounds.high) if bounds.high is not None else None
    span = Interval(low, high)
    reached = [band for band in scale.bands if any(span.meets(i) is not None for i in intervals(band, as_printed))]
    covered = [i for band in reached for i in intervals(band, as_printed)]
    return tuple(reached), any(grid_part(scale.grid, hole) is not None for hole in gaps(span, covered))


def uncertain_category(
    scale: Scale, bounds: Bounds | None, as_printed: bool, may_be_nothing: bool = False
) -> CategoryResult | None:
    """The category of a missing value: certain where all its bounds share it, else the possible ones (the best first).

    What `may_be_nothing` may have no category, whatever its bounds share.
    """
    if bounds is None or (bounds.low is None and bounds.high is None):
        return None
    found, holes = possible_categories(scale, bounds, as_printed)
    if not found:
        return None
    holes = holes or may_be_nothing
    certain = len(found) == 1 and not holes
    names = tuple(band.name for band in found)
    if certain:
        return CategoryResult(found[0].name, found[0].title, possible=names, percent=scale.percent)
    return CategoryResult("", "", certain=False, possible=names, percent=scale.percent, may_have_none=holes)


def capped(scale: Scale, category: CategoryResult, limit: str, reason: Text) -> CategoryResult:
    """A category limited to at most another, and so each of the possible ones; `reason` says why."""
    order = [band.name for band in scale.bands]
    names = (category.id,) if category.id else category.possible
    kept = tuple(dict.fromkeys(name if order.index(name) >= order.index(limit) else limit for name in names))
    if kept == names:
        return category
    if category.id or (len(kept) == 1 and not category.may_have_none):
        band = scale.band(limit)
        return CategoryResult(band.name, band.title, percent=scale.percent, capped=reason)
    return replace(category, possible=kept, capped=reason)


def either_category(scale: Scale, first: CategoryResult, second: CategoryResult) -> CategoryResult:
    """One of two categories, as it is not known whether a cap holds."""
    if first == second:
        return first
    names = {*(first.possible if not first.id else (first.id,)), *(second.possible if not second.id else (second.id,))}
    possible = tuple(band.name for band in scale.bands if band.name in names)
    none = first.may_have_none or second.may_have_none
    return CategoryResult("", "", certain=False, possible=possible, percent=scale.percent, may_have_none=none)


def comparison(official: Official, published: Node, computed: Node) -> Comparison:
    """A published value beside the computed one: equal within the tolerance, or different."""
    there = published.value if published.state is State.VALUE and isinstance(published.value, Fraction) else None
    computed_value = computed.value if computed.state is State.VALUE and isinstance(computed.value, Fraction) else None
    difference = there - computed_value if there is not None and computed_value is not None else None
    verdict = ""
    if difference is not None:
        verdict = "equal" if abs(difference) <= official.tolerance else "different"
    fact = next((node.fact for node in published.walk() if node.fact is not None), None)
    bounds = computed.bounds if computed.state is State.MISSING else None
    return Comparison(
        official.replaces, there, computed_value, difference, official.tolerance, verdict, fact, official.value.text, bounds
    )  # fmt: skip


MAX_MISSING = 50  # missing inputs that are listed


def shown_as(indicator: Indicator) -> Shown:
    """How an indicator's value is displayed."""
    unit = "" if indicator.type.percent else indicator.unit
    return Shown(indicator.type.percent, unit, indicator.rounding.digits if indicator.rounding is not None else None)


def annotated(
    result: Result, nodes: Iterable[Node], indicator: Indicator, program: Program, beside: Mapping[str, Any]
) -> Result:
    """The result with what people ask next, found in all `nodes` of its trace, and with the fields that tell what it rests on."""
    unique = _missing_inputs(nodes)
    beyond = (say("band.told", why=result.outside),) if result.outside is not None else ()
    return replace(
        result,
        trace=result.trace.readable,
        missing=tuple(unique[:MAX_MISSING]),
        missing_total=len(unique),
        prose=indicator.prose,
        corrections=tuple(_corrections(indicator, program)),
        **{**beside, "notes": (*beside.get("notes", ()), *beyond)},
    )


def _missing_inputs(nodes: Iterable[Node]) -> list[MissingInput]:
    """The leaves of a trace that are missing, each once with all of its periods that never came, and the sets that are not decided."""
    found: dict[tuple[str, Text | None, Fact | None], Unloaded] = {}
    for part in nodes:
        if part.state is not State.MISSING or part.reason is None:
            continue
        if part.operation is Operation.COUNT:
            undecided = [line for group in part.groups if group.kind == "unknown" for line in group.lines]
            found.update(((line.label, reason, None), NOTHING) for line in undecided for reason in line.reasons)
            if undecided:
                continue
        if not any(child.state is State.MISSING for child in part.children):
            place = (part.label or part.text, apart(part.reason) if part.unloaded else part.reason, part.fact)
            found[place] = found.get(place, NOTHING) | part.unloaded
    reasons = ((label, reason_with(reason, lacking), fact) for (label, reason, fact), lacking in found.items())
    return [MissingInput(label, reason, fact) for label, reason, fact in reasons if reason is not None]


def _corrections(indicator: Indicator, program: Program) -> list[Correction]:
    found: list[Correction] = []
    for level in indicator.levels:
        for weight in level.weights:
            if weight.correction is not None:
                used = figure(weight.weight, percent=True)
                found.append(Correction(weight.member, used, weight.correction.printed, weight.correction.reason))
    if indicator.scale:
        for band in program.scales[indicator.scale].bands:
            if band.correction is not None:
                used = ", ".join(band.written)
                found.append(Correction(band.name, used, band.correction.printed, band.correction.reason))
    return found
