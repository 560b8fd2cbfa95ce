"""What a database says of itself, as comparable texts: each table with its columns and constraints, each index, trigger, view and so on."""

from __future__ import annotations

import re
import string
from collections import defaultdict
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from iku_dsl.records import record
from iku_engine.database.enforced import TOUCHED
from iku_engine.database.relations import FACTS, MEMBERS
from iku_engine.database.rights import PLANNER, ROLES

OURS = "|".join(("iku_", FACTS, MEMBERS))  # what the names of our tables and functions begin with


class Kind(StrEnum):
    """What an object of a database is."""

    TABLE = "table"
    INDEX = "index"
    TRIGGER = "trigger"
    KEY = "key"
    VIEW = "view"
    FUNCTION = "function"
    RULE = "rule"
    POLICY = "policy"
    GRANT = "grant"
    ROLE = "role"
    OWNER = "owner"
    SHADOW = "shadow"
    OTHER = "other"


@record
class Object:
    """One object: the table that it is on (its own name for a table), what it says, and the statement that makes it, where one is known.

    `text` is the same for two objects that do the same; of a table it is one line for each column and constraint, in no order of theirs.
    What the database has beside a statement (its flags, how it took it) follows behind a tab.
    A function has the types of its arguments in its name, for it is one of several of that name; a grant is named by who has it.
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


def catalog(connection: sa.Connection, namespace: str = "", *others: str) -> tuple[Object, ...]:
    """Everything of ours that lies in a database; of PostgreSQL in one schema of it, by its name as statements have it.

    Of our names the schema is left out, and so are `others` in which they may lie too. A name may come twice where somebody wrote
    into the database's own catalog.
    """
    if connection.dialect.name == "sqlite":
        return tuple(_sqlite(connection))
    looking = connection.begin_nested()
    try:  # what is not PostgreSQL's own has its schema beside it then, and nothing stands for what is
        connection.exec_driver_sql("SET LOCAL search_path = pg_catalog")
        return tuple(_postgres(connection, namespace, others))
    finally:
        looking.rollback()


# ---- SQLite


_FOLDED = str.maketrans(
    string.ascii_uppercase, string.ascii_lowercase
)  # what are the same letters to SQLite, and no others
_STATEMENTS = (
    (Kind.TABLE, "create table "),
    (Kind.TABLE, "create virtual table "),
    (Kind.INDEX, "create index "),
    (Kind.INDEX, "create unique index "),
    *(
        (Kind.TRIGGER, f"create {word}trigger ") for word in ("", "temp ", "temporary ")
    ),  # written there, each fires for all
    (Kind.VIEW, "create view "),
)
_STATISTICS = ("sqlite_stat1", "sqlite_stat4")
_MADE_BY_CONSTRAINTS = "sqlite_autoindex_"
_UNQUOTED = str.maketrans("", "", "\"'`[]")  # a table that got another name has it in quotes
_TAKEN_AS = """
SELECT m.name, printf('%w: type %Q, notnull %d, default %Q, pk %d, hidden %d', x.name, x.type, x."notnull", x.dflt_value, x.pk, x.hidden)
FROM sqlite_master m, pragma_table_xinfo(m.name) x WHERE m.type = 'table' AND m.sql NOT LIKE 'create virtual%'
UNION ALL SELECT m.name, printf('%d %w: collation %Q, desc %d, key %d', x.seqno, x.name, x.coll, x."desc", x."key")
FROM sqlite_master m, pragma_index_xinfo(m.name) x WHERE m.type = 'index'
"""


def folded(text: object) -> str:
    """A name or statement in which letters that SQLite takes for the same are the same."""
    return str(text).translate(_FOLDED)


def _sqlite(connection: sa.Connection) -> Iterator[Object]:
    """SQLite makes what a statement says, whatever name, table and type stand beside it: what does not agree is of no kind."""
    taken: defaultdict[str, list[str]] = defaultdict(list)
    for name, column in connection.exec_driver_sql(_TAKEN_AS):
        taken[name].append(f"\t{column}")
    for kind, name, table, sql in connection.exec_driver_sql("SELECT type, name, tbl_name, sql FROM sqlite_master"):
        text = _one_blank(str(sql or ""))
        of = next((of for of, words in _STATEMENTS if folded(text).startswith(words)), Kind.OTHER)
        if sql is None and kind == Kind.INDEX and folded(name).startswith(_MADE_BY_CONSTRAINTS):
            of = Kind.INDEX
        if kind != of:
            of = Kind.OTHER
        if of is Kind.TABLE and name in _STATISTICS and folded(text).startswith(f"create table {name}("):
            continue
        text = f"{_lines(str(sql))}\n" if of is Kind.TABLE else text
        yield Object(of, folded(name), folded(table), text + "".join(sorted(taken[name])), str(sql or ""))


def _one_blank(text: str) -> str:
    """A statement with one blank for several: SQLite knows those of ASCII alone, and any other, as a no-break space, is of a word.

    In quotes our statements have blanks nowhere but in what a guard says.
    """
    return b" ".join(text.encode().split()).decode()


def _lines(sql: str) -> str:
    """The head, columns and constraints of `CREATE TABLE`, sorted: a column that was added later stands last, and is no other for it."""
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
    head = _one_blank(folded(sql[:opening]).translate(_UNQUOTED))
    return "\n".join(sorted([head, *map(_one_blank, parts), _one_blank(f") {sql[closing + 1 :]}")]))


# ---- PostgreSQL

# Every column of these catalogs is compared, also one of a version to come, but: what stands in the definitions by its name (numbers of
# objects and columns, trees of expressions) or is compared elsewhere (names, rights), what PostgreSQL counts and keeps of its files,
# and how an administrator wants tables to be stored, analysed and replicated.
UNLIKE = (
    "oid", "relname", "relnamespace", "reltype", "relowner", "relacl", "relnatts", "relpartbound", "relpersistence",
    "attrelid", "attname", "attnum", "attacl", "conname", "connamespace", "conrelid", "conindid", "confrelid", "conkey", "confkey",
    "conbin", "indexrelid", "indrelid", "indkey", "indexprs", "indpred", "tgrelid", "tgname", "tgfoid", "tgconstrrelid", "tgconstrindid",
    "tgconstraint", "tgqual", "proname", "pronamespace", "proowner", "proacl", "prolang", "proargtypes", "proargdefaults", "prosqlbody",
    "relfilenode", "relpages", "reltuples", "relallvisible", "relallfrozen", "reltoastrelid", "relfrozenxid", "relminmxid",
    "relhasindex", "relhastriggers", "relhasrules", "relhassubclass", "attcacheoff", "attmissingval", "atthasmissing", "attndims",
    "indcheckxmin", "reltablespace", "reloptions", "relreplident", "attstattarget", "attoptions", "attstorage", "attcompression",
    "indisclustered", "indisreplident",
)  # fmt: skip
_COLUMNS = """
SELECT c.relname, quote_ident(a.attname), format_type(a.atttypid, a.atttypmod), a.attnotnull,
  CASE WHEN l.collnamespace = 'pg_catalog'::regnamespace THEN l.collname ELSE coalesce(l.oid::regcollation::text, '') END,
  coalesce(pg_get_expr(d.adbin, d.adrelid), ''), a.attgenerated::text || a.attidentity::text, (to_jsonb(a) - CAST(:unlike AS text[]))::text
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum LEFT JOIN pg_collation l ON l.oid = a.attcollation
WHERE c.relnamespace = :schema ::regnamespace AND c.relkind IN ('r', 'p', 'f')
"""
_CONSTRAINTS = """
SELECT c.relname, regexp_replace(pg_get_constraintdef(n.oid), ' WITH \\([^()]*\\)', ''), (to_jsonb(n) - CAST(:unlike AS text[]))::text
FROM pg_constraint n JOIN pg_class c ON c.oid = n.conrelid
WHERE c.relnamespace = :schema ::regnamespace AND n.contype NOT IN ('f', 't')
"""
_TABLES = """
SELECT c.relname, (to_jsonb(c) - CAST(:unlike AS text[]) || jsonb_build_object('unlogged', c.relpersistence = 'u',
  'inherits', EXISTS (SELECT FROM pg_inherits i WHERE i.inhparent = c.oid OR i.inhrelid = c.oid),
  'other number of columns', c.relnatts <> (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0)))::text
