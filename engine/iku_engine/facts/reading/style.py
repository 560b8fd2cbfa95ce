"""How numbers and dates are written in one file: as declared, else as the file itself gives evidence, looked for when a cell asks.

A cell that can be read in one way only is read so, and is evidence for the others. Where cells of both styles stand in one file, or
of none, what can be read in two ways is not decided by us.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from iku_dsl.records import record

Declared = Literal["en", "id"]
Numbers = Literal["en", "id", "mixed", "unknown"]


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

    def guess(self, column: str, text: str) -> None:
        """Keep in mind that a figure was read with a decimal point though the point may group thousands."""
        if self._look is not None and self.declared is None:
            self._guessed.setdefault(column, text)

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
