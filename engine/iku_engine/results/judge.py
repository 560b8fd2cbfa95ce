"""What a value means: its category on a scale, what is lacking to the next one, how it compares with a published value."""

from __future__ import annotations

from fractions import Fraction

from iku_dsl.interval import Interval, gaps, point
from iku_dsl.problem import Text, say
from iku_dsl.program import Band, Grid, Official, Scale
from iku_dsl.program.sources import grid_part, on_grid
from iku_dsl.records import replace
from iku_dsl.wording import Figure
from iku_engine.results.evaluation import Bounds, CategoryResult, Comparison, Node, State


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


def uncertain_category(scale: Scale, bounds: Bounds | None, as_printed: bool) -> CategoryResult | None:
    """The category of a missing value: certain where all its bounds share it, else the possible ones (the best first)."""
    if bounds is None or (bounds.low is None and bounds.high is None):
        return None
    found, holes = possible_categories(scale, bounds, as_printed)
    if not found:
        return None
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
