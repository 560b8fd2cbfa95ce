"""What commands put on the ledger, and what is said of it: an evaluation that is kept, a result that became reviewed or final.

What was done is told in a line or two, or as JSON.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iku_cli.documents.ledger import Done, event_document
from iku_cli.messages.sentences import one_line
from iku_cli.render import saying
from iku_cli.terminal.arguments import one_period
from iku_cli.terminal.faults import Fault
from iku_cli.terminal.streams import echo
from iku_dsl.period import read_period
from iku_engine.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from iku_cli.documents.declared.files import Files
    from iku_cli.session.session import Session, Specs
    from iku_dsl.period import Period
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


MOST_SHOWN = 8  # entities or periods that a message names


def take(
    session: Session,
    number: int,
    status: str,
    indicators: tuple[str, ...],
    period: str | None,
    key: tuple[str, ...],
    *,
    reason: str,
    restate: bool = False,
    despite: str = "",
) -> int:
    """Take the step and tell it, and of how many results nothing was to be done; the exit status.

    Without a `period` the results of all periods take it, without a `key` those of all entities.
    """
    from iku_cli.documents.runs import doubts_document
    from iku_engine.ledger.approving import Doubtful, step
    from iku_engine.ledger.heads import head_of
    from iku_engine.store.runs import run

    specs = session.specs()
    if specs is None:
        return 1
    with session.facts(specs.program) as store:
        made = run(store, number)
        places = _places(made, indicators, period, key)
        try:
            taken = step(
                store, number, status, places, user=session.user, reason=reason, restate=restate, despite=despite,
                program=specs.program, specs=specs.sha256,
            )  # fmt: skip
            head = str(head_of(store)) if status == "final" else ""
        except Doubtful as doubtful:
            if not session.as_json:
                raise
            session.give(doubts_document(made.id, doubtful.found, session.language))
            return doubtful.exit_status
    of = ", ".join([*([period] if period is not None else []), *key])
    said = {"count": len(taken), "run": number, "of": of}
    about = session.say("runs.results-of" if of else "runs.results", **said)
    kind = "final" if status == "final" else "review"
    user = taken[0].user
    tell(Done(kind, taken[0].event, about, rows=len(taken), steps=taken, reason=reason, head=head, user=user), session)
    if len(taken) < len(places):
        session.note(session.say("runs.as-they-are", count=len(places) - len(taken)))
    return 0


def _places(found: Run, indicators: tuple[str, ...], period: str | None, key: tuple[str, ...]) -> list[Place]:
    """The results of a run that are meant. Errors: `Fault` for an indicator that it does not have, or a period or entity of one."""
    from iku_engine.results.records import identity

    places = [identity(record) for record in found.results]
    known = list(dict.fromkeys(place[0] for place in places))
    lacking = next((name for name in indicators if name not in known), None)
    if lacking is not None:
        raise Fault("runs.no-indicator", run=found.id, name=lacking, known=", ".join(known))
    if not places:
        raise Fault("runs.no-results", run=found.id)
    meant = [place for place in places if not indicators or place[0] in indicators]
    if period is not None:
        within = _within(one_period(period), meant)
        if not within:
            raise Fault("runs.no-period", run=found.id, period=period, known=_some(", ", (place[1] for place in meant)))
        meant = within
    chosen = [place for place in meant if not key or place[2] == key]
    without = next((name for name in indicators if name not in [place[0] for place in chosen]), None)
    if without is not None:
        raise _no_entity(found.id, without, key, [place for place in meant if place[0] == without])
    if not chosen:
        raise _no_entity(found.id, ", ".join(known), key, meant)
    return chosen


def _within(period: Period, places: list[Place]) -> list[Place]:
    """Those whose period is this one, or lies in it, as the months of a year do."""
    first, last = period.months
    found = []
    for place in places:
        own = read_period(place[1])
        if own is not None and first <= own.months[0] and own.months[1] <= last:
            found.append(place)
    return found


def _no_entity(run: int, name: str, key: tuple[str, ...], places: list[Place]) -> Fault:
    """An indicator that has no such entity in a run."""
    known = _some("; ", (", ".join(place[2]) for place in places if place[2]))
    if not known:
        return Fault("runs.no-entities", run=run, name=name)
    return Fault("runs.no-entity", run=run, name=name, entity=", ".join(key), known=known)


def _some(between: str, names: Iterable[str]) -> str:
    """The first of some names, each once."""
    found = list(dict.fromkeys(names))
    return between.join([*found[:MOST_SHOWN], *(["…"] if len(found) > MOST_SHOWN else [])])
