"""What verifying costs grows with the rows, not with their square: counted in steps of the database, statements, calls; not in seconds."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

import sqlalchemy as sa

from iku_dsl.checking.check import check_files
from iku_dsl.problem import SourceFile
from iku_engine.importing.importing import import_file
from iku_engine.ledger.verify import Verifier
from iku_engine.migrate.opening import open_store

SPEC = """
dimensi unit kunci kode

sumber capaian per tahun, unit daftar
  kolom nilai angka 0..
"""
STEPS = 100  # of SQLite's machine, at each of which we are told
BATCHES = 5


def work(folder: Path, rows: int) -> tuple[int, int, int]:
    """The steps, statements and calls that verifying takes of so many rows that all name a member of their own, in a few batches."""
    folder.mkdir()
    program = check_files([SourceFile("spec.iku", SPEC)]).program
    with open_store(f"sqlite:///{folder}/iku.db", program) as store:
        for batch in range(BATCHES):
            path = folder / f"{batch}.csv"
            own = range(batch * rows // BATCHES, (batch + 1) * rows // BATCHES)
            path.write_text("tahun,unit,nilai\n" + "".join(f"{2020 + batch},u{n},{n}\n" for n in own), encoding="utf-8")
            import_file(store, program, path, "capaian", user="test")
        counted = {"steps": 0, "statements": 0, "calls": 0}

        def step() -> int:
            counted["steps"] += 1
            return 0

        def statement(*_: object) -> None:
            counted["statements"] += 1

        def call(*_: object) -> None:
            counted["calls"] += 1

        with store.engine.connect() as connection:
            raw = connection.connection.driver_connection
            assert isinstance(raw, sqlite3.Connection)
            raw.set_progress_handler(step, STEPS)  # the pool gives the same connection again
        sa.event.listen(store.engine, "before_cursor_execute", statement)
        sys.setprofile(call)
        try:
            found = Verifier(store).verify()
        finally:
            sys.setprofile(None)
            sa.event.remove(store.engine, "before_cursor_execute", statement)
        assert (found.fault, found.rows) == (None, rows)
    return counted["steps"], counted["statements"], counted["calls"]


def test_four_times_the_rows_take_no_more_than_four_times_the_work(tmp_path: Path) -> None:
    few, many = work(tmp_path / "few", 2_000), work(tmp_path / "many", 8_000)
    assert few[0] > 100, "the steps are counted"
    assert many[0] < few[0] * 5
    assert many[1] == few[1], "no statement depends on how many rows there are"
    assert many[2] < few[2] * 5
