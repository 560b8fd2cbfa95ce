"""Pieces that live only while a line is built: a rule without a node of its own gives one to the rule above it."""

from __future__ import annotations

from typing import Literal

from iku_dsl import statements as st
from iku_dsl.records import record
from iku_dsl.source import Span
from iku_dsl.statements import syntax as sx


@record
class Key:
    """`kunci nama tertutup`."""

    name: sx.Name
    closed: bool


@record
class Per:
    """`per a, b`."""

    items: tuple[st.GrainName | sx.Name, ...]


@record
class TableKeys:
    """`dari a, b`."""

    names: tuple[sx.Name, ...]


@record
class TableBasis:
    """`dasar "…"` in the head of a table."""

    text: sx.Text


@record
class Digits:
    """`digit n`."""

    count: int
    span: Span


@record
class Default:
    """`= tidak` after the type of a parameter."""

    value: sx.Number | sx.Duration | sx.Date | sx.Name | sx.Text


@record
class MayBeMissing:
    """`boleh kosong`."""

    span: Span


@record
class Way:
    """`ke bawah` after a step."""

    way: Literal["down", "up", "nearest"]


@record
class ReductionWord:
    """`rerata` after `konsolidasi`."""

    reduction: st.Reduction


@record
class GuardDirection:
    """`arah turun dan x` after `bila`."""

    direction: Literal["higher", "lower", "stable"]
    condition: sx.Expression


@record
class UnitRound:
    """`bulatkan n ke genap` after a unit."""

    digits: int
    half_even: bool


@record
class TargetSign:
    """`<` before a target."""

    sign: st.Sign
    span: Span


@record
class GivenColumn:
    """A column after `diberi`."""

    name: sx.Name | st.GrainName


@record
class Which:
    """The name of a target after `harap capaian`."""

    name: sx.Name


@record
class SubjectKeys:
    """`["a", b]` after what a test expects something of."""

    items: tuple[sx.Name | sx.Text, ...]


@record
class RowName:
    """The name that a row begins with."""

    name: sx.Name | sx.Text


@record
class Arguments:
    """`(a, b)` after an aggregate."""

    items: tuple[sx.Expression, ...]


@record
class By:
    """`oleh x`."""

    value: sx.Expression


@record
class Over:
    """`atas S`."""

    value: sx.Expression


@record
class AggregateKind:
    """`rerata geometrik berbobot`."""

    statistic: sx.Statistic
    mean: sx.Mean
    weighted: bool


@record
class WhenNotLoaded:
    """`bila belum dimuat r`."""

    rule: sx.Rule


@record
class WhenNotApplicable:
    """`bila tidak berlaku r`."""

    rule: sx.Rule
