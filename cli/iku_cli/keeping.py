"""What becomes of an evaluation: it is kept in the ledger, and held against what was made final before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iku_cli.render import saying
from iku_engine.errors import StoreError

if TYPE_CHECKING:
    from iku_cli.session import Session, Specs
    from iku_engine.evaluation import Evaluation
    from iku_engine.ledger.runs import Asked
    from iku_engine.ledger.steps import Restated
    from iku_engine.store import Store


def keep(session: Session, store: Store, specs: Specs, evaluated: Evaluation, asked: Asked) -> int | None:
    """The number under which an evaluation is kept; None where the store cannot take it, which is said on stderr.

    A store that is not there has been told already.
    """
    from iku_engine.ledger.runs import store_run

    if store.in_memory:
        return None
    try:
        return store_run(store, evaluated, specs.files, asked, user=session.user)
    except StoreError as error:
        session.note(session.say("eval.not-kept", why=saying.reason(error.text, session.language)))
        return None


def changed(store: Store, specs: Specs, evaluated: Evaluation, run: int | None = None) -> tuple[Restated, ...]:
    """Which results are no longer what was made final; nothing of an evaluation as printed, or as of another day."""
    from iku_engine.ledger.records import record
    from iku_engine.ledger.steps import restated

    if evaluated.as_printed or evaluated.as_of is not None:
        return ()
    records = [record(result) for result in evaluated.results]
    return restated(store, records, run, program=specs.program, files=specs.files)
