"""Numbers of Parquet files become, in SQL, the integers that an import would store, or are refused where it would refuse them."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from random import Random

import duckdb
import pytest
from worlds import program_of

from iku_dsl.program import Column
from iku_engine.binding import Percent
from iku_engine.bound.stored import number, precision
from iku_engine.cells.cells import AS_IN_SPECS, Bad, stored
from iku_engine.words.notation import MAX_FIGURE

SPEC = """
sumber s per tahun
  kolom a angka digit 2
  kolom b angka -5..100 digit 1
  kolom c bilangan 0..
  kolom d persen 0%..100% digit 2
  kolom e angka > 0 ..< 5 digit 3
  kolom f angka digit 9
  kolom g angka
  kolom h durasi jam 0..24 digit 2
  kolom i persen digit 0
  kolom j uang rupiah 0.. digit 2
"""
COLUMNS = program_of(SPEC).sources["s"].columns
WHOLE = {
    "SMALLINT": (-(2**15), 2**15),
    "BIGINT": (-(2**63), 2**63),
    "UBIGINT": (0, 2**64),
    "HUGEINT": (-(2**127), 2**127),
}
KINDS = (
    *WHOLE, "DECIMAL(4,0)", "DECIMAL(9,2)", "DECIMAL(18,2)", "DECIMAL(18,9)", "DECIMAL(38,0)", "DECIMAL(38,2)", "DECIMAL(38,6)",
    "DECIMAL(38,18)", "DECIMAL(38,30)", "DECIMAL(38,38)", "DECIMAL(20,10)", "DECIMAL(10,10)",
)  # fmt: skip


def figures(kind: str, random: Random) -> list[Fraction]:
    """Figures that a type can hold: ends, small ones, ones of any length."""
    if kind in WHOLE:
        low, high = WHOLE[kind]
        lengths = [random.choice((1, -1)) * random.randrange(10 ** random.randrange(1, 39)) for _ in range(30)]
        return [Fraction(n) for n in (0, 1, 5, 24, 100, low, high - 1, *lengths) if low <= n < high]
    width, scale = precision(kind) or (0, 0)
    parts = 10**scale
    near = [n * parts // d for n in (1, 2, 5, 100, 24, -5, 4) for d in (1, 10, 100, 1000)]
    lengths = [random.choice((1, -1)) * random.randrange(10 ** random.randrange(1, width + 1)) for _ in range(40)]
    scaled = {n for n in (0, 1, -1, 10**width - 1, 1 - 10**width, *near, *lengths) if abs(n) < 10**width}
    return [Fraction(n, parts) for n in scaled]


def written(figure: Fraction) -> str:
    """A figure as specs write it; its denominator has twos and fives alone."""
    digits = next(n for n in range(80) if (figure * 10**n).denominator == 1)
    text = str(abs(int(figure * 10**digits))).rjust(digits + 1, "0")
    return ("-" if figure < 0 else "") + (f"{text[:-digits]}.{text[-digits:]}" if digits else text)


@cache
def database() -> duckdb.DuckDBPyConnection:
    """One for all statements: to open it takes longer than most of them."""
    return duckdb.connect()


def in_sql(column: Column, kind: str, percent: Percent, found: list[Fraction]) -> list[int | None]:
    made = number(column, "f.q", kind, percent)
    values = ", ".join(f"({place}, '{written(figure)}')" for place, figure in enumerate(found))
    database().execute(
        f"CREATE OR REPLACE TABLE f AS SELECT n, CAST(v AS {kind}) AS q FROM (VALUES {values}) AS t(n, v)"
    )
    faults = " OR ".join(f"coalesce({fault}, false)" for fault in made.faults)
    rows = database().execute(f"SELECT CASE WHEN {faults} THEN NULL ELSE {made.value} END FROM f ORDER BY n").fetchall()
    return [row[0] for row in rows]


@pytest.mark.parametrize("kind", KINDS)
def test_numbers_are_what_an_import_stores(kind: str) -> None:
    random, kept = Random(kind), 0
    for column in COLUMNS.values():
        ways: tuple[Percent, ...] = ("fraction", "percentage") if column.type.percent else ("",)
        for percent in ways:
            found = figures(kind, random)
            for figure, value in zip(found, in_sql(column, kind, percent, found), strict=True):
                text = written(figure * 100 if percent == "fraction" else figure)
                wanted = stored(column, f"{text}%" if percent else text, AS_IN_SPECS)
                if len(text) < MAX_FIGURE:
                    assert value == (None if isinstance(wanted, Bad) else wanted), (column.name, kind, percent, text)
                    kept += value is not None
    assert kept
