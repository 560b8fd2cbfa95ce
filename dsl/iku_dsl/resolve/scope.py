"""What names mean at a place in a spec: the row or entity at hand, the indicator's own lets and sets, the period's grain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain
from typing import Protocol

from iku_dsl import expression as ex
from iku_dsl import syntax as sx
from iku_dsl.period import Grain
from iku_dsl.problem import say
from iku_dsl.resolve.context import Context
from iku_dsl.source import Span
from iku_dsl.types import BROKEN, NUMBER, TRUTH, Kind, Type, Unit


class Own(Protocol):
    """An indicator's own lets and sets, read when they are first named."""

    def let(self, name: str, span: Span) -> ex.Expression | None:
        """The let of a name, None where there is none."""

    def set(self, name: str, span: Span) -> ex.SetExpression | None:
        """The set of a name, None where there is none."""

    def names(self) -> Iterable[str]:
        """All their names."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A place.

    `dimensions` have a member at hand, innermost last. `attributes` are those of them whose attributes may be named alone.
    `row` is the source whose row is at hand. `entity` are the dimensions of the indicator, to which sets are restricted.
    `bound` are names with a meaning of their own (`realisasi` in a profile); `weighted` those of `bobot` blocks.
    `within` says that it is inside a set or weighted sum, where the member or row at hand is not the entity's.
    `weights_lost` says that a `bobot` block may have been among the lines that could not be read.
    """

    grain: Grain | None
    dimensions: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    row: str = ""
    row_shift: ex.Shift = ex.SAME
    entity: tuple[str, ...] = ()
    within: bool = False
    weighted: tuple[str, ...] = ()
    weighs_indicators: bool = False
    weights_lost: bool = False
    own: Own | None = None
    bound: Mapping[str, ex.Expression] = field(default_factory=dict)


def broken(span: Span) -> ex.Constant:
    """What stands for an expression that has a problem already."""
    return ex.Constant(None, type=BROKEN, span=span)


def convert(operand: ex.Expression, wanted: Unit, factor: Fraction) -> ex.Expression:
    """A number in another unit of the same measure."""
    if factor == 1:
        return operand
    multiplier = ex.Constant(factor, type=NUMBER, span=operand.span, text=str(factor))
    kind = Type(Kind.NUMBER, wanted)
    return ex.Arithmetic(sx.Operator.MULTIPLY, operand, multiplier, type=kind, span=operand.span, text=operand.text)


class Typing:
    """The state of giving types: the context, and the two questions that every part asks of the whole (`infer.py` answers)."""

    def __init__(self, context: Context) -> None:
        self.context = context

    def expression(self, node: sx.Expression, scope: Scope, expected: Type | None = None) -> ex.Expression:
        """The typed expression of a node; `expected` helps to read a bare choice."""
        raise NotImplementedError

    def set_of(self, node: sx.Expression, scope: Scope) -> ex.SetExpression | None:
        """The set that a node names, None after a problem (or where it is no set at all and `scope` says so)."""
        raise NotImplementedError

    def condition(self, node: sx.Expression, scope: Scope) -> ex.Expression:
        """An expression that must be true or false."""
        found = self.expression(node, scope, TRUTH)
        if found.type.kind not in (Kind.TRUTH, Kind.BROKEN):
            message = say("type-mismatch.condition", kind=f"kind.{found.type.kind}")
            self.context.report("type-mismatch", message, node.span)
            return broken(node.span)
        return found

    def number(self, node: sx.Expression, scope: Scope) -> ex.Expression:
        """An expression that must be a number."""
        found = self.expression(node, scope)
        if found.type.kind not in (Kind.NUMBER, Kind.BROKEN):
            message = say("type-mismatch.number", kind=f"kind.{found.type.kind}")
            self.context.report("type-mismatch", message, node.span)
            return broken(node.span)
        return found

    def text(self, span: Span) -> str:
        """What the author wrote there."""
        return self.context.text(span)

    def known_names(self, scope: Scope) -> Iterator[str]:
        """What a name alone may be at a place; one after the other, as they are only looked at while a guess is made."""
        source = self.context.sources.get(scope.row) if scope.row else None
        if source is not None:
            yield from chain(source.columns, source.derived)
        for dimension in scope.attributes:
            yield from self.context.dimensions[dimension].attributes
        yield from scope.bound
        if scope.own is not None:
            yield from scope.own.names()
        yield from self.context.names
