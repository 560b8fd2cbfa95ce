"""Whether a store knows a program's relations as its specs declare them: then there is nothing to migrate."""

from __future__ import annotations

import sqlalchemy as sa

from iku_dsl.problem import say
from iku_dsl.program import Program
from iku_engine.database.enforced import enforced
from iku_engine.database.relations import Schema
from iku_engine.errors import StoreError
from iku_engine.store.shapes import known_shapes, shape

FORMAT = "6"


def up_to_date(connection: sa.Connection, schema: Schema, program: Program) -> bool:
    """Whether a store has every table of a program as its specs declare it, and sees to it (`database.enforced`).

    Errors: `StoreError` for one of another format.
    """
    if not sa.inspect(connection).has_table(schema.about.name):
        return False
    found = connection.execute(sa.select(schema.about.c.value).where(schema.about.c.name == "format")).scalar()
    if found != FORMAT:
        raise StoreError(say("store-format", found=str(found), wanted=FORMAT))
    known = known_shapes(connection, schema)
    return enforced(connection) and all(
        known.get(name) == shape(program, relation).text for name, relation in schema.relations.items()
    )
