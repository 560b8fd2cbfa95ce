"""The rows in the way of a change of the specs, each by its file and line, so that somebody can mend them."""

from __future__ import annotations

import sqlalchemy as sa

from iku_dsl.program import KEY_PREFIX, Program
from iku_engine.database.among import among
from iku_engine.database.relations import Relation, Schema
from iku_engine.engines.base import OfStore
from iku_engine.errors import StoreError
from iku_engine.members.listed import unlisted
from iku_engine.members.orphans import standing
from iku_engine.rules.stored_rows import in_the_way, lying_so
from iku_engine.store.migration_steps import Holds
from iku_engine.store.shapes import Shape, lost_members


def refuse_rows(connection: sa.Connection, schema: Schema, program: Program, relation: Relation, step: Holds) -> None:
    """What the specs demand now must hold of the rows that count, or will once their period is opened. Errors: `StoreError`."""
    way = in_the_way(connection, schema, program, relation, _standing(connection, schema, relation), step)
    if way.count:
        raise StoreError(way.refusal(f"migrate-{step.what}", relation=relation.name, column=step.column))


def refuse_unlisted(connection: sa.Connection, schema: Schema, relation: Relation, old: Shape, new: Shape) -> None:
    """Refuse specs that list others than the members that stored rows name. The tables are those of the new shape already.

    Errors: `StoreError` for rows of a relation that count, or will once their period is opened, and whose member is no longer listed.
    """
    rows = _standing(connection, schema, relation)
    for dimension in new.listed:
        if lost_members(old, new, dimension):
            for lost in unlisted(OfStore(connection), relation, dimension, rows):
                way = lying_so(connection, schema, relation, rows, among(rows.c[lost.column], lost.members))
                key = "migrate-members" if lost.column == KEY_PREFIX + dimension else "migrate-named"
                raise StoreError(way.refusal(key, **lost.about))


def _standing(connection: sa.Connection, schema: Schema, relation: Relation) -> sa.Subquery:
    return sa.select(relation.table).where(standing(connection, schema, relation)).subquery()
