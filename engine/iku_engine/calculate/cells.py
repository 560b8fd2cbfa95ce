"""What is read from facts: a column at keys and a period, an attribute, whether there is a row; and why it is not there."""

from __future__ import annotations

from collections.abc import Sequence

from iku_dsl import expression as ex
from iku_dsl.interval import Interval
from iku_dsl.period import Period
from iku_dsl.problem import Text, say
from iku_dsl.program import NOT_APPLICABLE_PREFIX, Absence, Column, Derived, Source
from iku_dsl.records import record, replace
from iku_dsl.types import Kind
from iku_engine.arithmetic import bounds_of, interval_of, shown
from iku_engine.beside import PeriodRead
from iku_engine.calculate.consolidation import SubPeriod, consolidated
from iku_engine.calculate.nodes import Base, at_period, mark_of, missing, never_loaded, rule_for, ruled, truth, why
from iku_engine.chain import chain
from iku_engine.environment import Environment, Reading, reading
from iku_engine.evaluation import Node, State
from iku_engine.facts.relations import Relation
from iku_engine.facts.stored import missing_interval, value_of
from iku_engine.marks import together
from iku_engine.snapshot import Row
from iku_engine.unloaded import NOTHING, Unloaded

ANY_PERIOD = Period(1)  # for relations without a period


@record
class Membership:
    """Whether a member is in a set (None: unknown), and the conditions that say so."""

    holds: bool | None
    conditions: tuple[Node, ...]


