"""What cells of a sheet have of others, that are merged with them; dates and times as people write them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from iku_engine.reading.limits import MAX_SHEET_ROWS

Range = tuple[int, int, int, int]  # top, left, bottom, right; rows from 1, columns from 0


class Merges:
    """Merged cells of some columns, and of any one column, row after row: all have the value of the first.

    Not so `figures`, which may be of all rows together, nor what is merged over two columns that are `read`: of which it is nobody knows.
    """

    def __init__(
        self,
        ranges: Iterable[Range],
        places: frozenset[int],
        figures: frozenset[int],
        header_row: int,
        read: Iterable[int],
    ) -> None:
        in_order, of_fill = sorted(read), sorted(places)
        below = [r for r in ranges if r[0] > header_row]
        self.columns = {r: of_fill[bisect_left(of_fill, r[1]) : bisect_right(of_fill, r[3])] for r in below}
        self.columns |= {r: [r[1]] for r in below if r[1] == r[3] and r[1] not in figures}
        self.filled = _Open({r for r, columns in self.columns.items() if columns})
        self.figures = _Open({r for r in below if r[1] in figures and r[2] > r[0]})
        self.wide = _Open({r for r in below if bisect_right(in_order, r[3]) - bisect_left(in_order, r[1]) > 1})

    @property
    def any(self) -> bool:
        """Whether the next row may have something of another."""
        return self.filled.some or self.figures.some or self.wide.some

    def figure(self, number: int, cells: list[str]) -> tuple[Range, str] | None:
        """The figure that is merged over a row from one above it, with its range."""
        return next((item for item in self.figures.at(number, cells) if item[0][0] < number and item[1].strip()), None)

    def across(self, number: int, cells: list[str]) -> tuple[Range, str] | None:
        """What is merged over columns that are read, with its range."""
        return next((item for item in self.wide.at(number, cells) if item[1].strip()), None)

    def fill(self, number: int, cells: list[str]) -> None:
        """Give the cells of a row what was merged into them."""
        for found, value in self.filled.at(number, cells):
            for place in self.columns[found]:
                if place < len(cells):
                    cells[place] = value


class _Open:
    """Some merged ranges, row after row: those that a row is in, each with the text of its first cell."""

    def __init__(self, ranges: Iterable[Range]) -> None:
        self.coming = sorted(ranges, reverse=True)
        self.open: list[tuple[Range, str]] = []
        self.some = False  # whether one of them has a text
        self.first_end = 0  # the last row of those that end first

    def at(self, number: int, cells: list[str]) -> list[tuple[Range, str]]:
        if number > self.first_end or (self.coming and self.coming[-1][0] <= number):
            while self.coming and self.coming[-1][0] <= number:
                found = self.coming.pop()
                self.open.append((found, cells[found[1]] if found[0] == number and found[1] < len(cells) else ""))
            self.open = [item for item in self.open if item[0][2] >= number]
            self.some = any(text for _, text in self.open)
            self.first_end = min((found[2] for found, _ in self.open), default=MAX_SHEET_ROWS)
        return self.open


def date_text(value: object) -> str:
    """A date or a time as text."""
    match value:
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


def overlapping(ranges: Iterable[Range], width: int) -> Range | None:
    """A merged range that another one overlaps in one of the first columns, where no spreadsheet makes any."""
    ends = [0] * width
    for found in sorted(ranges):
        top, left, bottom, right = found
        columns = slice(left, min(right + 1, width))
        if max(ends[columns], default=0) >= top:
            return found
        ends[columns] = [bottom] * len(ends[columns])
    return None
