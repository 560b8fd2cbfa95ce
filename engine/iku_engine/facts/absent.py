"""Rows that an earlier reading of the same file brought and this one lacks: they go on counting, which is told.

The same file is one of the same name and sheet into the same relation; only rows of periods that both have are looked at.
"""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from iku_dsl.period import from_ordinal
from iku_engine.facts.batches import Batch
from iku_engine.facts.books import PERIOD
from iku_engine.facts.reading import Opened
from iku_engine.facts.report import SHOWN, Absent, AbsentRow
from iku_engine.facts.stage import ID, LINE
from iku_engine.facts.waiting import named_cells, period_of, written_keys


def absent_rows(batch: Batch, opened: Opened, given: Collection[int]) -> Absent:
    """The rows that earlier readings of the file brought and a batch lacks, before it is settled; `given` are periods beside the file."""
    earlier = _earlier(batch, opened, given)
    if not earlier:
        return Absent()
    relation, stage = batch.relation, batch.stage.table
    table, gone = relation.table, relation.superseded
    stands = ~sa.exists().where(gone.c.row_id == table.c.row_id)
    batches, periods = {number for number, _ in earlier}, {period for _, period in earlier}
    brought = sa.select(table).where(table.c[PERIOD].in_(periods), table.c.batch_id.in_(batches), stands).subquery()
    keys = [brought.c[name] for name in batch.stage.keys]
    same = sa.and_(*(brought.c[name] == stage.c[name] for name in (PERIOD, *batch.stage.keys)))
    query = sa.select(brought.c[PERIOD], *keys, brought.c.batch_id, brought.c[LINE])
    query = query.select_from(brought.outerjoin(stage, same)).where(stage.c[ID].is_(None))
    bad = _bad(batch) if batch.rejected else frozenset()
    count, first = 0, list[AbsentRow]()
    for period, *texts, number, row in batch.connection.execute(query.order_by(brought.c[ID])):
        if (period, tuple(texts)) in bad:
            continue
        count += 1
        if len(first) < SHOWN:
            of = from_ordinal(period, relation.grain) if relation.grain is not None else None
            first.append(AbsentRow(of, tuple(texts), number, row))
    return Absent(count, tuple(first))


def _earlier(batch: Batch, opened: Opened, given: Collection[int]) -> set[tuple[int, int]]:
    """The earlier batches of the same file, with the periods that this one has, too."""
    batches, loaded, stage = batch.schema.batches.c, batch.schema.loaded.c, batch.stage.table.c
    same = (batches.relation == batch.relation.name) & (batches.file == opened.path.name)
    query = sa.select(batches.batch_id, loaded[PERIOD]).join_from(
        batch.schema.batches,
        batch.schema.loaded,
        (loaded.batch_id == batches.batch_id) & (loaded.relation == batch.relation.name),
    )
    here = sa.or_(loaded[PERIOD].in_(sa.select(stage[PERIOD])), loaded[PERIOD].in_(sorted(given)))
    query = query.where(same, batches.sheet == opened.sheet, batches.kind == "import", here)
    return {(row[0], row[1]) for row in batch.connection.execute(query)}


def _bad(batch: Batch) -> frozenset[tuple[int | None, tuple[str, ...] | None]]:
    """The periods and keys, as they are written, of the rows that the batch keeps out: these are in the file."""
    rows = batch.schema.quarantine.c
    texts = batch.connection.execute(sa.select(rows.cells).where(rows.batch_id == batch.id)).scalars()
    named = (named_cells(text) for text in texts)
    return frozenset(
        (period_of(head, cells, batch.relation.grain), written_keys(batch.relation, head, cells))
        for head, cells in named
    )
