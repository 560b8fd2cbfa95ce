"""The place of a fact: its source or dimension, its period, its keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa

from iku_dsl.period import Grain, Period
from iku_dsl.problem import say
from iku_dsl.program import Program
from iku_engine.cells.keys import Names
from iku_engine.database.books import PERIOD
from iku_engine.database.relations import Relation
from iku_engine.engines.base import OfStore
from iku_engine.errors import WrongUse
from iku_engine.importing.importing import target
from iku_engine.members.members import is_member, kept_key, known_members, members_there
from iku_engine.store.store import Store

_EXAMPLES = {Grain.YEAR: "2025", Grain.SEMESTER: "2025-S1", Grain.QUARTER: "2025-Q3", Grain.MONTH: "2025-07"}

FEW = 20  # places, and members of a dimension, that are looked up one by one
SOME = 500  # periods in one query


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
    with store.reading() as connection:
        return addresses(store, program, [(name, period, keys)], connection)[0]


def addresses(
    store: Store,
    program: Program,
    wanted: Iterable[tuple[str, Period | None, Sequence[str]]],
    connection: sa.Connection,
) -> list[Address]:
    """The places that somebody means, each by its relation, period and keys. Errors: those of `address`, of the first that has one."""
    meant = Meant(store, program, connection)
    return [_address(meant, *one) for one in wanted]


def _address(meant: Meant, name: str, period: Period | None, keys: Sequence[str]) -> Address:
    relation = target(meant.store, meant.program, name)
    if relation.grain is not None and (period is None or period.grain is not relation.grain):
        grain = f"noun.{relation.grain}"
        raise WrongUse(say("fact-period", relation=name, grain=grain, example=_EXAMPLES[relation.grain]))
    if relation.grain is None and period is not None:
        raise WrongUse(say("period-needless", relation=name))
    if len(keys) != len(relation.dimensions):
        known = (relation.key_name,) if relation.is_dimension else relation.dimensions
        raise WrongUse(say("fact-keys", relation=name, known=known or ("-",), given=tuple(keys) or ("-",)))
    return Address(relation, period, meant.keys(relation, keys))


def has_member(store: Store, dimension: str, key: str) -> bool:
    """Whether a dimension has a member of just this key, listed by the specs or stored."""
    listed = (one.listed.get(dimension) or () for one in store.schema.relations.values())
    with store.reading() as connection:
        return any(key in members for members in listed) or is_member(store.schema, OfStore(connection), dimension, key)


def as_kept(
    store: Store, program: Program, connection: sa.Connection, relation: Relation, keys: Sequence[str]
) -> tuple[str, ...]:
    """The keys, or the first of them, under which the store keeps the members that somebody means: as cells of files name them."""
    return Meant(store, program, connection).keys(relation, keys)


class Meant:
    """What texts mean, as one connection sees the members: the names of a dimension are gathered once for many texts."""

    def __init__(self, store: Store, program: Program, connection: sa.Connection) -> None:
        self.store, self.program = store, program
        self._engine = OfStore(connection)
        self._names: dict[str, Names | None] = {}
        self._asked: Counter[str] = Counter()
        self._members: dict[str, set[str]] = {}

    def keys(self, relation: Relation, texts: Sequence[str]) -> tuple[str, ...]:
        """The keys of a place of a relation, or the first of them."""
        return tuple(self._key(dimension, text) for dimension, text in zip(relation.dimensions, texts, strict=False))

    def _there(self, dimension: str, key: str) -> bool:
        """Whether a dimension has a member already: looked up for a few, as each looks at all; then all of them are known."""
        self._asked[dimension] += 1
        relation = self.store.schema.relations.get(dimension)
        if relation is None or self._asked[dimension] <= FEW:
            return is_member(self.store.schema, self._engine, dimension, key)
        if dimension not in self._members:
            self._members[dimension] = set(members_there(self._engine.connection, relation))
        return key in self._members[dimension]

    def _key(self, dimension: str, text: str) -> str:
        kept = kept_key(self._there, dimension, text)
        if self._there(dimension, kept):
            return kept
        if dimension not in self._names:
            known = known_members(self.store.schema, self.program, dimension, self._engine)
            self._names[dimension] = Names(self.program.dimensions[dimension], known) if known is not None else None
        names = self._names[dimension]
        named = names[text] if names is not None else kept
        return named if isinstance(named, str) else kept


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


def last_rows(
    connection: sa.Connection, relation: Relation, found: Collection[Address]
) -> dict[tuple[int, tuple[str, ...]], sa.RowMapping]:
    """The same of many places of one relation, by period and keys: looked up one by one where they are few, else read in one go."""
    wanted = {(one.ordinal, one.keys) for one in found}
    if len(found) <= FEW:
        rows = ((one, last_row(connection, replace(one, relation=relation))) for one in found)
        return {(one.ordinal, one.keys): row for one, row in rows if row is not None}
    table, gone = relation.table, relation.superseded
    query = sa.select(table).where(~sa.exists().where(gone.c.row_id == table.c.row_id))
    periods = sorted({ordinal for ordinal, _ in wanted})
    keys = [relation.key_column(dimension).name for dimension in relation.dimensions]
    there: dict[tuple[int, tuple[str, ...]], sa.RowMapping] = {}
    for at in range(0, len(periods), SOME):
        some = query.where(table.c[PERIOD].in_(periods[at : at + SOME]))
        for row in connection.execute(some).mappings():
            place = (row[PERIOD], tuple(row[key] for key in keys))
            if place in wanted:
                there.setdefault(place, row)
    return there
