"""Critical weights: how much a member of a `bobot` block must weigh before the category is another one.

A value is a ratio of linear functions of one weight: three points give it exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from iku_dsl.program import Indicator, Program, Scale, Weight
from iku_engine.exact import total
from iku_engine.indicators.evaluator import Place
from iku_engine.results.evaluation import Operation, Result, State
from iku_engine.seek.counterfactual import Counterfactual

MOST_PIECES = 6  # how often a stretch is halved to find one on which the curve is such a ratio
CHECKED = (Fraction(1, 7), Fraction(3, 5), Fraction(9, 11))  # where in a stretch a curve is checked
Curve = Callable[[Fraction], Fraction | None]


@dataclass(frozen=True, slots=True)
class Ratio:
    """(a + b x) / (c + d x) from `start` to `end`, by three of its points."""

    start: Fraction
    end: Fraction
    points: tuple[tuple[Fraction, Fraction], tuple[Fraction, Fraction], tuple[Fraction, Fraction]]

    @property
    def flat(self) -> bool:
        """Whether it is the same everywhere."""
        return len({y for _, y in self.points}) == 1

    def at(self, x: Fraction) -> Fraction | None:
        """Its value at a place, None at its pole."""
        return _through(tuple((a, b) for a, b in self.points), x)

    def where(self, y: Fraction) -> Fraction | None:
        """The place within the stretch at which it has a value, None where there is none."""
        if self.flat:
            return None
        found = _through(tuple((b, a) for a, b in self.points), y)
        low, high = min(self.start, self.end), max(self.start, self.end)
        return found if found is not None and low <= found <= high else None


def _through(points: tuple[tuple[Fraction, Fraction], ...], x: Fraction) -> Fraction | None:
    """The ratio of linear functions through three points, at a place; of equal cross-ratios."""
    (x1, y1), (x2, y2), (x3, y3) = points
    for known, value in points:
        if x == known:
            return value
    if len({y1, y2, y3}) == 1:
        return y1
    ratio = (x - x1) * (x2 - x3) / ((x - x3) * (x2 - x1))
    below = (y2 - y3) - ratio * (y2 - y1)
    return (y1 * (y2 - y3) - ratio * y3 * (y2 - y1)) / below if below else None


def pieces(curve: Curve, start: Fraction, end: Fraction, depth: int = 0) -> list[Ratio] | None:
    """The ratios that a curve is made of from one place to another, in that order; None where it is not seen to be of any."""
    middle = (start + end) / 2
    places = (start, middle, end)
    values = [curve(place) for place in places]
    known = [value for value in values if value is not None]
    if len(known) == len(values) and len(set(known)) in (1, 3):
        one = Ratio(start, end, ((start, known[0]), (middle, known[1]), (end, known[2])))
        if all(_agrees(one, curve, start + (end - start) * part) for part in CHECKED):
            return [one]
    if depth == MOST_PIECES:
        return None
    first = pieces(curve, start, middle, depth + 1)
    rest = pieces(curve, middle, end, depth + 1) if first is not None else None
    return [*first, *rest] if first is not None and rest is not None else None


def _agrees(one: Ratio, curve: Curve, place: Fraction) -> bool:
    return one.at(place) == curve(place)


Others = Literal["in proportion", "as declared"]
PARTS = 16  # places that are tried where a curve is not of such pieces
FINE = Fraction(1, 10**9)  # to within which a change is then found


@dataclass(frozen=True, slots=True)
class Edge:
    """Where another category begins: at a weight itself (`attained`), or just beyond it; and what the result is there."""

    at: Fraction
    attained: bool
    result: Result


@dataclass(frozen=True, slots=True)
class CriticalWeight:
    """A weight with the nearest ones, down and up, at which the category is another; None: it never is.

    `exact`: solved; otherwise found by trying, to within a billionth.
    """

    dimension: str | None
    member: str
    label: str
    weight: Fraction
    lower: Edge | None
    upper: Edge | None
    exact: bool


def with_weight(
    program: Program, place: Place, level: int, member: str, weight: Fraction, others: Others = "in proportion"
) -> Program:
    """A program in which one weight of the version of an indicator that a period reads is another one.

    The others keep their proportions and share the rest (equally where they weigh nothing), or stay as they are declared.
    """
    name, period, _ = place
    found = program.version(name, period)
    assert found is not None
    block = found.levels[level]
    whole = total(one.weight for one in block.weights)
    before = next(one.weight for one in block.weights if one.member == member)
    rest = whole - before

    def moved(one: Weight) -> Fraction:
        if one.member == member:
            return weight
        if others == "as declared":
            return one.weight
        return one.weight * (whole - weight) / rest if rest else (whole - weight) / (len(block.weights) - 1)

    changed = replace(block, weights=tuple(replace(one, weight=moved(one)) for one in block.weights))
    levels = (*found.levels[:level], changed, *found.levels[level + 1 :])
    versions = tuple(replace(one, levels=levels) if one is found else one for one in program.indicators[name])
    return replace(program, indicators={**program.indicators, name: versions})


@dataclass(slots=True)
class _Curve:
    """The result of one place as a function of one weight."""

    counterfactual: Counterfactual
    place: Place
    level: int
    member: str
    known: dict[Fraction, Result]

    def result(self, weight: Fraction) -> Result:
        if weight not in self.known:
            program = with_weight(self.counterfactual.program, self.place, self.level, self.member, weight)
            self.known[weight] = self.counterfactual.reweighed(program, self.place)
        return self.known[weight]

    def low(self, weight: Fraction) -> Fraction | None:
        """The least that may be judged."""
        return measured(self.result(weight))[0]

    def high(self, weight: Fraction) -> Fraction | None:
        """The greatest."""
        return measured(self.result(weight))[1]


def measured(result: Result) -> tuple[Fraction | None, Fraction | None]:
    """What is judged of a result, before its unit rounds it: its value, or the ends of its bounds; None where there is none."""
    node = result.trace.children[0] if result.trace.operation is Operation.UNIT else result.trace
    if result.state is State.VALUE:
        value = node.value if isinstance(node.value, Fraction) else None
        return value, value
    bounds = node.bounds if result.state is State.MISSING else None
    return (bounds.low, bounds.high) if bounds is not None else (None, None)


def critical_weights(counterfactual: Counterfactual, result: Result) -> Iterator[CriticalWeight]:
    """Of each weight of an indicator with categories, in the order of its blocks; none where a published value is the result."""
    place = (result.indicator, result.period, result.key)
    version = counterfactual.program.version(place[0], place[1])
    if version is None or not version.scale or result.trace.operation is Operation.OFFICIAL:
        return
    scale = counterfactual.program.scales[version.scale]
    ends = () if version.scale_of_achievement else tuple(turning(version, scale))
    for number, level in enumerate(version.levels):
        whole = total(one.weight for one in level.weights)
        for one in level.weights if len(level.weights) > 1 else ():
            curve = _Curve(counterfactual, place, number, one.member, {one.weight: result})
            lower, solved = _edge(curve, one.weight, Fraction(0), ends)
            upper, solved_up = _edge(curve, one.weight, whole, ends)
            label = (
                counterfactual.snapshot.label(level.dimension, one.member)
                if level.dimension is not None
                else counterfactual.program.indicators[one.member][0].title
            )
            yield CriticalWeight(level.dimension, one.member, label, one.weight, lower, upper, solved and solved_up)


def turning(version: Indicator, scale: Scale) -> set[Fraction]:
    """Every figure at which a category may begin or end: ends of bands, and what the scale's step and the unit's rounding make of them."""
    places = (version.rounding.digits + (2 if version.type.percent else 0)) if version.rounding is not None else None
    unit = Fraction(1, 2) / Fraction(10) ** places if places is not None else Fraction(0)
    step = scale.grid.step / 2 if scale.grid is not None else Fraction(0)
    ends = {end for band in scale.bands for i in band.intervals for end in (i.low, i.high) if end is not None}
    return {end + a * unit + b * step for end in ends for a in (-2, -1, 0, 1, 2) for b in (-2, -1, 0, 1, 2)}


def judged(result: Result) -> tuple[str, ...]:
    """What a result is judged as: its category, the categories that it may have, or its state where it has none."""
    if result.category is None:
        return (result.state.value,)
    return (result.category.id,) if result.category.id else result.category.possible


def _edge(curve: _Curve, start: Fraction, end: Fraction, ends: tuple[Fraction, ...]) -> tuple[Edge | None, bool]:
    """The nearest change from a weight towards an end; and whether the curve was solved."""
    if start == end:
        return None, True
    low = pieces(curve.low, start, end) if ends else None
    high = low
    if low is not None and curve.result(start).state is State.MISSING:
        high = pieces(curve.high, start, end)
    if low is None or high is None:
        return _tried(curve, start, end), False
    now = judged(curve.result(start))
    for before, at in pairwise(_places((*low, *high), ends, end < start)):
        middle = (before + at) / 2
        if judged(curve.result(middle)) != now:
            return Edge(before, False, curve.result(middle)), True
        if judged(curve.result(at)) != now:
            return Edge(at, True, curve.result(at)), True
    return None, True


def _places(found: tuple[Ratio, ...], ends: tuple[Fraction, ...], downwards: bool) -> list[Fraction]:
    """Where pieces begin and end, and where they meet the ends of bands, in the direction that the weight moves."""
    met = {place for piece in found for end in ends if (place := piece.where(end)) is not None}
    met |= {place for piece in found for place in (piece.start, piece.end)}
    return sorted(met, reverse=downwards)


def _tried(curve: _Curve, start: Fraction, end: Fraction) -> Edge | None:
    """The nearest change that some places show, narrowed by halves."""
    now = judged(curve.result(start))
    before = start
    for part in range(1, PARTS + 1):
        at = start + (end - start) * part / PARTS
        if judged(curve.result(at)) != now:
            while abs(at - before) > FINE:
                middle = (before + at) / 2
                if judged(curve.result(middle)) == now:
                    before = middle
                else:
                    at = middle
            return Edge(at, True, curve.result(at))
        before = at
    return None
