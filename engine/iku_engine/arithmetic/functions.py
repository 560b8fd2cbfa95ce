"""The functions of formulas, on nodes: rounding, roots, logarithms, goalposts, the least, greatest and mean of what is listed."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from iku_dsl import interval as iv
from iku_dsl.functions import PLAIN
from iku_dsl.interval import EVERYTHING, Interval
from iku_dsl.problem import say
from iku_dsl.program.expression import Expression, Function, Plain
from iku_dsl.records import replace
from iku_dsl.rounding import rounded
from iku_dsl.wording import Figure
from iku_engine.arithmetic.nodes import (
    derive,
    failed,
    interval_of,
    is_near,
    monotone,
    number,
    one_sided,
    raised,
    widened,
    worst,
)
from iku_engine.exact import is_root, ln, root, too_large
from iku_engine.results.beside import NEAR_END, together
from iku_engine.results.evaluation import Node, Operation, State

# Steps that a value takes which is worked out digit by digit, beside the one of its part: a root takes 70 to 140 μs, a logarithm 50 to
# 140, and what goes on with its forty digits is slower.
ROOTED = 20
DIGIT_BY_DIGIT: dict[object, int] = {
    Operation.ROOT: ROOTED,
    Operation.POWER: ROOTED,
    Operation.LN: 14,
    Operation.GEOMETRIC: ROOTED,
}


def approximated(node: Node) -> int:
    """How many steps more a node takes as its value, or each end that it lies between, is worked out digit by digit."""
    steps = DIGIT_BY_DIGIT.get(node.operation, 0)
    if not steps:
        return 0
    if node.operation is Operation.POWER:
        exponent = node.children[1].value
        return steps if isinstance(exponent, Fraction) and exponent.denominator != 1 else 0
    return 2 * steps if node.state is State.MISSING else steps


def apply(function: Function | Plain, expression: Expression, children: Sequence[Node], half_even: bool) -> Node:
    """A function of numbers."""
    match function:
        case Function.ROUND:
            return _round(expression, children, half_even)
        case Function.ABSOLUTE:
            reached = one_sided(interval_of(children[0]))
            return derive(
                Operation.ABS,
                expression,
                children,
                lambda v: abs(number(v[0])),
                lambda r: iv.absolute(r[0]),
                reached=reached,
            )
        case Function.POWER:
            return raised(expression, children[0], children[1])
        case Function.ROOT:
            return _root(expression, children)
        case Function.LN:
            return _ln(expression, children)
        case Function.GOALPOST:
            return _goalpost(expression, children)
        case Plain():
            made = PLAIN[function]
            return derive(function, expression, children, lambda v: made.value([*map(number, v)]), made.range)


def _round(expression: Expression, children: Sequence[Node], half_even: bool) -> Node:
    places = int(number(children[1].value)) if len(children) == 2 else 0

    def to_places(x: Fraction) -> Fraction:
        return rounded(x, places, half_even)

    made = derive(
        Operation.ROUND,
        expression,
        children[:1],
        lambda values: to_places(number(values[0])),
        lambda _: monotone(widened(children[0]), to_places),
        digits=places,
    )
    return replace(made, marks=together(made.marks, (NEAR_END,))) if is_near(children[0], to_places) else made


def _root(expression: Expression, children: Sequence[Node]) -> Node:
    degree = children[1].value if len(children) == 2 else Fraction(2)
    if worst(children) is not None:
        ends = _root_interval(interval_of(children[0]), degree)
        exact = isinstance(degree, Fraction) and degree.denominator == 1 and _are_roots(ends, int(degree), children[0])
        return derive(Operation.ROOT, expression, children, lambda _: None, lambda _: ends, exact=exact)
    x, degree = number(children[0].value), number(degree)
    if degree == 0 or (degree < 0 and x == 0):
        reason = say("division-by-zero", left="1", right="0", text=expression.text)
        return failed(Operation.ROOT, expression, children, reason)
    if x < 0 and not (degree.denominator == 1 and degree.numerator % 2):
        return failed(Operation.ROOT, expression, children, say("root-of-negative", text=expression.text))
    value = root(x, degree)
    if value is None or too_large(value):
        return failed(Operation.ROOT, expression, children, say("number-too-large", text=expression.text))
    exact = degree.denominator == 1 and is_root(value, int(degree), x)
    return derive(Operation.ROOT, expression, children, lambda _: value, exact=exact)


def _are_roots(ends: Interval, degree: int, of: Node) -> bool:
    """Whether the ends of a root's bounds, as far as it has some, are exact."""
    below = interval_of(of)
    pairs = ((ends.low, below.low), (ends.high, below.high))
    return all(end is None or (under is not None and is_root(end, degree, under)) for end, under in pairs)


def _root_interval(interval: Interval, degree: object) -> Interval:
    """A root of a known positive degree never falls; nothing is said of others, or below 0."""
    if not isinstance(degree, Fraction) or degree <= 0 or interval.low is None or interval.low < 0:
        return EVERYTHING
    high = root(interval.high, degree) if interval.high is not None else None
    return Interval(root(interval.low, degree), high)


def _ln(expression: Expression, children: Sequence[Node]) -> Node:
    if worst(children) is None:
        x = number(children[0].value)
        if x <= 0:
            return failed(Operation.LN, expression, children, say("ln-of-nothing", text=expression.text))
        value = ln(x)
        return derive(Operation.LN, expression, children, lambda _: value, exact=x == 1)
    ends = _ln_interval(interval_of(children[0]))
    exact = all(end is None or end == 0 for end in (ends.low, ends.high))
    return derive(Operation.LN, expression, children, lambda _: None, lambda _: ends, exact=exact)


def _ln_interval(interval: Interval) -> Interval:
    low = ln(interval.low) if interval.low is not None and interval.low > 0 else None
    high = ln(interval.high) if interval.high is not None and interval.high > 0 else None
    return Interval(low, high)


def _goalpost(expression: Expression, children: Sequence[Node]) -> Node:
    """(x − a) / (b − a), limited to 0..1 (UNDP, Technical note 1)."""
    low, high = children[1], children[2]
    posts_known = worst((low, high)) is None
    if posts_known and low.value == high.value:
        known = worst(children) is None
        shown = Figure(number(children[0].value), children[0].shown.percent) if known else "…"
        reason = say("division-by-zero", left=shown, right="0", text=expression.text)
        return failed(Operation.GOALPOST, expression, children, reason)

    def place(x: Fraction) -> Fraction:
        a, b = number(low.value), number(high.value)
        return min(Fraction(1), max(Fraction(0), (x - a) / (b - a)))

    def bound(ranges: Sequence[Interval]) -> Interval:
        if not posts_known:
            return Interval(Fraction(0), Fraction(1))
        ends = [place(end) if end is not None else None for end in (ranges[0].low, ranges[0].high)]
        start, end = reversed(ends) if number(low.value) > number(high.value) else ends
        return Interval(Fraction(0) if start is None else start, Fraction(1) if end is None else end)

    return derive(
        Operation.GOALPOST, expression, children, lambda values: place(number(values[0])), bound, reached=posts_known
    )
