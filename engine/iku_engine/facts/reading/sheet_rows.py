"""The rows of a sheet as openpyxl parses them, and a refusal where it would lose a row or a cell, or make another figure of one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from openpyxl.cell.read_only import EMPTY_CELL, ReadOnlyCell
from openpyxl.styles.numbers import BUILTIN_FORMATS_MAX_SIZE
from openpyxl.worksheet._reader import VALUE_TAG, WorkSheetParser

from iku_dsl.problem import say
from iku_engine.errors import RefusedFile
from iku_engine.facts.reading.limits import MAX_SHEET_ROWS

_FIGURE = re.compile(r"\s*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?\s*")
_COUNT = re.compile(r"\s*[0-9]{1,18}\s*")
_WRITTEN = {"n": _FIGURE, "s": _COUNT, "b": re.compile(r"\s*[01]\s*")}  # by the type of a cell
_UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


def sheet_rows(path: Path, sheet: Any) -> Iterator[tuple[int, Sequence[Any]]]:
    """The rows that the sheet has, each with its number and its cells from the first column on.

    Errors: `RefusedFile` naming the sheet, the row and what is wrong there; whatever openpyxl meets beside.
    """
    with sheet._get_source() as source:
        parser = _Parser(source, sheet, path)
        for number, cells in parser.parse():
            row = [EMPTY_CELL] * (cells[-1]["column"] if cells else 0)
            for cell in cells:
                row[cell["column"] - 1] = ReadOnlyCell(sheet, **cell)
            yield number, row


class _Parser(WorkSheetParser):  # type: ignore[misc]  # openpyxl has no types
    row_counter: int

    def __init__(self, source: Any, sheet: Any, path: Path) -> None:
        book = sheet.parent
        super().__init__(
            source, sheet._shared_strings, data_only=book.data_only, epoch=book.epoch, date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )  # fmt: skip
        formats = BUILTIN_FORMATS_MAX_SIZE + len(book._number_formats)
        self.path, self.title = path, sheet.title
        self.styles = {str(at) for at, style in enumerate(book._cell_styles) if 0 <= style.numFmtId < formats}

    def parse_row(self, row: Any) -> tuple[int, list[dict[str, Any]]]:
        before, written = self.row_counter, row.get("r")
        if written is not None and not _COUNT.fullmatch(written):
            raise self._refused("row-number", before + 1, written)
        number = int(written) if written is not None else before + 1
        if number <= before:
            raise self._refused("row-order" if number else "row-number", before + 1, str(number))
        if number > MAX_SHEET_ROWS:
            raise RefusedFile(say("sheet-rows", file=str(self.path), limit=MAX_SHEET_ROWS))
        self.row_counter = number - 1  # what is wrong with a cell is said of its own row
        found: tuple[int, list[dict[str, Any]]] = super().parse_row(row)
        column = 0
        for cell in found[1]:
            if cell["column"] <= column or cell["row"] != number:
                raise self._refused("cell-order", number, f"{cell['row']}:{cell['column']}")
            column = cell["column"]
        return found

    def parse_cell(self, element: Any) -> dict[str, Any]:
        number = self.row_counter
        style = element.get("s")
        if style is not None and style not in self.styles:
            raise self._refused("style", number, style)
        allowed = _WRITTEN.get(element.get("t", "n"))
        if allowed is not None:
            text = element.findtext(VALUE_TAG)
            if text and not allowed.fullmatch(text):
                raise self._refused("value", number, text)
        try:
            cell: dict[str, Any] = super().parse_cell(element)
        except _UNREADABLE as error:
            raise self._refused("value", number, element.findtext(VALUE_TAG) or element.get("r", "")) from error
        return cell

    def _refused(self, fault: str, row: int, value: str) -> RefusedFile:
        what = say(f"sheet-fault.{fault}", value=value[:40])
        return RefusedFile(say("sheet-fault", file=str(self.path), sheet=self.title, row=row, fault=what))
