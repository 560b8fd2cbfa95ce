"""How numbers and dates are written in one file: as declared, else as the file itself gives evidence, looked for when a cell asks.

A cell that can be read in one way only is read so, and is evidence for the others. Where cells of both styles stand in one file, or
of none, what can be read in two ways is not decided by us.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from iku_dsl.records import record
from iku_engine.facts.reading.dates import Dated
from iku_engine.facts.reading.opened import Figure

Declared = Literal["en", "id"]
DateForm = Literal[
    "either", "written", "other"
]  # digits whose day may be the month; digits, the year last; as a spreadsheet keeps it
Form = tuple[DateForm, bool]  # with whether the day may be that of a month
EITHER: Form = ("either", True)
WRITTEN: Form = ("written", False)
OTHER: Form = ("other", True)
AmountForm = Literal["below", "millions", "other"]  # a number below a thousand, a text of millions with points
Numbers = Literal["en", "id", "mixed", "unknown"]


MONTHS_OF_A_YEAR, GROUP = 12, 3
_MILLIONS = re.compile(r"\d{1,3}(?:\.\d{3}){2,}")


def _in_order(text: str) -> bool:
    """Whether a date is written in digits, the year last."""
    return text.strip()[:1].isdecimal() and not text.strip()[:4].isdecimal() and text.strip()[-4:].isdecimal()


@record
class Evidence:
    """What the cells of a file show: how its numbers are written, and whether a date in it starts with the month.

    `every` says that each cell was looked at; else only what could be Indonesian was.
    """

    numbers: Numbers = "unknown"
    month_first: bool = False
    every: bool = True


class Style:
    """How one file writes numbers and dates. Made with what was declared, and how to look for evidence (at every cell, or not)."""

    def __init__(self, declared: Declared | None = None, look: Callable[[bool], Evidence] | None = None) -> None:
        self.declared = declared
        self._look = look
        self._found: Evidence | None = None
        self.points = declared == "en"  # whether a point is known to start the decimals
        self._shown: set[bool] = (
            set()
        )  # by whether they are percentages, that figures were read whose point can do nothing else
        self._guessed: dict[str, str] = {}  # by column, the first figure whose point may group thousands
        self._days: dict[str, dict[Form, str]] = {}  # by column, the first date of each form
        self._amounts: dict[str, dict[AmountForm, str]] = {}  # likewise the first figure

    def guess(self, column: str, text: str) -> None:
        """Keep in mind that a figure was read with a decimal point though the point may group thousands."""
        if self._look is not None and self.declared is None:
            self._guessed.setdefault(column, text)

    def day(self, column: str, text: str, found: Dated) -> None:
        """Keep in mind in which forms a column has dates: digits whose day may be the month, digits whose day is none, or others."""
        day = found.day_first
        if day is not None:
            small = day.day <= MONTHS_OF_A_YEAR
            form: DateForm = "either" if found.month_first is not None else "written" if _in_order(text) else "other"
            self._days.setdefault(column, {}).setdefault((form, small), text.strip())

    @property
    def doubtful_days(self) -> dict[str, tuple[str, str]]:
        """The columns with dates that may be others, each with what says so, and an example.

        `order`: digits in which the day may be the month, and none that shows which is first. `halved`: of digits those alone whose first
        is no month, and of dates that are none those alone whose day may be one: a program took these for dates month first.
        """
        if self._look is None or self.declared == "id":
            return {}
        found: dict[str, tuple[str, str]] = {}
        for column, forms in self._days.items():
            if forms.keys() >= {WRITTEN, OTHER} and forms.keys().isdisjoint({EITHER, ("other", False)}):
                found[column] = "halved", forms[OTHER]
            elif EITHER in forms and not any(WRITTEN in others for others in self._days.values()):
                found[column] = "order", forms[EITHER]
        return found

    def amount(self, column: str, text: str) -> None:
        """Keep in mind in which forms a column has amounts: numbers of a workbook below a thousand, texts of millions, or others."""
        bare = text.strip().lstrip("-")
        if not bare[:1].isdecimal():
            return
        if type(text) is Figure:
            form: AmountForm = "below" if len(bare.partition(".")[0]) <= GROUP else "other"
        else:
            form = "millions" if bare.count(".") > 1 and _MILLIONS.fullmatch(bare) else "other"
        self._amounts.setdefault(column, {}).setdefault(form, text.strip())

    def halved_amounts(self, cells: Style) -> dict[str, str]:
        """The columns whose `cells` are all numbers below a thousand, and whose texts are all of millions with points; a number of each.

        A program that writes points for decimals took `950.000` for 950, and left `1.250.000` as it was.
        """
        halved = (name for name, forms in self._amounts.items() if forms.keys() == {"millions"})
        return {name: forms["below"] for name in halved if (forms := cells._amounts.get(name, {})).keys() == {"below"}}

    def show(self, percent: bool) -> None:
        """Keep in mind that a figure was read whose point can do nothing but start the decimals."""
        self._shown.add(percent)

    @property
    def guessed(self) -> dict[str, str]:
        """The columns with figures whose point was taken to start the decimals though nothing shows it, each with the first of them.

        Percentages say nothing of amounts: `12.5%` is worked out by a program, and `1.250` beside it is written by hand.
        """
        if False in self._shown or (self.known != "unknown" and not self._shown):
            return {}
        return {column: text for column, text in self._guessed.items() if not (self._shown and text.endswith("%"))}

    @property
    def evidence(self) -> Evidence:
        """What the file shows; nothing where there is no file."""
        if self._found is None:
            self._found = self._look(False) if self._look is not None else Evidence()
            self.points = self.points or (self.declared is None and self._found.numbers in ("en", "unknown"))
        return self._found

    @property
    def numbers(self) -> Numbers:
        """How numbers are written; the file is looked through the first time that this is asked."""
        return self.declared or self.evidence.numbers

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
    def known(self) -> Numbers:
        """How numbers are written, as far as anybody had to ask."""
        return self.declared or (self._found.numbers if self._found is not None else "unknown")
