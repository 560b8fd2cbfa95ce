"""Corrections and retractions of single facts and of whole batches: new rows beside the old ones, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from iku_dsl.problem import say
from iku_dsl.program import Program
from iku_engine.errors import WrongUse
from iku_engine.facts.batches import About, Batch, Written
from iku_engine.facts.books import PERIOD
from iku_engine.facts.layout import Layout
from iku_engine.facts.plain import GoodRow
from iku_engine.facts.relations import Relation
from iku_engine.facts.rows import RowReader
from iku_engine.facts.stage import value_names
from iku_engine.ledger.addressing import Address, last_row
from iku_engine.store import Store


@dataclass(frozen=True, slots=True)
class Amended:
    """What a correction or retraction did: its event, how many rows it concerned, and whether its period is closed."""

    event: int
    rows: int
    restored: int = 0
    late: bool = False


def correct(
    store: Store, program: Program, address: Address, cells: Mapping[str, str], *, user: str, reason: str
) -> Amended:
    """Puts a fact right, or adds one: columns not named keep what they have. The row is checked as an imported one is.

    Errors: `WrongUse` for columns that are not there, cells that are refused, or nothing to correct.
    """
    _needs(reason)
    relation = address.relation
    unknown = [name for name in cells if name not in relation.columns]
    if unknown:
        raise WrongUse(say("fact-column", relation=relation.name, column=unknown[0], known=tuple(relation.columns)))
    with store.writing() as connection:
        before = last_row(connection, address)
        row = _checked(store, program, connection, address, cells, before)
        batch = Batch(connection, store.schema, relation, user)
        batch.add([row])
        written = batch.close(About("correct", reason=reason), {row.period})
        if written.settled.identical:
            raise WrongUse(say("fact-same"))
        return _amended(written, 1)


def retract(store: Store, address: Address, *, user: str, reason: str) -> Amended:
    """Takes a fact back: its key has none from now on. Errors: `WrongUse` where there is none."""
    _needs(reason)
    with store.writing() as connection:
        before = last_row(connection, address)
        if before is None:
            raise WrongUse(say("fact-unknown", relation=address.relation.name, key=address.shown))
        batch = Batch(connection, store.schema, address.relation, user)
        written = batch.close(About("retract", reason=reason), retracted=[(before["row_id"], before[PERIOD])])
        return _amended(written, 1)


def withdraw(store: Store, number: int, *, user: str, reason: str) -> Amended:
    """Takes a whole batch back: the rows of it that still count go, and what they had replaced is there again.

    Errors: `WrongUse` where there is no such batch, or nothing of it counts any more.
    """
    _needs(reason)
    with store.writing() as connection:
        batches = store.schema.batches.c
        name = connection.execute(sa.select(batches.relation).where(batches.batch_id == number)).scalar()
        if name is None or name not in store.schema.relations:
            raise WrongUse(say("batch-unknown", batch=number))
        relation = store.schema.relations[name]
        table, gone = relation.table, relation.superseded
        rows = sa.select(table).where(table.c.batch_id == number)
        rows = rows.where(~sa.exists().where(gone.c.row_id == table.c.row_id)).order_by(table.c.row_id)
        standing = connection.execute(rows).mappings().all()
        if not standing:
            raise WrongUse(say("batch-gone", batch=number))
        replaced = {
            row["by_row_id"]: row["row_id"]
            for row in connection.execute(sa.select(gone).where(gone.c.batch_id == number)).mappings()
        }
        origins = {row["row_id"]: row for row in _rows_of(connection, relation, list(replaced.values()))}
        batch = Batch(connection, store.schema, relation, user)
        back = [origins[replaced[row["row_id"]]] for row in standing if row["row_id"] in replaced]
        batch.add([_as_it_was(relation, row) for row in back])
        away = [(row["row_id"], row[PERIOD]) for row in standing if row["row_id"] not in replaced]
        about = About("retract", reason=reason, note=f"batch {number}")
        written = batch.close(about, retracted=away, origins=[row["row_id"] for row in back])
        return _amended(written, len(standing), len(back))


def _needs(reason: str) -> None:
    if not reason.strip():
        raise WrongUse(say("reason-lacking"))


def _amended(written: Written, rows: int, restored: int = 0) -> Amended:
    return Amended(written.event.id, rows, restored, bool(written.late))


def _checked(
    store: Store,
    program: Program,
    connection: sa.Connection,
    address: Address,
    cells: Mapping[str, str],
    before: sa.RowMapping | None,
) -> GoodRow:
    """The row as it will be. Errors: `WrongUse` naming the cell that is refused."""
    relation = address.relation
    names = list(cells)
    count = len(address.keys)
    layout = Layout(None, tuple(range(count)), {n: count + at for at, n in enumerate(names)}, count + len(names))
    reader = RowReader(store, program, relation, layout, address.period, connection)
    kept = value_names(relation)
    texts = [*address.keys, *(cells[name] for name in names)]
    row = reader.amended(texts, {name: before[name] for name in kept} if before is not None else {})
    if isinstance(row, GoodRow):
        return row
    cell = row[0]
    raise WrongUse(say("fact-cell", column=cell.column, value=cell.value, reason=cell.reason))


def _as_it_was(relation: Relation, row: sa.RowMapping) -> GoodRow:
    keys = tuple(row[relation.key_column(dimension).name] for dimension in relation.dimensions)
    return GoodRow(row["row"], row[PERIOD], keys, {name: row[name] for name in value_names(relation)}, [])


def _rows_of(connection: sa.Connection, relation: Relation, ids: list[int]) -> list[sa.RowMapping]:
    found: list[sa.RowMapping] = []
    for at in range(0, len(ids), 500):
        query = sa.select(relation.table).where(relation.table.c.row_id.in_(ids[at : at + 500]))
        found += connection.execute(query).mappings().all()
    return found
