"""The statements in declarations, of dimensions and sources to indicators and tests, and the pieces that are no line of their own."""

from __future__ import annotations

from typing import Literal

from iku_dsl.records import record
from iku_dsl.statements.syntax import (
    Date,
    Duration,
    ExpectError,
    Expression,
    Grain,
    Name,
    Node,
    NotApplicable,
    Number,
    Path,
    Periods,
    Point,
    Range,
    Rule,
    Text,
)
from iku_dsl.types import Sign


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


@record
class Set(Node):
    """`himpunan nama "label" = S`."""

    name: Name
    label: Text | None
    value: Expression


@record
class Prose(Node):
    """`sasaran`, `dasar` or another of `PROSES`, with its text."""

    role: str
    text: Text


@record
class Owner(Node):
    """`penanggung jawab "unit": "tim", "tim"`."""

    unit: Text
    teams: tuple[Text, ...] = ()


@record
class Effective(Node):
    """`berlaku 2021..`."""

    periods: Periods


@record
class Unit(Node):
    """`satuan persen 0%..100% bulatkan 2`."""

    name: Name
    range: Range | None = None
    round: int | None = None
    half_even: bool = False


@record
class Direction(Node):
    """`arah naik`."""

    direction: Literal["higher", "lower", "stable", "none"]


@record
class Target(Node):
    """`target [nama] 2026 = x .. y`, or `= < x`."""

    name: Name | None
    periods: Periods
    value: Expression
    high: Expression | None = None
    sign: Sign = ""


@record
class Weights(Node):
    """`bobot D`, or `bobot indikator` (dimension None)."""

    dimension: Name | None


@record
class Formula(Node):
    """`rumus x [lintas versi karena "…"]`."""

    value: Expression
    across: Because | None = None


@record
class Bands(Node):
    """`kategori S`, or `kategori capaian S`."""

    scale: Name
    of_achievement: bool = False


@record
class Cap(Node):
    """`kategori paling tinggi K bila x karena "…"`."""

    band: Name
    condition: Expression
    because: Because


@record
class Achievement(Node):
    """`capaian profil dengan a = x`."""

    profile: Name
    arguments: tuple[Argument, ...] = ()


@record
class Compared(Node):
    """`resmi X toleransi t` (`official`), or `bandingkan X toleransi t`."""

    official: bool
    path: Path
    tolerance: Number | Duration


@record
class Consolidation(Node):
    """`konsolidasi R` of an indicator."""

    consolidate: Consolidate


@record
class Rank(Node):
    """`peringkat tertinggi dahulu di antara S menurut x`."""

    highest_first: bool
    among: Name | None = None
    by: Expression | None = None


@record
class Given(Node):
    """`diberi sumber: kolom, kolom`; a column may be the word of a grain."""

    name: Name
    columns: tuple[Name | GrainName, ...]


@record
class Expect(Node):
    """`harap X = Y toleransi t`."""

    subject: Subject
    outcome: Expression | Between | NotApplicable | ExpectError
    tolerance: Number | Duration | None = None


@record
class ExpectRefused(Node):
    """`harap ditolak`: a given row is refused; with keys, one that has them."""

    keys: tuple[Name | Text, ...] = ()
