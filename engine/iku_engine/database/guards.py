"""Rows of the ledger are only inserted: the database itself refuses to change or delete one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from iku_engine.database.connecting import run_all

REFUSAL = "iku-engine: rows of the ledger are never changed or deleted"
FUNCTION = f"""
CREATE OR REPLACE FUNCTION iku_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$
"""


def forbid_changes(connection: sa.Connection, tables: Iterable[sa.Table]) -> None:
    """From now on rows of these tables stay as they are."""
    quote = connection.dialect.identifier_preparer.quote
    postgres = connection.dialect.name == "postgresql"
    refuse = (
        "FOR EACH STATEMENT EXECUTE FUNCTION iku_refuse()"
        if postgres
        else f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    )
    guards = (
        f"CREATE TRIGGER {quote(_name(connection, table, verb))} BEFORE {verb} ON {quote(table.name)} {refuse}"
        for table in tables
        for verb in _verbs(connection)
    )
    run_all(connection, (FUNCTION, *guards) if postgres else guards)


@contextmanager
def permitting_changes(connection: sa.Connection, table: sa.Table) -> Iterator[None]:
    """Within a migration, rows of one table may be written in another scale; their meaning, and their hash, stay the same."""
    quote = connection.dialect.identifier_preparer.quote
    on = f" ON {quote(table.name)}" if connection.dialect.name == "postgresql" else ""
    for verb in _verbs(connection):
        connection.exec_driver_sql(f"DROP TRIGGER {quote(_name(connection, table, verb))}{on}")
    yield
    forbid_changes(connection, [table])


def _verbs(connection: sa.Connection) -> tuple[str, ...]:
    return ("UPDATE", "DELETE", "TRUNCATE") if connection.dialect.name == "postgresql" else ("UPDATE", "DELETE")


def _name(connection: sa.Connection, table: sa.Table, verb: str) -> str:
    """PostgreSQL names a trigger within its table, SQLite among all."""
    return f"iku_no_{verb.lower()}" if connection.dialect.name == "postgresql" else f"{table.name}__no_{verb.lower()}"
