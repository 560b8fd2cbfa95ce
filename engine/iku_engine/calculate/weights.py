"""Weighted sums and means over the members of `bobot` blocks, level by level, with reweighting where the spec asks for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from iku_dsl import interval as iv
from iku_dsl.interval import Interval
from iku_dsl.problem import Text, say
from iku_dsl.program import Weight, WeightLevel
from iku_dsl.program import expression as ex
from iku_dsl.records import record, replace
from iku_dsl.types import Mean, Statistic
from iku_engine.arithmetic.functions import ROOTED
from iku_engine.arithmetic.nodes import bounds_of, failed, interval_of, joined, shown
from iku_engine.calculate.context import Calculation
from iku_engine.calculate.nodes import mark_of, rule_for, why
from iku_engine.exact import real_power, total, within
from iku_engine.plan.environment import Environment
from iku_engine.results.beside import INEXACT, Mark, together
from iku_engine.results.evaluation import Cell, Node, Operation, State, WeightUsed

Leaf = Callable[[Environment], Node]

TERM = 4  # steps of work that a weighted member takes beside what is under it: its weight, its share of what others leave, its bounds


@record
class _Task:
    """What is weighed, and by which rules."""

    expression: ex.Weighted | ex.WeightedIndicators
    leaf: Leaf


def weighted(run: Calculation, expression: ex.Weighted, at: Environment) -> Node:
    """Over the members of the weighted dimensions: each weight times what is under it."""
    levels = [level for level in run.levels if level.dimension in expression.levels]
    task = _Task(expression, lambda place: run.node(expression.operand, place))
    return _top(run, task, levels, at)


def weighted_indicators(run: Calculation, expression: ex.WeightedIndicators, at: Environment) -> Node:
    """Over other indicators: their values or achievements."""
    level = next(level for level in run.levels if level.dimension is None)

    def leaf(place: Environment) -> Node:
        name = place.keys[""]
        dimensions = _dimensions(run, name)
        keys = tuple(ex.RowKey(dimension) for dimension in dimensions)
        about = run.program.indicators[name][0]
        read = ex.IndicatorValue(
            name, expression.part, keys, type=expression.type, text=about.title, span=expression.span
        )
        if any(dimension not in place.keys for dimension in dimensions):
            reason = say("indicator.dimension", indicator=about.title, dimensions=dimensions)
            return failed(Operation.INDICATOR, read, (), reason)
        return run.node(read, place)

    return _top(run, _Task(expression, leaf), [level], at)


def _dimensions(run: Calculation, indicator: str) -> tuple[str, ...]:
    return run.program.indicators[indicator][0].dimensions


def _top(run: Calculation, task: _Task, levels: Sequence[WeightLevel], at: Environment) -> Node:
    terms = [_overall(term, Fraction(1)) for term in _terms(run, task, levels, at)]
    expression = task.expression
    if expression.mean is Mean.ARITHMETIC:
        return _sum(run, Operation.WEIGHTED, task, terms)
    return _mean(run, task, terms)


def _terms(run: Calculation, task: _Task, levels: Sequence[WeightLevel], at: Environment) -> list[Node]:
    """The terms of one level, reweighted among themselves."""
    level, rest = levels[0], levels[1:]
    weighed: list[tuple[Weight, Node]] = []
    for weight in level.weights:
        run.snapshot.work_out(TERM)
        dimension = level.dimension or ""
        place = at.at({dimension: weight.member})
        if rest:
            child = _sum(run, Operation.INNER, task, _terms(run, task, rest, place))
        else:
            child = task.leaf(place)
        weighed.append((weight, child))
    return _shared(run, task, level, weighed)


def _weight(run: Calculation, weight: Weight) -> Fraction:
    return weight.printed if run.as_printed else weight.weight


def _shared(run: Calculation, task: _Task, level: WeightLevel, weighed: Sequence[tuple[Weight, Node]]) -> list[Node]:
    """Each member's term: its weight as declared, and as used once what is left out has given its weight away, or lost it."""
    expression = task.expression
    average = expression.statistic is Statistic.AVERAGE
    out = [run.hooks.left_out(run, expression, child) for _, child in weighed]
    gives = [gone and _gives(expression, child) for (_, child), gone in zip(weighed, out, strict=True)]
    whole = total(_weight(run, weight) for weight, _ in weighed)
    # What is skipped in a sum keeps its weight, and adds nothing: as if it were 0.
    taking = total(_weight(run, weight) for (weight, _), given in zip(weighed, gives, strict=True) if not given)
    leaves = not all(out) and (bool(taking) or not any(gives))
    if average and not whole:  # as may be printed
        nothing = say("weights-zero", text=expression.text)
        weighed = [(weight, replace(child, state=State.ERROR, value=None, reason=nothing)) for weight, child in weighed]
    terms: list[Node] = []
    for (weight, child), gone in zip(weighed, out, strict=True):
        declared = _weight(run, weight)
        used = declared
        if leaves and gone:
            used = Fraction(0)
        elif leaves and any(gives):
            used = declared * whole / taking
        if average and whole:
            used = used / whole
        terms.append(_term(run, level, weight, child, declared, used, gone and leaves))
    return terms


