"""The store: one database for one spec set, and its transactions, which are whole or absent."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from types import TracebackType

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import StaticPool

from iku_dsl.files_read import Stamp, stamp
from iku_dsl.problem import Text, say
from iku_dsl.program import Program
from iku_engine.book_texts import BROKEN
from iku_engine.database.bulk import all_taken
from iku_engine.database.chain import signer
from iku_engine.database.connecting import database, no_room, wal
from iku_engine.database.enforced import TURN
from iku_engine.database.integrity import DENIED, not_text, what_went_wrong
from iku_engine.database.relations import LONGEST_NAME, Schema, schema
from iku_engine.database.rights import whose
from iku_engine.engines.opening import Kept
from iku_engine.errors import StoreError
from iku_engine.long_work import WORK, undisturbed
from iku_engine.store.shapes import known_shapes

BUSY_SECONDS = 60
MAKING = 0x1C0  # the lock of those who make a store in a shared database, where there are no turns yet


class Store:
    """A connection pool to one database, with the tables of one program."""

    def __init__(
        self, engine: sa.Engine, tables: Schema, program: Program, shown: str, unchanging: Path | None = None
    ) -> None:
        """`tables` are those of the program; `unchanging` is the file of a database, where it is read as one that nobody changes."""
        self.engine = engine
        self.schema = tables
        self.program = program
        self.shown = shown
        self.unchanging = unchanging
        self.in_memory = isinstance(engine.pool, StaticPool)
        self.kept = Kept()
        self.follows = True  # whether it follows the specs; not where stored rows are in the way, and are to be mended
        self._declared: Mapping[str, str] = {}  # what each relation was when this was opened, and still must be
        self._seen = 0  # the event until which that was looked at

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database, and of the engines beside it."""
        self.kept.close()
        self.engine.dispose()

    def rely_on(self, declared: Mapping[str, str], follows: bool = True) -> None:
        """From now on refuse every transaction in which a relation is not what it is declared as: its numbers may mean something else."""
        self._declared, self.follows = declared, follows

    def has_facts(self) -> bool:
        """Whether anything was ever imported."""
        with self.reading() as connection:
            return connection.execute(sa.select(self.schema.batches.c.batch_id).limit(1)).first() is not None

    def signer(self, user: str) -> str:
        """Who signs what is written here, where `user` is who wants to."""
        with self.reading() as connection:
            return signer(connection, user)

    @contextmanager
    def rolled_back(self) -> Iterator[sa.Connection]:
        """What is written here is seen here alone, and taken back at the end: an in-spec test in a store in memory."""
        with self._guarded(), self.engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            try:
                yield connection
            finally:
                _roll_back(connection)

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """One consistent view of the facts, whatever others write meanwhile."""
        with self._guarded(), self._held(), self.engine.connect() as connection:
            if self.in_memory:
                yield connection
            elif connection.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN")
                try:
                    self._still_declared(connection)
                    yield connection
                finally:
                    _roll_back(connection)
            else:
                with connection.execution_options(isolation_level="REPEATABLE READ").begin():
                    self._still_declared(connection)
                    yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """One transaction: all of it is there afterwards, or none. Waits for another writer, and says so where it takes too long."""
        with self._guarded(), self.engine.connect() as connection:
            sa.event.listen(connection, "after_execute", all_taken)
            if connection.dialect.name == "sqlite":
                if self.unchanging is not None and no_room(self.unchanging.parent):
                    raise StoreError(say("store-full", store=self.shown))
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                try:
                    self._still_declared(connection)
                    yield connection
                    with undisturbed():
                        connection.exec_driver_sql("COMMIT")
                        WORK.changes += not self.in_memory
                except BaseException:
                    _roll_back(connection)
                    raise
            else:
                with connection.begin() as transaction:
                    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {max(1, int(BUSY_SECONDS * 1000))}")
                    _take_turn(connection)
                    self._still_declared(connection)
                    yield connection
                    with undisturbed():
                        transaction.commit()
                        WORK.changes += 1

    def _still_declared(self, connection: sa.Connection) -> None:
        if not self._declared:
            return
        last = connection.execute(sa.select(sa.func.max(self.schema.shapes.c.event_id))).scalar() or 0
        if last != self._seen:
            known = known_shapes(connection, self.schema)
            if any(known.get(name) != text for name, text in self._declared.items()):
                raise StoreError(say("store-other-specs", store=self.shown))
            self._seen = last

    @contextmanager
    def _held(self) -> Iterator[None]:
        """Says so where a file that is read without locks was changed meanwhile."""
        before = _stamp(self.unchanging)
        yield
        if _stamp(self.unchanging) != before:
            raise StoreError(say("store-busy", store=self.shown))

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        driver = self.engine.dialect.loaded_dbapi.Error
        try:
            yield
        except DBAPIError as error:
            found = self.changed_by_hand() if _is_of_driver(error.orig) else None
            raise (found or StoreError(self._told(error.orig or error, error.statement or ""))) from error
        except SQLAlchemyError as error:
            raise StoreError(say("store-failed", store=self.shown, detail=str(error).splitlines()[0])) from error
        except driver as error:
            raise StoreError(self._told(error, "")) from error
        except (*BROKEN, AssertionError) as error:  # what somebody put there stops us anywhere
            found = self.changed_by_hand()
            if found is None:
                raise
            raise found from error

    def changed_by_hand(self) -> StoreError | None:
        """What somebody changed here by hand, as an error for whoever stopped at it."""
        found = self._changed_by_hand()
        return StoreError(say("store-not-text", store=self.shown, found=found)) if found is not None else None

    def _changed_by_hand(self) -> Text | None:
        """The first column with values of another type, or the first damage; None where there is none, or nothing can be asked."""
        from iku_engine.database.integrity import damages

        with suppress(SQLAlchemyError), self.engine.connect() as connection:
            return next(chain(not_text(connection), damages(connection)), None)
        return None

    def _told(self, error: BaseException, statement: str) -> Text:
        """What went wrong; where a right was missing, also who has it."""
        if getattr(error, "sqlstate", None) == DENIED:
            detail = str(error).partition("\n")[0]
            roles = whose(self.schema, statement, detail)
            if roles:
                return say("store-denied.role", store=self.shown, roles=roles, detail=detail)
        return what_went_wrong(error, self.shown)


