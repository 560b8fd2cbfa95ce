"""Exact arithmetic on nodes: values from values, bounds from bounds, and which state the result has.

An error anywhere is an error, then not applicable, then missing; a missing number keeps the interval that it lies in, and so does
everything made of it. Bounds are tight when each missing cell occurs once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from iku_dsl import interval as iv
from iku_dsl.interval import EVERYTHING, Interval
from iku_dsl.problem import Text, say
from iku_dsl.program.expression import Expression
from iku_dsl.types import Kind, Operator, Type
from iku_dsl.wording import Figure
from iku_engine.exact import TooLongError, real_power, too_large, whole_power
from iku_engine.plan.environment import ANYTHING, apart
from iku_engine.results.beside import INEXACT
from iku_engine.results.evaluation import Bounds, Cell, Node, Operation, Scalar, Shown, State

Values = Sequence[Scalar]
NEAR = Fraction(1, 10**30)  # of a number that is computed to 40 digits; what is made of several may have lost some
MAX_CELLS = 500  # missing cells that are told apart
_WORST = (State.ERROR, State.NOT_APPLICABLE, State.MISSING)


def shown(kind: Type) -> Shown:
    """How a value of a type is displayed."""
    return Shown(kind.percent, str(kind.unit) if kind.kind is Kind.NUMBER else "")


def interval_of(node: Node) -> Interval:
    """Where a number lies: its value, or the bounds of what is missing."""
    if node.state is State.VALUE and isinstance(node.value, Fraction):
        return iv.point(node.value)
    if node.bounds is not None:
        return Interval(node.bounds.low, node.bounds.high)
    return EVERYTHING


def widened(node: Node) -> Interval:
    """Where a number lies for certain: on both sides of one that is inexact, or of its bounds, a little more."""
    found = interval_of(node)
    if INEXACT not in node.marks:
        return found
    low, high = found.low, found.high
    return Interval(low - off(low) if low is not None else None, high + off(high) if high is not None else None)


def off(number: Fraction) -> Fraction:
    """How far an inexact number may be from what it stands for."""
    return max(Fraction(1), abs(number)) * NEAR


def is_near(node: Node, decide: Callable[[Fraction], object]) -> bool:
    """Whether a number is inexact, and so near to where a decision turns that the last of its digits decide."""
    if INEXACT not in node.marks or node.state is not State.VALUE or not isinstance(node.value, Fraction):
        return False
    around = widened(node)
    assert around.low is not None and around.high is not None
    return decide(around.low) != decide(around.high)


def bounds_of(interval: Interval, tight: bool) -> Bounds | None:
    """Bounds of an interval, None where it says nothing.

    They are not tight where an end is no number of it, nor where it is very long, as it may have been rounded.
    """
    interval = iv.within_bits(interval)
    if interval.low is None and interval.high is None:
        return None
    closed = not (interval.low_open or interval.high_open)
    return Bounds(interval.low, interval.high, tight and closed and not iv.was_rounded(interval))


def joined(children: Sequence[Node]) -> tuple[frozenset[Cell], bool]:
    """The missing cells below some nodes, and whether their bounds stay tight together: no cell occurs twice."""
    tight = all(child.bounds is not None and child.bounds.tight for child in children if child.state is State.MISSING)
    below = [child.inputs for child in children if child.inputs]
    if len(below) < 2:
        seen = below[0] if below else frozenset[Cell]()
    else:
        tight = tight and apart(below)
        seen = frozenset[Cell]().union(*below)
    return seen if len(seen) <= MAX_CELLS else frozenset({ANYTHING}), tight


def worst(children: Sequence[Node]) -> Node | None:
    """The child whose state decides: an error before not applicable before missing; None where all are values."""
    for state in _WORST:
        found = next((child for child in children if child.state is state), None)
        if found is not None:
            return found
    return None


def derive(
    operation: Operation | str,
    expression: Expression,
    children: Sequence[Node],
    compute: Callable[[Values], Scalar],
    bound: Callable[[Sequence[Interval]], Interval] | None = None,
    digits: int | None = None,
    notes: tuple[Text, ...] = (),
    reached: bool = True,
    exact: bool = True,
) -> Node:
    """A node made from its children: `compute` gives the value of values, `bound` the interval of intervals.

    `reached` says whether the ends of that interval are values of some numbers in the children's, `exact` whether the value is.
    """
    inputs, tight = joined(children)
    decided = worst(children)
    value: Scalar = None
    bounds: Bounds | None = None
    state, reason = State.VALUE, None
    if decided is None:
        try:
            value = compute([child.value for child in children])
        except TooLongError:
            return failed(operation, expression, children, say("number-too-large", text=expression.text))
        if isinstance(value, Fraction) and too_large(value):
            return failed(operation, expression, children, say("number-too-large", text=expression.text))
    else:
        state, reason = decided.state, decided.reason
        if state is State.MISSING and bound is not None:
            bounds = bounds_of(bound([interval_of(child) for child in children]), tight and reached)
    return Node(
        operation,
        expression.text,
        state=state,
        value=value,
        shown=shown(expression.type),
        bounds=bounds,
        reason=reason,
        children=tuple(children),
        digits=digits,
        notes=notes if exact else (*notes, say("inexact")),
        span=expression.span,
        marks=() if exact else (INEXACT,),
        inputs=inputs,
    )


def number(value: Scalar) -> Fraction:
    """A value that must be a number."""
    assert isinstance(value, Fraction), f"expected a number, not {value!r}"
    return value


_BINARY: dict[
    Operator, tuple[Operation, Callable[[Fraction, Fraction], Fraction], Callable[[Interval, Interval], Interval]]
] = {
    Operator.ADD: (Operation.ADD, lambda a, b: a + b, iv.add),
    Operator.SUBTRACT: (Operation.SUBTRACT, lambda a, b: a - b, iv.subtract),
    Operator.MULTIPLY: (Operation.MULTIPLY, lambda a, b: a * b, iv.multiply),
}


def binary(operator: Operator, expression: Expression, left: Node, right: Node) -> Node:
    """`+ - * / ^` of two numbers."""
    if operator is Operator.DIVIDE:
        return divide(expression, left, right)
    if operator is Operator.POWER:
        return raised(expression, left, right)
    operation, compute, bound = _BINARY[operator]
    return derive(
        operation,
        expression,
        (left, right),
        lambda values: compute(number(values[0]), number(values[1])),
        lambda ranges: bound(ranges[0], ranges[1]),
    )


def divide(expression: Expression, left: Node, right: Node) -> Node:
    """X / y; by zero it is an error that shows both."""
    if worst((left, right)) is None and right.value == 0:
        reason = say("division-by-zero", left=_figure(left), right=_figure(right), text=expression.text)
        return failed(Operation.DIVIDE, expression, (left, right), reason)
    return derive(
        Operation.DIVIDE,
        expression,
        (left, right),
        lambda values: number(values[0]) / number(values[1]),
        lambda ranges: iv.divide(ranges[0], ranges[1]),
        reached=Fraction(0) not in interval_of(right),
    )


def failed(operation: Operation | str, expression: Expression, children: Sequence[Node], reason: Text) -> Node:
    """A node in the error state."""
    return Node(
        operation,
        expression.text,
        state=State.ERROR,
        shown=shown(expression.type),
        reason=reason,
        children=tuple(children),
        span=expression.span,
    )


def _figure(node: Node) -> Figure:
    return Figure(number(node.value), node.shown.percent)


def raised(expression: Expression, base: Node, exponent: Node) -> Node:
    """X ^ y: exact for a whole y, else a real power of a number that is not negative."""
    children = (base, exponent)
    if worst(children) is not None:
        whole = exponent.value if isinstance(exponent.value, Fraction) and exponent.value.denominator == 1 else None
        return derive(
            Operation.POWER,
            expression,
            children,
            lambda _: None,
            lambda ranges: iv.power(ranges[0], int(whole)) if whole is not None and abs(whole) < 1000 else EVERYTHING,
            reached=one_sided(interval_of(base)),
        )
    x, y = number(base.value), number(exponent.value)
    if x == 0 and y < 0:
        return failed(
            Operation.POWER, expression, children, say("division-by-zero", left="1", right="0", text=expression.text)
        )
    if x < 0 and y.denominator != 1:
        return failed(Operation.POWER, expression, children, say("root-of-negative", text=expression.text))
    exact = y.denominator == 1
    value = whole_power(x, int(y)) if exact else real_power(x, y)
    if value is None:
        return failed(Operation.POWER, expression, children, say("number-too-large", text=expression.text))
    return derive(Operation.POWER, expression, children, lambda _: value, exact=exact)


def one_sided(interval: Interval) -> bool:
    """Whether it holds no numbers on both sides of zero, where a function may turn between two figures."""
    return (interval.low is not None and interval.low >= 0) or (interval.high is not None and interval.high <= 0)


def monotone(interval: Interval, function: Callable[[Fraction], Fraction]) -> Interval:
    """The interval of a function that never falls."""
    return Interval(
        function(interval.low) if interval.low is not None else None,
        function(interval.high) if interval.high is not None else None,
    )
