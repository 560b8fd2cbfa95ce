"""Looking through a file for how it writes numbers and dates, at little cost where nothing in it can be Indonesian."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from iku_dsl.types import Kind
from iku_engine.database.relations import Relation
from iku_engine.reading.opened import Opened
from iku_engine.reading.opening import rows
from iku_engine.reading.style import Evidence, Style
from iku_engine.words.dates import dated
from iku_engine.words.layout import Layout
from iku_engine.words.numerals import HINTS, MAX_FIGURE, numeral

Shows = Callable[[Sequence[str]], Sequence[str]]

_BLOCK = 2**20
_REMEMBERED = 50_000


def style_of(opened: Opened, relation: Relation, layout: Layout, shows: Shows = lambda cells: cells) -> Style:
    """How a file writes the numbers and dates of a relation; `shows` are the cells of a row that are evidence."""
    places = {kind: _places(relation, layout, kind) for kind in (Kind.NUMBER, Kind.DATE)}

    def look(every: bool) -> Evidence:
        if not every and not places[Kind.DATE] and not _may_be_indonesian(opened):
            return Evidence(every=False)
        return evidence((shows(cells) for _, cells in rows(opened)), places[Kind.NUMBER], places[Kind.DATE])

    return Style(opened.numbers, look)


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
