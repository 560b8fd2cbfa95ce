"""`runs list`: the evaluations that are stored, latest first."""

from __future__ import annotations

from iku_cli.commandline.options import command, option
from iku_cli.session.session import Session
from iku_cli.terminal.numbers import Number


@command
@option("--last", type=Number(), metavar="N", help="help.runs.last")
def listing(session: Session, last: int | None) -> int:
    """Show what was asked, when, and by whom."""
    from iku_engine.store.restating import steps
    from iku_engine.store.runs import runs
    from iku_engine.wording import say_it

    program = session.program()
    if program is None:
        return 1
    with session.facts(program) as store:
        (found, others), taken = runs(store, last), steps(store)
    for one in others:
        session.note(say_it(one.text, session.language))
    if session.as_json:
        from iku_cli.documents.runs import runs_document

        session.give(runs_document(found, taken))
        return 0
    from iku_cli.render.answers.runs import draw_runs

    session.draw(lambda width: draw_runs(found, taken, session.language, width))
    return 0


COMMAND = listing
