"""`eval` and `trace`: indicators in some periods as a table, and values down to the file and row of their facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from iku_cli.options import Depth, OneOf, command, option
from iku_cli.session.session import Session
from iku_cli.terminal.arguments import moment_of, periods_of
from iku_cli.terminal.faults import Fault
from iku_dsl.program import Program
from iku_engine.engines.registry import NAMES

if TYPE_CHECKING:
    from collections.abc import Callable

    from iku_cli.session.session import Specs
    from iku_dsl.keywords import Language
    from iku_engine.engines.base import Statement
    from iku_engine.reference.cross_check import Difference, Told
    from iku_engine.results.evaluation import Evaluation
    from iku_engine.store.runs import Asked
    from iku_engine.store.store import Store

    Again = Callable[[str], Evaluation]

REFERENCE = "reference"
CHECKERS = (REFERENCE, *NAMES)  # what an evaluation can be held against
OURS = 3  # two evaluators that part are a mistake of ours


@command
@click.argument("indicators", nargs=-1, metavar="[INDICATOR]...")
@option("--period", required=True, metavar="P|A..B", help="help.period")
@option("--as-of", metavar="DATE|TIME", help="help.as-of")
@option("--engine", metavar="NAME", help="help.engine")
@option("--explain", is_flag=True, help="help.sql")
@option("--as-printed", is_flag=True, help="help.as-printed")
@option("--depth", type=Depth(), default="10", metavar="N|all", help="help.depth")
@option("--no-trace", is_flag=True, help="help.no-trace")
@option(
    "--cross-check",
    type=OneOf(CHECKERS),
    is_flag=False,
    flag_value=REFERENCE,
    metavar="[ENGINE]",
    help="help.cross-check",
)
@option("--what-if", "supposed", multiple=True, metavar="'REF = VALUE'", help="help.what-if")
@option("--what-if-file", "file", type=click.Path(path_type=Path), metavar="FILE", help="help.what-if-file")
@option("--what-if-specs", "other", type=click.Path(path_type=Path), metavar="PATH", help="help.what-if-specs")
@option("--watch", is_flag=True, help="help.watch")
@option("--to", "to", type=click.Path(path_type=Path), metavar="FILE.csv|.parquet", help="help.to")
def evaluation(
    session: Session,
    indicators: tuple[str, ...],
    period: str,
    as_of: str | None,
    engine: str | None,
    explain: bool,
    as_printed: bool,
    depth: int | None,
    no_trace: bool,
    cross_check: str | None,
    supposed: tuple[str, ...],
    file: Path | None,
    other: Path | None,
    watch: bool,
    to: Path | None,
) -> int:
    """Evaluate, keep and show; 1 where a result is an error. Nothing is kept or shown that a cross-check contradicts."""
    from iku_engine.engines.opening import kind_of
    from iku_engine.evaluating.evaluate import evaluate
    from iku_engine.results.evaluation import State
    from iku_engine.store.runs import Asked

    what_if = supposed or file or other
    if to is not None:
        from iku_cli.result_tables import maker_of
        from iku_engine.writing import RESULTS, may_write

        _alone("export.alone", {"--watch": watch, "--explain": explain, "--what-if": what_if})
        no_trace = bool(maker_of(to))
        may_write(to, RESULTS[to.suffix.casefold()])
    if watch:
        beside = {"--as-of": as_of, "--cross-check": cross_check, "--explain": explain}
        _alone("watch.alone", {**beside, "--what-if": what_if})
        return _watched(session, indicators, period, engine, as_printed, depth, not no_trace)
    specs = session.specs()
    if specs is None:
        return 1
    bound = session.bound(specs.program)
    if bound and cross_check == REFERENCE:
        raise Fault("cross.bound", names=", ".join(one.binding.relation for one in bound))
    if what_if:
        from iku_cli.session.worlds import suppose, texts_of
        from iku_engine.worlds import whatif

        if cross_check is not None or explain:
            raise Fault("what-if.alone")
        wanted = whatif.Asked(
            indicators, periods_of(period), None, moment_of(as_of), as_printed, depth, not no_trace,
            session.settings.asked(engine), bound,
        )  # fmt: skip
        return suppose(session, specs, wanted, texts_of(supposed, file), other)
    asked = Asked(indicators, periods_of(period), None, as_printed, moment_of(as_of), bound)
    told: list[Statement] = []
    with session.facts(specs.program, bound, indicators) as store:
        with session.progress(session.say("eval.running", period=period)) as progress:
            ask = partial(
                evaluate, store, specs.program, specs=specs.sha256, indicators=indicators, periods=asked.periods,
                as_printed=as_printed, depth=depth, traced=not no_trace, bound=bound, files=specs.files,
            )  # fmt: skip
            by = session.settings.asked(engine)
            evaluated = ask(engine=by, as_of=asked.as_of, tell=told.append if explain else None, progress=progress)
        if cross_check is not None:
            own = kind_of(by)[0] if by else "duckdb" if bound else store.engine.dialect.name
            again = partial(ask, as_of=asked.as_of, upto=evaluated.seen)
            hold(session, store, specs, evaluated, own, cross_check, lambda one: again(engine=one))
        run = _kept(session, store, specs, evaluated, asked, not no_trace)
    if to is not None:
        _write(session, specs, evaluated, to)
    if to is None or session.as_json:
        _show(session, evaluated, run, told if explain else None, depth, not no_trace, bool(indicators))
    if not session.as_json and run is not None:
        session.note(session.say("eval.kept", run=run))
    return 1 if any(result.state is State.ERROR for result in evaluated.results) else 0


def _kept(
    session: Session, store: Store, specs: Specs, evaluated: Evaluation, asked: Asked, traced: bool
) -> int | None:
    """The number under which it is kept. Errors: `Fault` where the document that was asked for would be too long."""
    from iku_cli.session.ledger import keep

    if session.as_json and traced:
        from iku_cli.documents.evaluation import may_write_traces

        may_write_traces(evaluated.results)
    return keep(session, store, specs, evaluated, asked)


def _alone(key: str, others: Mapping[str, object]) -> None:
    """Refuse the options that are given beside one that they do not go with. Errors: `Fault`."""
    for name, given in others.items():
        if given:
            raise Fault(key, option=name)


def _write(session: Session, specs: Specs, evaluated: Evaluation, to: Path) -> None:
    from iku_cli.result_tables import maker_of
    from iku_engine.spreadsheets import steers
    from iku_engine.writing import RESULTS, write_file

    write_file(to, maker_of(to)(specs.program, evaluated, session.language), RESULTS[to.suffix.casefold()])
    session.note(session.say("export.results", file=to, count=len(evaluated.results)))
    count = sum(any(map(steers, (*one.key, *one.key_labels))) for one in evaluated.results)
    if count:
        session.note(session.say("export.steers", file=to, count=count))


def _watched(
    session: Session,
    indicators: tuple[str, ...],
    period: str,
    engine: str | None,
    as_printed: bool,
    depth: int | None,
    traced: bool,
) -> int:
    from iku_cli.session.worlds import watch
    from iku_engine.evaluating.evaluate import evaluate

    periods, named = periods_of(period), bool(indicators)

    def evaluated(specs: Specs) -> Evaluation:
        bound = session.bound(specs.program)
        with session.facts(specs.program, bound, indicators) as store:
            return evaluate(
                store, specs.program, specs=specs.sha256, indicators=indicators, periods=periods, as_printed=as_printed,
                depth=depth, traced=traced, engine=session.settings.asked(engine), bound=bound, files=specs.files,
            )  # fmt: skip

    return watch(session, evaluated, lambda found: _show(session, found, None, None, depth, traced, named))


def _show(
    session: Session,
    evaluated: Evaluation,
    run: int | None,
    told: Sequence[Statement] | None,
    depth: int | None,
    traced: bool,
    named: bool,
) -> None:
    """The document, or the drawing; with the statements where they are `told`."""
    if session.as_json:
        from iku_cli.documents.evaluation import evaluation_document

        document = evaluation_document(evaluated, session.language, traced, run)
        if told is not None:
            from iku_cli.render.statements import asked_object

            document["statements"] = asked_object(told)
        session.give(document)
        return
    from iku_cli.render.evaluation import draw_evaluation

    session.draw(lambda width: draw_evaluation(evaluated, session.language, width, depth, traced, named))
    if told is not None:
        from iku_cli.render.statements import draw_asked

        session.draw(lambda width: draw_asked(told, session.language, width))


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
            from iku_cli.session.worlds import compare

            return compare(
                session, store, indicator, keys, periods, against,
                lambda its, at: ask(periods=its, as_of=at or moment, as_printed=as_printed), evaluated, depth,
            )  # fmt: skip
        if members:
            from iku_cli.terminal.arguments import narrowed

            evaluated = replace(evaluated, results=narrowed(evaluated.results, members))
        printed = ask(periods=periods, as_of=moment, as_printed=True).results if _corrected(evaluated) else ()
    if not evaluated.results:
        raise Fault("trace.nothing", status=1, indicator=indicator, key=", ".join(keys) or "-", period=period)
    if session.as_json:
        from iku_cli.documents.evaluation import evaluation_document

        session.give(evaluation_document(evaluated, session.language, printed=printed))
    else:
        from iku_cli.render.evaluation import draw_traces

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


def hold(
    session: Session, store: Store, specs: Specs, evaluated: Evaluation, own: str, checker: str, again: Again
) -> None:
    """Says on stderr how many results of engine `own` agree with a checker: the reference, or another engine, by which `again` evaluates.

    Errors: `Fault` with the first difference, or where the checker is the engine itself.
    """
    if checker == own:
        raise Fault("cross.same", name=own, known=", ".join(one for one in CHECKERS if one != own))
    with session.waiting(session.say("cross.running")):
        if checker == REFERENCE:
            from iku_engine.reference.cross_check import cross_check

            with store.reading() as connection:
                found = cross_check(connection, store.schema, specs.program, evaluated)
        else:
            from iku_engine.reference.cross_check import same_by

            found = same_by(evaluated, again(session.settings.asked(checker)))
    called = session.say("cross.reference") if checker == REFERENCE else session.say("cross.engine", name=checker)
    if found.difference is not None:
        raise Fault("cross.differs", status=OURS, checker=called, **_said(found.difference, session.language))
    session.note(session.say("cross.agreed", count=found.agreed, checker=called))
    if found.given_up:
        session.note(session.say("cross.given-up", count=found.given_up))
    if found.cut:
        session.note(session.say("cross.cut"))


def _said(difference: Difference, language: Language) -> dict[str, object]:
    """The places of the sentence."""
    from iku_cli.messages import message

    part = f"cross.{difference.part}"
    where = ", ".join((str(difference.period), *difference.key))
    return {
        "indicator": difference.indicator,
        "where": where,
        "part": message(part, language, text=difference.text),
        "evaluated": _told(difference.evaluated, language),
        "found": _told(difference.found, language),
    }


def _told(told: Told, language: Language) -> str:
    """A value exactly as it is, or about that where it is very long; a state, or what else there is to say."""
    from iku_cli.render import saying
    from iku_engine.exact import extra_size
    from iku_engine.results.evaluation import Shown, State

    if told.words or told.state is not State.VALUE or told.value is None:
        word = saying.state_word(told.state, language)
        return told.words if told.state is State.VALUE else f"{word} {told.words}".strip()
    value = told.value
    exactly = isinstance(value, Fraction) and not extra_size(value)
    return str(value) if exactly else saying.scalar(value, Shown(), language)
