"""Rows that no event sealed: each book, and each relation, has only what some event of the right kind brought."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa

from iku_dsl.problem import Text, say
from iku_engine.facts.books import Books
from iku_engine.facts.chain import Event
from iku_engine.facts.digests import Kept
from iku_engine.rights import BOOKS


def stray_in_books(connection: sa.Connection, books: Books, chain: Sequence[Event]) -> Text | None:
    """The first book with a row of an event that is not there, or of another kind."""
    by_kind: dict[str, set[int]] = {}
    for event in chain:
        by_kind.setdefault(event.kind, set()).add(event.id)
    for name, (column, kinds) in BOOKS.items():
        table: sa.Table = getattr(books, name)
        known = set().union(*(by_kind.get(kind, set()) for kind in kinds))
        found = set(connection.execute(sa.select(table.c[column]).distinct()).scalars())
        if found - known:
            return say("verify.book", event=min(found - known, key=str), table=table.name)
    return None


def stray_texts(connection: sa.Connection, books: Books) -> Text | None:
    """Specs, results and evidence are those that runs and attachments name; of evidence also name and size are right."""
    for table, column in ((books.results, books.runs.c.results_sha256), (books.files, books.attachments.c.sha256)):
        named = set(connection.execute(sa.select(column)).scalars())
        stray = set(connection.execute(sa.select(table.c.sha256)).scalars()) - named
        if stray:
            return say("verify.unnamed", sha256=min(stray), table=table.name)
    texts = "\n".join(connection.execute(sa.select(books.runs.c.specs)).scalars())
    for digest in connection.execute(sa.select(books.specs.c.sha256)).scalars():
        if f'"{digest}"' not in texts:
            return say("verify.unnamed", sha256=digest, table=books.specs.name)
    attached, files = books.attachments.c, books.files.c
    query = sa.select(attached.sha256, attached.name).order_by(attached.event_id.desc())
    first = {row[0]: row[1] for row in connection.execute(query)}
    kept = connection.execute(sa.select(files.sha256, files.name, files.size, sa.func.length(files.content)))
    for digest, name, size, length in kept:
        if name != first[digest] or size != length:
            return say("verify.file", file=name)
    return None


def stray_members(
    members: Kept,
    others: Iterable[Sequence[object]],
    first: Mapping[str, tuple[int, int]],
    named: Iterable[tuple[int, int]],
) -> Text | None:
    """Members that need no file: each row that an event took in is there, with the place at which some fact named it first.

    `others` are the rows that no file brought, `named` the ids that imports and migrations took in.
    """
    taken_in = _ids(named)
    found = {tuple(row[:5]) for row in others}
    wanted = {row for row in found if row[0] in taken_in and row[1:] == (*first.get(str(row[4]), ()), 0, row[4])}
    if found != wanted or len(found) != len(taken_in):
        return say("verify.stray", relation=members.name, count=len(found - wanted) or len(taken_in) - len(found))
    return None


def _ids(spans: Iterable[tuple[int, int]]) -> set[int]:
    return {number for first, last in spans for number in range(first, last + 1)}
