"""The time of an event, by the database server or else by this computer, unless that is far from the event before or from another clock."""

from __future__ import annotations

import os
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from iku_dsl.problem import Text, say

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


def doubt(connection: sa.Connection, last: str, moment: datetime) -> Text | None:
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
