"""What a guard that is not decided leaves of the bounds of a formula: an end that it may take away is not sure to be reached."""

from __future__ import annotations

from iku_dsl.operators import Operator
from iku_dsl.program import Indicator
from iku_dsl.program import expression as ex
from iku_engine.plan.reads import overlap
from iku_engine.results.evaluation import Node, State


def leaves_ends(indicator: Indicator, guards: list[Node], computed: Node) -> bool:
    """Whether both ends stay: no guard that is not decided rests on a cell of the formula, or it only keeps that from dividing by zero."""
    return not any(
        node.state is State.MISSING
        and overlap(node.inputs, computed.inputs)
        and not _divides(indicator.formula, guard.condition)
        for guard, node in zip(indicator.guards, guards, strict=True)
    )


def _divides(formula: ex.Expression, condition: ex.Expression) -> bool:
    """Whether a formula has no value where a condition holds: `D = 0`, where D is what it divides by, whatever else is in it."""
    if not isinstance(condition, ex.Comparison) or condition.operator is not Operator.EQUAL:
        return False
    if not isinstance(condition.right, ex.Constant) or condition.right.value != 0:
        return False
    match formula:
        case ex.Arithmetic():
            below = formula.operator is Operator.DIVIDE and formula.right == condition.left
            return below or _divides(formula.left, condition) or _divides(formula.right, condition)
        case ex.Named():
            return _divides(formula.value, condition)
        case _:
            return False
