"""The chain of events: who did what when, each sealed by a hash over itself and over the hash before it.

The time of an event is by the database server or else by this computer, unless that is far from the event before or from another clock.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from iku_dsl.problem import Text, say
from iku_dsl.records import record
from iku_engine.database.books import Books, has_form
from iku_engine.errors import StoreError

FAR = timedelta(days=400)  # from the event before, in either direction: facts are brought at least once a year
BESIDE = timedelta(days=1)  # ahead of the clock of the file system
CLOCK = "clock"  # the event by which somebody says that this clock is right; only there times may run backwards


def now() -> datetime:
    """The time by this computer."""
    return datetime.now(UTC)


def now_for(connection: sa.Connection) -> datetime:
    """The time of what is written now: by the clock of the server where there is one, as writers have many."""
    if connection.dialect.name != "postgresql":
        return now()
    found: datetime = connection.exec_driver_sql("SELECT clock_timestamp()").scalar_one()
    return found


def as_text(moment: datetime) -> str:
    """A time as events have it: the later, the greater, letter by letter."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def clock_doubt(connection: sa.Connection, last: str, moment: datetime) -> Text | None:
    """Why a time cannot be that of the event after one that was at `last`; None where it can."""
    try:
        before = datetime.fromisoformat(last)
        gap = moment - before
    except (ValueError, TypeError):  # no time at all, or one without a zone: for verifying to name
        return None
    if abs(gap) > FAR and (connection.dialect.name != "sqlite" or _file(connection)):  # in memory nothing is kept
        clock = "clock-far" if connection.dialect.name == "sqlite" else "clock-far.server"
        return say(clock, now=_shown(moment), last=_shown(before))
    if gap > BESIDE:
        other = _other_clock(connection)
        if other is not None and moment - other > BESIDE:
            return say("clock-beside", now=_shown(moment), other=_shown(other))
    return None


def _other_clock(connection: sa.Connection) -> datetime | None:
    """The time by the file system that a file lies on: a share has the clock of its server. PostgreSQL tells its own time anyway."""
    if connection.dialect.name != "sqlite":
        return None
    file = _file(connection)
    if not file:
        return None
    try:
        with tempfile.TemporaryFile(dir=Path(file).parent) as made:
            made.write(b"\0")
            made.flush()
            return datetime.fromtimestamp(os.fstat(made.fileno()).st_mtime, UTC)
    except (OSError, ValueError, OverflowError):
        return None


def _file(connection: sa.Connection) -> str:
    """The file of an SQLite database; empty for one in memory."""
    found = connection.exec_driver_sql("PRAGMA database_list")
    return next((str(row[2]) for row in found if row[1] == "main"), "")