def _is_of_driver(error: BaseException | None) -> bool:
    """Whether SQLite's driver stopped by itself: at bytes that are no text. What SQLite says has a number."""
    return isinstance(error, sqlite3.OperationalError) and not hasattr(error, "sqlite_errorcode")


def _take_turn(connection: sa.Connection) -> None:
    """Wait for another writer; who may not write takes no turn, and so keeps nobody from theirs."""
    may = connection.exec_driver_sql(f"SELECT has_function_privilege(to_regprocedure('{TURN}()'), 'EXECUTE')").scalar()
    if may is None:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MAKING})")
    elif may:
        connection.exec_driver_sql(f"SELECT {TURN}()")


def _roll_back(connection: sa.Connection) -> None:
    """What was begun is undone; a full disk may have undone it already."""
    with suppress(SQLAlchemyError), undisturbed():
        connection.exec_driver_sql("ROLLBACK")


def _stamp(path: Path | None) -> tuple[Stamp, bool] | None:
    return (stamp(path.stat()), wal(path).exists()) if path is not None else None


def connected(url: str, program: Program, create: bool) -> Store:
    """The store at a URL as it is. Errors: `StoreError` where it cannot be reached, or has no room for long names."""
    found = database(url, create, BUSY_SECONDS)
    tables = schema(program)
    if found.engine.dialect.name == "postgresql":
        long = next((c.name for table in tables.metadata.sorted_tables for c in table.c if _too_long(c.name)), None)
        if long is not None:
            raise StoreError(say("store-name", store=found.shown, name=long, limit=LONGEST_NAME))
    return Store(found.engine, tables, program, found.shown, found.unchanging)


def _too_long(name: str) -> bool:
    return len(name.encode()) > LONGEST_NAME
