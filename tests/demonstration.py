"""The demonstration's specs with its facts in a store in memory, for tests that look at its results."""

from __future__ import annotations

import atexit
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from iku_dsl.check import check
from iku_dsl.period import Period
from iku_dsl.program import Program
from iku_engine.facts.importing import import_file
from iku_engine.store import Store, open_store

SPECS = Path(__file__).resolve().parent.parent / "indicator_specs" / "kemensos"
FACTS = SPECS / "fakta"
NAMES = ("daerah", "perjanjian", "asistensi", "espm", "lke", "lhe", "daftar", "monev")
YEARS = tuple(Period(year) for year in range(2022, 2026))
OF_REGIONS = {"daerah": 0, "asistensi": 1, "espm": 1, "asistensi-2021": 0}  # where the code of the region stands
FEWER = ("11", "12")  # provinces with 58 of 552 regions, more than a table of a document lists


@contextmanager
def demonstration(provinces: tuple[str, ...] = ()) -> Iterator[tuple[Store, Program]]:
    """A store of one's own, with all facts or of regions those of some provinces alone: a copy of one that was filled once."""
    original, program = _filled(provinces)
    with open_store("sqlite://", program) as store:
        with original.engine.connect() as old, store.engine.connect() as new:
            old.connection.driver_connection.backup(new.connection.driver_connection)  # type: ignore[union-attr]
        yield store, program


def of_provinces(name: str, provinces: tuple[str, ...]) -> str:
    """The text of a file of facts; where it has rows of regions, with those of some provinces."""
    text = (FACTS / f"{name}.csv").read_text(encoding="utf-8")
    if name not in OF_REGIONS:
        return text
    lines = text.splitlines()
    head = next(place for place, line in enumerate(lines, start=1) if not line.startswith("#"))
    kept = [line for line in lines[head:] if line.split(",")[OF_REGIONS[name]].startswith(provinces)]
    return "\n".join([*lines[:head], *kept]) + "\n"


@cache
def _filled(provinces: tuple[str, ...]) -> tuple[Store, Program]:
    program = check([SPECS]).program
    store = open_store("sqlite://", program)
    atexit.register(store.close)
    with TemporaryDirectory() as place:
        folder = Path(place) if provinces else FACTS
        for name in (*NAMES, "asistensi-2021") if provinces else ():
            (folder / f"{name}.csv").write_text(of_provinces(name, provinces), encoding="utf-8")
        for name in NAMES:
            report = import_file(store, program, folder / f"{name}.csv", name, user="test")
            assert report.rejected_total == 0
        import_file(store, program, folder / "asistensi-2021.csv", "asistensi", period=Period(2021), user="test")
    return store, program
