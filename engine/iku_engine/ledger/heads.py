"""Heads of the chain: the hash of its last event, kept outside of the store, tells a chain that was cut or made anew."""

from __future__ import annotations

import re
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from iku_dsl.files_read import LARGEST
from iku_dsl.problem import Text, say
from iku_dsl.records import record
from iku_engine.database.books import Books
from iku_engine.database.chain import canonical, head
from iku_engine.database.connecting import MOST_STEPS, database, database_files
from iku_engine.errors import RefusedFile, StoreError, WrongUse
from iku_engine.ledger.exported import exported, file_content, object_in, signed, signed_by
from iku_engine.store.store import BUSY_SECONDS, Store
from iku_engine.writing import (
    CHAIN_HEAD,
    HEAD,
    HEAD_FORMAT,
    RUN_FORMAT,
    append_line,
    heads_alone,
    kind_of,
    may_write,
    meaning,
    write_file,
)

_WRITTEN = re.compile(rb"(?<![\w:])(\d{1,10}):([0-9a-f]{64})(?!\w)")
_HASH = re.compile(r"[0-9a-f]{64}")
_IN_PAGE = re.compile(rb'<meta name="iku-engine-head" content="(\d{1,10}):([0-9a-f]{64})">')
_IN_PROPERTIES = re.compile(rb"<dc:subject>(\d{1,10}):([0-9a-f]{64})</dc:subject>")
MOST_EVENTS = 1_000  # of another store: where two chains part further back, the first of these is named
MOST_READ = 2**16  # bytes of the properties of a workbook or document


@record
class Head:
    """An event and its hash, which is over all events before it; 0 where only the hash is known."""

    event: int
    sha256: str

    def __str__(self) -> str:
        return f"{self.event}:{self.sha256}"


def head_of(store: Store) -> Head:
    """The head of a store; event 0 where nothing has happened yet."""
    with store.reading() as connection:
        return Head(*head(connection, store.schema))


def write_head(store: Store, path: Path, key: Path | None = None) -> Head:
    """Writes the head of a store to a file, signed where a key (Ed25519, PEM) is given.

    Errors: `WrongUse` where something else is there, `FileError`, `RefusedFile` for a key that is none.
    """
    found = head_of(store)
    told = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "head": str(found),
        "schema": HEAD_FORMAT,
        "store": store.shown,
    }
    write_file(path, f"{canonical(signed(told, key))}\n".encode(), CHAIN_HEAD)
    return found


def note_head(store: Store, path: Path) -> Text | None:
    """Appends the head of a store to a file of heads where it is new; what is wrong where the store lacks the last one of the file.

    Errors: `FileError`, `WrongUse` where something else is there.
    """
    may_note(path)
    with store.reading() as connection:
        now = Head(*head(connection, store.schema))
        known = _in_text(file_content(path))[-1:] if path.exists() else []
        fault = next(missing(connection, store.schema, known, path.name), None)
    if fault is None and now.event > (known[0].event if known else 0):
        append_line(path, f"{datetime.now(UTC).isoformat(timespec='seconds')} {now}", heads_alone)
    return fault


def may_note(path: Path, store: str = "") -> None:
    """To be asked before a command does anything; `store` is the address of the store that is used.

    Errors: `WrongUse` where a file is there that has anything but heads, or where one would be of the specs or of the store, `FileError`.
    """
    place = path.resolve()
    of_store = place in (file.resolve() for file in database_files(store))
    if what := meaning(place) or ("kind.store" if of_store else ""):
        raise WrongUse(say("heads-place", file=str(path), what=what))
    try:
        may_write(path, heads_alone)
    except WrongUse as error:
        raise WrongUse(say("heads-taken", file=str(path), what=kind_of(place))) from error


def is_signed(given: str) -> bool:
    """Whether something that a chain is held against is a file with a signature, which nobody looks at without a key."""
    path = Path(given)
    try:
        return (
            path.is_file()
            and path.stat().st_size <= LARGEST
            and bool(object_in(file_content(path), path).get("signature"))
        )
    except (RefusedFile, OSError):
        return False


def heads_against(given: str, public: Path | None = None) -> tuple[Head, ...]:
    """The heads that a hash, an export, a report, a signed head, a file of heads, or another copy of the store knows.

    With a key only what carries a signature will do, and the heads are those of what was signed.
    Errors: `FileError`, `RefusedFile` for a file without a head or without a signature that fits, `StoreError`.
    """
    if public is not None:
        return _signed(given, public)
    if _HASH.fullmatch(given.lower()):
        return (Head(0, given.lower()),)
    if (written := _WRITTEN.fullmatch(given.lower().encode(errors="replace"))) is not None:
        return (_head(written),)
    if "://" in given:
        return _in_store(given)
    path = Path(given)
    content = file_content(path)
    if content.startswith(b"SQLite format 3\0"):
        return _in_store(sa.URL.create("sqlite", database=str(path)))
    if f'"schema":"{RUN_FORMAT}"'.encode() in content:
        return _in_chain(object_in(content, path), path)
    report = content.startswith(b"PK\3\4") or b"<html" in content[:HEAD]
    found = _in_report(content) if report else _in_text(content)
    if not found:
        raise RefusedFile(say("head-none", file=given))
    return tuple(found)


def missing(connection: sa.Connection, books: Books, known: Sequence[Head], by: str) -> Iterator[Text]:
    """What a chain lacks of the heads that something else (`by` its name) knows, the earliest first."""
    events = books.events.c
    hashes = {row[0]: row[1] for row in connection.execute(sa.select(events.event_id, events.sha256))}
    last = max(hashes, default=0)
    for one in sorted(set(known), key=lambda head: head.event):
        if one.event == 0 and set(one.sha256) == {"0"}:
            continue  # nothing had happened yet
        if not one.event:
            if one.sha256 not in hashes.values():
                yield say("verify.head-unknown", by=by)
        elif one.event > last:
            yield say("verify.head-cut", event=one.event, last=last, by=by)
        elif hashes.get(one.event) != one.sha256:
            yield say("verify.head-other", event=one.event, by=by)


