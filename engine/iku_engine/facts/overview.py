"""What a store holds: of each source its periods with the rows that count, and the batches that they came by; what is locked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from iku_dsl.period import Period, from_ordinal, read_period
from iku_dsl.program import Program
from iku_engine.bound import Given
from iku_engine.calculate import Calculation, new_calculation
from iku_engine.database.books import PERIOD
from iku_engine.database.locks import Closings, Lock, locks
from iku_engine.database.relations import Relation
from iku_engine.evaluating.seeing import seeing
from iku_engine.facts.to_look_at import Doubted, doubted
from iku_engine.importing.importing import target
from iku_engine.indicators.completeness import completeness
from iku_engine.results.batch import Batch
from iku_engine.results.beside import Completeness
from iku_engine.snapshot.snapshot import Snapshot
from iku_engine.store.store import Store


@dataclass(frozen=True, slots=True)
class PeriodHeld:
    """A period of a source (None: it has none): the rows that count, how complete they are, whether it is locked."""

    period: Period | None
    rows: int
    completeness: Completeness | None
    locked: bool


@dataclass(frozen=True, slots=True)
class BatchHeld:
    """A batch with the periods of it that wait until they are opened; `batch.rejected` are its rows still in quarantine."""

    batch: Batch
    late: tuple[Period, ...]


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file that a source is bound to, which is read where it lies: its rows that count, and the periods they are of."""

    file: str
    sha256: str
    rows: int
    periods: tuple[Period, ...]
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A source or keyed dimension: what was imported of it, and the files that it is bound to.

    `to_look_at` are rows that count though they do not keep a `periksa`, or look like totals; None where nobody looked.
    """

    relation: str
    label: str
    periods: tuple[PeriodHeld, ...]
    batches: tuple[BatchHeld, ...]
    files: tuple[FileRead, ...] = ()
    to_look_at: tuple[Doubted, ...] | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """All of it, and the locks in force."""

    held: tuple[Held, ...]
    locks: tuple[Lock, ...]


def overview(
    store: Store, program: Program, name: str | None = None, *, bound: Sequence[Given] = (), specs: str = ""
) -> Overview:
    """What a store and `bound` files hold, of one source or of all; see `evaluate`. The rows of one that is named are looked at again.

    Errors: `WrongUse` where there is no such source; of bound files `RefusedFacts`, `RefusedFile` and `FileError`.
    """
    imported = [dimension.name for dimension in program.dimensions.values() if dimension.imported]
    chosen = [target(store, program, one) for one in ([name] if name is not None else [*imported, *program.sources])]
    with store.reading() as connection:
        known = locks(connection, store.schema)
    with seeing(store, program, bound=bound, specs=specs) as (snapshot, _, _):
        run = new_calculation(program, snapshot)
        closings = Closings(known)
        held = tuple(_held(run, relation, closings, looked=name is not None) for relation in chosen)
    return Overview(held, tuple(_in_force(known)))


def _held(run: Calculation, relation: Relation, closings: Closings, *, looked: bool) -> Held:
    snapshot, source = run.snapshot, run.program.sources.get(relation.name)
    rows = _rows(snapshot, relation)
    periods = []
    for ordinal in sorted({*rows, *snapshot.periods(relation.name)}):
        period = _period(relation, ordinal)
        complete = completeness(run, source, period) if source is not None else None
        closed = period is not None and closings.closed(relation.name, period)
        periods.append(PeriodHeld(period, rows.get(ordinal, 0), complete, closed))
    late: dict[int, list[Period]] = {}
    for batch, ordinal in sorted(snapshot.waiting.get(relation.name, ())):
        period = _period(relation, ordinal)
        if period is not None:
            late.setdefault(batch, []).append(period)
    batches = [batch for batch in snapshot.batches.values() if batch.relation == relation.name]
    brought = tuple(BatchHeld(batch, tuple(late.get(batch.id, ()))) for batch in batches if batch.id > 0)
    files = tuple(_file(snapshot, relation, batch) for batch in batches if batch.id < 0)
    found = doubted(snapshot, relation, rows) if looked and brought else ()
    odd = tuple({(one.place, one.reason): one for one in found}.values()) if looked and brought else None
    return Held(relation.name, relation.label, tuple(periods), brought, files, odd)


def _file(snapshot: Snapshot, relation: Relation, batch: Batch) -> FileRead:
    known = (_period(relation, ordinal) for ordinal in reversed(snapshot.periods(relation.name)))
    given = (period for period in known if period is not None)
    periods = tuple(period for period in given if batch in snapshot.batches_of(relation.name, period))
    return FileRead(batch.file, batch.sha256, batch.accepted, periods, batch.marks)


def _rows(snapshot: Snapshot, relation: Relation) -> dict[int, int]:
    """The rows that count, by period."""
    current = snapshot.current(relation)
    query = sa.select(current.c[PERIOD], sa.func.count()).group_by(current.c[PERIOD])
    return {row[0]: row[1] for row in snapshot.ask(query)}


def periods_loaded(store: Store) -> tuple[Period, ...]:
    """The periods that batches have given, of all sources, the latest first."""
    table = store.schema.loaded
    with store.reading() as connection:
        if not sa.inspect(connection).has_table(table.name):
            return ()
        rows = connection.execute(sa.select(table.c.relation, table.c[PERIOD]).distinct()).all()
    relations = store.schema.relations
    found = {_period(relations[row.relation], row[1]) for row in rows if row.relation in relations}
    return tuple(sorted((period for period in found if period is not None), key=str, reverse=True))


def _period(relation: Relation, ordinal: int) -> Period | None:
    return from_ordinal(ordinal, relation.grain) if relation.grain is not None else None


def _in_force(known: tuple[Lock, ...]) -> Iterator[Lock]:
    closings = Closings(known)
    seen: set[tuple[str, str]] = set()
    for lock in reversed(known):
        period = read_period(lock.period)
        place = (lock.relation, lock.period)
        if place not in seen and period is not None and lock.locked and closings.closed(lock.relation, period):
            yield lock
        seen.add(place)
