"""What a spec says, as data: expressions, conditions, sets and declarations (3 Declarations, 4 Expressions)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction as F

from .periods import Period


@dataclass(frozen=True)
class Num:
    value: F
    percent: bool = False


@dataclass(frozen=True)
class Col:
    """`source.column`, at other members by name, in another period (4.5, 6)."""

    source: str
    column: str
    shift: str = ""
    at: tuple[str, ...] = ()


@dataclass(frozen=True)
class OwnColumn:
    """A column of the row at hand (4.5)."""

    column: str


@dataclass(frozen=True)
class Attribute:
    """An attribute of the member at hand."""

    dimension: str
    name: str


@dataclass(frozen=True)
class Ind:
    """Another indicator: value, achievement or target (4.5)."""

    name: str
    what: str = "value"
    shift: str = ""
    at: tuple[str, ...] = ()
    target: str = ""
    across: bool = False


@dataclass(frozen=True)
class Let:
    name: str


@dataclass(frozen=True)
class Name:
    """`actual`, `target`, or a `let` of a profile (3.5)."""

    name: str


@dataclass(frozen=True)
class Op:
    sign: str
    left: Expr
    right: Expr


@dataclass(frozen=True)
class Call:
    """`round`, `abs`, `minimum`, `maximum`, `average` of what is listed (4.4)."""

    name: str
    over: tuple[Expr, ...]
    digits: int = 0


@dataclass(frozen=True)
class If:
    condition: Condition
    then: Expr
    otherwise: Expr


@dataclass(frozen=True)
class Rules:
    """`when missing`, `when not loaded`, `when not applicable` behind a calculation (12.3)."""

    missing: str = ""
    unloaded: str = ""
    na: str = ""


@dataclass(frozen=True)
class Agg:
    """`sum`, `average`, `minimum`, `maximum`, `median` of a column or an indicator (7.2)."""

    how: str
    item: Col | Ind
    over: Group | None = None
    rules: Rules = Rules()


@dataclass(frozen=True)
class Count:
    group: Group
    rules: Rules = Rules()


@dataclass(frozen=True)
class Weighted:
    """`weighted sum` or `weighted average` by the indicator's `weights` (8)."""

    how: str
    item: Col | Ind | str  # "value" or "achievement" of `weights indicator`
    rules: Rules = Rules()


@dataclass(frozen=True)
class WeightedBy:
    """`weighted sum src.col by dimension.attribute` (7.2)."""

    how: str
    item: Col
    by: Attribute
    rules: Rules = Rules()


Expr = Num | Col | OwnColumn | Attribute | Ind | Let | Name | Op | Call | If | Agg | Count | Weighted | WeightedBy


@dataclass(frozen=True)
class Cmp:
    sign: str
    left: Expr
    right: Expr


@dataclass(frozen=True)
class Logic:
    word: str  # and, or, not
    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Has:
    source: str
    shift: str = ""
    at: tuple[str, ...] = ()


@dataclass(frozen=True)
class IsMissing:
    of: OwnColumn | Col
    negated: bool = False


@dataclass(frozen=True)
class Flag:
    """A yes/no attribute of the member at hand."""

    attribute: Attribute


@dataclass(frozen=True)
class BandIs:
    """`indicator.band = category` (4.5)."""

    of: Ind
    category: str


Condition = Cmp | Logic | Has | IsMissing | Flag | BandIs


@dataclass(frozen=True)
class Members:
    dimension: str


@dataclass(frozen=True)
class Rows:
    source: str


@dataclass(frozen=True)
class Where:
    group: Group
    condition: Condition


@dataclass(frozen=True)
class SetOf:
    """A `set` of the indicator by its name."""

    name: str


Group = Members | Rows | Where | SetOf


@dataclass(frozen=True)
class Dimension:
    name: str
    listed: bool
    attributes: tuple[tuple[str, str], ...] = ()  # name, type: "yes/no", "number", or a dimension


@dataclass(frozen=True)
class Member:
    key: str
    start: int | None = None  # first month it is valid in (months since year 0)
    end: int | None = None  # last month
    attributes: Mapping[str, F | str | bool | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Column:
    name: str
    low: F
    high: F
    empty: bool = True  # may be missing
    consolidate: str = ""
    partial: bool = False
    when_missing: str = ""
    when_unloaded: str = ""
    let: Expr | None = None  # a `let` column, of the cells of the row


@dataclass(frozen=True)
class Source:
    name: str
    grain: str
    dimensions: tuple[str, ...]
    absent: str  # complete, register, or "" (3.2.1)
    columns: tuple[Column, ...]
    over: Condition | None = None

    def column(self, name: str) -> Column:
        return next(one for one in self.columns if one.name == name)


@dataclass(frozen=True)
class Scale:
    name: str
    categories: tuple[tuple[str, F | None], ...]  # best first: `>= floor`, the last without


@dataclass(frozen=True)
class Profile:
    name: str
    rules: Mapping[str, Expr]
    limits: tuple[F, F] | None = None
    guards: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Target:
    since: Period
    until: Period | None
    value: Expr
    name: str = ""

    def holds(self, period: Period) -> bool:
        return self.since.months[0] <= period.months[0] and (
            self.until is None or period.months[-1] <= self.until.months[-1]
        )


@dataclass(frozen=True)
class Block:
    dimension: str  # a dimension, or "indicator"
    weights: tuple[tuple[str, F], ...]


@dataclass(frozen=True)
class Indicator:
    name: str
    grain: str
    per: tuple[str, ...]
    formula: Expr
    direction: str = "higher"
    since: int | None = None
    until: int | None = None
    sets: tuple[tuple[str, Group], ...] = ()
    lets: tuple[tuple[str, Expr], ...] = ()
    guards: tuple[Condition, ...] = ()
    weights: tuple[Block, ...] = ()
    targets: tuple[Target, ...] = ()
    profile: str = ""
    bands: str = ""
    bands_of: str = "value"
    consolidate: str = ""
    partial: bool = False
    round: int | None = None