def _head(written: re.Match[bytes]) -> Head:
    return Head(int(written[1]), written[2].decode())


def _in_text(content: bytes) -> list[Head]:
    return [_head(written) for written in _WRITTEN.finditer(content)]


def _in_store(url: str | sa.URL) -> tuple[Head, ...]:
    """The last events of another store, of which the last seals those before: what one of the two lacks is told.

    Whoever made that store may have put anything under our name: nothing is computed there, and what is no event is refused.
    Errors: `StoreError` where it has no chain.
    """
    found = database(url, create=False, wait=BUSY_SECONDS)
    try:
        rows = _rows_of_file(found.engine.url) if found.engine.dialect.name == "sqlite" else _rows(found.engine)
    except (sa.exc.SQLAlchemyError, sqlite3.Error) as error:
        raise StoreError(say("store-refused", store=found.shown, detail=str(error).splitlines()[0])) from error
    finally:
        found.engine.dispose()
    heads = [_event(*row) for row in rows]
    known = tuple(one for one in heads if one is not None)
    if len(known) < len(heads) or not known:
        raise StoreError(say("head-none", file=found.shown))
    return known


def _rows(engine: sa.Engine) -> Sequence[Sequence[object]]:
    events = sa.table("iku_event", sa.column("event_id"), sa.column("sha256"))
    sha256 = sa.func.substr(events.c.sha256, 1, 65)  # of a longer one that is enough to know that it is none
    with engine.connect() as connection:
        if "iku_event" not in sa.inspect(connection).get_table_names():
            return []
        last = sa.select(events.c.event_id, sha256).order_by(events.c.event_id.desc()).limit(MOST_EVENTS)
        return connection.execute(last).all()


def _rows_of_file(url: sa.URL) -> Sequence[Sequence[object]]:
    """The same of a file, which is opened for reading alone, and of which SQLite reads not even the schema before it is bounded."""
    query = "SELECT event_id, substr(sha256, 1, 65) FROM iku_event ORDER BY event_id DESC LIMIT ?"
    with closing(sqlite3.connect(f"{Path(url.database or '').absolute().as_uri()}?mode=ro", uri=True)) as raw:
        _keep_to_events(raw)
        try:
            return raw.execute(query, [MOST_EVENTS]).fetchall()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
                raise
            return []


def _keep_to_events(raw: sqlite3.Connection) -> None:
    """Have SQLite refuse whatever is more than reading events, such as what a view, a column or a virtual table would compute.

    Its steps are counted from the first statement on, as the schema of a stranger's file may be a tree without an end.
    """

    def allowed(action: int, name: str | None, inner: str | None, *_: str | None) -> int:
        match action:
            case sqlite3.SQLITE_SELECT | sqlite3.SQLITE_TRANSACTION:
                return sqlite3.SQLITE_OK
            case sqlite3.SQLITE_READ if name is not None and name.casefold() == "iku_event":
                return sqlite3.SQLITE_OK
            case sqlite3.SQLITE_FUNCTION if inner == "substr":
                return sqlite3.SQLITE_OK
        return sqlite3.SQLITE_DENY

    raw.set_authorizer(allowed)
    raw.set_progress_handler(lambda: 1, MOST_STEPS)


def _event(number: object, sha256: object) -> Head | None:
    """An event as a chain has it; None for what is none."""
    if not isinstance(number, int) or not isinstance(sha256, str) or number < 1 or not _HASH.fullmatch(sha256):
        return None
    return Head(number, sha256)


def _in_report(content: bytes) -> list[Head]:
    """The head among what a page, workbook or document says of itself: anywhere else may stand what a file brought, such as a name."""
    if not content.startswith(b"PK\3\4"):
        return [_head(written) for written in _IN_PAGE.finditer(content)][:1]
    from io import BytesIO

    try:
        with zipfile.ZipFile(BytesIO(content)) as parts, parts.open("docProps/core.xml") as part:
            return [_head(written) for written in _IN_PROPERTIES.finditer(part.read(MOST_READ))][:1]
    except (KeyError, ValueError, NotImplementedError, EOFError, RuntimeError, zlib.error, zipfile.BadZipFile):
        return []


def _in_chain(document: dict[str, Any], path: Path) -> tuple[Head, ...]:
    """The chain of an exported run. Errors: `RefusedFile` for what is none, or has no event."""
    heads = [_event(event[0], event[6]) for event in exported(document, path)["chain"]]
    known = tuple(one for one in heads if one is not None)
    if len(known) < len(heads) or not known:
        raise RefusedFile(say("head-none", file=str(path)))
    return known


def _signed(given: str, public: Path) -> tuple[Head, ...]:
    """The heads of a file that is signed as a whole, read from what the signature is over, and from nothing else that stands there."""
    path = Path(given)
    unsigned = RefusedFile(say("head-unsigned", file=given))
    if not path.is_file():
        raise unsigned
    try:
        told = object_in(file_content(path), path)
    except RefusedFile as error:
        raise unsigned from error
    if not signed_by(public, told):
        raise unsigned
    if told.get("schema") == RUN_FORMAT:
        return _in_chain(told, path)
    if (
        told.get("schema") == HEAD_FORMAT
        and (written := _WRITTEN.fullmatch(str(told.get("head")).encode())) is not None
    ):
        return (_head(written),)
    raise unsigned
