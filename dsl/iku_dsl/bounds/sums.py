"""Where statistics, weighted sums and other indicators can lie, and which keys a table can be read with at a place."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from math import prod

from iku_dsl import interval as iv
from iku_dsl.bounds.choices import Listed
from iku_dsl.bounds.known import Known, member_of
from iku_dsl.bounds.linear import ZERO, plain, several, terms
from iku_dsl.bounds.ranges import Ranges, assume, decides, known_inside, known_of_row, range_of
from iku_dsl.bounds.rules import own
from iku_dsl.functions import fold
from iku_dsl.interval import EVERYTHING, Interval
from iku_dsl.period import Grain
from iku_dsl.program import Band, Indicator, Scale, Table, WeightLevel
from iku_dsl.program import expression as ex
from iku_dsl.program.sources import placed
from iku_dsl.records import replace
from iku_dsl.types import Mean, Statistic

MOST_TRIED = 40  # members, each of which is looked at by itself


def possible_keys(ranges: Ranges, expression: ex.Expression, known: Known) -> Listed | None:
    """What an expression can be where it has a value, in the order of the spec; None where nothing lists it."""
    expression = plain(expression)
    found = _by_kind(ranges, expression, known)
    allowed = known.chosen_of(expression)
    if allowed is None:
        return found
    return Listed(tuple(sorted(allowed))) if found is None else found.among(allowed)


def _by_kind(ranges: Ranges, expression: ex.Expression, known: Known) -> Listed | None:
    match expression:
        case ex.Constant():
            return Listed((expression.value,) if isinstance(expression.value, str) else ())
        case ex.Named():  # of the entity, where another row or member is at hand
            return possible_keys(ranges, expression.value, known.at_home)
        case ex.Choose():
            return _of_branches(ranges, expression, known)
        case ex.Classify():
            return _categories(ranges, expression, known)
        case ex.IndicatorValue() if expression.part is ex.Part.CATEGORY:
            return _of_indicator(ranges, expression, known)
        case ex.Lookup():
            return _looked_up(ranges, expression, known)
        case ex.KeyValue() if member_of(expression.key, known):
            return Listed((member_of(expression.key, known),))
        case ex.ColumnValue() if (source := ranges.program.sources.get(expression.source)) is not None:
            # one cell is of a row that was let in: what a `syarat` leaves of it there, it is
            return possible_keys(ranges, own(source, expression.column), known_of_row(ranges, source.name))
        case _:
            return _listed(ranges, expression)


def _listed(ranges: Ranges, expression: ex.Expression) -> Listed | None:
    return ranges.lists.listed(ranges.program, expression.type)


def _of_branches(ranges: Ranges, expression: ex.Choose, known: Known) -> Listed | None:
    decided = decides(ranges, expression.condition, known)
    found: Listed | None = None
    for branch, holds in ((expression.then, True), (expression.otherwise, False)):
        if decided is (not holds):
            continue
        names = possible_keys(ranges, branch, assume(ranges, expression.condition, holds, known))
        if names is None:
            return None
        found = names if found is None else ranges.lists.joined(found, names)
    return found or Listed(())


def _categories(ranges: Ranges, expression: ex.Classify, known: Known) -> Listed:
    """The categories that a number can fall into, as what is known of it says."""
    scale = ranges.program.scales[expression.scale]
    return Listed(tuple(band.name for band in _bands_of(scale, range_of(ranges, expression.operand, known))))


def _bands_of(scale: Scale, found: Interval) -> list[Band]:
    """The categories that the numbers of an interval fall into; all, where an evaluation as printed may give others."""
    if any(band.correction is not None for band in scale.bands):
        return list(scale.bands)
    found = placed(scale.grid, found)
    return [band for band in scale.bands if any(interval.meets(found) is not None for interval in band.intervals)]


def _of_indicator(ranges: Ranges, expression: ex.IndicatorValue, known: Known) -> Listed | None:
    """The categories that an indicator can have: those that its number can fall into, and those that it is capped to.

    Over several periods the number is what those of all versions come to, and the category is by the last version.
    """
    versions = ranges.program.indicators.get(expression.indicator, ())
    found: dict[str, None] = {}
    for version in versions:
        scale = ranges.program.scales.get(version.scale)
        if scale is None:
            return _listed(ranges, expression)
        one_period = sub_periods(expression.shift, known.grain, version.grain) == 1
        if version.scale_of_achievement:
            number = _of_version(ranges, version, ex.Part.ACHIEVEMENT)
        elif one_period:
            number = version.range
        else:
            number = range_of_indicator(ranges, replace(expression, part=ex.Part.VALUE), known)
        names = [band.name for band in _bands_of(scale, number)]
        at_hand = one_period and expression.shift == ex.SAME and _is_at_hand(expression, known)
        found |= dict.fromkeys(_capped(ranges, version, scale, names, known if at_hand else None))
    return Listed(tuple(found))


def _is_at_hand(expression: ex.IndicatorValue, known: Known) -> bool:
    """Whether the indicator is read for the members at hand, so that its conditions mean here what they mean there."""
    return known.home is None and all(isinstance(key, ex.RowKey) for key in expression.keys)


def _capped(
    ranges: Ranges, version: Indicator, scale: Scale, names: Sequence[str], known: Known | None
) -> Sequence[str]:
    """Categories as the conditions of a version leave them: each may hold or not, as far as what is `known` of it here does not say."""
    order = [band.name for band in scale.bands]
    for cap in version.caps:
        decided = decides(ranges, cap.condition, known) if known is not None else None
        limit = order.index(cap.band)
        lowered = [name if order.index(name) >= limit else cap.band for name in names]
        if decided is not False:
            names = lowered if decided else [*names, *lowered]
    return names


def _looked_up(ranges: Ranges, expression: ex.Lookup, known: Known) -> Listed:
    """The names that a table of names has for the keys that can come; thousands may read one."""
    keys = tuple(possible_keys(ranges, key, known) for key in expression.keys)
    found = ranges.names.get((expression.table, keys))
    if found is None:
        found = ranges.names[expression.table, keys] = _names_at(ranges.program.tables[expression.table], keys)
    return found


def _names_at(table: Table, keys: tuple[Listed | None, ...]) -> Listed:
    fitting = [None if names is None else frozenset(names.names) for names in keys]
    found = {
        value: None
        for entry, value in table.entries.items()
        if isinstance(value, str) and all(one is None or name in one for one, name in zip(fitting, entry, strict=False))
    }
    return Listed(tuple(found))


def has_every(ranges: Ranges, lookup: ex.Lookup) -> bool:
    """Whether a table has something for whatever members are at hand, which the spec lists."""
    found = ranges.has_every.get(lookup)
    if found is None:
        table = ranges.program.tables[lookup.table]
        names = [_listed(ranges, key) if isinstance(key, ex.KeyValue) else None for key in lookup.keys]
        known = [one.names for one in names if one is not None]
        of_members = len(known) == len(names) and prod(map(len, known)) <= len(table.entries)
        found = of_members and all(table.entries.get(key) is not None for key in product(*known))
        ranges.has_every[lookup] = found
    return found


def range_of_aggregate(ranges: Ranges, expression: ex.Aggregated, known: Known) -> Interval:
    """A statistic over a set: a sum of any number of values, else within the range of the operand."""
    most = _size(ranges, expression.set)
    if expression.statistic is Statistic.COUNT:
        return Interval(ZERO, most)
    assert expression.operand is not None
    operand = range_of(ranges, expression.operand, known_inside(ranges, expression.set, known))
    operand = or_amounts(operand, expression.rules)
    if expression.statistic is not Statistic.SUM or expression.mean is not Mean.ARITHMETIC:
        if expression.by is None:
            return operand
        weight = range_of(ranges, expression.by, known_inside(ranges, expression.set, known))
        return operand if weight.low is not None and weight.low >= 0 else EVERYTHING
    if expression.by is not None:
        operand = iv.multiply(operand, range_of(ranges, expression.by, known_inside(ranges, expression.set, known)))
    elif isinstance(expression.set, ex.Members) and most is not None and not expression.rules:
        return _each_member(ranges, expression.operand, (expression.set.dimension,), expression.set, known)
    due = _rows_due(ranges, expression.set, known) if not expression.rules else None
    found = terms(operand, *due) if due is not None else several(operand, most)
    return found.meets(_by_rows(ranges, expression, known)) or found


def _by_rows(ranges: Ranges, expression: ex.Aggregated, known: Known) -> Interval:
    """A sum over the rows of a source, or over some of a set, whose members the spec lists: each in the range of its own members.

    So a sum of `0..maks[k]` is at most the sum of the table. A row that need not be there, or be in the set, may count as nothing.
    """
    base = expression.set
    while not isinstance(base, ex.Rows | ex.Members):
        base = base.set
    of = ranges.program.sources[base.source].dimensions if isinstance(base, ex.Rows) else (base.dimension,)
    free = tuple(name for name in of if name not in known.at_hand)
    dimensions = [ranges.program.dimensions[name] for name in free]
    if expression.operand is None or expression.rules or expression.by is not None or not free:
        return EVERYTHING
    if not all(dimension.enumerated for dimension in dimensions):
        return EVERYTHING
    if prod(len(dimension.members) for dimension in dimensions) > MOST_TRIED:
        return EVERYTHING
    return _each_member(ranges, expression.operand, free, expression.set, known)


def _rows_due(ranges: Ranges, base: ex.SetExpression, known: Known) -> tuple[int, int] | None:
    """How many rows a sum needs at the least, and at the most, where each must be there; None where there is no telling.

    Those of the members at hand are meant; where one of every dimension is, that row, or those of all elements of a set.
    """
    if not isinstance(base, ex.Rows) or not base.expected:
        return None
    dimensions = [ranges.program.dimensions[name] for name in ranges.program.sources[base.source].dimensions]
    if not all(dimension.enumerated for dimension in dimensions):
        return None
    free = [dimension for dimension in dimensions if dimension.name not in known.at_hand]
    count = prod(len(dimension.members) for dimension in free or dimensions)
    return (count if free else 1), count


def _each_member(
    ranges: Ranges, operand: ex.Expression, dimensions: tuple[str, ...], base: ex.SetExpression, known: Known
) -> Interval:
    """The sum of an operand over all members that the spec lists, each in its own range; of a part of a set, or of rows, some may lack."""
    total, inside = iv.point(0), known_inside(ranges, base, known)
    due = isinstance(base, ex.Rows) and base.expected and ranges.program.sources[base.source].expected is None
    whole = due or isinstance(base, ex.Members)
    listed_members = [ranges.program.dimensions[name].members for name in dimensions]
    for members in product(*listed_members):
        at = tuple((name, member.name) for name, member in zip(dimensions, members, strict=True))
        one = range_of(ranges, operand, replace(inside, members=(*inside.members, *at)))
        total = iv.add(total, one if whole else one.hull(iv.point(0)))
    return total


def _size(ranges: Ranges, base: ex.SetExpression) -> Fraction | None:
    """How many elements a set has at most, None where there is no telling."""
    match base:
        case ex.Members():
            declared = ranges.program.dimensions[base.dimension]
            return Fraction(len(declared.members)) if declared.enumerated else None
        case ex.Rows():
            total = Fraction(1)
            for dimension in ranges.program.sources[base.source].dimensions:
                declared = ranges.program.dimensions[dimension]
                if not declared.enumerated:
                    return None
                total *= len(declared.members)
            return total
        case ex.Filtered() | ex.NamedSet():
            return _size(ranges, base.set)


def range_of_list(ranges: Ranges, expression: ex.OfList, known: Known) -> Interval:
    """A statistic of listed values."""
    intervals = [range_of(ranges, operand, known) for operand in expression.operands]
    rules = expression.rules
    intervals = [or_amounts(item, rules) for item in intervals]
    if expression.statistic is Statistic.COUNT:
        return iv.point(len(intervals))
    if expression.statistic is Statistic.SUM:
        if any(rule.kind.leaves_out for rule in rules):
            intervals = [item.hull(iv.point(0)) for item in intervals]
        return fold(intervals, iv.add)
    if expression.statistic is Statistic.AVERAGE and expression.mean is Mean.ARITHMETIC and not rules:
        return iv.divide(fold(intervals, iv.add), iv.point(len(intervals)))
    if all(rule.kind is ex.RuleKind.AMOUNT for rule in rules):
        if expression.statistic is Statistic.MINIMUM:
            return fold(intervals, iv.lesser)
        if expression.statistic is Statistic.MAXIMUM:
            return fold(intervals, iv.greater)
    return iv.hull(intervals) or EVERYTHING


def range_of_weighted(ranges: Ranges, expression: ex.Weighted, known: Known) -> Interval:
    """A weighted sum or mean over dimensions."""
    operand = range_of(ranges, expression.operand, under_weights(known))
    return _by_weights(ranges, expression, operand, known.levels)


def _by_weights(
    ranges: Ranges, expression: ex.Weighted | ex.WeightedIndicators, operand: Interval, levels: tuple[WeightLevel, ...]
) -> Interval:
    """A weighted average lies within its operand's range; a weighted sum within that times the sum of weights."""
    operand = or_amounts(operand, expression.rules)
    skips = any(rule.kind is ex.RuleKind.SKIP for rule in expression.rules)
    if skips and expression.statistic is Statistic.SUM:
        operand = operand.hull(iv.point(0))
    if any(weight.weight < 0 for level in levels for weight in level.weights):
        return EVERYTHING
    total = Fraction(1)
    for level in levels:
        total *= sum((weight.weight for weight in level.weights), ZERO)
    if expression.statistic is Statistic.AVERAGE or expression.mean is not Mean.ARITHMETIC:
        return operand
    return iv.multiply(operand, iv.point(total))


