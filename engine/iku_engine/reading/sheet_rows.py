"""The rows of a sheet, one after another as its XML comes, and a refusal where a row or cell would be lost or become another."""

from __future__ import annotations

import re
from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import datetime
from math import isinf
from typing import NoReturn
from xml.parsers.expat import XMLParserType

from openpyxl.styles.numbers import is_date_format, is_timedelta_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel, from_ISO8601

from iku_dsl.budgets import Effort, most
from iku_dsl.problem import say
from iku_dsl.records import record
from iku_engine.errors import RefusedFile
from iku_engine.reading.opened import MAX_CELL, MAX_SHEET_COLUMNS, MAX_SHEET_ROWS, Uncomputed
from iku_engine.reading.parts import Attributes, Marred, Packed, Runs, SheetPart, is_true, known_tags, new_parser
from iku_engine.reading.sheet_cells import Range, date_text, number_text, text_shown

Cells = list[tuple[int, str]]  # those that hold something, with their places
_TAGS = known_tags(
    "worksheet", "sheetData", "row", "c", "v", "f", "is", "t", "r", "rPh", "rPr", "vertAlign", "strike", "cols", "col", "autoFilter",
    "filterColumn", "mergeCell", "sheetFormatPr",
)  # fmt: skip
_FIGURE = re.compile(r"\s*[+-]?(?:[0-9]++\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?\s*")
_DIGIT = re.compile(r"[1-9]")
_COUNT = re.compile(r"\s*[0-9]{1,18}\s*")
_TRUTH = re.compile(r"\s*[01]\s*")
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,18})")
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")
_EXTENSION = " extLst"
_KINDS = ("n", "s", "b", "str", "e", "d", "inlineStr")
_LEAST_HEIGHT, _LEAST_WIDTH = 1.0, 0.1  # points, and letters: what is less is not seen
_REMEMBERED = 50_000
_LONGEST_SHARED = 1_000  # letters of a formula that many cells show


@dataclass(slots=True)
class Seen:
    """What a sheet shows beside its cells, known when its rows were read: hidden rows and columns (from 0), ranges filtered.

    `struck` are rows with a cell whose font strikes it through.
    """

    hidden: set[int] = field(default_factory=set)
    struck: set[int] = field(default_factory=set)
    columns: set[range] = field(default_factory=set)
    filters: set[str] = field(default_factory=set)


@record
class Cell:
    """How the cells of a style show what they hold."""

    form: str
    date: bool
    length: bool
    texts: bool  # whether it shows something around a text
    struck: bool = False  # whether its font strikes it through

    @classmethod
    def of(cls, form: str) -> Cell:
        """By a number format."""
        return cls(form, is_date_format(form), is_timedelta_format(form), text_shown("x", form) != "x")


@record
class Values:
    """What the cells of a workbook refer to: its shared texts, the styles, the calendar."""

    texts: list[str]
    styles: dict[str, Cell]
    from_1904: bool


def sheet_rows(
    packed: Packed, sheet: SheetPart, values: Values, budget: str, seen: Seen
) -> Generator[tuple[int, Cells], None, None]:
    """The rows that the sheet has, each with its number and the cells that hold something.

    Errors: `RefusedFile` naming the sheet, the row and what is wrong there; those of a broken file.
    """
    parser = new_parser()
    reader = _Reader(parser, packed, sheet, values, seen)

    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    for _ in packed.parse(sheet.part, budget, parser, sheet.title):
        yield from reader.rows
        reader.rows.clear()


