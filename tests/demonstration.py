"""The demonstration's specs with its facts in a store in memory, for tests that look at its results."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fresh_store import fresh_store

from iku_dsl.check import check
from iku_dsl.period import Period
from iku_dsl.program import Program
from iku_engine.facts.importing import import_file
from iku_engine.store import Store

SPECS = Path(__file__).resolve().parent.parent / "indicator_specs" / "kemensos"
FACTS = SPECS / "fakta"
NAMES = ("daerah", "perjanjian", "asistensi", "espm", "lke", "lhe", "daftar", "monev")
YEARS = tuple(Period(year) for year in range(2022, 2026))


@contextmanager
def demonstration() -> Iterator[tuple[Store, Program]]:
    program = check([SPECS]).program
    with fresh_store(program) as store:
        for name in NAMES:
            report = import_file(store, program, FACTS / f"{name}.csv", name, user="test")
            assert report.rejected_total == 0
        import_file(store, program, FACTS / "asistensi-2021.csv", "asistensi", period=Period(2021), user="test")
        yield store, program
