"""Whether stored rows keep what the specs demand of them since: `syarat`, and ends that another column or a table gives."""

from __future__ import annotations

import sqlalchemy as sa

from iku_dsl.program import Program
from iku_engine.facts.books import PERIOD
from iku_engine.facts.orphans import standing
from iku_engine.facts.relations import Relation, Schema
from iku_engine.ledger.migrate.rows import SHOWN, Way, place
from iku_engine.rowcheck import RowCheck


def rows_that_break(connection: sa.Connection, schema: Schema, program: Program, relation: Relation) -> Way:
    """The rows that break a rule, of those that count, or will once their period is opened."""
    check = RowCheck(schema, program, relation, connection)
    table, batches = relation.table, schema.batches
    files = {row[0]: row[1] for row in connection.execute(sa.select(batches.c.batch_id, batches.c.file))}
    query = sa.select(table).where(standing(connection, schema, relation)).order_by(table.c.row_id)
    count, places = 0, []
    for row in connection.execute(query).mappings().all():
        keys = tuple(row[relation.key_column(dimension).name] for dimension in relation.dimensions)
        if check.broken_rule(row[PERIOD], keys, {str(name): value for name, value in row.items()}) is None:
            continue
        count += 1
        if count <= SHOWN:
            places.append(place(files.get(row["batch_id"]), row["row"], keys))
    return Way(count, tuple(places))