FROM pg_class c WHERE c.relnamespace = :schema ::regnamespace AND c.relkind IN ('r', 'p', 'f')
"""
# A foreign key is kept by triggers of PostgreSQL's own, which are compared with it; no other trigger is hidden as one of its own.
_OTHERS = """
WITH kept AS (
  SELECT t.tgconstraint AS key, t.oid, to_jsonb(t) - CAST(:unlike AS text[])
    || jsonb_build_object('calls', p.proname, 'table', t.tgrelid <> n.conrelid) AS flags
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid AND c.relnamespace = :schema ::regnamespace
  JOIN pg_constraint n ON n.oid = t.tgconstraint AND n.contype = 'f' AND t.tgrelid IN (n.conrelid, n.confrelid)
  JOIN pg_proc p ON p.oid = t.tgfoid AND p.pronamespace = 'pg_catalog'::regnamespace AND p.proname LIKE 'RI\\_FKey\\_%'
  WHERE t.tgisinternal
)
SELECT 'key', substr(pg_get_constraintdef(n.oid), length('FOREIGN KEY ') + 1), c.relname,
  'ALTER TABLE ' || quote_ident(c.relname) || ' ADD CONSTRAINT ' || quote_ident(n.conname) || ' ' || pg_get_constraintdef(n.oid),
  (to_jsonb(n) - CAST(:unlike AS text[])
    || jsonb_build_object('triggers', (SELECT jsonb_agg(k.flags ORDER BY k.flags) FROM kept k WHERE k.key = n.oid)))::text
