"""Statements of indicators and of tests."""

from __future__ import annotations

from typing import Literal

from iku_dsl.operators import Sign
from iku_dsl.records import record
from iku_dsl.statements.pieces import Argument, Because, Between, Consolidate, GrainName, Subject
from iku_dsl.statements.syntax import (
    Duration,
    ExpectError,
    Expression,
    Name,
    Node,
    NotApplicable,
    Number,
    Path,
    Periods,
    Range,
    Text,
)


@record
class Set(Node):
    """`himpunan nama "label" = S`."""

    name: Name
    label: Text | None
    value: Expression


@record
class Prose(Node):
    """`sasaran`, `dasar` or `definisi`, with its text."""

    role: Literal["goal", "basis", "definition"]
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
