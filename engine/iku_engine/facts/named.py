"""Members that need no file: those that facts name, each at the place where it was named first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from iku_engine.facts.books import PERIOD
from iku_engine.facts.digests import Kept
from iku_engine.facts.relations import KEY_PREFIX, Relation


def naming(kept: Mapping[str, Kept], dimension: str) -> list[Kept]:
    """The relations whose rows name members of a dimension."""
    return [one for name, one in kept.items() if dimension in one.keys and name != dimension]


def first_named(connection: sa.Connection, dimension: str, by: Sequence[Kept]) -> dict[str, tuple[int, int]]:
    """The batch and line in which each member was named first."""
    first: dict[str, tuple[int, int]] = {}
    for relation in by:
        table = relation.table
        key = table.c[KEY_PREFIX + dimension]
        earliest = sa.select(key.label("key"), sa.func.min(table.c.batch_id).label("batch")).group_by(key).subquery()
        on = sa.and_(key == earliest.c.key, table.c.batch_id == earliest.c.batch)
        query = sa.select(key, earliest.c.batch, sa.func.min(table.c.row)).select_from(table.join(earliest, on))
        for name, batch, row in connection.execute(query.group_by(key, earliest.c.batch)):
            first[name] = min(first.get(name, (batch, row)), (batch, row))
    return first


def name_members(connection: sa.Connection, members: Relation, kept: Mapping[str, Kept]) -> int:
    """Take in the members that facts named while the specs enumerated them; how many there are."""
    table, key = members.table, members.key_column(members.name)
    known = set(connection.execute(sa.select(key)).scalars())
    last = connection.execute(sa.select(sa.func.max(table.c.row_id))).scalar() or 0
    first = first_named(connection, members.name, naming(kept, members.name))
    new = sorted((*place, name) for name, place in first.items() if name not in known)
    rows = [
        {"row_id": number, "batch_id": batch, "row": row, PERIOD: 0, key.name: name}
        for number, (batch, row, name) in enumerate(new, start=last + 1)
    ]
    if rows:
        connection.execute(table.insert(), rows)
    return len(rows)