FROM pg_constraint n JOIN pg_class c ON c.oid = n.conrelid WHERE c.relnamespace = :schema ::regnamespace AND n.contype = 'f'
UNION ALL SELECT 'index', i.relname, c.relname, regexp_replace(pg_get_indexdef(i.oid), ' WITH \\([^()]*\\)', ''),
  ((to_jsonb(i) || to_jsonb(x)) - CAST(:unlike AS text[])
    || jsonb_build_object('unlogged', i.relpersistence = 'u', 'relhasindex', c.relhasindex))::text
FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid
WHERE c.relnamespace = :schema ::regnamespace AND c.relkind IN ('r', 'p', 'f')
UNION ALL SELECT 'trigger', t.tgname, c.relname, pg_get_triggerdef(t.oid),
  (to_jsonb(t) - CAST(:unlike AS text[]) || jsonb_build_object('relhastriggers', c.relhastriggers))::text
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE c.relnamespace = :schema ::regnamespace AND NOT EXISTS (SELECT FROM kept k WHERE k.oid = t.oid)
UNION ALL SELECT 'rule', r.rulename, c.relname, pg_get_ruledef(r.oid), ''
FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
WHERE c.relnamespace = :schema ::regnamespace AND NOT (c.relkind IN ('v', 'm') AND r.rulename = '_RETURN')
UNION ALL SELECT 'policy', p.polname, c.relname,
  p.polcmd::text || ' ' || p.polpermissive::text || ' ' || coalesce(pg_get_expr(p.polqual, p.polrelid), '')
    || ' ' || coalesce(pg_get_expr(p.polwithcheck, p.polrelid), ''), ''
FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE c.relnamespace = :schema ::regnamespace
UNION ALL SELECT 'view', c.relname, c.relname, pg_get_viewdef(c.oid), ''
FROM pg_class c WHERE c.relnamespace = :schema ::regnamespace AND c.relkind IN ('v', 'm')
UNION ALL SELECT 'function', p.proname || '(' || oidvectortypes(p.proargtypes) || ')', '',
  CASE p.prokind WHEN 'a' THEN 'AGGREGATE' ELSE pg_get_functiondef(p.oid) END, (to_jsonb(p) - CAST(:unlike AS text[]))::text
