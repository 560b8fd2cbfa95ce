"""The place of a fact: its source or dimension, its period, its keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import sqlalchemy as sa

from iku_dsl.period import Grain, Period
from iku_dsl.problem import say
from iku_dsl.program import Program
from iku_engine.engines import OfStore
from iku_engine.errors import WrongUse
from iku_engine.facts.books import PERIOD
from iku_engine.facts.importing import target
from iku_engine.facts.members import is_member, kept_key, known_members
from iku_engine.facts.names import Names
from iku_engine.facts.relations import Relation
from iku_engine.store import Store

_EXAMPLES = {Grain.YEAR: "2025", Grain.SEMESTER: "2025-S1", Grain.QUARTER: "2025-Q3", Grain.MONTH: "2025-07"}


@dataclass(frozen=True, slots=True)
class Address:
    """One place of a relation."""

    relation: Relation
    period: Period | None
    keys: tuple[str, ...]

    @property
    def ordinal(self) -> int:
        """The period as it is stored."""
        return self.period.ordinal if self.period is not None else 0

    @property
    def shown(self) -> str:
        """`2024 · 3201 · sanitasi`."""
        return " · ".join([*([str(self.period)] if self.period is not None else []), *self.keys])


def address(store: Store, program: Program, name: str, period: Period | None, keys: Sequence[str]) -> Address:
    """The place that somebody means. Errors: `WrongUse` where keys or period do not fit the relation."""
    relation = target(store, program, name)
    if relation.grain is not None and (period is None or period.grain is not relation.grain):
        grain = f"noun.{relation.grain}"
        raise WrongUse(say("fact-period", relation=name, grain=grain, example=_EXAMPLES[relation.grain]))
    if relation.grain is None and period is not None:
        raise WrongUse(say("period-needless", relation=name))
    if len(keys) != len(relation.dimensions):
        known = (relation.key_name,) if relation.is_dimension else relation.dimensions
        raise WrongUse(say("fact-keys", relation=name, known=known or ("-",), given=tuple(keys) or ("-",)))
    with store.reading() as connection:
        return Address(relation, period, as_kept(store, program, connection, relation, keys))


def has_member(store: Store, dimension: str, key: str) -> bool:
    """Whether a dimension has a member of just this key, listed by the specs or stored."""
    listed = (one.listed.get(dimension) or () for one in store.schema.relations.values())
    with store.reading() as connection:
        return any(key in members for members in listed) or is_member(store.schema, OfStore(connection), dimension, key)


def as_kept(
    store: Store, program: Program, connection: sa.Connection, relation: Relation, keys: Sequence[str]
) -> tuple[str, ...]:
    """The keys, or the first of them, under which the store keeps the members that somebody means: as cells of files name them."""
    engine = OfStore(connection)
    there = partial(is_member, store.schema, engine)

    def meant(dimension: str, text: str) -> str:
        kept = kept_key(there, dimension, text)
        known = None if there(dimension, kept) else known_members(store.schema, program, dimension, engine)
        named = Names(program.dimensions[dimension], known)[text] if known is not None else kept
        return named if isinstance(named, str) else kept

    return tuple(meant(dimension, key) for dimension, key in zip(relation.dimensions, keys, strict=False))


def at_address(found: Address) -> sa.ColumnElement[bool]:
    """The condition that a row stands at a place."""
    columns = [found.relation.key_column(dimension) for dimension in found.relation.dimensions]
    keys = (column == key for column, key in zip(columns, found.keys, strict=True))
    return sa.and_(found.relation.table.c[PERIOD] == found.ordinal, *keys)


def last_row(connection: sa.Connection, found: Address) -> sa.RowMapping | None:
    """The row at a place that nothing supersedes, whether its period is closed or not."""
    table, gone = found.relation.table, found.relation.superseded
    query = sa.select(table).where(at_address(found))
    return connection.execute(query.where(~sa.exists().where(gone.c.row_id == table.c.row_id))).mappings().first()
