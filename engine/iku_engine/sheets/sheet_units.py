"""What the texts around a table say of its figures: a unit that would change them refuses the file, and so does another period.

Headings are read where the layout is made; here all else is read by the same readers: titles, rows of units, headers that come again,
what stands over merged headings, footnotes, notes, labels of totals, the name of the sheet, headings that a mapping renames or has in
braces, and the columns that it leaves out.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NoReturn

from iku_dsl.period import Period
from iku_dsl.problem import Text, say
from iku_dsl.program import Column
from iku_dsl.types import PURE, Kind
from iku_engine.cells.as_written import CellReaders, Roles, roles
from iku_engine.errors import RefusedFile
from iku_engine.reading.mapped import columns_read, plan
from iku_engine.reading.opened import DEEPEST, Opened, Row
from iku_engine.staging.report import LONGEST_SHOWN
from iku_engine.words.declared_periods import NamedPeriod, contradiction, named_periods, shared
from iku_engine.words.declared_units import LONGEST, Declared, declared, misfit, misfit_among, unit_of
from iku_engine.words.labels import note
from iku_engine.words.layout import GRAIN_NAMES, Headings, folded
from iku_engine.words.notation import OF_PERCENT

_AROUND = " ()[]:"
FEW_WORDS = 2  # of a cell that is a unit and nothing else, if it is one


class SheetUnits:
    """Holds what a file says of units against the columns that its figures are in, by their places as written."""

    def __init__(self, readers: CellReaders, opened: Opened, roles: Roles) -> None:
        self.opened, self.width = opened, len(opened.written)
        self.keys = roles.places
        self.headings = Headings(readers.relation)
        self.columns = {place: converter.column for place, converter in roles.figures.items()}
        self.left_out: frozenset[int] = frozenset()
        if opened.mapping is not None:
            made = plan(opened)
            self.left_out = frozenset(made.left_out)
            by_name = {folded(name): column for name, column in readers.relation.columns.items()}
            of = {place: by_name.get(folded(name)) for place, name in made.filled.items()}
            self.columns |= {place: c for place, c in of.items() if c is not None and c.type.kind is Kind.NUMBER}
        self.heard: set[str] = set()  # texts that fit all columns, or say nothing
        self.period = (
            readers.periods.period if readers.layout.period is None else None
        )  # that nothing but `--period` says
        self.over: dict[
            int, list[tuple[str, Text]]
        ] = {}  # by place, headings that stand over it or that a mapping renames

    def read_top(self) -> None:
        """What is said beside the rows: the name of the sheet, notes, merged headings, headings that are renamed. Errors: `RefusedFile`."""
        opened = self.opened
        self._read(opened.sheet, say("unit-told.sheet"))
        self.hold_period([(opened.sheet, say("unit-told.sheet"))])
        for text in opened.note.split("\n"):
            self._read(text, say("unit-told.note"))
        for line, head in enumerate(opened.heads, start=opened.header_row):
            self._read_head(line, head)
        if opened.mapping is not None:
            where = say("unit-told.row", row=opened.header_row)
            for place, text in enumerate(opened.written):
                if folded(text) not in self.headings.names and place not in self.left_out:
                    own = place in self.columns
                    self._read(text, where, {place: self.columns[place]} if own else None, percent=own)
                    self.over.setdefault(place, []).append((text, where))
        if self.columns.keys() <= self.over.keys():
            self.hold_period([one for place in self.columns for one in self.over[place]])

    def hold_period(self, texts: Sequence[tuple[str, Text]], *, amid: bool = False) -> None:
        """That what texts of one place, perhaps `amid` the rows, name is not another period than the one given. Errors: `RefusedFile`."""
        if self.period is None:
            return
        other = contradiction([text for text, _ in texts], self.period)
        if other is not None:
            self._refuse_period(*texts[other[0]], other[1], self.period, amid=amid)

    def hold_above(self, rows: Sequence[Row]) -> None:
        """That what stands above the header names no other period: titles that of the sheet, headings that of the columns below.

        A row is one of headings where it has several texts and is no label (`Tahun: | 2025`), or where its only one stands aside, right
        above the header. Errors: `RefusedFile`.
        """
        if self.period is None:
            return
        headings, titles = list[Row](), list[tuple[str, Text]]()
        for line, cells in rows:
            spans = _spans(cells, self.width)
            labels = any(
                cells[place].strip().endswith(":") or cells[place].strip().startswith(":") for place, _ in spans
            )
            several = len(spans) > 1 and not labels
            if several or (spans and spans[0][0] > 0 and line + 1 == self.opened.header_row):
                headings.append((line, cells))
            said = [cells[p] for p, of in spans if not several or not self._is_of_left_out(cells, of)]
            of_row = " ".join(text for text in said if note(text[:LONGEST]) is None)
            titles.append((of_row, say("unit-told.row", row=line)))
        self.hold_period(titles)
        heads = list(enumerate(self.opened.heads, start=self.opened.header_row)) if len(self.opened.heads) > 1 else []
        self._hold_columns([*headings[-DEEPEST:], *heads], self.period)

    def _hold_columns(self, rows: Sequence[tuple[int, Sequence[str]]], given: Period) -> None:
        """That rows of headings name no other period over a column that is read, unless they name the one given over another of these."""
        over: dict[int, list[tuple[str, Text]]] = {place: [] for place in columns_read(self.opened)}
        named: dict[str, list[NamedPeriod]] = {}
        for line, cells in rows:
            for first, places in _spans(cells, self.width):
                text = cells[first]
                if first < self.width and folded(text) == folded(self.opened.written[first]):
                    continue
                here = [place for place in places if place in over and place not in self.keys]
                if here and text not in named:
                    named[text] = [
                        one for part in text[:LONGEST].splitlines() for one in named_periods(part, heading=True)
                    ]
                for place in here:
                    over[place].append((text, say("unit-told.row", row=line)))
        said = [texts for texts in over.values() if any(named[text] for text, _ in texts)]
        years = [Period(one.year or given.year, one.index, one.grain) for found in named.values() for one in found]
        if any(shared(one, given) for one in years):
            return
        for texts in said:
            other = contradiction([text for text, _ in texts], given, heading=True)
            if other is not None:
                self._refuse_period(*texts[other[0]], other[1], given)

    def _refuse_period(self, text: str, where: Text, said: Period, given: Period, *, amid: bool = False) -> NoReturn:
        how = "amid" if amid else "same" if said.grain is given.grain else "other"
        mend = say(f"period-told.{how}", period=str(said))
        column, shown = GRAIN_NAMES[given.grain], " ".join(text.split())[:LONGEST_SHOWN]
        told = {"text": shown, "said": str(said), "mend": mend, "period": str(given), "column": column}
        raise RefusedFile(say("period-told", file=str(self.opened.path), where=where, **told))

    def read_left_out(self) -> None:
        """What the columns say that a mapping leaves out, once the rows were read; where they hold figures, it is of these.

        A number without a unit may stand beside one of each row, so it is asked where all rows have the same. Errors: `RefusedFile`.
        """
        mapping = self.opened.mapping
        for line, cells in self.opened.above if mapping is not None and mapping.header_row is None else ():
            for first, below in _spans(cells, self.width):
                if self._is_of_left_out(cells, below) and not any(self.opened.passed_over[p].of_figures for p in below):
                    self._read(cells[first], say("unit-told.row", row=line))
        unsaid = {p: c for p, c in self.columns.items() if not declared(self.opened.written[p], self.headings.units)}
        of_row = {p: c for p, c in self.columns.items() if c.type.unit != PURE or c.type.percent}
        for place, passed in self.opened.passed_over.items():
            if passed.of_figures:
                continue
            passed.settle()
            heading = self.opened.written[place]
            self._read(heading, say("unit-told.row", row=self.opened.header_row), unsaid, percent=False)
            of = self.columns if len(passed.heard) == 1 else of_row
            for text, line in passed.texts.items():
                alone = len(text.split()) <= FEW_WORDS
                found = declared(f"({text.strip(_AROUND)})" if alone else text, self.headings.units)
                self._hold_all(text, say("unit-told.row", row=line), found, of, percent=of is of_row)

    def read_row(self, line: int, cells: Sequence[str]) -> None:
        """A row that is no data: what stands alone below a heading is of that column, all else of the sheet. Errors: `RefusedFile`."""
        filled = [place for place, of in _spans(cells, self.width) if not self._is_of_left_out(cells, of)]
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

    def _is_of_left_out(self, cells: Sequence[str], places: range) -> bool:
        """Whether one of several texts of a row stands over columns alone that a mapping leaves out; a single one is of the sheet."""
        several = sum(1 for cell in cells if cell.strip()) > 1
        return several and bool(places) and self.left_out.issuperset(places)

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
        for first, places in _spans(head, self.width):
            if first < self.width and folded(head[first]) != folded(self.opened.written[first]):
                of = {place: self.columns[place] for place in places if place in self.columns}
                self._read(head[first], say("unit-told.row", row=line), of)
                for place in of:
                    self.over.setdefault(place, []).append((head[first], say("unit-told.row", row=line)))

    def _read(self, text: str, where: Text, of: dict[int, Column] | None = None, *, percent: bool = True) -> None:
        """A text that is of all columns, or of some; whether it can say that they are in percent."""
        if not text or (of is None and text in self.heard):
            return
        columns = self.columns if of is None else of
        found = declared(text, self.headings.units) if columns else []
        self._hold_all(text, where, found, columns, percent=percent)
        if of is None:
            self.heard.add(text)

    def _hold_all(
        self, text: str, where: Text, units: Sequence[Declared], of: dict[int, Column], *, percent: bool
    ) -> None:
        for unit in units:
            if percent or unit.named not in OF_PERCENT:
                self._hold(text, where, unit, misfit_among(unit, list(of.values())))

    def _hold(self, text: str, where: Text, unit: Declared | None, fault: Text | None) -> None:
        if fault is not None:
            shown = " ".join(text.split())[:LONGEST_SHOWN]
            told = "unit-told" if unit is None or unit.clear else "unit-unclear"
            raise RefusedFile(say(told, file=str(self.opened.path), where=where, text=shown, **dict(fault.arguments)))


def _spans(cells: Sequence[str], width: int) -> list[tuple[int, range]]:
    """The places of the texts in a row, each with the columns of a table that it stands over: up to the next text."""
    filled = [place for place, cell in enumerate(cells) if cell.strip()]
    ends = [*filled[1:], width]
    return [(first, range(first, min(end, width))) for first, end in zip(filled, ends, strict=False)]


def left_out(readers: CellReaders, opened: Opened) -> None:
    """Hears what the columns of a file say that its mapping leaves out, once its rows were read. Errors: `RefusedFile`."""
    if opened.passed_over:
        SheetUnits(readers, opened, roles(readers, opened)).read_left_out()
