"""What became of rows after they came: whether some were superseded."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from iku_engine.facts.relations import Relation

PARTS = 400  # of one UNION


def corrected(connection: sa.Connection, relations: Sequence[Relation]) -> dict[str, bool]:
    """Of each relation, whether a row of it was ever superseded."""
    found: dict[str, bool] = {}
    for at in range(0, len(relations), PARTS):
        some = relations[at : at + PARTS]
        asked = (sa.select(sa.literal(n), sa.exists(sa.select(r.superseded.c.row_id))) for n, r in enumerate(some))
        found |= {some[row[0]].name: bool(row[1]) for row in connection.execute(sa.union_all(*asked))}
    return found
