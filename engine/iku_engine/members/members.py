"""Which members there are, on which days they are valid, and so which a row of facts may be about.

A dimension's file may have the built-in columns `mulai`, `akhir` and `pengganti`: when a member is valid, and who takes its place.
Members that need no file are those that facts name, each at the place where it was named first; others are listed by the specs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from datetime import date
from itertools import groupby, repeat
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from iku_dsl.key_text import key_text
from iku_dsl.period import Period, from_ordinal
from iku_dsl.problem import Text, say
from iku_dsl.program import KEY_PREFIX, Program
from iku_dsl.program.sources import END, START, SUCCESSOR
from iku_dsl.records import record
from iku_dsl.types import Kind
from iku_engine.book_texts import detail_of
from iku_engine.database.books import PERIOD, Books
from iku_engine.database.bulk import insert_rows
from iku_engine.database.digests import CHUNK, Kept
from iku_engine.database.relations import Relation, Schema, bounded
from iku_engine.database.stored import Stored
from iku_engine.engines.base import Engine, Row
from iku_engine.store.shapes import read_shape

FIRST_MONTH, LAST_MONTH = 12, 10_000 * 12 - 1  # of the calendar that a date can have


@record
class Validity:
    """The first and last day of a member (as day numbers; None where there is none), and the member that takes its place."""

    start: int | None = None
    end: int | None = None
    successor: str | None = None

    def covers(self, *periods: Period) -> bool:
        """Whether the member is valid on some day of a period, or of several one after another."""
        first, last = days(*periods)
        return (self.start is None or self.start <= last) and (self.end is None or self.end >= first)


ALWAYS = Validity()


def days(*periods: Period) -> tuple[int, int]:
    """The numbers of the first and last day of a period, or of several one after another."""
    return _start_of(periods[0].months[0]), _start_of(periods[-1].months[1] + 1) - 1


def _start_of(month: int) -> int:
    """The number of the day that a month starts with, within the calendar."""
    if month > LAST_MONTH:
        return date.max.toordinal() + 1
    return date(month // 12, month % 12 + 1, 1).toordinal() if month >= FIRST_MONTH else 0


def told(label: str, validity: Validity, period: Period, before: tuple[str, ...], after: str) -> Text | None:
    """Why a member is not valid in a period, with the members `before` it or the one `after` it; None where it is valid."""
    first, last = days(period)
    if validity.start is not None and validity.start > last:
        since = date.fromordinal(validity.start)
        if before:
            return say("member.not-yet", member=label, since=since, before=before)
        return say("member.not-yet.none", member=label, since=since)
    if validity.end is not None and validity.end < first:
        until = date.fromordinal(validity.end)
        if after:
            return say("member.no-longer", member=label, until=until, after=after)
        return say("member.no-longer.none", member=label, until=until)
    return None


class Validities:
    """The validity of members as an evaluation sees it; a successor is told, and never followed."""

    def __init__(
        self,
        read: Callable[[str], Mapping[str, Validity]],
        labels: Callable[[str], Mapping[str, str]],
        label: Callable[[str, str], str],
    ) -> None:
        """Of a dimension, `read` gives the members that have a first or last day or a successor, `labels` all, `label` one of them."""
        self._read, self._labels, self._label = read, labels, label
        self._known: dict[str, Mapping[str, Validity]] = {}
        self._predecessors: dict[str, dict[str, list[str]]] = {}

    def of(self, dimension: str) -> Mapping[str, Validity]:
        """The members of a dimension that have a first or last day or a successor."""
        if dimension not in self._known:
            self._known[dimension] = self._read(dimension)
        return self._known[dimension]

    def members(self, dimension: str, *periods: Period) -> dict[str, str]:
        """The members that are valid in a period, or in some of several, with their labels."""
        known, labels = self.of(dimension), self._labels(dimension)
        return {m: label for m, label in labels.items() if m not in known or known[m].covers(*periods)}

    def always(self, dimension: str) -> bool:
        """Whether every member of a dimension is valid always."""
        return all(one.start is None and one.end is None for one in self.of(dimension).values())

    def conditions(self, dimension: str, row: sa.FromClause, *periods: Period) -> list[sa.ColumnElement[bool]]:
        """What holds of the row of a member that is valid in a period, or in some of several; nothing where all are valid always."""
        if self.always(dimension):
            return []
        first, last = days(*periods)
        start, end = row.c[START], row.c[END]
        return [sa.or_(start.is_(None), start <= last), sa.or_(end.is_(None), end >= first)]

    def beyond(self, dimension: str, member: str, period: Period) -> Text | None:
        """Why a member is not valid in a period, None where it is."""
        known = self.of(dimension)
        if member not in known or known[member].covers(period):
            return None
        label = self._label
        before = tuple(label(dimension, other) for other in self._before(dimension).get(member, ()))
        successor = known[member].successor
        after = label(dimension, successor) if successor is not None else ""
        return told(label(dimension, member), known[member], period, before, after)

    def _before(self, dimension: str) -> dict[str, list[str]]:
        """The members that each member of a dimension comes after."""
        if dimension not in self._predecessors:
            found = self._predecessors[dimension] = {}
            for other, one in self.of(dimension).items():
                if one.successor is not None:
                    found.setdefault(one.successor, []).append(other)
        return self._predecessors[dimension]


def read(ask: Callable[[sa.Select[Any]], Sequence[Row]], current: sa.FromClause, key: str) -> dict[str, Validity]:
    """The validity of each member that has one, of the rows that count."""
    columns = [current.c[START], current.c[END], current.c[SUCCESSOR]]
    rows = ask(sa.select(current.c[key], *columns).where(bounded(current)).order_by(current.c[key]))
    return {row[0]: Validity(*row[1:]) for row in rows}


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


SHOWN = 5  # members that a sentence names


def naming_columns(relation: Relation, dimension: str) -> list[str]:
    """The stored columns of a relation whose cells name members of another dimension: its key first."""
    keys = [KEY_PREFIX + dimension] if dimension in relation.dimensions else []
    columns = relation.columns.values()
    return [*keys, *(one.name for one in columns if one.type.kind is Kind.MEMBER and one.type.of == dimension)]


@record
class Unlisted:
    """The members that a column of a relation names, and that the specs do not list."""

    relation: Relation
    dimension: str
    column: str
    members: list[str]

    @property
    def about(self) -> Mapping[str, object]:
        """For a sentence: the first of them, and where they are named."""
        more = ("…",) if len(self.members) > SHOWN else ()
        shown = (*self.members[:SHOWN], *more)
        return {"relation": self.relation.name, "dimension": self.dimension, "column": self.column, "members": shown}


def unlisted(engine: Engine, relation: Relation, dimension: str, rows: sa.FromClause) -> Iterator[Unlisted]:
    """What some rows of a relation name of a listed dimension, and is not on the list: once for each column."""
    for name in naming_columns(relation, dimension):
        column = rows.c[name]
        there = {row[0] for row in engine.rows(sa.select(column).where(column.is_not(None)).distinct())}
        lost = sorted(there.difference(relation.listed[dimension]))
        if lost:
            yield Unlisted(relation, dimension, name, lost)


def unfiled_since(connection: sa.Connection, schema: Books, members: str, but: int = 0) -> bool:
    """Whether a dimension needed no file after its last batch (`but` one): rows may name members that it has not.

    The specs listed them, or they were those that facts named.
    """
    batches, shapes = schema.batches.c, schema.shapes.c
    came = sa.select(sa.func.max(batches.batch_id)).where(batches.relation == members, batches.batch_id != but)
    later = sa.select(shapes.relation, shapes.text).where(shapes.event_id > (connection.execute(came).scalar() or 0))
    known = ((relation, read_shape(text)) for relation, text in connection.execute(later))
    return any(members in one.listed or (relation == members and one.named_by_facts) for relation, one in known)


class ValidMembers:
    """What is known of the validity of the members that the rows of a relation name, when an import begins."""

    def __init__(self, schema: Schema, program: Program, relation: Relation, engine: Engine) -> None:
        self.relation = relation
        self.known: dict[str, Mapping[str, Validity]] = {}
        for dimension in relation.dimensions if relation.grain is not None else ():
            if program.dimensions[dimension].validity:
                members = schema.relations[dimension]
                found = read(engine.rows, current(members), members.key_column(dimension).name)
                if any(one != ALWAYS for one in found.values()):
                    self.known[dimension] = found

    def fault(self, dimension: str, member: str, ordinal: int) -> Text | None:
        """Why a row of a period may not be about a member, None where it may."""
        known = self.known.get(dimension, {})
        if member not in known or self.relation.grain is None:
            return None
        period = from_ordinal(ordinal, self.relation.grain)
        before = tuple(other for other, one in known.items() if one.successor == member)
        return told(member, known[member], period, before, known[member].successor or "")

    def turned(self, values: Mapping[str, Stored]) -> Text | None:
        """What is wrong with a member's own row: its last day before its first."""
        start, end = values.get(START), values.get(END)
        if self.relation.dated and isinstance(start, int) and isinstance(end, int) and end < start:
            return say("member.turned")
        return None


