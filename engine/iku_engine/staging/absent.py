"""Rows that an earlier reading of the same file brought and this one lacks: they go on counting, which is told.

The same file is one of the same name and sheet into the same relation, and with a period in common: a file of other periods alone, such as
that of the next month, is another one. So is one by another name (`januari-final`), where the file has nearly all rows that it brought.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import sqlalchemy as sa

from iku_dsl.period import from_ordinal
from iku_engine.database.among import among
from iku_engine.database.book_texts import named_cells
from iku_engine.database.books import PERIOD
from iku_engine.database.relations import Relation, Schema
from iku_engine.staging.report import SHOWN, Absent, AbsentRow
from iku_engine.staging.stage import ID, LINE, Settled, Stage
from iku_engine.store.waiting import Written

SOME = 100  # of the last files, among which one by another name is looked for
FEWEST, NEARLY = (
    3,
    Fraction(9, 10),
)  # rows of another file that this one has, and the part of that one from which on it is nearly all


def absent_rows(
    schema: Schema,
    stage: Stage,
    settled: Settled,
    given: Collection[int],
    *,
    file: str,
    sheet: str,
    named: Callable[[str, str], object] | None,
) -> Absent:
    """The rows that earlier readings of a file brought and the batch on a stage lacks; `given` are periods beside the file.

    `named` is the member of a dimension that a text of the file names, or why it names none; None where no row of it was kept out.
    """
    relation = stage.relation
    all_of, other = _of_file(schema, stage, file, sheet), ""
    if not all_of:
        all_of, other = _of_nearly_all(schema, stage, settled)
    if not all_of:
        return Absent()
    bad = _bad(schema, stage, named) if named is not None else frozenset()
    now = (
        {*given, *settled.periods, *(period for period, _ in bad if period is not None)}
        if relation.grain is not None
        else {0}
    )
    earlier = {number: (rows, of & now) for number, (rows, of) in all_of.items() if of & now}
    if not earlier:
        return Absent()
    whole = _whole_periods(stage, {number: all_of[number][1] for number in earlier}, now)
    if not _lacks(stage, settled, earlier):
        return whole
    table, staged = relation.table, stage.make()
    stands = _stands(stage.relation)
    periods = {period for _, of in earlier.values() for period in of}
    brought = (
        sa.select(table).where(among(table.c[PERIOD], periods), among(table.c.batch_id, earlier), stands).subquery()
    )
    keys = [brought.c[name] for name in stage.keys]
    same = sa.and_(*(brought.c[name] == staged.c[name] for name in (PERIOD, *stage.keys)))
    query = sa.select(brought.c[PERIOD], *keys, brought.c.batch_id, brought.c[LINE])
    query = query.select_from(brought.outerjoin(staged, same)).where(staged.c[ID].is_(None))
    count, first = 0, list[AbsentRow]()
    for period, *texts, number, row in stage.connection.execute(query.order_by(brought.c[ID])):
        if (period, tuple(texts)) in bad:
            continue
        count += 1
        if len(first) < SHOWN:
            of = from_ordinal(period, relation.grain) if relation.grain is not None else None
            first.append(AbsentRow(of, tuple(texts), number, row))
    return replace(whole, count=count, rows=tuple(first), file=other)


def _stands(relation: Relation) -> sa.ColumnElement[bool]:
    table, gone = relation.table.c, relation.superseded.c
    return ~sa.exists().where(gone.row_id == table.row_id)


def _whole_periods(stage: Stage, earlier: Mapping[int, set[int]], now: Collection[int]) -> Absent:
    """The periods that earlier readings have beside one of now, and of which this one has nothing; a file of other periods is another."""
    grain, table = stage.relation.grain, stage.relation.table.c
    lacking = {period for of in earlier.values() for period in of if period not in now}
    if grain is None or not lacking:
        return Absent()
    query = sa.select(table[PERIOD], sa.func.count()).where(
        among(table.batch_id, earlier), among(table[PERIOD], lacking)
    )
    found = stage.connection.execute(
        query.where(_stands(stage.relation)).group_by(table[PERIOD]).order_by(table[PERIOD])
    ).all()
    periods = tuple(from_ordinal(period, grain) for period, _ in found)
    return Absent(periods=periods, of_periods=sum(count for _, count in found))


def _of_file(schema: Schema, stage: Stage, file: str, sheet: str) -> dict[int, tuple[int, set[int]]]:
    """The earlier batches of the same file: how many rows each brought, and its periods."""
    batches, loaded = schema.batches, schema.loaded
    both = (loaded.c.batch_id == batches.c.batch_id) & (loaded.c.relation == batches.c.relation)
    query = sa.select(batches.c.batch_id, batches.c.rows_accepted, loaded.c[PERIOD]).join_from(batches, loaded, both)
    same = (batches.c.relation == stage.relation.name) & (batches.c.file == file)
    query = query.where(same, batches.c.sheet == sheet, batches.c.kind == "import")
    found: dict[int, tuple[int, set[int]]] = {}
    for number, accepted, period in stage.connection.execute(query):
        found.setdefault(number, (accepted, set()))[1].add(period)
    return found


def _of_nearly_all(schema: Schema, stage: Stage, settled: Settled) -> tuple[dict[int, tuple[int, set[int]]], str]:
    """The same of the last file of another name of whose rows the batch has nearly all, and that name; nothing where there is none."""
    batches, loaded = schema.batches, schema.loaded
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
    for number, accepted, period, file in stage.connection.execute(query):
        if accepted > settled.met[number] >= NEARLY * accepted:
            found = {number: (accepted, {*(found[number][1] if number in found else ()), period})}
            last = file
    return found, last


def _lacks(stage: Stage, settled: Settled, earlier: dict[int, tuple[int, set[int]]]) -> bool:
    """Whether some rows of earlier batches are left that neither this batch has nor another row superseded; told by counting alone."""
    table, gone = stage.relation.table.c, stage.relation.superseded
    of = sa.select(sa.func.count()).join_from(gone, stage.relation.table, table.row_id == gone.c.row_id)
    superseded = stage.connection.execute(of.where(among(table.batch_id, earlier))).scalar_one()
    identical = sum(settled.met.get(number, 0) - settled.replaced.get(number, 0) for number in earlier)
    return sum(accepted for accepted, _ in earlier.values()) > superseded + identical


def _bad(
    schema: Schema, stage: Stage, named: Callable[[str, str], object]
) -> frozenset[tuple[int | None, tuple[str, ...] | None]]:
    """The periods and keys of the rows that the batch keeps out, each the member that its text names: these are in the file."""
    rows = schema.quarantine.c
    texts = stage.connection.execute(sa.select(rows.cells).where(rows.batch_id == stage.batch)).scalars()
    written = Written(stage.relation)
    found = set[tuple[int | None, tuple[str, ...] | None]]()
    for row in map(named_cells, texts):
        period, keys = written.period(*row), written.keys(*row)
        found.add((period, keys and _members(stage.relation, keys, named)))
    return frozenset(found)


def _members(relation: Relation, keys: Sequence[str], named: Callable[[str, str], object]) -> tuple[str, ...]:
    """Keys as they are written, as the members that they name; as they are where they name none."""
    found = [(text, named(name, text)) for name, text in zip(relation.dimensions, keys, strict=True)]
    return tuple(member if isinstance(member, str) else text for text, member in found)
