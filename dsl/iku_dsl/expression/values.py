"""Typed expressions that are one value: readings, arithmetic, conditions, functions, other indicators."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from iku_dsl.expression.places import SAME, Consolidation, Key, Shift, Typed
from iku_dsl.operators import Operator
from iku_dsl.records import record

if TYPE_CHECKING:
    from iku_dsl.expression.parts import Expression


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


@record
class Apply(Typed):
    """A function of arguments."""

    function: Function
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
