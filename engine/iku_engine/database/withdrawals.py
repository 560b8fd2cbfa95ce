"""Withdrawn batches: a withdrawal is a batch too, and may be withdrawn itself, or wait for its period to be opened."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from iku_engine.database.books import Books

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

    def gone(self, waits: Collection[int] = ()) -> set[int]:
        """The batches that were taken back, and do not stand; a withdrawal that `waits` for any of its periods takes nothing back yet."""
        return self._went(waits)

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
