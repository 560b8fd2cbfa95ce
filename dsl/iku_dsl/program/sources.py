"""Sources of facts with their columns, and profiles of achievement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from enum import StrEnum
from typing import Literal

from iku_dsl.interval import EVERYTHING, Interval
from iku_dsl.period import Grain
from iku_dsl.program.columns import Column, Declared, Derived
from iku_dsl.program.expression import Expression, SetExpression
from iku_dsl.records import record
from iku_dsl.source import NOWHERE, Span


class Absence(StrEnum):
    """What an absent row of a source means in a period that was loaded: nothing there, a figure that was not sent, or nobody says."""

    REGISTER = "register"
    COMPLETE = "complete"
    UNSAID = "unsaid"


@record
class Requirement:
    """`syarat` holds of each row of a source, unless an operand is unknown; `periksa` is told where it does not."""

    condition: Expression
    reason: str
    span: Span = field(default=NOWHERE, compare=False)


@record(kw_only=True)
class Source(Declared):
    """A table of facts: one row a period and key. `grain` is None where facts have no period.

    `absence` says what it means that a row is not there. A row of a complete source is expected for every combination of the members
    that are valid in a period; with `expected`, a set of members of one of its dimensions, only for those in it.
    A row that breaks one of its `requirements` is refused, one that breaks one of its `checks` is told.
    """

    grain: Grain | None
    dimensions: tuple[str, ...]
    columns: Mapping[str, Column]
    derived: Mapping[str, Derived]
    requirements: tuple[Requirement, ...] = ()
    checks: tuple[Requirement, ...] = ()
    publisher: str = ""
    absence: Absence = Absence.UNSAID
    expected: SetExpression | None = None


def of_source(source: Source) -> Iterator[Expression | SetExpression]:
    """Every expression of a source: what its rows may hold, what is computed of them, and which of them must be there."""
    for column in source.columns.values():
        if column.limit is not None:
            yield column.limit
    for derived in source.derived.values():
        yield derived.value
    for requirement in (*source.requirements, *source.checks):
        yield requirement.condition
    if source.expected is not None:
        yield source.expected


Direction = Literal["higher", "lower", "stable", "none"]


@record
class ProfileGuard:
    """A guard of a profile, in one direction or in all."""

    condition: Expression
    reason: str
    direction: Direction | None = None


@record(kw_only=True)
class Profile(Declared):
    """How achievement follows from `realisasi` and `target`, for each direction, with limits, guards and parameters."""

    parameters: Mapping[str, Column]
    rules: Mapping[str, Expression]
    limits: Interval = EVERYTHING
    guards: tuple[ProfileGuard, ...] = ()
