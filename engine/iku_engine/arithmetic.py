"""Exact arithmetic on nodes: values from values, bounds from bounds, and which state the result has.

An error anywhere is an error, then not applicable, then missing; a missing number keeps the interval that it lies in, and so does
everything made of it. Bounds are tight when each missing cell occurs once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

from iku_dsl import interval as iv
from iku_dsl.expression import Expression, Function
from iku_dsl.interval import EVERYTHING, Interval
from iku_dsl.problem import Text, say
from iku_dsl.syntax import Operator
from iku_dsl.types import Kind, Type
from iku_dsl.wording import figure
from iku_engine.evaluation import Bounds, Node, Scalar, Shown, State

Values = Sequence[Scalar]
_WORST = (State.ERROR, State.NOT_APPLICABLE, State.MISSING)
_PRECISE = Context(prec=50, rounding=ROUND_HALF_EVEN)
_KEPT = Context(prec=40, rounding=ROUND_HALF_EVEN)


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


def bounds_of(interval: Interval, tight: bool) -> Bounds | None:
    """Bounds of an interval, None where it says nothing."""
    if interval.low is None and interval.high is None:
        return None
    return Bounds(interval.low, interval.high, tight)


def joined(children: Sequence[Node]) -> tuple[frozenset[tuple[str, ...]], bool]:
    """The missing cells below some nodes, and whether their bounds stay tight together: no cell occurs twice."""
    seen: set[tuple[str, ...]] = set()
    tight = True
    for child in children:
        if child.state is State.MISSING and not (child.bounds is not None and child.bounds.tight):
            tight = False
        if seen & child.inputs:
            tight = False
        seen |= child.inputs
    return frozenset(seen), tight


def worst(children: Sequence[Node]) -> Node | None:
    """The child whose state decides: an error before not applicable before missing; None where all are values."""
    for state in _WORST:
        found = next((child for child in children if child.state is state), None)
        if found is not None:
            return found
    return None


def derive(
    operation: str,
    expression: Expression,
    children: Sequence[Node],
    compute: Callable[[Values], Scalar],
    bound: Callable[[Sequence[Interval]], Interval] | None = None,
    digits: int | None = None,
    notes: tuple[Text, ...] = (),
) -> Node:
    """A node made from its children: `compute` gives the value of values, `bound` the interval of intervals."""
    inputs, tight = joined(children)
    decided = worst(children)
    value: Scalar = None
    bounds: Bounds | None = None
    state, reason = State.VALUE, None
    if decided is None:
        value = compute([child.value for child in children])
    else:
        state, reason = decided.state, decided.reason
        if state is State.MISSING and bound is not None:
            bounds = bounds_of(bound([interval_of(child) for child in children]), tight)
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
        notes=notes,
        span=expression.span,
        inputs=inputs,
    )


def number(value: Scalar) -> Fraction:
    """A value that must be a number."""
    assert isinstance(value, Fraction), f"expected a number, not {value!r}"
    return value


_BINARY: dict[
    Operator, tuple[str, Callable[[Fraction, Fraction], Fraction], Callable[[Interval, Interval], Interval]]
] = {
    Operator.ADD: ("add", lambda a, b: a + b, iv.add),
    Operator.SUBTRACT: ("subtract", lambda a, b: a - b, iv.subtract),
    Operator.MULTIPLY: ("multiply", lambda a, b: a * b, iv.multiply),
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
        return failed("divide", expression, (left, right), reason)
    return derive(
        "divide",
        expression,
        (left, right),
        lambda values: number(values[0]) / number(values[1]),
        lambda ranges: iv.divide(ranges[0], ranges[1]),
    )


def failed(operation: str, expression: Expression, children: Sequence[Node], reason: Text) -> Node:
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


def _figure(node: Node) -> str:
    return figure(number(node.value), node.shown.percent)


def raised(expression: Expression, base: Node, exponent: Node) -> Node:
    """X ^ y: exact for a whole y, else a real power of a number that is not negative."""
    children = (base, exponent)
    if worst(children) is not None:
        whole = exponent.value if isinstance(exponent.value, Fraction) and exponent.value.denominator == 1 else None
        return derive(
            "power",
            expression,
            children,
            lambda _: None,
            lambda ranges: iv.power(ranges[0], int(whole)) if whole is not None and abs(whole) < 1000 else EVERYTHING,
        )
    x, y = number(base.value), number(exponent.value)
    if x == 0 and y < 0:
        return failed("power", expression, children, say("division-by-zero", left="1", right="0", text=expression.text))
    if y.denominator == 1:
        if abs(y) > 1000:
            return failed("power", expression, children, say("power-too-large", text=expression.text))
        return derive("power", expression, children, lambda values: number(values[0]) ** int(number(values[1])))
    if x < 0:
        return failed("power", expression, children, say("root-of-negative", text=expression.text))
    return derive("power", expression, children, lambda _: real_power(x, y), notes=(say("inexact"),))


# ---- functions


def apply(function: Function, expression: Expression, children: Sequence[Node], half_even: bool) -> Node:
    """A function of numbers."""
    match function:
        case Function.ROUND:
            places = int(number(children[1].value)) if len(children) == 2 else 0
            return derive(
                "round",
                expression,
                children[:1],
                lambda values: rounded(number(values[0]), places, half_even),
                lambda ranges: monotone(ranges[0], lambda x: rounded(x, places, half_even)),
                digits=places,
            )
        case Function.ABSOLUTE:
            return derive("abs", expression, children, lambda v: abs(number(v[0])), lambda r: iv.absolute(r[0]))
        case Function.POWER:
            return raised(expression, children[0], children[1])
        case Function.ROOT:
            return _root(expression, children)
        case Function.LN:
            return _ln(expression, children)
        case Function.GOALPOST:
            return _goalpost(expression, children)
        case Function.MINIMUM:
            return derive("minimum", expression, children, lambda v: min(map(number, v)), lambda r: _fold(iv.lesser, r))
        case Function.MAXIMUM:
            return derive(
                "maximum", expression, children, lambda v: max(map(number, v)), lambda r: _fold(iv.greater, r)
            )
        case Function.AVERAGE:
            count = len(children)
            return derive(
                "average",
                expression,
                children,
                lambda v: sum(map(number, v), Fraction(0)) / count,
                lambda r: iv.divide(_fold(iv.add, r), iv.point(count)),
            )


def _fold(combine: Callable[[Interval, Interval], Interval], ranges: Sequence[Interval]) -> Interval:
    result = ranges[0]
    for item in ranges[1:]:
        result = combine(result, item)
    return result


def monotone(interval: Interval, function: Callable[[Fraction], Fraction]) -> Interval:
    """The interval of a function that never falls."""
    return Interval(
        function(interval.low) if interval.low is not None else None,
        function(interval.high) if interval.high is not None else None,
    )


def rounded(value: Fraction, places: int, half_even: bool = False) -> Fraction:
    """Rounded to some decimals: half away from zero, or half to even."""
    factor = Fraction(10) ** places
    scaled = abs(value) * factor
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    twice = 2 * rest - scaled.denominator
    if twice > 0 or (twice == 0 and (not half_even or whole % 2)):
        whole += 1
    return (-1 if value < 0 else 1) * Fraction(whole) / factor


def _root(expression: Expression, children: Sequence[Node]) -> Node:
    if worst(children) is None:
        x = number(children[0].value)
        degree = number(children[1].value) if len(children) == 2 else Fraction(2)
        if degree == 0:
            return failed(
                "root", expression, children, say("division-by-zero", left="1", right="0", text=expression.text)
            )
        odd = degree.denominator == 1 and degree.numerator % 2 == 1
        if x < 0 and not odd:
            return failed("root", expression, children, say("root-of-negative", text=expression.text))
        sign = -1 if x < 0 else 1
        value = sign * real_power(abs(x), 1 / degree)
        exact = degree.denominator == 1 and abs(degree) < 1000 and value ** int(degree) == x
        return derive("root", expression, children, lambda _: value, notes=() if exact else (say("inexact"),))
    floor = Interval(Fraction(0), None)
    return derive(
        "root",
        expression,
        children,
        lambda _: None,
        lambda r: floor if r[0].low is not None and r[0].low >= 0 else EVERYTHING,
    )


def real_power(base: Fraction, exponent: Fraction) -> Fraction:
    """X to a real power, to 50 digits, rounded to 40."""
    if base == 0:
        return Fraction(0)
    logarithm = _PRECISE.multiply(_decimal(exponent), _PRECISE.ln(_decimal(base)))
    value = Fraction(_KEPT.plus(_PRECISE.exp(logarithm)))
    nearest = rounded(value, 0)
    whole = exponent.denominator != 1 and exponent.numerator == 1
    return nearest if whole and nearest**exponent.denominator == base else value


def _decimal(value: Fraction) -> Decimal:
    return _PRECISE.divide(Decimal(value.numerator), Decimal(value.denominator))


def _ln(expression: Expression, children: Sequence[Node]) -> Node:
    if worst(children) is None:
        x = number(children[0].value)
        if x <= 0:
            return failed("ln", expression, children, say("ln-of-nothing", text=expression.text))
        value = ln(x)
        return derive("ln", expression, children, lambda _: value, notes=() if x == 1 else (say("inexact"),))
    return derive("ln", expression, children, lambda _: None, lambda r: _ln_interval(r[0]))


def ln(x: Fraction) -> Fraction:
    """The natural logarithm, to 50 digits, rounded to 40."""
    return Fraction(_KEPT.plus(_PRECISE.ln(_decimal(x))))


def _ln_interval(interval: Interval) -> Interval:
    low = ln(interval.low) if interval.low is not None and interval.low > 0 else None
    high = ln(interval.high) if interval.high is not None and interval.high > 0 else None
    return Interval(low, high)


def _goalpost(expression: Expression, children: Sequence[Node]) -> Node:
    """(x − a) / (b − a), limited to 0..1 (UNDP, Technical note 1)."""
    low, high = children[1], children[2]
    if worst((low, high)) is None and low.value == high.value:
        reason = say("division-by-zero", left=_figure(children[0]), right="0", text=expression.text)
        return failed("goalpost", expression, children, reason)

    def place(x: Fraction) -> Fraction:
        a, b = number(low.value), number(high.value)
        return min(Fraction(1), max(Fraction(0), (x - a) / (b - a)))

    def bound(ranges: Sequence[Interval]) -> Interval:
        if worst((low, high)) is not None or number(low.value) > number(high.value):
            return Interval(Fraction(0), Fraction(1))
        start = place(ranges[0].low) if ranges[0].low is not None else Fraction(0)
        return Interval(start, place(ranges[0].high) if ranges[0].high is not None else Fraction(1))

    return derive("goalpost", expression, children, lambda values: place(number(values[0])), bound)