def range_of_weighted_indicators(ranges: Ranges, expression: ex.WeightedIndicators, known: Known) -> Interval:
    """A weighted sum or mean of other indicators, each in its own range."""
    level = next((level for level in known.levels if level.dimension is None), None)
    if level is None:
        return EVERYTHING
    intervals = [
        range_of_indicator(ranges, ex.IndicatorValue(weight.member, expression.part), known) for weight in level.weights
    ]
    hull = iv.hull(intervals) or EVERYTHING
    exact = iv.point(0)
    for weight, interval in zip(level.weights, intervals, strict=True):
        exact = iv.add(exact, iv.multiply(iv.point(weight.weight), interval))
    total = sum((weight.weight for weight in level.weights), ZERO)
    if total == 1 and not expression.rules:
        return exact
    return _by_weights(ranges, expression, hull, (level,))


def range_of_indicator(ranges: Ranges, expression: ex.IndicatorValue, known: Known) -> Interval:
    """Where another indicator lies: its declared range, the sum of several of its periods, or its profile's limits."""
    hull: Interval | None = None
    for version in ranges.program.indicators.get(expression.indicator, ()):
        interval = _of_version(ranges, version, expression.part)
        if version.consolidation is not None and expression.part is not ex.Part.ACHIEVEMENT:
            if version.consolidation.reduction is ex.Reduction.SUM:
                # a sub-period without a target is not expected
                interval = terms(interval, 1, sub_periods(expression.shift, known.grain, version.grain))
        hull = interval if hull is None else hull.hull(interval)
    return hull or EVERYTHING


