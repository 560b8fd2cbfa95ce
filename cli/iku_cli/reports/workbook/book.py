"""The file being written: its sheets, how a text, a number and a formula are put into a cell, and how others refer to it.

Exact numbers stand as far as a spreadsheet has them; texts are never computed.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from iku_cli.messages import message
from iku_cli.messages.sentences import visible
from iku_dsl.keywords import Language
from iku_engine.results.evaluation import Scalar, Shown

MOST_ROWS = 1_000_000  # of a sheet
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", "_"))
A3, A4 = 8, 9  # as a workbook counts papers
WIDE = 200  # letters across; more are too small to read on A4
LINE, MOST_LINES = 15, 27  # points; a row is no higher than 409
_NAMES = 31  # letters of a sheet's name


class Book:
    """A workbook in memory. Texts are always texts, whatever they start with."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._bytes = io.BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self.file = xlsxwriter.Workbook(self._bytes, options)
        self.file.set_calc_mode("auto")
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._names: set[str] = set()

    def say(self, key: str, /, **arguments: object) -> str:
        """A text of the messages."""
        return message(key, self.language, **arguments)

    def style(self, **wanted: Any) -> Any:
        """A format, made once."""
        key = tuple(sorted(wanted.items()))
        if key not in self._formats:
            self._formats[key] = self.file.add_format({"valign": "top", **wanted})
        return self._formats[key]

    def sheet(self, name: str, heads: Sequence[str], widths: Sequence[int], note: str = "") -> Sheet:
        """A sheet with a note above and a head that stays; its name is made such as a spreadsheet allows, and its own."""
        called = text_cell(name).translate(_FORBIDDEN)[:_NAMES].strip() or "-"
        count = 1
        while called.casefold() in self._names:
            count += 1
            called = f"{called[: _NAMES - 4]}_{count}"
        self._names.add(called.casefold())
        return Sheet(self, called, heads, widths, note)

    def content(self) -> bytes:
        """The whole file."""
        self.file.close()
        return self._bytes.getvalue()


