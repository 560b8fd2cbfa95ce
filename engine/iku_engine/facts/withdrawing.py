"""Taking a whole batch back: what it brought goes, what it had replaced or taken away is there again, and it gives no period any more."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import sqlalchemy as sa

from iku_dsl.problem import Text, say
from iku_dsl.program import Program
from iku_engine.cells.keys import Names
from iku_engine.database.books import PERIOD
from iku_engine.database.bulk import among
from iku_engine.database.in_force import Withdrawals
from iku_engine.database.relations import Relation, Schema
from iku_engine.engines.base import OfStore
from iku_engine.errors import WrongUse
from iku_engine.facts.amending import Amended, amended, ask_of_beyond, need_reason
from iku_engine.facts.brought import Repeat, Taking, copied_cells
from iku_engine.facts.replaying import Replay, Replayed, stands
from iku_engine.importing.batches import About, Batch
from iku_engine.importing.ends import MENDS, Ends, now_text
from iku_engine.importing.kept_rows import KeptRows, WereParts, shown
from iku_engine.members.members import known_members
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
    """Takes a whole batch back: each place of which it said something says then what the last batch says that stands.

    So of its rows those go that nothing superseded since and no batch had as well, and what they had replaced is there again, unless
    it was withdrawn too. A withdrawal is a batch: who withdraws it has again what it took. A batch of which no row counts any more
    still gives its periods, and has its rows wait, until it is taken back. With `ask_first` nothing is done where figures would go of
    which the specs do not know. Errors: `WrongUse` then, where there is no such batch, it was taken back already, what would come back
    may not count, or it is not known whether a later batch had as well what would go.
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
        taking = Taking(store, connection, relation, withdrawals)
        before = stands(taking)
        batch = Batch(connection, schema, schema.relations[name], user)
        withdrawals.withdraw(number, batch.id)
        replayed = Replay(
            taking, {number, *(one for one, stood in before.items() if stood != taking.stands(one))}
        ).replay()
        if not before[number] and not replayed.gone and not replayed.back:
            raise WrongUse(say("batch-gone", batch=number))
        if replayed.unknown:
            raise WrongUse(_unknown(number, replayed.unknown))
        back = taking.rows(replayed.back)
        batch.add([_as_it_was(taking.relation, row) for row in back])
        batch.note(schema.withdrawn, [{"batch_id": batch.id, "withdrawn_id": number}])
        about = About("retract", reason=reason, note=f"batch {number}")
        origins = [row["row_id"] for row in back]
        written = batch.close(about, taking.gave(number), retracted=replayed.away, origins=origins)
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
        back_again = [one for one, stood in before.items() if not stood and withdrawals.stands(one)]
        doubts += _mended_differently(connection, schema, program, schema.relations[name], back_again)
        doubts += _repeated(replayed)
        moved = {*(period for _, period in replayed.away), *(row[PERIOD] for row in back)} or set(written.late)
        waits = not moved.isdisjoint(written.late)
        return replace(amended(written, replayed.gone, len(back)), late=waits, doubts=tuple(doubts))


def _repeated(replayed: Replayed) -> list[Text]:
    """What goes on counting, as a batch that stands has it as well."""
    found = sorted(replayed.stay.items(), key=lambda one: one[0].batch)
    return [say("rows-said-again", file=repeat.file, by=repeat.batch, count=count) for repeat, count in found]


def _unknown(number: int, batches: Collection[Repeat]) -> Text:
    first = max(batches, key=lambda one: one.batch)
    return say("rows-said-unknown", batch=number, file=first.file, by=first.batch)


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


def _mended_differently(
    connection: sa.Connection, schema: Schema, program: Program, relation: Relation, back: Sequence[int]
) -> list[Text]:
    """Of batches that stand again, the rows that they mended, and that another batch has made another row of since: both count."""
    mended = schema.mended.c
    query = sa.select(mended.batch_id, mended.row).where(among(mended.event_id, back), mended.how.in_(MENDS))
    places = [(row[0], row[1]) for row in connection.execute(query.order_by(mended.batch_id, mended.row))]
    if not places:
        return []
    names = {
        name: Names(program.dimensions[name], known)
        for name in (() if relation.is_dimension else relation.dimensions)
        if (known := known_members(schema, program, name, OfStore(connection))) is not None
    }
    kept = KeptRows(connection, schema, relation)
    ends = Ends(kept, WereParts(kept, lambda name, text: names[name][text] if name in names else text))
    found = {}
    for place in dict.fromkeys(places):
        mends = ends.mended_differently(place)
        if mends:  # a row and one whose place it took have the same mends
            one, other = mends[0], mends[-1]
            found[one.batch, other.batch, one.counted, other.counted] = say(
                "rows-mended-differently", place=shown(place), batch=one.batch, now=now_text(one), other=other.batch,
                otherwise=now_text(other),
            )  # fmt: skip
    return list(found.values())[:NAMED]


def _as_it_was(relation: Relation, row: sa.RowMapping) -> GoodRow:
    keys = tuple(row[relation.key_column(dimension).name] for dimension in relation.dimensions)
    return GoodRow(row["row"], row[PERIOD], keys, {name: row[name] for name in value_names(relation)}, [])
