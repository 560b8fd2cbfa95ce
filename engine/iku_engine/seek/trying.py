"""Moves of levers tried, and what may be concluded of a rule without trying every figure.

That is what the result would be with some levers on other positions, or anywhere between two: whether intervals mean something, and which
way a value moves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from iku_dsl.bounds.atoms import ranges_of
from iku_dsl.bounds.movement import Movement, movement
from iku_dsl.bounds.visit import guarded
from iku_dsl.program import Indicator, Program, expressions
from iku_dsl.program import expression as ex
from iku_engine.indicators.evaluator import Place
from iku_engine.results.evaluation import Result
from iku_engine.seek.counterfactual import Counterfactual, Forcing
from iku_engine.seek.goals import Goal, Nearest, Side, Verdict, either, nearest
from iku_engine.seek.levers import Lever, nested

_OTHERS = ex.Named | ex.IndicatorValue | ex.Weighted | ex.WeightedIndicators


def intervals_mean(program: Program, name: str) -> bool:
    """Whether no rule that an indicator can come to asks if something is missing."""
    seen: set[str] = set()
    stack = [name]
    while stack:
        one = stack.pop()
        if one in seen:
            continue
        seen.add(one)
        for version in program.indicators[one]:
            if any(_asks(program, version, part) for part in _all(program, version)):
                return False
            stack += _named(program, version)
    return True


def _all(program: Program, version: Indicator) -> list[ex.Expression | ex.SetExpression]:
    """Everything that a version of an indicator is made of, the rules of its profile and of derived columns with it."""
    roots: list[ex.Expression] = list(expressions(version))
    if version.achievement is not None:
        profile = program.profiles[version.achievement.profile]
        roots += [*profile.rules.values(), *(guard.condition for guard in profile.guards)]
    found: list[ex.Expression | ex.SetExpression] = []
    derived: set[tuple[str, str]] = set()
    while roots:
        for part in ex.walk(roots.pop()):
            found.append(part)
            if isinstance(part, ex.ColumnValue | ex.OwnColumn) and (part.source, part.column) not in derived:
                derived.add((part.source, part.column))
                source = program.sources.get(part.source)
                if source is not None and part.column in source.derived:
                    roots.append(source.derived[part.column].value)
    return found


def _named(program: Program, version: Indicator) -> list[str]:
    named = [part.indicator for part in _all(program, version) if isinstance(part, ex.IndicatorValue)]
    return named + [w.member for level in version.levels if level.dimension is None for w in level.weights]


def _asks(program: Program, version: Indicator, part: ex.Expression | ex.SetExpression) -> bool:
    """Whether a part of a rule does something else where what it reads is missing."""
    match part:
        case ex.IsMissing():
            return not (isinstance(part.operand, ex.OwnColumn) and part.operand.source in program.profiles)
        case ex.OfList():
            return bool(part.rules)
        case ex.Weighted() | ex.WeightedIndicators():
            return any(not rule.kind.leaves_out for rule in (part.when_missing, part.when_not_loaded) if rule)
        case ex.Aggregated():
            inside = [p for p in ex.walk(part.set) if isinstance(p, _OTHERS)]
            ruled = part.when_missing is not None or part.when_not_loaded is not None
            return ruled and (part.operand is not None or bool(inside))
        case ex.ColumnValue() | ex.OwnColumn():
            source = program.sources.get(part.source)
            if source is None:
                return False
            if part.column in source.derived:
                return bool(source.derived[part.column].rules) or _in_part(part.consolidation)
            ruled = part.consolidation is not None and bool(source.columns[part.column].rules)
            return ruled or _in_part(part.consolidation)
        case ex.IndicatorValue():
            other = program.indicators[part.indicator][0]
            return other.grain is not version.grain and _in_part(other.consolidation)
        case _:
            return False


def _in_part(consolidation: ex.Consolidation | None) -> bool:
    """Whether sub-periods that are missing are passed over."""
    return consolidation is not None and bool(consolidation.partial)


def one_way(program: Program, version: Indicator, column: str) -> bool:
    """Whether an indicator's value moves one way only with a column (`source.column`): read off the form of its formula.

    False where it may turn, and where something beside the formula has a say: a guard, a cap, a published value, another indicator.
    """
    beside = version.guards or version.caps or version.official or version.scale_of_achievement
    if beside or _named(program, version):
        return False
    ranges = ranges_of(program)
    moves = movement(ranges, version.formula, guarded(ranges, version))
    found = {move for name, move in moves.items() if name == column or name.startswith(f"{column}[")}
    return found in ({Movement.UP}, {Movement.DOWN})


def published(version: Indicator, relation: str) -> bool:
    """Whether a relation holds the published value that replaces what is computed, and nothing that is computed with."""
    replacing = [one.value for one in version.official if one.replaces]
    reads = any(isinstance(v, ex.ColumnValue) and v.source == relation for v in replacing)
    computed = [version.formula, *(guard.condition for guard in version.guards)]
    within = any(getattr(part, "source", "") == relation for one in computed for part in ex.walk(one))
    return reads and not within


Moves = Mapping[Lever, int]  # levers and the positions they are moved to


@dataclass(frozen=True, slots=True)
class Tried:
    """What moves come to: the result (None: the source would refuse the rows), and whether the goal is reached."""

    result: Result | None
    verdict: Verdict
    lawful: bool = True


@dataclass(slots=True)
class Trial:
    """One result, one goal; everything that was tried is remembered.

    `safe`: intervals of levers may be asked about (`intervals_mean`). `open` are the levers that are missing. `whole`: whatever the result
    can be read from is a lever, so that what no lever reaches is not reached at all.
    """

    counterfactual: Counterfactual
    place: Place
    goal: Goal
    safe: bool
    open: frozenset[Lever] = frozenset()
    whole: bool = True
    tried: dict[frozenset[tuple[Lever, int]], Tried] = field(default_factory=dict)
    between: dict[frozenset[tuple[Lever, tuple[int | None, int | None]]], Verdict] = field(default_factory=dict)
    asked: int = 0

    def point(self, moves: Moves) -> Tried:
        """The result with levers on other positions."""
        key = frozenset(moves.items())
        if key not in self.tried:
            self.asked += 1
            given: Forcing = {lever.identity: lever.at(position) for lever, position in moves.items()}
            tried = self._tried(given, tuple(moves))
            if self.goal.kind == "other" and tried.lawful and tried.verdict is Verdict.PERHAPS:
                tried = replace(tried, verdict=Verdict.YES)  # no longer certain is another answer
            self.tried[key] = tried
        return self.tried[key]

    def over(self, ranges: Mapping[Lever, tuple[int | None, int | None]]) -> Verdict:
        """Whether the goal is reached with levers anywhere between two positions each."""
        self.asked += 1
        key = frozenset(ranges.items())
        if key not in self.between:
            given: Forcing = {lever.identity: lever.between(*ends) for lever, ends in ranges.items()}
            self.between[key] = self._tried(given, tuple(ranges)).verdict
        return self.between[key]

    def _tried(self, given: Forcing, levers: Sequence[Lever]) -> Tried:
        if _crossed(given, levers):
            return Tried(None, Verdict.NO)
        cells = [lever.read for lever in levers if lever.read is not None]
        result, lawful = self.counterfactual.under(given, self.place, cells)
        if result is None:
            return Tried(None, Verdict.NO, lawful=False)
        verdict = self.goal.verdict(result)
        return Tried(result, Verdict.PERHAPS if verdict is Verdict.YES and not lawful else verdict, lawful)

    # ---- one lever

    def furthest(self, lever: Lever, sign: int) -> int | None:
        """The last position in a direction at which the rows still keep the rules of their source; None where there is no end, or none.

        Where the rules leave several stretches it is the end of one of them.
        """
        last = lever.end(sign)
        if last is None or self.point({lever: last}).lawful:
            return last
        start = lever.base(sign) if lever.now is not None else lever.end(-sign)
        if start is None or not (lever.now is not None or self.point({lever: start}).lawful):
            return None
        found = self._bisected(start, last, lambda position: self._keeps(lever, position))
        if self.point({lever: found}).lawful:
            return found
        return self._bisected(start, last, lambda position: self.point({lever: position}).lawful)

    def _keeps(self, lever: Lever, position: int) -> bool:
        """Whether the rows keep the rules of their source, without a look at the result."""
        tried = self.tried.get(frozenset({(lever, position)}))
        if tried is not None or lever.read is None:
            return self.point({lever: position}).lawful
        return self.counterfactual.keeps({lever.identity: lever.at(position)}, [lever.read])

    @staticmethod
    def _bisected(kept: int, broken: int, lawful: Callable[[int], bool]) -> int:
        """The last position that is lawful on the way from one that is to one that is not."""
        while abs(broken - kept) > 1:
            middle = (kept + broken) // 2
            kept, broken = (middle, broken) if lawful(middle) else (kept, middle)
        return kept

    def nearest(self, lever: Lever, sign: int, beside: Moves | None = None, most: int | None = None) -> Nearest:
        """The first step of a lever in a direction (1, -1) that reaches the goal, with others `beside` it moved; at most `most`."""
        side = self._side(lever, sign, beside or {}, most)
        return nearest(side) if side is not None else Nearest(None, False)

    def either(self, lever: Lever, most: int | None = None) -> tuple[int, Nearest]:
        """The nearest step of a lever that is there in any direction, and the direction; at most `most` steps."""
        if lever.numeric and lever.room is None and self.safe and not self.one_way(lever):
            if (
                self.over({lever: (lever.low, lever.high)}) is Verdict.NO
            ):  # of a range without an end most is tried in vain
                return 1, Nearest(None, True)
        up, down = self._side(lever, 1, {}, most), self._side(lever, -1, {}, most)
        assert up is not None
        assert down is not None
        floor, ceiling = lever.base(-1), lever.base(1)

        def around(below: int | None, above: int | None) -> Verdict:
            low = floor - below if floor is not None and below is not None else None
            high = ceiling + above if ceiling is not None and above is not None else None
            return self.over({lever: (low, high)})

        return either(up, down, around if up.over is not None else None, most is not None)

    def _side(self, lever: Lever, sign: int, others: Moves, most: int | None) -> Side | None:
        """A direction of a lever in steps; None where it has no beginning."""
        base, end = lever.base(sign), lever.end(sign)
        if base is None:
            return None
        last = most if end is None else max(0, (end - base) * sign)
        last = last if most is None or last is None else min(most, last)

        def moved(step: int) -> Moves:
            return {**others, lever: base + sign * step}

        def margin(step: int) -> Fraction | None:
            if step == 0 and lever.now is None:
                return None
            return self.goal.guide(self.point(moved(step) if step else others).result)

        def over(first: int, last: int | None) -> Verdict:
            far = base + sign * last if last is not None else None
            near = base + sign * first
            return self.over({lever: (near, far) if sign > 0 else (far, near)})

        beyond = None if not last or self.point(moved(last)).lawful else self.furthest(lever, sign)
        ends = ((beyond - base) * sign,) if beyond is not None else ()
        side = Side(last, lambda step: self.point(moved(step)).verdict, margin, None, ends=ends)
        if others or self.one_way(lever):
            return replace(side, turns=bool(others))
        return replace(side, over=over) if self.safe and lever.numeric else side

    def one_way(self, lever: Lever) -> bool:
        """Whether the result is known to move one way only with a lever where intervals say nothing of it."""
        known, moves = self._known(lever)
        return known or (moves and not (self.safe and self.open <= {lever}))

    def stands(self, lever: Lever) -> bool:
        """Whether it is the published value, which is the result whatever else moves."""
        return self._known(lever)[0]

    def _known(self, lever: Lever) -> tuple[bool, bool]:
        """Whether a lever is the published value, and whether the form of the rule tells that the result moves one way with it."""
        program, (name, period, _) = self.counterfactual.program, self.place
        version = program.version(name, period)
        if version is None or lever.read is None:
            return False, False
        question = (name, period, lever.group)
        if question not in self.counterfactual.straight:
            known = published(version, lever.read.relation.name)
            self.counterfactual.straight[question] = (known, one_way(program, version, lever.group))
        return self.counterfactual.straight[question]


def _crossed(given: Forcing, levers: Sequence[Lever]) -> bool:
    """Whether a set would have more than the one that it is taken from."""
    sets = [lever for lever in levers if lever.over is not None]
    for one in sets:
        for other in sets:
            assert one.over is not None
            assert other.over is not None
            less, more = given[one.identity], given[other.identity]
            if (
                isinstance(less, Fraction)
                and isinstance(more, Fraction)
                and nested(one.over, other.over)
                and less > more
            ):
                return True
    return False
