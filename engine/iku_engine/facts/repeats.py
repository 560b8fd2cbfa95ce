"""Batches that repeat rows: what they had was there already, and the row is of the batch that brought it first, and theirs as well.

Its event names the ids of such rows, in spans. So whoever takes the first batch back takes only what no other that stands has said.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from operator import itemgetter

import sqlalchemy as sa

from iku_dsl.records import record
from iku_engine.book_texts import BROKEN
from iku_engine.database.relations import Schema

Span = tuple[int, int]  # the first id and the last


@record
class Repeat:
    """A batch that had rows which were there already: of which `file` it is, and the ids of these rows where they are known."""

    batch: int
    file: str
    spans: tuple[Span, ...] | None

    def has(self, row: int) -> bool:
        """Whether it had a certain row."""
        spans = self.spans or ()
        at = bisect_right(spans, row, key=itemgetter(0)) - 1
        return at >= 0 and row <= spans[at][1]


def repeats(connection: sa.Connection, schema: Schema, name: str) -> tuple[Repeat, ...]:
    """The batches of a relation that had rows which were there already, in order."""
    batches, events = schema.batches.c, schema.events.c
    query = (
        sa.select(batches.batch_id, batches.file, batches.rows_identical, events.detail)
        .join(schema.events, events.event_id == batches.batch_id)
        .where(batches.relation == name, batches.rows_identical > 0)
        .order_by(batches.batch_id)
    )
    rows = connection.execute(query)
    return tuple(Repeat(batch, file or f"#{batch}", _spans(detail, count)) for batch, file, count, detail in rows)


def _spans(detail: str, count: int) -> tuple[Span, ...] | None:
    """The spans that an event names; none of an earlier version, of one that has too many, or of what this program did not write."""
    try:
        spans = tuple((int(first), int(last)) for first, last in json.loads(detail)["said_again"])
    except BROKEN:
        return None
    return spans if sum(last - first + 1 for first, last in spans) == count and list(spans) == sorted(spans) else None
