"""A text file as a table: which delimiter it has, where its header stands, its rows one after another."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import accumulate, chain, islice
from operator import itemgetter
from pathlib import Path
from typing import TextIO

from iku_dsl.problem import Text, say
from iku_engine.errors import FileError, RefusedFile
from iku_engine.reading.header import Bytes, Found, Wanted, find, trimmed
from iku_engine.reading.opened import (
    CHUNK,
    LOOKED_FOR_HEADER,
    MAX_CELL,
    MAX_COLUMNS,
    NOTE_SIGNS,
    ByColumn,
    Chunk,
    FaultyCells,
    Notes,
    Opened,
)

DELIMITERS = (",", ";", "\t", "|")
_FIRST = itemgetter(0)
Parsed = tuple[int, int, list[str]]  # the first and the last line of a row, and its cells


def open_text(path: Path, read: Bytes, encoding: str, delimiter: str | None, asked: Wanted) -> tuple[Opened, Found]:
    """The table in a text file, and how its header was found.

    Errors: `RefusedFile` where there is no header, or the text is not in that charset.
    """
    if not read.start:
        raise RefusedFile(say("file-empty", file=str(path)))
    csv.field_size_limit(MAX_CELL)
    lines = _first_lines(path, encoding)
    if lines and lines[0][1].startswith("\ufeff"):
        raise RefusedFile(say("file-bom", file=str(path)))
    notes = Notes(path)
    left: list[tuple[int, str]] = []
    for number, line in lines:
        bare = line.strip()
        if number == 1 and bare.casefold().startswith("sep=") and len(bare) == 5:
            delimiter = delimiter or bare[4]
        elif bare and (left or not notes.take(number, _unquoted(bare))):
            left.append((number, line))
    if not left:
        raise RefusedFile(say("file-empty", file=str(path)))
    candidates = (delimiter,) if delimiter else DELIMITERS
    tried = [(_parsed(left, candidate), candidate) for candidate in candidates]
    judged = [(find([(first, cells) for first, _, cells in rows], asked), rows, by) for rows, by in tried if rows]
    if not judged:
        raise RefusedFile(_malformed(path, left[0][0], "unexpected end of data"))
    found, rows, chosen = max(judged, key=lambda one: (one[0].covers, one[0].matches, _regular(one[1])))
    before = rows[: found.place]
    above = tuple(
        (line, cells) for line, _, cells in before if not notes.take(line, chosen.join(trimmed(cells)).strip())
    )
    first = rows[found.place][0]
    _, last, cells = rows[found.place + found.rows - 1]
    header = found.cells or trimmed(cells)
    if read.has_nul and any("\0" in name for name in header):
        raise RefusedFile(say("file-not-text", file=str(path)))
    if len(header) > MAX_COLUMNS:
        raise RefusedFile(say("file-columns", file=str(path), count=len(header), limit=MAX_COLUMNS))
    opened = Opened(
        path=path, sha256=read.sha256, kind="text", header=header, written=header, header_row=first, skip=last,
        marks=tuple(notes.marks), note="\n".join(notes.notes), encoding=encoding, delimiter=chosen, has_nul=read.has_nul,
        heads=tuple(trimmed(rows[at][2]) for at in range(found.place, found.place + found.rows)),
        above=above,
    )  # fmt: skip
    return opened, found


def text_chunks(opened: Opened) -> Iterator[Chunk]:
    """The rows below the header, many at once, each with the line it starts on; empty lines are passed over.

    Errors: `RefusedFile` where the file stops being a table, `FileError`.
    """
    csv.field_size_limit(MAX_CELL)
    try:
        with opened.path.open(encoding=opened.encoding, newline="") as text:
            _pass_over_header(opened, text)
            first = opened.skip + 1
            while several := list(islice(text, CHUNK)):
                plain = None if opened.has_nul else _by_column(several, opened.delimiter)
                if plain is not None:
                    yield range(first, first + len(several)), plain
                    first += len(several)
                    continue
                reader = csv.reader(chain(several, text), delimiter=opened.delimiter, strict=True)
                rows: Sequence[list[str]] = list(islice(reader, CHUNK))
                count = reader.line_num
                lines: Sequence[int] = range(first, first + count)
                if count != len(rows):
                    lines = _lines(first, rows)
                    _refuse_swallowed(opened, lines, rows)
                first += count
                if not _filled(rows):
                    kept = [at for at, cells in enumerate(rows) if any(cell.strip() for cell in cells)]
                    lines, rows = [lines[at] for at in kept], [rows[at] for at in kept]
                if opened.has_nul:
                    rows = [
                        _with_nul(opened, cells) if any("\0" in cell for cell in cells) else cells for cells in rows
                    ]
                if rows:
                    yield lines, rows
    except csv.Error as error:
        raise RefusedFile(_malformed(opened.path, _stops(opened), str(error))) from error
    except UnicodeError as error:
        raise RefusedFile(say("file-charset", file=str(opened.path), encoding=opened.encoding)) from error
    except OSError as error:
        raise FileError(say("file-unreadable", file=str(opened.path), detail=error.strerror or str(error))) from error


def _by_column(lines: Sequence[str], delimiter: str) -> ByColumn | None:
    """Lines of as many cells each, without quotes, by column; None where they are no such lines, or one begins with an empty cell."""
    block, width = delimiter.join(lines), lines[0].count(delimiter) + 1
    if "\r" in block:
        block = block.replace("\r\n", "\n")
    if '"' in block or "\r" in block or delimiter == "\n" or len(block) > MAX_CELL:
        return None
    cells = block.split(delimiter)
    columns = [cells[place::width] for place in range(width)]
    ends = "".join(columns[-1])
    columns[-1] = (ends[:-1] if block.endswith("\n") else ends).split("\n")
    if len(cells) != width * len(lines) or len(columns[-1]) != len(lines) or not all(map(str.strip, set(columns[0]))):
        return None
    return ByColumn(columns)


def _pass_over_header(opened: Opened, text: TextIO) -> None:
    for _ in range(opened.skip):
        next(text, None)  # the file may have been emptied since


def _lines(first: int, rows: Sequence[list[str]]) -> list[int]:
    """The line that each row starts on, where some of them are longer than a line."""
    breaks = (sum(cell.count("\n") + cell.count("\r") - cell.count("\r\n") for cell in cells) for cells in rows)
    return list(accumulate((1 + more for more in breaks), initial=first))[:-1]


def _refuse_swallowed(opened: Opened, lines: Sequence[int], rows: Sequence[list[str]]) -> None:
    """Errors: `RefusedFile` where a cell of some rows has others in it."""
    for line, cells in zip(lines, rows, strict=True):
        found = swallowed(cells, opened.delimiter, len(opened.written))
        if found is not None:
            place, count = found
            column = opened.written[place] if place < len(opened.written) else f"#{place + 1}"
            raise RefusedFile(
                say(
                    "file-quote-left",
                    file=str(opened.path),
                    row=line,
                    last=line + count - 1,
                    column=column,
                    count=count,
                )
            )


def _filled(rows: Sequence[list[str]]) -> bool:
    """Whether all rows have something in their first cell: no row is empty then."""
    return [] not in rows and all(map(str.strip, set(map(_FIRST, rows))))


def _stops(opened: Opened) -> int:
    """The line of the row that is no row."""
    line = opened.skip + 1
    with suppress(csv.Error), opened.path.open(encoding=opened.encoding, newline="") as text:
        _pass_over_header(opened, text)
        reader = csv.reader(text, delimiter=opened.delimiter, strict=True)
        for _ in reader:
            line = opened.skip + 1 + reader.line_num
    return line


def _with_nul(opened: Opened, cells: Sequence[str]) -> FaultyCells:
    place = next(place for place, cell in enumerate(cells) if "\0" in cell)
    shown = [cell.replace("\0", "␀") for cell in cells]
    column = opened.written[place] if place < len(opened.written) else ""
    return FaultyCells(shown, say("cell.nul"), column, shown[place])


def _first_lines(path: Path, encoding: str) -> list[tuple[int, str]]:
    try:
        with path.open(encoding=encoding, newline="") as text:
            return list(enumerate(islice(text, LOOKED_FOR_HEADER), start=1))
    except UnicodeError as error:
        raise RefusedFile(say("file-charset", file=str(path), encoding=encoding)) from error


def _unquoted(line: str) -> str:
    """A line as a spreadsheet saves a note: in quotes, with the delimiters of empty cells after it."""
    if line.startswith('"') and line[1:].lstrip().startswith(NOTE_SIGNS):
        return line.rstrip(",;\t|").strip('"')
    return line.rstrip(",;\t|") if line.startswith(NOTE_SIGNS) else line


def _parsed(lines: Sequence[tuple[int, str]], delimiter: str) -> list[Parsed]:
    """The first rows as a delimiter parts them, as far as they are whole."""
    at = lines[0][0]

    def feed() -> Iterator[str]:
        nonlocal at
        for number, line in lines:
            at = number
            yield line

    rows: list[Parsed] = []
    reader = csv.reader(feed(), delimiter=delimiter)
    try:
        numbers = iter([number for number, _ in lines])
        taken = 0
        for cells in reader:
            first = next(numbers)
            for _ in range(reader.line_num - taken - 1):
                next(numbers)
            taken = reader.line_num
            if any(cell.strip() for cell in cells):
                rows.append((first, at, cells))
    except csv.Error:
        pass
    return rows


def _regular(rows: Sequence[Parsed]) -> tuple[int, int]:
    """How many rows have the commonest width beyond one cell, and that width."""
    widths = Counter(len(cells) for _, _, cells in rows if len(cells) > 1)
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    return count, width


def _malformed(path: Path, line: int, detail: str) -> Text:
    key = "file-quote" if "end of data" in detail or "limit" in detail else "file-malformed"
    if key == "file-quote":
        return say(key, file=str(path), row=line, limit=MAX_CELL)
    return say(key, file=str(path), row=line, detail=detail)


# ---- quotes left over

_BREAK = re.compile(r"\r\n|\r|\n")
_NUMBER = re.compile(r"[-+(]?(?:Rp\.?)? ?\d[-\d.,/:\s]*[)%]?")  # or a date, or a month


def swallowed(cells: Sequence[str], delimiter: str, width: int) -> tuple[int, int] | None:
    """The place of a cell that has rows in it, and over how many lines it runs; `width` is how many cells a row of the file has.

    A quote that opens in one row and closes in another leaves a cell whose first line ends as a row does and whose last begins as one:
    those rows would be read as text. A text of several lines may have as many delimiters by chance, so where rows have numbers, these
    lines have them in the same places.
    """
    for place, cell in enumerate(cells):
        if "\n" in cell or "\r" in cell:
            lines = _BREAK.split(cell)
            if any(_are_rows(cells, place, lines, delimiter, one) for one in {width, len(cells)}):
                return place, len(lines)
    return None


def _are_rows(cells: Sequence[str], place: int, lines: Sequence[str], delimiter: str, width: int) -> bool:
    """Whether the lines of a cell are the end of a row of so many cells, rows, and the beginning of one."""
    first = [*cells[:place], *lines[0].split(delimiter)]
    last = [*lines[-1].split(delimiter), *cells[place + 1 :]]
    between = [line.split(delimiter) for line in lines[1:-1] if line.strip()]
    if width < 2 or len(first) != width or len(last) != width:
        return False
    whole = [one for one in between if len(one) == width]
    if between and not whole:
        return False
    rows = [first, *whole, last]
    numbers = [{at for at, text in enumerate(row) if _NUMBER.fullmatch(text.strip())} for row in rows]
    if any(numbers):
        return bool(set.intersection(*numbers))
    return not any(delimiter + " " in line for line in lines)  # as texts have them, and files of tables have not
