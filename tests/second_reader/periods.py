"""Periods, and stretches of them (2.6 Periods, 6 Periods and consolidation)."""

from __future__ import annotations

from dataclasses import dataclass

PARTS = {"year": 1, "semester": 2, "quarter": 4, "month": 12}
GRAINS = tuple(PARTS)


@dataclass(frozen=True, order=True)
class Period:
    """The `index`-th part of a year; `grain` says how many parts a year has (2.6 Periods)."""

    year: int
    index: int = 1
    grain: str = "year"

    def __str__(self) -> str:
        if self.grain == "year":
            return str(self.year)
        if self.grain == "month":
            return f"{self.year}-{self.index:02}"
        return f"{self.year}-{'S' if self.grain == 'semester' else 'Q'}{self.index}"

    @property
    def months(self) -> range:
        """Months since year 0, the first to the last."""
        long = 12 // PARTS[self.grain]
        first = self.year * 12 + (self.index - 1) * long
        return range(first, first + long)

    def moved(self, by: int) -> Period:
        """So many periods of its own grain later."""
        parts = PARTS[self.grain]
        ordinal = self.year * parts + self.index - 1 + by
        return Period(ordinal // parts, ordinal % parts + 1, self.grain)

    def containing(self, grain: str) -> Period:
        """The longer period that this one lies in."""
        long = 12 // PARTS[grain]
        first = self.months[0]
        return Period(first // 12, first % 12 // long + 1, grain)

    def parts(self, grain: str) -> list[Period]:
        """The shorter periods it is made of."""
        return between(self.months, grain)


Stretch = Period | range  # one period, or months from the beginning of a year on


def between(months: range, grain: str) -> list[Period]:
    """The periods of a grain that make up a stretch of months."""
    long = 12 // PARTS[grain]
    return [Period(m // 12, m % 12 // long + 1, grain) for m in months if m % 12 % long == 0]


def longer(one: str, other: str) -> bool:
    """Whether periods of one grain are longer than those of another."""
    return PARTS[one] < PARTS[other]


def stretch(written: str, period: Period) -> Stretch:
    """6: what stands in brackets behind a name, read in a period."""
    if written == "":
        return period
    if written == "previous year":
        return Period(period.year - 1, period.index, period.grain)
    if written == "to date":
        return range(period.year * 12, period.months[-1] + 1)
    if written.startswith("this "):
        return period.containing(written.removeprefix("this "))
    return period.containing(written.removeprefix("previous ")).moved(-1)


def sub_periods(when: Stretch, grain: str) -> list[Period]:
    """6: the periods of a grain that are read: one, the longer one that contains it, or those to be made one."""
    if isinstance(when, range):
        return between(when, grain)
    if grain == when.grain:
        return [when]
    if longer(grain, when.grain):
        return [when.containing(grain)]
    return when.parts(grain)