class Cells(Base):
    """Reads cells, and says of each missing one why."""

    # ---- keys

    def member(self, key: ex.Key, at: Environment) -> str | Node:
        """The member that a key names, or the node that says why there is none."""
        match key:
            case ex.RowKey():
                return at.keys[key.dimension]
            case ex.MemberKey():
                return key.member
            case ex.ExpressionKey():
                found = self.node(key.value, at)
                return found.value if isinstance(found.value, str) else found

    def members(self, keys: tuple[ex.Key, ...], at: Environment) -> tuple[str, ...] | Node:
        """The members of several keys."""
        found: list[str] = []
        for key in keys:
            member = self.member(key, at)
            if isinstance(member, Node):
                return member
            found.append(member)
        return tuple(found)

    # ---- columns

    def column(self, expression: ex.ColumnValue, at: Environment) -> Node:
        """A column of a source at keys and a period."""
        keys = self.members(expression.keys, at)
        if isinstance(keys, Node):
            if keys.state is State.MISSING and keys.reason is not None:
                return replace(self._somewhere(expression, keys.reason), children=(keys,), inputs=keys.inputs)
            return replace(keys, children=(keys,), operation="column", text=expression.text)
        grain = self.program.sources[expression.source].grain
        found = reading(expression.shift, at.period, grain)
        if found is None:
            return self._somewhere(expression, say("missing.beyond", text=expression.text))
        return self._read(expression, expression.source, expression.column, keys, found, at)

    def _somewhere(self, expression: ex.ColumnValue | ex.OwnColumn, reason: Text) -> Node:
        """A column that is read nowhere, as a key or period is lacking: missing, within the column's range."""
        column = self.program.sources[expression.source].columns.get(expression.column)
        bounds = None
        if column is not None and column.type.kind is Kind.NUMBER:
            bounds = bounds_of(missing_interval(column), tight=False)
        return missing("column", expression, reason, bounds=bounds)

    def own_column(self, expression: ex.OwnColumn, at: Environment) -> Node:
        """A column of the row at hand."""
        given = at.own.get((expression.source, expression.column))
        if given is not None:
            return replace(given, text=expression.text or given.text)
        source = self.program.sources[expression.source]
        if (expression.source, "") in at.own:  # the row is given, and lacks this column: it is derived
            derived = source.derived[expression.column]
            return self._derived(derived, at, at.period)
        keys = tuple(at.keys[dimension] for dimension in source.dimensions)
        found = reading(at.row_shift, at.period, source.grain)
        if found is None:
            return self._somewhere(expression, say("missing.beyond", text=expression.text))
        return self._read(expression, expression.source, expression.column, keys, found, at)

    def _read(
        self,
        expression: ex.ColumnValue | ex.OwnColumn,
        source: str,
        name: str,
        keys: tuple[str, ...],
        found: Reading,
        at: Environment,
    ) -> Node:
        declared = self.program.sources[source]
        column = declared.columns.get(name) or declared.derived[name]
        if not found.consolidated:
            return self._cell(
                expression, source, column, keys, found.periods[0], self._row(source, keys, found.periods[0]), at
            )
        assert column.consolidation is not None, "resolving demands a consolidation"
        self.snapshot.work_out(len(found.periods))
        parts = [self._sub_period(expression, declared, column, keys, period, at) for period in found.periods]
        made = consolidated(expression, column.consolidation, parts, declared.title)
        return ruled(made, column, column.title)

    def _sub_period(
        self,
        expression: ex.ColumnValue | ex.OwnColumn,
        source: Source,
        column: Column | Derived,
        keys: tuple[str, ...],
        period: Period | None,
        at: Environment,
    ) -> SubPeriod:
        """A cell as one of several sub-periods: what is there, what is lacking, or that there is nothing."""
        row = self._row(source.name, keys, period)
        if self.is_there(source.name, keys, period, row):
            return SubPeriod(period, self._cell(expression, source.name, column, keys, period, row, at))
        due = self.is_due(source, keys, period, at)
        if due is False and self.snapshot.loaded(source.name, period):
            listed = not at.elements and not at.row  # of each member of a set nobody wants all lists
            nothing = self._nothing(expression, source, column, keys, period) if listed else None
            return SubPeriod(period, None, nothing=nothing)
        node = self._cell(expression, source.name, column, keys, period, row, at)
        unloaded = self._never_loaded(source.name, (period,))
        # Of a row that nobody has seen, and which need not be there, a formula or a rule makes no fact.
        assumed = isinstance(column, Derived) or not unloaded
        if due is not True and assumed and node.state in (State.VALUE, State.MISSING):
            relation = self.snapshot.tables.relations[source.name]
            reason = say("missing.perhaps-due", source=at_period(relation, period))
            node = replace(
                node,
                state=State.MISSING,
                value=None,
                bounds=bounds_of(interval_of(node), tight=False),
                reason=node.reason or (None if unloaded else reason),
                unloaded=unloaded | node.unloaded,
            )
        return SubPeriod(period, node, optional=due is not True)

    def _nothing(
        self, expression: ex.ColumnValue | ex.OwnColumn, source: Source, column: Column | Derived,
        keys: tuple[str, ...], period: Period | None,
    ) -> Node:  # fmt: skip
        """A sub-period that came, and in which nothing need be there, nor is."""
        relation = self.snapshot.tables.relations[source.name]
        return Node(
            "column",
            expression.text,
            self._label(relation, column, keys),
            state=State.NOT_APPLICABLE,
            shown=shown(column.type),
            reason=self._no_row(relation, keys, period),
            period=period,
            span=expression.span,
        )

    def _row(self, source: str, keys: tuple[str, ...], period: Period | None) -> Row | None:
        """The row of a source in a period that was loaded."""
        if not self.snapshot.loaded(source, period):
            return None
        return self.snapshot.row(self.snapshot.tables.relations[source], period, keys)

    def _never_loaded(self, source: str, periods: Sequence[Period | None]) -> Unloaded:
        """What was never loaded, of a source in some periods."""
        relation = self.snapshot.tables.relations[source]
        return never_loaded(relation, *(one for one in periods if not self.snapshot.loaded(source, one)))

    def is_there(self, _source: str, _keys: tuple[str, ...], _period: Period | None, row: Row | None) -> bool:
        """Whether there is a row, if only for the sake of the question."""
        return row is not None

    def is_due(self, source: Source, keys: tuple[str, ...], period: Period | None, at: Environment) -> bool | None:
        """Whether a row of a source must be there for a key in a period; None where facts that say so are missing."""
        if source.absence is not Absence.COMPLETE:
            return False
        valid = self.snapshot.validity
        for dimension, member in zip(source.dimensions, keys, strict=True):
            if member not in self.snapshot.members(dimension):
                return False
            if valid.beyond(dimension, member, period or at.period) is not None:
                return False
        return self._in_expected(source, keys, period, at).holds

    def _in_expected(self, source: Source, keys: tuple[str, ...], period: Period | None, at: Environment) -> Membership:
        """Whether a member is in the set that a source is complete over, with the conditions that say so."""
        if source.expected is None:
            return Membership(True, ())
        place = Environment(period or at.period, dict(zip(source.dimensions, keys, strict=True)))
        nodes = tuple(self.node(condition, place) for condition in chain(source.expected).conditions)
        holds = [node.value is True if node.state is State.VALUE else None for node in nodes]
        holds = [False if node.state is State.NOT_APPLICABLE else one for node, one in zip(nodes, holds, strict=True)]
        return Membership(False if False in holds else None if None in holds else True, nodes)

    def expected(self, expression: ex.IsExpected, at: Environment) -> Node:
        """Whether a row is there, or must be, in one of the periods looked at."""
        keys = self.members(expression.keys, at)
        if isinstance(keys, Node):
            return truth("expected", expression, None, (keys,))
        source = self.program.sources[expression.source]
        found = reading(expression.shift, at.period, source.grain)
        if found is None:
            return missing("expected", expression, say("missing.beyond", text=expression.text))
        children: list[Node] = []
        unknown = False
        unloaded = self._never_loaded(source.name, found.periods)
        for period in found.periods:
            if self.is_there(source.name, keys, period, self._row(source.name, keys, period)):
                return truth("expected", expression, True, ())
            due = self.is_due(source, keys, period, at)
            if due:
                return truth("expected", expression, True, ())
            children += self._in_expected(source, keys, period, at).conditions
            unknown = unknown or due is None
        if not unknown and not unloaded:
            return truth("expected", expression, False, children)
        return truth("expected", expression, None, children, unloaded=unloaded)

    def _cell(
        self,
        expression: ex.ColumnValue | ex.OwnColumn,
        source: str,
        column: Column | Derived,
        keys: tuple[str, ...],
        period: Period | None,
        row: Row | None,
        at: Environment,
    ) -> Node:
        relation = self.snapshot.tables.relations[source]
        if isinstance(column, Derived):
            by_dimension = dict(zip(relation.dimensions, keys, strict=True))
            place = Environment(period or at.period, {**at.keys, **by_dimension}, source)
            node = self._derived(column, place, period)
            return node if column.consolidation is not None else ruled(node, column, column.title)
        node = self._stored(expression, relation, column, keys, period, row)
        return self._last(expression, relation, column, keys, period, node)

    def _derived(self, column: Derived, place: Environment, period: Period | None) -> Node:
        inner = self.node(column.value, place)
        return replace(
            inner,
            operation="derived",
            text=column.value.text,
            label=column.title,
            shown=shown(column.type),
            children=(inner,),
            period=period,
            fact=None,
            notes=(),
        )

    def _stored(
        self,
        expression: ex.ColumnValue | ex.OwnColumn,
        relation: Relation,
        column: Column,
        keys: tuple[str, ...],
        period: Period | None,
        row: Row | None,
    ) -> Node:
        fact = self.snapshot.fact(relation, row) if row is not None else None
        value = value_of(column, row.values[column.name]) if row is not None else None
        node = Node(
            "column",
            expression.text,
            self._label(relation, column, keys),
            value=value,
            shown=shown(column.type),
            fact=fact,
            period=period,
            span=expression.span,
        )
        if row is None or fact is None:
            return self._absent(node, relation, column, keys, period)
        if column.may_be_missing and row.values[NOT_APPLICABLE_PREFIX + column.name]:
            reason = say("na.cell", column=column.title)
            return replace(node, state=State.NOT_APPLICABLE, value=None, reason=reason)
        if value is None:
            reason = say("missing.empty", column=column.title, place=fact.place)
            return self._missing(node, relation, column, keys, period, reason)
        return node

    def _label(self, relation: Relation, column: Column | Derived, keys: tuple[str, ...]) -> str:
        members = [self.snapshot.label(d, key) for d, key in zip(relation.dimensions, keys, strict=True)]
        return " · ".join([column.title, *members])

    def _absent(
        self, node: Node, relation: Relation, column: Column, keys: tuple[str, ...], period: Period | None
    ) -> Node:
        if not self.snapshot.loaded(relation.name, period):
            return self._missing(node, relation, column, keys, period, None, never_loaded(relation, period))
        return self._missing(node, relation, column, keys, period, self._no_row(relation, keys, period))

    def _no_row(self, relation: Relation, keys: tuple[str, ...], period: Period | None) -> Text:
        """That there is no row in a period that came; why there can be none."""
        members = [self.snapshot.label(d, key) for d, key in zip(relation.dimensions, keys, strict=True)]
        where = " · ".join([*members, *([str(period)] if period is not None else [])])
        beyond = self._beyond(relation, keys, period)
        if beyond is not None:
            return say("missing.no-row.beyond", source=relation.label, where=where, beyond=beyond)
        return say("missing.no-row", source=relation.label, where=where)

    def _beyond(self, relation: Relation, keys: tuple[str, ...], period: Period | None) -> Text | None:
        """Why there can be no row: a member that is not valid in the period."""
        if period is None:
            return None
        valid = self.snapshot.validity
        found = (valid.beyond(d, key, period) for d, key in zip(relation.dimensions, keys, strict=True))
        return next((one for one in found if one is not None), None)

    def _missing(
        self,
        node: Node,
        relation: Relation,
        column: Column,
        keys: tuple[str, ...],
        period: Period | None,
        reason: Text | None,
        unloaded: Unloaded = NOTHING,
    ) -> Node:
        identity = (relation.name, column.name, str(period), *keys)
        bounds = None
        if column.type.kind is Kind.NUMBER:
            source = self.program.sources.get(relation.name)
            tight = column.limit is None and (source is None or not source.requirements)
            bounds = bounds_of(self._where_missing(relation, column, keys, period), tight)
        made = replace(
            node, state=State.MISSING, reason=reason, bounds=bounds, inputs=frozenset({identity}), unloaded=unloaded
        )
        return ruled(made, column, column.title)

    def _where_missing(
        self, relation: Relation, column: Column, keys: tuple[str, ...], period: Period | None
    ) -> Interval:
        """Where a missing number lies: its column's range, up to the end that another column or a table gives."""
        interval = missing_interval(column)
        if column.limit is None:
            return interval
        place = Environment(period or ANY_PERIOD, dict(zip(relation.dimensions, keys, strict=True)), relation.name)
        top = interval_of(self.node(column.limit, place)).high
        if top is None or (interval.high is not None and interval.high < top):
            return interval
        return Interval(interval.low, top if interval.low is None else max(top, interval.low))

    def _last(
        self,
        expression: ex.ColumnValue | ex.OwnColumn,
        relation: Relation,
        column: Column,
        keys: tuple[str, ...],
        period: Period | None,
        node: Node,
    ) -> Node:
        """`bila kosong terakhir`: the last value before the period; of one never loaded, `bila belum dimuat terakhir`."""
        rule = rule_for(node, column)
        if node.state is not State.MISSING or rule is None or rule.kind is not ex.RuleKind.LAST or period is None:
            return node
        steps = [number for number in self.snapshot.periods(relation.name) if number < period.ordinal]
        for ordinal in steps:
            earlier = period.moved(ordinal - period.ordinal)
            self.noting.add(reads=(PeriodRead(relation.name, earlier),))
            row = self.snapshot.row(relation, earlier, keys)
            found = self._stored(expression, relation, column, keys, earlier, row) if row is not None else None
            if found is not None and found.state is State.VALUE:
                note = say("rule.last", period=str(earlier), why=why(node))
                return replace(found, notes=(*found.notes, note), marks=together(found.marks, (mark_of(node),)))
        return node

    # ---- attributes and rows

    def attribute(self, expression: ex.AttributeValue, at: Environment) -> Node:
        """An attribute of a member."""
        member = self.member(expression.key, at)
        if isinstance(member, Node):
            return replace(member, operation="attribute", text=expression.text, children=(member,))
        relation = self.snapshot.tables.relations[expression.dimension]
        column = relation.columns[expression.attribute]
        place = ex.ColumnValue(relation.name, column.name, (), type=expression.type, text=expression.text)
        row = self.snapshot.row(relation, None, (member,)) if self.snapshot.loaded(relation.name, None) else None
        node = self._stored(place, relation, column, (member,), None, row)
        return replace(node, operation="attribute", span=expression.span)

    def has(self, expression: ex.HasRow, at: Environment) -> Node:
        """Whether a source has a row; unknown in a period that is not loaded."""
        members: dict[str, str] = {}
        for key in expression.keys:
            member = self.member(key, at)
            if isinstance(member, Node):
                return truth("has", expression, None, (member,))
            members[key.dimension] = member
        relation = self.snapshot.tables.relations[expression.source]
        found = reading(expression.shift, at.period, relation.grain)
        if found is None:
            return missing("has", expression, say("missing.beyond", text=expression.text))
        unloaded = [period for period in found.periods if not self.snapshot.loaded(relation.name, period)]
        for period in found.periods:
            row = self._any_row(relation, period, members) if period not in unloaded else None
            if row is not None:
                return truth("has", expression, True, (), fact=self.snapshot.fact(relation, row), period=period)
        if unloaded:
            identity = (relation.name, "", str(unloaded[0]), *members.values())
            return truth(
                "has",
                expression,
                None,
                (),
                reason=None,
                period=found.periods[0],
                inputs=frozenset({identity}),
                unloaded=never_loaded(relation, *unloaded),
            )
        note = say("has.not", source=at_period(relation, found.periods[0]))
        return truth("has", expression, False, (), period=found.periods[0], notes=(note,))

    def _any_row(self, relation: Relation, period: Period | None, members: dict[str, str]) -> Row | None:
        if len(members) == len(relation.dimensions):
            return self.snapshot.row(relation, period, tuple(members[d] for d in relation.dimensions))
        return self.snapshot.any_row(relation, period, members)
