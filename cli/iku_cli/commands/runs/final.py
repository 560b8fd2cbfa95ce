"""`runs final`: reviewed results of a run become final; a final one is only restated."""

from __future__ import annotations

import click

from iku_cli.commandline.options import command, option
from iku_cli.session.session import Session
from iku_cli.session.stepping import take
from iku_cli.terminal.numbers import Number


@command
@click.argument("number", type=Number(), metavar="N")
@click.argument("indicators", nargs=-1, metavar="[INDICATOR]...")
@option("--key", "keys", multiple=True, metavar="MEMBER", help="help.runs.step.key")
@option("--restate", is_flag=True, help="help.runs.final.restate")
@option("--reason", metavar="TEXT", default="", help="help.facts.reason-may")
@option("--despite", metavar="TEXT", default="", help="help.runs.final.despite")
def final(
    session: Session,
    number: int,
    indicators: tuple[str, ...],
    keys: tuple[str, ...],
    restate: bool,
    reason: str,
    despite: str,
) -> int:
    """Make them final: of the indicators that are named, else all; of one entity, else all. 1 where something is doubtful."""
    return take(session, number, "final", indicators, keys, reason=reason, restate=restate, despite=despite)


COMMAND = final
