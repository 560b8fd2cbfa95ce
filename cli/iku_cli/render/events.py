"""What happened in the ledger, in a few words: who did what, when and why."""

from __future__ import annotations

from collections.abc import Iterable

from iku_cli.messages import message
from iku_cli.messages.visible import one_line
from iku_cli.render import saying
from iku_dsl.keywords import Language
from iku_engine.book_texts import detail_of
from iku_engine.database.chain import Event

SHOWN = 6  # events that are named


def event_text(event: Event, language: Language) -> str:
    """`koreksi espm (#12, siti, 2026-11-24: salah ketik)`."""
    detail = detail_of(event.id, event.detail)
    about = detail.get("file") or detail.get("period") or detail.get("relation") or ""
    name = f"{saying.event(event.kind, language)} {about}".strip()
    return one_line(f"{name} ({stamp(event.id, event.user, event.at, event.reason)})")


def stamp(number: int, user: str, at: str, reason: str = "") -> str:
    """`#12, siti, 2026-11-24: salah ketik`."""
    parts = [f"#{number}", *([user] if user else []), saying.day(at)]
    return one_line(", ".join(parts) + (f": {reason}" if reason else ""))


def events_text(events: Iterable[Event], language: Language) -> list[str]:
    """Each event, the first few of many."""
    found = list(events)
    said = [event_text(event, language) for event in found[:SHOWN]]
    more = len(found) - len(said)
    return [*said, *([message("event.more", language, count=more)] if more > 0 else [])]
