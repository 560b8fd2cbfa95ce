"""Rows about members that there are not by the specs of now: an evaluation that would count them in silence is refused.

Where specs drop a member that rows are about, the store does not open (`migrate.rows`). Left are facts as they were known
earlier, and members that the specs listed, or facts named, until a file names them.
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from iku_dsl.problem import Text, say
from iku_engine.database.among import among
from iku_engine.database.relations import Relation
from iku_engine.errors import WrongUse
from iku_engine.members.listed import unfiled_since, unlisted
from iku_engine.members.members import named_elsewhere
from iku_engine.snapshot.snapshot import Snapshot
from iku_engine.store.shapes import shape


def refuse_unknown(snapshot: Snapshot, *, past: bool) -> None:
    """Of facts as they are now, or were in the `past`. Errors: `WrongUse` for rows that count and whose member is none."""
    for reason in (*(_of_lists(snapshot) if past else ()), *_of_files(snapshot)):
        raise WrongUse(reason)


def _of_lists(snapshot: Snapshot) -> Iterator[Text]:
    """Only relations are looked at that the store has known with other lists."""
    for relation in snapshot.tables.relations.values():
        for dimension in snapshot.shapes.once_others(relation.name, shape(snapshot.program, relation)):
            rows = snapshot.current(relation)
            for lost in unlisted(snapshot.engine, relation, dimension, rows):
                counted = sa.select(sa.func.count()).select_from(rows).where(among(rows.c[lost.column], lost.members))
                yield say("as-of-members", **lost.about, count=int(snapshot.engine.rows(counted)[0][0]))


def unfiled(snapshot: Snapshot) -> Iterator[Text]:
    """What is told of a dimension that needs a file by now, of which none has come, though rows that count name members of it."""
    for members in _once_without_file(snapshot):
        if not snapshot.loaded(members.name, None):
            from iku_engine.members.orphans import no_file  # which loads what imports need

            yield from no_file(snapshot.connection, snapshot.tables, members, snapshot.current)


def _once_without_file(snapshot: Snapshot) -> Iterator[Relation]:
    """The dimensions that have a file of their own by now, and whose members the specs once listed, or facts named."""
    shapes = snapshot.shapes
    for name in sorted({*(dimension for _, dimension in shapes.enumerated), *shapes.once_named}):
        members = snapshot.tables.relations.get(name)
        if members is not None and not members.named_by_facts:
            yield members


def _of_files(snapshot: Snapshot) -> Iterator[Text]:
    """Only dimensions are looked at that needed no file once, and of which none has come since that has all members, as the first must."""
    connection, schema = snapshot.connection, snapshot.tables
    for members in _once_without_file(snapshot):
        name = members.name
        if not snapshot.loaded(name, None):
            continue
        bound = any(batch.id < 0 for batch in snapshot.batches_of(name, None))
        elsewhere = () if bound else named_elsewhere(connection, schema, name)
        if elsewhere or unfiled_since(connection, schema, name):
            from iku_engine.members.orphans import namings, orphans, sentence  # which loads what imports need

            rows = snapshot.current(members)
            own = sa.select(rows).where(rows.c.batch_id.not_in(elsewhere)).subquery() if elsewhere else rows
            for naming in namings(schema, members):
                for one in orphans(snapshot.engine, naming, snapshot.current(naming.relation), own):
                    yield sentence(connection, schema, one, "orphans.listed")
