"""What is read from facts: a column at keys and a period, an attribute, whether there is a row; and why it is not there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from iku_dsl import interval as iv
from iku_dsl.interval import Interval
from iku_dsl.period import Period
from iku_dsl.problem import Text, say
from iku_dsl.program import NOT_APPLICABLE_PREFIX, Absence, Column, Derived, Source
from iku_dsl.program import expression as ex
from iku_dsl.program.expression import Reduction
from iku_dsl.records import record, replace
from iku_dsl.types import Kind
from iku_engine.arithmetic.nodes import bounds_of, interval_of, shown
from iku_engine.calculate.consolidation import SubPeriod, consolidated
from iku_engine.calculate.context import Calculation, CellPlace, ColumnRead, Keys
from iku_engine.calculate.nodes import at_period, mark_of, missing, never_loaded, rule_for, ruled, truth, why
from iku_engine.database.relations import Relation
from iku_engine.database.stored import missing_interval, value_of
from iku_engine.plan.environment import Environment, Reading, reading
from iku_engine.plan.plan import chain
from iku_engine.results.beside import NOTHING, PeriodRead, Unloaded, together
from iku_engine.results.evaluation import Bounds, Fact, Node, Operation, State
from iku_engine.snapshot.snapshot import Row

ANY_PERIOD = Period(1)  # for relations without a period


@record
class Membership:
    """Whether a member is in a set (None: unknown), and the conditions that say so, up to one that does not hold or is an error."""

    holds: bool | None
    conditions: tuple[Node, ...] = ()

    @property
    def failing(self) -> Node | None:
        """The condition that is an error, if one is."""
        return next((node for node in self.conditions if node.state is State.ERROR), None)


NOT_DUE = Membership(False)

# ---- keys


def member_of(run: Calculation, key: ex.Key, at: Environment) -> str | Node:
    """The member that a key names, or the node that says why there is none."""
    match key:
        case ex.RowKey():
            return at.keys[key.dimension]
        case ex.MemberKey():
            return key.member
        case ex.ExpressionKey():
            named = run.node(key.value, at)
            return named.value if isinstance(named.value, str) else named


def members_of(run: Calculation, keys: tuple[ex.Key, ...], at: Environment) -> Keys | Node:
    """The members of several keys."""
    members: list[str] = []
    for key in keys:
        member = member_of(run, key, at)
        if isinstance(member, Node):
            return member
        members.append(member)
    return tuple(members)


# ---- columns


def read_column(run: Calculation, expression: ex.ColumnValue, at: Environment) -> Node:
    """A column of a source at keys and a period."""
    read = reading(expression.shift, at.period, run.program.sources[expression.source].grain)
    keys = members_of(run, expression.keys, at)
    if isinstance(keys, Node):
        if keys.state is State.MISSING and keys.reason is not None:
            made = _read_nowhere(run, expression, keys.reason, read)
            return replace(made, children=(keys,), inputs=keys.inputs)
        return replace(keys, children=(keys,), operation=Operation.COLUMN, text=expression.text)
    if read is None:
        return _read_nowhere(run, expression, say("missing.beyond", text=expression.text))
    return run.hooks.read_cells(run, expression, keys, read, at)


def _read_nowhere(run: Calculation, expression: ColumnRead, reason: Text, read: Reading | None = None) -> Node:
    """A column that is read nowhere, as a key or period is lacking: missing, within what it may be in the periods of `read`."""
    column = run.program.sources[expression.source].columns.get(expression.column)
    bounds = None
    if column is not None and column.type.kind is Kind.NUMBER:
        found = missing_interval(column)
        for rule in column.rules:
            found = found.hull(iv.point(rule.amount)) if rule.kind is ex.RuleKind.AMOUNT else found
        how = column.consolidation if read is not None and read.consolidated else None
        if (
            read is not None and how is not None and how.reduction is Reduction.SUM
        ):  # of each period, or of none of them
            found = iv.multiply(found.hull(iv.point(0)), iv.point(len(read.periods)))
        bounds = bounds_of(found, tight=False)
    return missing(Operation.COLUMN, expression, reason, bounds=bounds)


def read_own_column(run: Calculation, expression: ex.OwnColumn, at: Environment) -> Node:
    """A column of the row at hand."""
    given = at.own.get((expression.source, expression.column))
    if given is not None:
        return replace(given, text=expression.text or given.text)
    source = run.program.sources[expression.source]
    if (expression.source, "") in at.own:  # the row is given, and lacks this column: it is derived
        derived = source.derived[expression.column]
        return _derived(run, derived, at, at.period)
    keys = tuple(at.keys[dimension] for dimension in source.dimensions)
    read = reading(at.row_shift, at.period, source.grain)
    if read is None:
        return _read_nowhere(run, expression, say("missing.beyond", text=expression.text))
    return run.hooks.read_cells(run, expression, keys, read, at)


def read_cells(run: Calculation, expression: ColumnRead, keys: Keys, read: Reading, at: Environment) -> Node:
    """A column at keys: of one period, or of several as one."""
    declared = run.program.sources[expression.source]
    column = declared.columns.get(expression.column) or declared.derived[expression.column]
    if not read.consolidated:
        period = read.periods[0]
        return _cell(run, expression, column, keys, period, _row(run, expression.source, keys, period), at)
    assert column.consolidation is not None, "resolving demands a consolidation"
    run.snapshot.work_out(len(read.periods))
    parts = [_sub_period(run, expression, declared, column, keys, period, at) for period in read.periods]
    if declared.absence is Absence.COMPLETE and all(part.node is None for part in parts):
        # Nobody had to send anything, so that there is no figure, not even 0.
        reason = _no_row(run, run.snapshot.tables.relations[declared.name], keys, read.periods[-1])
        made = replace(_read_nowhere(run, expression, reason, read), may_be_nothing=True)
    else:
        made = consolidated(expression, column.consolidation, parts, declared.title)
        optional = (part.node is None or (part.is_missing and part.optional) for part in parts)
        if declared.absence is Absence.COMPLETE and all(optional):
            made = replace(made, may_be_nothing=made.state is State.MISSING)  # as perhaps nobody has to
    # Its rules are for cells, and each has had them; only a figure that is made of no cell is under them itself.
    return made if made.children else ruled(made, column, column.title)


def _sub_period(
    run: Calculation,
    expression: ColumnRead,
    source: Source,
    column: Column | Derived,
    keys: Keys,
    period: Period | None,
    at: Environment,
) -> SubPeriod:
    """A cell as one of several sub-periods: what is there, what is lacking, or that there is nothing."""
    row = _row(run, source.name, keys, period)
    if run.hooks.row_exists(run, source.name, keys, period, row):
        return SubPeriod(period, _cell(run, expression, column, keys, period, row, at))
    member = is_due(run, source, keys, period, at)
    if member.failing is not None:
        return SubPeriod(period, _failed(expression, member.failing, period))
    due = member.holds
    never = _beyond(run, dict(zip(source.dimensions, keys, strict=True)), period) is not None
    if never or (due is False and run.snapshot.loaded(source.name, period)):
        listed = not at.elements and not at.row  # of each member of a set nobody wants all lists
        nothing = _nothing(run, expression, source, column, keys, period) if listed else None
        register = source.absence is not Absence.COMPLETE
        return SubPeriod(period, None, nothing=nothing, says_nothing=register and not never)
    if due is not True and isinstance(column, Derived):
        return SubPeriod(period, _perhaps(run, source, column, keys, period, at), optional=True)
    node = _cell(run, expression, column, keys, period, row, at)
    return SubPeriod(period, node, optional=due is not True)


def _perhaps(
    run: Calculation, source: Source, column: Derived, keys: Keys, period: Period | None, at: Environment
) -> Node:
    """A computed cell of a row that nobody has seen, and which need not be there: its formula makes no fact of it, its rule does."""
    relation = run.snapshot.tables.relations[source.name]
    computed = _computed(run, column, keys, period, at, relation)
    unloaded = _never_loaded(run, source.name, (period,))
    reason = None if unloaded else say("missing.perhaps-due", source=at_period(relation, period))
    if_there = interval_of(ruled(computed, column, column.title))
    node = replace(
        computed,
        state=State.MISSING,
        value=None,
        bounds=bounds_of(if_there, tight=False),
        reason=computed.reason or reason,
        unloaded=unloaded | computed.unloaded,
    )
    return ruled(node, column, column.title)


def _nothing(
    run: Calculation, expression: ColumnRead, source: Source, column: Column | Derived,
    keys: Keys, period: Period | None,
) -> Node:  # fmt: skip
    """A sub-period that came, and in which nothing need be there, nor is."""
    relation = run.snapshot.tables.relations[source.name]
    return Node(
        Operation.COLUMN,
        expression.text,
        _label(run, relation, column, keys),
        state=State.NOT_APPLICABLE,
        shown=shown(column.type),
        reason=_no_row(run, relation, keys, period),
        period=period,
        span=expression.span,
    )


def _row(run: Calculation, source: str, keys: Keys, period: Period | None) -> Row | None:
    """The row of a source in a period that was loaded."""
    if not run.snapshot.loaded(source, period):
        return None
    return run.snapshot.row(run.snapshot.tables.relations[source], period, keys)


def _never_loaded(run: Calculation, source: str, periods: Sequence[Period | None]) -> Unloaded:
    """What was never loaded, of a source in some periods."""
    relation = run.snapshot.tables.relations[source]
    return never_loaded(relation, *(one for one in periods if not run.snapshot.loaded(source, one)))


def row_exists(_run: Calculation, _source: str, _keys: Keys, _period: Period | None, row: Row | None) -> bool:
    """Whether there is a row, if only for the sake of the question."""
    return row is not None


def is_due(run: Calculation, source: Source, keys: Keys, period: Period | None, at: Environment) -> Membership:
    """Whether a row of a source must be there for a key in a period: of a complete one, and in the set that it is complete over."""
    if source.absence is not Absence.COMPLETE:
        return NOT_DUE
    valid = run.snapshot.validity
    for dimension, member in zip(source.dimensions, keys, strict=True):
        if valid.beyond(dimension, member, period or at.period) is not None:
            return Membership(False)
    place, nodes = Environment(period or at.period, dict(zip(source.dimensions, keys, strict=True))), list[Node]()
    for condition in chain(source.expected).conditions if source.expected is not None else ():
        nodes.append(run.node(condition, place))
        if nodes[-1].state is State.NOT_APPLICABLE or (nodes[-1].state is State.VALUE and not nodes[-1].value):
            return Membership(False, tuple(nodes))
        if nodes[-1].state is State.ERROR:
            return Membership(None, tuple(nodes))
    return Membership(None if any(node.state is State.MISSING for node in nodes) else True, tuple(nodes))


def _failed(expression: ColumnRead, because: Node, period: Period | None) -> Node:
    """A cell of which it is an error whether its row must be there."""
    return Node(
        Operation.COLUMN, expression.text, state=State.ERROR, shown=shown(expression.type), reason=because.reason,
        children=(because,), period=period, span=expression.span,
    )  # fmt: skip


def is_expected(run: Calculation, expression: ex.IsExpected, at: Environment) -> Node:
    """Whether a row is there, or must be, in one of the periods looked at."""
    keys = members_of(run, expression.keys, at)
    if isinstance(keys, Node):
        return truth(Operation.EXPECTED, expression, None, (keys,))
    source = run.program.sources[expression.source]
    read = reading(expression.shift, at.period, source.grain)
    if read is None:
        return missing(Operation.EXPECTED, expression, say("missing.beyond", text=expression.text))
    children: list[Node] = []
    unknown = False
    relation = run.snapshot.tables.relations[source.name]
    waited = _may_come(run, relation, read.periods, dict(zip(relation.dimensions, keys, strict=True)))
    for period in read.periods:
        if run.hooks.row_exists(run, source.name, keys, period, _row(run, source.name, keys, period)):
            return truth(Operation.EXPECTED, expression, True, ())
        member = is_due(run, source, keys, period, at)
        if member.holds:
            return truth(Operation.EXPECTED, expression, True, ())
        children += member.conditions
        if member.failing is not None:
            reason = member.failing.reason
            return truth(Operation.EXPECTED, expression, None, children, state=State.ERROR, reason=reason)
        unknown = unknown or member.holds is None
    if not unknown and not waited:
        return truth(Operation.EXPECTED, expression, False, children)
    return truth(Operation.EXPECTED, expression, None, children, unloaded=never_loaded(relation, *waited))


def _cell(
    run: Calculation,
    expression: ColumnRead,
    column: Column | Derived,
    keys: Keys,
    period: Period | None,
    row: Row | None,
    at: Environment,
) -> Node:
    relation = run.snapshot.tables.relations[expression.source]
    if isinstance(column, Derived):
        return ruled(_computed(run, column, keys, period, at, relation), column, column.title)
    cell = CellPlace(relation, column, keys, period)
    node = run.hooks.stored_cell(run, expression, cell, row)
    return run.hooks.carried_forward(run, expression, cell, node)


def _computed(
    run: Calculation, column: Derived, keys: Keys, period: Period | None, at: Environment, relation: Relation
) -> Node:
    """A computed cell as its formula says, before its rules."""
    by_dimension = dict(zip(relation.dimensions, keys, strict=True))
    return _derived(run, column, Environment(period or at.period, {**at.keys, **by_dimension}, relation.name), period)


def _derived(run: Calculation, column: Derived, place: Environment, period: Period | None) -> Node:
    inner = run.node(column.value, place)
    return replace(
        inner,
        operation=Operation.DERIVED,
        text=column.value.text,
        label=column.title,
        shown=shown(column.type),
        children=(inner,),
        period=period,
        fact=None,
        notes=(),
    )


def stored_cell(run: Calculation, expression: ColumnRead, cell: CellPlace, row: Row | None) -> Node:
    """A cell as it is stored, or why there is nothing in it."""
    relation, column = cell.relation, cell.column
    fact = run.snapshot.fact(relation, row) if row is not None else None
    if row is None or fact is None:
        return _absent(run, expression, cell)
    value = value_of(column, row.values[column.name])
    not_applicable = column.may_be_missing and row.values[NOT_APPLICABLE_PREFIX + column.name]
    if value is None and not not_applicable:
        return _missing(run, expression, cell, say("missing.empty", column=column.title, place=fact.place), fact=fact)
    return Node(
        Operation.COLUMN,
        expression.text,
        _label(run, relation, column, cell.keys),
        state=State.NOT_APPLICABLE if not_applicable else State.VALUE,
        value=None if not_applicable else value,
        shown=shown(column.type),
        reason=say("na.cell", column=column.title) if not_applicable else None,
        fact=fact,
        period=cell.period,
        span=expression.span,
    )


def _label(run: Calculation, relation: Relation, column: Column | Derived, keys: Keys) -> str:
    return " · ".join([column.title, *run.snapshot.labels(relation.dimensions, keys)])


def _absent(run: Calculation, expression: ColumnRead, cell: CellPlace) -> Node:
    if not run.snapshot.loaded(cell.relation.name, cell.period):
        return _missing(run, expression, cell, None, never_loaded(cell.relation, cell.period))
    return _missing(run, expression, cell, _no_row(run, cell.relation, cell.keys, cell.period))


def _no_row(run: Calculation, relation: Relation, keys: Keys, period: Period | None) -> Text:
    """That there is no row in a period that came; why there can be none."""
    members = run.snapshot.labels(relation.dimensions, keys)
    where = " · ".join([*members, *([str(period)] if period is not None else [])])
    beyond = _beyond(run, dict(zip(relation.dimensions, keys, strict=True)), period)
    if beyond is not None:
        return say("missing.no-row.beyond", source=relation.label, where=where, beyond=beyond)
    return say("missing.no-row", source=relation.label, where=where)


def _beyond(run: Calculation, members: Mapping[str, str], period: Period | None) -> Text | None:
    """Why there can be no row: a member that is not valid in the period."""
    if period is None:
        return None
    valid = run.snapshot.validity
    for dimension, member in members.items():
        reason = valid.beyond(dimension, member, period)
        if reason is not None:
            return reason
    return None


def _missing(
    run: Calculation,
    expression: ColumnRead,
    cell: CellPlace,
    reason: Text | None,
    unloaded: Unloaded = NOTHING,
    fact: Fact | None = None,
) -> Node:
    """A cell that is missing, made at once: of what nobody has sent yet there are many."""
    relation, column, bounds = cell.relation, cell.column, None
    if column.type.kind is Kind.NUMBER:
        source = run.program.sources.get(relation.name)
        tight = column.limit is None and (source is None or not source.requirements)
        whole = column.limit is None
        bounds = _of_column(column, tight) if whole else bounds_of(run.hooks.missing_range(run, cell), tight)
    made = Node(
        Operation.COLUMN,
        expression.text,
        _label(run, relation, column, cell.keys),
        state=State.MISSING,
        shown=shown(column.type),
        bounds=bounds,
        reason=reason,
        fact=fact,
        period=cell.period,
        span=expression.span,
        inputs=frozenset({cell.identity}),
        unloaded=unloaded,
    )
    return ruled(made, column, column.title)


@lru_cache(4_096)
def _of_column(column: Column, tight: bool) -> Bounds | None:
    """The bounds of a column's range: the same for each of its cells."""
    return bounds_of(missing_interval(column), tight)


