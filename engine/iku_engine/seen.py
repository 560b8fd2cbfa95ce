"""What a snapshot knows of the periods that were read: the marks of the batches that gave them, and the rows that wait for them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import sqlalchemy as sa

from iku_dsl.period import Grain, from_ordinal
from iku_engine.beside import PeriodRead, Wait, WaitingRows
from iku_engine.facts.books import PERIOD
from iku_engine.facts.waiting import Waiting
from iku_engine.marks import Mark, declared, together
from iku_engine.snapshot import Snapshot

OfReads = tuple[tuple[PeriodRead, ...], tuple[Mark, ...], tuple[WaitingRows, ...]]


def of_reads(snapshot: Snapshot, reads: Collection[PeriodRead]) -> OfReads:
    """What was read in order, the marks of its batches, and what waits of it."""
    ordered = tuple(sorted(reads, key=lambda one: (one.relation, one.period.ordinal if one.period is not None else -1)))
    batches = (batch for read in ordered for batch in snapshot.batches_of(read.relation, read.period))
    marks = together(declared(mark) for batch in batches for mark in batch.marks)
    waiting = dict.fromkeys(rows for read in ordered for rows in _waiting(snapshot, read))
    return ordered, marks, tuple(sorted(waiting, key=_place))


def _place(rows: WaitingRows) -> tuple[int, str, int, str]:
    return rows.batch, rows.relation, rows.period.ordinal if rows.period is not None else -1, rows.wait


def _waiting(snapshot: Snapshot, read: PeriodRead) -> Iterator[WaitingRows]:
    """The rows that wait for a period, and those that may be of any."""
    grain = snapshot.tables.relations[read.relation].grain
    for rows in snapshot.in_quarantine:
        if rows.relation == read.relation and _meet(rows, read, grain):
            period = from_ordinal(rows.period, grain) if grain is not None and rows.period is not None else None
            yield WaitingRows(
                Wait.QUARANTINE, rows.relation, period, rows.batch, rows.file, rows.count, unread=rows.period is None
            )
    for batch, ordinal in sorted(snapshot.waiting.get(read.relation, ())):
        if grain is not None and (read.period is None or ordinal == read.period.ordinal):
            came = snapshot.batches[batch]
            count = _rows_of(snapshot, read.relation, batch, ordinal)
            yield WaitingRows(Wait.LATE, read.relation, from_ordinal(ordinal, grain), batch, came.file, count)


def _rows_of(snapshot: Snapshot, relation: str, batch: int, ordinal: int) -> int:
    """How many rows a batch has in a period, whether they count or not."""
    table = snapshot.tables.relations[relation].table
    query = sa.select(sa.func.count()).where(table.c.batch_id == batch, table.c[PERIOD] == ordinal)
    return int(snapshot.connection.execute(query).scalar_one())


def _meet(rows: Waiting, read: PeriodRead, grain: Grain | None) -> bool:
    return grain is None or read.period is None or rows.period in (None, read.period.ordinal)
