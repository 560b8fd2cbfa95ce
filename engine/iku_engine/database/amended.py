"""What became of rows after they came: whether some were superseded."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from iku_engine.database.relations import Relation

PARTS = 400  # of one UNION


def corrected(connection: sa.Connection, relations: Sequence[Relation]) -> dict[str, bool]:
    """Of each relation, whether a row of it was ever superseded."""
    found: dict[str, bool] = {}
    for at in range(0, len(relations), PARTS):
        some = relations[at : at + PARTS]
        asked = _asked(tuple(relation.superseded for relation in some))
        found |= {some[row[0]].name: bool(row[1]) for row in connection.execute(asked)}
    return found


@lru_cache(maxsize=64)
def _asked(tables: tuple[sa.Table, ...]) -> sa.CompoundSelect[Any]:
    """Of each table its number, and whether it has a row. Written once: every evaluation begins with it."""
    return sa.union_all(*(sa.select(sa.literal(n), sa.exists(sa.select(t.c.row_id))) for n, t in enumerate(tables)))
