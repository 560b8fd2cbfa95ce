"""Whether stored rows still have their members where the specs list others now."""

from __future__ import annotations

import sqlalchemy as sa

from iku_dsl.program import KEY_PREFIX
from iku_engine.engines import OfStore
from iku_engine.errors import StoreError
from iku_engine.facts.listed import unlisted
from iku_engine.facts.orphans import standing
from iku_engine.facts.relations import Relation, Schema
from iku_engine.facts.shapes import Shape, lost_members
from iku_engine.ledger.migrate.rows import rows_in_the_way


def refuse_unlisted(connection: sa.Connection, schema: Schema, relation: Relation, old: Shape, new: Shape) -> None:
    """The tables are those of the new shape already.

    Errors: `StoreError` for rows of a relation that count, or will once their period is opened, and whose member is no longer listed.
    """
    rows = sa.select(relation.table).where(standing(connection, schema, relation)).subquery()
    for dimension in new.listed:
        if lost_members(old, new, dimension):
            for lost in unlisted(OfStore(connection), relation, dimension, rows):
                way = rows_in_the_way(connection, schema, relation, relation.table.c[lost.column].in_(lost.members))
                key = "migrate-members" if lost.column == KEY_PREFIX + dimension else "migrate-named"
                raise StoreError(way.refusal(key, **lost.about))
