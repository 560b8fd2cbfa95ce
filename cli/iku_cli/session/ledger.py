"""What commands put on the ledger, and what is said of it: an evaluation that is kept, a result that became reviewed or final.

What was done is told in a line or two, or as JSON.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iku_cli.documents.ledger import Done, event_document
from iku_cli.messages.sentences import one_line
from iku_cli.render import saying
from iku_cli.terminal.faults import Fault
from iku_cli.terminal.streams import echo
from iku_engine.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from iku_cli.documents.declared.files import Files
    from iku_cli.session.session import Session, Specs
    from iku_engine.results.beside import Place
    from iku_engine.results.evaluation import Evaluation
    from iku_engine.store.runs import Asked, Run
    from iku_engine.store.store import Store


def tell(done: Done, session: Session) -> None:
    """Say what was done, or give it as JSON."""
    if session.as_json:
        session.give(event_document(done, session.language))
        return
    echo(session.say(f"done.{done.kind}", event=done.event, about=one_line(done.about)))
    if done.kind == "retract":
        echo(session.say("done.rows", rows=done.rows, restored=done.restored))
    if done.late:
        echo(session.say("done.late"))
    if done.head:
        echo(session.say("done.head", head=done.head))
    for one in done.admitted:
        key = "done.admitted" if one in done.changed else "done.admitted.nothing"
        echo(session.say(key, batch=one[0], source=one[1], period=one[2]))
    for doubt in done.doubts:
        session.note(saying.reason(doubt, session.language))


def written(session: Session, command: str, files: Sequence[str]) -> None:
    """Files that a command wrote."""
    if session.as_json:
        document: Files = {"schema": "iku-engine/files/1", "command": command, "files": list(files)}
        session.give(document)
        return
    for file in files:
        echo(session.say("done.written", file=file))


def keep(session: Session, store: Store, specs: Specs, evaluated: Evaluation, asked: Asked) -> int | None:
    """The number under which an evaluation is kept; None where the store cannot take it, which is said on stderr.

    A store that is not there has been told already.
    """
    from iku_engine.store.runs import store_run

    if store.in_memory:
        return None
    try:
        return store_run(store, evaluated, specs.files, asked, user=session.user)
    except StoreError as error:
        session.note(session.say("eval.not-kept", why=saying.reason(error.text, session.language)))
        return None


MOST_SHOWN = 8  # entities that a message names


def take(
    session: Session,
    number: int,
    status: str,
    indicators: tuple[str, ...],
    key: tuple[str, ...],
    *,
    reason: str,
    restate: bool = False,
    despite: str = "",
) -> int:
    """Take the step and tell it; the exit status. Without a `key` the results of all entities take it."""
    from iku_cli.documents.runs import doubts_document
    from iku_engine.ledger.approving import Doubtful, step
    from iku_engine.ledger.heads import head_of
    from iku_engine.store.restating import steps
    from iku_engine.store.runs import run

    specs = session.specs()
    if specs is None:
        return 1
    with session.facts(specs.program) as store:
        made = run(store, number)
        places = _places(made, indicators, key)
        before = {(one.indicator, one.period, one.key): one.status for one in steps(store) if one.run == made.id}
        done = ("final",) if status == "final" else ("reviewed", "final")
        # Where members went ahead the rest follows; that nothing is left to do is for the engine to say.
        chosen = [place for place in places if before.get(place) not in done] or places
        try:
            taken = step(
                store, number, status, chosen, user=session.user, reason=reason, restate=restate, despite=despite,
                program=specs.program, specs=specs.sha256,
            )  # fmt: skip
            head = str(head_of(store)) if status == "final" else ""
        except Doubtful as doubtful:
            if not session.as_json:
                raise
            session.give(doubts_document(made.id, doubtful.found, session.language))
            return doubtful.exit_status
    said = {"count": len(taken), "run": number, "entity": ", ".join(key)}
    about = session.say("runs.results-of" if key else "runs.results", **said)
    kind = "final" if status == "final" else "review"
    user = taken[0].user
    tell(Done(kind, taken[0].event, about, rows=len(taken), steps=taken, reason=reason, head=head, user=user), session)
    return 0


def _places(found: Run, indicators: tuple[str, ...], key: tuple[str, ...]) -> list[Place]:
    """The results of a run that are meant. Errors: `Fault` for an indicator, or an entity of one, that it does not have."""
    from iku_engine.results.records import identity

    places = [identity(record) for record in found.results]
    known = list(dict.fromkeys(place[0] for place in places))
    lacking = next((name for name in indicators if name not in known), None)
    if lacking is not None:
        raise Fault("runs.no-indicator", run=found.id, name=lacking, known=", ".join(known))
    if not places:
        raise Fault("runs.no-results", run=found.id)
    meant = [place for place in places if not indicators or place[0] in indicators]
    chosen = [place for place in meant if not key or place[2] == key]
    without = next((name for name in indicators if name not in [place[0] for place in chosen]), None)
    if without is not None:
        raise _no_entity(found.id, without, key, [place for place in meant if place[0] == without])
    if not chosen:
        raise _no_entity(found.id, ", ".join(known), key, meant)
    return chosen


def _no_entity(run: int, name: str, key: tuple[str, ...], places: list[Place]) -> Fault:
    """An indicator that has no such entity in a run."""
    entities = [", ".join(one) for one in dict.fromkeys(place[2] for place in places) if one]
    known = "; ".join(entities[:MOST_SHOWN]) + ("; …" if len(entities) > MOST_SHOWN else "")
    entity = ", ".join(key)
    if not entities:
        return Fault("runs.no-entities", run=run, name=name)
    return Fault("runs.no-entity", run=run, name=name, entity=entity, known=known)
