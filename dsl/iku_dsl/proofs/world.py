"""A place in a small world of facts, and why a world may have no value there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from iku_dsl import expression as ex
from iku_dsl.period import Period
from iku_dsl.program import WeightLevel

Value = Fraction | bool | str | date
Division = ex.Arithmetic | ex.Aggregated | ex.Apply
"""Where something is divided: a quotient, an average by weights (by their sum), a `goalpost` (by what lies between its ends)."""


class UndefinedError(Exception):
    """This world has no value there."""


class MissingError(UndefinedError):
    """There is no row, or no period, to read."""


class DividedByZeroError(Exception):
    """A division by zero; `expression` is the one."""

    def __init__(self, expression: Division) -> None:
        super().__init__(expression.text)
        self.expression = expression


class NoValueError(DividedByZeroError):
    """A root of a number below 0, or a logarithm of one that is not above it; `expression` is the one."""


@dataclass(frozen=True, slots=True)
class Place:
    """The period and the members at hand, and the source whose row is, read at `shift`.

    `home` are the members of the entity, `elements` the dimensions whose member at hand is that of an element of a set.
    """

    period: Period
    keys: Mapping[str, str] = field(default_factory=dict)
    row: str = ""
    shift: ex.Shift = ex.SAME
    home: Mapping[str, str] = field(default_factory=dict)
    elements: frozenset[str] = frozenset()
    levels: tuple[WeightLevel, ...] = ()
    own: Mapping[tuple[str, str], Fraction] = field(default_factory=dict)
