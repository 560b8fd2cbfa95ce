"""Indicators: weights, sets, guards, targets, what is judged and how."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from fractions import Fraction

from iku_dsl.interval import EVERYTHING, Interval
from iku_dsl.operators import Sign
from iku_dsl.period import ALWAYS, Grain
from iku_dsl.period import Span as PeriodSpan
from iku_dsl.program.columns import Declared
from iku_dsl.program.expression import Consolidation, Expression, SetExpression
from iku_dsl.program.lookups import Correction
from iku_dsl.program.sources import Direction
from iku_dsl.records import record
from iku_dsl.rounding import rounded
from iku_dsl.source import NOWHERE, Span
from iku_dsl.types import Type


@record
class Weight:
    """The weight of a member, and what was printed."""

    member: str
    weight: Fraction
    correction: Correction | None = None
    span: Span = field(default=NOWHERE, compare=False)

    @property
    def printed(self) -> Fraction:
        """The weight as the source prints it."""
        if self.correction is not None and self.correction.value is not None:
            return self.correction.value
        return self.weight


@record
class WeightLevel:
    """One `bobot` block: weights of the members of a dimension (None: of indicators)."""

    dimension: str | None
    weights: tuple[Weight, ...]
    span: Span = field(default=NOWHERE, compare=False)


@record(kw_only=True)
class Let(Declared):
    """`hitung` of an indicator."""

    value: Expression


@record(kw_only=True)
class NamedSet(Declared):
    """`himpunan` of an indicator."""

    set: SetExpression


@record
class Guard:
    """`bila x tidak berlaku karena …`."""

    condition: Expression
    reason: str
    span: Span = field(default=NOWHERE, compare=False)


@record
class Target:
    """A target for some periods: a value or a range; the unnamed one is the target, others have a name.

    With the `sign` `<` or `>` the value itself does not reach it.
    """

    name: str
    periods: PeriodSpan
    value: Expression
    high: Expression | None = None
    sign: Sign = ""
    span: Span = field(default=NOWHERE, compare=False)


@record
class Achievement:
    """`capaian profil dengan …`."""

    profile: str
    arguments: Mapping[str, Expression]
    span: Span = field(default=NOWHERE, compare=False)


@record
class Official:
    """A published value beside the computed one; where `replaces`, it is the value where it is there."""

    value: Expression
    tolerance: Fraction
    replaces: bool
    span: Span = field(default=NOWHERE, compare=False)


@record
class Cap:
    """`kategori paling tinggi K bila x karena …`."""

    band: str
    condition: Expression
    reason: str
    span: Span = field(default=NOWHERE, compare=False)


@record
class Ranking:
    """How entities are ranked: by their value or by an expression, among all or the members of a set."""

    highest_first: bool
    among: SetExpression | None = None
    by: Expression | None = None


@record
class Rounding:
    """`bulatkan n`, half away from zero or to even; of the figure as shown (a percentage of 88.005 to two is 88.01)."""

    digits: int
    half_even: bool = False


@record
class Prose:
    """What the indicator says of itself."""

    goal: str = ""
    basis: tuple[str, ...] = ()
    definition: str = ""
    owner: str = ""
    teams: tuple[str, ...] = ()


@record(kw_only=True)
class Indicator(Declared):
    """One version of an indicator: one value per entity (a member of each of `dimensions`) and period of `grain`."""

    dimensions: tuple[str, ...] = ()
    grain: Grain = Grain.YEAR
    effective: PeriodSpan = ALWAYS
    prose: Prose = Prose()
    type: Type
    unit: str = ""
    range: Interval = EVERYTHING
    rounding: Rounding | None = None
    direction: Direction
    sets: Mapping[str, NamedSet] = field(default_factory=dict)
    lets: Mapping[str, Let] = field(default_factory=dict)
    guards: tuple[Guard, ...] = ()
    levels: tuple[WeightLevel, ...] = ()
    formula: Expression
    scale: str = ""
    scale_of_achievement: bool = False
    caps: tuple[Cap, ...] = ()
    targets: tuple[Target, ...] = ()
    achievement: Achievement | None = None
    official: tuple[Official, ...] = ()
    consolidation: Consolidation | None = None
    ranking: Ranking | None = None
    across: str = ""

    def rounded(self, value: Fraction) -> Fraction:
        """A number as the unit rounds it; a percentage is its fraction, and has two decimals more than are shown."""
        if self.rounding is None:
            return value
        return rounded(value, self.rounding.digits + (2 if self.type.percent else 0), self.rounding.half_even)


def expressions(indicator: Indicator) -> Iterator[Expression]:
    """Every expression of an indicator that its result depends on."""
    yield indicator.formula
    for guard in indicator.guards:
        yield guard.condition
    for cap in indicator.caps:
        yield cap.condition
    for target in indicator.targets:
        yield target.value
        if target.high is not None:
            yield target.high
    for official in indicator.official:
        yield official.value
    if indicator.achievement is not None:
        yield from indicator.achievement.arguments.values()
    if indicator.ranking is not None and indicator.ranking.by is not None:
        yield indicator.ranking.by


def read_by(indicator: Indicator) -> Iterator[Expression | SetExpression]:
    """The same, and the set among which it ranks: whatever of the facts may change a result stands in one of these."""
    yield from expressions(indicator)
    if indicator.ranking is not None and indicator.ranking.among is not None:
        yield indicator.ranking.among
