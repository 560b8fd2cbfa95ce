"""The store: one database for one spec set. Opens it, makes its tables, and gives transactions that are whole or absent."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import StaticPool

from iku_dsl.problem import Text, say
from iku_dsl.program import Program
from iku_engine.errors import StoreError
from iku_engine.facts.relations import Schema, schema

BUSY_SECONDS = 60
ONE_WRITER = 0x1C0  # the lock that writers to a shared database take in turn


class Store:
    """A connection pool to one database, with the tables of one program."""

    def __init__(self, engine: sa.Engine, tables: Schema, shown: str) -> None:
        self.engine = engine
        self.schema = tables
        self.shown = shown
        self.in_memory = isinstance(engine.pool, StaticPool)

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def has_facts(self) -> bool:
        """Whether anything was ever imported."""
        with self.reading() as connection:
            return connection.execute(sa.select(self.schema.batches.c.batch_id).limit(1)).first() is not None

    def empty(self) -> None:
        """Take everything out of a store in memory, for the next in-spec test."""
        with self.writing() as connection:
            for table in reversed(self.schema.metadata.sorted_tables):
                connection.execute(table.delete())

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """One consistent view of the facts, whatever others write meanwhile."""
        with self._guarded(), self.engine.connect() as connection:
            if self.in_memory:
                yield connection
            elif connection.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN")
                try:
                    yield connection
                finally:
                    connection.exec_driver_sql("ROLLBACK")
            else:
                with connection.execution_options(isolation_level="REPEATABLE READ").begin():
                    yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """One transaction: all of it is there afterwards, or none. Waits for another writer, and says so where it takes too long."""
        with self._guarded(), self.engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                try:
                    yield connection
                except BaseException:
                    connection.exec_driver_sql("ROLLBACK")
                    raise
                connection.exec_driver_sql("COMMIT")
            else:
                with connection.begin():
                    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{BUSY_SECONDS}s'")
                    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ONE_WRITER})")
                    yield connection

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise StoreError(_what_went_wrong(error, self.shown)) from error
        except SQLAlchemyError as error:
            raise StoreError(say("store-failed", store=self.shown, detail=str(error).splitlines()[0])) from error


def _what_went_wrong(error: DBAPIError, shown: str) -> Text:
    detail = str(error.orig).splitlines()[0] if error.orig is not None else str(error)
    lowered = detail.lower()
    if "locked" in lowered or "busy" in lowered or "lock timeout" in lowered:
        return say("store-busy", store=shown)
    if "readonly" in lowered or "read-only" in lowered:
        return say("store-read-only", store=shown)
    if "full" in lowered and "disk" in lowered:
        return say("store-full", store=shown)
    if "unable to open" in lowered:
        return say("store-unreachable", store=shown)
    if "not a database" in lowered or "malformed" in lowered:
        return say("store-damaged", store=shown)
    return say("store-failed", store=shown, detail=detail)


def open_store(url: str, program: Program, *, create: bool = True, user: str = "") -> Store:
    """The store at a URL, its tables made where they are new and brought up to the specs where these changed.

    Without `create` a database file that is not there is not made: the store is then an empty one in memory.
    Errors: `StoreError` where it cannot be reached, or has rows that the specs no longer admit.
    """
    store = _connected(url, program, create)
    try:
        _prepare(store, program, user)
    except BaseException:
        store.close()
        raise
    return store


def fits(url: str, program: Program) -> bool:
    """Whether there is a store at a URL that has every table of a program already; nothing is made there."""
    from iku_engine.ledger.migrate import up_to_date

    try:
        with _connected(url, program, create=False) as store, store.reading() as connection:
            return up_to_date(connection, store.schema, program)
    except StoreError:
        return False


def _connected(url: str, program: Program, create: bool) -> Store:
    try:
        parsed = sa.make_url(url)
    except SQLAlchemyError as error:
        raise StoreError(say("store-url", store=url)) from error
    shown = parsed.render_as_string(hide_password=True)
    try:
        if parsed.get_backend_name() != "sqlite":
            engine = sa.create_engine(parsed)
        else:
            engine = _sqlite(parsed if create or not _is_new(parsed) else sa.make_url("sqlite://"))
    except (SQLAlchemyError, ImportError) as error:
        raise StoreError(say("store-url", store=shown)) from error
    return Store(engine, schema(program), shown)


def _is_new(url: sa.URL) -> bool:
    """Whether a database file is not there, though its folder is."""
    if not url.database or url.database.startswith((":memory:", "file:")):
        return False
    path = Path(url.database)
    return path.parent.is_dir() and not path.exists()


def _sqlite(url: sa.URL) -> sa.Engine:
    memory = not url.database or url.database == ":memory:"
    arguments: dict[str, object] = {"timeout": BUSY_SECONDS, "isolation_level": None}
    if memory:
        engine = sa.create_engine(url, poolclass=StaticPool, connect_args={**arguments, "check_same_thread": False})
    else:
        engine = sa.create_engine(url, connect_args=arguments)

    @sa.event.listens_for(engine, "connect")
    def _connected(connection, _record) -> None:  # type: ignore[no-untyped-def]
        connection.execute("PRAGMA foreign_keys = ON")
        if not memory:
            _write_ahead(connection)

    return engine


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Readers go on while somebody writes; where the file cannot be changed it stays as it is."""
    with suppress(sqlite3.Error):
        connection.execute("PRAGMA journal_mode = WAL")


def _prepare(store: Store, program: Program, user: str) -> None:
    from iku_engine.ledger.migrate import migrate, up_to_date

    if store.in_memory:
        with store.writing() as connection:
            store.schema.metadata.create_all(connection, checkfirst=False)
        return
    with store.reading() as connection:
        if up_to_date(connection, store.schema, program):
            return
    with store.writing() as connection:
        if not up_to_date(connection, store.schema, program):  # nobody else has done it in between
            migrate(connection, store.schema, program, user)
