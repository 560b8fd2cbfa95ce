"""Nodes that are missing or truths, and what the rules for what is missing make of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

from iku_dsl.period import Period
from iku_dsl.problem import Text, say
from iku_dsl.program.expression import Expression, Rule, RuleKind
from iku_dsl.records import replace
from iku_dsl.types import Operator
from iku_engine.arithmetic.nodes import shown
from iku_engine.database.relations import Relation
from iku_engine.results.beside import KEPT, NOT_LOADED_FILLED, NOTHING, RULE, Mark, NeverLoaded, Unloaded, together
from iku_engine.results.evaluation import Fact, Node, Operation, State


def missing(operation: Operation, expression: Expression, reason: Text | None, **more: object) -> Node:
    """A node in the state missing."""
    about = {"shown": shown(expression.type), "reason": reason, "span": expression.span, **more}
    return Node(operation, expression.text, state=State.MISSING, **about)  # type: ignore[arg-type]


def never_loaded(relation: Relation, *periods: Period | None) -> Unloaded:
    """A source in periods that no batch gave."""
    return _never(relation.label, periods)


@lru_cache(KEPT)
def _never(label: str, periods: tuple[Period | None, ...]) -> Unloaded:
    return frozenset(NeverLoaded(label, period) for period in periods)


def at_period(relation: Relation, period: Period | None) -> str:
    """A source in a period, as people call it."""
    return relation.label if period is None else f"{relation.label} {period}"


def truth(
    operation: Operation,
    expression: Expression,
    value: bool | None,
    children: Sequence[Node],
    compared: Operator | None = None,
    **more: object,
) -> Node:
    """A node that is true, false, or (None) unknown."""
    inputs = frozenset(cell for child in children for cell in child.inputs)
    state = State.VALUE if value is not None else State.MISSING
    reason = None if value is not None else next((c.reason for c in children if c.state is State.MISSING), None)
    node = Node(
        operation,
        expression.text,
        state=state,
        value=value,
        reason=reason,
        children=tuple(children),
        compared=compared,
        span=expression.span,
        inputs=inputs,
    )
    return replace(node, **more) if more else node


class Ruled(Protocol):
    """What has rules for what is missing: for what is not there though its period was loaded, and for what never was."""

    @property
    def when_missing(self) -> Rule | None:
        """`bila kosong …`."""

    @property
    def when_not_loaded(self) -> Rule | None:
        """`bila belum dimuat …`."""


def mark_of(node: Node) -> Mark:
    """The mark of what a rule put in the place of a missing node."""
    return NOT_LOADED_FILLED if node.unloaded else RULE


def rule_for(node: Node, declared: Ruled) -> Rule | None:
    """The rule that concerns a missing node."""
    return declared.when_not_loaded if node.unloaded else declared.when_missing


def ruled(node: Node, declared: Ruled, label: str) -> Node:
    """A missing node under the rule that concerns it alone: an error, or an amount in its place."""
    rule = rule_for(node, declared)
    if rule is None or node.state is not State.MISSING:
        return node
    match rule.kind:
        case RuleKind.ERROR:
            return replace(node, state=State.ERROR, bounds=None)
        case RuleKind.AMOUNT:
            note = say("rule.amount", label=label, why=why(node))
            return replace(
                node,
                state=State.VALUE,
                value=rule.amount,
                bounds=None,
                reason=None,
                notes=(*node.notes, note),
                marks=together(node.marks, (mark_of(node),)),
                inputs=frozenset(),
                unloaded=NOTHING,
            )
        case RuleKind.SKIP | RuleKind.LAST | RuleKind.REWEIGHT:
            return node


def why(node: Node) -> Text:
    """Why there is nothing, of what a rule puts something in the place of."""
    return node.reason or say(f"state.of.{node.state}")


def facts_below(node: Node) -> tuple[Fact, ...]:
    """The facts that a node was made from, each once."""
    return tuple(dict.fromkeys(part.fact for part in node.walk() if part.fact is not None))
