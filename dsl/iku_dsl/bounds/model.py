"""Small worlds of facts, drawn at random (always the same ones) within what the spec declares: where a counter-example is looked for.

A world has up to three members of each keyed dimension, rows or none for each key and period, and a number in each cell: the ends of
its range first, then others. Evaluating an expression in it is plain and exact; what is missing or undefined leaves the world out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from math import prod
from random import Random

from iku_dsl import interval as iv
from iku_dsl.bounds.functions import (
    DividedByZeroError,
    MissingError,
    UndefinedError,
    Value,
    calculated,
    compared,
    computed,
    settled,
    settled_of,
    weighed,
)
from iku_dsl.bounds.linear import sign_decides
from iku_dsl.budgets import most
from iku_dsl.interval import EVERYTHING, Interval
from iku_dsl.period import Period
from iku_dsl.program import Absence, Column, Derived, Program, Scale, Source, WeightLevel
from iku_dsl.program import expression as ex
from iku_dsl.program.readings import reading
from iku_dsl.program.sources import on_grid
from iku_dsl.records import replace
from iku_dsl.types import Kind, Mean, Operator, Statistic

MAX_TRIES = 30
MAX_BACK = 3  # rows that a `syarat` looks back at, one from the other; before them there are none


@dataclass(frozen=True, slots=True)
class Place:
    """The period and the members at hand, and the source whose row is, read at `shift`.

    `home` are the members of the entity, `elements` the dimensions whose member at hand is that of an element of a set.
    """

    period: Period
    keys: Mapping[str, str] = field(default_factory=dict)
    row: str = ""
    shift: ex.Shift = ex.SAME
    home: Mapping[str, str] = field(default_factory=dict)
    elements: frozenset[str] = frozenset()
    levels: tuple[WeightLevel, ...] = ()
    own: Mapping[tuple[str, str], Value] = field(default_factory=dict)


@dataclass(eq=False, slots=True)
class World:
    """One small world, drawn as it is read: its rows and members so far, and in `used` the numbers that were, in the order of reading.

    A world has had its share of work (`budgets.py`) with so many steps; `back` is how many rows are being drawn, one for the other.
    """

    program: Program
    seed: int
    period: Period
    random: Random = field(init=False)
    work: int = 0
    used: dict[str, tuple[Value, bool]] = field(default_factory=dict)
    members: dict[str, tuple[str, ...]] = field(default_factory=dict)
    rows: dict[tuple[str, Period | None, tuple[str, ...]], dict[str, Value] | None] = field(default_factory=dict)
    attributes: dict[tuple[str, str, str], Value] = field(default_factory=dict)
    ends: dict[int, tuple[int, int | None, int | None]] = field(default_factory=dict)
    back: int = 0
    most_work: int = field(default_factory=lambda: most("world"))

    def __post_init__(self) -> None:
        self.random = Random(self.seed)


# ---- what is drawn


def spend(world: World, steps: int = 1) -> None:
    """Count pieces of work. Errors: `UndefinedError` where a world has had its share of them, and is left out."""
    world.work += steps
    if world.work > world.most_work:
        raise UndefinedError


def members_of(world: World, dimension: str) -> tuple[str, ...]:
    """The members of a dimension."""
    if dimension not in world.members:
        declared = world.program.dimensions[dimension]
        if declared.enumerated:
            world.members[dimension] = tuple(member.name for member in declared.members)
        else:
            world.members[dimension] = ("a", "b", "c")[: world.random.choice((0, 1, 1, 2, 2, 3))]
    return world.members[dimension]


def rows_in(world: World, source: Source, at: Period, shift: ex.Shift, keys: tuple[str, ...]) -> list[Period | None]:
    """The periods of a reading in which a source has a row."""
    read = reading(shift, at, source.grain)
    if read is None:
        raise MissingError
    return [period for period in read.periods if row_of(world, source.name, period, keys) is not None]


def row_of(world: World, source: str, period: Period | None, keys: tuple[str, ...]) -> dict[str, Value] | None:
    """The row of a source, None where there is none."""
    spend(world)
    place = (source, period, keys)
    if place not in world.rows:
        expected = world.program.sources[source].absence is Absence.COMPLETE
        there = (world.random.random() < 0.7 or expected) and world.back < MAX_BACK
        world.rows[place] = None
        if there:
            world.back += 1
            try:
                world.rows[place] = _draw_row(world, source, period, keys)
            finally:
                world.back -= 1
    return world.rows[place]


def _draw_row(world: World, source: str, period: Period | None, keys: tuple[str, ...]) -> dict[str, Value]:
    declared = world.program.sources[source]
    place = Place(period or world.period, dict(zip(declared.dimensions, keys, strict=True)), source)
    for _ in range(MAX_TRIES):
        row = {name: _draw_cell(world, column) for name, column in declared.columns.items()}
        world.rows[(source, period, keys)] = row
        try:
            kept = all(_is_let_in(world, requirement.condition, place) for requirement in declared.requirements)
            kept = kept and all(_is_within_limit(world, column, row, place) for column in declared.columns.values())
        except (UndefinedError, DividedByZeroError):
            kept = False
        if kept:
            return row
    world.rows[(source, period, keys)] = None
    raise UndefinedError


def _is_let_in(world: World, condition: ex.Expression, place: Place) -> bool:
    """Whether a row keeps a `syarat`: an unknown one lets it pass."""
    try:
        return value_in(world, condition, place) is True
    except MissingError:
        return True


def _is_within_limit(world: World, column: Column, row: Mapping[str, Value], place: Place) -> bool:
    if column.limit is None:
        return True
    top, value = value_in(world, column.limit, place), row[column.name]
    return isinstance(top, Fraction) and isinstance(value, Fraction) and value <= top


def _draw_cell(world: World, column: Column) -> Value:
    spend(world)
    match column.type.kind:
        case Kind.TRUTH:
            return world.random.random() < 0.5
        case Kind.CHOICE:
            return world.random.choice(column.type.choices) if column.type.choices else ""
        case Kind.MEMBER:
            known = members_of(world, column.type.of)
            if not known:
                raise UndefinedError
            return world.random.choice(known)
        case Kind.DATE:
            return date(2024, 1, 1) + timedelta(days=world.random.randrange(0, 900))
        case Kind.TEXT | Kind.BROKEN:
            return world.random.choice(("x", "y"))
        case Kind.NUMBER:
            return _draw_number(world, column)


def _draw_number(world: World, column: Column) -> Fraction:
    scale, low, high = _ends(world, column)
    if world.seed == 0 and high is not None:
        return Fraction(high, scale)
    if world.seed == 1 and low is not None:
        return Fraction(low, scale)
    base = low if low is not None else high - 100 * scale if high is not None else -100 * scale
    top = high if high is not None else base + world.random.choice((1, 2, 100, 10_000)) * scale
    tenths = world.random.choice((0, 10, 5, world.random.randrange(0, 11)))
    return Fraction(base + (top - base) * tenths // 10, scale)


def _ends(world: World, column: Column) -> tuple[int, int | None, int | None]:
    """How many parts of one a column keeps, and its least and its greatest figure in them."""
    if id(column) not in world.ends:
        scale, interval = 10**column.scale, column.range
        low = None if interval.low is None else -(-interval.low * scale // 1)
        high = None if interval.high is None else interval.high * scale // 1
        if low is not None and interval.low_open and interval.low == Fraction(low, scale):
            low += 1
        if high is not None and interval.high_open and interval.high == Fraction(high, scale):
            high -= 1
        if low is not None and high is not None and low > high:
            raise UndefinedError
        world.ends[id(column)] = scale, low, high
    return world.ends[id(column)]


# ---- values


def value_in(world: World, expression: ex.Expression, at: Place) -> Value:
    """The value of an expression in this world."""
    spend(world)
    match expression:
        case ex.Constant():
            return _sure(expression.value)
        case ex.ColumnValue():
            keys = _members_at(world, expression.keys, at)
            return _read_column(world, expression, keys, expression.shift, at)
        case ex.OwnColumn():
            if (expression.source, expression.column) in at.own:
                return at.own[(expression.source, expression.column)]
            if expression.source not in world.program.sources:
                raise UndefinedError
            keys = tuple(at.keys[d] for d in world.program.sources[expression.source].dimensions)
            return _read_column(world, expression, keys, at.shift, at)
        case ex.AttributeValue():
            return _attribute_of(
                world, expression.dimension, expression.attribute, _member_at(world, expression.key, at)
            )
        case ex.KeyValue():
            return _member_at(world, expression.key, at)
        case ex.HasRow():
            return _has_row(world, expression, at)
        case ex.IsExpected():
            if not _has_row(world, expression, at):
                raise UndefinedError
            return True
        case ex.Arithmetic():
            return _arithmetic(world, expression, at)
        case ex.Negative():
            return -number_in(world, expression.operand, at)
        case ex.Comparison():
            return _compare(world, expression, at)
        case ex.Logic():
            return _logic(world, expression, at)
        case ex.Opposite():
            return not value_in(world, expression.operand, at)
        case ex.Choose():
            taken = expression.then if value_in(world, expression.condition, at) else expression.otherwise
            return value_in(world, taken, at)
        case ex.Apply():
            return _apply(world, expression, at)
        case ex.Lookup():
            return _lookup(world, expression, at)
        case ex.Classify():
            band = _category(world.program.scales[expression.scale], number_in(world, expression.operand, at))
            if band is None:
                raise UndefinedError
            return band
        case ex.Named():
            value = value_in(
                world, expression.value, replace(at, keys=at.home, row="", shift=ex.SAME, elements=frozenset())
            )
            world.used.setdefault(expression.name, (value, expression.type.percent))
            return value
        case ex.Aggregated():
            return _aggregate(world, expression, at)
        case ex.OfList():
            return settled_of(expression, [number_in(world, operand, at) for operand in expression.operands])
        case ex.Weighted():
            return _weigh(world, expression, at)
        case ex.IsMissing():
            try:
                value_in(world, expression.operand, at)
            except MissingError:
                return True
            return False
        case ex.WeightedIndicators() | ex.IndicatorValue() | ex.CalendarDays():
            raise UndefinedError


def number_in(world: World, expression: ex.Expression, at: Place) -> Fraction:
    """A value that must be a number."""
    value = value_in(world, expression, at)
    if not isinstance(value, Fraction):
        raise UndefinedError
    return value


def _member_at(world: World, key: ex.Key, at: Place) -> str:
    match key:
        case ex.RowKey():
            return at.keys[key.dimension]
        case ex.MemberKey():
            return key.member
        case ex.ExpressionKey():
            return str(value_in(world, key.value, at))


def _members_at(world: World, keys: tuple[ex.Key, ...], at: Place) -> tuple[str, ...]:
    return tuple(_member_at(world, key, at) for key in keys)


def _read_column(
    world: World, expression: ex.ColumnValue | ex.OwnColumn, keys: tuple[str, ...], shift: ex.Shift, at: Place
) -> Value:
    source = world.program.sources[expression.source]
    read = reading(shift, at.period, source.grain)
    if read is None:
        raise MissingError
    column = source.columns.get(expression.column) or source.derived[expression.column]
    there = rows_in(world, source, at.period, shift, keys)
    if len(there) < len(read.periods) and (isinstance(column, Derived) or column.rules):
        raise UndefinedError  # there may be a number without a row
    rule = column.consolidation if read.consolidated else None
    whole = rule is not None and not rule.partial
    if whole and source.absence is not Absence.COMPLETE and rule is not None and rule.reduction is ex.Reduction.SUM:
        if not there:
            return Fraction(0)
    elif not there or (whole and source.absence is Absence.COMPLETE and len(there) < len(read.periods)):
        raise MissingError
    if read.consolidated and rule is None:
        raise UndefinedError
    values = [_column_in_row(world, expression, column, period, keys, many=rule is not None) for period in there]
    if rule is None or rule.reduction is ex.Reduction.LAST:
        return values[-1]
    numbers = [value for value in values if isinstance(value, Fraction)]
    return settled(Statistic(rule.reduction.value), numbers)


def _column_in_row(
    world: World,
    expression: ex.ColumnValue | ex.OwnColumn,
    column: Column | Derived,
    period: Period | None,
    keys: tuple[str, ...],
    *,
    many: bool,
) -> Value:
    """The value of a column in the row of one period."""
    source = world.program.sources[expression.source]
    if isinstance(column, Derived):
        place = Place(period or world.period, dict(zip(source.dimensions, keys, strict=True)), source.name)
        return value_in(world, column.value, place)
    row = row_of(world, source.name, period, keys)
    assert row is not None
    where = [*keys] if len(world.members) else []
    where += [str(period)] if many else []
    shown = f"[{', '.join(where)}]" if where else ""
    world.used[f"{expression.text or column.name}{shown}"] = (row[column.name], column.type.percent)
    return row[column.name]


def _attribute_of(world: World, dimension: str, attribute: str, member: str) -> Value:
    place = (dimension, attribute, member)
    if place not in world.attributes:
        world.attributes[place] = _draw_cell(world, world.program.dimensions[dimension].stored[attribute])
    return world.attributes[place]


def _has_row(world: World, expression: ex.HasRow | ex.IsExpected, at: Place) -> bool:
    known = {key.dimension: _member_at(world, key, at) for key in expression.keys}
    source = world.program.sources[expression.source]
    options = [(known[d],) if d in known else members_of(world, d) for d in source.dimensions]
    spend(world, prod(len(option) for option in options))
    drawn = [
        rows_in(world, source, at.period, expression.shift, keys) for keys in product(*options)
    ]  # all of them are drawn
    return any(drawn)


def _arithmetic(world: World, expression: ex.Arithmetic, at: Place) -> Value:
    left, right = value_in(world, expression.left, at), value_in(world, expression.right, at)
    return calculated(expression, left, right)


def _logic(world: World, expression: ex.Logic, at: Place) -> bool:
    """Kleene's logic: one side may decide where the other is missing."""
    deciding = expression.operator is Operator.OR
    missing: MissingError | None = None
    for side in (expression.left, expression.right):
        try:
            if value_in(world, side, at) is deciding:
                return deciding
        except MissingError as error:
            missing = error
    if missing is not None:
        raise missing
    return not deciding


