"""`facts history`: what became of a fact, and who did it."""

from __future__ import annotations

import click

from iku_cli.commandline.options import command, option
from iku_cli.session.session import Session
from iku_cli.terminal.periods import one_period


@command
@click.argument("source", metavar="SOURCE")
@click.argument("keys", nargs=-1, metavar="[KEY]...")
@option("--period", metavar="PERIOD", help="help.facts.period")
def history(session: Session, source: str, keys: tuple[str, ...], period: str | None) -> int:
    """Show every row of a key, in the order in which they came."""
    from iku_engine.facts.history import history as of_fact

    program = session.program()
    if program is None:
        return 1
    of_period = one_period(period) if period is not None else None
    with session.facts(program) as store:
        entries = of_fact(store, program, source, keys, of_period)
        relation = store.schema.relations[source]
    if session.as_json:
        from iku_cli.documents.facts import history_document

        session.give(history_document(relation, entries))
        return 0
    from iku_cli.render.answers.history import draw_history

    session.draw(lambda width: draw_history(relation, entries, session.language, width))
    return 0


COMMAND = history