def referred(relation: Relation) -> set[str]:
    """The dimensions whose members the rows of a relation name."""
    own = set() if relation.is_dimension else set(relation.dimensions)
    pointing = (c for c in relation.columns.values() if c.type.kind is Kind.MEMBER and c.name != SUCCESSOR)
    return own | {column.type.of for column in pointing}


def known_members(schema: Schema, program: Program, dimension: str, engine: Engine) -> Mapping[str, str] | None:
    """The members that count now, with their labels; None where any text is one: a dimension whose members come from facts."""
    declared = program.dimensions[dimension]
    if declared.enumerated:
        return {member.name: member.title for member in declared.members}
    if not declared.imported:
        return None
    relation = schema.relations[dimension]
    found = current(relation, named_elsewhere(engine.connection, schema, dimension))
    label = next((found.c[c.name] for c in declared.attributes.values() if c.type.kind is Kind.TEXT), None)
    key = found.c[relation.key_column(dimension).name]
    return {row[0]: row[1] or row[0] for row in engine.rows(sa.select(key, label if label is not None else key))}


def current(members: Relation, but: Sequence[int] = ()) -> sa.Subquery:
    """The rows of members that no later row replaced or took back, `but` for those of some batches (`named_elsewhere`)."""
    table, gone = members.table, members.superseded
    rows = sa.select(table).where(~sa.exists().where(gone.c.row_id == table.c.row_id))
    return (rows.where(table.c.batch_id.not_in(but)) if but else rows).subquery()