def _compare(world: World, expression: ex.Comparison, at: Place) -> bool:
    try:
        left, right = value_in(world, expression.left, at), value_in(world, expression.right, at)
    except MissingError:
        decided = sign_decides(
            expression.operator, iv.subtract(_where(world, expression.left, at), _where(world, expression.right, at))
        )
        if decided is None:
            raise
        return decided
    return compared(expression, left, right)


def _where(world: World, expression: ex.Expression, at: Place) -> Interval:
    """Where a number lies that may be missing: a column's range decides a comparison, too."""
    try:
        value = value_in(world, expression, at)
    except MissingError:
        if isinstance(expression, ex.ColumnValue | ex.OwnColumn):
            column = world.program.sources[expression.source].columns.get(expression.column)
            return column.range if column is not None and expression.consolidation is None else EVERYTHING
        return EVERYTHING
    return iv.point(value) if isinstance(value, Fraction) else EVERYTHING


def _apply(world: World, expression: ex.Apply, at: Place) -> Fraction:
    return computed(expression, [number_in(world, argument, at) for argument in expression.arguments])


def _lookup(world: World, expression: ex.Lookup, at: Place) -> Value:
    table = world.program.tables[expression.table]
    value = table.entries.get(tuple(str(value_in(world, key, at)) for key in expression.keys))
    if value is None:  # also of breakpoints
        raise UndefinedError
    return value


