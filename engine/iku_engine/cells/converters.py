"""Columns of text to columns of stored values or periods: one converter a column, which remembers what it has converted.

A figure as specs write it takes a short way; everything else goes through `stored`, which knows each reason to refuse. The text of a
period becomes its number, or why it is none; and it is told which periods may be mistyped.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from itertools import pairwise
from math import ceil, floor
from typing import cast

import sqlalchemy as sa

from iku_dsl.budgets import Effort
from iku_dsl.key_text import plain_text
from iku_dsl.period import Grain, Period, from_ordinal, read_period
from iku_dsl.problem import Text, say
from iku_dsl.program import Column
from iku_dsl.types import Kind
from iku_engine.cells.cells import Bad, is_cut_off, is_fault, stored
from iku_engine.database.books import PERIOD, Books
from iku_engine.database.chain import now_for
from iku_engine.database.relations import Relation
from iku_engine.database.stored import LIMIT, Stored
from iku_engine.reading.style import Style
from iku_engine.staging.report import RejectedCell
from iku_engine.words.layout import Guesses, known_names
from iku_engine.words.notation import numeral

REMEMBERED = 50_000  # texts of one column
MAX_DIGITS = 15  # of a whole number that takes the short way
NOT_APPLICABLE_WORDS = ("tidak berlaku", "not applicable")
_NO_SIGNS = str.maketrans("", "", ".%")


class NotApplicable:
    """What a cell is that says so."""


NOT_APPLICABLE = NotApplicable()
Converted = Stored | Bad | NotApplicable


class Converter(dict[str, "Converted"]):
    """The stored values of one column by their texts. What is no plain value is counted in `odd`, and not remembered."""

    def __init__(
        self,
        column: Column,
        style: Style,
        missing: frozenset[str] = frozenset(),
        *,
        signless: bool = False,
        steps: Effort | None = None,
    ) -> None:
        """`signless` percentages may lack their sign, as the heading of the column has it; with `steps` of guesses choices are guessed."""
        super().__init__()
        called = dict.fromkeys((*column.type.choices, *(title.written for title in column.type.titles)))
        self.guesses = Guesses(called, steps) if steps is not None else None
        self.signless = signless and column.type.percent
        self.column, self.style, self.missing = column, style, missing
        self.odd = 0
        kind = column.type
        figures = any(text[:1].isdigit() for text in missing)  # that say: missing
        self.short = kind.kind is Kind.NUMBER and kind.unit.seconds == 1 and not figures
        self.percent = kind.percent
        self.keep = 0 if kind.whole else column.digits
        self.factor = int(10**self.keep)
        low, high = column.range.low, column.range.high
        self.low = max(ceil(low * column.parts), -LIMIT) if low is not None else -LIMIT
        self.high = min(floor(high * column.parts), LIMIT) if high is not None else LIMIT
        if low is not None and column.range.low_open and low * column.parts == self.low:
            self.low += 1
        if high is not None and column.range.high_open and high * column.parts == self.high:
            self.high -= 1

    def together(self, texts: Sequence[str]) -> Sequence[Stored] | None:
        """The values of some texts, None where one of them is odd."""
        if self.short:
            decimals = len(texts[0].partition(".")[2]) - (1 if self.percent and "." in texts[0] else 0)
            numbers = self._alike(texts, decimals)
            factor = 10 ** (self.keep - decimals) if numbers else 1
            lowest = 0 if self.low <= 0 else min(numbers, default=0)  # none has a sign
            if numbers and self.low <= lowest * factor and max(numbers) * factor <= self.high:
                return numbers if factor == 1 else list(map(factor.__mul__, numbers))
        odd = self.odd
        found = list(map(self.__getitem__, texts))
        return cast("list[Stored]", found) if self.odd == odd else None

    def _alike(self, texts: Sequence[str], decimals: int) -> list[int]:
        """The numbers without their points where all texts have so many decimals, and can be read in one way only; else none."""
        if not decimals and not self.percent:
            return _whole_numbers(texts)
        if decimals > self.keep or decimals == len("000") or (decimals and self.style.declared == "id"):
            return []
        joined = "\n".join(texts)
        if not _lines(decimals, self.percent).fullmatch(joined):
            return []
        if decimals > 0:
            self.style.show(self.percent)
        found = joined.translate(_NO_SIGNS).split("\n")
        return list(map(int, found)) if len(found) == len(texts) else []

    def __missing__(self, text: str) -> Converted:
        """The value of a text that is not remembered."""
        if self.short:
            self.style.amount(self.column.name, text)
        value: Converted = self._figure(text) if self.short else None
        if value is None:
            value = self._any(text)
            if isinstance(value, Bad | NotApplicable):
                self.odd += 1
                return value
        if len(self) >= REMEMBERED:
            self.clear()
        self[text] = value
        return value

    def _figure(self, text: str) -> int | None:
        """A figure in digits and at most one point, within the range; None for all that needs a closer look."""
        if self.percent:
            if text[-1:] != "%":
                return None
            text = text[:-1]
        whole, point, decimals = text.partition(".")
        if not (whole.isdecimal() and text.isascii()) or len(whole) > MAX_DIGITS:
            return None
        if point:
            count = len(decimals)
            if count > self.keep or not decimals.isdecimal() or self.style.declared == "id":
                return None
            number = int(whole + decimals) * 10 ** (self.keep - count)
            if count == 3 and len(whole) <= 3 and whole[0] != "0":
                if not self.style.points:
                    return None
                if self.low <= int(whole + decimals) * self.factor <= self.high:
                    self.style.guess(self.column.name, f"{text}%" if self.percent else text)
            else:
                self.style.show(self.percent)
        else:
            number = int(whole) * self.factor
        return number if self.low <= number <= self.high else None

    def _any(self, text: str) -> Converted:
        bare = text if is_cut_off(text) else plain_text(text).strip()
        if bare.casefold() in NOT_APPLICABLE_WORDS:
            return NOT_APPLICABLE if self.column.may_be_missing else Bad(say("cell.not-applicable"))
        if bare in self.missing:
            bare = ""
        value = stored(self.column, f"{bare}%" if self.signless and _lacks_sign(bare) else bare, self.style)
        if value is None and not self.column.may_be_missing:
            return Bad(say("cell.empty") if not bare else say("cell.says-missing"))
        if isinstance(value, Bad) and self.guesses is not None and self.column.type.kind is Kind.CHOICE:
            return Bad(value.reason, self.guesses.of(bare))
        return value


def _lacks_sign(text: str) -> bool:
    found = numeral(text)
    return found is not None and not (found.percent or found.unit)


@cache
def _lines(decimals: int, percent: bool) -> re.Pattern[str]:
    """Lines of figures with so many decimals."""
    point = f"[.][0-9]{{{decimals}}}" if decimals else ""
    line = f"[0-9]{{1,{MAX_DIGITS}}}+{point}{'%' if percent else ''}"
    return re.compile(f"(?:{line}\n)*{line}")  # Python 3.11.2, that of Debian 12, forgets where a possessive one stood


def _whole_numbers(texts: Sequence[str]) -> list[int]:
    """The numbers of texts that are all digits; none where one is not, or is longer than any number."""
    joined = "".join(texts)
    if not (joined.isdecimal() and joined.isascii()):
        return []
    try:
        return list(map(int, texts))
    except ValueError:
        return []


FAR = 50  # years without a period


def _written(grain: Grain) -> Text:
    """How a period is written: with the last one of a year, so that nobody takes the example for an answer."""
    if grain is Grain.YEAR:
        return say("row.year")
    last = Period(2024, grain.per_year, grain)
    return say("row.period", grain=f"noun.{grain}", example=str(last), number=last.index, year=last.year)


class PeriodConverter(dict[str, "int | Bad"]):
    """Numbers of periods by their texts, for one relation and the period that was given for the whole file."""

    def __init__(self, relation: Relation, period: Period | None) -> None:
        super().__init__()
        self.grain, self.period = relation.grain, period
        self.given = period.ordinal if period is not None else 0

    def __missing__(self, text: str) -> int | Bad:
        """The number of a period that is not remembered."""
        value = self._number(text.strip())
        if len(self) < 10_000:
            self[text] = value
        return value

    def _number(self, text: str) -> int | Bad:
        if not text and self.period is not None:
            return self.period.ordinal
        if is_fault(text):
            return Bad(say("cell.fault"))
        found = read_period(text)
        if found is None or found.grain is not self.grain:
            return Bad(_written(self.grain or Grain.YEAR))
        if self.period is not None and found != self.period:
            return Bad(say("row.other-period", period=str(self.period)))
        return found.ordinal


def far_periods(
    connection: sa.Connection, books: Books, relation: Relation, batch: int, periods: Collection[int]
) -> Iterator[RejectedCell]:
    """Those of the periods that a batch gave that no other one of the relation leads to from today, each with the first of its rows."""
    grain = relation.grain
    if grain is None:
        return
    today, given, rows = now_for(connection).year, books.loaded.c, relation.table.c
    years = {ordinal: from_ordinal(ordinal, grain).year for ordinal in periods}
    if all(abs(year - today) <= FAR for year in years.values()):
        return
    loaded = connection.execute(sa.select(given[PERIOD]).where(given.relation == relation.name).distinct()).scalars()
    known = sorted({today, *years.values(), *(from_ordinal(n, grain).year for n in loaded if n > 0)})
    gaps = [(one, later) for one, later in pairwise(known) if later - one > FAR]
    first = max((later for _, later in gaps if later <= today), default=0)
    last = min((one for one, _ in gaps if one >= today), default=today + max(known))
    for ordinal, year in sorted(years.items()):
        if not first <= year <= last:
            row = sa.select(sa.func.min(rows.row)).where(rows.batch_id == batch, rows[PERIOD] == ordinal)
            line = connection.execute(row).scalar()
            if line is not None:  # and not only rows that were there already
                yield RejectedCell(
                    line, known_names(relation)[0], str(from_ordinal(ordinal, grain)), say("row.period-far", years=FAR)
                )
