"""The rows and cells of a mended file that are as they were written into it: nobody mended them, so they wait on for what kept them out.

What kept a row out may be nothing that its cells show: its place in its file (below a total, a key twice, merged figures). And a workbook
to mend has rows of many files, and is none of them. How somebody types one mend, or what stands in another file's cell, shows nothing of
how this row's file wrote its numbers and dates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from iku_engine.cells.cells import Bad
from iku_engine.importing.how_read import Again, HowRead, Understood, how_read
from iku_engine.importing.numbered import KeptRow, KeptRows, Place, place_of
from iku_engine.importing.workbook import NOTHING, as_written
from iku_engine.reading.opened import Figure
from iku_engine.spreadsheets import cell_text
from iku_engine.staging.report import RejectedCell

Marked = Mapping[str, Mapping[str, Bad]]  # by the spec's own name of a column, and the text that stood there


class Untouched:
    """What of the rows of a file with numbers, at `place`, is as it was."""

    def __init__(self, kept: KeptRows, header: Sequence[str], place: int) -> None:
        self.kept, self.place, self.again, self.header = kept, place, Again(kept.relation), header
        self.places = kept.written.places(header, header)
        self.lines = set[int]()  # of rows that are as they were, though each cell can be read
        self._marked: dict[Place, Marked] = {}

    def cell(self, line: int, cells: Sequence[str]) -> RejectedCell | None:
        """What keeps out a row that nobody touched, or the first such cell of another one; with the reason that it had."""
        number = self._number(cells)
        marked = self._found(cells)
        for kept in self.kept.of(number) if number is not None else ():
            if self._is_as_it_was(kept, cells):
                if not marked:
                    self.lines.add(line)
                return RejectedCell(line, kept.fault, kept.value, kept.reason, kept.guess)
        for name, place, bad in marked:
            return RejectedCell(line, name, cells[place].strip(), bad.reason, bad.guess)
        return None

    def without(self, cells: Sequence[str]) -> Sequence[str]:
        """The cells of a row, nothing in the place of marked ones that are as they were: they are no evidence."""
        places = {place for _, place, _ in self._found(cells)}
        return ["" if at in places else cell for at, cell in enumerate(cells)] if places else cells

    def _number(self, cells: Sequence[str]) -> Place | None:
        return place_of(cells[self.place]) if len(cells) > self.place else None

    def _is_as_it_was(self, kept: KeptRow, cells: Sequence[str]) -> bool:
        """Whether each cell of a row means what was written there; a column that the file lacks says nothing."""
        were = self.again.cells(kept.header, kept.cells, how_read(kept.text))
        return all(
            self._is_same(name, were.get(name, NOTHING), cells[place] if place < len(cells) else "")
            for name, place in self.places.items()
            if name in self.again.names
        )

    def _is_same(self, name: str, was: Understood, now: str) -> bool:
        column = self.kept.relation.columns.get(name)
        written = as_written(column, was)
        if not isinstance(written, Fraction) and _plain(now) == _plain(written):
            return (
                was.bad is None or type(now) is not Figure
            )  # a number over a text was typed, though it looks the same
        if was.figure is None or column is None:
            return False
        return was.figure in self.again.meanings(column, self.header[self.places[name]], now)

    def _found(self, cells: Sequence[str]) -> list[tuple[str, int, Bad]]:
        number = self._number(cells)
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


def _plain(text: str) -> str:
    """A text however its blanks are written: a program that saves a workbook may write its line ends otherwise."""
    return " ".join(text.split())
