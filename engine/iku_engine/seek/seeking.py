"""From a result and a goal to the smallest changes that reach it, with alternatives of their levers, or why none does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from iku_engine.indicators.evaluator import Place
from iku_engine.results.evaluation import Result, Scalar
from iku_engine.seek.goals import LISTED, PROBES, Goal, Nearest, Verdict
from iku_engine.seek.levers import Lever, Unmoved
from iku_engine.seek.trying import Moves, Trial, Tried


@dataclass(frozen=True, slots=True)
class Change:
    """A lever moved: to what, by how much (None of a choice, or of what was missing), by what share of its range.

    `onward`: all figures beyond it reach as well ("or more", "or less"), known of inputs that are missing.
    """

    lever: Lever
    to: Scalar
    by: Fraction | None
    share: Fraction
    rising: bool
    onward: bool = False


@dataclass(frozen=True, slots=True)
class Alternative:
    """Changes that together reach the goal, and what the result then is. `proven`: no smaller change of this one lever does."""

    changes: tuple[Change, ...]
    result: Result
    proven: bool

    @property
    def size(self) -> Fraction:
        """How much of their ranges the levers move, all together."""
        return sum((change.share for change in self.changes), Fraction(0))


@dataclass(frozen=True, slots=True)
class Sought:
    """What was found. `reachable` is None where neither a way was found nor that there is none is proven.

    `best` is the best that was tried, with what, where the goal was not reached; `unmoved` are inputs that were taken as they
    are. `named`: only levers that were named may move, and `reachable` is said of them.
    """

    place: Place
    result: Result
    goal: Goal
    reachable: bool | None
    reached: bool
    alternatives: tuple[Alternative, ...] = ()
    best: Alternative | None = None
    levers: tuple[Lever, ...] = ()
    asked: int = 0
    unmoved: tuple[Unmoved, ...] = ()
    named: bool = False


PAIRED = 8  # levers that are tried in pairs, those that help most first
GROUPED = 400
SHARES = 1000  # parts of the way that a group is moved by
FAR_STEPS = 10**6  # what counts as the whole way where a range has no end


def seek_one(trial: Trial, result: Result, levers: Sequence[Lever], limit: int = 5, alone: bool = False) -> Sought:
    """The alternatives for one result, at most `limit`; `alone` does without pairs and groups."""
    goal = trial.goal
    if goal.verdict(result) is Verdict.YES:
        return Sought(trial.place, result, goal, True, reached=True, levers=tuple(levers))
    singles, ruled_out = _singles(trial, levers, alone)
    if singles or alone:
        reachable = True if singles else False if not levers and trial.whole else None
        found = tuple(sorted(singles, key=_order))[:limit]
        return Sought(trial.place, result, goal, reachable, False, found, levers=tuple(levers), asked=trial.asked)
    helpful = _helpful(trial, levers, result)
    several = _several(trial, helpful, limit)
    if several:
        found = tuple(sorted(several, key=_order))[:limit]
        return Sought(trial.place, result, goal, True, False, found, levers=tuple(levers), asked=trial.asked)
    every = {lever: position for lever, position, _ in helpful}
    ways = [every, *({lever: position} for lever, position, _ in helpful)] if every else [every]
    moves = max(ways, key=lambda way: _margin(trial, way))
    tried = trial.point(moves) if moves else Tried(result, Verdict.NO)
    best = Alternative(_changes(moves), tried.result or result, False)
    proven = trial.whole and tried.verdict is not Verdict.YES and _none_at_all(trial, levers, ruled_out)
    reachable = False if proven else None
    return Sought(trial.place, result, goal, reachable, False, (), best, tuple(levers), trial.asked)


def _margin(trial: Trial, moves: Moves) -> tuple[bool, Fraction]:
    """How near moves come to the goal; those without a result come last."""
    margin = trial.goal.margin(trial.point(moves).result) if moves else None
    return margin is not None, margin if margin is not None else Fraction(0)


def _order(one: Alternative) -> tuple[int, Fraction, tuple[str, ...]]:
    return len(one.changes), one.size, tuple(change.lever.ref for change in one.changes)


# ---- one lever


def _singles(trial: Trial, levers: Sequence[Lever], alone: bool) -> tuple[list[Alternative], bool]:
    """The levers that suffice alone (only the smallest where `alone`); and whether it is proven of every other that it does not."""
    found: list[Alternative] = []
    ruled_out = True
    for lever in levers:
        most = None
        if alone and found and lever.room:
            most = int(min(one.size for one in found) * lever.room)
        sign, near = _alone(trial, lever, most)
        base = lever.base(sign)
        if near.step is not None and base is not None:
            position = base + sign * near.step
            result = trial.point({lever: position}).result
            assert result is not None
            onward = lever.now is None and _onward(trial, lever, position, sign)
            found.append(Alternative(_changes({lever: position}, {lever: sign}, onward), result, near.proven))
        ruled_out = ruled_out and (near.step is not None or near.proven)
    return found, ruled_out


def _alone(trial: Trial, lever: Lever, most: int | None) -> tuple[int, Nearest]:
    """The nearest step of one lever; of a missing one from the end that helps least."""
    if lever.now is not None:
        return trial.either(lever, most)
    signs = _signs(trial, lever)
    return (signs[0], trial.nearest(lever, signs[0])) if signs else (1, Nearest(None, False))


def _signs(trial: Trial, lever: Lever) -> tuple[int, ...]:
    """The direction that is worth trying with a missing input: from the end that helps least; none where it has no end."""
    if lever.low is None or lever.high is None:
        return (1,) if lever.low is not None else (-1,) if lever.high is not None else ()
    low, high = trial.point({lever: lever.low}), trial.point({lever: lever.high})
    if low.verdict is Verdict.YES and high.verdict is not Verdict.YES:
        return (-1,)
    return (1,)


def _onward(trial: Trial, lever: Lever, position: int, sign: int) -> bool:
    """Whether everything beyond a position reaches as well."""
    last = lever.end(sign)
    if last is None or trial.point({lever: last}).verdict is not Verdict.YES:
        return False
    beyond = range(position, last + sign, sign)
    some = beyond if len(beyond) <= LISTED else beyond[:: len(beyond) // PROBES]  # a figure between may be out of range
    if not all(trial.point({lever: one}).verdict is Verdict.YES for one in some):
        return False
    ends = (position, last) if sign > 0 else (last, position)
    sure = trial.safe and lever.numeric and trial.over({lever: ends}) is Verdict.YES
    return sure or len(some) == len(beyond) or trial.one_way(lever)


# ---- several levers


def _helpful(trial: Trial, levers: Sequence[Lever], result: Result) -> list[tuple[Lever, int, Fraction]]:
    """The levers that bring the result nearer to the goal at one of their ends, the best first: lever, that end, by how much."""
    now = trial.goal.margin(result)
    found: list[tuple[Lever, int, Fraction]] = []
    for lever in levers:
        ends: list[tuple[Fraction, int]] = []
        for sign in (1, -1):
            position = trial.furthest(lever, sign)
            base = lever.base(sign)
            if position is None and base is not None:
                position = base + sign * FAR_STEPS
            margin = trial.goal.margin(trial.point({lever: position}).result) if position is not None else None
            if margin is not None and position is not None:
                ends.append((margin, position))
        if ends:
            margin, position = max(ends)
            if now is None or margin > now or lever.now is None:
                found.append((lever, position, margin - now if now is not None else margin))
    return sorted(found, key=lambda one: -one[2])


def _several(trial: Trial, helpful: Sequence[tuple[Lever, int, Fraction]], limit: int) -> list[Alternative]:
    """Pairs that suffice; else groups: what is missing, each column, all."""
    pairs = [{a[0]: a[1], b[0]: b[1]} for a, b in combinations(helpful[:PAIRED], 2)]
    found = [one for pair in pairs if (one := _together(trial, pair)) is not None]
    if found:
        return sorted(found, key=_order)[:limit]
    ends = {lever: position for lever, position, _ in helpful[:GROUPED]}
    groups = [{lever: p for lever, p in ends.items() if lever.now is None}]
    for name in dict.fromkeys(lever.group for lever in ends):
        groups.append({lever: p for lever, p in ends.items() if lever.group == name})
    groups.append(ends)
    seen: list[Moves] = []
    for group in groups:
        if len(group) > 1 and group not in seen:
            seen.append(group)
            one = _together(trial, group)
            if one is not None:
                found.append(one)
    return found


def _together(trial: Trial, ends: Moves) -> Alternative | None:
    """Levers moved by the same share of their way, the least that reaches; then each of them back as far as it still reaches.

    Each keeps the direction of its own end throughout: what is missing could else turn around where both directions meet.
    """
    signs = {lever: _sign(lever, end) for lever, end in ends.items()}
    if trial.point(ends).verdict is not Verdict.YES:
        return None

    def part(share: int) -> dict[Lever, int]:
        moves = {}
        for lever, end in ends.items():
            sign = signs[lever]
            base = lever.base(sign)
            assert base is not None
            steps = -(-((end - base) * sign * share) // SHARES)
            moves[lever] = base + sign * max(steps, 1 if lever.now is None else 0)
        return moves

    fails, reaches = 0, SHARES
    while reaches - fails > 1:
        middle = (fails + reaches) // 2
        if trial.point(part(middle)).verdict is Verdict.YES:
            reaches = middle
        else:
            fails = middle
    moves, less = part(reaches), part(fails)
    for lever in ends:  # whoever need not go as far as the others stays a share behind
        behind = {**moves, lever: less[lever]}
        if trial.point(behind).verdict is Verdict.YES:
            moves = behind
    moves = _trimmed(trial, moves, signs)
    tried = trial.point(moves)
    assert tried.result is not None
    return Alternative(_changes(moves, signs), tried.result, False)


def _trimmed(trial: Trial, moves: dict[Lever, int], signs: Mapping[Lever, int]) -> dict[Lever, int]:
    """Each lever moved back as far as the goal is still reached with the others as they are: one step less of any is too little."""
    before: dict[Lever, int] = {}
    while before != moves:
        before = dict(moves)
        for lever in list(moves):
            sign = signs[lever]
            base = lever.base(sign)
            assert base is not None
            beside = {one: p for one, p in moves.items() if one != lever}
            steps = (moves[lever] - base) * sign
            if lever.now is not None and beside and trial.point(beside).verdict is Verdict.YES:
                moves = beside
                continue
            near = trial.nearest(lever, sign, beside, steps)
            if near.step is not None:
                moves[lever] = base + sign * near.step
    return moves


def _sign(lever: Lever, position: int) -> int:
    """Which way a lever is moved to a position; of a missing one, from its other end."""
    if lever.place is not None:
        return 1 if position >= lever.place else -1
    return -1 if position == lever.low and lever.high is not None else 1


def _none_at_all(trial: Trial, levers: Sequence[Lever], ruled_out: bool) -> bool:
    """Whether it is proven that no levers together reach the goal."""
    if not levers or (len(levers) == 1 and ruled_out):
        return True
    published = [lever for lever in levers if trial.stands(lever)]
    others = [lever for lever in levers if lever not in published]
    if not trial.safe or len(published) > 1 or len(others) > GROUPED:
        return False
    if published and (published[0].low is None or published[0].high is None):
        return False
    nowhere = not others or trial.over({lever: (lever.low, lever.high) for lever in others}) is Verdict.NO
    return nowhere and ruled_out


def _changes(moves: Moves, signs: Mapping[Lever, int] | None = None, onward: bool = False) -> tuple[Change, ...]:
    """What moves mean, as people would say it; without `signs` each goes the way to its position."""
    found = []
    for lever, position in moves.items():
        direction = signs[lever] if signs else _sign(lever, position)
        base = lever.base(direction)
        start = lever.place if lever.place is not None else Fraction((base or 0) + direction)
        steps = abs(position - start)
        room = lever.room or max(FAR_STEPS, abs(position))
        to = lever.at(position)
        by = to - lever.now if isinstance(to, Fraction) and isinstance(lever.now, Fraction) else None
        found.append(Change(lever, to, by, Fraction(steps) / room if room else Fraction(0), direction > 0, onward))
    return tuple(found)
