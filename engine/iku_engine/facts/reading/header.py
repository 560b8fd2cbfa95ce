"""Which row of a file is its header: the first whose cells are all the names that the relation needs."""

from __future__ import annotations

from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from iku_engine.facts.layout import GRAIN_WORDS, known_names
from iku_engine.facts.reading.opened import header_key
from iku_engine.facts.relations import Relation

if TYPE_CHECKING:
    from iku_engine.facts.reading.mapping import Mapping


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a header is known by: names that it must have, those it may have, and mappings of files with a certain header.

    All names are folded; with a mapping, `needed` and `known` are the names in the file.
    """

    needed: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    keys: frozenset[str] = frozenset()
    row: int | None = None
    remembered: Map[str, Mapping] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """A header: its place among the rows looked at, how many of its names are known, and whether it has all that are needed."""

    place: int
    matches: int
    covers: bool
    mapping: Mapping | None = None


def wanted(relation: Relation, mapping: Mapping | None = None, remembered: Map[str, Mapping] | None = None) -> Wanted:
    """What the header of a file for a relation is known by."""
    own = [relation.key_name] if relation.is_dimension else list(relation.dimensions)
    needed = {name.casefold() for name in own}
    needed |= {column.name.casefold() for column in relation.columns.values() if not column.may_be_missing}
    known = {name.casefold() for name in known_names(relation)}
    periods = set(GRAIN_WORDS) if relation.grain is not None else set()
    keys = {name.casefold() for name in own} | periods
    if mapping is None:
        return Wanted(frozenset(needed), frozenset(known | periods), frozenset(keys), None, remembered or {})
    named = {to.casefold(): name.casefold() for name, to in mapping.columns.items()}
    given = {name.casefold() for name in mapping.constants}
    wide = mapping.wide
    wides = {name.casefold() for name in wide.names} if wide is not None else set()
    if wide is not None:
        given |= {wide.into.casefold(), wide.value.casefold()}
    in_file = {named.get(name, name) for name in needed - given} | wides
    may_be = {named.get(name, name) for name in known | periods} | {name.casefold() for name in mapping.columns} | wides
    return Wanted(
        frozenset(in_file), frozenset(may_be), frozenset(named.get(name, name) for name in keys), mapping.header_row
    )


def find(rows: Sequence[tuple[int, Sequence[str]]], asked: Wanted) -> Found:
    """The header among the first rows of a file; where none has all the names, the first of those that have most."""
    best = Found(0, 0, covers=False)
    for place, (number, cells) in enumerate(rows):
        if asked.row is not None and number == asked.row:
            return Found(place, len(cells), covers=True)
        names = {" ".join(cell.split()).casefold() for cell in cells} - {""}
        known = asked.remembered.get(header_key(trimmed(cells))) if asked.remembered else None
        if known is not None:
            return Found(place, len(names), covers=True, mapping=known)
        matches = len(names & asked.known)
        if matches and asked.needed <= names and asked.row is None:
            return Found(place, matches, covers=True)
        if matches > best.matches:
            best = Found(place, matches, covers=False)
    return best


def trimmed(cells: Sequence[str]) -> tuple[str, ...]:
    """The names of a header, without the empty ones after the last."""
    names = [cell.strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    return tuple(names)
