"""A workbook as a table: it is looked at from outside first, then the sheet that fits is found; what cannot be read is refused."""

from __future__ import annotations

import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from itertools import islice, repeat
from pathlib import Path
from typing import Any

from iku_dsl.problem import say
from iku_engine.errors import RefusedFile
from iku_engine.facts.reading.charset import Bytes
from iku_engine.facts.reading.header import Found, Wanted, find, trimmed
from iku_engine.facts.reading.limits import (
    LOOKED_FOR_HEADER,
    MAX_COLUMNS,
    MAX_PARTS,
    MAX_RATIO,
    MAX_TEXTS,
    MAX_UNPACKED,
)
from iku_engine.facts.reading.opened import FaultyCells, Notes, Opened, Uncomputed
from iku_engine.facts.reading.sheet import Merges, scan, texts

OLD_EXCEL = bytes.fromhex("D0CF11E0A1B11AE1")  # also an encrypted new one
BROKEN = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    zlib.error,
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
)  # fmt: skip — whatever openpyxl meets in a file that is not as it should be


def open_workbook(path: Path, read: Bytes, sheet: str | None, asked: Wanted) -> tuple[Opened, Found]:
    """The table in a workbook, and how its header was found.

    Errors: `RefusedFile` for what is no workbook, is too large, or has no sheet or more than one that fits.
    """
    _look_at(path)
    with _opened(path) as book:
        names = [one.title for one in book.worksheets]
        shown = [one for one in book.worksheets if one.sheet_state == "visible"]
        if sheet is not None:
            shown = [one for one in book.worksheets if one.title.casefold() == sheet.strip().casefold()]
            if not shown:
                raise RefusedFile(say("sheet-unknown", file=str(path), sheet=sheet, known=tuple(names)))
        tops = [(one, _top(path, one)) for one in shown]
        tops = [(one, rows) for one, rows in tops if rows or sheet is not None]
        if not tops or not any(rows for _, rows in tops):
            raise RefusedFile(say("file-empty", file=str(path)))
        judged = [(one, rows, _find(rows, asked)) for one, rows in tops]
        fitting = [item for item in judged if item[2].covers] or judged
        if len(fitting) > 1:
            key = "sheet-several" if fitting[0][2].covers else "sheet-none"
            raise RefusedFile(say(key, file=str(path), sheets=tuple(one.title for one, _, _ in fitting)))
        chosen, rows, found = fitting[0]
        return _taken(path, read, chosen, rows, found, asked), found


def _find(rows: Sequence[tuple[int, list[str]]], asked: Wanted) -> Found:
    return find([(number, cells) for number, cells in rows if not _note(cells)], asked)


def _note(cells: Sequence[str]) -> bool:
    return next((cell for cell in cells if cell.strip()), "").lstrip().startswith("#")


def _taken(
    path: Path, read: Bytes, sheet: Any, rows: Sequence[tuple[int, list[str]]], found: Found, asked: Wanted
) -> Opened:
    notes = Notes()
    plain = [(number, cells) for number, cells in rows if not _note(cells)]
    if not plain:
        raise RefusedFile(say("file-empty", file=str(path)))
    number = plain[found.place][0]
    last, cells = plain[found.place + found.rows - 1]
    for before, texts_before in rows:
        if before < number:
            notes.take(" ".join(cell for cell in texts_before if cell.strip()).strip())
    header = found.cells or trimmed(cells)
    if len(header) > MAX_COLUMNS:
        raise RefusedFile(say("file-columns", file=str(path), count=len(header), limit=MAX_COLUMNS))
    figures = frozenset(place for place, name in enumerate(header) if asked.name(name) in asked.figures)
    fill = frozenset(place for place, name in enumerate(header) if asked.name(name) in asked.keys)
    return Opened(
        path=path, sha256=read.sha256, kind="workbook", header=header, written=header, header_row=number, skip=last,
        marks=tuple(notes.marks), note="\n".join(notes.notes), sheet=sheet.title, fill=fill,
        figures=figures,
        heads=tuple(trimmed(plain[at][1]) for at in range(found.place, found.place + found.rows)),
        above=tuple(plain[: found.place]),
    )  # fmt: skip


