"""A world: the facts that an evaluation may read, in plain dictionaries, taken from a store of any kind without writing to it.

A row keeps its batch, file and line, so that a trace made in a world opens to the same place as one made in the store.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from iku_dsl.period import from_ordinal
from iku_dsl.program import KEY_PREFIX
from iku_dsl.watch import paused
from iku_engine.database.books import PERIOD
from iku_engine.database.relations import Relation
from iku_engine.evaluating.evaluate import known_at
from iku_engine.plan.reach import Periods
from iku_engine.remarks.noticed import Standing, sentences, standing
from iku_engine.results.batch import Batch
from iku_engine.results.beside import PeriodRead, WaitingRows
from iku_engine.results.evaluation import Result
from iku_engine.snapshot.seen import late_rows
from iku_engine.snapshot.snapshot import Row, Snapshot
from iku_engine.store.waiting import Waiting

Keys = tuple[str, ...]
Place = tuple[int, Keys]  # the ordinal of a period (0 without one), and the keys
AT_ONCE = 500  # periods that one statement names


class Held(NamedTuple):
    """A row that counts: its batch, its line there, and its stored values in the order of the relation's `names`."""

    batch: int
    line: int
    values: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class World:
    """Facts: `rows` by relation and place, the batches that gave each period, the batches themselves.

    `in_quarantine` are the rows that wait, `late` those that wait for a closed period, `noticed` those that are to be looked at, by
    relation; `as_of` is the day that was asked for.
    `names` are the stored columns of each relation; only relations in it were looked at. `digest` is that of the facts it was taken from.
    """

    names: Mapping[str, tuple[str, ...]]
    rows: Mapping[str, Mapping[Place, Held]]
    loaded: Mapping[str, Mapping[int, tuple[int, ...]]]
    batches: Mapping[int, Batch]
    digest: str = ""
    in_quarantine: tuple[Waiting, ...] = ()
    late: tuple[WaitingRows, ...] = ()
    as_of: datetime | None = None
    noticed: Mapping[str, Sequence[Standing]] = field(default_factory=dict)

    def told(self, results: Iterable[Result]) -> tuple[Result, ...]:
        """Results that were evaluated in it, with what no store in memory knows.

        That are rows that came late, rows that are to be looked at, and the day that was asked for.
        """
        return known_at(self.as_of, [self._with_late(one) for one in results])

    def _with_late(self, result: Result) -> Result:
        read = {(one.relation, one.period) for one in result.reads}
        late = [rows for rows in self.late if {(rows.relation, rows.period), (rows.relation, None)} & read]
        notes = (*(rows.sentence for rows in late), *sentences(self.noticed, result.reads))
        if not notes:
            return result
        return replace(result, waiting=(*result.waiting, *late), notes=(*result.notes, *notes))


def value_names(relation: Relation) -> tuple[str, ...]:
    """The stored columns that hold what a row says, beside its keys."""
    before = {"row_id", "batch_id", "row", PERIOD, *(KEY_PREFIX + dimension for dimension in relation.dimensions)}
    return tuple(column.name for column in relation.table.c if column.name not in before)


def take(snapshot: Snapshot, reached: Mapping[str, Periods]) -> World:
    """The world of a snapshot: all members, and of the sources that are reached the rows of the periods that are.

    Which periods are loaded is known of every source. Errors: `StoreError`.
    """
    relations = snapshot.tables.relations
    wanted = {
        name: None if one.is_dimension else reached[name]
        for name, one in relations.items()
        if one.is_dimension or name in reached
    }
    return World(
        {name: value_names(relations[name]) for name in wanted},
        {name: _rows(snapshot, relations[name], periods) for name, periods in wanted.items()},
        {name: _loaded(snapshot, relation) for name, relation in relations.items()},
        snapshot.batches,
        snapshot.digest,
        snapshot.in_quarantine,
        tuple(rows for name in reached for rows in late_rows(snapshot, PeriodRead(name))),
        noticed=standing(snapshot, reached),
    )


def _loaded(snapshot: Snapshot, relation: Relation) -> dict[int, tuple[int, ...]]:
    found = {}
    for ordinal in snapshot.periods(relation.name):
        period = from_ordinal(ordinal, relation.grain) if relation.grain is not None else None
        found[ordinal] = tuple(b.id for b in snapshot.batches_of(relation.name, period))
    return found


def _rows(snapshot: Snapshot, relation: Relation, periods: Periods) -> dict[Place, Held]:
    current = snapshot.current(relation)
    keys = [current.c[KEY_PREFIX + dimension] for dimension in relation.dimensions]
    values = [current.c[name] for name in value_names(relation)]
    query = sa.select(current.c.row_id, current.c.batch_id, current.c.row, current.c[PERIOD], *keys, *values)
    queries = [query]
    if periods is not None:
        ordered = sorted(periods)
        parts = [ordered[at : at + AT_ONCE] for at in range(0, len(ordered), AT_ONCE)]
        queries = [query.where(current.c[PERIOD].in_(part)) for part in parts]
    came_back = {number for number, batch in snapshot.batches.items() if batch.kind == "retract"}
    width = len(keys)
    found: dict[Place, Held] = {}
    with paused():
        for asked in queries:
            for row_id, batch, line, ordinal, *rest in snapshot.ask(asked, [relation.name]):
                held = Held(batch, line, tuple(rest[width:]))
                if batch in came_back:
                    held = _as_it_was(snapshot, relation, row_id, held)
                found[ordinal, tuple(rest[:width])] = held
    return found


def _as_it_was(snapshot: Snapshot, relation: Relation, row_id: int, held: Held) -> Held:
    """A row that came back when what had replaced it was taken back stands where it stood at first."""
    fact = snapshot.fact(relation, Row(row_id, held.batch, held.line, {}))
    return Held(fact.batch, fact.row, held.values)


def restricted(world: World, reached: Mapping[str, Periods]) -> World:
    """The same with only the rows of the periods that are reached; relations that are not named stay whole."""
    rows = dict(world.rows)
    for name, periods in reached.items():
        if periods is not None and name in rows:
            rows[name] = {place: held for place, held in rows[name].items() if place[0] in periods}
    return replace(world, rows=rows)
