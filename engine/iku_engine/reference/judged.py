"""What the reference makes of a whole result: its category, its targets, and whether it may not apply after all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from iku_dsl.interval import Interval
from iku_dsl.program import Band, Scale
from iku_engine.reference.numbers import on_step
from iku_engine.reference.outcome import Outcome
from iku_engine.reference.ranges import ANYWHERE, Ends
from iku_engine.results.evaluation import State


@dataclass(frozen=True)
class Category:
    """The categories that are possible, best first, and whether there may be none; one alone is certain."""

    possible: tuple[str, ...]
    may_have_none: bool = False

    @property
    def certain(self) -> str:
        """The category that it certainly is, empty where it is none."""
        return self.possible[0] if len(self.possible) == 1 and not self.may_have_none else ""


@dataclass(frozen=True)
class Against:
    """A target with its upper end (of a range), and the achievement against it; None where there is no profile."""

    name: str
    target: Outcome
    high: Fraction | None = None
    achievement: Outcome | None = None
    reached: bool | None = None


@dataclass(frozen=True)
class Judged:
    """A result; `formula` is what the formula came to, None where it was not asked."""

    outcome: Outcome
    may_be_not_applicable: bool = False
    category: Category | None = None
    targets: tuple[Against, ...] = ()
    formula: Outcome | None = None
    beyond: bool = False  # its value is in no category

    def against(self, name: str) -> Against | None:
        """The target of a name."""
        return next((one for one in self.targets if one.name == name), None)


def category(scale: Scale, judged: Outcome, as_printed: bool) -> Category | None:
    """The categories that a number may have; None where nothing is known of it."""
    if judged.state is State.VALUE:
        found = _band(scale, _placed(scale, judged.number), as_printed)
        return Category((found,)) if found is not None else None
    if judged.state is not State.MISSING or judged.where == ANYWHERE:
        return None
    bands = [_band(scale, place, as_printed) for place in _places(scale, judged.where, as_printed)]
    possible = tuple(band.name for band in scale.bands if band.name in bands)
    return Category(possible, None in bands) if possible else None


def band_of(scale: Scale, number: Fraction, as_printed: bool) -> str | None:
    """The category of a number, None where it has none."""
    return _band(scale, _placed(scale, number), as_printed)


def _band(scale: Scale, place: Fraction, as_printed: bool) -> str | None:
    for band in scale.bands:
        if any(place in interval for interval in _intervals(band, as_printed)):
            return band.name
    return None


def _intervals(band: Band, as_printed: bool) -> Sequence[Interval]:
    if as_printed and band.correction is not None:
        if band.correction.interval is not None:
            return (band.correction.interval,)
        if band.correction.value is not None:
            return (Interval(band.correction.value, band.correction.value),)
    return band.intervals


def _placed(scale: Scale, number: Fraction) -> Fraction:
    return number if scale.grid is None else on_step(number, scale.grid.step, scale.grid.way)


def _places(scale: Scale, ends: Ends, as_printed: bool) -> list[Fraction]:
    """A number of every stretch between the ends of bands that a range meets, and all of these ends in it."""
    low, high = (None if end is None else _placed(scale, end) for end in ends)
    marks = {end for band in scale.bands for i in _intervals(band, as_printed) for end in (i.low, i.high)} | {low, high}
    known = sorted(mark for mark in marks if mark is not None)
    if scale.grid is None:
        between = [(a + b) / 2 for a, b in pairwise(known)]
        found = [known[0] - 1, *known, *between, known[-1] + 1]
    else:
        step = scale.grid.step
        found = [on_step(mark, step, "down") + n * step for mark in known for n in (-1, 0, 1, 2)]
    return [x for x in found if (low is None or x >= low) and (high is None or x <= high)]


def capped(scale: Scale, category: Category, limit: str, holds: bool | None) -> Category:
    """A category that is at most another: certainly, not, or (None) perhaps."""
    order = [band.name for band in scale.bands]
    limited = {name if order.index(name) >= order.index(limit) else limit for name in category.possible}
    if holds is False:
        return category
    kept = limited if holds else limited | set(category.possible)
    return Category(tuple(name for name in order if name in kept), category.may_have_none)
