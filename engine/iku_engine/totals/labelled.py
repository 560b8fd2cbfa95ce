"""Rows that are labelled a total, and where such a total ends a list."""

from __future__ import annotations

from enum import Enum, auto

from iku_dsl.problem import Text, say
from iku_dsl.records import record
from iku_engine.totals.row_sums import Others
from iku_engine.words.labels import Sureness, is_subtotal


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
