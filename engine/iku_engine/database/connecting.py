"""From the URL of a store to its database: SQLite with its pragmas, or another through its driver."""

from __future__ import annotations

import os
import re
import sqlite3
import warnings
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.util import LRUCache

from iku_dsl.problem import say
from iku_dsl.records import record
from iku_engine.errors import StoreError

UNKNOWN_WORDS = {  # that SQLAlchemy does not quote, by database; tests look at all words that each reserves
    "sqlite": ("nothing", "returning", "with"),
    "postgresql": ("collation", "concurrently", "lateral", "tablesample"),
}
IN_A_ROW = 50
MOST_STEPS = 5_000_000  # of SQLite's own machine, of which a table of the schema takes some tens
# bytes of pages that SQLite keeps: with its own 2 MB an import of 100,000 rows writes pages over and over
CACHE = 16 << 20
READER_NEEDS = 64 << 10  # bytes beside a database: what SQLite keeps for all who read it
_PASSWORD = re.compile(r":(?!//)")
_OPTION = re.compile(r"(?<![^?&;\s])([^=&?;\s]++)(\s*+=)[^&;\s]*")
_SECRETS = ("passw", "pwd", "secret", "token")  # in the name of an option

# Statements as SQLite is told them. The tables of stores that are laid out alike are the same ones, and so are statements over them.
_COMPILED = LRUCache[Any, Any](1_000)


def forget_statements() -> None:
    """Keep no statement any longer: one over thousands of listed members takes as many times 10 KB."""
    _COMPILED.clear()


@record
class Database:
    """A pool of connections; the URL as it may be shown; the file that is read as one that nobody changes, where it is."""

    engine: sa.Engine
    shown: str
    unchanging: Path | None = None


def database(url: str | sa.URL, create: bool, wait: float) -> Database:
    """The database at a URL; `wait` for others is in seconds. Without `create` a file that is not there is a store in memory.

    Errors: `StoreError` for a URL that cannot be used.
    """
    try:
        parsed = sa.make_url(url)
    except (SQLAlchemyError, ValueError) as error:
        raise StoreError(say("store-url", store=hidden(str(url)))) from error
    shown = hidden(parsed.render_as_string(hide_password=True))
    try:
        if parsed.get_backend_name() != "sqlite":
            # Statements are not prepared for later ones: tables may be others by then, and a pooler may stand between.
            plain = {"prepare_threshold": None} if parsed.get_driver_name() == "psycopg" else {}
            engine = sa.create_engine(parsed, connect_args=plain)
            quote_all(engine.dialect)
            if engine.dialect.name == "postgresql":
                sa.event.listen(engine, "begin", _in_one_schema)
            return Database(engine, shown)
        path = _file(parsed)
        if path is None or path.exists() or create or not path.parent.is_dir():
            frozen = path if path is not None and _may_not_change(path) else None
            with warnings.catch_warnings():  # of options that would do nothing, such as `mode=ro` without `uri=true`
                warnings.simplefilter("error", sa.exc.SAWarning)
                return Database(_sqlite(parsed if frozen is None else _immutable(frozen), wait), shown, frozen)
        return Database(_sqlite(sa.make_url("sqlite://"), wait), shown)
    except OSError as error:  # a name that is too long, links in a circle
        raise StoreError(say("store-unreachable", store=shown)) from error
    except (SQLAlchemyError, sa.exc.SAWarning, ImportError, ValueError) as error:  # ValueError: `?timeout=abc`
        raise StoreError(say("store-url", store=shown)) from error


# The first schema that is asked of, alone: PostgreSQL's own functions come before those in it, whatever a database or role has set.
_ONE_SCHEMA = """
SELECT pg_catalog.set_config('search_path', pg_catalog.quote_ident(name), true)
FROM pg_catalog.unnest(pg_catalog.current_schemas(false)) WITH ORDINALITY AS path (name, place)
WHERE name OPERATOR(pg_catalog.<>) 'pg_catalog'::pg_catalog.name ORDER BY place USING OPERATOR(pg_catalog.<) LIMIT 1
"""


def _in_one_schema(connection: sa.Connection) -> None:
    """A transaction begins. Its own, as a pooler may give each to another session; within it no function stands for one of PostgreSQL's."""
    connection.exec_driver_sql(_ONE_SCHEMA)


def hidden(url: str) -> str:
    """A URL as it may be shown, however it is written: no password before an `@`, and none among its options."""
    before, at, behind = url.rpartition("@")
    password = _PASSWORD.search(before)
    shown = f"{before[: password.start()]}:***@{behind}" if at and password is not None else url
    return _OPTION.sub(
        lambda one: f"{one[1]}{one[2]}***" if any(word in one[1].lower() for word in _SECRETS) else one[0], shown
    )


def _file(url: sa.URL) -> Path | None:
    """The file of a database; None where it is none, or is named as a URI of its own."""
    if not url.database or url.database.startswith((":memory:", "file:")):
        return None
    return Path(url.database)


def _may_not_change(path: Path) -> bool:
    """Whether a file lies where nothing can be written, and nobody else is writing it: a reader needs a place of SQLite's there."""
    if not path.exists():
        return False
    if not os.access(path.parent, os.W_OK):
        return not wal(path).exists()
    return no_room(path.parent) and not (wal(path).exists() and wal(path).stat().st_size)


