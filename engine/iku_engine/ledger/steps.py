"""A result on its way: draft, reviewed, final. A final one is never changed, only restated beside itself, with what changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import sqlalchemy as sa

from iku_dsl.problem import say
from iku_dsl.records import record
from iku_engine.errors import Doubtful, WrongUse
from iku_engine.facts.book_texts import detail_of, of_book, texts
from iku_engine.facts.books import PERIOD
from iku_engine.facts.chain import canonical, last_event, next_place, write
from iku_engine.facts.inserting import insert_rows
from iku_engine.facts.relations import Schema
from iku_engine.ledger.records import Place, Record, identity, name_of
from iku_engine.ledger.runs import Run, Stored, run_in
from iku_engine.store import Store
from iku_engine.wording import say_it

if TYPE_CHECKING:
    from iku_dsl.program import Program
    from iku_engine.ledger.doubts import Doubt

DRAFT, REVIEWED, FINAL = STATUSES = "draft", "reviewed", "final"


@record
class Step:
    """A result that became reviewed or final: of which run, by whom, when; `restates` is the run whose final result it stands beside.

    `despite` says why it became final in spite of what was doubtful.
    """

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
    despite: str = ""


def step(
    store: Store,
    number: int | None,
    status: str,
    chosen: Sequence[Place] = (),
    *,
    user: str,
    reason: str = "",
    restate: bool = False,
    despite: str = "",
    program: Program | None = None,
    specs: str = "",
) -> tuple[Step, ...]:
    """Makes results of a run (all of them where none is chosen) reviewed or final.

    What is doubtful becomes final only `despite` it, with a reason that is kept with what was doubtful; with the `program` of the `specs`
    of now that is also what these make otherwise.
    Errors: `WrongUse` for results that are not in the run, not reviewed yet, or final already and not `restate`d with a reason;
    `Doubtful` where something is, and nothing is said of it.
    """
    from iku_engine.ledger.doubts import doubts  # which every evaluation would load with the status of its results

    if restate and not reason.strip():
        raise WrongUse(say("reason-lacking"))
    while True:
        with store.reading() as connection:
            made, places = _chosen(connection, store.schema, number, status, chosen, restate)
            seen = last_event(connection, store.schema)
        found = doubts(store, made, places, user, program, specs) if status == FINAL else ()
        if found and not despite.strip():
            raise Doubtful(say("doubtful", run=made.id), found)
        with store.writing() as connection:
            schema = store.schema
            if last_event(connection, schema) != seen:
                continue  # somebody wrote meanwhile: what was looked at may have changed
            known = latest(connection, schema)
            at = next_place(connection, schema)
            rows = [_row(made.id, place, status, known.get(place, []), restate) for place in places]
            insert_rows(connection, schema.steps, [{"event_id": at.id, **row} for row in rows])
            sealed: dict[str, object] = {"steps": rows}
            if found:
                sealed |= {"despite": despite, "doubts": [_sealed(doubt) for doubt in found]}
            write(connection, schema, at, status if status == FINAL else "review", user, sealed, reason)
            return tuple(one for one in steps_in(connection, schema) if one.event == at.id)


def _chosen(
    connection: sa.Connection, schema: Schema, number: int | None, status: str, chosen: Sequence[Place], restate: bool
) -> tuple[Run, list[Place]]:
    """The run, and those of its results that take a step. Errors: `WrongUse` where one may not."""
    made = run_in(connection, schema, number)
    known, stored = latest(connection, schema), Stored(connection, schema)
    records = {identity(found): found for found in made.results}
    places = list(chosen) or list(records)
    for place in places:
        if place not in records:
            shown = name_of({"indicator": place[0], "period": place[1], "key": list(place[2])})
            raise WrongUse(say("result-unknown", run=made.id, result=shown))
        _may(stored, made, records[place], status, known.get(place, []), restate)
    return made, places


def _sealed(doubt: Doubt) -> dict[str, object]:
    """What was doubtful, as it is kept: its words in both languages."""
    said = {"id": say_it(doubt.text, "id"), "en": say_it(doubt.text, "en")}
    return {"kind": doubt.kind.value, "results": [list(place) for place in doubt.places], **said}


def steps(store: Store) -> tuple[Step, ...]:
    """All steps, in order."""
    with store.reading() as connection:
        return tuple(steps_in(connection, store.schema))


def _may(stored: Stored, made: Run, one: Record, status: str, known: list[Step], restate: bool) -> None:
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
