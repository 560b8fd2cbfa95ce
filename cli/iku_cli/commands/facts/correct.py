"""`facts correct`: one fact put right, or added, with a reason."""

from __future__ import annotations

import click

from iku_cli.done import Done
from iku_cli.options import command, option
from iku_cli.periods import one_period
from iku_cli.session import Session
from iku_dsl.program import Program


@command
@click.argument("source", metavar="SOURCE")
@click.argument("words", nargs=-1, required=True, metavar="[KEY]... COLUMN=VALUE...")
@option("--period", metavar="PERIOD", help="help.facts.period")
@option("--reason", metavar="TEXT", default="", help="help.facts.reason")
def correct(session: Session, source: str, words: tuple[str, ...], period: str | None, reason: str) -> int:
    """Write a new row beside the old one."""
    from iku_engine.ledger.addressing import address
    from iku_engine.ledger.amending import correct as put_right

    program = session.program()
    if program is None:
        return 1
    keys, cells = _parted(program, source, words)
    of_period = one_period(period) if period is not None else None
    with session.store(program) as store:
        place = address(store, program, source, of_period, keys)
        user = session.signer(store)
        done = put_right(store, program, place, cells, user=user, reason=reason)
    about = f"{source} {place.shown}".strip()
    Done(
        "correct", done.event, about, rows=done.rows, late=done.late, reason=reason, user=user, doubts=done.doubts
    ).tell(session)
    return 0


def _parted(program: Program, source: str, words: tuple[str, ...]) -> tuple[list[str], dict[str, str]]:
    """The keys, and the values by column: what stands before `=` is a column, or looks like one after the last key."""
    from iku_engine.facts.layout import column_named

    declared = program.sources.get(source)
    dimension = program.dimensions.get(source)
    columns = declared.columns if declared is not None else dimension.stored if dimension is not None else {}
    dated = dimension is not None and bool(dimension.validity)
    wanted = len(declared.dimensions) if declared is not None else 1
    keys: list[str] = []
    cells: dict[str, str] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if equals and (column_named(columns, name, dated) is not None or (len(keys) >= wanted and name.isidentifier())):
            cells[name] = value
        else:
            keys.append(word)
    return keys, cells


COMMAND = correct
