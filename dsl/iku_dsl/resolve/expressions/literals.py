"""Numbers, units and texts as written: what they are worth, and what is said of a word beside a number that is no unit."""

from __future__ import annotations

from fractions import Fraction

from iku_dsl.problem import Text, say
from iku_dsl.statements import syntax as sx
from iku_dsl.types import Type, unit
from iku_dsl.wording import figure

SHOWN_UNITS = ("detik", "menit", "jam", "hari", "bulan", "rupiah")
MULTIPLIERS = {
    "ribu": 10**3, "juta": 10**6, "miliar": 10**9, "milyar": 10**9, "triliun": 10**12, "thousand": 10**3, "million": 10**6,
    "billion": 10**9,
}  # fmt: skip
REQUIRED = ("tidak", "not", "wajib", "harus", "required", "mandatory")
OPTIONAL = ("opsional", "optional", "nullable", "kosong", "empty")
UNIQUE = ("unik", "unique")


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
        return say("unit-mismatch.required")
    factor = MULTIPLIERS.get(node.unit.text)
    if factor is None:
        return None
    amount = node.value * factor
    mended = f"{amount.numerator:_}" if amount.denominator == 1 else figure(amount)
    return say("unit-mismatch.multiplier", word=node.unit.text, mended=mended)


def no_option(unit: sx.Name) -> Text | None:
    """What is said of `angka wajib`, where the word after a type would be its unit and was meant to say something else."""
    if unit.text in REQUIRED:
        return say("unit-mismatch.required")
    if unit.text in OPTIONAL:
        return say("unit-mismatch.optional")
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


def constant(node: sx.Expression) -> tuple[Fraction, sx.Number | sx.Duration | None] | None:
    """The number that an expression of literals alone is, with the literal that carries its unit; None for any other."""
    match node:
        case sx.Number():
            return node.value, node if node.unit is not None else None
        case sx.Duration():
            return Fraction(node.seconds), node
        case sx.Group():
            return constant(node.inner)
        case sx.Negate():
            inner = constant(node.operand)
            return (-inner[0], inner[1]) if inner is not None else None
        case sx.Binary():
            left, right = constant(node.left), constant(node.right)
            if left is None or right is None:
                return None
            value = _folded(node.operator, left[0], right[0])
            return (value, left[1] or right[1]) if value is not None else None
        case _:
            return None


def _folded(operator: sx.Operator, left: Fraction, right: Fraction) -> Fraction | None:
    if operator is sx.Operator.ADD:
        return left + right
    if operator is sx.Operator.SUBTRACT:
        return left - right
    if operator is sx.Operator.MULTIPLY:
        return left * right
    if operator is sx.Operator.DIVIDE and right != 0:
        return left / right
    return None
