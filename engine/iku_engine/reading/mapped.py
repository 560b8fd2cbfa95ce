"""A table as a mapping makes it: columns renamed, left out, added; texts translated; wide rows made into one row for each value."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from iku_dsl.period import read_period
from iku_dsl.problem import say
from iku_dsl.records import record
from iku_engine.errors import RefusedFile
from iku_engine.reading.opened import MAX_CELL, FaultyCells, Opened, PassedOver
from iku_engine.words.layout import headings, parted

if TYPE_CHECKING:
    from iku_engine.reading.mapping import Mapping

YEARS = range(1900, 2101)  # that tables are about
_CENTURIES = ("19", "20", "21")


@record
class Plan:
    """What is done with each row: the places that are kept, texts added to them, the wide places with their period or member.

    `filled` are places whose cells a constant has, with its column; `left_out` those that are read nowhere.
    """

    header: tuple[str, ...]
    kept: tuple[int, ...]
    constants: tuple[str, ...]
    wide: tuple[tuple[int, str], ...]
    places: dict[str, int]
    filled: dict[int, str]
    left_out: tuple[int, ...]


def mapped(opened: Opened, knows: Callable[[str], bool] | None) -> Opened:
    """The table with the names of the spec; `knows` says of a heading whether it is a column's, by its name or its title.

    Errors: `RefusedFile` where a column of the mapping is not there.
    """
    return replace(opened, header=plan(opened, knows).header)


def plan(opened: Opened, knows: Callable[[str], bool] | None = None) -> Plan:
    """What a mapping does with the rows of a file; where all others are skipped `knows` says the first time which are not."""
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
    _named_once(opened, mapping)
    header: list[str] = []
    kept: list[int] = []
    for place, name in enumerate(opened.written):
        folded = _folded(name)
        to = renamed.get(folded, name)
        if folded in wide or folded in skipped or not name:
            continue
        if mapping.skip == "others" and folded not in renamed and not _is_known(name, knows, opened):
            continue
        header.append(to)
        kept.append(place)
    header += mapping.constants
    if mapping.wide is not None:
        header += [mapping.wide.into, mapping.wide.value]
    wides = tuple((places[name], to) for name, to in wide.items())
    named = {text: _named_in(text, places) for text in (*mapping.constants.values(), *wide.values())}
    filled = {place: column for column, text in mapping.constants.items() for place in named[text]}
    read = {*kept, *(place for place, _ in wides), *(place for found in named.values() for place in found)}
    left_out = tuple(place for place in range(len(opened.written)) if place not in read)
    return Plan(tuple(header), tuple(kept), tuple(mapping.constants.values()), wides, places, filled, left_out)


def _named_in(text: str, places: dict[str, int]) -> list[int]:
    """The places of the columns that a text has in its braces."""
    return [places[_folded(name)] for name in headings(text) if _folded(name) in places]


def left_out_by_others(opened: Opened) -> tuple[str, ...]:
    """The headings of the columns that a mapping leaves out without naming them."""
    if opened.mapping is None or opened.mapping.skip != "others":
        return ()
    return tuple(opened.written[place] for place in columns_left_out(opened))


def columns_left_out(opened: Opened) -> list[int]:
    """The places of the columns with a name whose cells a mapping reads nowhere."""
    if opened.mapping is None:
        return []
    return [place for place in plan(opened).left_out if opened.written[place]]


def is_period(text: str) -> bool:
    """Whether a heading is a period of a year that tables are about, and so may be a number."""
    found = read_period(text)
    return found is not None and found.year in YEARS


def numbers_as_headings(opened: Opened) -> dict[int, frozenset[str]]:
    """The places whose heading is a number or a period, each with it, and with the period or member that a wide column is of."""
    named = {place: {text.strip()} for place, text in enumerate(opened.written)}
    if opened.mapping is not None:
        made = plan(opened)
        named = {place: named[place] for place in (*made.kept, *(place for place, _ in made.wide))}
        for place, to in made.wide:
            named[place].add(to.strip())
    numbers = {place: {text for text in texts if text.isdecimal() or is_period(text)} for place, texts in named.items()}
    return {place: frozenset(texts) for place, texts in numbers.items() if texts}


def _may_be_heading(text: str, own: Collection[str]) -> bool:
    """Whether a cell below a heading that is a number looks like one: quickly asked, as it is of every row."""
    bare = text.strip()
    return bare in own or (bare[:2] in _CENTURIES and is_period(bare))


def _named_once(opened: Opened, mapping: Mapping) -> None:
    """That each heading which a mapping names, also in braces, heads one column, so that none is taken for another."""
    wide = mapping.wide.names if mapping.wide is not None else {}
    named = {*map(_folded, (*mapping.columns, *wide)), *_in_braces(mapping)}
    places: dict[str, list[int]] = {}
    for place, name in enumerate(opened.written):
        places.setdefault(_folded(name), []).append(place)
    twice = next((found for name, found in places.items() if name in named and len(found) > 1), None)
    if twice is not None:
        where = tuple(_letters(place) if opened.kind == "workbook" else str(place + 1) for place in twice)
        column = opened.written[twice[0]]
        raise RefusedFile(say("mapping-column-twice", file=str(opened.path), column=column, places=where))


def _letters(place: int) -> str:
    """What a sheet calls a column: A, B, … AA."""
    return (_letters(place // 26 - 1) if place >= 26 else "") + chr(ord("A") + place % 26)


def _in_braces(mapping: Mapping) -> list[str]:
    """The folded headings that texts of a mapping have in braces."""
    wide = mapping.wide.names.values() if mapping.wide is not None else ()
    return [_folded(name) for text in (*mapping.constants.values(), *wide) for name in headings(text)]


def columns_read(opened: Opened) -> list[int]:
    """The places whose cells are read: all that have a name, or those that the mapping names or keeps."""
    if opened.mapping is None:
        return [place for place, name in enumerate(opened.written) if name]
    made = plan(opened)
    in_braces = (made.places[name] for name in _in_braces(opened.mapping) if name in made.places)
    return sorted({*made.kept, *(place for place, _ in made.wide), *in_braces})


def _nameless(opened: Opened) -> list[int]:
    """The places without a name to the right of a column that is read: its heading may be merged over both."""
    read, found, named = set(columns_read(opened)), list[int](), -1
    for place, name in enumerate(opened.written):
        if name:
            named = place
        elif named in read:
            found.append(place)
    return found


def _is_known(name: str, knows: Callable[[str], bool] | None, opened: Opened) -> bool:
    if knows is not None:
        return knows(name)
    return _folded(name) in {_folded(one) for one in opened.header}


def mapped_rows(opened: Opened, rows: Iterable[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """The rows of a file as the mapping makes them; all that come from one row have its line."""
    mapping = opened.mapping
    assert mapping is not None
    made = plan(opened)
    tables = [(made.header.index(name), table) for name, table in _tables(mapping, made)]
    width, nameless = len(opened.written), _nameless(opened)
    opened.passed_over.update({place: PassedOver() for place in made.left_out})
    heard = list(opened.passed_over.items())
    texts = [*made.constants, *(to for _, to in made.wide)]
    numbers = numbers_as_headings(opened)
    own = {text for texts in numbers.values() for text in texts}
    first = min(numbers, default=None)
    for line, cells in rows:
        if len(cells) != width and not isinstance(cells, FaultyCells):
            if len(cells) < width or any(cell.strip() for cell in cells[width:]):
                cells = FaultyCells(cells, say("row.width", expected=width, found=len(cells)))
            else:
                cells = cells[:width]
        row = [*cells[:width], *[""] * (width - len(cells))] if len(cells) != width else cells
        if first is not None and _may_be_heading(row[first], own):
            opened.like_headers.add(line)
        for place, passed in heard:
            text = row[place]
            if text and text not in passed.known and passed.take(line, text):
                heard = [one for one in heard if one[0] != place]
        stray = next((row[place].strip() for place in nameless if row[place].strip()), "") if nameless else ""
        if stray and not isinstance(cells, FaultyCells):
            cells = FaultyCells(cells, say("row.nameless"), "", stray)
        filled = _filled(texts, row, made.places)
        if filled is None:
            if not isinstance(cells, FaultyCells):
                cells = FaultyCells(cells, say("cell.long", limit=MAX_CELL))
            yield line, cells
            continue
        fixed = [*(row[place] for place in made.kept), *filled[: len(made.constants)]]
        members = filled[len(made.constants) :]
        if isinstance(cells, FaultyCells):
            yield from ((line, _translated(one, tables)) for one in _spoilt(cells, row, opened, made, fixed, members))
        elif not made.wide:
            yield line, _translated(fixed, tables)
        else:
            yield from (
                (line, _translated([*fixed, to, row[place]], tables))
                for place, to in _unfolded(opened, made, row, members)
            )


def _unfolded(
    opened: Opened, made: Plan, row: Sequence[str], members: Sequence[str], over: Collection[int] = ()
) -> Iterator[tuple[int, str]]:
    """The places of a wide row that become rows, each with the member that its column stands for.

    The empty ones do not, if so it is said, but where another cell is merged `over` them, or the row ends before them.
    """
    wide = opened.mapping.wide if opened.mapping is not None else None
    skip_empty = wide is not None and wide.skip_empty
    for (place, _), to in zip(made.wide, members, strict=True):
        if not skip_empty or row[place].strip() or place in over:
            yield place, to


def _spoilt(
    cells: FaultyCells, row: Sequence[str], opened: Opened, made: Plan, fixed: list[str], members: Sequence[str]
) -> Iterator[list[str]]:
    """A row that the file spoils as the mapping makes it: whoever mends it finds its cells where those of other rows are.

    Of a wide one each column is a row, and all of them wait: what is no data, or another table, is known by the row as a whole. Where a
    `row` has other cells than columns, those that are there are taken from the left, and what is over stays behind them.
    """
    beyond = cells[len(row) :]
    unknown = {*cells.over, *range(len(cells), len(row))}
    parts = [[*fixed, to, row[place]] for place, to in _unfolded(opened, made, row, members, unknown)]
    empty = [*fixed, "", ""] if made.wide else fixed  # whoever mends it says which column its figure is of
    for part in parts or [empty]:
        yield FaultyCells([*part, *beyond], cells.reason, cells.column, cells.value, mapped=True)


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


def _filled(texts: Sequence[str], cells: Sequence[str], places: dict[str, int]) -> list[str] | None:
    """Texts with the values of the row's other columns in their braces; None where one would be longer than any cell."""
    made = list(texts)
    for number, text in enumerate(texts):
        if "{" in text:
            parts = parted(text)
            for at in range(1, len(parts), 2):
                place = places.get(_folded(parts[at]))
                parts[at] = cells[place].strip() if place is not None else f"{{{parts[at]}}}"
            if sum(map(len, parts)) > MAX_CELL:
                return None
            made[number] = "".join(parts)
    return made


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
