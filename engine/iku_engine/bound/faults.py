"""What is wrong with bound files: how many rows break which rule, and the first of them, as an import would report them."""

from __future__ import annotations

from dataclasses import dataclass, field

from iku_dsl.problem import Text, say
from iku_engine.errors import RefusedFacts
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
