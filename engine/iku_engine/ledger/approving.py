"""A result takes a step on its way, to reviewed or final, once what is doubtful of it was told and accepted.

Doubtful are rows that wait, what is missing, marks of the data, one person who did it all. A final result is never changed, only restated
beside itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

import sqlalchemy as sa

from iku_dsl.problem import Text, say
from iku_dsl.program import Program
from iku_dsl.records import record
from iku_engine.database.books import PERIOD
from iku_engine.database.bulk import insert_rows
from iku_engine.database.chain import canonical, last_event, next_place, signer, write
from iku_engine.database.relations import Schema, schema
from iku_engine.errors import EngineError, RefusedFacts, RefusedFile, StoreError, WrongUse
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.facts.overview import Doubted, doubted
from iku_engine.ledger.reproducing import seen_again
from iku_engine.results.beside import Mark, MarkKind, Place, Record, Step, WaitingRows
from iku_engine.results.evaluation import Result, State
from iku_engine.results.records import difference, identity, name_of
from iku_engine.results.records import record_of as as_record
from iku_engine.snapshot.seen import of_reads
from iku_engine.snapshot.snapshot import Snapshot
from iku_engine.store.restating import DRAFT_STATUS, FINAL, REVIEWED, latest, steps_in
from iku_engine.store.runs import Run, Stored, run_in, spec_files, untrue
from iku_engine.store.store import Store
from iku_engine.wording import say_it

OF_RUNS = ("run", "review", "final", "attach")  # events after which every figure is what it was
MOST_NAMED = 8  # results that a sentence names


class DoubtKind(StrEnum):
    """Why somebody should look again."""

    WAITING = "waiting"
    TO_LOOK_AT = "to-look-at"  # rows that count though they do not keep a `periksa`, or look like totals
    MISSING = "missing"
    MARKED = "marked"
    REFUTED = "refuted"  # the figure that was published is not the one that is computed
    CHANGED = "changed"  # the facts make another figure by now
    SPECS = "specs"  # the specs make another figure by now
    SAME_PERSON = "same-person"
    NOT_AGAIN = "not-again"  # the run cannot be evaluated once more, so nobody knows


@record
class Doubt:
    """One thing that is doubtful, and the results of which it is."""

    kind: DoubtKind
    text: Text
    places: tuple[Place, ...]


class Doubtful(EngineError):
    """Results that are doubtful, and were not made final: `details` say of what, `found` is that as records."""

    exit_status = 1

    def __init__(self, text: Text, found: tuple[Doubt, ...]) -> None:
        super().__init__(text, tuple(doubt.text for doubt in found))
        self.found = found


def doubts(
    store: Store, made: Run, chosen: Sequence[Place], user: str, now: Program | None = None, specs: str = ""
) -> tuple[Doubt, ...]:
    """What is doubtful of some results of a run, for the one who wants to make them final; `now` is the program of the `specs` of now."""
    known = (specs, now) if now is not None else None
    seen = seen_again(store, made, known=known)
    if isinstance(seen, Text):
        return (Doubt(DoubtKind.NOT_AGAIN, seen, tuple(chosen)),)
    evaluated, program = seen
    wanted = set(chosen)
    results = {place: one for one in evaluated.results if (place := identity(as_record(one))) in wanted}
    with store.reading() as connection:
        snapshot = Snapshot(connection, schema(program), program)
        return (
            *_waiting(snapshot, results),
            *_to_look_at(snapshot, results),
            *_missing(results),
            *_marked(results),
            *_compared(results),
            *_changed(store, made, results, known),
            *(_by_other_specs(store, made, results, program, now, specs) if now is not None else ()),
            *_same(snapshot, made, results, signer(connection, user)),
        )


Results = Mapping[Place, Result]


def is_doubtful(kind: MarkKind) -> bool:
    """Whether a mark says something of a figure for which it should be looked at again."""
    match kind:
        case MarkKind.ILLUSTRATIVE | MarkKind.DECLARED | MarkKind.AS_PRINTED | MarkKind.RULE | MarkKind.NEAR_END:
            return True
        case MarkKind.PARTIAL | MarkKind.NOT_LOADED_FILLED:
            return True
        case MarkKind.INEXACT:
            return False  # of a root or logarithm there is no other figure
        case MarkKind.AS_KNOWN:
            return False  # whoever asked for another day named it


def _is_absent(state: State) -> bool:
    """Whether there is nothing where something should be."""
    match state:
        case State.MISSING | State.ERROR:
            return True
        case State.VALUE | State.NOT_APPLICABLE:
            return False


def _waiting(snapshot: Snapshot, results: Results) -> Iterator[Doubt]:
    found: dict[WaitingRows, list[Place]] = {}
    for place, result in results.items():
        for rows in of_reads(snapshot, result.reads)[2]:
            found.setdefault(rows, []).append(place)
    for rows, places in found.items():
        yield Doubt(DoubtKind.WAITING, rows.sentence, tuple(places))


def _to_look_at(snapshot: Snapshot, results: Results) -> Iterator[Doubt]:
    """Rows that count, and of which it was told as they came that they are to be looked at."""
    read: dict[str, dict[int, list[Place]]] = {}
    for place, result in results.items():
        for one in result.reads:
            ordinals = [one.period.ordinal] if one.period is not None else snapshot.periods(one.relation)
            for ordinal in ordinals:
                read.setdefault(one.relation, {}).setdefault(ordinal, []).append(place)
    for name, periods in read.items():
        found: dict[Text, list[Doubted]] = {}
        for row in doubted(snapshot, snapshot.tables.relations[name], periods):
            found.setdefault(row.reason, []).append(row)
        for reason, rows in found.items():
            places = dict.fromkeys(place for row in rows for place in periods[row.period])
            where = _few(dict.fromkeys(row.place for row in rows))
            text = say("doubt.to-look-at", rows=where, count=len(rows), why=reason)
            if rows[0].as_a_whole:
                text = say("doubt.figures", rows=where, why=reason)
            yield Doubt(DoubtKind.TO_LOOK_AT, text, tuple(places))


def _missing(results: Results) -> Iterator[Doubt]:
    """Results without a value that should have one, and values to which inputs are missing."""
    without = [place for place, one in results.items() if _is_absent(one.state)]
    if without:
        yield Doubt(DoubtKind.MISSING, say("doubt.missing", **_told(without)), tuple(without))
    lacking = [place for place, one in results.items() if one.state is State.VALUE and one.missing_total]
    if lacking:
        yield Doubt(DoubtKind.MISSING, say("doubt.inputs", **_told(lacking)), tuple(lacking))
    unjudged = [
        place
        for place, one in results.items()
        if one.state is State.VALUE and any(_is_absent(target.state) for target in one.targets)
    ]
    if unjudged:
        yield Doubt(DoubtKind.MISSING, say("doubt.achievement", **_told(unjudged)), tuple(unjudged))
    beyond = [place for place, one in results.items() if one.outside is not None and one.outside.key == "band.outside"]
    if beyond:  # where the scale says why a value has no category, it should have none
        yield Doubt(DoubtKind.MISSING, say("doubt.category", **_told(beyond)), tuple(beyond))


def _marked(results: Results) -> Iterator[Doubt]:
    found: dict[Mark, list[Place]] = {}
    for place, one in results.items():
        for mark in one.marks:
            if is_doubtful(mark.kind):
                found.setdefault(mark, []).append(place)
    for mark, places in found.items():
        key = f"doubt.mark.{mark.kind}"
        yield Doubt(DoubtKind.MARKED, say(key, mark=mark.text or mark.code, **_told(places)), tuple(places))


def _compared(results: Results) -> Iterator[Doubt]:
    """Figures that were published and are not what is computed, or of which nothing can be computed."""
    for verdict, key in (("different", "doubt.different"), ("", "doubt.not-computed")):
        places = [
            place
            for place, one in results.items()
            if any(one.published is not None and one.verdict == verdict for one in one.comparisons)
        ]
        if places:
            yield Doubt(DoubtKind.REFUTED, say(key, **_told(places)), tuple(places))


def _changed(store: Store, made: Run, results: Results, known: tuple[str, Program] | None) -> Iterator[Doubt]:
    """Results that the facts of now, by the same specs, make otherwise; of a run about another day nobody asks that."""
    with store.reading() as connection:
        last = last_event(connection, store.schema, apart=OF_RUNS)
    if last <= made.seen or made.asked.as_of is not None:
        return
    seen = seen_again(store, made, last, known)
    if isinstance(seen, Text):
        return
    places = _otherwise(results, seen[0].results)
    if places:
        yield Doubt(DoubtKind.CHANGED, say("doubt.changed", **_told(places)), tuple(places))


def _by_other_specs(
    store: Store, made: Run, results: Results, program: Program, now: Program, specs: str
) -> Iterator[Doubt]:
    """Results that the specs of now, over the facts that the run had seen, make otherwise, do not have, or cannot compute."""
    if specs == made.specs_sha256:
        return
    known = dict.fromkeys(name for name, _, _ in results if name in now.indicators)
    names = [name for name in known if now.indicators[name][0].grain is program.indicators[name][0].grain]
    made_now: Sequence[Result] = ()
    if names:
        asked = made.asked
        try:
            made_now = evaluate(
                store, now, specs=specs, indicators=names, periods=asked.periods, key=asked.key, as_printed=asked.as_printed,
                upto=made.seen, traced=False, bound=asked.bound, alone=True,
            ).results  # fmt: skip
        except (
            RefusedFacts,
            RefusedFile,
            WrongUse,
        ) as error:  # by these specs bound files may have other columns, or rows out of range
            told = _told(list(results))
            yield Doubt(
                DoubtKind.SPECS,
                say("doubt.specs-refuse", reason=next(iter(error.details), error.text), **told),
                tuple(results),
            )
            return
    places = _otherwise(results, made_now)
    if places:
        yield Doubt(DoubtKind.SPECS, say("doubt.specs", **_told(places)), tuple(places))


def _otherwise(results: Results, found: Iterable[Result]) -> list[Place]:
    """The results that are other ones among what was found now, or are not there."""
    now = {identity(one): one for one in map(as_record, found)}
    records = {place: as_record(result) for place, result in results.items()}
    return [place for place, one in records.items() if place not in now or difference(one, now[place]) is not None]


def _same(snapshot: Snapshot, made: Run, results: Results, user: str) -> Iterator[Doubt]:
    """Facts that the same person brought or corrected who now makes final what was read from them."""
    files: dict[str, None] = {}
    places: dict[Place, None] = {}
    for place, one in results.items():
        for read in one.reads:
            for batch in snapshot.batches_of(read.relation, read.period):
                if user and batch.user == user and batch.kind in ("import", "correct") and batch.id <= made.seen:
                    files[f"{batch.file or batch.relation} (#{batch.id})"] = None
                    places[place] = None
    if places:
        told = _told(list(places))
        yield Doubt(
            DoubtKind.SAME_PERSON, say("doubt.same-person", user=user, files=_few(files), **told), tuple(places)
        )


def _told(places: Sequence[Place]) -> dict[str, str | int]:
    names = (name_of({"indicator": name, "period": period, "key": list(key)}) for name, period, key in places)
    return {"count": len(places), "results": _few(names)}


def _few(names: Iterable[str]) -> str:
    found = list(names)
    return ", ".join(found[:MOST_NAMED]) + (", …" if len(found) > MOST_NAMED else "")


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
    of now that is also what these make otherwise. What has gone that far already is passed over, of another run where its figure is the
    same; with `restate` also what never was final. Errors: `WrongUse` where nothing is left, and for results that are not in the run, not
    reviewed yet, or final already with another figure and not `restate`d with a reason;
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
    wrong = files if isinstance(files, Text) else untrue(connection, schema, made, files)
    if wrong is not None:
        raise StoreError(wrong)
    known, stored = latest(connection, schema), Stored(connection, schema)
    records = {identity(found): found for found in made.results}
    places = list(chosen) or list(records)
    taking = []
    left: Text | None = None
    for place in places:
        if place not in records:
            shown = name_of({"indicator": place[0], "period": place[1], "key": list(place[2])})
            raise WrongUse(say("result-unknown", run=made.id, result=shown))
        over = _passed_over(stored, made, records[place], status, known.get(place, []), restate)
        if over is None:
            taking.append(place)
        left = left or over
    if left is not None and not taking:
        raise WrongUse(left)
    return made, taking


def _passed_over(stored: Stored, made: Run, one: Record, status: str, known: list[Step], restate: bool) -> Text | None:
    """Why a result stays as it is while others of its run take the step. Errors: `WrongUse` where it may not, and so no other does."""
    final = next((found for found in reversed(known) if found.status == FINAL), None)
    mine = next((found.status for found in reversed(known) if found.run == made.id), DRAFT_STATUS)
    name = name_of(one)
    if status == FINAL and final is not None:
        if canonical(stored.result(final.run, identity(one))) == canonical(one):
            return say("step-same", result=name, run=final.run)
        if not restate:
            raise WrongUse(say("step-final", result=name, run=final.run))
        if mine == FINAL:
            raise WrongUse(say("step-back", result=name, run=made.id, final=final.run))
    if status == FINAL and final is None and restate:
        return say("step-not-final", result=name)
    needed = DRAFT_STATUS if status == REVIEWED else REVIEWED
    if mine == needed:
        return None
    wrong = say("step-order", result=name, status=f"step.{mine}", needed=f"step.{needed}", wanted=f"step.{status}")
    if status == REVIEWED:  # or final, which is further on the same way
        return wrong
    raise WrongUse(wrong)


def _sealed(doubt: Doubt) -> dict[str, object]:
    """What was doubtful, as it is kept: its words in both languages."""
    said = {"id": say_it(doubt.text, "id"), "en": say_it(doubt.text, "en")}
    return {"kind": doubt.kind.value, "results": [list(place) for place in doubt.places], **said}


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
