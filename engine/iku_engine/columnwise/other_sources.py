"""What rules read beside the row, for many rows of one period at once: cells of other sources at the keys, and figures of sets.

None where the rows must be asked singly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import lcm

from iku_dsl.interval import Interval
from iku_dsl.period import Period
from iku_dsl.program import expression as ex
from iku_dsl.types import Kind
from iku_engine.arithmetic.nodes import interval_of
from iku_engine.calculate import Calculation
from iku_engine.calculate.counting import chain_of
from iku_engine.columnwise.rows import LONGEST, lying, stored_vector
from iku_engine.columnwise.sets import Entities, SetFigures
from iku_engine.columnwise.vectors import Texts, Truths, Vector, exact
from iku_engine.database.stored import Stored, missing_interval
from iku_engine.plan.environment import Environment, reading
from iku_engine.plan.set_chain import outer_dimensions
from iku_engine.results.evaluation import Node, State
from iku_engine.snapshot.snapshot import Row

ELSEWHERE = (ex.Named, ex.Aggregated, ex.IndicatorValue, ex.Weighted, ex.WeightedIndicators)
Place = tuple[str, Period | None, tuple[ex.Key, ...]]


class OtherSources:
    """What stands beside some rows of the source `of`, all of one period, with their keys by dimension."""

    def __init__(
        self, run: Calculation, figures: SetFigures, of: str, period: Period, keys: Mapping[str, Sequence[str]],
        count: int,
    ) -> None:  # fmt: skip
        self.calculation, self.figures, self.of = run, figures, of
        self.period, self.keys, self.count = period, keys, count
        self.entities = Entities(keys, count)
        self._rows: dict[Place, Sequence[Row | None]] = {}
        self._cells: dict[tuple[Place, str], Vector | None] = {}

    def vector(self, part: ex.Expression) -> Vector | None:
        """The values of a cell or a statistic."""
        match part:
            case ex.ColumnValue():
                return self._cell(part)
            case ex.Aggregated():
                figures = self.figures.figures(part, self.period, self.entities)
                if figures is None:
                    return self._stated(part)
                found = [figures.at(key) for key in self.entities.of(figures.outer)]
                known = [one for one in found if one is not None]
                return exact(figures.parts, known) if len(known) == len(found) else None
            case _:
                return None

    # ---- cells

    def _cell(self, part: ex.ColumnValue) -> Vector | None:
        """A column of another source in the rows of the same keys; where its period never came, what is missing in all of them."""
        snapshot = self.calculation.snapshot
        if part.source == self.of or part.source not in self.calculation.program.sources:
            return None
        relation = snapshot.tables.relations[part.source]
        column, seen = relation.columns.get(part.column), reading(part.shift, self.period, relation.grain)
        if (
            column is None
            or seen is None
            or seen.consolidated
            or any(isinstance(k, ex.ExpressionKey) for k in part.keys)
        ):
            return None
        place = (part.source, seen.periods[0], part.keys)
        if (place, part.column) not in self._cells:
            if snapshot.loaded(part.source, seen.periods[0]):
                cells = self._stored(place, column.name)
                made = stored_vector(column, cells) if cells is not None else None
            elif column.type.kind is Kind.NUMBER and not column.rules and column.limit is None:
                made = lying(missing_interval(column), self.count)
            else:
                made = None
            self._cells[place, part.column] = made
        return self._cells[place, part.column]

    def _stored(self, place: Place, name: str) -> list[Stored] | None:
        """The cells of a column, None where one of them is not there."""
        if place not in self._rows:
            self._rows[place] = self._beside(*place)
        cells: list[Stored] = []
        for row in self._rows[place]:
            value = row.values[name] if row is not None else None
            if value is None:
                return None
            cells.append(value)  # type: ignore[arg-type]  # as a store holds it
        return cells

    def _beside(self, source: str, period: Period | None, keys: Sequence[ex.Key]) -> Sequence[Row | None]:
        """The row of another source beside each row; none beside any where a member is not at hand."""
        snapshot = self.calculation.snapshot
        relation = snapshot.tables.relations[source]
        named: list[Sequence[str]] = []
        for key in keys:
            found = self.keys.get(key.dimension, ()) if isinstance(key, ex.RowKey) else ()
            named.append([key.member] * self.count if isinstance(key, ex.MemberKey) else found)
        if any(len(some) != self.count for some in named):
            return [None] * self.count
        listed = zip(*named, strict=True) if named else [()] * self.count
        return [snapshot.row(relation, period, key) for key in listed]

    # ---- sets

    def _stated(self, part: ex.Aggregated) -> Vector | None:
        """What statements say, once for each combination of the members that it depends on; None where it is of the row's own columns."""
        operands = tuple(one for one in (part.operand, part.by) if one is not None)
        found = chain_of(self.calculation, part.set)
        for one in (*found.conditions, *operands):
            for inner in ex.walk(one):
                if isinstance(inner, ELSEWHERE) or (isinstance(inner, ex.OwnColumn) and inner.source == self.of):
                    return None
        outer = outer_dimensions(self.calculation.program, found, operands, self.entities.at_hand)
        known: dict[tuple[str, ...], Fraction] = {}
        for place, key in enumerate(entities := self.entities.of(outer)):
            if key in known:
                continue
            members = {dimension: keys[place] for dimension, keys in self.keys.items()}
            node = self.calculation.node(part, Environment(self.period, members, self.of))
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
    if node.state is State.MISSING and not node.perhaps:
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
