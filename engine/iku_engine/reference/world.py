"""What the parts of the reference share: where an expression stands, what is filled in for what is missing, and the questions of all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from types import MethodType
from typing import Protocol

from iku_dsl.budgets import Effort, most
from iku_dsl.period import Grain, Period
from iku_dsl.program import GivenValue, Indicator, Program
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
from iku_engine.reference.facts import Facts, Keys
from iku_engine.reference.judged import Judged
from iku_engine.reference.outcome import Outcome
from iku_engine.results.evaluation import Scalar

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
    if shift.move is Move.CONTAINING and not (shift.grain or grain).finer_than(period.grain):
        meant = period.containing(shift.grain or grain)
    if grain.finer_than(meant.grain):
        return list(meant.parts(grain)), True
    return [meant.containing(grain)], False
