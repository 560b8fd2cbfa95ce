"""Rows that are the header of another table though they read like figures: headings that are years are numbers, too.

One that has a heading of a key is a header. One without, whose figures are those of the header, or follow each other as those do, may be
a row of data: nobody but its author knows, so the file is refused.
The header again begins a further page of the table, or another table where a title of its own stands above it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import Literal

from iku_dsl.period import Period, read_period
from iku_dsl.problem import say
from iku_engine.cells.as_written import CellReaders, Roles
from iku_engine.cells.cells import is_missing
from iku_engine.errors import RefusedFile
from iku_engine.reading.mapped import is_period, numbers_as_headings
from iku_engine.reading.opened import Opened, Uncomputed
from iku_engine.staging.report import LONGEST_SHOWN
from iku_engine.words.declared_periods import NamedPeriod, named_periods, shared, without_periods
from iku_engine.words.declared_units import LONGEST, declared
from iku_engine.words.labels import is_title, note
from iku_engine.words.layout import GRAIN_WORDS, Headings, folded
from iku_engine.words.notation import dated

_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d.,])")
_TABLE = re.compile(r"\b(?:tabel|table|lampiran|daftar)\.? *(?:no\.? *)?(\d[\d.]*|[ivx]+\b)", re.IGNORECASE)
_CONTINUED = re.compile(r"\b(?:lanjutan|sambungan|bersambung|continued|cont(?:'?d)?\.)", re.IGNORECASE)
_OF_PAGE = re.compile(
    r"(?:(?:dari|ke|from|to) )?(?:hal(?:aman)?|page|lembar)\b\.? ?(?:ke)? ?[-:]? ?\d{1,6}(?: ?(?:dari|of|/) ?\d{1,6})?"
    r"(?:,? (?:dicetak|printed)\b.*)?|(?:jumlah )?(?:pindahan|dipindahkan)|(?:sangat )?rahasia|confidential|https?://\S+"
    r"|[-–—(\[]? ?\d{1,6}(?: ?(?:/|dari|of) ?\d{1,6})? ?[-–—)\]]?"
    r"|(?:(?:tanggal|waktu) (?:di)?cetak|dicetak|diunduh|printed|downloaded)\b.*",
    re.IGNORECASE,
)
_PAGE_BEHIND = re.compile(r"[ ,(-]{1,4}(?:hal(?:aman)?|page|lembar)\b\.? ?(?:ke)?[ -]?\d{1,6}\)?$", re.IGNORECASE)
_TIME = re.compile(r",? \d{1,2}[:.]\d\d(?:[:.]\d\d)?(?: ?(?:wib|wita|wit))?$", re.IGNORECASE)
FEWEST = 2  # figures that make a row like a header without a heading of a key


class SecondHeaders:
    """Tells headers from rows of data in a table whose headings may be numbers."""

    def __init__(self, readers: CellReaders, opened: Opened, roles: Roles) -> None:
        self.readers, self.opened, self.roles = readers, opened, roles
        found = numbers_as_headings(opened)
        self.own = {place: texts for place, texts in sorted(found.items()) if place in roles.figures}
        headings = Headings(readers.relation)
        keys = {place: opened.written[place] for place in roles.keys}
        keys |= {place: opened.header[at] for place, at in zip(roles.keys, readers.layout.keys, strict=False)}
        names = {headings.name(text) for text in keys.values()}
        self.keys = names | {title for title, name in headings.titles.items() if name in names}
        self.keys |= {folded(opened.written[place]) for place in roles.keys} - {""}

    def kind(self, line: int, cells: Sequence[str]) -> Literal["header", "table", ""]:
        """Whether a row is the header again, or that of another table. Errors: `RefusedFile` where it may be data as well.

        A formula without its value says neither.
        """
        unknown = {place for place in self.roles.figures if place < len(cells) and type(cells[place]) is Uncomputed}
        there = (place for place in self.roles.figures if place < len(cells) and place not in unknown)
        texts = {place: cells[place].strip() for place in there if not is_missing(cells[place].strip())}
        own = {place: texts for place, texts in self.own.items() if place not in unknown}
        keys = {place: cells[place].strip() for place in self.roles.keys if place < len(cells) and cells[place].strip()}
        headed = any(folded(text) in self.keys for text in keys.values())
        like = self._like(own, texts)
        if not texts or not (headed or like):
            return ""
        names_member = self.readers.keys.names_member
        if any(names_member(self.roles.keys[place], text) for place, text in keys.items()):
            return ""
        figures = [text for place, text in texts.items() if self.roles.is_figure(place, cells[place])]
        if headed and all(_period(text) is not None for text in figures):
            again = bool(own) and all(texts.get(place) in those for place, those in own.items())
            return "header" if again else "table"
        if headed and len(figures) == len(texts):
            self._refuse("header-or-member", line, cells, texts)
        if like and (not figures or (self.roles.keys and not keys)):
            return "table"
        if like:
            self._refuse("header-or-figures", line, cells, texts)
        return ""

    def _like(self, own: Mapping[int, Collection[str]], texts: Mapping[int, str]) -> bool:
        """Whether texts have headings that are numbers, in any order, or periods that follow each other as their `own` headings do."""
        if len(self.own) < FEWEST or not own or not own.keys() <= texts.keys():
            return False
        at = [_alone(texts[place]) for place in own]
        if all(any(text in texts for texts in self.own.values()) for text in at) and len(set(at)) == len(at):
            return True
        periods = [next((p for text in texts if (p := _period(text)) is not None), None) for texts in own.values()]
        steps = _steps(periods) if len(own) >= FEWEST else None
        return steps is not None and steps == _steps(list(map(_period, at)))

    def _refuse(self, key: str, line: int, cells: Sequence[str], figures: Mapping[int, str]) -> None:
        shown = "; ".join(cell.strip() for cell in cells if cell.strip())[:LONGEST_SHOWN]
        name = next((cells[place].strip() for place in self.roles.keys if place < len(cells)), "")
        figure = next(iter(figures.values()))
        raise RefusedFile(say(key, file=str(self.opened.path), row=line, text=shown, name=name, figure=figure))


class Titles:
    """Tells the title of another table from what stands on each page of one, where the header comes again.

    `bare` says whether a row of data may be a key alone, `given` the period of all rows where they have none of their own.
    """

    def __init__(self, opened: Opened, *, bare: bool, given: Period | None) -> None:
        self.bare, self.given = bare, given
        self.known = opened.header_row > 0  # what stands above the first table, which a Parquet file does not have
        texts = [row_text(cells) for _, cells in opened.above]
        self.own = {folded(text) for text in texts}
        self.numbers = {number for text in texts if (number := _number(text))}
        self.words = {"", *map(without_periods, texts)}
        self.periods = [one for text in texts for one in named_periods(text)]

    def first(self, rows: Sequence[tuple[int, Sequence[str]]], last: int, *, apart: bool) -> int | None:
        """The line of the first such title among rows that are no data, below the `last` row of a table; None where there is none.

        A text that names neither a table nor a period is one where it stands `apart`, below a gap or a total, and is no name that signs.
        """
        signed = False
        for line, cells in rows if self.known else ():
            text = row_text(cells)
            kind = note(text)
            signed = "nip" not in text.casefold() if kind == "signature" else signed  # a name stands above its number
            apart, last = line > last + 1 or (apart and kind is None), line
            if kind is None and not self.is_of_page(text) and self._is_title(text, cells, apart and not signed):
                return line
        return None

    def _is_title(self, text: str, cells: Sequence[str], apart: bool) -> bool:
        first = next(" ".join(cell.split()) for cell in cells if cell.strip())
        behind = text[len(first) :].strip()
        if behind and not (first.endswith(":") or behind.startswith(":") or folded(first).split()[0] in GRAIN_WORDS):
            return False
        if is_title(text) or any(one.clear for one in named_periods(text)):
            return True
        return apart and not behind and not text.startswith(("(", "[")) and not declared(text)

    def is_of_page(self, text: str) -> bool:
        """Whether a text stands on each page: its number or a date, the title of this table again, that it is continued."""
        number = _number(text)
        continued = _CONTINUED.search(text) is not None and (not number or not self.numbers or number in self.numbers)
        of_page = _OF_PAGE.fullmatch(text) is not None and not (self.bare and text.isdecimal())
        return (
            folded(_PAGE_BEHIND.sub("", text)) in self.own
            or continued
            or of_page
            or dated(_TIME.sub("", text)) is not None
            or self._is_again(text)
        )

    def _is_again(self, text: str) -> bool:
        """Whether a text is this table's period again, or its title with the period written in another way."""
        periods = named_periods(text)
        if not periods or without_periods(text) not in self.words:
            return False
        year = self.given.year if self.given is not None else None
        known = [found for one in self.periods if (found := _dated(one, year)) is not None]
        known += [self.given] if self.given is not None else []
        again = [_dated(one, year) for one in periods]
        finest = max((one.grain.per_year for one in known), default=0)
        return bool(known) and all(
            one is not None and one.grain.per_year <= finest and all(shared(one, other) for other in known)
            for one in again
        )


