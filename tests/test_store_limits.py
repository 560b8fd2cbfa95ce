"""A full disk, a file that may only be read, a file that is gone: one clear sentence, and the store as it was."""

from __future__ import annotations

import json
import os
import resource
import signal
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from kill_worker import KEYS, MEMBERS, PROGRAMS, YEAR, write_file
from postgres_server import Server

from iku_engine.errors import EngineError, StoreError
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.importing.importing import import_file
from iku_engine.ledger.verify import Verifier
from iku_engine.migrate.opening import open_store

PROGRAM = PROGRAMS["first"]
NOBODY = 65534


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A store with a year in it."""
    made = tmp_path / "kept" / "iku.db"
    made.parent.mkdir()
    with open_store(f"sqlite:///{made}", PROGRAM, user="test") as store:
        members = tmp_path / "daerah.csv"
        members.write_text(MEMBERS, encoding="utf-8")
        import_file(store, PROGRAM, members, "daerah", user="test")
        import_file(store, PROGRAM, write_file(tmp_path, 1), "espm", user="test")
    return made


def value(url: str) -> object:
    with open_store(url, PROGRAM) as store:
        return evaluate(store, PROGRAM, specs="", periods=[YEAR]).results[0].value


def refused(url: str, file: Path) -> str:
    with open_store(url, PROGRAM) as store, pytest.raises(StoreError) as error:
        import_file(store, PROGRAM, file, "espm", user="test")
    return error.value.text.key


def intact(path: Path) -> None:
    with sqlite3.connect(path) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    raw.close()
    with open_store(f"sqlite:///{path}", PROGRAM) as store:
        found = Verifier(store).verify()
        assert (found.fault, found.events) == (None, 3)


def large(folder: Path) -> Path:
    """A file with more than fits into what is left."""
    made = folder / "espm-2.csv"
    rows = "".join(f"{year},{key:03},{key}%\n" for year in range(1900, 2000) for key in range(KEYS))
    made.write_text(f"tahun,daerah,penerima\n{rows}", encoding="utf-8")
    return made


def test_a_full_disk_is_told_and_leaves_the_store_as_it_was(path: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{path}"
    before = value(url)
    with open_store(url, PROGRAM) as store:

        @sa.event.listens_for(store.engine, "connect")
        def _small(connection: sqlite3.Connection, _: object) -> None:
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
            connection.execute(f"PRAGMA max_page_count = {pages + 4}")

        store.engine.dispose()
        with pytest.raises(StoreError) as error:
            import_file(store, PROGRAM, large(tmp_path), "espm", user="test")
        assert error.value.text.key == "store-full"
        again = import_file(store, PROGRAM, write_file(tmp_path, 1), "espm", user="test")
        assert again.identical == KEYS, "the connection is of use still"
    assert value(url) == before
    with open_store(url, PROGRAM) as store:
        assert Verifier(store).verify().fault is None


def elsewhere(prepare: Callable[[], None], work: Callable[[], object]) -> object:
    """What comes of some work in a process of its own that was prepared for it, or the id of the sentence that refused it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            prepare()
            try:
                found = work()
            except EngineError as error:
                found = error.text.key
            os.write(writing, json.dumps(str(found)).encode())
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        text = pipe.read()
    os.waitpid(child, 0)
    return json.loads(text)


@pytest.mark.parametrize(("copied", "told"), [(True, "store-disk"), (False, "file-copy")])
def test_a_file_that_may_not_grow_is_told(path: Path, tmp_path: Path, copied: bool, told: str) -> None:
    """As on a full disk or a spent quota, where the system refuses the write itself: of the store, or of the copy that is read."""
    file = large(tmp_path)

    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        most = file.stat().st_size if copied else 50_000  # bytes of a file; what is written ahead comes to more
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    def work() -> object:
        with open_store(f"sqlite:///{path}", PROGRAM) as store:
            return import_file(store, PROGRAM, file, "espm", user="test").accepted

    assert elsewhere(limited, work) == told
    intact(path)


@pytest.mark.skipif("sys.platform != 'linux'")
def test_a_disk_that_is_really_full_is_told(path: Path, tmp_path: Path) -> None:
    """A small disk, where we may make one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "none", disk], capture_output=True, check=False)
    if made.returncode:
        return  # only root may; the two tests above say the same of what the database sees
    try:
        small = disk / "iku.db"
        small.write_bytes(path.read_bytes())
        assert refused(f"sqlite:///{small}", large(tmp_path)) in ("store-full", "store-disk")
        intact(small)
    finally:
        subprocess.run(["umount", disk], check=True)


@pytest.mark.parametrize("query", ["mode=ro&uri=true", "immutable=1&uri=true"])
def test_a_store_opened_for_reading_evaluates_and_takes_nothing(path: Path, tmp_path: Path, query: str) -> None:
    before = value(f"sqlite:///{path}")
    url = f"sqlite:///file:{path}?{query}"
    assert value(url) == before
    assert refused(url, write_file(tmp_path, 2)) == "store-read-only"
    with pytest.raises(StoreError) as error:
        open_store(url, PROGRAMS["other"])
    assert error.value.text.key == "store-read-only", "it cannot follow other specs"
    intact(path)


def _drop() -> None:
    if os.getuid() == 0:
        os.setgid(NOBODY)
        os.setuid(NOBODY)


@pytest.fixture
def closed(path: Path) -> Iterator[Path]:
    """The store in a folder in which nobody may write, for another user."""
    for folder in path.parents:
        if os.stat(folder).st_uid == os.getuid() and folder.name.startswith(("pytest-", "popen-", "test_", "kept")):
            folder.chmod(0o755)
    path.chmod(0o444)
    path.parent.chmod(0o555)
    yield path
    path.parent.chmod(0o755)
    path.chmod(0o644)


def test_a_store_in_a_closed_folder_evaluates_and_takes_nothing(closed: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{closed}"
    assert list(closed.parent.iterdir()) == [closed], "nothing was left beside it"
    expected = str(value(url)) if os.getuid() else None
    file = write_file(tmp_path, 2)

    def write() -> object:
        with open_store(url, PROGRAM) as store:
            return import_file(store, PROGRAM, file, "espm", user="test").accepted

    found = elsewhere(_drop, lambda: value(url))
    assert found == (expected or str(value(f"sqlite:///file:{closed}?immutable=1&uri=true")))
    assert elsewhere(_drop, write) == "store-read-only"


def test_a_store_read_without_locks_that_changes_meanwhile_is_busy(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("iku_engine.database.connecting.os.access", lambda *_: False)
    with open_store(f"sqlite:///{path}", PROGRAM) as store:
        assert store.unchanging == path
        with pytest.raises(StoreError) as error, store.reading():
            os.utime(path, ns=(1, 1))
        assert error.value.text.key == "store-busy"


@pytest.mark.needs_postgres
def test_a_server_that_may_only_be_read_says_so(postgres_server: Server, tmp_path: Path) -> None:
    url = postgres_server.new()
    with open_store(url, PROGRAM) as store:
        members = tmp_path / "daerah.csv"
        members.write_text(MEMBERS, encoding="utf-8")
        import_file(store, PROGRAM, members, "daerah", user="test")
    name = url.partition("@/")[2].partition("?")[0]
    postgres_server.run("postgres", f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    assert value(url) is None
    assert refused(url, write_file(tmp_path, 2)) == "store-read-only"
