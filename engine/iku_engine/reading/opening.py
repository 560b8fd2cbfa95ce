"""A file to a table: its kind, charset, delimiter or sheet, its header, and its rows under the names of the spec."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Mapping as Map
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from iku_dsl.budgets import most
from iku_dsl.problem import say
from iku_engine.database.relations import Relation
from iku_engine.errors import FileError, RefusedFile
from iku_engine.reading.delimited import open_text, text_chunks
from iku_engine.reading.header import OLD_OFFICE, ZIP, Found, Wanted, look, named, other_file, wanted
from iku_engine.reading.mapped import mapped, mapped_rows
from iku_engine.reading.opened import CHUNK, Chunk, Opened, Reading, Row
from iku_engine.writing import unreadable

if TYPE_CHECKING:
    from iku_engine.reading.mapping import Mapping
import os
import tempfile
import weakref
from contextlib import suppress
from typing import TYPE_CHECKING

from iku_engine.reading.header import Bytes

if TYPE_CHECKING:
    PlainPath = Path
else:
    PlainPath = type(Path())  # what can be subclassed before Python 3.12

AS_THE_FILE_SHOWS = Reading()
WORKBOOKS = (".xlsx", ".xlsm", ".xltx", ".xltm")
OTHER_BOOKS = (".xls", ".xlsb", ".ods")


def open_table(
    path: Path,
    *,
    relation: Relation | None = None,
    reading: Reading = AS_THE_FILE_SHOWS,
    remembered: Map[str, Callable[[], Mapping]] | None = None,
    held: bool = False,
) -> Opened:
    """The table in a file. What is given overrides the mapping, and both override what the file itself shows.

    `relation` tells the names that its header has; `remembered` are mappings by the `header_key` of the files they were made for.
    A table that is `held` is read from a copy made while it was hashed, so that its rows are those of the hash.
    Errors: `FileError` where it cannot be read, `RefusedFile` where it is no table, `WrongUse` for a charset that there is not.
    """
    path, read = _looked_at(path, held)
    given = reading.mapping
    asked = wanted(relation, given, remembered) if relation is not None else Wanted()
    opened, found = _opened(path, read, reading, asked)
    if found.mapping is not None and relation is not None:  # read as if it were given, from where its header is now
        here: dict[str, object] = {"sheet": opened.sheet or None}
        here |= {"header_row": opened.header_row} if found.mapping.header_row is not None else {}
        here |= {"encoding": None} if read.encoding not in ("cp1252", "") else {}  # the file shows it
        given = found.mapping.model_copy(update=here)
        opened, _ = _opened(path, read, replace(reading, mapping=given), wanted(relation, given))
    style = reading.numbers or (given.numbers if given else None)
    opened = replace(opened, mapping=given, remembered=found.mapping is not None, numbers=style)
    return mapped(opened, known_headings(relation)) if given is not None else opened


def known_headings(relation: Relation | None) -> Callable[[str], bool] | None:
    """Whether a heading names something that a relation's rows may have, by its name or its title; None where there is no relation."""
    if relation is None:
        return None
    asked = wanted(relation)
    return lambda text: asked.name(text) in asked.known


def rows(opened: Opened) -> Iterator[Row]:
    """The rows below the header under the names of the spec, each with its line, or its row in the sheet.

    A row that the file itself spoils comes as `FaultyCells`. Errors: `RefusedFile`, `FileError`.
    """
    for lines, found in chunks(opened):
        yield from zip(lines, found, strict=True)


def chunks(opened: Opened) -> Iterator[Chunk]:
    """The same, many rows at once."""
    if opened.kind == "text" and opened.mapping is None:
        return text_chunks(opened)
    found = written_rows(opened)
    return in_chunks(_counted(opened, mapped_rows(opened, found)) if opened.mapping is not None else found)


def written_rows(opened: Opened) -> Iterator[Row]:
    """The rows below the header as they are written, whatever a mapping makes of them. Errors: as `rows`."""
    if opened.rows is not None:
        return opened.rows()
    return _counted(opened, workbook_rows(opened)) if opened.kind == "workbook" else _one_by_one(opened)


