"""Which members a row of facts may be about: in its period they must be valid; and a member's own days must be in order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import sqlalchemy as sa

from iku_dsl.key_text import key_text
from iku_dsl.period import from_ordinal
from iku_dsl.problem import Text, say
from iku_dsl.program import Program
from iku_dsl.program.sources import END, START, SUCCESSOR
from iku_dsl.types import Kind
from iku_engine.database.relations import Relation, Schema
from iku_engine.database.stored import Stored
from iku_engine.engines.base import Engine
from iku_engine.members.validity import ALWAYS, Validity, read, told
from iku_engine.store.shapes import read_shape


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
