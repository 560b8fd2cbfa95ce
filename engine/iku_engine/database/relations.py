"""Tables of facts from the sources and keyed dimensions of a program: one typed table each, rows only inserted.

A number is an integer: the figure times 10^scale of its column. A date is its day number, a truth 0 or 1, everything else its text.
A period is its ordinal in the sequence of its grain. `row_id` is the row's identity; a later row for the same key supersedes it by a
row in the relation's own `…__superseded` table, so nobody ever updates or deletes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import field, replace
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from iku_dsl.period import Grain
from iku_dsl.program import KEY_PREFIX, NOT_APPLICABLE_PREFIX, SUPERSEDED, Column, Program
from iku_dsl.program.sources import END, START, SUCCESSOR
from iku_dsl.records import record
from iku_dsl.types import Kind
from iku_engine.database.books import PERIOD, ROW_ID, TEXT, Books, books, names
from iku_engine.database.connecting import run_all

FACTS, MEMBERS = "fact_", "member_"
LONGEST_NAME = 63  # bytes that PostgreSQL keeps of a name, in silence


@record
class Relation:
    """A source, or a keyed dimension seen as a source without period whose one key is its own member.

    `dated`: its members may have a first and a last day, in the built-in columns.
    """

    name: str
    label: str
    grain: Grain | None
    dimensions: tuple[str, ...]
    columns: Mapping[str, Column]
    table: sa.Table
    superseded: sa.Table
    is_dimension: bool = False
    key_name: str = ""
    closed: bool = False
    dated: bool = False
    titles: Mapping[str, str] = field(default_factory=dict)  # of the dimensions of its keys
    listed: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # the members that specs list, by dimension that it names

    @property
    def named_by_facts(self) -> bool:
        """Whether its rows are members that the facts of other relations name."""
        return self.is_dimension and not self.columns and not self.closed

    def key_column(self, dimension: str) -> sa.Column[str]:
        """The stored column of a key."""
        return self.table.c[KEY_PREFIX + dimension]


@record
class Schema(Books):
    """All tables of a store for a program: its books, and its relations by name."""

    metadata: sa.MetaData
    relations: Mapping[str, Relation]


def table_name(prefix: str, name: str, suffix: str = "") -> str:
    """What the table of a relation is called: one too long for PostgreSQL ends in a hash of itself."""
    room = LONGEST_NAME - len(prefix) - len(SUPERSEDED)
    if len(name.encode()) > room:
        short = name.encode()[: room - 9].decode(errors="ignore")
        name = f"{short}_{hashlib.sha256(name.encode()).hexdigest()[:8]}"
    return prefix + name + suffix


@record
class Layout:
    """How a relation lies in a store: what its tables are made of, and nothing else of the specs."""

    prefix: str
    name: str
    keys: tuple[str, ...]
    columns: tuple[tuple[str, Kind, bool], ...]

    @classmethod
    def of(cls, prefix: str, name: str, keys: tuple[str, ...], columns: Mapping[str, Column]) -> Layout:
        """The layout of a relation with such columns."""
        return cls(prefix, name, keys, tuple((one.name, one.type.kind, one.may_be_missing) for one in columns.values()))


def schema(program: Program) -> Schema:
    """The tables of a program: put together once, as a command asks for them many times."""
    return program.once(_schema)


def _schema(program: Program) -> Schema:
    sources = program.sources.values()
    dimensions = [one for one in program.dimensions.values() if one.key]
    metadata, kept, tables = all_tables(
        (
            *(Layout.of(FACTS, one.name, one.dimensions, one.columns) for one in sources),
            *(Layout.of(MEMBERS, one.name, (one.name,), one.stored) for one in dimensions),
        )
    )
    relations: dict[str, Relation] = {}
    for source in sources:
        titles = {name: program.dimensions[name].title for name in source.dimensions}
        relations[source.name] = Relation(
            source.name,
            source.title,
            source.grain,
            source.dimensions,
            source.columns,
            *tables[source.name],
            titles=titles,
            listed=_listed(program, source.dimensions, source.columns),
        )
    for dimension in dimensions:
        relations[dimension.name] = Relation(
            dimension.name,
            dimension.title,
            None,
            (dimension.name,),
            dimension.stored,
            *tables[dimension.name],
            is_dimension=True,
            key_name=dimension.key,
            closed=dimension.closed,
            dated=bool(dimension.validity),
            listed=_listed(program, (), dimension.stored),
        )
    return Schema(**{name: getattr(kept, name) for name in names()}, metadata=metadata, relations=relations)


def widened(relation: Relation, more: Mapping[str, Column]) -> Relation:
    """A relation with columns that lie in the store and that the specs no longer have."""
    prefix = MEMBERS if relation.is_dimension else FACTS
    columns = {**relation.columns, **more}
    tables = _tables(sa.MetaData(), Layout.of(prefix, relation.name, relation.dimensions, columns))
    return replace(relation, columns=columns, table=tables[0], superseded=tables[1])


def _listed(program: Program, keys: tuple[str, ...], columns: Mapping[str, Column]) -> Mapping[str, tuple[str, ...]]:
    """Of the dimensions whose members keys and cells name, those that the specs list, by name."""
    told = {column.type.of for column in columns.values() if column.type.kind is Kind.MEMBER}
    named = (program.dimensions[name] for name in sorted({*keys, *told}))
    return {one.name: tuple(sorted(member.name for member in one.members)) for one in named if one.enumerated}


@lru_cache(maxsize=32)
def all_tables(layouts: tuple[Layout, ...]) -> tuple[sa.MetaData, Books, Mapping[str, tuple[sa.Table, sa.Table]]]:
    """All tables of stores that are laid out alike: made once, and read only from then on."""
    metadata = sa.MetaData()
    return metadata, books(metadata), {one.name: _tables(metadata, one) for one in layouts}


def _tables(metadata: sa.MetaData, layout: Layout) -> tuple[sa.Table, sa.Table]:
    """The table of a relation, and that of its rows that were superseded."""
    keys = [sa.Column(KEY_PREFIX + dimension, TEXT, nullable=False) for dimension in layout.keys]
    stored: list[sa.Column[Any]] = []
    for name, kind, may_be_missing in layout.columns:
        stored.append(sa.Column(name, _stored_type(kind), nullable=True))
        if may_be_missing:
            stored.append(sa.Column(NOT_APPLICABLE_PREFIX + name, sa.SmallInteger, nullable=True))
    called = table_name(layout.prefix, layout.name)
    table = sa.Table(
        called,
        metadata,
        sa.Column("row_id", ROW_ID, primary_key=True),
        sa.Column("batch_id", sa.Integer, nullable=False),
        sa.Column("row", sa.Integer, nullable=False),
        sa.Column(PERIOD, sa.Integer, nullable=False),
        *keys,
        *stored,
    )
    sa.Index(None, table.c[PERIOD], *(table.c[key.name] for key in keys))
    if has_bounds(table):
        sa.event.listen(table, "after_create", bounded_index(table))
    superseded = sa.Table(
        table_name(layout.prefix, layout.name, SUPERSEDED),
        metadata,
        sa.Column("row_id", sa.ForeignKey(table.c.row_id), primary_key=True, autoincrement=False),
        sa.Column("by_row_id", sa.ForeignKey(table.c.row_id), nullable=True),
        sa.Column("batch_id", sa.Integer, nullable=False, index=True),
        sa.Column(PERIOD, sa.Integer, nullable=False),
    )
    return table, superseded


def make_tables(connection: sa.Connection, metadata: sa.MetaData) -> None:
    """Make all tables, where none of them is there. What is said to the database is written once for stores that are laid out alike."""
    dialect = connection.dialect
    if dialect.name not in metadata.info:
        said: list[str] = []
        mock = sa.create_mock_engine(
            connection.engine.url, lambda ddl, *_, **__: said.append(str(ddl.compile(dialect=dialect)))
        )
        metadata.create_all(mock, checkfirst=False)
        metadata.info[dialect.name] = said
    run_all(connection, metadata.info[dialect.name])


def has_bounds(table: sa.Table) -> bool:
    """Whether a table is of members that may have a first and a last day."""
    return table.name.startswith(MEMBERS) and {START, END, SUCCESSOR} <= set(table.c.keys())


def bounded_index(table: sa.Table) -> sa.DDL:
    """What makes the index of members that come or go: else all would be looked through for the few.

    A dialect's own option for this would load the dialect.
    """
    name_of = f"ix_{table.name}"[: LONGEST_NAME - 8] + "_bounded"
    some = " OR ".join(f"{column} IS NOT NULL" for column in (START, END, SUCCESSOR))
    return sa.DDL(f'CREATE INDEX "{name_of}" ON %(fullname)s (row_id) WHERE {some}')  # type: ignore[no-untyped-call]


def bounded(rows: sa.FromClause) -> sa.ColumnElement[bool]:
    """Of the rows of a dimension: those of members that have a first or last day, or a successor."""
    return sa.or_(*(rows.c[name].is_not(None) for name in (START, END, SUCCESSOR)))


def _stored_type(kind: Kind) -> sa.types.TypeEngine[Any]:
    match kind:
        case Kind.NUMBER:
            return sa.BigInteger()
        case Kind.DATE:
            return sa.Integer()
        case Kind.TRUTH:
            return sa.SmallInteger()
        case Kind.TEXT | Kind.CHOICE | Kind.MEMBER | Kind.BROKEN:
            return TEXT
