"""Periods: years, semesters, quarters and months, what lies in what, and how far one is from another."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import inf

from iku_dsl.records import record


class Grain(StrEnum):
    """How fine a period is, from coarse to fine."""

    YEAR = "year"
    SEMESTER = "semester"
    QUARTER = "quarter"
    MONTH = "month"

    @property
    def per_year(self) -> int:
        """How many of it make a year."""
        return _PER_YEAR[self]

    def finer_than(self, other: Grain) -> bool:
        """Whether several of it make one of the other."""
        return self.per_year > other.per_year


_PER_YEAR = {Grain.YEAR: 1, Grain.SEMESTER: 2, Grain.QUARTER: 4, Grain.MONTH: 12}
_WRITTEN = re.compile(r"(?P<year>\d{4})(?:-S(?P<semester>[12])|-Q(?P<quarter>[1-4])|-(?P<month>0[1-9]|1[0-2]))?$")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """One period: `index` counts from 1 within the year (always 1 for a year). Ordered by start within one grain."""

    year: int
    index: int = 1
    grain: Grain = Grain.YEAR

    def __str__(self) -> str:
        match self.grain:
            case Grain.YEAR:
                return f"{self.year:04d}"
            case Grain.SEMESTER:
                return f"{self.year:04d}-S{self.index}"
            case Grain.QUARTER:
                return f"{self.year:04d}-Q{self.index}"
            case Grain.MONTH:
                return f"{self.year:04d}-{self.index:02d}"

    @property
    def ordinal(self) -> int:
        """Its number in the sequence of all periods of its grain; also how the store keeps it."""
        return self.year * self.grain.per_year + self.index - 1

    @property
    def months(self) -> tuple[int, int]:
        """The ordinals of its first and last month."""
        width = 12 // self.grain.per_year
        return self.ordinal * width, self.ordinal * width + width - 1

    @property
    def first_day(self) -> date:
        """The day it starts."""
        month = self.months[0]
        return date(month // 12, month % 12 + 1, 1)

    @property
    def days(self) -> int:
        """How many calendar days it has."""
        after = self.months[1] + 1
        return (date(after // 12, after % 12 + 1, 1) - self.first_day).days

    @property
    def last_day(self) -> date:
        """The day it ends."""
        return self.first_day + timedelta(days=self.days - 1)

    def moved(self, steps: int) -> Period:
        """The period so many of its own grain later (earlier where negative)."""
        return from_ordinal(self.ordinal + steps, self.grain)

    def shifted(self, grain: Grain, steps: int) -> Period:
        """The same sub-period, so many periods of a coarser (or the same) grain later: a year before 2025-Q2 is 2024-Q2."""
        return self.moved(steps * (self.grain.per_year // grain.per_year))

    def containing(self, grain: Grain) -> Period:
        """The coarser period that this one lies in."""
        return from_ordinal(self.ordinal * grain.per_year // self.grain.per_year, grain)

    def parts(self, grain: Grain) -> tuple[Period, ...]:
        """The finer periods that make this one, in order."""
        count = grain.per_year // self.grain.per_year
        return tuple(from_ordinal(self.ordinal * count + step, grain) for step in range(count))

    def to_date(self, grain: Grain) -> tuple[Period, ...]:
        """The periods of a grain from the start of the year to the end of this one."""
        last = self.parts(grain)[-1] if grain.finer_than(self.grain) else self.containing(grain)
        return tuple(from_ordinal(n, grain) for n in range(self.year * grain.per_year, last.ordinal + 1))


def stretches(periods: Sequence[Period]) -> tuple[str, ...]:
    """Periods of one grain in their order as a reader takes them in: `2024-01`, `2024-03..2024-12`."""
    runs: list[list[Period]] = []
    for period in periods:
        if runs and period.ordinal == runs[-1][-1].ordinal + 1:
            runs[-1].append(period)
        else:
            runs.append([period])
    return tuple(str(run[0]) if len(run) == 1 else f"{run[0]}..{run[-1]}" for run in runs)


def from_ordinal(ordinal: int, grain: Grain) -> Period:
    """The period with a number in the sequence of its grain."""
    if not isinstance(ordinal, int):
        raise TypeError("no whole number")  # what somebody put into a store by hand
    return Period(ordinal // grain.per_year, ordinal % grain.per_year + 1, grain)


def read_period(text: str) -> Period | None:
    """A period as written (`2025`, `2025-S1`, `2025-Q3`, `2025-07`), None where it is none."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None or int(found["year"]) == 0:
        return None
    year = int(found["year"])
    for grain in (Grain.SEMESTER, Grain.QUARTER, Grain.MONTH):
        if found[grain.value]:
            return Period(year, int(found[grain.value]), grain)
    return Period(year)


