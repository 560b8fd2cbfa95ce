"""Rows of a file as they were read, column by column, and the hashes of what the database is to keep of them.

Rows that are all good at first sight are almost all rows, and theirs is the fast way. Hashed before the database has them, they show one
that keeps something else.
"""

from __future__ import annotations

import marshal
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import merge
from itertools import compress
from tempfile import SpooledTemporaryFile
from typing import Any
from weakref import finalize

import sqlalchemy as sa

from iku_dsl.records import record
from iku_engine.database.books import PERIOD, Books
from iku_engine.database.bulk import insert_rows
from iku_engine.database.digests import RESTORING, SUPERSEDING, BesideHash, Kept, Row, SpanHash, as_text, beside
from iku_engine.database.relations import Relation
from iku_engine.database.stored import Stored


@record
class GoodRow:
    """A row that may be stored: its line, period (0 where the relation has none), keys, and stored values by column."""

    line: int
    period: int
    keys: tuple[str, ...]
    values: dict[str, Stored]
    cells: list[str]


@record
class Plain:
    """Rows by column: lines, periods, keys by dimension, and stored values, whose `names` are in the order of the relation."""

    lines: Sequence[int]
    periods: Sequence[int]
    keys: Sequence[Sequence[str]]
    names: Sequence[str]
    values: Sequence[Sequence[Stored]]
    cells: Sequence[list[str]]

    def __len__(self) -> int:
        return len(self.lines)

    def row(self, at: int) -> GoodRow:
        """One of the rows."""
        keys = tuple(key[at] for key in self.keys)
        values = {name: column[at] for name, column in zip(self.names, self.values, strict=True)}
        return GoodRow(self.lines[at], self.periods[at], keys, values, self.cells[at])

    def __iter__(self) -> Iterator[GoodRow]:
        return (self.row(at) for at in range(len(self)))


def by_column(rows: Sequence[GoodRow], names: Sequence[str]) -> Plain:
    """Some rows, at least one, by column."""
    lines, periods, keys, cells = zip(*((row.line, row.period, row.keys, row.cells) for row in rows), strict=True)
    values = [[row.values[name] for row in rows] for name in names]
    return Plain(lines, periods, list(zip(*keys, strict=True)), names, values, cells)


def stored(relation: Relation, rows: Sequence[Mapping[str, Any]]) -> Plain:
    """Rows of the store, at least one, by column; without cells."""
    columns = dict(zip(rows[0], zip(*(row.values() for row in rows), strict=True), strict=True))
    names = [name for column in relation.columns.values() for name in column.stored_names]
    keys = [columns[relation.key_column(dimension).name] for dimension in relation.dimensions]
    values = [columns[name] for name in names]
    return Plain(columns["row"], columns[PERIOD], keys, names, values, [[]] * len(rows))


def joined(parts: Sequence[Plain]) -> Plain:
    """Some rows one after another, at least one, all of the same columns; without their cells."""
    if len(parts) == 1:
        return parts[0]
    keys, values = zip(*(part.keys for part in parts), strict=True), zip(*(part.values for part in parts), strict=True)
    return Plain(
        _end_to_end(part.lines for part in parts),
        _end_to_end(part.periods for part in parts),
        list(map(_end_to_end, keys)),
        parts[0].names,
        list(map(_end_to_end, values)),
        (),
    )


def _end_to_end(columns: Iterable[Sequence[Any]]) -> list[Any]:
    made: list[Any] = []
    for column in columns:
        made += column
    return made


def places_of(keys: Iterable[object]) -> dict[Any, list[int]]:
    """The places at which each of some keys stands, in their order."""
    places: defaultdict[Any, list[int]] = defaultdict(list)
    for at, key in enumerate(keys):
        places[key].append(at)
    return places


IN_MEMORY = 16_000_000  # bytes of rows that wait, beyond which they wait in a file


@record
class Sealed:
    """The hashes of a batch, the ids that its rows have (without any, the last is below the first), and how many rows those are."""

    rows: str
    beside: str
    ids: tuple[int, int]
    count: int


