"""Hashes over stored rows.

They are taken over the text of each value that is there, by the name of its column, so that they stay the same when a column keeps more
digits later, when columns are added, and when the specs no longer have one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from operator import eq
from typing import cast

import sqlalchemy as sa

from iku_engine.facts.books import PERIOD, Books
from iku_engine.facts.chain import canonical
from iku_engine.facts.relations import KEY_PREFIX, MEMBERS, NOT_APPLICABLE_PREFIX, SUPERSEDED, Relation, table_name

CHUNK = 10_000
TOGETHER = 1_000  # rows whose columns are hashed one after another
REMEMBERED = 100_000  # values whose texts are kept
_FIELD, _ROW, _PART, _RUN = "\x1f", "\x1e", "\x1d", "\x1c"
_Text = Callable[[object], str]


@dataclass(frozen=True, slots=True)
class Kept:
    """A relation as it lies in the store: its tables, keys, and columns with the parts of one that their integers count (0: no number)."""

    name: str
    table: sa.FromClause
    superseded: sa.FromClause
    keys: tuple[str, ...]
    columns: Mapping[str, int]
    named_by_facts: bool = False  # its members are those that facts name


def kept(relation: Relation) -> Kept:
    """A relation as the specs have it now."""
    columns = {name: _parts(column.type.kind, column.parts) for name, column in relation.columns.items()}
    return Kept(relation.name, relation.table, relation.superseded, relation.dimensions, columns)


def kept_as(name: str, prefix: str, keys: tuple[str, ...], columns: Mapping[str, tuple[str, int, bool]]) -> Kept:
    """A relation of earlier specs: `columns` have kind, parts, and whether `tidak berlaku` may stand in them."""
    values = [*columns, *(NOT_APPLICABLE_PREFIX + column for column, (_, _, absent) in columns.items() if absent)]
    names = ["row_id", "batch_id", "row", PERIOD, *(KEY_PREFIX + key for key in keys), *values]
    gone = ("row_id", "by_row_id", "batch_id", PERIOD)
    return Kept(
        name,
        sa.table(table_name(prefix, name), *(sa.column(one) for one in names)),
        sa.table(table_name(prefix, name, SUPERSEDED), *(sa.column(one) for one in gone)),
        keys,
        {column: _parts(kind, parts) for column, (kind, parts, _) in columns.items()},
        prefix == MEMBERS and not columns,
    )


class RowsHash:
    """The hash of rows in the order in which they come: batch, line, period, keys and values; `names` are its columns in order.

    A thousand rows are hashed together, column by column; a column in which all of them are missing is left out.
    """

    def __init__(self, found: Kept) -> None:
        stored = [
            name
            for column in sorted(found.columns)
            for name in (column, NOT_APPLICABLE_PREFIX + column)
            if name in found.table.c
        ]
        heads = ["batch_id", "row", PERIOD, *(KEY_PREFIX + key for key in found.keys)]
        self.names = (*heads, *stored)
        self.count = 0
        self._texts = [_Texts(_plain, lines=name == "row") for name in heads]
        self._texts += [_Texts(_text_of(found, name)) for name in stored]
        self._digest = hashlib.sha256()
        self._waiting: list[Sequence[object]] = []

    def add(self, columns: Iterable[Sequence[object]]) -> None:
        """Rows by column, in the order of the names; at least one."""
        new = list(columns)
        self.count += len(new[0])
        if self._waiting:
            new = [[*before, *after] for before, after in zip(self._waiting, new, strict=True)]
        whole = len(new[0]) // TOGETHER * TOGETHER
        for at in range(0, whole, TOGETHER):
            self._take([column[at : at + TOGETHER] for column in new])
        self._waiting = [column[whole:] for column in new] if whole < len(new[0]) else []

    def _take(self, columns: Sequence[Sequence[object]]) -> None:
        for name, texts, column in zip(self.names, self._texts, columns, strict=True):
            if column.count(None) < len(column):
                self._digest.update(f"{_ROW}{name}={texts.joined(column)}".encode())
        self._digest.update(_PART.encode())

    def hexdigest(self) -> str:
        """The hash of all that was added."""
        if self._waiting:
            self._take(self._waiting)
            self._waiting = []
        return self._digest.hexdigest()


def rows_digest(connection: sa.Connection, found: Kept, ids: tuple[int, int]) -> str:
    """The hash of the rows from one row id to another."""
    made = RowsHash(found)
    query = sa.select(*(found.table.c[name] for name in made.names))
    query = query.where(found.table.c.row_id.between(*ids)).order_by(found.table.c.row_id)
    for chunk in connection.execute(query, execution_options={"yield_per": CHUNK}).partitions():
        made.add(zip(*chunk, strict=True))
    return made.hexdigest()


class _Texts(dict[object, str]):
    """The texts of values by the values themselves, each made once; what is missing has none. `lines`: they are lines of a file."""

    def __init__(self, text: _Text, *, lines: bool = False) -> None:
        super().__init__()
        self.text, self.lines = text, lines

    def joined(self, column: Sequence[object]) -> str:
        """The texts of a column, said at once where it stays the same, or where its lines follow each other."""
        first, count = column[0], len(column)
        if column.count(first) == count:
            return f"{self[first]}{_RUN}{count}"
        if self.lines and isinstance(first, int) and _counts_up(column, first):
            return f"{first}{_RUN}{first}{_RUN}{count}"
        if self.text is str and None not in column:
            return _FIELD.join(map(str, column))
        if len(self) > REMEMBERED:
            self.clear()
        return _FIELD.join(map(self.__getitem__, column))

    def __missing__(self, value: object) -> str:
        made = self[value] = "" if value is None else self.text(value)
        return made


def _counts_up(column: Sequence[object], first: int) -> bool:
    """Whether each value is one more than the one before."""
    run = range(first, first + len(column))
    return column == run if isinstance(column, range) else column[-1] == run[-1] and all(map(eq, column, run))


def books_digest(connection: sa.Connection, books: Books, found: Kept, batch: int, ids: tuple[int, int]) -> str:
    """The hash of what else a batch wrote: what it superseded, restored, gave, mended, what came too late, its quarantine and mapping."""
    gone, restored, mapping = found.superseded, books.restored, books.mappings.c
    mine = (restored.c.relation == found.name) & restored.c.row_id.between(*ids)
    digest = hashlib.sha256()
    for columns, where in (
        ([gone.c.row_id, gone.c.by_row_id, gone.c[PERIOD]], gone.c.batch_id == batch),
        ([restored.c.row_id, restored.c.origin_id], mine),
        ([books.loaded.c.relation, books.loaded.c[PERIOD]], books.loaded.c.batch_id == batch),
        ([books.late.c.relation, books.late.c[PERIOD]], books.late.c.batch_id == batch),
        ([c for c in books.quarantine.c if c.name != "batch_id"], books.quarantine.c.batch_id == batch),
        ([books.mended.c.batch_id, books.mended.c.row, books.mended.c.how], books.mended.c.event_id == batch),
        ([books.withdrawn.c.withdrawn_id], books.withdrawn.c.batch_id == batch),
        ([mapping.relation, mapping.header_sha256, mapping.text], mapping.event_id == batch),
    ):
        query = sa.select(*columns).where(where).order_by(*columns)
        for rows in connection.execute(query, execution_options={"yield_per": CHUNK}).partitions():
            digest.update("".join(canonical(list(row)) + _ROW for row in rows).encode())
        digest.update(_PART.encode())
    return digest.hexdigest()


def _parts(kind: str, parts: int) -> int:
    return parts if kind == "number" else 0


def _text_of(found: Kept, name: str) -> _Text:
    """How a stored value is written in a hash."""
    parts = found.columns.get(name, 0)
    if not parts:
        return _plain
    digits = len(str(parts)) - 1
    if parts == 10**digits:
        return _decimal(digits) if digits else str
    return lambda value: str(Fraction(cast("int", value), parts))  # hours and minutes are kept by the second


def _plain(value: object) -> str:
    """Text as it is, unless it has letters that part what is hashed; no two values have the same."""
    if not isinstance(value, str):
        return str(value)
    return value if value and value.isprintable() and not value.startswith('"') else canonical(value)


def _decimal(digits: int) -> _Text:
    def text(value: object) -> str:
        figure = str(value)
        sign, figure = ("-", figure[1:]) if figure[0] == "-" else ("", figure)
        figure = figure.rjust(digits + 1, "0")
        end = figure[-digits:].rstrip("0")
        return f"{sign}{figure[:-digits]}.{end}" if end else f"{sign}{figure[:-digits]}"

    return text
