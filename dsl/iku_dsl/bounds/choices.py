"""What a condition leaves of a choice or a member: names, found in the time that it takes to write them down, however long the list is.

A choice may have thousands of names, and thousands of conditions may be about it. So each list is gone through once, and a condition
looks up its name in it, counts what it leaves, and takes that much out of it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence

from iku_dsl.bounds.known import listed
from iku_dsl.bounds.linear import FLIPPED, plain
from iku_dsl.program import Program
from iku_dsl.program import expression as ex
from iku_dsl.records import record
from iku_dsl.types import Kind, Operator, Type, choice_places

MOST_NAMES = 100  # that are kept for a choice, as each condition around a place might keep nearly all of them


@record
class Listed:
    """The names that a choice or member may be, in the order of the spec; a record, as it is hashed wherever it is looked up."""

    names: tuple[str, ...]

    @property
    def places(self) -> Mapping[str, int]:
        """Where each stands."""
        return choice_places(self.names)

    def among(self, allowed: frozenset[str]) -> Listed:
        """Those that are allowed, in the same order."""
        if len(self.names) <= MOST_NAMES:
            return Listed(tuple(name for name in self.names if name in allowed))
        return Listed(tuple(sorted((name for name in allowed if name in self.places), key=self.places.__getitem__)))


@record
class Ranked:
    """The names of one list that another puts in order, best first, with their places there; `apart` are those that it does not have."""

    names: tuple[str, ...]
    places: Sequence[int]
    apart: tuple[str, ...] = ()


class Lists:
    """The lists of names of a program, each made once. What is kept by its identity is held, so that nothing else gets its place."""

    __slots__ = ("_joined", "_listed", "_ranked")

    def __init__(self) -> None:
        self._listed: dict[int | str, tuple[Type, Listed | None]] = {}
        self._ranked: dict[tuple[int, int], tuple[Listed, Listed, Ranked]] = {}
        self._joined: dict[tuple[int, int], tuple[Listed, Listed, Listed]] = {}

    def listed(self, program: Program, kind: Type) -> Listed | None:
        """What a choice or member may be; None where the spec does not list it."""
        if kind.kind not in (Kind.CHOICE, Kind.MEMBER):
            return None
        key = id(kind.choices) if kind.kind is Kind.CHOICE else kind.of
        found = self._listed.get(key)
        if found is None:
            names = listed(program, kind)
            found = self._listed[key] = kind, Listed(names) if names is not None else None
        return found[1]

    def ranked(self, known: Listed, order: Listed) -> Ranked:
        """The names of a list as another puts them in order."""
        if known is order:
            return Ranked(known.names, range(len(known.names)))
        key = id(known), id(order)
        found = self._ranked.get(key)
        if found is None:
            among = tuple(name for name in order.names if name in known.places)
            apart = tuple(name for name in known.names if name not in order.places)
            made = Ranked(among, [order.places[name] for name in among], apart)
            found = self._ranked[key] = known, order, made
        return found[2]

    def joined(self, one: Listed, other: Listed) -> Listed:
        """The names of either; of two long lists that is asked for once."""
        if one is other:
            return one
        if len(one.names) > MOST_NAMES and len(other.names) <= len(one.names) and _has_all(one, other):
            return one
        if len(other.names) > MOST_NAMES and len(one.names) <= len(other.names) and _has_all(other, one):
            return other
        found = self._joined.get((id(one), id(other)))
        if found is None:
            made = Listed(tuple(dict.fromkeys((*one.names, *other.names))))
            found = one, other, made
            if len(one.names) > MOST_NAMES and len(other.names) > MOST_NAMES:
                self._joined[id(one), id(other)] = found
        return found[2]


def _has_all(one: Listed, other: Listed) -> bool:
    return len(other.names) <= MOST_NAMES and all(name in one.places for name in other.names)


def _others(known: Listed, name: str) -> frozenset[str] | None:
    """All names of a list but one; None where these are more than are kept."""
    if len(known.names) > MOST_NAMES and len(known.places) - (name in known.places) > MOST_NAMES:
        return None
    return frozenset(known.names) - {name}


@record
class Left:
    """What a condition leaves of a choice or member; of more names than are kept None."""

    choice: ex.Expression
    names: frozenset[str] | None


def chosen_by(program: Program, lists: Lists, comparison: ex.Comparison, holds: bool) -> Left | None:
    """What a comparison of a choice or member with one of its names says where it holds, or does not; None where it says nothing."""
    left, right, operator = plain(comparison.left), plain(comparison.right), comparison.operator
    if isinstance(left, ex.Constant):
        left, right, operator = right, left, FLIPPED.get(operator, operator)
    if not isinstance(right, ex.Constant) or not isinstance(right.value, str) or isinstance(left, ex.Constant):
        return None
    if left.type.kind not in (Kind.CHOICE, Kind.MEMBER):
        return None
    known = lists.listed(program, left.type)
    if operator in (Operator.EQUAL, Operator.NOT_EQUAL):
        if (operator is Operator.EQUAL) is holds:
            return Left(left, frozenset((right.value,)))
        return Left(left, _others(known, right.value)) if known is not None else None
    order = lists.listed(program, left.type if left.type.ordered else right.type)  # best first
    if known is None or order is None or right.value not in order.places:
        return None
    return Left(left, _on_one_side(lists.ranked(known, order), operator, order.places[right.value], holds))


def _on_one_side(ranked: Ranked, operator: Operator, place: int, holds: bool) -> frozenset[str] | None:
    """The names from a place on, or up to it, or the others where it does not hold; None where these are more than are kept."""
    from_it = bisect_left(ranked.places, place)
    behind = bisect_right(ranked.places, place)
    worse = operator in (Operator.LESS, Operator.AT_MOST)
    cut = behind if operator in (Operator.LESS, Operator.AT_LEAST) else from_it
    start, end = (cut, len(ranked.names)) if worse is holds else (0, cut)
    apart = () if holds else ranked.apart
    if end - start + len(apart) > MOST_NAMES:
        return None
    return frozenset((*ranked.names[start:end], *apart))
