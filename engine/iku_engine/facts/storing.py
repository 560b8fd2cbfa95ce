"""Good rows into the tables of a relation: added, passed over, or superseding an earlier row; nothing is overwritten."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

import sqlalchemy as sa

from iku_engine.facts.cells import canonical
from iku_engine.facts.relations import KEY_PREFIX, PERIOD, Relation
from iku_engine.facts.report import RejectedCell
from iku_engine.facts.rows import GoodRow, stored_names
from iku_engine.store import Store

Known = dict[tuple[int, tuple[str, ...]], tuple[int, tuple[object, ...]]]  # period and keys to row id and stored values


@dataclass
class Tally:
    """What is counted while rows come in."""

    rows: int = 0
    accepted: int = 0
    identical: int = 0
    replaced: int = 0
    rejected: list[RejectedCell] = field(default_factory=list)
    rejected_total: int = 0
    periods: set[int] = field(default_factory=set)
    digest: str = ""
    known: Known = field(default_factory=dict)


def keep(
    store: Store,
    connection: sa.Connection,
    relation: Relation,
    batch: int,
    good: list[GoodRow],
    tally: Tally,
    digest: hashlib._Hash,
) -> None:
    """Store good rows: new ones are added, identical ones passed over, others supersede the row that has their key."""
    if not good:
        return
    known = tally.known
    unseen = {row.period for row in good} - tally.periods
    if unseen:  # what this file brings itself is never asked for: a key stands in it once
        known.update(_known(connection, relation, unseen))
    fresh: list[GoodRow] = []
    replaces: dict[int, GoodRow] = {}
    for row in good:
        tally.periods.add(row.period)
        earlier = known.get((row.period, row.keys))
        if earlier is None:
            fresh.append(row)
        elif earlier[1] == tuple(row.values.values()):
            tally.identical += 1
            continue
        else:
            fresh.append(row)
            replaces[earlier[0]] = row
        digest.update(_canonical(relation, row))
    tally.accepted += len(fresh)
    tally.replaced += len(replaces)
    if not fresh:
        return
    first = (connection.execute(sa.select(sa.func.max(relation.table.c.row_id))).scalar() or 0) + 1
    ids = {id(row): first + place for place, row in enumerate(fresh)}
    connection.execute(
        relation.table.insert(),
        [
            {
                "row_id": ids[id(row)],
                "batch_id": batch,
                "row": row.line,
                PERIOD: row.period,
                **{KEY_PREFIX + d: key for d, key in zip(relation.dimensions, row.keys, strict=True)},
                **row.values,
            }
            for row in fresh
        ],
    )
    _new_members(store, connection, relation, batch, fresh)
    if replaces:
        connection.execute(
            relation.superseded.insert(),
            [
                {"row_id": old, "by_row_id": ids[id(row)], "batch_id": batch, "reason": "import"}
                for old, row in replaces.items()
            ],
        )


def _known(connection: sa.Connection, relation: Relation, periods: set[int]) -> Known:
    """The current rows of some periods: key to row id and stored values."""
    table, gone = relation.table, relation.superseded
    keys = [relation.key_column(d) for d in relation.dimensions]
    values = [table.c[name] for name in value_names(relation)]
    query = (
        sa.select(table.c.row_id, table.c[PERIOD], *keys, *values)
        .where(table.c[PERIOD].in_(periods))
        .where(~sa.exists().where(gone.c.row_id == table.c.row_id))
    )
    width = 2 + len(keys)
    return {(row[1], tuple(row[2:width])): (row[0], tuple(row[width:])) for row in connection.execute(query)}


def value_names(relation: Relation) -> list[str]:
    """The stored value columns of a relation, in order."""
    return [name for column in relation.columns.values() for name in stored_names(column)]


def _canonical(relation: Relation, row: GoodRow) -> bytes:
    values = [canonical(column, row.values[column.name]) for column in relation.columns.values()]
    return ("\x1f".join([str(row.period), *row.keys, *values]) + "\x1e").encode()


def _new_members(store: Store, connection: sa.Connection, relation: Relation, batch: int, fresh: list[GoodRow]) -> None:
    """A keyed dimension without attributes takes its members from the facts that name them."""
    if relation.is_dimension:
        return
    for place, dimension in enumerate(relation.dimensions):
        members = store.schema.relations.get(dimension)
        if members is None or members.columns:
            continue
        column = members.key_column(dimension)
        lines: dict[str, int] = {}
        for row in fresh:
            lines.setdefault(row.keys[place], row.line)
        known = set(connection.execute(sa.select(column)).scalars())
        new = [
            {"batch_id": batch, "row": line, PERIOD: 0, column.name: key}
            for key, line in lines.items()
            if key not in known
        ]
        if new:
            connection.execute(members.table.insert(), new)
