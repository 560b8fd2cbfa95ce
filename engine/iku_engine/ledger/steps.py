"""A result on its way: draft, reviewed, final. A final one is never changed, only restated beside itself, with what changed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

import sqlalchemy as sa

from iku_dsl.problem import say
from iku_dsl.program import Program
from iku_dsl.records import record
from iku_dsl.source import SourceFile
from iku_engine import __version__
from iku_engine.errors import WrongUse
from iku_engine.facts.books import PERIOD
from iku_engine.facts.chain import Event, canonical, events, next_place, write
from iku_engine.facts.locks import waiting
from iku_engine.facts.relations import Schema
from iku_engine.ledger.reading import relations_read
from iku_engine.ledger.records import Record, difference, identity, name_of
from iku_engine.ledger.runs import Run, run_in, sha256
from iku_engine.store import Store

DRAFT, REVIEWED, FINAL = "draft", "reviewed", "final"
FACTS = ("import", "correct", "retract", "unlock")  # what may change a result
Place = tuple[str, str, tuple[str, ...]]


@record
class Step:
    """A result that became reviewed or final: of which run, by whom, when; `restates` is the run whose final result it stands beside."""

    event: int
    run: int
    indicator: str
    period: str
    key: tuple[str, ...]
    status: str
    user: str
    at: str
    reason: str
    restates: int | None = None


@record
class Restated:
    """What is different of a result since it became final: the field with both its values, and why.

    `was` is the result as it was final, `now` as it is. `events` are what came to the ledger since;
    `specs` the files whose text is another one; `engine` whether our version is.
    """

    result: str
    field: str
    before: object
    after: object
    final: Step
    events: tuple[Event, ...]
    specs: tuple[str, ...]
    engine: bool
    was: Record
    now: Record


def step(
    store: Store,
    number: int | None,
    status: str,
    chosen: Sequence[Place] = (),
    *,
    user: str,
    reason: str = "",
    restate: bool = False,
) -> tuple[Step, ...]:
    """Makes results of a run (all of them where none is chosen) reviewed or final.

    Errors: `WrongUse` for results that are not in the run, not reviewed yet, or final already and not `restate`d with a reason.
    """
    if restate and not reason.strip():
        raise WrongUse(say("reason-lacking"))
    with store.writing() as connection:
        schema = store.schema
        made = run_in(connection, schema, number)
        known = _latest(connection, schema)
        records = {identity(found): found for found in made.results}
        places = list(chosen) or list(records)
        stored = _Stored(connection, schema)
        for place in places:
            if place not in records:
                shown = name_of({"indicator": place[0], "period": place[1], "key": list(place[2])})
                raise WrongUse(say("result-unknown", run=made.id, result=shown))
            _may(stored, made, records[place], status, known.get(place, []), restate)
        at = next_place(connection, schema)
        rows = [_row(made.id, place, status, known.get(place, []), restate) for place in places]
        connection.execute(schema.steps.insert(), [{"event_id": at.id, **row} for row in rows])
        write(connection, schema, at, status if status == FINAL else "review", user, {"steps": rows}, reason)
        return tuple(one for one in _steps(connection, schema) if one.event == at.id)


def steps(store: Store) -> tuple[Step, ...]:
    """All steps, in order."""
    with store.reading() as connection:
        return tuple(_steps(connection, store.schema))


def restated(
    store: Store,
    results: Sequence[Record],
    number: int | None = None,
    *,
    program: Program | None = None,
    files: Sequence[SourceFile] = (),
) -> tuple[Restated, ...]:
    """Which of some results (of a stored run, or just computed) are not what was made final, and what changed since.

    With their `program`, only events count whose facts they read; `files` are the specs of results that are not stored.
    """
    with store.reading() as connection:
        schema = store.schema
        known = _latest(connection, schema)
        later = run_in(connection, schema, number) if number is not None and known else None
        now = _Now(later.specs, later.engine, later.seen) if later is not None else _Now(_hashes(files), __version__)
        stored = _Stored(connection, schema)
        came: dict[tuple[int, frozenset[str] | None], tuple[Event, ...]] = {}
        found = []
        for one in results:
            final = next((s for s in reversed(known.get(identity(one), [])) if s.status == FINAL), None)
            if final is None or final.run == number:
                continue
            before, made = stored.result(final.run, identity(one)), stored.run(final.run)
            differs = difference(before, one) if before is not None else None
            if differs is not None:
                reads = relations_read(program, str(one["indicator"])) if program is not None else None
                if (made.seen, reads) not in came:
                    came[(made.seen, reads)] = tuple(_since(connection, schema, made.seen, now.seen, reads))
                assert before is not None
                found.append(_told(before, one, final, made, came[(made.seen, reads)], now, differs))
        return tuple(found)


class _Stored:
    """Runs as they are stored, each read once, with their results by place."""

    def __init__(self, connection: sa.Connection, schema: Schema) -> None:
        self.connection, self.schema = connection, schema
        self.runs: dict[int, tuple[Run, dict[Place, Record]]] = {}

    def run(self, number: int) -> Run:
        """A run."""
        return self._read(number)[0]

    def result(self, number: int, place: Place) -> Record | None:
        """One of its results; None where it has no such one."""
        return self._read(number)[1].get(place)

    def _read(self, number: int) -> tuple[Run, dict[Place, Record]]:
        if number not in self.runs:
            found = run_in(self.connection, self.schema, number)
            self.runs[number] = found, {identity(one): one for one in found.results}
        return self.runs[number]


@record
class _Now:
    """What results rest on now: the hashes of their specs (none where they are not known), our version, the last event seen."""

    specs: Mapping[str, str]
    engine: str
    seen: int | None = None


def _hashes(files: Sequence[SourceFile]) -> dict[str, str]:
    return {file.path: sha256(file.text) for file in files}


def _since(
    connection: sa.Connection, schema: Schema, seen: int, last: int | None, reads: frozenset[str] | None
) -> Iterator[Event]:
    """The events about facts after one of them, of the relations that are read; not what waits for its period to be opened."""
    held = waiting(connection, schema, last)
    for event in events(connection, schema, last):
        if event.id > seen and event.kind in FACTS:
            detail = json.loads(event.detail)
            name = detail.get("relation", "")
            late = {period for batch, period in held.get(name, ()) if batch == event.id}
            counts = not late or not late.issuperset(detail["periods"])
            if counts and (reads is None or not name or name in reads):
                yield event


def _told(
    before: Record,
    one: Record,
    final: Step,
    made: Run,
    since: tuple[Event, ...],
    now: _Now,
    differs: tuple[str, object, object],
) -> Restated:
    names = dict.fromkeys([*made.specs, *now.specs]) if now.specs else {}
    specs = tuple(name for name in names if made.specs.get(name) != now.specs.get(name))
    return Restated(name_of(one), *differs, final, since, specs, now.engine != made.engine, before, one)


def _may(stored: _Stored, made: Run, one: Record, status: str, known: list[Step], restate: bool) -> None:
    final = next((found for found in reversed(known) if found.status == FINAL), None)
    mine = next((found.status for found in reversed(known) if found.run == made.id), DRAFT)
    if status == FINAL and final is not None and not restate:
        raise WrongUse(say("step-final", result=name_of(one), run=final.run))
    if restate and final is None:
        raise WrongUse(say("step-not-final", result=name_of(one)))
    if restate and final is not None:
        if canonical(stored.result(final.run, identity(one))) == canonical(one):
            raise WrongUse(say("restate-same", result=name_of(one), run=made.id))
    if status == REVIEWED and mine != DRAFT:
        raise WrongUse(
            say("step-order", result=name_of(one), status=f"step.{mine}", needed="step.draft", wanted="step.reviewed")
        )
    if status == FINAL and mine != REVIEWED:
        raise WrongUse(
            say("step-order", result=name_of(one), status=f"step.{mine}", needed="step.reviewed", wanted="step.final")
        )


def _row(run: int, place: Place, status: str, known: list[Step], restate: bool) -> dict[str, object]:
    final = next((found for found in reversed(known) if found.status == FINAL), None)
    return {
        "run_id": run,
        "indicator": place[0],
        PERIOD: place[1],
        "entity": canonical(list(place[2])),
        "status": status,
        "restates": final.run if restate and final is not None else None,
    }


def _latest(connection: sa.Connection, schema: Schema) -> dict[Place, list[Step]]:
    found: dict[Place, list[Step]] = {}
    for one in _steps(connection, schema):
        found.setdefault((one.indicator, one.period, one.key), []).append(one)
    return found


def _steps(connection: sa.Connection, schema: Schema) -> list[Step]:
    taken, told = schema.steps, schema.events
    query = sa.select(taken, told.c.user_name, told.c.recorded_at, told.c.reason).join(
        told, told.c.event_id == taken.c.event_id
    )
    return [
        Step(
            row["event_id"], row["run_id"], row["indicator"], row[PERIOD], tuple(json.loads(row["entity"])), row["status"],
            row["user_name"], row["recorded_at"], row["reason"], row["restates"],
        )
        for row in connection.execute(query.order_by(taken.c.event_id)).mappings()
    ]  # fmt: skip