def missing_range(run: Calculation, cell: CellPlace) -> Interval:
    """Where a missing number lies: its column's range, up to the end that another column or a table gives."""
    relation, limit = cell.relation, cell.column.limit
    interval = missing_interval(cell.column)
    if limit is None:
        return interval
    keys = dict(zip(relation.dimensions, cell.keys, strict=True))
    top = interval_of(run.node(limit, Environment(cell.period or ANY_PERIOD, keys, relation.name))).high
    if top is None or (interval.high is not None and interval.high < top):
        return interval
    return Interval(interval.low, top if interval.low is None else max(top, interval.low))


def carried_forward(run: Calculation, expression: ColumnRead, cell: CellPlace, node: Node) -> Node:
    """`bila kosong terakhir`: the last value before the period; of one never loaded, `bila belum dimuat terakhir`."""
    relation, period, rule = cell.relation, cell.period, rule_for(node, cell.column)
    if node.state is not State.MISSING or rule is None or rule.kind is not ex.RuleKind.LAST or period is None:
        return node
    steps = [number for number in run.snapshot.periods(relation.name) if number < period.ordinal]
    for ordinal in steps:
        earlier = period.moved(ordinal - period.ordinal)
        run.noting.add(reads=(PeriodRead(relation.name, earlier),))
        row = run.snapshot.row(relation, earlier, cell.keys)
        if row is None:
            continue
        last = run.hooks.stored_cell(run, expression, replace(cell, period=earlier), row)
        if last.state is State.VALUE:
            note = say("rule.last", period=str(earlier), why=why(node))
            return replace(last, notes=(*last.notes, note), marks=together(last.marks, (mark_of(node),)))
    return node


