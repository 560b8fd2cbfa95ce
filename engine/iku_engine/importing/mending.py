"""Rows of the quarantine that come again in a later file: which they were, and whether they are good this time.

The column `karantina` of a mended file says it. A file without one says it by being the same: what was read of its content before, this
reading replaces line by line; a file of the same name has a row again where period and keys are the same, or where it differs in
nothing but the cell that was at fault. What is bad once more waits as the later file has it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from iku_dsl.problem import say
from iku_dsl.records import record
from iku_engine.database.among import among
from iku_engine.database.book_texts import named_cells
from iku_engine.database.books import Books
from iku_engine.database.relations import Relation
from iku_engine.importing.batches import Batch
from iku_engine.importing.numbered import Numbered, Place, Refused, place_of
from iku_engine.staging.plain import GoodRow, Plain
from iku_engine.staging.report import RejectedCell
from iku_engine.store.waiting import Written, is_open

Read = tuple[int, int | None, Sequence[str]]  # the line, the period (None: of a bad row) and the cells of a row
Known = tuple[int, tuple[str, ...]]  # a period and keys as written
Named = Callable[[Sequence[str]], tuple[list[str], list[str]]]  # cells to their header and themselves


@record
class File:
    """What a file is known again by."""

    name: str
    sheet: str
    sha256: str


@record
class Open:
    """A row that waits: what of it is known again. `others` are its cells but the one at fault, None where no cell is."""

    place: Place
    period: int | None
    known: Known | None
    others: tuple[tuple[str, str], ...] | None


class SameFile:
    """The rows that wait since an earlier reading of the same file, and what this reading has of them."""

    def __init__(self, connection: sa.Connection, books: Books, relation: Relation, file: File) -> None:
        self.written = Written(relation)
        self.of_content: dict[int, list[Open]] = {}  # by line
        self.of_name: list[Open] = []
        rows, batches = books.quarantine.c, books.batches.c
        content = sa.and_(batches.sha256 == file.sha256, batches.sheet == file.sheet)
        joined = books.quarantine.join(books.batches, batches.batch_id == rows.batch_id)
        query = sa.select(rows.batch_id, rows.row, rows.column_name, rows.cells, content).select_from(joined)
        query = query.where(batches.relation == relation.name, sa.or_(content, batches.file == file.name))
        for batch, line, column, cells, same in connection.execute(query.where(is_open(connection, books))):
            header, texts = named_cells(cells)
            found = self._open((batch, line), header, texts, column)
            if same:
                self.of_content.setdefault(line, []).append(found)
            else:
                self.of_name.append(found)
        self.wanted = {one.known for one in self.of_name if one.known is not None}
        self.lines = {one.place[1] for one in self.of_name if one.others is not None} | self.of_content.keys()
        self.good: dict[int, set[int]] = {}  # the periods of the good rows of a line
        self.bad: dict[int, set[int | None]] = {}  # likewise of the bad ones; None of one that says none
        self.periods: set[int | None] = set()  # of all rows of this reading
        self.known_good: dict[Known, int] = {}  # with the line
        self.known_bad: set[Known] = set()
        self.cells: dict[int, list[tuple[tuple[str, str], ...]]] = {}

    def __bool__(self) -> bool:
        return bool(self.of_content or self.of_name)

    def _open(self, place: Place, header: Sequence[str], cells: Sequence[str], column: str) -> Open:
        named = tuple(zip(header, cells, strict=False))
        period = self.written.period(header, cells)
        known = self._known(header, cells, period)
        there = len(header) == len(cells) and any(name.casefold() == column.casefold() for name in header)
        return Open(place, period, known, _without(named, column) if there else None)

    def _known(self, header: Sequence[str], cells: Sequence[str], period: int | None) -> Known | None:
        keys = self.written.keys(header, cells)
        return (period, keys) if period is not None and keys is not None else None

    def take(self, rows: Iterable[tuple[int, int | None, Sequence[str], Sequence[str]]], good: bool) -> None:
        """Rows as they are read: line, period, header and cells."""
        for line, period, header, cells in rows:
            if not good:
                period = self.written.period(header, cells)
            self.periods.add(period)
            known = self._known(header, cells, period) if self.wanted else None
            if known is not None and known in self.wanted:
                if good:
                    self.known_good[known] = line
                else:
                    self.known_bad.add(known)
            if line in self.lines:
                if good:
                    self.good.setdefault(line, set()).add(period or 0)
                    self.cells.setdefault(line, []).append(tuple(zip(header, cells, strict=False)))
                else:
                    self.bad.setdefault(line, set()).add(period)

    def reject(self, line: int) -> None:
        """A row that was good for itself, and was kept out then."""
        self.bad.setdefault(line, set()).update(self.good.get(line, ()))
        self.cells.pop(line, None)
        for known in [known for known, at in self.known_good.items() if at == line]:
            del self.known_good[known]
            self.known_bad.add(known)

    def closed(self) -> dict[Place, str]:
        """The rows that this reading has again, and how: `again` bad, `imported`, or `left` out as no data."""
        by_place: dict[Place, list[str]] = {}
        for one in (one for several in self.of_content.values() for one in several):
            by_place.setdefault(one.place, []).append(self._by_content(one))
        for one in self.of_name:
            by_place.setdefault(one.place, []).append(self._by_name(one))
        return {place: min(hows) for place, hows in by_place.items() if all(hows)}

    def _by_content(self, row: Open) -> str:
        """How a row is there again in a reading of the same content: not where that was taken to be of another period."""
        line = row.place[1]
        if line in self.bad:
            return "again" if _may_be(row.period, self.bad[line]) else ""
        if line not in self.good:
            return "left" if _may_be(row.period, self.periods) else ""
        return "imported" if row.period is None or row.period in self.good[line] else ""

    def _by_name(self, row: Open) -> str:
        if row.known in self.known_bad:
            return "again"
        if row.known in self.known_good:
            return "imported"
        if row.others is None or row.place[1] in self.bad:
            return ""
        rest = (_without(cells, name) for cells in self.cells.get(row.place[1], ()) for name, _ in cells)
        return "imported" if row.others in rest else ""


def _may_be(period: int | None, others: Collection[int | None]) -> bool:
    """Whether a row of a period may be one of others; of none, where a period is not known, nothing speaks against it."""
    return period is None or not others or None in others or period in others


def _without(cells: Sequence[tuple[str, str]], column: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, cell.strip()) for name, cell in cells if name.casefold() != column.casefold())


@dataclass(slots=True)
class Mending:
    """What the rows of one file say that they were; `place` is where in a row that stands, None where the file has no such column."""

    place: int | None
    same: SameFile
    named: Named
    numbered: Numbered
    good: dict[int, Place] = field(default_factory=dict)  # by the line of the file
    bad: dict[int, Place] = field(default_factory=dict)
    doubted: list[RejectedCell] = field(
        default_factory=list
    )  # good rows whose number goes on waiting, once it was written

    def take(self, rows: Iterable[Read], good: bool) -> None:
        """Rows as they are read, good or bad."""
        if self.place is None:
            if self.same:
                self.same.take(((line, period, *self.named(cells)) for line, period, cells in rows), good)
            return
        for line, _, cells in rows:
            found = place_of(cells[self.place]) if len(cells) > self.place else None
            if found is not None:
                (self.good if good else self.bad)[line] = found

    def sifted(self, chunk: Plain | list[GoodRow | Refused]) -> Plain | list[GoodRow | Refused]:
        """Some rows, without those whose number keeps them out."""
        return self.numbered.sifted(chunk, self.place) if self.place is not None else chunk

    def reject(self, lines: Iterable[int]) -> None:
        """Rows that were good for themselves, and were kept out then."""
        for line in lines:
            self.numbered.moved.pop(line, None)
            if line in self.good:
                self.bad[line] = self.good.pop(line)
            self.same.reject(line)

    def write(self, batch: Batch) -> int:
        """Notes, in the batch's transaction and before it is sealed, what it mends; how many rows that are.

        Of a number with several cells, of which some are good now, the others wait as this file has them; all wait where it lacks one.
        """
        there = self._open(batch.connection, batch.schema, batch.relation.name)
        good, bad = Counter(self.good.values()), Counter(self.bad.values())
        whole = {place for place, cells in there.items() if good[place] >= cells and not bad[place]}
        parted = {
            place for place, cells in there.items() if good[place] and cells > 1 and good[place] + bad[place] >= cells
        }
        closed = dict.fromkeys(whole | parted, "imported") | (self.same.closed() if self.place is None else {})
        closed |= {(batch.id, line): "again" for line, was in self.bad.items() if was in there and was not in parted}
        for line, place in self.good.items():
            if place in there and place not in closed and there[place] > 1:
                reason = say("mend.part", cells=there[place])
                self.doubted.append(RejectedCell(line, self.numbered.name, f"{place[0]}:{place[1]}", reason))
        told = sorted(closed.items())
        batch.note(
            batch.schema.mended,
            [{"batch_id": n, "row": row, "event_id": batch.id, "how": how} for (n, row), how in told],
        )
        return sum(max(good[place], 1) for place, how in closed.items() if how == "imported")

    def marks(self, connection: sa.Connection, books: Books) -> tuple[str, ...]:
        """The marks of the batches whose rows these were: what a file says of its data is so of a row of it that was mended, too."""
        named = {place for place in (*self.good.values(), *self.bad.values()) if self.numbered.knows(place)}
        batches = books.batches.c
        query = sa.select(batches.marks).where(among(batches.batch_id, sorted({number for number, _ in named})))
        found = connection.execute(query.order_by(batches.batch_id)).scalars() if named else ()
        return tuple(dict.fromkeys(mark for marks in found for mark in marks.split(",") if mark))

    def _open(self, connection: sa.Connection, books: Books, relation: str) -> dict[Place, int]:
        numbers = sorted({n for n, _ in (*self.good.values(), *self.bad.values())})
        if not numbers:
            return {}
        rows, batches = books.quarantine, books.batches
        query = (
            sa.select(rows.c.batch_id, rows.c.row, sa.func.count())
            .join(batches, batches.c.batch_id == rows.c.batch_id)
            .where(is_open(connection, books), batches.c.relation == relation, among(rows.c.batch_id, numbers))
            .group_by(rows.c.batch_id, rows.c.row)
        )
        return {(row[0], row[1]): row[2] for row in connection.execute(query)}
