"""Members that need no file: those that facts name, each at the place where it was named first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from itertools import groupby, repeat
from operator import itemgetter

import sqlalchemy as sa

from iku_dsl.program import KEY_PREFIX
from iku_engine.database.book_texts import detail_of
from iku_engine.database.books import PERIOD, Books
from iku_engine.database.digests import CHUNK, Kept
from iku_engine.database.inserting import insert_rows
from iku_engine.database.relations import Relation

SEVERAL = 10  # rows for each new member, from which each is better looked for


def naming(kept: Mapping[str, Kept], dimension: str) -> list[Kept]:
    """The relations whose rows name members of a dimension."""
    return [one for name, one in kept.items() if dimension in one.keys and name != dimension]


class FirstNamed(dict[str, tuple[int, int]]):
    """The batch and line in which each member of a dimension was named first, of rows in any order."""

    def __init__(self) -> None:
        super().__init__()
        self._latest = (0, 0)  # of all places that are noted

    def add(self, batch: int, keys: Sequence[str], lines: Sequence[int]) -> None:
        """Rows of one batch: the members that they name, and their lines."""
        if not lines:
            return
        here: dict[str, int] = {}
        if isinstance(lines, range) or list(lines) == sorted(lines):
            new = set(keys).difference(self)
            after = (batch, lines[0]) >= self._latest  # what comes after all that is noted changes nothing of it
            if after and not new:
                return
            if after and SEVERAL * len(new) <= len(keys):
                here = {key: lines[keys.index(key)] for key in new}
            else:
                here = dict(zip(reversed(keys), reversed(lines), strict=True))
            if after:
                found = list(map(here.__getitem__, new))
                self.update(zip(new, zip(repeat(batch), found), strict=False))
                self._latest = (batch, max(found))
                return
        else:
            for key, line in zip(keys, lines, strict=True):
                here[key] = min(line, here.get(key, line))
        for key, line in here.items():
            known = self.get(key)
            if known is None or (batch, line) < known:
                self[key] = place = (batch, line)
                self._latest = max(self._latest, place)


def first_named(connection: sa.Connection, dimension: str, by: Sequence[Kept]) -> FirstNamed:
    """The batch and line in which each member was named first."""
    first = FirstNamed()
    for relation in by:
        columns = relation.table.c
        query = sa.select(columns.batch_id, columns.row, columns[KEY_PREFIX + dimension])
        for several in connection.execute(query, execution_options={"yield_per": CHUNK}).partitions():
            for batch, rows in groupby(several, itemgetter(0)):
                _, lines, keys = zip(*rows, strict=True)
                first.add(batch, keys, lines)
    return first


def taken_in_later(connection: sa.Connection, books: Books, upto: int | None) -> dict[str, list[tuple[int, int]]]:
    """The ids of members that a migration took in after an event, by dimension; they have the batches of facts before it."""
    if upto is None:
        return {}
    events = books.events.c
    query = (
        sa.select(events.event_id, events.detail)
        .where(events.kind == "migrate", events.event_id > upto)
        .order_by(events.event_id)
    )
    found: dict[str, list[tuple[int, int]]] = {}
    for event, detail in connection.execute(query):
        for name, (first, last) in detail_of(event, detail)["members"].items():
            found.setdefault(name, []).append((first, last))
    return found


def name_members(connection: sa.Connection, members: Relation, kept: Mapping[str, Kept]) -> tuple[int, int] | None:
    """Take in the members that facts named while the specs enumerated them; the ids of their rows, the first and the last."""
    return take_in(connection, members, first_named(connection, members.name, naming(kept, members.name)))


def members_there(connection: sa.Connection, members: Relation) -> list[str]:
    """The members that a dimension has, in the order in which they came."""
    key = members.key_column(members.name)
    return list(connection.execute(sa.select(key).order_by(members.table.c.row_id)).scalars().all())


def take_in(
    connection: sa.Connection,
    members: Relation,
    first: Mapping[str, tuple[int, int]],
    there: Set[str] | None = None,
) -> tuple[int, int] | None:
    """Take in those members that are not `there` yet, each with the batch and line that named it first; the ids of their rows."""
    table, key = members.table, members.key_column(members.name)
    known = set(members_there(connection, members) if there is None else there)
    last = connection.execute(sa.select(sa.func.max(table.c.row_id))).scalar() or 0
    new = sorted((*place, name) for name, place in first.items() if name not in known)
    rows = [
        {"row_id": number, "batch_id": batch, "row": row, PERIOD: 0, key.name: name}
        for number, (batch, row, name) in enumerate(new, start=last + 1)
    ]
    if not rows:
        return None
    insert_rows(connection, table, rows)
    return last + 1, last + len(rows)
