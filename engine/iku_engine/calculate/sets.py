"""Counts and statistics over sets, with what is not certain: who is in, who may be, and what that leaves open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from iku_dsl import interval as iv
from iku_dsl.interval import Interval
from iku_dsl.problem import Text, say
from iku_dsl.program import Absence
from iku_dsl.program import expression as ex
from iku_dsl.records import replace
from iku_dsl.types import Mean, Statistic
from iku_engine.arithmetic.nodes import bounds_of, interval_of, shown
from iku_engine.arithmetic.tables import leaves_out
from iku_engine.calculate.context import Calculation
from iku_engine.calculate.counting import chain_of, count, elements_of, is_tight, knows_members, not_loaded, rows_sent
from iku_engine.calculate.elements import ElementError, Elements
from iku_engine.calculate.listing import operand_groups
from iku_engine.calculate.means import list_mean
from iku_engine.calculate.nodes import never_loaded, rule_for, ruled
from iku_engine.calculate.statistics import Statistics, settled, spread
from iku_engine.plan.environment import Environment, cells_read, reading
from iku_engine.plan.meaning import Whole, every_part
from iku_engine.plan.plan import Chain, binder, due_rows
from iku_engine.results.beside import NOT_LOADED_FILLED, NOTHING, RULE, Part, partial, reason_with, together
from iku_engine.results.beside import all_lacking as all_of
from iku_engine.results.evaluation import Node, Operation, State
from iku_engine.sql.sets import NO, UNKNOWN, YES

_NONE = Statistics()


def aggregated(run: Calculation, expression: ex.Aggregated, at: Environment) -> Node:
    """A count, or a statistic of an operand."""
    known = run.read_once(expression, at) if run.read_once is not None else None
    if known is not None:
        return Node(
            Operation.AGGREGATE, expression.text, value=known, shown=shown(expression.type), span=expression.span
        )
    chain = chain_of(run, expression.set)
    absent = not_loaded(run, chain, expression, at)
    if absent is not None:
        return _of_nobody(run, absent, expression, chain, at)
    try:
        if expression.statistic is Statistic.COUNT:
            node = count(run, expression, chain, at)
        else:
            node = _perhaps(run, run.hooks.statistic(run, expression, chain, at), expression, chain, at)
        node = _may_stay_open(run, node, expression, chain, at)
        node = _of_some_periods(run, node, expression, chain, at)
        return _of_rows_there(run, node, chain, at)
    except ElementError as error:
        return Node(
            Operation.COUNT if expression.operand is None else Operation.AGGREGATE,
            expression.text,
            state=State.ERROR,
            reason=error.node.reason,
            children=(error.node,),
            span=expression.span,
        )


def _of_nobody(run: Calculation, absent: Node, expression: ex.Aggregated, chain: Chain, at: Environment) -> Node:
    """What is made of a set of which nobody knows who may be in it: missing, or what a rule says of that."""
    counted = expression.statistic is Statistic.COUNT
    floor = Interval(Fraction(0), _combinations(run, chain, at)) if counted else iv.EVERYTHING
    inputs = cells_read(run.program, chain, _operands(expression), at.period)
    nothing = _is_missing_of_nothing(expression)
    node = replace(absent, bounds=bounds_of(floor, tight=False), inputs=inputs, may_be_nothing=nothing)
    rule = rule_for(node, expression)
    if rule is None or not node.unloaded or not rule.kind.leaves_out:
        return ruled(node, expression, expression.text) if node.unloaded else node
    if counted or expression.statistic is Statistic.SUM:  # of nothing
        return replace(
            node, state=State.VALUE, value=Fraction(0), bounds=None, reason=None, inputs=frozenset(),
            notes=(say("rule.not-loaded", text=expression.text),), marks=(NOT_LOADED_FILLED,),
        )  # fmt: skip
    reason = reason_with(say("missing.none", text=expression.text), node.unloaded)
    return replace(node, bounds=None, reason=reason, unloaded=NOTHING)


def _combinations(run: Calculation, chain: Chain, at: Environment) -> Fraction | None:
    """How many rows a complete source can have where its members are known, else None."""
    base = chain.base
    if not isinstance(base, ex.Rows) or not base.expected:
        return None
    if not knows_members(run, run.snapshot.tables.relations[base.source]):
        return None
    every = replace(chain, conditions=tuple(one for one in chain.conditions if binder(one) is not None))
    return Fraction(sum(n for codes, n in elements_of(run, every, at).counts(at).items() if NO not in codes))


def _of_some_periods(run: Calculation, node: Node, expression: ex.Aggregated, chain: Chain, at: Environment) -> Node:
    """What is made of rows of several periods of which some never came: those may bring keys that nobody knows of yet."""
    base = chain.base
    if not isinstance(base, ex.Rows) or node.state in (State.ERROR, State.NOT_APPLICABLE):
        return node
    if node.state is State.MISSING and base.expected:
        return node
    relation = run.snapshot.tables.relations[base.source]
    seen = reading(base.shift, at.period, relation.grain)
    if seen is None or not seen.consolidated:
        return node
    absent = [period for period in seen.periods if not run.snapshot.loaded(base.source, period)]
    rule = expression.when_not_loaded
    if not absent:
        return node
    if _takes_some(expression, chain):
        assert relation.grain is not None, "several periods"
        total = len(seen.periods)
        part = Part(relation.label, relation.grain.value, total - len(absent), total)
        return replace(node, marks=together(node.marks, (partial(part),)))
    if rule is not None and rule.kind is not ex.RuleKind.ERROR:
        return replace(node, marks=together(node.marks, (NOT_LOADED_FILLED,)))
    if base.expected and (node.value or elements_of(run, chain, at, _operands(expression)).counts(at)):
        return node  # whose rows must be there is known
    adds = expression.statistic is Statistic.COUNT or _only_adds(run, expression)
    low = interval_of(node).low if adds else None
    failed = expression.when_not_loaded is not None  # `galat`: other rules take what is there
    return replace(
        node,
        state=State.ERROR if failed else State.MISSING,
        value=None,
        reason=None,
        bounds=None if failed else bounds_of(Interval(low, None), tight=False),
        inputs=cells_read(run.program, chain, _operands(expression), at.period),
        unloaded=never_loaded(relation, *absent),
    )


def _of_rows_there(run: Calculation, node: Node, chain: Chain, at: Environment) -> Node:
    """What is made of the rows that are there (`atas lke`), marked where others must be."""
    base = chain.base
    if not isinstance(base, ex.Rows) or base.expected or node.state is not State.VALUE:
        return node
    source = run.program.sources[base.source]
    if source.absence is not Absence.COMPLETE:
        return node
    seen = reading(base.shift, at.period, source.grain)
    there = absent = 0
    of_entity = tuple(condition for condition in chain.conditions if binder(condition) is not None)
    for period in seen.periods if seen is not None else ():
        due = due_rows(source)
        due = replace(due, conditions=(*of_entity, *due.conditions))
        sent, lacking, _ = rows_sent(run, due, replace(at, period=period or at.period))
        there, absent = there + sent, absent + lacking
    part = Part(source.title, "rows", there, there + absent)
    return replace(node, marks=together(node.marks, (partial(part),))) if absent else node


def _takes_some(expression: ex.Aggregated, chain: Chain) -> bool:
    """Whether all that is read of the rows may be made of a part of the periods (`sebagian`)."""
    read = [
        part.consolidation
        for one in (*chain.conditions, *_operands(expression))
        for part in ex.walk(one)
        if isinstance(part, ex.OwnColumn)
    ]
    return bool(read) and all(one is not None and one.partial for one in read)


def _only_adds(run: Calculation, expression: ex.Aggregated) -> bool:
    """Whether a sum can only grow with rows that nobody knows of yet: of a column that adds up, and is never below 0."""
    operand = expression.operand
    plain = expression.statistic is Statistic.SUM and expression.by is None
    if not plain or not isinstance(operand, ex.OwnColumn) or operand.consolidation is None:
        return False
    column = run.program.sources[operand.source].columns.get(operand.column)
    least = column.range.low if column is not None else None
    return operand.consolidation.reduction is ex.Reduction.SUM and least is not None and least >= 0


def _perhaps(run: Calculation, node: Node, expression: ex.Aggregated, chain: Chain, at: Environment) -> Node:
    """What is missing as its operands are may not apply, or be nothing, as those may; with a rule for the first it lies anywhere."""
    operands = _operands(expression)
    if node.state is not State.MISSING or not any(_may_lack(run, one) for one in operands):
        return node
    elements = elements_of(run, chain, at, operands)
    numbers: list[Node] = []
    for one in operands:
        numbers += [
            item for item in elements.lacking(one, at) if _matters(item, expression, weighs=one is expression.by)
        ]
    if any(item.may_be_nothing for item in numbers):
        node = replace(node, may_be_nothing=True)
    if not any(item.perhaps for item in numbers):
        return node
    rule = expression.when_not_applicable
    emptied = rule is not None and rule.kind.leaves_out and _is_missing_of_nothing(expression)
    return replace(
        node, perhaps=True, bounds=node.bounds if rule is None else None, may_be_nothing=node.may_be_nothing or emptied
    )


def _matters(item: Node, expression: ex.Aggregated, *, weighs: bool) -> bool:
    """Whether it matters what is missing: not where a rule leaves it out, or gives it a number, which it does not a weight."""
    rule = rule_for(item, expression)
    return rule is None or (weighs and rule.kind is ex.RuleKind.AMOUNT)


def _may_stay_open(run: Calculation, node: Node, expression: ex.Aggregated, chain: Chain, at: Environment) -> Node:
    """What is missing may be nothing where that is so of who is in the set: a condition hangs on what need never have a value."""
    if node.state is not State.MISSING or node.may_be_nothing:
        return node
    if not any(
        _reads_what_may_be_nothing(run, condition) for condition in chain.conditions if binder(condition) is None
    ):
        return node
    counts = expression.statistic is Statistic.COUNT  # which alone leaves out who is not certain
    rules = (expression.when_missing, expression.when_not_loaded) if counts else (None, None)
    elements = elements_of(run, chain, at, _operands(expression))
    return replace(node, may_be_nothing=True) if elements.may_stay_open(at, rules) else node


def _reads_what_may_be_nothing(run: Calculation, condition: ex.Expression) -> bool:
    """Whether a condition reads, also by way of other rules, what may be nothing."""
    known = run.may_be_nothing.get(id(condition))
    if known is None:
        read = any(_may_be_nothing(run, part) for part in every_part(run.program, condition))
        known = run.may_be_nothing[id(condition)] = condition, read
    return known[1]


def _may_be_nothing(run: Calculation, part: Whole) -> bool:
    match part:
        case ex.Lookup():
            return leaves_out(run.program.tables[part.table])
        case ex.Aggregated():
            return _is_missing_of_nothing(part)
        case ex.ColumnValue() | ex.OwnColumn():
            return part.consolidation is not None
        case ex.IndicatorValue():
            return any(version.consolidation is not None for version in run.program.indicators[part.indicator])
        case _:
            return isinstance(part, ex.OfList)


def _is_missing_of_nothing(expression: ex.Aggregated) -> bool:
    """Whether a statistic of an empty set is missing, and not 0."""
    return expression.mean is not Mean.ARITHMETIC or expression.statistic not in (Statistic.SUM, Statistic.COUNT)


def statistic(run: Calculation, expression: ex.Aggregated, chain: Chain, at: Environment) -> Node:
    """A statistic of an operand over a set."""
    assert expression.operand is not None
    elements = elements_of(run, chain, at, _operands(expression))
    special = expression.mean is not Mean.ARITHMETIC
    node = Node(
        Operation.AGGREGATE,
        expression.text,
        label=chain.title(len(chain.conditions)),
        shown=shown(expression.type),
        groups=operand_groups(run, elements, expression, at),
        statistic=_name(expression),
        span=expression.span,
    )
    if special or expression.statistic.one_by_one:
        made = elements.once(expression, at, lambda: list_mean(node, expression, elements, at))
        return replace(made, groups=node.groups)
    if expression.by is not None:
        return _weighted_by(run, node, expression, elements, at)
    parts = elements.statistics(expression, at)
    return decided(run, node, expression, parts.get("value", {}), chain, at)


def decided(
    run: Calculation,
    node: Node,
    expression: ex.Aggregated,
    parts: Mapping[int, Statistics],
    chain: Chain,
    at: Environment,
) -> Node:
    """The statistic where all is known; else missing, with its bounds, or what a rule says."""
    sure, maybe = parts.get(YES, _NONE), parts.get(UNKNOWN, _NONE)
    na = expression.when_not_applicable
    if sure.not_applicable and _stays(na):
        return _some_apart(run, node, expression, chain, at, sure.not_applicable, (sure, maybe))
    node = _not_applying(node, na, sure.not_applicable)
    if na is not None and na.kind is ex.RuleKind.AMOUNT:
        sure, maybe = sure.beside(na.amount), maybe.beside(na.amount)
    node = _noted(node, sure)
    undecided = maybe.count + (maybe.not_applicable if _stays(na) else 0)
    if not sure.gone and not undecided:
        value = settled(expression.statistic, sure)
        if value is None:
            return _of_nothing(node)
        return replace(node, value=value)
    tight = not undecided and is_tight(run, chain, _operands(expression), at.period)
    where = spread(expression.statistic, sure, maybe)
    reason = _why_open(node, sure.gone, undecided)
    return _open(run, node, expression, where, tight, chain, at, reason, (sure, maybe))


def _of_nothing(node: Node) -> Node:
    """A statistic of nothing, which has none."""
    return replace(node, state=State.MISSING, reason=say("missing.none", text=node.text), may_be_nothing=True)


def _some_apart(
    run: Calculation,
    node: Node,
    expression: ex.Aggregated,
    chain: Chain,
    at: Environment,
    count: int,
    parts: Sequence[Statistics],
) -> Node:
    """A statistic of numbers some of which do not apply: that goes before what is missing, but not before a rule that this is an error."""
    if any(part.failing for part in parts):
        gone = sum(part.failing for part in parts)
        return replace(node, state=State.ERROR, reason=say("missing.cells", count=gone))
    if _fails_by(run, expression, chain, at):
        undecided, _ = elements_of(run, chain, at, _operands(expression)).undecided(at)
        return replace(node, state=State.ERROR, reason=_why_open(node, 0, undecided))
    rule = expression.when_not_applicable
    fails = rule is not None and rule.kind is ex.RuleKind.ERROR
    state = State.ERROR if fails else State.NOT_APPLICABLE
    return replace(node, state=state, reason=say("na.some", count=count))


def _fails_by(run: Calculation, expression: ex.Aggregated, chain: Chain, at: Environment) -> bool:
    """Whether elements that may be in the set or not are an error."""
    undecided = elements_of(run, chain, at, _operands(expression)).undecided(at) if _judges(expression) else (0, 0)
    return _fails(expression, *undecided)


def _why_open(node: Node, gone: int, undecided: int) -> Text:
    """Why a statistic is not known: so many values are missing, else of so many elements it is open whether they are in the set."""
    if gone:
        return say("missing.cells", count=gone)
    return say("missing.undecided", count=undecided, set=node.label or node.text)


def _open(
    run: Calculation,
    node: Node,
    expression: ex.Aggregated,
    where: Interval,
    tight: bool,
    chain: Chain,
    at: Environment,
    reason: Text,
    parts: Sequence[Statistics],
) -> Node:
    """A statistic that is not known: missing between bounds, or an error where the spec says so.

    The first of its `parts` are those that are certainly in the set.
    """
    failed = any(part.failing for part in parts) or _fails_by(run, expression, chain, at)
    return replace(
        node,
        state=State.ERROR if failed else State.MISSING,
        reason=reason,
        bounds=None if failed else bounds_of(where, tight),
        inputs=cells_read(run.program, chain, _operands(expression), at.period),
        unloaded=all_of(part.lacking for part in parts),
        may_be_nothing=not parts[0].count and _is_missing_of_nothing(expression),
    )


def _weighted_by(run: Calculation, node: Node, expression: ex.Aggregated, elements: Elements, at: Environment) -> Node:
    """Σ x·w / Σ w over the elements where both are known (or Σ x·w for a sum)."""
    assert expression.operand is not None
    na = expression.when_not_applicable
    parts = elements.statistics(expression, at)
    value, product, weight = (parts.get(name, {}).get(YES, _NONE) for name in ("value", "product", "weight"))
    maybe = parts.get("product", {}).get(UNKNOWN, _NONE)
    weight_stays = _stays(na) or (na is not None and na.kind is ex.RuleKind.AMOUNT)  # which stands for no weight
    if product.not_applicable and weight_stays:
        return _some_apart(run, node, expression, elements.chain, at, product.not_applicable, (product, maybe))
    node = _not_applying(_noted(_noted(node, value), product), na, product.not_applicable)
    undecided = maybe.count + (maybe.not_applicable if weight_stays else 0)
    if undecided or product.gone:
        reason = _why_open(node, product.gone, undecided)
        where = iv.EVERYTHING
        if not undecided and expression.statistic is Statistic.SUM:
            where = Interval(product.low, product.high)
        elif not undecided and weight.lowest is not None and weight.lowest >= 0:
            where = Interval(value.lowest, value.highest)
        return _open(run, node, expression, where, False, elements.chain, at, reason, (product, maybe))
    if expression.statistic is Statistic.SUM:
        return replace(node, value=product.total)
    if not product.known:
        return _of_nothing(node)
    if weight.total == 0:
        return replace(node, state=State.ERROR, reason=say("weights-zero", text=node.text))
    return replace(node, value=product.total / weight.total)


def _may_lack(run: Calculation, operand: ex.Expression) -> bool:
    """Whether an operand that is missing may turn out not to apply, or to be nothing."""
    for part in ex.walk(operand):
        if isinstance(part, ex.IndicatorValue | ex.Aggregated | ex.OfList | ex.Weighted | ex.WeightedIndicators):
            return True
        if isinstance(part, ex.Lookup) and leaves_out(run.program.tables[part.table]):
            return True
        if isinstance(part, ex.ColumnValue | ex.OwnColumn):
            source = run.program.sources.get(part.source)
            derived = source.derived.get(part.column) if source is not None else None
            if part.consolidation is not None or (derived is not None and _may_lack(run, derived.value)):
                return True
    return False


def _stays(rule: ex.Rule | None) -> bool:
    """Whether what does not apply is left as it is: no rule counts it as something, or leaves it out."""
    return rule is None or rule.kind is ex.RuleKind.ERROR


def _noted(node: Node, statistics: Statistics) -> Node:
    """A statistic with what rules did with numbers, each rule with how many they were."""
    by_rules = (
        ("rule.filled", statistics.filled),
        ("rule.skipped", statistics.skipped),
        ("rule.filled.not-applicable", statistics.filled_beside),
    )
    if not statistics.marks and not any(count for _, count in by_rules):
        return node
    notes = (*node.notes, *(say(key, count=count) for key, count in by_rules if count))
    return replace(node, notes=notes, marks=together(node.marks, statistics.marks))


def _not_applying(node: Node, rule: ex.Rule | None, count: int) -> Node:
    """A statistic with what a rule did with numbers that do not apply."""
    if not count or rule is None or _stays(rule):
        return node
    done = "filled" if rule.kind is ex.RuleKind.AMOUNT else "skipped"
    note = say(f"rule.{done}.not-applicable", count=count)
    return replace(node, notes=(*node.notes, note), marks=together(node.marks, (RULE,)))


def _judges(expression: ex.Aggregated) -> bool:
    """Whether a rule says that what is missing is an error."""
    rules = (expression.when_missing, expression.when_not_loaded)
    return any(rule is not None and rule.kind is ex.RuleKind.ERROR for rule in rules)


def _fails(expression: ex.Aggregated, undecided: int, unloaded: int) -> bool:
    """Whether elements that may be in the set or not are an error: by one rule, or where a period never came by the other."""
    rules = ((expression.when_missing, undecided - unloaded), (expression.when_not_loaded, unloaded))
    return any(count > 0 and rule is not None and rule.kind is ex.RuleKind.ERROR for rule, count in rules)


def _name(expression: ex.Aggregated) -> str:
    """The statistic of a trace: `sum`, `weighted-average`, `harmonic-average`."""
    if expression.mean is not Mean.ARITHMETIC:
        return f"{expression.mean.value}-average"
    return expression.statistic.value if expression.by is None else f"weighted-{expression.statistic.value}"


def _operands(expression: ex.Aggregated) -> tuple[ex.Expression, ...]:
    return tuple(item for item in (expression.operand, expression.by) if item is not None)
