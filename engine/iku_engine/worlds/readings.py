"""What a result was read from, noted while it is evaluated, and which columns it may read at all, known without looking at facts.

That is single cells, counts and sums, and the other results below it, with all that these read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from iku_dsl.period import Period
from iku_dsl.program import Column, Program
from iku_dsl.program import expression as ex
from iku_dsl.program.sources import END, START
from iku_engine.database.relations import Relation
from iku_engine.indicators.evaluator import Place
from iku_engine.plan.environment import ANYTHING, Environment
from iku_engine.plan.looks import Looks, Walked
from iku_engine.plan.plan import Chain
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


Keyed = tuple[str, tuple[str, ...]]  # a relation, and keys of its rows in whatever period


@dataclass(slots=True)
class Readings:
    """What one result read: `cells` and `sets` by themselves; `among` the cells that were read together, in sets.

    `published` are the cells that its published values were read from, and nothing else of it, as long as they are missing.
    `touched` are the relations that sets and questions for a row looked into, whatever its keys, `rows` relations with the keys at which
    a cell was read, `below` the results that were needed, `beside` those of them that only sets needed. `inside` counts the sets, targets
    and ranges within which something is being read at the moment, `publishing` the published values.
    """

    place: Place
    cells: dict[Cell, CellRead] = field(default_factory=dict)
    sets: dict[Cell, SetRead] = field(default_factory=dict)
    among: set[Cell] = field(default_factory=set)
    statistics: dict[str, None] = field(default_factory=dict)  # texts of those that are no counts or sums that can move
    published: dict[Cell, CellRead] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)
    rows: set[Keyed] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)  # relations that were asked whether they have a row
    below: dict[Place, None] = field(default_factory=dict)
    beside: dict[Place, None] = field(default_factory=dict)
    inside: int = 0
    publishing: int = 0


class ResultsBelow:
    """What lies below one result, asked which of it is moved by other figures at some keys."""

    def __init__(self, readings: Mapping[Place, Readings], place: Place) -> None:
        self.place = place
        self.all: list[Place] = []
        self.above: defaultdict[Place, list[Place]] = defaultdict(list)
        self.at: defaultdict[Keyed | str, list[Place]] = defaultdict(list)
        for one in closure(readings, place):
            self.all.append(one.place)
            for lower in {**one.below, **one.beside}:
                self.above[lower].append(one.place)
            reads: Iterable[Keyed | str] = (*one.touched, *one.rows)
            for read in reads:
                self.at[read].append(one.place)

    def moved(self, changed: Collection[Keyed]) -> set[Place]:
        """The results that read a changed row or look into its relation, and all that need these; its own among them."""
        found = {self.place}
        reads: Iterable[Keyed | str] = (*changed, *(relation for relation, _ in changed))
        stack = [place for read in reads for place in self.at.get(read, ())]
        while stack:
            place = stack.pop()
            if place not in found:
                found.add(place)
                stack += self.above.get(place, ())
        return found


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
    looks = Looks(program)
    rules = [found.base, *(ex.Filtered(set=found.base, condition=one) for one in (*found.conditions, *operands))]
    read = _cells(program, looks.walk([looks.node(rule, period) for rule in rules]))
    if any(isinstance(part, ex.WeightedIndicators) for rule in rules for part, _ in looks.leads.of(rule)):
        return read | {ANYTHING}  # of which indicators, its own indicator says
    return read


def _cells(program: Program, walked: Walked) -> frozenset[Cell]:
    """What was looked at, as cells; of too much it is anything that is read. Members without a column are no cells."""
    found: set[Cell] = {("*", OVER, version.name, str(period)) for version, period in walked.versions}
    for look in walked.looks:
        if look.relation in program.sources or look.column:
            when = () if isinstance(look.period, str) else (str(look.period),)
            found.add(("*", look.relation, look.column, *when))
    return frozenset(found if walked.whole else found | {ANYTHING})


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
    judged = judged_in(program, places_of(program, name, period)) | ({name} if achievement else frozenset())
    walked = Looks(program, judged=judged).walk([(name, period)])
    dimensions = {name for version, _ in walked.versions for name in version.dimensions}
    for look in walked.looks:
        source = program.sources.get(look.relation)
        if source is not None:
            dimensions.update(source.dimensions)
        elif not look.column:
            dimensions.add(look.relation)
    return Touched(_cells(program, walked), frozenset(dimensions))
