"""The steps that results took on their way: from draft to reviewed to final, and from there to what is restated beside it."""

from __future__ import annotations

import json

import sqlalchemy as sa

from iku_engine.database.book_texts import detail_of, of_book, texts
from iku_engine.database.books import PERIOD
from iku_engine.database.relations import Schema
from iku_engine.results.beside import Place, Step
from iku_engine.store.store import Store

DRAFT, REVIEWED, FINAL = STATUSES = "draft", "reviewed", "final"


def steps(store: Store) -> tuple[Step, ...]:
    """All steps, in order."""
    with store.reading() as connection:
        return tuple(steps_in(connection, store.schema))


def latest(connection: sa.Connection, schema: Schema, upto: int | None = None) -> dict[Place, list[Step]]:
    """The steps of each result, in order; with `upto` those until an event."""
    found: dict[Place, list[Step]] = {}
    for one in steps_in(connection, schema):
        if upto is not None and one.event > upto:
            break
        found.setdefault((one.indicator, one.period, one.key), []).append(one)
    return found


def steps_in(connection: sa.Connection, schema: Schema) -> list[Step]:
    """All steps, in order."""
    taken, told = schema.steps, schema.events
    finals = sa.select(told.c.event_id, told.c.detail).where(told.c.kind == FINAL)
    despite = {row[0]: str(detail_of(row[0], row[1]).get("despite", "")) for row in connection.execute(finals)}
    query = sa.select(taken, told.c.user_name, told.c.recorded_at, told.c.reason).join(
        told, told.c.event_id == taken.c.event_id
    )
    found = []
    for row in connection.execute(query.order_by(taken.c.event_id)).mappings():
        with of_book(taken.name, row["event_id"]):
            key = tuple(texts(json.loads(row["entity"])))
            STATUSES.index(row["status"])
        found.append(
            Step(
                row["event_id"], row["run_id"], row["indicator"], row[PERIOD], key, row["status"], row["user_name"],
                row["recorded_at"], row["reason"], row["restates"], despite.get(row["event_id"], ""),
            )
        )  # fmt: skip
    return found
