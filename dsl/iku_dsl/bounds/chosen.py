"""What a condition says of a choice or a member: `kendali != tinggi` leaves the other ones."""

from __future__ import annotations

from iku_dsl.bounds.linear import plain
from iku_dsl.bounds.sides import FLIPPED
from iku_dsl.operators import Operator
from iku_dsl.program import Program
from iku_dsl.program import expression as ex
from iku_dsl.types import Kind, Type

MOST_NAMES = 100  # that are kept for a choice, as each condition around a place might keep nearly all of them
Chosen = tuple[ex.Expression, frozenset[str]]  # an expression, and what alone it can be where it has a value


def listed(program: Program, kind: Type) -> tuple[str, ...] | None:
    """The ids that a choice or member may be, in the order of the spec; None where the spec does not list them."""
    if kind.kind is Kind.CHOICE:
        return kind.choices or None
    if kind.kind is Kind.MEMBER and kind.of in program.dimensions and program.dimensions[kind.of].enumerated:
        return tuple(member.name for member in program.dimensions[kind.of].members)
    return None


def chosen_by(program: Program, comparison: ex.Comparison, holds: bool) -> Chosen | None:
    """What a comparison of a choice or member with one of its names says where it holds, or does not; None where it says nothing."""
    left, right, operator = plain(comparison.left), plain(comparison.right), comparison.operator
    if isinstance(left, ex.Constant):
        left, right, operator = right, left, FLIPPED.get(operator, operator)
    if not isinstance(right, ex.Constant) or not isinstance(right.value, str) or isinstance(left, ex.Constant):
        return None
    if left.type.kind not in (Kind.CHOICE, Kind.MEMBER):
        return None
    known = listed(program, left.type)
    if operator in (Operator.EQUAL, Operator.NOT_EQUAL):
        if (operator is Operator.EQUAL) is holds:
            return left, frozenset((right.value,))
        return (left, frozenset(known) - {right.value}) if known is not None else None
    order = (left.type if left.type.ordered else right.type).choices  # best first
    if known is None or right.value not in order:
        return None
    place = order.index(right.value)
    if operator in (Operator.LESS, Operator.AT_MOST):
        inside = frozenset(order[place + (operator is Operator.LESS) :])
    else:
        inside = frozenset(order[: place + (operator is Operator.AT_LEAST)])
    return left, frozenset(name for name in known if (name in inside) is holds)
