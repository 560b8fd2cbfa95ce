"""A number column of a Parquet file in SQL: whole numbers and DECIMALs to the integers that the store would keep, digit by digit.

Nothing here rounds: a condition says which figures cannot be kept, and the value is asked for only where none of them holds.
"""

from __future__ import annotations

import re
from fractions import Fraction
from math import ceil, floor

from iku_dsl.program import Column
from iku_engine.bindings.binding import Percent
from iku_engine.bound.stored import Stored
from iku_engine.database.stored import LIMIT

INTEGERS = frozenset(
    ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")
)
_DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)")
WIDEST = 38


def precision(kind: str) -> tuple[int, int] | None:
    """The digits of a DECIMAL, and those after its point; of a whole number none; None for a type that is neither."""
    found = _DECIMAL.fullmatch(kind)
    if found is not None:
        return int(found[1]), int(found[2])
    return (WIDEST, 0) if kind in INTEGERS else None


def number(column: Column, name: str, kind: str, percent: Percent) -> Stored:
    """The stored integers of a column; `name` is that of the file's, quoted."""
    found = precision(kind)
    assert found is not None
    whole = kind in INTEGERS
    in_percent = column.type.percent
    parts = column.parts // 100 if in_percent and percent == "percentage" else column.parts
    kept = 0 if column.type.whole else column.digits + (2 if in_percent and percent == "fraction" else 0)
    low, high = _ends(column, parts, kept)
    faults = [] if column.may_be_missing else [f"{name} IS NULL"]
    if whole:
        faults.append(f"{name} NOT BETWEEN {ceil(low)} AND {floor(high)}")
        return Stored(f"CAST({name} AS BIGINT) * {parts}" if parts != 1 else f"CAST({name} AS BIGINT)", tuple(faults))
    width, scale = found
    figure = name
    finest = max(scale, kept)
    if width - scale + finest > WIDEST:
        figure = f"TRY_CAST({name} AS DECIMAL({WIDEST},{finest}))"
        width, scale = WIDEST, finest
        faults.append(f"{name} IS NOT NULL AND {figure} IS NULL")
    room = Fraction(10) ** (WIDEST - finest)
    faults += [f"{figure} < {_literal(low, kept)}"] if low > -room else []
    faults += [f"{figure} > {_literal(high, kept)}"] if high < room else []
    if width == scale and not kept:
        faults.append(f"{figure} <> 0")  # below one: its parts cannot be kept
    elif scale > kept:
        fewer = f"DECIMAL({width - scale + kept},{kept})"
        faults.append(f"{figure} IS DISTINCT FROM TRY_CAST({figure} AS {fewer}) AND {name} IS NOT NULL")
    return Stored(_scaled(figure, low, high, kept, parts), tuple(faults))


def _ends(column: Column, parts: int, kept: int) -> tuple[Fraction, Fraction]:
    """The least and the greatest figure of the file that the column may hold, of so many decimals."""
    within, grid = column.range, 10**kept
    scale = Fraction(column.parts, parts)  # figures of the file that make one of the spec
    low, high = Fraction(-LIMIT, parts), Fraction(LIMIT, parts)
    if within.low is not None:
        end = within.low * scale * grid
        low = max(low, Fraction(floor(end) + 1 if within.low_open else ceil(end), grid))
    if within.high is not None:
        end = within.high * scale * grid
        high = min(high, Fraction(ceil(end) - 1 if within.high_open else floor(end), grid))
    return Fraction(ceil(low * grid), grid), Fraction(floor(high * grid), grid)


def _literal(value: Fraction, kept: int) -> str:
    scaled = int(value * 10**kept)
    digits = str(abs(scaled)).rjust(kept + 1, "0")
    text = f"{digits[: len(digits) - kept]}.{digits[len(digits) - kept :]}" if kept else digits
    return f"CAST('{'-' if scaled < 0 else ''}{text}' AS DECIMAL({max(len(digits), 1)},{kept}))"


def _scaled(figure: str, low: Fraction, high: Fraction, kept: int, parts: int) -> str:
    """An integer of figures that are known to lie between two ends: in as few digits as these need, so that it is fast."""
    most = len(str(int(max(abs(low), abs(high)))))
    narrow = f"CAST({figure} AS DECIMAL({min(most + kept, WIDEST)},{kept}))"
    whole = f"CAST({narrow} * CAST({10**kept} AS DECIMAL({kept + 1},0)) AS BIGINT)" if kept else narrow
    more = parts // 10**kept
    return f"CAST({whole} AS BIGINT)" + (f" * {more}" if more != 1 else "")
