"""The whole checked program: its indicators with all that judges them, and in-spec tests of them, with given facts as text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from datetime import date
from fractions import Fraction
from typing import Any, Literal, TypeVar

from iku_dsl.interval import EVERYTHING, Interval
from iku_dsl.period import ALWAYS, ByStart, Grain, Period
from iku_dsl.period import Span as PeriodSpan
from iku_dsl.problem import NOWHERE, Span
from iku_dsl.program.expression import Consolidation, Expression, SetExpression
from iku_dsl.program.sources import Correction, Declared, Dimension, Direction, Profile, Scale, Source, Table
from iku_dsl.records import record
from iku_dsl.rounding import rounded
from iku_dsl.types import Sign, Type

Made = TypeVar("Made")


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
    """What the indicator says of itself: a field for each of `keywords.PROSES`, and who is responsible."""

    goal: str = ""
    basis: tuple[str, ...] = ()
    definition: str = ""
    owner: str = ""
    teams: tuple[str, ...] = ()

    @property
    def responsible(self) -> str:
        """The unit that is responsible, with its teams."""
        return ": ".join(part for part in (self.owner, ", ".join(self.teams)) if part)


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


Value = Fraction | str | bool | date | Period | None


@record
class GivenFacts:
    """Facts given to a test: rows by column name; a column named by a grain holds periods; `loaded` were loaded without rows."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[GivenCell, ...], ...]
    span: Span = field(default=NOWHERE, compare=False)
    loaded: tuple[Period, ...] = ()


@record
class GivenCell:
    """One given cell as text, None where it is missing. A `number` is written as the language has it, other text as a file may."""

    text: str | None
    span: Span = field(default=NOWHERE, compare=False)
    not_applicable: bool = False
    number: bool = False


@record
class GivenValue:
    """What the result of an indicator is taken to be in a period for an entity, whatever its facts say.

    `value` is in the indicator's unit, None where a `state` stands in its place.
    """

    indicator: str
    period: Period
    keys: tuple[str, ...] = ()
    state: Literal["", "missing", "not-applicable"] = ""
    value: Fraction | None = None
    span: Span = field(default=NOWHERE, compare=False)


ExpectedPart = Literal["value", "band", "achievement", "rank", "bounds", "comparison", "let", "refused"]


@record
class Expectation:
    """What a test expects: of which indicator and entity, which part (`let` by name), and the outcome.

    `refused` expects of the given rows that one is refused, with `keys` one that has them: of no indicator, and without an outcome.
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


@record(kw_only=True)
class Test(Declared):
    """An in-spec test: `given` facts, given `values` of indicators, and what is expected of an indicator in a period."""

    indicator: str
    period: Period
    given: tuple[GivenFacts, ...] = ()
    values: tuple[GivenValue, ...] = ()
    expectations: tuple[Expectation, ...] = ()


class _Kept:
    """What a program looked up once. It is no field: it is neither compared nor written, and a changed program starts without."""

    __slots__ = ("_by_start", "_made")
    _by_start: dict[str, ByStart]  # by the name of an indicator, when its versions are effective
    _made: dict[object, Any]  # by the function that made it of the program


@record
class Program(_Kept):
    """A whole spec set. `indicators` holds the versions of each name, as they are declared."""

    dimensions: Mapping[str, Dimension]
    sources: Mapping[str, Source]
    tables: Mapping[str, Table]
    scales: Mapping[str, Scale]
    profiles: Mapping[str, Profile]
    indicators: Mapping[str, tuple[Indicator, ...]]
    tests: tuple[Test, ...]

    def version(self, name: str, period: Period) -> Indicator | None:
        """The version of an indicator in a period, None where there is none."""
        versions = self.indicators[name]
        try:
            kept = self._by_start
        except AttributeError:
            kept = {}
            object.__setattr__(self, "_by_start", kept)
        if name not in kept:  # once, as thousands of periods may be asked for of thousands of versions
            kept[name] = ByStart([version.effective for version in versions])
        place = kept[name].holding(period)
        return versions[place] if place is not None else None

    def once(self, make: Callable[[Program], Made]) -> Made:
        """What a function makes of this program: made when it is first asked for, and the same thing from then on."""
        try:
            kept = self._made
        except AttributeError:
            kept = {}
            object.__setattr__(self, "_made", kept)
        if make not in kept:
            kept[make] = make(self)
        made: Made = kept[make]
        return made
