"""An engine by its name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from iku_dsl.problem import say
from iku_engine.engines.base import Engine, OfStore
from iku_engine.errors import StoreError, WrongUse

STORES = ("sqlite", "postgresql")
EXTRAS = {"duckdb": "duckdb", "spark": "spark"}  # engines beside the store, and the extra that brings them
NAMES = (*STORES, *EXTRAS)


@contextmanager
def opened(name: str, connection: sa.Connection) -> Iterator[Engine]:
    """The engine of a name, for statements about the facts of a store; the store itself where the name is empty.

    Errors: `WrongUse` for a name that there is not, or that of another store; `StoreError` where the engine is not installed.
    """
    store = connection.dialect.name
    if name in ("", store):
        yield OfStore(connection)
        return
    if name not in NAMES:
        raise WrongUse(say("engine-unknown", name=name, known=NAMES))
    if name in STORES:
        raise WrongUse(say("engine-other-store", name=name, store=store))
    try:
        if name == "duckdb":
            from iku_engine.engines.duck import Duck

            engine: Duck = Duck(connection)
        else:
            raise ImportError(name)
    except ImportError as error:
        raise StoreError(say("engine-extra", name=name, extra=EXTRAS[name])) from error
    try:
        yield engine
    finally:
        engine.close()
