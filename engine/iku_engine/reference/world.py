"""What the parts of the reference share: where an expression stands, what is filled in for what is missing, what a whole result is.

Of a result that is its category, its targets, and whether it may not apply after all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise
from types import MethodType
from typing import Protocol

from iku_dsl.budgets import Effort, most
from iku_dsl.interval import Interval
from iku_dsl.period import Grain, Period
from iku_dsl.program import Band, GivenValue, Indicator, Program, Scale
from iku_dsl.program.expression import (
    SAME,
    Expression,
    Filtered,
    Members,
    Move,
    Rows,
    Rule,
    SetExpression,
    Shift,
)
from iku_engine.reference.arithmetic import Known
from iku_engine.reference.facts import Facts, Keys
from iku_engine.reference.outcome import ANYWHERE, Ends, Outcome, on_step
from iku_engine.results.evaluation import Scalar, State


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
    """A target with its upper end (of a range), and the achievement against it; None where there is no profile.

    `top` is what the upper end comes to, also where that is no value.
    """

    name: str
    target: Outcome
    high: Fraction | None = None
    achievement: Outcome | None = None
    reached: bool | None = None
    top: Outcome | None = None


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
    return Category(possible, None in bands or judged.may_be_nothing) if possible else None


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


Asked = tuple[str, Period, Keys]


@dataclass(frozen=True)
class Place:
    """Where an expression is evaluated.

    `keys` are the members at hand, `home` those of the entity whose `indicator` is evaluated, `elements` the dimensions of which the
    member at hand is one of a set; `row` is the source whose row is at hand, `own` are values of a profile by name.
    """

    indicator: Indicator | None
    period: Period
    keys: Mapping[str, str] = field(default_factory=dict)
    home: Mapping[str, str] = field(default_factory=dict)
    elements: frozenset[str] = frozenset()
    row: str = ""
    row_shift: Shift = SAME
    own: Mapping[tuple[str, str], Outcome] = field(default_factory=dict)

    def with_keys(self, keys: Mapping[str, str]) -> Place:
        """The same with more members at hand."""
        return replace(self, keys={**self.keys, **keys})

    def at_home(self) -> Place:
        """The place of the entity itself."""
        if self.keys is self.home and not self.elements and not self.row and self.row_shift == SAME:
            return self
        return replace(self, keys=self.home, elements=frozenset(), row="", row_shift=SAME)

    @property
    def identity(self) -> tuple[object, ...]:
        """What it is known by."""
        keys, home = (tuple(sorted(found.items())) for found in (self.keys, self.home))
        return (
            id(self.indicator),
            self.period,
            keys,
            home,
            self.elements,
            self.row,
            self.row_shift,
            tuple(sorted(self.own.items())),
        )


class Ruled(Protocol):
    """Anything with rules for what is not there."""

    @property
    def when_missing(self) -> Rule | None:
        """For what is missing in a period that was loaded."""
        ...

    @property
    def when_not_loaded(self) -> Rule | None:
        """For what is missing because a period was not loaded, or also because of that."""
        ...


class Filling(Protocol):
    """Chooses what is filled in for something that is missing."""

    def choose(self, cell: tuple[object, ...], options: Sequence[Scalar]) -> Scalar:
        """One of the options, always the same for a cell."""
        ...


class World:
    """Facts in which expressions are evaluated: as they are, or with something filled in for all that is missing.

    `plain` is the world as it is: rules for what is missing speak of that. `given` results stand as they are.
    `of` is what an expression comes to, `result` the result of an indicator: what every part asks of the whole.
    """

    def __init__(
        self,
        program: Program,
        facts: Facts,
        as_printed: bool,
        of: Callable[[World, Expression, Place], Outcome],
        result: Callable[[World, str, Period, Keys], Judged],
        filling: Filling | None,
        plain: World | None,
    ) -> None:
        self.program, self.facts, self.as_printed = program, facts, as_printed
        self.of: Callable[[Expression, Place], Outcome] = MethodType(of, self)
        self.result: Callable[[str, Period, Keys], Judged] = MethodType(result, self)
        self.filling = filling
        self.plain = self if plain is None else plain
        self.given: Mapping[Asked, GivenValue] = {} if plain is None else plain.given
        self.lacking: set[tuple[object, ...]] = set()  # all that was found missing
        self.marks: set[str] = set()  # why what it made may be more, or less, than what there is
        self.effort: Effort = Effort(most("completed")) if plain is None else plain.effort  # of all that is filled in
        self._known: dict[tuple[object, ...], Outcome] = {}
        self.looked_up: Known = (
            {} if plain is None else plain.looked_up
        )  # what tables have for names, which no fact changes
        # The place of which all that is made is remembered, by the id of its expression.
        self.remembered_at: Place | None = None
        self.remembered: dict[int, Outcome] = {}
        self.made: dict[Asked, Judged] = {}
        self.making: list[Asked] = []
        self.later: list[Asked] = []  # results that wait for one another, the first of them first

    @contextmanager
    def remembering(self, place: Place) -> Iterator[None]:
        """Make each expression at a place once: a trace asks for each of its parts, and for all that they are parts of."""
        self.remembered_at, self.remembered = place, {}
        try:
            yield
        finally:
            self.remembered_at, self.remembered = None, {}

    def as_it_is(self, expression: Expression, place: Place, found: Outcome) -> Outcome:
        """What an expression comes to with nothing filled in; `found` is what it comes to here."""
        if self.plain is self:
            return found
        known, identity = self.plain._known, (id(expression), *place.identity)
        if identity not in known:
            known[identity] = self.plain.of(expression, place)
        return known[identity]

    def rule_for(self, ruled: Ruled, unloaded: bool) -> Rule | None:
        """The rule for something that is missing; that there is one marks what is made of it."""
        rule = ruled.when_not_loaded if unloaded else ruled.when_missing
        if rule is not None:
            self.marks.add("not loaded" if unloaded else "missing")
        return rule

    def fill(self, cell: tuple[object, ...], options: Sequence[Scalar]) -> Scalar:
        """What is filled in for something missing; None where nothing is, or nothing can be."""
        self.lacking.add(cell)
        return self.filling.choose(cell, options) if self.filling is not None and options else None


def entity_place(indicator: Indicator, period: Period, key: Keys) -> Place:
    """Where an indicator's expressions are evaluated for an entity."""
    keys = dict(zip(indicator.dimensions, key, strict=True))
    return Place(indicator, period, keys, keys)


