"""Hashes over stored rows.

They are taken over the values that are there, by the name of their column and not by its digits, so that they stay the same when a column
keeps more digits later, when columns are added, and when the specs no longer have one.
"""

from __future__ import annotations

import hashlib
import sys
from array import array
from collections.abc import Iterable, Mapping, Sequence
from math import gcd
from typing import cast

import sqlalchemy as sa

from iku_dsl.program import KEY_PREFIX, NOT_APPLICABLE_PREFIX, SUPERSEDED
from iku_dsl.records import record
from iku_engine.facts.books import PERIOD, Books
from iku_engine.facts.chain import canonical
from iku_engine.facts.relations import Relation, table_name

CHUNK = 10_000
TOGETHER = 500  # rows whose columns are hashed one after another
REMEMBERED = 100_000  # values whose texts are kept
_FIELD, _ROW, _PART = "\x1f", "\x1e", "\x1d"


@record
class Kept:
    """A relation as it lies in the store: its tables, keys, and columns with the parts of one that their integers count (0: texts)."""

    name: str
    table: sa.FromClause
    superseded: sa.FromClause
    keys: tuple[str, ...]
    columns: Mapping[str, int]
    named_by_facts: bool = False  # its members are, or once were, those that facts name


def kept(relation: Relation) -> Kept:
    """A relation as the specs have it now."""
    columns = {name: _parts(column.type.kind, column.parts) for name, column in relation.columns.items()}
    return Kept(relation.name, relation.table, relation.superseded, relation.dimensions, columns)


def kept_as(
    name: str, prefix: str, keys: tuple[str, ...], columns: Mapping[str, tuple[str, int, bool]], named_by_facts: bool
) -> Kept:
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
        named_by_facts,
    )


class RowsHash:
    """The hash of rows in the order in which they come: batch, line, period, keys and values; `names` are its columns in order.

    Five hundred rows are hashed together, column by column; a column in which all of them are missing is left out.
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
        numbers = dict.fromkeys(("batch_id", "row", PERIOD), 1) | {name: found.columns.get(name, 1) for name in stored}
        self._parts = [numbers.get(name, 0) for name in self.names]
        self._texts = _Texts()
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
        for name, parts, column in zip(self.names, self._parts, columns, strict=True):
            if column[0] is not None or column.count(None) < len(column):
                self._digest.update(f"{_ROW}{name}=".encode())
                self._digest.update(_numbers(column, parts) if parts else self._texts.joined(column))
        self._digest.update(_PART.encode())

    def hexdigest(self) -> str:
        """The hash of all that was added."""
        if self._waiting:
            self._take(self._waiting)
            self._waiting = []
        return self._digest.hexdigest()


def rows_digest(connection: sa.Connection, found: Kept, ids: tuple[int, int]) -> str:
    """The hash of the rows from one row id to another; where ids between them have no row, also of which."""
    made, gaps = RowsHash(found), hashlib.sha256()
    query = sa.select(found.table.c.row_id, *(found.table.c[name] for name in made.names))
    query = query.where(found.table.c.row_id.between(*ids)).order_by(found.table.c.row_id)
    following = ids[0]
    for chunk in connection.execute(query, execution_options={"yield_per": CHUNK}).partitions():
        numbers, *columns = zip(*chunk, strict=True)
        made.add(columns)
        if numbers[-1] - following >= len(numbers):
            for expected, number in zip((following, *(one + 1 for one in numbers)), numbers, strict=False):
                if number != expected:
                    gaps.update(f"{expected}-{number}{_ROW}".encode())
        following = numbers[-1] + 1
    whole = following - ids[0] == made.count
    return made.hexdigest() if whole else hashlib.sha256((made.hexdigest() + gaps.hexdigest()).encode()).hexdigest()


class _Texts(dict[object, str]):
    """The texts of values by the values themselves, each made once; what is missing has none."""

    def joined(self, column: Sequence[object]) -> bytes:
        """The texts of a column."""
        if len(self) > REMEMBERED:
            self.clear()
        return _FIELD.join(map(self.__getitem__, column)).encode()

    def __missing__(self, value: object) -> str:
        made = self[value] = "" if value is None else _plain(value)
        return made


def _numbers(column: Sequence[object], parts: int) -> bytes:
    """A column of integers that count so many parts of one: in the largest parts that all are whole in, whatever its digits.

    Errors: `TypeError`, `OverflowError` for what is no 64-bit integer, which only a hand can have put there.
    """
    first, count = column[0], len(column)
    if first is not None and first == column[-1] and column.count(first) == count:
        numbers, shared = _packed(column[:1], parts)
        numbers *= count
    else:
        try:
            numbers, shared = _packed(column, parts)
        except TypeError:
            there = [value for value in column if value is not None]
            numbers, shared = _packed(there, parts)
    if sys.byteorder == "big":
        numbers.byteswap()
    gaps = bytes(value is None for value in column) if len(numbers) < count else b""
    return b"%d:%d:" % (parts // shared, len(numbers)) + gaps + numbers.tobytes()


def _packed(column: Sequence[object], parts: int) -> tuple[array[int], int]:
    """Integers in the largest parts that all are whole in, and how many of the given parts that is. Errors: as `_numbers`."""
    there = cast("Sequence[int]", column)
    shared = gcd(parts, *there) if parts > 1 else 1
    return array("q", there if shared == 1 else [value // shared for value in there]), shared


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
    return parts if kind == "number" else int(kind in ("date", "truth"))


def _plain(value: object) -> str:
    """Text as it is, unless it has letters that part what is hashed; no two values have the same.

    Errors: `TypeError` for what is no text, which only a hand can have put there.
    """
    if not isinstance(value, str):
        raise TypeError(type(value).__name__)
    return value if value and value.isprintable() and not value.startswith('"') else canonical(value)
