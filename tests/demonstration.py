"""The demonstration and the development index with their facts in stores in memory, for tests that look at their results."""

from __future__ import annotations

import atexit
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from melt_hdr import melt

from iku_dsl.checking.check import check
from iku_dsl.period import Period
from iku_dsl.program import Program
from iku_engine.importing.importing import import_file
from iku_engine.migrate.opening import open_store
from iku_engine.store.store import Store

HERE = Path(__file__).resolve().parent
SPECS = HERE.parent / "indicator_specs" / "kemensos"
UNDP, WIDE = HERE.parent / "indicator_specs" / "undp", HERE / "data" / "hdr23_24.csv"
FACTS = SPECS / "fakta"
NAMES = ("daerah", "perjanjian", "asistensi", "espm", "lke", "lhe", "daftar", "monev")
YEARS = tuple(Period(year) for year in range(2022, 2026))
OF_REGIONS = {"daerah": 0, "asistensi": 1, "espm": 1, "asistensi-2021": 0}  # where the code of the region stands
FEWER = ("11", "12")  # provinces with 58 of 552 regions, more than a table of a document lists


@contextmanager
def demonstration(provinces: tuple[str, ...] = ()) -> Iterator[tuple[Store, Program]]:
    """A store of one's own, with all facts or of regions those of some provinces alone: a copy of one that was filled once."""
    with _copy(*_filled(provinces)) as copied:
        yield copied


@contextmanager
def development() -> Iterator[tuple[Store, Program]]:
    """The same with the Human Development Index of all countries and years."""
    with _copy(*_developed()) as copied:
        yield copied


@contextmanager
def _copy(original: Store, program: Program) -> Iterator[tuple[Store, Program]]:
    with open_store("sqlite://", program) as store:
        with original.engine.connect() as old, store.engine.connect() as new:
            old.connection.driver_connection.backup(new.connection.driver_connection)  # type: ignore[union-attr]
        yield store, program


@cache
def _developed() -> tuple[Store, Program]:
    program = check([UNDP]).program
    store = open_store("sqlite://", program)
    atexit.register(store.close)
    with TemporaryDirectory() as folder:
        for path, name in zip(melt(WIDE, Path(folder)), ("country", "hdr"), strict=True):
            report = import_file(store, program, path, name, user="test")
            assert (report.rejected_total, report.accepted) == (0, report.rows), report
    return store, program


def write_facts(folder: Path, provinces: tuple[str, ...]) -> None:
    """The files of the demonstration in a folder, with regions of some provinces."""
    for name in (*NAMES, "asistensi-2021"):
        (folder / f"{name}.csv").write_text(of_provinces(name, provinces), encoding="utf-8")


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
        if provinces:
            write_facts(folder, provinces)
        for name in NAMES:
            report = import_file(store, program, folder / f"{name}.csv", name, user="test")
            assert report.rejected_total == 0
        import_file(store, program, folder / "asistensi-2021.csv", "asistensi", period=Period(2021), user="test")
    return store, program
