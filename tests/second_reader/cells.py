"""Cells of a source, and several periods made one (3.2.1 What an absent row means, 6 Periods and consolidation, 12.3 When missing)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction as F
from itertools import product

from .declarations import Column, Source
from .facts import Keys, Place, Reading, are_valid, last_told, members_at, members_ever, place_of_row
from .figures import (
    ERROR,
    NOT_APPLICABLE,
    NOTHING,
    Figure,
    ends_of_any,
    ends_with_some,
    missing,
    number,
    one_of,
)
from .periods import Period, Stretch, sub_periods


def cell(reading: Reading, source: Source, column: Column, key: Keys, period: Period) -> Figure:
    """3.2.1: a cell as its row says it, or as the absent row does; 12.3: with the rules of its column."""
    world = reading.world
    sent = are_valid(world, source.dimensions, key, period)
    is_loaded = period in world.loaded[source.name]
    row = world.rows[source.name].get((period, key)) if sent and is_loaded else None
    if source.absent == "register" and row is None and (is_loaded or not sent):
        return NOTHING  # an absent row of a period that was loaded says that there is nothing
    if column.let is not None:
        return _ruled(
            reading, source, column, key, reading.figure(column.let, place_of_row(source, key, period)), period
        )
    content = row.get(column.name, "missing") if row is not None else "missing"
    if content == "na":
        return NOT_APPLICABLE
    if isinstance(content, F):
        return number(content)
    raw = missing((column.low, column.high), unloaded=not is_loaded)
    return _ruled(reading, source, column, key, raw, period)


def cell_of_row(reading: Reading, source: Source, column: Column, key: Keys, period: Period) -> Figure:
    """4.5: a column of the row at hand."""
    found = cell(reading, source, column, key, period)
    return empty_cell(reading, source, column, key, period) if found.state == "nothing" else found


def empty_cell(reading: Reading, source: Source, column: Column, key: Keys, period: Period) -> Figure:
    """3.2.1: a column of a register read for one member is missing where it has no row; the column's `when missing` is for that, too."""
    raw = _raw(column)
    if column.let is not None:
        raw = reading.figure(column.let, place_of_row(source, key, period))
    return _ruled(reading, source, column, key, raw, period)


def _raw(column: Column) -> Figure:
    """12.2: what is missing lies within the column's range."""
    return missing((None, None) if column.let is not None else (column.low, column.high))


def _ruled(reading: Reading, source: Source, column: Column, key: Keys, raw: Figure, period: Period) -> Figure:
    """12.3 When missing: rules at a column; of a period that is not loaded only `when not loaded` speaks."""
    if raw.state != "missing":
        return raw
    rule = column.when_unloaded if raw.unloaded else column.when_missing
    if rule == "0":
        return number(0)
    if rule == "error":
        return ERROR
    if rule == "last":
        told = last_told(reading.world, source, column, key, period)
        return raw if told is None else number(told)
    return raw


# ---- several periods (6)


def column_value(reading: Reading, source: Source, column: Column, key: Keys, when: Stretch) -> Figure:
    """6: a column at a key. Every sub-period must be there, and what that means the source says."""
    subs = sub_periods(when, source.grain)
    if len(subs) == 1 and not column.partial and isinstance(when, Period):
        return cell(reading, source, column, key, subs[0])
    in_register = source.absent == "register"
    expected = [p for p in subs if in_register or are_valid(reading.world, source.dimensions, key, p)]
    figures = [_sub_period(reading, source, column, key, p) for p in expected]
    if not figures or (column.consolidate != "sum" and all(one.state == "nothing" for one in figures)):
        # nobody had to send anything, or the average, last … of nothing: 12.3, a figure of no cell is under the column's own rule
        made = _ruled(reading, source, column, key, _raw(column), subs[-1])
        return replace(made, hollow=made.state == "missing")
    rows = reading.world.rows[source.name]
    return consolidated(
        column.consolidate,
        figures,
        partial=column.partial,
        may_be_nothing=[
            in_register and one.unloaded and (p, key) not in rows for p, one in zip(expected, figures, strict=True)
        ],
    )


def _sub_period(reading: Reading, source: Source, column: Column, key: Keys, period: Period) -> Figure:
    """6, 12.3: a cell as one of several periods. Of a row that nobody has seen, and that need not be there, a formula makes no fact."""
    found = cell(reading, source, column, key, period)
    is_seen = source.absent != "register" or period in reading.world.loaded[source.name]
    if column.let is None or is_seen or column.when_unloaded or found.state != "value":
        return found
    return missing(found.ends, unloaded=True)


