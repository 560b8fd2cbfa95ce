"""Members that name another one which is not valid in all of their days, so that in the others they are below none.

Told when either of them comes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

import sqlalchemy as sa

from iku_dsl.problem import say
from iku_dsl.program.sources import END, START, SUCCESSOR
from iku_dsl.records import record
from iku_dsl.types import Kind
from iku_engine.database.relations import Relation
from iku_engine.engines.base import Engine
from iku_engine.staging.report import RejectedCell

ENDLESS = date.max.toordinal() + 1
Rows = Callable[[Relation], sa.FromClause]  # those that count


@record
class Named:
    """A member that is not valid in all days of some that name it: `batch` and `cell` are of the row that tells it."""

    batch: int
    cell: RejectedCell


def parents_missed(
    engine: Engine, relations: Mapping[str, Relation], rows: Rows, came: Mapping[str, tuple[int, int] | None]
) -> Iterator[Named]:
    """One for each such member; `came` has the relations whose rows come, with the first and last id of these, None for all."""
    for children in relations.values():
        for column in children.columns.values() if children.is_dimension else ():
            parents = relations.get(column.type.of) if column.type.kind is Kind.MEMBER else None
            if column.name == SUCCESSOR or parents is None or not parents.dated:
                continue
            child, parent = rows(children).alias("child"), rows(parents).alias("parent")
            pair = _Pair(engine, children, parents, column.name, child, parent)
            of_child = _among(child, came[children.name]) if children.name in came else sa.false()
            if children.name in came:
                yield from pair.told(child, of_child)
            if parents.name in came:
                yield from pair.told(parent, sa.and_(_among(parent, came[parents.name]), sa.not_(of_child)))


def _among(rows: sa.FromClause, ids: tuple[int, int] | None) -> sa.ColumnElement[bool]:
    return sa.true() if ids is None else rows.c.row_id.between(*ids)


@record
class _Pair:
    """Members that name others by a column, beside those that they name."""

    engine: Engine
    children: Relation
    parents: Relation
    column: str
    child: sa.FromClause
    parent: sa.FromClause

    def told(self, by: sa.FromClause, where: sa.ColumnElement[bool]) -> Iterator[Named]:
        """What is told, each by the first row on one of the two sides."""
        child, parent, key = self.child, self.parent, self.parent.c[self.parents.key_column(self.parents.name).name]
        dated = self.children.dated
        start = sa.func.coalesce(child.c[START], 0) if dated else sa.literal(0)
        end = sa.func.coalesce(child.c[END], ENDLESS) if dated else sa.literal(ENDLESS)
        asked = [
            key,
            parent.c[START],
            parent.c[END],
            sa.func.count(),
            sa.func.min(by.c.batch_id),
            sa.func.min(by.c.row),
        ]
        query = sa.select(*asked).select_from(child.join(parent, child.c[self.column] == key))
        query = (
            query.where(where, sa.or_(start < parent.c[START], end > parent.c[END])).group_by(*asked[:3]).order_by(key)
        )
        for member, first, last, count, batch, row in self.engine.rows(query):
            days = f"{_day(first)}..{_day(last)}"
            reason = say("row.parent-days", count=count, dimension=self.children.name, parent=member, days=days)
            column = self.column if by is child else self.parents.key_name
            yield Named(batch, RejectedCell(row, column, member, reason))


def _day(ordinal: int | None) -> str:
    return "" if ordinal is None else str(date.fromordinal(ordinal))
