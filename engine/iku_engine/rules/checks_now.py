"""Each `periksa` of a source, held again of the rows that count in a period: what makes a row odd may have come after it, or have gone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import sqlalchemy as sa

from iku_dsl.period import Period
from iku_dsl.problem import Text
from iku_dsl.program import Program
from iku_engine.database.books import PERIOD
from iku_engine.database.relations import Relation, Schema
from iku_engine.errors import WrongUse
from iku_engine.rules.rowcheck import RowCheck
from iku_engine.snapshot.seen import Odd
from iku_engine.snapshot.snapshot import Row, Snapshot
from iku_engine.staging.plain import stored
from iku_engine.staging.report import RejectedCell

AT_ONCE = 10_000  # rows
MOST_ODD = 200  # rows of a period that are looked at one by one


def odd_now(snapshot: Snapshot, relation: Relation, period: Period | None) -> Odd | None:
    """The rows of a period that do not keep a `periksa` now; None where they are too many to be asked, or too much to be worked out."""
    place = (relation.name, period)
    rows, known = snapshot.held_again
    if place not in known:
        found: Odd | None = None
        if rows.spend(snapshot.rows_in(relation, period)):
            try:
                found = _odd(snapshot, relation, period)
            except WrongUse:  # more than rows account for
                found = None
        known[place] = found
    odd: Odd | None = known[place]
    return odd


def _odd(snapshot: Snapshot, relation: Relation, period: Period | None) -> Odd:
    check = RowCheck(snapshot.tables, snapshot.program, relation, snapshot.connection, there=snapshot)
    found: dict[Text, list[str]] = {}
    open_rows = _open(snapshot, relation, period, check)
    for row, at, keys in islice(open_rows, MOST_ODD):
        for _, reason in check.doubts(at, keys, row.values):
            found.setdefault(reason, []).append(snapshot.fact(relation, row).place)
    more = next(open_rows, None) is not None
    return {reason: tuple(places) for reason, places in found.items()}, more


def odd_beside(
    program: Program, schema: Schema, check: RowCheck, batch: int, connection: sa.Connection
) -> list[RejectedCell]:
    """The rows of a batch, which count now, that do not keep a `periksa` of which nothing was asked as they came, each with what is told.

    `check` is that of the rows as they came.
    """
    if not check.later_checks:
        return []
    relation, found = check.relation, list[RejectedCell]()
    snapshot = Snapshot(connection, schema, program)
    now, current = RowCheck(schema, program, relation, connection, there=snapshot), snapshot.current(relation)
    every = snapshot.rows(sa.select(current).where(current.c.batch_id == batch).order_by(current.c.row_id))
    while some := list(islice(every, AT_ONCE)):
        rows = stored(relation, [row.values for row in some])
        for row in map(rows.row, now.open_alone(rows)):
            column = relation.dimensions[0] if relation.dimensions else PERIOD
            told = now.doubts(row.period, row.keys, row.values, check.later_checks)
            line = int(row.line)
            found += [RejectedCell(line, column, ", ".join(row.keys), why) for _, why in told]
    return found


def _open(
    snapshot: Snapshot, relation: Relation, period: Period | None, check: RowCheck
) -> Iterator[tuple[Row, int, tuple[str, ...]]]:
    """The rows that a look at whole columns does not find to keep all rules, each with its period and keys."""
    current = snapshot.current(relation)
    ordinal = period.ordinal if period is not None else 0
    query = sa.select(current).where(current.c[PERIOD] == ordinal).order_by(current.c.row_id)
    every = snapshot.rows(query, [relation.name])
    while some := list(islice(every, AT_ONCE)):
        rows = stored(relation, [row.values for row in some])
        for at in check.open_alone(rows):
            yield some[at], ordinal, rows.row(at).keys
