"""Rows as the quarantine keeps them, whether they wait or not: found by their numbers, `12:34`, with what they say of themselves."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence

import sqlalchemy as sa

from iku_dsl.period import from_ordinal
from iku_dsl.problem import Text, say
from iku_dsl.records import record
from iku_engine.book_texts import named_cells, said
from iku_engine.cells.cells import Bad, is_missing
from iku_engine.database.books import Books
from iku_engine.database.relations import Relation
from iku_engine.store.shapes import as_lying
from iku_engine.store.waiting import Written, is_open
from iku_engine.words.layout import MENDING

_PLACE = re.compile(r"\s*#?(\d{1,9}):(\d{1,9})\s*")

Place = tuple[int, int]  # a batch, and a row of its file
Parts = tuple[str, ...]  # the period, if any, and the keys of a row


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
        self.every = as_lying(connection, books, relation)  # with the columns that the specs of another day had
        self.written_then = Written(self.every)
        self._waiting: dict[int, set[int]] = {}
        self._batches: dict[int, dict[int, list[KeptRow]]] = {}

    def of(self, place: Place) -> list[KeptRow]:
        """The rows that a number had, whether they wait or not: more than one where a line held several."""
        return self.of_batch(place[0]).get(place[1], [])

    def of_batch(self, number: int) -> dict[int, list[KeptRow]]:
        """All that a batch kept out, by line."""
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
        return self._batches[number]

    def with_numbers(self) -> Iterator[tuple[Place, str]]:
        """The rows that wait since they were kept out for their number, and their files."""
        rows, batches = self.books.quarantine.c, self.books.batches.c
        joined = self.books.quarantine.join(self.books.batches, batches.batch_id == rows.batch_id)
        query = sa.select(rows.batch_id, rows.row, batches.file).select_from(joined)
        query = query.where(batches.relation == self.relation.name, sa.func.lower(rows.column_name).in_(MENDING))
        for number, row, file in self.connection.execute(query.where(is_open(self.connection, self.books))):
            yield (number, row), file

    def waits(self, place: Place) -> bool:
        """Whether a number's row still waits."""
        number, row = place
        if number not in self._waiting:
            rows = self.books.quarantine.c
            query = sa.select(rows.row).where(rows.batch_id == number, is_open(self.connection, self.books))
            self._waiting[number] = set(self.connection.execute(query).scalars())
        return row in self._waiting[number]

    def without_place(
        self, header: Sequence[str], cells: Sequence[str], there: Collection[str]
    ) -> Iterator[tuple[str, str]]:
        """What a row has in columns of the store that a file with some does not have: their names and its cells."""
        for name, at in self.written_then.places(header, cells).items():
            if name in self.every.columns and name not in there and not is_missing(cells[at].strip()):
                yield name, cells[at].strip()


def _told(kept: str) -> Text:
    """What the quarantine keeps in each language, as a sentence."""
    both = said(kept)
    return say("word", id=both["id"], en=both["en"])


def place_of(text: str) -> Place | None:
    """The row of the quarantine that a cell names."""
    found = _PLACE.fullmatch(text)
    return (int(found[1]), int(found[2])) if found is not None else None


def shown(place: Place) -> str:
    """A number as it is written."""
    return f"{place[0]}:{place[1]}"


def number_in(row: KeptRow) -> Place | None:
    """The number that a row of a mended file was kept out with."""
    named = zip(row.header, row.cells, strict=False)
    return next((place_of(cell) for name, cell in named if name.strip().casefold() in MENDING), None)


@record
class Was:
    """A row as it waits: its period and keys, each with whether it may be another one now, since it was at fault or cannot be read.

    `lacks` are the columns that its file did not have.
    """

    parts: tuple[tuple[str, bool], ...]
    lacks: frozenset[str]

    def is_now(self, parts: Sequence[str]) -> bool:
        """Whether a row of some parts may be this one."""
        return all(free or text == now for (text, free), now in zip(self.parts, parts, strict=True))

    @property
    def written(self) -> Parts:
        """Its parts, whether they may be others or not."""
        return tuple(text for text, _ in self.parts)

    def likeness(self, parts: Sequence[str]) -> int:
        """How many of its parts are the same now."""
        return sum(text == now for (text, _), now in zip(self.parts, parts, strict=True))


class WereParts:
    """What the rows of a number were, by their periods and keys; `key` is the member that a text names."""

    def __init__(self, kept: KeptRows, key: Callable[[str, str], str | Bad]) -> None:
        self.kept, self.relation, self.written, self.key = kept, kept.relation, kept.written, key
        self._there: dict[Place, list[Was]] = {}

    def of(self, place: Place) -> list[Was]:
        """The rows of a number; none where there never was one."""
        if place not in self._there:
            self._there[place] = [self._was(row.fault, row.header, row.cells) for row in self.kept.of(place)]
        return self._there[place]

    def certain(self, place: Place) -> frozenset[Parts] | None:
        """The same where all of it is certain: nothing of it was at fault."""
        were = self.of(place)
        free = any(free for was in were for _, free in was.parts)
        return None if free else frozenset(was.written for was in were)

    def _was(self, fault: str, header: Sequence[str], cells: Sequence[str]) -> Was:
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
        return Was(tuple(parts), frozenset(lacks))