def named_elsewhere(connection: sa.Connection, schema: Schema, dimension: str) -> tuple[int, ...]:
    """The batches of facts that named members of a dimension, where these count no more: it has a file of its own by now.

    The first batch of that file takes the place of all such rows, so that only a store that waits for it has any.
    """
    members = schema.relations[dimension]
    if not members.is_dimension or members.named_by_facts:
        return ()
    shapes, batches, table = schema.shapes.c, schema.batches.c, members.table.c
    known = connection.execute(sa.select(shapes.text).where(shapes.relation == dimension)).scalars()
    if not any(read_shape(text).named_by_facts for text in known):
        return ()
    own = sa.select(batches.batch_id).where(batches.relation == dimension)
    gone = members.superseded.c
    others = sa.select(table.batch_id).where(
        table.batch_id.not_in(own), ~sa.exists().where(gone.row_id == table.row_id)
    )
    return tuple(sorted(connection.execute(others.distinct()).scalars().all()))


def is_member(schema: Schema, engine: Engine, dimension: str, key: str) -> bool:
    """Whether a dimension has a member already."""
    members = schema.relations.get(dimension)
    if members is None:
        return False
    column = members.key_column(dimension)
    return any(True for _ in engine.rows(sa.select(column).where(column == key).limit(1)))


def kept_key(there: Callable[[str, str], bool], dimension: str, text: str) -> str:
    """The key under which a member is kept that a text names: as the text stands only where the store has it so."""
    kept, written = key_text(text), text.strip()
    return written if kept != written and there(dimension, written) else kept
