"""`compare`: the change of an indicator, split exactly into its causes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from iku_cli.commandline.options import Depth, command, option
from iku_cli.session.session import Session, Specs
from iku_cli.terminal.faults import Fault
from iku_cli.terminal.periods import moment_of, one_period

if TYPE_CHECKING:
    from iku_engine.compare.change import Compared
    from iku_engine.worlds.whatif import Rules


@command
@click.argument("indicator", metavar="INDICATOR")
@click.argument("start", metavar="FROM")
@click.argument("end", required=False, metavar="[TO]")
@option("--key", "keys", multiple=True, metavar="MEMBER", help="help.compare.key")
@option("--achievement", is_flag=True, help="help.compare.achievement")
@option("--as-of", "moments", multiple=True, metavar="DATE|TIME", help="help.compare.as-of")
@option("--from-specs", "old", type=click.Path(path_type=Path), metavar="PATH", help="help.compare.from-specs")
@option("--to-specs", "new", type=click.Path(path_type=Path), metavar="PATH", help="help.compare.to-specs")
@option("--engine", metavar="NAME", help="help.engine")
@option("--depth", type=Depth(), default="10", metavar="N|all", help="help.compare.depth")
def compare(
    session: Session,
    indicator: str,
    start: str,
    end: str | None,
    keys: tuple[str, ...],
    achievement: bool,
    moments: tuple[str, ...],
    old: Path | None,
    new: Path | None,
    engine: str | None,
    depth: int | None,
) -> int:
    """Compare two periods, days or spec sets and show the parts of the change; 1 where an end is an error."""
    from iku_engine.compare.compare import Question, Side
    from iku_engine.compare.compare import compare as compared
    from iku_engine.results.evaluation import State

    if len(moments) > 2:
        raise Fault("compare.moments")
    specs = session.specs()
    before, after = (specs if path is None else session.specs_at(path) for path in (old, new))
    if specs is None or before is None or after is None:
        return 1
    periods = [one_period(text) for text in (start, end or start)]
    days = [moment_of(moments[0] if moments else None), moment_of(moments[-1] if moments else None)]
    if periods[0] == periods[1] and days[0] == days[1] and before.sha256 == after.sha256:
        raise Fault("compare.same")
    bound = session.bound(specs.program)
    first, last = (Side(_rules(one), p, d) for one, p, d in zip((before, after), periods, days, strict=True))
    question = Question(indicator, keys or None, achievement, session.settings.asked(engine), bound)
    with (
        session.facts(specs.program, bound, (indicator,)) as store,
        session.waiting(session.say("compare.running", indicator=indicator)),
    ):
        found: Compared = compared(store, _rules(specs), first, last, question)
    if session.as_json:
        from iku_cli.documents.change import change_document

        session.give(change_document(found, session.language))
    else:
        from iku_cli.render.answers.change import draw_change

        session.draw(lambda width: draw_change(found, session.language, width, depth))
    results = [result for change in found.changes for result in change.results]
    return 1 if any(result.state is State.ERROR for result in results) else 0


def _rules(specs: Specs) -> Rules:
    from iku_engine.worlds.whatif import Rules

    return Rules(specs.program, specs.sha256)


COMMAND = compare