class Meant:
    """The rows of one batch and what goes with them; those that may be known already wait until that is clear."""

    def __init__(self, found: Kept, books: Books, batch: int, first: int) -> None:
        """`first` is the id that the first row gets."""
        self.batch = batch
        self.parts = beside(books)
        self.quarantine, self.restored = books.quarantine.name, books.restored.name
        self.superseded = found.superseded.name
        self._rows = SpanHash(found, first)
        self._following = first
        self._waiting, self._kept_out = _let_go_with(self), _let_go_with(self)
        self._blocks: list[
            tuple[int, int, int]
        ] = []  # of rows that wait: the id of the first, how many, and in how many bytes
        self._places: list[
            tuple[object, object, int, int]
        ] = []  # of the rows kept out: line, part, and where they wait
        self._beside: dict[str, list[Mapping[str, object]]] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The columns of a row in order, but the first, which is the batch."""
        return self._rows.rows.names[1:]

    def take(self, columns: Sequence[Sequence[object]], *, new: bool) -> None:
        """Facts by column, at least one, as the database gets them; `new` where no earlier row can have their place."""
        count = len(columns[0])
        if new and not self._blocks:
            self._hash(range(self._following, self._following + count), columns)
        else:
            text = marshal.dumps([list(column) for column in columns])
            self._blocks.append((self._following, count, len(text)))
            self._waiting.write(text)
        self._following += count

    def write(self, connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, object]]) -> None:
        """Rows of a book that the batch stands for: kept as they are meant, then written."""
        if not rows:
            return
        if table.name == self.quarantine:
            self._keep_out(rows)
        else:
            self._beside.setdefault(table.name, []).extend(rows)
        insert_rows(connection, table, rows)

    def _keep_out(self, rows: Sequence[Mapping[str, object]]) -> None:
        columns = next(part.columns for part in self.parts if part.table.name == self.quarantine)
        for row in rows:
            text = as_text([row[name] for name in columns])
            self._places.append((row["row"], row["part"], self._kept_out.tell(), len(text)))
            self._kept_out.write(text)

    def seal(self, stays: bytes | bytearray, replaced: Iterable[Row]) -> Sealed:
        """The hashes, once it is known which rows stay (a 1 for each), and which others replaced (old, new, period), in order."""
        first = self._rows.first
        self._settle(stays)
        made = BesideHash()
        made.add(merge(replaced, sorted(self._of(self.superseded, SUPERSEDING), key=_first), key=_first))
        made.next()
        made.add(sorted(self._of(self.restored, RESTORING)))
        made.next()
        for part in self.parts:
            name = part.table.name
            if name == self.quarantine:
                for _, _, at, size in sorted(self._places):
                    self._kept_out.seek(at)
                    made.text(self._kept_out.read(size))
            else:
                made.add(sorted(self._of(name, part.columns)))
            made.next()
        return Sealed(
            self._rows.hexdigest(), made.hexdigest(), (first, self._rows.following - 1), self._rows.rows.count
        )

    def _of(self, table: str, columns: Sequence[str]) -> list[tuple[object, ...]]:
        return [tuple(row[name] for name in columns) for row in self._beside.get(table, ())]

    def _settle(self, stays: bytes | bytearray) -> None:
        """The rows that waited, as far as they were accepted."""
        self._waiting.seek(0)
        for first, count, size in self._blocks:
            text = self._waiting.read(size)
            start = first - self._rows.first
            chosen = stays[start : start + count]
            accepted = chosen.count(1)
            if not accepted:
                continue
            columns, ids = marshal.loads(text), range(first, first + count)
            if accepted < count:
                self._hash(list(compress(ids, chosen)), [list(compress(column, chosen)) for column in columns])
            else:
                self._hash(ids, columns)

    def _hash(self, ids: Sequence[int], columns: Sequence[Sequence[object]]) -> None:
        self._rows.add(ids, [[self.batch] * len(ids), *columns])


def _let_go_with(owner: object) -> SpooledTemporaryFile[bytes]:
    """A place for what waits, which is gone with its owner, also where the batch is given up."""
    made = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
    finalize(owner, made.close)
    return made


def _first(row: Row) -> Any:
    return row[0]
