"""An engine by its name.

Those beside a store stay open between evaluations, with the tables that they copied, for as long as the store says the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from threading import Lock

import sqlalchemy as sa

from iku_dsl.problem import say
from iku_engine.engines.base import Engine, Make, OfStore, Wanted
from iku_engine.engines.registry import BESIDE, MEMORY, NAMES, STORES
from iku_engine.errors import StoreError, WrongUse

State = tuple[int, str]  # the number of a store's last event, and its hash over all before it


class Kept:
    """At most one engine of a name waits; whoever asks while it is lent gets another one."""

    def __init__(self) -> None:
        self._waiting: dict[str, tuple[State, Engine]] = {}
        self._lock = Lock()

    @contextmanager
    def lent(self, name: str, connection: sa.Connection, state: State, make: Callable[[], Engine]) -> Iterator[Engine]:
        """An engine for one evaluation; its copies are those of this `state` of the store, or none yet.

        Where an evaluation fails its engine is closed, and the next one begins anew.
        """
        known = self._taken(name)
        if known is not None and known[0] != state:
            known[1].close()
            known = None
        engine = known[1] if known is not None else make()
        engine.connection = connection
        try:
            yield engine
        except BaseException:
            engine.close()
            raise
        with self._lock:
            spare = self._waiting.pop(name, None)
            self._waiting[name] = state, engine
        if spare is not None:
            spare[1].close()

    def close(self) -> None:
        """Let go of all."""
        for name in list(self._waiting):
            known = self._taken(name)
            if known is not None:
                known[1].close()

    def _taken(self, name: str) -> tuple[State, Engine] | None:
        with self._lock:
            return self._waiting.pop(name, None)


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