def chain(found: SetExpression) -> tuple[Members | Rows, tuple[Expression, ...]]:
    """A set as what it is taken from, and its conditions one after another."""
    conditions: list[Expression] = []
    while not isinstance(found, Members | Rows):
        if isinstance(found, Filtered):
            conditions.insert(0, found.condition)
        found = found.set
    return found, tuple(conditions)


def looked_at(shift: Shift, period: Period, grain: Grain | None) -> tuple[list[Period | None], bool]:
    """The periods of something of a grain that a reading means, and whether they are consolidated; none beyond what it says."""
    if grain is None:
        return [None], False
    if shift.move is Move.TO_DATE:
        return list(period.to_date(grain)), True
    meant = period
    if shift.move is Move.SHIFTED:
        assert shift.grain is not None
        meant = period.shifted(shift.grain, shift.steps)
        if shift.within is not None and meant.containing(shift.within) != period.containing(shift.within):
            return [], False
        if meant.year < 1:
            return [], False
        if shift.grain is not Grain.YEAR:  # a quarter before is one quarter; a year before, the same part of it
            meant = meant.containing(shift.grain)
    if shift.move is Move.CONTAINING and not (shift.grain or grain).finer_than(period.grain):
        meant = period.containing(shift.grain or grain)
    if grain.finer_than(meant.grain):
        return list(meant.parts(grain)), True
    return [meant.containing(grain)], False
