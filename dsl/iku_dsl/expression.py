"""Typed expressions of a checked program: every name resolved, every unit converted, nothing left of the syntax but its text.

`text` is the expression in the author's words, for the trace. Numbers are in the unit of their type; a percentage is its fraction.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from iku_dsl.operators import Mean, Operator, Statistic
from iku_dsl.period import Grain
from iku_dsl.source import NOWHERE, Span
from iku_dsl.types import BROKEN, Type


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """Anything with a type and a place."""

    type: Type = BROKEN
    text: str = field(default="", compare=False)
    span: Span = field(default=NOWHERE, compare=False)


# ---- where a reading looks: which period, and which member of each dimension


class Move(StrEnum):
    """How the period read follows from the period at hand."""

    SAME = "same"
    SHIFTED = "shifted"
    CONTAINING = "containing"
    TO_DATE = "to-date"


@dataclass(frozen=True, slots=True)
class Shift:
    """The period read: `steps` periods of `grain` away, the period of `grain` that contains this one, or the year to date.

    `within` limits a shift to that period: `[triwulan lalu tahun ini]` is unknown in a first quarter.
    """

    move: Move = Move.SAME
    grain: Grain | None = None
    steps: int = 0
    within: Grain | None = None


SAME = Shift()


@dataclass(frozen=True, slots=True)
class RowKey:
    """The member of a dimension at hand: of the row, or of the entity that is evaluated."""

    dimension: str


@dataclass(frozen=True, slots=True)
class MemberKey:
    """A member named in the spec."""

    dimension: str
    member: str


@dataclass(frozen=True, slots=True)
class ExpressionKey:
    """A member that an attribute or another expression gives."""

    dimension: str
    value: Expression


Key = RowKey | MemberKey | ExpressionKey


class Reduction(StrEnum):
    """How several sub-periods become one, key by key."""

    SUM = "sum"
    AVERAGE = "average"
    LAST = "last"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"


@dataclass(frozen=True, slots=True)
class Consolidation:
    """A reduction; `complete` expects every sub-period."""

    reduction: Reduction
    complete: bool = False


class RuleKind(StrEnum):
    """What a rule for missing or not-applicable inputs does."""

    ERROR = "error"
    SKIP = "skip"
    LAST = "last"
    REWEIGHT = "reweight"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class Rule:
    """`bila kosong …` or `bila tidak berlaku …`."""

    kind: RuleKind
    amount: Fraction = Fraction(0)


# ---- values


@dataclass(frozen=True, slots=True)
class Constant(Typed):
    """A literal: a number, a truth, a text, the id of a choice or member, a date; None is `kosong`."""

    value: Fraction | bool | str | date | None


@dataclass(frozen=True, slots=True)
class ColumnValue(Typed):
    """A column (stored or derived) of a source, at keys and a period."""

    source: str
    column: str
    keys: tuple[Key, ...]
    shift: Shift = SAME
    consolidation: Consolidation | None = None


@dataclass(frozen=True, slots=True)
class OwnColumn(Typed):
    """A column of the row at hand, in a source's own rules and where its rows are a set."""

    source: str
    column: str


@dataclass(frozen=True, slots=True)
class AttributeValue(Typed):
    """An attribute of a member."""

    dimension: str
    attribute: str
    key: Key


@dataclass(frozen=True, slots=True)
class KeyValue(Typed):
    """The member at hand itself."""

    key: Key


@dataclass(frozen=True, slots=True)
class HasRow(Typed):
    """Whether a source has a row for the keys in a period; dimensions beyond the keys at hand may take any member."""

    source: str
    keys: tuple[Key, ...]
    shift: Shift = SAME


@dataclass(frozen=True, slots=True)
class Arithmetic(Typed):
    """`+ - * / ^`, units already converted."""

    operator: Operator
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Negative(Typed):
    """-x."""

    operand: Expression


@dataclass(frozen=True, slots=True)
class Comparison(Typed):
    """`= != < <= > >=`; ordered choices compare by their order."""

    operator: Operator
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Logic(Typed):
    """`dan`, `atau`, in Kleene's logic."""

    operator: Operator
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Opposite(Typed):
    """`bukan x`."""

    operand: Expression


@dataclass(frozen=True, slots=True)
class IsMissing(Typed):
    """`x = kosong`."""

    operand: Expression


@dataclass(frozen=True, slots=True)
class Choose(Typed):
    """`jika c maka a selain itu b`."""

    condition: Expression
    then: Expression
    otherwise: Expression


class Function(StrEnum):
    """The functions of one or more numbers."""

    ROUND = "round"
    ABSOLUTE = "abs"
    POWER = "power"
    ROOT = "root"
    LN = "ln"
    GOALPOST = "goalpost"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    AVERAGE = "average"


@dataclass(frozen=True, slots=True)
class Apply(Typed):
    """A function of arguments."""

    function: Function
    arguments: tuple[Expression, ...]
    half_even: bool = False


@dataclass(frozen=True, slots=True)
class Lookup(Typed):
    """`tabel[x]`, `tabel[x, y]`."""

    table: str
    keys: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Classify(Typed):
    """`skala[x]`: the category of a number."""

    scale: str
    operand: Expression


