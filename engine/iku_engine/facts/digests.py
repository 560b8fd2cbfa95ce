"""Hashes over stored rows. They are taken over the text of each value, which stays the same when a column keeps more digits later."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import cast

import sqlalchemy as sa

from iku_dsl.program import Column
from iku_dsl.types import Kind
from iku_engine.facts.books import PERIOD, Books
from iku_engine.facts.relations import NOT_APPLICABLE_PREFIX, Relation
from iku_engine.facts.stage import LINE, value_names

CHUNK = 10_000
_FIELD, _ROW = "\x1f", "\x1e"


def rows_digest(connection: sa.Connection, relation: Relation, rows: tuple[int, int]) -> str:
    """The hash of the rows from one row id to another, in the order in which they came: line, period, keys and values."""
    table = relation.table
    names = [LINE, PERIOD, *(relation.key_column(d).name for d in relation.dimensions), *value_names(relation)]
    texts = [_text_of(relation, name) for name in names]
    query = sa.select(*(table.c[name] for name in names)).where(table.c.row_id.between(*rows)).order_by(table.c.row_id)
    digest = hashlib.sha256()
    for chunk in connection.execute(query, execution_options={"yield_per": CHUNK}).partitions():
        digest.update("".join(_line(texts, row) for row in chunk).encode())
    return digest.hexdigest()


def books_digest(connection: sa.Connection, books: Books, relation: Relation, batch: int) -> str:
    """The hash of what else a batch wrote: which rows it superseded, what it gave, what came too late, and its quarantine."""
    gone = relation.superseded
    digest = hashlib.sha256()
    for table, columns in (
        (gone, [gone.c.row_id, gone.c.by_row_id, gone.c[PERIOD]]),
        (books.loaded, [books.loaded.c.relation, books.loaded.c[PERIOD]]),
        (books.late, [books.late.c.relation, books.late.c[PERIOD]]),
        (books.quarantine, [c for c in books.quarantine.c if c.name != "batch_id"]),
    ):
        query = sa.select(*columns).where(table.c.batch_id == batch).order_by(*columns)
        for rows in connection.execute(query, execution_options={"yield_per": CHUNK}).partitions():
            digest.update("".join(_FIELD.join(str(value) for value in row) + _ROW for row in rows).encode())
        digest.update(b"\x1d")
    return digest.hexdigest()


def _line(texts: Iterable[Callable[[object], str]], row: Iterable[object]) -> str:
    return _FIELD.join([text(value) for text, value in zip(texts, row, strict=True)]) + _ROW


def _text_of(relation: Relation, name: str) -> Callable[[object], str]:
    """How a stored column is written in a hash."""
    column = relation.columns.get(name)
    if column is None and name.startswith(NOT_APPLICABLE_PREFIX):
        return _truth
    if column is None or column.type.kind is not Kind.NUMBER:
        return _plain
    return _figure(column)


def _plain(value: object) -> str:
    return "" if value is None else str(value)


def _truth(value: object) -> str:
    return "1" if value else ""


def _figure(column: Column) -> Callable[[object], str]:
    parts = column.parts
    digits = len(str(parts)) - 1
    if parts != 10**digits:  # hours and minutes are kept by the second
        return lambda value: "" if value is None else str(Fraction(cast("int", value), parts))

    def text(value: object) -> str:
        if value is None:
            return ""
        figure = str(value)
        if not digits:
            return figure
        sign, figure = ("-", figure[1:]) if figure[0] == "-" else ("", figure)
        figure = figure.rjust(digits + 1, "0")
        end = figure[-digits:].rstrip("0")
        return f"{sign}{figure[:-digits]}.{end}" if end else f"{sign}{figure[:-digits]}"

    return text