class _Reader:
    """The handlers of a sheet's tags; `rows` are those that are whole."""

    def __init__(self, parser: XMLParserType, packed: Packed, sheet: SheetPart, values: Values, seen: Seen) -> None:
        self.parser, self.packed, self.sheet, self.values, self.seen = parser, packed, sheet, values, seen
        self.rows: list[tuple[int, Cells]] = []
        self.inside: list[str | None] = [""]  # None: what is not ours, and all in it
        self.known: dict[tuple[str, str], str] = {}
        self.shared: dict[str, tuple[str, str]] = {}
        self.moved = Effort(most("workbook-moved"))
        self.data = False
        self.number = self.column = self.columns = 0
        self.cells: Cells = []
        self.attributes: Attributes = {}
        self.letters: list[str] = []
        self.runs = Runs(self.letters)
        self.marks = self.runs.marks  # asked of every cell
        self.length = 0
        self.parts: dict[str, str] = {}
        self.formula: Attributes = {}
        self.range = ""
        self.unseen = False  # whether a row is that says nothing of its height
        self.sized: set[range] | None = None  # columns that say something of their width, where all others are not seen

    def start(self, name: str, attributes: Attributes) -> None:
        """A tag begins."""
        above = self.inside[-1]
        tag = _TAGS.get(name) if above is not None else None
        self.inside.append(tag)
        if above == "row":
            if tag == "c":
                self._begin_cell(attributes)
            elif not name.endswith(_EXTENSION):
                self._refuse("structure", name.rpartition(" ")[2])
        elif above == "c":
            self._begin_part(tag, name, attributes)
        elif above == "sheetData":
            if tag != "row":
                self._refuse("structure", name.rpartition(" ")[2])
            self._begin_row(attributes)
        elif tag == "t" and (above == "is" or (above == "r" and "rPh" not in self.inside)):
            self.parser.CharacterDataHandler = self.text
        elif above in ("v", "f", "t"):
            self._refuse("structure", name.rpartition(" ")[2])
        elif tag == "sheetData" and above == "worksheet":
            if self.data:
                self._refuse("structure", "sheetData")
            self.data = True
            self._look(above, tag, attributes)
        elif above in ("worksheet", "cols", "autoFilter"):
            self._look(above, tag, attributes)
        elif tag == "r":
            self.runs.begin()
        elif above == "rPr":
            self.runs.look(tag, attributes)

    def end(self, name: str) -> None:  # noqa: ARG002 — the parser knows that it is the last that began
        """A tag ends."""
        tag = self.inside.pop()
        if tag == "v" or tag == "f" or tag == "is" or tag == "t":
            self.parser.CharacterDataHandler = None
            if tag != "t" and self.inside[-1] == "c":
                text = "".join(self.letters)
                self.parts[tag] = self.runs.text(text) if self.marks else text
                self.letters.clear()
        elif tag == "c" and self.inside[-1] == "row":
            text = self._value()
            if text:
                self.cells.append((self.column - 1, text))
        elif tag == "row" and self.inside[-1] == "sheetData":
            self.rows.append((self.number, self.cells))
        elif tag == "r":
            self.runs.end()

    def text(self, data: str) -> None:
        """Letters of a value."""
        self.letters.append(data)
        self.length += len(data)
        if self.length > MAX_CELL * 16:
            self._refuse("long", str(MAX_CELL))

    def _begin_row(self, attributes: Attributes) -> None:
        written = attributes.get("r")
        if written is not None and not _COUNT.fullmatch(written):
            self._refuse("row-number", written, 1)
        number = int(written) if written is not None else self.number + 1
        if number <= self.number:
            self._refuse("row-order" if number else "row-number", str(number), 1)
        if number > MAX_SHEET_ROWS:
            raise RefusedFile(say("sheet-rows", file=str(self.packed.path), limit=MAX_SHEET_ROWS))
        self.number, self.column, self.cells, self.length = number, 0, [], 0
        height = attributes.get("ht")
        low = self.unseen if height is None else _is_nothing(height, _LEAST_HEIGHT)
        if low or is_true(attributes.get("hidden")):
            self.seen.hidden.add(number)

    def _begin_cell(self, attributes: Attributes) -> None:
        place, column = attributes.get("r"), self.column + 1
        if place is not None:
            found = _CELL.fullmatch(place)
            if found is None:
                self._refuse("value", place)
            column = column_number(found[1])
            if column <= self.column or int(found[2]) != self.number:
                self._refuse("cell-order", f"{found[2]}:{column}")
        if column > MAX_SHEET_COLUMNS:
            self._refuse("columns", str(MAX_SHEET_COLUMNS))
        self.column, self.attributes = column, attributes
        if self.parts:
            self.parts = {}

    def _begin_part(self, tag: str | None, name: str, attributes: Attributes) -> None:
        if name.endswith(_EXTENSION):
            return
        if tag not in ("v", "f", "is") or tag in self.parts:
            self._refuse("structure", name.rpartition(" ")[2])
        self.letters.clear()
        if tag == "f":
            self.formula = attributes
        if tag in ("v", "f"):
            self.parser.CharacterDataHandler = self.text

    def _value(self) -> str:
        """The text of the cell that ends."""
        parts, attributes = self.parts, self.attributes
        kind, style = attributes.get("t", "n"), attributes.get("s", "0")
        look = self.values.styles.get(style)
        if look is None:
            self._refuse("style", style)
        if kind not in _KINDS:
            self._refuse("kind", kind)
        if not parts:
            return ""
        if look.struck:
            self.seen.struck.add(self.number)
        if "is" in parts and ("v" in parts or kind != "inlineStr"):
            self._refuse("structure", "is")
        if "f" in parts:
            self._share()
        text = parts.get("v", "")
        if kind == "inlineStr":
            return _text(parts.get("is", ""), look)
        if not text:
            return self._uncomputed() if "f" in parts and kind != "str" else ""
        remembered = self.known.get((text, style)) if kind == "n" else None
        if remembered is not None:
            return remembered
        try:
            made = self._read(kind, text, look)
        except (ArithmeticError, LookupError, TypeError, ValueError):
            self._refuse("value", text)
        if kind == "n":
            if len(self.known) >= _REMEMBERED:
                self.known.clear()
            self.known[text, style] = made
        return made

    def _read(self, kind: str, text: str, look: Cell) -> str:
        if kind == "n":
            if not _FIGURE.fullmatch(text):
                raise ValueError(text)
            value = int(text) if text.strip().lstrip("+-").isdecimal() else float(text)
            if isinf(value) or (
                not value and _DIGIT.search(re.split("[eE]", text)[0])
            ):  # beyond what a spreadsheet has
                raise ValueError(text)
            return _dated(value, look, self.values.from_1904) if look.date else number_text(value, look.form)
        if kind == "s":
            if not _COUNT.fullmatch(text):
                raise ValueError(text)
            return _text(self.values.texts[int(text)], look)
        if kind == "b":
            if not _TRUTH.fullmatch(text):
                raise ValueError(text)
            return "TRUE" if int(text) else "FALSE"
        if kind == "d":
            return date_text(from_ISO8601(text))
        return text if kind == "e" else _text(text, look)

    def _uncomputed(self) -> Uncomputed:
        """A formula without its value; one that is shared is written where it came first."""
        written, place = self.parts["f"], self.attributes.get("r", "")
        if not written and self.formula.get("t") == "shared":
            shared, of = self.shared.get(self.formula.get("si", ""), ("=", ""))
            return Uncomputed(_moved(shared, of, place) if self.moved.spend(len(shared)) else shared)
        return Uncomputed(f"={written}")

    def _share(self) -> None:
        if self.formula.get("t") == "shared" and self.parts["f"] and len(self.shared) < _REMEMBERED:
            self.shared[self.formula.get("si", "")] = (
                f"={self.parts['f'][:_LONGEST_SHARED]}",
                self.attributes.get("r", ""),
            )

    def _look(self, above: str, tag: str | None, attributes: Attributes) -> None:
        if tag == "sheetFormatPr" and above == "worksheet":
            self.unseen = _is_nothing(attributes.get("defaultRowHeight"), _LEAST_HEIGHT)
            if _is_nothing(attributes.get("defaultColWidth"), _LEAST_WIDTH):
                self.sized = set()
        elif tag == "col" and above == "cols":
            self.columns += 1
            if self.columns > MAX_SHEET_COLUMNS:
                self._refuse("structure", "col")
            ends = (attributes.get("min", "1").strip(), attributes.get("max", "0").strip())
            if not all(map(str.isdecimal, ends)):
                return
            columns = range(int(ends[0]) - 1, min(int(ends[1]), MAX_SHEET_COLUMNS))
            if is_true(attributes.get("hidden")) or _is_nothing(attributes.get("width"), _LEAST_WIDTH):
                self.seen.columns.add(columns)
            elif self.sized is not None and "width" in attributes:
                self.sized.add(columns)
        elif tag == "sheetData" and self.sized is not None:
            ends_of = [
                0,
                *sorted(end for columns in self.sized for end in (columns.start, columns.stop)),
                MAX_SHEET_COLUMNS,
            ]
            self.seen.columns.update(range(*pair) for pair in zip(ends_of[::2], ends_of[1::2], strict=True))
        elif tag == "autoFilter" and above == "worksheet":
            self.range = " ".join(attributes.get("ref", "").split())
        elif tag == "filterColumn" and above == "autoFilter" and self.range:
            self.seen.filters.add(self.range[:40])

    def _refuse(self, fault: str, value: str, ahead: int = 0) -> NoReturn:
        what = say(f"sheet-fault.{fault}", value=value[:40])
        row = self.number + ahead
        raise RefusedFile(say("sheet-fault", file=str(self.packed.path), sheet=self.sheet.title, row=row, fault=what))


