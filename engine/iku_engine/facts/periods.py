"""The period of each row of a file: its text to the period's number, remembered, or why it is none."""

from __future__ import annotations

from iku_dsl.period import Grain, Period, read_period
from iku_dsl.problem import say
from iku_engine.facts.cells import Bad, is_fault
from iku_engine.facts.relations import Relation


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
            return Bad(
                say("row.period", grain=f"noun.{self.grain}", example=str(Period(2025, 1, self.grain or Grain.YEAR)))
            )
        if self.period is not None and found != self.period:
            return Bad(say("row.other-period", period=str(self.period)))
        return found.ordinal
