"""Results of a run on their way: the ones of some indicators become reviewed or final."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iku_cli.done import Done
from iku_cli.faults import Fault
from iku_cli.session import Session

if TYPE_CHECKING:
    from iku_engine.ledger.runs import Run
    from iku_engine.ledger.steps import Place


def take(
    session: Session, number: int, status: str, indicators: tuple[str, ...], *, reason: str, restate: bool = False
) -> int:
    """Take the step and tell it; the exit status."""
    from iku_engine.ledger.runs import run
    from iku_engine.ledger.steps import step

    program = session.program()
    if program is None:
        return 1
    with session.facts(program) as store:
        chosen = _places(run(store, number), indicators)
        taken = step(store, number, status, chosen, user=session.user, reason=reason, restate=restate)
    about = session.say("runs.results", count=len(taken), run=number)
    kind = "final" if status == "final" else "review"
    Done(kind, taken[0].event, about, rows=len(taken), steps=taken, reason=reason).tell(session)
    return 0


def _places(found: Run, indicators: tuple[str, ...]) -> list[Place]:
    """The results of a run that are meant. Errors: `Fault` for an indicator that it does not have."""
    from iku_engine.ledger.records import identity

    places = [identity(record) for record in found.results]
    known = list(dict.fromkeys(place[0] for place in places))
    lacking = next((name for name in indicators if name not in known), None)
    if lacking is not None:
        raise Fault("runs.no-indicator", run=found.id, name=lacking, known=", ".join(known))
    if not places:
        raise Fault("runs.no-results", run=found.id)
    return [place for place in places if not indicators or place[0] in indicators]
