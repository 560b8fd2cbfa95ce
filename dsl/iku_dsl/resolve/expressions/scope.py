"""What is written at a place stands for: what names mean there, what numbers are worth, how much a rule comes to.

Names mean the row or entity at hand, the indicator's own lets and sets, the period's grain. Names make it easy to write a rule that
doubles with each line; whoever checks or evaluates it would never come to an end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from iku_dsl import statements as st
from iku_dsl.budgets import most
from iku_dsl.period import Grain
from iku_dsl.problem import Span, Text, say
from iku_dsl.program import expression as ex
from iku_dsl.statements import syntax as sx
from iku_dsl.types import ANY, BROKEN, NUMBER, Kind, Type, Unit, unit
from iku_dsl.wording import figure


@dataclass(eq=False)
class OwnNames:
    """The lets and sets of one indicator, read in its scope when they are first named (`own.py`, `sets.py`).

    `nodes` are their statements; `used` those that are named; `lost` sets that have a problem already; `reading` those that are being
    read, each named by the one before it; `steps` how many rest on one another. `readers` read a let, and a set;
    `in_order` says that they are being read one after another.
    """

    nodes: Mapping[str, st.Let | st.Set]
    readers: Mapping[type, Callable[[Any, OwnNames, str, Span], object]]
    scope: Scope | None = None
    lets: dict[str, ex.Named] = field(default_factory=dict)
    sets: dict[str, ex.NamedSet] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)
    reading: list[str] = field(default_factory=list)
    steps: dict[str, int] = field(default_factory=dict)
    in_order: bool = False
    too_deep: bool = False

    def is_read(self, name: str) -> bool:
        """Whether a let or set was read, well or not."""
        return name in self.lets or name in self.sets or name in self.lost


@dataclass(frozen=True, slots=True)
class Scope:
    """A place.

    `dimensions` have a member at hand, innermost last. `attributes` are those of them whose attributes may be named alone.
    `row` is the source whose row is at hand. `entity` are the dimensions of the indicator, to which sets are restricted.
    `bound` are names with a meaning of their own (`realisasi` in a profile); `weighted` those of `bobot` blocks.
    `within` says that it is inside a set or weighted sum, where the member or row at hand is not the entity's.
    `weights_lost` says that a `bobot` block may have been among the lines that could not be read.
    """

    grain: Grain | None
    dimensions: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    row: str = ""
    row_shift: ex.Shift = ex.SAME
    entity: tuple[str, ...] = ()
    within: bool = False
    weighted: tuple[str, ...] = ()
    weighs_indicators: bool = False
    weighed: tuple[str, ...] = ()  # these indicators
    weights_lost: bool = False
    own: OwnNames | None = None
    bound: Mapping[str, ex.Expression] = field(default_factory=dict)


def broken(span: Span) -> ex.Constant:
    """What stands for an expression that has a problem already."""
    return ex.Constant(None, type=BROKEN, span=span)


def convert(operand: ex.Expression, wanted: Unit, factor: Fraction) -> ex.Expression:
    """A number in another unit of the same measure."""
    if factor == 1:
        return operand
    multiplier = ex.Constant(factor, type=NUMBER, span=operand.span, text=str(factor))
    kind = Type(Kind.NUMBER, wanted)
    return ex.Arithmetic(sx.Operator.MULTIPLY, operand, multiplier, type=kind, span=operand.span, text=operand.text)


def in_unit(operand: ex.Expression, kind: Type) -> ex.Expression | None:
    """A number in the unit of the place that takes it; a bare number is in that unit already. None where the units do not convert."""
    given = operand.type.unit
    if operand.type.kind is not Kind.NUMBER or given.is_any or given.is_pure:
        return operand
    factor = given.factor_to(kind.unit)
    return convert(operand, kind.unit, factor) if factor is not None else None


def is_bare(number: ex.Expression) -> bool:
    """Whether a number is written without a unit, and is not 0, which is the same in any."""
    return number.type.unit.is_any and not (isinstance(number, ex.Constant) and number.value == 0)


def of_several_units(number: ex.Expression) -> bool:
    """Whether a sum, or one of several numbers, has parts that were brought into its unit from another."""
    match number:
        case ex.Arithmetic(operator=sx.Operator.MULTIPLY) if number.text == number.left.text:  # as `convert` makes it
            return True
        case ex.Arithmetic(operator=sx.Operator.ADD | sx.Operator.SUBTRACT):
            return of_several_units(number.left) or of_several_units(number.right)
        case ex.Negative():
            return of_several_units(number.operand)
        case ex.Apply(function=ex.Function.ABSOLUTE | ex.Plain()):
            return any(map(of_several_units, number.arguments))
        case _:
            return False


TIMES = ("unit.detik", "unit.menit", "unit.jam", "unit.hari", "unit.bulan")
SHOWN_UNITS = ("detik", "menit", "jam", "hari", "bulan", "rupiah")
MULTIPLIERS = {
    "ribu": 10**3, "juta": 10**6, "miliar": 10**9, "milyar": 10**9, "triliun": 10**12, "thousand": 10**3, "million": 10**6,
    "billion": 10**9,
}  # fmt: skip
REQUIRED = ("tidak", "not", "wajib", "harus", "required", "mandatory")
OPTIONAL = ("opsional", "optional", "nullable", "kosong", "empty")
UNIQUE = ("unik", "unique")
WITHOUT_DECIMALS = ("bulat", "utuh", "whole")
WITH_DECIMALS = ("desimal", "pecahan", "decimal", "real")


def unit_shown(kind: Type) -> str:
    """The unit of a type in a sentence: a key of the table of sentences, or the name that the spec gave it."""
    if not kind.unit.powers:
        return "unit.percent" if kind.percent else "unit.number"
    name, exponent = kind.unit.powers[0]
    if len(kind.unit.powers) == 1 and exponent == 1 and name in SHOWN_UNITS:
        return f"unit.{name}"
    return str(kind.unit)


def no_unit(node: sx.Number | sx.Duration) -> Text | None:
    """What is said of `5 juta` or `0..100 wajib`, where the word beside a number is no unit; None of any other literal."""
    if isinstance(node, sx.Duration) or node.unit is None:
        return None
    if node.unit.text in REQUIRED:
        return _required(node.unit.text)
    factor = MULTIPLIERS.get(node.unit.text)
    if factor is None:
        return None
    amount = node.value * factor
    mended = f"{amount.numerator:_}" if amount.denominator == 1 else figure(amount)
    return say("unit-mismatch.multiplier", word=node.unit.text, mended=mended)


def wrong_unit(node: sx.Number | sx.Duration, kind: Type) -> tuple[Text, Text | None]:
    """What is said of a number that is not in the unit of a type, and the hint for it."""
    hint = no_unit(node)
    if kind.percent and isinstance(node, sx.Number) and node.unit is None and not node.percent:
        hint = say("range-exceeds.cell.sign", mended=f"{figure(node.value)}%")
    if isinstance(node, sx.Number) and node.unit is not None and node.unit.text in REQUIRED:
        return say("unit-mismatch.no-unit", word=node.unit.text), hint
    return say("unit-mismatch.literal", unit=unit_shown(kind)), hint


def _required(word: str) -> Text:
    return say("unit-mismatch.required.not" if word in ("tidak", "not") else "unit-mismatch.required", word=word)


def same_unit(left: Type, right: Type) -> Text:
    """What to do where two units differ: of those of time, months are of no fixed length."""
    shown = unit_shown(left), unit_shown(right)
    months = "unit.bulan" in shown and all(unit in TIMES for unit in shown)
    return say("unit-mismatch.months") if months else say("unit-mismatch.hint")


def no_option(unit: sx.Name) -> Text | None:
    """What is said of `angka wajib`, where the word after a type would be its unit and was meant to say something else."""
    if unit.text in REQUIRED:
        return _required(unit.text)
    if unit.text in OPTIONAL:
        return say("unit-mismatch.optional")
    if unit.text in WITHOUT_DECIMALS:
        return say("unit-mismatch.without-decimals")
    if unit.text in WITH_DECIMALS:
        return say("unit-mismatch.with-decimals")
    return say("unit-mismatch.unique") if unit.text in UNIQUE else None


def label_text(label: sx.Text | None) -> str:
    """The text of a label, blanks folded."""
    return " ".join(label.text.split()) if label is not None else ""


def prose_text(text: sx.Text) -> str:
    """Long text without the indentation of the spec."""
    return "\n".join(line.strip() for line in text.text.strip().splitlines())


def amount(node: sx.Number | sx.Duration, type: Type) -> Fraction | None:
    """The number of a literal in the unit of a type; None where its unit does not convert to it."""
    if isinstance(node, sx.Duration):
        factor = unit("detik").factor_to(type.unit)
        return Fraction(node.seconds) * factor if factor is not None and not type.unit.is_pure else None
    if node.unit is None:
        return node.value
    factor = unit(node.unit.text).factor_to(type.unit)
    return node.value * factor if factor is not None else None


def constant(node: sx.Expression) -> tuple[Fraction, Unit | None] | None:
    """The number that an expression of literals alone is, in its unit (None: of units that do not fit); None for any other expression."""
    match node:
        case sx.Number():
            return node.value, unit(node.unit.text) if node.unit is not None else ANY
        case sx.Duration():
            return Fraction(node.seconds), unit("detik")
        case sx.Group():
            return constant(node.inner)
        case sx.Negate():
            inner = constant(node.operand)
            return (-inner[0], inner[1]) if inner is not None else None
        case sx.Binary():
            left, right = constant(node.left), constant(node.right)
            return _folded(node.operator, *left, *right) if left is not None and right is not None else None
        case _:
            return None


def _folded(
    operator: sx.Operator, left: Fraction, of_left: Unit | None, right: Fraction, of_right: Unit | None
) -> tuple[Fraction, Unit | None] | None:
    if of_left is None or of_right is None:
        return left, None
    if operator in (sx.Operator.ADD, sx.Operator.SUBTRACT):
        factor = of_right.factor_to(of_left)
        right = right * (factor or 0) * (1 if operator is sx.Operator.ADD else -1)
        return left + right, None if factor is None else of_right if of_left.is_any else of_left
    if operator is sx.Operator.MULTIPLY:
        return left * right, of_left.times(of_right)
    if operator is sx.Operator.DIVIDE and right != 0:
        return left / right, of_left.times(of_right, -1)
    return None


MAX_PARTS = most("parts")
MAX_LEVELS = most("levels")


@dataclass(frozen=True, slots=True)
class Extent:
    """Parts in all, and levels one inside the other."""

    parts: int = 1
    levels: int = 1

    @property
    def too_large(self) -> bool:
        """Whether it is more than a rule of people ever is."""
        return self.parts > MAX_PARTS or self.levels > MAX_LEVELS


@dataclass
class Extents:
    """The extents of what has a name, so that each is measured once; `together` is that of all that was measured for good."""

    columns: dict[tuple[str, str], Extent] = field(default_factory=dict)
    together: int = 0
    _named: dict[int, tuple[Extent, object]] = field(default_factory=dict)

    def of(self, expression: ex.Expression | ex.SetExpression) -> Extent:
        """The extent of an expression."""
        match expression:
            case ex.Named():
                return self._of_named(expression.value)
            case ex.NamedSet():
                return self._of_named(expression.set)
            case ex.ColumnValue() | ex.OwnColumn():
                inner = [self.columns.get((expression.source, expression.column), Extent())]
                inner += [self.of(part) for part in ex.parts(expression)]
            case _:
                inner = [self.of(part) for part in ex.parts(expression)]
        return Extent(1 + sum(one.parts for one in inner), 1 + max((one.levels for one in inner), default=0))

    def _of_named(self, expression: ex.Expression | ex.SetExpression) -> Extent:
        if id(expression) not in self._named:
            self._named[id(expression)] = self.of(expression), expression
        return self._named[id(expression)][0]

    def full(self) -> bool:
        """Whether all that was measured is more than the rules of people ever are."""
        return self.together > most("parts-together")

    def add(self, expression: ex.Expression | ex.SetExpression) -> Extent:
        """The extent of a rule, which counts from now on."""
        found = self.of(expression)
        self.together += found.parts
        return found
