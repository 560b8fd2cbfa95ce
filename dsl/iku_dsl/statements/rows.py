"""Rows: members, weights, bands, entries of tables, cells of given facts."""

from __future__ import annotations

from iku_dsl.records import record
from iku_dsl.statements.pieces import Because, Printed
from iku_dsl.statements.syntax import (
    Date,
    Duration,
    Missing,
    Name,
    Node,
    NotApplicable,
    Number,
    Period,
    Periods,
    Point,
    Range,
    Text,
)


@record
class Members(Node):
    """A member with its label, or several without."""

    names: tuple[Name | Text, ...]
    label: Text | None = None


@record
class WeightRow(Node):
    """`pengukuran 30% tercetak 20% karena "…"`."""

    name: Name | Text
    weight: Number
    printed: Printed | None = None


@record
class BandRow(Node):
    """`BB > 70 .. 80 "Sangat Baik"`; no ranges where it is `tanpa rentang`."""

    name: Name | Text
    ranges: tuple[Range | Point, ...]
    label: Text | None = None
    printed: Printed | None = None
    because: Because | None = None


@record
class EntryRow(Node):
    """`AA 100`, `90: 100` (`key` is a number), or `x, 1, 2` over a second key."""

    key: Name | Text | Number | Duration
    cells: tuple[Name | Text | Number | Duration, ...]


Cell = Name | Text | Number | Duration | Date | Period | Periods | Missing | NotApplicable


@record
class CellsRow(Node):
    """Cells of a test's given facts; a stretch of periods (`2024-03..2024-12`) says that they were loaded without rows."""

    cells: tuple[Cell, ...]


Row = Members | WeightRow | BandRow | EntryRow | CellsRow
