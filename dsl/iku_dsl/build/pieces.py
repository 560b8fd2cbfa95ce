"""Pieces that live only while a line is built: a rule without a node of its own gives one to the rule above it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from iku_dsl import statements as st
from iku_dsl import syntax as sx
from iku_dsl.source import Span


@dataclass(frozen=True, slots=True)
class Key:
    """`kunci nama tertutup`."""

    name: sx.Name
    closed: bool


@dataclass(frozen=True, slots=True)
class Per:
    """`per a, b`."""

    items: tuple[st.GrainName | sx.Name, ...]


@dataclass(frozen=True, slots=True)
class TableKeys:
    """`dari a, b`."""

    names: tuple[sx.Name, ...]


@dataclass(frozen=True, slots=True)
class TableBasis:
    """`dasar "…"` in the head of a table."""

    text: sx.Text


@dataclass(frozen=True, slots=True)
class Digits:
    """`digit n`."""

    count: int
    span: Span


@dataclass(frozen=True, slots=True)
class MayBeMissing:
    """`boleh kosong`."""

    span: Span


@dataclass(frozen=True, slots=True)
class Way:
    """`ke bawah` after a step."""

    way: Literal["down", "up", "nearest"]


@dataclass(frozen=True, slots=True)
class ReductionWord:
    """`rerata` after `konsolidasi`."""

    reduction: st.Reduction


@dataclass(frozen=True, slots=True)
class GuardDirection:
    """`arah turun dan x` after `bila`."""

    direction: Literal["higher", "lower", "stable"]
    condition: sx.Expression


@dataclass(frozen=True, slots=True)
class UnitRound:
    """`bulatkan n ke genap` after a unit."""

    digits: int
    half_even: bool


@dataclass(frozen=True, slots=True)
class TargetSign:
    """`<` before a target."""

    sign: st.Sign
    span: Span


@dataclass(frozen=True, slots=True)
class GivenColumn:
    """A column after `diberi`."""

    name: sx.Name | st.GrainName


@dataclass(frozen=True, slots=True)
class Which:
    """The name of a target after `harap capaian`."""

    name: sx.Name


@dataclass(frozen=True, slots=True)
class SubjectKeys:
    """`["a", b]` after what a test expects something of."""

    items: tuple[sx.Name | sx.Text, ...]


@dataclass(frozen=True, slots=True)
class RowName:
    """The name that a row begins with."""

    name: sx.Name | sx.Text


@dataclass(frozen=True, slots=True)
class Arguments:
    """`(a, b)` after an aggregate."""

    items: tuple[sx.Expression, ...]


@dataclass(frozen=True, slots=True)
class By:
    """`oleh x`."""

    value: sx.Expression


@dataclass(frozen=True, slots=True)
class Over:
    """`atas S`."""

    value: sx.Expression


@dataclass(frozen=True, slots=True)
class AggregateKind:
    """`rerata geometrik berbobot`."""

    statistic: sx.Statistic
    mean: sx.Mean
    weighted: bool


@dataclass(frozen=True, slots=True)
class WhenNotLoaded:
    """`bila belum dimuat r`."""

    rule: sx.Rule


@dataclass(frozen=True, slots=True)
class WhenNotApplicable:
    """`bila tidak berlaku r`."""

    rule: sx.Rule
