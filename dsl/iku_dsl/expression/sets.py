"""Sets of members and of rows, and what is made of them: counts, statistics, weighted sums."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iku_dsl.expression.places import SAME, Rule, Shift, Typed, given_rules
from iku_dsl.expression.values import Part
from iku_dsl.operators import Mean, Statistic
from iku_dsl.records import record

if TYPE_CHECKING:
    from iku_dsl.expression.parts import Expression


@record
class Members(Typed):
    """All members of a dimension."""

    dimension: str


@record
class Rows(Typed):
    """The rows of a source in a period, in an indicator per entity those of the entity.

    Where they are `expected`, of a complete source, every row that must be there is an element, also one that is not.
    """

    source: str
    shift: Shift = SAME
    expected: bool = False


@record
class Filtered(Typed):
    """Those of a set for which a condition holds."""

    set: SetExpression
    condition: Expression


@record
class NamedSet(Typed):
    """An indicator's own `himpunan`, by its name."""

    name: str
    label: str
    set: SetExpression


SetExpression = Members | Rows | Filtered | NamedSet


@record
class Aggregated(Typed):
    """A statistic over the members of a set or rows of a source; `operand` is None for a count."""

    statistic: Statistic
    set: SetExpression
    operand: Expression | None = None
    mean: Mean = Mean.ARITHMETIC
    by: Expression | None = None
    when_missing: Rule | None = None
    when_not_loaded: Rule | None = None
    when_not_applicable: Rule | None = None

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All rules for what is not there, or does not apply."""
        return given_rules(self.when_missing, self.when_not_loaded, self.when_not_applicable)


@record
class OfList(Typed):
    """A statistic of listed values: `rerata geometrik dari a, b`."""

    statistic: Statistic
    operands: tuple[Expression, ...]
    mean: Mean = Mean.ARITHMETIC
    when_missing: Rule | None = None
    when_not_loaded: Rule | None = None

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All rules for what is not there."""
        return given_rules(self.when_missing, self.when_not_loaded)


@record
class Weighted(Typed):
    """`jumlah berbobot x` (or the mean) over the indicator's weighted dimensions, levels in the order of `levels`."""

    statistic: Statistic
    operand: Expression
    levels: tuple[str, ...]
    mean: Mean = Mean.ARITHMETIC
    when_missing: Rule | None = None
    when_not_loaded: Rule | None = None
    when_not_applicable: Rule | None = None

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All rules for what is not there, or does not apply."""
        return given_rules(self.when_missing, self.when_not_loaded, self.when_not_applicable)


@record
class WeightedIndicators(Typed):
    """`rerata berbobot capaian`, `jumlah berbobot nilai` over the indicators of `bobot indikator`."""

    statistic: Statistic
    part: Part
    mean: Mean = Mean.ARITHMETIC
    when_missing: Rule | None = None
    when_not_loaded: Rule | None = None
    when_not_applicable: Rule | None = None

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All rules for what is not there, or does not apply."""
        return given_rules(self.when_missing, self.when_not_loaded, self.when_not_applicable)