def _of_version(ranges: Ranges, version: Indicator, part: ex.Part) -> Interval:
    if part is ex.Part.VALUE:
        return version.range
    if part is ex.Part.ACHIEVEMENT and version.achievement is not None:
        return ranges.program.profiles[version.achievement.profile].limits
    if part is ex.Part.TARGET:
        at_hand = frozenset(version.dimensions)
        known = Known(levels=version.levels, grain=version.grain, at_hand=at_hand)
        return iv.hull([range_of(ranges, target.value, known) for target in version.targets]) or EVERYTHING
    return EVERYTHING


def under_weights(known: Known) -> Known:
    """What is known under a weighted sum: the member at hand is that of each of its dimensions."""
    dimensions = tuple(level.dimension for level in known.levels if level.dimension is not None)
    return replace(known.elsewhere(dimensions), levels=())


def sub_periods(shift: ex.Shift, reader: Grain | None, grain: Grain | None) -> int | None:
    """How many periods of what it reads a reading looks at, at the most; None where there is no telling."""
    if grain is None:
        return 1
    if shift.move is ex.Move.TO_DATE:
        return grain.per_year
    whole = shift.whole or reader
    if whole is None:
        return None
    return grain.per_year // whole.per_year if grain.finer_than(whole) else 1


def or_amounts(interval: Interval, rules: Sequence[ex.Rule]) -> Interval:
    """Where a number lies in whose place rules may put an amount."""
    for rule in rules:
        if rule.kind is ex.RuleKind.AMOUNT:
            interval = interval.hull(iv.point(rule.amount))
    return interval
