"""Pieces of statements that are no line of their own."""

from __future__ import annotations

from typing import Literal

from iku_dsl.records import record
from iku_dsl.statements.syntax import Duration, Expression, Grain, Name, Node, Number, Range, Text


@record
class Because(Node):
    """`karena "…"`."""

    reason: Text


@record
class Printed(Node):
    """`tercetak X karena "…"`: what the source prints, and why the spec says otherwise."""

    value: Number | Duration | Range
    because: Because


@record
class GrainName(Node):
    """`tahun`, `bulan`, … after `per`."""

    grain: Grain


@record
class Absence(Node):
    """What an absent row of a source means: `lengkap`, `lengkap atas S`, or `daftar`."""

    register: bool
    over: Expression | None = None


@record
class Type(Node):
    """A column's type: `kind`, a unit or dimension or table name, and the members of a choice."""

    kind: Literal[
        "integer", "number", "money", "percent", "duration", "date", "text", "truth", "choice", "choice-of", "dimension"
    ]
    name: Name | None = None
    choices: tuple[Name, ...] = ()


Reduction = Literal["sum", "average", "last", "minimum", "maximum"]


@record
class Consolidate(Node):
    """`konsolidasi R [sebagian karena "…"]`; `complete` is the word `lengkap`, which says nothing there."""

    reduction: Reduction
    partial: Because | None = None
    complete: bool = False


@record
class Step(Node):
    """`langkah x ke bawah`."""

    size: Number | Duration
    way: Literal["down", "up", "nearest"]


@record
class Argument(Node):
    """`nama = x` after `dengan`."""

    name: Name
    value: Expression


@record
class Between(Node):
    """`a .. b` after `harap`."""

    low: Expression
    high: Expression


@record
class Subject(Node):
    """What a test expects something of: `nilai`, `indikator.kategori`, `capaian tahunan`, with keys."""

    name: Name
    field: Name | None = None
    which: Name | None = None
    keys: tuple[Name | Text, ...] = ()
