"""Columns of sources and dimensions: stored ones, and those that are computed row by row."""

from __future__ import annotations

from dataclasses import field

from iku_dsl.interval import EVERYTHING, Interval
from iku_dsl.program.expression import Consolidation, Expression, Rule, given_rules
from iku_dsl.records import record
from iku_dsl.source import NOWHERE, Span
from iku_dsl.types import Type

KEY_PREFIX = "key_"
NOT_APPLICABLE_PREFIX = "na_"
SUPERSEDED = "__superseded"  # behind the name of a relation: which of its rows hold no more
OWN_COLUMNS = ("row_id", "batch_id", "row", "period")  # of every table of facts


@record(kw_only=True)
class Declared:
    """Anything that was declared: its name, its label (the name where it has none), its place."""

    name: str
    label: str = ""
    span: Span = field(default=NOWHERE, compare=False)

    @property
    def title(self) -> str:
        """What people read."""
        return self.label or self.name


@record(kw_only=True)
class Column(Declared):
    """A stored column or attribute.

    `range` are the numbers it may hold, in its unit (a percentage as its fraction); `limit` is an upper end that another column or a
    table gives. `digits` are the decimals kept of the figure as written, so that the stored integer is figure × 10^digits. `default` is
    what a parameter is where no indicator gives it.
    """

    type: Type
    range: Interval = EVERYTHING
    limit: Expression | None = None
    may_be_missing: bool = False
    digits: int = 6
    consolidation: Consolidation | None = None
    when_missing: Rule | None = None
    when_not_loaded: Rule | None = None
    default: Expression | None = None
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
