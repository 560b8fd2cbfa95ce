"""The operators, statistics and means of the language: names that its syntax and its programs share."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

Sign = Literal["", "<", "<=", ">", ">="]  # on which side of a target its number itself lies


class Operator(StrEnum):
    """The arithmetic and comparing operators, as `fmt` writes them."""

    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"
    POWER = "^"
    EQUAL = "="
    NOT_EQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    AND = "and"
    OR = "or"

    @property
    def opposite(self) -> Operator:
        """The sign of a comparison that holds where this one does not."""
        return OPPOSITES[self]


OPPOSITES = {
    one: other
    for pair in (
        (Operator.EQUAL, Operator.NOT_EQUAL),
        (Operator.LESS, Operator.AT_LEAST),
        (Operator.MORE, Operator.AT_MOST),
    )
    for one, other in (pair, pair[::-1])
}


class Statistic(StrEnum):
    """What an aggregate makes of its operand."""

    COUNT = "count"
    SUM = "sum"
    AVERAGE = "average"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    MEDIAN = "median"
    LAST = "last"


class Mean(StrEnum):
    """The kind of mean."""

    ARITHMETIC = "arithmetic"
    GEOMETRIC = "geometric"
    HARMONIC = "harmonic"


class RuleKind(StrEnum):
    """What a rule for missing or not-applicable inputs does."""

    ERROR = "error"
    SKIP = "skip"
    LAST = "last"
    REWEIGHT = "reweight"
    AMOUNT = "amount"

    @property
    def leaves_out(self) -> bool:
        """Whether what it is about counts for nothing: left out, its weight with it or moved to the others."""
        return self in (RuleKind.SKIP, RuleKind.REWEIGHT)
