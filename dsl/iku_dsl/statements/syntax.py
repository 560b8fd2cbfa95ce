"""The nodes of an expression and the small pieces of statements, as written: frozen, each with its place.

Numbers are exact fractions (`30%` is 3/10) beside the text they were written with. Nothing is resolved here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field, fields
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from iku_dsl.problem import NOWHERE, Span
from iku_dsl.records import record
from iku_dsl.types import Mean as Mean
from iku_dsl.types import Operator as Operator
from iku_dsl.types import RuleKind as RuleKind
from iku_dsl.types import Statistic as Statistic


@record(kw_only=True)
class Node:
    """Anything that was written somewhere; two nodes are equal when they say the same, wherever they stand."""

    span: Span = field(default=NOWHERE, compare=False)


@record
class Name(Node):
    """A name as written."""

    text: str


@record
class Text(Node):
    """Quoted text, without its quotes; `long` text stood between three quotes."""

    text: str
    long: bool = False


@record
class Number(Node):
    """A number: its exact value before the unit applies, its text (`80%`, `1/9`, `-3`), and its unit word."""

    value: Fraction
    text: str
    unit: Name | None = None

    @property
    def percent(self) -> bool:
        """Whether it was written as a percentage."""
        return self.text.endswith("%")


@record
class Duration(Node):
    """`1:07:38` as seconds."""

    seconds: int
    text: str


@record
class Date(Node):
    """An ISO date, as written."""

    text: str


@record
class Missing(Node):
    """`kosong`."""


@record
class NotApplicable(Node):
    """`tidak berlaku` in a cell or after `harap`."""


@record
class ExpectError(Node):
    """`galat` after `harap`."""


Grain = Literal["year", "semester", "quarter", "month"]


class ShiftKind(StrEnum):
    """How a reading moves away from the period at hand."""

    PREVIOUS = "previous"
    BACK = "back"
    THIS = "this"
    TO_DATE = "to-date"


@record
class Shift(Node):
    """`[tahun lalu]`, `[tahun -2]`, `[tahun ini]`, `[sampai periode ini]`, `[triwulan lalu tahun ini]` (`within`)."""

    kind: ShiftKind
    grain: Grain | None = None
    steps: int = 0
    within: Grain | None = None


@record
class Field(Node):
    """`.column` after a path."""

    name: Name


@record
class Index(Node):
    """`[key, …]` or a shift after a path."""

    keys: tuple[Expression, ...] = ()
    shift: Shift | None = None


@record
class Path(Node):
    """A name and what follows it: `espm.indeks[tahun lalu]`."""

    name: Name
    steps: tuple[Field | Index, ...] = ()


@record
class Group(Node):
    """An expression in parentheses, kept because the author wrote them."""

    inner: Expression


@record
class Call(Node):
    """A function call."""

    function: Name
    arguments: tuple[Expression, ...]
    half_even: bool = False


@record
class Binary(Node):
    """Two operands and an operator: arithmetic, comparison, `dan`, `atau`."""

    operator: Operator
    left: Expression
    right: Expression


@record
class Negate(Node):
    """`-x`."""

    operand: Expression


@record
class Not(Node):
    """`bukan x`."""

    operand: Expression


@record
class Has(Node):
    """`ada S`: whether the source has a row for the keys at hand."""

    source: Expression


@record
class Where(Node):
    """`S yang P`."""

    rows: Expression
    condition: Expression


@record
class If(Node):
    """`jika c maka a selain itu b`."""

    condition: Expression
    then: Expression
    otherwise: Expression


@record
class Rule(Node):
    """A rule for a missing or not-applicable input; `amount` is what is put in its place."""

    kind: RuleKind
    amount: Number | None = None


@record
class Aggregate(Node):
    """`jumlah berbobot x`, `banyaknya (S yang P)`, `rerata x berbobot oleh y atas S bila kosong lewati`.

    Several operands are a list of values (`rerata(a, b)`); `listed` says that it stood as `… of a, b`.
    """

    statistic: Statistic
    operands: tuple[Expression, ...]
    mean: Mean = Mean.ARITHMETIC
    weighted: bool = False
    by: Expression | None = None
    over: Expression | None = None
    when_missing: Rule | None = None
    when_not_loaded: Rule | None = None
    when_not_applicable: Rule | None = None
    listed: bool = False


Expression = (
    Path
    | Number
    | Text
    | Date
    | Duration
    | Missing
    | Group
    | Call
    | Binary
    | Negate
    | Not
    | Has
    | Where
    | If
    | Aggregate
)


@record
class Point(Node):
    """A band that is a single number."""

    value: Number | Duration


@record
class Range(Node):
    """An interval as written; None is an open end (no limit). `bare` ends were written `>= a`, `< b`."""

    low: Number | Duration | None
    high: Number | Duration | Path | None
    low_open: bool = False
    high_open: bool = False
    bare: bool = False


@record
class Period(Node):
    """A period as written: `2025`, `2025-S1`, `2025-Q3`, `2025-07`."""

    text: str


@record
class Periods(Node):
    """A stretch of periods; None is open."""

    first: Period | None
    last: Period | None


def paths_in(node: object) -> Iterator[Path]:
    """All paths of a syntax node, in reading order."""
    if isinstance(node, Path):
        yield node
    if isinstance(node, Node):
        for item in fields(node):
            if item.name != "span":
                yield from paths_in(getattr(node, item.name))
    elif isinstance(node, tuple):
        for part in node:
            yield from paths_in(part)
