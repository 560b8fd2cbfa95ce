"""What cells of a sheet have of others, that are merged with them; dates and times as people write them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

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
        self.places, in_order = places, sorted(read)
        below = [r for r in ranges if r[0] > header_row]
        alone = [r for r in below if r[1] == r[3] and r[1] not in figures]
        self.filled = _Open({*alone, *(r for r in below if any(r[1] <= place <= r[3] for place in places))})
        self.figures = _Open({r for r in below if r[1] in figures and r[2] > r[0]})
        self.wide = _Open({r for r in below if bisect_right(in_order, r[3]) - bisect_left(in_order, r[1]) > 1})

    @property
    def any(self) -> bool:
        """Whether a row may still have something of another."""
        return self.filled.any or self.figures.any or self.wide.any

    def figure(self, number: int, cells: list[str]) -> tuple[Range, str] | None:
        """The figure that is merged over a row from one above it, with its range."""
        return next((item for item in self.figures.at(number, cells) if item[0][0] < number and item[1].strip()), None)

    def across(self, number: int, cells: list[str]) -> tuple[Range, str] | None:
        """What is merged over columns that are read, with its range."""
        return next((item for item in self.wide.at(number, cells) if item[1].strip()), None)

    def fill(self, number: int, cells: list[str]) -> None:
        """Give the cells of a row what was merged into them."""
        for (_, left, _, right), value in self.filled.at(number, cells):
            for place in self.places | ({left} if left == right else set()):
                if left <= place <= right and place < len(cells):
                    cells[place] = value


class _Open:
    """Some merged ranges, row after row: those that a row is in, each with the text of its first cell."""

    def __init__(self, ranges: Iterable[Range]) -> None:
        self.coming = sorted(ranges, reverse=True)
        self.open: list[tuple[Range, str]] = []

    @property
    def any(self) -> bool:
        return bool(self.coming or self.open)

    def at(self, number: int, cells: list[str]) -> list[tuple[Range, str]]:
        while self.coming and self.coming[-1][0] <= number:
            found = self.coming.pop()
            self.open.append((found, cells[found[1]] if found[0] == number and found[1] < len(cells) else ""))
        if self.open:
            self.open = [item for item in self.open if item[0][2] >= number]
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


def overlapping(ranges: Iterable[Range], places: Iterable[int]) -> Range | None:
    """A merged range that another one overlaps in one of some columns, where no spreadsheet makes any."""
    ends: dict[int, int] = {}
    columns = sorted(places)
    for found in sorted(ranges):
        for place in columns:
            if found[1] <= place <= found[3]:
                if ends.get(place, 0) >= found[0]:
                    return found
                ends[place] = found[2]
    return None
