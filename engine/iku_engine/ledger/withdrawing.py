"""Taking a whole batch back: what it brought goes, what it had replaced or taken away is there again, and it gives no period any more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from iku_dsl.problem import Text, say
from iku_dsl.program import Program
from iku_engine.errors import WrongUse
from iku_engine.facts.batches import About, Batch
from iku_engine.facts.books import PERIOD
from iku_engine.facts.plain import GoodRow
from iku_engine.facts.relations import Relation, Schema
from iku_engine.facts.shapes import as_lying
from iku_engine.facts.stage import value_names
from iku_engine.facts.withdrawals import Withdrawals
from iku_engine.ledger.amending import Amended, amended, need_reason
from iku_engine.ledger.copied import copied_cells
from iku_engine.ledger.demands import refuse_back
from iku_engine.ledger.rules_beside import hold_beside
from iku_engine.store import Store

SOME = 500  # ids in one query
NAMED = 6  # rows of a sentence


def withdraw(store: Store, program: Program, number: int, *, user: str, reason: str) -> Amended:
    """Takes a whole batch back. Of its rows, those go that nothing superseded since, also where they had come back.

    What they had replaced is there again, unless it was withdrawn too: then what that had replaced. A withdrawal is a batch: who
    withdraws it has again what it took. A batch of which no row counts any more still gives its periods, and has its rows wait, until
    it is taken back. Errors: `WrongUse` where there is no such batch, it was taken back already, or what would come back may not count.
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
        batch = Batch(connection, schema, relation, user)
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
        .where(mended.batch_id == number, mended.how == "imported")
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


