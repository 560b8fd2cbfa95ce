"""What must hold of a row beyond its cells: ends that another column or a table gives, and the source's `syarat`."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import sqlalchemy as sa

from iku_dsl import expression as ex
from iku_dsl.interval import EVERYTHING
from iku_dsl.period import Period, from_ordinal
from iku_dsl.problem import Text, say
from iku_dsl.program import Column, Program, Source
from iku_dsl.types import Kind
from iku_dsl.wording import Figure
from iku_engine.arithmetic import bounds_of, shown
from iku_engine.calculate import Calculator
from iku_engine.environment import Environment
from iku_engine.evaluation import Node, State
from iku_engine.facts.cells import missing_interval, value_of
from iku_engine.facts.relations import NOT_APPLICABLE_PREFIX, Relation
from iku_engine.snapshot import Snapshot
from iku_engine.store import Store

ANY_PERIOD = Period(1)


class RowCheck:
    """Checks rows of one relation; a condition with an unknown operand passes."""

    def __init__(self, store: Store, program: Program, relation: Relation, connection: sa.Connection) -> None:
        self.relation = relation
        self.source: Source | None = program.sources.get(relation.name)
        self.limited = [column for column in relation.columns.values() if column.limit is not None]
        self.requirements = self.source.requirements if self.source is not None else ()
        self.calculator: Calculator | None = None
        if self.limited or self.requirements:
            self.calculator = Calculator(program, Snapshot(connection, store.schema, program))

    def broken_rule(self, period: int, keys: tuple[str, ...], values: Mapping[str, object]) -> tuple[str, Text] | None:
        """The column and reason of the first rule that a row breaks, None where it keeps them all."""
        if self.calculator is None or self.source is None:
            return None
        at = self._place(period, keys, values)
        for column in self.limited:
            assert column.limit is not None
            top = self.calculator.node(column.limit, at)
            value = value_of(column, values[column.name])
            if (
                top.state is State.VALUE
                and isinstance(top.value, Fraction)
                and isinstance(value, Fraction)
                and value > top.value
            ):
                percent = column.type.percent
                reason = say(
                    "cell.limit", value=Figure(value, percent), limit=Figure(top.value, percent), text=column.limit.text
                )
                return column.name, reason
        for requirement in self.requirements:
            node = self.calculator.node(requirement.condition, at)
            if node.state is State.VALUE and node.value is False:
                return _first_column(requirement.condition), say("row.require", rule=requirement.reason)
        return None

    def _place(self, period: int, keys: tuple[str, ...], values: Mapping[str, object]) -> Environment:
        grain = self.relation.grain
        at = from_ordinal(period, grain) if grain is not None else ANY_PERIOD
        own: dict[tuple[str, str], Node] = {(self.relation.name, ""): Node("row")}
        for column in self.relation.columns.values():
            own[(self.relation.name, column.name)] = _given(column, values)
        return Environment(at, dict(zip(self.relation.dimensions, keys, strict=True)), self.relation.name, own=own)


def _given(column: Column, values: Mapping[str, object]) -> Node:
    node = Node("column", column.name, column.title, shown=shown(column.type))
    value = value_of(column, values[column.name])
    if value is not None:
        return Node("column", column.name, column.title, value=value, shown=shown(column.type))
    if values.get(NOT_APPLICABLE_PREFIX + column.name):
        return Node(
            "column", column.name, column.title, state=State.NOT_APPLICABLE, reason=say("na.cell", column=column.title)
        )
    interval = missing_interval(column) if column.type.kind is Kind.NUMBER else EVERYTHING
    return Node(
        "column", column.name, node.label, state=State.MISSING, bounds=bounds_of(interval, tight=True),
        reason=say("missing.empty", column=column.title, place=""),
    )  # fmt: skip


def _first_column(condition: ex.Expression) -> str:
    return next((part.column for part in ex.walk(condition) if isinstance(part, ex.OwnColumn)), "")
