"""Rows that an earlier reading of the same file brought and this one lacks: they go on counting, which is told.

The same file is one of the same name and sheet into the same relation, and with a period in common: a file of other periods alone, such as
that of the next month, is another one. So is one by another name (`januari-final`), where the file has nearly all rows that it brought.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import sqlalchemy as sa

from iku_dsl.period import from_ordinal
from iku_engine.among import among
from iku_engine.facts.book_texts import named_cells
from iku_engine.facts.books import PERIOD
from iku_engine.facts.report import SHOWN, Absent, AbsentRow
from iku_engine.facts.stage import ID, LINE, Settled
from iku_engine.facts.waiting import period_of, written_keys

SOME = 100  # of the last files, among which one by another name is looked for
FEWEST, NEARLY = (
    3,
    Fraction(9, 10),
)  # rows of another file that this one has, and the part of that one from which on it is nearly all

if TYPE_CHECKING:
    from iku_engine.facts.batches import About, Batch


def absent_rows(batch: Batch, about: About, settled: Settled, given: Collection[int]) -> Absent:
    """The rows that earlier readings of a file brought and a batch lacks that has its stage still; `given` are periods beside the file."""
    relation = batch.relation
    all_of, file = _of_file(batch, about), ""
    if not all_of:
        all_of, file = _of_nearly_all(batch, settled)
    if not all_of:
        return Absent()
    bad = _bad(batch) if batch.rejected else frozenset()
    now = (
        {*given, *settled.periods, *(period for period, _ in bad if period is not None)}
        if relation.grain is not None
        else {0}
    )
    earlier = {number: (rows, of & now) for number, (rows, of) in all_of.items() if of & now}
    if not earlier:
        return Absent()
    whole = _whole_periods(batch, {number: all_of[number][1] for number in earlier}, now)
    if not _lacks(batch, settled, earlier):
        return whole
    table, stage = relation.table, batch.stage.make()
    stands = _stands(batch)
    periods = {period for _, of in earlier.values() for period in of}
    brought = (
        sa.select(table).where(among(table.c[PERIOD], periods), among(table.c.batch_id, earlier), stands).subquery()
    )
    keys = [brought.c[name] for name in batch.stage.keys]
    same = sa.and_(*(brought.c[name] == stage.c[name] for name in (PERIOD, *batch.stage.keys)))
    query = sa.select(brought.c[PERIOD], *keys, brought.c.batch_id, brought.c[LINE])
    query = query.select_from(brought.outerjoin(stage, same)).where(stage.c[ID].is_(None))
    count, first = 0, list[AbsentRow]()
    for period, *texts, number, row in batch.connection.execute(query.order_by(brought.c[ID])):
        if (period, tuple(texts)) in bad:
            continue
        count += 1
        if len(first) < SHOWN:
            of = from_ordinal(period, relation.grain) if relation.grain is not None else None
            first.append(AbsentRow(of, tuple(texts), number, row))
    return replace(whole, count=count, rows=tuple(first), file=file)


def _stands(batch: Batch) -> sa.ColumnElement[bool]:
    table, gone = batch.relation.table.c, batch.relation.superseded.c
    return ~sa.exists().where(gone.row_id == table.row_id)


def _whole_periods(batch: Batch, earlier: Mapping[int, set[int]], now: Collection[int]) -> Absent:
    """The periods that earlier readings have beside one of now, and of which this one has nothing; a file of other periods is another."""
    grain, table = batch.relation.grain, batch.relation.table.c
    lacking = {period for of in earlier.values() for period in of if period not in now}
    if grain is None or not lacking:
        return Absent()
    query = sa.select(table[PERIOD], sa.func.count()).where(
        among(table.batch_id, earlier), among(table[PERIOD], lacking)
    )
    found = batch.connection.execute(query.where(_stands(batch)).group_by(table[PERIOD]).order_by(table[PERIOD])).all()
    periods = tuple(from_ordinal(period, grain) for period, _ in found)
    return Absent(periods=periods, of_periods=sum(count for _, count in found))


def _of_file(batch: Batch, about: About) -> dict[int, tuple[int, set[int]]]:
    """The earlier batches of the same file: how many rows each brought, and its periods."""
    batches, loaded = batch.schema.batches, batch.schema.loaded
    both = (loaded.c.batch_id == batches.c.batch_id) & (loaded.c.relation == batches.c.relation)
    query = sa.select(batches.c.batch_id, batches.c.rows_accepted, loaded.c[PERIOD]).join_from(batches, loaded, both)
    same = (batches.c.relation == batch.relation.name) & (batches.c.file == about.file)
    query = query.where(same, batches.c.sheet == about.sheet, batches.c.kind == "import")
    found: dict[int, tuple[int, set[int]]] = {}
    for number, accepted, period in batch.connection.execute(query):
        found.setdefault(number, (accepted, set()))[1].add(period)
    return found


def _of_nearly_all(batch: Batch, settled: Settled) -> tuple[dict[int, tuple[int, set[int]]], str]:
    """The same of the last file of another name of whose rows the batch has nearly all, and that name; nothing where there is none."""
    batches, loaded = batch.schema.batches, batch.schema.loaded
    many = sorted(number for number, met in settled.met.items() if met >= FEWEST)[-SOME:]
    if not many:
        return {}, ""
    both = (loaded.c.batch_id == batches.c.batch_id) & (loaded.c.relation == batches.c.relation)
    query = sa.select(batches.c.batch_id, batches.c.rows_accepted, loaded.c[PERIOD], batches.c.file).join_from(
        batches, loaded, both
    )
    query = query.where(batches.c.batch_id.in_(many), batches.c.kind == "import").order_by(batches.c.batch_id)
    found: dict[int, tuple[int, set[int]]] = {}
    last = ""
    for number, accepted, period, file in batch.connection.execute(query):
        if accepted > settled.met[number] >= NEARLY * accepted:
            found = {number: (accepted, {*(found[number][1] if number in found else ()), period})}
            last = file
    return found, last


def _lacks(batch: Batch, settled: Settled, earlier: dict[int, tuple[int, set[int]]]) -> bool:
    """Whether some rows of earlier batches are left that neither this batch has nor another row superseded; told by counting alone."""
    table, gone = batch.relation.table.c, batch.relation.superseded
    of = sa.select(sa.func.count()).join_from(gone, batch.relation.table, table.row_id == gone.c.row_id)
    superseded = batch.connection.execute(of.where(among(table.batch_id, earlier))).scalar_one()
    identical = sum(settled.met.get(number, 0) - settled.replaced.get(number, 0) for number in earlier)
    return sum(accepted for accepted, _ in earlier.values()) > superseded + identical


def _bad(batch: Batch) -> frozenset[tuple[int | None, tuple[str, ...] | None]]:
    """The periods and keys, as they are written, of the rows that the batch keeps out: these are in the file."""
    rows = batch.schema.quarantine.c
    texts = batch.connection.execute(sa.select(rows.cells).where(rows.batch_id == batch.id)).scalars()
    named = (named_cells(text) for text in texts)
    return frozenset(
        (period_of(head, cells, batch.relation.grain), written_keys(batch.relation, head, cells))
        for head, cells in named
    )