def _gives(expression: ex.Weighted | ex.WeightedIndicators, child: Node) -> bool:
    """Whether the rule that leaves something out gives its weight to the others of its level; of a member above, all below it have to."""
    below = [term for term in child.children if term.operation is Operation.TERM]
    if below and child.operation in (Operation.INNER, Operation.TERM):
        return all(_gives(expression, term) for term in below)
    rule = _rule_of(child, expression)
    return expression.statistic is Statistic.AVERAGE or (rule is not None and rule.kind is ex.RuleKind.REWEIGHT)


def left_out(_run: Calculation, expression: ex.Weighted | ex.WeightedIndicators, child: Node) -> bool:
    """Whether a rule leaves out what is missing, or does not apply."""
    rule = _rule_of(child, expression)
    return rule is not None and rule.kind.leaves_out


def _term(
    run: Calculation, level: WeightLevel, weight: Weight, child: Node, declared: Fraction, used: Fraction, gone: bool
) -> Node:
    label = _member_label(run, level, weight.member)
    reason = weight.correction.reason if weight.correction is not None else ""
    printed = weight.printed if weight.correction is not None else None
    info = WeightUsed(declared, used, used, printed, reason)
    children = child.children if child.operation is Operation.INNER else (child,)
    notes: tuple[Text, ...] = ()
    marks: tuple[Mark, ...] = ()
    state, value, bounds, inputs = child.state, None, None, child.inputs
    if gone:
        state, value, inputs = State.VALUE, Fraction(0), frozenset[Cell]()
        notes, marks = (say("rule.left-out", label=label, why=why(child)),), (mark_of(child),)
    elif child.state is State.VALUE:
        assert isinstance(child.value, Fraction)
        value = child.value * used
    elif child.state is State.MISSING:
        tight = child.bounds is not None and child.bounds.tight
        bounds = bounds_of(iv.multiply(interval_of(child), iv.point(used)), tight)
    return Node(
        Operation.TERM,
        label=label,
        state=state,
        value=value,
        shown=child.shown,
        bounds=bounds,
        reason=None if gone else child.reason,
        children=children,
        weight=info,
        notes=notes,
        marks=marks,
        span=weight.span,
        inputs=inputs,
    )


def _member_label(run: Calculation, level: WeightLevel, member: str) -> str:
    if level.dimension is None:
        return run.program.indicators[member][0].title
    return run.snapshot.label(level.dimension, member)


def _sum(run: Calculation, operation: Operation, task: _Task, terms: Sequence[Node]) -> Node:
    """The sum of terms; with nothing left that is not left out, it is missing."""
    expression = task.expression
    inputs, tight = joined(terms)
    state, reason = State.VALUE, None
    value: Fraction | None = None
    bounds = None
    worst = next((t for s in (State.ERROR, State.NOT_APPLICABLE, State.MISSING) for t in terms if t.state is s), None)
    if worst is None:
        value = total(t.value for t in terms if isinstance(t.value, Fraction))
    else:
        ruled = [(term, _rule_of(term, expression)) for term in terms]
        failing = (term for term, rule in ruled if rule is not None and rule.kind is ex.RuleKind.ERROR)
        fails = worst if worst.state is State.ERROR else next(failing, None)
        state, reason = (worst.state, worst.reason) if fails is None else (State.ERROR, fails.reason)
        filled = (rule is not None and rule.kind is ex.RuleKind.AMOUNT for term, rule in ruled if term.state is state)
        if any(filled):
            return _sum(run, operation, task, [_filled(term, state, expression) for term in terms])
        if state is State.MISSING:
            beside = expression.when_not_applicable
            moves = beside is not None and any(term.perhaps for term in terms)
            spread = iv.EVERYTHING if moves else iv.point(0)
            for term in terms:
                spread = iv.add(spread, interval_of(term))
            bounds = bounds_of(spread, tight)
    return Node(
        operation,
        expression.text,
        state=state,
        value=value,
        shown=shown(expression.type),
        bounds=bounds,
        reason=reason,
        children=tuple(terms),
        span=expression.span,
        inputs=inputs,
    )


