"""`iku-engine/event/1`: what a command did to the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from iku_cli.documents.ledger import step_object
from iku_cli.render import saying

if TYPE_CHECKING:
    from iku_cli.documents.declared import ledger
    from iku_dsl.keywords import Language
    from iku_dsl.period import Period
    from iku_dsl.problem import Text
    from iku_engine.results.beside import Step


@dataclass(frozen=True, slots=True)
class Done:
    """One event: its kind, number, what it is about, and what it did.

    `late`: its period is closed, so it waits. `admitted` are batches that were let in, each with a source and period;
    `user` is who signed it.
    """

    kind: str
    event: int
    about: str
    rows: int = 0
    restored: int = 0
    late: bool = False
    admitted: Sequence[tuple[int, str, Period]] = ()
    steps: Sequence[Step] = ()
    reason: str = ""
    sha256: str = ""
    head: str = ""  # of the chain, where it is to be kept outside
    user: str = ""
    doubts: Sequence[Text] = ()  # what is to be looked at because of it


def event_document(done: Done, language: Language) -> ledger.Done:
    """What a command did to the ledger."""
    return {
        "schema": "iku-engine/event/1",
        "event": done.event,
        "kind": done.kind,
        "about": done.about,
        "user": done.user,
        "reason": done.reason,
        "rows": done.rows,
        "restored": done.restored,
        "late": done.late,
        "admitted": [
            {"batch": batch, "source": source, "period": str(period)} for batch, source, period in done.admitted
        ],
        "steps": [step_object(step) for step in done.steps],
        "sha256": done.sha256 or None,
        "head": done.head or None,
        "doubts": [saying.reason(doubt, language) for doubt in done.doubts],
    }
