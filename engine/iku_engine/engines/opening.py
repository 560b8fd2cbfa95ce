"""An engine by its name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

import sqlalchemy as sa

from iku_dsl.problem import say
from iku_engine.engines.base import Engine, Make, OfStore, Wanted
from iku_engine.engines.kept import Kept, State
from iku_engine.engines.registry import BESIDE, NAMES, STORES
from iku_engine.errors import StoreError, WrongUse

MEMORY = re.compile(r"[1-9][0-9]{0,5}[MG]B")  # DuckDB counts bytes in 64 bits


@contextmanager
def opened(
    name: str, connection: sa.Connection, *, files: bool = False, kept: tuple[Kept, State] | None = None
) -> Iterator[Engine]:
    """The engine of a name, for statements about the facts of a store; the store itself where the name is empty.

    The address of a Spark, `sc://host:port` or `local[2]`, is a name as well, and so is `duckdb:2GB`, with how much memory it may take.
    With `files` the engine also has what is bound to files, which DuckDB reads. What is `kept` is lent where it has the tables of this
    state of the store, and waits there afterwards.
    Errors: `WrongUse` for a name that there is not, or that of another store; `StoreError` where the engine is not installed.
    """
    store = connection.dialect.name
    if name in ("", store) and not files:
        yield OfStore(connection)
        return
    kind, memory = kind_of(name)
    if kind not in NAMES:
        raise WrongUse(say("engine-unknown", name=name, known=NAMES))
    if kind in STORES:
        raise WrongUse(say("engine-other-store", name=name, store=store))
    if memory and not MEMORY.fullmatch(memory):
        raise WrongUse(say("engine-memory", memory=memory))
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


def kind_of(name: str) -> tuple[str, str]:
    """The engine that a name means, and how much memory it may take where that is said."""
    for kind, one in BESIDE.items():
        if one.addresses and name.startswith(one.addresses):
            return kind, ""
    kind, _, memory = name.partition(":")
    return (kind, memory) if kind in BESIDE and BESIDE[kind].sized and memory else (name, "")


def _made(name: str, connection: sa.Connection, *, files: bool = False) -> Engine:
    kind, memory = kind_of(name)
    try:
        make: Make = import_module(BESIDE[kind].module).make
        return make(connection, Wanted(name if name != kind and not memory else "", memory, files))
    except ImportError as error:
        raise StoreError(say("engine-extra", name=kind, extra=BESIDE[kind].extra)) from error
