"""What is told of a column of a file as a whole, as long as rows of it count: kept by the event of its batch, beside single rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import sqlalchemy as sa

from iku_dsl.keywords import LANGUAGES
from iku_dsl.problem import Text, say
from iku_dsl.records import record
from iku_engine.database.book_texts import detail_of
from iku_engine.database.books import Books
from iku_engine.wording import say_it

MOST_ROWS = 200  # that are remembered of one reason, at the least half as many of more
MOST_OF_FILE = 1_200  # of a file: two of each of six hundred periods
LARGEST = 2**63  # an id is smaller


@record
class FileRemark:
    """What is told of a `column`: the line and value that show it, and why; of all of a `year`, or (None) of the periods of its rows.

    `rows` are the ids of some rows that have it. Of `summed` columns it is told as long as a year sums them up.
    """

    column: str
    line: int
    value: str
    reason: Text
    year: int | None = None
    rows: tuple[int, ...] = ()
    summed: bool = True

    def kept(self) -> dict[str, object]:
        """As an event keeps it."""
        said = {language: say_it(self.reason, language) for language in LANGUAGES}
        rows = list(self.rows[:MOST_OF_FILE])
        found: dict[str, object] = {"column": self.column, "year": self.year, "reason": said}
        found |= {"count": len(self.rows), "rows": rows}
        return found if self.summed else {**found, "summed": False}

    def with_rows(self, ids: tuple[int, ...]) -> FileRemark:
        """The same of other rows."""
        return replace(self, rows=ids)


def of_file(kept: Mapping[str, object]) -> FileRemark | None:
    """What an event keeps; None for what is no such thing, as somebody may have put anything there."""
    column, year, said, rows = (kept.get(name) for name in ("column", "year", "reason", "rows"))
    if not isinstance(column, str) or not isinstance(said, dict) or not isinstance(rows, list):
        return None
    texts = {language: str(said.get(language, "")) for language in LANGUAGES}
    ids = tuple(row for row in rows[:MOST_OF_FILE] if isinstance(row, int) and 0 < row < LARGEST)
    summed = kept.get("summed") is not False
    return FileRemark(column, 0, "", say("noticed.said", **texts), year if isinstance(year, int) else None, ids, summed)


def remembered(connection: sa.Connection, books: Books, relation: str) -> Iterator[FileRemark]:
    """What the batches of a relation have told of their files."""
    events, batches = books.events.c, books.batches.c
    query = sa.select(events.event_id, events.detail).join_from(
        books.events, books.batches, batches.batch_id == events.event_id
    )
    for event, detail in connection.execute(
        query.where(batches.relation == relation, events.detail.contains('"year":')).order_by(events.event_id)
    ):
        kept = detail_of(event, detail).get("doubted")
        for one in kept if isinstance(kept, list) else ():
            found = of_file(one) if isinstance(one, dict) else None
            if found is not None:
                yield found
