"""The checked program: what the engine sees of a spec set. Plain immutable data, with no syntax left in it but spans and texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal

from iku_dsl.expression import Consolidation, Expression, Rule, SetExpression
from iku_dsl.interval import Interval
from iku_dsl.period import Grain, Period
from iku_dsl.period import Span as PeriodSpan
from iku_dsl.source import NOWHERE, Span
from iku_dsl.types import Type


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """Anything that was declared: its name, its label (the name where it has none), its place."""

    name: str
    label: str = ""
    span: Span = field(default=NOWHERE, compare=False)

    @property
    def title(self) -> str:
        """What people read."""
        return self.label or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Declared):
    """A stored column or attribute.

    `range` are the numbers it may hold, in its unit (a percentage as its fraction); `limit` is an upper end that another column or a
    table gives. `digits` are the decimals kept of the figure as written, so that the stored integer is figure × 10^digits.
    """

    type: Type
    range: Interval = Interval()
    limit: Expression | None = None
    may_be_missing: bool = False
    digits: int = 6
    consolidation: Consolidation | None = None
    when_missing: Rule | None = None

    @property
    def scale(self) -> int:
        """How many decimals the stored integer has: a percentage is stored as its fraction."""
        return 0 if self.type.whole else self.digits + (2 if self.type.percent else 0)

    @property
    def parts(self) -> int:
        """How many parts of one the stored integer counts: the decimals kept, and of hours, minutes and days each second of them."""
        return int(10**self.scale) * (1 if self.type.whole else self.type.unit.seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived(Declared):
    """A column computed row by row, in terms of `OwnColumn`s, then consolidated."""

    type: Type
    value: Expression
    consolidation: Consolidation | None = None
    when_missing: Rule | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Member(Declared):
    """A member of an enumerated dimension, a choice, or a band's category."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension(Declared):
    """What facts are about: `members` where they are enumerated, else a `key` with attributes."""

    members: tuple[Member, ...] = ()
    key: str = ""
    attributes: Mapping[str, Column] = field(default_factory=dict)

    @property
    def enumerated(self) -> bool:
        """Whether the spec lists its members."""
        return not self.key

    @property
    def imported(self) -> bool:
        """Whether its members come from a file of their own: a keyed dimension with attributes."""
        return bool(self.key and self.attributes)


@dataclass(frozen=True, slots=True)
class Requirement:
    """`syarat`: holds of each row of a source, unless an operand is unknown."""

    condition: Expression
    reason: str
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(Declared):
    """A table of facts: one row a period and key. `grain` is None where facts have no period."""

    grain: Grain | None
    dimensions: tuple[str, ...]
    columns: Mapping[str, Column]
    derived: Mapping[str, Derived]
    requirements: tuple[Requirement, ...] = ()
    publisher: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Declared):
    """A lookup: `entries` by keys (ids), or `breakpoints` read piecewise-linearly. Values are numbers, or ids of choices."""

    keys: tuple[str, ...] = ()
    entries: Mapping[tuple[str, ...], Fraction | str] = field(default_factory=dict)
    breakpoints: tuple[tuple[Fraction, Fraction], ...] = ()
    type: Type
    basis: str = ""
    partial: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """What the source prints where the spec says otherwise, and why: `printed` as written, `value` where it is a number."""

    printed: str
    reason: str
    value: Fraction | None = None
    interval: Interval | None = None
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Band(Declared):
    """A category: its intervals (none where it stands without a range), best first within its scale."""

    intervals: tuple[Interval, ...]
    written: tuple[str, ...] = ()
    reason: str = ""
    correction: Correction | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """`langkah`: a number is brought to a multiple of the step before a band is looked up."""

    step: Fraction
    way: Literal["down", "up", "nearest"]


@dataclass(frozen=True, slots=True)
class Excluded:
    """`di luar kategori`: numbers of the domain without a category, and why."""

    interval: Interval
    reason: str
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale(Declared):
    """Ordered categories over a domain, best first."""

    domain: Interval
    bands: tuple[Band, ...]
    grid: Grid | None = None
    partial: str = ""
    outside: tuple[Excluded, ...] = ()
    percent: bool = False

    def band(self, name: str) -> Band:
        """The band of a category."""
        return next(band for band in self.bands if band.name == name)


Direction = Literal["higher", "lower", "stable", "none"]


