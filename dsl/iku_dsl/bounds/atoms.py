"""Where each kind of atom can lie: a column by its range, a choice by its condition, a table by its entries."""

from __future__ import annotations

from collections import ChainMap
from fractions import Fraction

from iku_dsl import interval as iv
from iku_dsl.bounds import functions
from iku_dsl.bounds.functions import applied, calendar, whole
from iku_dsl.bounds.known import Known, may_not_apply, member_of
from iku_dsl.bounds.linear import linear, plain, positive, terms
from iku_dsl.bounds.ranges import Ranges, assume, decides, known_of_row, range_of, range_of_form
from iku_dsl.bounds.rules import is_sure, own, rules_of
from iku_dsl.bounds.sums import (
    has_every,
    or_amounts,
    range_of_aggregate,
    range_of_indicator,
    range_of_list,
    range_of_weighted,
    range_of_weighted_indicators,
    sub_periods,
)
from iku_dsl.budgets import Effort, most
from iku_dsl.interval import EVERYTHING, Interval
from iku_dsl.period import Grain
from iku_dsl.program import Absence, Column, Program, Requirement, Source, Table
from iku_dsl.program import expression as ex
from iku_dsl.records import replace
from iku_dsl.types import Operator

MOST_LIMITS = 10  # columns that limit one another


def ranges_of(program: Program, shared: Ranges | None = None) -> Ranges:
    """The ranges of a program, none of them looked for yet; with those of another of the same proof steps and lists are `shared`."""
    of_all = most("questions") + most("questions-each") * len(program.indicators)
    if shared is None:
        return Ranges(program, bound_atom, Effort(of_all))
    return Ranges(program, bound_atom, shared.effort, lists=shared.lists)


def without(ranges: Ranges, source: Source, requirement: Requirement) -> Ranges:
    """The ranges of a program in which a `syarat` is not taken for granted: it may not decide itself."""
    others = tuple(other for other in source.requirements if other is not requirement)
    known = ranges.program.sources
    sources = ChainMap({source.name: replace(source, requirements=others)}, known)  # type: ignore[arg-type]
    return ranges_of(replace(ranges.program, sources=sources), ranges)


def bound_atom(ranges: Ranges, expression: ex.Expression, known: Known) -> Interval:
    """Where an atom lies by its kind alone."""
    match expression:
        case ex.Constant():
            return iv.point(expression.value) if isinstance(expression.value, Fraction) else EVERYTHING
        case ex.ColumnValue():
            at = tuple((key.dimension, member) for key in expression.keys if (member := member_of(key, known)))
            periods = sub_periods(expression.shift, known.grain, _grain(ranges, expression))
            return _column(ranges, expression, at, periods, known)
        case ex.OwnColumn():
            return _column(ranges, expression, known.members, None, known)
        case ex.AttributeValue():
            column = ranges.program.dimensions[expression.dimension].stored.get(expression.attribute)
            return or_amounts(column.range, column.rules) if column is not None else EVERYTHING
        case ex.Arithmetic():
            return _arithmetic(ranges, expression, known)
        case ex.Negative():
            return iv.negate(range_of(ranges, expression.operand, known))
        case ex.Choose():
            return _choose(ranges, expression, known)
        case ex.Apply():
            return _apply(ranges, expression, known)
        case ex.Lookup():
            return _lookup(ranges, expression, known)
        case ex.Named():
            return range_of(ranges, expression.value, known.at_home)
        case ex.Aggregated():
            return range_of_aggregate(ranges, expression, known)
        case ex.OfList():
            return range_of_list(ranges, expression, known)
        case ex.Weighted():
            return range_of_weighted(ranges, expression, known)
        case ex.WeightedIndicators():
            return range_of_weighted_indicators(ranges, expression, known)
        case ex.IndicatorValue():
            return range_of_indicator(ranges, expression, known)
        case ex.CalendarDays():
            return calendar(expression)
        case (
            ex.KeyValue()
            | ex.HasRow()
            | ex.IsExpected()
            | ex.Comparison()
            | ex.Logic()
            | ex.Opposite()
            | ex.IsMissing()
            | ex.Classify()
        ):
            return EVERYTHING


def _grain(ranges: Ranges, expression: ex.ColumnValue) -> Grain | None:
    source = ranges.program.sources.get(expression.source)
    return source.grain if source is not None else None


