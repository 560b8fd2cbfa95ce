"""The rows of a mended file that say by a number which row of the quarantine they were: is there one, and is it the same?

Whoever sorts one column of the workbook has each number beside another row. A number that no row has, or that stands at more rows than
it had, keeps its row out. One whose row had another key or period, in a cell that was not at fault, ends the waiting of that row; so it
is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import sqlalchemy as sa

from iku_dsl.period import from_ordinal
from iku_dsl.problem import Text, say
from iku_dsl.records import record
from iku_engine.cells.cells import Bad
from iku_engine.database.book_texts import named_cells, said
from iku_engine.database.books import Books
from iku_engine.database.relations import Relation
from iku_engine.staging.plain import GoodRow, Plain
from iku_engine.staging.report import MovedRow, RejectedCell
from iku_engine.store.waiting import Written

_PLACE = re.compile(r"\s*#?(\d{1,9}):(\d{1,9})\s*")

Place = tuple[int, int]  # a batch, and a row of its file
Refused = tuple[RejectedCell, list[str]]


@record
class KeptRow:
    """A row as the quarantine keeps it: the spec's name of the column at fault, or the heading, and its cells."""

    fault: str
    value: str
    reason: Text
    guess: Text | None
    header: list[str]
    cells: list[str]
    text: str  # all of it, with how it is read


class KeptRows:
    """The rows of a relation that wait or waited, by their numbers; read batch by batch, as a file names them."""

    def __init__(self, connection: sa.Connection, books: Books, relation: Relation) -> None:
        self.connection, self.books, self.relation = connection, books, relation
        self.written = Written(relation)
        self._batches: dict[int, dict[int, list[KeptRow]]] = {}

    def of(self, place: Place) -> list[KeptRow]:
        """The rows that a number had, whether they wait or not: more than one where a line held several."""
        number, row = place
        if number not in self._batches:
            found = self._batches[number] = {}
            rows, batches = self.books.quarantine.c, self.books.batches.c
            query = (
                sa.select(rows.row, rows.column_name, rows.value, rows.reason, rows.guess, rows.cells)
                .join(self.books.batches, batches.batch_id == rows.batch_id)
                .where(rows.batch_id == number, batches.relation == self.relation.name)
                .order_by(rows.row, rows.part)
            )
            for line, fault, value, reason, guess, text in self.connection.execute(query):
                told = _told(reason), _told(guess) if guess else None
                kept = KeptRow(self.written.name(fault), value, *told, *named_cells(text), text)
                found.setdefault(line, []).append(kept)
        return self._batches[number].get(row, [])


def _told(kept: str) -> Text:
    """What the quarantine keeps in each language, as a sentence."""
    both = said(kept)
    return say("word", id=both["id"], en=both["en"])


def place_of(text: str) -> Place | None:
    """The row of the quarantine that a cell names."""
    found = _PLACE.fullmatch(text)
    return (int(found[1]), int(found[2])) if found is not None else None


@record
class _Was:
    """A row as it waits: its period and keys, each with whether it may be another one now, since it was at fault or cannot be read.

    `lacks` are the columns that its file did not have.
    """

    parts: tuple[tuple[str, bool], ...]
    lacks: frozenset[str]

    def is_now(self, parts: Sequence[str]) -> bool:
        return all(free or text == now for (text, free), now in zip(self.parts, parts, strict=True))

    def likeness(self, parts: Sequence[str]) -> int:
        """How many of its parts are the same now."""
        return sum(text == now for (text, _), now in zip(self.parts, parts, strict=True))


class Numbered:
    """The rows of a file as their numbers have them; `key` is the member that a text names."""

    def __init__(self, kept: KeptRows, key: Callable[[str, str], str | Bad], name: str) -> None:
        """`name` is that of the column of numbers."""
        self.kept, self.relation, self.written, self.key, self.name = kept, kept.relation, kept.written, key, name
        self.moved: dict[int, MovedRow] = {}  # by line
        self._was_there: dict[Place, list[_Was]] = {}
        self._lines: dict[Place, set[int]] = {}

    def sifted(self, chunk: Plain | list[GoodRow | Refused], column: int) -> Plain | list[GoodRow | Refused]:
        """Some rows, without those whose number keeps them out."""
        rows: list[GoodRow | Refused] = list(chunk)
        made = [self._row(row, column) if isinstance(row, GoodRow) else row for row in rows]
        return chunk if all(isinstance(row, GoodRow) for row in made) and isinstance(chunk, Plain) else made

    def _row(self, row: GoodRow, column: int) -> GoodRow | Refused:
        place = place_of(row.cells[column]) if len(row.cells) > column else None
        if place is None:
            return row
        shown, were = f"{place[0]}:{place[1]}", self._were(place)
        lines = self._lines.setdefault(place, set())
        lines.add(row.line)
        if not were:
            return self._refused(row, column, say("mend.unknown", relation=self.relation.name))
        if len(lines) > len(were):
            return self._refused(row, column, say("mend.twice", row=min(lines)))
        now = self._parts(row)
        if not any(was.is_now(now) for was in were):
            nearest = max(were, key=lambda was: was.likeness(now))
            self.moved[row.line] = MovedRow(row.line, shown, tuple(text for text, _ in nearest.parts), now)
        return row

    def _refused(self, row: GoodRow, column: int, reason: Text) -> Refused:
        return RejectedCell(row.line, self.name, row.cells[column].strip(), reason), row.cells

    def _parts(self, row: GoodRow) -> tuple[str, ...]:
        period = [str(from_ordinal(row.period, self.relation.grain))] if self.relation.grain is not None else []
        return (*period, *row.keys)

    def knows(self, place: Place) -> bool:
        """Whether a row of the quarantine has that number, or had it."""
        return bool(self._were(place))

    def lacks(self, place: Place) -> frozenset[str]:
        """The columns that the file of a number's row did not have, so that an empty cell says nothing there."""
        were = self._were(place)
        return frozenset.intersection(*(was.lacks for was in were)) if were else frozenset()

    def _were(self, place: Place) -> list[_Was]:
        if place not in self._was_there:
            self._was_there[place] = [self._was(row.fault, row.header, row.cells) for row in self.kept.of(place)]
        return self._was_there[place]

    def _was(self, fault: str, header: Sequence[str], cells: Sequence[str]) -> _Was:
        places = self.written.places(header, cells)
        parts: list[tuple[str, bool]] = []
        if self.relation.grain is not None:
            period = self.written.period(header, cells)
            shown = str(from_ordinal(period, self.relation.grain)) if period is not None else ""
            parts.append((shown, period is None or fault == self.written.period_name))
        own = self.relation.is_dimension
        for name in self.written.key_names:
            text = cells[places[name]].strip() if name in places else ""
            found = self.key(name, text) if text and not own else text
            bad = isinstance(found, Bad)
            parts.append((text if isinstance(found, Bad) else found, bad or not text or fault == name))
        lacks = self.relation.columns.keys() - places.keys() if any(header) else ()
        return _Was(tuple(parts), frozenset(lacks))
