"""Which events changed what a result reads: a cell that it reads, and that is otherwise at the end than it was at the beginning.

A cell is a column of a row, that the row is there, that its period is given, the marks of that. An event changed one where it counted
otherwise before and after it; of what an opening lets in at once the last batch did that gave the cell what counts then. So a batch that
waits has no part until its period is opened, and none then where it is taken back, replaced or says what counted already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from iku_dsl.program import NOT_APPLICABLE_PREFIX
from iku_dsl.records import record
from iku_engine.book_texts import detail_of
from iku_engine.database.books import PERIOD
from iku_engine.database.bulk import among
from iku_engine.database.chain import Event, events
from iku_engine.database.in_force import Withdrawals, is_waiting, waiting
from iku_engine.database.relations import Relation, Schema
from iku_engine.plan.reach import Cells, Columns

FACTS = ("import", "correct", "retract", "unlock")  # what may change a result
OF_THE_ROW = frozenset({"row_id", "batch_id", "row"})  # columns that say where a row is from, and not what it says
Let = tuple[int, str, int]  # what an opening let in: a batch, of a relation, in a period by its ordinal
When = tuple[int, int]  # the event from which something counts (an opening, where it waited), and its batch


class Causes:
    """What changed what results read; asked once of all that read the same."""

    def __init__(self, connection: sa.Connection, schema: Schema) -> None:
        self.schema = schema
        self._came = lru_cache(maxsize=None)(lambda last: tuple(events(connection, schema, last)))
        self._by = lru_cache(maxsize=None)(
            lambda seen, last: lru_cache(None)(_Between(connection, schema, seen, last).by)
        )

    def since(self, seen: int, last: int | None, read: Cells | None) -> Iterator[Event]:
        """The events after one of them, up to another, that changed something which is read; None where it is not known what is."""
        came = [event for event in self._came(last) if event.id > seen and event.kind in FACTS]
        if not came:
            return
        by = self._by(seen, came[-1].id)
        cells: Cells = dict.fromkeys(((name, None) for name in self.schema.relations), None) if read is None else read
        causes = {
            number for (name, period), columns in cells.items() for turn in by(name, period, columns) for number in turn
        }
        for event in came:
            if event.id in causes or (read is None and _of_another_spec(self.schema, event)):
                yield event


def _of_another_spec(schema: Schema, event: Event) -> bool:
    """Whether it brought facts of a relation that the specs do not have: what became of them cannot be asked."""
    return event.kind != "unlock" and detail_of(event.id, event.detail)["relation"] not in schema.relations


def changed(connection: sa.Connection, schema: Schema, opening: int, let_in: Iterable[Let]) -> tuple[Let, ...]:
    """Of what an opening let in, what is otherwise by it: rows, marks, or that a period is given at all.

    Of a relation that the specs do not have all of it is.
    """
    between, found = _Between(connection, schema, opening - 1, opening), []
    by = lru_cache(maxsize=None)(between.by)
    for batch, name, period in let_in:
        if name not in schema.relations or (opening, batch) in by(name, period, None):
            found.append((batch, name, period))
    return tuple(found)


class _Then:
    """The facts that counted after an event."""

    def __init__(self, connection: sa.Connection, schema: Schema, upto: int) -> None:
        self.connection, self.schema, self.upto = connection, schema, upto
        self.held = waiting(connection, schema, upto)
        self.withdrawals = Withdrawals(connection, schema, upto)

    def stands(self, batch: int, relation: str, period: int) -> bool:
        return batch <= self.upto and self.withdrawals.stands(batch, self.held.get(relation, frozenset()), period)

    def named(self, relation: Relation, dimension: str) -> set[str]:
        """The members of a dimension that rows name which counted."""
        table, gone = relation.table, relation.superseded

        def counted(rows: sa.FromClause) -> list[sa.ColumnElement[bool]]:
            return [rows.c.batch_id <= self.upto, ~is_waiting(self.schema, relation.name, rows.c, self.upto)]

        kept = ~sa.exists().where(gone.c.row_id == table.c.row_id, *counted(gone))
        query = sa.select(relation.key_column(dimension)).where(*counted(table), kept).distinct()
        return set(self.connection.execute(query).scalars())


@record
class _Row:
    """What a row says, from when on and until when it counts; None: never."""

    start: When | None
    end: When | None
    says: tuple[object, ...]

    def counts(self, at: When) -> bool:
        """Whether it counted right after that."""
        return self.start is not None and self.start <= at and (self.end is None or at < self.end)


def _after(event: int) -> When:
    """After all of an event."""
    return event + 1, -1


class _Between:
    """What happened after one event, up to another."""

    def __init__(self, connection: sa.Connection, schema: Schema, first: int, last: int) -> None:
        self.connection, self.schema, self.first, self.last = connection, schema, first, last
        late, admitted = schema.late.c, schema.admitted.c
        query = sa.select(late.relation, late.batch_id, late[PERIOD]).where(late.batch_id <= last)
        self._opened: dict[tuple[str, int, int], int | None] = dict.fromkeys(map(tuple, connection.execute(query)))
        of_batch = sa.select(admitted.relation, admitted.batch_id, admitted[PERIOD], admitted.event_id)
        for name, batch, period, event in connection.execute(of_batch.where(admitted.event_id <= last)):
            self._opened[name, batch, period] = event
        self.then = lru_cache(maxsize=None)(lambda event: _Then(connection, schema, event))

    def by(self, name: str, period: int | None, columns: Columns) -> set[When]:
        """What changed some columns of a relation in a period (None: in any), for good: events, each with the batch by which it did."""
        relation = self.schema.relations.get(name)
        if relation is None:
            return set()
        if relation.named_by_facts:
            return self._by_naming(name)
        return self._by_rows(relation, period, columns) | self._by_giving(name, period)

    def _when(self, name: str, batch: int | None, period: int) -> When | None:
        """From when on a batch counts in a period."""
        if batch is None or batch > self.last:
            return None
        event = self._opened.get((name, batch, period), batch)
        return (event, batch) if event is not None else None

    def _touched(self, relation: Relation) -> sa.ColumnElement[bool]:
        """Whether a row came to count meanwhile, or ceased to."""
        late = [
            batch for (name, batch, _), event in self._opened.items()
            if name == relation.name and event is not None and event > self.first
        ]  # fmt: skip
        both = relation.table.c.batch_id, relation.superseded.c.batch_id
        came = [column > self.first for column in both]
        return sa.or_(*came, *(among(column, sorted(set(late))) for column in both if late))

    def _rows(self, relation: Relation, keys: Sequence[sa.Column[Any]], columns: Columns) -> tuple[sa.Select[Any], int]:
        """Rows with when they came and went, in the order of keys; and how many columns they begin with."""
        table, gone = relation.table, relation.superseded
        known = {*OF_THE_ROW, PERIOD, *(one.name for one in keys)}
        said = [
            one for one in table.c
            if one.name not in known
            and (columns is None or one.name in columns or one.name.removeprefix(NOT_APPLICABLE_PREFIX) in columns)
        ]  # fmt: skip
        ids = [table.c.batch_id, table.c[PERIOD], gone.c.batch_id, gone.c[PERIOD]]
        both = table.outerjoin(gone, gone.c.row_id == table.c.row_id)
        return sa.select(*keys, *ids, *said).select_from(both).order_by(*keys, table.c.row_id), len(keys)

    def _read(self, name: str, row: Sequence[Any], keys: int) -> _Row:
        batch, period, by, until = row[keys : keys + 4]
        end = self._when(name, by, until) if by is not None else None
        return _Row(self._when(name, batch, period), end, tuple(row[keys + 4 :]))

    def _by_rows(self, relation: Relation, period: int | None, columns: Columns) -> set[When]:
        table, gone = relation.table, relation.superseded
        keys = [table.c[PERIOD], *(relation.key_column(dimension) for dimension in relation.dimensions)]
        here = [table.c[PERIOD] == period] if period is not None else []
        moved = sa.select(*keys).select_from(table.outerjoin(gone, gone.c.row_id == table.c.row_id))
        touched = moved.where(self._touched(relation), *here).distinct().subquery()
        query, count = self._rows(relation, keys, columns)
        query = query.where(sa.exists().where(*(touched.c[key.name] == key for key in keys)), *here)
        found = set[When]()
        for _, rows in groupby(self.connection.execute(query), key=lambda row: tuple(row[:count])):
            found |= self._turns([self._read(relation.name, row, count) for row in rows], _said)
        return found

    def _by_naming(self, dimension: str) -> set[When]:
        """The same of members that are those which facts name: who is one that was none, or the other way round."""
        naming = [
            one for one in self.schema.relations.values() if dimension in one.dimensions and one.name != dimension
        ]
        was, there = (
            set[str]().union(*(self.then(event).named(one, dimension) for one in naming))
            for event in (self.first, self.last)
        )
        found: dict[str, list[_Row]] = {}
        for one in naming if was != there else ():
            key = one.key_column(dimension)
            query, count = self._rows(one, [key], frozenset())
            for row in self.connection.execute(query.where(among(key, sorted(was ^ there)))):
                found.setdefault(row[0], []).append(self._read(one.name, row, count))
        return {turn for rows in found.values() for turn in self._turns(rows, _said)}

    def _turns(self, rows: Sequence[_Row], said: Callable[[Sequence[_Row], When], tuple[object, ...]]) -> set[When]:
        """By what the cells of a key are otherwise at the end: what changed one of those, and of an opening the last that did."""
        was, now = said(rows, _after(self.first)), said(rows, _after(self.last))
        differ = _differ(was, now)
        if not differ:
            return set()
        times = sorted({at for row in rows for at in (row.start, row.end) if at is not None and at[0] > self.first})
        found = set[When]()
        for event, several in groupby(times, key=lambda at: at[0]):
            before = last = said(rows, _after(event - 1))
            after = said(rows, _after(event))
            by: dict[int, When] = {}
            for at in several:
                here = said(rows, at)
                by.update(dict.fromkeys(_differ(last, here), at))
                last = here
            found.update(by[cell] for cell in differ & _differ(before, after))
        return found

    @cached_property
    def _withdrawn(self) -> dict[int, list[int]]:
        """What each withdrawal took back."""
        found: dict[int, list[int]] = {}
        for by, batch in self.connection.execute(
            sa.select(self.schema.withdrawn.c.batch_id, self.schema.withdrawn.c.withdrawn_id)
        ):
            found.setdefault(by, []).append(batch)
        return found

    def _by_giving(self, name: str, period: int | None) -> set[When]:
        """By what a period is given that was not, or is given with other marks; or the other way round."""
        loaded, batches = self.schema.loaded.c, self.schema.batches.c
        query = sa.select(loaded[PERIOD], loaded.batch_id, batches.marks).where(
            batches.batch_id == loaded.batch_id, loaded.relation == name, loaded.batch_id <= self.last
        )
        if period is not None:
            query = query.where(loaded[PERIOD] == period)
        gave: dict[int, dict[int, str]] = {}
        for ordinal, batch, marks in self.connection.execute(query):
            gave.setdefault(ordinal, {})[batch] = marks
        return {turn for ordinal, some in gave.items() for turn in self._given(name, ordinal, some)}

    def _given(self, name: str, period: int, gave: dict[int, str]) -> Iterator[When]:
        def told(event: int) -> tuple[object, ...]:
            then = self.then(event)
            stand = [marks for batch, marks in gave.items() if then.stands(batch, name, period)]
            return bool(stand), frozenset(mark for marks in stand for mark in marks.split(",") if mark)

        differ = _differ(told(self.first), told(self.last))
        if not differ:
            return
        marked = {batch for batch, marks in gave.items() if marks}
        for by, taken in sorted(self._withdrawn.items()):
            if not marked.isdisjoint(taken):
                marked.add(by)
        may = marked if 0 not in differ else {*gave, *self._withdrawn}
        some = {self._when(name, batch, period) for batch in may}
        times = sorted(at for at in some if at is not None and at[0] > self.first)
        for event, several in groupby(times, key=lambda at: at[0]):
            turned = differ & _differ(told(event - 1), told(event))
            for at in several if turned else ():
                if self.then(event).stands(at[1], name, period) and (0 in turned or at[1] in marked):
                    yield at


def _said(rows: Sequence[_Row], at: When) -> tuple[object, ...]:
    """What counts of a key right after something: that there is a row, and what it says."""
    there = [row for row in rows if row.counts(at)]
    return (True, *there[-1].says) if there else (None,) * (len(rows[0].says) + 1)


def _differ(one: tuple[object, ...], other: tuple[object, ...]) -> set[int]:
    return {place for place, (was, now) in enumerate(zip(one, other, strict=True)) if was != now}
