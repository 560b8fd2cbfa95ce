"""Where a reading looks, which period and which member of each dimension, and what becomes of what is not there."""

from __future__ import annotations

from dataclasses import field
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from iku_dsl.period import Grain
from iku_dsl.records import record
from iku_dsl.source import NOWHERE, Span
from iku_dsl.types import BROKEN, Type

if TYPE_CHECKING:
    from iku_dsl.expression.parts import Expression


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
    """

    move: Move = Move.SAME
    grain: Grain | None = None
    steps: int = 0
    within: Grain | None = None


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


class RuleKind(StrEnum):
    """What a rule for missing or not-applicable inputs does."""

    ERROR = "error"
    SKIP = "skip"
    LAST = "last"
    REWEIGHT = "reweight"
    AMOUNT = "amount"


@record
class Rule:
    """`bila kosong …` or `bila tidak berlaku …`."""

    kind: RuleKind
    amount: Fraction = Fraction(0)


def given_rules(*rules: Rule | None) -> tuple[Rule, ...]:
    """Of several rules those that were written."""
    return tuple(rule for rule in rules if rule is not None)
