"""An engine by its name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from iku_dsl.problem import say
from iku_engine.engines.base import Engine, OfStore
from iku_engine.errors import StoreError, WrongUse

STORES = ("sqlite", "postgresql")
EXTRAS = {"duckdb": "duckdb", "spark": "spark"}  # engines beside the store, and the extra that brings them
SPARKS = ("sc://", "local[")  # how the address of a Spark starts
NAMES = (*STORES, *EXTRAS)


@contextmanager
def opened(name: str, connection: sa.Connection, *, files: bool = False) -> Iterator[Engine]:
    """The engine of a name, for statements about the facts of a store; the store itself where the name is empty.

    The address of a Spark, `sc://host:port` or `local[2]`, is a name as well. With `files` the engine also has what is bound to files,
    which DuckDB reads.
    Errors: `WrongUse` for a name that there is not, or that of another store; `StoreError` where the engine is not installed.
    """
    store = connection.dialect.name
    if name in ("", store) and not files:
        yield OfStore(connection)
        return
    address = name if name.startswith(SPARKS) else ""
    name = "spark" if address else name
    if name not in NAMES:
        raise WrongUse(say("engine-unknown", name=name, known=NAMES))
    if name in STORES:
        raise WrongUse(say("engine-other-store", name=name, store=store))
    try:
        if name == "duckdb":
            from iku_engine.engines.duck import Duck

            engine: Any = Duck(connection)
        else:
            from iku_engine.engines.spark import Spark

            engine = Spark(connection, address, files=files)
    except ImportError as error:
        raise StoreError(say("engine-extra", name=name, extra=EXTRAS[name])) from error
    try:
        yield engine
    finally:
        engine.close()
