"""What became of rows after they came: whether some were superseded, how many of those kept out were mended."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from iku_engine.facts.books import Books
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


def mended(connection: sa.Connection, tables: Books, upto: int | None) -> dict[int, int]:
    """How many rows of the quarantine were mended or dismissed since, by batch."""
    notes, rows = tables.mended.c, tables.quarantine.c
    same = sa.and_(notes.batch_id == rows.batch_id, notes.row == rows.row)
    joined = tables.mended.join(tables.quarantine, same)
    query = sa.select(notes.batch_id, sa.func.count()).select_from(joined).group_by(notes.batch_id)
    found = connection.execute(query if upto is None else query.where(notes.event_id <= upto))
    return {row[0]: row[1] for row in found}
