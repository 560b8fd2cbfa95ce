"""What rows name of a dimension whose members the specs list, and is not on the list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import sqlalchemy as sa

from iku_dsl.program import KEY_PREFIX
from iku_dsl.records import record
from iku_dsl.types import Kind
from iku_engine.database.books import Books
from iku_engine.database.relations import Relation
from iku_engine.engines.base import Engine
from iku_engine.store.shapes import read_shape

SHOWN = 5  # members that a sentence names


def naming_columns(relation: Relation, dimension: str) -> list[str]:
    """The stored columns of a relation whose cells name members of another dimension: its key first."""
    keys = [KEY_PREFIX + dimension] if dimension in relation.dimensions else []
    columns = relation.columns.values()
    return [*keys, *(one.name for one in columns if one.type.kind is Kind.MEMBER and one.type.of == dimension)]


@record
class Unlisted:
    """The members that a column of a relation names, and that the specs do not list."""

    relation: Relation
    dimension: str
    column: str
    members: list[str]

    @property
    def about(self) -> Mapping[str, object]:
        """For a sentence: the first of them, and where they are named."""
        more = ("…",) if len(self.members) > SHOWN else ()
        shown = (*self.members[:SHOWN], *more)
        return {"relation": self.relation.name, "dimension": self.dimension, "column": self.column, "members": shown}


def unlisted(engine: Engine, relation: Relation, dimension: str, rows: sa.FromClause) -> Iterator[Unlisted]:
    """What some rows of a relation name of a listed dimension, and is not on the list: once for each column."""
    for name in naming_columns(relation, dimension):
        column = rows.c[name]
        there = {row[0] for row in engine.rows(sa.select(column).where(column.is_not(None)).distinct())}
        lost = sorted(there.difference(relation.listed[dimension]))
        if lost:
            yield Unlisted(relation, dimension, name, lost)


def unfiled_since(connection: sa.Connection, schema: Books, members: str, but: int = 0) -> bool:
    """Whether a dimension needed no file after its last batch (`but` one): rows may name members that it has not.

    The specs listed them, or they were those that facts named.
    """
    batches, shapes = schema.batches.c, schema.shapes.c
    came = sa.select(sa.func.max(batches.batch_id)).where(batches.relation == members, batches.batch_id != but)
    later = sa.select(shapes.relation, shapes.text).where(shapes.event_id > (connection.execute(came).scalar() or 0))
    known = ((relation, read_shape(text)) for relation, text in connection.execute(later))
    return any(members in one.listed or (relation == members and one.named_by_facts) for relation, one in known)
