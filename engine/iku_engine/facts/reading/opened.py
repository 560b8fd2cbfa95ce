"""A file that is a table, and what it was taken for."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from iku_dsl.problem import Text, say
from iku_dsl.records import record
from iku_engine.errors import RefusedFile
from iku_engine.marks import MarkKind, declared

if TYPE_CHECKING:
    from iku_engine.facts.reading.mapping import Mapping

LONGEST_NOTE = 80  # letters of one that a message shows
CHUNK = 500  # rows at once: more leave the processor's caches
Row = tuple[int, list[str]]
Chunk = tuple[Sequence[int], Sequence[list[str]]]  # the lines of some rows, and their cells
NOTE_SIGNS = ("#", "＃")
_MARK = re.compile(r"(?:tanda(?! *tangan)|marks?)\b\s*(?P<sign>[:=：＝])?(?P<words>.*)", re.IGNORECASE | re.DOTALL)


@record
class Reading:
    """How a file is to be read, as far as that is said: what is None here is for the mapping to say, or for the file to show."""

    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    numbers: Literal["id", "en"] | None = None
    mapping: Mapping | None = None


@record
class Opened:
    """A table in a file. `header` are the names that its rows have, after the mapping; `written` those in the file.

    `marks` and `note` come from `#` lines above the header, `header_row` is the header's first row and `skip` the last line of it.
    `fill` are the places whose merged cells all have the value of the first, `figures` those of figures. `encoding`, `delimiter` and
    `sheet` are empty where they mean nothing; `numbers` is the declared style of numbers, None where the file shows it. `heads` are the
    rows of the header as they stand, `above` the rows above it but for its notes. `hidden` are the rows and `hidden_columns` the columns
    that the sheet hides, `filters` the ranges that it filters, known once it was read. `rows` are those of a file that is read by others.
    """

    path: Path
    sha256: str
    kind: Literal["text", "workbook"]
    header: tuple[str, ...]
    written: tuple[str, ...]
    header_row: int
    skip: int
    marks: tuple[str, ...] = ()
    note: str = ""
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    numbers: Literal["id", "en"] | None = None
    mapping: Mapping | None = None
    remembered: bool = False
    fill: frozenset[int] = frozenset()
    figures: frozenset[int] = frozenset()
    has_nul: bool = False
    heads: tuple[tuple[str, ...], ...] = ()
    above: tuple[Row, ...] = ()
    hidden: set[int] = field(default_factory=set, compare=False)
    hidden_columns: set[int] = field(default_factory=set, compare=False)
    filters: set[str] = field(default_factory=set, compare=False)
    rows: Callable[[], Iterator[Row]] | None = field(default=None, compare=False)

    @property
    def header_sha256(self) -> str:
        """What a mapping for such a file is found again by."""
        return header_key(self.written)


class FaultyCells(list[str]):
    """The cells of a row that the file itself spoils, with the column, the value and the reason."""

    def __init__(self, cells: Sequence[str], reason: Text, column: str = "", value: str = "") -> None:
        super().__init__(cells)
        self.reason, self.column, self.value = reason, column, value


@record
class Look:
    """How the `form` of a cell shows its number, where that is not all the same: a `text` with a unit, or (none) of another number."""

    form: str
    text: str
    unit: str = ""


class Figure(str):
    """A number cell of a workbook, as a spec would write it: however the texts of the file write numbers, it is no such text."""

    look: Look | None = None


class Uncomputed(str):
    """A formula of a workbook that was saved without its value."""

    __slots__ = ()


def header_key(header: Sequence[str]) -> str:
    """The hash of a header: of its names, however they are spaced or capitalised."""
    names = "\x1f".join(" ".join(name.split()).casefold() for name in header)
    return hashlib.sha256(names.encode("utf-8", "surrogatepass")).hexdigest()


def is_note(text: str) -> bool:
    """Whether a line is a note, which may be a mark."""
    return text.lstrip().startswith(NOTE_SIGNS)


class Notes:
    """The `#` lines of a file, as they are met: marks of the data, and notes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.marks: list[str] = []
        self.notes: list[str] = []

    def take(self, line: int, text: str) -> bool:
        """Keep a line if it is a note; whether it is one. Errors: `RefusedFile` for one that begins like a mark, and names none."""
        if not is_note(text):
            return False
        note = text.strip().lstrip("".join(NOTE_SIGNS) + " ").strip()
        mark = _MARK.fullmatch(note)
        if mark is None:
            self.notes += [note] if note else []
            return True
        marks = [" ".join(word.split()) for word in mark["words"].split(",") if word.strip()]
        if not marks or not (mark["sign"] or all(declared(word).kind is MarkKind.ILLUSTRATIVE for word in marks)):
            raise RefusedFile(
                say("file-mark", file=str(self.path), row=line, text=" ".join(text.split())[:LONGEST_NOTE])
            )
        self.marks += marks
        return True
