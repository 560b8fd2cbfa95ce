"""Which events changed what a result reads: of a relation that it reads, in a period that it reads, and with an effect there.

A batch that waits for its period has none until that is opened, and none then where it is taken back, replaced or says what counted
already. An opening has those of what it let in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from iku_dsl.period import read_period
from iku_dsl.program import Program
from iku_dsl.records import record
from iku_engine.book_texts import detail_of
from iku_engine.database.books import PERIOD
from iku_engine.database.bulk import among
from iku_engine.database.chain import Event, events
from iku_engine.database.in_force import Withdrawals, is_waiting, waiting
from iku_engine.database.relations import Relation, Schema
from iku_engine.plan.meaning import relations_read
from iku_engine.plan.reach import reach

FACTS = ("import", "correct", "retract", "unlock")  # what may change a result
OF_THE_ROW = frozenset({"row_id", "batch_id", "row"})  # columns that say where a row is from, and not what it says
Let = tuple[int, str, int]  # what an opening let in: a batch, of a relation, in a period by its ordinal


@record
class Reads:
    """By relation the ordinals of the periods that a result reads, None for all; `named` are those whose rows alone name members."""

    periods: Mapping[str, frozenset[int] | None]
    named: frozenset[str] = frozenset()

    def among(self, relation: str, periods: Collection[int], members: bool) -> frozenset[int]:
        """Those of some periods of a relation that it reads; where its `members` may have changed, whichever they are."""
        if relation not in self.periods:
            return frozenset()
        read = self.periods[relation]
        return frozenset(
            periods if read is None or (members and relation in self.named) else read.intersection(periods)
        )


def reads(program: Program, indicator: str, period: str) -> Reads:
    """What an indicator may read in a period, also by way of others."""
    at = read_period(period)
    found = reach(program, [(indicator, at)]) if at is not None else dict.fromkeys(program.sources)
    names = relations_read(program, [indicator])
    dimensions = {name: one for name, one in program.dimensions.items() if one.named_by_facts}
    return Reads(
        {name: found.get(name) for name in names if name in found or name in program.dimensions},
        frozenset(name for name, one in program.sources.items() if not dimensions.keys().isdisjoint(one.dimensions)),
    )


def since(
    connection: sa.Connection, schema: Schema, seen: int, last: int | None, read: Reads | None
) -> Iterator[Event]:
    """The events after one of them, up to another, that changed something which is read; None where it is not known what is."""
    effects = _Effects(connection, schema, last)
    for event in events(connection, schema, last):
        if event.id > seen and event.kind in FACTS:
            detail = detail_of(event.id, event.detail)
            if event.kind == "unlock":
                let_in = [(one["batch_id"], one["relation"], one[PERIOD]) for one in detail["admitted"]]
                mine = [one for one in let_in if read is None or read.among(one[1], one[2:], members=True)]
                counts = bool(changed(connection, schema, event.id, mine))
            else:
                counts = effects.any(event, detail, read)
            if counts:
                yield event


class _Effects:
    """Whether batches could change anything that is read."""

    def __init__(self, connection: sa.Connection, schema: Schema, last: int | None) -> None:
        self.connection, self.schema, self.loaded = connection, schema, schema.loaded.c
        self.held = waiting(connection, schema, last)
        self.gone = Withdrawals(connection, schema, last).gone()

    def any(self, event: Event, detail: Mapping[str, Any], read: Reads | None) -> bool:
        """In one of its periods that are read: at once where that was open, else when it was opened."""
        name, late = detail["relation"], set(detail.get("late", ()))
        members = bool(detail.get("members")) or event.kind == "retract"
        mine = read.among(name, detail["periods"], members) if read is not None else frozenset(detail["periods"])
        if self._gave(event, detail, mine - late):
            return True
        held = {period for batch, period in self.held.get(name, ()) if batch == event.id}
        return any(
            changed(self.connection, self.schema, opened, [(event.id, name, period)])
            for opened, period in self._openings(event.id, name, mine & late - held)
        )

    def _openings(self, batch: int, name: str, periods: Collection[int]) -> list[tuple[int, int]]:
        admitted = self.schema.admitted.c
        query = sa.select(admitted.event_id, admitted[PERIOD]).where(
            admitted.batch_id == batch, admitted.relation == name, among(admitted[PERIOD], periods)
        )
        return [(row[0], row[1]) for row in self.connection.execute(query)] if periods else []

    def _gave(self, event: Event, detail: Mapping[str, Any], periods: Collection[int]) -> bool:
        """Whether it brought rows of some open periods or took some away, marked them, or gave one that no batch before it gave.

        A withdrawal may be of a batch that only gave its periods.
        """
        if not periods or event.kind == "retract" or detail.get("marks"):
            return bool(periods)
        relation = self.schema.relations.get(detail["relation"])
        if detail["rows_accepted"] and (relation is None or self._brought(relation, event.id, detail, periods)):
            return True
        query = sa.select(self.loaded[PERIOD], self.loaded.batch_id).where(
            self.loaded.relation == detail["relation"], self.loaded.batch_id < event.id
        )
        before = {period for period, batch in self.connection.execute(query) if batch not in self.gone}
        return event.kind == "import" and not before.issuperset(periods)

    def _brought(self, relation: Relation, batch: int, detail: Mapping[str, Any], periods: Collection[int]) -> bool:
        table = relation.table.c
        query = sa.select(table.row_id).where(table.batch_id == batch, among(table[PERIOD], periods)).limit(1)
        if detail.get("ids"):  # of an older event they are not told
            query = query.where(table.row_id.between(*detail["ids"]))
        return self.connection.execute(query).first() is not None


def changed(connection: sa.Connection, schema: Schema, opening: int, let_in: Iterable[Let]) -> tuple[Let, ...]:
    """Of what an opening let in, what is otherwise by it: rows, marks, or that a period is given at all.

    Of a relation that the specs do not have all of it is.
    """
    let_in = tuple(let_in)
    if not let_in:
        return ()
    before, now = (_Then(connection, schema, upto) for upto in (opening - 1, opening))
    return tuple(one for one in let_in if one[1] not in schema.relations or _changed(before, now, one))


class _Then:
    """The facts that counted after an event."""

    def __init__(self, connection: sa.Connection, schema: Schema, upto: int) -> None:
        self.connection, self.schema, self.upto = connection, schema, upto
        self.held = waiting(connection, schema, upto)
        self.withdrawals = Withdrawals(connection, schema, upto)

    def stands(self, batch: int, relation: str, period: int) -> bool:
        return batch <= self.upto and self.withdrawals.stands(batch, self.held.get(relation, frozenset()), period)

    def given(self, relation: str, period: int) -> bool:
        """Whether any batch gave a period."""
        loaded = self.schema.loaded.c
        query = sa.select(loaded.batch_id).where(loaded.relation == relation, loaded[PERIOD] == period)
        return any(self.stands(batch, relation, period) for batch in self.connection.execute(query).scalars())

    def rows(self, relation: Relation, period: int) -> sa.Subquery:
        """The rows of a period that counted."""
        table, gone = relation.table, relation.superseded

        def counted(rows: sa.FromClause) -> list[sa.ColumnElement[bool]]:
            return [rows.c.batch_id <= self.upto, ~is_waiting(self.schema, relation.name, rows.c, self.upto)]

        kept = ~sa.exists().where(gone.c.row_id == table.c.row_id, *counted(gone))
        return sa.select(table).where(table.c[PERIOD] == period, *counted(table), kept).subquery()


def _changed(before: _Then, now: _Then, one: Let) -> bool:
    batch, name, period = one
    if not now.stands(*one):
        return False
    if before.given(name, period) != now.given(name, period):
        return True
    relation, batches, withdrawn = now.schema.relations[name], now.schema.batches.c, now.schema.withdrawn.c
    taken = sa.select(withdrawn.withdrawn_id).where(withdrawn.batch_id == batch)
    back = [other for other in now.connection.execute(taken).scalars() if before.stands(other, name, period)]
    marked = sa.select(batches.batch_id).where(among(batches.batch_id, [batch, *back]), batches.marks != "").limit(1)
    if now.connection.execute(marked).first() is not None:
        return True
    was, there, gone = before.rows(relation, period), now.rows(relation, period), relation.superseded.c
    keys = [PERIOD, *(relation.key_column(dimension).name for dimension in relation.dimensions)]
    said = [column.name for column in relation.table.c if column.name not in OF_THE_ROW]
    same = sa.exists().where(*(was.c[column].is_not_distinct_from(there.c[column]) for column in said))
    brought = sa.select(there.c.row_id).where(there.c.batch_id == batch, ~same)
    again = sa.exists().where(*(there.c[key] == was.c[key] for key in keys))
    away = sa.exists().where(gone.batch_id == batch, gone.row_id == was.c.row_id, gone.by_row_id.is_(None))
    taken_away = sa.select(was.c.row_id).where(away, ~again)
    return any(now.connection.execute(query.limit(1)).first() is not None for query in (brought, taken_away))
