"""What stands at which place of the rows of a file, as they are written, and what reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from iku_dsl.records import record
from iku_dsl.types import Kind
from iku_engine.cells.cells import readings
from iku_engine.cells.converters import Converter
from iku_engine.cells.keys import Keys
from iku_engine.cells.periods import PeriodConverter
from iku_engine.database.relations import Relation
from iku_engine.reading.mapped import plan
from iku_engine.reading.opened import Figure, Opened
from iku_engine.words.layout import Layout
from iku_engine.words.numerals import MAX_FIGURE


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
