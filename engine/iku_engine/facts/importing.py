"""A file into a relation, in one transaction: good rows stored, bad rows kept in quarantine with their reason, nothing lost.

A row whose key is there already is identical (and passed over) or supersedes the earlier one; both are counted and told.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from iku_dsl.period import Period, from_ordinal
from iku_dsl.problem import say
from iku_dsl.program import Program
from iku_engine.errors import WrongUse
from iku_engine.facts.files import Opened, open_csv, rows
from iku_engine.facts.layout import layout
from iku_engine.facts.relations import PERIOD, Relation
from iku_engine.facts.report import ImportReport, RejectedCell
from iku_engine.facts.rows import GoodRow, RowReader
from iku_engine.facts.storing import Tally, keep
from iku_engine.store import Store
from iku_engine.wording import say_it

CHUNK = 5_000
SHOWN = 1_000


def infer_target(program: Program, path: Path) -> str | None:
    """The source or keyed dimension that a file is named after."""
    stem = path.stem
    if stem in program.sources:
        return stem
    dimension = program.dimensions.get(stem)
    return stem if dimension is not None and dimension.imported else None


def target(store: Store, program: Program, name: str) -> Relation:
    """The relation that facts are imported into.

    Errors: `WrongUse` for a name that is no source and no keyed dimension with attributes.
    """
    dimension = program.dimensions.get(name)
    if name in program.sources or (dimension is not None and dimension.imported):
        return store.schema.relations[name]
    known = (*program.sources, *(d.name for d in program.dimensions.values() if d.imported))
    raise WrongUse(say("target-unknown", name=name, known=known))


class _NotKeptError(Exception):
    """Leaves the transaction without keeping anything: a dry run, or a strict import with a bad row."""


def import_file(
    store: Store,
    program: Program,
    path: Path,
    into: str,
    *,
    period: Period | None = None,
    user: str,
    strict: bool = False,
    dry_run: bool = False,
    marks: tuple[str, ...] = (),
) -> ImportReport:
    """Takes in one CSV file.

    With `period`, that is the period of every row without one, and it counts as loaded even when no row is there. With `strict`
    one bad row keeps the whole file out; with `dry_run` nothing is stored.
    Errors: `FileError`, `RefusedFile`, `WrongUse`, `StoreError`.
    """
    relation = target(store, program, into)
    if period is not None and relation.grain is None:
        raise WrongUse(say("period-needless", relation=into))
    if period is not None and relation.grain is not period.grain:
        raise WrongUse(say("period-grain", period=str(period), relation=into, grain=f"noun.{relation.grain}"))
    opened = open_csv(path)
    opened = replace(opened, marks=tuple(dict.fromkeys((*opened.marks, *marks))))
    places = layout(relation, opened.header, str(path), period)
    tally, batch, seen_before = Tally(), None, False
    try:
        with store.writing() as connection:
            reader = RowReader(store, program, relation, places, period, connection)
            seen_before = _seen(store, connection, relation, opened)
            batch = _open_batch(store, connection, relation, opened, user)
            _take_in(store, connection, relation, reader, opened, batch, tally)
            if period is not None and not tally.rejected_total:
                tally.periods.add(period.ordinal)
            if dry_run or (strict and tally.rejected_total > 0):
                raise _NotKeptError
            _close_batch(store, connection, relation, batch, tally)
    except _NotKeptError:
        batch = None
    return ImportReport(
        file=str(path),
        target=into,
        label=relation.label,
        batch=batch,
        sha256=opened.sha256,
        rows=tally.rows,
        accepted=tally.accepted,
        identical=tally.identical,
        replaced=tally.replaced,
        rejected=tuple(tally.rejected),
        rejected_total=tally.rejected_total,
        periods=_periods(relation, tally.periods),
        marks=opened.marks,
        seen_before=seen_before,
    )


def _periods(relation: Relation, ordinals: set[int]) -> tuple[Period, ...]:
    return tuple(from_ordinal(n, relation.grain) for n in sorted(ordinals)) if relation.grain is not None else ()


def _seen(store: Store, connection: sa.Connection, relation: Relation, opened: Opened) -> bool:
    """Whether the same file, by its hash, was imported before."""
    batches = store.schema.batches
    same = (batches.c.sha256 == opened.sha256) & (batches.c.relation == relation.name)
    return connection.execute(sa.select(batches.c.batch_id).where(same).limit(1)).first() is not None


def _open_batch(store: Store, connection: sa.Connection, relation: Relation, opened: Opened, user: str) -> int:
    batches = store.schema.batches
    result = connection.execute(
        batches.insert().values(
            relation=relation.name,
            file=opened.path.name,
            sha256=opened.sha256,
            rows_sha256="",
            rows_read=0,
            rows_accepted=0,
            rows_identical=0,
            rows_rejected=0,
            marks=",".join(opened.marks),
            note=opened.note,
            user_name=user,
            recorded_at=datetime.now(UTC).isoformat(timespec="microseconds"),
        )
    )
    key = result.inserted_primary_key
    assert key is not None
    return int(key[0])


def _close_batch(store: Store, connection: sa.Connection, relation: Relation, batch: int, tally: Tally) -> None:
    batches, loaded = store.schema.batches, store.schema.loaded
    connection.execute(
        batches.update()
        .where(batches.c.batch_id == batch)
        .values(
            rows_sha256=tally.digest,
            rows_read=tally.rows,
            rows_accepted=tally.accepted,
            rows_identical=tally.identical,
            rows_rejected=tally.rejected_total,
        )
    )
    covered = tally.periods if relation.grain is not None else {0}
    if covered:
        connection.execute(
            loaded.insert(), [{"batch_id": batch, "relation": relation.name, PERIOD: n} for n in sorted(covered)]
        )


def _take_in(
    store: Store,
    connection: sa.Connection,
    relation: Relation,
    reader: RowReader,
    opened: Opened,
    batch: int,
    tally: Tally,
) -> None:
    digest = hashlib.sha256()
    seen: dict[tuple[int, tuple[str, ...]], int] = {}
    for chunk in _chunks(reader.read_all(rows(opened))):
        good: list[GoodRow] = []
        for row in chunk:
            tally.rows += 1
            if isinstance(row, GoodRow) and (row.period, row.keys) in seen:
                first = seen[(row.period, row.keys)]
                key_column = opened.header[reader.layout.keys[0]] if reader.layout.keys else ""
                row = RejectedCell(row.line, key_column, ", ".join(row.keys), say("row.twice", first=first)), row.cells
            if isinstance(row, GoodRow):
                seen[(row.period, row.keys)] = row.line
                good.append(row)
            else:
                _reject(store, connection, tally, batch, *row)
        keep(store, connection, relation, batch, good, tally, digest)
    tally.digest = digest.hexdigest()


def _chunks(
    items: Iterable[GoodRow | tuple[RejectedCell, list[str]]],
) -> Iterator[list[GoodRow | tuple[RejectedCell, list[str]]]]:
    chunk: list[GoodRow | tuple[RejectedCell, list[str]]] = []
    for item in items:
        chunk.append(item)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    yield chunk


def _reject(
    store: Store, connection: sa.Connection, tally: Tally, batch: int, rejected: RejectedCell, cells: list[str]
) -> None:
    tally.rejected_total += 1
    if len(tally.rejected) < SHOWN:
        tally.rejected.append(rejected)
    connection.execute(
        store.schema.quarantine.insert().values(
            batch_id=batch,
            row=rejected.row,
            column_name=rejected.column,
            value=rejected.value,
            reason=say_it(rejected.reason, "id"),
            cells=json.dumps(cells, ensure_ascii=False),
        )
    )
