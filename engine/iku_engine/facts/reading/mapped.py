"""A table as a mapping makes it: columns renamed, left out, added; texts translated; wide rows made into one row for each value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from iku_dsl.problem import say
from iku_dsl.records import record
from iku_engine.errors import RefusedFile
from iku_engine.facts.layout import GRAIN_WORDS
from iku_engine.facts.reading.opened import FaultyCells, Opened

if TYPE_CHECKING:
    from iku_engine.facts.reading.mapping import Mapping

_PLACE = re.compile(r"\{([^{}]+)\}")


@record
class Plan:
    """What is done with each row: the places that are kept, texts added to them, the wide places with their period or member."""

    header: tuple[str, ...]
    kept: tuple[int, ...]
    constants: tuple[str, ...]
    wide: tuple[tuple[int, str], ...]
    places: dict[str, int]


def mapped(opened: Opened, known: frozenset[str]) -> Opened:
    """The table with the names of the spec. Errors: `RefusedFile` where a column of the mapping is not there."""
    return replace(opened, header=plan(opened, known).header)


def plan(opened: Opened, known: frozenset[str] = frozenset()) -> Plan:
    """What a mapping does with the rows of a file; `known` are folded names, needed where all others are skipped."""
    mapping = opened.mapping
    assert mapping is not None
    places = {_folded(name): place for place, name in enumerate(opened.written) if name}
    wide = {_folded(name): to for name, to in mapping.wide.names.items()} if mapping.wide is not None else {}
    renamed = {_folded(name): to for name, to in mapping.columns.items()}
    skipped = {_folded(name) for name in mapping.skip} if isinstance(mapping.skip, list) else set()
    lacking = [
        name
        for name in (*mapping.columns, *(mapping.wide.names if mapping.wide else ()))
        if _folded(name) not in places
    ]
    if lacking:
        raise RefusedFile(say("mapping-column", file=str(opened.path), columns=tuple(lacking)))
    header: list[str] = []
    kept: list[int] = []
    for place, name in enumerate(opened.written):
        folded = _folded(name)
        to = renamed.get(folded, name)
        if folded in wide or folded in skipped or not name:
            continue
        if mapping.skip == "others" and folded not in renamed and not _is_known(folded, known, opened):
            continue
        header.append(to)
        kept.append(place)
    header += mapping.constants
    if mapping.wide is not None:
        header += [mapping.wide.into, mapping.wide.value]
    wides = tuple((places[name], to) for name, to in wide.items())
    return Plan(tuple(header), tuple(kept), tuple(mapping.constants.values()), wides, places)


def _is_known(folded: str, known: frozenset[str], opened: Opened) -> bool:
    return folded in (known or {name.casefold() for name in opened.header}) or (not known and folded in GRAIN_WORDS)


def mapped_rows(opened: Opened, rows: Iterable[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """The rows of a file as the mapping makes them; all that come from one row have its line."""
    mapping = opened.mapping
    assert mapping is not None
    made = plan(opened)
    tables = [(made.header.index(name), table) for name, table in _tables(mapping, made)]
    width = len(opened.written)
    for line, cells in rows:
        if type(cells) is not list:
            yield line, cells
            continue
        if len(cells) != width:
            if len(cells) < width or any(cell.strip() for cell in cells[width:]):
                reason = say("row.width", expected=width, found=len(cells))
                yield line, FaultyCells(cells, reason)
                continue
            cells = cells[:width]
        fixed = [cells[place] for place in made.kept]
        fixed += [_filled(text, cells, made.places) for text in made.constants]
        if not made.wide:
            yield line, _translated(fixed, tables)
            continue
        for place, to in made.wide:
            value = cells[place]
            if mapping.wide is not None and mapping.wide.skip_empty and not value.strip():
                continue
            yield line, _translated([*fixed, _filled(to, cells, made.places), value], tables)


def file_column(opened: Opened, name: str, cells: Sequence[str]) -> str:
    """What a column of the spec is called in the file; of a wide one, the column that the cell stands in."""
    mapping = opened.mapping
    if mapping is None:
        return name
    wide = mapping.wide
    if wide is not None and name == wide.value and len(cells) == len(opened.header):
        to = cells[opened.header.index(wide.into)]
        return next((column for column, member in wide.names.items() if member == to), name)
    return next((column for column, to in mapping.columns.items() if to.casefold() == name.casefold()), name)


def _tables(mapping: Mapping, made: Plan) -> list[tuple[str, dict[str, str]]]:
    by_name = {name.casefold(): name for name in made.header}
    return [(by_name[name.casefold()], table) for name, table in mapping.values.items() if name.casefold() in by_name]


def _translated(cells: list[str], tables: Sequence[tuple[int, dict[str, str]]]) -> list[str]:
    for place, table in tables:
        cells[place] = table.get(cells[place].strip(), cells[place])
    return cells


def _filled(text: str, cells: Sequence[str], places: dict[str, int]) -> str:
    """A text with the values of the row's other columns in its braces."""
    if "{" not in text:
        return text
    return _PLACE.sub(
        lambda found: cells[places[_folded(found[1])]].strip() if _folded(found[1]) in places else found[0], text
    )


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
