"""Who may let what happen in a store, and which tables that fills: from here come rights, checks and sentences.

Rows of the ledger are only inserted: the database itself refuses to change or delete one, whoever asks. Roles are on PostgreSQL alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

import sqlalchemy as sa

from iku_engine.database.connecting import run_all
from iku_engine.database.relations import Schema

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


PLANNER, REVIEWER, READER = "iku_planner", "iku_reviewer", "iku_reader"
ROLES = (PLANNER, REVIEWER, READER)
OWNER = "role.owner"  # no role of ours: the user to whom the tables belong
BATCH = ("import", "correct", "retract")
# What may happen, and whose it is; nobody's but the owner's where there is no role.
KINDS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys((*BATCH, "dismiss", "run"), (PLANNER,)),
    **dict.fromkeys(("lock", "unlock", "review", "final"), (REVIEWER,)),
    "attach": (PLANNER, REVIEWER),
    **dict.fromkeys(("migrate", "restore", "clock"), ()),  # the clock is the server's, and so its administrator's
}
# Of each book: the column that says of which event a row is, and the kinds that it may be of.
BOOKS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "batches": ("batch_id", BATCH),
    "loaded": ("batch_id", BATCH),
    "late": ("batch_id", BATCH),
    "withdrawn": ("batch_id", BATCH),
    "quarantine": ("batch_id", BATCH),
    "mappings": ("event_id", BATCH),
    "mended": ("event_id", (*BATCH, "dismiss")),
    "locks": ("event_id", ("lock", "unlock")),
    "admitted": ("event_id", ("lock", "unlock")),
    "shapes": ("event_id", ("migrate",)),
    "runs": ("event_id", ("run",)),
    "steps": ("event_id", ("review", "final")),
    "attachments": ("event_id", ("attach",)),
}
# Books without such a column: rows are known by that of a fact, or by the hash of a text or file.
ALL_BOOKS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    **BOOKS,
    "restored": ("row_id", BATCH),
    "specs": ("sha256", ("run",)),
    "results": ("sha256", ("run",)),
    "files": ("sha256", ("attach",)),
}
_CHANGES = "UPDATE", "DELETE", "TRUNCATE"
_WRITES = "INSERT", "COPY"


def writers(tables: Schema) -> Mapping[str, tuple[str, ...]]:
    """Which roles may insert into each table, by its name: none into those that only migrations write."""
    found = {table.name: _roles(BATCH) for table in tables.metadata.sorted_tables}
    found |= {getattr(tables, name).name: _roles(kinds) for name, (_, kinds) in ALL_BOOKS.items()}
    return found | {tables.events.name: _roles(KINDS), tables.about.name: ()}


def _roles(kinds: Iterable[str]) -> tuple[str, ...]:
    may = {role for kind in kinds for role in KINDS[kind]}
    return tuple(role for role in ROLES if role in may)


def whose(tables: Schema, statement: str, detail: str) -> tuple[str, ...]:
    """The roles that may do what was denied; none where nobody may, or where it cannot be said.

    `statement` is empty where the driver wrote rows by itself, `detail` is what the database said, in its language.
    """
    verb = statement.split(maxsplit=1)[0].upper() if statement.strip() else "INSERT"
    if verb in _CHANGES:
        return ()
    if verb == "SELECT":
        return (READER, PLANNER, REVIEWER)
    if verb == "CREATE" and "TEMPORARY" in statement:
        return (PLANNER,)
    if verb not in _WRITES:
        return (OWNER,)
    known = {**KINDS, **writers(tables)}
    named = next((word for word in re.findall(r"\w+", detail) if word in known), None)
    return () if named is None else known[named] or (OWNER,)
