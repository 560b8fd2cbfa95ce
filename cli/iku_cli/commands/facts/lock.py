"""`facts lock`: a period is closed; what comes for it later waits."""

from __future__ import annotations

import click

from iku_cli.commandline.options import command, option
from iku_cli.documents.done import Done
from iku_cli.session.done import tell
from iku_cli.session.session import Session
from iku_cli.terminal.periods import one_period


@command
@click.argument("period", metavar="PERIOD")
@option("--of", "source", metavar="SOURCE", default="", help="help.facts.of")
@option("--reason", metavar="TEXT", default="", help="help.facts.reason-may")
def lock(session: Session, period: str, source: str, reason: str) -> int:
    """Close it, of one source or of all."""
    from iku_engine.facts.locking import lock as close

    program = session.program()
    if program is None:
        return 1
    at = one_period(period)
    with session.store(program) as store:
        user = session.signer(store)
        event = close(store, program, at, of=source, user=user, reason=reason)
    tell(Done("lock", event, f"{at} {source}".strip(), reason=reason, user=user), session)
    return 0


COMMAND = lock
