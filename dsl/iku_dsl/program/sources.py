"""What indicators read: sources, dimensions, tables, scales with their grid, and profiles of achievement, with their columns.

A column is stored, or computed row by row; what was printed wrong is kept beside what is right.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from typing import Literal

from iku_dsl.interval import EVERYTHING, Interval, make
from iku_dsl.period import Grain
from iku_dsl.problem import NOWHERE, Span
from iku_dsl.program.expression import Consolidation, Expression, Rule, SetExpression, given_rules
from iku_dsl.records import record
from iku_dsl.rounding import rounded
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


@record(kw_only=True)
class Member(Declared):
    """A member of an enumerated dimension, a choice, or a band's category."""


START, END, SUCCESSOR = "mulai", "akhir", "pengganti"  # the built-in columns of a dimension's file


@record(kw_only=True)
class Dimension(Declared):
    """What facts are about: `members` where they are enumerated, else a `key` with attributes.

    `closed` says that only its own file names members, `aliases` are words of their names with what they stand for.
    `validity` are the built-in columns that its file may have beside the attributes: first and last day, and the successor.
    """

    members: tuple[Member, ...] = ()
    key: str = ""
    attributes: Mapping[str, Column] = field(default_factory=dict)
    validity: Mapping[str, Column] = field(default_factory=dict)
    closed: bool = False
    aliases: tuple[tuple[str, str], ...] = ()

    @property
    def stored(self) -> Mapping[str, Column]:
        """All that the store keeps of a member beside its key."""
        return {**self.attributes, **self.validity}

    @property
    def enumerated(self) -> bool:
        """Whether the spec lists its members."""
        return not self.key

    @property
    def imported(self) -> bool:
        """Whether its members come from a file of their own: a keyed dimension with attributes, or a closed one."""
        return bool(self.key and (self.attributes or self.closed))

    @property
    def named_by_facts(self) -> bool:
        """Whether its members are those that rows of sources name: a keyed dimension without a file of its own."""
        return bool(self.key and not self.imported)


@record(kw_only=True)
class Table(Declared):
    """A lookup: `entries` by keys (ids), or `breakpoints` read piecewise-linearly. Values are numbers, or ids of choices.

    An entry of None is one that the spec leaves out on purpose (`kosong`): reading it is an error, as it is of a key that is not there.
    """

    keys: tuple[str, ...] = ()
    entries: Mapping[tuple[str, ...], Fraction | str | None] = field(default_factory=dict)
    breakpoints: tuple[tuple[Fraction, Fraction], ...] = ()
    type: Type
    basis: str = ""
    partial: str = ""


@record
class Correction:
    """What the source prints where the spec says otherwise, and why: `printed` as written, `value` where it is a number."""

    printed: str
    reason: str
    value: Fraction | None = None
    interval: Interval | None = None
    span: Span = field(default=NOWHERE, compare=False)


@record(kw_only=True)
class Band(Declared):
    """A category: its intervals (none where it stands without a range), best first within its scale."""

    intervals: tuple[Interval, ...]
    written: tuple[str, ...] = ()
    reason: str = ""
    correction: Correction | None = None


@record
class Grid:
    """`langkah`: a number is brought to a multiple of the step before a band is looked up."""

    step: Fraction
    way: Literal["down", "up", "nearest"]


@record
class Excluded:
    """`di luar kategori`: numbers of the domain without a category, and why."""

    interval: Interval
    reason: str
    span: Span = field(default=NOWHERE, compare=False)


@record(kw_only=True)
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


def on_grid(grid: Grid, value: Fraction) -> Fraction:
    """A number brought to a multiple of the step: down is towards −∞, up towards +∞, nearest half away from zero."""
    steps = value / grid.step
    match grid.way:
        case "down":
            return floor(steps) * grid.step
        case "up":
            return ceil(steps) * grid.step
        case "nearest":
            return rounded(steps, 0) * grid.step


def grid_part(grid: Grid | None, interval: Interval) -> Interval | None:
    """The least interval around the grid points in an interval, None where there are none."""
    if grid is None:
        return interval
    low = high = None
    if interval.low is not None:
        steps = interval.low / grid.step
        first = floor(steps) + 1 if interval.low_open else ceil(steps)
        low = first * grid.step
    if interval.high is not None:
        steps = interval.high / grid.step
        last = ceil(steps) - 1 if interval.high_open else floor(steps)
        high = last * grid.step
    return make(low, high)


def placed(grid: Grid | None, interval: Interval) -> Interval:
    """The least interval around the multiples of the step that the numbers of an interval are brought to."""
    if grid is None:
        return interval
    low, high = interval.low, interval.high
    return Interval(
        None if low is None else on_grid(grid, low + _inside(grid, low) if interval.low_open else low),
        None if high is None else on_grid(grid, high - _inside(grid, -high) if interval.high_open else high),
    )


def _inside(grid: Grid, end: Fraction) -> Fraction:
    """How far above an end a number is that is brought to the same multiple as all between the two."""
    half = grid.step / 2  # multiples change there, at the most
    return ((floor(end / half) + 1) * half - end) / 2


def brought_to(grid: Grid, place: Fraction) -> Interval:
    """The numbers that are brought to a multiple of the step."""
    match grid.way:
        case "down":
            low, high = place, place + grid.step
        case "up":
            low, high = place - grid.step, place
        case "nearest":
            low, high = place - grid.step / 2, place + grid.step / 2
    return Interval(low, high, on_grid(grid, low) != place, on_grid(grid, high) != place)


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
