"""Comparisons, conditions and choices: Kleene's logic, decided wherever the operands' ranges decide it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from iku_dsl import interval as iv
from iku_dsl.problem import say
from iku_dsl.program import expression as ex
from iku_dsl.types import Operator, Type, choice_places
from iku_engine.arithmetic.nodes import bounds_of, interval_of, joined, shown, widened
from iku_engine.calculate.context import Calculation
from iku_engine.calculate.nodes import truth
from iku_engine.plan.environment import Environment
from iku_engine.results.beside import INEXACT, NEAR_END
from iku_engine.results.evaluation import Node, Operation, Scalar, State


def comparison(run: Calculation, expression: ex.Comparison, at: Environment) -> Node:
    """`= != < <= > >=`: false where an operand does not apply, unknown where what is missing could decide it either way."""
    children, sign = (run.node(expression.left, at), run.node(expression.right, at)), expression.operator
    failing = next((child for child in children if child.state is State.ERROR), None)
    if failing is not None:
        return truth(Operation.COMPARE, expression, None, children, sign, state=State.ERROR, reason=failing.reason)
    beside = next((child for child in children if child.state is State.NOT_APPLICABLE), None)
    if beside is not None:
        notes = (beside.reason,) if beside.reason is not None else ()
        return truth(Operation.COMPARE, expression, False, children, sign, notes=notes)
    order = _order(expression.left.type, expression.right.type)
    if all(child.state is State.VALUE for child in children):
        holds = compare(sign, children[0].value, children[1].value, order)
        marks = (NEAR_END,) if _is_near(children[0], children[1]) else ()
        return truth(Operation.COMPARE, expression, holds, children, sign, marks=marks)
    decided: bool | None = None
    if order and sign not in (Operator.EQUAL, Operator.NOT_EQUAL):
        ranks = [_ranks(child, order) for child in children]
        decided = decide(sign, *ranks)
    elif all(_is_number(child) for child in children):
        decided = decide(sign, widened(children[0]), widened(children[1]))
    if decided and any(child.perhaps for child in children):
        decided = None  # what does not apply would not compare so
    if any(child.may_be_nothing for child in children):
        decided = None  # its bounds are those of a value that it need never have
    return truth(Operation.COMPARE, expression, decided, children, sign)


def _is_near(left: Node, right: Node) -> bool:
    """Whether two numbers, one of them inexact, are so near to each other that the last of their digits decide."""
    if INEXACT not in left.marks and INEXACT not in right.marks:
        return False
    numeric = isinstance(left.value, Fraction) and isinstance(right.value, Fraction)
    return numeric and widened(left).meets(widened(right)) is not None


def logic(run: Calculation, expression: ex.Logic, at: Environment) -> Node:
    """`dan` and `atau`; what does not apply does not hold."""
    left, right = run.node(expression.left, at), run.node(expression.right, at)
    children = (left, right)
    deciding = expression.operator is Operator.OR
    operation = Operation.OR if deciding else Operation.AND
    values = [_holds(child) for child in children]
    if deciding in values:
        return truth(operation, expression, deciding, children)
    failing = next((child for child in children if child.state is State.ERROR), None)
    if failing is not None:
        return truth(operation, expression, None, children, state=State.ERROR, reason=failing.reason)
    if any(child.state is State.MISSING for child in children):
        return truth(operation, expression, None, children)
    return truth(operation, expression, not deciding, children)


def opposite(run: Calculation, expression: ex.Opposite, at: Environment) -> Node:
    """`bukan x`."""
    child = run.node(expression.operand, at)
    if child.state is State.ERROR:
        return truth(Operation.NOT, expression, None, (child,), state=State.ERROR, reason=child.reason)
    holds = _holds(child)
    return truth(Operation.NOT, expression, not holds if holds is not None else None, (child,))


def is_missing(run: Calculation, expression: ex.IsMissing, at: Environment) -> Node:
    """`x = kosong`; in a period that is not loaded nobody knows."""
    child = run.node(expression.operand, at)
    if child.state is State.ERROR:
        return truth(Operation.IS_MISSING, expression, None, (child,), state=State.ERROR, reason=child.reason)
    if child.state is not State.MISSING:
        return truth(Operation.IS_MISSING, expression, False, (child,))
    return truth(Operation.IS_MISSING, expression, None if child.unloaded else True, (child,))


def choose(run: Calculation, expression: ex.Choose, at: Environment) -> Node:
    """`jika c maka a selain itu b`: the branch taken; where c is unknown, what both branches allow."""
    condition = run.node(expression.condition, at)
    if condition.state is State.ERROR:
        return truth(Operation.IF, expression, None, (condition,), state=State.ERROR, reason=condition.reason)
    holds = _holds(condition)
    if holds is not None:
        branch = run.node(expression.then if holds else expression.otherwise, at)
        return Node(
            Operation.IF,
            expression.text,
            state=branch.state,
            value=branch.value,
            shown=shown(expression.type),
            bounds=branch.bounds,
            reason=branch.reason,
            children=(condition, branch),
            span=expression.span,
            inputs=branch.inputs,
        )
    then, otherwise = run.node(expression.then, at), run.node(expression.otherwise, at)
    children = (condition, then, otherwise)
    inputs, _ = joined(children)
    numeric = _is_number(then) and _is_number(otherwise)
    bounds = bounds_of(interval_of(then).hull(interval_of(otherwise)), tight=False) if numeric else None
    return Node(
        Operation.IF,
        expression.text,
        state=State.MISSING,
        shown=shown(expression.type),
        bounds=bounds,
        reason=condition.reason or say("missing.beyond", text=expression.condition.text),
        children=children,
        span=expression.span,
        inputs=inputs,
    )


def _holds(node: Node) -> bool | None:
    """Whether a condition holds; None where it is unknown (or an error). What does not apply does not hold."""
    if node.state is State.VALUE:
        return node.value is True
    return False if node.state is State.NOT_APPLICABLE else None


def _is_number(node: Node) -> bool:
    """Whether it is a number, or lies in a known interval."""
    return isinstance(node.value, Fraction) if node.state is State.VALUE else node.bounds is not None


def _ranks(node: Node, order: tuple[str, ...]) -> iv.Interval:
    """Where an ordered choice lies, the best highest: its place, or that of any where a cell is missing.

    A category that is missing may be none at all: nothing is known of it.
    """
    if node.state is State.VALUE and isinstance(node.value, str) and node.value in choice_places(order):
        return iv.point(-choice_places(order)[node.value])
    if node.operation is Operation.DERIVED:
        return _ranks(node.children[0], order)
    return iv.Interval(Fraction(1 - len(order)), Fraction(0)) if node.operation is Operation.COLUMN else iv.EVERYTHING


def _order(left: Type, right: Type) -> tuple[str, ...]:
    if left.ordered:
        return left.choices
    return right.choices if right.ordered else ()


def compare(operator: Operator, left: Scalar, right: Scalar, order: tuple[str, ...] = ()) -> bool:
    """A comparison of two values; ordered choices are listed best first, and the better is the greater."""
    if operator is Operator.EQUAL:
        return left == right
    if operator is Operator.NOT_EQUAL:
        return left != right
    a: Fraction | date | int
    b: Fraction | date | int
    if isinstance(left, str) and isinstance(right, str):
        a, b = -choice_places(order)[left], -choice_places(order)[right]
    else:
        assert isinstance(left, Fraction | date)
        assert isinstance(right, Fraction | date)
        a, b = left, right
    match operator:
        case Operator.LESS:
            return bool(a < b)  # type: ignore[operator]
        case Operator.AT_MOST:
            return bool(a <= b)  # type: ignore[operator]
        case Operator.MORE:
            return bool(a > b)  # type: ignore[operator]
        case _:
            return bool(a >= b)  # type: ignore[operator]


def decide(operator: Operator, left: iv.Interval, right: iv.Interval) -> bool | None:
    """What closed intervals decide of a comparison."""
    match operator:
        case Operator.MORE:
            return decide(Operator.LESS, right, left)
        case Operator.AT_LEAST:
            return decide(Operator.AT_MOST, right, left)
        case Operator.NOT_EQUAL:
            equal = decide(Operator.EQUAL, left, right)
            return None if equal is None else not equal
        case Operator.LESS:
            if left.high is not None and right.low is not None and left.high < right.low:
                return True
            return False if left.low is not None and right.high is not None and left.low >= right.high else None
        case Operator.AT_MOST:
            if left.high is not None and right.low is not None and left.high <= right.low:
                return True
            return False if left.low is not None and right.high is not None and left.low > right.high else None
        case _:
            if left.is_point and left == right:
                return True
            return False if left.meets(right) is None else None