@record
class Span:
    """A stretch of periods, both ends in it; None is open. Periods of different grains are compared by their months."""

    first: Period | None = None
    last: Period | None = None

    def __contains__(self, period: object) -> bool:
        if not isinstance(period, Period):
            return False
        low, high = period.months
        return (self.first is None or low >= self.first.months[0]) and (
            self.last is None or high <= self.last.months[1]
        )

    def __str__(self) -> str:
        """`2022..2023`, `2024..`, as specs write it."""
        first, last = ("" if end is None else str(end) for end in (self.first, self.last))
        return first if first == last else f"{first}..{last}"

    def overlap(self, other: Span) -> Period | None:
        """Some period that lies in both, or None; where both are open to the left, the earliest end."""
        firsts = [span.first for span in (self, other) if span.first is not None]
        lasts = [span.last for span in (self, other) if span.last is not None]
        latest = max(firsts, key=lambda period: period.months[0], default=None)
        earliest = min(lasts, key=lambda period: period.months[1], default=None)
        if latest is None:
            return earliest if earliest is not None else Period(2000)
        if earliest is not None and latest.months[0] > earliest.months[1]:
            return None
        return latest


ALWAYS = Span()


def overlapping(spans: Sequence[Span]) -> Iterator[tuple[int, int, Period]]:
    """The places of spans that share a period, with such a period: each span with the one that starts before it and lasts longest."""
    ordered = sorted(range(len(spans)), key=lambda place: _start(spans[place]))
    lasting = ordered[0] if ordered else 0
    for place in ordered[1:]:
        period = spans[lasting].overlap(spans[place])
        if period is not None:
            yield lasting, place, period
        lasting = max(lasting, place, key=lambda place: _end(spans[place]))


class ByStart:
    """Stretches from the one that starts first, among which one that holds a period is found without looking at all of them.

    Those within another are left out, so that of two the one that starts later ends later: who asks for a period is told of the last that
    may hold it. Where stretches overlap, as they should not, this need not be the only one.
    """

    __slots__ = ("_ends", "_places", "_starts")

    def __init__(self, spans: Sequence[Span]) -> None:
        self._places: list[int] = []
        self._ends: list[float] = []
        for place in sorted(range(len(spans)), key=lambda place: (_start(spans[place]), -_end(spans[place]))):
            if not self._ends or _end(spans[place]) > self._ends[-1]:
                self._places.append(place)
                self._ends.append(_end(spans[place]))
        self._starts = [_start(spans[place]) for place in self._places]

    def holding(self, period: Period) -> int | None:
        """The place of a stretch as given that holds a period."""
        low, high = period.months
        at = bisect_right(self._starts, low) - 1
        return self._places[at] if at >= 0 and self._ends[at] >= high else None


def _start(span: Span) -> float:
    return span.first.months[0] if span.first is not None else -inf


def _end(span: Span) -> float:
    return span.last.months[1] if span.last is not None else inf


def read_periods(text: str) -> Iterator[Period] | None:
    """`2025` or `2023..2025` as the periods one after another, None where it is neither."""
    first, dots, last = text.partition("..")
    start = read_period(first)
    end = read_period(last) if dots else start
    if start is None or end is None or start.grain is not end.grain or end.ordinal < start.ordinal:
        return None
    return (from_ordinal(number, start.grain) for number in range(start.ordinal, end.ordinal + 1))
