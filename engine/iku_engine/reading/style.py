"""How numbers and dates are written in one file: as declared, else as the file itself gives evidence, looked for when a cell asks.

A cell that can be read in one way only is read so, and is evidence for the others. Where cells of both styles stand in one file, or
of none, what can be read in two ways is not decided by us.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from math import exp, lgamma, log
from typing import Literal, TypeVar

from iku_dsl.records import record
from iku_engine.reading.opened import Figure
from iku_engine.words.notation import Dated

Declared = Literal["en", "id"]
DateForm = Literal[
    "either", "written", "other"
]  # digits whose day may be the month; digits, the year last; as a spreadsheet keeps it
Form = tuple[DateForm, bool]  # with whether the day may be that of a month
EITHER: Form = ("either", True)
WRITTEN: Form = ("written", False)
OTHER: Form = ("other", True)
LATER: Form = ("other", False)
# numbers of a workbook below a thousand, and below a million; texts of millions with points, of thousands with a point and decimals behind
# a comma, and of less with such decimals; texts that any program takes for numbers: with what may be a group of thousands, below a
# thousand, and others
AmountForm = Literal["below", "between", "millions", "grouped", "cents", "thousands", "small", "plain"]
Numbers = Literal["en", "id", "mixed", "unknown"]


F = TypeVar("F")
Seen = tuple[int, str]  # how many different texts, and the first of them
NONE: Seen = 0, ""

MONTHS_OF_A_YEAR, GROUP, MILLIONS = 12, 3, 6
FEW = 4  # texts that say something else are few where there are so many times more that say it
CHANCE = 0.02  # that good cells look as halved ones do
MOST_TERMS = 1_000
HALF = 0.5  # of good numbers below a million that are of a thousand and more
LIKE_NUMBERS = 0.4  # of good texts, of which some have a comma
MANY = 12  # cells of which more show by their chance what they are
EARLY_DAYS = 12 / 30.4  # of the days of a month
_MILLIONS = re.compile(r"\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?")
_GROUPED = re.compile(r"\d{1,3}\.\d{3},\d+")
_CENTS = re.compile(r"\d{1,3},\d+")
_PLAIN = re.compile(r"\d+(?:\.\d+)?")


def _count(kept: dict[F, Seen], form: F, text: str) -> None:
    """One more text of a form."""
    count, first = kept.get(form, (0, text.strip()))
    kept[form] = count + 1, first


def _in_order(text: str) -> bool:
    """Whether a date is written in digits, the year last."""
    return text.strip()[:1].isdecimal() and not text.strip()[:4].isdecimal() and text.strip()[-4:].isdecimal()


def _of_halved(cells: tuple[int, int, float], texts: tuple[int, int, float]) -> bool:
    """Whether cells that are values, and those that are texts, are so of a column that was taken by half.

    Of each: how many do not look so, how many do, and how many of good ones do not. Many are halved where good ones hardly ever look so.
    Of few that says too little, and one or two that do not look so were typed beside them: half as many of both kinds, or fewer than a
    quarter of all, of whatever kind they are.
    """
    (typed, taken, of_cells), (odd, left, of_texts) = cells, texts
    if _at_most(typed, typed + taken, of_cells) * _at_most(odd, odd + left, of_texts) < CHANCE:
        return True
    few = typed + taken + odd + left <= MANY
    return few and typed * 2 <= taken and odd <= left and (odd * 2 <= left or (typed + odd) * 3 < taken + left)


def _at_most(most: int, count: int, share: float) -> float:
    """How likely it is that so many or fewer of some are of a kind that has a share of all; 1 where that is what may be expected.

    Of very many but the largest terms are summed up: below what is expected they become less and less.
    """
    if count == 0 or most >= share * count:
        return 1.0
    return sum(exp(_log_chance(one, count, share)) for one in range(max(0, most - MOST_TERMS), most + 1))


def _log_chance(of: int, count: int, share: float) -> float:
    ways = lgamma(count + 1) - lgamma(of + 1) - lgamma(count - of + 1)
    return ways + of * log(share) + (count - of) * log(1 - share)


def decimals_by(guessed: str) -> Literal["points", "commas"]:
    """Which sign was taken to start the decimals of a figure: a part of the keys of what is told of it."""
    return "commas" if "," in guessed else "points"


@record
class Evidence:
    """What the cells of a file show: how its numbers are written, and whether a date in it starts with the month.

    `every` says that each cell was looked at; else only what could be Indonesian was.
    """

    numbers: Numbers = "unknown"
    month_first: bool = False
    every: bool = True


class Style:
    """How one file writes numbers and dates. Made with what was declared, and how to look for evidence (at every cell, or not).

    `texts` is how the texts of the file are written where this is of its number cells: what is typed in the place of one is such a text.
    """

    def __init__(
        self,
        declared: Declared | None = None,
        look: Callable[[bool], Evidence] | None = None,
        texts: Style | None = None,
    ) -> None:
        self.declared = declared
        self._texts = texts
        self._look = look
        self._found: Evidence | None = None
        self.points = declared == "en"  # whether a point is known to start the decimals
        # by the sign that starts the decimals and whether they are percentages, that figures were read which can be read so alone
        self._shown: set[tuple[str, bool]] = set()
        self._guessed: dict[str, str] = {}  # by column, the first figure whose decimal sign may group thousands
        self._days: dict[str, dict[Form, Seen]] = {}  # by column, the dates of each form
        self._amounts: dict[str, dict[AmountForm, Seen]] = {}  # likewise the figures

    def guess(self, column: str, text: str) -> None:
        """Keep in mind that a figure was read with decimals though its sign may group thousands."""
        if self._look is not None and self.declared is None:
            self._guessed.setdefault(column, text)

    @property
    def of_a_file(self) -> bool:
        """Whether there is a file: what is guessed of one is told of it, of a single cell it would be told to nobody."""
        return self._look is not None

    def day(self, column: str, text: str, found: Dated) -> None:
        """Keep in mind in which forms a column has dates: digits whose day may be the month, digits whose day is none, or others."""
        day = found.day_first
        if day is not None:
            small = day.day <= MONTHS_OF_A_YEAR
            form: DateForm = "either" if found.month_first is not None else "written" if _in_order(text) else "other"
            _count(self._days.setdefault(column, {}), (form, small), text)

    @property
    def doubtful_days(self) -> dict[str, tuple[str, str]]:
        """The columns with dates that may be others, each with what says so, and an example.

        `order`: digits in which the day may be the month, and none that shows which is first. `halved`: digits whose first is no month
        and hardly any others, and of dates that are none more whose day may be a month: a program took these for dates month first, and
        the few others were typed as dates.
        """
        if self._look is None or self.declared == "id":
            return {}
        found: dict[str, tuple[str, str]] = {}
        for column, forms in self._days.items():
            (left, _), (either, example) = forms.get(WRITTEN, NONE), forms.get(EITHER, NONE)
            (taken, turned), (typed, _) = forms.get(OTHER, NONE), forms.get(LATER, NONE)
            # where as many were typed, one text alone says too little
            more = taken > typed or (taken == typed and left > 1)
            halved = more and (
                either * FEW <= left or _of_halved((typed, taken, 1 - EARLY_DAYS), (either, left, EARLY_DAYS))
            )
            if taken and left and halved:
                found[column] = "halved", turned
            elif either and not any(WRITTEN in others for others in self._days.values()):
                found[column] = "order", example
        return found

    def amount(self, column: str, text: str) -> None:
        """Keep in mind in which forms a column has amounts. Zero is in all forms the same, and a million as a number says nothing."""
        bare = text.strip().lstrip("-")
        if not bare[:1].isdecimal() or not bare.strip("0.,"):
            return
        form: AmountForm | None = None
        if type(text) is Figure:
            digits = len(bare.partition(".")[0])
            form = "below" if digits <= GROUP else "between" if digits <= MILLIONS else None
        elif _MILLIONS.fullmatch(bare):
            form = "millions"
        elif _GROUPED.fullmatch(bare):
            form = "grouped"
        elif _CENTS.fullmatch(bare):
            form = "cents"
        elif _PLAIN.fullmatch(bare):
            whole, _, decimals = bare.partition(".")
            small: AmountForm = "small" if len(whole) <= GROUP else "plain"
            form = "thousands" if len(decimals) == GROUP else small
        if form is not None:
            _count(self._amounts.setdefault(column, {}), form, text)

    def halved_amounts(self, cells: Style) -> dict[str, str]:
        """The columns with texts with points, of millions or with decimals, beside numbers (`cells`) below a thousand; a number of each.

        A program that writes points for decimals took `950.000` for 950, and left `1.250.000` as it was, and `12.500,50`. Then hardly any
        number lies between a thousand and a million, and hardly any other text is one that it would have taken: those few were typed so.
        What it then saved as text has its numbers as texts: one alone says too little there, but for its decimals.
        """
        found: dict[str, str] = {}
        for column, texts in self._amounts.items():
            numbers = cells._amounts.get(column, {})
            (below, example), (between, _) = numbers.get("below", NONE), numbers.get("between", NONE)
            grouped, (small, text) = texts.get("grouped", NONE)[0], texts.get("small", NONE)
            left = texts.get("millions", NONE)[0] + grouped
            others = texts.get("thousands", NONE)[0] + texts.get("plain", NONE)[0]
            if numbers:
                halved = _of_halved((between, below, HALF), (others + small, left, LIKE_NUMBERS))
            else:
                below, example = small, text
                least = 3 if grouped else 2
                halved = (others + texts.get("cents", NONE)[0]) * FEW <= small and (small >= least or "." in text)
            if below and left and halved:
                found[column] = example
        return found

    def show(self, percent: bool, sign: str = ".") -> None:
        """Keep in mind that a figure was read which can be read in one way only: with this sign before the decimals."""
        self._shown.add((sign, percent))

    @property
    def guessed(self) -> dict[str, str]:
        """The columns with figures whose sign was taken to start the decimals though nothing shows it, each with the first of them.

        Percentages say nothing of amounts: `12.5%` is worked out by a program, and `1.250` beside it is written by hand.
        """
        found: dict[str, str] = {}
        for column, text in self._guessed.items():
            shown = {percent for sign, percent in self._shown if sign in text}
            known = False in shown or (self.known != "unknown" and not shown)
            if not known and not (shown and text.endswith("%")):
                found[column] = text
        return found

    @property
    def evidence(self) -> Evidence:
        """What the file shows; nothing where there is no file."""
        if self._found is None:
            self._found = self._look(False) if self._look is not None else Evidence()
            known = ("en", "unknown") if self.of_a_file else ("en",)
            self.points = self.points or (self.declared is None and self._found.numbers in known)
        return self._found

    @property
    def numbers(self) -> Numbers:
        """How numbers are written; the file is looked through the first time that this is asked."""
        return self.declared or self.evidence.numbers

    @property
    def of_number_cells(self) -> bool:
        """Whether it is of the number cells of a file, and not of its texts."""
        return self._texts is not None

    @property
    def typed(self) -> Numbers:
        """How a number is read that somebody types in the place of a cell that is written so; one without a file as among both."""
        of = self if self._texts is None else self._texts
        return "mixed" if of.numbers == "unknown" and not of.of_a_file else of.numbers

    @property
    def numbers_closely(self) -> Numbers:
        """The same, when every cell has been looked at."""
        if self.declared is None and not self.evidence.every and self._look is not None:
            self._found = self._look(True)
        return self.numbers

    @property
    def asked(self) -> bool:
        """Whether it was declared, or had to be found out."""
        return self.declared is not None or self._found is not None

    @property
    def month_first(self) -> bool:
        """Whether a date in the file starts with its month, as far as anybody had to ask; else nobody may say that none does."""
        return self._found.month_first if self._found is not None else True

    @property
    def known(self) -> Numbers:
        """How numbers are written, as far as anybody had to ask."""
        return self.declared or (self._found.numbers if self._found is not None else "unknown")
