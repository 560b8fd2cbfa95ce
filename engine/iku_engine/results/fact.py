"""Where a number was read: the row of a file as it was imported, or who corrected it, when and why."""

from __future__ import annotations

from iku_dsl.records import record


@record
class Amendment:
    """Who corrected a fact, when, and why."""

    user: str
    at: str
    reason: str


@record
class Fact:
    """The row that a number was read from: file and row as imported (row counts lines of the file from 1), and its batch.

    A fact that somebody corrected has no file; `amendment` says who did.
    """

    source: str
    file: str
    row: int
    sheet: str = ""
    sha256: str = ""
    batch: int = 0
    marks: tuple[str, ...] = ()
    amendment: Amendment | None = None

    @property
    def place(self) -> str:
        """`lke.csv:4`; `#12` is what somebody corrected by event 12."""
        if not self.file and self.batch:
            return f"#{self.batch}"
        sheet = f"[{self.sheet}]" if self.sheet else ""
        return f"{self.file}{sheet}:{self.row}"
