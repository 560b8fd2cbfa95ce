"""Withdrawn batches: a withdrawal is a batch too, and may be withdrawn itself, or wait for its period to be opened."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from iku_engine.facts.books import Books

Held = Mapping[str, frozenset[tuple[int, int]]]


@lru_cache(maxsize=64)
def _asked(table: sa.Table, upto: int | None) -> sa.Select[Any]:
    """Written once: every evaluation begins with it."""
    query = sa.select(table.c.withdrawn_id, table.c.batch_id)
    return query if upto is None else query.where(table.c.batch_id <= upto)


class Withdrawals:
    """Which batches stand, to a certain event."""

    def __init__(self, connection: sa.Connection, books: Books, upto: int | None = None) -> None:
        self._by: dict[int, list[int]] = {}
        for withdrawn, by in connection.execute(_asked(books.withdrawn, upto)):
            self._by.setdefault(withdrawn, []).append(by)

    def stands(self, batch: int, held: frozenset[tuple[int, int]] = frozenset(), period: int = 0) -> bool:
        """Whether a batch counts for a period: it does not wait (`held` are those that do), and no withdrawal of it stands."""
        if (batch, period) in held:
            return False
        return not any(self.stands(by, held, period) for by in self._by.get(batch, ()))

    def gone(self, waits: Collection[int] = ()) -> set[int]:
        """The batches that were taken back, and do not stand; a withdrawal that `waits` for any of its periods takes nothing back yet."""

        def counts(by: int) -> bool:
            return by not in waits and not any(map(counts, self._by.get(by, ())))

        return {batch for batch, several in self._by.items() if any(map(counts, several))}

    def withdraw(self, batch: int, by: int) -> None:
        """What is about to be."""
        self._by.setdefault(batch, []).append(by)
