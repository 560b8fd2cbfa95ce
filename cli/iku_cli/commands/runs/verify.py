"""`runs verify`: whether the ledger, or an exported run, is what was written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from iku_cli.commandline.options import command, option
from iku_cli.render import saying
from iku_cli.session.session import Session
from iku_cli.terminal.faults import Fault
from iku_cli.terminal.numbers import Number
from iku_cli.terminal.streams import echo

if TYPE_CHECKING:
    from iku_dsl.problem import Text
    from iku_engine.ledger.verify import Verified
    from iku_engine.store.store import Store


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


COMMAND = verify
