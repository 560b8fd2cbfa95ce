"""Text of SQLite that is none: the driver stops at bytes that are no UTF-8, and says neither in which table nor in which row.

Bytes that somebody kept as such in the place of a text it gives as they are, and whatever reads them stops anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from iku_dsl.problem import Text, say
from iku_engine.database.digests import CHUNK

MOST_NAMED = 8  # rows of a column


def not_text(connection: sa.Connection) -> Iterator[Text]:
    """Each column with bytes or text that is not UTF-8, or with no whole number where one is to be, and in which rows; on SQLite alone.

    Tables whose rows have no number, and those that a program makes up, are none of ours: they are left out, and named elsewhere
    where they stand for one of ours.
    """
    if connection.dialect.name != "sqlite":
        return
    quote = connection.dialect.identifier_preparer.quote
    inspected = sa.inspect(connection)
    numbered = (
        connection.exec_driver_sql("SELECT name FROM pragma_table_list WHERE type = 'table' AND NOT wr").scalars().all()
    )
    for table in sorted(set(numbered) & set(inspected.get_table_names())):
        for column in inspected.get_columns(table):
            if isinstance(column["type"], sa.LargeBinary):
                continue
            cell, whole = quote(column["name"]), isinstance(column["type"], sa.Integer)
            bare = f"CASE typeof({cell}) WHEN 'text' THEN CAST({cell} AS BLOB) END"
            odd = "NOT IN ('integer', 'null')" if whole else "<> 'null'"
            query = f"SELECT rowid, {bare} FROM {quote(table)} WHERE typeof({cell}) {odd}"
            found = connection.exec_driver_sql(query, execution_options={"yield_per": CHUNK})
            numbers = [str(number) for number, content in found if whole or not _is_utf8(content)]
            if numbers:
                several = ", ".join(numbers[:MOST_NAMED]) + (", …" if len(numbers) > MOST_NAMED else "")
                key = "verify.not-whole" if whole else "verify.not-text"
                yield say(key, table=table, column=column["name"], rows=several)


@contextmanager
def any_letters(connection: sa.Connection, wanted: bool) -> Iterator[None]:
    """Where it is wanted, bytes that are no text are read as letters that stand for them, so that the rest can be read."""
    raw: Any = connection.connection.driver_connection
    if wanted:
        raw.text_factory = _readable
    try:
        yield
    finally:
        if wanted:
            raw.text_factory = str


def _is_utf8(content: bytes | None) -> bool:
    return content is not None and _readable(content).encode() == content


def _readable(content: bytes) -> str:
    return content.decode("utf-8", "replace")
