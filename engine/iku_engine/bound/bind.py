"""Bound files into the DuckDB of an evaluation: each relation becomes a view of the name that its table has in the store.

They are checked on the way: one row that an import would keep out, and nothing is computed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import prod
from pathlib import Path

import duckdb

from iku_dsl.problem import say
from iku_dsl.program import Program
from iku_engine.binding import BoundFile, Given
from iku_engine.bound.columns import members_table, refuse_odd_kinds
from iku_engine.bound.context import ROW_BITS, Answers, Desk
from iku_engine.bound.delimited import TextPart
from iku_engine.bound.parquet import Kinds, ParquetPart, is_parquet, kinds_of, refuse_dense, refuse_long, scan
from iku_engine.bound.part import SHOWN, Faults, Part, Place
from iku_engine.bound.stored import odd_key, quoted, stripped
from iku_engine.database.relations import Relation
from iku_engine.engines.duck import Duck
from iku_engine.errors import EngineFailed, WrongUse
from iku_engine.importing.importing import may_have
from iku_engine.members.members import referred
from iku_engine.reading import open_table, rows
from iku_engine.results.evaluation import Batch
from iku_engine.snapshot.snapshot import BoundFacts
from iku_engine.staging.report import RejectedCell
from iku_engine.store.store import Store
from iku_engine.words.layout import layout


@dataclass(slots=True)
class Bound:
    """The bound relations of one evaluation: their parts, and what a snapshot sees of them."""

    desk: Desk
    given: Sequence[Given]
    known: bool = False
    parts: dict[str, list[Part]] = field(default_factory=dict)
    batches: dict[int, Batch] = field(default_factory=dict)
    loaded: dict[str, dict[int, frozenset[int]]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)

    @property
    def facts(self) -> BoundFacts:
        """What a snapshot sees; the digest is over what the files hold, and how they are read."""
        digest = hashlib.sha256()
        for batch in self.batches.values():
            digest.update(f"{batch.relation}\0{batch.sha256}\n".encode())
        for one in self.given:
            digest.update(f"{one.binding.relation}\0{one.binding.percent}\0{one.binding.period}\n".encode())
        return BoundFacts(self.batches, self.loaded, digest.hexdigest())

    def part(self, relation: str, batch: int) -> Part:
        """The part that a batch is in."""
        return next(part for part in self.parts[relation] if batch in part.batches())


def bind(store: Store, program: Program, engine: Duck, given: Sequence[Given], known: Answers | None = None) -> Bound:
    """Makes the views, dimensions first as sources name their members.

    Files of which answers are `known` were found good before, and are not checked again.

    Errors: `RefusedFacts` for rows that cannot be used, `RefusedFile`, `FileError`, `StoreError`; `WrongUse` for a name or a period
    that cannot be.
    """
    bound = Bound(Desk(store, program, engine, answers=known or {}), given, known=known is not None)
    try:
        for one in given:
            may_have(_relation(store, program, one.binding.relation), one.binding.period)
        refuse_dense(bound.desk.database, (file.path for one in given for file in one.files))
        keys_ahead(bound.desk, given)
        for one in sorted(given, key=lambda one: one.binding.relation in program.sources):
            _bind(bound, one, _relation(store, program, one.binding.relation))
        for relation in store.schema.relations.values():
            _members(bound, relation)
    except duckdb.Error as error:
        raise EngineFailed(engine.name, str(error).splitlines()[0]) from error
    return bound


def _relation(store: Store, program: Program, name: str) -> Relation:
    known = [*program.sources, *(d.name for d in program.dimensions.values() if d.imported)]
    if name not in known:
        raise WrongUse(say("target-unknown", name=name, known=tuple(known)))
    return store.schema.relations[name]


def _bind(bound: Bound, given: Given, relation: Relation) -> None:
    desk, binding = bound.desk, given.binding
    parts = _parts(desk, given, relation)
    bound.parts[relation.name] = parts
    faults = Faults()
    for part in parts:
        part.check(faults, known=bound.known)
    selects = " UNION ALL ".join(part.select for part in parts)
    table = desk.engine.named(relation.table)
    desk.database.execute(f"CREATE OR REPLACE VIEW {table} AS {selects}")
    desk.engine.there.add(relation.table.name)
    counts = f"SELECT batch_id, period, count(*) FROM {table} GROUP BY ALL" if not faults.total else ""
    found = desk.ask(counts) if counts else []
    rows = _rows(parts, desk) if faults.total else sum(row[2] for row in found)
    faults.refuse(relation.name, rows)
    if not bound.known:
        _unique(bound, relation, rows)
    bound.rows[relation.name] = rows
    files = {file.path: file for file in given.files}
    for part in parts:
        for batch in part.batches():
            accepted = sum(count for number, _, count in found if number == batch)
            bound.batches[batch] = _batch(part, batch, relation, given, files[part.path(batch)], accepted)
    loaded: dict[int, set[int]] = {}
    for batch, period, _ in found:
        loaded.setdefault(period, set()).add(batch)
    always = 0 if relation.grain is None else binding.period.ordinal if binding.period is not None else None
    if always is not None:
        loaded.setdefault(always, set()).update(b for part in parts for b in part.batches())
    bound.loaded[relation.name] = {period: frozenset(batches) for period, batches in loaded.items()}


def _parts(desk: Desk, given: Given, relation: Relation) -> list[Part]:
    """Parquet files with the same columns together, each CSV file for itself; in the order of the files where these are alike."""
    groups: dict[Kinds | str, list[str]] = {}
    for file in given.files:
        kind = kinds_of(desk.database, file.path) if is_parquet(file.path) else file.path
        groups.setdefault(kind, []).append(file.path)
    return [
        TextPart(desk, relation, given.binding, key)
        if isinstance(key, str)
        else ParquetPart(desk, relation, given.binding, paths, key)
        for key, paths in groups.items()
    ]


def _rows(parts: Sequence[Part], desk: Desk) -> int:
    """All rows of the files, also those that cannot be used."""
    total = 0
    for part in parts:
        if isinstance(part, ParquetPart):
            total += desk.database.execute(f"SELECT count(*) FROM {part.source}").fetchall()[0][0]
        elif isinstance(part, TextPart):
            total += part.read
    return total


def _batch(part: Part, batch: int, relation: Relation, given: Given, file: BoundFile, accepted: int) -> Batch:
    opened = part.opened if isinstance(part, TextPart) else None
    marks = tuple(dict.fromkeys((*part.marks(batch), *given.binding.marks)))
    note = opened.note if opened is not None else ""
    return Batch(batch, relation.name, file.path, "", file.sha256, marks, note, 0, accepted=accepted)


def _unique(bound: Bound, relation: Relation, rows: int) -> None:
    """Errors: `RefusedFacts` where a key comes twice in a period."""
    count, found = twice(bound.desk, relation, rows)
    faults = Faults()
    for again in found:
        part = bound.part(relation.name, again.place[0])
        file, row = bound.part(relation.name, again.earlier[0]).path(again.earlier[0]), again.earlier[1]
        same = file == part.path(again.place[0])
        reason = say("row.twice", first=row) if same else say("bound-twice", file=file, row=row)
        name = relation.key_name if relation.is_dimension else ", ".join(relation.dimensions)
        cell = RejectedCell(again.place[1], name, ", ".join(again.keys), reason)
        if not faults.total:
            faults.count(count, replace(cell, reason=say("bound-key-twice")))
        faults.show(Place(part.path(again.place[0]), -again.place[0], again.place[1]), cell)
    faults.refuse(relation.name, rows)


def _members(bound: Bound, relation: Relation) -> None:
    """Members that need no file of their own are those that facts name: in the store, and in bound files."""
    if not relation.is_dimension or relation.columns:
        return
    desk, name = bound.desk, relation.name
    schema = desk.store.schema
    naming = [schema.relations[one] for one in bound.parts if name in schema.relations[one].dimensions]
    if not naming:
        return
    stored = f"iku_stored_{next(desk.numbers)}"
    desk.engine.copy(relation.table, stored)
    key = f'"{relation.key_column(name).name}"'
    keys = " UNION ALL ".join(f"SELECT {key}, row_id FROM {desk.engine.named(one.table)}" for one in naming)
    mask = (1 << ROW_BITS) - 1
    desk.database.execute(
        f"CREATE VIEW {desk.engine.named(relation.table)} AS SELECT * FROM {stored} UNION ALL "
        f'SELECT min(row_id) AS row_id, -(min(row_id) >> {ROW_BITS}) AS batch_id, min(row_id) & {mask} AS "row", 0 AS period, {key} '
        f"FROM ({keys}) WHERE {key} NOT IN (SELECT {key} FROM {stored}) GROUP BY {key}"
    )
    desk.engine.there.add(relation.table.name)


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
            there = layout(relation, [name for name, _ in kinds], file.path, None, bound=True)
            refuse_odd_kinds(relation, there, kinds, file.path)
            refuse_long(desk, [file.path])
            key = stripped(f"CAST({quoted(kinds[there.keys[0]][0])} AS VARCHAR)")
            desk.database.execute(f"INSERT INTO {table} SELECT {key} FROM {scan([file.path])}")
        else:
            opened = open_table(Path(file.path), relation=relation)
            place = layout(relation, opened.header, file.path, None, bound=True).keys[0]
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


AT_ONCE = 20_000_000  # hashes that are held against each other
MOST_BITS = 2**28  # each processor has so many


@dataclass(frozen=True, slots=True)
class Again:
    """A row whose period and key an earlier row has: both by batch and row, and the key."""

    place: tuple[int, int]
    earlier: tuple[int, int]
    keys: tuple[str, ...]


def twice(desk: Desk, relation: Relation, rows: int) -> tuple[int, list[Again]]:
    """How many rows there are whose key came before, and the first of them; the order is that of files and rows."""
    if not rows or _each_once(desk, relation, rows):
        return 0, []
    keys = [quoted(relation.key_column(d).name) for d in relation.dimensions]
    place = ", ".join(["period", *keys])
    doubtful = _doubtful(desk, desk.engine.named(relation.table), place, rows)
    return _ranked(desk, relation, keys, place, doubtful) if doubtful else (0, [])


def _each_once(desk: Desk, relation: Relation, rows: int) -> bool:
    """Whether it is certain that no key comes twice: as many different ones as rows, among all that there can be."""
    if relation.is_dimension or not all(desk.limited(dimension) for dimension in relation.dimensions):
        return False
    table = desk.engine.named(relation.table)
    known = {quoted(relation.key_column(d).name): f"SELECT member FROM {members_table(d)}" for d in relation.dimensions}
    known["period"] = f"SELECT DISTINCT period AS member FROM {table}"
    sizes, joins, place = [], [], "0"
    for column, members in known.items():
        index = f"iku_index_{next(desk.numbers)}"
        desk.database.execute(
            f"CREATE TABLE {index} AS SELECT member, row_number() OVER () - 1 AS nth FROM ({members})"
        )
        sizes.append(desk.database.execute(f"SELECT count(*) FROM {index}").fetchall()[0][0])
        joins.append(f"JOIN {index} ON {index}.member = f.{column}")
        place = f"({place}) * {sizes[-1]} + {index}.nth"
    possible = prod(sizes)
    if rows > possible or possible > MOST_BITS:
        return False
    bits = f"bit_count(bitstring_agg({place}, 0, {possible - 1}))"
    found = desk.database.execute(f"SELECT {bits} FROM {table} AS f {' '.join(joins)}").fetchall()
    return bool(found[0][0] == rows)


def _doubtful(desk: Desk, table: str, place: str, rows: int) -> list[int]:
    """The hashes of keys that come twice, and perhaps of some that do not."""
    turns = rows // AT_ONCE + 1
    found: list[int] = []
    for turn in range(turns):
        some = f"WHERE hash({place}) % {turns} = {turn}" if turns > 1 else ""
        hashes = f"SELECT hash({place}) AS h FROM {table} {some}"
        # Twice as fast as to ask which come twice.
        different = f"SELECT count(*) = count(DISTINCT h) FROM ({hashes})"
        if not desk.database.execute(different).fetchall()[0][0]:
            again = f"SELECT h FROM ({hashes}) GROUP BY h HAVING count(*) > 1"
            found += [row[0] for row in desk.database.execute(again).fetchall()]
    return found


def _ranked(
    desk: Desk, relation: Relation, keys: list[str], place: str, doubtful: list[int]
) -> tuple[int, list[Again]]:
    """The rows behind some hashes, held against each other by their keys."""
    run, table = desk.database.execute, desk.engine.named(relation.table)
    run("CREATE OR REPLACE TEMP TABLE iku_doubtful (h UBIGINT)")
    run("INSERT INTO iku_doubtful SELECT unnest(?::UBIGINT[])", [doubtful])
    columns = ", ".join(["batch_id", '"row"', *keys])
    ranked = (
        f"SELECT {columns}, row_id, first_value(batch_id) OVER same AS batch, "
        f'first_value("row") OVER same AS line, row_number() OVER same AS nth FROM {table} '
        f"WHERE hash({place}) IN (SELECT h FROM iku_doubtful) WINDOW same AS (PARTITION BY {place} ORDER BY row_id)"
    )
    count = run(f"SELECT count(*) FROM ({ranked}) WHERE nth > 1").fetchall()[0][0]
    first = run(f"SELECT * FROM ({ranked}) WHERE nth > 1 ORDER BY row_id LIMIT {SHOWN}").fetchall()
    return count, [Again((r[0], r[1]), (r[-3], r[-2]), tuple(r[2 : 2 + len(keys)])) for r in first]
