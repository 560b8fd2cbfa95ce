"""What a result was read from: single cells, counts and sums, and the other results below it, noted while it is evaluated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from iku_dsl.period import Period
from iku_dsl.program import Column
from iku_dsl.program import expression as ex
from iku_engine.database.relations import Relation
from iku_engine.indicators.evaluator import Place
from iku_engine.plan.environment import Environment
from iku_engine.plan.reads import ANYTHING
from iku_engine.plan.set_chain import Chain
from iku_engine.results.evaluation import Cell, Node

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
