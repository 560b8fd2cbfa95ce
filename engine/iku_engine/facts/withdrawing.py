"""Taking a whole batch back: what it brought goes, what it had replaced or taken away is there again, and it gives no period any more."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa

from iku_dsl.problem import Text, say
from iku_dsl.program import Program
from iku_engine.database.books import PERIOD
from iku_engine.database.in_force import Withdrawals
from iku_engine.database.relations import Relation, Schema
from iku_engine.errors import WrongUse
from iku_engine.facts.amending import Amended, amended, ask_of_beyond, need_reason
from iku_engine.facts.brought import Taking, copied_cells
from iku_engine.importing.batches import About, Batch
from iku_engine.rules.rules_beside import hold_beside
from iku_engine.rules.stored_rows import refuse_back
from iku_engine.staging.plain import GoodRow
from iku_engine.staging.stage import value_names
from iku_engine.store.shapes import as_lying
from iku_engine.store.store import Store

NAMED = 6  # rows of a sentence


def withdraw(
    store: Store, program: Program, number: int, *, user: str, reason: str, ask_first: bool = False
) -> Amended:
    """Takes a whole batch back. Of its rows, those go that nothing superseded since, also where they had come back.

    What they had replaced is there again, unless it was withdrawn too: then what that had replaced. A withdrawal is a batch: who
    withdraws it has again what it took. A batch of which no row counts any more still gives its periods, and has its rows wait, until
    it is taken back. With `ask_first` nothing is done where figures would go of which the specs do not know. Errors: `WrongUse` then,
    where there is no such batch, it was taken back already, or what would come back may not count.
    """
    need_reason(reason)
    with store.writing() as connection:
        schema = store.schema
        batches = schema.batches.c
        query = sa.select(batches.relation).where(batches.batch_id == number)
        name = connection.execute(query).scalar() or ""
        if name not in schema.relations:
            raise WrongUse(say("batch-unknown", batch=number))
        relation = as_lying(connection, schema, schema.relations[name])
        withdrawals = Withdrawals(connection, schema)
        stood = withdrawals.stands(number)
        batch = Batch(connection, schema, schema.relations[name], user)
        withdrawals.withdraw(number, batch.id)
        taking = Taking(store, connection, relation, withdrawals)
        standing, places = taking.standing(number)
        instead = taking.in_force(taking.before(places))
        taken = list(taking.in_force({row: row for row in taking.taken_away(number)}).values())
        if not stood and not standing and not taken:
            raise WrongUse(say("batch-gone", batch=number))
        back = taking.rows([*(instead[row] for row in standing if row in instead), *taken])
        batch.add([_as_it_was(taking.relation, row) for row in back])
        batch.note(schema.withdrawn, [{"batch_id": batch.id, "withdrawn_id": number}])
        away = [(row, period) for row, period in standing.items() if row not in instead]
        about = About("retract", reason=reason, note=f"batch {number}")
        origins = [row["row_id"] for row in back]
        written = batch.close(about, taking.gave(number), retracted=away, origins=origins)
        if ask_first:
            ask_of_beyond(batch)
        refuse_back(connection, schema, program, schema.relations[name], batch.id)
        hold_beside(connection, schema, program, {name: written.came.periods}, batch.id, gone=True)
        kept = Taking(store, connection, relation, withdrawals)
        doubts = [
            cells.sentence
            for cells in copied_cells(kept, schema.relations[name])
            if cells.batch == number or (cells.row >= written.came.ids[0] and not withdrawals.stands(cells.batch))
        ]
        doubts += _mended(connection, schema, number, withdrawals)
        doubts += _said_again(connection, schema, name, number, set(standing.values()), withdrawals)
        return replace(amended(written, len(standing), len(back)), doubts=tuple(doubts))


def _said_again(
    connection: sa.Connection, schema: Schema, name: str, number: int, periods: set[int], withdrawals: Withdrawals
) -> list[Text]:
    """The later files that stand and had rows that were there already: of those that go now nothing is kept of what they said."""
    batches, loaded = schema.batches.c, schema.loaded.c
    query = (
        sa.select(batches.batch_id, batches.file, batches.rows_identical, loaded[PERIOD])
        .join(schema.loaded, (loaded.batch_id == batches.batch_id) & (loaded.relation == batches.relation))
        .where(batches.relation == name, batches.batch_id > number, batches.rows_identical > 0)
        .order_by(batches.batch_id)
    )
    found = {row[:3] for row in connection.execute(query) if row[3] in periods}
    return [
        say("rows-said-again", file=file, by=by, count=count)
        for by, file, count in sorted(found)
        if withdrawals.stands(by)
    ]


def _mended(connection: sa.Connection, schema: Schema, number: int, withdrawals: Withdrawals) -> list[Text]:
    """Of the rows of a batch that waited, those that a later one has mended: they are of that batch now, and stay."""
    mended, batches = schema.mended.c, schema.batches.c
    query = (
        sa.select(mended.event_id, batches.file, mended.row)
        .join(schema.batches, batches.batch_id == mended.event_id)
        .where(mended.batch_id == number, mended.how.in_(("imported", "counted")))
        .order_by(mended.event_id, mended.row)
    )
    found: dict[tuple[int, str], list[int]] = {}
    for by, file, row in connection.execute(query):
        found.setdefault((by, file), []).append(row)
    return [
        say(
            "rows-mended", batch=number, count=len(rows), file=file, by=by,
            rows=(*(f"{number}:{row}" for row in rows[:NAMED]), *(["…"] if len(rows) > NAMED else [])),
        )
        for (by, file), rows in found.items()
        if by != number and withdrawals.stands(by)
    ]  # fmt: skip


def _as_it_was(relation: Relation, row: sa.RowMapping) -> GoodRow:
    keys = tuple(row[relation.key_column(dimension).name] for dimension in relation.dimensions)
    return GoodRow(row["row"], row[PERIOD], keys, {name: row[name] for name in value_names(relation)}, [])
