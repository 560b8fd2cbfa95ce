"""The nodes of whole lines: heads of declarations, the statements in them, and rows, as written.

A spec file is a flat sequence of these (`SpecFile.lines`); `blocks.py` gathers them into declarations.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from iku_dsl.syntax import (
    Date,
    Duration,
    ExpectError,
    Expression,
    Grain,
    Missing,
    Name,
    Node,
    NotApplicable,
    Number,
    Path,
    Period,
    Periods,
    Point,
    Range,
    Rule,
    Text,
)

# ---- pieces of statements


@dataclass(frozen=True, slots=True)
class Because(Node):
    """`karena "…"`."""

    reason: Text


@dataclass(frozen=True, slots=True)
class Printed(Node):
    """`tercetak X karena "…"`: what the source prints, and why the spec says otherwise."""

    value: Number | Duration | Range
    because: Because


@dataclass(frozen=True, slots=True)
class GrainName(Node):
    """`tahun`, `bulan`, … after `per`."""

    grain: Grain


@dataclass(frozen=True, slots=True)
class Type(Node):
    """A column's type: `kind`, a unit or dimension or table name, and the members of a choice."""

    kind: Literal[
        "integer", "number", "money", "percent", "duration", "date", "text", "truth", "choice", "choice-of", "dimension"
    ]
    name: Name | None = None
    choices: tuple[Name, ...] = ()


Reduction = Literal["sum", "average", "last", "minimum", "maximum"]


@dataclass(frozen=True, slots=True)
class Consolidate(Node):
    """`konsolidasi R [lengkap]`."""

    reduction: Reduction
    complete: bool = False


@dataclass(frozen=True, slots=True)
class Step(Node):
    """`langkah x ke bawah`."""

    size: Number | Duration
    way: Literal["down", "up", "nearest"]


@dataclass(frozen=True, slots=True)
class Argument(Node):
    """`nama = x` after `dengan`."""

    name: Name
    value: Expression


@dataclass(frozen=True, slots=True)
class Between(Node):
    """`a .. b` after `harap`."""

    low: Expression
    high: Expression


# ---- heads


@dataclass(frozen=True, slots=True)
class Dimension(Node):
    """`dimensi nama "label" kunci kode`."""

    name: Name
    label: Text | None
    key: Name | None


@dataclass(frozen=True, slots=True)
class Source(Node):
    """`sumber nama "label" per tahun, daerah`."""

    name: Name
    label: Text | None
    per: tuple[GrainName | Name, ...]


@dataclass(frozen=True, slots=True)
class Table(Node):
    """`tabel nama "label" dari a, b dasar "…" sebagian karena "…"`."""

    name: Name
    label: Text | None
    keys: tuple[Name, ...] = ()
    basis: Text | None = None
    partial: Because | None = None


@dataclass(frozen=True, slots=True)
class Scale(Node):
    """`skala nama "label" atas R langkah s ke bawah sebagian karena "…"`."""

    name: Name
    label: Text | None
    domain: Range
    step: Step | None = None
    partial: Because | None = None


@dataclass(frozen=True, slots=True)
class Profile(Node):
    """`profil nama "label"`."""

    name: Name
    label: Text | None


