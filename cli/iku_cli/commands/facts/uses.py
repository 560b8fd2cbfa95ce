"""`facts uses`: the results that rest on a fact, from the line of its file or from its keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from iku_cli.commandline.options import command, option
from iku_cli.session.session import Session
from iku_cli.terminal.faults import Fault
from iku_cli.terminal.periods import one_period

if TYPE_CHECKING:
    from iku_dsl.program import Program
    from iku_engine.facts.addressing import Address
    from iku_engine.store.store import Store


@command
@click.argument("source", required=False, metavar="[SOURCE]")
@click.argument("keys", nargs=-1, metavar="[KEY]...")
@option("--period", metavar="PERIOD", help="help.facts.period")
@option("--at", "at", metavar="FILE:LINE", help="help.facts.uses.at")
def uses(session: Session, source: str | None, keys: tuple[str, ...], period: str | None, at: str | None) -> int:
    """Show which results a fact is in, and as what."""
    from iku_engine.facts.uses import uses as of_fact

    if (source is None) == (at is None):
        raise Fault("facts.uses.which")
    specs = session.specs()
    if specs is None:
        return 1
    program = specs.program
    with session.facts(program) as store, session.waiting(session.say("facts.uses.running")):
        places = _places(store, program, source, keys, period, at)
        found = [(place, of_fact(store, program, place, specs.sha256, specs.files)) for place in places]
    if session.as_json:
        from iku_cli.documents.uses import uses_document

        session.give(uses_document(found, session.language))
        return 0
    from iku_cli.render.answers.uses import draw_uses

    session.draw(lambda width: draw_uses(found, session.language, width))
    return 0


def _places(
    store: Store, program: Program, source: str | None, keys: tuple[str, ...], period: str | None, at: str | None
) -> tuple[Address, ...]:
    """Where the fact is: named by source and keys, or by the line that it came from. Errors: `Fault`, `WrongUse`."""
    from iku_engine.facts.addressing import address
    from iku_engine.facts.uses import at_row

    if at is None:
        assert source is not None
        return (address(store, program, source, one_period(period) if period is not None else None, keys),)
    file, colon, line = at.rpartition(":")
    if not colon or not line.isdecimal() or not line.isascii():
        raise Fault("facts.uses.at", value=at)
    name, bracket, sheet = file.partition("[")
    return at_row(store, name, int(line), sheet.removesuffix("]") if bracket else "")


COMMAND = uses
