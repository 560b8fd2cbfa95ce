"""`runs verify`: whether the ledger, or an exported run, is what was written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from iku_cli.faults import Fault
from iku_cli.numbers import Number
from iku_cli.options import command, option
from iku_cli.render import saying
from iku_cli.session import Session
from iku_cli.streams import echo

if TYPE_CHECKING:
    from iku_engine.ledger.verify import Verified


@command
@click.argument("number", required=False, type=Number(), metavar="[N]")
@option("--file", "file", type=click.Path(path_type=Path), metavar="EXPORT", help="help.runs.verify.file")
@option("--key", "public", type=click.Path(path_type=Path), metavar="PUBLIC.pem", help="help.runs.verify.key")
def verify(session: Session, number: int | None, file: Path | None, public: Path | None) -> int:
    """Recompute all hashes and runs; 1 at the first thing that is not as it was written."""
    if file is not None and number is not None:
        raise Fault("runs.verify.one")
    if public is not None and file is None:
        raise Fault("runs.verify.key")
    if file is not None:
        from iku_engine.ledger.export import verify_export

        with session.waiting(session.say("runs.verifying")):
            run, found = verify_export(file, public)
        return _tell(session, found, run.id, file, public is not None)
    from iku_engine.ledger.runs import run as stored
    from iku_engine.ledger.verify import Verifier

    program = session.program()
    if program is None:
        return 1
    with session.facts(program) as store:
        if number is not None:
            stored(store, number)
        with session.progress(session.say("runs.verifying")) as tell:
            found = Verifier(store, tell).verify(number)
    return _tell(session, found, number, None, False)


def _tell(session: Session, found: Verified, run: int | None, file: Path | None, signed: bool) -> int:
    if session.as_json:
        from iku_cli.documents.runs import verified_document

        session.give(verified_document(found, run, file, signed, session.language))
    elif found.fault is not None:
        echo(session.say("runs.fault", why=saying.reason(found.fault, session.language)))
    else:
        said = {"events": found.events, "rows": found.rows, "runs": found.runs}
        echo(session.say("runs.verified", **said))
        if file is not None:
            echo(session.say("runs.signed" if signed else "runs.unsigned", run=run))
    return 0 if found.fault is None else 1


COMMAND = verify
