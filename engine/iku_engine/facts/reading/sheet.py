"""The cells of a sheet as texts: numbers as a spec would write them, a percentage with its sign, dates and times as people write them."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from iku_dsl.problem import say
from iku_engine.errors import RefusedFile
from iku_engine.facts.reading.formats import number_text, text_shown
from iku_engine.facts.reading.opened import Uncomputed

Range = tuple[int, int, int, int]  # top, left, bottom, right; rows from 1, columns from 0
_BLOCK, _OVERLAP = 2**20, 400
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*[\"']([A-Z]+)(\d+):([A-Z]+)(\d+)[\"']")
_HIDDEN = re.compile(rb"<(?:\w+:)?row\s[^>]*?(?:hidden=[\"'](?:1|true)|\bht=[\"']0(?:\.0*)?)[\"'][^>]*>")
_FILTER = re.compile(rb"<(?:\w+:)?autoFilter\s[^>]*?ref=[\"']([^\"']{1,40})[\"'][^>]*>\s*<(?:\w+:)?filterColumn\b")
_HIDDEN_COLUMN = re.compile(rb"<(?:\w+:)?col\s[^>]*?(?:hidden=[\"'](?:1|true)|\bwidth=[\"']0(?:\.0*)?)[\"'][^>]*>")
_FROM_TO = re.compile(rb"\s(min|max)=[\"'](\d{1,5})[\"']")
_ROW = re.compile(rb"\sr=[\"'](\d+)[\"']")
_TEXTS = ("General", "@", "", None)  # formats that show a text as it is


@dataclass(frozen=True, slots=True)
class Scan:
    """What the text of a sheet shows before its cells are read: whether it has formulas; ranges merged or filtered; what is hidden."""

    formulas: bool
    merges: tuple[Range, ...]
    hidden: frozenset[int] = frozenset()
    filters: frozenset[str] = frozenset()
    columns: tuple[range, ...] = ()  # that are hidden, from 0


def scan(path: Path, sheet: Any) -> Scan:
    """Look through the text of a sheet. Errors: `RefusedFile` where it is not in UTF-8."""
    formulas, merges, carried, hidden = False, dict[Range, None](), b"", set[int]()
    filters, columns = set[str](), dict[range, None]()
    with zipfile.ZipFile(path) as packed, packed.open(sheet._worksheet_path) as source:
        while block := source.read(_BLOCK):
            if not carried and block[:2] in (b"\xff\xfe", b"\xfe\xff"):
                raise RefusedFile(say("workbook-broken", file=str(path), detail="UTF-16"))
            text = carried + block
            formulas = formulas or _FORMULA.search(text) is not None
            for found in _MERGED.finditer(text):
                left, top, right, bottom = (part.decode() for part in found.groups())
                merges[(int(top), _column(left), int(bottom), _column(right))] = None
            filters.update(found[1].decode("utf-8", "replace") for found in _FILTER.finditer(text))
            if b"<cols" in text or b":cols" in text:
                columns |= dict.fromkeys(_columns(found[0]) for found in _HIDDEN_COLUMN.finditer(text))
            if b"hidden=" in text or b" ht=" in text:
                hidden.update(int(row[1]) for found in _HIDDEN.finditer(text) if (row := _ROW.search(found[0])))
            carried = text[-_OVERLAP:]
    return Scan(formulas, tuple(sorted(merges)), frozenset(hidden), frozenset(filters), tuple(columns))


def _columns(tag: bytes) -> range:
    """The columns that a tag is about, from 0."""
    ends = {name: int(number) for name, number in _FROM_TO.findall(tag)}
    return range(ends.get(b"min", 1) - 1, ends.get(b"max", 0))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


class Merges:
    """Merged cells of some columns, and of any one column, row after row: all have the value of the first.

    Not so `figures`, which may be of all rows together: these ranges are `joined`.
    """

    def __init__(
        self, ranges: Iterable[Range], places: frozenset[int], figures: frozenset[int], header_row: int
    ) -> None:
        self.places = places
        below = [r for r in ranges if r[0] > header_row]
        alone = [r for r in below if r[1] == r[3] and r[1] not in figures]
        wanted = {*alone, *(r for r in below if any(r[1] <= place <= r[3] for place in places))}
        self.joined = [r for r in below if r[1] in figures and r[2] > r[0]]
        self.coming = sorted(wanted, reverse=True)
        self.open: list[tuple[Range, str]] = []

    def fill(self, number: int, cells: list[str]) -> None:
        """Give the cells of a row what was merged into them."""
        while self.coming and self.coming[-1][0] <= number:
            found = self.coming.pop()
            self.open.append((found, cells[found[1]] if found[0] == number and found[1] < len(cells) else ""))
        if not self.open:
            return
        self.open = [item for item in self.open if item[0][2] >= number]
        for (_, left, _, right), value in self.open:
            for place in self.places | ({left} if left == right else set()):
                if left <= place <= right and place < len(cells):
                    cells[place] = value


def texts(row: Sequence[Any], written: Sequence[Any] | None = None) -> list[str]:
    """The cells of a row as texts; `written` are the same cells with their formulas."""
    found = [text_of(cell) for cell in row]
    if written is not None:
        for place, cell in enumerate(row):
            if cell.value is None and cell.data_type != "str" and written[place].data_type == "f":
                formula = written[place].value
                found[place] = Uncomputed(
                    formula if isinstance(formula, str) else f"={getattr(formula, 'text', '') or ''}"
                )
    return found


def text_of(cell: Any) -> str:
    """One cell as text."""
    value = cell.value
    match value:
        case None:
            return ""
        case str():
            return value if cell.number_format in _TEXTS else text_shown(value, cell.number_format)
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            return number_text(value, cell.number_format or "General")
        case datetime():
            seconds = _seconds(timedelta(hours=value.hour, minutes=value.minute, seconds=value.second))
            return value.date().isoformat() + (f" {seconds}" if value.time().replace(microsecond=0) != time() else "")
        case date():
            return value.isoformat()
        case time():
            return _seconds(
                timedelta(hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond)
            )
        case timedelta():
            return _seconds(value)
        case _:
            return str(value)


def _seconds(length: timedelta) -> str:
    """A length of time as `1:07:38`; what lies within a millisecond of a whole second is one."""
    micros = length // timedelta(microseconds=1)
    whole, rest = divmod(abs(micros) + 1000, 1_000_000)
    sign = "-" if micros < 0 else ""
    hours, left = divmod(whole, 3600)
    text = f"{sign}{hours}:{left // 60:02d}:{left % 60:02d}"
    return text if rest <= 2000 else f"{text}.{max(rest - 1000, 0):06d}"