def in_chunks(found: Iterable[Row]) -> Iterator[Chunk]:
    """Rows that come one by one, many at once."""
    source = iter(found)
    while several := list(islice(source, CHUNK)):
        lines, cells = zip(*several, strict=True)
        yield lines, cells


def _counted(opened: Opened, found: Iterable[Row]) -> Iterator[Row]:
    """Rows in which one text may come again and again: shared, merged, or put there by a mapping.

    Errors: `RefusedFile` where they have far more letters and cells than the file has bytes.
    """
    left = most("letters") + most("letters-each") * opened.path.stat().st_size
    for line, cells in found:
        left -= len(cells) + sum(map(len, cells))
        if left < 0:
            raise RefusedFile(say("file-letters", file=str(opened.path), row=line))
        yield line, cells


def _one_by_one(opened: Opened) -> Iterator[Row]:
    for lines, found in text_chunks(opened):
        yield from zip(lines, found, strict=True)


def workbook_rows(opened: Opened) -> Iterator[Row]:
    """The rows of a workbook, whose reader is imported now."""
    from iku_engine.reading import workbook

    return workbook.workbook_rows(opened)


def _looked_at(path: Path, held: bool) -> tuple[Path, Bytes]:
    """What a pass over a file shows, and its path, which is that of a copy where it is `held`. Errors: `FileError`, those of `look`."""
    try:
        if not stat.S_ISREG(path.stat().st_mode) and not path.is_dir():
            raise FileError(say("file-special", file=str(path)))
        return hold(path) if held else (path, look(path))
    except OSError as error:
        raise unreadable(error, path) from error
    except ValueError as error:  # a name with a NUL in it
        raise FileError(say("file-unreadable", file=str(path).replace("\0", "␀"), detail=str(error))) from error


def _opened(path: Path, read: Bytes, reading: Reading, asked: Wanted) -> tuple[Opened, Found]:
    given = reading.mapping
    sheet = reading.sheet or (given.sheet if given else None)
    encoding = reading.encoding or (given.encoding if given else None)
    delimiter = reading.delimiter or (given.delimiter if given else None)
    if encoding is not None:
        encoding = named(encoding)
    suffix = path.suffix.lower()
    if read.start.startswith(ZIP):
        from iku_engine.reading.workbook import open_workbook

        return open_workbook(path, read, sheet, asked)
    other = other_file(path, read.start, asked.target)
    if other is not None:
        raise RefusedFile(other)
    if read.start.startswith(OLD_OFFICE):
        raise RefusedFile(say("workbook-locked" if suffix in WORKBOOKS else "workbook-other", file=str(path)))
    if suffix in WORKBOOKS and read.start:
        raise RefusedFile(say("workbook-broken", file=str(path), detail="ZIP"))
    if suffix in OTHER_BOOKS and read.start:
        raise RefusedFile(say("workbook-other", file=str(path)))
    if sheet is not None:
        raise RefusedFile(say("sheet-none-here", file=str(path)))
    charset = encoding or read.encoding
    if not charset:
        raise RefusedFile(say("file-charset-unknown", file=str(path)))
    return open_text(path, read, charset, delimiter, asked)


class HeldPath(PlainPath):
    """The path of a file by which it is named, and by which its held copy is opened; the copy goes with the path."""

    copy = ""

    def __fspath__(self) -> str:
        return self.copy or str(self)


def hold(path: Path) -> tuple[Path, Bytes]:
    """The file's path with its content held, and what the one pass over it shows. Errors: as `look`; `FileError` without room."""
    held = HeldPath(path)
    try:
        handle, place = tempfile.mkstemp(prefix="iku-engine-")
    except OSError as error:
        raise _no_room(error) from error
    weakref.finalize(held, _let_go, place)

    def keep(block: bytes) -> None:
        left = memoryview(block)
        try:
            while left:
                left = left[os.write(handle, left) :]
        except OSError as error:
            raise _no_room(error) from error

    try:
        read = look(path, keep)
    finally:
        os.close(handle)
    held.copy = place
    return held, read


def _no_room(error: OSError) -> FileError:
    return FileError(say("file-copy", folder=tempfile.gettempdir(), detail=error.strerror or str(error)))


def _let_go(place: str) -> None:
    with suppress(OSError):
        Path(place).unlink(missing_ok=True)
