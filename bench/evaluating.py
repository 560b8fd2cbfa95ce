"""The SPM indicator, and sets of indicators over the same facts, beside the SQL that an expert would write for the same tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

import sqlalchemy as sa

from bench.facts import SPECS, spm_store
from bench.measure import function, show
from iku_dsl.check import check, check_files, read_files
from iku_dsl.period import Period
from iku_dsl.program import Program
from iku_dsl.source import SourceFile
from iku_engine.evaluate import evaluate
from iku_engine.store import Store

BY_HAND = """
SELECT sum(b.penerima * 8 + b.mutu * 2 > a.penerima * 8 + a.mutu * 2), count(*), count(b.row_id), count(a.row_id)
FROM fact_asistensi s
LEFT JOIN fact_espm b ON b.period = 2023 AND b.key_daerah = s.key_daerah
LEFT JOIN fact_espm a ON a.period = 2022 AND a.key_daerah = s.key_daerah
WHERE s.period = 2022
"""
SIZES = (552, 400_000)  # regions; two and a half facts each
SET = 50


def indicators(count: int) -> str:
    """A set of indicators over the index of regions: shares above a bound, averages, sums, extremes, in turn."""
    kinds: Sequence[Callable[[int], str]] = (
        lambda n: f"banyaknya (daerah yang espm.penerima > {n}%)",
        lambda n: f"banyaknya (daerah yang espm.mutu >= {n}% dan espm.penerima >= {100 - n}%)",
        lambda n: f"rerata (espm.indeks + {n}%) atas daerah",
        lambda n: f"jumlah espm.mutu atas (daerah yang espm.penerima < {n + 20}%)",
        lambda n: f"maksimum (espm.penerima - {n}%) atas daerah",
    )
    parts = [
        f'indikator set_{n} "Uji {n}"\n  satuan angka\n  arah naik\n  rumus {kinds[n % len(kinds)](n)}\n'
        for n in range(count)
    ]
    return "\n".join(parts)


def program_with(count: int) -> Program:
    """The demonstration's specs with so many indicators more."""
    files = (*read_files([SPECS]).files, SourceFile("set.iku", indicators(count)))
    checked = check_files(files)
    assert not checked.errors, checked.errors[0]
    return checked.program


def timed(store: Store, program: Program, names: Sequence[str], years: Sequence[int]) -> float:
    """Seconds that indicators take in some years, once everything is imported and loaded."""
    periods = [Period(year) for year in years]
    return function(lambda: evaluate(store, program, specs="", indicators=names, periods=periods, traced=False), runs=3)


def run() -> None:
    program = check([SPECS]).program
    many = program_with(SET)
    for regions in SIZES:
        facts = regions * 5 // 2
        with spm_store(regions) as (store, _):
            with store.reading() as connection:
                by_hand = function(lambda: connection.execute(sa.text(BY_HAND)).one())
                rose, assisted = connection.execute(sa.text(BY_HAND)).one()[:2]
            periods = [Period(2023)]
            found = evaluate(store, program, specs="", indicators=["spm_meningkat"], periods=periods, traced=False)
            assert found.results[0].value == Fraction(rose, assisted), "both ways give the same digits"
            taken = timed(store, program, ["spm_meningkat"], [2023])
            detail = f"{taken:.3f} s, {by_hand:.3f} s, n = {rose}"
            show(f"SPM, {facts:,} facts", taken / by_hand, "SQL by hand, SQLite", detail)
            one = timed(store, many, ["set_0"], [2023])
            all_of = timed(store, many, [f"set_{n}" for n in range(SET)], [2023])
            detail = f"{all_of:.3f} s, {one:.3f} s"
            show(f"{SET} indicators, {facts:,} facts", all_of / one, "of one of them; the goal is 10", detail)
    regions = SIZES[-1] // 20
    with spm_store(regions, range(2004, 2024)) as (store, _):
        names = [f"set_{n}" for n in range(SET)]
        one, twenty = (timed(store, many, names, years) for years in ([2023], range(2004, 2024)))
        detail = f"{twenty:.3f} s, {one:.3f} s; {regions * 30:,} facts"
        show(f"20 years, {SET} indicators", twenty / one, "of one year; the goal is 5", detail)
