"""`eval`: indicators in some periods, as a table and with the trace of each value."""

from __future__ import annotations

import click

from iku_cli.options import Depth, command, option
from iku_cli.periods import periods_of
from iku_cli.session import Session


@command
@click.argument("indicators", nargs=-1, metavar="[INDICATOR]...")
@option("--period", required=True, metavar="P|A..B", help="help.period")
@option("--as-printed", is_flag=True, help="help.as-printed")
@option("--depth", type=Depth(), default="10", metavar="N|all", help="help.depth")
@option("--no-trace", is_flag=True, help="help.no-trace")
def evaluation(
    session: Session, indicators: tuple[str, ...], period: str, as_printed: bool, depth: int | None, no_trace: bool
) -> int:
    """Evaluate and show; 1 where a result is an error."""
    from iku_engine.evaluate import evaluate
    from iku_engine.evaluation import State

    found = session.program()
    if found is None:
        return 1
    program, specs = found
    periods = periods_of(period)
    with session.facts(program) as store, session.waiting(session.say("eval.running", period=period)):
        evaluated = evaluate(
            store,
            program,
            specs=specs,
            indicators=indicators,
            periods=periods,
            as_printed=as_printed,
            depth=depth,
            traced=not no_trace,
        )
    if session.as_json:
        from iku_cli.documents.evaluation import evaluation_document

        session.give(evaluation_document(evaluated, session.language, traced=not no_trace))
    else:
        from iku_cli.render.evaluation import draw_evaluation

        session.draw(
            lambda width: draw_evaluation(evaluated, session.language, width, depth, not no_trace, bool(indicators))
        )
    return 1 if any(result.state is State.ERROR for result in evaluated.results) else 0


COMMAND = evaluation