# ---- sets


def elements_of(world: World, base: ex.SetExpression, at: Place) -> list[Place]:
    """The places of the elements of a set."""
    match base:
        case ex.Members():
            inside = replace(at, row="", elements=at.elements | {base.dimension})
            spend(world, len(members_of(world, base.dimension)))
            return [replace(inside, keys={**at.keys, base.dimension: m}) for m in members_of(world, base.dimension)]
        case ex.Rows():
            source = world.program.sources[base.source]
            dimensions = source.dimensions
            if base.expected and not all(members_of(world, d) for d in dimensions):
                raise MissingError  # nobody has said who they are
            limited = {d for d in dimensions if d in at.keys}
            if limited == set(dimensions):
                limited -= at.elements  # each member would be at hand, and by an element: the rows of all are meant
            options = [(at.keys[d],) if d in limited else members_of(world, d) for d in dimensions]
            inside = replace(at, row=base.source, shift=base.shift, elements=at.elements | set(dimensions))
            spend(world, prod(len(option) for option in options))
            return [
                replace(inside, keys={**at.keys, **dict(zip(dimensions, keys, strict=True))})
                for keys in product(*options)
                if base.expected or rows_in(world, source, at.period, base.shift, keys)
            ]
        case ex.NamedSet():
            return elements_of(world, base.set, at)
        case ex.Filtered():
            return [
                place for place in elements_of(world, base.set, at) if value_in(world, base.condition, place) is True
            ]


