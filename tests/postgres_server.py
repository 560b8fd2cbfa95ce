"""A PostgreSQL server of the tests' own, with an order of letters that is not that of their numbers."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Connection

OWNER = "iku_owner"
# The server is killed with its folder: what it would save for afterwards costs time for nothing.
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"


class Server:
    """A running server; each database is a new one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers = count(1)

    def url(self, database: str, user: str = OWNER) -> str:
        return f"postgresql+psycopg://{user}@/{database}?host={self.folder}"

    def new(self, like: str = "template1") -> str:
        """The URL of a new database, a copy of another that nobody is connected to."""
        name = f"iku_{next(self.numbers)}"
        self.run("postgres", f"CREATE DATABASE {name} TEMPLATE {like}")
        return self.url(name)

    def run(self, database: str, statement: str, user: str = OWNER) -> list[tuple[object, ...]]:
        """A statement of its own, beside any store."""
        import psycopg

        with psycopg.connect(f"host={self.folder} user={user} dbname={database}", autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []


def name_in(url: str) -> str:
    """The name of the database that a URL of a server leads to."""
    return url.split("@/")[1].split("?")[0]


def _programs() -> Path:
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))


def _somebody() -> int | None:
    """PostgreSQL refuses to run as root: then as its own user, or as nobody."""
    if os.getuid() != 0:
        return None
    known = {entry.pw_name: entry.pw_uid for entry in pwd.getpwall()}
    return known.get("postgres", known["nobody"])


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    programs, user = _programs(), _somebody()
    folder = Path(tempfile.mkdtemp(prefix="iku-pg-"))
    if user is not None:
        os.chown(folder, user, -1)

    def run(program: str, *arguments: str) -> None:
        done = subprocess.run(
            [programs / program, "-D", folder / "data", *arguments],
            user=user, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, timeout=60, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout

    run(
        "initdb", "--username", OWNER, "--auth", "trust", "--encoding", "UTF8", "--no-sync",
        "--locale", "C", "--locale-provider", "icu", "--icu-locale", "id",
    )  # fmt: skip
    run("pg_ctl", "start", "--wait", "-l", str(folder / "log"), "-o", f"-k {folder} -c listen_addresses='' {FAST}")
    try:
        yield Server(folder)
    finally:
        run("pg_ctl", "stop", "--mode", "immediate")
        shutil.rmtree(folder)


def everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever acts has a session of their own name, as if each had come by their own address; all may do everything."""

    def signer(connection: Connection, user: str) -> str:
        if connection.dialect.name == "postgresql" and user:
            made = f"DO $$ BEGIN CREATE ROLE {user} SUPERUSER; EXCEPTION WHEN duplicate_object THEN NULL; END $$"
            connection.exec_driver_sql(made)
            connection.exec_driver_sql(f"SET LOCAL SESSION AUTHORIZATION {user}")
        return user

    for module in ("database.chain", "importing.batches", "ledger.approving"):
        monkeypatch.setattr(f"iku_engine.{module}.signer", signer)


# The stores that a test runs on, for its fixture's `params`.
ENGINES = ("sqlite", pytest.param("postgres", marks=pytest.mark.needs_postgres))


def new_url(request: pytest.FixtureRequest) -> str:
    """The URL of a new store on the engine that a test runs on."""
    if request.param == "sqlite":
        return f"sqlite:///{request.getfixturevalue('tmp_path')}/iku.db"
    server: Server = request.getfixturevalue("postgres_server")
    return server.new()
