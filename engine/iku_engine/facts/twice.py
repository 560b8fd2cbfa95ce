"""One row of a key counts at most: each takes the place of the last before it, and what waits for a period waits until that is opened.

So nothing waits for a period that is open. Where something does, because an opening let in less than what waited, what has taken its
place since counts beside the row that it had replaced itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import sqlalchemy as sa

from iku_dsl.period import Grain, from_ordinal
from iku_dsl.problem import say
from iku_dsl.records import record
from iku_engine.errors import StoreError
from iku_engine.facts.books import PERIOD
from iku_engine.facts.locks import locked, locks
from iku_engine.facts.relations import Relation
from iku_engine.snapshot import Snapshot


@record
class Place:
    """A period, None where there are none, and a key, of which more than one row counts."""

    period: int
    keys: tuple[str, ...]

    def told(self, grain: Grain | None) -> str:
        """`2025 · A`."""
        period = [str(from_ordinal(self.period, grain))] if grain is not None else []
        return " · ".join([*period, *self.keys]) or "-"


def twice(
    connection: sa.Connection, rows: sa.FromClause, keys: Sequence[str], periods: Iterable[int] | None = None
) -> Place | None:
    """The first place of which some rows have more than one; of all periods, or of a few."""
    columns = [rows.c[PERIOD], *(rows.c[key] for key in keys)]
    query = sa.select(*columns).group_by(*columns).having(sa.func.count() > 1).order_by(*columns).limit(1)
    if periods is not None:
        query = query.where(rows.c[PERIOD].in_(sorted(periods)))
    found = connection.execute(query).first()
    return Place(found[0], tuple(map(str, found[1:]))) if found is not None else None


def counting(table: sa.FromClause, superseded: sa.FromClause, held: Iterable[tuple[int, int]]) -> sa.Subquery:
    """The rows of a table that count, where batches wait for periods (`held`)."""

    def seen(columns: sa.ColumnCollection[str, sa.ColumnElement[object]]) -> list[sa.ColumnElement[bool]]:
        return [sa.or_(columns.batch_id != batch, columns[PERIOD] != period) for batch, period in sorted(held)]

    gone = sa.exists().where(superseded.c.row_id == table.c.row_id, *seen(superseded.c))
    return sa.select(table).where(*seen(table.c), ~gone).subquery()


def refusing_twice(snapshot: Snapshot) -> Callable[[Relation], None]:
    """What to ask of each relation before its rows are counted. What is given raises `StoreError` for two rows of one key."""
    overdue = _overdue(snapshot)

    def ask(relation: Relation) -> None:
        periods = overdue.get(relation.name)
        if not periods:
            return
        keys = [relation.key_column(dimension).name for dimension in relation.dimensions]
        found = twice(snapshot.connection, snapshot.current(relation), keys, periods)
        if found is not None:
            period = str(from_ordinal(found.period, relation.grain)) if relation.grain is not None else ""
            raise StoreError(
                say("store-twice", relation=relation.name, place=found.told(relation.grain), period=period)
            )

    return ask


def _overdue(snapshot: Snapshot) -> Mapping[str, set[int]]:
    """The periods, by relation, for which something waits though they are open."""
    if not snapshot.waiting:
        return {}
    known = locks(snapshot.connection, snapshot.tables, snapshot.upto)
    found: dict[str, set[int]] = {}
    for name, pairs in snapshot.waiting.items():
        relation = snapshot.tables.relations.get(name)
        if relation is not None and relation.grain is not None:
            periods = {period for _, period in pairs}
            open_now = {n for n in periods if not locked(known, name, from_ordinal(n, relation.grain))}
            found |= {name: open_now} if open_now else {}
    return found
