"""Hashes over stored rows.

They are taken over the values that are there, by the name of their column and not by its digits, so that they stay the same when a column
keeps more digits later, when columns are added, and when the specs no longer have one.
"""

from __future__ import annotations

import hashlib
import json
import sys
from array import array
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, islice
from math import gcd
from typing import cast

import sqlalchemy as sa

from iku_dsl.program import KEY_PREFIX, NOT_APPLICABLE_PREFIX, SUPERSEDED
from iku_dsl.records import record
from iku_engine.database.books import PERIOD, Books
from iku_engine.database.chain import canonical
from iku_engine.database.relations import Relation, table_name

CHUNK = 10_000
TOGETHER = 500  # rows whose columns are hashed one after another
REMEMBERED = 100_000  # values whose texts are kept
_FIELD, _ROW, _PART = "\x1f", "\x1e", "\x1d"


@record
class Kept:
    """A relation as it lies in the store: its tables, keys, and columns with the parts of one that their integers count (0: texts)."""

    name: str
    table: sa.TableClause
    superseded: sa.TableClause
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

    @property
    def room(self) -> int:
        """How many rows still go with the last ones."""
        return TOGETHER - self.count % TOGETHER

    def add(self, columns: Iterable[Sequence[object]]) -> None:
        """Rows by column, in the order of the names; at least one."""
        new = list(columns)
        self.count += len(new[0])
        if self._waiting:
            new = [[*before, *after] for before, after in zip(self._waiting, new, strict=True)]
        count = len(new[0])
        if count == TOGETHER:
            self._waiting = []
            self._take(new)
            return
        whole = count // TOGETHER * TOGETHER
        for at in range(0, whole, TOGETHER):
            self._take([column[at : at + TOGETHER] for column in new])
        self._waiting = [column[whole:] for column in new] if whole < count else []

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


class SpanHash:
    """The hash of the rows that a batch brought: of ids from the first on, and where ids between them have no row, also of which."""

    def __init__(self, found: Kept, first: int) -> None:
        self.rows = RowsHash(found)
        self.first = self.following = first
        self._gaps = hashlib.sha256()

    def add(self, ids: Sequence[int], columns: Iterable[Sequence[object]]) -> None:
        """Rows by column, at least one, in the order of their ids, which go on after those before."""
        self.rows.add(columns)
        if ids[-1] - self.following >= len(ids):
            for expected, number in zip((self.following, *(one + 1 for one in ids)), ids, strict=False):
                if number != expected:
                    self._gaps.update(f"{expected}-{number}{_ROW}".encode())
        self.following = ids[-1] + 1

    def hexdigest(self) -> str:
        """The hash of all that was added."""
        made = self.rows.hexdigest()
        if self.following - self.first == self.rows.count:
            return made
        return hashlib.sha256((made + self._gaps.hexdigest()).encode()).hexdigest()


class _Texts(dict[object, str]):
    """The texts of values by the values themselves, each made once; what is missing has none."""

    def joined(self, column: Sequence[object]) -> bytes:
        """The texts of a column."""
        if (text := _all_plain(column)) is not None:
            return text.encode()
        if len(self) > REMEMBERED:
            self.clear()
        return _FIELD.join(map(self.__getitem__, column)).encode()

    def __missing__(self, value: object) -> str:
        made = self[value] = "" if value is None else _plain(value)
        return made


def _all_plain(column: Sequence[object]) -> str | None:
    """The texts of a column as `_plain` has them, where it leaves all of them as they are, which is seen from them together."""
    try:
        text = _FIELD.join(cast("Sequence[str]", column))
    except TypeError:
        return None
    some_empty = text.startswith(_FIELD) or text.endswith(_FIELD) or _FIELD * 2 in text or not text
    if some_empty or '"' in text or text.count(_FIELD) >= len(column):
        return None
    return text if text.replace(_FIELD, "").isprintable() else None


