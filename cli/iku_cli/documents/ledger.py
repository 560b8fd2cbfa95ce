"""Parts of the ledger in JSON: events, steps of results, stored results that are not what was final."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from iku_dsl.keywords import Language
from iku_engine.book_texts import detail_of
from iku_engine.database.chain import Event
from iku_engine.results.beside import Record, Restated, Step
from iku_engine.wording import say_it

if TYPE_CHECKING:
    from iku_cli.documents.declared import ledger


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