def member_value(reading: Reading, source: Source, column: Column, key: Keys, when: Stretch) -> Figure:
    """4.5: a column asked of one member; 3.2.1: also where a register has no row of it."""
    found = column_value(reading, source, column, key, when)
    if found.state == "nothing":
        return empty_cell(reading, source, column, key, sub_periods(when, source.grain)[-1])
    return found


def consolidated(
    how: str, figures: Sequence[Figure], *, partial: bool, may_be_nothing: Sequence[bool] | None = None
) -> Figure:
    """6: sub-periods made one.

    What does not apply is left out as long as one applies; every other must be there, or with `partial` is left out. Bounds of a
    register count with it that an absent month may bring nothing.
    """
    if any(one.state == "error" for one in figures):
        return ERROR
    there = [
        (one, maybe or one.perhaps)
        for one, maybe in zip(figures, may_be_nothing or [False] * len(figures), strict=True)
        if one.state != "nothing"
    ]
    applying = [(one, maybe) for one, maybe in there if one.state != "not-applicable"]
    lacking = [(one, maybe) for one, maybe in applying if one.state == "missing"]
    values = [one for one, _ in applying if one.state == "value"]
    if partial and lacking and not values:
        if how == "sum" and len(there) < len(figures):  # a month of a register that came without a row is there
            return NOT_APPLICABLE if len(applying) < len(there) else number(0)
        return _any_of(how, lacking)  # with none at all they are missing, also where others do not apply
    if partial or not lacking:
        return NOT_APPLICABLE if there and not applying else one_of(how, values)
    made = one_of(how, [one for one, _ in applying])
    # 12.2: bounds are sound; of what may not apply there are none
    low, high = (None, None) if any(one.perhaps for one, _ in applying) else ends_with_some(how, applying)
    none_may_be_left = all(maybe for _, maybe in applying)
    perhaps = none_may_be_left and (len(applying) < len(there) or any(one.perhaps for one, _ in applying))
    emptied = none_may_be_left and how != "sum" and not perhaps
    return replace(made, low=low, high=high, perhaps=perhaps, hollow=made.hollow or emptied)


def _any_of(how: str, lacking: Sequence[tuple[Figure, bool]]) -> Figure:
    """Several that are missing, one or more of which may come."""
    figures = [one for one, _ in lacking]
    ends = ends_of_any([one.ends for one in figures])
    if how == "sum":
        lows, highs = [min(low, F(0)) for low, _ in _known(figures)], [max(high, F(0)) for _, high in _known(figures)]
        if ends[0] is not None and any(lows):
            ends = (sum(lows, F(0)), ends[1])
        if ends[1] is not None and any(highs):
            ends = (ends[0], sum(highs, F(0)))
        if any(maybe for _, maybe in lacking):
            ends = ends_of_any([ends, (F(0), F(0))])
    return missing(ends, unloaded=any(one.unloaded for one in figures), perhaps=all(one.perhaps for one in figures))


def _known(figures: Sequence[Figure]) -> list[tuple[F, F]]:
    return [(F(0) if one.low is None else one.low, F(0) if one.high is None else one.high) for one in figures]


# ---- rows (3.2.1)


def keys_of_rows(
    reading: Reading, source: Source, place: Place, when: Stretch, *, there: bool = False, partial: bool = False
) -> list[Keys] | None:
    """3.2.1: the rows: those expected of a complete source, else (and where `there` asks) those that are there; None: not loaded."""
    world = reading.world
    subs = sub_periods(when, source.grain)
    known = {
        key
        for period, key in world.rows[source.name]
        if period in subs
        and all(k in members_at(world, d, place, period) for d, k in zip(source.dimensions, key, strict=True))
    }
    unloaded = [period for period in subs if period not in world.loaded[source.name]]
    if source.absent == "complete" and not there:
        expected: set[Keys] = set()
        for period in subs:
            expected |= set(product(*(members_at(world, d, place, period) for d in source.dimensions)))
        anybody = all(members_ever(world, dimension, place) for dimension in source.dimensions)
        if not expected and unloaded and anybody and len(subs) > 1:
            return None  # of several periods, of which one is not loaded, nobody knows (12.1), where there are members at all
        return sorted(expected | known)
    if unloaded and not (partial and len(unloaded) < len(subs)):
        return None
    return sorted(known)