def no_room(folder: Path) -> bool:
    """Whether the disk of a folder is full; False where the system cannot tell."""
    if not hasattr(os, "statvfs"):
        return False
    found = os.statvfs(folder)
    return found.f_blocks > 0 and found.f_bavail * found.f_frsize < READER_NEEDS


def database_files(url: str) -> tuple[Path, ...]:
    """The file of a database and those that SQLite keeps beside it, whether they are there or not; none for a server."""
    try:
        parsed = sa.make_url(url)
        path = _file(parsed) if parsed.get_backend_name() == "sqlite" else None
    except (SQLAlchemyError, ValueError):
        return ()
    return (
        () if path is None else (path, *(path.with_name(f"{path.name}{end}") for end in ("-wal", "-shm", "-journal")))
    )


def run_all(connection: sa.Connection, statements: Iterable[str]) -> None:
    """Runs statements without values: all at once where the database takes more than one."""
    if connection.dialect.name == "postgresql":
        statements = [";\n".join(statements)]
    for statement in statements:
        connection.exec_driver_sql(statement, execution_options={"no_parameters": True})


def wal(path: Path) -> Path:
    """Where SQLite writes ahead."""
    return path.with_name(path.name + "-wal")


def _immutable(path: Path) -> sa.URL:
    query = {"mode": "ro", "immutable": "1", "uri": "true"}
    return sa.URL.create("sqlite", database=f"file:{quote(str(path.absolute()))}", query=query)


def _sqlite(url: sa.URL, wait: float) -> sa.Engine:
    memory = not url.database or url.database == ":memory:"
    arguments: dict[str, object] = {"timeout": wait, "isolation_level": None}
    if memory:
        engine = sa.create_engine(url, poolclass=StaticPool, connect_args={**arguments, "check_same_thread": False})
    else:
        engine = sa.create_engine(url, connect_args=arguments)

    engine = sa.Engine(engine.pool, _dialect(), engine.url, execution_options={"compiled_cache": _COMPILED})

    @sa.event.listens_for(engine, "connect")
    def _connected(connection, _record) -> None:  # type: ignore[no-untyped-def]
        connection.execute("PRAGMA foreign_keys = ON")
        if not memory:
            if _read_schema(connection):
                _write_ahead(connection)
        connection.execute(f"PRAGMA cache_size = -{CACHE >> 10}")  # reads the schema, too

    return engine


@cache
def _dialect() -> sa.Dialect:
    """SQLite as it is spoken in this process: one for all stores, as what is compiled is kept by the dialect that it was compiled for."""
    engine = sa.create_engine("sqlite://", poolclass=StaticPool)
    engine.connect().close()  # it asks the first connection what there is
    engine.dispose()
    engine.dialect.statement_compiler = type("Shallow", (_Shallow, engine.dialect.statement_compiler), {})
    quote_all(engine.dialect)
    return engine.dialect


def quote_all(dialect: sa.Dialect, more: Collection[str] = ()) -> None:
    """Quote the words, too, of which SQLAlchemy does not know that a database reserves them, and some `more`."""
    names = dialect.identifier_preparer
    names.reserved_words = {*names.reserved_words, *UNKNOWN_WORDS.get(dialect.name, ()), *more}


class _Shallow(SQLCompiler):
    """Writes what is asked of hundreds of columns, or batches, in groups: SQLite takes no expression of more than 1,000 parts in a row."""

    def _generate_delimited_list(self, elements: Sequence[Any], separator: str, **how: Any) -> str:
        if separator not in (" AND ", " OR ") or len(elements) <= IN_A_ROW:
            return super()._generate_delimited_list(elements, separator, **how)  # type: ignore[no-untyped-call, no-any-return]
        return _grouped([one._compiler_dispatch(self, **how) for one in elements], separator)

    def _generate_delimited_and_list(self, clauses: Sequence[Any], **how: Any) -> str:
        if len(clauses) <= IN_A_ROW:
            return super()._generate_delimited_and_list(clauses, **how)  # type: ignore[no-untyped-call, no-any-return]
        return self._generate_delimited_list([sa.and_(*clauses)], " AND ", **how)


def _grouped(parts: Sequence[str], separator: str) -> str:
    """Parts of one kind, no more than so many beside each other, and no more than so many groups of them."""
    while len(parts) > IN_A_ROW:
        groups = (parts[at : at + IN_A_ROW] for at in range(0, len(parts), IN_A_ROW))
        parts = [f"({separator.join(some)})" for some in groups]
    return separator.join(parts)


def _read_schema(connection: sqlite3.Connection) -> bool:
    """Have SQLite read the schema of a file in so many steps: that of a stranger's file may be a tree without an end.

    Whether the file is a store, or empty: how another program's file is written is not ours to change. A file with texts in UTF-16 is
    refused: it puts members in another order than every engine does.
    """
    connection.set_progress_handler(lambda: 1, MOST_STEPS)
    try:
        count, ours = connection.execute(
            "SELECT count(*), total(name IN ('iku_about', 'iku_event')) FROM sqlite_master"
        ).fetchone()
        (letters,) = connection.execute("PRAGMA encoding").fetchone()
        if letters != "UTF-8":
            raise sqlite3.DatabaseError(f"the text of this file is {letters}")
        return ours == 2 or not count
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
            raise
        raise sqlite3.DatabaseError("database disk image is malformed") from error
    finally:
        connection.set_progress_handler(None, 0)


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Readers go on while somebody writes; where the file cannot be changed it stays as it is."""
    with suppress(sqlite3.Error):
        connection.execute("PRAGMA journal_mode = WAL")
