"""A workbook as a table: it is looked at from outside first, then the sheet that fits is found; what cannot be read is refused."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Container, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from itertools import takewhile
from pathlib import Path
from xml.parsers.expat import ExpatError

from iku_dsl.problem import say
from iku_engine.errors import RefusedFile
from iku_engine.reading.header import Bytes, Found, Wanted, find, other_archive, trimmed
from iku_engine.reading.mapped import columns_left_out, columns_read
from iku_engine.reading.opened import (
    LOOKED_FOR_HEADER,
    MAX_COLUMNS,
    MAX_DENSE,
    MAX_PARTS,
    MAX_RATIO,
    MAX_TEXTS,
    MAX_UNPACKED,
    FaultyCells,
    Notes,
    Opened,
    Uncomputed,
    is_note,
)
from iku_engine.reading.parts import Marred, Packed, SheetPart, number_formats, shared_texts, structure
from iku_engine.reading.sheet_cells import Merges, overlapping
from iku_engine.reading.sheet_rows import Cell, Cells, Seen, Values, merged_ranges, sheet_rows

_AT_FAULT = frozenset({Uncomputed, Marred})
BESIDE = 64  # columns to the right of a table that keep their places
BROKEN = (
    ArithmeticError,
    AttributeError,
    EOFError,
    ExpatError,
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
)  # fmt: skip — whatever is met in a file that is not as it should be


def open_workbook(path: Path, read: Bytes, sheet: str | None, asked: Wanted) -> tuple[Opened, Found]:
    """The table in a workbook, and how its header was found.

    Errors: `RefusedFile` for what is no workbook, is too large, or has no sheet or more than one that fits.
    """
    _look_at(path)
    with _opened(path) as (packed, sheets, values):
        shown = [one for one in sheets if one.visible]
        if sheet is not None:
            shown = [one for one in sheets if one.title.casefold() == sheet.strip().casefold()]
            if not shown:
                raise RefusedFile(
                    say("sheet-unknown", file=str(path), sheet=sheet, known=tuple(one.title for one in sheets))
                )
        tops = [(one, _top(packed, one, values)) for one in shown]
        tops = [(one, rows) for one, rows in tops if rows or sheet is not None]
        if not tops or not any(rows for _, rows in tops):
            raise RefusedFile(say("file-empty", file=str(path)))
        judged = [(one, rows, _find(rows, asked)) for one, rows in tops]
        fitting = [item for item in judged if item[2].covers] or judged
        beside = [one for one in sheets if sheet is None and not one.visible and _fits(packed, one, values, asked)]
        if beside and not any(found.matches for _, _, found in judged):
            raise RefusedFile(say("sheet-hidden", file=str(path), sheets=tuple(one.title for one in beside)))
        if len(fitting) > 1:
            key = "sheet-several" if fitting[0][2].covers else "sheet-none"
            raise RefusedFile(say(key, file=str(path), sheets=tuple(one.title for one, _, _ in fitting)))
        chosen, rows, found = fitting[0]
        opened = _taken(path, read, chosen, rows, found, asked)
        return replace(opened, hidden_sheets=tuple(one.title for one in beside)), found


def _fits(packed: Packed, sheet: SheetPart, values: Values, asked: Wanted) -> bool:
    """Whether a sheet that nobody asked for has a header that fits; one that cannot be read has none."""
    try:
        return _find(_top(packed, sheet, values), asked).covers
    except (RefusedFile, *BROKEN):
        return False


def _find(rows: Sequence[tuple[int, list[str]]], asked: Wanted) -> Found:
    return find([(number, cells) for number, cells in rows if not _note(cells)], asked)


def _note(cells: Sequence[str]) -> bool:
    return is_note(next((cell for cell in cells if cell.strip()), ""))


def _taken(
    path: Path, read: Bytes, sheet: SheetPart, rows: Sequence[tuple[int, list[str]]], found: Found, asked: Wanted
) -> Opened:
    notes = Notes(path)
    plain = [(number, cells) for number, cells in rows if not _note(cells)]
    if not plain:
        raise RefusedFile(say("file-empty", file=str(path)))
    number = plain[found.place][0]
    last, cells = plain[found.place + found.rows - 1]
    for before, texts_before in rows:
        if before < number:
            notes.take(before, " ".join(cell for cell in texts_before if cell.strip()).strip())
    header = found.cells or trimmed(cells)
    if len(header) > MAX_COLUMNS:
        raise RefusedFile(say("file-columns", file=str(path), count=len(header), limit=MAX_COLUMNS))
    figures = frozenset(place for place, name in enumerate(header) if asked.name(name) in asked.figures)
    fill = frozenset(place for place, name in enumerate(header) if asked.name(name) in asked.keys)
    free = frozenset(place for place, name in enumerate(header) if asked.name(name) in asked.free)
    return Opened(
        path=path, sha256=read.sha256, kind="workbook", header=header, written=header, header_row=number, skip=last,
        marks=tuple(notes.marks), note="\n".join(notes.notes), sheet=sheet.title, fill=fill,
        figures=figures, free=free,
        heads=tuple(trimmed(plain[at][1]) for at in range(found.place, found.place + found.rows)),
        above=tuple(plain[: found.place]),
    )  # fmt: skip


def workbook_rows(opened: Opened) -> Iterator[tuple[int, list[str]]]:
    """The rows below the header, each with its number in the sheet; empty rows are passed over.

    Errors: `RefusedFile` where the sheet cannot be read to its end.
    """
    width, seen = len(opened.written), Seen()
    with _opened(opened.path) as (packed, sheets, values):
        sheet = next(one for one in sheets if one.title == opened.sheet)
        merges = _merges(packed, sheet, opened)
        left_out = columns_left_out(opened)
        looked_at = frozenset(columns_read(opened)) - opened.free
        for number, found in sheet_rows(packed, sheet, values, "workbook-tags", seen):
            if number <= opened.skip or not (found or merges.any):
                continue
            if found and found[-1][0] >= width + BESIDE:
                far = [one for one in found if one[0] >= width + BESIDE]
                found = found[: -len(far)]
                if any(text.strip() for _, text in far):
                    reason = say("row.width", expected=width, found=far[-1][0] + 1)
                    yield number, FaultyCells(_dense(found, width), reason)
                    continue
            cells = _dense(found, width)
            across = merges.across(number, cells)
            merges.fill(number, cells)
            merged = merges.figure(number, cells)
            if merged is not None and any(cells):
                (top, left, _, _), figure = merged
                reason, over = say("cell.merged", row=top), merges.over(number, cells)
                yield number, FaultyCells(cells, reason, opened.written[left], figure, over=over)
            elif across is not None:
                (_, left, _, right), text = across
                names = tuple(name for name in opened.written[left : right + 1] if name)
                reason, over = say("cell.merged-columns", columns=names), merges.over(number, cells)
                yield number, FaultyCells(cells, reason, names[0], text, over=over)
            elif any(cells):
                yield number, _checked(cells, opened.written, looked_at, left_out)
        opened.hidden.update(row for row in seen.hidden if row > opened.skip)
        opened.struck.update(row for row in seen.struck if row > opened.skip)
        opened.filters.update(seen.filters)
        opened.hidden_columns.update(*(range(some.start, min(some.stop, width)) for some in seen.columns))


def _merges(packed: Packed, sheet: SheetPart, opened: Opened) -> Merges:
    width = len(opened.written)
    ranges = [found for found in merged_ranges(packed, sheet) if found[1] < width]
    wrong = overlapping(ranges, width)
    if wrong is not None:
        fault = say("sheet-fault.merge", value=opened.written[wrong[1]])
        raise RefusedFile(say("sheet-fault", file=str(opened.path), sheet=sheet.title, row=wrong[0], fault=fault))
    return Merges(ranges, opened.fill, opened.figures, opened.skip, columns_read(opened))


def _dense(cells: Cells, width: int) -> list[str]:
    """Cells in their places as far as a table is `width` columns wide, and a little beyond; what stands far to its right follows."""
    row = [""] * max(width, min(cells[-1][0] + 1 if cells else 0, width + BESIDE))
    far: list[str] = []
    for place, text in cells:
        if place < len(row):
            row[place] = text
        else:
            far.append(text)
    return row + far if far else row


def _checked(
    cells: list[str], written: Sequence[str], looked_at: Container[int], left_out: Container[int]
) -> list[str]:
    """A row, at fault where a formula has no value, or where part of a cell that is `looked_at` is no text of it.

    What stands in columns that are `left_out` is of no matter.
    """
    if _AT_FAULT.isdisjoint(map(type, cells)):
        return cells
    for place, cell in enumerate(cells):
        column = written[place] if place < len(written) else ""
        if type(cell) is Uncomputed and place not in left_out:
            return FaultyCells(cells, say("cell.uncomputed"), column, cell)
        if type(cell) is Marred and place in looked_at:
            key = "cell.struck" if cell.struck else "cell.raised"
            return FaultyCells(cells, say(key), column, cell)
    return cells


def _top(packed: Packed, sheet: SheetPart, values: Values) -> list[tuple[int, list[str]]]:
    """The first rows of a sheet that are not empty, with their numbers; a heading may have raised letters: m²."""
    found = []
    with closing(sheet_rows(packed, sheet, values, "workbook-tops", Seen())) as rows:
        for number, cells in takewhile(lambda row: row[0] <= LOOKED_FOR_HEADER, rows):
            if not packed.spend("letters", sum(len(text) for _, text in cells)):
                raise RefusedFile(say("file-letters", file=str(packed.path), row=number))
            if _filled(cells):
                joined = [(place, text.joined if type(text) is Marred else text) for place, text in cells]
                found.append((number, _dense(joined, MAX_COLUMNS)[: cells[-1][0] + 1]))
    return found


def _filled(cells: Cells) -> bool:
    return any(text.strip() for _, text in cells)


@contextmanager
def _opened(path: Path) -> Iterator[tuple[Packed, Sequence[SheetPart], Values]]:
    """A workbook for reading: its parts, its sheets, what their cells refer to. Errors: `RefusedFile`."""
    try:
        with zipfile.ZipFile(path) as archive:
            packed = Packed(path, archive)
            made = structure(packed)
            formats, struck = number_formats(packed, made.looks)
            looks = {form: Cell.of(form) for form in set(formats)}
            lost = {form: replace(looks[form], struck=True) for form in {formats[at] for at in struck}}
            styles = {str(at): (lost if at in struck else looks)[form] for at, form in enumerate(formats)}
            yield packed, made.sheets, Values(shared_texts(packed, made.texts), styles, made.from_1904)
    except BROKEN as error:
        raise RefusedFile(say("workbook-broken", file=str(path), detail=_detail(error))) from error


def _detail(error: BaseException) -> str:
    return type(error).__name__


def _look_at(path: Path) -> None:
    """Refuse what is no workbook, is locked by a password, or would be too large when unpacked."""
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
            names = {part.filename for part in parts}
            another = other_archive(path, packed, names)
            other = "mimetype" in names or "xl/workbook.bin" in names
    except BROKEN as error:
        raise RefusedFile(say("workbook-broken", file=str(path), detail=_detail(error))) from error
    if any(part.flag_bits & 1 for part in parts):
        raise RefusedFile(say("workbook-locked", file=str(path)))
    if another is not None:
        raise RefusedFile(another)
    if other or "[Content_Types].xml" not in names:
        raise RefusedFile(say("workbook-other", file=str(path)))
    total = sum(part.file_size for part in parts)
    large = total > MAX_UNPACKED or any(_is_large(part) for part in parts)
    if large or len(names) != len(parts):
        raise RefusedFile(say("workbook-large", file=str(path), limit=f"{MAX_UNPACKED // 2**30} GB"))


def _is_large(part: zipfile.ZipInfo) -> bool:
    dense = part.file_size > MAX_RATIO * max(part.compress_size, 1)
    if "/worksheets/" in f"/{part.filename}":
        return part.file_size > MAX_DENSE and dense
    if "/media/" in f"/{part.filename}":
        return False
    if "sharedStrings" in part.filename:
        return part.file_size > MAX_TEXTS or (part.file_size > MAX_DENSE and dense)
    return part.file_size > MAX_PARTS