def row_text(cells: Sequence[str]) -> str:
    """The text of a row, once where a merged cell has it more than once."""
    return " ".join(dict.fromkeys(" ".join(cell.split()) for cell in cells if cell.strip()))[:LONGEST]


def _dated(named: NamedPeriod, year: int | None) -> Period | None:
    """A period that a text names, in a year that is known where it says none."""
    year = named.year or year
    return None if year is None else Period(year, named.index, named.grain)


def _number(text: str) -> str:
    """The number of a table that a text is the title of."""
    found = _TABLE.search(text)
    return found[1].casefold().rstrip(".") if found is not None else ""


def _alone(text: str) -> str:
    """The year that a text has, without what stands around it: `TA 2024`, `2024*`; else the text."""
    found = _YEAR.findall(text)
    return found[0] if len(found) == 1 and _period(text) is None and not text.isdecimal() else text


def _period(text: str) -> Period | None:
    """The period that a heading is."""
    return read_period(text) if is_period(text) else None


def _steps(periods: Sequence[Period | None]) -> list[int] | None:
    """How far periods of one grain are from each other, one after the other; None where one of them is none."""
    known = [period for period in periods if period is not None]
    if len(known) < len(periods) or len({period.grain for period in known}) > 1:
        return None
    return [later.ordinal - one.ordinal for one, later in pairwise(known)]
