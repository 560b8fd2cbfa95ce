"""Files of one relation that are read in the same way: as SQL of the columns that the store would have, and what is wrong with them.

That is how many rows break which rule, and the first of them, as an import would report them. In Parquet files that somebody saved from
a sheet the rows of totals, signatures and the like are found as an import finds them: a file is read row by row for that only where a
row of it is no good fact, or may be none by its key.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from iku_dsl.key_text import key_text
from iku_dsl.problem import Text, say
from iku_engine.bound.context import ROW_BITS, Desk
from iku_engine.bound.stored import listed, stripped
from iku_engine.errors import RefusedFacts
from iku_engine.importing.rows import RowReader
from iku_engine.reading.opened import LONGEST_SHEET, Opened, Row
from iku_engine.sheets.not_data import Recognised, look_through
from iku_engine.sheets.sifting import Sift
from iku_engine.staging.report import RejectedCell

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Place:
    """A row: its file as given, the number of this file, and the row in it."""

    file: str
    number: int
    row: int


@dataclass(slots=True)
class Faults:
    """Rows of one relation that an import would keep out, or (as `doubts`) would tell of."""

    total: int = 0
    rules: dict[tuple[str, str], tuple[int, Text]] = field(default_factory=dict)
    first: list[tuple[Place, RejectedCell]] = field(default_factory=list)

    def count(self, rows: int, cell: RejectedCell) -> None:
        """So many rows break the rule that one of them breaks."""
        words = dict(cell.reason.arguments).get("words", "")  # in names: each is a reason of its own
        name = (cell.column, f"{cell.reason.key} {words}")
        before, reason = self.rules.get(name, (0, cell.reason))
        self.rules[name] = (before + rows, reason)
        self.total += rows

    def show(self, place: Place, cell: RejectedCell) -> None:
        """One of the first rows."""
        self.first.append((place, cell))

    def lines(self) -> tuple[Text, ...]:
        """How many rows break which rule, and the first rows."""
        told = [
            say("bound-rule", count=count, column=column or "-", reason=reason)
            for (column, _), (count, reason) in self.rules.items()
        ]
        ordered = sorted(self.first, key=lambda one: (one[0].number, one[0].row))
        return (*told, *(_told(place, cell) for place, cell in ordered[:SHOWN]))

    def refuse(self, relation: str, rows: int) -> None:
        """Errors: `RefusedFacts` where there is any."""
        if self.total:
            raise RefusedFacts(say("bound-refused", relation=relation, count=self.total, rows=rows), self.lines())


def _told(place: Place, cell: RejectedCell) -> Text:
    """A cell as the report of an import has it, with its file."""
    reason = cell.reason if cell.guess is None else say("bound-guessed", reason=cell.reason, guess=cell.guess)
    at = {"file": place.file, "row": place.row, "reason": reason}
    if cell.column and cell.value:
        return say("bound-cell", **at, column=cell.column, value=cell.shown)
    return say("bound-column", **at, column=cell.column) if cell.column else say("bound-row", **at)


class Part(ABC):
    """`first` is the number of its first file, `paths` are all of them; the batch of a file is its number, negative."""

    def __init__(self, desk: Desk, paths: Sequence[str]) -> None:
        self.desk, self.paths = desk, paths
        self.first = next(desk.files)
        for _ in paths[1:]:
            next(desk.files)

    def path(self, batch: int) -> str:
        """The file of a batch."""
        return self.paths[-batch - self.first]

    def batches(self) -> range:
        """The batches of its files, in order."""
        return range(-self.first, -self.first - len(self.paths), -1)

    @property
    def not_data(self) -> Sequence[tuple[str, int, str]]:
        """The rows of its files that were recognised as no data: file, row and kind."""
        return ()

    def marks(self, batch: int) -> tuple[str, ...]:  # noqa: ARG002 — most files have none
        """What a file says of its own data, known once it was checked."""
        return ()

    @property
    @abstractmethod
    def select(self) -> str:
        """Its rows: identity, batch, row, period, keys and stored values, in the order of the relation's table."""

    @property
    @abstractmethod
    def reader(self) -> RowReader:
        """Reads its rows one by one, as an import does."""

    @abstractmethod
    def check(self, faults: Faults, *, known: bool) -> None:
        """What is wrong with its cells; nothing where they are `known` to be good."""

    @abstractmethod
    def cells(self, places: Sequence[tuple[int, int]]) -> dict[tuple[int, int], list[str]]:
        """The cells of some rows, by batch and row, as an import has them."""


def identity(batch: int, row: int) -> int:
    """The identity of a row of a bound file: beyond those of a store."""
    return (-batch << ROW_BITS) + row


@dataclass(frozen=True, slots=True)
class Sheetlike:
    """Files of the same `columns`: how they are read, what stands in the FROM of a statement, and the rows of one of them as texts."""

    desk: Desk
    reader: RowReader
    columns: tuple[str, ...]
    source: str
    paths: Sequence[str]
    rows: Callable[[int], Iterator[Row]]

    def odd(self, keys: Sequence[str], faults: Sequence[str], values: Sequence[str]) -> list[int]:
        """The places of files, short enough for sheets, with a row to look at, given its free keys, faults and values in SQL."""
        counted = self.desk.ask(f"SELECT f.file_index, count(*) FROM {self.source} GROUP BY ALL")
        short = [str(file) for file, count in sorted(counted) if count <= LONGEST_SHEET]
        if not short:
            return []
        among = f"FROM {self.source} WHERE f.file_index IN ({', '.join(short)})"
        sift = self._sift(0)
        rules = [*faults, " AND ".join(f"{value} IS NULL" for value in values) if sift.bare and values else "false"]
        any_rule = " OR ".join(f"({rule})" for rule in rules)
        found = {row[0] for row in self.desk.ask(f"SELECT DISTINCT f.file_index {among} AND ({any_rule})")}
        for key in keys:
            first = f"{stripped(key)}[1:1] IN {listed(sorted(sift.first))}"
            texts = self.desk.ask(f"SELECT DISTINCT f.file_index, {stripped(key)} {among} AND {first}")
            found |= {file for file, text in texts if sift.may_be_no_key(key_text(text))}
        return sorted(found)

    def look(self, file: int) -> Recognised:
        """What is no data of the file at a place."""
        sift = self._sift(file)
        assert sift.opened is not None
        return look_through(self.reader.readers, sift.opened, sift.heads)

    def _sift(self, file: int) -> Sift:
        opened = Opened(
            Path(self.paths[file]), "", "text", self.columns, self.columns, 0, 0, rows=lambda: self.rows(file)
        )
        return Sift(self.reader.readers, self.desk.program, opened)