@dataclass(frozen=True, slots=True)
class Named(Typed):
    """An indicator's own `hitung`, by its name; `value` is what it stands for."""

    name: str
    label: str
    value: Expression


# ---- sets, and what is made of them


@dataclass(frozen=True, slots=True)
class Members(Typed):
    """All members of a dimension."""

    dimension: str


@dataclass(frozen=True, slots=True)
class Rows(Typed):
    """The rows of a source in a period, in an indicator per entity those of the entity."""

    source: str
    shift: Shift = SAME


@dataclass(frozen=True, slots=True)
class Filtered(Typed):
    """Those of a set for which a condition holds."""

    set: SetExpression
    condition: Expression


@dataclass(frozen=True, slots=True)
class NamedSet(Typed):
    """An indicator's own `himpunan`, by its name."""

    name: str
    label: str
    set: SetExpression


SetExpression = Members | Rows | Filtered | NamedSet


@dataclass(frozen=True, slots=True)
class Aggregated(Typed):
    """A statistic over the members of a set or rows of a source; `operand` is None for a count."""

    statistic: Statistic
    set: SetExpression
    operand: Expression | None = None
    mean: Mean = Mean.ARITHMETIC
    by: Expression | None = None
    when_missing: Rule | None = None
    when_not_applicable: Rule | None = None


@dataclass(frozen=True, slots=True)
class OfList(Typed):
    """A statistic of listed values: `rerata geometrik dari a, b`."""

    statistic: Statistic
    operands: tuple[Expression, ...]
    mean: Mean = Mean.ARITHMETIC
    when_missing: Rule | None = None


@dataclass(frozen=True, slots=True)
class Weighted(Typed):
    """`jumlah berbobot x` (or the mean) over the indicator's weighted dimensions, levels in the order of `levels`."""

    statistic: Statistic
    operand: Expression
    levels: tuple[str, ...]
    mean: Mean = Mean.ARITHMETIC
    when_missing: Rule | None = None
    when_not_applicable: Rule | None = None


class Part(StrEnum):
    """What of an indicator is read."""

    VALUE = "value"
    ACHIEVEMENT = "achievement"
    CATEGORY = "category"
    TARGET = "target"


@dataclass(frozen=True, slots=True)
class WeightedIndicators(Typed):
    """`rerata berbobot capaian`, `jumlah berbobot nilai` over the indicators of `bobot indikator`."""

    statistic: Statistic
    part: Part
    mean: Mean = Mean.ARITHMETIC
    when_missing: Rule | None = None
    when_not_applicable: Rule | None = None


@dataclass(frozen=True, slots=True)
class IndicatorValue(Typed):
    """Another indicator: its value, category, achievement or target, at keys and a period; `which` is a named target."""

    indicator: str
    part: Part
    keys: tuple[Key, ...] = ()
    shift: Shift = SAME
    which: str = ""


@dataclass(frozen=True, slots=True)
class CalendarDays(Typed):
    """`banyaknya hari[…]`: the days of a period."""

    shift: Shift = SAME


Expression = (
    Constant
    | ColumnValue
    | OwnColumn
    | AttributeValue
    | KeyValue
    | HasRow
    | Arithmetic
    | Negative
    | Comparison
    | Logic
    | Opposite
    | IsMissing
    | Choose
    | Apply
    | Lookup
    | Classify
    | Named
    | Aggregated
    | OfList
    | Weighted
    | WeightedIndicators
    | IndicatorValue
    | CalendarDays
)


def parts(expression: Expression | SetExpression) -> tuple[Expression | SetExpression, ...]:
    """The expressions directly inside one, in reading order."""
    match expression:
        case Constant() | OwnColumn() | WeightedIndicators() | CalendarDays() | Members() | Rows():
            return ()
        case ColumnValue() | HasRow() | IndicatorValue():
            return tuple(key.value for key in expression.keys if isinstance(key, ExpressionKey))
        case AttributeValue() | KeyValue():
            return (expression.key.value,) if isinstance(expression.key, ExpressionKey) else ()
        case Arithmetic() | Comparison() | Logic():
            return (expression.left, expression.right)
        case Negative() | Opposite() | IsMissing() | Classify():
            return (expression.operand,)
        case Choose():
            return (expression.condition, expression.then, expression.otherwise)
        case Apply():
            return expression.arguments
        case Lookup():
            return expression.keys
        case Named():
            return (expression.value,)
        case Filtered():
            return (expression.set, expression.condition)
        case NamedSet():
            return (expression.set,)
        case Aggregated():
            inner = [expression.set, expression.operand, expression.by]
            return tuple(item for item in inner if item is not None)
        case OfList():
            return expression.operands
        case Weighted():
            return (expression.operand,)


def walk(expression: Expression | SetExpression) -> list[Expression | SetExpression]:
    """An expression and everything inside it, outermost first."""
    found: list[Expression | SetExpression] = []
    stack = [expression]
    while stack:
        item = stack.pop()
        found.append(item)
        stack.extend(reversed(parts(item)))
    return found
