"""A CSV file as a header and numbered rows of text, with the notes that stand above the header."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from iku_dsl.problem import say
from iku_engine.errors import FileError, RefusedFile

_MARK_WORDS = ("tanda:", "mark:")
_DELIMITERS = (",", ";", "\t")
MAX_CELL = 1_000_000


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that is a table: `first_row` is the line of its first row, `marks` and `note` come from `#` lines above the header."""

    path: Path
    sha256: str
    header: tuple[str, ...]
    header_row: int
    marks: tuple[str, ...]
    note: str
    delimiter: str


def open_csv(path: Path) -> Opened:
    """The header of a CSV file and its hash.

    Errors: `FileError` where it cannot be read, `RefusedFile` where it is no table in UTF-8.
    """
    try:
        with path.open("rb") as raw:
            sha256 = hashlib.file_digest(raw, "sha256").hexdigest()
        with path.open(encoding="utf-8-sig", newline="") as text:
            return _header(path, sha256, text)
    except UnicodeDecodeError as error:
        raise RefusedFile(say("file-not-utf8", file=str(path))) from error
    except OSError as error:
        raise FileError(say("file-unreadable", file=str(path), detail=error.strerror or str(error))) from error


def _header(path: Path, sha256: str, lines: Iterator[str]) -> Opened:
    marks: list[str] = []
    notes: list[str] = []
    for number, line in enumerate(lines, start=1):
        stripped = line.strip()
        if stripped.startswith("#"):
            note = stripped.lstrip("# ").strip()
            word = next((word for word in _MARK_WORDS if note.casefold().startswith(word)), None)
            if word is not None:
                marks.extend(mark.strip() for mark in note[len(word) :].split(",") if mark.strip())
            elif note:
                notes.append(note)
            continue
        if not stripped:
            continue
        if "\0" in line:
            raise RefusedFile(say("file-not-text", file=str(path)))
        delimiter = max(_DELIMITERS, key=line.count)
        try:
            header = next(csv.reader([line], delimiter=delimiter))
        except csv.Error as error:
            raise RefusedFile(say("file-malformed", file=str(path), row=number, detail=str(error))) from error
        names = tuple(name.strip() for name in header)
        return Opened(path, sha256, names, number, tuple(marks), "\n".join(notes), delimiter)
    raise RefusedFile(say("file-empty", file=str(path)))


def rows(opened: Opened) -> Iterator[tuple[int, list[str]]]:
    """The rows below the header, each with the line it starts on; empty lines are passed over.

    Errors: `RefusedFile` where the file stops being a table.
    """
    csv.field_size_limit(MAX_CELL)
    try:
        with opened.path.open(encoding="utf-8-sig", newline="") as text:
            for _ in range(opened.header_row):
                next(text)
            reader = csv.reader(text, delimiter=opened.delimiter, strict=True)
            line = opened.header_row + 1
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield line, cells
                line = opened.header_row + reader.line_num + 1
    except csv.Error as error:
        raise RefusedFile(say("file-malformed", file=str(opened.path), row=line, detail=str(error))) from error
    except UnicodeDecodeError as error:
        raise RefusedFile(say("file-not-utf8", file=str(opened.path))) from error
    except OSError as error:
        raise FileError(say("file-unreadable", file=str(opened.path), detail=error.strerror or str(error))) from error
