"""A world: the facts that an evaluation may read, in plain dictionaries, and put on a stage, so that the ordinary `evaluate` runs on it.

It is taken from a store of any kind without writing to it; a stage is a store in memory with the program's own tables.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import TracebackType
from typing import NamedTuple

import sqlalchemy as sa

from iku_dsl.period import from_ordinal
from iku_dsl.program import KEY_PREFIX, Program
from iku_dsl.watch import paused
from iku_engine.database.books import PERIOD
from iku_engine.database.bulk import insert
from iku_engine.database.chain import START, canonical
from iku_engine.database.relations import Relation
from iku_engine.evaluating.evaluate import known_at
from iku_engine.migrate.opening import open_store
from iku_engine.plan.reach import Periods
from iku_engine.remarks.noticed import Standing, sentences, standing
from iku_engine.results.beside import PeriodRead, WaitingRows
from iku_engine.results.evaluation import Batch, Result
from iku_engine.snapshot.seen import late_rows
from iku_engine.snapshot.snapshot import Row, Snapshot
from iku_engine.store.shapes import shape
from iku_engine.store.store import Store
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

    Rows are asked for where a batch brought any: a statement over a wide table takes as long where it is empty.
    Which periods are loaded is known of every source. Errors: `StoreError`.
    """
    relations = snapshot.tables.relations
    wanted = {
        name: None if one.is_dimension else reached[name]
        for name, one in relations.items()
        if one.is_dimension or name in reached
    }
    asked = {name for name in wanted if relations[name].is_dimension or name in snapshot.brought_to}
    return World(
        {name: value_names(relations[name]) for name in wanted},
        {name: _rows(snapshot, relations[name], periods) if name in asked else {} for name, periods in wanted.items()},
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


NOTHING: Mapping[Place, Held] = {}


class Stage:
    """A store in memory that shows one world after another; only what differs from the one before is written."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.store: Store = open_store("sqlite://", program)
        self._ids: dict[str, dict[Place, int]] = {}
        self._shown: World | None = None
        self._next = 1

    def __enter__(self) -> Stage:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.store.close()

    def show(self, world: World) -> Store:
        """The store with just the facts of a world, whose columns are those of the program."""
        with paused(), self.store.writing() as connection:
            before = self._shown
            if before is None or before.batches is not world.batches or before.loaded is not world.loaded:
                self._write_books(connection, world)
            for name, rows in world.rows.items():
                shown = before.rows.get(name, NOTHING) if before is not None else NOTHING
                if rows is not shown:
                    self._change(connection, self.store.schema.relations[name], world.names[name], shown, rows)
        self._shown = world
        return self.store

    def _change(
        self,
        connection: sa.Connection,
        relation: Relation,
        names: tuple[str, ...],
        shown: Mapping[Place, Held],
        rows: Mapping[Place, Held],
    ) -> None:
        gone = [place for place, held in shown.items() if rows.get(place) is not held]
        come = [place for place, held in rows.items() if shown.get(place) is not held] if shown else list(rows)
        ids = self._ids.setdefault(relation.name, {})
        if gone:
            called = connection.dialect.identifier_preparer.quote(relation.table.name)
            connection.exec_driver_sql(f"DELETE FROM {called} WHERE row_id = ?", [(ids.pop(place),) for place in gone])
        if not come:
            return
        new = range(self._next, self._next + len(come))
        self._next = new.stop
        ids.update(zip(come, new, strict=True))
        held = [rows[place] for place in come]
        keys = zip(*(place[1] for place in come), strict=True)
        values = zip(*(one.values for one in held), strict=True)
        columns = [list(new), [one.batch for one in held], [one.line for one in held], [place[0] for place in come]]
        heads = ["row_id", "batch_id", "row", PERIOD, *(KEY_PREFIX + dimension for dimension in relation.dimensions)]
        insert(connection, relation.table, [*heads, *names], [*columns, *map(list, keys), *map(list, values)])

    def _write_books(self, connection: sa.Connection, world: World) -> None:
        """Batches, the periods that they gave, and an event from which the chain goes on after the last of them."""
        books = self.store.schema
        for table in (books.quarantine, books.loaded, books.shapes, books.batches, books.events):
            connection.execute(table.delete())
        if not world.batches:
            return
        connection.execute(books.batches.insert(), [_batch(one) for one in world.batches.values() if _gave(one)])
        waiting = self._waiting(world.in_quarantine)
        if waiting:
            connection.execute(books.quarantine.insert(), waiting)
        loaded = [
            {"batch_id": batch, "relation": name, PERIOD: ordinal}
            for name, periods in world.loaded.items()
            for ordinal, batches in periods.items()
            for batch in batches
        ]
        if loaded:
            connection.execute(books.loaded.insert(), loaded)
        connection.execute(books.shapes.insert(), list(_shapes(self.program, books.relations.values())))
        last = max(0, *world.batches)
        at = max(batch.at for batch in world.batches.values())
        event = {"event_id": last, "kind": "world", "user_name": "", "recorded_at": at, "reason": "", "sha256": START}
        connection.execute(books.events.insert().values(**event, detail=canonical({"books_sha256": ""})))

    def _waiting(self, waiting: Iterable[Waiting]) -> list[dict[str, object]]:
        """Rows of the quarantine, of which a world knows only for which period they wait; each batch numbers its own."""
        numbers: Counter[int] = Counter()
        rows = []
        for some in waiting:
            relation = self.store.schema.relations.get(some.relation)
            grain = relation.grain if relation is not None else None
            period = from_ordinal(some.period, grain) if some.period is not None and grain is not None else None
            cells = canonical({"header": ["period"], "cells": [str(period or "")]})
            about = {"batch_id": some.batch, "column_name": "", "value": "", "reason": "{}", "cells": cells}
            first = numbers[some.batch] + 1
            numbers[some.batch] += some.count
            rows += [{**about, "row": number} for number in range(first, first + some.count)]
        return rows


def _gave(batch: Batch) -> bool:
    """Whether a batch can have rows in a world: what others took back is gone there, and members are those that it holds."""
    return batch.kind != "retract"


def _batch(batch: Batch) -> dict[str, object]:
    return {
        "batch_id": batch.id, "relation": batch.relation, "kind": batch.kind, "file": batch.file, "sheet": batch.sheet,
        "sha256": batch.sha256, "rows_sha256": "", "rows_read": batch.accepted + batch.rejected, "rows_accepted": batch.accepted,
        "rows_identical": 0, "rows_rejected": batch.rejected, "marks": ",".join(batch.marks), "note": batch.note,
        "reason": batch.reason, "user_name": batch.user, "recorded_at": batch.at,
    }  # fmt: skip


def _shapes(program: Program, relations: Iterable[Relation]) -> Iterable[dict[str, object]]:
    """What makes the evaluator take nothing for granted: any row may lack any column, and any key may be no member."""
    for relation in relations:
        now = shape(program, relation)
        bare = replace(now, columns={}, listed=dict.fromkeys(relation.dimensions))
        for event, one in enumerate((bare, now), start=1):
            yield {"event_id": event, "relation": relation.name, "text": one.text}