@dataclass(frozen=True, slots=True)
class ProfileGuard:
    """A guard of a profile, in one direction or in all."""

    condition: Expression
    reason: str
    direction: Direction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile(Declared):
    """How achievement follows from `realisasi` and `target`, for each direction, with limits, guards and parameters."""

    parameters: Mapping[str, Column]
    rules: Mapping[str, Expression]
    limits: Interval = Interval()
    guards: tuple[ProfileGuard, ...] = ()


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class WeightLevel:
    """One `bobot` block: weights of the members of a dimension (None: of indicators)."""

    dimension: str | None
    weights: tuple[Weight, ...]
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Let(Declared):
    """`hitung` of an indicator."""

    value: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedSet(Declared):
    """`himpunan` of an indicator."""

    set: SetExpression


@dataclass(frozen=True, slots=True)
class Guard:
    """`bila x tidak berlaku karena …`."""

    condition: Expression
    reason: str
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Target:
    """A target for some periods: a value or a range; the unnamed one is the target, others have a name."""

    name: str
    periods: PeriodSpan
    value: Expression
    high: Expression | None = None
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Achievement:
    """`capaian profil dengan …`."""

    profile: str
    arguments: Mapping[str, Expression]
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Official:
    """A published value beside the computed one; where `replaces`, it is the value where it is there."""

    value: Expression
    tolerance: Fraction
    replaces: bool
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Cap:
    """`kategori paling tinggi K bila x karena …`."""

    band: str
    condition: Expression
    reason: str
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Ranking:
    """How entities are ranked: by their value or by an expression, among all or the members of a set."""

    highest_first: bool
    among: SetExpression | None = None
    by: Expression | None = None


@dataclass(frozen=True, slots=True)
class Rounding:
    """`bulatkan n`, half away from zero or to even; of the figure as shown (a percentage of 88.005 to two is 88.01)."""

    digits: int
    half_even: bool = False


@dataclass(frozen=True, slots=True)
class Prose:
    """What the indicator says of itself."""

    goal: str = ""
    basis: tuple[str, ...] = ()
    definition: str = ""
    owner: str = ""
    teams: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator(Declared):
    """One version of an indicator: one value per entity (a member of each of `dimensions`) and period of `grain`."""

    dimensions: tuple[str, ...] = ()
    grain: Grain = Grain.YEAR
    effective: PeriodSpan = PeriodSpan()
    prose: Prose = Prose()
    type: Type
    unit: str = ""
    range: Interval = Interval()
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


Value = Fraction | str | bool | date | Period | None


@dataclass(frozen=True, slots=True)
class GivenFacts:
    """Facts given to a test: rows by column name; `period` columns hold periods, None is missing."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[GivenCell, ...], ...]
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class GivenCell:
    """One given cell as text (the way a file would have it), None where it is missing; `na` where it does not apply."""

    text: str | None
    span: Span = field(default=NOWHERE, compare=False)
    not_applicable: bool = False


ExpectedPart = Literal["value", "band", "achievement", "rank", "bounds", "comparison", "let"]


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a test expects: of which indicator and entity, which part (`let` by name), and the outcome.

    `state` is set for a state (`missing`, `not-applicable`, `error`); else `value` (and `high` for a stretch) or `category`.
    """

    indicator: str
    part: ExpectedPart
    keys: tuple[str, ...] = ()
    let: str = ""
    which: str = ""
    state: Literal["", "missing", "not-applicable", "error"] = ""
    value: Fraction | None = None
    high: Fraction | None = None
    category: str = ""
    tolerance: Fraction = Fraction(0)
    text: str = ""
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Test(Declared):
    """An in-spec test: given facts, and what is expected of an indicator in a period."""

    indicator: str
    period: Period
    given: tuple[GivenFacts, ...] = ()
    expectations: tuple[Expectation, ...] = ()


@dataclass(frozen=True, slots=True)
class Program:
    """A whole spec set. `indicators` holds the versions of each name, in order of their periods."""

    dimensions: Mapping[str, Dimension]
    sources: Mapping[str, Source]
    tables: Mapping[str, Table]
    scales: Mapping[str, Scale]
    profiles: Mapping[str, Profile]
    indicators: Mapping[str, tuple[Indicator, ...]]
    tests: tuple[Test, ...]

    def version(self, name: str, period: Period) -> Indicator | None:
        """The version of an indicator in a period, None where there is none."""
        return next((version for version in self.indicators[name] if period in version.effective), None)
