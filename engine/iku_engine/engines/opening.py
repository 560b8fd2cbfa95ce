"""An engine by its name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from iku_dsl.problem import say
from iku_engine.engines.base import Engine, OfStore
from iku_engine.engines.kept import Kept, State
from iku_engine.errors import StoreError, WrongUse

STORES = ("sqlite", "postgresql")
EXTRAS = {"duckdb": "duckdb", "spark": "spark"}  # engines beside the store, and the extra that brings them
SPARKS = ("sc://", "local[")  # how the address of a Spark starts
NAMES = (*STORES, *EXTRAS)


@contextmanager
def opened(
    name: str, connection: sa.Connection, *, files: bool = False, kept: tuple[Kept, State] | None = None
) -> Iterator[Engine]:
    """The engine of a name, for statements about the facts of a store; the store itself where the name is empty.

    The address of a Spark, `sc://host:port` or `local[2]`, is a name as well. With `files` the engine also has what is bound to files,
    which DuckDB reads. What is `kept` is lent where it has the tables of this state of the store, and waits there afterwards.
    Errors: `WrongUse` for a name that there is not, or that of another store; `StoreError` where the engine is not installed.
    """
    store = connection.dialect.name
    if name in ("", store) and not files:
        yield OfStore(connection)
        return
    if not name.startswith(SPARKS):
        if name not in NAMES:
            raise WrongUse(say("engine-unknown", name=name, known=NAMES))
        if name in STORES:
            raise WrongUse(say("engine-other-store", name=name, store=store))
    if kept is not None and not files:
        lender, state = kept
        with lender.lent(name, connection, state, lambda: _made(name, connection)) as engine:
            yield engine
        return
    engine = _made(name, connection, files=files)
    try:
        yield engine
    finally:
        engine.close()


def _made(name: str, connection: sa.Connection, *, files: bool = False) -> Engine:
    try:
        if name == "duckdb":
            from iku_engine.engines.duck import Duck

            return Duck(connection)
        from iku_engine.engines.spark import Spark

        return Spark(connection, name if name.startswith(SPARKS) else "", files=files)
    except ImportError as error:
        known = "duckdb" if name == "duckdb" else "spark"
        raise StoreError(say("engine-extra", name=known, extra=EXTRAS[known])) from error
