"""Which batches are in force for a period: those that came while it was open, or were let in, and that nobody took back.

Facts that come for a closed period later wait, seen but not counted, until somebody opens it with a reason. A withdrawal is a batch
too, and may be withdrawn itself, or wait for its period to be opened.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache
from math import inf
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from iku_dsl.period import Grain, Period, from_ordinal, read_period
from iku_dsl.records import record
from iku_engine.database.books import PERIOD, Books

ALL = ""  # a lock on every source
WIDTHS = tuple(12 // grain.per_year for grain in Grain)  # of periods, in months


@record
class Lock:
    """A period that was closed or opened, of one relation or of all."""

    event: int
    locked: bool
    relation: str
    period: str
    first_month: int
    last_month: int

    @property
    def width(self) -> int:
        """How many months it covers."""
        return self.last_month - self.first_month + 1

    @property
    def is_of_calendar(self) -> bool:
        """Whether its months are those of a month, a quarter, a semester or a year."""
        return self.width in WIDTHS and self.first_month % self.width == 0

    @property
    def is_of_its_period(self) -> bool:
        """Whether its months are those of the period that it names."""
        period = read_period(self.period)
        return period is not None and period.months == (self.first_month, self.last_month)

    def covers(self, relation: str, period: Period) -> bool:
        """Whether all of a period of a relation lies in it."""
        first, last = period.months
        return self.relation in (ALL, relation) and self.first_month <= first and last <= self.last_month


def locks(connection: sa.Connection, books: Books, upto: int | None = None) -> tuple[Lock, ...]:
    """All lockings and unlockings, in order."""
    table = books.locks
    query = sa.select(table).order_by(table.c.event_id)
    if upto is not None:
        query = query.where(table.c.event_id <= upto)
    return tuple(Lock(row[0], bool(row[1]), *row[2:]) for row in connection.execute(query))


class Closings:
    """Which periods lockings and openings left closed: of a period counts the last that covers all of it.

    It lies in one month, quarter, semester and year at the most. What was last said of each of these is looked up, so that it costs the
    same however much was said; only what is none of them, which no program of ours writes, is looked through.
    """

    def __init__(self, known: Iterable[Lock] = ()) -> None:
        self._said: dict[
            tuple[str, int, int], tuple[int, Lock]
        ] = {}  # by relation, months and first month; each with its place
        self._odd: list[tuple[int, Lock]] = []
        self._count = 0
        for lock in known:
            self.add(lock)

    def add(self, lock: Lock) -> None:
        """What was said after all before."""
        self._count += 1
        if lock.is_of_calendar:
            self._said[lock.relation, lock.width, lock.first_month] = (self._count, lock)
        else:
            self._odd.append((self._count, lock))

    def closed(self, relation: str, period: Period) -> bool:
        """Whether a period of a relation is closed."""
        last = self.last(relation, period)
        return last is not None and last.locked

    def last(self, relation: str, period: Period) -> Lock | None:
        """What was last said of a period of a relation."""
        first, last = period.months
        places = (
            (name, width, first // width * width)
            for name in (ALL, relation)
            for width in WIDTHS
            if last // width == first // width
        )
        said = [self._said[place] for place in places if place in self._said]
        said += [(at, lock) for at, lock in self._odd if lock.covers(relation, period)]
        return max(said, key=itemgetter(0))[1] if said else None


def waiting(connection: sa.Connection, books: Books, upto: int | None = None) -> dict[str, frozenset[tuple[int, int]]]:
    """By relation, the batches that came too late for a period and were not let in: batch and ordinal of the period."""
    found: dict[str, set[tuple[int, int]]] = {}
    for relation, batch, period in connection.execute(_not_let_in(books.late, books.admitted, upto)):
        found.setdefault(relation, set()).add((batch, period))
    return {relation: frozenset(pairs) for relation, pairs in found.items()}


def is_waiting(
    books: Books, relation: str, rows: sa.ColumnCollection[str, Any], upto: int | None = None
) -> sa.ColumnElement[bool]:
    """The same of one relation in a statement, however many they are: whether some rows are of a batch that waits for their period."""
    waits = _not_let_in(books.late, books.admitted, upto).where(books.late.c.relation == relation).subquery()
    return sa.exists().where(waits.c.batch_id == rows.batch_id, waits.c[PERIOD] == rows[PERIOD])


@lru_cache(maxsize=64)
def _not_let_in(late: sa.Table, admitted: sa.Table, upto: int | None) -> sa.Select[Any]:
    """Written once: every evaluation begins with it."""
    let_in = sa.exists().where(
        admitted.c.batch_id == late.c.batch_id,
        admitted.c.relation == late.c.relation,
        admitted.c[PERIOD] == late.c[PERIOD],
    )
    if upto is not None:
        let_in = let_in.where(admitted.c.event_id <= upto)
    query = sa.select(late.c.relation, late.c.batch_id, late.c[PERIOD]).where(~let_in)
    if upto is not None:
        query = query.where(late.c.batch_id <= upto)
    return query


def closed(known: tuple[Lock, ...], relation: str, grain: Grain | None, ordinals: Iterable[int]) -> tuple[int, ...]:
    """Those of some periods of a relation that are closed; what has no period cannot be."""
    if grain is None or not known:
        return ()
    closings = Closings(known)
    return tuple(n for n in ordinals if closings.closed(relation, from_ordinal(n, grain)))


Waits = frozenset[tuple[int, int]]


@lru_cache(maxsize=64)
def _asked(table: sa.Table, upto: int | None) -> sa.Select[Any]:
    """Written once: every evaluation begins with it."""
    query = sa.select(table.c.withdrawn_id, table.c.batch_id)
    return query if upto is None else query.where(table.c.batch_id <= upto)


class Withdrawals:
    """Which batches stand, to a certain event."""

    def __init__(self, connection: sa.Connection, books: Books, upto: int | None = None) -> None:
        self._taken: list[tuple[int, int]] = [
            (by, one) for one, by in connection.execute(_asked(books.withdrawn, upto))
        ]
        self._ever = {one for _, one in self._taken}
        self._gone: dict[tuple[Waits, int], set[int]] = {}

    def stands(self, batch: int, held: Waits = frozenset(), period: int = 0) -> bool:
        """Whether a batch counts for a period: it does not wait (`held` are those that do), and no withdrawal of it stands."""
        if (batch, period) in held:
            return False
        if batch not in self._ever:
            return True
        place = held, period if held else 0
        if place not in self._gone:
            self._gone[place] = self._went(by for by, _ in self._taken if (by, period) in held)
        return batch not in self._gone[place]

    def gone(self, waits: Collection[int] = (), before: float = inf) -> set[int]:
        """The batches that were taken back, and do not stand, or did not `before` an event.

        A withdrawal that `waits` for any of its periods takes nothing back yet.
        """
        return self._went((*waits, *(by for by, _ in self._taken if by >= before)))

    def _went(self, waits: Iterable[int]) -> set[int]:
        """From the last withdrawal to the first: each takes back what was before it, and so all that may take it back itself is known."""
        found, waiting = set[int](), set(waits)
        for by, batch in sorted(self._taken, reverse=True):
            if by not in waiting and by not in found:
                found.add(batch)
        return found

    def withdraw(self, batch: int, by: int) -> None:
        """What is about to be."""
        self._taken.append((by, batch))
        self._ever.add(batch)
        self._gone.clear()
