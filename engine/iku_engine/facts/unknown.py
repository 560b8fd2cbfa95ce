"""Rows about members that there are not by the specs of now: an evaluation that would count them in silence is refused.

Where specs drop a member that rows are about, the store does not open (`ledger.migrate.rows`). Left are facts as they were known
earlier, and members that the specs listed until a file names them.
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from iku_dsl.problem import Text, say
from iku_engine.errors import WrongUse
from iku_engine.facts.listed import listed_since, unlisted
from iku_engine.facts.shapes import shape
from iku_engine.snapshot import Snapshot


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
                counted = sa.select(sa.func.count()).select_from(rows).where(rows.c[lost.column].in_(lost.members))
                yield say("as-of-members", **lost.about, count=int(snapshot.engine.rows(counted)[0][0]))


def _of_files(snapshot: Snapshot) -> Iterator[Text]:
    """Only dimensions are looked at that the specs listed once, and of which no file has come since: the first must have all members."""
    schema, once = snapshot.tables, {dimension for _, dimension in snapshot.shapes.enumerated}
    if not once:
        return
    for name in sorted(once):
        members = schema.relations.get(name)
        if members is None or members.named_by_facts or not snapshot.loaded(name, None):
            continue
        if listed_since(snapshot.connection, schema, name):
            from iku_engine.facts.orphans import namings, orphans, sentence  # which loads what imports need

            for naming in namings(schema, members):
                for one in orphans(
                    snapshot.engine, naming, snapshot.current(naming.relation), snapshot.current(members)
                ):
                    yield sentence(snapshot.connection, schema, one, "orphans.listed")
