"""A file into a relation, in one transaction: good rows stored, bad rows kept in quarantine with their reason, nothing lost.

A row whose key is there already is identical (and passed over) or supersedes the earlier one; both are counted and told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from iku_dsl.budgets import most
from iku_dsl.period import Period, from_ordinal
from iku_dsl.problem import say
from iku_dsl.program import Absence, Program
from iku_engine.calculate.counting import completeness
from iku_engine.cells.converters import far_periods
from iku_engine.database.books import PERIOD
from iku_engine.database.bulk import among
from iku_engine.database.relations import Relation
from iku_engine.engines.base import OfStore
from iku_engine.errors import BreaksStoredRows, RefusedFile, WrongUse
from iku_engine.importing.batches import About, Batch, Came, Header, Written
from iku_engine.importing.ends import Ends
from iku_engine.importing.how_read import Reader as HowReader
from iku_engine.importing.kept_rows import KeptRows, WereParts
from iku_engine.importing.mending import Mending
from iku_engine.importing.numbered import Numbered, Untouched
from iku_engine.importing.remembered import all_remembered, for_this_file, last_reading, remember, with_period
from iku_engine.importing.rows import RowReader
from iku_engine.importing.same_file import File, SameFile
from iku_engine.importing.taking import Begun, Progress, preview, take_in_quickly, taken
from iku_engine.members.doubtful import lookalikes, parents_missed, spelled
from iku_engine.members.members import current
from iku_engine.reading import Opened, Reading, open_table
from iku_engine.reading.mapped import left_out_by_others
from iku_engine.remarks.noticed import SOME
from iku_engine.results.beside import Completeness
from iku_engine.rules.checks_now import odd_beside
from iku_engine.rules.rowcheck import Broken, Place, RowCheck, counting_due
from iku_engine.rules.rules_beside import hold_beside
from iku_engine.sheets.sheet_units import left_out
from iku_engine.snapshot.seen import has_the_same, rows_counted
from iku_engine.snapshot.snapshot import Snapshot
from iku_engine.staging.figures import ChangedPeriod, ManyChangesError, changed_periods
from iku_engine.staging.report import SHOWN, ImportReport, NewMembers, RejectedCell, Replaced
from iku_engine.store.store import Store
from iku_engine.words.layout import Layout, known_names, layout

MOST_PERIODS = 24  # beyond so many, completeness is asked for by `facts list`
MORE_TAKES = 5  # of a file with which rows break a rule once they count: its own that do are kept out, and who makes stored ones do so
WATCHED = 100  # of these stored rows at first, as one row may make all of them do so; then ten times as many


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


class _Take:
    """How a file is taken in: with which rows kept `out`, and beside which stored rows that are `watched`.

    Single rows of it make these break a rule. `numbers_kept` says that how its numbers are written was said of another file.
    """

    def __init__(self, numbers_kept: bool) -> None:
        self.numbers_kept = numbers_kept
        self.watched: list[Place] = []
        self.out: dict[Place, Broken] = {}

    def goes_on(self, broken: BreaksStoredRows) -> bool:
        """Whether the file is to be taken in otherwise, since its rows broke a rule once they counted."""
        if broken.coming:
            self.out.update(broken.coming)
            return True
        known = set(self.watched)
        more = [place for place in broken.stored if place not in known]
        self.watched += more[: max(WATCHED, 9 * len(self.watched))]
        return bool(more)


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
    reading: Reading | None = None,
    progress: Progress | None = None,
    ask_first: bool = False,
) -> ImportReport:
    """Takes in one CSV file or one sheet of a workbook; `reading` says how, where the file itself does not show it.

    `progress` is called again and again with the number of rows read; it starts anew where the file must be read once more.

    With `period`, that is the period of every row without one, and it counts as loaded even when no row is there. With `strict`
    one bad row keeps the whole file out; with `dry_run` nothing is stored. With `ask_first` a file that would change
    many known figures is not taken in: `ManyChangesError` says which, for somebody to agree to.
    Errors: `FileError`, `RefusedFile`, `StoreError`, and `WrongUse`, also for rows of another source that would break a rule of theirs.
    """
    relation = target(store, program, into)
    may_have(relation, period)
    opened = _marked(_opened(store, relation, path, reading or Reading(), period), marks)
    how = _Take(opened.remembered and opened.numbers is not None and (reading is None or reading.numbers is None))
    take = partial(
        _imported, store, program, path, relation, opened, period, user, strict, dry_run, progress, ask_first, how
    )
    refused: list[BreaksStoredRows] = []
    for _ in range(MORE_TAKES):
        try:
            return take()
        except BreaksStoredRows as error:
            refused.append(error)
            if not how.goes_on(error):
                break
    raise refused[0]  # the file as it is


def _imported(
    store: Store,
    program: Program,
    path: Path,
    relation: Relation,
    opened: Opened,
    period: Period | None,
    user: str,
    strict: bool,
    dry_run: bool,
    progress: Progress | None,
    ask_first: bool,
    how: _Take,
) -> ImportReport:
    """One take of a file.

    Errors: as of `import_file`, `BreaksStoredRows` where stored rows would break a rule.
    """
    places = layout(relation, opened.header, str(path), period)
    report: ImportReport | None = None
    try:
        with store.writing() as connection:
            seen_before, accepted = _seen(store, connection, relation, opened)
            about_it = store, program, connection, relation, opened, places, period, user
            begun = partial(_begun, *about_it, how, not accepted)
            reader, batch, mending, rejected = take_in_quickly(connection, opened, begun, progress)
            left_out(reader.readers, opened)
            if how.numbers_kept and {reader.style.evidence.numbers, opened.numbers} == {"en", "id"}:
                raise RefusedFile(say(f"mapping-numbers.{opened.numbers}", file=str(path)))
            opened = _marked(opened, (*reader.sift.not_data.marks, *mending.marks(connection, store.schema)))
            given = {period.ordinal} if period is not None and not batch.rejected else set()
            if opened.mapping is not None and opened.mapping.source:
                remember(batch, opened)
            about = About("import", opened.path.name, opened.sheet, opened.sha256, opened.marks, opened.note)
            reader.tell_of_columns(batch.stage.periods | given)
            written = batch.close(
                about,
                given,
                doubts=reader.doubts,
                tells=partial(_told_beside, store, program, reader.check, batch, mending),
                key=reader.keys.one,
            )
            came, changes = written.came, tuple[ChangedPeriod, ...]()
            if came.settled.replaced:
                there = places.columns.keys()
                changes = changed_periods(
                    connection, relation, batch.id, came.ids[0], came.periods, there, mending.free
                )
            if came.settled.accepted or given:  # a period that is loaded may read otherwise with no row
                # Where a row did not come to count, the earlier one of its place does, which only those that came were held against.
                left = bool(batch.rejected or written.late)
                hold_beside(connection, store.schema, program, {relation.name: came.periods}, batch.id, gone=left)
            report = _report(store, connection, program, str(path), opened, reader, batch, written, rejected)
            report = replace(report, seen_before=seen_before, changes=changes, **_mended(mending, report))
            many = [one for one in changes if one.many]
            if many and ask_first and not dry_run:
                raise ManyChangesError(str(path), many)
            if dry_run or (strict and batch.rejected):
                raise _NotKeptError
    except _NotKeptError:
        assert report is not None
        report = replace(report, batch=None)
    return replace(report, taken=taken(opened, reader), preview=preview(reader))


def _begun(
    store: Store,
    program: Program,
    connection: sa.Connection,
    relation: Relation,
    opened: Opened,
    places: Layout,
    period: Period | None,
    user: str,
    take: _Take,
    look_for_totals: bool,
    direct: bool,
) -> Begun:
    """What takes in the rows of a file; `direct` says that rows of new periods need not be staged."""
    kept, mends = KeptRows(connection, store.schema, relation), places.mends
    untouched = Untouched(kept, opened.header, mends) if mends is not None else None
    reader = RowReader(store, program, relation, places, period, connection, opened, untouched=untouched)
    reader.look_for_totals, reader.check.watched, reader.check.out = look_for_totals, take.watched, take.out
    batch = Batch(connection, store.schema, relation, user, direct=direct and not reader.check.sees_others)
    how = HowReader(relation, places, reader.style, reader.converters, opened, period, reader.shows)
    batch.header = Header(opened.header, opened.written, _beside(relation, places, period), how.told)
    file = File(opened.path.name, opened.sheet, opened.sha256)
    lost = partial(kept.without_place, there=places.columns)
    same = SameFile(connection, store.schema, relation, file, reader.keys.one, lost)
    ends = Ends(kept, WereParts(kept, reader.keys.one))
    numbered = Numbered(kept, ends, opened.path.name, opened.header[mends] if mends is not None else "", places.columns)
    return Begun(reader, batch, Mending(mends, same, batch.header.named, numbered, untouched))


def may_have(relation: Relation, period: Period | None) -> None:
    """Errors: `WrongUse` for a period that the rows of a relation cannot have."""
    if period is not None and relation.grain is None:
        raise WrongUse(say("period-needless", relation=relation.name))
    if period is not None and relation.grain is not period.grain:
        raise WrongUse(say("period-grain", period=str(period), relation=relation.name, grain=f"noun.{relation.grain}"))


def _opened(store: Store, relation: Relation, path: Path, reading: Reading, period: Period | None) -> Opened:
    """The table in a file. A mapping that is remembered says of another file than its own nothing that is of that one alone."""
    with store.reading() as connection:
        remembered = all_remembered(connection, store.schema, relation.name)
    opened = open_table(path, relation=relation, reading=reading, remembered=remembered, held=True)
    if not opened.remembered:
        return opened
    assert opened.mapping is not None
    with store.reading() as connection:
        last = last_reading(connection, store.schema, relation, opened)
    if last is None:
        return for_this_file(opened, relation, period)
    if last.mapping is None or last.mapping.source != opened.mapping.source:
        again = open_table(path, relation=relation, reading=replace(reading, mapping=last.mapping), held=True)
        if again.sha256 != opened.sha256:  # meanwhile
            return _opened(store, relation, path, reading, period)
        opened = replace(again, remembered=last.mapping is not None)
    if period is None and not last.of_its_periods:  # which of the two is meant now
        return for_this_file(opened, relation, period)
    return with_period(opened, relation, period)


def _marked(opened: Opened, marks: Sequence[str]) -> Opened:
    """A file with further marks of its data. Errors: `RefusedFile` where there are too many, or these and its notes are too long."""
    opened = replace(opened, marks=tuple(dict.fromkeys((*opened.marks, *marks))))
    if len(opened.marks) > most("marks"):
        raise RefusedFile(say("file-marks", file=str(opened.path), limit=most("marks")))
    letters = len(opened.note) + sum(map(len, opened.marks))
    if letters > most("notes"):
        raise RefusedFile(say("file-notes", file=str(opened.path), count=letters, limit=most("notes")))
    return opened


def _report(
    store: Store,
    connection: sa.Connection,
    program: Program,
    file: str,
    opened: Opened,
    reader: RowReader,
    batch: Batch,
    written: Written,
    rejected: list[RejectedCell],
) -> ImportReport:
    settled, relation = written.came.settled, batch.relation
    not_data = reader.sift.not_data.told()
    of_files = (*reader.doubts.of_files, *reader.doubts.beside)
    beside = [*written.told, *(RejectedCell(one.line, one.column, one.value, one.reason) for one in of_files)]
    snapshot = cache(partial(Snapshot, connection, store.schema, program))  # read once, and only where somebody asks
    earlier, other = _earlier(snapshot(), batch) if batch.rejected else (0, 0)
    return ImportReport(
        file=file,
        target=relation.name,
        label=relation.label,
        batch=batch.id,
        sha256=opened.sha256,
        rows=batch.read + sum(one.count for one in not_data),
        accepted=settled.accepted,
        identical=settled.identical,
        replaced=sum(settled.replaced.values()),
        rejected=tuple(sorted(rejected, key=lambda cell: cell.row)),
        rejected_total=batch.rejected,
        periods=_periods(relation, written.came.periods),
        marks=opened.marks,
        replaces=_replaces(store, connection, settled.replaced),
        late=_periods(
            relation, [at for at in written.late if not has_the_same(snapshot(), relation.name, batch.id, at)]
        ),
        earlier=earlier,
        other=other,
        completeness=completeness_of(snapshot, program, relation, written.came.periods),
        not_data=not_data,
        absent=written.absent,
        doubted=(*reader.doubted, *beside)[:SHOWN],
        doubted_total=len(reader.doubted_lines) + len(beside),
        new_members=tuple(_new_members(store, connection, program, written, (*reader.doubted, *beside))),
        recognised=reader.keys.recognised,
        respelled=reader.keys.respelled,
        by_letters=(reader.keys.of_letters, min(reader.keys.by_letters, default="")),
        points=tuple(reader.style.guessed.items()),
        hidden=tuple(sorted(opened.hidden)),
        hidden_columns=tuple(opened.written[place] for place in sorted(opened.hidden_columns) if opened.written[place]),
        hidden_sheets=opened.hidden_sheets,
        struck=tuple(sorted(opened.struck)),
        filters=tuple(sorted(opened.filters)),
        left_out=left_out_by_others(opened),
        notes=len(opened.note.splitlines()),
        totals=written.totals,
    )


def _mended(mending: Mending, report: ImportReport) -> dict[str, Any]:
    """What a report says of the rows of the quarantine that a file has again."""
    return {
        "mended": mending.count,
        "untouched": len(mending.untouched.lines) if mending.untouched is not None else 0,
        "moved": tuple(mending.numbered.moved.values()),
        "known_again": mending.known_again[:SHOWN],
        "known_again_total": len(mending.known_again),
        "doubted": (*mending.doubted, *report.doubted)[:SHOWN],
        "doubted_total": report.doubted_total + len(mending.doubted),
    }


def _told_beside(
    store: Store, program: Program, check: RowCheck, batch: Batch, mending: Mending, came: Came
) -> list[RejectedCell]:
    """What is said of rows that came beside their own cells: of their members, their periods, and what became of them before.

    What they mend is noted with them, as it is known now whether they were there already.
    """
    connection, relation = batch.connection, batch.relation
    mending.write(batch, came.settled)
    told = [*_alike(store, connection, relation, came), *_parents_missed(store, connection, relation, came)]
    told += far_periods(connection, store.schema, relation, came.batch, came.periods)
    told += odd_beside(program, store.schema, check, came.batch, connection)
    return [*told, *_taken_back(store, connection, relation, came.batch)]


def _alike(store: Store, connection: sa.Connection, relation: Relation, came: Came) -> list[RejectedCell]:
    """The members that the file brings, or names for the first time, and that look like others."""
    new = {**came.named, **({relation.name: came.ids} if relation.is_dimension else {})}
    relations = store.schema.relations
    found = [
        one
        for name, ids in new.items()
        for one in lookalikes(connection, store.schema, relations[name], ids, came.file)
    ]
    for name, alike in came.alike.items():
        found += spelled(connection, store.schema, relations[name], dict(islice(alike.items(), SHOWN)), came.file)
    return [RejectedCell(one.row, one.dimension, one.member, one.reason) for one in found]


def _parents_missed(store: Store, connection: sa.Connection, relation: Relation, came: Came) -> Iterator[RejectedCell]:
    """The members, of those that the file brings or that name them, whose parent is not valid in all of their days."""
    if relation.is_dimension:
        new = {relation.name: came.ids}
        found = parents_missed(OfStore(connection), store.schema.relations, current, new)
        yield from (one.cell for one in found)


def _taken_back(store: Store, connection: sa.Connection, relation: Relation, batch: int) -> Iterator[RejectedCell]:
    """The rows of facts that somebody took back, with a reason, and that count again as a file has them still.

    Of a batch that was taken back as a whole they are told together, where they are what they were: a corrected file has others.
    """
    batches, withdrawn = store.schema.batches.c, store.schema.withdrawn.c
    whole = sa.exists().where(withdrawn.batch_id == batches.batch_id)
    asked = sa.select(batches.batch_id, batches.user_name, batches.reason, whole)
    asked = asked.where(batches.relation == relation.name, batches.kind == "retract")
    taking = {event: told for event, *told in connection.execute(asked)}
    if not taking:
        return
    new, old, gone = relation.table.alias("new"), relation.table.alias("old"), relation.superseded
    keys = [relation.key_column(dimension).name for dimension in relation.dimensions]
    alike = sa.and_(sa.true(), *(new.c[name].is_not_distinct_from(old.c[name]) for name in relation.columns))
    met = sa.select(gone.c.by_row_id).where(gone.c.batch_id == batch, gone.c.by_row_id.is_not(None))
    query = (
        sa.select(new.c.row, *(new.c[key] for key in keys), gone.c.batch_id, alike)
        .select_from(gone.join(old, old.c.row_id == gone.c.row_id))
        .join(new, sa.and_(*(new.c[name] == old.c[name] for name in (PERIOD, *keys))))
        .where(among(gone.c.batch_id, taking), gone.c.by_row_id.is_(None), new.c.batch_id == batch)
        .where(new.c.row_id.not_in(met))  # by the batch: there is no index by the rows that met others
        .order_by(new.c.row, gone.c.batch_id.desc())
    )
    seen = set[int]()
    together: dict[int, list[tuple[int, str, str]]] = {}
    for row, *names, event, same in connection.execute(query):
        user, reason, of_batch = taking[event]
        if row in seen or (of_batch and not same):
            continue
        seen.add(row)
        place = (row, relation.dimensions[0] if names else PERIOD, ", ".join(names))
        if of_batch:
            together.setdefault(event, []).append(place)
        else:
            yield RejectedCell(*place, say("row.taken-back", event=event, user=user, reason=reason))
    for event, places in together.items():
        user, reason, _ = taking[event]
        told = say("row.batch-taken-back", count=len(places), event=event, user=user, reason=reason)
        yield RejectedCell(*places[0], told)


def _earlier(snapshot: Snapshot, batch: Batch) -> tuple[int, int]:
    """Of how many rows that were kept out another figure counts, and of how many of these one of the same file."""
    counted = [rows_counted(snapshot, rows) for rows in snapshot.in_quarantine if rows.batch == batch.id]
    return sum(rows for rows, _ in counted), sum(other for _, other in counted)


def _new_members(
    store: Store, connection: sa.Connection, program: Program, written: Written, doubted: Sequence[RejectedCell]
) -> Iterator[NewMembers]:
    """The members that the file named for the first time, those first that are to be looked at."""
    for name, (first, last) in written.came.named.items():
        members = store.schema.relations[name]
        key = members.key_column(name)
        rows = sa.select(key).where(members.table.c.row_id.between(first, last)).order_by(members.table.c.row_id)
        told = list({cell.value for cell in doubted if cell.column == name})[:SHOWN]
        odd = [
            one
            for at in range(0, len(told), SOME)
            for one in connection.execute(rows.where(key.in_(told[at : at + SOME]))).scalars()
        ]
        some = tuple(dict.fromkeys((*odd, *connection.execute(rows.limit(SHOWN)).scalars())))[:SHOWN]
        yield NewMembers(name, program.dimensions[name].title, last - first + 1, some)


def _periods(relation: Relation, ordinals: Sequence[int]) -> tuple[Period, ...]:
    return tuple(from_ordinal(n, relation.grain) for n in sorted(ordinals)) if relation.grain is not None else ()


def _replaces(store: Store, connection: sa.Connection, replaced: dict[int, int]) -> tuple[Replaced, ...]:
    """Whose rows were replaced."""
    if not replaced:
        return ()
    b = store.schema.batches.c
    query = sa.select(b.batch_id, b.file, b.user_name, b.recorded_at, b.kind)
    query = query.where(among(b.batch_id, sorted(replaced))).order_by(b.batch_id)
    return tuple(Replaced(*row[:4], replaced[row[0]], row[4]) for row in connection.execute(query))


def completeness_of(
    read: Callable[[], Snapshot], program: Program, relation: Relation, periods: Sequence[int]
) -> tuple[Completeness, ...]:
    """How many of the rows that must be there a source has, in each of a few periods."""
    source = program.sources.get(relation.name)
    if source is None or source.absence is not Absence.COMPLETE or len(periods) > MOST_PERIODS:
        return ()
    snapshot = read()
    run = counting_due(program, snapshot, [source])
    asked: Sequence[Period | None] = (None,)
    if relation.grain is not None:
        asked = of_file = _periods(relation, periods)
        snapshot.count_rows(relation, of_file)
    known = (completeness(run, source, period) for period in asked)
    return tuple(one for one in known if one is not None)


def _beside(relation: Relation, places: Layout, period: Period | None) -> tuple[tuple[str, str], ...]:
    """What is said of every row of a file beside it: its period."""
    if period is None or places.period is not None:
        return ()
    return ((known_names(relation)[0], str(period)),)


def _seen(store: Store, connection: sa.Connection, relation: Relation, opened: Opened) -> tuple[bool, bool]:
    """Whether the same file, by its hash, was imported before, and whether the same sheet of it was.

    Who imports it again has read what was told of its totals, and accepts them.
    """
    b = store.schema.batches.c
    same = (b.sha256 == opened.sha256) & (b.relation == relation.name)
    sheets = set(connection.execute(sa.select(b.sheet).where(same).distinct()).scalars())
    return bool(sheets), opened.sheet in sheets
