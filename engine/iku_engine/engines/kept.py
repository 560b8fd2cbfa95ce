"""Engines beside a store that stay open between evaluations, with the tables that they copied, for as long as the store says the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

import sqlalchemy as sa

from iku_engine.engines.base import Engine

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
