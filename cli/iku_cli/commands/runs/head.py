"""`runs head`: the hash of the last event, to be kept outside of the store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from iku_cli.commandline.options import command, option
from iku_cli.session.session import Session
from iku_cli.terminal.faults import Fault
from iku_cli.terminal.streams import echo

if TYPE_CHECKING:
    from iku_cli.documents.declared.ledger import Head


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


COMMAND = head
