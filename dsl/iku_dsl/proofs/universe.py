"""A set over a dimension whose members come only from facts says which facts."""

from __future__ import annotations

from collections.abc import Iterator

from iku_dsl.bounds.visit import versions
from iku_dsl.operators import Operator
from iku_dsl.problem import Diagnostic, Label, say
from iku_dsl.program import Indicator, Program, expressions
from iku_dsl.program import expression as ex


def universe(program: Program, broken: frozenset[str]) -> tuple[Diagnostic, ...]:
    """Sets of members that no `ada S` limits: an import of another year would change this year's answer."""
    problems: dict[object, Diagnostic] = {}
    for indicator in versions(program, broken):
        for base in _sets(indicator):
            dimension = _open(program, base)
            if dimension is not None and dimension not in broken:
                problems[base.span] = Diagnostic(
                    "open-universe",
                    say("open-universe", dimension=dimension),
                    (Label(base.span),),
                    hint=say("open-universe.hint", dimension=dimension),
                )
    return tuple(problems.values())


def _sets(indicator: Indicator) -> Iterator[ex.SetExpression]:
    for expression in expressions(indicator):
        for part in ex.walk(expression):
            if isinstance(part, ex.Aggregated):
                yield part.set


def _open(program: Program, base: ex.SetExpression) -> str | None:
    """The dimension of an unlimited set, None where it is limited."""
    match base:
        case ex.Rows():
            return None
        case ex.Members():
            declared = program.dimensions[base.dimension]
            return base.dimension if declared.named_by_facts else None
        case ex.NamedSet():
            return _open(program, base.set)
        case ex.Filtered():
            dimension = _open(program, base.set)
            return dimension if dimension is not None and not _implies(base.condition, dimension) else None


def _implies(condition: ex.Expression, dimension: str) -> bool:
    """Whether a condition holds only for members that some source has a row for."""
    match condition:
        case ex.HasRow():
            return any(isinstance(key, ex.RowKey) and key.dimension == dimension for key in condition.keys)
        case ex.Logic():
            sides = (_implies(condition.left, dimension), _implies(condition.right, dimension))
            return any(sides) if condition.operator is Operator.AND else all(sides)
        case _:
            return False