class Taking:
    """Looks up what a batch brought and took, by the ids of rows."""

    def __init__(self, store: Store, connection: sa.Connection, relation: Relation, withdrawals: Withdrawals) -> None:
        self.schema, self.connection, self.relation = store.schema, connection, relation
        self.stands = withdrawals.stands
        self._own: frozenset[int] | None = None  # the batches that may name members, where facts do no more
        if relation.is_dimension and not store.schema.relations[relation.name].named_by_facts:
            batches = store.schema.batches.c
            own = sa.select(batches.batch_id).where(batches.relation == relation.name)
            self._own = frozenset(connection.execute(own).scalars().all())
        self._of: dict[int, int] = {}
        restored = store.schema.restored.c
        earlier = restored.origin_id < restored.row_id  # others are no origins, and might have no end
        query = sa.select(restored.row_id, restored.origin_id).where(restored.relation == relation.name, earlier)
        self.origins: dict[int, int] = {row[0]: row[1] for row in connection.execute(query)}

    def standing_corrections(self) -> list[int]:
        """The rows of corrections that nothing supersedes, also those that came back."""
        table, gone, batches = self.relation.table.c, self.relation.superseded.c, self.schema.batches.c
        query = sa.select(table.row_id).where(~sa.exists().where(gone.row_id == table.row_id))
        corrections = sa.select(batches.batch_id).where(
            batches.relation == self.relation.name, batches.kind == "correct"
        )
        own = self.connection.execute(query.where(table.batch_id.in_(corrections))).scalars()
        back = (row for row, _ in self._each(query.add_columns(table.batch_id), table.row_id, self.origins))
        return sorted({*own, *back})

    def batch_of(self, row: int) -> int:
        """The batch that brought a row first, of one that came back."""
        root = self.root(row)
        if root not in self._of:
            self._of |= self._batches([root])
        return self._of[root]

    def root(self, row: int) -> int:
        """The row that was there first, of one that came back."""
        while row in self.origins:
            row = self.origins[row]
        return row

    def standing(self, number: int) -> tuple[dict[int, int], dict[int, int]]:
        """The rows of a batch that nothing supersedes, and those that came back in their place.

        Each with its period, and with the row that stood there first.
        """
        table, gone = self.relation.table.c, self.relation.superseded.c
        query = sa.select(table.row_id, table[PERIOD]).where(~sa.exists().where(gone.row_id == table.row_id))
        own = {row[0]: row[1] for row in self.connection.execute(query.where(table.batch_id == number))}
        came_back = dict(self._each(query, table.row_id, self.origins))
        roots = self._batches(self.root(row) for row in came_back)
        again = {row: period for row, period in came_back.items() if roots[self.root(row)] == number}
        periods = dict(sorted((own | again).items()))
        return periods, {row: row if row in own else self.root(row) for row in periods}

    def in_force(self, rows: dict[int, int]) -> dict[int, int]:
        """Certain rows, or where their batch was withdrawn what they had replaced; where that was nothing there is none."""
        found: dict[int, int] = {}
        while rows:
            batches = self._batches(self.root(old) for old in rows.values())
            gone = {row: old for row, old in rows.items() if not self._may_stand(batches[self.root(old)])}
            found |= {row: old for row, old in rows.items() if row not in gone}
            rows = self.before({row: self.root(old) for row, old in gone.items()})
        return found

    def _may_stand(self, batch: int) -> bool:
        return self.stands(batch) and (self._own is None or batch in self._own)

    def taken_away(self, number: int) -> list[int]:
        """The rows that a batch retracted, where nothing came for their key since."""
        table, gone, later = self.relation.table, self.relation.superseded, self.relation.table.alias()
        keys = [self.relation.key_column(dimension).name for dimension in self.relation.dimensions]
        same = sa.and_(*(later.c[key] == table.c[key] for key in (PERIOD, *keys)))
        query = sa.select(table.c.row_id).join(gone, gone.c.row_id == table.c.row_id)
        query = query.where(gone.c.batch_id == number, gone.c.by_row_id.is_(None))
        query = query.where(~sa.exists().where(same, later.c.row_id > table.c.row_id))
        return list(self.connection.execute(query.order_by(table.c.row_id)).scalars().all())

    def gave(self, number: int) -> set[int]:
        """The periods that a batch gave, or that the batch gave which it withdrew."""
        withdrawn, loaded = self.schema.withdrawn.c, self.schema.loaded.c
        before: int | None = number
        while before is not None:
            number = before
            before = self.connection.execute(
                sa.select(withdrawn.withdrawn_id).where(withdrawn.batch_id == number, withdrawn.withdrawn_id < number)
            ).scalar()
        return set(self.connection.execute(sa.select(loaded[PERIOD]).where(loaded.batch_id == number)).scalars())

    def rows(self, ids: list[int]) -> list[sa.RowMapping]:
        """The rows with certain ids, in their order."""
        table = self.relation.table
        found: dict[int, sa.RowMapping] = {}
        for at in range(0, len(ids), SOME):
            query = sa.select(table).where(table.c.row_id.in_(ids[at : at + SOME]))
            found |= {row["row_id"]: row for row in self.connection.execute(query).mappings()}
        return [found[row] for row in ids]

    def before(self, rows: dict[int, int]) -> dict[int, int]:
        """What certain rows had replaced."""
        gone = self.relation.superseded.c
        query = sa.select(gone.by_row_id, gone.row_id)
        found = dict(self._each(query, gone.by_row_id, rows.values()))
        return {row: found[by] for row, by in rows.items() if by in found}

    def _batches(self, rows: Iterable[int]) -> dict[int, int]:
        table = self.relation.table.c
        return dict(self._each(sa.select(table.row_id, table.batch_id), table.row_id, rows))

    def _each(
        self, query: sa.Select[Any], column: sa.ColumnElement[int], rows: Iterable[int]
    ) -> Iterable[tuple[int, int]]:
        ids = sorted(set(rows))
        for at in range(0, len(ids), SOME):
            for row in self.connection.execute(query.where(column.in_(ids[at : at + SOME]))):
                yield row[0], row[1]


def _as_it_was(relation: Relation, row: sa.RowMapping) -> GoodRow:
    keys = tuple(row[relation.key_column(dimension).name] for dimension in relation.dimensions)
    return GoodRow(row["row"], row[PERIOD], keys, {name: row[name] for name in value_names(relation)}, [])
