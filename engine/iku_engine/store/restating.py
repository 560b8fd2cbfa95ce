"""The steps of results, from draft to reviewed to final, and how a final one differs from what it is now, and why."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from iku_dsl.period import read_period
from iku_dsl.problem import SourceFile, Text, say
from iku_dsl.program import Program
from iku_dsl.records import record
from iku_engine import __version__
from iku_engine.book_texts import detail_of, of_book, texts
from iku_engine.database.books import PERIOD
from iku_engine.database.chain import Event
from iku_engine.database.relations import Schema
from iku_engine.plan.reach import cells_read
from iku_engine.results.beside import DRAFT, Place, Record, Restated, Stage, Status, Step, local_time
from iku_engine.results.evaluation import Evaluation
from iku_engine.results.records import difference, identity, name_of
from iku_engine.results.records import record_of as as_record
from iku_engine.store.causes import Causes
from iku_engine.store.runs import Run, Stored, run_in, sha256
from iku_engine.store.store import Store

DRAFT_STATUS, REVIEWED, FINAL = STATUSES = "draft", "reviewed", "final"


def steps(store: Store) -> tuple[Step, ...]:
    """All steps, in order."""
    with store.reading() as connection:
        return tuple(steps_in(connection, store.schema))


def latest(connection: sa.Connection, schema: Schema, upto: int | None = None) -> dict[Place, list[Step]]:
    """The steps of each result, in order; with `upto` those until an event."""
    found: dict[Place, list[Step]] = {}
    for one in steps_in(connection, schema):
        if upto is not None and one.event > upto:
            break
        found.setdefault((one.indicator, one.period, one.key), []).append(one)
    return found


def steps_in(connection: sa.Connection, schema: Schema) -> list[Step]:
    """All steps, in order."""
    taken, told = schema.steps, schema.events
    finals = sa.select(told.c.event_id, told.c.detail).where(told.c.kind == FINAL)
    despite = {row[0]: str(detail_of(row[0], row[1]).get("despite", "")) for row in connection.execute(finals)}
    query = sa.select(taken, told.c.user_name, told.c.recorded_at, told.c.reason).join(
        told, told.c.event_id == taken.c.event_id
    )
    found = []
    for row in connection.execute(query.order_by(taken.c.event_id)).mappings():
        with of_book(taken.name, row["event_id"]):
            key = tuple(texts(json.loads(row["entity"])))
            STATUSES.index(row["status"])
        found.append(
            Step(
                row["event_id"], row["run_id"], row["indicator"], row[PERIOD], key, row["status"], row["user_name"],
                row["recorded_at"], row["reason"], row["restates"], despite.get(row["event_id"], ""),
            )
        )  # fmt: skip
    return found


def standing(store: Store, program: Program, evaluation: Evaluation, files: Sequence[SourceFile] = ()) -> Evaluation:
    """The evaluation with the status of each result, and with how it differs from what was made final, as known after the last event seen.

    A review counts for the figure that was reviewed. Nothing is told of figures as printed, which are for comparison only.
    """
    if evaluation.as_printed:
        return evaluation
    with store.reading() as connection:
        schema = store.schema
        known = latest(connection, schema, evaluation.seen)
        if not known:
            return replace(
                evaluation,
                results=tuple(
                    one if one.status is not None else replace(one, status=DRAFT) for one in evaluation.results
                ),
            )
        now = _Now(_hashes(files), evaluation.engine, evaluation.seen, evaluation.specs, as_of=evaluation.as_of)
        restating = _Restating(connection, schema, program, now)
        made = []
        for result in evaluation.results:
            one = as_record(result)
            taken = known.get(identity(one), [])
            made.append(replace(result, status=restating.status(one, taken), restated=restating.restated(one, taken)))
        return replace(evaluation, results=tuple(made))


def restated(
    store: Store,
    results: Sequence[Record],
    number: int | None = None,
    *,
    program: Program | None = None,
    files: Sequence[SourceFile] = (),
) -> tuple[Restated, ...]:
    """Which of some results (of a stored run, or just computed) are not what was made final, and what changed since.

    With their `program`, only events count that changed facts which they read; `files` are the specs of results that are not stored.
    """
    with store.reading() as connection:
        schema = store.schema
        known = latest(connection, schema)
        later = run_in(connection, schema, number) if number is not None and known else None
        now = _of_run(later) if later is not None else _Now(_hashes(files), __version__)
        restating = _Restating(connection, schema, program, now)
        found = (restating.restated(one, known.get(identity(one), []), number) for one in results)
        return tuple(one for one in found if one is not None)


def statuses(store: Store, found: Run) -> tuple[Status, ...]:
    """The status of each result of a stored run, as an evaluation of now would tell it; none of figures as printed, which have none."""
    if found.asked.as_printed:
        return ()
    with store.reading() as connection:
        known = latest(connection, store.schema)
        restating = _Restating(connection, store.schema, None, _Now(found.specs, found.engine, found.seen))
        return tuple(restating.status(one, known.get(identity(one), [])) for one in found.results)


class _Restating:
    """Holds results against the runs of which they were reviewed or made final."""

    def __init__(self, connection: sa.Connection, schema: Schema, program: Program | None, now: _Now) -> None:
        self.connection, self.schema, self.program, self.now = connection, schema, program, now
        self.stored, self.causes = Stored(connection, schema), Causes(connection, schema)
        self._came: dict[tuple[int, int | None, str, str], tuple[Event, ...]] = {}

    def status(self, one: Record, taken: Sequence[Step]) -> Status:
        """The last step to final, else the last review, and whether the figure is still that."""
        final = _final(taken)
        last = final or (taken[-1] if taken else None)
        if last is None:
            return DRAFT
        changed = final is None and self._difference(last.run, one) is not None
        stage = Stage.REVIEWED_BEFORE if changed else Stage(last.status)
        return Status(stage, last.run, last.user, last.at, last.reason, last.restates, last.despite)

    def restated(self, one: Record, taken: Sequence[Step], number: int | None = None) -> Restated | None:
        """How a result (of a stored run, where it has a number) differs from the final one; None where it does not, or none is."""
        final = _final(taken)
        if final is None or final.run == number:
            return None
        differs, before = self._difference(final.run, one), self.stored.result(final.run, identity(one))
        if differs is None or before is None:
            return None
        made = self.stored.run(final.run)
        earlier = self.now.seen is not None and self.now.seen < made.seen
        first, last = (self.now.seen, made.seen) if earlier else (made.seen, self.now.seen)
        came = self._between(first or 0, last, str(one["indicator"]), str(one["period"]))
        return replace(_told(before, one, final, made, came, self.now, differs), earlier=earlier)

    def _difference(self, run: int, one: Record) -> tuple[str, object, object] | None:
        before = self.stored.result(run, identity(one))
        return difference(before, one) if before is not None else None

    def _between(self, seen: int, last: int | None, indicator: str, period: str) -> tuple[Event, ...]:
        """The events after one, up to another, that changed something which an indicator reads in a period, each once."""
        place = seen, last, indicator, period
        if place not in self._came:
            program = self.program
            read = cells_read(program, indicator, read_period(period)) if program is not None else None
            self._came[place] = tuple(self.causes.since(seen, last, read))
        return self._came[place]


def _final(taken: Sequence[Step]) -> Step | None:
    return next((step for step in reversed(taken) if step.status == FINAL), None)


@record
class _Now:
    """What results rest on now: the hashes of their specs (none where they are not known), our version, the last event, what was asked."""

    specs: Mapping[str, str]
    engine: str
    seen: int | None = None
    specs_sha256: str = ""
    as_printed: bool = False
    as_of: datetime | None = None


def _of_run(found: Run) -> _Now:
    asked = found.asked
    return _Now(found.specs, found.engine, found.seen, as_printed=asked.as_printed, as_of=asked.as_of)


def _asked(final: Run, now: _Now) -> Iterator[Text]:
    """What was asked for the final result and not for this one, or for this one alone."""
    sides = (("final", final.asked.as_printed, final.asked.as_of), ("now", now.as_printed, now.as_of))
    for side, as_printed, as_of in sides if sides[0][1:] != sides[1][1:] else ():
        if as_printed:
            yield say(f"restated.as-printed.{side}")
        if as_of is not None:
            yield say(f"restated.as-of.{side}", at=local_time(as_of))


def _hashes(files: Sequence[SourceFile]) -> dict[str, str]:
    return {file.path: sha256(file.text) for file in files}


def _told(
    before: Record,
    one: Record,
    final: Step,
    made: Run,
    since: tuple[Event, ...],
    now: _Now,
    differs: tuple[str, object, object],
) -> Restated:
    if now.specs:
        names = dict.fromkeys([*made.specs, *now.specs])
        specs = tuple(name for name in names if made.specs.get(name) != now.specs.get(name))
    else:  # only whether they are others is known
        specs = tuple(made.specs) if now.specs_sha256 not in ("", made.specs_sha256) else ()
    asked = tuple(_asked(made, now))
    return Restated(name_of(one), *differs, final, asked, since, specs, now.engine != made.engine, before, one)
