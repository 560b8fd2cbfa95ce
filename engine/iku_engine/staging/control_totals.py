"""Control totals: of each column of figures that a file brings the sum, the least and the greatest, for whoever has the sheet at hand.

What a figure means only the office knows that wrote it: whether a row is the sum of others, whether a figure is of the month or of the
year until then, what a spreadsheet made of it before it was saved. Each of these moves a sum or an end.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import sqlalchemy as sa

from iku_dsl.program import Column
from iku_dsl.records import record
from iku_dsl.types import Kind
from iku_engine.arithmetic.nodes import shown
from iku_engine.results.evaluation import Shown
from iku_engine.staging.stage import ID, Stage

TOGETHER = 200  # columns in one statement: PostgreSQL gives back 1,664 figures at most, SQLite 2,000
BILLION = 10**9  # figures are added up in two parts: the sum of stored figures may be larger than any of them can be


@record
class ControlTotal:
    """Of a column of figures, over all rows of a file that count: how many figures, their sum, the least and the greatest."""

    column: str
    figures: int
    total: Fraction
    least: Fraction
    greatest: Fraction
    shown: Shown


def control_totals(stage: Stage) -> tuple[ControlTotal, ...]:
    """The control totals of a file's rows, which are to be settled: of those that are there already, too; of each column that has any."""
    columns = [one for one in stage.relation.columns.values() if one.type.kind is Kind.NUMBER]
    if not columns or not stage.count:
        return ()
    parts = (columns[at : at + TOGETHER] for at in range(0, len(columns), TOGETHER))
    return tuple(total for some in parts for total in _totals(stage, some))


def _totals(stage: Stage, columns: Sequence[Column]) -> list[ControlTotal]:
    """The same of some columns."""
    found = list[Sequence[Any]]()
    if stage.went_straight:
        rows = stage.relation.table
        found.append(stage.connection.execute(_added_up(rows, columns).where(rows.c[ID] > stage.base)).one())
    if stage.made:
        found.append(stage.connection.execute(_added_up(stage.table, columns)).one())
    totals = []
    for place, column in enumerate(columns):
        parts = [row[5 * place : 5 * place + 5] for row in found if row[5 * place]]
        if not parts:
            continue
        counts, high, low, least, greatest = zip(*parts, strict=True)
        numbers = sum(map(int, high)) * BILLION + sum(map(int, low)), min(least), max(greatest)
        total, first, last = (Fraction(number, column.parts) for number in numbers)
        totals.append(ControlTotal(column.name, sum(counts), total, first, last, shown(column.type)))
    return totals


def _added_up(rows: sa.Table, columns: Sequence[Column]) -> sa.Select[Any]:
    """Of each column five figures: how many there are, the sum of their billions and of what is left, the least, the greatest."""
    asked = list[sa.ColumnElement[int]]()
    for figure in (rows.c[column.name] for column in columns):
        high, low = figure.op("/")(BILLION), figure.op("%")(BILLION)
        asked += [sa.func.count(figure), sa.func.sum(high), sa.func.sum(low), sa.func.min(figure), sa.func.max(figure)]
    added_up: sa.Select[Any] = sa.select(*asked)  # type: ignore[assignment]
    return added_up
