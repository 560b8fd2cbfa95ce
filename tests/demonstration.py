"""The demonstration's specs with its facts in a store in memory, for tests that look at its results."""

from __future__ import annotations

import atexit
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from iku_dsl.check import check
from iku_dsl.period import Period
from iku_dsl.program import Program
from iku_engine.facts.importing import import_file
from iku_engine.store import Store, open_store

SPECS = Path(__file__).resolve().parent.parent / "indicator_specs" / "kemensos"
FACTS = SPECS / "fakta"
NAMES = ("daerah", "perjanjian", "asistensi", "espm", "lke", "lhe", "daftar", "monev")
YEARS = tuple(Period(year) for year in range(2022, 2026))


@contextmanager
def demonstration() -> Iterator[tuple[Store, Program]]:
    """A store of one's own: a copy of one that was filled once."""
    original, program = _filled()
    with open_store("sqlite://", program) as store:
        with original.engine.connect() as old, store.engine.connect() as new:
            old.connection.driver_connection.backup(new.connection.driver_connection)  # type: ignore[union-attr]
        yield store, program


@cache
def _filled() -> tuple[Store, Program]:
    program = check([SPECS]).program
    store = open_store("sqlite://", program)
    atexit.register(store.close)
    for name in NAMES:
        report = import_file(store, program, FACTS / f"{name}.csv", name, user="test")
        assert report.rejected_total == 0
    import_file(store, program, FACTS / "asistensi-2021.csv", "asistensi", period=Period(2021), user="test")
    return store, program