# ---- attributes and rows


def read_attribute(run: Calculation, expression: ex.AttributeValue, at: Environment) -> Node:
    """An attribute of a member."""
    member = member_of(run, expression.key, at)
    if isinstance(member, Node):
        return replace(member, operation=Operation.ATTRIBUTE, text=expression.text, children=(member,))
    relation = run.snapshot.tables.relations[expression.dimension]
    column = relation.columns[expression.attribute]
    place = ex.ColumnValue(relation.name, column.name, (), type=expression.type, text=expression.text)
    row = run.snapshot.row(relation, None, (member,)) if run.snapshot.loaded(relation.name, None) else None
    node = run.hooks.stored_cell(run, place, CellPlace(relation, column, (member,), None), row)
    return replace(node, operation=Operation.ATTRIBUTE, span=expression.span)


def has_row(run: Calculation, expression: ex.HasRow, at: Environment) -> Node:
    """Whether a source has a row; unknown in a period that is not loaded."""
    members: dict[str, str] = {}
    for key in expression.keys:
        member = member_of(run, key, at)
        if isinstance(member, Node):
            return replace(member, operation=Operation.HAS, text=expression.text, children=(member,))
        members[key.dimension] = member
    relation = run.snapshot.tables.relations[expression.source]
    read = reading(expression.shift, at.period, relation.grain)
    if read is None:
        return missing(Operation.HAS, expression, say("missing.beyond", text=expression.text))
    unloaded = _may_come(run, relation, read.periods, members)
    for period in read.periods:
        loaded = run.snapshot.loaded(relation.name, period)
        row = _any_row(run, relation, period, members) if loaded else None
        if row is not None:
            return truth(Operation.HAS, expression, True, (), fact=run.snapshot.fact(relation, row), period=period)
    if unloaded:
        identity = (relation.name, "", str(unloaded[0]), *members.values())
        return truth(
            Operation.HAS,
            expression,
            None,
            (),
            reason=None,
            period=read.periods[0],
            inputs=frozenset({identity}),
            unloaded=never_loaded(relation, *unloaded),
        )
    note = say("has.not", source=at_period(relation, read.periods[0]))
    return truth(Operation.HAS, expression, False, (), period=read.periods[0], notes=(note,))


def _may_come(
    run: Calculation, relation: Relation, periods: Sequence[Period | None], members: Mapping[str, str]
) -> list[Period | None]:
    """The periods that may still bring a row of some members: those never loaded in which each of them is valid."""
    return [
        period
        for period in periods
        if not run.snapshot.loaded(relation.name, period) and _beyond(run, members, period) is None
    ]


def _any_row(run: Calculation, relation: Relation, period: Period | None, members: dict[str, str]) -> Row | None:
    if len(members) == len(relation.dimensions):
        return run.snapshot.row(relation, period, tuple(members[d] for d in relation.dimensions))
    return run.snapshot.any_row(relation, period, members)
