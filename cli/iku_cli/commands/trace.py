"""`trace`: one value down to the file and row of its facts."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import click

from iku_cli.commandline.options import Depth, command, option
from iku_cli.session.session import Session
from iku_cli.terminal.faults import Fault
from iku_cli.terminal.periods import moment_of, periods_of
from iku_dsl.program import Program

if TYPE_CHECKING:
    from iku_engine.results.evaluation import Evaluation


@command
@click.argument("indicator", metavar="INDICATOR")
@option("--period", required=True, metavar="P|A..B", help="help.period")
@option("--key", "keys", multiple=True, metavar="MEMBER", help="help.key")
@option("--as-of", metavar="DATE|TIME", help="help.as-of")
@option("--engine", metavar="NAME", help="help.engine")
@option("--as-printed", is_flag=True, help="help.as-printed")
@option("--depth", type=Depth(), default="10", metavar="N|all", help="help.depth")
@option("--member", "members", multiple=True, metavar="MEMBER", help="help.member")
@option("--against", metavar="P|DATE|run:N", help="help.against")
def trace(
    session: Session,
    indicator: str,
    period: str,
    keys: tuple[str, ...],
    as_of: str | None,
    engine: str | None,
    as_printed: bool,
    depth: int | None,
    members: tuple[str, ...],
    against: str | None,
) -> int:
    """Evaluate one indicator (for one entity) and show its trace, or two beside each other; 1 where a result is an error."""
    from iku_engine.evaluating.evaluate import evaluate
    from iku_engine.results.evaluation import State

    specs = session.specs()
    if specs is None:
        return 1
    periods, moment = periods_of(period), moment_of(as_of)
    bound = session.bound(specs.program)
    with session.facts(specs.program, bound, (indicator,)) as store:
        _fits(specs.program, indicator, keys)
        ask = partial(
            evaluate,
            store,
            specs.program,
            specs=specs.sha256,
            indicators=(indicator,),
            depth=depth if against is None and not members else None,
            key=keys or None,
            engine=session.settings.asked(engine),
            bound=bound,
            files=specs.files,
        )
        with session.waiting(session.say("eval.running", period=period)):
            evaluated = ask(periods=periods, as_of=moment, as_printed=as_printed)
        if against is not None:
            from iku_cli.session.against import compare

            return compare(
                session, store, indicator, keys, periods, against,
                lambda its, at: ask(periods=its, as_of=at or moment, as_printed=as_printed), evaluated, depth,
            )  # fmt: skip
        if members:
            from iku_cli.terminal.narrowing import narrowed

            evaluated = replace(evaluated, results=narrowed(evaluated.results, members))
        printed = ask(periods=periods, as_of=moment, as_printed=True).results if _corrected(evaluated) else ()
    if not evaluated.results:
        raise Fault("trace.nothing", status=1, indicator=indicator, key=", ".join(keys) or "-", period=period)
    if session.as_json:
        from iku_cli.documents.evaluation import evaluation_document

        session.give(evaluation_document(evaluated, session.language, printed=printed))
    else:
        from iku_cli.render.answers.evaluation import draw_traces

        versions = [one.effective for one in specs.program.indicators[indicator]]
        session.draw(lambda width: draw_traces(evaluated, session.language, width, printed, versions))
    return 1 if any(result.state is State.ERROR for result in evaluated.results) else 0


def _corrected(evaluated: Evaluation) -> bool:
    """Whether figures as the source prints them may give another result."""
    return not evaluated.as_printed and any(result.corrections for result in evaluated.results)


def _fits(program: Program, indicator: str, keys: tuple[str, ...]) -> None:
    """Whether as many keys are named as the indicator has dimensions. Errors: `Fault`."""
    versions = program.indicators.get(indicator)
    if versions is None:
        return  # the engine says so, and what there is
    dimensions = versions[-1].dimensions
    if len(keys) == len(dimensions):
        return
    if not dimensions:
        raise Fault("trace.no-key", indicator=indicator)
    members = [program.dimensions[name].members for name in dimensions]
    example = " ".join(
        f"--key {some[0].name if some else name.upper()}" for name, some in zip(dimensions, members, strict=True)
    )
    raise Fault("trace.key", indicator=indicator, dimensions=", ".join(dimensions), example=example)


COMMAND = trace
