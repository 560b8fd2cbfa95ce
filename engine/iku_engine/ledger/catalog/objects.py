"""What a database says of itself, as comparable texts: each table with its columns and constraints, each index, trigger, view and so on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from iku_dsl.records import record


class Kind(StrEnum):
    """What an object of a database is."""

    TABLE = "table"
    INDEX = "index"
    TRIGGER = "trigger"
    VIEW = "view"
    FUNCTION = "function"
    RULE = "rule"
    POLICY = "policy"
    OTHER = "other"


@record
class Object:
    """One object: the table that it is on (its own name for a table), what it says, and the statement that makes it, where one is known.

    `text` is the same for two objects that do the same; of a table it is one line for each column and constraint, in no order of theirs.
    """

    kind: Kind
    name: str
    table: str
    text: str
    sql: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is found again by: PostgreSQL names a trigger within its table."""
        return self.kind, self.table, self.name


Catalog = Mapping[tuple[str, str, str], Object]


def catalog(connection: sa.Connection, namespace: str = "") -> Catalog:
    """Everything of ours that lies in a database; of PostgreSQL in one schema of it, by its name."""
    found = _sqlite(connection) if connection.dialect.name == "sqlite" else _postgres(connection, namespace)
    return {one.key: one for one in found}


# ---- SQLite


def _sqlite(connection: sa.Connection) -> Iterator[Object]:
    kinds = {kind.value: kind for kind in (Kind.TABLE, Kind.INDEX, Kind.TRIGGER, Kind.VIEW)}
    for kind, name, table, sql in connection.exec_driver_sql("SELECT type, name, tbl_name, sql FROM sqlite_master"):
        if sql is None or str(name).startswith("sqlite_stat"):
            continue  # what a table's own constraints make; statistics
        of = kinds.get(str(kind), Kind.OTHER)
        yield Object(
            of, str(name), str(table), _lines(str(sql)) if of is Kind.TABLE else " ".join(str(sql).split()), str(sql)
        )


def _lines(sql: str) -> str:
    """The columns and constraints of `CREATE TABLE`, sorted: a column that was added later stands last, and is no other for it."""
    opening, closing = sql.find("("), sql.rfind(")")
    parts, depth, quote, start = [], 0, "", opening + 1
    for at in range(opening + 1, closing):
        letter = sql[at]
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"`":
            quote = letter
        elif letter in "()":
            depth += 1 if letter == "(" else -1
        elif letter == "," and not depth:
            parts.append(sql[start:at])
            start = at + 1
    parts.append(sql[start:closing])
    return "\n".join(sorted([*(" ".join(part.split()) for part in parts), f") {sql[closing + 1 :].strip()}".strip()]))


# ---- PostgreSQL

_COLUMNS = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, coalesce(l.collname, ''),
  coalesce(pg_get_expr(d.adbin, d.adrelid), ''), a.attgenerated::text || a.attidentity::text
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum LEFT JOIN pg_collation l ON l.oid = a.attcollation
WHERE c.relnamespace = :schema ::regnamespace AND c.relkind IN ('r', 'p', 'f')
"""
_CONSTRAINTS = """
SELECT c.relname, pg_get_constraintdef(n.oid), n.convalidated
FROM pg_constraint n JOIN pg_class c ON c.oid = n.conrelid
WHERE c.relnamespace = :schema ::regnamespace AND n.contype NOT IN ('n', 't')
"""
_TABLES = """
SELECT c.relname, c.relkind, c.relpersistence, c.relrowsecurity, c.relforcerowsecurity,
  EXISTS (SELECT FROM pg_inherits i WHERE i.inhparent = c.oid OR i.inhrelid = c.oid)
FROM pg_class c WHERE c.relnamespace = :schema ::regnamespace AND c.relkind IN ('r', 'p', 'f')
"""
_OTHERS = """
SELECT 'index', i.relname, c.relname, pg_get_indexdef(i.oid),
  CASE WHEN x.indisvalid AND x.indisready AND x.indislive THEN '' ELSE 'INVALID' END
FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid
WHERE c.relnamespace = :schema ::regnamespace AND c.relkind IN ('r', 'p', 'f')
UNION ALL SELECT 'trigger', t.tgname, c.relname, pg_get_triggerdef(t.oid),
  CASE t.tgenabled WHEN 'O' THEN '' ELSE 'STATE ' || t.tgenabled::text END
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE c.relnamespace = :schema ::regnamespace AND NOT t.tgisinternal
UNION ALL SELECT 'rule', r.rulename, c.relname, pg_get_ruledef(r.oid), ''
FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
WHERE c.relnamespace = :schema ::regnamespace AND r.rulename <> '_RETURN'
UNION ALL SELECT 'policy', p.polname, c.relname,
  p.polcmd::text || ' ' || p.polpermissive::text || ' ' || coalesce(pg_get_expr(p.polqual, p.polrelid), '')
    || ' ' || coalesce(pg_get_expr(p.polwithcheck, p.polrelid), ''), ''
FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE c.relnamespace = :schema ::regnamespace
UNION ALL SELECT 'view', c.relname, c.relname, pg_get_viewdef(c.oid), ''
FROM pg_class c WHERE c.relnamespace = :schema ::regnamespace AND c.relkind IN ('v', 'm')
UNION ALL SELECT 'function', p.proname, '', pg_get_functiondef(p.oid), ''
FROM pg_proc p WHERE p.pronamespace = :schema ::regnamespace AND p.prokind = 'f' AND p.proname LIKE 'iku\\_%'
"""


def _postgres(connection: sa.Connection, namespace: str) -> Iterator[Object]:
    def ask(query: str) -> Sequence[Any]:
        return connection.execute(sa.text(query), {"schema": namespace}).all()

    # A temporary table is the same as a lasting one here, wherever it lies.
    place = re.compile(rf'(?<![\w"])(?:pg_temp(?:_\d+)?|{re.escape(namespace)})\.')

    def plain(text: object) -> str:
        return " ".join(place.sub("", str(text)).split())

    lines: dict[str, list[str]] = {}
    for table, kind, persistence, secured, forced, inherits in ask(_TABLES):
        state = [word for word, on in (("ROW SECURITY", secured), ("FORCED", forced), ("INHERITS", inherits)) if on]
        state += [f"KIND {kind}"] if kind != "r" else []
        state += ["UNLOGGED"] if persistence == "u" else []
        lines[str(table)] = state
    for table, name, of, needed, collation, default, made in ask(_COLUMNS):
        words = [
            name,
            of,
            "NOT NULL" * bool(needed),
            f"COLLATE {collation}" if collation not in ("", "default") else "",
        ]
        lines[str(table)].append(
            " ".join(map(str, filter(None, [*words, f"DEFAULT {plain(default)}" if default else "", made])))
        )
    for table, definition, valid in ask(_CONSTRAINTS):
        lines[str(table)].append(plain(definition) + ("" if valid else " NOT VALID"))
    for table, said in lines.items():
        yield Object(Kind.TABLE, table, table, "\n".join(sorted(said)))
    for kind, name, table, definition, state in ask(_OTHERS):
        text = place.sub("", str(definition))  # of a function, lines and comments are part of it
        sql = text if kind == Kind.FUNCTION else plain(definition)
        yield Object(Kind(str(kind)), str(name), str(table), f"{plain(definition)} {state}".strip(), sql)
