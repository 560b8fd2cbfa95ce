"""Tables of facts from the sources and keyed dimensions of a program: one typed table each, rows only inserted.

A number is an integer: the figure times 10^scale of its column. A date is its day number, a truth 0 or 1, everything else its text.
A period is its ordinal in the sequence of its grain. `row_id` is the row's identity; a later row for the same key supersedes it by a
row in the relation's own `…__superseded` table, so nobody ever updates or deletes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from iku_dsl.period import Grain
from iku_dsl.program import Column, Program
from iku_dsl.types import Kind, Type

PERIOD = "period"
KEY_PREFIX = "key_"
NOT_APPLICABLE_PREFIX = "na_"


@dataclass(frozen=True, slots=True)
class Relation:
    """A source, or a keyed dimension seen as a source without period whose one key is its own member."""

    name: str
    label: str
    grain: Grain | None
    dimensions: tuple[str, ...]
    columns: Mapping[str, Column]
    table: sa.Table
    superseded: sa.Table
    is_dimension: bool = False
    key_name: str = ""

    def key_column(self, dimension: str) -> sa.Column[str]:
        """The stored column of a key."""
        return self.table.c[KEY_PREFIX + dimension]


@dataclass(frozen=True, slots=True)
class Schema:
    """All tables of a store for a program: its relations by name, and the books that the store keeps about them."""

    metadata: sa.MetaData
    relations: Mapping[str, Relation]
    batches: sa.Table
    loaded: sa.Table
    quarantine: sa.Table
    about: sa.Table


def schema(program: Program) -> Schema:
    """The tables of a program."""
    metadata = sa.MetaData()
    batches = sa.Table(
        "iku_batch",
        metadata,
        sa.Column("batch_id", sa.Integer, primary_key=True),
        sa.Column("relation", sa.String(200), nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("sheet", sa.Text, nullable=False, server_default=""),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("rows_sha256", sa.String(64), nullable=False),
        sa.Column("rows_read", sa.Integer, nullable=False),
        sa.Column("rows_accepted", sa.Integer, nullable=False),
        sa.Column("rows_identical", sa.Integer, nullable=False),
        sa.Column("rows_rejected", sa.Integer, nullable=False),
        sa.Column("marks", sa.Text, nullable=False, server_default=""),
        sa.Column("note", sa.Text, nullable=False, server_default=""),
        sa.Column("user_name", sa.String(200), nullable=False),
        sa.Column("recorded_at", sa.String(40), nullable=False),
    )
    loaded = sa.Table(
        "iku_loaded",
        metadata,
        sa.Column("batch_id", sa.ForeignKey("iku_batch.batch_id"), primary_key=True),
        sa.Column("relation", sa.String(200), primary_key=True),
        sa.Column(PERIOD, sa.Integer, primary_key=True),
    )
    quarantine = sa.Table(
        "iku_quarantine",
        metadata,
        sa.Column("quarantine_id", sa.Integer, primary_key=True),
        sa.Column("batch_id", sa.ForeignKey("iku_batch.batch_id"), nullable=False, index=True),
        sa.Column("row", sa.Integer, nullable=False),
        sa.Column("column_name", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("cells", sa.Text, nullable=False),
    )
    about = sa.Table(
        "iku_about", metadata, sa.Column("name", sa.String(50), primary_key=True), sa.Column("value", sa.Text)
    )
    relations: dict[str, Relation] = {}
    for source in program.sources.values():
        relations[source.name] = _relation(
            metadata, source.name, source.title, source.grain, source.dimensions, source.columns, "fact_"
        )
    for dimension in program.dimensions.values():
        if dimension.key:
            relations[dimension.name] = _relation(
                metadata,
                dimension.name,
                dimension.title,
                None,
                (dimension.name,),
                dimension.attributes,
                "member_",
                dimension.key,
            )
    return Schema(metadata, relations, batches, loaded, quarantine, about)


def _relation(
    metadata: sa.MetaData,
    name: str,
    label: str,
    grain: Grain | None,
    dimensions: tuple[str, ...],
    columns: Mapping[str, Column],
    prefix: str,
    key_name: str = "",
) -> Relation:
    keys = [sa.Column(KEY_PREFIX + dimension, sa.Text, nullable=False) for dimension in dimensions]
    stored: list[sa.Column[Any]] = []
    for column in columns.values():
        stored.append(sa.Column(column.name, _stored_type(column.type), nullable=True))
        if column.may_be_missing:
            stored.append(sa.Column(NOT_APPLICABLE_PREFIX + column.name, sa.SmallInteger, nullable=True))
    table = sa.Table(
        prefix + name,
        metadata,
        sa.Column("row_id", sa.Integer, primary_key=True),
        sa.Column("batch_id", sa.ForeignKey("iku_batch.batch_id"), nullable=False),
        sa.Column("row", sa.Integer, nullable=False),
        sa.Column(PERIOD, sa.Integer, nullable=False),
        *keys,
        *stored,
    )
    sa.Index(f"ix_{prefix}{name}_key", table.c[PERIOD], *(table.c[key.name] for key in keys))
    superseded = sa.Table(
        f"{prefix}{name}__superseded",
        metadata,
        sa.Column("row_id", sa.ForeignKey(table.c.row_id), primary_key=True, autoincrement=False),
        sa.Column("by_row_id", sa.ForeignKey(table.c.row_id), nullable=True),
        sa.Column("batch_id", sa.ForeignKey("iku_batch.batch_id"), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    )
    return Relation(name, label, grain, dimensions, columns, table, superseded, bool(key_name), key_name)


def _stored_type(kind: Type) -> sa.types.TypeEngine[Any]:
    match kind.kind:
        case Kind.NUMBER:
            return sa.BigInteger()
        case Kind.DATE:
            return sa.Integer()
        case Kind.TRUTH:
            return sa.SmallInteger()
        case Kind.TEXT | Kind.CHOICE | Kind.MEMBER | Kind.BROKEN:
            return sa.Text()
