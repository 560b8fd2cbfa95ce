"""The SPM question over Parquet files that nobody imported, beside the SQL that an expert would write for DuckDB over the same files.

`python -m bench.bound 10000000` asks it of so many rows, `python -m bench.bound 10000000 spark` Spark as well.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from fractions import Fraction
from pathlib import Path

import duckdb

from bench.measure import function, show, surroundings
from iku_dsl.checking.check import check_files
from iku_dsl.period import Period
from iku_dsl.problem import SourceFile
from iku_dsl.program import Program
from iku_engine.binding import find
from iku_engine.bound import Binding, Given
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.migrate.opening import open_store

ROOT = Path(__file__).resolve().parent.parent
YEARS = range(2016, 2026)
SERVICES = 20
ROWS = 1_000_000
SPEC = f"""
dimensi layanan
  {"  ".join(f"l{n}" + chr(10) for n in range(SERVICES))}
dimensi daerah kunci kode
  atribut nama teks

sumber espm per tahun, daerah, layanan daftar
  kolom sasaran bilangan 0..1_000_000
  kolom dilayani bilangan 0..1_000_000
  kolom penerima persen 0%..100% digit 2
  kolom mutu persen 0%..100% digit 2
  syarat dilayani <= sasaran

indikator spm_meningkat
  satuan persen 0%..100%
  arah naik
  bila banyaknya espm = 0 tidak berlaku karena "kosong"
  rumus banyaknya (espm yang 0.8 * penerima + 0.2 * mutu > 0.8 * penerima[tahun lalu] + 0.2 * mutu[tahun lalu]) / banyaknya espm
"""
BY_HAND = """
SELECT count(*) FILTER (b.penerima * 8 + b.mutu * 2 > a.penerima * 8 + a.mutu * 2), count(*)
FROM (SELECT * FROM '{folder}/espm-*.parquet' WHERE tahun = 2025) b
LEFT JOIN (SELECT * FROM '{folder}/espm-*.parquet' WHERE tahun = 2024) a USING (daerah, layanan)
"""
PEAK = """
import resource, sys
from pathlib import Path
from bench import bound
bound.answer(Path(sys.argv[1]), bound.program(), bound.given(Path(sys.argv[1])))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def program() -> Program:
    """The spec, checked."""
    return check_files((SourceFile("spm.iku", SPEC),)).program


def write(folder: Path, rows: int) -> None:
    """So many facts: ten years, twenty services, as many regions as it takes; one file a year."""
    regions = max(1, rows // (len(YEARS) * SERVICES))
    with duckdb.connect() as database:
        database.execute(
            f"COPY (SELECT printf('%07d', i) AS kode, 'Daerah ' || i AS nama FROM range({regions}) t(i)) "
            f"TO '{folder}/daerah.parquet'"
        )
        for year in YEARS:
            database.execute(
                f"COPY (SELECT {year}::SMALLINT AS tahun, printf('%07d', d.i) AS daerah, 'l' || s.i AS layanan, "
                f"(500 + d.i * s.i % 500)::INTEGER AS sasaran, (d.i * {year} % 500)::INTEGER AS dilayani, "
                f"((d.i * {year} * 7919 + s.i) % 10001 / 10000)::DECIMAL(7,4) AS penerima, "
                f"((d.i * {year} * 104729 + s.i * 17) % 10001 / 10000)::DECIMAL(7,4) AS mutu "
                f"FROM range({regions}) d(i), range({SERVICES}) s(i)) TO '{folder}/espm-{year}.parquet'"
            )


def given(folder: Path) -> list[Given]:
    """What the settings would bind."""
    return [
        find(Binding("daerah", (f"{folder}/daerah.parquet",))),
        find(Binding("espm", (f"{folder}/espm-*.parquet",), "fraction")),
    ]


def answer(folder: Path, of: Program, bound: list[Given], specs: str = "", engine: str = "") -> Fraction | None:
    """The share of 2025; with `specs` what was found good before in this process is not checked again."""
    with open_store(f"sqlite:///{folder}/iku.db", of) as store:
        found = evaluate(store, of, specs=specs, periods=[Period(2025)], traced=False, bound=bound, engine=engine)
    return found.results[0].value


def run(rows: int = ROWS, spark: str = "") -> None:
    """Times with the checks and without, each as a multiple of the SQL by hand, and the peak of memory."""
    of = program()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, rows)
        started = time.perf_counter()
        bound = given(folder)
        hashing = time.perf_counter() - started

        def by_hand() -> tuple[int, int]:
            with duckdb.connect() as database:
                found = database.execute(BY_HAND.format(folder=folder)).fetchall()[0]
            return found[0], found[1]

        rose, all_of = by_hand()
        assert answer(folder, of, bound, "known") == Fraction(rose, all_of), "both ways give the same digits"
        hand = function(by_hand)
        checked = function(lambda: answer(folder, of, bound))
        known = function(lambda: answer(folder, of, bound, "known"))
        peak = subprocess.run(
            [sys.executable, "-c", PEAK, str(folder)],
            check=True,
            capture_output=True,
            text=True,
            cwd=ROOT,
            env=surroundings(),
        ).stdout.strip()
        size = sum(path.stat().st_size for path in folder.glob("*.parquet")) / 2**20
        what = f"{rows:,} rows in Parquet"
        show(what, known / hand, "SQL by hand, DuckDB", f"{known:.3f} s, {hand:.3f} s, n = {rose}")
        show(
            f"{what}, checked",
            checked / hand,
            "SQL by hand, DuckDB",
            f"{checked:.3f} s, {size:.0f} MB hashed in {hashing:.2f} s, peak {peak} MB",
        )
        if spark:
            answer(folder, of, bound, "known", spark)  # starts it
            taken = function(lambda: answer(folder, of, bound, "known", spark), runs=1)
            show(f"{what}, Spark", taken / hand, "SQL by hand, DuckDB", f"{taken:.3f} s, started before")


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS, sys.argv[2] if len(sys.argv) > 2 else "")
