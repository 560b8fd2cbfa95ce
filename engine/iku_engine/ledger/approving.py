"""A result takes a step on its way: it becomes reviewed or final. A final one is never changed, only restated beside itself."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from iku_dsl.problem import say
from iku_dsl.program import Program
from iku_engine.database.books import PERIOD
from iku_engine.database.chain import canonical, last_event, next_place, write
from iku_engine.database.inserting import insert_rows
from iku_engine.database.relations import Schema
from iku_engine.errors import StoreError, WrongUse
from iku_engine.ledger.doubts import Doubt, Doubtful, doubts
from iku_engine.results.beside import Place, Record, Step
from iku_engine.results.records import identity, name_of
from iku_engine.runs.claimed import untrue
from iku_engine.runs.runs import Run, Stored, run_in, spec_files
from iku_engine.runs.steps import DRAFT, FINAL, REVIEWED, latest, steps_in
from iku_engine.store.store import Store
from iku_engine.wording import say_it


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
    `StoreError` for a run that says of itself what is not so; `Doubtful` where something is, and nothing is said of it.
    """
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
    """The run, and those of its results that take a step. Errors: `WrongUse` where one may not, `StoreError` for an untrue run."""
    made = run_in(connection, schema, number)
    files = spec_files(connection, schema, made)
    wrong = (
        say("verify.specs", run=made.id, file=files)
        if isinstance(files, str)
        else untrue(connection, schema, made, files)
    )
    if wrong is not None:
        raise StoreError(wrong)
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
