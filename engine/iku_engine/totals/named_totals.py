"""Rows and members that are called like totals, and figures of rows added up as exact numbers.

Such a row may end a list. In a list of quantities, as `Jumlah Pendamping` is one, it is told how surely its figures are those of a total.
Nobody can know what a member is that is called by a word for a sum, a mean or a comparison, or by a year.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from fractions import Fraction
from math import prod
from typing import NamedTuple

from iku_dsl.problem import Text, say
from iku_dsl.records import record
from iku_engine.reading.opened import LONGEST_SHEET
from iku_engine.words.labels import ODD_YEARS, Sureness, is_subtotal, may_be_odd, odd_word

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
    """Figures added up, how many there are, the least and the greatest, by place; and row by row, as far as an office's sheet goes.

    `unread` are cells that say something which is no figure, by place: what is added up lacks them.
    """

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
    unread: dict[int, int] = field(default_factory=dict)

    def take(self, other: RowSum, *, backwards: bool = False) -> None:
        """The rows of another, from its last one on with `backwards`."""
        self.rows += other.rows
        if self.rows <= LONGEST_SHEET:
            self.each += other.each[::-1] if backwards else other.each
        for place, count in other.unread.items():
            self.unread[place] = self.unread.get(place, 0) + count
        for place, value in other.sums.items():
            if place in self.sums:
                self.sums[place] += value
                self.counts[place] += other.counts[place]
                self.least[place] = min(other.least[place], self.least[place])
                self.greatest[place] = max(other.greatest[place], self.greatest[place])
            else:
                self.sums[place], self.counts[place] = value, other.counts[place]
                self.least[place], self.greatest[place] = other.least[place], other.greatest[place]

    def add(self, figures: Mapping[int, Number], unread: Iterable[int] = ()) -> None:
        """One row more."""
        self.rows += 1
        for place in unread:
            self.unread[place] = self.unread.get(place, 0) + 1
        if self.rows <= LONGEST_SHEET:
            self.each.append(figures)
        for place, value in figures.items():
            self.sums[place] = self.sums.get(place, 0) + value
            self.counts[place] = self.counts.get(place, 0) + 1
            self.least[place] = min(value, self.least.get(place, value))
            self.greatest[place] = max(value, self.greatest.get(place, value))

    def summed(self) -> RowSum:
        """What is known of these rows together, as it is now."""
        made = RowSum(dict(self.sums), dict(self.counts), dict(self.least), dict(self.greatest), self.rows)
        made.unread |= self.unread
        return made

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


@record
class Labelled:
    """A row labelled a total: its line, the place of its label, how sure that is, and its cells."""

    line: int
    place: int
    how: Sureness
    cells: list[str]
    counted: bool = False  # whether it may be called so for what it counts: `Jumlah Pendamping`
    known: bool = False  # whether its label names a member that is known
    lacking: bool = False  # whether it lacks another key, so that it can be no member

    @property
    def label(self) -> str | Text:
        """What it is called."""
        return self.cells[self.place].strip() or say("row.no-label")

    @property
    def is_unnamed(self) -> bool:
        """Whether it has no label: perhaps it lost it."""
        return not self.cells[self.place].strip()

    @property
    def sure(self) -> bool:
        """Whether it is a total by its label alone, which its figures may contradict."""
        return self.how == "sure"

    @property
    def of_some(self) -> bool:
        """Whether by its label it may be the total of the last few rows: `Jumlah Jawa`, `Subtotal`; a bare `Jumlah` is one of all."""
        return self.how == "perhaps" or (self.sure and is_subtotal(self.cells[self.place]))


class Over(Enum):
    """Which rows a total adds up: those since the total before, all above, or all with the keys and the period that it is about."""

    LAST = auto()
    ALL = auto()
    SAME = auto()


@record
class End:
    """A total that ends a list: what is below, of the keys and the period that it is about, is added up by none to the line `until`.

    0 is the last line, its own where a later total adds up all of it. `again` is a later total of the same money, and the one before
    that is of it.
    """

    total: Labelled
    about: Others
    until: int = 0
    again: tuple[Labelled, Labelled] | None = None


BEYOND_DOUBT = 1_000  # values of which one agrees, for each row of the list that is called like a total


def chance_against(amounts: Mapping[int, Sequence[Amount]], scope: RowSum) -> Number:
    """Among how many rows with figures of their size one is the sum or the mean of others by chance, at least; `amounts` by place.

    Columns in proportion to each other agree together, and count as one. A single row says nothing: two quantities are often the same.
    """
    told = {
        place: _values(some[0], place, scope) for place, some in amounts.items() if some and scope.not_zero(place) > 1
    }
    counted: list[int] = []
    for place in sorted(told, key=lambda place: -told[place]):
        if not any(_in_proportion(place, other, scope) for other in counted):
            counted.append(place)
    return prod(max(1, told[place]) for place in counted) if counted else 0


def _values(amount: Amount, place: int, scope: RowSum) -> Number:
    """How many values of its size and its rounding a figure might as well have."""
    size, step = amount.value, amount.last
    if 2 * apart(amount.value, scope.sums[place]) > max(step, 1):  # the mean
        size = scope.greatest[place] - scope.least[place]
    figures = [amount.value, *(one[place] for one in scope.each if place in one)]
    while step > 0 and step < size and all(one % (10 * step) == 0 for one in figures):
        step *= 10
    return Fraction(apart(size, 0)) / step if step else 0


def _in_proportion(one: int, other: int, scope: RowSum) -> bool:
    sums = scope.sums
    return all(row.get(one, 0) * sums[other] == row.get(other, 0) * sums[one] for row in scope.each)


YEAR = "year"  # all of them are one word
FEWEST_ALIKE = 3  # names with a word
MANY, MOST = 3, 2  # called alike are more than one name in three; beyond one in two the list is of such things
REASONS = 8  # words that have a reason each
NAMED = 5  # names in a sentence


class OddNames:
    """The names of a file that have an odd word, with their rows (line and period), among all names of a dimension there."""

    def __init__(self) -> None:
        self.names = set[str]()
        self.odd: dict[str, str] = {}  # the word of each
        self.rows: dict[str, list[tuple[int, int]]] = {}

    def take(self, names: Sequence[str], lines: Sequence[int], periods: Sequence[int]) -> None:
        """The next rows: their names, lines and periods."""
        there = set(names)
        new = there - self.names if self.names else there
        if may_be_odd(new):
            self.odd |= {name: word for name in new if (word := odd_word(name))}
        if self.names:
            self.names.update(new)
        else:
            self.names = there
        if not self.odd.keys().isdisjoint(there):
            for name, line, period in zip(names, lines, periods, strict=True):
                if name in self.odd:
                    self.rows.setdefault(name, []).append((line, period))

    def told(self, but: Collection[int] = ()) -> Iterator[tuple[int, str, Text]]:
        """The line and name of each row that is to be looked at, and why; those of some lines are told already."""
        in_order = sorted(self.odd, key=lambda name: self.rows[name][0])
        odd = {name: self.odd[name] for name in in_order if self.rows[name][0][0] not in but}
        if not odd.keys().isdisjoint(ODD_YEARS) and any(map(is_code, self.names)):
            odd = {name: word for name, word in odd.items() if name not in ODD_YEARS}
        for remark in remarks(odd, len(self.names)):
            rows = sorted((*row, name) for name in remark.names for row in self.rows[name])
            seen = set[int]()
            for line, period, name in rows:
                if remark.each or period not in seen:
                    seen.add(period)
                    yield line, name, remark.reason


def is_code(name: str) -> bool:
    """Whether a name is a number and no year: beside `1101` and `5201`, `1901` is no year either."""
    return name.isdecimal() and name not in ODD_YEARS


@record
class Remark:
    """What is said of some names: of each of their rows, or once in a period."""

    names: tuple[str, ...]
    reason: Text
    each: bool


def remarks(odd: Mapping[str, str], count: int) -> Iterator[Remark]:
    """What is to be said of the names with an odd word, given by name, among so many."""
    words = {name: YEAR if word in ODD_YEARS else word for name, word in odd.items()}
    times = Counter(words.values())
    alike = {word for word, names in times.items() if names >= FEWEST_ALIKE and MANY * names > count}
    apart = [name for name, word in words.items() if word not in alike]
    many = [name for name, word in words.items() if word in alike and MOST * times[word] <= count]
    if len(apart) >= FEWEST_ALIKE and MANY * len(apart) > count:
        many, apart = [*many, *apart], []
    if len(apart) == count:
        return  # of all of them none has parts beside it
    if many:
        shown = (*many[:NAMED], *(("…",) if len(many) > NAMED else ()))
        yield Remark(tuple(many), say("row.odd-names", count=len(many), members=count, names=shown), each=False)
    by_word: dict[str, list[str]] = {}
    for name in apart:
        by_word.setdefault(odd[name], []).append(name)
    first, rest = list(by_word)[:REASONS], list(by_word)[REASONS:]
    for said in (*([word] for word in first), *([rest] if rest else [])):
        names = tuple(name for word in said for name in by_word[word])
        shown = (*said[:REASONS], *(("…",) if len(said) > REASONS else ()))
        yield Remark(names, say("row.odd-name", words=shown), each=True)
