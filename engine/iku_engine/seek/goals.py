"""What is to be reached: categories, an interval of values, or any other category; and whether a result reaches it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from iku_dsl.interval import Interval
from iku_dsl.program import Indicator, Program, Scale
from iku_engine.results.evaluation import Bounds, Operation, Result, State


class Verdict(Enum):
    """Whether a goal is reached: certainly, certainly not, or (of an interval, or where something is missing) perhaps."""

    YES = "yes"
    NO = "no"
    PERHAPS = "perhaps"


@dataclass(frozen=True, slots=True)
class Goal:
    """`bands` that will do, or `interval`; with `outside` no category at all will do as well. `rising`: which way it lies.

    `band` is the category that was asked for: those beyond it will do as well. `ends` are the intervals of values that belong to it (of
    `other`: to the category that is left).
    """

    kind: str  # category, value, target, other
    bands: frozenset[str] = frozenset()
    interval: Interval | None = None
    outside: bool = False
    band: str = ""
    rising: bool = True
    ends: tuple[Interval, ...] = ()
    of_achievement: bool = False

    def verdict(self, result: Result) -> Verdict:
        """Whether a result reaches it, for all that may be missing."""
        if result.state in (State.ERROR, State.NOT_APPLICABLE):
            return Verdict.NO
        found = self._of_value(result) if self.interval is not None else self._of_category(result)
        if found is Verdict.YES and result.state is State.MISSING and result.may_be_not_applicable:
            return Verdict.PERHAPS
        return found

    def _of_value(self, result: Result) -> Verdict:
        assert self.interval is not None
        if result.state is State.VALUE:
            return Verdict.YES if result.value in self.interval else Verdict.NO
        where = Interval(result.bounds.low, result.bounds.high) if result.bounds is not None else Interval()
        if where.within(self.interval):
            return Verdict.YES
        return Verdict.NO if where.meets(self.interval) is None else Verdict.PERHAPS

    def _of_category(self, result: Result) -> Verdict:
        category = result.category
        if category is None:
            if result.state is State.VALUE and (result.outside is not None or not self.of_achievement):
                return Verdict.YES if self.outside else Verdict.NO
            return Verdict.PERHAPS if self._measured(result) is None and result.state is State.MISSING else Verdict.NO
        names = {category.id} if category.id else set(category.possible)
        none = category.may_have_none and not self.outside
        if names <= self.bands and not none:
            return Verdict.YES
        return Verdict.PERHAPS if names & self.bands or (category.may_have_none and self.outside) else Verdict.NO

    def _measured(self, result: Result) -> Fraction | Bounds | None:
        """What is judged: the value or the achievement, where it is there."""
        if not self.of_achievement:
            return result.value if result.state is State.VALUE else result.bounds
        target = next((target for target in result.targets if not target.name), None)
        if target is None:
            return None
        return target.achievement if target.achievement is not None else target.trace.bounds if target.trace else None

    def guide(self, result: Result | None) -> Fraction | None:
        """About how far it is beyond, before the unit rounds it: what a line through two results can be drawn by."""
        margin = self.margin(result)
        if margin is None or result is None or result.trace.operation is not Operation.UNIT or result.value is None:
            return margin
        before, digits = result.trace.children[0].value, result.trace.digits
        if (
            not isinstance(before, Fraction)
            or digits is None
            or self.of_achievement
            or self.kind in ("other", "target")
        ):
            return margin
        rounded_away = (before - result.value) * (1 if self.rising else -1)
        return margin + rounded_away + Fraction(1, 2) / Fraction(10) ** digits

    def margin(self, result: Result | None) -> Fraction | None:
        """How far a result is beyond the nearest end of the goal, below zero before it; None where that cannot be said.

        Of a missing result the worse end counts.
        """
        measured = self._measured(result) if result is not None else None
        if isinstance(measured, Bounds):
            measured = measured.low if self.rising else measured.high
        if measured is None or not self.ends:
            return None
        lows = [end.low for end in self.ends if end.low is not None]
        highs = [end.high for end in self.ends if end.high is not None]
        low, high = (
            (min(lows) if len(lows) == len(self.ends) else None),
            (max(highs) if len(highs) == len(self.ends) else None),
        )
        if self.kind == "other":  # the ends are those of the category that is to be left
            beyond = [low - measured if low is not None else None, measured - high if high is not None else None]
            return max((one for one in beyond if one is not None), default=None)
        inside = [measured - low if low is not None else None, high - measured if high is not None else None]
        if self.kind != "target":  # beyond the other end the categories are as good
            inside = inside[:1] if self.rising else inside[1:]
        return min((one for one in inside if one is not None), default=None)


def to_categories(program: Program, indicator: Indicator, names: frozenset[str], band: str, rising: bool) -> Goal:
    """The goal of some categories of an indicator's scale."""
    scale = program.scales[indicator.scale]
    ends = tuple(interval for name in names for interval in scale.band(name).intervals)
    return Goal("category", names, band=band, rising=rising, ends=ends, of_achievement=indicator.scale_of_achievement)


def to_another(program: Program, indicator: Indicator, now: str) -> Goal:
    """The goal of any other category than one, or of none."""
    scale = program.scales[indicator.scale]
    names = frozenset(band.name for band in scale.bands if band.name != now)
    ends = scale.band(now).intervals if now else ()
    return Goal("other", names, outside=True, ends=ends, of_achievement=indicator.scale_of_achievement)


def better_or_equal(scale: Scale, band: str) -> frozenset[str]:
    """A category and all better ones."""
    order = [one.name for one in scale.bands]
    return frozenset(order[: order.index(band) + 1])


def worse_or_equal(scale: Scale, band: str) -> frozenset[str]:
    """A category and all worse ones."""
    order = [one.name for one in scale.bands]
    return frozenset(order[order.index(band) :])


def numbers_rise(scale: Scale) -> bool:
    """Whether better categories have greater numbers."""
    known = [i for band in scale.bands for i in band.intervals]
    if len(known) < 2:
        return True
    first, last = known[0], known[-1]
    if first.low is not None and last.low is not None:
        return first.low >= last.low
    if first.high is not None and last.high is not None:
        return first.high >= last.high
    return first.low is not None