FROM pg_proc p WHERE p.pronamespace = :schema ::regnamespace AND p.proname LIKE 'iku\\_%'
"""
# What the schema has under a name of PostgreSQL's own may be taken for it, where it fits the arguments better; extensions do so knowingly.
_SHADOWS = """
SELECT 'shadow', p.oid::regprocedure::text, '', p.proname, ''
FROM pg_proc p WHERE p.pronamespace = :schema ::regnamespace
  AND EXISTS (SELECT FROM pg_proc q WHERE q.proname = p.proname AND q.pronamespace = 'pg_catalog'::regnamespace)
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
UNION ALL SELECT 'shadow', o.oid::regoperator::text, '', o.oprname, ''
FROM pg_operator o WHERE o.oprnamespace = :schema ::regnamespace
  AND EXISTS (SELECT FROM pg_operator q WHERE q.oprname = o.oprname AND q.oprnamespace = 'pg_catalog'::regnamespace)
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_operator'::regclass AND d.objid = o.oid AND d.deptype = 'e')
"""
# What somebody else may do with what is the owner's, but read it and insert rows; and what belongs to whoever has not the rights of
# the chain's owner.
_RIGHTS = """
WITH ours AS (
  SELECT ' ON TABLE ' AS what, c.oid::regclass::text AS name, c.relname AS called, c.relowner AS owner, c.relacl AS acl
  FROM pg_class c WHERE c.relnamespace = :schema ::regnamespace AND c.relkind IN ('r', 'p', 'f') AND c.relname ~ :tables
  UNION ALL SELECT ' (' || quote_ident(a.attname) || ') ON ', c.oid::regclass::text, c.relname, c.relowner, a.attacl
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attacl IS NOT NULL AND NOT a.attisdropped
  WHERE c.relnamespace = :schema ::regnamespace AND c.relname ~ :tables
  UNION ALL SELECT ' ON ROUTINE ', p.oid::regprocedure::text, p.proname || '(' || oidvectortypes(p.proargtypes) || ')', p.proowner,
    coalesce(p.proacl, acldefault('f', p.proowner))
  FROM pg_proc p WHERE p.pronamespace = :schema ::regnamespace AND p.proname LIKE 'iku\\_%' AND p.proname <> 'iku_refuse'
)
SELECT 'grant', CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END, o.called,
  a.privilege_type || o.what || o.name, ''
FROM ours o, aclexplode(o.acl) a
WHERE a.grantee <> o.owner AND (a.privilege_type NOT IN ('SELECT', 'INSERT') OR a.privilege_type = 'INSERT' AND o.called = :touched)
UNION ALL SELECT 'owner', quote_ident(pg_get_userbyid(o.owner)), o.called, o.what || o.name, ''
FROM ours o, pg_class e
WHERE e.relnamespace = :schema ::regnamespace AND e.relname = 'iku_event' AND NOT pg_has_role(o.owner, e.relowner, 'MEMBER')
UNION ALL SELECT 'grant', CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END, '',
  a.privilege_type || ' ON SCHEMA ' || n.oid::regnamespace::text, ''
FROM pg_namespace n, aclexplode(n.nspacl) a, pg_class e
WHERE n.oid = :schema ::regnamespace AND e.relnamespace = n.oid AND e.relname = 'iku_event' AND to_regrole(:planner) IS NOT NULL
  AND a.privilege_type = 'CREATE' AND a.grantee NOT IN (n.nspowner, e.relowner)
"""
# Roles that PostgreSQL brings and that write nothing; any other of its own, also of a version to come, is named.
HARMLESS = (
    "pg_checkpoint", "pg_monitor", "pg_read_all_data", "pg_read_all_settings", "pg_read_all_stats", "pg_signal_backend",
    "pg_stat_scan_tables", "pg_use_reserved_connections",
)  # fmt: skip
# Who passes the triggers although they may write no more than their kinds of events: a member of the owner's role, or among
# planners, reviewers and readers an administrator, one who may give roles or write files of the server, the owner of the schema or the
# database (who may drop what others made there, and put something else in its place), and whoever is spared the triggers by a setting;
# what a role may that somebody is a member of, that person may.
_ROLES = """
WITH RECURSIVE people (id) AS (
  SELECT to_regrole(name)::oid FROM unnest(CAST(:people AS text[])) AS of (name) WHERE to_regrole(name) IS NOT NULL
  UNION SELECT m.member FROM pg_auth_members m JOIN people w ON m.roleid = w.id
), owners (id) AS (
  SELECT e.relowner FROM pg_class e WHERE e.relnamespace = :schema ::regnamespace AND e.relname = 'iku_event'
), above (id, role) AS (
  SELECT m.member, m.roleid FROM pg_auth_members m
  UNION SELECT m.member, a.role FROM pg_auth_members m JOIN above a ON m.roleid = a.id
)
SELECT 'role', quote_ident(r.rolname), '', what, ''
FROM (SELECT oid, oid FROM pg_roles UNION SELECT id, role FROM above) AS may (id, role)
  JOIN pg_roles r ON r.oid = may.id JOIN pg_roles p ON p.oid = may.role
  CROSS JOIN LATERAL (VALUES
    ('SUPERUSER', p.rolsuper), ('CREATEROLE', p.rolcreaterole AND NOT p.rolsuper),
    ('MEMBER OF ' || quote_ident(p.rolname), p.oid <> r.oid AND p.rolname ~ '^pg_' AND p.rolname <> ALL (:harmless)),
    ('OWNER OF SCHEMA ' || :schema, p.oid = (SELECT nspowner FROM pg_namespace WHERE oid = :schema ::regnamespace)),
    ('OWNER OF DATABASE ' || current_database(), p.oid = (SELECT datdba FROM pg_database WHERE datname = current_database()))
  ) AS of (what, so)