def workbook_rows(opened: Opened) -> Iterator[tuple[int, list[str]]]:
    """The rows below the header, each with its number in the sheet; empty rows are passed over.

    Errors: `RefusedFile` where the sheet cannot be read to its end.
    """
    path, width = opened.path, len(opened.written)
    with _opened(path) as book:
        sheet = book[opened.sheet]
        seen = scan(path, sheet)
        opened.hidden.update(row for row in seen.hidden if row > opened.skip)
        opened.filters.update(seen.filters)
        opened.hidden_columns.update(place for some in seen.columns for place in some if place < width)
        merges = Merges(seen.merges, opened.fill, opened.figures, opened.skip)
        joined = {row: (top, left) for top, left, bottom, _ in merges.joined for row in range(top, bottom + 1)}
        figures: dict[tuple[int, int], str] = {}  # that are merged over rows, by their place
        with _opened(path, values=False) if seen.formulas else nullcontext() as other:
            formulas = _iterated(path, other[opened.sheet]) if other is not None else None
            for number, row in enumerate(_iterated(path, sheet), start=1):
                written = next(formulas) if formulas is not None else None
                if number <= opened.skip:
                    continue
                cells = texts(row, written)
                cells += [""] * (width - len(cells))
                merges.fill(number, cells)
                if number in joined and any(cells):
                    top, left = joined[number]
                    figure = figures.setdefault((top, left), cells[left] if number == top else "")
                    if figure.strip() and number > top:
                        yield number, FaultyCells(cells, say("cell.merged", row=top), opened.written[left], figure)
                        continue
                if any(cells):
                    yield number, _checked(opened, cells)


def _checked(opened: Opened, cells: list[str]) -> list[str]:
    place = next((place for place, cell in enumerate(cells) if type(cell) is Uncomputed), None)
    if place is None:
        return cells
    column = opened.written[place] if place < len(opened.written) else ""
    return FaultyCells(cells, say("cell.uncomputed"), column, cells[place])


def _top(path: Path, sheet: Any) -> list[tuple[int, list[str]]]:
    """The first rows of a sheet that are not empty, with their numbers."""
    rows = enumerate(islice(_iterated(path, sheet), LOOKED_FOR_HEADER), start=1)
    read = [(number, texts(row)) for number, row in rows]
    return [(number, cells) for number, cells in read if any(cell.strip() for cell in cells)]


def _iterated(path: Path, sheet: Any) -> Iterator[Sequence[Any]]:
    """The rows of a sheet as cells, however wide it says it is; openpyxl's warnings are about looks."""
    from iku_engine.facts.reading.sheet_rows import sheet_rows

    rows = sheet_rows(path, sheet)
    last = 0
    while True:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found = next(rows, None)
        except BROKEN as error:
            raise RefusedFile(say("workbook-broken", file=str(path), detail=_detail(error))) from error
        if found is None:
            return
        number, row = found
        yield from repeat((), number - last - 1)  # rows that the sheet leaves out are empty
        yield row
        last = number


@contextmanager
def _opened(path: Path, values: bool = True) -> Iterator[Any]:
    """A workbook for reading. Errors: `RefusedFile`."""
    import openpyxl

    with path.open("rb") as file:  # by its content, whatever it is called
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                book = openpyxl.load_workbook(file, read_only=True, data_only=values, keep_links=False)
        except BROKEN as error:
            raise RefusedFile(say("workbook-broken", file=str(path), detail=_detail(error))) from error
        try:
            yield book
        finally:
            book.close()


def _detail(error: BaseException) -> str:
    return type(error).__name__


def _look_at(path: Path) -> None:
    """Refuse what is no workbook, is locked by a password, or would be too large when unpacked."""
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
            names = {part.filename for part in parts}
            other = "mimetype" in names or "xl/workbook.bin" in names
    except BROKEN as error:
        raise RefusedFile(say("workbook-broken", file=str(path), detail=_detail(error))) from error
    if any(part.flag_bits & 1 for part in parts):
        raise RefusedFile(say("workbook-locked", file=str(path)))
    if other or "[Content_Types].xml" not in names:
        raise RefusedFile(say("workbook-other", file=str(path)))
    total = sum(part.file_size for part in parts)
    large = total > MAX_UNPACKED or any(_is_large(part) for part in parts)
    if large or len(names) != len(parts):
        raise RefusedFile(say("workbook-large", file=str(path), limit=f"{MAX_UNPACKED // 2**30} GB"))


def _is_large(part: zipfile.ZipInfo) -> bool:
    if "/worksheets/" in f"/{part.filename}":
        return part.file_size > MAX_PARTS and part.file_size > MAX_RATIO * max(part.compress_size, 1)
    if "/media/" in f"/{part.filename}":
        return False
    return part.file_size > (MAX_TEXTS if "sharedStrings" in part.filename else MAX_PARTS)
