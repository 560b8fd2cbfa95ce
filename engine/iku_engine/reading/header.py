"""Which row of a file is its header: the first whose cells are all the names that the relation needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Mapping as Map
from dataclasses import field
from typing import TYPE_CHECKING

from iku_dsl.keywords import MEMBER_WORDS
from iku_dsl.records import record
from iku_dsl.types import Kind
from iku_engine.database.relations import Relation
from iku_engine.reading.opened import header_key
from iku_engine.words.headings import Headings, folded
from iku_engine.words.layout import GRAIN_WORDS, known_names

if TYPE_CHECKING:
    from iku_engine.reading.mapping import Mapping

DEEPEST = 3  # rows of a header


@record
class Wanted:
    """What a header is known by: names that it must have, those it may have, and mappings of files with a certain header.

    All names are folded; with a mapping, `needed` and `known` are the names in the file. `target` is what the file is for.
    """

    needed: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    keys: frozenset[str] = frozenset()
    figures: frozenset[str] = frozenset()
    free: frozenset[str] = frozenset()
    row: int | None = None
    remembered: Map[str, Callable[[], Mapping]] = field(default_factory=dict)
    name: Callable[[str], str] = folded  # of a heading
    target: str = ""


@record
class Found:
    """A header: its place among the rows looked at, how many of its names are known, and whether it has all that are needed.

    `cells` are its names where it has more than one row, `rows` how many that are.
    """

    place: int
    matches: int
    covers: bool
    mapping: Mapping | None = None
    cells: tuple[str, ...] = ()
    rows: int = 1


def wanted(
    relation: Relation, mapping: Mapping | None = None, remembered: Map[str, Callable[[], Mapping]] | None = None
) -> Wanted:
    """What the header of a file for a relation is known by."""
    own = [relation.key_name] if relation.is_dimension else list(relation.dimensions)
    needed = {name.casefold() for name in own}
    needed |= {column.name.casefold() for column in relation.columns.values() if not column.may_be_missing}
    known = {name.casefold() for name in (*known_names(relation), *(MEMBER_WORDS if relation.dated else ()))}
    periods = set(GRAIN_WORDS) if relation.grain is not None else set()
    keys = {name.casefold() for name in own} | periods
    figures = {name.casefold() for name, column in relation.columns.items() if column.type.kind is Kind.NUMBER}
    free = {name.casefold() for name, column in relation.columns.items() if column.type.kind is Kind.TEXT}
    if mapping is None:
        name = Headings(relation).name
        return Wanted(
            frozenset(needed),
            frozenset(known | periods),
            frozenset(keys),
            frozenset(figures),
            frozenset(free),
            None,
            remembered or {},
            name,
            relation.name,
        )
    named = {to.casefold(): name.casefold() for name, to in mapping.columns.items()}
    given = {name.casefold() for name in mapping.constants}
    wide = mapping.wide
    wides = {name.casefold() for name in wide.names} if wide is not None else set()
    if wide is not None:
        given |= {wide.into.casefold(), wide.value.casefold()}
        figures |= wides if wide.value.casefold() in figures else set()
    in_file = {named.get(name, name) for name in needed - given} | wides
    may_be = {named.get(name, name) for name in known | periods} | {name.casefold() for name in mapping.columns} | wides
    own_names = {
        folded(name) for name in (*mapping.columns, *wides, *(mapping.skip if mapping.skip != "others" else ()))
    }
    of_spec = Headings(relation).name
    return Wanted(
        frozenset(in_file),
        frozenset(may_be),
        frozenset(named.get(name, name) for name in keys),
        frozenset(named.get(name, name) for name in figures),
        frozenset(named.get(name, name) for name in free),
        mapping.header_row,
        name=lambda text: folded(text) if folded(text) in own_names else of_spec(text),
        target=relation.name,
    )


def find(rows: Sequence[tuple[int, Sequence[str]]], asked: Wanted) -> Found:
    """The header among the first rows of a file; where none has all the names, the first of those that have most."""
    best = Found(0, 0, covers=False)
    for place, (number, cells) in enumerate(rows):
        if asked.row is not None and number == asked.row:
            return Found(place, len(cells), covers=True)
        names = {asked.name(cell) for cell in cells} - {""}
        known = asked.remembered.get(header_key(trimmed(cells))) if asked.remembered else None
        if known is not None:
            return Found(place, len(names), covers=True, mapping=known())
        matches = len(names & asked.known)
        below = _merged(rows, place, asked)
        if asked.row is None and below is not None and below.matches > matches:
            return below
        if matches and asked.needed <= names and asked.row is None:
            return Found(place, matches, covers=True)
        if matches > best.matches:
            best = Found(place, matches, covers=False)
    return best


def _merged(rows: Sequence[tuple[int, Sequence[str]]], place: int, asked: Wanted) -> Found | None:
    """A header of two or three rows, whose merged cells stand above the names of their columns; None where these rows are none."""
    names = list(rows[place][1])
    for more in range(1, DEEPEST):
        if place + more >= len(rows) or rows[place + more][0] != rows[place][0] + more:
            return None
        below = rows[place + more][1]
        names = _joined(names, below, asked)
        known = {asked.name(name) for name in names}
        alone = {asked.name(name) for name in below} & asked.known
        if len(alone) == len(known & asked.known):
            return None  # what stands above is a title
        if asked.needed <= known and known & asked.known:
            return Found(place, len(known & asked.known), True, None, trimmed(names), more + 1)
    return None


def _joined(above: Sequence[str], below: Sequence[str], asked: Wanted) -> list[str]:
    """The names of columns of which one row says a part; what is merged across has its text in the first cell."""
    found, carried = [], ""
    for place in range(max(len(above), len(below))):
        over = above[place].strip() if place < len(above) else ""
        under = below[place].strip() if place < len(below) else ""
        carried = over or (carried if under else "")
        both = f"{carried} {under}"
        found.append(
            both
            if under and asked.name(under) not in asked.known and asked.name(both) in asked.known
            else under or over
        )
    return found


def trimmed(cells: Sequence[str]) -> tuple[str, ...]:
    """The names of a header, without the empty ones after the last."""
    names = [cell.strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    return tuple(names)
