"""`runs`: evaluations as they are stored: listed, shown, proven, exported, reviewed, made final."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from iku_cli.options import command, option
from iku_cli.session.session import Session
from iku_cli.terminal.arguments import Number
from iku_cli.terminal.faults import Fault
from iku_cli.terminal.streams import echo

if TYPE_CHECKING:
    from iku_cli.documents.declared.ledger import Head
    from iku_dsl.problem import Text
    from iku_engine.ledger.verify import Verified
    from iku_engine.store.store import Store


@command
@option("--last", type=Number(), metavar="N", help="help.runs.last")
def listing(session: Session, last: int | None) -> int:
    """Show what was asked, when, and by whom."""
    from iku_cli.render import saying
    from iku_engine.store.restating import steps
    from iku_engine.store.runs import runs

    program = session.program()
    if program is None:
        return 1
    with session.facts(program) as store:
        (found, others), taken = runs(store, last), steps(store)
    for one in others:
        session.note(saying.reason(one.text, session.language))
    if session.as_json:
        from iku_cli.documents.runs import runs_document

        session.give(runs_document(found, taken))
        return 0
    from iku_cli.render.answers.runs import draw_runs

    session.draw(lambda width: draw_runs(found, taken, session.language, width))
    return 0


@command
@click.argument("number", required=False, type=Number(), metavar="[N]")
def show(session: Session, number: int | None) -> int:
    """Show it as it is stored; beside each result that is not what was final, what changed."""
    from iku_dsl.problem import Text
    from iku_engine.ledger.reproducing import seen_again
    from iku_engine.store.restating import restated, statuses, steps
    from iku_engine.store.runs import run

    program = session.program()
    if program is None:
        return 1
    with session.facts(program) as store:
        found = run(store, number)
        taken = [step for step in steps(store) if step.run == found.id]
        others = restated(store, found.results, found.id, program=program) if not found.asked.as_printed else ()
        status = statuses(store, found)
        seen = seen_again(store, found)
    told = seen if isinstance(seen, Text) else seen[0].results
    if session.as_json:
        from iku_cli.documents.runs import run_document

        session.give(run_document(found, taken, status, others, told, session.language))
        return 0
    from iku_cli.render.answers.runs import draw_run

    session.draw(lambda width: draw_run(found, taken, status, others, told, program, session.language, width))
    return 0


@command
@click.argument("number", required=False, type=Number(), metavar="[N]")
@option("--file", "file", type=click.Path(path_type=Path), metavar="EXPORT", help="help.runs.verify.file")
@option("--key", "public", type=click.Path(path_type=Path), metavar="PUBLIC.pem", help="help.runs.verify.key")
@option("--against", "against", metavar="FILE|HASH|URL", multiple=True, help="help.runs.verify.against")
@option("--restore", is_flag=True, help="help.runs.verify.restore")
def verify(
    session: Session,
    number: int | None,
    file: Path | None,
    public: Path | None,
    against: tuple[str, ...],
    restore: bool,
) -> int:
    """Look at the database, recompute all hashes and runs; 1 where something is not as it was written."""
    if file is not None and (number is not None or restore or against):
        raise Fault("runs.verify.one")
    if public is not None and file is None and not against:
        raise Fault("runs.verify.key")
    if file is not None:
        from iku_engine.ledger.export import verify_export

        with session.waiting(session.say("runs.verifying")):
            run, found = verify_export(file, public)
        return _tell(session, found, run.id, file, public is not None)
    from iku_engine.ledger.verify import Verifier
    from iku_engine.store.runs import run as stored

    program = session.program()
    if program is None:
        return 1
    with session.ledger(program) as store:
        if number is not None:
            stored(store, number)
        outside = _outside(session, store, against, public)
        mended = _restored(session, store) if restore else ()
        with session.progress(session.say("runs.verifying")) as tell:
            found = Verifier(store, tell).verify(number)
    found = replace(found, faults=(*outside, *found.faults), told=(*found.told, *_unchecked(against, public)))
    return _tell(session, found, number, None, False, mended)


def _restored(session: Session, store: Store) -> Sequence[Text]:
    from iku_engine.migrate.catalog import restore

    return restore(store, user=session.user).done


def _unchecked(against: Sequence[str], public: Path | None) -> tuple[Text, ...]:
    """What is said of signatures that nobody looked at, as no key was given."""
    if not against:
        return ()
    from iku_dsl.problem import say
    from iku_engine.ledger.heads import is_signed

    unchecked = [] if public is not None else [name for name in against if is_signed(name)]
    return tuple(say("verify.unchecked", file=name) for name in unchecked)


def _outside(session: Session, store: Store, against: Sequence[str], public: Path | None) -> tuple[Text, ...]:
    """What the chain lacks of what is known outside of the store: by what it is held against, and by the file of heads of the settings."""
    noted = session.settings.heads
    if not against and noted is None:
        return ()
    from iku_engine.ledger.heads import heads_against, missing

    given = {name: heads_against(name, public) for name in against}
    if noted is not None and noted.exists():
        given.setdefault(str(noted), heads_against(str(noted)))
    with store.reading() as connection:
        return tuple(text for name, heads in given.items() for text in missing(connection, store.schema, heads, name))


def _tell(
    session: Session, found: Verified, run: int | None, file: Path | None, signed: bool, mended: Sequence[Text] = ()
) -> int:
    from iku_cli.render import saying

    if session.as_json:
        from iku_cli.documents.runs import verified_document

        session.give(verified_document(found, run, file, signed, mended, session.language))
        return 0 if found.fault is None else 1
    for text in mended:
        echo(session.say("runs.restored", what=saying.reason(text, session.language)))
    for text in found.told:
        echo(session.say("runs.told", what=saying.reason(text, session.language)))
    for text in found.faults:
        echo(session.say("runs.fault", why=saying.reason(text, session.language)))
    if any(text.key.startswith(("verify.catalog", "verify.integrity")) for text in (*found.faults, *found.told)):
        session.note(session.say("runs.restore"))
    if found.fault is None:
        said = {"events": found.events, "rows": found.rows, "runs": found.runs}
        echo(session.say("runs.verified", **said))
        if file is not None:
            echo(session.say("runs.signed" if signed else "runs.unsigned", run=run))
    return 0 if found.fault is None else 1


@command
@click.argument("number", type=Number(), metavar="N")
@option("--to", "to", required=True, type=click.Path(path_type=Path), metavar="FILE", help="help.runs.export.to")
@option("--sign", "key", type=click.Path(path_type=Path), metavar="PRIVATE.pem", help="help.runs.export.sign")
def export(session: Session, number: int, to: Path, key: Path | None) -> int:
    """Write it with all that it rests on."""
    from iku_cli.session.ledger import written
    from iku_engine.ledger.export import export_run

    program = session.program()
    if program is None:
        return 1
    with session.facts(program) as store:
        export_run(store, number, to, key)
    written(session, "runs export", [str(to)])
    return 0


@command
@click.argument("number", type=Number(), metavar="N")
@click.argument("indicators", nargs=-1, metavar="[INDICATOR]...")
@option("--period", metavar="PERIOD", help="help.runs.step.period")
@option("--key", "keys", multiple=True, metavar="MEMBER", help="help.runs.step.key")
@option("--reason", metavar="TEXT", default="", help="help.facts.reason-may")
def review(
    session: Session, number: int, indicators: tuple[str, ...], period: str | None, keys: tuple[str, ...], reason: str
) -> int:
    """Make them reviewed: of the indicators that are named, else all; of one period or entity, else all."""
    from iku_cli.session.ledger import take

    return take(session, number, "reviewed", indicators, period, keys, reason=reason)


@command
@click.argument("number", type=Number(), metavar="N")
@click.argument("indicators", nargs=-1, metavar="[INDICATOR]...")
@option("--period", metavar="PERIOD", help="help.runs.step.period")
@option("--key", "keys", multiple=True, metavar="MEMBER", help="help.runs.step.key")
@option("--restate", is_flag=True, help="help.runs.final.restate")
@option("--reason", metavar="TEXT", default="", help="help.facts.reason-may")
@option("--despite", metavar="TEXT", default="", help="help.runs.final.despite")
def final(
    session: Session,
    number: int,
    indicators: tuple[str, ...],
    period: str | None,
    keys: tuple[str, ...],
    restate: bool,
    reason: str,
    despite: str,
) -> int:
    """Make them final: of the indicators that are named, else all; of one period or entity, else all. 1 where something is doubtful."""
    from iku_cli.session.ledger import take

    return take(session, number, "final", indicators, period, keys, reason=reason, restate=restate, despite=despite)


@command
@option("--to", "to", type=click.Path(path_type=Path), metavar="FILE", help="help.runs.head.to")
@option("--sign", "key", type=click.Path(path_type=Path), metavar="PRIVATE.pem", help="help.runs.head.sign")
def head(session: Session, to: Path | None, key: Path | None) -> int:
    """Print it; with a file, also write it there, signed where a key is given."""
    from iku_engine.ledger.heads import head_of, write_head

    if key is not None and to is None:
        raise Fault("runs.head.sign")
    program = session.program()
    if program is None:
        return 1
    with session.ledger(program) as store:
        found = write_head(store, to, key) if to is not None else head_of(store)
    if session.as_json:
        file = str(to) if to is not None else None
        document: Head = {
            "schema": "iku-engine/runs-head/1",
            "event": found.event,
            "sha256": found.sha256,
            "head": str(found),
            "file": file,
        }
        session.give(document)
        return 0
    echo(found)
    if to is not None:
        echo(session.say("done.written", file=to))
    return 0


@command
@click.argument("private", type=click.Path(path_type=Path), metavar="PRIVATE.pem")
@click.argument("public", type=click.Path(path_type=Path), metavar="PUBLIC.pem")
def key(session: Session, private: Path, public: Path) -> int:
    """Write both; a private key that is there is never overwritten."""
    from iku_cli.session.ledger import written
    from iku_engine.ledger.exported import new_key

    new_key(private, public)
    written(session, "runs key", [str(private), str(public)])
    return 0
