"""Members that nobody can tell apart by looking at them, and are two all the same: each is told once, when the second one comes."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from iku_dsl.key_text import alike, foreign
from iku_dsl.problem import Text, say
from iku_dsl.records import record
from iku_engine.facts.books import Books
from iku_engine.facts.members import current
from iku_engine.facts.relations import Relation

Place = tuple[int, int, str]  # of a member: the id of its row, its row in the file, the file


@record
class Lookalike:
    """A new member, the row of the file that names it, and what is to be said of it."""

    dimension: str
    member: str
    row: int
    reason: Text


def lookalikes(connection: sa.Connection, books: Books, members: Relation, new: tuple[int, int]) -> Iterator[Lookalike]:
    """The members of a dimension with ids from the first to the last of `new` that look like another member."""
    first, last = new
    rows = current(members)
    key = rows.c[members.key_column(members.name).name]
    keys = sa.select(key).where(_beyond_ascii(connection, key)).order_by(rows.c.row_id)
    for pair in alike(connection.execute(keys).scalars(), connection.execute(sa.select(key)).scalars()):
        places = _places(connection, books, rows, key, pair)
        odd, plain = pair
        coming = [one for one in pair if first <= places[one][0] <= last]
        if not coming:
            continue
        told = coming[0]
        like = plain if told == odd else odd
        file = places[like][2]
        where = f"{file}:{places[like][1]}" if file else "-"
        yield Lookalike(
            members.name, told, places[told][1], say("row.alike", member=like, where=where, letter=foreign(odd))
        )


def _beyond_ascii(connection: sa.Connection, key: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """Whether a text has letters of more than one byte."""
    if connection.dialect.name == "sqlite":
        return sa.func.length(sa.cast(key, sa.LargeBinary)) != sa.func.length(key)
    return sa.func.octet_length(key) != sa.func.char_length(key)


def _places(
    connection: sa.Connection, books: Books, rows: sa.Subquery, key: sa.ColumnElement[str], pair: tuple[str, str]
) -> dict[str, Place]:
    batches = books.batches.c
    query = sa.select(key, rows.c.row_id, rows.c.row, batches.file)
    query = query.join_from(rows, books.batches, batches.batch_id == rows.c.batch_id)
    return {row[0]: (row[1], row[2], row[3]) for row in connection.execute(query.where(key.in_(pair)))}