class Sheet:
    """One sheet; `row` is the next free one, counted from 0."""

    def __init__(self, book: Book, name: str, heads: Sequence[str], widths: Sequence[int], note: str) -> None:
        self.book, self.name, self.widths = book, name, widths
        self._lines: dict[int, int] = {}
        self.sheet = book.file.add_worksheet(name)
        self.sheet.hide_gridlines(2)
        self._on_paper(sum(widths))
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)
        self.row = 0
        if note:
            self.sheet.write_string(0, 0, text_cell(note), book.style(italic=True, font_color="#555555"))
            self.row = 2
        for column, head in enumerate(heads):
            style = book.style(bold=True, bg_color="#E8EEF4", bottom=1, text_wrap=True)
            self.sheet.write_string(self.row, column, text_cell(head), style)
            self._make_room(self.row, column, head)
        if heads:
            self.sheet.freeze_panes(self.row + 1, 0)
            self.sheet.repeat_rows(self.row)
            self.row += 1
        self.first = self.row

    def _on_paper(self, width: int) -> None:
        """How it is printed: across one page, the head on each, which sheet and which page it is below."""
        self.sheet.set_landscape()
        self.sheet.set_paper(A3 if width > WIDE else A4)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        self.sheet.set_footer(f"&L&A&R{self.book.say('book.page')}")

    def ref(self, row: int, column: int, own: Sheet | None = None) -> str:
        """A cell as another sheet's formula names it; `own` is the sheet that the formula is on."""
        cell = xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)
        return cell if own is self else f"'{self.name}'!{cell}"

    def span(self, first: int, last: int, column: int, own: Sheet | None = None) -> str:
        """The cells of a column from row to row."""
        low, high = (xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True) for row in (first, last))
        return f"{low}:{high}" if own is self else f"'{self.name}'!{low}:{high}"

    def text(self, row: int, column: int, text: str, **style: Any) -> None:
        """A text, whatever it starts with."""
        if text:
            self.sheet.write_string(row, column, text_cell(text), self.book.style(**style))
            if style.get("text_wrap"):
                self._make_room(row, column, text)

    def _make_room(self, row: int, column: int, text: str) -> None:
        """As high a row as its longest text needs: not every program finds that out by itself."""
        width = max(1, self.widths[column] - 2)  # what is wide or bold has fewer letters
        lines = min(MOST_LINES, sum(max(1, -(-len(line) // width)) for line in text.splitlines()))
        if lines > self._lines.get(row, 1):
            self._lines[row] = lines
            self.sheet.set_row(row, LINE * lines)

    def formula(self, row: int, column: int, formula: str, value: Scalar, shown: str, **style: Any) -> None:
        """A formula, with the engine's value until it is computed again."""
        self.sheet.write_formula(row, column, f"={formula}", self.book.style(num_format=shown, **style), cached(value))

    def scalar(self, row: int, column: int, value: Scalar, shown: Shown = Shown(), **style: Any) -> None:  # noqa: B008 — frozen
        """A value as it is: a number (a quotient where its decimals do not end), a truth, a date, a text."""
        match value:
            case bool():
                self.sheet.write_boolean(row, column, value, self.book.style(**style))
            case Fraction():
                if decimal_of(value) is None:
                    self.formula(row, column, number_formula(value), value, format_of(shown), **style)
                else:
                    self.sheet.write_number(
                        row, column, float(value), self.book.style(num_format=format_of(shown), **style)
                    )
            case date() if value >= FIRST_DAY:
                self.sheet.write_number(
                    row, column, float(cached(value)), self.book.style(num_format="yyyy-mm-dd", **style)
                )
            case date():
                self.text(row, column, value.isoformat(), **style)
            case str():
                self.text(row, column, value, **style)
            case None:
                pass


LONGEST = 32_767  # letters of a cell
MOST = 10**15  # whole numbers below it are exact in a cell
DECIMALS = 15  # significant digits that a spreadsheet keeps of what is typed
FIRST_DAY = date(1900, 3, 1)  # before it, spreadsheets count a day that never was


def text_cell(text: str) -> str:
    """A text as a cell can hold it: what XML cannot have, and marks that reorder letters, as their escapes; cut where it is too long."""
    shown = text if text.isprintable() else "\n".join(visible(line) for line in text.splitlines())
    return shown if len(shown) <= LONGEST else f"{shown[: LONGEST - 1]}…"


def number_formula(value: Fraction) -> str:
    """A number inside a formula: as a decimal where that is exact to the spreadsheet's digits, else as a quotient."""
    if value.denominator == 1 and abs(value) < MOST:
        return str(value)
    text = decimal_of(value)
    if text is not None:
        return text
    if abs(value.numerator) < MOST and value.denominator < MOST:
        return f"({value.numerator}/{value.denominator})"
    return repr(float(value))


def decimal_of(value: Fraction) -> str | None:
    """Its decimals where they end within what a cell keeps, else None."""
    for digits in range(DECIMALS):
        scaled = value * 10**digits
        if scaled.denominator == 1:
            if abs(scaled.numerator) >= MOST:
                return None
            figures = str(abs(scaled.numerator)).rjust(digits + 1, "0")
            sign = "-" if value < 0 else ""
            return f"{sign}{figures[:-digits]}.{figures[-digits:]}" if digits else f"{sign}{figures}"
    return None


def exact_in_a_cell(value: Fraction) -> bool:
    """Whether the binary number of a cell is this number."""
    try:
        return Fraction(float(value)) == value
    except OverflowError:
        return False


def cached(value: Scalar) -> float | str | bool:
    """What a formula's cell holds until it is computed again. Not exact: the engine's fraction stands beside it."""
    match value:
        case bool():
            return value
        case Fraction():
            return float(value)
        case date():
            return float((value - date(1899, 12, 30)).days)
        case str():
            return text_cell(value)[:255]
        case None:
            return ""


def format_of(shown: Shown, displayed: str | None = None) -> str:
    """The number format that shows as many decimals as the display has; without one, all that there are."""
    if displayed is not None:
        digits = len(displayed.partition(".")[2])
        decimals = f"0.{'0' * digits}" if digits else "0"
        return f"{decimals}%" if shown.percent else decimals
    return "0.00##########%" if shown.percent else "General"


def quoted(text: str) -> str:
    """A text inside a formula."""
    return '"' + text_cell(text)[:200].replace('"', '""') + '"'
