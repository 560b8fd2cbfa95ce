"""Rows of the quarantine that still wait, and for which period.

That follows from the row and what came after it: it waits until it is dismissed, or a later import has it again; what a batch that was
taken back brought, or had mended, counts no more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from iku_dsl.period import Grain, read_period
from iku_dsl.records import record
from iku_engine.book_texts import named_cells
from iku_engine.database.books import Books
from iku_engine.database.bulk import among
from iku_engine.database.in_force import Withdrawals, waiting
from iku_engine.database.relations import Relation, Schema

Batches = tuple[int, ...]
MOST_HEADERS = 64  # that are remembered


@record
class Waiting:
    """Rows of one batch that wait for one period: its ordinal, 0 where the relation has none, None where it could not be read.

    What could not be read may be about any period.
    """

    relation: str
    period: int | None
    batch: int
    file: str
    count: int


def rows_waiting(
    connection: sa.Connection,
    schema: Schema,
    late: Mapping[str, Collection[tuple[int, int]]],
    withdrawals: Withdrawals,
    upto: int | None,
) -> tuple[Waiting, ...]:
    """All rows that wait, by relation, batch and period; with `upto` as it was after that event.

    It is known which batches came too `late` for which periods, and which were taken back (both to the same event).
    """
    query = _open_rows(schema.quarantine, schema.mended, schema.batches, *_without_effect(late, withdrawals), upto)
    written: dict[str, Written] = {}
    counted: Counter[tuple[str, int, str, int | None]] = Counter()
    for relation, batch, file, cells in connection.execute(query):
        header, texts = named_cells(cells)
        if relation in schema.relations and relation not in written:
            written[relation] = Written(schema.relations[relation])
        period = written[relation].period(header, texts) if relation in written else None
        counted[(relation, batch, file, period)] += 1
    made = (Waiting(name, period, batch, file, n) for (name, batch, file, period), n in counted.items())
    return tuple(sorted(made, key=lambda one: (one.relation, one.batch, one.period is None, one.period or 0)))


@lru_cache(maxsize=64)
def _open_rows(
    quarantine: sa.Table,
    mended: sa.Table,
    batches: sa.Table,
    away: Batches,
    gone: Batches,
    held: Batches,
    parted: Batches,
    upto: int | None,
) -> sa.Select[Any]:
    """Written once: every evaluation begins with it."""
    rows = quarantine.c
    joined = quarantine.join(batches, batches.c.batch_id == rows.batch_id)
    query = sa.select(batches.c.relation, rows.batch_id, batches.c.file, rows.cells).select_from(joined)
    return query.where(_open(quarantine, mended, away, gone, held, parted, upto))


def keys_waiting(
    connection: sa.Connection, schema: Schema, waiting: Waiting, upto: int | None = None
) -> Iterator[tuple[int | None, tuple[str, ...]]]:
    """The period, and the keys as they are written, of each row of the batch that waits and has all its keys."""
    written, rows = Written(schema.relations[waiting.relation]), schema.quarantine.c
    query = sa.select(rows.cells).where(rows.batch_id == waiting.batch, is_open(connection, schema, upto))
    for cells in connection.execute(query).scalars():
        header, texts = named_cells(cells)
        keys = written.keys(header, texts)
        if keys is not None:
            yield written.period(header, texts), keys


class Written:
    """What rows of a relation that wait say of themselves, as it is written: found by their headings, names or titles.

    The rows of a file have one header.
    """

    def __init__(self, relation: Relation) -> None:
        from iku_engine.words.layout import (
            Headings,  # which only rows that wait need
            known_names,
            own_name,
        )

        self.relation, self.headings, self.own_name = relation, Headings(relation), own_name
        names = known_names(relation)[: None if not relation.columns else -len(relation.columns)]
        self.period_name = names.pop(0) if relation.grain is not None else ""
        self.key_names = names
        self._places: dict[tuple[str, ...], Mapping[str, int]] = {}

    def name(self, heading: str) -> str:
        """The spec's own name of what a heading means, or the heading."""
        return self.own_name(self.relation, self.headings, heading) or heading

    def places(self, header: Sequence[str], cells: Sequence[str]) -> Mapping[str, int]:
        """Where a row has what, by the spec's own names; of two headings that mean the same the first one."""
        names = tuple(header[: len(cells)])
        found = self._places.get(names)
        if found is None:
            if len(self._places) >= MOST_HEADERS:
                self._places.clear()
            found = self._places[names] = {self.name(names[at]): at for at in range(len(names) - 1, -1, -1)}
        return found

    def period(self, header: Sequence[str], cells: Sequence[str]) -> int | None:
        """The ordinal of the period that a row names, 0 without grain, None where none can be read."""
        if self.relation.grain is None:
            return 0
        place = self.places(header, cells).get(self.period_name)
        return _ordinal(cells[place].strip(), self.relation.grain) if place is not None else None

    def keys(self, header: Sequence[str], cells: Sequence[str]) -> tuple[str, ...] | None:
        """The keys of a row as it is written; None where one of them is lacking."""
        places = self.places(header, cells)
        keys = tuple(cells[places[name]].strip() if name in places else "" for name in self.key_names)
        return keys if all(keys) else None