def _shown(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(sep=" ", timespec="minutes")


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

    @property
    def row(self) -> tuple[int, str, str, str, str, str, str]:
        """It as its table has it."""
        return self.id, self.kind, self.user, self.at, self.reason, self.detail, self.sha256

    @property
    def texts(self) -> tuple[str, ...]:
        """All of it that is text."""
        return self.kind, self.user, self.at, self.reason, self.detail, self.sha256

    def sealed(self, before: str) -> str:
        """The hash that it must have after another one."""
        return _hash(before, [self.id, self.kind, self.user, self.at, self.reason, self.detail])


@record
class Place:
    """Where the next event of a transaction will stand: its number, its time, and the hash before it."""

    id: int
    at: str
    before: str


def canonical(value: object, other: Callable[[object], object] | None = None) -> str:
    """The one JSON text of a value: keys in order, no spaces, letters as they are; `other` gives what stands for what JSON has not."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=other)


def signer(connection: sa.Connection, user: str) -> str:
    """Who signs what is written: on PostgreSQL the user of the session, whoever is named; SQLite has no users."""
    if connection.dialect.name != "postgresql":
        return user
    return str(connection.exec_driver_sql("SELECT session_user").scalar_one())


def next_place(connection: sa.Connection, books: Books) -> Place:
    """The place of the next event, for a transaction that no other one writes beside.

    Times run backwards only where somebody said that the clock is right now. Errors: `StoreError` where it may be wrong.
    """
    last, now = _last(connection, books), now_for(connection)
    if last is None:
        return Place(1, as_text(now), START)
    doubt = clock_doubt(connection, last[1], now)
    if doubt is not None:
        raise StoreError(doubt)
    return Place(last[0] + 1, max(as_text(now), last[1]), last[2])


def trust_clock(connection: sa.Connection, books: Books, user: str) -> None:
    """Somebody says that the clock is right, where it would be doubted: an event, after which times go on from now."""
    last, now = _last(connection, books), now_for(connection)
    if last is not None and clock_doubt(connection, last[1], now) is not None:
        place = Place(last[0] + 1, as_text(now), last[2])
        write(connection, books, place, CLOCK, user, {"before": last[1]})


def _last(connection: sa.Connection, books: Books) -> tuple[int, str, str] | None:
    """Number, time and hash of the last event."""
    row = connection.execute(_latest(books.events)).first()
    return None if row is None else (row[0], row[1], row[2])


@lru_cache(maxsize=64)
def _latest(events: sa.Table) -> sa.Select[Any]:
    """Written once: every evaluation, and all that is written, begins with it."""
    known = events.c
    return sa.select(known.event_id, known.recorded_at, known.sha256).order_by(known.event_id.desc()).limit(1)


def write(
    connection: sa.Connection,
    books: Books,
    place: Place,
    kind: str,
    user: str,
    detail: Mapping[str, object],
    reason: str = "",
) -> Event:
    """Add an event at its place; all that it stands for is in the same transaction. Errors: `StoreError` where it is not kept so."""
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
    event = Event(place.id, kind, user, place.at, reason, text, sealed)
    if list(connection.execute(sa.select(books.events).where(books.events.c.event_id == place.id))) != [event.row]:
        raise StoreError(say("store-swallowed", table=books.events.name))
    return event


def events(connection: sa.Connection, books: Books, upto: int | None = None) -> Iterator[Event]:
    """The events in order, to a certain one."""
    query = sa.select(books.events).order_by(books.events.c.event_id)
    if upto is not None:
        query = query.where(books.events.c.event_id <= upto)
    for row in connection.execute(query):
        yield Event(*row)


def last_event(connection: sa.Connection, books: Books, apart: Collection[str] = ()) -> int:
    """The number of the last event, `apart` from those of some kinds; 0 where nothing has happened yet."""
    query = sa.select(sa.func.max(books.events.c.event_id))
    return connection.execute(query.where(books.events.c.kind.not_in(apart)) if apart else query).scalar() or 0


def head(connection: sa.Connection, books: Books) -> tuple[int, str]:
    """The number of the last event and its hash over all before it: two stores, or a store twice, with the same one say the same."""
    last = _last(connection, books)
    return (0, START) if last is None else (last[0], last[2])


def event_at(connection: sa.Connection, books: Books, moment: datetime, before: int | None = None) -> int:
    """The number of the last event until a moment, of those before an event where one is given; 0 where nothing had happened yet.

    An event with a time that lies ahead had happened, too, where one after it was by then: the order of events does not lie.
    """
    known = books.events.c
    latest = sa.select(known.event_id).where(known.recorded_at <= as_text(moment))
    if before is not None:
        latest = latest.where(known.event_id < before)
    return connection.execute(latest.order_by(known.event_id.desc()).limit(1)).scalar() or 0


def moment(text: str) -> datetime | None:
    """A day or a minute (to its end, as lists show them; where we are) or a time; None where it is none of these."""
    try:
        if len(text) == len("2026-03-31"):
            return datetime.combine(date.fromisoformat(text), time.max).astimezone()
        found = datetime.fromisoformat(text)
        if len(text) == len("2026-03-31 18:58") and text[-3] == ":":
            found = found.replace(second=59, microsecond=999_999)
        found = found.astimezone()
        return found if has_form("moment", found.isoformat()) else None
    except (ValueError, OverflowError, OSError):
        return None


def _hash(before: str, content: list[object]) -> str:
    return hashlib.sha256(f"{before}\n{canonical(content)}".encode()).hexdigest()