def _aggregate(world: World, expression: ex.Aggregated, at: Place) -> Fraction:
    places = elements_of(world, expression.set, at)
    if expression.operand is None:
        return Fraction(len(places))
    numbers = [number_in(world, expression.operand, place) for place in places]
    if expression.by is not None:
        weights = [number_in(world, expression.by, place) for place in places]
        return weighed(expression, numbers, weights)
    return settled_of(expression, numbers)


def _weigh(world: World, expression: ex.Weighted, at: Place) -> Fraction:
    total, weights = Fraction(0), Fraction(0)
    numbers: list[Fraction] = []
    levels = [level for level in at.levels if level.dimension in expression.levels]
    for combination in product(*(level.weights for level in levels)):
        share = Fraction(1)
        keys = dict(at.keys)
        for level, weight in zip(levels, combination, strict=True):
            share *= weight.weight
            keys[level.dimension or ""] = weight.member
        number = number_in(world, expression.operand, replace(at, keys=keys))
        numbers += [number] if share else []  # what weighs nothing counts for nothing
        total += share * number
        weights += share
    if expression.mean is not Mean.ARITHMETIC:
        return settled_of(expression, numbers)
    return total if expression.statistic is Statistic.SUM else total / weights


def _sure(value: Value | None) -> Value:
    if value is None:
        raise UndefinedError
    return value


def _category(scale: Scale, value: Fraction) -> str | None:
    """The band that a number falls into, None outside all of them."""
    place = value if scale.grid is None else on_grid(scale.grid, value)
    return next((band.name for band in scale.bands if any(place in interval for interval in band.intervals)), None)
