"""Expressions and conditions (4 Expressions, 12.1 Four states)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from . import indicators, many_rows, targets, weights
from .cells import cell_of_row, member_value
from .declarations import (
    Agg,
    Attribute,
    BandIs,
    Call,
    Cmp,
    Col,
    Condition,
    Count,
    Expr,
    Flag,
    Has,
    If,
    Ind,
    IsMissing,
    Let,
    Logic,
    Name,
    Num,
    Op,
    OwnColumn,
    Source,
    Weighted,
    WeightedBy,
)
from .facts import Place, Reading, is_valid, key_of, member
from .figures import (
    ERROR,
    UNKNOWN,
    Figure,
    Truth,
    combine,
    compared,
    ends_of_absolute,
    ends_of_any,
    logic,
    missing,
    negative,
    number,
    product_of,
    quotient,
    round_figure,
    statistic,
    sum_of,
    unknown,
)
from .periods import Stretch, stretch, sub_periods


def figure_of(reading: Reading, one: Expr, place: Place) -> Figure:
    """4 Expressions: what an expression comes to at a place."""
    match one:
        case Num(value):
            return number(value)
        case Name(name):
            return dict(place.names)[name]
        case Let(name):
            assert place.indicator is not None
            return reading.figure(dict(place.indicator.lets)[name], place)
        case OwnColumn(column):
            assert place.row is not None
            name, key, period = place.row
            source = reading.world.sources[name]
            return cell_of_row(reading, source, source.column(column), key, period)
        case Attribute():
            content = _attribute(reading, one, place)
            return UNKNOWN if content is None else number(content)  # type: ignore[arg-type]
        case Col():
            return _column(reading, one, place)
        case Ind():
            return indicators.read_indicator(reading, one, place)
        case Op():
            return _operation(reading, one, place)
        case Call():
            return _call(reading, one, place)
        case If():
            return _chosen(reading, one, place)
        case Agg():
            return many_rows.aggregate(reading, one, place)
        case Count():
            return many_rows.count(reading, one, place)
        case Weighted():
            return weights.weighted(reading, one, place)
        case WeightedBy():
            return many_rows.weighted_by(reading, one, place)


def truth_of(reading: Reading, one: Condition, place: Place) -> Truth:
    """4.2 Comparisons and conditions: true, false or unknown at a place."""
    match one:
        case Cmp(sign, left, right):
            return compared(sign, reading.figure(left, place), reading.figure(right, place))
        case Logic("not", (part,)):
            truth = reading.truth(part, place)
            return replace(truth, holds=None if truth.holds is None else not truth.holds)
        case Logic(word, parts):
            return logic(word, [reading.truth(part, place) for part in parts])
        case Has(name, shift, at):
            return _has(reading, reading.world.sources[name], place, stretch(shift, place.period), at)
        case IsMissing(of, negated):
            figure = reading.figure(of, place)
            if figure.state == "error":
                return Truth(None, error=True)
            if figure.state == "missing" and figure.unloaded:
                return Truth(None, unloaded=True)
            return Truth((figure.state == "missing") is not negated)
        case Flag(attribute):
            content = _attribute(reading, attribute, place)
            return Truth(None if content is None else bool(content))
        case BandIs(of, category):
            return _band_is(reading, of, category, place)


def _attribute(reading: Reading, one: Attribute, place: Place) -> object:
    """4.5: an attribute of the member at hand."""
    key = place.at(one.dimension)
    assert key is not None
    return member(reading.world, one.dimension, key).attributes[one.name]


def _column(reading: Reading, one: Col, place: Place) -> Figure:
    """4.5: a column for the member at hand, or those in brackets."""
    source = reading.world.sources[one.source]
    column = source.column(one.column)
    key = key_of(source.dimensions, place, one.at)
    return member_value(reading, source, column, key, stretch(one.shift, place.period))


def _operation(reading: Reading, one: Op, place: Place) -> Figure:
    """4.1 Operators and their order."""
    left, right = reading.figure(one.left, place), reading.figure(one.right, place)
    match one.sign:
        case "+":
            return sum_of([left, right])
        case "-":
            return sum_of([left, negative(right)])
        case "*":
            return product_of([left, right])
        case _:
            return quotient(left, right)


def _call(reading: Reading, one: Call, place: Place) -> Figure:
    """4.4 Functions."""
    parts = [reading.figure(part, place) for part in one.over]
    if one.name == "round":
        return round_figure(parts[0], one.digits)
    if one.name == "abs":
        return combine(parts, lambda v: abs(v[0]), ends_of_absolute)
    return statistic(one.name, parts)


def _chosen(reading: Reading, one: If, place: Place) -> Figure:
    """4.3 If, then, otherwise: where the condition is unknown, it is one of both."""
    truth = reading.truth(one.condition, place)
    if truth.error:
        return ERROR
    if truth.holds is not None:
        return reading.figure(one.then if truth.holds else one.otherwise, place)
    branches = [reading.figure(one.then, place), reading.figure(one.otherwise, place)]
    usable = [branch for branch in branches if branch.state in ("value", "missing")]
    return missing(
        ends_of_any([branch.ends for branch in usable]) if usable else (None, None),
        unloaded=truth.unloaded or any(branch.unloaded for branch in branches),
        perhaps=len(usable) < len(branches) or any(branch.perhaps for branch in branches),
        hollow=truth.hollow or any(branch.hollow for branch in branches),
    )


def _has(reading: Reading, source: Source, place: Place, when: Stretch, at: Sequence[str]) -> Truth:
    """7.1 Sets: true where the member has a row; where the source has further dimensions, any row will do.

    3.1: false where the member is not valid, whether the period was loaded or not.
    """
    wanted = list(key_of(source.dimensions, place, at)) if at else [place.at(d) for d in source.dimensions]
    named = [(d, key) for d, key in zip(source.dimensions, wanted, strict=True) if key is not None]
    subs = [
        period
        for period in sub_periods(when, source.grain)
        if all(is_valid(reading.world, dimension, key, period) for dimension, key in named)
    ]
    for period, key in reading.world.rows[source.name]:
        if period in subs and all(one is None or one == k for one, k in zip(wanted, key, strict=True)):
            return Truth(True)
    if any(period not in reading.world.loaded[source.name] for period in subs):
        return Truth(None, unloaded=True)
    return Truth(False)


def _band_is(reading: Reading, of: Ind, category: str, place: Place) -> Truth:
    """4.5, 12.2: a category that all completions share is certain."""
    figure = reading.figure(of, place)
    if figure.state == "error":
        return Truth(None, error=True)
    possible, certain = targets.categories(reading.world.scales[reading.world.indicators[of.name][-1].bands], figure)
    if certain:
        return Truth(possible == [category])
    if category not in possible and not figure.perhaps and not figure.hollow:
        return Truth(False)
    return unknown([figure])
