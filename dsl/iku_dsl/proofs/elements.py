"""Inside a set, the name of the indicator's own dimension is the member that is looked at."""

from __future__ import annotations

from collections.abc import Iterator

from iku_dsl.bounds.visit import versions
from iku_dsl.problem import Diagnostic, Label, say
from iku_dsl.program import Indicator, Program, expressions
from iku_dsl.program import expression as ex
from iku_dsl.resolve.expressions.sets import keys_used, source_of
from iku_dsl.types import Kind

Part = ex.Expression | ex.SetExpression


def elements(program: Program, broken: frozenset[str]) -> tuple[Diagnostic, ...]:
    """Comparisons in the sets of an indicator per unit that compare a unit with itself, where the entity's was meant.

    `unit yang induk = unit` asks for units that are their own parent, so that the sum over the children of each is 0.
    """
    problems: dict[object, Diagnostic] = {}
    for indicator in versions(program, broken):
        for comparison, base in _comparisons(indicator):
            dimensions = _dimensions(program, base)
            alone = set(dimensions) <= set(indicator.dimensions)
            for dimension in (one for one in dimensions if one in indicator.dimensions):
                found = _problem(comparison, base, dimension, alone)
                if found is not None:
                    problems.setdefault(comparison.span, found)
    return tuple(problems.values())


def _comparisons(indicator: Indicator) -> Iterator[tuple[ex.Comparison, ex.SetExpression]]:
    """Each comparison that is asked of the elements of a set, with that set."""
    among = indicator.ranking.among if indicator.ranking is not None else None
    roots: list[Part] = [*expressions(indicator), *((among,) if among is not None else ())]
    stack: list[tuple[Part, ex.SetExpression | None]] = [(root, None) for root in roots]
    while stack:
        part, base = stack.pop()
        match part:
            case ex.Filtered():
                stack += [(part.set, base), (part.condition, part.set)]
            case ex.Aggregated():
                stack += [(part.set, base), *((one, part.set) for one in (part.operand, part.by) if one is not None)]
            case ex.Named():
                stack.append((part.value, None))
            case ex.Comparison() if base is not None:
                yield part, base
                stack += [(one, base) for one in ex.parts(part)]
            case _:
                stack += [(one, base) for one in ex.parts(part)]


def _dimensions(program: Program, base: ex.SetExpression) -> tuple[str, ...]:
    source = source_of(base)
    return program.sources[source].dimensions if source else (base.type.of,)


def _problem(comparison: ex.Comparison, base: ex.SetExpression, dimension: str, alone: bool) -> Diagnostic | None:
    """The problem of a comparison of elements that have a member of a dimension, None where it says what is meant.

    `alone`: an entity has one element.
    """
    rows, sides = source_of(base), (comparison.left, comparison.right)
    for one, other in (sides, sides[::-1]):
        if not _leads_back(one, dimension, rows):
            continue
        if not rows and _is_member(other, dimension):
            return _itself(comparison, dimension, other)
        if rows and (alone or not _of_row(one)) and (_is_member(other, dimension) or _is_entity(other, dimension)):
            message = say("ambiguous-member.rows", source=rows, dimension=dimension, condition=comparison.text)
            attribute = f"{rows}.{one.text}" if isinstance(one, ex.OwnColumn) else one.text
            hint = say("ambiguous-member.rows.hint", dimension=dimension, attribute=attribute)
            return Diagnostic("ambiguous-member", message, (Label(comparison.span),), hint=hint)
    if not rows and comparison.left == comparison.right and dimension in keys_used(comparison.left):
        return _itself(comparison, dimension, comparison.right)
    return None


def _itself(comparison: ex.Comparison, dimension: str, meant: ex.Expression) -> Diagnostic:
    message = say("ambiguous-member", dimension=dimension, condition=comparison.text)
    hint = say("ambiguous-member.hint", meant=meant.text)
    return Diagnostic("ambiguous-member", message, (Label(comparison.span),), hint=hint)


def _is_member(expression: ex.Expression, dimension: str) -> bool:
    """Whether it is the member at hand itself."""
    return isinstance(expression, ex.KeyValue) and expression.key == ex.RowKey(dimension)


def _is_entity(expression: ex.Expression, dimension: str) -> bool:
    """Whether it is a `hitung` that stands for the indicator's own member."""
    return isinstance(expression, ex.Named) and _is_member(expression.value, dimension)


def _leads_back(expression: ex.Expression, dimension: str, rows: str) -> bool:
    """Whether an attribute of a member, or a column of its row, is a member of the same dimension again."""
    if expression.type.kind is not Kind.MEMBER or expression.type.of != dimension or _is_member(expression, dimension):
        return False
    if any(isinstance(part, ex.Named) for part in ex.walk(expression)):
        return False
    return dimension in keys_used(expression) or (bool(rows) and _of_row(expression))


def _of_row(expression: ex.Expression) -> bool:
    """Whether it is read from a column: where an entity has several rows, such a column may well name the entity itself."""
    return any(isinstance(part, ex.ColumnValue | ex.OwnColumn) for part in ex.walk(expression))
