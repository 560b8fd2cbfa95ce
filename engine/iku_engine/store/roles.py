"""Who may do what in a store on PostgreSQL: planners bring facts, reviewers close periods, readers read; nobody changes or deletes.

`python -m iku_engine.store.roles DATABASE SPECS…` writes the statements, for `psql`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from sqlalchemy.dialects import postgresql

from iku_dsl.checking.check import check
from iku_engine.database.enforced import TOUCHED, TURN
from iku_engine.database.relations import Schema, schema
from iku_engine.database.rights import PLANNER, READER, REVIEWER, writers


def grants(tables_of: Schema, database: str) -> tuple[str, ...]:
    """The statements that make the roles and give them their rights, for the owner of a store; run again after each migration.

    A role that is there already is kept, and rights that it should not have are taken from it. Roles belong to a whole server, so where
    they are there an owner needs no right to make any.
    """
    quote = postgresql.dialect().identifier_preparer.quote  # type: ignore[no-untyped-call]
    may = writers(tables_of)
    tables = sorted(may)
    for_planners, for_reviewers = ([name for name in tables if role in may[name]] for role in (PLANNER, REVIEWER))
    everything = ", ".join(map(quote, tables))
    return (
        *(_made(role) for role in (READER, PLANNER, REVIEWER)),
        *(_reads(role) for role in (PLANNER, REVIEWER)),
        f"REVOKE ALL ON {everything}, {TOUCHED} FROM PUBLIC, {READER}, {PLANNER}, {REVIEWER}",
        f"GRANT SELECT ON {everything}, {TOUCHED} TO {READER}",
        f"GRANT INSERT ON {', '.join(map(quote, for_planners))} TO {PLANNER}",
        f"GRANT INSERT ON {', '.join(map(quote, for_reviewers))} TO {REVIEWER}",
        f"GRANT TEMPORARY ON DATABASE {quote(database)} TO {PLANNER}",
        f"GRANT EXECUTE ON FUNCTION {TURN}() TO {PLANNER}, {REVIEWER}",
        _NO_NEW_OBJECTS,
    )


# What is made beside our tables could stand for a function or an operator of theirs; before PostgreSQL 15 everybody may.
_NO_NEW_OBJECTS = (
    "DO $$ BEGIN EXECUTE 'REVOKE CREATE ON SCHEMA ' || quote_ident(current_schema()) || ' FROM PUBLIC, "
    f"{READER}, {PLANNER}, {REVIEWER}'; END $$"
)


def _made(role: str) -> str:
    return (
        f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN CREATE ROLE {role} NOLOGIN; END IF; "
        "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
    )


def _reads(role: str) -> str:
    return (
        f"DO $$ BEGIN IF NOT pg_has_role('{role}', '{READER}', 'MEMBER') THEN GRANT {READER} TO {role}; END IF; END $$"
    )


def main(database: str, *specs: str) -> None:
    """Writes the statements for the store of some specs."""
    found = grants(schema(check([Path(path) for path in specs]).program), database)
    sys.stdout.write("".join(f"{statement};\n" for statement in found))


if __name__ == "__main__":
    main(*sys.argv[1:])