@dataclass(frozen=True, slots=True)
class Indicator(Node):
    """`indikator nama "label" per daerah per bulan`."""

    name: Name
    label: Text | None
    per: tuple[tuple[GrainName | Name, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Test(Node):
    """`uji "…" untuk indikator pada 2025`."""

    label: Text
    indicator: Name
    period: Period


# ---- statements


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
    label: Text | None = None


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


@dataclass(frozen=True, slots=True)
class Set(Node):
    """`himpunan nama "label" = S`."""

    name: Name
    label: Text | None
    value: Expression


@dataclass(frozen=True, slots=True)
class Require(Node):
    """`syarat x karena "…"`."""

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


@dataclass(frozen=True, slots=True)
class Prose(Node):
    """`sasaran`, `dasar` or `definisi`, with its text."""

    role: Literal["goal", "basis", "definition"]
    text: Text


@dataclass(frozen=True, slots=True)
class Owner(Node):
    """`penanggung jawab "unit": "tim", "tim"`."""

    unit: Text
    teams: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Effective(Node):
    """`berlaku 2021..`."""

    periods: Periods


@dataclass(frozen=True, slots=True)
class Unit(Node):
    """`satuan persen 0%..100% bulatkan 2`."""

    name: Name
    range: Range | None = None
    round: int | None = None
    half_even: bool = False


@dataclass(frozen=True, slots=True)
class Direction(Node):
    """`arah naik`."""

    direction: Literal["higher", "lower", "stable", "none"]


@dataclass(frozen=True, slots=True)
class Target(Node):
    """`target [nama] 2026 = x .. y`."""

    name: Name | None
    periods: Periods
    value: Expression
    high: Expression | None = None


@dataclass(frozen=True, slots=True)
class Weights(Node):
    """`bobot D`, or `bobot indikator` (dimension None)."""

    dimension: Name | None


@dataclass(frozen=True, slots=True)
class Formula(Node):
    """`rumus x [lintas versi karena "…"]`."""

    value: Expression
    across: Because | None = None


@dataclass(frozen=True, slots=True)
class Bands(Node):
    """`kategori S`, or `kategori capaian S`."""

    scale: Name
    of_achievement: bool = False


@dataclass(frozen=True, slots=True)
class Cap(Node):
    """`kategori paling tinggi K bila x karena "…"`."""

    band: Name
    condition: Expression
    because: Because


@dataclass(frozen=True, slots=True)
class Achievement(Node):
    """`capaian profil dengan a = x`."""

    profile: Name
    arguments: tuple[Argument, ...] = ()


@dataclass(frozen=True, slots=True)
class Compared(Node):
    """`resmi X toleransi t` (`official`), or `bandingkan X toleransi t`."""

    official: bool
    path: Path
    tolerance: Number | Duration


@dataclass(frozen=True, slots=True)
class Consolidation(Node):
    """`konsolidasi R` of an indicator."""

    consolidate: Consolidate


@dataclass(frozen=True, slots=True)
class Rank(Node):
    """`peringkat tertinggi dahulu di antara S menurut x`."""

    highest_first: bool
    among: Name | None = None
    by: Expression | None = None


@dataclass(frozen=True, slots=True)
class Given(Node):
    """`diberi sumber: kolom, kolom`; a column may be the word of a grain."""

    name: Name
    columns: tuple[Name | GrainName, ...]


@dataclass(frozen=True, slots=True)
class Subject(Node):
    """What a test expects something of: `nilai`, `indikator.kategori`, `capaian tahunan`, with keys."""

    name: Name
    field: Name | None = None
    which: Name | None = None
    keys: tuple[Name | Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Expect(Node):
    """`harap X = Y toleransi t`."""

    subject: Subject
    outcome: Expression | Between | NotApplicable | ExpectError
    tolerance: Number | Duration | None = None


# ---- rows


@dataclass(frozen=True, slots=True)
class Members(Node):
    """A member with its label, or several without."""

    names: tuple[Name | Text, ...]
    label: Text | None = None


@dataclass(frozen=True, slots=True)
class WeightRow(Node):
    """`pengukuran 30% tercetak 20% karena "…"`."""

    name: Name | Text
    weight: Number
    printed: Printed | None = None


@dataclass(frozen=True, slots=True)
class BandRow(Node):
    """`BB > 70 .. 80 "Sangat Baik"`; no ranges where it is `tanpa rentang`."""

    name: Name | Text
    ranges: tuple[Range | Point, ...]
    label: Text | None = None
    printed: Printed | None = None
    because: Because | None = None


@dataclass(frozen=True, slots=True)
class EntryRow(Node):
    """`AA 100`, `90: 100` (`key` is a number), or `x, 1, 2` over a second key."""

    key: Name | Text | Number | Duration
    cells: tuple[Name | Text | Number | Duration, ...]


Cell = Name | Text | Number | Duration | Date | Period | Missing | NotApplicable


@dataclass(frozen=True, slots=True)
class CellsRow(Node):
    """Cells of a test's given facts."""

    cells: tuple[Cell, ...]


Head = Dimension | Source | Table | Scale | Profile | Indicator | Test
Row = Members | WeightRow | BandRow | EntryRow | CellsRow
Statement = (
    Column
    | Publisher
    | Let
    | Set
    | Require
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
)


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class SpecFile(Node):
    """One file: its logical lines, and the comments after the last (an empty one stands for a blank line)."""

    path: str
    lines: tuple[Line, ...]
    comments: tuple[str, ...] = ()
    language: Literal["id", "en"] = "id"