def by_batch(waiting: Iterable[Waiting]) -> Counter[int]:
    """How many rows of each batch wait."""
    found: Counter[int] = Counter()
    for rows in waiting:
        found[rows.batch] += rows.count
    return found


def is_open(connection: sa.Connection, books: Books, upto: int | None = None) -> sa.ColumnElement[bool]:
    """The condition that a row of the quarantine waits: its batch stands, and nothing that stands mended or dismissed it."""
    late, withdrawals = waiting(connection, books, upto), Withdrawals(connection, books, upto)
    return _open(books.quarantine, books.mended, *_without_effect(late, withdrawals), upto)


def _without_effect(
    late: Mapping[str, Collection[tuple[int, int]]], withdrawals: Withdrawals
) -> tuple[Batches, Batches, Batches, Batches]:
    """The batches that were taken back, and those that wait for a period to be opened: these mend and take back nothing before.

    Before them those that were taken back for every period, open or not, whose rows are told no more: one that was, and is there again for
    its open periods alone, has rows that wait beside its figures.

    Of what came too late that is: a row that the same batch has for an open period is `counted`, and one that is bad `again` was not late.
    So the last are those that were taken back for an open period, though for another one that waits: of these all rows wait again, also
    one whose figure counts until its period is opened, as the mending does not say which is which.
    """
    waits = {batch for several in late.values() for batch, _ in several}
    gone = withdrawals.gone(waits)
    once_all_are_open = withdrawals.gone()
    found = gone & once_all_are_open, gone, waits, gone | once_all_are_open
    away, back, held, parted = (tuple(sorted(batches)) for batches in found)
    return away, back, held, parted


def _open(
    quarantine: sa.Table,
    mending: sa.Table,
    away: Batches,
    gone: Batches,
    held: Batches,
    parted: Batches,
    upto: int | None,
) -> sa.ColumnElement[bool]:
    rows, mended = quarantine.c, mending.c
    without = _without(held, parted)
    hows = [sa.and_(mended.how == how, ~among(mended.event_id, several)) for how, several in without.items()]
    counts = sa.or_(*hows, sa.and_(mended.how.not_in(without), ~among(mended.event_id, gone)))
    closed = sa.and_(mended.batch_id == rows.batch_id, mended.row == rows.row, counts)
    if upto is not None:
        closed = sa.and_(closed, mended.event_id <= upto)
    waits = sa.and_(~sa.exists().where(closed), ~among(rows.batch_id, away))
    return waits if upto is None else sa.and_(waits, rows.batch_id <= upto)


def _without(held: Batches, parted: Batches) -> Mapping[str, Batches]:
    """By how a row ended, the batches whose mending does not count; of any other way those that are gone."""
    return {"imported": (*parted, *held), "counted": parted}


@record
class Effect:
    """The batches that have no effect, as `is_open` asks: `gone` are taken back, `held` wait for a period, `parted` are gone for some."""

    gone: Batches
    held: Batches
    parted: Batches

    def counts(self, event: int, how: str) -> bool:
        """Whether what an event said of a row that waited ended its waiting."""
        return event not in _without(self.held, self.parted).get(how, self.gone)


def effect(connection: sa.Connection, books: Books) -> Effect:
    """What has no effect now."""
    return Effect(*_without_effect(waiting(connection, books), Withdrawals(connection, books))[1:])


@lru_cache(maxsize=1_000)
def _ordinal(text: str, grain: Grain) -> int | None:
    period = read_period(text)
    return period.ordinal if period is not None and period.grain is grain else None
