"""What other declarations look things up in: dimensions, tables, scales, and what was printed wrong in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from fractions import Fraction
from typing import Literal

from iku_dsl.interval import Interval
from iku_dsl.program.columns import Column, Declared
from iku_dsl.records import record
from iku_dsl.source import NOWHERE, Span
from iku_dsl.types import Type


@record(kw_only=True)
class Member(Declared):
    """A member of an enumerated dimension, a choice, or a band's category."""


START, END, SUCCESSOR = "mulai", "akhir", "pengganti"  # the built-in columns of a dimension's file


@record(kw_only=True)
class Dimension(Declared):
    """What facts are about: `members` where they are enumerated, else a `key` with attributes.

    `closed` says that only its own file names members, `aliases` are words of their names with what they stand for.
    `validity` are the built-in columns that its file may have beside the attributes: first and last day, and the successor.
    """

    members: tuple[Member, ...] = ()
    key: str = ""
    attributes: Mapping[str, Column] = field(default_factory=dict)
    validity: Mapping[str, Column] = field(default_factory=dict)
    closed: bool = False
    aliases: tuple[tuple[str, str], ...] = ()

    @property
    def stored(self) -> Mapping[str, Column]:
        """All that the store keeps of a member beside its key."""
        return {**self.attributes, **self.validity}

    @property
    def enumerated(self) -> bool:
        """Whether the spec lists its members."""
        return not self.key

    @property
    def imported(self) -> bool:
        """Whether its members come from a file of their own: a keyed dimension with attributes, or a closed one."""
        return bool(self.key and (self.attributes or self.closed))

    @property
    def named_by_facts(self) -> bool:
        """Whether its members are those that rows of sources name: a keyed dimension without a file of its own."""
        return bool(self.key and not self.imported)


@record(kw_only=True)
class Table(Declared):
    """A lookup: `entries` by keys (ids), or `breakpoints` read piecewise-linearly. Values are numbers, or ids of choices.

    An entry of None is one that the spec leaves out on purpose (`kosong`): reading it is an error, as it is of a key that is not there.
    """

    keys: tuple[str, ...] = ()
    entries: Mapping[tuple[str, ...], Fraction | str | None] = field(default_factory=dict)
    breakpoints: tuple[tuple[Fraction, Fraction], ...] = ()
    type: Type
    basis: str = ""
    partial: str = ""


@record
class Correction:
    """What the source prints where the spec says otherwise, and why: `printed` as written, `value` where it is a number."""

    printed: str
    reason: str
    value: Fraction | None = None
    interval: Interval | None = None
    span: Span = field(default=NOWHERE, compare=False)


@record(kw_only=True)
class Band(Declared):
    """A category: its intervals (none where it stands without a range), best first within its scale."""

    intervals: tuple[Interval, ...]
    written: tuple[str, ...] = ()
    reason: str = ""
    correction: Correction | None = None


@record
class Grid:
    """`langkah`: a number is brought to a multiple of the step before a band is looked up."""

    step: Fraction
    way: Literal["down", "up", "nearest"]


@record
class Excluded:
    """`di luar kategori`: numbers of the domain without a category, and why."""

    interval: Interval
    reason: str
    span: Span = field(default=NOWHERE, compare=False)


@record(kw_only=True)
class Scale(Declared):
    """Ordered categories over a domain, best first."""

    domain: Interval
    bands: tuple[Band, ...]
    grid: Grid | None = None
    partial: str = ""
    outside: tuple[Excluded, ...] = ()
    percent: bool = False

    def band(self, name: str) -> Band:
        """The band of a category."""
        return next(band for band in self.bands if band.name == name)
