"""Members that may be mistakes, told when they come: two that nobody can tell apart, or one below another that is not always valid.

That one is below none in its other days. Such pairs are told once, when the second member comes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date

import sqlalchemy as sa

from iku_dsl.key_text import alike, foreign
from iku_dsl.problem import Text, say
from iku_dsl.program.sources import END, START, SUCCESSOR
from iku_dsl.records import record
from iku_dsl.types import Kind
from iku_engine.database.books import PERIOD, Books
from iku_engine.database.relations import Relation
from iku_engine.engines.base import Engine
from iku_engine.members.members import current
from iku_engine.staging.report import SHOWN, RejectedCell
from iku_engine.words.notation import MONTHS

DATES = ("____-__-__", "%_-___", "___-__")  # forms of dates, as far as a query can say
IN_ONE = 500  # names that a query lists
Place = tuple[int, int, str]  # of a member: the id of its row, its row in the file, the file


@record
class Lookalike:
    """A new member, the row of the file that names it, and what is to be said of it."""

    dimension: str
    member: str
    row: int
    reason: Text


def lookalikes(
    connection: sa.Connection, books: Books, members: Relation, new: tuple[int, int], file: str = ""
) -> Iterator[Lookalike]:
    """The members of a dimension with ids from the first to the last of `new` that look like another, or whose key is another's name.

    `file` is the one of a batch that is not sealed yet.
    """
    first, last = new
    rows = current(members)
    key = rows.c[members.key_column(members.name).name]
    namesakes = list(_namesakes(connection, members, rows, key))
    keys = sa.select(key).where(_beyond_ascii(connection, key)).order_by(rows.c.row_id)
    pairs = list(alike(connection.execute(keys).scalars(), connection.execute(sa.select(key)).scalars()))
    for name, row in _dates(connection, rows, key, new):
        yield Lookalike(members.name, name, row, say("row.date-member"))
    places = _places(connection, books, rows, key, {name for pair in (*namesakes, *pairs) for name in pair}, file)
    for one, called in namesakes:
        coming = [member for member in (one, called) if first <= places[member][0] <= last]
        if coming:
            told = coming[0]
            other = called if told == one else one
            reason = say("row.namesake" if told == one else "row.called", member=other, where=_where(places[other]))
            yield Lookalike(members.name, told, places[told][1], reason)
    for pair in pairs:
        odd, plain = pair
        coming = [one for one in pair if first <= places[one][0] <= last]
        if not coming:
            continue
        told = coming[0]
        like = plain if told == odd else odd
        reason = say("row.alike", member=like, where=_where(places[like]), letter=foreign(odd))
        yield Lookalike(members.name, told, places[told][1], reason)


def _dates(
    connection: sa.Connection, rows: sa.Subquery, key: sa.ColumnElement[str], new: tuple[int, int]
) -> Iterator[tuple[str, int]]:
    """The new members that are dates, with their rows, where others are none: a spreadsheet makes dates of codes such as `1-1`."""
    like = sa.or_(*(key.like(form) for form in DATES))
    found = connection.execute(sa.select(key, rows.c.row).where(like, rows.c.row_id.between(*new)).limit(SHOWN)).all()
    dates = [(name, row) for name, row in found if is_date(name)]
    others = connection.execute(sa.select(key).where(~like).limit(1)).first() if dates else None
    if others is not None:
        yield from dates


def is_date(text: str) -> bool:
    """Whether a text is a date as a spreadsheet shows one: `2026-01-01`, `01-Jan`, `Jan-26`."""
    try:
        date.fromisoformat(text)
    except ValueError:
        parts = text.casefold().split("-")
        return len(parts) == 2 and any(one in MONTHS and other.isdecimal() for one, other in (parts, parts[::-1]))
    return True


def spelled_alike(names: Iterable[str]) -> dict[str, str]:
    """Those of some members, in their order, that differ from an earlier one by capitals, blanks or zeros in front alone; with that one.

    A spreadsheet drops the zeros in front of a number: `01` comes back as `1`.
    """
    given = list(names)
    joined = "\n".join(given)
    zeros = "\n0" in f"\n{joined}"
    if joined.isascii() and (joined.isupper() or joined.islower()) and " " not in joined and not zeros:
        return {}  # as codes are
    looks = joined.casefold().replace(" ", "").split("\n")
    if len(looks) != len(given):  # none, or one that has a line feed in it
        looks = [name.casefold().replace(" ", "") for name in given]
    if zeros:
        looks = [look.lstrip("0") or "0" if look.isdecimal() else look for look in looks]
    if len(set(looks)) == len(given):
        return {}
    first: dict[str, str] = {}
    for name, look in zip(given, looks, strict=True):
        first.setdefault(look, name)
    return {name: first[look] for name, look in zip(given, looks, strict=True) if first[look] != name}


def spelled(
    connection: sa.Connection, books: Books, members: Relation, like: Mapping[str, str], file: str = ""
) -> Iterator[Lookalike]:
    """What is to be said of some members of a dimension, each with the one that it is spelled `like`; `file` as above."""
    rows = current(members)
    key = rows.c[members.key_column(members.name).name]
    places = _places(connection, books, rows, key, {*like, *like.values()}, file)
    for told, other in like.items():
        reason = say("row.spelled", member=other, where=_where(places[other]))
        yield Lookalike(members.name, told, places[told][1], reason)


def _namesakes(
    connection: sa.Connection, members: Relation, rows: sa.Subquery, key: sa.ColumnElement[str]
) -> Iterator[tuple[str, str]]:
    """The members whose key is what another one is called, in any case and spacing, each with that other one."""
    label = next((column.name for column in members.columns.values() if column.type.kind is Kind.TEXT), None)
    if label is None:
        return
    known: dict[str, str | None] = dict(map(tuple, connection.execute(sa.select(key, rows.c[label])).all()))
    keys = {_plainly(one): one for one in known}
    for one, called in known.items():
        other = keys.get(_plainly(called)) if called else None
        if other is not None and other != one:
            yield other, one


def _plainly(text: str) -> str:
    return " ".join(text.casefold().split())


def _where(place: Place) -> str:
    return f"{place[2]}:{place[1]}" if place[2] else "-"


def _beyond_ascii(connection: sa.Connection, key: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """Whether a text has letters of more than one byte."""
    if connection.dialect.name == "sqlite":
        return sa.func.length(sa.cast(key, sa.LargeBinary)) != sa.func.length(key)
    return sa.func.octet_length(key) != sa.func.char_length(key)


def _places(
    connection: sa.Connection,
    books: Books,
    rows: sa.Subquery,
    key: sa.ColumnElement[str],
    names: Collection[str],
    file: str,
) -> dict[str, Place]:
    """Where some members are: one look at all rows, whether they are two or all of them."""
    if not names:
        return {}
    batches = books.batches.c
    query = sa.select(key, rows.c.row_id, rows.c.row, batches.file)
    query = query.join_from(rows, books.batches, batches.batch_id == rows.c.batch_id, isouter=True)
    query = query.where(key.in_(list(names))) if len(names) <= IN_ONE else query
    return {
        row[0]: (row[1], row[2], file if row[3] is None else row[3])
        for row in connection.execute(query).all()
        if row[0] in names
    }


ENDLESS = date.max.toordinal() + 1
Rows = Callable[[Relation], sa.FromClause]  # those that count


@record
class Named:
    """A member that is not valid in all days of some that name it: `batch` and `cell` are of the row that tells it."""

    batch: int
    cell: RejectedCell


def parents_missed(
    engine: Engine, relations: Mapping[str, Relation], rows: Rows, came: Mapping[str, tuple[int, int] | None]
) -> Iterator[Named]:
    """One for each such member; `came` has the relations whose rows come, with the first and last id of these, None for all."""
    for children in relations.values():
        for column in children.columns.values() if children.is_dimension else ():
            parents = relations.get(column.type.of) if column.type.kind is Kind.MEMBER else None
            if column.name == SUCCESSOR or parents is None or not parents.dated:
                continue
            child, parent = rows(children).alias("child"), rows(parents).alias("parent")
            pair = _Pair(engine, children, parents, column.name, child, parent)
            of_child = _among(child, came[children.name]) if children.name in came else sa.false()
            if children.name in came:
                yield from pair.told(child, of_child)
            if parents.name in came:
                yield from pair.told(parent, sa.and_(_among(parent, came[parents.name]), sa.not_(of_child)))


def _among(rows: sa.FromClause, ids: tuple[int, int] | None) -> sa.ColumnElement[bool]:
    return sa.true() if ids is None else rows.c.row_id.between(*ids)


@record
class _Pair:
    """Members that name others by a column, beside those that they name."""

    engine: Engine
    children: Relation
    parents: Relation
    column: str
    child: sa.FromClause
    parent: sa.FromClause

    def told(self, by: sa.FromClause, where: sa.ColumnElement[bool]) -> Iterator[Named]:
        """What is told, each by the first row on one of the two sides."""
        child, parent, key = self.child, self.parent, self.parent.c[self.parents.key_column(self.parents.name).name]
        dated = self.children.dated
        start = sa.func.coalesce(child.c[START], 0) if dated else sa.literal(0)
        end = sa.func.coalesce(child.c[END], ENDLESS) if dated else sa.literal(ENDLESS)
        asked = [
            key,
            parent.c[START],
            parent.c[END],
            sa.func.count(),
            sa.func.min(by.c.batch_id),
            sa.func.min(by.c.row),
        ]
        query = sa.select(*asked).select_from(
            child.join(parent, sa.and_(parent.c[PERIOD] == child.c[PERIOD], key == child.c[self.column]))
        )
        query = (
            query.where(where, sa.or_(start < parent.c[START], end > parent.c[END])).group_by(*asked[:3]).order_by(key)
        )
        for member, first, last, count, batch, row in self.engine.rows(query):
            days = f"{_day(first)}..{_day(last)}"
            reason = say("row.parent-days", count=count, dimension=self.children.name, parent=member, days=days)
            column = self.column if by is child else self.parents.key_name
            yield Named(batch, RejectedCell(row, column, member, reason))


def _day(ordinal: int | None) -> str:
    return "" if ordinal is None else str(date.fromordinal(ordinal))
