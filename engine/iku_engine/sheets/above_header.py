"""The rows above the header of a file: titles and the like are no data, and told; for rows of data the file is refused.

Who sorts a sheet with its header in the range has it amid the rows or below them, and those above it would not be read.
Where a mapping says which row is the header, rows of another table may stand above it, below a header of their own.
"""

from __future__ import annotations

from collections.abc import Sequence

from iku_dsl.problem import say
from iku_engine.cells.roles import CellReaders, Roles, roles
from iku_engine.errors import RefusedFile
from iku_engine.reading.opened import Opened
from iku_engine.sheets.sheet_units import SheetUnits
from iku_engine.staging.report import NotDataKind
from iku_engine.words.headings import Headings, folded
from iku_engine.words.labels import numbering, total_label
from iku_engine.words.layout import GRAIN_WORDS

SHOWN = 6  # rows that the refusal names
FEWEST_NUMBERS = 3  # plain ones that number columns


def rows_above(readers: CellReaders, opened: Opened) -> dict[int, NotDataKind]:
    """The rows above the header, by line, which are no data.

    Errors: `RefusedFile` where some look like data of this table, or say that its figures are in another unit, or of another period.
    """
    of = roles(readers, opened)
    units = SheetUnits(readers, opened, of)
    units.read_top()
    if not opened.above:
        units.hold_above([])
        return {}
    above = _Above(readers, opened, of)
    data = [line for line, cells in opened.above if above.is_data(cells)]
    said = opened.mapping is not None and opened.mapping.header_row == opened.header_row
    other = above.other_table(data) if said and data else range(0)
    lost = [str(line) for line in data if line not in other]
    if lost:
        shown = ", ".join([*lost[:SHOWN], *([f"… {len(lost)}"] if len(lost) > SHOWN else [])])
        raise RefusedFile(say("file-data-above", file=str(opened.path), rows=shown, header=opened.header_row))
    for line, cells in opened.above:
        if line not in other:
            units.read_row(line, cells)
    units.hold_above([row for row in opened.above if row[0] >= other.stop])
    return {line: "table" if line in other else "above" for line, _ in opened.above}


class _Above:
    def __init__(self, readers: CellReaders, opened: Opened, roles: Roles) -> None:
        self.readers, self.opened, self.roles = readers, opened, roles
        self.wide = len(opened.written)
        headings = Headings(readers.relation)
        self.name = headings.name
        self.heads = {*headings.names, *headings.titles, *map(folded, opened.written), *GRAIN_WORDS} - {""}

    def is_data(self, cells: Sequence[str]) -> bool:
        """Whether a row has a key and a figure in the columns of the table, or all cells and a key that is no title."""
        filled = {place: cell.strip() for place, cell in enumerate(cells) if cell.strip()}
        keys = {place: filled[place] for place in self.roles.places if place in filled}
        if not keys or self._heads(filled) or total_label(next(iter(filled.values()))) == "sure":
            return False
        if self.roles.has_figure(cells):
            return True
        return len(filled) >= max(self.wide, 2) and any(self._is_key(place, text) for place, text in keys.items())

    def other_table(self, data: Sequence[int]) -> range:
        """The lines of a table that stands above the header with one of its own: from there to the last row that looks like data."""
        for line, cells in self.opened.above:
            words = [folded(cell) for cell in cells if cell.strip()]
            if (
                line < data[0]
                and len(words) > 1
                and len({self.name(word) for word in words} & self.heads) * 2 > len(words)
            ):
                return range(line, data[-1] + 1)
        return range(0)

    def _heads(self, filled: dict[int, str]) -> bool:
        """Whether a row has headings, labels of what stands beside them (`Tahun Anggaran: | 2025`), or the numbers of columns."""
        texts = list(filled.values())
        labels = any(text.endswith(":") or text.startswith(":") for text in texts)
        named = any(self.name(text) in self.heads or folded(text).split()[0] in GRAIN_WORDS for text in texts)
        numbers = numbering(texts)
        return labels or named or numbers == "sure" or (numbers == "perhaps" and len(texts) >= FEWEST_NUMBERS)

    def _is_key(self, place: int, text: str) -> bool:
        """Whether a text is a period, a code, or a member that is known."""
        if place == self.roles.period:
            return isinstance(self.readers.periods[text], int)
        return text[0].isdigit() or self.readers.keys.names_member(self.roles.keys[place], text)