WHERE so AND NOT r.rolname ~ '^pg_' AND r.oid NOT IN (SELECT id FROM owners)
  AND (r.oid IN (SELECT id FROM people) OR p.rolname = 'pg_write_all_data')
UNION ALL SELECT 'role', quote_ident(r.rolname), '', 'MEMBER OF ' || quote_ident(pg_get_userbyid(o.id)), ''
FROM people w JOIN pg_roles r ON r.oid = w.id JOIN owners o ON o.id <> w.id
WHERE EXISTS (SELECT FROM above a WHERE (a.id, a.role) = (w.id, o.id))
UNION ALL SELECT 'role', coalesce(quote_ident(r.rolname), 'PUBLIC'), '', upper(setting), ''
FROM pg_db_role_setting s CROSS JOIN unnest(s.setconfig) AS of (setting) LEFT JOIN pg_roles r ON r.oid = s.setrole
WHERE s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
  AND setting ILIKE 'session\\_replication\\_role=%' AND setting NOT ILIKE '%=origin'
"""
# Since version 15 the right to such a setting can be given away.
_PARAMETERS = """
SELECT 'role', CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END, '',
  a.privilege_type || ' ON PARAMETER ' || p.parname, ''
FROM pg_parameter_acl p, aclexplode(p.paracl) a, pg_roles r
WHERE p.parname = 'session_replication_role' AND r.oid = a.grantee AND NOT r.rolsuper
"""


def _postgres(connection: sa.Connection, namespace: str, others: Sequence[str]) -> Iterator[Object]:
    # A temporary table is the same as a lasting one here, wherever it lies; what is not ours is another in another schema.
    temporary = namespace.startswith("pg_temp")
    schemas = "|".join([*map(re.escape, (namespace, *others)), *(["pg_temp"] if temporary else [])])
    place = re.compile(rf'(?<![\w"])(?:{schemas})\.(?="?(?:{OURS}))')

    def ask(query: str) -> Sequence[Any]:
        told = {
            "schema": namespace,
            "unlike": list(UNLIKE),
            "tables": f"^({OURS})",
            "touched": TOUCHED,
            "planner": PLANNER,
            "people": list(ROLES),
            "harmless": list(HARMLESS),
        }
        return connection.execute(
            sa.text(query), {name: value for name, value in told.items() if f":{name}" in query}
        ).all()

    def plain(text: object) -> str:
        return place.sub("", str(text))

    lines: dict[str, list[str]] = {str(table): [f"\t{flags}"] for table, flags in ask(_TABLES)}
    for table, name, of, needed, collation, default, made, flags in ask(_COLUMNS):
        words = [
            name,
            of,
            "NOT NULL" * bool(needed),
            f"COLLATE {collation}" if collation not in ("", "default") else "",
            f"DEFAULT {plain(default)}" if default else "",
            made,
        ]
        lines[str(table)].append(f"{' '.join(filter(None, words))}\t{flags}")
    for table, definition, flags in ask(_CONSTRAINTS):
        lines[str(table)].append(f"{plain(definition)}\t{flags}")
    for table, said in lines.items():
        yield Object(Kind.TABLE, table, table, "\n".join(sorted(said)))
    for kind, name, table, definition, flags in [
        *ask(_OTHERS),
        *([] if temporary else [*ask(_SHADOWS), *ask(_RIGHTS), *ask(_ROLES)]),
        *(ask(_PARAMETERS) if not temporary and (connection.dialect.server_version_info or (0,)) >= (15,) else []),
    ]:
        sql = plain(definition)
        yield Object(Kind(str(kind)), plain(name), str(table), f"{sql}\t{flags}" if flags else sql, sql)
