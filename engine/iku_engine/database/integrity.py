"""What is wrong with a database itself, as sentences for people: what a driver says, what is damaged, text that is none.

Damage is in its pages, in an index beside its table, in a foreign key; it is found by what the database has for that. SQLite's driver
stops at bytes that are no UTF-8, and says neither in which table nor in which row; bytes that somebody kept as such in the place of a
text it gives as they are, and whatever reads them stops anywhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from iku_dsl.problem import Text, say
from iku_engine.database.digests import CHUNK, TOGETHER

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
    "the text of this file is utf-16": "store-letters",
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

_AMCHECK = "SELECT quote_ident(n.nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'amcheck'"


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
    check = connection.exec_driver_sql(_AMCHECK).scalar()
    if check is None:
        return
    count = 0
    for name in connection.exec_driver_sql(_INDEXES).scalars().all():
        part = connection.begin_nested()
        try:
            connection.execute(sa.text(f"SELECT {check}.bt_index_check(CAST(:name AS regclass), true)"), {"name": name})
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
_TABLES = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT wr ORDER BY name"
_INDEXED = """
SELECT i.name, x.name FROM pragma_index_list(?) i, pragma_index_xinfo(i.name) x WHERE NOT i.partial AND x.cid >= 0 ORDER BY i.seq, x.seqno
"""
# By what the type of a column has in its name: the kind of its cells, and the sentence where they are of another.
_KINDS = {"INT": ("integer", "verify.not-whole"), "BLOB": ("blob", "verify.not-bytes")}
_TEXTS = ("text", "verify.not-text")


def other_kinds(connection: sa.Connection, hashed: Collection[str] = ()) -> Iterator[Text]:
    """Each column with cells of another kind than it was made for, and in which rows; on SQLite alone, where a cell may be anything.

    What compares as equal need not be the same: 1.0 is divided otherwise than 1. An index has cells of its own, and is looked at by itself;
    of tables whose cells are all `hashed`, where each kind has a hash of its own, the indexes alone are. Tables whose rows have no number,
    and those that a program makes up, are none of ours: they are left out, and named elsewhere where they stand for one of ours.
    """
    if connection.dialect.name != "sqlite":
        return
    quote = connection.dialect.identifier_preparer.quote
    for (table,) in connection.exec_driver_sql(_TABLES).all():
        described = connection.exec_driver_sql("SELECT name, type FROM pragma_table_info(?)", (table,))
        columns: dict[str, tuple[str, str]] = {
            name: next((kind for part, kind in _KINDS.items() if part in made.upper()), _TEXTS)
            for name, made in described
        }
        read: dict[str, list[str]] = {} if table in hashed else {"NOT INDEXED": list(columns)}
        for index, column in connection.exec_driver_sql(_INDEXED, (table,)):
            read.setdefault(f"INDEXED BY {quote(index)}", []).append(column)
        told: set[str] = set()
        for way, names in read.items():
            lying = f"FROM {quote(table)} {way} WHERE"
            odd = {name: f"typeof({quote(name)}) NOT IN ('{columns[name][0]}', 'null')" for name in names}
            if not _any(connection, lying, list(odd.values())):
                continue
            for name in (name for name in names if name not in told):
                if rows := _some_rows(connection, f"{lying} {odd[name]} ORDER BY rowid"):
                    told.add(name)
                    yield say(columns[name][1], table=table, column=name, rows=rows)


def _any(connection: sa.Connection, lying: str, odd: Sequence[str]) -> bool:
    """Whether one of some conditions holds in any row; so many at once as SQLite takes in one."""
    parts = (odd[at : at + TOGETHER] for at in range(0, len(odd), TOGETHER))
    return any(
        connection.exec_driver_sql(f"SELECT 1 {lying} {' OR '.join(part)} LIMIT 1").first() is not None
        for part in parts
    )


def _some_rows(connection: sa.Connection, where: str) -> str:
    found = connection.exec_driver_sql(f"SELECT rowid {where} LIMIT {MOST_NAMED + 1}").scalars().all()
    return _named([str(number) for number in found])


def _named(numbers: Sequence[str]) -> str:
    return ", ".join(numbers[:MOST_NAMED]) + (", …" if len(numbers) > MOST_NAMED else "")


def not_text(connection: sa.Connection) -> Iterator[Text]:
    """Each column with text that is not UTF-8, or with cells of another kind, and in which rows; on SQLite alone."""
    if connection.dialect.name != "sqlite":
        return
    yield from other_kinds(connection)
    quote = connection.dialect.identifier_preparer.quote
    for (table,) in connection.exec_driver_sql(_TABLES).all():
        for column in connection.exec_driver_sql("SELECT name FROM pragma_table_info(?)", (table,)).scalars().all():
            cell = quote(column)
            query = f"SELECT rowid, CAST({cell} AS BLOB) FROM {quote(table)} WHERE typeof({cell}) = 'text'"
            found = connection.exec_driver_sql(query, execution_options={"yield_per": CHUNK})
            if numbers := [str(number) for number, content in found if not _is_utf8(content)]:
                yield say("verify.not-text", table=table, column=column, rows=_named(numbers))


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


def _is_utf8(content: bytes) -> bool:
    return _readable(content).encode() == content


def _readable(content: bytes) -> str:
    return content.decode("utf-8", "replace")
