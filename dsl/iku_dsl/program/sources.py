"""Sources of facts with their columns, and profiles of achievement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from enum import StrEnum
from typing import Literal

from iku_dsl.expression import Consolidation, Expression, Rule, SetExpression, given_rules
from iku_dsl.interval import EVERYTHING, Interval
from iku_dsl.period import Grain
from iku_dsl.program.lookups import Declared
from iku_dsl.records import record
from iku_dsl.source import NOWHERE, Span
from iku_dsl.types import Type

KEY_PREFIX = "key_"
NOT_APPLICABLE_PREFIX = "na_"
SUPERSEDED = "__superseded"  # behind the name of a relation: which of its rows hold no more
OWN_COLUMNS = ("row_id", "batch_id", "row", "period")  # of every table of facts


class Absence(StrEnum):
    """What an absent row of a source means in a period that was loaded: nothing there, a figure that was not sent, or nobody says."""

    REGISTER = "register"
    COMPLETE = "complete"
    UNSAID = "unsaid"


@record(kw_only=True)
class Column(Declared):
    """A stored column or attribute.

    `range` are the numbers it may hold, in its unit (a percentage as its fraction); `limit` is an upper end that another column or a
    table gives. `digits` are the decimals kept of the figure as written, so that the stored integer is figure × 10^digits.
    """

    type: Type
    range: Interval = EVERYTHING
    limit: Expression | None = None
    may_be_missing: bool = False
    digits: int = 6
    consolidation: Consolidation | None = None
    when_missing: Rule | None = None
    when_not_loaded: Rule | None = None
    kept: int = 0

    @property
    def rules(self) -> tuple[Rule, ...]:
        """What stands for a figure that is not there."""
        return given_rules(self.when_missing, self.when_not_loaded)

    @property
    def scale(self) -> int:
        """How many decimals the stored integer has: a percentage is stored as its fraction."""
        return 0 if self.type.whole else self.digits + (2 if self.type.percent else 0)

    @property
    def stored_names(self) -> tuple[str, ...]:
        """The columns of a table that it takes: itself, and whether it does not apply where it may be missing."""
        return (self.name, NOT_APPLICABLE_PREFIX + self.name) if self.may_be_missing else (self.name,)

    @property
    def parts(self) -> int:
        """How many parts of one the stored integer counts: the decimals kept, and of hours, minutes and days each second of them."""
        return self.kept or self.grid

    @property
    def grid(self) -> int:
        """How many parts of one a figure may have, as declared."""
        return int(10**self.scale) * (1 if self.type.whole else self.type.unit.seconds)


@record(kw_only=True)
class Derived(Declared):
    """A column computed row by row, in terms of `OwnColumn`s, then consolidated."""

    type: Type
    value: Expression
    consolidation: Consolidation | None = None
    when_missing: Rule | None = None
    when_not_loaded: Rule | None = None

    @property
    def rules(self) -> tuple[Rule, ...]:
        """What stands for a figure that is not there."""
        return given_rules(self.when_missing, self.when_not_loaded)


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
