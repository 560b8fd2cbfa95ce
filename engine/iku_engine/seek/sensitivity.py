"""What a result hangs on: its nearest categories, critical weights, the pull of each input over its range, and of what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from iku_dsl.period import Period
from iku_dsl.problem import Text, say
from iku_dsl.program import Indicator, Program
from iku_engine.calculate.counting import follow
from iku_engine.errors import WrongUse
from iku_engine.evaluating.evaluate import plan_of
from iku_engine.results.evaluation import Operation, Result, State
from iku_engine.results.judge import band_of
from iku_engine.seek.asking import Key, Question, about_of, counterfactual_of, entities, its_periods, told_of
from iku_engine.seek.counterfactual import Counterfactual
from iku_engine.seek.goals import Goal, to_another
from iku_engine.seek.levers import Lever, Unmoved, levers_of, unmoved_of
from iku_engine.seek.trying import Trial, intervals_mean
from iku_engine.seek.weighing import CriticalWeight, critical_weights, turning

TURNED = 60  # inputs whose nearest turns are looked for: those that pull most


@dataclass(frozen=True, slots=True)
class Near:
    """The category next to the value on one side, and how far away it begins (`beyond`: only beyond that)."""

    category: str
    label: str
    distance: Fraction
    beyond: bool


def _lower(result: Result) -> Fraction | None:
    if result.state is State.VALUE:
        return result.value
    return result.bounds.low if result.bounds is not None else None


@dataclass(frozen=True, slots=True)
class Swing:
    """What the result is with an input at its least and at its greatest (None: no end), the others as they are.

    `low` and `high` are the positions: the furthest at which the rows keep the rules of their source.
    """

    lever: Lever
    low: int | None
    high: int | None
    least: Result | None
    greatest: Result | None

    @property
    def width(self) -> Fraction | None:
        """How far apart the two values are (of bounds, their lower ends); None where one is not there."""
        ends = [_lower(one) for one in (self.least, self.greatest) if one is not None]
        known = [one for one in ends if one is not None]
        return abs(known[1] - known[0]) if len(known) == 2 else None


@dataclass(frozen=True, slots=True)
class Step:
    """The nearest position of an input at which the category is another one. `proven`: none nearer on that side."""

    position: int
    result: Result
    proven: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """How far an input is from another category, down and up; None: nowhere in its range."""

    lever: Lever
    down: Step | None
    up: Step | None


@dataclass(frozen=True, slots=True)
class Gap:
    """How wide the bounds are, and (at most, at least) will be once a missing input is known; None: without an end."""

    lever: Lever
    now: Fraction | None
    most: Fraction | None
    least: Fraction | None

    @property
    def removed(self) -> Fraction | None:
        """The share of the width that goes, whatever the input turns out to be."""
        return 1 - self.most / self.now if self.now and self.most is not None else None


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """All of it for one result; `notes` say what was not asked, and why, `unmoved` which inputs are taken as they are."""

    facts: str
    result: Result
    above: Near | None
    below: Near | None
    weights: tuple[CriticalWeight, ...]
    swings: tuple[Swing, ...]
    turns: tuple[Turn, ...]
    gaps: tuple[Gap, ...]
    notes: tuple[Text, ...]
    unmoved: tuple[Unmoved, ...] = ()


def sensitivity(question: Question, name: str, period: Period, key: Key | None = None) -> Sensitivity:
    """What one result hangs on. Errors: `WrongUse` for what does not exist, or where one of several entities must be named."""
    with counterfactual_of(question) as counterfactual:
        periods = its_periods(counterfactual.program, name, [period])
        about = about_of(counterfactual.program, name, periods[0])
        if len(periods) > 1:
            grain = f"noun.{about.grain}"
            raise WrongUse(say("seek-one-period", indicator=about.title, grain=grain, first=str(periods[0])))
        if about.dimensions and key is None:
            raise WrongUse(say("seek-key", dimensions=about.dimensions))
        follow(counterfactual.run, plan_of(counterfactual.program, [(name, periods)]))
        (one,) = entities(counterfactual, name, periods[0], key)
        found = _of(counterfactual, about, counterfactual.as_is(name, periods[0], one))
    (result,) = told_of(question, [found.result], name, periods, key)
    return replace(found, result=result)


def _of(counterfactual: Counterfactual, about: Indicator, result: Result) -> Sensitivity:
    place = (result.indicator, result.period, result.key)
    levers = levers_of(counterfactual, place)
    category = result.category.id if result.category is not None else ""
    judges = bool(about.scale) and (bool(category) or result.state is State.VALUE)
    goal = to_another(counterfactual.program, about, category) if judges else Goal("other")
    opened = frozenset(lever for lever in levers if lever.now is None)
    trial = Trial(counterfactual, place, goal, intervals_mean(counterfactual.program, place[0]), opened)
    swings = sorted((_swing(trial, lever) for lever in levers), key=_widest)
    swings = [one for one in swings if one.width != 0 and not _stays(one, result)]
    turned = [one.lever for one in swings[:TURNED]] if judges else []
    above, below = _neighbours(counterfactual.program, about, result)
    notes: list[Text] = []
    if result.trace.operation is Operation.OFFICIAL:
        notes.append(say("sensitivity.official"))
    if len(swings) > TURNED:
        notes.append(say("sensitivity.turned", count=TURNED, all=len(swings)))
    return Sensitivity(
        counterfactual.snapshot.digest,
        result,
        above,
        below,
        tuple(critical_weights(counterfactual, result)) if result.state in (State.VALUE, State.MISSING) else (),
        tuple(swings),
        tuple(_turns(trial, turned)),
        tuple(sorted((_gap(trial, one, result) for one in opened if _is_open(result)), key=_most_removed)),
        tuple(notes),
        unmoved_of(counterfactual, place, levers),
    )


# ---- categories near the value


def _neighbours(program: Program, about: Indicator, result: Result) -> tuple[Near | None, Near | None]:
    """The categories of the nearest greater and lesser values that have another one."""
    value = result.value
    if not about.scale or about.scale_of_achievement or result.state is not State.VALUE or value is None:
        return None, None
    scale = program.scales[about.scale]
    now = band_of(scale, value)
    ends = sorted(turning(about, scale))
    apart = min((b - a for a, b in pairwise(ends)), default=Fraction(1)) / 2

    def near(end: Fraction, sign: int) -> Near | None:
        for beyond, at in ((False, end), (True, end + sign * apart)):
            at = _on_unit(about, at, sign)
            band = band_of(scale, at)
            if band is not None and band != now:
                exactly = about.rounding is not None or not beyond
                return Near(band.name, band.title, abs((at if exactly else end) - value), not exactly)
        return None

    above = next((found for end in ends if end >= value and (found := near(end, 1)) is not None), None)
    below = next((found for end in reversed(ends) if end <= value and (found := near(end, -1)) is not None), None)
    return above, below


def _on_unit(about: Indicator, value: Fraction, sign: int) -> Fraction:
    """The nearest value in a direction that the unit's rounding leaves."""
    if about.rounding is None:
        return value
    places = Fraction(10) ** (about.rounding.digits + (2 if about.type.percent else 0))
    return Fraction(ceil(value * places) if sign > 0 else floor(value * places)) / places


