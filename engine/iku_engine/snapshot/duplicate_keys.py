"""One row of a key counts at most: each takes the place of the last before it, and what waits for a period waits until that is opened.

So what takes the place of a row that waits has to wait, too. Where it does not, because an opening let in less than what waited, it
counts beside the row that the waiting one had replaced.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from iku_dsl.period import Grain, from_ordinal
from iku_dsl.problem import say
from iku_dsl.records import record
from iku_engine.book_texts import of_book
from iku_engine.database.books import PERIOD
from iku_engine.database.in_force import is_waiting
from iku_engine.database.relations import Relation
from iku_engine.errors import StoreError
from iku_engine.snapshot.snapshot import Snapshot

Waits = Callable[[sa.ColumnCollection[str, Any]], sa.ColumnElement[bool]]
ANY = 2**31 - 1  # no event has a greater number


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


def all_different(connection: sa.Connection, table: sa.TableClause, keys: Sequence[str]) -> bool:
    """Whether no two rows of a table have one place, whether they count or not."""
    quote = connection.dialect.identifier_preparer.quote
    name, place = quote(table.name), ", ".join(map(quote, (PERIOD, *keys)))
    different = f"SELECT count(*) FROM (SELECT DISTINCT {place} FROM {name}) AS places"
    rows = connection.exec_driver_sql(f"SELECT (SELECT count(*) FROM {name}) - ({different})").scalar_one()
    return bool(rows == 0)


def counting(table: sa.FromClause, superseded: sa.FromClause, waits: Waits | None) -> sa.Subquery:
    """The rows of a table that count; `waits` says of rows that they wait for their period, where any do."""

    def seen(rows: sa.FromClause) -> list[sa.ColumnElement[bool]]:
        return [~waits(rows.c)] if waits is not None else []

    gone = sa.exists().where(superseded.c.row_id == table.c.row_id, *seen(superseded))
    return sa.select(table).where(*seen(table), ~gone).subquery()


def refusing_twice(snapshot: Snapshot) -> Callable[[Relation], None]:
    """What to ask of each relation before its rows are counted. What is given raises `StoreError` for two rows of one key.

    All rows are looked at only where there are more, or fewer of them replaced, than was sealed. Beside these, in a sound chain, only
    keys can be twice of which a row counts because what has replaced it waits.
    """

    def ask(relation: Relation) -> None:
        keys = [PERIOD, *(relation.key_column(dimension).name for dimension in relation.dimensions)]
        found = _let_in_less(snapshot, relation, keys) if relation.name in snapshot.waiting else None
        key = "store-twice"
        if found is None and not as_sealed(snapshot, relation):
            found, key = twice(snapshot.connection, snapshot.current(relation), keys[1:]), "store-twice.changed"
        if found is not None:
            period = str(from_ordinal(found.period, relation.grain)) if relation.grain is not None else ""
            raise StoreError(say(key, relation=relation.name, place=found.told(relation.grain), period=period))

    return ask


def _let_in_less(snapshot: Snapshot, relation: Relation, keys: Sequence[str]) -> Place | None:
    """The first place where a row counts beside the one that has replaced what waits in its place."""
    table, gone, current = relation.table, relation.superseded, snapshot.current(relation)
    replaced = table.join(gone, gone.c.row_id == table.c.row_id)
    same = replaced.join(current, sa.and_(*(current.c[key] == table.c[key] for key in keys)))
    waits = is_waiting(snapshot.tables, relation.name, gone.c, snapshot.upto)
    columns = [table.c[key] for key in keys]
    query = sa.select(*columns).select_from(same).where(waits).group_by(table.c.row_id, *columns)
    return _place(snapshot.connection.execute(query.having(sa.func.count() > 1).order_by(*columns).limit(1)).first())


def as_sealed(snapshot: Snapshot, relation: Relation) -> bool:
    """Whether there are no more rows than the events tell, and as many were replaced or taken back: what indexes say in no time.

    Events of older programs do not tell how many they replaced. Members that facts name are brought by batches of others.
    """
    brought = snapshot.brought.get(relation.name, [])
    if relation.named_by_facts or relation.name in snapshot.bound or any(one.ids is None for one in brought):
        return True
    silent = max((one.batch for one in brought if one.replaced is None), default=0)
    last = rows = gone = 0
    for one in brought:
        with of_book("iku_event", one.batch):
            last, rows = int(one.ids[1]), rows + one.rows
            gone += int(one.replaced) + int(one.retracted) if one.batch > silent else 0
    upto = snapshot.upto if snapshot.upto is not None else ANY
    asked = snapshot.connection.execute(_ends(relation.table, relation.superseded), {"since": silent, "upto": upto})
    lowest, highest, replaced = asked.one()
    if replaced != gone:
        return False
    if upto != ANY:
        return True
    if last == rows:  # each id is that of a row
        return (lowest or 1) >= 1 and (highest or 0) <= last
    count = sa.select(sa.func.count()).select_from(relation.table)
    return bool(snapshot.connection.execute(count).scalar() == rows)


@lru_cache(maxsize=256)
def _ends(table: sa.Table, superseded: sa.Table) -> sa.Select[Any]:
    """The lowest and the highest id of the rows, and how many of them some batches replaced or took back. Written once."""
    low, high = (sa.select(end(table.c.row_id)).scalar_subquery() for end in (sa.func.min, sa.func.max))
    batch = superseded.c.batch_id
    gone = sa.select(sa.func.count()).where(batch > sa.bindparam("since", 0), batch <= sa.bindparam("upto", ANY))
    return sa.select(low, high, gone.scalar_subquery())


def _place(row: Sequence[object] | None) -> Place | None:
    return Place(int(str(row[0])), tuple(map(str, row[1:]))) if row is not None else None
