"""`seek`: the smallest changes that reach a category, value or target."""

from __future__ import annotations

import click

from iku_cli.commandline.options import command, option
from iku_cli.session.session import Session
from iku_cli.terminal.periods import moment_of, periods_of


@command
@click.argument("indicator", metavar="INDICATOR")
@option("--period", required=True, metavar="P|A..B", help="help.period")
@option("--reach", default="next", metavar="CATEGORY|VALUE|target|next", help="help.seek.reach")
@option("--key", "keys", multiple=True, metavar="MEMBER", help="help.seek.key")
@option("--by", multiple=True, metavar="REF", help="help.seek.by")
@option("--limit", type=click.IntRange(1), metavar="N", help="help.seek.limit")
@option("--as-of", metavar="DATE|TIME", help="help.as-of")
@option("--engine", metavar="NAME", help="help.engine")
def seek(
    session: Session,
    indicator: str,
    period: str,
    reach: str,
    keys: tuple[str, ...],
    by: tuple[str, ...],
    limit: int | None,
    as_of: str | None,
    engine: str | None,
) -> int:
    """Seek for one entity or for all; 0 also where the goal cannot be reached, as that is an answer."""
    from iku_engine.seek.asking import Question, seek

    specs = session.specs()
    if specs is None:
        return 1
    periods, moment = periods_of(period), moment_of(as_of)
    bound = session.bound(specs.program)
    with session.facts(specs.program, bound, (indicator,)) as store:
        question = Question(store, specs.program, specs.sha256, moment, session.settings.asked(engine), bound)
        with session.waiting(session.say("seek.running", period=period)):
            found = seek(question, indicator, periods, reach, keys or None, by, limit or 5)
    if session.as_json:
        from iku_cli.documents.seeking import seek_document

        session.give(seek_document(found, specs.program, specs.sha256, session.language))
    else:
        from iku_cli.render.seeking import draw_sought

        session.draw(lambda width: draw_sought(found, specs.program, session.language, width, limit))
    return 0


COMMAND = seek
