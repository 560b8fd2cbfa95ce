"""Statements of dimensions, sources, scales and profiles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from iku_dsl.statements.pieces import Because, Consolidate, Type
from iku_dsl.syntax import Expression, Name, Node, Point, Range, Rule, Text


@dataclass(frozen=True, slots=True)
class Column(Node):
    """A typed line: `kolom`, `atribut` or `parameter` (`role`), with its options in the order of the language page."""

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


@dataclass(frozen=True, slots=True)
class Alias(Node):
    """`alias "Kab." = "Kabupaten"`, of a dimension: how words of its members' names are written too."""

    written: Text
    meant: Text


@dataclass(frozen=True, slots=True)
class Publisher(Node):
    """`penerbit "…"`."""

    text: Text


@dataclass(frozen=True, slots=True)
class Let(Node):
    """`hitung nama "label" = x`."""

    name: Name
    label: Text | None
    value: Expression
    consolidate: Consolidate | None = None
    when_missing: Rule | None = None
    when_not_loaded: Rule | None = None


@dataclass(frozen=True, slots=True)
class Require(Node):
    """`syarat x karena "…"`."""

    condition: Expression
    because: Because | None = None


@dataclass(frozen=True, slots=True)
class Check(Node):
    """`periksa x karena "…"`."""

    condition: Expression
    because: Because | None = None


@dataclass(frozen=True, slots=True)
class Outside(Node):
    """`di luar kategori R karena "…"`."""

    range: Range | Point
    because: Because


@dataclass(frozen=True, slots=True)
class ByDirection(Node):
    """`naik = x` in a profile."""

    direction: Literal["higher", "lower", "stable"]
    value: Expression


@dataclass(frozen=True, slots=True)
class Limits(Node):
    """`batas 0%..120%`."""

    range: Range


@dataclass(frozen=True, slots=True)
class Guard(Node):
    """`bila x tidak berlaku karena "…"`, in a profile also `bila arah turun dan x`."""

    condition: Expression
    because: Because
    direction: Literal["higher", "lower", "stable"] | None = None
