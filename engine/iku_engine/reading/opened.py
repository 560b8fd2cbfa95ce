"""A file that is a table, what it was taken for, and how large it may be in each respect.

What is beyond a limit is refused in one sentence that names the limit.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, overload

from iku_dsl.budgets import most
from iku_dsl.problem import Text, say
from iku_dsl.records import record
from iku_engine.errors import RefusedFile
from iku_engine.results.beside import MarkKind, declared
from iku_engine.words.notation import MONTHS, might_tell

if TYPE_CHECKING:
    from iku_engine.reading.mapping import Mapping

MAX_CELL = 1_000_000  # characters
MAX_COLUMNS = 1_000
MAX_LINE = 16 * 2**20  # bytes without an end of line
MAX_SHEET_ROWS = 2**20  # what a sheet of a workbook may have
MAX_SHEET_COLUMNS = 2**14
MAX_KEPT_TEXTS = 384 * 2**20  # bytes that the shared texts of a workbook take in memory
MAX_UNPACKED = 2 * 2**30  # bytes of a workbook, unpacked
MAX_TEXTS = 256 * 2**20  # bytes of the part with a workbook's shared texts
MAX_PARTS = 64 * 2**20  # bytes of each other part
MAX_DENSE = 16 * 2**20  # bytes of a sheet, or of the shared texts, that are packed beyond that ratio
MAX_RATIO = 250  # a part of a workbook to its packed size; real sheets have 5 to 40
LONGEST_SHEET = 100_000  # rows: no office sends a longer one
LOOKED_FOR_HEADER = 200  # rows
DEEPEST = 3  # rows of a header
QUARTERS = ("i", "ii", "iii", "iv")


LONGEST_NOTE = 80  # letters of one that a message shows
CHUNK = 500  # rows at once: more leave the processor's caches
Row = tuple[int, list[str]]
Chunk = tuple[Sequence[int], Sequence[list[str]]]  # the lines of some rows, and their cells
FIRST_HEARD = 1_000  # cells by which a column that is left out is known to be one of figures
MOST_HEARD, LONGEST_HEARD = 10_000, 1_000  # texts of such a column, and letters of one that are looked at
NOTE_SIGNS = ("#", "＃")
_NUMBER = re.compile(r"\s*+[-+(]?\s*+\d[\d.,\s]*+[)%]?\s*+")
_MARK = re.compile(r"(?:tanda(?! *tangan)|marks?)\b\s*(?P<sign>[:=：＝])?(?P<words>.*)", re.IGNORECASE | re.DOTALL)


@record
class Reading:
    """How a file is to be read, as far as that is said: what is None here is for the mapping to say, or for the file to show."""

    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    numbers: Literal["id", "en"] | None = None
    mapping: Mapping | None = None


class PassedOver:
    """What the rows of a file have in a column that a mapping leaves out, known once they were read.

    `texts` are those that may tell a unit, each with its first line, of all that were `heard`; some are still `waiting` to be looked at
    together. `figures` and `others` count the first cells. Those that are `known` need not be taken again.
    """

    def __init__(self) -> None:
        self.texts: dict[str, int] = {}
        self.heard: set[str] = set()
        self.known: set[str] = set()
        self.waiting: list[tuple[int, str]] = []
        self.figures = self.others = 0

    @property
    def of_figures(self) -> bool:
        """Whether it is a column of figures."""
        return self.figures > self.others

    def take(self, line: int, text: str) -> bool:
        """One more cell; whether nothing more needs to be known of the column."""
        number = text.isdecimal() or type(text) is Figure or _NUMBER.fullmatch(text) is not None
        if self.figures + self.others < FIRST_HEARD:
            self.figures += number
            self.others += not number
        else:
            self.known = self.heard
            if self.of_figures:
                return True
        if not number and text not in self.heard and text.strip():
            if len(self.heard) < MOST_HEARD:
                self.heard.add(text)
            self.waiting.append((line, text))
            if len(self.waiting) >= CHUNK:
                self.settle()
        return False

    def settle(self) -> None:
        """Look at the texts that wait, one by one where some of them may tell a unit."""
        if might_tell("\n".join(text[:LONGEST_HEARD] for _, text in self.waiting)):
            for line, text in self.waiting:
                if len(self.texts) < MOST_HEARD and might_tell(text[:LONGEST_HEARD]):
                    self.texts.setdefault(text, line)
        self.waiting.clear()


@record
class Opened:
    """A table in a file. `header` are the names that its rows have, after the mapping; `written` those in the file.

    `marks` and `note` come from `#` lines above the header, `header_row` is the header's first row and `skip` the last line of it. `fill`
    are the places whose merged cells all have the value of the first, `figures` those of figures, `free` those of texts of any kind.
    `encoding`, `delimiter` and `sheet` are empty where they mean nothing; `numbers` is the declared style of numbers, None where the file
    shows it. `heads` are the rows of the header as they stand, `above` the rows above it but for its notes. `hidden` are the rows and
    `hidden_columns` the columns that the sheet hides, `struck` rows with cells struck through, `filters` the ranges that it filters,
    `hidden_sheets` sheets that fit as well and were passed over as they are hidden, `passed_over` the columns that the mapping leaves
    out, by place: known once it was read. `like_headers` are rows met so far whose figures may be headings. `rows` are those of a file
    that is read by others.
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
    free: frozenset[int] = frozenset()
    has_nul: bool = False
    heads: tuple[tuple[str, ...], ...] = ()
    above: tuple[Row, ...] = ()
    hidden_sheets: tuple[str, ...] = ()
    hidden: set[int] = field(default_factory=set, compare=False)
    hidden_columns: set[int] = field(default_factory=set, compare=False)
    struck: set[int] = field(default_factory=set, compare=False)
    filters: set[str] = field(default_factory=set, compare=False)
    passed_over: dict[int, PassedOver] = field(default_factory=dict, compare=False)
    like_headers: set[int] = field(default_factory=set, compare=False)
    rows: Callable[[], Iterator[Row]] | None = field(default=None, compare=False)

    @property
    def header_sha256(self) -> str:
        """What a mapping for such a file is found again by."""
        return header_key(*headings_above(self.above, self.header_row), *self.heads)


