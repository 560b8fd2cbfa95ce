"""How complete a source is in a period: of the rows that must be there, how many are, and whose are not."""

from __future__ import annotations

from contextlib import suppress

from iku_dsl.budgets import most
from iku_dsl.period import Period
from iku_dsl.program import Absence, Source
from iku_engine.calculate import Calculation
from iku_engine.calculate.cells import ANY_PERIOD
from iku_engine.calculate.counting import elements_of, rows_sent
from iku_engine.calculate.elements import ElementError
from iku_engine.errors import WrongUse
from iku_engine.plan.environment import Environment
from iku_engine.plan.plan import due_rows
from iku_engine.results.beside import Completeness
from iku_engine.snapshot.snapshot import Sent, due_at_most
from iku_engine.sql.frame import Frame, combinations
from iku_engine.sql.sets import NO, YES

SHOWN = 5  # rows that are not there, by their members


def completeness(run: Calculation, source: Source, period: Period | None, shown: int = SHOWN) -> Completeness | None:
    """How complete a source is in a period that was loaded; None of one that was not, or of which no rows are expected.

    `shown` is how many of the rows that are not there are named. It is None, too, where more would have to be looked at than `rows-due`
    has, or what says which rows must be there is an error; none are named where those would be too many.
    """
    if source.absence is not Absence.COMPLETE or not source.dimensions:
        return None
    if not run.snapshot.loaded(source.name, period):
        return None
    if period is None and any(run.snapshot.validity.of(dimension) for dimension in source.dimensions):
        return None  # which members are valid depends on when one looks
    if due_at_most(run.snapshot, source) > most("rows-due"):
        return None  # an evaluation says so
    at, due = Environment(period or ANY_PERIOD), due_rows(source)
    snapshot = run.snapshot
    relation = snapshot.tables.relations[source.name]
    if source.expected is None and Frame(snapshot, at.period).sent(relation, period) is not Sent.OTHERS:
        # Each of its rows is one of the combinations that must be there.
        there, undecided = snapshot.rows_in(relation, period), 0
        absent = combinations(snapshot, relation) - there
    else:
        try:
            there, absent, undecided = rows_sent(run, due, at)
        except (WrongUse, ElementError):
            return None
    keys: list[tuple[str, ...]] = []
    if absent and shown:
        last = len(due.conditions) - 1
        wanted = {**dict.fromkeys(range(last), YES), last: NO}
        with suppress(WrongUse):  # how many they are can still be told
            keys = [key for key, _ in elements_of(run, due, at).listed(at, wanted, shown)]
    labels = tuple(snapshot.labels(source.dimensions, key) for key in keys)
    return Completeness(source.name, source.title, period, there + absent, there, undecided, labels)
