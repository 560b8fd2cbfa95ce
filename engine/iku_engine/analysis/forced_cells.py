"""Cells that are forced to be others, where they are read singly; and what else the rows they stand in may then not hold.

A figure may be forced to a value, or to an interval: then it is missing within that, and what the evaluator says of the result (its
bounds, the categories that are possible) holds for every value in the interval. Cells are forced where they are read singly; a set
is never asked again as if one of its cells were another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from iku_dsl import expression as ex
from iku_dsl.interval import Interval
from iku_dsl.operators import Operator
from iku_dsl.period import Period, from_ordinal
from iku_dsl.problem import say
from iku_dsl.program import Column, Program
from iku_engine.analysis.readings import CellRead, Readings
from iku_engine.arithmetic import bounds_of, interval_of
from iku_engine.calculate.cells import ANY_PERIOD
from iku_engine.calculate.logic import decide
from iku_engine.calculate.nodes import truth
from iku_engine.environment import Environment, Reading, reading
from iku_engine.evaluate import Evaluator
from iku_engine.evaluation import Cell, Node, Scalar, State
from iku_engine.facts.relations import Relation
from iku_engine.snapshot import Row, Snapshot

Forcing = Mapping[Cell, Scalar | Interval]  # identity to what is read instead; of a choice, EVERYTHING is any of them
NOTHING: Forcing = {}


class ForcedCells(Evaluator):
    """An evaluator whose single cells may be forced, and which notes which of them it reads."""

    def __init__(self, program: Program, snapshot: Snapshot, *, as_printed: bool = False) -> None:
        super().__init__(program, snapshot, as_printed=as_printed)
        self.forced: Forcing = NOTHING
        self.frames: list[Readings] = []  # of the results that are being evaluated, the innermost last
        self._parts: dict[
            tuple[object, ...], tuple[ex.Expression, Node]
        ] = {}  # figures made of sub-periods, as the facts are

    # ---- cells

    def _read(
        self,
        expression: ex.ColumnValue | ex.OwnColumn,
        source: str,
        name: str,
        keys: tuple[str, ...],
        found: Reading,
        at: Environment,
    ) -> Node:
        """A column at keys; what is made of sub-periods is taken from what it was, where nothing is forced at these keys.

        Only a value that nothing else can change: of a stored column, in a source of which no set says which rows must be there.
        """
        declared = self.program.sources[source]
        if not found.consolidated or not self.frames or name in declared.derived or declared.expected is not None:
            return super()._read(expression, source, name, keys, found, at)
        made = (id(expression), source, name, keys, found, bool(at.elements or at.row))
        known = self._parts.get(made) if self.forced else None
        if known is not None and known[0] is expression and not self._is_at(source, keys):
            return known[1]
        node = super()._read(expression, source, name, keys, found, at)
        if not self.forced and not self.frames[-1].inside and node.state is State.VALUE:
            self._parts[made] = (expression, node)
        return node

    def _is_at(self, source: str, keys: tuple[str, ...]) -> bool:
        """Whether something is forced at these keys of a source, in whatever period."""
        return any(one[0] == source and one[3:] == keys for one in self.forced)

    def _stored(
        self,
        expression: ex.ColumnValue | ex.OwnColumn,
        relation: Relation,
        column: Column,
        keys: tuple[str, ...],
        period: Period | None,
        row: Row | None,
    ) -> Node:
        node = super()._stored(expression, relation, column, keys, period, row)
        identity = (relation.name, column.name, str(period), *keys)
        if self.frames:
            frame = self.frames[-1]
            frame.touched.add(relation.name)
            if frame.inside:
                frame.among.add(identity)
            elif frame.publishing and node.state is State.MISSING:
                frame.published.setdefault(identity, CellRead(identity, relation, column, keys, period, node))
            else:
                frame.cells.setdefault(identity, CellRead(identity, relation, column, keys, period, node))
        return put(node, identity, self.forced[identity]) if identity in self.forced else node

    def _where_missing(
        self, relation: Relation, column: Column, keys: tuple[str, ...], period: Period | None
    ) -> Interval:
        if not self.frames:
            return super()._where_missing(relation, column, keys, period)
        self.frames[-1].inside += 1
        try:
            return super()._where_missing(relation, column, keys, period)
        finally:
            self.frames[-1].inside -= 1

    def _last(
        self,
        expression: ex.ColumnValue | ex.OwnColumn,
        relation: Relation,
        column: Column,
        keys: tuple[str, ...],
        period: Period | None,
        node: Node,
    ) -> Node:
        if (relation.name, column.name, str(period), *keys) in self.forced:
            return node
        return super()._last(expression, relation, column, keys, period, node)

    def is_there(self, source: str, keys: tuple[str, ...], period: Period | None, row: Row | None) -> bool:
        """Whether there is a row: where one of its cells is forced, there is."""
        if any(one[0] == source and one[2] == str(period) and one[3:] == keys for one in self.forced):
            return True
        return super().is_there(source, keys, period, row)

    def has(self, expression: ex.HasRow, at: Environment) -> Node:
        """Whether a source has a row: where one of its cells is forced, it has."""
        if self.frames:
            self.frames[-1].touched.add(expression.source)
            self.frames[-1].asked.add(expression.source)
        if any(identity[0] == expression.source for identity in self.forced):
            members = self.members(expression.keys, at)
            relation = self.snapshot.tables.relations[expression.source]
            found = reading(expression.shift, at.period, relation.grain)
            named = {key.dimension for key in expression.keys}
            places = [n for n, dimension in enumerate(relation.dimensions) if dimension in named]
            for identity in self.forced:
                keys = tuple(identity[3 + n] for n in places)
                if identity[0] == relation.name and found is not None and not isinstance(members, Node):
                    if keys == members and identity[2] in {str(period) for period in found.periods}:
                        return truth("has", expression, True, ())
        return super().has(expression, at)

    # ---- what a row may hold

    def range_of(self, read: CellRead) -> Interval:
        """Where a cell may lie: the range of its column, up to the end that another column or a table gives."""
        return self._where_missing(read.relation, read.column, read.keys, read.period)

    def lawful(self, read: CellRead) -> bool | None:
        """Whether rows with a cell that is forced keep to the rules of their source: upper ends that columns give, and `syarat`.

        None: it is not so everywhere in an interval. A rule that looks back is asked of the later rows of the same keys as well.
        """
        source = self.program.sources.get(read.relation.name)
        if source is None:
            return True
        place = Environment(
            read.period or ANY_PERIOD, dict(zip(source.dimensions, read.keys, strict=True)), source.name
        )
        held: list[bool | None] = []
        for column in source.columns.values():
            if column.limit is not None:
                own = ex.OwnColumn(source.name, column.name, type=column.type, text=column.name)
                top = interval_of(self.node(column.limit, place))
                held.append(decide(Operator.AT_MOST, interval_of(self.node(own, place)), top))
        for rule in source.requirements:
            for at in self._asked_of(rule.condition, read, place):
                node = self.node(rule.condition, at)
                held.append(node.value is True if node.state is State.VALUE else None)
        if False in held:
            return False
        return None if None in held and any(isinstance(value, Interval) for value in self.forced.values()) else True

    def _asked_of(self, condition: ex.Expression, read: CellRead, place: Environment) -> list[Environment]:
        """The rows whose rule may read a cell: its own, and where the rule looks at other periods all those of its keys."""
        shifted = any(
            isinstance(part, ex.ColumnValue | ex.HasRow) and part.shift != ex.SAME for part in ex.walk(condition)
        )
        if not shifted or read.period is None:
            return [place]
        grain = read.period.grain
        others = (from_ordinal(number, grain) for number in self.snapshot.periods(read.relation.name))
        return [place, *(replace(place, period=one) for one in others if one != read.period)]


def put(node: Node, identity: Cell, value: Scalar | Interval) -> Node:
    """A node with another value; anywhere in an interval it is missing."""
    if isinstance(value, Interval):
        reason = node.reason or say("missing.literal")
        bounds = bounds_of(value, tight=True)
        return replace(
            node, state=State.MISSING, value=None, bounds=bounds, reason=reason, inputs=frozenset({identity})
        )
    return replace(node, state=State.VALUE, value=value, bounds=None, reason=None, inputs=frozenset())