def _column(
    ranges: Ranges,
    read: ex.ColumnValue | ex.OwnColumn,
    members: tuple[tuple[str, str], ...],
    periods: int | None,
    known: Known,
) -> Interval:
    """Where a column lies; where it is consolidated, from so many periods at the most (None: without limit)."""
    declared = ranges.program.sources.get(read.source)
    if declared is None:  # a parameter of a profile
        return EVERYTHING
    column = declared.columns.get(read.column) or declared.derived[read.column]
    if isinstance(column, Column):
        interval = column.range
        if column.limit is not None and _is_certain(ranges, declared, column.limit) and ranges.limits < MOST_LIMITS:
            ranges.limits += 1
            top = range_of(ranges, column.limit, Known(members=members)).high
            ranges.limits -= 1
            if top is not None and (interval.high is None or top < interval.high):
                interval = Interval(interval.low, top, interval.low_open)
        if read.column in rules_of(declared).alone:  # else no rule says more of it, and asking all of them costs steps
            required = known_of_row(ranges, declared.name).of(own(declared, read.column))
            interval = (interval if required is None else interval.meets(required)) or interval
    else:
        interval = range_of(ranges, column.value, replace(known_of_row(ranges, declared.name), members=members))
    interval = or_amounts(interval, column.rules)
    if read.consolidation is not None and read.consolidation.reduction is ex.Reduction.SUM:
        interval = terms(interval, _least(ranges, declared, read, periods), periods)
        return or_amounts(interval, column.rules)  # one may stand for the whole sum as well
    return interval


def _least(ranges: Ranges, source: Source, read: ex.ColumnValue | ex.OwnColumn, periods: int | None) -> int:
    """How many sub-periods a sum is made of at the least: in a register of none, and it is 0.

    Else of one: where no row is due in any of them, as a member is not valid, or not in the set that rows are expected of, it is
    missing. Cells that do not apply are left out, as long as one does.
    """
    assert read.consolidation is not None
    if source.absence is not Absence.COMPLETE:
        return 0
    to_date = isinstance(read, ex.ColumnValue) and read.shift.move is ex.Move.TO_DATE
    listed = all(ranges.program.dimensions[dimension].enumerated for dimension in source.dimensions)
    some = to_date or read.consolidation.partial or may_not_apply(ranges.program, read)
    return 1 if periods is None or some or not listed or source.expected is not None else periods


def _is_certain(ranges: Ranges, source: Source, limit: ex.Expression) -> bool:
    """Whether the end that another column or a table gives is known for every row: with an unknown one, a row is let in."""
    match limit:
        case ex.OwnColumn():
            return is_sure(source, limit.column)
        case ex.Lookup():
            return has_every(ranges, limit)
        case _:
            return False


def _arithmetic(ranges: Ranges, expression: ex.Arithmetic, known: Known) -> Interval:
    left, right = range_of(ranges, expression.left, known), range_of(ranges, expression.right, known)
    match expression.operator:
        case Operator.MULTIPLY:
            if plain(expression.left) == plain(expression.right):
                return iv.power(left, 2)
            return iv.multiply(left, right)
        case Operator.DIVIDE:
            return _ratio(ranges, expression, known, left, right)
        case Operator.POWER:
            exponent = whole(expression.right)
            if exponent is not None:
                return iv.power(left, exponent)
            return functions.power(left)
        case _:
            return iv.add(left, right) if expression.operator is Operator.ADD else iv.subtract(left, right)


def _ratio(ranges: Ranges, expression: ex.Arithmetic, known: Known, left: Interval, right: Interval) -> Interval:
    """N / D; with D > 0 it is at most c where N − cD is at most 0."""
    quotient = iv.divide(left, right)
    if not positive(right):
        return quotient
    above, below = linear(expression.left), linear(expression.right)
    for bound in known.tries:
        difference = range_of_form(ranges, above.plus(below, -bound), known)
        if difference.high is not None and difference.high <= 0:
            quotient = quotient.meets(Interval(None, bound)) or quotient
        if difference.low is not None and difference.low >= 0:
            quotient = quotient.meets(Interval(bound, None)) or quotient
    return quotient


def _choose(ranges: Ranges, expression: ex.Choose, known: Known) -> Interval:
    then = range_of(ranges, expression.then, assume(ranges, expression.condition, True, known))
    otherwise = range_of(ranges, expression.otherwise, assume(ranges, expression.condition, False, known))
    decided = decides(ranges, expression.condition, known)
    if decided is not None:
        return then if decided else otherwise
    return then.hull(otherwise)


def _apply(ranges: Ranges, expression: ex.Apply, known: Known) -> Interval:
    return applied(expression, [range_of(ranges, argument, known) for argument in expression.arguments])


def _lookup(ranges: Ranges, expression: ex.Lookup, known: Known) -> Interval:
    table = ranges.program.tables[expression.table]
    keys = tuple(member_of(key.key, known) if isinstance(key, ex.KeyValue) else "" for key in expression.keys)
    interval = ranges.entries.get((table.name, keys))
    if interval is None:
        interval = ranges.entries[table.name, keys] = _of_entries(table, keys)
    return interval


def _of_entries(table: Table, keys: tuple[str, ...]) -> Interval:
    """Where what stands at keys of a table lies, an empty text for one that nobody knows."""
    numbers = [
        value
        for entry, value in table.entries.items()
        if isinstance(value, Fraction) and all(not key or key == named for key, named in zip(keys, entry, strict=False))
    ]
    numbers += [y for _, y in table.breakpoints]
    return Interval(min(numbers), max(numbers)) if numbers else EVERYTHING
