"""What a store holds: of each source its periods with the rows that count, the batches that they came by, what is locked, what to look at.

Rows to look at were told as they came, and are found again in the store by the same rules: they are those that do not keep a `periksa`,
and those that look like totals, by their figures or by what a new member is called. What was told of a file as a whole is only known
from its batch.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

import sqlalchemy as sa

from iku_dsl.period import Period, from_ordinal, read_period
from iku_dsl.problem import Text, say
from iku_dsl.program import Program
from iku_dsl.records import record
from iku_engine.bound import Given
from iku_engine.calculate import Calculation
from iku_engine.calculate.counting import completeness
from iku_engine.database.books import PERIOD
from iku_engine.database.bulk import among
from iku_engine.database.in_force import Closings, Lock, locks
from iku_engine.database.relations import Relation
from iku_engine.evaluating.seeing import seeing
from iku_engine.importing.importing import target
from iku_engine.members.doubtful import spelled_alike
from iku_engine.members.members import members_there
from iku_engine.remarks.noticed import standing
from iku_engine.results.beside import Completeness
from iku_engine.results.evaluation import Batch
from iku_engine.rules.rowcheck import RowCheck, counting_due
from iku_engine.snapshot.seen import late_places
from iku_engine.snapshot.snapshot import Row, Snapshot
from iku_engine.staging.plain import stored
from iku_engine.store.store import Store
from iku_engine.totals.sums import LOOKED_AT, SumsAbove, figures_of
from iku_engine.totals.whole_file import WholeFile
from iku_engine.words.labels import LABELS, names_a_sum


@record
class Doubted:
    """A row that is to be looked at: where it stands, the ordinal of its period, and why; or the first of a file `as_a_whole`."""

    place: str
    period: int
    reason: Text
    as_a_whole: bool = False


def doubted(snapshot: Snapshot, relation: Relation, periods: Collection[int]) -> Iterator[Doubted]:
    """The rows of a source in some periods (0 where it has none) that are to be looked at, by batch; of a store's own facts.

    What was told of a row as it came is told again where nothing is found of it anew; what a `periksa` said is held again.
    """
    if relation.is_dimension:
        return
    yield from _of_files(snapshot, relation, periods)
    seen = set[str]()
    for one in _anew(snapshot, relation, periods):
        seen.add(one.place)
        yield one
    for kept in standing(snapshot, {relation.name}).get(relation.name, ()):
        for period, place in kept.places if not kept.as_a_whole and not kept.check else ():
            if period in periods and place not in seen:
                yield Doubted(place, period, kept.reason)


def _of_files(snapshot: Snapshot, relation: Relation, periods: Collection[int]) -> Iterator[Doubted]:
    for one in standing(snapshot, {relation.name}).get(relation.name, ()):
        for ordinal in sorted(periods) if one.as_a_whole else ():
            period = from_ordinal(ordinal, relation.grain) if relation.grain is not None else None
            yield from (Doubted(place, ordinal, one.reason, True) for place in one.read([period])[:1])


def _anew(snapshot: Snapshot, relation: Relation, periods: Collection[int]) -> Iterator[Doubted]:
    """Those that are found by what they are."""
    check = RowCheck(snapshot.tables, snapshot.program, relation, snapshot.connection, there=snapshot)
    free = [one for one in relation.dimensions if snapshot.program.dimensions[one].named_by_facts]
    if not check.checks and not figures_of(relation):
        return
    alike = {name: spelled_alike(members_there(snapshot.connection, snapshot.tables.relations[name])) for name in free}
    current = snapshot.current(relation)
    query = (
        sa.select(current).where(among(current.c[PERIOD], sorted(periods))).order_by(current.c.batch_id, current.c.row)
    )
    found = snapshot.connection.execute(query, execution_options={"yield_per": LOOKED_AT}).partitions()
    batches = (
        (batch, list(rows)) for some in found for batch, rows in groupby(some, key=attrgetter("batch_id"))
    )  # a batch comes in pieces, one after another
    for batch, pieces in groupby(batches, key=lambda one: one[0]):
        yield from _of_batch(snapshot, relation, check, alike, batch, (rows for _, rows in pieces))


def _of_batch(
    snapshot: Snapshot,
    relation: Relation,
    check: RowCheck,
    alike: Mapping[str, Mapping[str, str]],
    batch: int,
    pieces: Iterator[list[Any]],
) -> Iterator[Doubted]:
    free = list(alike)  # each with the members that are written like others

    def known(dimension: str, member: str) -> bool:
        """Whether another file than this one was the first to name a member."""
        if dimension not in free:
            return True
        members = snapshot.tables.relations[dimension]
        named = snapshot.current(members)
        query = sa.select(named.c.batch_id).where(named.c[members.key_column(dimension).name] == member)
        return snapshot.connection.execute(query.limit(1)).scalar() != batch

    def told(line: int, period: int, reason: Text, row_id: int = 0) -> Doubted:
        return Doubted(snapshot.fact(relation, Row(row_id, batch, line, {})).place, period, reason)

    above, whole, periods = SumsAbove(relation, free, known), WholeFile(relation, free), dict[int, int]()
    called: dict[tuple[str, str], list[int]] = {}  # members that are called like totals, with their lines
    for piece in pieces:
        rows = stored(relation, [row._mapping for row in piece])
        for name in free:
            keys = rows.keys[relation.dimensions.index(name)]
            for at, key in enumerate(keys) if alike[name] else ():
                if key in alike[name]:
                    yield told(rows.lines[at], rows.periods[at], say("row.spelled-some"), piece[at].row_id)
            found = {key for key in set(keys) if key[:1] in LABELS and names_a_sum(key)}
            for key, line in zip(keys, rows.lines, strict=True) if found else ():
                if key in found:
                    called.setdefault((name, key), []).append(line)
        for at in check.open_alone(rows) if check.checks else ():
            row = rows.row(at)
            for _, reason in check.doubts(row.period, row.keys, row.values):
                yield told(rows.lines[at], rows.periods[at], reason, piece[at].row_id)
        periods.update(zip(rows.lines, rows.periods, strict=True))
        for long in whole.keep(rows):
            for like in above.look(long):
                yield told(long.lines[like.at], long.periods[like.at], like.said(0, "").reason)
    seen = set[int]()
    listed = [name for name in relation.dimensions if name not in free]
    lines = {line for (name, key), some in called.items() if not known(name, key) for line in some}
    for line in sorted(lines):
        seen.add(line)
        yield told(line, periods[line], say("row.total-member"))
    for cell in whole.doubted(relation.dimensions, known, sampled=listed):
        if cell.row not in lines:
            seen.add(cell.row)
            yield told(cell.row, periods[cell.row], cell.reason)
    for cell in whole.odd_names(seen):
        yield told(cell.row, periods[cell.row], cell.reason)


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
        run = counting_due(program, snapshot, program.sources.values())
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
    for batch, ordinal in late_places(snapshot, relation.name):
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