def _mean(run: Calculation, task: _Task, terms: Sequence[Node]) -> Node:
    """A weighted geometric mean (∏ x^w) or harmonic mean (1 / Σ w/x) of the innermost values."""
    plain = _sum(run, Operation.WEIGHTED, task, terms)
    expression = task.expression
    operation = Operation(f"weighted-{expression.mean.value}")
    if plain.state is not State.VALUE:
        bounds = bounds_of(Interval(Fraction(0), None), tight=False) if plain.state is State.MISSING else None
        return replace(plain, operation=operation, bounds=bounds)
    leaves = [leaf for leaf in _leaves(plain.children) if leaf.weight is not None and leaf.weight.overall]
    values = [(leaf.weight.overall, _value_of(leaf)) for leaf in leaves if leaf.weight is not None]
    whole = total(weight for weight, _ in values)
    least = min((value for _, value in values), default=Fraction(0))
    if least < 0 or (least == 0 and expression.mean is Mean.HARMONIC and values):
        return replace(plain, operation=operation, state=State.ERROR, value=None, reason=say("mean-of-nothing"))
    if whole == 0:
        reason = say("weights-zero", text=expression.text)
        return replace(plain, operation=operation, state=State.ERROR, value=None, reason=reason)
    if expression.mean is Mean.HARMONIC:
        return replace(plain, operation=operation, value=whole / total(w / v for w, v in values))
    product = Fraction(1)
    run.snapshot.work_out(ROOTED * len(values))
    for weight, value in values:
        share = real_power(value, weight / whole)
        assert share is not None, "a share is at most 1"
        product *= share
    product = within(product, (value for _, value in values)) if values else product
    notes, marks = (*plain.notes, say("inexact")), together(plain.marks, (INEXACT,))
    return replace(plain, operation=operation, value=product, notes=notes, marks=marks)


def _value_of(leaf: Node) -> Fraction:
    value = leaf.children[0].value
    assert isinstance(value, Fraction)
    return value


def _overall(term: Node, above: Fraction) -> Node:
    """A term with its weight over all levels, and so the terms under it."""
    if term.weight is None:
        return term
    overall = above * term.weight.used
    children = tuple(
        _overall(child, overall) if child.operation is Operation.TERM else child for child in term.children
    )
    if overall == term.weight.overall and all(one is other for one, other in zip(children, term.children, strict=True)):
        return term
    return replace(term, weight=replace(term.weight, overall=overall), children=children)


def _rule_of(node: Node, expression: ex.Weighted | ex.WeightedIndicators) -> ex.Rule | None:
    """The rule that concerns what is missing, or does not apply."""
    match node.state:
        case State.MISSING:
            return rule_for(node, expression)
        case State.NOT_APPLICABLE:
            return expression.when_not_applicable
        case State.VALUE | State.ERROR:
            return None


def _filled(term: Node, state: State, expression: ex.Weighted | ex.WeightedIndicators) -> Node:
    """A term whose operand is in a state, under a rule that takes it to be an amount."""
    rule = _rule_of(term, expression)
    if term.state is not state or term.weight is None or rule is None or rule.kind is not ex.RuleKind.AMOUNT:
        return term
    amount = rule.amount
    note = say("rule.amount", label=term.label, why=why(term))
    child = replace(
        term.children[0], state=State.VALUE, value=amount, bounds=None, reason=None, notes=(note,),
        marks=together(term.children[0].marks, (mark_of(term),)),
    )  # fmt: skip
    value = amount * term.weight.used
    return replace(
        term, state=State.VALUE, value=value, bounds=None, reason=None, children=(child,), inputs=frozenset()
    )


def _leaves(terms: Sequence[Node]) -> list[Node]:
    """The innermost terms."""
    innermost: list[Node] = []
    for term in terms:
        inner = [child for child in term.children if child.operation is Operation.TERM]
        innermost.extend(_leaves(inner) if inner else [term])
    return innermost
