"""The rows in the way of a change, each by its file and line, so that somebody can mend them."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from iku_dsl.problem import Text, say
from iku_dsl.program import KEY_PREFIX
from iku_engine.engines import OfStore
from iku_engine.errors import StoreError
from iku_engine.facts.listed import unlisted
from iku_engine.facts.orphans import standing
from iku_engine.facts.relations import Relation, Schema
from iku_engine.facts.shapes import Shape, lost_members

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Way:
    """How many rows are in the way, and the places of the first of them."""

    count: int
    places: tuple[str, ...]

    def refusal(self, key: str, **arguments: object) -> Text:
        """The sentence that refuses a change."""
        more = ("…",) if self.count > len(self.places) else ()
        return say(key, count=self.count, places=self.places + more, **arguments)


def rows_in_the_way(
    connection: sa.Connection,
    schema: Schema,
    relation: Relation,
    condition: sa.ColumnElement[bool],
    *,
    every: bool = False,
) -> Way:
    """The rows for which a condition holds: of those that count, or will once their period is opened, or of `every` one."""
    table, batches = relation.table, schema.batches
    if not every:
        condition = sa.and_(condition, standing(connection, schema, relation))
    count = connection.execute(sa.select(sa.func.count()).select_from(table).where(condition)).scalar_one()
    keys = [relation.key_column(dimension) for dimension in relation.dimensions]
    joined = table.outerjoin(batches, batches.c.batch_id == table.c.batch_id)
    query = sa.select(batches.c.file, table.c.row, *keys).select_from(joined).where(condition)
    rows = connection.execute(query.order_by(table.c.row_id).limit(SHOWN))
    return Way(count, tuple(place(row[0], row[1], row[2:]) for row in rows))


def refuse_unlisted(connection: sa.Connection, schema: Schema, relation: Relation, old: Shape, new: Shape) -> None:
    """Refuse specs that list others than the members that stored rows name. The tables are those of the new shape already.

    Errors: `StoreError` for rows of a relation that count, or will once their period is opened, and whose member is no longer listed.
    """
    rows = sa.select(relation.table).where(standing(connection, schema, relation)).subquery()
    for dimension in new.listed:
        if lost_members(old, new, dimension):
            for lost in unlisted(OfStore(connection), relation, dimension, rows):
                way = rows_in_the_way(connection, schema, relation, relation.table.c[lost.column].in_(lost.members))
                key = "migrate-members" if lost.column == KEY_PREFIX + dimension else "migrate-named"
                raise StoreError(way.refusal(key, **lost.about))


def place(file: str | None, row: int, keys: tuple[str, ...]) -> str:
    """`espm.csv:12 (3201, sanitasi)`."""
    named = f" ({', '.join(keys)})" if keys else ""
    return f"{file or '-'}:{row}{named}"
