"""What somebody does who may do everything in the database, past its triggers and foreign keys."""

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
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f'DROP TRIGGER "{name}"')
        for statement in statements:
            raw.execute(statement)
    raw.close()
