"""What stored values stand for: a number is an integer of its column's parts, a date its day number, a truth 0 or 1; None is missing."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor

from iku_dsl.interval import Interval
from iku_dsl.program import Column
from iku_dsl.types import Kind

Stored = int | str | None
LIMIT = 2**63 - 1


def value_of(column: Column, raw: object) -> Fraction | str | bool | date | None:
    """The value that a stored one stands for."""
    if raw is None:
        return None
    match column.type.kind:
        case Kind.NUMBER:
            if not isinstance(raw, int):
                raise TypeError(f"a {type(raw).__name__} came back for {column.name}: numbers are stored as integers")
            return Fraction(raw, column.parts)
        case Kind.TRUTH:
            return bool(raw)
        case Kind.DATE:
            assert isinstance(raw, int)
            return date.fromordinal(raw)
        case Kind.TEXT | Kind.CHOICE | Kind.MEMBER | Kind.BROKEN:
            return str(raw)


@lru_cache(4_096)
def missing_interval(column: Column) -> Interval:
    """Where a missing number lies: the column's range, on its grid of decimals, so that an open end is the next figure."""
    scale = column.grid
    low, high = column.range.low, column.range.high
    if low is not None:
        low = Fraction(floor(low * scale) + 1 if column.range.low_open else ceil(low * scale), scale)
    if high is not None:
        high = Fraction(ceil(high * scale) - 1 if column.range.high_open else floor(high * scale), scale)
    if low is not None and high is not None and low > high:
        return column.range  # it holds no figure of so few decimals
    return Interval(low, high)
