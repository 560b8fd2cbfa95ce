"""One row of a key counts at most: each takes the place of the last before it, and what waits for a period waits until that is opened.

So what takes the place of a row that waits has to wait, too. Where it does not, because an opening let in less than what waited, it
counts beside the row that the waiting one had replaced.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import sqlalchemy as sa

from iku_dsl.period import Grain, from_ordinal
from iku_dsl.problem import say
from iku_dsl.records import record
from iku_engine.errors import StoreError
from iku_engine.facts.books import PERIOD
from iku_engine.facts.relations import Relation
from iku_engine.snapshot import Snapshot


@record
class Place:
    """A period (0 where there are none) and a key, of which more than one row counts."""

    period: int
    keys: tuple[str, ...]

    def told(self, grain: Grain | None) -> str:
        """`2025 · A`."""
        period = [str(from_ordinal(self.period, grain))] if grain is not None else []
        return " · ".join([*period, *self.keys]) or "-"


def twice(connection: sa.Connection, rows: sa.FromClause, keys: Sequence[str]) -> Place | None:
    """The first place of which some rows have more than one."""
    columns = [rows.c[PERIOD], *(rows.c[key] for key in keys)]
    query = sa.select(*columns).group_by(*columns).having(sa.func.count() > 1).order_by(*columns).limit(1)
    return _place(connection.execute(query).first())


def all_different(connection: sa.Connection, table: sa.FromClause, keys: Sequence[str]) -> bool:
    """Whether no two rows of a table have one place, whether they count or not."""
    places = sa.select(table.c[PERIOD], *(table.c[key] for key in keys)).distinct().subquery()
    counts = (sa.select(sa.func.count()).select_from(one).scalar_subquery() for one in (table, places))
    every, different = connection.execute(sa.select(*counts)).one()
    return bool(every == different)


def counting(table: sa.FromClause, superseded: sa.FromClause, held: sa.Subquery | None) -> sa.Subquery:
    """The rows of a table that count, where some batches wait for periods (`held`)."""

    def seen(rows: sa.FromClause) -> list[sa.ColumnElement[bool]]:
        if held is None:
            return []
        return [~sa.exists().where(held.c.batch_id == rows.c.batch_id, held.c[PERIOD] == rows.c[PERIOD])]

    gone = sa.exists().where(superseded.c.row_id == table.c.row_id, *seen(superseded))
    return sa.select(table).where(*seen(table), ~gone).subquery()


def refusing_twice(snapshot: Snapshot) -> Callable[[Relation], None]:
    """What to ask of each relation before its rows are counted. What is given raises `StoreError` for two rows of one key.

    Only keys are looked at of which a row counts because what has replaced it waits: in a sound store there are no others.
    """

    def ask(relation: Relation) -> None:
        held = snapshot.waiting.get(relation.name)
        if not held:
            return
        table, gone, current = relation.table, relation.superseded, snapshot.current(relation)
        keys = [PERIOD, *(relation.key_column(dimension).name for dimension in relation.dimensions)]
        replaced = table.join(gone, gone.c.row_id == table.c.row_id)
        same = replaced.join(current, sa.and_(*(current.c[key] == table.c[key] for key in keys)))
        waits = sa.or_(*(sa.and_(gone.c.batch_id == batch, gone.c[PERIOD] == at) for batch, at in sorted(held)))
        columns = [table.c[key] for key in keys]
        query = sa.select(*columns).select_from(same).where(waits).group_by(table.c.row_id, *columns)
        found = _place(
            snapshot.connection.execute(query.having(sa.func.count() > 1).order_by(*columns).limit(1)).first()
        )
        if found is not None:
            period = str(from_ordinal(found.period, relation.grain)) if relation.grain is not None else ""
            raise StoreError(
                say("store-twice", relation=relation.name, place=found.told(relation.grain), period=period)
            )

    return ask


def _place(row: Sequence[object] | None) -> Place | None:
    return Place(int(str(row[0])), tuple(map(str, row[1:]))) if row is not None else None
