"""The chain of events: who did what when, each sealed by a hash over itself and over the hash before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time

import sqlalchemy as sa

from iku_dsl.records import record
from iku_engine.facts.books import Books

START = "0" * 64  # what stands before the first event


@record
class Event:
    """One thing that happened; `detail` is canonical JSON."""

    id: int
    kind: str
    user: str
    at: str
    reason: str
    detail: str
    sha256: str

    def sealed(self, before: str) -> str:
        """The hash that it must have after another one."""
        return _hash(before, [self.id, self.kind, self.user, self.at, self.reason, self.detail])


@record
class Place:
    """Where the next event of a transaction will stand: its number, its time, and the hash before it."""

    id: int
    at: str
    before: str


def canonical(value: object) -> str:
    """The one JSON text of a value: keys in order, no spaces, letters as they are."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def signer(connection: sa.Connection, user: str) -> str:
    """Who signs what is written: on PostgreSQL the user of the session, whoever is named; SQLite has no users."""
    if connection.dialect.name != "postgresql":
        return user
    return str(connection.exec_driver_sql("SELECT session_user").scalar_one())


def next_place(connection: sa.Connection, books: Books) -> Place:
    """The place of the next event, for a transaction that no other one writes beside. Times never run backwards."""
    events = books.events.c
    last = connection.execute(
        sa.select(events.event_id, events.recorded_at, events.sha256).order_by(events.event_id.desc()).limit(1)
    ).first()
    now = _now(connection).astimezone(UTC).isoformat(timespec="microseconds")
    return Place(1, now, START) if last is None else Place(last[0] + 1, max(now, last[1]), last[2])


def _now(connection: sa.Connection) -> datetime:
    """The time, by the clock of the server where there is one: writers have many."""
    if connection.dialect.name != "postgresql":
        return datetime.now(UTC)
    found: datetime = connection.exec_driver_sql("SELECT clock_timestamp()").scalar_one()
    return found


def write(
    connection: sa.Connection,
    books: Books,
    place: Place,
    kind: str,
    user: str,
    detail: Mapping[str, object],
    reason: str = "",
) -> Event:
    """Add an event at its place; all that it stands for is in the same transaction."""
    text, user = canonical(detail), signer(connection, user)
    sealed = _hash(place.before, [place.id, kind, user, place.at, reason, text])
    connection.execute(
        books.events.insert().values(
            event_id=place.id,
            kind=kind,
            user_name=user,
            recorded_at=place.at,
            reason=reason,
            detail=text,
            sha256=sealed,
        )
    )
    return Event(place.id, kind, user, place.at, reason, text, sealed)


def events(connection: sa.Connection, books: Books, upto: int | None = None) -> Iterator[Event]:
    """The events in order, to a certain one."""
    query = sa.select(books.events).order_by(books.events.c.event_id)
    if upto is not None:
        query = query.where(books.events.c.event_id <= upto)
    for row in connection.execute(query):
        yield Event(*row)


def last_event(connection: sa.Connection, books: Books) -> int:
    """The number of the last event; 0 where nothing has happened yet."""
    return connection.execute(sa.select(sa.func.max(books.events.c.event_id))).scalar() or 0


def head(connection: sa.Connection, books: Books) -> tuple[int, str]:
    """The number of the last event and its hash over all before it: two stores, or a store twice, with the same one say the same."""
    events = books.events.c
    last = connection.execute(
        sa.select(events.event_id, events.sha256).order_by(events.event_id.desc()).limit(1)
    ).first()
    return (0, START) if last is None else (last[0], last[1])


def event_at(connection: sa.Connection, books: Books, moment: datetime) -> int:
    """The number of the last event until a moment; 0 where nothing had happened yet."""
    text = moment.astimezone(UTC).isoformat(timespec="microseconds")
    latest = sa.select(sa.func.max(books.events.c.event_id)).where(books.events.c.recorded_at <= text)
    return connection.execute(latest).scalar() or 0


def moment(text: str) -> datetime | None:
    """A day (to its end, where we are) or a time; None where it is neither."""
    try:
        if len(text) == len("2026-03-31"):
            return datetime.combine(date.fromisoformat(text), time.max).astimezone()
        return datetime.fromisoformat(text).astimezone()
    except (ValueError, OverflowError, OSError):
        return None


def _hash(before: str, content: list[object]) -> str:
    return hashlib.sha256(f"{before}\n{canonical(content)}".encode()).hexdigest()
