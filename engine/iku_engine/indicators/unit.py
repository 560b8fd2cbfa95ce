"""The unit of an indicator: its value rounded as declared, and within the declared range."""

from __future__ import annotations

from fractions import Fraction

from iku_dsl.interval import Interval
from iku_dsl.problem import say
from iku_dsl.program import Indicator
from iku_dsl.records import replace
from iku_dsl.rounding import rounded
from iku_dsl.wording import Figure, interval_text
from iku_engine.arithmetic.nodes import bounds_of, is_near, monotone, widened
from iku_engine.results.evaluation import Bounds, Node, Operation, State
from iku_engine.results.marks import NEAR_END, together
from iku_engine.results.telling import shown_as


def in_unit(indicator: Indicator, formula: Node) -> Node:
    """`satuan … bulatkan n` rounds the figure as it is shown."""
    rounding = indicator.rounding
    if rounding is None:
        return formula
    places = rounding.digits + (2 if indicator.type.percent else 0)
    node = replace(
        formula, operation=Operation.UNIT, text=formula.text, children=(formula,), digits=places, fact=None, weight=None,
        groups=(), notes=(), statistic="", shown=replace(shown_as(indicator), digits=rounding.digits),
    )  # fmt: skip

    def to_places(x: Fraction) -> Fraction:
        return rounded(x, places, rounding.half_even)

    if formula.state is State.VALUE:
        assert isinstance(formula.value, Fraction)
        marks = together(formula.marks, (NEAR_END,)) if is_near(formula, to_places) else formula.marks
        return replace(node, value=to_places(formula.value), marks=marks)
    if formula.state is State.MISSING and formula.bounds is not None:
        span = monotone(widened(formula), to_places)
        return replace(node, bounds=bounds_of(span, formula.bounds.tight))
    return node


def within_range(indicator: Indicator, node: Node) -> Node:
    """A value outside the declared range is an error, never shown as if it were right; bounds are cut to the range."""
    if node.state is State.MISSING and node.bounds is not None:
        span = Interval(node.bounds.low, node.bounds.high).meets(indicator.range)
        if span is not None:
            cut = (span.low, span.high) != (node.bounds.low, node.bounds.high)  # nothing need come out just there
            return replace(node, bounds=Bounds(span.low, span.high, node.bounds.tight and not cut))
        return node
    if node.state is not State.VALUE or node.value in indicator.range:
        return node
    assert isinstance(node.value, Fraction)
    percent = indicator.type.percent
    reason = say("value.out-of-range", value=Figure(node.value, percent), range=interval_text(indicator.range, percent))
    return Node(
        Operation.UNIT,
        node.text,
        node.label,
        state=State.ERROR,
        reason=reason,
        children=(node,),
        shown=shown_as(indicator),
    )
