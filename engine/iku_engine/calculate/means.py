"""Statistics that need every value: medians, geometric and harmonic means, over a set or a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from iku_dsl import expression as ex
from iku_dsl import interval as iv
from iku_dsl.interval import Interval
from iku_dsl.problem import Text, say
from iku_dsl.syntax import Mean, Statistic
from iku_engine.arithmetic import bounds_of, derive, interval_of, number, real_power
from iku_engine.calculate.elements import Elements
from iku_engine.environment import Environment
from iku_engine.evaluation import Node, State
from iku_engine.sql.sets import UNKNOWN


def list_mean(node: Node, expression: ex.Aggregated, elements: Elements, at: Environment) -> Node:
    """A statistic of all values of a set, one by one."""
    assert expression.operand is not None
    found = elements.values(expression.operand, at)
    rule, na = expression.when_missing, expression.when_not_applicable
    maybe = sum(code == UNKNOWN for _, code, _ in found)
    nodes = [item for _, code, item in found if code != UNKNOWN]
    failing = next((item for item in nodes if item.state is State.ERROR), None)
    if failing is not None:
        return replace(node, state=State.ERROR, reason=failing.reason, children=(failing,))
    beside = [item for item in nodes if item.state is State.NOT_APPLICABLE]
    if beside and na is None:
        return replace(node, state=State.NOT_APPLICABLE, reason=say("na.some", count=len(beside)))
    gone = [item for item in nodes if item.state is State.MISSING]
    values = [item.value for item in nodes if isinstance(item.value, Fraction) and item.state is State.VALUE]
    notes: tuple[Text, ...] = ()
    if gone and rule is not None and rule.kind is ex.RuleKind.AMOUNT:
        values += [rule.amount] * len(gone)
        notes, gone = (say("rule.filled", count=len(gone)),), []
    elif gone and rule is not None and rule.kind in (ex.RuleKind.SKIP, ex.RuleKind.REWEIGHT):
        notes, gone = (say("rule.skipped", count=len(gone)),), []
    if gone or maybe:
        reason = say("missing.cells", count=len(gone) or maybe)
        spread = iv.hull([interval_of(item) for _, _, item in found])
        bounds = bounds_of(spread, tight=False) if spread is not None else None
        return replace(
            node, state=State.MISSING, reason=reason, bounds=bounds, inputs=frozenset({(expression.text, node.label)})
        )
    if not values:
        return replace(node, state=State.MISSING, reason=say("missing.none", text=expression.text))
    return settle(replace(node, notes=notes), expression.statistic, expression.mean, values)


def settle(node: Node, statistic: Statistic, mean: Mean, values: Sequence[Fraction]) -> Node:
    """A statistic of values that are all there."""
    if mean is Mean.GEOMETRIC:
        if any(value < 0 for value in values):
            return replace(node, state=State.ERROR, reason=say("mean-of-nothing"))
        product = Fraction(1)
        for value in values:
            product *= value
        result = real_power(product, Fraction(1, len(values)))
        exact = result ** len(values) == product
        return replace(node, value=result, notes=node.notes if exact else (*node.notes, say("inexact")))
    if mean is Mean.HARMONIC:
        if any(value <= 0 for value in values):
            return replace(node, state=State.ERROR, reason=say("mean-of-nothing"))
        return replace(node, value=len(values) / sum((1 / value for value in values), Fraction(0)))
    ordered = sorted(values)
    match statistic:
        case Statistic.MEDIAN:
            half = len(ordered) // 2
            middle = ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
            return replace(node, value=middle)
        case Statistic.SUM:
            return replace(node, value=sum(values, Fraction(0)))
        case Statistic.AVERAGE:
            return replace(node, value=sum(values, Fraction(0)) / len(values))
        case Statistic.MINIMUM:
            return replace(node, value=ordered[0])
        case Statistic.MAXIMUM:
            return replace(node, value=ordered[-1])
        case Statistic.LAST:
            return replace(node, value=values[-1])
        case Statistic.COUNT:
            return replace(node, value=Fraction(len(values)))


def of_list(expression: ex.OfList, children: Sequence[Node]) -> Node:
    """A statistic of listed values: `rerata geometrik dari a, b`."""
    rule = expression.when_missing
    kept = list(children)
    notes: tuple[Text, ...] = ()
    if rule is not None and rule.kind in (ex.RuleKind.SKIP, ex.RuleKind.REWEIGHT):
        present = [child for child in children if child.state is not State.MISSING]
        if present and len(present) < len(kept):
            notes = (say("rule.skipped", count=len(kept) - len(present)),)
            kept = present
    elif rule is not None and rule.kind is ex.RuleKind.AMOUNT:
        kept = [
            replace(c, state=State.VALUE, value=rule.amount, bounds=None, inputs=frozenset())
            if c.state is State.MISSING
            else c
            for c in kept
        ]
    operation = expression.mean.value if expression.mean is not Mean.ARITHMETIC else expression.statistic.value
    made = derive(operation, expression, kept, lambda _: None, lambda ranges: _spread(expression, ranges), notes=notes)
    if made.state is State.MISSING and rule is not None and rule.kind is ex.RuleKind.ERROR:
        return replace(made, state=State.ERROR)
    if made.state is not State.VALUE:
        return made
    return settle(made, expression.statistic, expression.mean, [number(child.value) for child in kept])


def _spread(expression: ex.OfList, ranges: Sequence[Interval]) -> Interval:
    if expression.mean is Mean.GEOMETRIC:
        return _geometric(ranges)
    total = ranges[0]
    for item in ranges[1:]:
        total = iv.add(total, item)
    match expression.statistic:
        case Statistic.SUM:
            return total
        case Statistic.AVERAGE if expression.mean is Mean.ARITHMETIC:
            return iv.divide(total, iv.point(len(ranges)))
        case _:
            return iv.hull(ranges) or iv.EVERYTHING


def _geometric(ranges: Sequence[Interval]) -> Interval:
    """A geometric mean never falls with any of its values."""
    share = Fraction(1, len(ranges))

    def mean(ends: Sequence[Fraction | None]) -> Fraction | None:
        product = Fraction(1)
        for end in ends:
            if end is None or end < 0:
                return None
            product *= end
        return real_power(product, share)

    return Interval(mean([item.low for item in ranges]) or Fraction(0), mean([item.high for item in ranges]))
