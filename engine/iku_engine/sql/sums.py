"""What sums over elements give: the columns that are asked for, and what comes back of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import sqlalchemy as sa

from iku_dsl.records import record
from iku_dsl.types import Statistic
from iku_engine.engines.base import whole
from iku_engine.sql.terms import LARGEST, Sql, SqlNumber

MAX_ROWS = 10**9  # of one statement
HALF = 1 << 32
EVERY_PART = frozenset({"total", "least", "greatest"})
NOT_ASKED: dict[str, Any] = {"total": 0, "least": None, "greatest": None, "not_applicable": 0}
SAME = {  # what stands for what was not asked for, as the number is always there
    "known": "count",
    "low": "total",
    "low_bounded": "count",
    "high": "total",
    "high_bounded": "count",
    "lowest": "least",
    "highest": "greatest",
    "highest_low": "greatest",
    "lowest_high": "least",
}


@record
class Sums:
    """What a statistic needs of the elements of one certainty: integers over `denominator`.

    `count` of them, `known` with a number, `total` of those; `low` and `high` are sums of least and greatest values, over `bounded`
    elements each (fewer than `count`: no limit); `lowest` to `lowest_high` are the least and greatest of those ends.
    `not_applicable` are not among the others. A total that nobody asked for is 0, an end None.
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


PARTS = tuple(field.name for field in fields(Sums))


def part_for(statistic: Statistic) -> frozenset[str]:
    """What a statistic of numbers that are all there is made of."""
    match statistic:
        case Statistic.MINIMUM:
            return frozenset({"least"})
        case Statistic.MAXIMUM:
            return frozenset({"greatest"})
        case Statistic.SUM | Statistic.AVERAGE:
            return frozenset({"total"})
        case _:
            return EVERY_PART


def sums_of(name: str, number: SqlNumber, only: Sql | None = None, parts: frozenset[str] = EVERY_PART) -> list[Sql]:
    """The columns of one number; their names start with `name`. With `only`, over the elements of which that holds.

    Of a number that is always there its ends are itself: they are not asked for, and of the others only `parts`.
    """
    chosen = [only] if only is not None else []
    if number.na is not None:
        chosen.append(sa.not_(number.na))
    value, low, high, every = number.value, number.low, number.high, sa.and_(*chosen) if chosen else None
    made: dict[str, Sql] = {
        "count": _over(every, sa.func.count()),
        "least": _over(every, sa.func.min(value)),
        "greatest": _over(every, sa.func.max(value)),
        **_total("total", value, every, number.largest),
    }
    if number.certain:
        made = {part: column for part, column in made.items() if part.removesuffix("_upper") in {*parts, "count"}}
    if not number.certain:
        made |= {
            "known": _over(every, sa.func.count(value)),
            "low_bounded": _over(every, sa.func.count(low)),
            "high_bounded": _over(every, sa.func.count(high)),
            "lowest": _over(every, sa.func.min(low)),
            "highest": _over(every, sa.func.max(high)),
            "highest_low": _over(every, sa.func.max(low)),
            "lowest_high": _over(every, sa.func.min(high)),
            **_total("low", low, every, number.largest),
            **_total("high", high, every, number.largest),
        }
    if number.na is not None:
        made["not_applicable"] = _over(sa.and_(only, number.na) if only is not None else number.na, sa.func.count())
    return [column.label(f"{name}_{part}") for part, column in made.items()]


def _over(elements: Sql | None, aggregate: sa.FunctionElement[Any]) -> Sql:
    """An aggregate over the elements of which something holds; databases leave the others out before they compute."""
    return aggregate.filter(elements) if elements is not None else aggregate


def _total(part: str, of: Sql, elements: Sql | None, largest: int) -> dict[str, Sql]:
    """The sum of so many rows as there may be; in two halves where a 64-bit integer might not hold it."""
    if largest * MAX_ROWS <= LARGEST:
        return {part: total(of, elements)}
    upper = of // HALF  # whichever way that rounds, the rest below is less than a half
    return {part: total(of - upper * HALF, elements), f"{part}_upper": total(upper, elements)}


def total(of: Sql, elements: Sql | None = None) -> Sql:
    """A sum (of those elements, where they are given) that is never NULL, and an error where 64 bits do not hold it."""
    return sa.cast(sa.func.coalesce(_over(elements, sa.func.sum(of)), 0), sa.BigInteger())


def read_sums(name: str, row: Mapping[str, Any], denominator: int) -> Sums:
    """What came back of those columns. Errors: `TypeError` where it is not whole."""

    def part(of: str) -> int | None:
        found = whole(row[f"{name}_{of}"])
        upper = row.get(f"{name}_{of}_upper")
        return found if found is None or upper is None else found + (whole(upper) or 0) * HALF

    asked = {of: part(of) for of in PARTS if f"{name}_{of}" in row}
    found = NOT_ASKED | asked
    parts: dict[str, Any] = {of: found[same] for of, same in SAME.items()} | found
    return Sums(**parts, denominator=denominator)
