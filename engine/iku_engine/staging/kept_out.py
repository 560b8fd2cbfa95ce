"""The rows of a file that are kept out: how many, and what most of them have wrong; too many of them refuse the whole file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from iku_dsl.budgets import most
from iku_dsl.problem import Text, say
from iku_engine.errors import RefusedFile
from iku_engine.reading.opened import Opened
from iku_engine.staging.report import RejectedCell


class KeptOutOf:
    """The rows of one file that are kept out, by what is wrong with them."""

    def __init__(self, opened: Opened) -> None:
        self.file = str(opened.path)
        self.most = most("rejected") + opened.path.stat().st_size // most("rejected-bytes")
        self.count = 0
        self._like: Counter[tuple[str, str]] = Counter()  # by the reason and the column
        self._first: dict[tuple[str, str], RejectedCell] = {}

    def take(self, cells: Sequence[RejectedCell]) -> None:
        """Rows more. Errors: `RefusedFile` where they are too many to be kept one by one."""
        kinds = [(cell.reason.key, cell.column) for cell in cells]
        self.count += len(kinds)
        self._like.update(kinds)
        if len(self._like) > len(self._first):
            for kind, cell in zip(kinds, cells, strict=True):
                self._first.setdefault(kind, cell)
        if self.count > self.most:
            kind, count = self._like.most_common(1)[0]
            told = say("file-rejected", file=self.file, limit=self.most, count=count, cell=_told(self._first[kind]))
            raise RefusedFile(told)


def _told(cell: RejectedCell) -> Text:
    """Where a cell is, and what is wrong with it."""
    reason = cell.reason
    if cell.guess is not None:
        reason = say("file-rejected.guessed", reason=reason, guess=cell.guess)
    if not cell.column:
        return say("file-rejected.row", row=cell.row, reason=reason)
    return say("file-rejected.cell", row=cell.row, column=cell.column, value=cell.shown, reason=reason)
