"""`runs verify` of facts that name members, beside what an expert would write: read and hash each row once, ask SQLite if it is whole."""

from __future__ import annotations

import hashlib
import random
import sqlite3
import tempfile
from pathlib import Path

from bench.measure import once, show
from iku_dsl.checking.check import check_files
from iku_dsl.problem import SourceFile
from iku_engine.importing.importing import import_file
from iku_engine.ledger.verify import Verifier
from iku_engine.migrate.opening import open_store

SPEC = """
dimensi unit kunci kode
dimensi kegiatan kunci kode

sumber capaian per tahun, unit, kegiatan daftar
  kolom target angka 0.. digit 2
  kolom realisasi angka 0.. digit 2 boleh kosong
"""
SIZES = (100_000, 1_000_000, 10_000_000)
PER_YEAR = 500_000


def _facts(folder: Path, rows: int) -> list[Path]:
    """Files of a year each, of which every hundredth row names a member that no other does."""
    draw = random.Random(7)
    files = []
    for first in range(0, rows, PER_YEAR):
        files.append(folder / f"{len(files)}.csv")
        with files[-1].open("w", encoding="utf-8") as file:
            file.write("tahun,unit,kegiatan,target,realisasi\n")
            for number in range(first, min(first + PER_YEAR, rows)):
                amounts = f"{draw.randint(0, 10**6) / 100:.2f},{draw.randint(0, 10**6) / 100:.2f}"
                file.write(f"{2000 + len(files)},u{number // 100},k{number % 100},{amounts}\n")
    return files


def _by_hand(path: Path) -> str:
    digest = hashlib.sha256()
    with sqlite3.connect(path) as store:
        for query in ("SELECT * FROM fact_capaian NOT INDEXED ORDER BY row_id", "SELECT * FROM member_unit"):
            cursor = store.execute(query)
            while several := cursor.fetchmany(10_000):
                digest.update(repr(several).encode())
        assert store.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    store.close()
    return digest.hexdigest()


def run(sizes: tuple[int, ...] = SIZES) -> None:
    """Each size once; and how much longer ten times the rows take."""
    program = check_files([SourceFile("spec.iku", SPEC)]).program
    taken: list[float] = []
    for rows in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            with open_store(f"sqlite:///{folder}/iku.db", program) as store:
                for path in _facts(folder, rows):
                    import_file(store, program, path, "capaian", user="bench")
                found: list[int] = []
                seconds = once(lambda: found.append(_whole(Verifier(store).verify())))  # noqa: B023
            assert found == [rows], found
            other = once(lambda: _by_hand(folder / "iku.db"))  # noqa: B023
        show(
            f"verify, {rows:,} rows", seconds / other, "read, hash, integrity_check", f"{seconds:.2f} s, {other:.2f} s"
        )
        taken.append(seconds)
    for before, after, rows in zip(taken, taken[1:], sizes[1:], strict=False):
        show(f"verify, ten times, {rows:,}", after / before, "of a tenth of the rows; linear is 10", f"{after:.1f} s")


def _whole(verified: object) -> int:
    from iku_engine.ledger.verify import Verified

    assert isinstance(verified, Verified)
    assert verified.fault is None
    return verified.rows
