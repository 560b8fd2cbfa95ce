"""What a result was read from, noted while it is evaluated, and which columns it may read at all, known without looking at facts.

That is single cells, counts and sums, and the other results below it, with all that these read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from iku_dsl.period import Period
from iku_dsl.program import Column, Indicator, Program
from iku_dsl.program import expression as ex
from iku_dsl.program.sources import END, START
from iku_engine.database.relations import Relation
from iku_engine.indicators.evaluator import Place
from iku_engine.plan.environment import (
    ANYTHING,
    MOST_LOOKS,
    Dependencies,
    Environment,
    cells_read,
    members_weighed,
    reading,
)
from iku_engine.plan.plan import Chain, expected_set
from iku_engine.plan.reach import MOST_PLACES
from iku_engine.results.evaluation import Cell, Node
from iku_engine.worlds.variants import judged_in, places_of

OVER = "#"  # how the identity of a count or sum starts, where that of a cell has its relation


@dataclass(frozen=True, slots=True)
class CellRead:
    """A stored cell that was read by itself, and what was read."""

    identity: Cell
    relation: Relation
    column: Column
    keys: tuple[str, ...]
    period: Period | None
    node: Node


@dataclass(frozen=True, slots=True)
class SetRead:
    """A count or sum over a set, at the place where it was needed."""

    identity: Cell
    expression: ex.Aggregated
    chain: Chain
    at: Environment
    node: Node


@dataclass(slots=True)
class Readings:
    """What one result read: `cells` and `sets` by themselves; `among` the cells that were read together, in sets.

    `published` are the cells that its published values were read from, and nothing else of it, as long as they are missing.
    `touched` are the relations that were looked into at all, `below` the results that were needed, `beside` those of them that only
    sets needed. `inside` counts the sets, targets and ranges within which something is being read at the moment, `publishing` the
    published values.
    """

    place: Place
    cells: dict[Cell, CellRead] = field(default_factory=dict)
    sets: dict[Cell, SetRead] = field(default_factory=dict)
    among: set[Cell] = field(default_factory=set)
    statistics: dict[str, None] = field(default_factory=dict)  # texts of those that are no counts or sums that can move
    published: dict[Cell, CellRead] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)  # relations that were asked whether they have a row
    below: dict[Place, None] = field(default_factory=dict)
    beside: dict[Place, None] = field(default_factory=dict)
    inside: int = 0
    publishing: int = 0


def looks_into(among: frozenset[Cell], read: CellRead) -> bool:
    """Whether a row that is not there would be among what sets look at, were it there."""
    if read.node.fact is not None:
        return False
    return ANYTHING in among or any(cell[0] == "*" and cell[1] == read.relation.name for cell in among)


def closure(readings: Mapping[Place, Readings], place: Place, beside: bool = True) -> Iterator[Readings]:
    """The readings of a result and of all below it, each once; without those that only sets needed, where not `beside`."""
    stack, seen = [place], {place}
    while stack:
        found = readings.get(stack.pop())
        if found is None:
            continue
        yield found
        for one in (*found.below, *(found.beside if beside else ())):
            if one not in seen:
                seen.add(one)
                stack.append(one)


def looked_at(program: Program, found: Chain, operands: tuple[ex.Expression, ...], period: Period) -> frozenset[Cell]:
    """The cells of a chain's elements, by column: `("*", relation, column, period)`, without a period where it may be any.

    A relation without a column is whether it has rows. An indicator's own counts and sums are `("*", OVER, indicator, period)`.
    """
    read = cells_read(program, found, operands, period)
    inside = _Inside(program)
    inside.of(found.base, period)
    if ANYTHING in read:
        for expression in (*found.conditions, *operands):
            inside.of(expression, period)
        inside.follow()
        read -= {ANYTHING}
        if any(
            isinstance(part, ex.WeightedIndicators) for one in (*found.conditions, *operands) for part in ex.walk(one)
        ):
            read |= {ANYTHING}  # of which indicators, its own indicator says
    else:
        columns = [part for one in (*found.conditions, *operands) for part in ex.walk(one)]
        read |= {cell for part in columns for cell in inside.carried(part)}
    return read | inside.cells


@dataclass(frozen=True, slots=True)
class Touched:
    """What some indicators can read at all: columns (`cells`, as `looked_at` has them), and the dimensions whose members they meet."""

    cells: frozenset[Cell]
    dimensions: frozenset[str]

    def by(self, relation: str, columns: Collection[str]) -> bool:
        """Whether another figure in some columns of a relation can reach them; an empty column is that a row comes or goes."""
        if ANYTHING in self.cells:
            return True
        read = {cell[2] for cell in self.cells if cell[1] == relation}
        member = relation in self.dimensions and not {"", START, END}.isdisjoint(columns)
        return member or not read.isdisjoint(columns) or (bool(read) and "" in columns)


def touched(program: Program, name: str, period: Period, achievement: bool) -> Touched:
    """What an indicator's value can read in a period, or its achievement."""
    places = places_of(program, name, period)
    inside = _Inside(program, judged_in(program, places) | ({name} if achievement else frozenset()))
    inside.waiting.append((name, period))
    inside.follow()
    return Touched(frozenset(inside.cells), frozenset(inside.dimensions))


