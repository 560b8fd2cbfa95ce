"""`facts attach`: a file is kept beside what it proves."""

from __future__ import annotations

from pathlib import Path

import click

from iku_cli.commandline.options import command, option
from iku_cli.documents.done import Done
from iku_cli.session.done import tell
from iku_cli.session.session import Session
from iku_cli.terminal.about import about_of


@command
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@option("--to", "about", required=True, metavar="TEXT", help="help.facts.to")
@option("--reason", metavar="TEXT", default="", help="help.facts.reason-may")
def attaching(session: Session, file: Path, about: str, reason: str) -> int:
    """Keep it by its hash."""
    from iku_engine.ledger.evidence import attach

    program = session.program()
    if program is None:
        return 1
    with session.store(program) as store:
        to = about_of(store, program, about)
        user = session.signer(store)
        done = attach(store, file, to, user=user, reason=reason)
    tell(Done("attach", done.event, f"{done.name} → {to}", reason=reason, sha256=done.sha256, user=user), session)
    return 0


COMMAND = attaching