def merged_ranges(packed: Packed, sheet: SheetPart) -> tuple[Range, ...]:
    """The merged ranges of a sheet, from its top on. Errors: `RefusedFile` where they are more than anybody makes."""
    carried = b""
    with packed.archive.open(sheet.part) as source:
        while block := source.read(2**20):
            if b"mergeCell" in carried + block:
                break
            carried = block[-16:]
        else:
            return ()
    parser = new_parser()
    ranges: set[Range] = set()

    def start(name: str, attributes: Attributes) -> None:
        if _TAGS.get(name) == "mergeCell":
            found = _RANGE.fullmatch(attributes.get("ref", "").strip())
            if found is not None:
                left, top, right, bottom = found.groups()
                ranges.add((int(top), column_number(left) - 1, int(bottom or top), column_number(right or left) - 1))

    parser.StartElementHandler = start
    for _ in packed.parse(sheet.part, "workbook-tags", parser, sheet.title):
        if len(ranges) > most("workbook-merges"):
            raise RefusedFile(
                say("sheet-merges", file=str(packed.path), sheet=sheet.title, limit=most("workbook-merges"))
            )
    return tuple(sorted(ranges))


def column_number(letters: str) -> int:
    """The number of a column, from 1."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _is_nothing(text: str | None, least: float) -> bool:
    """Whether a height or width is too little to be seen."""
    try:
        return text is not None and float(text) < least
    except ValueError:
        return False


def _text(text: str, look: Cell) -> str:
    if not look.texts or not text:
        return text
    if type(text) is Marred:
        return Marred.of(text_shown(text, look.form), text_shown(text.joined, look.form), text.struck)
    return text_shown(text, look.form)


def _dated(value: float, look: Cell, from_1904: bool) -> str:
    epoch = CALENDAR_MAC_1904 if from_1904 else CALENDAR_WINDOWS_1900
    assert isinstance(epoch, datetime)
    try:
        return date_text(from_excel(value, epoch, timedelta=look.length))
    except (OverflowError, ValueError):
        return "#VALUE!"  # as a spreadsheet shows what lies beyond the calendar


def _moved(formula: str, place: str, to: str) -> str:
    from openpyxl.formula.translate import Translator

    try:
        return str(Translator(formula, place).translate_formula(to)) if place and to else formula
    except (LookupError, ValueError):  # no formula
        return formula
