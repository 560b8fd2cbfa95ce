"""The keys of bound dimensions that bound dimensions point to, themselves perhaps: known before the rows that point are looked at."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from iku_engine.bindings.binding import Given
from iku_engine.bound.columns import refuse_odd_kinds
from iku_engine.bound.context import Desk
from iku_engine.bound.parquet import is_parquet, kinds_of, refuse_long, scan
from iku_engine.bound.stored import odd_key, quoted, stripped
from iku_engine.database.relations import Relation
from iku_engine.members.members import referred
from iku_engine.reading import open_table, rows
from iku_engine.words.layout import layout


def keys_ahead(desk: Desk, given: Sequence[Given]) -> None:
    """A view of each such dimension that has its keys alone, until it is bound itself."""
    relations = desk.store.schema.relations
    dimensions = [one for one in given if relations[one.binding.relation].is_dimension]
    pointed = {to for one in dimensions for to in referred(relations[one.binding.relation])}
    for one in dimensions:
        if one.binding.relation in pointed:
            _ahead(desk, one, relations[one.binding.relation])


def _ahead(desk: Desk, given: Given, relation: Relation) -> None:
    table = f"iku_ahead_{next(desk.numbers)}"
    desk.database.execute(f"CREATE TABLE {table} (member VARCHAR)")
    for file in given.files:
        if is_parquet(file.path):
            kinds = kinds_of(desk.database, file.path)
            there = layout(relation, [name for name, _ in kinds], file.path, None)
            refuse_odd_kinds(relation, there, kinds, file.path)
            refuse_long(desk, [file.path])
            key = stripped(f"CAST({quoted(kinds[there.keys[0]][0])} AS VARCHAR)")
            desk.database.execute(f"INSERT INTO {table} SELECT {key} FROM {scan([file.path])}")
        else:
            opened = open_table(Path(file.path), relation=relation)
            place = layout(relation, opened.header, file.path, None).keys[0]
            found = [cells[place].strip() for _, cells in rows(opened) if len(cells) > place]
            desk.database.execute(f"INSERT INTO {table} SELECT unnest(?::VARCHAR[])", [found])
    odd = f"SELECT DISTINCT member FROM {table} WHERE {odd_key('member')}"
    for (member,) in desk.database.execute(odd).fetchall():
        kept = desk.kept(relation.name, member)
        desk.database.execute(f"UPDATE {table} SET member = ? WHERE member = ?", [kept, member])
    key_column = relation.key_column(relation.name).name
    columns = ", ".join(
        f"member AS {quoted(c.name)}" if c.name == key_column else f"NULL AS {quoted(c.name)}" for c in relation.table.c
    )
    called = desk.engine.named(relation.table)
    desk.database.execute(f"CREATE VIEW {called} AS SELECT {columns} FROM {table} WHERE member IS NOT NULL")
    desk.engine.there.add(relation.table.name)
