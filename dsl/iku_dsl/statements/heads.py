"""The heads of declarations."""

from __future__ import annotations

from iku_dsl.records import record
from iku_dsl.statements.pieces import Absence, Because, GrainName, Step
from iku_dsl.statements.syntax import Name, Node, Period, Range, Text


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
