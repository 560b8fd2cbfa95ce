"""What sums over elements give: the columns that are asked for, and what comes back of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from iku_engine.engines.base import whole
from iku_engine.sql.terms import LARGEST, Sql, SqlNumber

MAX_ROWS = 10**9  # of one statement
HALF = 1 << 32


@dataclass(frozen=True, slots=True)
class Sums:
    """What a statistic needs of the elements of one certainty: integers over `denominator`.

    `count` of them, `known` with a number, `total` of those; `low` and `high` are sums of least and greatest values, over `bounded`
    elements each (fewer than `count`: no limit); `lowest` to `lowest_high` are the least and greatest of those ends.
    `not_applicable` are not among the others.
    """

    count: int
    known: int
    total: int
    low: int
    low_bounded: int
    high: int
    high_bounded: int
    least: int | None
    greatest: int | None
    lowest: int | None
    highest: int | None
    highest_low: int | None
    lowest_high: int | None
    not_applicable: int
    denominator: int


def sums_of(name: str, number: SqlNumber) -> list[Sql]:
    """The columns of one number; their names start with `name`."""
    applies: Sql = sa.not_(number.na) if number.na is not None else sa.true()

    def kept(value: Sql) -> Sql:
        return value if number.na is None else sa.case((applies, value), else_=sa.null())

    value, low, high = kept(number.value), kept(number.low), kept(number.high)
    count = sa.func.count() if number.na is None else sa.func.sum(sa.case((applies, 1), else_=0))

    made: dict[str, Any] = {
        "count": count,
        "known": sa.func.count(value),
        "low_bounded": sa.func.count(low),
        "high_bounded": sa.func.count(high),
        "least": sa.func.min(value),
        "greatest": sa.func.max(value),
        "lowest": sa.func.min(low),
        "highest": sa.func.max(high),
        "highest_low": sa.func.max(low),
        "lowest_high": sa.func.min(high),
        "not_applicable": sa.literal(0) if number.na is None else sa.func.sum(sa.case((number.na, 1), else_=0)),
    }
    for part, of in (("total", value), ("low", low), ("high", high)):
        made |= _total(part, of, number.largest)
    return [column.label(f"{name}_{part}") for part, column in made.items()]


def _total(part: str, of: Sql, largest: int) -> dict[str, Sql]:
    """The sum of so many rows as there may be; in two halves where a 64-bit integer might not hold it."""
    if largest * MAX_ROWS <= LARGEST:
        return {part: total(of)}
    upper = of // HALF  # whichever way that rounds, the rest below is less than a half
    return {part: total(of - upper * HALF), f"{part}_upper": total(upper)}


def total(of: Sql) -> Sql:
    """A sum that is never NULL, and an error where 64 bits do not hold it."""
    return sa.cast(sa.func.coalesce(sa.func.sum(of), 0), sa.BigInteger())


def read_sums(name: str, row: Mapping[str, Any], denominator: int) -> Sums:
    """What came back of those columns. Errors: `TypeError` where it is not whole."""
    parts: dict[str, Any] = {}
    for part in Sums.__slots__:
        if part != "denominator":
            value = whole(row[f"{name}_{part}"])
            if value is not None and f"{name}_{part}_upper" in row:
                value += (whole(row[f"{name}_{part}_upper"]) or 0) * HALF
            parts[part] = value
    return Sums(**parts, denominator=denominator)
