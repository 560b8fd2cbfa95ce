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
