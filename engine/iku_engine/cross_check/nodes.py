"""A trace beside the expression that it is of: the innermost number that the reference finds otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from iku_dsl.program import expression as ex
from iku_engine.reference.outcome import Outcome
from iku_engine.reference.world import Place, World
from iku_engine.results.evaluation import Node, State

Pair = tuple[ex.Expression, Place, Node]


@dataclass(frozen=True)
class Contradiction:
    """A node of a trace, and what the reference makes of its expression."""

    node: Node
    found: Outcome


def contradictions(reference: World, expression: ex.Expression, place: Place, node: Node) -> Iterator[Contradiction]:
    """The nodes that come out otherwise in the reference, innermost and first read first."""
    for inner, at, below in _below(expression, place, node):
        yield from contradictions(reference, inner, at, below)
    found = reference.of(expression, place)
    if not agree(node, found):
        yield Contradiction(node, found)


def agree(node: Node, found: Outcome) -> bool:
    """Whether a node has the state and the value that the reference finds."""
    if node.state is not found.state:
        return False
    return node.state is not State.VALUE or node.value == found.value


def _below(expression: ex.Expression, place: Place, node: Node) -> list[Pair]:
    """The operands of an expression with the nodes below its own, where each has one."""
    operands: list[ex.Expression] = []
    match expression:
        case ex.Arithmetic() | ex.Comparison() | ex.Logic():
            operands = [expression.left, expression.right]
        case ex.Negative() | ex.Opposite() | ex.IsMissing() | ex.Classify():
            operands = [expression.operand]
        case ex.Apply():
            rounds = expression.function is ex.Function.ROUND
            operands = list(expression.arguments[:1] if rounds else expression.arguments)
        case ex.Lookup():
            operands = list(expression.keys)
        case ex.OfList():
            operands = list(expression.operands) if not expression.rules else []
        case ex.Choose():
            operands = _taken(expression, node)
        case ex.Named():
            place, operands = place.at_home(), [expression.value]
        case (
            ex.Constant() | ex.ColumnValue() | ex.OwnColumn() | ex.AttributeValue() | ex.KeyValue() | ex.HasRow() | ex.IsExpected()
            | ex.Aggregated() | ex.Weighted() | ex.WeightedIndicators() | ex.IndicatorValue() | ex.CalendarDays()
        ):  # fmt: skip
            return []
    if len(operands) != len(node.children):
        return []
    return [(operand, place, child) for operand, child in zip(operands, node.children, strict=True)]


def _taken(expression: ex.Choose, node: Node) -> list[ex.Expression]:
    """The condition, and the branches that were looked at."""
    holds = node.children[0].state is State.VALUE and node.children[0].value is True
    if len(node.children) == 2:
        return [expression.condition, expression.then if holds else expression.otherwise]
    return [expression.condition, expression.then, expression.otherwise][: len(node.children)]
