"""What the texts around a table say of the unit of its figures: one that would change them refuses the file.

Headings are read where the layout is made; here all else is read by the same reader: titles, rows of units, headers that come again,
what stands over merged headings, footnotes, notes, labels of totals, the name of the sheet, and headings that a mapping renames.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from iku_dsl.problem import Text, say
from iku_dsl.program import Column
from iku_dsl.types import PURE
from iku_engine.errors import RefusedFile
from iku_engine.facts.declared_units import Declared, declared, misfit, misfit_among, unit_of
from iku_engine.facts.headings import Headings, folded
from iku_engine.facts.reading.opened import Opened
from iku_engine.facts.report import LONGEST_SHOWN
from iku_engine.facts.totals import Roles

if TYPE_CHECKING:
    from iku_engine.facts.rows import RowReader

_AROUND = " ()[]:"


class SheetUnits:
    """Holds what a file says of units against the columns that its figures are in, by their places as written."""

    def __init__(self, reader: RowReader, opened: Opened, roles: Roles) -> None:
        self.opened = opened
        self.headings = Headings(reader.relation)
        self.columns = {place: converter.column for place, converter in roles.figures.items()}
        self.heard: set[str] = set()  # texts that fit all columns, or say nothing

    def read_top(self) -> None:
        """What is said beside the rows: the name of the sheet, notes, merged headings, headings that are renamed. Errors: `RefusedFile`."""
        opened = self.opened
        self._read(opened.sheet, say("unit-told.sheet"))
        for note in opened.note.split("\n"):
            self._read(note, say("unit-told.note"))
        for line, head in enumerate(opened.heads, start=opened.header_row):
            self._read_head(line, head)
        if opened.mapping is not None:
            for place, column in self.columns.items():
                if folded(opened.written[place]) not in self.headings.names:
                    self._read(opened.written[place], say("unit-told.row", row=opened.header_row), {place: column})

    def read_row(self, line: int, cells: Sequence[str]) -> None:
        """A row that is no data: what stands alone below a heading is of that column, all else of the sheet. Errors: `RefusedFile`."""
        filled = [place for place, cell in enumerate(cells) if cell.strip()]
        where = say("unit-told.row", row=line)
        for place in filled:
            column = self.columns.get(place)
            unit = (
                unit_of(cells[place].strip(_AROUND), self.headings.units)
                if column is not None and len(filled) > 1
                else None
            )
            if column is not None and unit is not None:
                self._hold(cells[place], where, unit, misfit(unit, column))
            else:
                self._read(cells[place], where)

    def read_units(self, line: int, cells: Sequence[str]) -> None:
        """A row of units below the header: what is not known is no unit of a column that has one. Errors: `RefusedFile`."""
        for place, text in enumerate(cells):
            column, word = self.columns.get(place), text.strip().strip(_AROUND)
            if column is None or not word:
                continue
            known = unit_of(word, self.headings.units)
            said = [known] if known is not None else []
            found = said or declared(text, self.headings.units) or declared(f"({word})", self.headings.units)
            if not found and column.type.unit != PURE and len(word.split()) == 1:
                found = [Declared(word, Fraction(1), word)]
            for unit in found:
                self._hold(text, say("unit-told.row", row=line), unit, misfit(unit, column))
        self.read_row(line, cells)

    def read_header(self, line: int, cells: Sequence[str]) -> None:
        """A header that comes again, whose units may be others than those of the first. Errors: `RefusedFile`."""
        for cell in cells:
            self._hold(cell, say("unit-told.row", row=line), None, self.headings.fault(cell))

    def _read_head(self, line: int, head: Sequence[str]) -> None:
        """A row of a header with merged cells: what stands over some columns is of all of them."""
        over: dict[int, list[int]] = {}
        for place in range(len(self.opened.written)):
            first = place if place < len(head) and head[place].strip() else next(reversed(over), -1)
            over.setdefault(first, []).append(place)
        for first, places in over.items():
            if first >= 0 and folded(head[first]) != folded(self.opened.written[first]):
                of = {place: self.columns[place] for place in places if place in self.columns}
                self._read(head[first], say("unit-told.row", row=line), of)

    def _read(self, text: str, where: Text, of: dict[int, Column] | None = None) -> None:
        """A text that is of all columns, or of some."""
        if not text or (of is None and text in self.heard):
            return
        columns = list((self.columns if of is None else of).values())
        for unit in declared(text, self.headings.units) if columns else ():
            self._hold(text, where, unit, misfit_among(unit, columns))
        if of is None:
            self.heard.add(text)

    def _hold(self, text: str, where: Text, unit: Declared | None, fault: Text | None) -> None:
        if fault is not None:
            shown = " ".join(text.split())[:LONGEST_SHOWN]
            told = "unit-told" if unit is None or unit.clear else "unit-unclear"
            raise RefusedFile(say(told, file=str(self.opened.path), where=where, text=shown, **dict(fault.arguments)))
