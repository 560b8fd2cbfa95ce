"""When members are valid, and who takes their place: the built-in columns `mulai`, `akhir` and `pengganti` of a dimension's file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from iku_dsl.period import Period
from iku_dsl.problem import Text, say
from iku_dsl.program.sources import END, START, SUCCESSOR
from iku_dsl.records import record
from iku_engine.database.relations import bounded
from iku_engine.engines.base import Row

FIRST_MONTH, LAST_MONTH = 12, 10_000 * 12 - 1  # of the calendar that a date can have


@record
class Validity:
    """The first and last day of a member (as day numbers; None where there is none), and the member that takes its place."""

    start: int | None = None
    end: int | None = None
    successor: str | None = None

    def covers(self, period: Period) -> bool:
        """Whether the member is valid on some day of a period."""
        first, last = days(period)
        return (self.start is None or self.start <= last) and (self.end is None or self.end >= first)


ALWAYS = Validity()


def days(period: Period) -> tuple[int, int]:
    """The numbers of the first and last day of a period."""
    first, last = period.months
    return _start_of(first), _start_of(last + 1) - 1


def _start_of(month: int) -> int:
    """The number of the day that a month starts with, within the calendar."""
    if month > LAST_MONTH:
        return date.max.toordinal() + 1
    return date(month // 12, month % 12 + 1, 1).toordinal() if month >= FIRST_MONTH else 0


def told(label: str, validity: Validity, period: Period, before: tuple[str, ...], after: str) -> Text | None:
    """Why a member is not valid in a period, with the members `before` it or the one `after` it; None where it is valid."""
    first, last = days(period)
    if validity.start is not None and validity.start > last:
        since = str(date.fromordinal(validity.start))
        if before:
            return say("member.not-yet", member=label, since=since, before=before)
        return say("member.not-yet.none", member=label, since=since)
    if validity.end is not None and validity.end < first:
        until = str(date.fromordinal(validity.end))
        if after:
            return say("member.no-longer", member=label, until=until, after=after)
        return say("member.no-longer.none", member=label, until=until)
    return None


class Validities:
    """The validity of members as an evaluation sees it; a successor is told, and never followed."""

    def __init__(
        self,
        read: Callable[[str], Mapping[str, Validity]],
        labels: Callable[[str], Mapping[str, str]],
        label: Callable[[str, str], str],
    ) -> None:
        """Of a dimension, `read` gives the members that have a first or last day or a successor, `labels` all, `label` one of them."""
        self._read, self._labels, self._label = read, labels, label
        self._known: dict[str, Mapping[str, Validity]] = {}

    def of(self, dimension: str) -> Mapping[str, Validity]:
        """The members of a dimension that have a first or last day or a successor."""
        if dimension not in self._known:
            self._known[dimension] = self._read(dimension)
        return self._known[dimension]

    def members(self, dimension: str, period: Period) -> dict[str, str]:
        """The members that are valid in a period, with their labels."""
        known, labels = self.of(dimension), self._labels(dimension)
        return {m: label for m, label in labels.items() if m not in known or known[m].covers(period)}

    def conditions(self, dimension: str, row: sa.FromClause, period: Period) -> list[sa.ColumnElement[bool]]:
        """What holds of the row of a member that is valid in a period; nothing where all are valid always."""
        if all(one.start is None and one.end is None for one in self.of(dimension).values()):
            return []
        first, last = days(period)
        start, end = row.c[START], row.c[END]
        return [sa.or_(start.is_(None), start <= last), sa.or_(end.is_(None), end >= first)]

    def beyond(self, dimension: str, member: str, period: Period) -> Text | None:
        """Why a member is not valid in a period, None where it is."""
        known = self.of(dimension)
        if member not in known or known[member].covers(period):
            return None
        label = self._label
        before = tuple(label(dimension, other) for other, one in known.items() if one.successor == member)
        successor = known[member].successor
        after = label(dimension, successor) if successor is not None else ""
        return told(label(dimension, member), known[member], period, before, after)


def read(ask: Callable[[sa.Select[Any]], Sequence[Row]], current: sa.FromClause, key: str) -> dict[str, Validity]:
    """The validity of each member that has one, of the rows that count."""
    columns = [current.c[START], current.c[END], current.c[SUCCESSOR]]
    rows = ask(sa.select(current.c[key], *columns).where(bounded(current)).order_by(current.c[key]))
    return {row[0]: Validity(*row[1:]) for row in rows}
