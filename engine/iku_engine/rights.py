"""Who may write what in a store on PostgreSQL, by role; and, where somebody else tried, whose work that is."""

from __future__ import annotations

import re
from collections.abc import Mapping

from iku_engine.facts.relations import Schema

PLANNER, REVIEWER, READER = "iku_planner", "iku_reviewer", "iku_reader"
OWNER = "role.owner"  # no role of ours: the user to whom the tables belong
_OWNS = "about", "shapes"  # what only migrations write
_REVIEWS = "locks", "admitted", "steps"
_BOTH = (
    "events",
    "files",
    "attachments",
)  # whoever reviews writes events too, and keeps evidence; facts come from planners
_CHANGES = "UPDATE", "DELETE", "TRUNCATE"
_WRITES = "INSERT", "COPY"


def writers(tables: Schema) -> Mapping[str, tuple[str, ...]]:
    """Which roles may insert into each table, by its name: none into those that only migrations write."""
    found = {table.name: (PLANNER,) for table in tables.metadata.sorted_tables}
    found |= {getattr(tables, name).name: () for name in _OWNS}
    found |= {getattr(tables, name).name: (REVIEWER,) for name in _REVIEWS}
    return found | {getattr(tables, name).name: (PLANNER, REVIEWER) for name in _BOTH}


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
    known = writers(tables)
    named = next((word for word in re.findall(r"\w+", detail) if word in known), None)
    return () if named is None else known[named] or (OWNER,)
