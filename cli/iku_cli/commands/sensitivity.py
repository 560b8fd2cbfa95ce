"""`sensitivity`: what a result hangs on."""

from __future__ import annotations

import click

from iku_cli.commandline.options import Depth, command, option
from iku_cli.session.session import Session
from iku_cli.terminal.periods import moment_of, one_period


@command
@click.argument("indicator", metavar="INDICATOR")
@option("--period", required=True, metavar="P", help="help.period")
@option("--key", "keys", multiple=True, metavar="MEMBER", help="help.sensitivity.key")
@option("--limit", type=Depth(), default="15", metavar="N|all", help="help.sensitivity.limit")
@option("--as-of", metavar="DATE|TIME", help="help.as-of")
@option("--engine", metavar="NAME", help="help.engine")
def sensitivity(
    session: Session,
    indicator: str,
    period: str,
    keys: tuple[str, ...],
    limit: int | None,
    as_of: str | None,
    engine: str | None,
) -> int:
    """Look at one result."""
    from iku_engine.seek.asking import Question
    from iku_engine.seek.sensitivity import sensitivity

    specs = session.specs()
    if specs is None:
        return 1
    one, moment = one_period(period), moment_of(as_of)
    bound = session.bound(specs.program)
    with session.facts(specs.program, bound, (indicator,)) as store:
        question = Question(store, specs.program, specs.sha256, moment, session.settings.asked(engine), bound)
        with session.waiting(session.say("pull.running", period=period)):
            found = sensitivity(question, indicator, one, keys or None)
    if session.as_json:
        from iku_cli.documents.sensitivity import sensitivity_document

        session.give(sensitivity_document(found, specs.sha256, session.language))
    else:
        from iku_cli.render.answers.sensitivity import draw_sensitivity

        session.draw(lambda width: draw_sensitivity(found, session.language, width, limit))
    return 0


COMMAND = sensitivity
