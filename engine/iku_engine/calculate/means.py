"""Statistics that need every value: medians, geometric and harmonic means, over a set or a list."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from iku_dsl import interval as iv
from iku_dsl.interval import Interval
from iku_dsl.problem import Text, say
from iku_dsl.program import expression as ex
from iku_dsl.records import replace
from iku_dsl.types import Mean, Statistic
from iku_engine.arithmetic.nodes import bounds_of, derive, interval_of, number
from iku_engine.calculate.elements import Elements
from iku_engine.calculate.nodes import Ruled
from iku_engine.calculate.statistics import Leaving, by_rule, counts_in
from iku_engine.exact import geometric_mean, is_root, multiplied, total
from iku_engine.plan.environment import Environment, cells_read, once
from iku_engine.results.beside import INEXACT, RULE, together
from iku_engine.results.beside import all_lacking as all_of
from iku_engine.results.evaluation import Node, Operation, State
from iku_engine.sql.sets import UNKNOWN


def list_mean(node: Node, expression: ex.Aggregated, elements: Elements, at: Environment) -> Node:
    """A statistic of all values of a set, one by one."""
    assert expression.operand is not None
    numbers = elements.numbers(expression, at)
    maybe = [item for code, item, _ in numbers if code == UNKNOWN]
    nodes = [item for code, item, _ in numbers if code != UNKNOWN]
    failing = next((item for item in (*nodes, *maybe) if item.state is State.ERROR), None)
    if failing is not None:
        return replace(node, state=State.ERROR, reason=failing.reason, children=(failing,))
    node, nodes = _beside_ruled(node, nodes, expression.when_not_applicable)
    beside = sum(item.state is State.NOT_APPLICABLE for item in nodes)
    undecided, for_want = elements.undecided(at) if maybe else (0, 0)
    failing_by_set = (_fails(expression.when_missing) and undecided > for_want) or (
        _fails(expression.when_not_loaded) and for_want > 0
    )
    if beside:
        lost = sum(by_rule(item, expression).leaving is Leaving.FAILING for item in (*nodes, *maybe))
        if lost or failing_by_set:
            by_set = say("missing.undecided", count=undecided, set=node.label or node.text)
            return replace(node, state=State.ERROR, reason=say("missing.cells", count=lost) if lost else by_set)
        state = State.ERROR if _fails(expression.when_not_applicable) else State.NOT_APPLICABLE
        return replace(node, state=state, reason=say("na.some", count=beside))
    node, nodes, failing_by_rule = _missing_ruled(node, nodes, expression)
    _, maybe = _beside_ruled(node, maybe, expression.when_not_applicable)
    _, maybe, failing_perhaps = _missing_ruled(node, maybe, expression)
    gone = sum(item.state is State.MISSING for item in nodes)
    if not gone and not maybe:
        if not nodes:
            reason = say("missing.none", text=expression.text)
            return replace(node, state=State.MISSING, reason=reason, may_be_nothing=True)
        return settle(node, expression.statistic, expression.mean, [number(item.value) for item in nodes])
    if gone:
        reason = say("missing.cells", count=gone)
    else:
        reason = say("missing.undecided", count=len(maybe), set=node.label or node.text)
    program, operands = elements.snapshot.program, (expression.operand,)
    bounds = None
    if maybe:
        applying = [item for item in (*nodes, *maybe) if item.state is not State.NOT_APPLICABLE]
        spread = iv.hull(interval_of(item) for item in applying)
        bounds = bounds_of(spread, tight=False) if spread is not None else None
    else:
        ends = spread_of(expression.statistic, expression.mean, [interval_of(item) for item in nodes])
        tight = not expression.rules and once(program, elements.chain, operands, at.period)
        tight = tight and (expression.mean is Mean.ARITHMETIC or all(_positive(interval_of(item)) for item in nodes))
        bounds = bounds_of(ends, tight)
    if bounds is not None and expression.mean is Mean.GEOMETRIC:
        node = replace(node, marks=together(node.marks, (INEXACT,)))
    failed = failing_by_rule or failing_perhaps or failing_by_set
    lacking = [item.unloaded for item in (*nodes, *maybe) if item.state is State.MISSING]
    lacking += [never for _, item, never in numbers if counts_in(by_rule(item, expression).node, expression)]
    return replace(
        node,
        state=State.ERROR if failed else State.MISSING,
        reason=reason,
        bounds=None if failed else bounds,
        inputs=cells_read(program, elements.chain, operands, at.period),
        unloaded=all_of(lacking),
        may_be_nothing=not nodes,
    )


def _missing_ruled(node: Node, nodes: list[Node], declared: Ruled) -> tuple[Node, list[Node], bool]:
    """Missing numbers under the rules that concern them, a note of it, and whether a rule says that one is an error."""
    followed = [by_rule(item, declared) for item in nodes]
    done = [one.leaving for one in followed]
    for key, leaving in (("rule.skipped", Leaving.SKIPPED), ("rule.filled", Leaving.FILLED)):
        if leaving in done:
            node = replace(node, notes=(*node.notes, say(key, count=done.count(leaving))))
    node = replace(node, marks=together(node.marks, *(one.marks for one in followed)))
    return node, [one.node for one in followed if one.node is not None], Leaving.FAILING in done


def _fails(rule: ex.Rule | None) -> bool:
    return rule is not None and rule.kind is ex.RuleKind.ERROR


def _beside_ruled(node: Node, nodes: list[Node], rule: ex.Rule | None) -> tuple[Node, list[Node]]:
    """The nodes under the rule for what does not apply: that left out, or an amount in its place, and a note of it."""
    count = sum(item.state is State.NOT_APPLICABLE for item in nodes)
    if not count or rule is None:
        return node, nodes
    if rule.kind.leaves_out:
        note = say("rule.skipped.not-applicable", count=count)
        return _by_rule(node, note), [item for item in nodes if item.state is not State.NOT_APPLICABLE]
    if rule.kind is ex.RuleKind.AMOUNT:
        amount = Node(Operation.CONSTANT, value=rule.amount)
        note = say("rule.filled.not-applicable", count=count)
        return _by_rule(node, note), [amount if item.state is State.NOT_APPLICABLE else item for item in nodes]
    return node, nodes


def _by_rule(node: Node, note: Text) -> Node:
    return replace(node, notes=(*node.notes, note), marks=together(node.marks, (RULE,)))


def settle(node: Node, statistic: Statistic, mean: Mean, values: Sequence[Fraction]) -> Node:
    """A statistic of values that are all there."""
    value = mean_of(statistic, mean, values)
    if value is None:
        return replace(node, state=State.ERROR, reason=say("mean-of-nothing"))
    if mean is Mean.GEOMETRIC:
        if not is_root(value, len(values), multiplied(values)):
            return replace(
                node, value=value, notes=(*node.notes, say("inexact")), marks=together(node.marks, (INEXACT,))
            )
    return replace(node, value=value)


def mean_of(statistic: Statistic, mean: Mean, values: Sequence[Fraction]) -> Fraction | None:
    """A statistic of one value or more; None where a geometric or harmonic mean has none. It never falls with a value."""
    if mean is Mean.GEOMETRIC:
        if any(value < 0 for value in values):
            return None
        return geometric_mean(values)
    if mean is Mean.HARMONIC:
        return len(values) / total(1 / value for value in values) if all(value > 0 for value in values) else None
    match statistic:
        case Statistic.MEDIAN:
            ordered, half = sorted(values), len(values) // 2
            return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
        case Statistic.SUM:
            return total(values)
        case Statistic.AVERAGE:
            return total(values) / len(values)
        case Statistic.MINIMUM:
            return min(values)
        case Statistic.MAXIMUM:
            return max(values)
        case Statistic.LAST:
            return values[-1]
        case Statistic.COUNT:
            return Fraction(len(values))


def spread_of(statistic: Statistic, mean: Mean, ranges: Sequence[Interval]) -> Interval:
    """Where a statistic of numbers lies: at the least of all, and at the greatest of all."""
    special = mean is not Mean.ARITHMETIC
    if not statistic.rises:
        return iv.hull(ranges) or iv.EVERYTHING
    lows, highs = [item.low for item in ranges], [item.high for item in ranges]
    floor = Fraction(0) if special else None
    if statistic is Statistic.MAXIMUM and not special:
        known = [end for end in lows if end is not None]
        return Interval(max(known, default=None), max(highs) if None not in highs else None)  # type: ignore[type-var]
    if statistic is Statistic.MINIMUM and not special:
        known = [end for end in highs if end is not None]
        return Interval(min(lows) if None not in lows else None, min(known, default=None))  # type: ignore[type-var]
    low = mean_of(statistic, mean, [end for end in lows if end is not None]) if None not in lows else None
    high = mean_of(statistic, mean, [end for end in highs if end is not None]) if None not in highs else None
    return Interval(low if low is not None else floor, high)


def _positive(interval: Interval) -> bool:
    """Whether a geometric or harmonic mean of such numbers always is one."""
    return interval.low is not None and interval.low > 0


def of_list(expression: ex.OfList, children: Sequence[Node]) -> Node:
    """A statistic of listed values: `rerata geometrik dari a, b`."""
    noted, kept, failing = _missing_ruled(Node(Operation.LIST), list(children), expression)
    notes, marks = noted.notes, together(noted.marks, *(child.marks for child in children))
    left_out = tuple(child for child in children if by_rule(child, expression).leaving is Leaving.SKIPPED)
    if not kept:  # nothing would be left
        kept, notes, left_out = list(children), (), ()
    of_values = expression.mean.value if expression.mean is not Mean.ARITHMETIC else expression.statistic.value
    statistic, mean = expression.statistic, expression.mean
    made = derive(
        of_values,
        expression,
        kept,
        lambda _: None,
        lambda ranges: spread_of(statistic, mean, ranges),
        notes=notes,
        reached=mean is Mean.ARITHMETIC or all(_positive(interval_of(child)) for child in kept),
    )
    if mean is Mean.GEOMETRIC and made.bounds is not None:
        marks = together(marks, (INEXACT,))
    made = replace(made, marks=together(made.marks, marks), left_out=left_out)
    if made.state in (State.MISSING, State.NOT_APPLICABLE) and failing:
        return replace(made, state=State.ERROR, bounds=None)
    if made.state is not State.VALUE:
        return made
    return settle(made, statistic, mean, [number(child.value) for child in kept])
