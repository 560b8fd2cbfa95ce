"""A world on a stage: a store in memory with the program's own tables, so that the ordinary `evaluate` runs on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import TracebackType

import sqlalchemy as sa

from iku_dsl.period import from_ordinal
from iku_dsl.program import KEY_PREFIX, Program
from iku_dsl.watch import paused
from iku_engine.database.books import PERIOD
from iku_engine.database.chain import START, canonical
from iku_engine.database.inserting import insert
from iku_engine.database.relations import Relation
from iku_engine.migrate.opening import open_store
from iku_engine.results.batch import Batch
from iku_engine.store.shapes import shape
from iku_engine.store.store import Store
from iku_engine.store.waiting import Waiting
from iku_engine.worlds.world import Held, Place, World

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
