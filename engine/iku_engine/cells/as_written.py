"""How the rows of a file are written: what stands at which place and what reads it, and how numbers and dates are written.

A file is looked through for that at little cost where nothing in it can be Indonesian.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Literal

from iku_dsl.records import record
from iku_dsl.types import Kind
from iku_engine.cells.cells import readings
from iku_engine.cells.converters import Converter, PeriodConverter
from iku_engine.cells.keys import Keys
from iku_engine.database.relations import Relation
from iku_engine.reading.mapped import plan
from iku_engine.reading.opened import Figure, Opened
from iku_engine.reading.opening import rows
from iku_engine.reading.style import Evidence, Style
from iku_engine.words.labels import LABELS, total_label
from iku_engine.words.layout import Layout
from iku_engine.words.notation import HINTS, MAX_FIGURE, dated, numeral

Shows = Callable[[Sequence[str]], Sequence[str]]

_BLOCK = 2**20
_REMEMBERED = 50_000


def style_of(opened: Opened, relation: Relation, layout: Layout, shows: Shows = lambda cells: cells) -> Style:
    """How a file writes the numbers and dates of a relation; `shows` are the cells of a row that are evidence."""
    places = {kind: _places(relation, layout, kind) for kind in (Kind.NUMBER, Kind.DATE)}

    def written() -> Iterator[Sequence[str]]:
        return (shows(cells) for _, cells in rows(opened))

    def look(every: bool) -> Evidence:
        found = Evidence(every=False)
        if every or places[Kind.DATE] or _may_be_indonesian(opened):
            found = evidence(written(), places[Kind.NUMBER], places[Kind.DATE])
        if found.numbers == "unknown":
            found = replace(found, numbers=by_totals(written, layout.keys, places[Kind.NUMBER]))
        return found

    return Style(opened.numbers, look)


def by_totals(
    written: Callable[[], Iterable[Sequence[str]]], keys: Sequence[int], numbers: Sequence[int]
) -> Literal["en", "id", "unknown"]:
    """How numbers are written where each can be read in both ways, but the totals of the file come out in one of them alone.

    A total is of all rows above, or of those since the one before. Where it fits in both ways, or in none, it says nothing; and nothing
    is known where some fit in one way and some in the other.
    """
    if not any(_is_total(cells, keys) for cells in written()):
        return "unknown"
    above = {place: (_Added(), _Added()) for place in numbers}  # of all rows, and of those since the last total
    shown: set[Literal["en", "id"]] = set()
    for cells in written():
        total = _is_total(cells, keys)
        for place, sums in above.items():
            both = _both_ways(cells[place]) if place < len(cells) else None
            if both is None:
                continue
            if total:
                shown |= sums[0].fits(both) | sums[1].fits(both)
            else:
                for one in sums:
                    one.add(both)
        if total:
            above = {place: (every, _Added()) for place, (every, _) in above.items()}
    return shown.pop() if len(shown) == 1 else "unknown"


def _is_total(cells: Sequence[str], keys: Sequence[int]) -> bool:
    texts = (cells[place].strip() for place in keys if place < len(cells))
    return any(text[:1] in LABELS and total_label(text) in ("sure", "perhaps") for text in texts if text)


def _both_ways(text: str) -> tuple[Fraction, Fraction] | None:
    """A figure as English and as Indonesian have it; None where it is none, or has a unit."""
    bare = text.strip()
    found = numeral(bare) if bare and len(bare) <= MAX_FIGURE else None
    if found is None or found.unit:
        return None
    sign = -1 if found.negative else 1
    english = sign * Fraction(found.english or found.indonesian)
    plain = type(text) is Figure or not found.indonesian
    return english, english if plain else sign * Fraction(found.indonesian)


class _Added:
    """Figures added up as English and as Indonesian have them."""

    def __init__(self) -> None:
        self.english, self.indonesian, self.count = Fraction(0), Fraction(0), 0

    def add(self, both: tuple[Fraction, Fraction]) -> None:
        """One more."""
        self.english, self.indonesian = self.english + both[0], self.indonesian + both[1]
        self.count += 1

    def fits(self, both: tuple[Fraction, Fraction]) -> set[Literal["en", "id"]]:
        """The one way in which a total is the sum of these, at least two; none where it is so in both or in neither."""
        ways = both[0] == self.english, both[1] == self.indonesian
        return set() if self.count <= 1 or ways[0] is ways[1] else {"en" if ways[0] else "id"}


def evidence(found: Iterable[Sequence[str]], numbers: Sequence[int], dates: Sequence[int]) -> Evidence:
    """What the cells at some places show. A cell that is no plain text (a figure of a workbook) shows nothing."""
    styles: set[str] = set()
    month_first = False
    seen: set[str] = set()
    for cells in found:
        for place in numbers:
            text = cells[place] if place < len(cells) else ""
            if type(text) is not str or text in seen or ("," not in text and "." not in text):
                continue
            if len(seen) < _REMEMBERED:
                seen.add(text)
            number = numeral(text)
            if number is not None and not (number.english and number.indonesian):
                styles.add("en" if number.english else "id")
        for place in dates:
            text = cells[place] if place < len(cells) else ""
            if type(text) is str and not month_first and text[:1].isdigit():
                day = dated(text)
                month_first = day is not None and day.day_first is None
    both = {"en", "id"} <= styles
    return Evidence("mixed" if both else "en" if "en" in styles else "id" if styles else "unknown", month_first)


def _places(relation: Relation, layout: Layout, kind: Kind) -> tuple[int, ...]:
    return tuple(place for name, place in layout.columns.items() if relation.columns[name].type.kind is kind)


def _may_be_indonesian(opened: Opened) -> bool:
    """Whether a file holds anything that could be an Indonesian number; a comma in a file of commas needs quotes."""
    if opened.kind != "text":
        return True
    commas = opened.delimiter == ","
    hints, carried = HINTS[1:] if commas else HINTS, ""
    with opened.path.open(encoding=opened.encoding, errors="replace", newline="") as file:
        while block := file.read(_BLOCK):
            text = carried + block.lower()
            if (commas and '"' in block) or any(hint.search(text) for hint in hints):
                return True
            carried = text[-MAX_FIGURE:]
    return False


@record
class CellReaders:
    """What reads the cells of the rows of one file for one relation: its keys, its period, its columns.

    `free` are the dimensions of facts whose members no file lists, `bare` whether a row of nothing but keys would be a fact of those.
    """

    relation: Relation
    layout: Layout
    keys: Keys
    periods: PeriodConverter
    converters: Sequence[Converter]
    free: Sequence[str]
    bare: bool


def cell_readers(
    relation: Relation, layout: Layout, keys: Keys, periods: PeriodConverter, converters: Sequence[Converter]
) -> CellReaders:
    """The same, with what follows of the members that are known."""
    free = [] if relation.is_dimension else [d for d in relation.dimensions if keys.members.get(d) is None]
    bare = bool(free) and all(column.may_be_missing for column in relation.columns.values())
    return CellReaders(relation, layout, keys, periods, converters, free, bare)


@record
class Roles:
    """What stands at which place of a row as written: keys with their dimension, the period, figures with what reads them."""

    keys: Mapping[int, str]
    period: int | None
    figures: Mapping[int, Converter]
    names: Sequence[str]

    @property
    def places(self) -> frozenset[int]:
        """The places of keys and of the period."""
        return frozenset(self.keys) | ({self.period} if self.period is not None else set())

    def is_figure(self, place: int, text: str) -> bool:
        """Whether a cell at the place of a figure has one, however it is written."""
        one = self.figures[place]
        plain = type(text) is Figure or (text.isdecimal() and len(text) <= MAX_FIGURE)
        return plain or bool(readings(one.column, text, one.style))

    def has_figure(self, cells: Sequence[str]) -> bool:
        """Whether a row has any figure."""
        return any(place < len(cells) and self.is_figure(place, cells[place]) for place in self.figures)


def roles(readers: CellReaders, opened: Opened) -> Roles:
    """The roles of the places of a file."""
    layout, relation = readers.layout, readers.relation
    converters = {converter.column.name: converter for converter in readers.converters}
    if opened.mapping is None:
        raw = dict(enumerate(range(len(opened.written))))
        wide: Mapping[int, Converter] = {}
    else:
        made = plan(opened)
        raw = dict(enumerate(made.kept))
        value = opened.mapping.wide.value if opened.mapping.wide is not None else ""
        of_value = next((c for name, c in converters.items() if name.casefold() == value.casefold()), None)
        wide = {place: of_value for place, _ in made.wide} if of_value is not None else {}
    figures = {
        raw[place]: converters[name]
        for name, place in layout.columns.items()
        if place in raw and relation.columns[name].type.kind is Kind.NUMBER
    }
    return Roles(
        {raw[place]: d for d, place in zip(relation.dimensions, layout.keys, strict=True) if place in raw},
        raw.get(layout.period) if layout.period is not None else None,
        {**figures, **wide},
        opened.written,
    )
