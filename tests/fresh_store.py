"""Empty stores in memory for tests: one that was used is emptied and used again, as making one costs more than most tests do with it."""

from __future__ import annotations

import atexit
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from iku_dsl.program import Program
from iku_engine.migrate.opening import open_store
from iku_engine.store.store import Store

MOST = 6  # are kept, each for the program that it was made for
KEPT: list[tuple[Program, Store]] = []


@contextmanager
def fresh_store(program: Program) -> Iterator[Store]:
    """A store with nothing in it. Several may be open at once; one in which a test failed is not used again."""
    place = next((place for place, (known, _) in enumerate(KEPT) if known is program), None)
    if place is None:
        store = open_store("sqlite://", program)
    else:
        store = KEPT.pop(place)[1]
        emptied(store)
    try:
        yield store
    except BaseException:
        store.close()
        raise
    KEPT.append((program, store))
    if len(KEPT) > MOST:
        KEPT.pop(0)[1].close()


def emptied(store: Store) -> None:
    """Take everything out of a store in memory."""
    with store.engine.connect() as connection:
        tables = reversed(store.schema.metadata.sorted_tables)
        lines = ["BEGIN", *(str(table.delete().compile(store.engine)) for table in tables), "COMMIT"]
        driver: Any = connection.connection.driver_connection
        driver.executescript(";".join(lines))


@atexit.register
def _close_all() -> None:
    for _, store in KEPT:
        store.close()
