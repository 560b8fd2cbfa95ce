"""The ledger in JSON: events, steps, what differs from what was final; `iku-engine/event/1`: what a command did to it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from iku_cli.render import saying
from iku_dsl.keywords import Language
from iku_dsl.wording import OF_SPECS
from iku_engine.book_texts import detail_of
from iku_engine.database.chain import Event
from iku_engine.results.beside import Record, Restated, Step
from iku_engine.wording import say_it

if TYPE_CHECKING:
    from iku_cli.documents.declared import ledger
    from iku_dsl.period import Period
    from iku_dsl.problem import Text


def event_object(event: Event) -> ledger.Event:
    """One event, without what it sealed."""
    detail = detail_of(event.id, event.detail)
    return {
        "event": event.id,
        "kind": event.kind,
        "user": event.user,
        "at": event.at,
        "reason": event.reason,
        "relation": detail.get("relation") or None,
        "file": detail.get("file") or None,
        "period": detail.get("period") or None,
    }


def step_object(step: Step) -> ledger.Step:
    """A result that became reviewed or final."""
    return {
        "event": step.event,
        "run": step.run,
        "indicator": step.indicator,
        "period": step.period,
        "key": list(step.key),
        "status": step.status,
        "user": step.user,
        "at": step.at,
        "reason": step.reason,
        "restates": step.restates,
        "despite": step.despite,
    }


def restated_object(one: Restated, language: Language) -> ledger.Restated:
    """A result beside the final one: the first field in which they differ, and what came since."""
    now = record_object(one.now)
    return {
        "indicator": now["indicator"],
        "period": now["period"],
        "key": now["key"],
        "field": one.field,
        "was": record_object(one.was),
        "now": now,
        "final": step_object(one.final),
        "asked": [say_it(text, language) for text in one.asked],
        "events": [event_object(event) for event in one.events],
        "specs": list(one.specs),
        "engine": one.engine,
    }


def record_object(found: Record) -> ledger.Record:
    """A stored result as it is: what is no such record is refused where it is read."""
    return cast("ledger.Record", dict(found))


@dataclass(frozen=True, slots=True)
class Done:
    """One event: its kind, number, what it is about, and what it did.

    `late`: its period is closed, so it waits. `admitted` are batches that were let in, each with a source and period,
    `changed` those of them by which anything is otherwise; `user` is who signed it.
    """

    kind: str
    event: int
    about: str
    rows: int = 0
    restored: int = 0
    late: bool = False
    admitted: Sequence[tuple[int, str, Period]] = ()
    changed: Collection[tuple[int, str, Period]] = ()
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
            {"batch": one[0], "source": one[1], "period": str(one[2]), "changes": one in done.changed}
            for one in done.admitted
        ],
        "steps": [step_object(step) for step in done.steps],
        "sha256": done.sha256 or None,
        "head": done.head or None,
        "doubts": [saying.reason(doubt, language, OF_SPECS) for doubt in done.doubts],
    }
