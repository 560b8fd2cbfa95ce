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


def decimal(number: Fraction) -> str | None:
    """All decimals of a number, None where they do not end: parts of an hour."""
    for digits in range(40):
        scaled = number * 10**digits
        if scaled.denominator == 1:
            figures = str(abs(scaled.numerator)).rjust(digits + 1, "0")
            sign = "-" if number < 0 else ""
            return f"{sign}{figures[:-digits]}.{figures[-digits:]}" if digits else f"{sign}{figures}"
    return None


def figure_text(column: Column, value: Fraction) -> str:
    """A figure of a column as any file may have it, read as nothing else: exact, with a point, a percentage with its sign.

    Parts of an hour whose decimals do not end, or are more than the column takes, are written as a time, or as seconds.
    """
    number = value * 100 if column.type.percent else value
    text = decimal(number)
    if text is not None and (column.type.unit.seconds == 1 or len(text.partition(".")[2]) <= column.digits):
        return f"{text}%" if column.type.percent else text
    seconds = number * column.type.unit.seconds
    if seconds.denominator != 1 or seconds < 0:
        whole, _, decimals = (decimal(seconds) or "").partition(".")
        return f"{whole}.{decimals:0<4} detik" if decimals else f"{whole} detik"  # three decimals could be a group
    minutes, left = divmod(int(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{left:02}"


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
