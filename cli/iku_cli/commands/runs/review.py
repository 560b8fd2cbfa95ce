"""`runs review`: results of a run were looked at by somebody."""

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
@option("--reason", metavar="TEXT", default="", help="help.facts.reason-may")
def review(session: Session, number: int, indicators: tuple[str, ...], keys: tuple[str, ...], reason: str) -> int:
    """Make them reviewed: of the indicators that are named, else all; of one entity, else all."""
    return take(session, number, "reviewed", indicators, keys, reason=reason)


COMMAND = review