class ByColumn(Sequence[list[str]]):
    """Rows of as many cells each, by column: a row is only made for who asks for it."""

    def __init__(self, columns: Sequence[Sequence[str]]) -> None:
        self.columns = columns

    def __len__(self) -> int:
        return len(self.columns[0])

    @overload
    def __getitem__(self, at: int) -> list[str]: ...
    @overload
    def __getitem__(self, at: slice) -> ByColumn: ...
    def __getitem__(self, at: int | slice) -> list[str] | ByColumn:
        if isinstance(at, slice):
            return ByColumn([column[at] for column in self.columns])
        return [column[at] for column in self.columns]

    def __iter__(self) -> Iterator[list[str]]:
        return map(list, zip(*self.columns, strict=True))


class FaultyCells(list[str]):
    """The cells of a row that the file itself spoils, with the column, the value and the reason.

    They stand as in the file, or (`mapped`) as its mapping puts them; `over` are the places of cells over which others are merged.
    """

    def __init__(
        self,
        cells: Sequence[str],
        reason: Text,
        column: str = "",
        value: str = "",
        *,
        mapped: bool = False,
        over: Collection[int] = (),
    ) -> None:
        super().__init__(cells)
        self.reason, self.column, self.value, self.mapped, self.over = reason, column, value, mapped, over


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


def headings_above(rows: Sequence[tuple[int, Sequence[str]]], header: int) -> list[tuple[str, ...]]:
    """What stands in headings right above a header, which may be all that tells two files apart: `Target` in one, `Realisasi` in the other.

    A row is one of headings where it has several texts and is no label (`Tahun: | 2025`), or where its only one stands aside. Of which
    time they are is left out: that is otherwise in the next file.
    """
    found: list[tuple[str, ...]] = []
    for number, cells in reversed(rows):
        texts = [cell.strip() for cell in cells]
        filled = [place for place, text in enumerate(texts) if text]
        aside = len(filled) == 1 and filled[0] > 0
        several = len(filled) > 1 and not any(
            texts[place].startswith(":") or texts[place].endswith(":") for place in filled
        )
        if (
            number != header - 1 - len(found)
            or len(found) == DEEPEST - 1
            or not (aside or several)
            or is_note(texts[filled[0]])
        ):
            break
        found.insert(
            0, tuple(" ".join(word for word in text.casefold().split() if not _is_of_a_time(word)) for text in texts)
        )
    while found and not any(found[0]):
        found.pop(0)
    return [tuple(row[: max((n for n, text in enumerate(row, start=1) if text), default=0)]) for row in found]


def _is_of_a_time(word: str) -> bool:
    bare = word.strip(".,;()/-")
    return bare in MONTHS or bare in QUARTERS or any(letter.isdigit() for letter in bare)


def header_key(*header: Sequence[str]) -> str:
    """The hash of the rows of a header: of their names as they stand, however they are spaced or capitalised."""
    names = "\x1e".join("\x1f".join(" ".join(name.split()).casefold() for name in row) for row in header)
    return hashlib.sha256(names.encode("utf-8", "surrogatepass")).hexdigest()


def is_note(text: str) -> bool:
    """Whether a line is a note, which may be a mark."""
    return text.lstrip().startswith(NOTE_SIGNS)


class Notes:
    """The `#` lines of a file, as they are met: marks of the data, and notes."""

    def __init__(self, path: Path, marks: Iterable[str] = ()) -> None:
        """`marks` are those that the file has already, above what is read now."""
        self.path = path
        self.marks = dict.fromkeys(marks)
        self.notes: list[str] = []

    def take(self, line: int, text: str) -> bool:
        """Keep a line if it is a note; whether it is one. Errors: `RefusedFile` for one that names no mark, or one too many."""
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
        self.marks |= dict.fromkeys(marks)
        if len(self.marks) > most("marks"):
            raise RefusedFile(say("file-marks", file=f"{self.path}:{line}", limit=most("marks")))
        return True
