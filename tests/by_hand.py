"""What somebody does who may do everything in the database, past its triggers and foreign keys, and leaves each guard in its place."""

from __future__ import annotations

import sqlite3

from sqlalchemy import Engine


def by_hand(engine: Engine, *statements: str) -> None:
    """Runs statements that the store itself refuses."""
    if engine.dialect.name != "sqlite":
        with engine.begin() as connection:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            for statement in statements:
                connection.exec_driver_sql(statement)
        return
    with sqlite3.connect(engine.url.database or "") as raw:
        unguarded(raw, *statements)
    raw.close()


def unguarded(raw: sqlite3.Connection, *statements: str) -> int:
    """The same on SQLite: without triggers, which are there again afterwards as they were; how many rows the last one changed."""
    guards = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in guards:
        raw.execute(f'DROP TRIGGER "{name}"')
    count = 0
    for statement in statements:
        count = raw.execute(statement).rowcount
    for _, sql in guards:
        raw.execute(sql)
    return count
