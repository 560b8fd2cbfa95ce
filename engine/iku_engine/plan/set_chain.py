"""A set as its base and the conditions on it, one after another: what counting works on."""

from __future__ import annotations

from collections.abc import Iterator

from iku_dsl.program import Program, Source
from iku_dsl.program.expression import (
    SAME,
    Aggregated,
    AttributeValue,
    CalendarDays,
    ColumnValue,
    Comparison,
    Expression,
    Filtered,
    HasRow,
    IndicatorValue,
    IsExpected,
    KeyValue,
    MemberKey,
    Members,
    Named,
    NamedSet,
    OwnColumn,
    RowKey,
    Rows,
    SetExpression,
    Shift,
    Weighted,
    walk,
)
from iku_dsl.records import record
from iku_dsl.types import TRUTH, Operator


@record
class Chain:
    """`base yang c1 yang c2 …`; `names` are the titles of the named sets, by how many conditions they have."""

    base: Members | Rows
    conditions: tuple[Expression, ...]
    names: tuple[tuple[int, str], ...] = ()

    def title(self, depth: int) -> str:
        """The title of the set after so many conditions, an empty text where it has none."""
        return next((name for at, name in reversed(self.names) if at == depth), "")

    @property
    def text(self) -> str:
        """Its title, else its last condition or what it is of in the author's words."""
        return self.title(len(self.conditions)) or (self.conditions[-1] if self.conditions else self.base).text

    def starts(self, other: Chain) -> bool:
        """Whether the other is a subset of this one by construction: the same base and conditions, and more."""
        return self.base == other.base and other.conditions[: len(self.conditions)] == self.conditions

    def beginnings(self) -> Iterator[Chain]:
        """What this one is a subset of by construction, itself among them, without the names of sets: of one condition and more."""
        return (Chain(self.base, self.conditions[:count]) for count in range(1, len(self.conditions) + 1))


def chain(expression: SetExpression) -> Chain:
    """The chain of a set."""
    match expression:
        case Members() | Rows():
            return Chain(expression, ())
        case Filtered():
            inner = chain(expression.set)
            return Chain(inner.base, (*inner.conditions, expression.condition), inner.names)
        case NamedSet():
            inner = chain(expression.set)
            title = expression.label or expression.name
            return Chain(inner.base, inner.conditions, (*inner.names, (len(inner.conditions), title)))


def due_rows(source: Source, shift: Shift = SAME) -> Chain:
    """The rows that a complete source must have, by the conditions that say so; the last says whether a row is there."""
    rows = Rows(source.name, shift, expected=True, type=TRUTH, text=source.name)
    keys = tuple(RowKey(dimension) for dimension in source.dimensions)
    conditions = chain(source.expected).conditions if source.expected is not None else ()
    return Chain(rows, (*conditions, HasRow(source.name, keys, shift, type=TRUTH, text=source.name)))


def expected_set(program: Program, part: Expression | SetExpression) -> SetExpression | None:
    """The set of members whose rows must be there, where what a part of a rule comes to depends on that; else None."""
    match part:
        case IsExpected():
            return program.sources[part.source].expected
        case ColumnValue() | OwnColumn() if part.consolidation is not None and part.source in program.sources:
            return program.sources[part.source].expected
        case _:
            return None


def own_dimensions(program: Program, base: Members | Rows) -> tuple[str, ...]:
    """The dimensions whose member each element of a base has at hand."""
    return (base.dimension,) if isinstance(base, Members) else program.sources[base.source].dimensions


def outer_dimensions(
    program: Program,
    found: Chain,
    operands: tuple[Expression, ...],
    at_hand: frozenset[str],
    elements: frozenset[str] = frozenset(),
) -> tuple[str, ...]:
    """The dimensions of the place at hand that the elements depend on: the entity that a set is restricted to, or read at.

    `elements` are those of them whose member is an element of a set around this one. Rows of which each member would be at hand, and
    some by such an element, are not restricted to it: `daerah yang espm.indeks > rerata espm.indeks` means the average of them all.
    """
    own = set(own_dimensions(program, found.base))
    used: set[str] = set()
    for expression in (*found.conditions, *operands):
        for part in walk(expression):
            if isinstance(part, ColumnValue | HasRow | IsExpected | IndicatorValue):
                used |= {key.dimension for key in part.keys if isinstance(key, RowKey)}
            elif isinstance(part, AttributeValue | KeyValue) and isinstance(part.key, RowKey):
                used.add(part.key.dimension)
    restricted = own & at_hand if isinstance(found.base, Rows) else set()
    if restricted == own:
        restricted -= elements
    return tuple(sorted(((used - own) & at_hand) | restricted))


def of_element(program: Program, expression: Expression, own: frozenset[str]) -> bool:
    """Whether an expression in a condition on elements may differ from one element to the next; `own` are the elements' dimensions."""
    match expression:
        case Named() | CalendarDays():
            return False
        case Aggregated():
            operands = tuple(item for item in (expression.operand, expression.by) if item is not None)
            return bool(own & set(outer_dimensions(program, chain(expression.set), operands, own, own)))
        case IndicatorValue() | Weighted():
            keys = [key for part in walk(expression) for key in getattr(part, "keys", ())]
            return any(not isinstance(key, MemberKey) and key.dimension in own for key in keys)
        case _:
            return True


def binder(condition: Expression) -> tuple[str, Expression] | None:
    """A condition that says which entity an element belongs to: `provinsi = provinsi at hand`; the dimension and the attribute."""
    if not isinstance(condition, Comparison) or condition.operator is not Operator.EQUAL:
        return None
    entity, attribute = condition.right, condition.left
    if isinstance(entity, KeyValue) and isinstance(entity.key, RowKey) and isinstance(attribute, AttributeValue):
        return entity.key.dimension, attribute
    return None
