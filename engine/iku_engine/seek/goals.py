"""What is to be reached, whether a result reaches it, and the nearest position of a lever that does.

A goal is some categories, an interval of values, or any other category. Of a position it is told whether it is certain that none is nearer.
"""

from __future__ import annotations

from collections.abc import Callable
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
        perhaps = result.may_be_not_applicable or result.trace.may_be_nothing
        if found is Verdict.YES and result.state is State.MISSING and perhaps:
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


MOST_HALVES = 400  # intervals that are looked at before the search says that it is not certain
LISTED = 64  # steps that are tried one by one where intervals say nothing
FURTHEST = 60  # doublings where there is no end
PROBES = 8


@dataclass(frozen=True, slots=True)
class Side:
    """One direction in steps from 1 on: to `last` (None: no end). `point` tries a step, `over` all of an interval of steps.

    `margin` is how far a step is beyond the goal, for a straight line. `over` is None where intervals say nothing of the rule;
    `turns` is False where it is known that the result moves one way only; `ends` are steps worth trying beside the last.
    """

    last: int | None
    point: Callable[[int], Verdict]
    margin: Callable[[int], Fraction | None]
    over: Callable[[int, int | None], Verdict] | None
    turns: bool = True
    ends: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Nearest:
    """The first step that reaches, None where none was found; `proven`: no nearer one does (or none at all)."""

    step: int | None
    proven: bool


def nearest(side: Side) -> Nearest:
    """The nearest step that reaches the goal."""
    if side.last is not None and side.last < 1:
        return Nearest(None, True)
    reaching = _somewhere(side)
    if reaching is None:
        return _none(side)
    step = _narrowed(side, 0, reaching)
    return _first(side, step)


def either(
    up: Side, down: Side, around: Callable[[int | None, int | None], Verdict] | None, narrow: bool = False
) -> tuple[int, Nearest]:
    """The nearest step on either side, and the side (1, -1): most often found by trying an end, a line, and all that is nearer.

    `around` asks about everything between so many steps down and so many up; `narrow`: most likely nothing there reaches.
    """
    sides = ((1, up), (-1, down))
    if around is not None:
        if narrow and around(down.last, up.last) is Verdict.NO:
            return 1, Nearest(None, True)
        for sign, side in sides:
            if side.last is None or side.last < 1 or side.point(side.last) is not Verdict.YES:
                continue
            step = 1 if side.last == 1 else _crossing(side, 0, side.last)
            step = None if step is None else min(max(step, 1), side.last)
            if step is None or side.point(step) is not Verdict.YES:
                break
            other = (down if sign > 0 else up).last
            far = step if other is None else min(step, other)
            if around(*((far, step - 1) if sign > 0 else (step - 1, far))) is Verdict.NO:
                return sign, Nearest(step, True)
            break
        else:
            if (
                not narrow
                and up.last is not None
                and down.last is not None
                and around(down.last, up.last) is Verdict.NO
            ):
                return 1, Nearest(None, True)
    found = [(sign, nearest(side)) for sign, side in sides]
    reached = [(near.step, -sign, near) for sign, near in found if near.step is not None]
    if not reached:
        return 1, Nearest(None, all(near.proven for _, near in found))
    step, turned, near = min(reached, key=lambda one: one[:2])
    known = near.proven and all(other.proven for _, other in found if other.step is None)
    return -turned, Nearest(step, known)


def _somewhere(side: Side) -> int | None:
    """A step that reaches: the last, else one of a few on the way; without an end, one found by doubling."""
    if side.last is None:
        if side.over is not None and side.over(1, None) is Verdict.NO:
            return None
        return next((2**n for n in range(FURTHEST) if side.point(2**n) is Verdict.YES), None)
    if side.point(side.last) is Verdict.YES:
        return side.last
    reaching = [step for step in side.ends if 0 < step < side.last and side.point(step) is Verdict.YES]
    if reaching:
        return min(reaching)
    if side.over is not None and side.over(1, side.last) is Verdict.NO:
        return None
    tries = range(1, side.last) if side.last <= LISTED else [side.last * n // PROBES for n in range(1, PROBES)]
    return next((step for step in tries if step and side.point(step) is Verdict.YES), None)


def _narrowed(side: Side, fails: int, reaches: int) -> int:
    """The end of a bracket: a step that reaches where the one before it does not."""
    halve = False
    while reaches - fails > 1:
        guess = None if halve else _crossing(side, fails, reaches)
        step = (fails + reaches) // 2 if guess is None else min(max(guess, fails + 1), reaches - 1)
        width = reaches - fails
        if side.point(step) is Verdict.YES:
            reaches = step
            if guess is not None and reaches - fails > 1 and side.point(reaches - 1) is not Verdict.YES:
                return reaches
        else:
            fails = step
            if guess is not None and reaches - fails > 1 and side.point(fails + 1) is Verdict.YES:
                return fails + 1
        slow = (reaches - fails) * 4 > width
        halve = slow and not halve
    return reaches


def _crossing(side: Side, fails: int, reaches: int) -> int | None:
    """Where a straight line through both would meet the goal; a first step is counted from the one that is nothing."""
    below, above = side.margin(fails), side.margin(reaches)
    if below is None or above is None or below > 0 or above < 0 or below == above:
        return None
    step = fails + (reaches - fails) * below / (below - above)
    return -(-step.numerator // step.denominator)


def _first(side: Side, step: int) -> Nearest:
    """A step that reaches, or a nearer one that intervals leave open and that reaches as well."""
    if step == 1 or not side.turns:
        return Nearest(step, True)
    if side.over is None:
        if step > LISTED:
            return Nearest(step, False)
        return Nearest(next(n for n in range(1, step + 1) if side.point(n) is Verdict.YES), True)
    found, proven = _leftmost(side, 1, step - 1)
    return Nearest(found if found is not None else step, proven)


def _none(side: Side) -> Nearest:
    """That no step reaches, proven where intervals say so."""
    if not side.turns and side.last is not None:
        return Nearest(None, True)
    if side.over is None:
        return Nearest(None, side.last is not None and side.last <= LISTED)
    if side.last is None:
        return Nearest(None, side.over(1, None) is Verdict.NO)
    found, proven = _leftmost(side, 1, side.last)
    return Nearest(found, proven)


def _leftmost(side: Side, first: int, last: int) -> tuple[int | None, bool]:
    """The first step in a stretch that reaches; and whether all before it (all, where none does) were ruled out."""
    assert side.over is not None
    stack, looked = [(first, last)], 0
    while stack:
        low, high = stack.pop()
        looked += 1
        if looked > MOST_HALVES:
            return None, False
        if low == high:
            found = side.point(low)
            if found is Verdict.YES:
                return low, True
            if found is Verdict.PERHAPS:  # something else is missing: intervals will not tell of any figure
                return None, False
            continue
        found = side.over(low, high)
        if found is Verdict.YES and side.point(low) is Verdict.YES:  # a figure may still be an error, out of its range
            return low, True
        if found is not Verdict.NO:
            middle = (low + high) // 2
            stack += [(middle + 1, high), (low, middle)]
    return None, True