class _Inside:
    """Walks expressions and the indicators that they name; `cells` and `dimensions` are what was found so far.

    Targets and achievements are those of the `judged` indicators, of all where it is None.
    """

    def __init__(self, program: Program, judged: frozenset[str] | None = None) -> None:
        self.program, self.judged = program, judged
        self.cells: set[Cell] = set()
        self.dimensions: set[str] = set()
        self._seen: set[tuple[str, Period]] = set()
        self._behind: set[tuple[int, Period]] = set()
        self._dependencies, self._looks = Dependencies(), 0
        self._ruled: dict[int, Indicator] = {}
        self._anywhere: set[int] = set()
        self.waiting: list[tuple[str, Period]] = []

    def follow(self) -> None:
        """All indicators that were named; of too many it is anything that is read."""
        while self.waiting:
            place = self.waiting.pop()
            if place in self._seen:
                continue
            self._seen.add(place)
            if len(self._seen) > MOST_PLACES or self._looks > MOST_LOOKS:
                self.cells.add(ANYTHING)
                return
            version = self.program.version(*place)
            if version is not None:
                self._indicator(version, place[1])

    def _indicator(self, version: Indicator, period: Period) -> None:
        self.cells.add(("*", OVER, version.name, str(period)))
        self.dimensions.update(version.dimensions)
        if self.judged is not None and version.name not in self.judged:
            if id(version) not in self._ruled:
                self._ruled[id(version)] = replace(version, targets=(), achievement=None)
            version = self._ruled[id(version)]
        self.of(version, period)
        if version.ranking is not None and version.ranking.among is not None:
            self.of(version.ranking.among, period)
        self._wait(members_weighed(version, period))

    def _wait(self, places: Iterable[tuple[str, Period]]) -> None:
        """Places that are to be looked at, once each."""
        self.waiting.extend(place for place in places if place not in self._seen)

    def of(self, rule: ex.Expression | ex.SetExpression | Indicator, period: Period) -> None:
        """All that an expression may read, or the rules of a version of an indicator."""
        parts = self._dependencies.of(rule)
        self._looks += len(parts)
        for part in parts:
            match part:
                case ex.ColumnValue():
                    self._column(part.source, part.column, self._periods(part.source, part.shift, period))
                case ex.OwnColumn():
                    self._column(part.source, part.column, None)  # its row may stand in another period
                case ex.HasRow() | ex.IsExpected() | ex.Rows():
                    periods = self._periods(part.source, part.shift, period)
                    self.cells.update(("*", part.source, "", str(one)) for one in periods)
                case ex.AttributeValue():
                    self.cells.add(("*", part.dimension, part.attribute))
                case ex.Members():
                    self.dimensions.add(part.dimension)
                case ex.IndicatorValue():
                    looked = reading(part.shift, period, self.program.indicators[part.indicator][0].grain)
                    periods = looked.periods if looked is not None else ()
                    self._wait((part.indicator, one) for one in periods if one is not None)
                case _:
                    pass
            self._expected(part, period)

    def _expected(self, part: ex.Expression | ex.SetExpression, period: Period) -> None:
        """What says which rows of a source must be there."""
        expected = expected_set(self.program, part)
        if expected is None or not isinstance(part, ex.IsExpected | ex.ColumnValue | ex.OwnColumn):
            return
        shift = ex.SAME if isinstance(part, ex.OwnColumn) else part.shift
        for one in self._periods(part.source, shift, period):
            self._once(expected, one or period)

    def _once(self, expression: ex.Expression | ex.SetExpression, period: Period) -> None:
        """The same of what many parts lead to: columns that are worked out, and which rows must be there."""
        if (id(expression), period) not in self._behind:
            self._behind.add((id(expression), period))
            self.of(expression, period)

    def carried(self, part: ex.Expression | ex.SetExpression) -> Iterator[Cell]:
        """The column of a part whose missing figures are those of any earlier period."""
        if isinstance(part, ex.ColumnValue | ex.OwnColumn) and self._is_carried(part.source, part.column):
            yield ("*", part.source, part.column)

    def _is_carried(self, source: str, column: str) -> bool:
        declared = self.program.sources[source].columns.get(column) if source in self.program.sources else None
        return declared is not None and any(rule.kind is ex.RuleKind.LAST for rule in declared.rules)

    def _periods(self, source: str, shift: ex.Shift, period: Period) -> tuple[Period | None, ...]:
        if source not in self.program.sources:
            return ()  # a profile's own
        self.dimensions.update(self.program.sources[source].dimensions)
        looked = reading(shift, period, self.program.sources[source].grain)
        return looked.periods if looked is not None else ()

    def _column(self, name: str, column: str, periods: tuple[Period | None, ...] | None) -> None:
        source = self.program.sources.get(name)
        if source is None:
            return
        self.dimensions.update(source.dimensions)
        derived = source.derived.get(column)
        if derived is None:
            anywhere = periods is None or self._is_carried(name, column)
            known = () if anywhere or periods is None else periods
            self.cells.update([("*", name, column)] if anywhere else [("*", name, column, str(one)) for one in known])
        value = derived.value if derived is not None else source.columns[column].limit
        if value is None:
            return
        if periods is not None:
            for one in periods:
                if one is not None:
                    self._once(value, one)
            return
        if id(value) in self._anywhere:
            return
        self._anywhere.add(id(value))
        for part in self._dependencies.of(value):  # of a row in any period: its columns in any
            if isinstance(part, ex.ColumnValue | ex.OwnColumn):
                self._column(part.source, part.column, None)
            elif isinstance(part, ex.HasRow | ex.IsExpected | ex.Rows):
                self.cells.add(("*", part.source, ""))
            elif isinstance(part, ex.IndicatorValue):
                self.cells.add(ANYTHING)
