"""The cells of a mended file that could not be read, and are as they were written into it: they are as unreadable as they were.

A workbook to mend has rows of many files, and is none of them. How somebody types one mend, or what stands in another file's cell, shows
nothing of how this row's file wrote its numbers and dates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from iku_engine.cells.cells import Bad
from iku_engine.importing.how_read import Again, HowRead, how_read
from iku_engine.importing.numbered import KeptRow, KeptRows, Place, place_of
from iku_engine.reading.opened import Figure
from iku_engine.spreadsheets import cell_text
from iku_engine.staging.report import RejectedCell

Marked = Mapping[str, Mapping[str, Bad]]  # by the spec's own name of a column, and the text that stood there


class Untouched:
    """What of the rows of a file with numbers, at `place`, is as it was."""

    def __init__(self, kept: KeptRows, header: Sequence[str], place: int) -> None:
        self.kept, self.place, self.again = kept, place, Again(kept.relation)
        self.places = kept.written.places(header, header)
        self._marked: dict[Place, Marked] = {}

    def cell(self, line: int, cells: Sequence[str]) -> RejectedCell | None:
        """The first such cell of a row, with the reason that it had."""
        for name, place, bad in self._found(cells):
            return RejectedCell(line, name, cells[place].strip(), bad.reason, bad.guess)
        return None

    def without(self, cells: Sequence[str]) -> Sequence[str]:
        """The cells of a row, nothing in the place of these: they are no evidence."""
        places = {place for _, place, _ in self._found(cells)}
        return ["" if at in places else cell for at, cell in enumerate(cells)] if places else cells

    def _found(self, cells: Sequence[str]) -> list[tuple[str, int, Bad]]:
        number = place_of(cells[self.place]) if len(cells) > self.place else None
        if number is None:
            return []
        if number not in self._marked:
            self._marked[number] = self._marked_in(self.kept.of(number))
        found = []
        for name, texts in self._marked[number].items():
            place = self.places.get(name, len(cells))
            bad = texts.get(cells[place].strip()) if place < len(cells) and type(cells[place]) is not Figure else None
            if bad is not None:
                found.append((name, place, bad))
        return found

    def _marked_in(self, rows: Sequence[KeptRow]) -> Marked:
        found: dict[str, dict[str, Bad]] = {}
        for row in rows:
            how = how_read(row.text)
            # of a row that an older version kept only the cell at fault is known not to be readable
            asked = None if how is not None else row.fault
            for name, cell in self.again.cells(row.header, row.cells, how or HowRead()).items():
                if cell.bad is not None and asked in (None, name):
                    found.setdefault(name, {})[cell_text(cell.text).strip()] = cell.bad
        return found
