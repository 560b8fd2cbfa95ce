"""`trace --against`: the same indicator in another period, as known on another day, or as a kept run had it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from iku_cli.terminal.faults import Fault
from iku_dsl.period import Period, read_period

if TYPE_CHECKING:
    from datetime import datetime

    from iku_cli.session.session import Session
    from iku_engine.results.evaluation import Evaluation
    from iku_engine.store.store import Store

    Evaluate = Callable[[tuple[Period, ...], datetime | None], Evaluation]

RUN = "run:"


def compare(
    session: Session,
    store: Store,
    indicator: str,
    keys: tuple[str, ...],
    periods: tuple[Period, ...],
    other: str,
    evaluate: Evaluate,
    now: Evaluation,
    depth: int | None,
) -> int:
    """Show both traces, what differs first. `evaluate` asks for other periods, or as of another day. Errors: `Fault`, `WrongUse`."""
    from iku_engine.results.evaluation import State

    if len(periods) != 1:
        raise Fault("against.periods", period=f"{periods[0]}..{periods[-1]}")
    before, names = _other(session, store, indicator, keys, periods, other, evaluate)
    known = {result.key: result for result in before.results}
    pairs = [(known[result.key], result) for result in now.results if result.key in known]
    if not pairs:
        raise Fault("against.nothing", status=1, indicator=indicator, side=names[0] if not before.results else names[1])
    if session.as_json:
        from iku_cli.documents.against import against_document

        session.give(against_document(indicator, pairs, names, session.language))
    else:
        from iku_cli.render.answers.against import draw_against

        session.draw(lambda width: draw_against(pairs, names, session.language, width, depth))
    return 1 if any(result.state is State.ERROR for pair in pairs for result in pair) else 0


def _other(
    session: Session,
    store: Store,
    indicator: str,
    keys: tuple[str, ...],
    periods: tuple[Period, ...],
    other: str,
    evaluate: Evaluate,
) -> tuple[Evaluation, tuple[str, str]]:
    """The other evaluation, and what both sides are called."""
    period = read_period(other)
    if period is not None:
        return evaluate((period,), None), (str(period), str(periods[0]))
    number = other.removeprefix(RUN).removeprefix("#")
    if number != other and number.isascii() and number.isdecimal():
        from iku_engine.ledger.reproducing import as_run

        found = as_run(store, int(number), indicator, periods, keys or None)
        return found, (session.say("against.run", run=int(number)), session.say("against.now"))
    from iku_engine.database.chain import moment
    from iku_engine.results.beside import local_time

    at = moment(other)
    if at is None:
        raise Fault("against.unknown", value=other)
    return evaluate(periods, at), (session.say("against.known", at=local_time(at)), session.say("against.now"))