def _numbers(column: Sequence[object], parts: int) -> bytes:
    """A column of integers that count so many parts of one: in the largest parts that all are whole in, whatever its digits.

    What is no 64-bit integer, which only a hand can have put there, comes to something that no column of integers comes to.
    """
    try:
        return _whole_numbers(column, parts)
    except (TypeError, OverflowError):
        return f"!{list(column)!r}".encode()


def _whole_numbers(column: Sequence[object], parts: int) -> bytes:
    first, count = column[0], len(column)
    same = first is not None and first == column[-1] and column.count(first) == count
    if same and set(map(type, column)) == {int}:  # 1.0 is equal to 1, too
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
    """Integers in the largest parts that all are whole in, and how many parts that is. Errors: `TypeError`, `OverflowError`."""
    there = cast("Sequence[int]", column)
    shared = gcd(parts, *there) if parts > 1 else 1
    return array("q", there if shared == 1 else [value // shared for value in there]), shared


Row = Sequence[object]


@record
class Part:
    """Rows of one table that belong to a batch beside its facts: the column that names the batch, those that are hashed, their order."""

    table: sa.Table
    batch: str
    columns: tuple[str, ...]
    order: tuple[str, ...] = ()


def beside(books: Books) -> tuple[Part, ...]:
    """What a batch writes besides facts, after what it superseded and restored: what it gave, what came too late, quarantine, and so on."""
    quarantine = tuple(column.name for column in books.quarantine.c if column.name != "batch_id")
    return (
        Part(books.loaded, "batch_id", ("relation", PERIOD)),
        Part(books.late, "batch_id", ("relation", PERIOD)),
        Part(books.quarantine, "batch_id", quarantine, ("row", "part")),
        Part(books.mended, "event_id", ("batch_id", "row", "how")),
        Part(books.withdrawn, "batch_id", ("withdrawn_id",)),
        Part(books.mappings, "event_id", ("relation", "header_sha256", "text")),
    )


SUPERSEDING = ("row_id", "by_row_id", PERIOD)
RESTORING = ("row_id", "origin_id")


class BesideHash:
    """The hash of what a batch wrote besides facts, part by part: what it superseded, what it restored, and each of `beside`."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()

    def add(self, rows: Iterable[Row]) -> None:
        """Rows of the part at hand, in their order."""
        coming = iter(rows)
        while several := list(islice(coming, CHUNK)):
            self._digest.update(as_texts(several))

    def text(self, rows: bytes) -> None:
        """The same as bytes that `as_text` made."""
        self._digest.update(rows)

    def next(self) -> None:
        """That was all of the part at hand."""
        self._digest.update(_PART.encode())

    def hexdigest(self) -> str:
        """The hash of all parts."""
        return self._digest.hexdigest()


_AS_JSON = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=lambda cell: {"bytes": repr(cell)}
).encode


def as_text(row: Row) -> bytes:
    """A row as it goes into the hash of a part; of bytes, which only a hand can have put there, no row that was written has the same.

    It is the text of `canonical`, by an encoder that is made once.
    """
    return (_AS_JSON(list(row)) + _ROW).encode()


def as_texts(rows: Sequence[Row]) -> bytes:
    """The same for many rows, at least one, of as many cells each; quickly where all of them are whole numbers."""
    if set(map(type, chain.from_iterable(rows))) == {int}:
        form = f"[{','.join(['%d'] * len(rows[0]))}]{_ROW}"
        return "".join(map(form.__mod__, map(tuple, rows))).encode()
    return b"".join(map(as_text, rows))


def _parts(kind: str, parts: int) -> int:
    return parts if kind == "number" else int(kind in ("date", "truth"))


def _plain(value: object) -> str:
    """Text as it is, unless it has letters that part what is hashed; no two values have the same.

    What is no text, which only a hand can have put there, begins like a text in quotes and does not end so.
    """
    if not isinstance(value, str):
        return f'"{value!r}'
    return value if value and value.isprintable() and not value.startswith('"') else canonical(value)
