"""The facts that one evaluation sees: those of the store, and those of bound files, which are checked first."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from iku_dsl.problem import Text, say
from iku_dsl.program import Program
from iku_engine.binding import Given, unchanged
from iku_engine.database.chain import event_at, head
from iku_engine.engines.base import Engine
from iku_engine.engines.opening import opened
from iku_engine.engines.registry import STORES
from iku_engine.errors import EngineError, EngineFailed, WrongUse
from iku_engine.snapshot.duplicate_keys import refusing_twice
from iku_engine.snapshot.snapshot import Snapshot
from iku_engine.store.store import Store

if TYPE_CHECKING:
    from iku_engine.bound.context import Answers
import sqlalchemy as sa

from iku_engine.database.bulk import among
from iku_engine.database.relations import Relation
from iku_engine.members.members import named_elsewhere, unfiled_since, unlisted
from iku_engine.store.shapes import shape

ENGINE = "duckdb"  # the one that reads files
MOST_KEPT = 100

_checked: dict[
    tuple[str, ...], tuple[tuple[Text, ...], Answers]
] = {}  # of facts found good, in this process: what was told and asked


def engine_for(engine: str, bound: Sequence[Given], as_of: datetime | None) -> str:
    """The engine to ask. Errors: `WrongUse` where files are bound and a store, or an earlier day, is wanted."""
    if not bound:
        return engine
    names = tuple(one.binding.relation for one in bound)
    if engine in STORES:
        raise WrongUse(say("bound-engine", relations=names, engine=engine))
    if as_of is not None and as_of < datetime.now(as_of.tzinfo):
        raise WrongUse(say("bound-as-of", relations=names))
    return engine or ENGINE


@contextmanager
def seeing(
    store: Store,
    program: Program,
    *,
    engine: str = "",
    as_of: datetime | None = None,
    upto: int | None = None,
    bound: Sequence[Given] = (),
    specs: str = "",
) -> Iterator[tuple[Snapshot, int, tuple[Text, ...]]]:
    """The facts of a store as one transaction sees them, asked of an engine: all, those until an event, or until a time.

    Given are the snapshot, the number of the last event in it, and what is told of rows of bound files. An engine beside the store
    stays open with the store, and need not copy again what nobody has changed since; what is bound to files is read anew each time.
    Errors: `WrongUse`, `StoreError`, those of `bind`, and `RefusedFacts` for rows of bound files that break a rule.
    """
    with store.reading() as connection:
        now = head(connection, store.schema)
        kept = (store.kept, now) if not store.in_memory else None
        with opened(
            engine_for(engine, bound, as_of if upto is None else None), connection, files=bool(bound), kept=kept
        ) as asked:
            until = upto
            if upto is None and as_of is not None:
                until = event_at(connection, store.schema, as_of)
            seen = now[0] if until is None else until
            if not bound:
                snapshot = Snapshot(connection, store.schema, program, until, asked)
                yield snapshot, seen, _refuse(snapshot, past=as_of is not None) if upto is None else ()
            else:
                with _broken_files(bound):
                    snapshot, told = _with_files(store, program, asked, until, f"{seen} of {now[1]}", bound, specs)
                    if upto is None:
                        told = (*told, *_refuse(snapshot, past=False))
                    yield snapshot, seen, told


def _refuse(snapshot: Snapshot, *, past: bool) -> tuple[Text, ...]:
    """Rows that may not count are refused: at once where their member is none, else as soon as somebody reads their relation.

    Given is what is told of members that no file has named yet.
    """
    refuse_unknown(snapshot, past=past)
    asked = [refusing_twice(snapshot)]
    if past and snapshot.upto is not None:
        from iku_engine.rules.stored_rows import looking_back

        asked.append(looking_back(snapshot, snapshot.upto))
    snapshot.first_read = asked
    return tuple(unfiled(snapshot))


@contextmanager
def _broken_files(bound: Sequence[Given]) -> Iterator[None]:
    """Names the file where an engine fails over bound files. Errors: `RefusedFile`; `FileError` where one has changed, whatever failed."""
    try:
        yield
    except EngineError as error:
        unchanged(bound)
        if not isinstance(error, EngineFailed):
            raise
        from iku_engine.bound.parquet import broken, is_parquet

        paths = [file.path for one in bound for file in one.files if is_parquet(file.path)]
        if not paths:
            raise
        raise broken(paths, error.detail, error.__cause__) from error


def _with_files(
    store: Store, program: Program, asked: Engine, until: int | None, state: str, bound: Sequence[Given], specs: str
) -> tuple[Snapshot, tuple[Text, ...]]:
    """The snapshot of a store in a `state` and of bound files, which are checked unless this process has found just these good before."""
    from iku_engine.bound.bind import bind
    from iku_engine.bound.doubts import lookalikes
    from iku_engine.bound.rules import keep_rules
    from iku_engine.engines.duck import Duck

    reader, connection = asked.reader, asked.connection
    assert isinstance(reader, Duck)
    files = json.dumps([one.record for one in bound])
    key = (specs, str(store.engine.url), state, files)
    known = _checked.get(key) if specs and not store.in_memory else None
    made = bind(store, program, reader, bound, known[1] if known is not None else None)
    snapshot = Snapshot(connection, store.schema, program, until, asked, made.facts)
    checking = snapshot if reader is asked else Snapshot(connection, store.schema, program, until, reader, made.facts)
    notes = (*keep_rules(made, checking), *lookalikes(made)) if known is None else known[0]
    if specs and not store.in_memory:
        if len(_checked) >= MOST_KEPT:
            _checked.clear()
        _checked[key] = notes, made.desk.answers
    return snapshot, notes


def refuse_unknown(snapshot: Snapshot, *, past: bool) -> None:
    """Of facts as they are now, or were in the `past`. Errors: `WrongUse` for rows that count and whose member is none."""
    for reason in (*(_of_lists(snapshot) if past else ()), *_of_files(snapshot)):
        raise WrongUse(reason)


def _of_lists(snapshot: Snapshot) -> Iterator[Text]:
    """Only relations are looked at that the store has known with other lists."""
    for relation in snapshot.tables.relations.values():
        for dimension in snapshot.shapes.once_others(relation.name, shape(snapshot.program, relation)):
            rows = snapshot.current(relation)
            for lost in unlisted(snapshot.engine, relation, dimension, rows):
                counted = sa.select(sa.func.count()).select_from(rows).where(among(rows.c[lost.column], lost.members))
                yield say("as-of-members", **lost.about, count=int(snapshot.engine.rows(counted)[0][0]))


def unfiled(snapshot: Snapshot) -> Iterator[Text]:
    """What is told of a dimension that needs a file by now, of which none has come, though rows that count name members of it."""
    for members in _once_without_file(snapshot):
        if not snapshot.loaded(members.name, None):
            from iku_engine.members.orphans import no_file  # which loads what imports need

            yield from no_file(snapshot.connection, snapshot.tables, members, snapshot.current)


def _once_without_file(snapshot: Snapshot) -> Iterator[Relation]:
    """The dimensions that have a file of their own by now, and whose members the specs once listed, or facts named."""
    shapes = snapshot.shapes
    for name in sorted({*(dimension for _, dimension in shapes.enumerated), *shapes.once_named}):
        members = snapshot.tables.relations.get(name)
        if members is not None and not members.named_by_facts:
            yield members


def _of_files(snapshot: Snapshot) -> Iterator[Text]:
    """Only dimensions are looked at that needed no file once, and of which none has come since that has all members, as the first must."""
    connection, schema = snapshot.connection, snapshot.tables
    for members in _once_without_file(snapshot):
        name = members.name
        if not snapshot.loaded(name, None):
            continue
        bound = any(batch.id < 0 for batch in snapshot.batches_of(name, None))
        elsewhere = () if bound else named_elsewhere(connection, schema, name)
        if elsewhere or unfiled_since(connection, schema, name):
            from iku_engine.members.orphans import namings, orphans, sentence  # which loads what imports need

            rows = snapshot.current(members)
            own = sa.select(rows).where(rows.c.batch_id.not_in(elsewhere)).subquery() if elsewhere else rows
            for naming in namings(schema, members):
                for one in orphans(snapshot.engine, naming, snapshot.current(naming.relation), own):
                    yield sentence(connection, schema, one, "orphans.listed")
