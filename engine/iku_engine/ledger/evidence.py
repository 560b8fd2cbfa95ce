"""Evidence: a file kept by its hash, attached to a fact, a batch or a result."""

from __future__ import annotations

import errno
import hashlib
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from iku_dsl.files_read import read_ordinary
from iku_dsl.problem import say
from iku_engine.database.chain import next_place, write
from iku_engine.errors import RefusedFile, StoreError
from iku_engine.store.store import Store
from iku_engine.writing import unreadable

LARGEST = 100  # megabytes


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that is attached: to what (as people call it), by whom, when, why."""

    event: int
    sha256: str
    name: str
    about: str
    size: int
    user: str
    at: str
    reason: str


def attach(store: Store, path: Path, about: str, *, user: str, reason: str = "") -> Attached:
    """Keeps a file beside what it proves; one that is there already is kept once. Errors: `FileError`, `RefusedFile`."""
    try:
        content = read_ordinary(path, LARGEST * 10**6)
    except OSError as error:
        if error.errno == errno.EFBIG:
            raise RefusedFile(say("attach-size", file=str(path), limit=LARGEST)) from error
        raise unreadable(error, path) from error
    digest = hashlib.sha256(content).hexdigest()
    with store.writing() as connection:
        schema = store.schema
        files = schema.files
        if connection.execute(sa.select(files.c.sha256).where(files.c.sha256 == digest)).first() is None:
            kept = {"sha256": digest, "name": path.name, "size": len(content), "content": content}
            connection.execute(files.insert().values(**kept))
        place = next_place(connection, schema)
        told = {"sha256": digest, "name": path.name, "about": about}
        connection.execute(schema.attachments.insert().values(event_id=place.id, **told))
        event = write(connection, schema, place, "attach", user, told, reason)
        return Attached(event.id, digest, path.name, about, len(content), event.user, event.at, reason)


def attachments(store: Store, about: str | None = None) -> tuple[Attached, ...]:
    """What is attached, to all or to one thing, in order."""
    with store.reading() as connection:
        schema = store.schema
        attached, files, events = schema.attachments, schema.files, schema.events
        query = (
            sa.select(
                attached.c.event_id, attached.c.sha256, attached.c.name, attached.c.about, files.c.size,
                events.c.user_name, events.c.recorded_at, events.c.reason,
            )
            .join(files, files.c.sha256 == attached.c.sha256)
            .join(events, events.c.event_id == attached.c.event_id)
            .order_by(attached.c.event_id)
        )  # fmt: skip
        if about is not None:
            query = query.where(attached.c.about == about)
        return tuple(Attached(*row) for row in connection.execute(query))


def content(store: Store, digest: str) -> bytes | None:
    """A kept file by its hash, or the first letters of it; None where there is none. Errors: `StoreError` where it is another by now."""
    with store.reading() as connection:
        files = store.schema.files
        query = sa.select(files.c.sha256, files.c.name, files.c.content)
        found = connection.execute(query.where(files.c.sha256.startswith(digest, autoescape=True)).limit(2)).all()
    if len(found) != 1:
        return None
    kept, name, stored = found[0]
    if hashlib.sha256(bytes(stored)).hexdigest() != kept:
        raise StoreError(say("verify.file", file=name))
    return bytes(stored)
