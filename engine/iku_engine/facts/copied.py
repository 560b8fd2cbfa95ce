"""Cells that a correction took over from the row that it corrected: they are those of the file, and stay where its batch is taken back.

Which columns a correction named is not kept; a cell was taken over where it is the same as in the row before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import sqlalchemy as sa

from iku_dsl.period import Period, from_ordinal
from iku_dsl.problem import Text, say
from iku_dsl.program import NOT_APPLICABLE_PREFIX
from iku_dsl.records import record
from iku_engine.database.books import PERIOD
from iku_engine.database.relations import Relation
from iku_engine.facts.brought import Taking


@record
class CopiedCells:
    """Cells that a row of a correction has from a batch, by column; `row` is its id, `event` the correction."""

    row: int
    event: int
    batch: int
    relation: str
    period: Period | None
    keys: tuple[str, ...]
    columns: tuple[str, ...]

    @property
    def sentence(self) -> Text:
        """What is to be known where the batch was taken back, with the mend."""
        place = " · ".join([*([str(self.period)] if self.period is not None else []), *self.keys])
        correct = [*self.keys, *([f"--period {self.period}"] if self.period is not None else [])]
        return say(
            "cells-copied", event=self.event, relation=self.relation, place=place, batch=self.batch, columns=self.columns,
            correct=" ".join([self.relation, *correct, f"{self.columns[0]}=…"]),
        )  # fmt: skip


def copied_cells(taking: Taking, relation: Relation) -> Iterator[CopiedCells]:
    """The cells of all rows of corrections that count now, or wait, which other batches brought: those of each batch."""
    kinds = _kinds(taking)
    standing = [row for row in taking.standing_corrections() if kinds[taking.batch_of(row)] == "correct"]
    rows = {row["row_id"]: row for row in taking.rows(standing)}
    at = {row: taking.root(row) for row in standing}  # how far back each was followed
    left = {
        row: {name: cell for name in relation.columns if (cell := _cell(rows[row], name)) != _NONE} for row in standing
    }
    found: dict[tuple[int, int], list[str]] = {}
    while at:
        before = taking.before(at)
        older = {row["row_id"]: row for row in taking.rows(sorted(set(before.values())))}
        for row in list(at):
            corrected = kinds[taking.batch_of(at[row])] == "correct" and row in before
            same = {n: cell for n, cell in left[row].items() if corrected and _cell(older[before[row]], n) == cell}
            for name in left[row].keys() - same.keys():
                found.setdefault((row, taking.batch_of(at[row])), []).append(name)
            left[row] = same
            at[row] = taking.root(before.get(row, row))
            if not same:
                del at[row]
    for (row, batch), columns in sorted(found.items()):
        if batch != taking.batch_of(row):
            keys = tuple(rows[row][relation.key_column(dimension).name] for dimension in relation.dimensions)
            period = from_ordinal(rows[row][PERIOD], relation.grain) if relation.grain is not None else None
            in_order = tuple(name for name in relation.columns if name in columns)
            yield CopiedCells(row, taking.batch_of(row), batch, relation.name, period, keys, in_order)


_NONE = (None, False)


def _cell(row: sa.RowMapping, name: str) -> tuple[object, bool]:
    """What stands in a column, and whether it is that it does not apply."""
    return row[name], bool(row.get(NOT_APPLICABLE_PREFIX + name))


def taken_back(taking: Taking, relation: Relation) -> Mapping[int, Mapping[str, int]]:
    """The cells of rows of corrections whose batch was taken back: that batch by row and column."""
    found: dict[int, dict[str, int]] = {}
    for cells in copied_cells(taking, relation):
        if not taking.stands(cells.batch):
            found.setdefault(cells.row, {}).update(dict.fromkeys(cells.columns, cells.batch))
    return found


def _kinds(taking: Taking) -> Mapping[int, str]:
    """The kind of each batch of the relation."""
    batches = taking.schema.batches.c
    query = sa.select(batches.batch_id, batches.kind).where(batches.relation == taking.relation.name)
    return {row[0]: row[1] for row in taking.connection.execute(query)}
