"""Rows: members, weights, bands, entries of tables, cells of given facts."""

from __future__ import annotations

from collections.abc import Sequence

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


TableCell = Name | Text | Number | Duration | Missing


@record
class EntryRow(Node):
    """`AA 100`, `90: 100` (`key` is a number), `x, 1, 2` over a second key, or `x, y, 1`, which names it; `kosong` is no cell."""

    key: Name | Text | Number | Duration
    cells: tuple[TableCell, ...]


def one_cell_a_row(rows: Sequence[EntryRow], second: int | None) -> bool:
    """Whether the rows of a table of two keys name both (`x, y, 1`), as the first of them says.

    `second` is how many the second key may be, None where nothing declares them: only then a row must name it. Else a row of two names
    is one of a matrix if there are two, for there a name may be what the table holds.
    """
    if second is None or not rows:
        return second is None
    cells = rows[0].cells
    if len(cells) != 2 or not isinstance(cells[0], Name | Text):
        return False
    valued = any(len(row.cells) == 2 and isinstance(row.cells[1], Number | Duration) for row in rows)
    return second != 2 or valued


Cell = Name | Text | Number | Duration | Date | Period | Periods | Missing | NotApplicable


@record
class CellsRow(Node):
    """Cells of a test's given facts; a stretch of periods (`2024-03..2024-12`) says that they were loaded without rows."""

    cells: tuple[Cell, ...]


Row = Members | WeightRow | BandRow | EntryRow | CellsRow
