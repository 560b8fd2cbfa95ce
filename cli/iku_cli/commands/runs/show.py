"""`runs show`: one stored evaluation: what was asked, of which specs, what it gave, what of it is final."""

from __future__ import annotations

import click

from iku_cli.commandline.options import command
from iku_cli.session.session import Session
from iku_cli.terminal.numbers import Number


@command
@click.argument("number", required=False, type=Number(), metavar="[N]")
def show(session: Session, number: int | None) -> int:
    """Show it as it is stored; beside each result that is not what was final, what changed."""
    from iku_dsl.problem import Text
    from iku_engine.ledger.reproducing import seen_again
    from iku_engine.store.restating import restated, statuses, steps
    from iku_engine.store.runs import run

    program = session.program()
    if program is None:
        return 1
    with session.facts(program) as store:
        found = run(store, number)
        taken = [step for step in steps(store) if step.run == found.id]
        others = restated(store, found.results, found.id, program=program) if not found.asked.as_printed else ()
        status = statuses(store, found)
        seen = seen_again(store, found)
    told = seen if isinstance(seen, Text) else seen[0].results
    if session.as_json:
        from iku_cli.documents.runs import run_document

        session.give(run_document(found, taken, status, others, told, session.language))
        return 0
    from iku_cli.render.answers.runs import draw_run

    session.draw(lambda width: draw_run(found, taken, status, others, told, program, session.language, width))
    return 0


COMMAND = show
