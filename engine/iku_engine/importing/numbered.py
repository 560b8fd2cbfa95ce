"""The rows of a mended file: which row of the quarantine each says to be, and which are as they were written into it.

Whoever sorts one column of the workbook has each number beside another row. A number that no row has, or that stands at more rows than
it had, keeps its row out, and so does one whose row has a figure in a column that the file lacks: that figure would be gone with the row.
One whose row had another key or period, in a cell that was not at fault, ends the waiting of that row; so it is told.

Rows and cells that nobody mended wait on for what kept them out. That may be nothing that its cells show: its place in its file (below a
total, a key twice, merged figures). And a workbook to mend has rows of many files, and is none of them. How somebody types one mend, or
what stands in another file's cell, shows nothing of how this row's file wrote its numbers and dates.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from fractions import Fraction

import sqlalchemy as sa

from iku_dsl.period import from_ordinal
from iku_dsl.problem import Text, say
from iku_dsl.records import record
from iku_engine.book_texts import named_cells, said
from iku_engine.cells.cells import Bad, is_missing
from iku_engine.database.books import Books
from iku_engine.database.relations import Relation
from iku_engine.importing.how_read import Again, HowRead, Understood, how_read
from iku_engine.importing.quarantine import NOTHING, as_written
from iku_engine.reading.opened import Figure
from iku_engine.spreadsheets import cell_text
from iku_engine.staging.plain import GoodRow, Plain
from iku_engine.staging.report import MovedRow, RejectedCell
from iku_engine.store.shapes import as_lying
from iku_engine.store.waiting import Written, is_open

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
        self.every = as_lying(connection, books, relation)  # with the columns that the specs of another day had
        self.written_then = Written(self.every)
        self._waiting: dict[int, set[int]] = {}
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

    def __init__(self, kept: KeptRows, key: Callable[[str, str], str | Bad], name: str, there: Collection[str]) -> None:
        """`name` is that of the column of numbers, `there` are the columns of the relation that the file has."""
        self.there = there
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
        lost = self._lost(place)
        if lost is not None:
            return self._refused(row, column, lost)
        now = self._parts(row)
        if not any(was.is_now(now) for was in were):
            nearest = max(were, key=lambda was: was.likeness(now))
            self.moved[row.line] = MovedRow(row.line, shown, tuple(text for text, _ in nearest.parts), now)
        return row

    def _lost(self, place: Place) -> Text | None:
        """Why a row that waits may not end: it has a figure of which the file cannot say what became of it, and nothing else keeps it."""
        if not self.kept.waits(place):
            return None
        for kept in self.kept.of(place):
            for name, text in self.kept.without_place(kept.header, kept.cells, self.there):
                return say("mend.lost" if name in self.relation.columns else "mend.lost-specs", column=name, value=text)
        return None

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


Marked = Mapping[str, Mapping[str, Bad]]  # by the spec's own name of a column, and the text that stood there


class Untouched:
    """What of the rows of a file with numbers, at `place`, is as it was."""

    def __init__(self, kept: KeptRows, header: Sequence[str], place: int) -> None:
        self.kept, self.place, self.again, self.header = kept, place, Again(kept.relation), header
        self.places = kept.written.places(header, header)
        self.lines = set[int]()  # of rows that are as they were, though each cell can be read
        self._marked: dict[Place, Marked] = {}

    def cell(self, line: int, cells: Sequence[str]) -> RejectedCell | None:
        """What keeps out a row that nobody touched, or the first such cell of another one; with the reason that it had."""
        number = self._number(cells)
        marked = self._found(cells)
        for kept in self.kept.of(number) if number is not None else ():
            if self._is_as_it_was(kept, cells):
                if not marked:
                    self.lines.add(line)
                return RejectedCell(line, kept.fault, kept.value, kept.reason, kept.guess)
        for name, place, bad in marked:
            return RejectedCell(line, name, cells[place].strip(), bad.reason, bad.guess)
        return None

    def without(self, cells: Sequence[str]) -> Sequence[str]:
        """The cells of a row, nothing in the place of marked ones that are as they were: they are no evidence."""
        places = {place for _, place, _ in self._found(cells)}
        return ["" if at in places else cell for at, cell in enumerate(cells)] if places else cells

    def _number(self, cells: Sequence[str]) -> Place | None:
        return place_of(cells[self.place]) if len(cells) > self.place else None

    def _is_as_it_was(self, kept: KeptRow, cells: Sequence[str]) -> bool:
        """Whether each cell of a row means what was written there; a column that the file lacks says nothing."""
        were = self.again.cells(kept.header, kept.cells, how_read(kept.text))
        return all(
            self._is_same(name, were.get(name, NOTHING), cells[place] if place < len(cells) else "")
            for name, place in self.places.items()
            if name in self.again.names
        )

    def _is_same(self, name: str, was: Understood, now: str) -> bool:
        column = self.kept.relation.columns.get(name)
        written = as_written(column, was)
        if not isinstance(written, Fraction) and _plain(now) == _plain(written):
            return (
                was.bad is None or type(now) is not Figure
            )  # a number over a text was typed, though it looks the same
        if was.figure is None or column is None:
            return False
        return was.figure in self.again.meanings(column, self.header[self.places[name]], now)

    def _found(self, cells: Sequence[str]) -> list[tuple[str, int, Bad]]:
        number = self._number(cells)
        if number is None:
            return []
        if number not in self._marked:
            self._marked[number] = self._marked_in(self.kept.of(number))
        found = []
        for name, texts in self._marked[number].items():
            place = self.places.get(name, len(cells))
            bad = texts.get(cells[place].strip()) if place < len(cells) and type(cells[place]) is not Figure else None
            if bad is not None:
                found.append((name, place, bad))
        return found

    def _marked_in(self, rows: Sequence[KeptRow]) -> Marked:
        found: dict[str, dict[str, Bad]] = {}
        for row in rows:
            how = how_read(row.text)
            # of a row that an older version kept only the cell at fault is known not to be readable
            asked = None if how is not None else row.fault
            for name, cell in self.again.cells(row.header, row.cells, how or HowRead()).items():
                if cell.bad is not None and asked in (None, name):
                    found.setdefault(name, {})[cell_text(cell.text).strip()] = cell.bad
        return found


def _plain(text: str) -> str:
    """A text however its blanks are written: a program that saves a workbook may write its line ends otherwise."""
    return " ".join(text.split())
