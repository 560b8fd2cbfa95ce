"""What becomes of an evaluation: it is kept in the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iku_cli.render import saying
from iku_engine.errors import StoreError

if TYPE_CHECKING:
    from iku_cli.session.session import Session, Specs
    from iku_engine.results.evaluation import Evaluation
    from iku_engine.store.runs import Asked
    from iku_engine.store.store import Store


def keep(session: Session, store: Store, specs: Specs, evaluated: Evaluation, asked: Asked) -> int | None:
    """The number under which an evaluation is kept; None where the store cannot take it, which is said on stderr.

    A store that is not there has been told already.
    """
    from iku_engine.store.runs import store_run

    if store.in_memory:
        return None
    try:
        return store_run(store, evaluated, specs.files, asked, user=session.user)
    except StoreError as error:
        session.note(session.say("eval.not-kept", why=saying.reason(error.text, session.language)))
        return None
