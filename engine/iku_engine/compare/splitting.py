"""The change of one entity over a leg into its parts: causes first, then columns and members within each, exactly.

A part is what one cause brings, on average over all orders in which they may come: the value of Shapley (1953, "A value for n-person
games", Contributions to the Theory of Games II, p. 307-317), which Shorrocks (2013, "Decomposition procedures for distributional
analysis", Journal of Economic Inequality 11, p. 99-126) gives to the causes of a difference; and that of Owen (1977, "Values of games
with a priori unions", Mathematical Economics and Game Theory, p. 76-88) for the players within one of them, whose parts add up to that
one's.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from math import factorial
from typing import TypeVar

from iku_dsl.problem import Text, say
from iku_engine.compare.between_worlds import RULES, Keys, Leg, UnknownError, UnsplitError
from iku_engine.compare.causes import FACTS, ROWS, Difference, Unit, with_columns
from iku_engine.compare.change import ANY_COLUMN, ColumnPart, MemberPart, Part

P = TypeVar("P", bound=Hashable)
Q = TypeVar("Q", bound=Hashable)


def shapley(players: Sequence[P], worth: Callable[[frozenset[P]], Fraction]) -> dict[P, Fraction]:
    """The part of each player: Σ over coalitions S without it of |S|! (n - |S| - 1)! / n! times what it adds to S.

    `worth` is asked for every coalition once; there are 2^n.
    """
    nobody: tuple[P, ...] = ()
    return owen(nobody, players, lambda _, inside: worth(inside))


def owen(
    others: Sequence[Q], players: Sequence[P], worth: Callable[[frozenset[Q], frozenset[P]], Fraction]
) -> dict[P, Fraction]:
    """The parts of the players of one union, beside `others` that come whole.

    `worth` is asked for the unions that are there and the players of this one that are, each coalition once; with n players and m other
    unions these are 2^(n + m).
    """
    known: dict[tuple[frozenset[Q], frozenset[P]], Fraction] = {}

    def value(outside: frozenset[Q], inside: frozenset[P]) -> Fraction:
        if (outside, inside) not in known:
            known[outside, inside] = worth(outside, inside)
        return known[outside, inside]

    found = dict.fromkeys(players, Fraction(0))
    for outside, around in _coalitions(others, len(others) + 1):
        for player in players:
            rest = [other for other in players if other != player]
            for inside, weight in _coalitions(rest, len(players)):
                added = value(outside, inside | {player}) - value(outside, inside)
                found[player] += around * weight * added
    return found


def _coalitions(players: Sequence[P], count: int) -> list[tuple[frozenset[P], Fraction]]:
    """Every coalition of some players, with how often it comes before one more of `count` in a random order."""
    return [
        (frozenset(some), Fraction(factorial(size) * factorial(count - size - 1), factorial(count)))
        for size in range(len(players) + 1)
        for some in combinations(players, size)
    ]


T = TypeVar("T")
Group = tuple[str, ...]  # causes that are looked at as one
MOST_WORLDS = 128  # that one split evaluates
EXACT_MEMBERS = 5  # up to so many, the members are players themselves
MOST_FACTS = 20_000  # that are otherwise in one part which is split further
MOST_SINGLES = 40  # members whose own effect is looked at
RISES, FALLS, REST = "rises", "falls", "rest"


def split(leg: Leg, key: Keys, detailed: bool) -> tuple[Part, ...]:
    """The parts of a leg, which add up to its change; causes whose mixtures have no value stay together, with the reason.

    Errors: `UnknownError` where an end of the leg has no value itself.
    """
    leg.value(frozenset(), key)
    leg.value(frozenset(leg.causes), key)
    why: Text | None = None
    for groups in _groupings(leg.causes):
        try:
            parts = shapley(groups, lambda on: leg.value(frozenset(c for group in on for c in group), key))
        except UnsplitError as unknown:
            why = why or unknown.reason
            continue
        return tuple(_part(leg, key, group, groups, parts[group], why, detailed) for group in groups)
    raise AssertionError("all causes together are the two ends, which have values")


def _groupings(causes: tuple[str, ...]) -> Iterator[list[Group]]:
    """The causes each alone, then members with the data, then facts and rules, then all as one."""
    facts = tuple(cause for cause in causes if cause in FACTS)
    rules = tuple(cause for cause in causes if cause in RULES)
    each = [(cause,) for cause in causes]
    seen: list[list[Group]] = []
    for groups in (each, [facts, *((cause,) for cause in rules)], [facts, rules], [causes]):
        made = [group for group in groups if group]
        if made not in seen:
            seen.append(made)
            yield made


def _part(
    leg: Leg, key: Keys, group: Group, groups: Sequence[Group], exact: Fraction, why: Text | None, detailed: bool
) -> Part:
    count = sum(leg.places[cause] for cause in group)
    unsplit = why if len(group) > 1 else None
    made = Part(group, exact, count, unsplit=unsplit)
    if not detailed or not count or any(cause in RULES for cause in group):
        return made
    within = [one for one in leg.facts.differences if one.cause in group]
    if len(within) > MOST_FACTS:
        return replace(made, unsplit=unsplit or say("compare-many", count=len(within)))
    inner = _Within(leg, key, group, [other for other in groups if other != group], within, exact)
    columns, no_columns = _tried(inner.columns)
    members, no_members = _tried(inner.members)
    listed, rest, others = members or ((), Fraction(0), 0)
    return Part(
        group, exact, count, columns or (), listed, rest, others, unsplit or no_columns or no_members
    )  # fmt: skip


def _tried(made: Callable[[], T]) -> tuple[T | None, Text | None]:
    try:
        return made(), None
    except UnsplitError as unknown:
        return None, unknown.reason


class _Within:
    """The differences of one part, split further: the parts of the players add up to that one's."""

    def __init__(
        self, leg: Leg, key: Keys, group: Group, others: list[Group], within: list[Difference], exact: Fraction
    ) -> None:
        self.leg, self.key, self.group, self.others, self.within, self.exact = leg, key, group, others, within, exact

    def columns(self) -> tuple[ColumnPart, ...]:
        """By column of a source, and rows that came or went; by source alone where there are too many columns."""
        players = list(dict.fromkeys((one.relation, column) for one in self.within for column in one.columns))
        if self._too_many(len(players)):
            sources = list(dict.fromkeys(one.relation for one in self.within))
            if self._too_many(len(sources)):
                return ()
            found = owen(self.others, sources, lambda out, on: self._with(out, lambda one: one.relation in on))
            return tuple(ColumnPart(name, ANY_COLUMN, self._label(name), exact) for name, exact in found.items())
        parts = owen(self.others, players, self._by_column)
        return tuple(
            ColumnPart(name, column, self._column(name, column), exact) for (name, column), exact in parts.items()
        )

    def _by_column(self, outside: frozenset[Group], on: frozenset[tuple[str, str]]) -> Fraction:
        changed = []
        for one in self.within:
            columns = [column for column in one.columns if (one.relation, column) in on]
            if len(columns) == len(one.columns):
                changed.append(one)
            elif columns:
                changed.append(with_columns(one, self.leg.facts.start.names[one.relation], columns))
        whole = on >= {(one.relation, column) for one in self.within for column in one.columns}
        return self._value(outside, changed, whole or any(column == ROWS for _, column in on))

    def _with(self, outside: frozenset[Group], chosen: Callable[[Difference], bool]) -> Fraction:
        changed = [one for one in self.within if chosen(one)]
        loaded = len(changed) == len(self.within) or any(one.before is None for one in changed)
        return self._value(outside, changed, loaded)

    def members(self) -> tuple[tuple[MemberPart, ...], Fraction, int]:
        """By member: exactly where they are few; else by what each does alone, within all rises, all falls, and the rest."""
        units = list(dict.fromkeys(one.unit for one in self.within))
        if units == [()]:
            return (), Fraction(0), 0
        if len(units) <= EXACT_MEMBERS and not self._too_many(len(units)):
            parts = owen(self.others, units, self._by_unit)
            return self._ordered(parts), Fraction(0), 0
        alone = self._alone(units)
        blocks = {RISES: [u for u, m in alone.items() if m > 0], FALLS: [u for u, m in alone.items() if m < 0]}
        blocks[REST] = [unit for unit in units if unit not in alone or not alone[unit]]
        players = [name for name, block in blocks.items() if block]
        if self._too_many(len(players)):
            return (), self.exact, len(units)
        effects = owen(
            self.others, players, lambda out, on: self._by_unit(out, frozenset(u for name in on for u in blocks[name]))
        )
        found: dict[Unit, Fraction] = {}
        for name in (RISES, FALLS):
            whole = sum((alone[unit] for unit in blocks[name]), Fraction(0))
            found.update({unit: effects[name] * alone[unit] / whole for unit in blocks[name]})
        return self._ordered(found), effects.get(REST, Fraction(0)), len(blocks[REST])

    def _by_unit(self, outside: frozenset[Group], on: frozenset[Unit]) -> Fraction:
        return self._with(outside, lambda one: one.unit in on)

    def _alone(self, units: Sequence[Unit]) -> dict[Unit, Fraction]:
        """What each of the members that moved most does alone, where it has a value then."""
        nothing: frozenset[Group] = frozenset()
        start = self._by_unit(nothing, frozenset())
        found: dict[Unit, Fraction] = {}
        for unit in sorted(units, key=self._sizes().__getitem__, reverse=True)[:MOST_SINGLES]:
            try:
                found[unit] = self._by_unit(nothing, frozenset({unit})) - start
            except UnknownError:
                continue
        return found

    def _sizes(self) -> dict[Unit, Fraction]:
        """How much the facts of each member moved: each column in shares of its own largest move, a row that came or went as one."""
        moves: dict[tuple[str, int], dict[Unit, Fraction]] = {}
        sizes = {one.unit: Fraction(0) for one in self.within}
        for one in self.within:
            if one.before is None or one.after is None:
                sizes[one.unit] += 1
                continue
            for at, (before, after) in enumerate(zip(one.before.values, one.after.values, strict=True)):
                if before != after:
                    both = isinstance(before, int) and isinstance(after, int)
                    size = abs(after - before) if both else 1  # type: ignore[operator]
                    known = moves.setdefault((one.relation, at), {})
                    known[one.unit] = known.get(one.unit, Fraction(0)) + size
        for known in moves.values():
            largest = max(known.values())
            for unit, size in known.items():
                sizes[unit] += size / largest
        return sizes

    def _value(self, outside: frozenset[Group], changed: list[Difference], loaded: bool) -> Fraction:
        on = frozenset(cause for group in outside for cause in group)
        return self.leg.partly(on, changed, loaded, self.key, self.group)

    def _too_many(self, players: int) -> bool:
        return int(2 ** (players + len(self.others))) > MOST_WORLDS

    def _ordered(self, parts: dict[Unit, Fraction]) -> tuple[MemberPart, ...]:
        """Those with the largest effect first."""
        ordered = sorted(parts.items(), key=lambda part: (-abs(part[1]), part[0]))
        return tuple(MemberPart(tuple(m for _, m in unit), self._unit(unit), exact) for unit, exact in ordered)

    def _unit(self, unit: Unit) -> str:
        if not unit:
            return self._label(next(one.relation for one in self.within if not one.unit))
        labels = (self.leg.theatre.label(self.leg.facts, dimension, member) for dimension, member in unit)
        return " · ".join(labels)

    def _label(self, relation: str) -> str:
        program = self.leg.theatre.base
        declared = program.sources.get(relation) or program.dimensions[relation]
        return declared.title

    def _column(self, relation: str, column: str) -> str:
        program = self.leg.theatre.base
        source = program.sources.get(relation)
        columns = source.columns if source is not None else program.dimensions[relation].stored
        return columns[column].title if column in columns else ""
