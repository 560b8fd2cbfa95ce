"""Rows that wait and a later file without a column of numbers: which of them it has again.

A file of the same name, or of the same content, has a row again where period and keys are the same. Where one of these was the cell at
fault, what is left of the row says little: a line and a figure, which next year's file has as well. So it is the same row only where the
file is the same again: its name (or content) and sheet, most of whose rows it had before; and it is told which row was taken for it.
One with a figure in a column that this reading lacks waits on, as nothing else keeps that figure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import sqlalchemy as sa

from iku_dsl.period import from_ordinal
from iku_dsl.records import record
from iku_engine.book_texts import named_cells
from iku_engine.cells.cells import Bad
from iku_engine.database.books import PERIOD, Books
from iku_engine.database.bulk import among
from iku_engine.database.relations import Relation
from iku_engine.importing.batches import Batch
from iku_engine.importing.how_read import how_read
from iku_engine.importing.kept_rows import Parts, Place, shown
from iku_engine.staging.report import MovedRow
from iku_engine.staging.stage import ID, LINE, Settled
from iku_engine.store.waiting import Written, is_open

Known = tuple[int, tuple[str, ...]]  # a period and keys
Named = Callable[[Sequence[str]], tuple[list[str], list[str]]]  # cells to their header and themselves
Cells = tuple[tuple[str, str], ...]  # of a row, each with its name
Rest = tuple[int, str, Cells]  # a line, the name of a column, and the other cells


@record
class File:
    """What a file is known again by."""

    name: str
    sheet: str
    sha256: str


@record
class Open:
    """A row that waits. `known` is None where its period or a key is not there, `rest` what is left of one that waits for these."""

    place: Place
    same: bool  # of the same sheet, too
    written: tuple[str, ...]  # its period and keys
    known: Known | None
    at_fault: bool  # whether one of these is at fault, or not there
    cells: Cells
    rest: Rest | None
    lost: tuple[str, str] | None  # a column that this reading lacks, with what the row has there


class SameFile:
    """The rows that wait since an earlier reading of the same file, and what this reading has of them."""

    def __init__(
        self,
        connection: sa.Connection,
        books: Books,
        relation: Relation,
        file: File,
        key: Callable[[str, str], str | Bad],
        lost: Callable[[Sequence[str], Sequence[str]], Iterable[tuple[str, str]]],
    ) -> None:
        """`key` is the member of a dimension that a text names, `lost` what a row has in columns that this reading lacks."""
        self.books, self.relation, self.file, self.key, self.lost = books, relation, file, key, lost
        self.written = Written(relation)
        rows, batches = books.quarantine.c, books.batches.c
        joined = books.quarantine.join(books.batches, batches.batch_id == rows.batch_id)
        query = sa.select(rows.batch_id, rows.row, rows.column_name, rows.cells, batches.sheet).select_from(joined)
        query = query.where(batches.relation == relation.name, self._of_it()).where(is_open(connection, books))
        found = connection.execute(query.order_by(rows.batch_id, rows.row, rows.part))
        self.open = [self._open((batch, line), *rest) for batch, line, *rest in found]
        self.wanted = {one.known for one in self.open if one.known is not None}
        self.lines = {one.place[1] for one in self.open if one.at_fault}
        self.columns: dict[int, set[str]] = {}  # at fault in the rows of a line
        for one in self.open:
            if one.rest is not None:
                self.columns.setdefault(one.rest[0], set()).add(one.rest[1])
        self.good: dict[int, set[Known]] = {}  # of the good rows that are wanted, by line
        self.bad: set[Known] = set()
        self.bad_cells: dict[int, set[Cells]] = {}  # by line
        self.rests: dict[Rest, Known] = {}  # of good rows, with what they are
        self.periods: dict[Place, set[int]] = {}  # in which rows that wait are there again, good
        self.now: dict[Place, set[Parts]] = {}  # what these are
        self.known_again: list[
            MovedRow
        ] = []  # rows that were taken for one that waits, as far as their keys were not the same
        self.losing: list[Open] = []  # rows that are there again, and wait on for what this reading lacks

    def __bool__(self) -> bool:
        return bool(self.open)

    def _of_it(self) -> sa.ColumnElement[bool]:
        """The condition that a batch is a reading of the file, of any sheet."""
        batches = self.books.batches.c
        content = sa.and_(batches.sha256 == self.file.sha256, batches.sheet == self.file.sheet)
        return sa.or_(content, batches.file == self.file.name)

    def _open(self, place: Place, column: str, kept: str, sheet: str) -> Open:
        header, cells = named_cells(kept)
        period, keys = self.written.period(header, cells), self.written.keys(header, cells)
        how = how_read(kept) if period is None else None
        if how is not None and how.period:  # that of a row without one
            period = self.written.period([self.written.period_name], [how.period])
        named, fault = _named(header, cells), self.written.name(column)
        at_fault = period is None or keys is None or fault in (self.written.period_name, *self.written.key_names)
        known = (period, keys if at_fault else self._members(keys)) if period is not None and keys is not None else None
        same = sheet == self.file.sheet
        there = at_fault and same and any(name.casefold() == column.casefold() for name, _ in named)
        rest = (place[1], column.casefold(), _without(named, column)) if there else None
        shown, lost = self._shown(header, cells, how.period if how else ""), next(iter(self.lost(header, cells)), None)
        return Open(place, same, shown, known, at_fault, named, rest, lost)

    def _members(self, keys: Sequence[str]) -> tuple[str, ...]:
        """Keys as they are written, as the members that they name."""
        found = [(text, self.key(name, text)) for name, text in zip(self.relation.dimensions, keys, strict=True)]
        return tuple(text if isinstance(member, Bad) else member for text, member in found)

    def _shown(self, header: Sequence[str], cells: Sequence[str], period: str) -> tuple[str, ...]:
        """The period and the keys of a row as it has them."""
        places = self.written.places(header, cells)
        names = [self.written.period_name] if self.relation.grain is not None else []
        texts = {name: cells[place].strip() for name, place in places.items()}
        return tuple(
            texts.get(name, "") or (period if name in names else "") for name in (*names, *self.written.key_names)
        )

    def take(self, rows: Iterable[tuple[int, int | None, Sequence[str], Sequence[str]]], good: bool) -> None:
        """Rows as they are read: line, period, header and cells."""
        for line, period, header, cells in rows:
            if not good:
                period = self.written.period(header, cells)
            keys = self.written.keys(header, cells)
            if period is not None and keys is not None:
                self._take(line, (period, keys), good)
            if line in self.lines and not good:
                self.bad_cells.setdefault(line, set()).add(_named(header, cells))
            for column in self.columns.get(line, ()) if good and keys is not None else ():
                rest = line, column, _without(_named(header, cells), column)
                self.rests[rest] = period or 0, self._members(keys or ())

    def _take(self, line: int, known: Known, good: bool) -> None:
        for one in {known, (known[0], self._members(known[1]))} & self.wanted:
            if good:
                self.good.setdefault(line, set()).add(one)
            else:
                self.bad.add(one)

    def reject(self, line: int) -> None:
        """The rows of a line that were good for themselves, and were kept out then."""
        self.bad |= self.good.pop(line, set())

    def closed(self, batch: Batch, settled: Settled) -> dict[Place, str]:
        """The rows that this reading has again, and how: `again` bad, or `imported`."""
        good = {known for several in self.good.values() for known in several} - self.bad
        new = self._new(batch, {rest[0] for rest in self.rests}) if self.rests else set()
        others = {one.known for one in self.open if not one.at_fault}  # each is a row of its own
        taken = {
            rest
            for rest in (one.rest for one in self.open)
            if rest is not None
            and rest in self.rests
            and (rest[0], self.rests[rest]) in new
            and self.rests[rest] not in others
        }
        same = self._same(batch.connection, settled, taken)
        by_place: dict[Place, list[str]] = {}
        for one in self.open:
            is_same = one.same and one.place[0] in same
            again = "again" if self._is_again(one, is_same) else ""
            there = one.known in good or (is_same and one.rest in taken)
            if there and not again and one.lost is not None:
                self.losing.append(one)
                there = False
            how = again or ("imported" if there else "")
            if there:
                now = one.known if one.known in good else self.rests.get(one.rest) if one.rest is not None else None
                self.periods.setdefault(one.place, set()).update([now[0]] if now is not None else [])
                self.now.setdefault(one.place, set()).update([self._parts(now)] if now is not None else [])
            by_place.setdefault(one.place, []).append(how)
        closed = {place: min(hows) for place, hows in by_place.items() if all(hows)}
        told = (one for one in self.open if one.rest in taken and one.place[0] in same and one.place in closed)
        self.known_again = list(map(self._told, told))
        return closed

    def _is_again(self, row: Open, is_same: bool) -> bool:
        """Whether a row is kept out again: what no member is named by may be any row, but in the same file, or as it was."""
        if row.known in self.bad and (not row.at_fault or is_same or self._names_members(row.known)):
            return True
        return row.same and row.cells in self.bad_cells.get(row.place[1], ())

    def _names_members(self, known: Known | None) -> bool:
        named = zip(self.relation.dimensions, known[1] if known is not None else (), strict=True)
        return not any(isinstance(self.key(name, text), Bad) for name, text in named)

    def _told(self, row: Open) -> MovedRow:
        assert row.rest is not None
        return MovedRow(row.rest[0], shown(row.place), row.written, self._parts(self.rests[row.rest]))

    def _parts(self, known: Known) -> Parts:
        of = [str(from_ordinal(known[0], self.relation.grain))] if self.relation.grain is not None else []
        return (*of, *self._members(known[1]))

    def _new(self, batch: Batch, lines: set[int]) -> set[tuple[int, Known]]:
        """What the rows of some lines are that the batch brings, and of whose key there was none before."""
        rows, gone = self.relation.table.c, self.relation.superseded.c
        keys = [rows[self.relation.key_column(dimension).name] for dimension in self.relation.dimensions]
        replaced = sa.select(gone.by_row_id).where(gone.batch_id == batch.id, gone.by_row_id.is_not(None))
        first = batch.stage.base + 1
        query = sa.select(rows[LINE], rows[PERIOD], *keys).where(
            rows[ID].between(first, batch.stage.base + batch.stage.count),
            among(rows[LINE], sorted(lines)),
            rows[ID].not_in(replaced),
        )
        return {(line, (period, tuple(names))) for line, period, *names in batch.connection.execute(query)}

    def _same(self, connection: sa.Connection, settled: Settled, taken: set[Rest]) -> set[int]:
        """The readings, among those of which rows wait for a period or a key, that were of the same file as this one.

        Most of this reading's rows, but those that are taken for others, are rows that these brought, or readings with rows of them again.
        The same content of which nothing was good before has no such rows.
        """
        asked = {one.place[0] for one in self.open if one.at_fault and one.same}
        if not asked:
            return set()
        batches, mended = self.books.batches.c, self.books.mended.c
        query = sa.select(batches.batch_id, batches.rows_accepted + batches.rows_identical, batches.sha256)
        query = query.where(batches.relation == self.relation.name, batches.sheet == self.file.sheet, self._of_it())
        found = {number: rest for number, *rest in connection.execute(query.where(batches.kind == "import"))}
        links = sa.select(mended.event_id, mended.batch_id).distinct()
        links = links.where(among(mended.event_id, sorted(found)), among(mended.batch_id, sorted(found)))
        together = _joined(found, connection.execute(links).all())
        least = settled.accepted + settled.identical - len(taken)
        same: set[int] = set()
        for several in {id(one): one for one in together.values()}.values():
            met = sum(settled.met.get(one, 0) for one in several)
            none = not any(found[one][0] or found[one][1] != self.file.sha256 for one in several)
            same |= several & asked if none or (met > 0 and 2 * met >= least) else set()
        return same


def _joined(numbers: Iterable[int], pairs: Iterable[Sequence[int]]) -> dict[int, set[int]]:
    """Numbers, each with all that pairs lead to from it."""
    found = {number: {number} for number in numbers}
    for one, other in pairs:
        if found[one] is not found[other]:
            few, many = sorted((found[one], found[other]), key=len)
            many |= few
            found |= dict.fromkeys(few, many)
    return found


def _named(header: Sequence[str], cells: Sequence[str]) -> Cells:
    return tuple((name, cell.strip()) for name, cell in zip(header, cells, strict=False))


def _without(cells: Cells, column: str) -> Cells:
    folded = column.casefold()
    return tuple(one for one in cells if one[0].casefold() != folded)
