"""A spec file as a flat sequence of logical lines: heads of declarations, their statements, and rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from iku_dsl.records import record
from iku_dsl.statements.statements import (
    Absence,
    Achievement,
    Alias,
    Bands,
    Because,
    ByDirection,
    Cap,
    Check,
    Column,
    Compared,
    Consolidation,
    Direction,
    Effective,
    Expect,
    ExpectRefused,
    Formula,
    Given,
    GrainName,
    Guard,
    Let,
    Limits,
    Outside,
    Owner,
    Printed,
    Prose,
    Publisher,
    Rank,
    Require,
    Set,
    Step,
    Target,
    Unit,
    Weights,
)
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
class Dimension(Node):
    """`dimensi nama "label" kunci kode tertutup`."""

    name: Name
    label: Text | None
    key: Name | None
    closed: bool = False


@record
class Source(Node):
    """`sumber nama "label" per tahun, daerah lengkap`."""

    name: Name
    label: Text | None
    per: tuple[GrainName | Name, ...]
    absence: Absence | None = None


@record
class Table(Node):
    """`tabel nama "label" dari a, b dasar "…" sebagian karena "…"`."""

    name: Name
    label: Text | None
    keys: tuple[Name, ...] = ()
    basis: Text | None = None
    partial: Because | None = None


@record
class Scale(Node):
    """`skala nama "label" atas R langkah s ke bawah sebagian karena "…"`."""

    name: Name
    label: Text | None
    domain: Range
    step: Step | None = None
    partial: Because | None = None


@record
class Profile(Node):
    """`profil nama "label"`."""

    name: Name
    label: Text | None


@record
class Indicator(Node):
    """`indikator nama "label" per daerah per bulan`."""

    name: Name
    label: Text | None
    per: tuple[tuple[GrainName | Name, ...], ...] = ()


@record
class Test(Node):
    """`uji "…" untuk indikator pada 2025`."""

    label: Text
    indicator: Name
    period: Period


Head = Dimension | Source | Table | Scale | Profile | Indicator | Test


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


Statement = (
    Column
    | Alias
    | Publisher
    | Let
    | Set
    | Require
    | Check
    | Outside
    | ByDirection
    | Limits
    | Guard
    | Prose
    | Owner
    | Effective
    | Unit
    | Direction
    | Target
    | Weights
    | Formula
    | Bands
    | Cap
    | Achievement
    | Compared
    | Consolidation
    | Rank
    | Given
    | Expect
    | ExpectRefused
)


def opener(node: Head | Statement) -> str:
    """The terminal of the keyword that opens a line: a node is called like it, where one keyword has one kind of node."""
    match node:
        case Column(role=word) | Prose(role=word) | ByDirection(direction=word):
            return word.upper()
        case Guard():
            return "WHEN"
        case Cap():
            return "BANDS"
        case Compared():
            return "OFFICIAL" if node.official else "COMPARE"
        case Consolidation():
            return "CONSOLIDATE"
        case ExpectRefused():
            return "EXPECT"
        case _:
            return type(node).__name__.upper()


@record
class Line(Node):
    """One logical line: its node (None where it could not be read), its text as written, its comments above and beside.

    `mended` says that it could be read only as mended (a decimal comma, a quote that was not closed).
    """

    node: Head | Statement | Row | None
    text: str
    comments: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    blank_before: bool = False
    mended: bool = False


@record
class SpecFile(Node):
    """One file: its logical lines, and the comments after the last (an empty one stands for a blank line)."""

    path: str
    lines: tuple[Line, ...]
    comments: tuple[str, ...] = ()
    language: Literal["id", "en"] = "id"
