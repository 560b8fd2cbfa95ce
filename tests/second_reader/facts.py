"""A world: what is declared and the facts about it; who is a member when (3.1 `dimension`, 7.3 Per member, and the levels above)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction as F
from typing import Protocol

from .declarations import Column, Condition, Dimension, Expr, Indicator, Member, Profile, Scale, Source
from .figures import Figure, Truth
from .periods import Period

Keys = tuple[str, ...]
Cell = F | str  # a number, "missing" or "na"


@dataclass(frozen=True)
class World:
    """Declarations by name, members by dimension, and the rows and loaded periods of each source."""

    dimensions: dict[str, Dimension]
    members: dict[str, list[Member]]
    sources: dict[str, Source]
    indicators: dict[str, list[Indicator]]  # versions
    profiles: dict[str, Profile]
    scales: dict[str, Scale]
    rows: dict[str, dict[tuple[Period, Keys], dict[str, Cell]]]
    loaded: dict[str, set[Period]]


@dataclass(frozen=True)
class Place:
    """Where an expression is read: the period, the members at hand, perhaps the indicator, and perhaps a row."""

    period: Period
    members: tuple[tuple[str, str], ...] = ()
    indicator: Indicator | None = None
    row: tuple[str, Keys, Period] | None = None  # its source, key and period
    names: tuple[tuple[str, Figure], ...] = ()  # in a profile: `actual`, `target`

    def at(self, dimension: str) -> str | None:
        """The member at hand of a dimension."""
        return dict(self.members).get(dimension)

    def with_members(self, more: Mapping[str, str]) -> Place:
        return replace(self, members=tuple(sorted({**dict(self.members), **more}.items())))


class Reading(Protocol):
    """What rules of one chapter need of those of the others."""

    world: World

    def figure(self, one: Expr, place: Place) -> Figure: ...

    def truth(self, one: Condition, place: Place) -> Truth: ...

    def value(self, name: str, period: Period, key: Keys) -> Figure: ...


def member(world: World, dimension: str, key: str) -> Member:
    return next(one for one in world.members[dimension] if one.key == key)


def is_valid(world: World, dimension: str, key: str, period: Period) -> bool:
    """3.1 `dimension`: a set at a period holds the members that are valid on some day of it."""
    one = member(world, dimension, key)
    return (one.start is None or one.start <= period.months[-1]) and (one.end is None or one.end >= period.months[0])


def are_valid(world: World, dimensions: Sequence[str], key: Keys, period: Period) -> bool:
    return all(is_valid(world, d, k, period) for d, k in zip(dimensions, key, strict=True))


def members_at(world: World, dimension: str, place: Place, period: Period) -> list[str]:
    """7.3 Per member: sets are those of the member at hand and of the members below it."""
    return [
        one.key
        for one in world.members[dimension]
        if is_valid(world, dimension, one.key, period)
        and all(_is_below(world, dimension, one, other, key) for other, key in place.members)
    ]


def members_ever(world: World, dimension: str, place: Place) -> list[str]:
    """The members at hand and below, valid or not."""
    below = [
        one
        for one in world.members[dimension]
        if all(_is_below(world, dimension, one, other, key) for other, key in place.members)
    ]
    return [one.key for one in below]


def _is_below(world: World, dimension: str, one: Member, other: str, key: str) -> bool:
    if other == dimension:
        return one.key == key
    kinds = dict(world.dimensions[dimension].attributes)
    return all(one.attributes[name] == key for name, kind in kinds.items() if kind == other)


def key_of(dimensions: Sequence[str], place: Place, at: Sequence[str]) -> Keys:
    """4.5 Where a name is read: in brackets stands a member of each dimension that is not at hand, or of each of them."""
    if len(at) == len(dimensions):
        return tuple(at)
    rest = iter(at)
    return tuple(place.at(dimension) or next(rest) for dimension in dimensions)


def place_of_row(source: Source, key: Keys, period: Period) -> Place:
    """3.2 `source`: what a `let` reads beside its row is of the row's period."""
    return Place(period, tuple(sorted(zip(source.dimensions, key, strict=True))), None, (source.name, key, period))


def last_told(world: World, source: Source, column: Column, key: Keys, period: Period) -> F | None:
    """12.3 When missing: the last value before the period that a row has, or that the column's own rule put into its cell."""
    rows = world.rows[source.name]
    for before in sorted((p for p, k in rows if k == key and p < period), reverse=True):
        content = rows[before, key][column.name]
        if isinstance(content, F):
            return content
        if content == "missing" and column.when_missing == "0":
            return F(0)
    return None
