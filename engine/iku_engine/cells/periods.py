"""The period of each row of a file: its text to the period's number, remembered, or why it is none; and which periods may be mistyped."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import pairwise

import sqlalchemy as sa

from iku_dsl.period import Grain, Period, from_ordinal, read_period
from iku_dsl.problem import Text, say
from iku_engine.cells.cells import Bad, is_fault
from iku_engine.database.books import PERIOD, Books
from iku_engine.database.clock import now_for
from iku_engine.database.relations import Relation
from iku_engine.staging.report import RejectedCell
from iku_engine.words.layout import known_names

FAR = 50  # years without a period


def _written(grain: Grain) -> Text:
    """How a period is written: with the last one of a year, so that nobody takes the example for an answer."""
    if grain is Grain.YEAR:
        return say("row.year")
    last = Period(2024, grain.per_year, grain)
    return say("row.period", grain=f"noun.{grain}", example=str(last), number=last.index, year=last.year)


class PeriodConverter(dict[str, "int | Bad"]):
    """Numbers of periods by their texts, for one relation and the period that was given for the whole file."""

    def __init__(self, relation: Relation, period: Period | None) -> None:
        super().__init__()
        self.grain, self.period = relation.grain, period
        self.given = period.ordinal if period is not None else 0

    def __missing__(self, text: str) -> int | Bad:
        """The number of a period that is not remembered."""
        value = self._number(text.strip())
        if len(self) < 10_000:
            self[text] = value
        return value

    def _number(self, text: str) -> int | Bad:
        if not text and self.period is not None:
            return self.period.ordinal
        if is_fault(text):
            return Bad(say("cell.fault"))
        found = read_period(text)
        if found is None or found.grain is not self.grain:
            return Bad(_written(self.grain or Grain.YEAR))
        if self.period is not None and found != self.period:
            return Bad(say("row.other-period", period=str(self.period)))
        return found.ordinal


def far_periods(
    connection: sa.Connection, books: Books, relation: Relation, batch: int, periods: Collection[int]
) -> Iterator[RejectedCell]:
    """Those of the periods that a batch gave that no other one of the relation leads to from today, each with the first of its rows."""
    grain = relation.grain
    if grain is None:
        return
    today, given, rows = now_for(connection).year, books.loaded.c, relation.table.c
    years = {ordinal: from_ordinal(ordinal, grain).year for ordinal in periods}
    if all(abs(year - today) <= FAR for year in years.values()):
        return
    loaded = connection.execute(sa.select(given[PERIOD]).where(given.relation == relation.name).distinct()).scalars()
    known = sorted({today, *years.values(), *(from_ordinal(n, grain).year for n in loaded if n > 0)})
    gaps = [(one, later) for one, later in pairwise(known) if later - one > FAR]
    first = max((later for _, later in gaps if later <= today), default=0)
    last = min((one for one, _ in gaps if one >= today), default=today + max(known))
    for ordinal, year in sorted(years.items()):
        if not first <= year <= last:
            row = sa.select(sa.func.min(rows.row)).where(rows.batch_id == batch, rows[PERIOD] == ordinal)
            line = connection.execute(row).scalar()
            if line is not None:  # and not only rows that were there already
                yield RejectedCell(
                    line, known_names(relation)[0], str(from_ordinal(ordinal, grain)), say("row.period-far", years=FAR)
                )
