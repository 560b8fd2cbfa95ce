"""Statements of dimensions, sources, scales and profiles."""

from __future__ import annotations

from typing import Literal

from iku_dsl.records import record
from iku_dsl.statements.pieces import Because, Consolidate, Type
from iku_dsl.statements.syntax import Date, Duration, Expression, Name, Node, Number, Point, Range, Rule, Text


@record
class Column(Node):
    """A typed line: `kolom`, `atribut` or `parameter` (`role`), with its options in the order of the language page.

    `default` is what a parameter is where nobody gives it.
    """

    role: Literal["column", "attribute", "parameter"]
    name: Name
    type: Type
    range: Range | None = None
    may_be_missing: bool = False
    digits: int | None = None
    consolidate: Consolidate | None = None
    when_missing: Rule | None = None
    when_not_loaded: Rule | None = None
    label: Text | None = None
    default: Number | Duration | Date | Name | Text | None = None


@record
class Alias(Node):
    """`alias "Kab." = "Kabupaten"`, of a dimension: how words of its members' names are written too."""

    written: Text
    meant: Text


@record
class Publisher(Node):
    """`penerbit "…"`."""

    text: Text


@record
class Let(Node):
    """`hitung nama "label" = x`."""

    name: Name
    label: Text | None
    value: Expression
    consolidate: Consolidate | None = None
    when_missing: Rule | None = None
    when_not_loaded: Rule | None = None


@record
class Require(Node):
    """`syarat x karena "…"`."""

    condition: Expression
    because: Because | None = None


@record
class Check(Node):
    """`periksa x karena "…"`."""

    condition: Expression
    because: Because | None = None


@record
class Outside(Node):
    """`di luar kategori R karena "…"`."""

    range: Range | Point
    because: Because


@record
class ByDirection(Node):
    """`naik = x` in a profile."""

    direction: Literal["higher", "lower", "stable"]
    value: Expression


@record
class Limits(Node):
    """`batas 0%..120%`."""

    range: Range


@record
class Guard(Node):
    """`bila x tidak berlaku karena "…"`, in a profile also `bila arah turun dan x`."""

    condition: Expression
    because: Because
    direction: Literal["higher", "lower", "stable"] | None = None
