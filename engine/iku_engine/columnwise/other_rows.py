"""What rules read beside the row, for many rows of one period at once: cells of other sources at the keys, and figures of sets.

The rows of a source in a period are read once for all rules that count or sum them. None where a statement must be asked, or the rows
one by one, which a few are by their places: what is computed here is exactly what those would say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from itertools import compress
from math import lcm
from typing import Any

import sqlalchemy as sa

from iku_dsl.interval import Interval
from iku_dsl.period import Period
from iku_dsl.program import KEY_PREFIX, Program, Source
from iku_dsl.program import expression as ex
from iku_dsl.records import record
from iku_dsl.types import Kind, Mean, Statistic
from iku_engine.arithmetic.nodes import interval_of
from iku_engine.calculate import Calculation
from iku_engine.calculate.counting import chain_of
from iku_engine.columnwise.rows import LONGEST, NOWHERE, Places, Rows, columns_read, lying
from iku_engine.columnwise.vectors import Exact, Numbers, Texts, Truths, Vector, exact
from iku_engine.database.books import PERIOD
from iku_engine.database.relations import Relation
from iku_engine.database.stored import Stored
from iku_engine.plan.environment import Environment, reading
from iku_engine.plan.plan import Chain, chain, outer_dimensions
from iku_engine.results.evaluation import Node, Scalar, State
from iku_engine.snapshot.snapshot import Row, Snapshot
from iku_engine.staging.plain import places_of

MOST_ROWS = 100_000  # of a source in a period; of more a database makes sums faster
KEPT = 2_000_000  # cells that are held: 100 MB
PER_STEP = 20  # rows that are looked at in the time of one step
INDEXED = 3  # cells that a row counts as where it is found by its members
Key = tuple[str, ...]
OF_NONE = {Statistic.SUM: 0, Statistic.COUNT: 0}


@record
class Figures:
    """A statistic by the members at hand that it depends on, in `parts` of one; `of_none` where there are no rows, None: not known."""

    outer: tuple[str, ...]
    parts: int
    by_entity: Mapping[Key, Exact]
    of_none: int | None

    def at(self, key: Key) -> Exact | None:
        """The statistic at some members, those of `outer`."""
        return self.by_entity.get(key, self.of_none)


class Entities:
    """The members at hand of some rows, by dimension; what sets have for them is remembered as long as these rows are looked at."""

    def __init__(self, keys: Mapping[str, Sequence[str]], count: int) -> None:
        self.keys, self.count, self.at_hand = keys, count, frozenset(keys)
        self._of: dict[tuple[str, ...], list[Key]] = {}
        self.places: dict[tuple[str, Period | None, tuple[str, ...]], list[int]] = {}
        self.cells: dict[tuple[str, Period | None, tuple[str, ...], str], Sequence[Stored]] = {}

    def of(self, outer: tuple[str, ...]) -> list[Key]:
        """The members of some dimensions, of each row."""
        if outer not in self._of:
            listed = [self.keys[dimension] for dimension in outer]
            self._of[outer] = list(zip(*listed, strict=True)) if listed else [()] * self.count
        return self._of[outer]


class SetFigures:
    """What rules make of the rows of other sources than the one `of` which they are."""

    def __init__(self, program: Program, snapshot: Snapshot, of: str) -> None:
        self.program, self.snapshot, self.of = program, snapshot, of
        self._chains: dict[int, Chain] = {}
        self._whole: dict[tuple[int, Period], Figures | None] = {}  # of sets that belong to no member at hand
        self._cells: dict[tuple[str, Period | None, str], Sequence[Stored]] = {}
        self._by_entity: dict[tuple[str, Period | None, tuple[str, ...]], Mapping[Any, list[int]]] = {}
        self._held = 0

    def figures(self, expression: ex.Aggregated, period: Period, entities: Entities) -> Figures | None:
        """A statistic in a period, for the members that some rows have at hand."""
        if id(expression) not in self._chains:
            self._chains[id(expression)] = chain(expression.set)
        found, operand = self._chains[id(expression)], expression.operand
        base, plain = found.base, expression.by is None and expression.mean is Mean.ARITHMETIC
        if not isinstance(base, ex.Rows) or base.expected or base.source == self.of or not plain:
            return None
        outer = outer_dimensions(self.program, found, () if operand is None else (operand,), entities.at_hand)
        if outer:
            return self._made(expression, found, base, outer, period, entities)
        if (id(expression), period) not in self._whole:
            self._hold(1)
            self._whole[id(expression), period] = self._made(expression, found, base, outer, period, entities)
        return self._whole.get((id(expression), period))

    def _hold(self, more: int) -> None:
        """Make room: nothing is worth so much that all of it is kept."""
        self._held += more
        if self._held > KEPT:
            self._whole, self._cells, self._by_entity, self._held = {}, {}, {}, more

    def _made(
        self, expression: ex.Aggregated, found: Chain, base: ex.Rows, outer: tuple[str, ...], period: Period,
        entities: Entities,
    ) -> Figures | None:  # fmt: skip
        source, relation = self.program.sources[base.source], self.snapshot.tables.relations[base.source]
        seen = reading(base.shift, period, relation.grain)
        if not set(outer) <= set(relation.dimensions) or seen is None or seen.consolidated:
            return None
        at = seen.periods[0]
        if not self.snapshot.loaded(base.source, at) or self.snapshot.rows_in(relation, at) > MOST_ROWS:
            return None
        parts = (*found.conditions, *(() if expression.operand is None else (expression.operand,)))
        names: set[str] = set()
        for part in parts:
            read = columns_read(source.name, source.derived, part, alone=True)
            if read is None:
                return None
            names |= read
        rows = self._rows(source, relation, at, outer, names, entities)
        self.snapshot.work_out(1 + (rows.count if rows is not None else 0) * len(parts) // PER_STEP)
        return _statistic(expression.statistic, found, expression.operand, rows, outer) if rows is not None else None

    def _rows(
        self, source: Source, relation: Relation, at: Period | None, outer: tuple[str, ...], names: set[str],
        entities: Entities,
    ) -> Rows | None:  # fmt: skip
        """The rows of a period that belong to members at hand, with some columns; None where one of them has no value everywhere."""
        count = self.snapshot.rows_in(relation, at)
        if outer:
            place = (source.name, at, outer)
            if place not in entities.places:
                index = self._index(relation, at, outer)
                entities.places[place] = [n for key in dict.fromkeys(entities.of(outer)) for n in index.get(key, ())]
            count = len(entities.places[place])
        stored = {name: self._some(relation, at, outer, name, entities) for name in names}
        if any(None in values for values in stored.values()):
            return None
        keys = {d: self._some(relation, at, outer, KEY_PREFIX + d, entities) for d in relation.dimensions}
        return Rows(source, relation.columns, stored, keys, count, lambda _: None)  # type: ignore[arg-type]  # keys are texts

    def _some(
        self, relation: Relation, at: Period | None, outer: tuple[str, ...], name: str, entities: Entities
    ) -> Sequence[Stored]:
        """A column of the rows that belong to the members at hand."""
        if not outer:
            return self._column(relation, at, name)
        place = (relation.name, at, outer, name)
        if place not in entities.cells:
            column = self._column(relation, at, name)
            entities.cells[place] = [column[n] for n in entities.places[relation.name, at, outer]]
        return entities.cells[place]

    def _index(self, relation: Relation, at: Period | None, outer: tuple[str, ...]) -> Mapping[Any, list[int]]:
        """Where the rows of some members stand among those of a period."""
        place = (relation.name, at, outer)
        if place not in self._by_entity:
            made = places_of(zip(*(self._column(relation, at, KEY_PREFIX + one) for one in outer), strict=True))
            self._hold(INDEXED * len(made))
            self._by_entity[place] = made
        return self._by_entity[place]

    def _column(self, relation: Relation, at: Period | None, name: str) -> Sequence[Stored]:
        """A column of the rows of a period, in the order of the rows."""
        place = (relation.name, at, name)
        if place not in self._cells:
            current = self.snapshot.current(relation)
            query = sa.select(current.c[name]).where(current.c[PERIOD] == (at.ordinal if at is not None else 0))
            found = [row[0] for row in self.snapshot.ask(query.order_by(current.c.row_id), [relation.name])]
            self._hold(len(found))
            self._cells[place] = found
        return self._cells[place]


def _statistic(
    statistic: Statistic, found: Chain, operand: ex.Expression | None, rows: Rows, outer: tuple[str, ...]
) -> Figures | None:
    """The statistic of the rows of which all conditions hold; None where one of them is not known."""
    inside = [True] * rows.count
    for condition in found.conditions:
        truths = rows.vector(condition)
        if not isinstance(truths, Truths) or None in truths.values:
            return None
        inside = [a and bool(b) for a, b in zip(inside, truths.values, strict=True)]
    numbers = Numbers(1, [1] * rows.count, None) if operand is None else rows.vector(operand)
    if not isinstance(numbers, Numbers) or not numbers.known or numbers.low is None or rows.singly:
        return None
    entities: list[Key] = list(zip(*(rows.keys[d] for d in outer), strict=True)) if outer else [()] * rows.count
    values: dict[Key, list[Exact]] = {}
    for key, value in zip(compress(entities, inside), compress(numbers.low, inside), strict=True):
        values.setdefault(key, []).append(value)
    of_none = OF_NONE.get(statistic)
    match statistic:
        case Statistic.SUM | Statistic.COUNT:
            return Figures(outer, numbers.parts, {key: sum(some) for key, some in values.items()}, of_none)
        case Statistic.MINIMUM:
            return Figures(outer, numbers.parts, {key: min(some) for key, some in values.items()}, of_none)
        case Statistic.MAXIMUM:
            return Figures(outer, numbers.parts, {key: max(some) for key, some in values.items()}, of_none)
        case Statistic.AVERAGE:
            over = lcm(*{len(some) for some in values.values()})
            averages = {key: sum(some) * (over // len(some)) for key, some in values.items()}
            return Figures(outer, numbers.parts * over, averages, of_none) if over.bit_length() < LONGEST else None
        case Statistic.MEDIAN:
            return Figures(
                outer, 2 * numbers.parts, {key: _twice_the_median(some) for key, some in values.items()}, of_none
            )
        case _:
            return None


def _twice_the_median(values: list[Exact]) -> Exact:
    values.sort()
    return values[(len(values) - 1) // 2] + values[len(values) // 2]


ELSEWHERE = (ex.Named, ex.Aggregated, ex.IndicatorValue, ex.Weighted, ex.WeightedIndicators)
Place = tuple[str, Period | None, tuple[ex.Key, ...]]
ByMember = Callable[[str, Mapping[str, Sequence[str]], int, ex.Expression], list[Scalar] | None]
Answer = tuple[Vector | None, Places]  # None: all rows must be asked singly; else those of these places
NO_ANSWER: Answer = (None, NOWHERE)


class OtherSources:
    """What stands beside some rows of a source, all of one period, with their keys by dimension.

    `by_member` computes what follows from the members of a row of a source alone. Where what stands beside is asked in its turn for
    what stands beside it, `since` is the period of the rows whose rules are held; further this does not go.
    """

    def __init__(
        self, run: Calculation, figures: SetFigures, source: str, period: Period,
        keys: Mapping[str, Sequence[str]], count: int, by_member: ByMember, since: Period | None = None,
    ) -> None:  # fmt: skip
        self.calculation, self.figures, self.source = run, figures, source
        self.period, self.keys, self.count = period, keys, count
        self.by_member, self.since = by_member, since
        self.entities = Entities(keys, count)
        self._rows: dict[Place, Sequence[Row | None]] = {}
        self._cells: dict[tuple[Place, str], Answer] = {}

    def vector(self, part: ex.Expression) -> Answer:
        """The values of a cell or a statistic."""
        match part:
            case ex.ColumnValue():
                return self._cell(part)
            case ex.Aggregated():
                figures = self.figures.figures(part, self.period, self.entities)
                if figures is None:
                    return self._stated(part), NOWHERE
                found = [figures.at(key) for key in self.entities.of(figures.outer)]
                known = [one for one in found if one is not None]
                return (exact(figures.parts, known) if len(known) == len(found) else None), NOWHERE
            case _:
                return NO_ANSWER

    # ---- cells

    def _cell(self, part: ex.ColumnValue) -> Answer:
        """A column of another source, or of an earlier period, at the same keys; where its period never came, what is missing in all."""
        snapshot = self.calculation.snapshot
        source = self.calculation.program.sources.get(part.source)
        if source is None:
            return NO_ANSWER
        relation = snapshot.tables.relations[part.source]
        seen = reading(part.shift, self.period, relation.grain)
        if seen is None or seen.consolidated or any(isinstance(key, ex.ExpressionKey) for key in part.keys):
            return NO_ANSWER
        if part.source == self.figures.of and not self._is_earlier(seen.periods[0]):
            return NO_ANSWER
        place = (part.source, seen.periods[0], part.keys)
        if (place, part.column) not in self._cells:
            self._cells[place, part.column] = self._beside_them(source, place, part)
        return self._cells[place, part.column]

    def _is_earlier(self, period: Period | None) -> bool:
        """Whether rows of a period are all there, when those whose rules are held are looked at."""
        since = self.since or self.period
        return period is not None and period.grain is since.grain and period.ordinal < since.ordinal

    def _beside_them(self, source: Source, place: Place, part: ex.ColumnValue) -> Answer:
        """A column of the rows beside; those that are not there, or lack a cell of it, are named."""
        derived = source.derived.get(part.column)
        value = derived.value if derived is not None else ex.OwnColumn(part.source, part.column, type=part.type)
        names, keys = columns_read(source.name, source.derived, value), self._named(source, place[2])
        if names is None or keys is None:
            return NO_ANSWER
        snapshot, relation = self.calculation.snapshot, self.calculation.snapshot.tables.relations[source.name]
        filled = derived is not None and any(one.rules for one in source.derived.values())
        period, lacking = place[1], set[int]()
        if not snapshot.loaded(source.name, period):
            read = [relation.columns[name] for name in names]
            if filled or any(c.type.kind is not Kind.NUMBER or c.rules or c.limit is not None for c in read):
                return NO_ANSWER
            stored: dict[str, list[Stored]] = {name: [None] * self.count for name in names}
        else:
            if place not in self._rows:
                listed = zip(*keys.values(), strict=True) if keys else [()] * self.count
                self._rows[place] = [snapshot.row(relation, period, key) for key in listed]
            rows = self._rows[place]
            lacking = {
                n for n, row in enumerate(rows) if row is None or any(row.values[name] is None for name in names)
            }
            whole = next((row for n, row in enumerate(rows) if n not in lacking), None)
            if whole is None:
                return NO_ANSWER
            there = [whole if n in lacking or row is None else row for n, row in enumerate(rows)]
            stored = {name: [row.values[name] for row in there] for name in names}  # type: ignore[misc]  # as a store holds it
        beside = None
        if self.since is None and not filled:
            of_them = OtherSources(
                self.calculation, self.figures, source.name, period or self.period, keys, self.count, self.by_member,
                self.period,
            )  # fmt: skip
            beside = of_them.vector
        by_member = partial(self.by_member, source.name, keys, self.count)
        found = Rows(source, relation.columns, stored, keys, self.count, by_member, beside)
        made = found.vector(value)
        return made, frozenset(lacking | found.singly)

    def _named(self, source: Source, keys: Sequence[ex.Key]) -> dict[str, Sequence[str]] | None:
        """The members of the row of another source beside each row, by dimension; None where one is not at hand."""
        named: dict[str, Sequence[str]] = {}
        for dimension, key in zip(source.dimensions, keys, strict=True):
            found = self.keys.get(key.dimension, ()) if isinstance(key, ex.RowKey) else ()
            named[dimension] = [key.member] * self.count if isinstance(key, ex.MemberKey) else found
        return named if all(len(some) == self.count for some in named.values()) else None

    # ---- sets

    def _stated(self, part: ex.Aggregated) -> Vector | None:
        """What statements say, once for each combination of the members that it depends on; None where it is of the row's own columns."""
        operands = tuple(one for one in (part.operand, part.by) if one is not None)
        found = chain_of(self.calculation, part.set)
        for one in (*found.conditions, *operands):
            for inner in ex.walk(one):
                if isinstance(inner, ELSEWHERE) or (isinstance(inner, ex.OwnColumn) and inner.source == self.source):
                    return None
        outer = outer_dimensions(self.calculation.program, found, operands, self.entities.at_hand)
        known: dict[tuple[str, ...], Fraction] = {}
        for place, key in enumerate(entities := self.entities.of(outer)):
            if key in known:
                continue
            members = {dimension: keys[place] for dimension, keys in self.keys.items()}
            node = self.calculation.node(part, Environment(self.period, members, self.source))
            if not outer:
                return _constant(node, self.count)
            if node.state is not State.VALUE or not isinstance(node.value, Fraction):
                return None
            known[key] = node.value
        parts = lcm(*{value.denominator for value in known.values()})
        if parts.bit_length() > LONGEST:
            return None
        ones = {key: value.numerator * (parts // value.denominator) for key, value in known.items()}
        return exact(parts, [ones[key] for key in entities])


def _constant(node: Node, count: int) -> Vector | None:
    """What is the same in all rows; None of what is at fault, or does not apply."""
    if node.state is State.MISSING and not node.perhaps and not node.may_be_nothing:
        interval = interval_of(node)
        return lying(Interval(interval.low, interval.high), count)
    if node.state is not State.VALUE:
        return None
    match node.value:
        case bool():
            return Truths([node.value] * count)
        case Fraction():
            return exact(node.value.denominator, [node.value.numerator] * count)
        case str():
            return Texts([node.value] * count)
        case _:
            return None
