"""What is wrong with a database itself, as sentences for people: what a driver says, what is damaged, text that is none.

Damage is in its pages, in an index beside its table, in a foreign key; it is found by what the database has for that. SQLite's driver
stops at bytes that are no UTF-8, and says neither in which table nor in which row; bytes that somebody kept as such in the place of a
text it gives as they are, and whatever reads them stops anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from iku_dsl.problem import Text, say
from iku_engine.database.digests import CHUNK

DENIED = "42501"
# By the state that PostgreSQL gives (its appendix A), or the beginning of it.
_STATES = {
    DENIED: "store-denied",
    "55P03": "store-busy",
    "40P01": "store-busy",
    "40001": "store-busy",
    "53300": "store-busy",
    "53100": "store-full",
    "25006": "store-read-only",
    "08": "store-unreachable",
    "57P": "store-unreachable",
    "3D000": "store-unreachable",
}
# What `database.enforced` refuses, by the state that it gives.
GUARDS = {
    "IK001": "guard.turn",
    "IK002": "guard.stray",
    "IK003": "guard.signer",
    "IK004": "guard.time",
    "IK005": "guard.sealed",
    "IK006": "guard.books",
    "IK007": "guard.late",
    "IK008": "guard.step",
    "IK009": "guard.run",
}
# By words of SQLite, and of PostgreSQL where it gives no state.
_WORDS = {
    "locked": "store-busy",
    "busy": "store-busy",
    "readonly": "store-read-only",
    "read-only": "store-read-only",
    "is full": "store-full",
    "no space left": "store-full",
    "unable to open": "store-unreachable",
    "not a database": "store-damaged",
    "malformed": "store-damaged",
    "disk i/o error": "store-disk",
}


def what_went_wrong(error: BaseException, shown: str) -> Text:
    """The sentence for an error of a driver; `shown` is the store as people call it."""
    lines = str(error).splitlines() or [type(error).__name__]
    state = getattr(error, "sqlstate", None) or ""
    for start, key in _STATES.items():
        if state.startswith(start):
            return say(key, store=shown, detail=lines[0])
    if state in GUARDS:
        return say("store-guard", store=shown, why=GUARDS[state], detail=lines[0].removeprefix("iku-engine: "))
    lowered = lines[0].lower()
    for words, key in _WORDS.items():
        if words in lowered:
            return say(key, store=shown)
    if "connection" in lowered and not state:
        return say("store-refused", store=shown, detail=lines[-1].strip())
    return say("store-failed", store=shown, detail=lines[0])


SHOWN = 20  # findings of one check
_INDEXES = """
SELECT c.oid::regclass::text FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
JOIN pg_am m ON m.oid = c.relam
WHERE m.amname = 'btree' AND t.relnamespace = current_schema()::regnamespace AND t.relpersistence <> 't' ORDER BY 1
"""


def damages(connection: sa.Connection) -> Iterator[Text]:
    """What is damaged, a sentence each; no more than a few of a kind."""
    if connection.dialect.name == "sqlite":
        yield from _sqlite(connection)
    else:
        yield from _postgres(connection)


def _sqlite(connection: sa.Connection) -> Iterator[Text]:
    try:
        for (found,) in connection.exec_driver_sql(f"PRAGMA integrity_check({SHOWN})").all():
            if found != "ok":
                yield say("verify.integrity", detail=str(found))
    except DBAPIError as error:
        yield say("verify.integrity", detail=str(error.orig))
        return
    tables: dict[str, int] = {}
    for table, *_ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        tables[str(table)] = tables.get(str(table), 0) + 1
    for name, count in tables.items():
        yield say("verify.foreign", table=name, count=count)


def _postgres(connection: sa.Connection) -> Iterator[Text]:
    """By `amcheck`, where it is installed and may be used; rows are read without indexes anyway."""
    if connection.exec_driver_sql("SELECT 1 FROM pg_extension WHERE extname = 'amcheck'").first() is None:
        return
    count = 0
    for name in connection.exec_driver_sql(_INDEXES).scalars().all():
        part = connection.begin_nested()
        try:
            connection.execute(sa.text("SELECT bt_index_check(CAST(:name AS regclass), true)"), {"name": name})
        except DBAPIError as error:
            part.rollback()
            if getattr(error.orig, "sqlstate", "") == DENIED:  # who may not look is told nothing
                return
            yield say("verify.integrity", detail=f"{name}: {error.orig}")
            count += 1
            if count == SHOWN:
                return
        else:
            part.commit()


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
