"""Figures of rows of a file added up, as exact numbers."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from iku_engine.reading.limits import LONGEST_SHEET

BEYOND_CHANCE = 100  # last decimals of an amount that two totals hardly have in common
EXACT = 10**6  # the same of an amount that is not round, which two blocks with other amounts beside it hardly have
Number = int | Fraction
Others = tuple[tuple[int, str], ...]  # places with their texts


def number(value: Fraction) -> Number:
    """A whole number as an integer, which is added up and compared many times faster."""
    return value.numerator if value.denominator == 1 else value


def apart(one: Number, other: Number) -> Number:
    """How far two numbers are from each other."""
    return one - other if one >= other else other - one


class Amount(NamedTuple):
    """A reading of a figure, and what its last decimal counts: it may be off by half of that, a whole number only where it is `rounded`."""

    value: Number
    last: Number
    is_whole: bool

    def margin(self, rounded: bool) -> Number:
        """Twice what it may be off by."""
        return self.last if rounded or not self.is_whole else 0


def is_long(amount: Amount) -> bool:
    """Whether an amount has three digits at least."""
    return apart(amount.value, 0) >= BEYOND_CHANCE * amount.last


def is_exact(amount: Amount) -> bool:
    """Whether an amount has more digits, without the zeros at its end, than chance gives to two."""
    parts = apart(amount.value, 0) / Fraction(amount.last or 1)
    while parts >= EXACT and parts % 10 == 0:
        parts /= 10
    return bool(parts >= EXACT)


def last_decimal(text: str, value: Fraction, percent: bool) -> tuple[Fraction, bool]:
    """What the last decimal counts that a figure is written with, and whether it is a whole number."""
    if text.isdecimal() and value == int(text) and not percent:
        return Fraction(1), True
    digits = int("".join(letter for letter in text if letter.isdecimal()) or "0")
    behind = re.search(r"[.,](\d+)\D*$", text)
    one = Fraction(1, 100 if percent else 1)
    last = abs(value) / digits if digits else one / 10 ** (len(behind[1]) if behind is not None else 0)
    return last, last >= one


@dataclass(slots=True)
class RowSum:
    """Figures added up, how many there are, the least and the greatest, by place; and row by row, as far as an office's sheet goes."""

    sums: dict[int, Number] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)
    least: dict[int, Number] = field(default_factory=dict)
    greatest: dict[int, Number] = field(default_factory=dict)
    rows: int = 0
    each: list[Mapping[int, Number]] = field(default_factory=list)
    upto: dict[int, list[Number]] = field(
        default_factory=dict
    )  # twice the sums of the first rows, as far as they were asked for: half a margin of whole numbers is none
    next: int = 0  # the row from which on the next total of a few rows may go

    def take(self, other: RowSum, *, backwards: bool = False) -> None:
        """The rows of another, from its last one on with `backwards`."""
        self.rows += other.rows
        if self.rows <= LONGEST_SHEET:
            self.each += other.each[::-1] if backwards else other.each
        for place, value in other.sums.items():
            if place in self.sums:
                self.sums[place] += value
                self.counts[place] += other.counts[place]
                self.least[place] = min(other.least[place], self.least[place])
                self.greatest[place] = max(other.greatest[place], self.greatest[place])
            else:
                self.sums[place], self.counts[place] = value, other.counts[place]
                self.least[place], self.greatest[place] = other.least[place], other.greatest[place]

    def add(self, figures: Mapping[int, Number]) -> None:
        """One row more."""
        self.rows += 1
        if self.rows <= LONGEST_SHEET:
            self.each.append(figures)
        for place, value in figures.items():
            self.sums[place] = self.sums.get(place, 0) + value
            self.counts[place] = self.counts.get(place, 0) + 1
            self.least[place] = min(value, self.least.get(place, value))
            self.greatest[place] = max(value, self.greatest.get(place, value))

    def summed(self) -> RowSum:
        """What is known of these rows together, as it is now."""
        return RowSum(dict(self.sums), dict(self.counts), dict(self.least), dict(self.greatest), self.rows)

    def not_zero(self, place: int) -> int:
        """How many rows have a figure there that is not zero."""
        return sum(1 for figures in self.each if figures.get(place))

    def part(self, start: int, end: int) -> RowSum:
        """Some of these rows."""
        made = RowSum()
        for figures in self.each[start:end]:
            made.add(figures)
        return made

    def runs(self, place: int, value: Number, margin: Number) -> Iterator[tuple[int, int]]:
        """The last rows, and those from `next` on, whose figures at a place, none below zero, come to a value within half a margin."""
        if self.rows > len(self.each) or self.least.get(place, -1) < 0:
            return
        upto = self.upto.setdefault(place, [0])
        for figures in self.each[len(upto) - 1 :]:
            upto.append(upto[-1] + 2 * figures.get(place, 0))
        twice = 2 * value
        first = bisect_right(upto, upto[-1] - twice + margin) - 1
        last = bisect_left(upto, upto[self.next] + twice - margin)
        for start, end in ((first, self.rows), (self.next, last)):
            if 0 <= start < end <= self.rows and apart(upto[end] - upto[start], twice) <= margin:
                yield start, end


@dataclass(slots=True)
class RowSums:
    """Rows of data: all of them, and those of the keys and the period that a total is about."""

    all: RowSum = field(default_factory=RowSum)
    of: dict[Others, RowSum] = field(default_factory=dict)

    def take(self, other: RowSums, *, backwards: bool = False) -> None:
        """The rows of another, from its last one on with `backwards`."""
        self.all.take(other.all, backwards=backwards)
        for others, one in other.of.items():
            self.of.setdefault(others, RowSum()).take(one, backwards=backwards)

    def copied(self) -> RowSums:
        """Another of the same rows."""
        made = RowSums()
        made.take(self)
        return made