# ---- inputs


def _swing(trial: Trial, lever: Lever) -> Swing:
    low, high = trial.furthest(lever, -1), trial.furthest(lever, 1)
    least, greatest = (trial.point({lever: end}).result if end is not None else None for end in (low, high))
    return Swing(lever, low, high, least, greatest)


def _stays(one: Swing, result: Result) -> bool:
    """Whether there is no value to pull, at either end as little as now."""
    states = {end.state for end in (one.least, one.greatest) if end is not None}
    return result.state not in (State.VALUE, State.MISSING) and states == {result.state}


def _is_open(result: Result) -> bool:
    """Whether something that is missing leaves the result open."""
    return result.state is State.MISSING


def _widest(one: Swing) -> tuple[int, Fraction, str]:
    return (0, -one.width, one.lever.ref) if one.width is not None else (1, Fraction(0), one.lever.ref)


def _turns(trial: Trial, levers: Sequence[Lever]) -> list[Turn]:
    """The nearest other category each way of the inputs that are there, the nearest first."""
    found = [Turn(lever, _step(trial, lever, -1), _step(trial, lever, 1)) for lever in levers if lever.now is not None]
    return sorted((one for one in found if one.down is not None or one.up is not None), key=_nearest)


def _nearest(turn: Turn) -> tuple[Fraction, str]:
    steps = [share(turn.lever, step.position) for step in (turn.down, turn.up) if step is not None]
    return min(steps), turn.lever.ref


def share(lever: Lever, position: int) -> Fraction:
    """How much of its range an input is moved by; of a range without an end, nothing can be said: 1."""
    return abs(position - (lever.place or Fraction(0))) / lever.room if lever.room else Fraction(1)


def _step(trial: Trial, lever: Lever, sign: int) -> Step | None:
    near, base = trial.nearest(lever, sign), lever.base(sign)
    if near.step is None or base is None:
        return None
    position = base + sign * near.step
    result = trial.point({lever: position}).result
    return Step(position, result, near.proven) if result is not None else None


# ---- what is missing


def _gap(trial: Trial, lever: Lever, result: Result) -> Gap:
    positions = [one for one in (lever.low, lever.high) if one is not None]
    if lever.choices:
        positions = list(range(len(lever.choices)))
    elif lever.low is not None and lever.high is not None:
        positions.append((lever.low + lever.high) // 2)
    widths = [_width(found) for one in positions if (found := trial.point({lever: one}).result) is not None]
    known = [width for width in widths if width is not None]
    sure = len(known) == len(widths) and known
    return Gap(lever, _width(result), max(known) if sure else None, min(known, default=None))


def _width(result: Result) -> Fraction | None:
    """How wide the bounds of a result are: 0 of a value."""
    if result.state is State.VALUE:
        return Fraction(0)
    if result.bounds is None or result.bounds.low is None or result.bounds.high is None:
        return None
    return result.bounds.high - result.bounds.low


def _most_removed(gap: Gap) -> tuple[Fraction, str]:
    return -(gap.removed if gap.removed is not None else Fraction(-1)), gap.lever.ref
