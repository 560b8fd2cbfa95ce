"""What names mean at a place in a spec: the row or entity at hand, the indicator's own lets and sets, the period's grain."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from iku_dsl import statements as st
from iku_dsl.period import Grain
from iku_dsl.program import expression as ex
from iku_dsl.source import Span
from iku_dsl.statements import syntax as sx
from iku_dsl.types import BROKEN, NUMBER, Kind, Type, Unit


@dataclass(eq=False)
class OwnNames:
    """The lets and sets of one indicator, read in its scope when they are first named (`own.py`, `sets.py`).

    `nodes` are their statements; `used` those that are named; `lost` sets that have a problem already; `reading` those that are being
    read, each named by the one before it; `steps` how many rest on one another. `readers` read a let, and a set;
    `in_order` says that they are being read one after another.
    """

    nodes: Mapping[str, st.Let | st.Set]
    readers: Mapping[type, Callable[[Any, OwnNames, str, Span], object]]
    scope: Scope | None = None
    lets: dict[str, ex.Named] = field(default_factory=dict)
    sets: dict[str, ex.NamedSet] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)
    reading: list[str] = field(default_factory=list)
    steps: dict[str, int] = field(default_factory=dict)
    in_order: bool = False
    too_deep: bool = False

    def is_read(self, name: str) -> bool:
        """Whether a let or set was read, well or not."""
        return name in self.lets or name in self.sets or name in self.lost


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
    own: OwnNames | None = None
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
