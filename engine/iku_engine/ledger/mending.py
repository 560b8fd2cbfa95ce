"""Rows of the quarantine that come again in a later file: its column `karantina` says which each of them was.

One that is good now is mended, all that was kept out of its line at once.
One that is bad again stays open as it was; what the later file has of it is not a second one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from iku_engine.facts.books import Books

_PLACE = re.compile(r"\s*#?(\d{1,9}):(\d{1,9})\s*")


def is_open(books: Books) -> sa.ColumnElement[bool]:
    """The condition that a row of the quarantine is neither mended nor dismissed."""
    rows, mended = books.quarantine.c, books.mended.c
    return ~sa.exists().where(mended.batch_id == rows.batch_id, mended.row == rows.row)


@dataclass(slots=True)
class Mending:
    """What the rows of one file say that they were; `place` is where in a row that stands, None where the file has no such column."""

    place: int | None
    good: dict[int, tuple[int, int]] = field(default_factory=dict)  # by the line of the file
    bad: dict[int, tuple[int, int]] = field(default_factory=dict)

    def take(self, rows: Iterable[tuple[int, Sequence[str]]], good: bool) -> None:
        """Rows as they are read: the line and cells of each, good or bad."""
        if self.place is None:
            return
        for line, cells in rows:
            found = _PLACE.fullmatch(cells[self.place]) if len(cells) > self.place else None
            if found is not None:
                (self.good if good else self.bad)[line] = (int(found[1]), int(found[2]))

    def reject(self, lines: Iterable[int]) -> None:
        """Rows that were good for themselves, and were kept out then."""
        for line in lines:
            if line in self.good:
                self.bad[line] = self.good.pop(line)

    def write(self, connection: sa.Connection, books: Books, batch: int, relation: str) -> int:
        """Notes, in the batch's transaction and before it is sealed, what it mends; how many rows that are."""
        there = self._open(connection, books, relation)
        good = Counter(self.good.values())
        whole = {place for place in there.keys() - set(self.bad.values()) if good[place] >= there[place]}
        mended = [{"batch_id": n, "row": row, "how": "imported"} for n, row in sorted(whole)]
        again = [{"batch_id": batch, "row": line, "how": "again"} for line, was in self.bad.items() if was in there]
        if mended or again:
            connection.execute(books.mended.insert(), [{**one, "event_id": batch} for one in (*mended, *again)])
        return len(mended)

    def _open(self, connection: sa.Connection, books: Books, relation: str) -> dict[tuple[int, int], int]:
        numbers = sorted({n for n, _ in (*self.good.values(), *self.bad.values())})
        if not numbers:
            return {}
        rows, batches = books.quarantine, books.batches
        query = (
            sa.select(rows.c.batch_id, rows.c.row, sa.func.count())
            .join(batches, batches.c.batch_id == rows.c.batch_id)
            .where(is_open(books), batches.c.relation == relation, rows.c.batch_id.in_(numbers))
            .group_by(rows.c.batch_id, rows.c.row)
        )
        return {(row[0], row[1]): row[2] for row in connection.execute(query)}
