"""Sets, and what is made of many rows (7 Sets, and what is made of many rows, 12.3 When missing)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction as F
from itertools import product

from .cells import column_value, keys_of_rows, member_value
from .declarations import Agg, Col, Count, Group, Ind, Members, Rows, Rules, SetOf, WeightedBy, Where
from .facts import Place, Reading, key_of, members_at
from .figures import (
    ERROR,
    UNKNOWN,
    End,
    Ends,
    Figure,
    Truth,
    both,
    ends_of_any,
    ends_with_some,
    missing,
    number,
    product_of,
    statistic,
    sum_of,
)
from .periods import Period, Stretch, stretch, sub_periods
from .weights import rule_for

Item = tuple[Figure, Truth]  # the figure of a row or member, and whether it belongs
ZERO: Ends = (F(0), F(0))


def group_of(reading: Reading, one: Group, place: Place, when: Stretch) -> list[tuple[Place, Truth]] | None:
    """7.1 Sets: members or rows, each with whether it belongs; None where nobody knows which there are."""
    match one:
        case SetOf(name):
            assert place.indicator is not None
            return group_of(reading, dict(place.indicator.sets)[name], place, when)
        case Members(dimension):
            assert isinstance(when, Period)
            # 7.3: an indicator's own dimension is all of it, so that `count province` is the same for each
            outside = replace(place, members=tuple(at for at in place.members if at[0] != dimension))
            keys = members_at(reading.world, dimension, outside, when)
            return [(place.with_members({dimension: key}), Truth(True)) for key in keys]
        case Rows(name):
            source = reading.world.sources[name]
            found = keys_of_rows(reading, source, place, when)
            if found is None:
                return None
            period = sub_periods(when, source.grain)[0]
            there = [place.with_members(dict(zip(source.dimensions, key, strict=True))) for key in found]
            return [(replace(t, row=(name, key, period)), Truth(True)) for t, key in zip(there, found, strict=True)]
        case Where(inner, condition):
            of = group_of(reading, inner, place, when)
            return None if of is None else [(p, both(t, reading.truth(condition, p))) for p, t in of]


def count(reading: Reading, one: Count, place: Place) -> Figure:
    """7.2 `count`; 12.3: `when missing skip` leaves out who is not certain."""
    found = group_of(reading, one.group, place, place.period)
    inner = one.group
    while isinstance(inner, Where):
        inner = inner.group
    if isinstance(inner, Rows) and not one.rules.unloaded:
        source = reading.world.sources[inner.source]
        if any(p not in reading.world.loaded[source.name] for p in sub_periods(place.period, source.grain)):
            most = None if source.absent == "register" else F(len(found or ()))
            return missing((F(0), most), unloaded=True)
    if found is None:
        return number(0) if one.rules.unloaded in ("0", "skip") else missing((F(0), None), unloaded=True)
    if any(truth.error for _, truth in found):
        return ERROR
    sure = sum(1 for _, truth in found if truth.holds)
    undecided = [truth for _, truth in found if truth.holds is None]
    left = [truth for truth in undecided if (one.rules.unloaded if truth.unloaded else one.rules.missing) != "skip"]
    if not left:
        return number(sure)
    hollow = any(truth.hollow for truth in left)
    return missing((F(sure), F(sure + len(left))), unloaded=any(truth.unloaded for truth in left), hollow=hollow)


def _items(reading: Reading, one: Agg, place: Place) -> list[Item] | None:
    """7.2: what a statistic runs over."""
    when = stretch(one.item.shift, place.period)
    if isinstance(one.item, Ind):
        return _items_of_indicator(reading, one.item, one.over, place, when)
    source = reading.world.sources[one.item.source]
    column = source.column(one.item.column)
    if one.over is None or isinstance(one.over, Rows):
        # 3.2.1: `sum school.pupils over school` names the rows that are there
        some_will_do = column.partial or one.rules.unloaded in ("0", "skip", "reweight")
        keys = keys_of_rows(reading, source, place, when, there=one.over is not None, partial=some_will_do)
        if keys is not None:
            return [(column_value(reading, source, column, k, when), Truth(True)) for k in keys]
        known = keys_of_rows(reading, source, place, when, there=True, partial=True) or []
        failed = [k for k in known if column_value(reading, source, column, k, when).state == "error"]
        return [(ERROR, Truth(True))] if failed else None  # 12.1: errors go before what is missing
    found = group_of(reading, one.over, place, place.period)
    if found is None:
        return None
    items: list[Item] = []
    for there, truth in found:
        key = key_of(source.dimensions, there, ())
        items.append((member_value(reading, source, column, key, when), truth))
    return items


def _items_of_indicator(
    reading: Reading, item: Ind, over: Group | None, place: Place, when: Stretch
) -> list[Item] | None:
    """7.3: an indicator with a value for each member, over the members that are valid in the periods it is read at."""
    if over is not None:
        of = group_of(reading, over, place, place.period)
        return None if of is None else [(reading.figure(item, one), truth) for one, truth in of]
    first = reading.world.indicators[item.name][0]
    per, periods = first.per, sub_periods(when, first.grain)
    found = {key for p in periods for key in product(*(members_at(reading.world, each, place, p) for each in per))}
    there = [place.with_members(dict(zip(per, key, strict=True))) for key in sorted(found)]
    return [(reading.figure(item, one), Truth(True)) for one in there]


def aggregate(reading: Reading, one: Agg, place: Place) -> Figure:
    """7.2 Counting and summing up, with the rules of 12.3."""
    items = _items(reading, one, place)
    if items is None:
        if one.rules.unloaded == "error":
            return ERROR
        if one.rules.unloaded == "0":
            return number(0)
        if one.rules.unloaded in ("skip", "reweight"):
            return statistic(one.how, ())
        return missing((_at_least(reading, one, place), None), unloaded=True, hollow=one.how != "sum")
    return _aggregated(one.how, items, one.rules)


def _at_least(reading: Reading, one: Agg, place: Place) -> End:
    """12.2: rows that nobody has seen can only add to a sum over several periods, of a column that adds up and is never below 0."""
    if not isinstance(one.item, Col) or one.how != "sum" or one.over is not None:
        return None
    source = reading.world.sources[one.item.source]
    column, when = source.column(one.item.column), stretch(one.item.shift, place.period)
    only_adds = column.let is None and column.consolidate == "sum" and column.low >= 0
    if not only_adds or len(sub_periods(when, source.grain)) == 1:
        return None
    known = keys_of_rows(reading, source, place, when, partial=True)
    if known is None:
        return None
    items = [(column_value(reading, source, column, key, when), Truth(True)) for key in known]
    return _aggregated(one.how, items, one.rules).ends[0]


def _aggregated(how: str, items: Sequence[Item], rules: Rules) -> Figure:
    """Of those that belong; where it is not certain of some, it is missing."""
    figures: list[Figure] = []
    undecided: list[tuple[Truth, Figure]] = []
    for item, truth in items:
        if truth.error or (truth.holds is None and item.state == "error"):
            return ERROR  # 12.1: errors go before what is missing
        if truth.holds is False:
            continue
        figure = UNKNOWN if item.state == "nothing" else item
        if truth.holds is None:
            if (rules.unloaded if truth.unloaded else rules.missing) == "error":
                return ERROR
            undecided.append((truth, figure))  # 12.3: only `count` leaves out who is not certain
            continue
        ruled = _ruled(figure, rules)
        if ruled is not None:
            figures.append(ruled)
    made = statistic(how, figures)
    if not undecided or made.state not in ("value", "missing"):
        return made
    maybe = [ruled for _, figure in undecided if (ruled := _ruled(figure, rules)) is not None]
    with_ends = [one for one in maybe if one.state in ("value", "missing")]
    # 12.2: bounds are sound; of those of whom it is not certain each counts as if it could be what any of them can
    whole = missing(ends_of_any([one.ends for one in with_ends])) if with_ends else UNKNOWN
    parts = [*((one, False) for one in figures), *((whole, True) for _ in with_ends)]
    ends = ends_of_any([one.ends for one, _ in parts]) if how == "median" and parts else ends_with_some(how, parts)
    return missing(
        ends,
        unloaded=made.unloaded or any(truth.unloaded for truth, _ in undecided),
        perhaps=made.perhaps or len(with_ends) < len(maybe),
        hollow=made.hollow or (how != "sum" and not figures) or any(truth.hollow for truth, _ in undecided),
    )


def _ruled(one: Figure, rules: Rules) -> Figure | None:
    """12.3: a rule on one figure; None where it is left out."""
    rule = rule_for(one, rules)
    if rule in ("skip", "reweight"):
        return None
    return {"0": number(0), "error": ERROR}.get(rule, one)


def weighted_by(reading: Reading, one: WeightedBy, place: Place) -> Figure:
    """7.2: Σ x·w / Σ w, or Σ x·w, over the rows."""
    source = reading.world.sources[one.item.source]
    column = source.column(one.item.column)
    when = stretch(one.item.shift, place.period)
    keys = keys_of_rows(reading, source, place, when)
    if keys is None:
        return replace(UNKNOWN, unloaded=True)
    parts: list[tuple[Figure, Figure]] = []
    for key in keys:
        figure = _ruled(column_value(reading, source, column, key, when), one.rules)
        there = place.with_members(dict(zip(source.dimensions, key, strict=True)))
        if figure is not None:
            parts.append((figure, reading.figure(one.by, there)))
    total, weight = sum_of([product_of([x, w]) for x, w in parts]), sum_of([w for _, w in parts])
    if one.how == "sum" or total.state in ("error", "not-applicable"):
        return total
    if not parts:
        return missing((None, None), hollow=True)  # the average of nothing
    if weight.state != "value":
        return UNKNOWN
    made = product_of([total, number(1 / weight.value)])
    low, high = ends_of_any([x.ends for x, _ in parts])  # an average lies within what it is made of
    return replace(made, low=low, high=high) if made.state == "missing" else made
