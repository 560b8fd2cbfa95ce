"""How the cells of a row that is kept out are read: what its file shows beside their texts, kept with them, and the cells read so again.

`1.500` is 1500 in one file and 1.5 in another, and a number cell is 1.5 in both. A workbook to mend has rows of many files, so each goes
by its own. A row of an older version, or of none, has only its texts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from itertools import zip_longest
from typing import Any

from iku_dsl.period import Period
from iku_dsl.problem import say
from iku_dsl.program import Column
from iku_dsl.records import record
from iku_dsl.types import Kind
from iku_engine.book_texts import BROKEN, texts
from iku_engine.cells.as_written import Shows
from iku_engine.cells.cells import AS_IN_SPECS, Bad, is_cut_off, shown_otherwise
from iku_engine.cells.converters import Converter, NotApplicable
from iku_engine.database.relations import Relation
from iku_engine.database.stored import value_of
from iku_engine.reading.opened import FaultyCells, Figure, Opened, Uncomputed
from iku_engine.reading.style import Evidence, Style
from iku_engine.store.waiting import Written
from iku_engine.words.layout import Layout, known_names

_TWO_NUMBERS = re.compile(r"(?<![\d.,])\d{1,3}[.,]\d{3}(?![.,]?\d)")
_PLAIN = re.compile(r"-?\d+(\.\d+)?")
_TWO_DATES = re.compile(r"(?<!\d)[01]?\d([/.-])[01]?\d\1\d{4}(?!\d)")


@record
class HowRead:
    """How a row was read. `declared` says that somebody said how the file writes `numbers` (empty: no cell asked that).

    `month_first` says that a date in it starts with the month, or that nobody looked. `missing` are texts that a mapping takes for nothing,
    by column; `period` is that of a row without one; `figures` are the places of number cells, `otherwise` those of cells that are not what
    they show: of numbers that show others, and of formulas without a value.
    """

    numbers: str = ""
    declared: bool = False
    month_first: bool = True
    missing: tuple[tuple[str, tuple[str, ...]], ...] = ()
    period: str = ""
    figures: tuple[int, ...] = ()
    otherwise: tuple[int, ...] = ()

    @property
    def style(self) -> Style:
        """How the texts of the row write numbers and dates; what was not asked is not decided now."""
        evidence = Evidence(self.numbers or "mixed", self.month_first)  # type: ignore[arg-type]
        return Style(self.numbers if self.declared else None, lambda _: evidence)  # type: ignore[arg-type]


class Reader:
    """Tells of the rows of one file that are kept out how they are read."""

    def __init__(
        self,
        relation: Relation,
        layout: Layout,
        style: Style,
        converters: Sequence[Converter],
        opened: Opened,
        period: Period | None,
        shows: Shows,
    ) -> None:
        """`period` is that of rows whose own is empty, `shows` are the cells of a row that show how the file writes."""
        self.shows = shows
        self.style, self.columns = style, {place: relation.columns[name] for name, place in layout.columns.items()}
        self.width, self.workbook = layout.width, opened.kind == "workbook"
        placed = [(one, layout.columns[one.column.name]) for one in converters if one.column.name in layout.columns]
        self.numbers = [(one, place) for one, place in placed if one.column.type.kind is Kind.NUMBER]
        self.dates = [place for one, place in placed if one.column.type.kind is Kind.DATE]
        self.fixed: dict[str, Any] = {}
        missing = {one.column.name: sorted(one.missing) for one, _ in placed if one.missing}
        if missing:
            self.fixed["missing"] = missing
        if period is not None and layout.period is not None:
            self.fixed["period"] = str(period)
        self._known: tuple[object, ...] = ()
        self._text = ""

    def told(self, cells: Sequence[str], before: int) -> str:
        """How a row is read, as JSON; `before` are the cells that are kept before its own."""
        spoilt = isinstance(cells, FaultyCells) or len(cells) != self.width
        cells = self.shows(cells)
        numbers = "\n".join(cells if spoilt else [cells[place] for _, place in self.numbers])
        if _TWO_NUMBERS.search(numbers) and self.style.numbers == "unknown" and not spoilt:
            for converter, place in self.numbers:
                if type(cells[place]) is str:
                    converter[cells[place]]  # what is guessed is told of the file
        if self.dates and _TWO_DATES.search(numbers if spoilt else "\n".join([cells[place] for place in self.dates])):
            self.style.evidence  # noqa: B018  is looked for
        known = (self.style.asked, self.style.known, self.style.month_first)
        if known != self._known:
            said: dict[str, Any] = {"numbers": known[1] if known[0] else ""}
            said |= {"declared": True} if self.style.declared is not None else {}
            said |= {"month_first": False} if not known[2] else {}
            self._text = json.dumps(said | self.fixed, ensure_ascii=False)
            self._known = known
        return self._with_figures(cells, before) if self.workbook else self._text

    def _with_figures(self, cells: Sequence[str], before: int) -> str:
        figures = [(place, cell) for place, cell in enumerate(cells) if type(cell) is Figure]
        otherwise = [place + before for place, cell in figures if self._is_otherwise(place, cell)]
        otherwise += [place + before for place, cell in enumerate(cells) if type(cell) is Uncomputed]
        rest = f', "otherwise": {otherwise}' if otherwise else ""
        return f'{self._text[:-1]}, "figures": {[place + before for place, _ in figures]}{rest}}}'

    def _is_otherwise(self, place: int, cell: Figure) -> bool:
        column = self.columns.get(place)
        if column is None or column.type.kind is not Kind.NUMBER or cell.look is None:
            return False
        return shown_otherwise(column, cell, cell.look) is not None


def how_read(text: str) -> HowRead | None:
    """How the row was read that the quarantine keeps as a text; None where that does not say it, or not in its form."""
    try:
        found = json.loads(text)["read"]
        missing = tuple((name, tuple(texts(nothing))) for name, nothing in found.get("missing", {}).items())
        figures, otherwise = (tuple(map(int, found.get(name, ()))) for name in ("figures", "otherwise"))
        numbers, period = texts([found.get("numbers", ""), found.get("period", "")])
        if numbers not in ("", "en", "id", "mixed", "unknown") or (
            found.get("declared") and numbers not in ("en", "id")
        ):
            return None
        month_first = found.get("month_first") is not False
        return HowRead(numbers, bool(found.get("declared")), month_first, missing, period, figures, otherwise)
    except BROKEN:
        return None


@record
class Understood:
    """A cell of a row: its text, or the figure that it is; `bad` says why it cannot be read."""

    text: str
    figure: Fraction | None = None
    bad: Bad | None = None


class Again:
    """Reads the rows of a relation that wait as their files were read."""

    def __init__(self, relation: Relation) -> None:
        self.relation, self.written = relation, Written(relation)
        self.names = dict.fromkeys(known_names(relation))
        self._converters: dict[tuple[object, ...], Converter] = {}

    def cells(self, header: Sequence[str], cells: Sequence[str], how: HowRead | None) -> dict[str, Understood]:
        """The cells of a row by the spec's own names; one that was kept without names has them in the order of the spec."""
        header = self._header(header, cells)
        places = self.written.places(header, cells)
        found = {
            name: self._cell(name, header[place], cells, place, how)
            for name, place in places.items()
            if name in self.names
        }
        period = self.written.period_name
        if how is not None and how.period and period in found and not found[period].text.strip():
            found[period] = Understood(how.period)
        return found

    def beyond(self, header: Sequence[str], cells: Sequence[str]) -> tuple[str, ...]:
        """The cells of a row that are under none of these names, each with its heading if it has one."""
        header = self._header(header, cells)
        there = {place for name, place in self.written.places(header, cells).items() if name in self.names}
        return tuple(
            f"{name}: {text}" if name else text
            for at, (name, text) in enumerate(zip_longest(header[: len(cells)], cells, fillvalue=""))
            if at not in there and text.strip()
        )

    def _header(self, header: Sequence[str], cells: Sequence[str]) -> Sequence[str]:
        return list(self.names) if not any(header) and len(cells) == len(self.names) else header

    def meanings(self, column: Column, heading: str, cell: str) -> list[Fraction]:
        """The figures that a cell of another file may be: that of a number cell, and of a text as either writing has it."""
        figure = type(cell) is Figure
        hows = [HowRead(numbers, declared=True) for numbers in (("en",) if figure else ("en", "id"))]
        values = [self._converter(column, heading, how, figure)[cell] for how in hows]
        read = (value_of(column, value) for value in values if not isinstance(value, Bad | NotApplicable))
        known = [value for value in read if isinstance(value, Fraction)]
        # a program that keeps no format of a share leaves the number alone
        return [*known, Fraction(cell)] if figure and _PLAIN.fullmatch(cell) else known

    def _cell(self, name: str, heading: str, cells: Sequence[str], place: int, how: HowRead | None) -> Understood:
        text, column = cells[place], self.relation.columns.get(name)
        if how is None:
            return Understood(text)
        given = Figure(text) if place in how.figures else text
        if place in how.otherwise:
            return Understood(text, bad=Bad(say("mend.otherwise")))
        if column is None:
            return Understood(text, bad=Bad(say("cell.cut-off")) if is_cut_off(given) else None)
        value = self._converter(column, heading, how, place in how.figures)[given]
        if isinstance(value, Bad):
            return Understood(text, bad=value)
        if isinstance(value, NotApplicable):
            return Understood(text)
        known = value_of(column, value)
        if isinstance(known, Fraction):
            return Understood(text, known)
        return Understood("" if known is None else known.isoformat() if isinstance(known, date) else text)

    def _converter(self, column: Column, heading: str, how: HowRead, figure: bool) -> Converter:
        signless = self.written.headings.says_percent(heading)
        missing = next((nothing for name, nothing in how.missing if name == column.name), ())
        key = (column.name, signless, missing, figure or (how.numbers, how.declared, how.month_first))
        if key not in self._converters:
            style = AS_IN_SPECS if figure else how.style
            self._converters[key] = Converter(column, style, frozenset(missing), signless=signless)
        return self._converters[key]
