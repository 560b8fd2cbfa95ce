"""`facts retract`: one fact taken back, or a whole batch."""

from __future__ import annotations

import click

from iku_cli.commandline.options import command, option
from iku_cli.documents.done import Done
from iku_cli.session.done import tell
from iku_cli.session.session import Session
from iku_cli.terminal.faults import Fault
from iku_cli.terminal.numbers import Number
from iku_cli.terminal.periods import one_period


@command
@click.argument("source", required=False, metavar="[SOURCE]")
@click.argument("keys", nargs=-1, metavar="[KEY]...")
@option("--period", metavar="PERIOD", help="help.facts.period")
@option("--batch", type=Number(), metavar="N", help="help.facts.retract.batch")
@option("--reason", metavar="TEXT", default="", help="help.facts.reason")
def retract(
    session: Session, source: str | None, keys: tuple[str, ...], period: str | None, batch: int | None, reason: str
) -> int:
    """Take it back: its key has no fact from now on; of a batch, what it had replaced is there again."""
    from iku_engine.facts.addressing import address
    from iku_engine.facts.amending import retract as take_back
    from iku_engine.facts.withdrawing import withdraw

    if (source is None) == (batch is None):
        raise Fault("facts.retract.what")
    program = session.program()
    if program is None:
        return 1
    with session.store(program) as store:
        user = session.signer(store)
        if batch is not None:
            done = withdraw(store, program, batch, user=user, reason=reason)
            about = session.say("facts.batch", batch=batch)
        else:
            assert source is not None
            of_period = one_period(period) if period is not None else None
            place = address(store, program, source, of_period, keys)
            done = take_back(store, place, user=user, reason=reason)
            about = f"{source} {place.shown}".strip()
    tell(Done(
        "retract", done.event, about, rows=done.rows, restored=done.restored, late=done.late, reason=reason, user=user,
        doubts=done.doubts,
    ), session)  # fmt: skip
    return 0


COMMAND = retract
