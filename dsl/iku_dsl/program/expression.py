"""Typed expressions of a checked program: every name resolved, every unit converted, nothing left of the syntax but its text.

`text` is the expression in the author's words, for the trace. Numbers are in the unit of their type; a percentage is its fraction.
"""

from __future__ import annotations

from dataclasses import field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from iku_dsl.period import Grain
from iku_dsl.problem import NOWHERE, Span
from iku_dsl.records import record
from iku_dsl.types import BROKEN, Mean, Operator, Statistic, Type
from iku_dsl.types import RuleKind as RuleKind

# ---- Where a reading looks, which period and which member of each dimension, and what becomes of what is not there.


@record(kw_only=True)
class Typed:
    """Anything with a type and a place."""

    type: Type = BROKEN
    text: str = field(default="", compare=False)
    span: Span = field(default=NOWHERE, compare=False)


class Move(StrEnum):
    """How the period read follows from the period at hand."""

    SAME = "same"
    SHIFTED = "shifted"
    CONTAINING = "containing"
    TO_DATE = "to-date"


@record
class Shift:
    """The period read: `steps` periods of `grain` away, the period of `grain` that contains this one, or the year to date.

    `within` limits a shift to that period: `[triwulan lalu tahun ini]` is unknown in a first quarter.
    A year before a month is the same month; the quarter before it is a whole quarter.
    """

    move: Move = Move.SAME
    grain: Grain | None = None
    steps: int = 0
    within: Grain | None = None

    @property
    def whole(self) -> Grain | None:
        """How long the period is that is read at the least, however short the one at hand; None where it is just as long."""
        years = self.move is Move.SHIFTED and self.grain is Grain.YEAR
        return self.grain if self.move in (Move.CONTAINING, Move.SHIFTED) and not years else None


SAME = Shift()


@record
class RowKey:
    """The member of a dimension at hand: of the row, or of the entity that is evaluated."""

    dimension: str


@record
class MemberKey:
    """A member named in the spec."""

    dimension: str
    member: str


@record
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


@record
class Consolidation:
    """A reduction, of every sub-period; where `partial` gives a reason, of those that are there."""

    reduction: Reduction
    partial: str = ""


@record
class Rule:
    """`bila kosong …` or `bila tidak berlaku …`."""

    kind: RuleKind
    amount: Fraction = Fraction(0)


def given_rules(*rules: Rule | None) -> tuple[Rule, ...]:
    """Of several rules those that were written."""
    return tuple(rule for rule in rules if rule is not None)


# ---- Typed expressions that are one value: readings, arithmetic, conditions, functions, other indicators.


@record
class Constant(Typed):
    """A literal: a number, a truth, a text, the id of a choice or member, a date; None is `kosong`."""

    value: Fraction | bool | str | date | None


@record
class ColumnValue(Typed):
    """A column (stored or derived) of a source, at keys and a period."""

    source: str
    column: str
    keys: tuple[Key, ...]
    shift: Shift = SAME
    consolidation: Consolidation | None = None


@record
class OwnColumn(Typed):
    """A column of the row at hand, in a source's own rules and where its rows are a set (there each may be several, consolidated)."""

    source: str
    column: str
    consolidation: Consolidation | None = None


@record
class AttributeValue(Typed):
    """An attribute of a member."""

    dimension: str
    attribute: str
    key: Key


@record
class KeyValue(Typed):
    """The member at hand itself."""

    key: Key


@record
class HasRow(Typed):
    """Whether a source has a row for the keys in a period; dimensions beyond the keys at hand may take any member."""

    source: str
    keys: tuple[Key, ...]
    shift: Shift = SAME


@record
class IsExpected(Typed):
    """Whether a source has a row for the keys in a period, or must have one: of a source that is complete over a set."""

    source: str
    keys: tuple[Key, ...]
    shift: Shift = SAME


@record
class Arithmetic(Typed):
    """`+ - * / ^`, units already converted."""

    operator: Operator
    left: Expression
    right: Expression


@record
class Negative(Typed):
    """-x."""

    operand: Expression


@record
class Comparison(Typed):
    """`= != < <= > >=`; ordered choices compare by their order."""

    operator: Operator
    left: Expression
    right: Expression


@record
class Logic(Typed):
    """`dan`, `atau`, in Kleene's logic."""

    operator: Operator
    left: Expression
    right: Expression


@record
class Opposite(Typed):
    """`bukan x`."""

    operand: Expression


@record
class IsMissing(Typed):
    """`x = kosong`."""

    operand: Expression


@record
class Choose(Typed):
    """`jika c maka a selain itu b`."""

    condition: Expression
    then: Expression
    otherwise: Expression


class Function(StrEnum):
    """The functions of one or more numbers that have rules of their own; the others are `Plain`."""

    ROUND = "round"
    ABSOLUTE = "abs"
    POWER = "power"
    ROOT = "root"
    LN = "ln"
    GOALPOST = "goalpost"


class Plain(str):
    """A function of which `functions.PLAIN` says all, by its English name."""

    __slots__ = ()


@record
class Apply(Typed):
    """A function of arguments."""

    function: Function | Plain
    arguments: tuple[Expression, ...]
    half_even: bool = False


@record
class Lookup(Typed):
    """`tabel[x]`, `tabel[x, y]`."""

    table: str
    keys: tuple[Expression, ...]


@record
class Classify(Typed):
    """`skala[x]`: the category of a number."""

    scale: str
    operand: Expression


@record
class Named(Typed):
    """An indicator's own `hitung`, by its name; `value` is what it stands for.

    It is that of the entity wherever it is named; `home` says that it is named where another member or row is at hand.
    """

    name: str
    label: str
    value: Expression
    home: bool = False


class Part(StrEnum):
    """What of an indicator is read."""

    VALUE = "value"
    ACHIEVEMENT = "achievement"
    CATEGORY = "category"
    TARGET = "target"


@record
class IndicatorValue(Typed):
    """Another indicator: its value, category, achievement or target, at keys and a period; `which` is a named target."""

    indicator: str
    part: Part
    keys: tuple[Key, ...] = ()
    shift: Shift = SAME
    which: str = ""


@record
class CalendarDays(Typed):
    """`banyaknya hari[…]`: the days of a period, or its `months`."""

    shift: Shift = SAME
    months: bool = False


# ---- Sets of members and of rows, and what is made of them: counts, statistics, weighted sums.


@record
class Members(Typed):
    """All members of a dimension: those that are valid in the period at hand, or in those that an indicator of a `grain` is read at."""

    dimension: str
    shift: Shift = SAME
    grain: Grain | None = None


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


# ---- All kinds of expression as one type, and the walk over everything inside one.


Expression = (
    Constant
    | ColumnValue
    | OwnColumn
    | AttributeValue
    | KeyValue
    | HasRow
    | IsExpected
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
        case Constant():  # the most frequent ones come first: every proof walks over all
            return ()
        case Arithmetic() | Comparison() | Logic():
            return (expression.left, expression.right)
        case ColumnValue() | HasRow() | IsExpected() | IndicatorValue():
            return tuple([key.value for key in expression.keys if isinstance(key, ExpressionKey)])
        case OwnColumn() | WeightedIndicators() | CalendarDays() | Members() | Rows():
            return ()
        case AttributeValue() | KeyValue():
            return (expression.key.value,) if isinstance(expression.key, ExpressionKey) else ()
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


def conjuncts(condition: Expression) -> tuple[Expression, ...]:
    """The conditions that must all hold for one to hold."""
    if isinstance(condition, Logic) and condition.operator is Operator.AND:
        return (*conjuncts(condition.left), *conjuncts(condition.right))
    return (condition,)
