"""Facts out: a folder of CSV files that can be imported again, with a data package that says what they are and where each row came from.

The descriptor follows Data Package and Table Schema, version 1 (specs.frictionlessdata.io): `datapackage.json` beside the files. It says,
too, what these lack of what the store knows: rows that wait, rows that nobody sent, periods without a row. Whoever reads the files
elsewhere would take them for all there is.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import partial
from pathlib import Path

import sqlalchemy as sa

from iku_dsl.period import Period, from_ordinal
from iku_dsl.program import NOT_APPLICABLE_PREFIX, Column, Program
from iku_dsl.records import record
from iku_dsl.types import Kind
from iku_engine import __version__
from iku_engine.calculate import Calculation
from iku_engine.calculate.counting import completeness
from iku_engine.database.books import PERIOD
from iku_engine.database.relations import Relation
from iku_engine.database.stored import figure_text, value_of
from iku_engine.exporting.packaged import (
    NOT_APPLICABLE,
    ORIGIN,
    key_fields,
    mark_line,
    origin_resource,
    resource,
    stem,
)
from iku_engine.importing.importing import target
from iku_engine.long_work import Progress
from iku_engine.results.beside import Completeness, PeriodRead, WaitingRows
from iku_engine.results.evaluation import Fact
from iku_engine.rules.rowcheck import counting_due
from iku_engine.snapshot.seen import of_reads
from iku_engine.snapshot.snapshot import Row, Snapshot
from iku_engine.spreadsheets import live
from iku_engine.store.store import Store
from iku_engine.writing import new_folder


@record
class Lacking:
    """What the files of one source or dimension lack.

    `empty` are periods that were given without a row that counts.
    """

    relation: str
    waiting: tuple[WaitingRows, ...] = ()
    incomplete: tuple[Completeness, ...] = ()
    empty: tuple[Period, ...] = ()

    @property
    def record(self) -> dict[str, object]:
        """The same for programs."""
        return {
            "relation": self.relation,
            "waiting": [
                {"wait": str(one.wait), "period": _text(one.period), "batch": one.batch, "file": one.file, "rows": one.count}
                for one in self.waiting
            ],
            "not_sent": [
                {"period": _text(one.period), "expected": one.expected, "there": one.there, "undecided": one.undecided}
                for one in self.incomplete
            ],
            "without_rows": [str(period) for period in self.empty],
        }  # fmt: skip


def lacking(run: Calculation, relation: Relation, written: Collection[int]) -> Lacking | None:
    """What the files of a relation lack, None for nothing; `written` are the ordinals of the periods that have a row in them."""
    snapshot, source = run.snapshot, run.program.sources.get(relation.name)
    _, _, waiting = of_reads(snapshot, [PeriodRead(relation.name)])
    loaded = (
        [from_ordinal(n, relation.grain) for n in sorted(snapshot.periods(relation.name))] if relation.grain else []
    )
    periods: Sequence[Period | None] = loaded if relation.grain is not None else [None]
    known = [completeness(run, source, period) for period in periods] if source is not None else []
    found = Lacking(
        relation.name,
        waiting,
        tuple(one for one in known if one is not None and (one.there < one.expected or one.undecided)),
        tuple(period for period in loaded if period.ordinal not in written),
    )
    return found if found != Lacking(relation.name) else None


def _text(period: Period | None) -> str | None:
    return str(period) if period is not None else None


DESCRIPTOR = "datapackage.json"
TOLD_EACH = 1_000  # rows


@record
class Written:
    """A file of a source or dimension within the folder: its rows, and the marks that all of them have.

    `live` of the rows have a text as of `spreadsheets.live`.
    """

    relation: str
    file: str
    rows: int
    live: int
    marks: tuple[str, ...] = ()


@record
class Package:
    """The files that were written, and what they lack."""

    files: tuple[Written, ...]
    lacking: tuple[Lacking, ...]


def write_package(
    store: Store, program: Program, names: Sequence[str], folder: Path, specs: str, progress: Progress | None = None
) -> Package:
    """Writes the facts that count, of some sources and keyed dimensions or of all, into a new folder: all of it or nothing.

    Rows of other marks are in other files, since a file says its marks above its header.
    `progress` is told again and again how many rows are written, of how many at most.
    Errors: `WrongUse` for a name that is none and for a folder that is there already, `FileError` where it cannot be written.
    """
    relations = _chosen(store, program, names)
    with new_folder(folder) as beside:
        return _write(store, program, relations, beside, specs, bool(names), progress)


def _chosen(store: Store, program: Program, names: Sequence[str]) -> list[Relation]:
    if names:
        return [target(store, program, name) for name in dict.fromkeys(names)]
    known = [*(d.name for d in program.dimensions.values() if d.imported), *program.sources]
    return [store.schema.relations[name] for name in known]


def _write(
    store: Store,
    program: Program,
    relations: Sequence[Relation],
    folder: Path,
    specs: str,
    named: bool,
    progress: Progress | None,
) -> Package:
    """All files of a package; a source that nobody ever gave is left out unless it is named."""
    written: list[Written] = []
    resources: list[dict[str, object]] = []
    lacks: list[Lacking] = []
    there = {relation.name for relation in relations}
    with store.reading() as connection:
        snapshot = Snapshot(connection, store.schema, program)
        run = counting_due(program, snapshot, program.sources.values())
        brought = {batch.relation for batch in snapshot.batches.values()}
        wanted = [relation for relation in relations if named or relation.name in brought]
        most = sum(
            batch.accepted for batch in snapshot.batches.values() if batch.relation in {one.name for one in wanted}
        )
        before = 0
        for place, relation in enumerate(wanted, start=1):
            has_table, there_are = relation.name in brought, set[int]()
            for part, (marks, periods) in enumerate(_parts(snapshot, relation, has_table).items(), start=1):
                called = f"{place:02}-{stem(relation.name)}" + (f".{part}" if part > 1 else "")
                rows = ((row, snapshot.fact(relation, row)) for row in _rows(snapshot, relation, periods, has_table))
                count = _write_rows(relation, rows, marks, folder / called, partial(_tell, progress, before, most))
                before += count.rows
                there_are |= count.periods
                written.append(Written(relation.name, f"{called}.csv", count.rows, count.live, marks))
                resources.append(resource(snapshot, relation, called, marks, periods, folder, there))
                resources.append(origin_resource(relation, called, folder))
            lack = lacking(run, relation, there_are) if has_table else None
            lacks += [lack] if lack is not None else []
    descriptor = {
        "profile": "tabular-data-package",
        "name": "facts",
        "title": "iku-engine facts",
        "resources": resources,
        "iku": {
            "engine": __version__,
            "specs": specs,
            "facts": snapshot.digest,
            "lacking": [lack.record for lack in lacks],
        },
    }
    text = json.dumps(descriptor, ensure_ascii=False, indent=2)
    (folder / DESCRIPTOR).write_text(text + "\n", encoding="utf-8")
    return Package(tuple(written), tuple(lacks))


# ---- rows


def _parts(snapshot: Snapshot, relation: Relation, has_table: bool) -> dict[tuple[str, ...], list[int]]:
    """The periods that rows are of, by their marks: those of all batches that gave the period, as of a result that reads it."""
    if relation.grain is None or not has_table:
        return {_marks(snapshot, relation, None): [0]}
    parts: dict[tuple[str, ...], list[int]] = {}
    for ordinal in sorted(snapshot.periods(relation.name)):
        parts.setdefault(_marks(snapshot, relation, from_ordinal(ordinal, relation.grain)), []).append(ordinal)
    return parts or {_marks(snapshot, relation, None): []}


def _marks(snapshot: Snapshot, relation: Relation, period: Period | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(mark for batch in snapshot.batches_of(relation.name, period) for mark in batch.marks))


@dataclass(slots=True)
class _Count:
    """The rows of one file: all, those that are live, and the periods that have any."""

    rows: int = 0
    live: int = 0
    periods: set[int] = field(default_factory=set)


def _write_rows(
    relation: Relation, rows: Iterable[tuple[Row, Fact]], marks: Sequence[str], path: Path, told: Callable[[int], None]
) -> _Count:
    """Writes both files of some rows."""
    count = _Count()
    keys = key_fields(relation)
    of_text = [column.type.kind in (Kind.TEXT, Kind.CHOICE, Kind.MEMBER) for column in relation.columns.values()]
    with (
        path.with_name(f"{path.name}.csv").open("w", encoding="utf-8", newline="") as file,
        path.with_name(f"{path.name}.origin.csv").open("w", encoding="utf-8", newline="") as beside,
    ):
        file.write(mark_line(marks))
        facts, origin = csv.writer(file, lineterminator="\n"), csv.writer(beside, lineterminator="\n")
        facts.writerow([*keys, *relation.columns])
        origin.writerow([*keys, *ORIGIN])
        for row, fact in rows:
            identity, came_from = _identity(relation, row), _origin(fact)
            cells = [_cell(column, row) for column in relation.columns.values()]
            facts.writerow([*identity, *cells])
            origin.writerow([*identity, *came_from])
            texts = (cell for cell, is_text in zip(cells, of_text, strict=True) if is_text)
            count.live += any(map(live, (*identity, *texts, *came_from)))
            count.periods.add(_ordinal(row))
            count.rows += 1
            if count.rows % TOLD_EACH == 0:
                told(count.rows)
    told(count.rows)
    return count


def _tell(progress: Progress | None, before: int, most: int, count: int) -> None:
    if progress is not None:
        progress(before + count, max(most, before + count))


def _rows(snapshot: Snapshot, relation: Relation, periods: Sequence[int], has_table: bool) -> Iterator[Row]:
    """The rows of some periods that count, period by period, in the order of their keys."""
    current = snapshot.current(relation)
    order = [current.c[relation.key_column(name).name] for name in relation.dimensions]
    for ordinal in periods if has_table else ():
        yield from snapshot.rows(
            sa.select(current).where(current.c[PERIOD] == ordinal).order_by(*order, current.c.row_id)
        )


def _identity(relation: Relation, row: Row) -> list[str]:
    period = [str(from_ordinal(_ordinal(row), relation.grain))] if relation.grain is not None else []
    return [*period, *(str(row.values[relation.key_column(name).name]) for name in relation.dimensions)]


def _ordinal(row: Row) -> int:
    ordinal = row.values[PERIOD]
    assert isinstance(ordinal, int)
    return ordinal


def _cell(column: Column, row: Row) -> str:
    """A value as a spec's own files have it: exact, a percentage with its sign, empty where it is missing."""
    if column.may_be_missing and row.values[NOT_APPLICABLE_PREFIX + column.name]:
        return NOT_APPLICABLE
    value = value_of(column, row.values[column.name])
    match value:
        case None:
            return ""
        case bool():
            return "ya" if value else "tidak"
        case Fraction():
            return figure_text(column, value)
        case date():
            return value.isoformat()
        case str():
            return value


def _origin(fact: Fact) -> list[str]:
    told = fact.amendment
    by, reason = (told.user, told.reason) if told is not None else ("", "")
    row = str(fact.row) if fact.file else ""
    return [fact.file, fact.sheet, row, fact.sha256, str(fact.batch or ""), " ".join(fact.marks), by, reason]
