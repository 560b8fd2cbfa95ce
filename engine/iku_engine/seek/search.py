"""The nearest position of a lever that reaches a goal, and whether it is certain that none is nearer.

A bracket between a position that does not reach and one that does is narrowed, by where a straight line through both would cross and
by halves, until one step is left. Then all that is nearer is asked about at once, as an interval: interval arithmetic says "no" only
where no figure in it reaches (Moore, Kearfott and Cloud, Introduction to Interval Analysis, 2009, ch. 5: the fundamental theorem).
What it leaves open is halved again, so that the answer holds for rules that turn as well as for those that only rise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from iku_engine.seek.goals import Verdict

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
