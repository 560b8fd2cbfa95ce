"""Every role, command and table of a store on PostgreSQL, by SQL without a client: what may be done is in `iku_engine.database.rights`.

One store serves all cells; each cell is undone, or fails, and the store is whole in the end.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from postgres_server import Server
from test_ledger import HEADER, Ministry
from test_roles import USERS, as_user, give_rights

from iku_engine.database.enforced import TOUCHED, TURN, functions
from iku_engine.database.rights import ALL_BOOKS, KINDS, READER, writers
from iku_engine.ledger.approving import step
from iku_engine.store.restating import REVIEWED

pytestmark = pytest.mark.needs_postgres
DENIED = "42501"
STRANGER = "tamu"  # who may connect, and has no role
PEOPLE = (*USERS, STRANGER)
# Nobody's but the owner's, on any table; `{t}` is the table, `{c}` its first column.
NOBODYS = (
    "UPDATE {t} SET {c} = {c}",
    "DELETE FROM {t}",
    "TRUNCATE {t} CASCADE",
    "DROP TABLE {t} CASCADE",
    "ALTER TABLE {t} DISABLE TRIGGER ALL",
    "ALTER TABLE {t} OWNER TO CURRENT_USER",
    "ALTER TABLE {t} ADD COLUMN x integer",
    "ALTER TABLE {t} ENABLE ROW LEVEL SECURITY",
    "CREATE TRIGGER iku_a BEFORE INSERT ON {t} EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "CREATE RULE r AS ON INSERT TO {t} DO INSTEAD NOTHING",
    "CREATE INDEX ON {t} ({c})",
    "CREATE VIEW mine AS SELECT * FROM {t}",
    "COMMENT ON TABLE {t} IS 'x'",
    "SELECT * FROM {t} FOR UPDATE",
    "LOCK TABLE {t} IN EXCLUSIVE MODE",
    "INSERT INTO {t} SELECT * FROM {t} ON CONFLICT ({k}) DO UPDATE SET {c} = excluded.{c}",
    "CLUSTER {t}",
    "DROP TRIGGER {g} ON {t}",
)
# Nobody's, whatever the table.
ANYWHERE = (
    "SET ROLE iku_owner",
    "SET SESSION AUTHORIZATION iku_owner",
    "SET session_replication_role = replica",
    "SET LOCAL log_statement = 'none'",
    "CREATE ROLE lain",
    "GRANT iku_owner TO CURRENT_USER",
    "GRANT iku_reviewer TO CURRENT_USER",
    "ALTER ROLE iku_owner PASSWORD 'x'",
    "CREATE SCHEMA lain",
    "CREATE TABLE lain (x integer)",
    "CREATE TYPE lain AS ENUM ('x')",
    "CREATE FUNCTION public.max(integer) RETURNS integer LANGUAGE sql AS 'SELECT 0'",
    "CREATE OPERATOR public.= (FUNCTION = int4eq, LEFTARG = integer, RIGHTARG = bigint)",
    "ALTER FUNCTION iku_take_turn() OWNER TO CURRENT_USER",
    "DROP FUNCTION iku_came() CASCADE",
    "COPY (SELECT 1) TO PROGRAM 'true'",
    "COPY (SELECT 1) TO '/tmp/x'",
    "SELECT pg_read_file('PG_VERSION')",
    "SELECT lo_import('/etc/passwd')",
    "CREATE EXTENSION file_fdw",
    "CREATE EVENT TRIGGER x ON ddl_command_start EXECUTE FUNCTION iku_came()",
    "SELECT setval('iku_mapping_mapping_id_seq', 1)",
    "SELECT nextval('iku_mapping_mapping_id_seq')",
    "CREATE TEMP TABLE mine (x integer); CREATE TRIGGER t AFTER INSERT ON mine FOR EACH ROW EXECUTE FUNCTION iku_event_came()",
    "CREATE TEMP TABLE mine (x integer); CREATE TRIGGER t AFTER INSERT ON mine EXECUTE FUNCTION iku_came('x')",
    "ALTER DATABASE iku_1 SET session_replication_role = replica",
)
ODD = ("NULL", "''", "'x'", "0", "-1", "2147483647", "'{}'")


@pytest.fixture(scope="module")
def ministry(postgres_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ministry]:
    """A store with something in it, whose owner gave each their rights."""
    made = Ministry(tmp_path_factory.mktemp("matrix"), postgres_server.new())
    made.load("espm", HEADER + "2024,01,50%,3\n2024,02,100%,4\n2024,09,1%,1\n")
    step(made.store, made.keep(), REVIEWED, user="x")
    give_rights(made, {**USERS, STRANGER: ""})
    yield made
    assert made.verify().fault is None
    made.store.close()


class Session:
    """A session of somebody, whose every statement is undone."""

    def __init__(self, ministry: Ministry, user: str) -> None:
        url = sa.make_url(as_user(ministry, user))
        self.user = user
        self.raw = psycopg.connect(host=str(url.query["host"]), user=user, dbname=url.database)

    def tried(self, statement: str, commit: bool = False) -> str:
        """The state that a statement ends with; empty where it succeeds."""
        try:
            self.raw.execute(statement.encode())
            if commit:
                self.raw.commit()
        except psycopg.Error as error:
            return error.sqlstate or "?"
        finally:
            self.raw.rollback()
        return ""


@pytest.fixture(params=PEOPLE)
def session(request: pytest.FixtureRequest, ministry: Ministry) -> Iterator[Session]:
    made = Session(ministry, request.param)
    yield made
    made.raw.close()


def role_of(session: Session) -> str:
    return USERS.get(session.user, "")


def made_up(table: sa.Table, number: int) -> str:
    """A row of an event, with nothing true in it but its number, and its links to other rows."""
    own = "event_id" if "event_id" in table.c else "batch_id"
    values = []
    for column in table.c:
        if column.name == own:
            values.append(str(number))
        elif column.foreign_keys and column.name in ("row_id", "by_row_id"):
            values.append("1")
        elif column.foreign_keys and column.name == "batch_id":
            values.append("2")
        elif isinstance(column.type, sa.Integer):
            values.append("1" if isinstance(column.type, sa.SmallInteger) else "98765")
        else:
            values.append("'x'")
    return f'INSERT INTO "{table.name}" VALUES ({", ".join(values)})'


def test_each_role_reads_and_inserts_where_the_table_of_rights_says_so(ministry: Ministry, session: Session) -> None:
    may = writers(ministry.store.schema)
    role, wrong = role_of(session), []
    for table in may:
        for command, allowed in (
            (f'SELECT * FROM "{table}"', role != ""),
            (f'TABLE "{table}"', role != ""),
            (f'INSERT INTO "{table}" SELECT * FROM "{table}" LIMIT 0', role in may[table]),
        ):
            if (session.tried(command) == "") is not allowed or session.tried(command) not in ("", DENIED):
                wrong.append((command, allowed, session.tried(command)))
    assert wrong == []
    assert {table for table, roles in may.items() if roles} == set(may) - {"iku_about", "iku_shape"}


def test_nobody_changes_takes_or_guards_anything(ministry: Ministry, session: Session) -> None:
    wrong = []
    tables = {table.name: table for table in ministry.store.schema.metadata.sorted_tables}
    for name in (*tables, TOUCHED):
        columns = [column.name for column in tables[name].c] if name in tables else ["event_id"]
        keys = (
            ", ".join(column.name for column in tables[name].primary_key)
            if name in tables
            else "event_id, table_name, about"
        )
        guard = "iku_sealed" if name == TOUCHED else "iku_event_came" if name == "iku_event" else "iku_came"
        for command in NOBODYS if name != "iku_about" else NOBODYS[:-1]:  # which has no trigger
            statement = command.format(t=f'"{name}"', c=f'"{columns[0]}"', k=keys, g=guard)
            state = session.tried(statement)
            if state != DENIED:
                wrong.append((statement, state))
        for right in ("UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"):
            if session.tried(f"SELECT 1 / (NOT has_table_privilege('{name}', '{right}'))::integer"):
                wrong.append((name, right))
    assert wrong == []
    assert session.tried(f"SELECT * FROM {TOUCHED}") == ("" if role_of(session) else DENIED)  # `runs verify` does
    assert session.tried(f"INSERT INTO {TOUCHED} SELECT 99, 'x', 'x'") == DENIED


def test_no_row_comes_without_an_event_of_its_own(ministry: Ministry, session: Session) -> None:
    """Neither under the number of an event that is there, nor of the next one, which is then not written."""
    last = next_number(ministry) - 1
    may = writers(ministry.store.schema)
    for table in ministry.store.schema.metadata.sorted_tables:
        if table.name == "iku_event":
            continue
        for number in (1, last, last + 1, last + 2):
            state = session.tried(made_up(table, number), commit=True)
            if role_of(session) not in may[table.name]:
                assert state == DENIED, (table.name, number, state)
            else:
                assert state.startswith("IK") or state == "23503", (table.name, number, state)


def next_number(ministry: Ministry) -> int:
    with ministry.store.reading() as connection:
        return int(connection.execute(sa.func.max(ministry.store.schema.events.c.event_id).select()).scalar_one()) + 1


@pytest.mark.parametrize("kind", [*KINDS, "lain"])
def test_an_event_is_of_a_kind_that_is_its_signers(ministry: Ministry, session: Session, kind: str) -> None:
    """Well sealed and in its place: whose kind it is not is denied, and whose it is lacks what it says of itself."""
    detail = json.dumps(
        {"relation": "espm", "ids": [1, 0], "periods": [], "late": [], "admitted": [], "steps": [], "rows": [{}]}
    )
    state = session.tried(event(kind, detail, session.user))
    if role_of(session) in (READER, ""):
        assert state == DENIED
    elif role_of(session) in KINDS.get(kind, ()):
        assert state == "IK006"
    else:
        assert state == DENIED


NOW = """to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')"""


def event(kind: str, detail: str, user: str, at: str = NOW, number: str = "event_id + 1") -> str:
    """The statement of a next event that is sealed as it has to be; its time and number are SQL."""
    quoted = "'" + detail.replace("'", "''") + "'"
    content = f"'[' || n || ',\"{kind}\",\"{user}\",\"' || at || '\",\"\",' || to_json({quoted}::text)::text || ']'"
    return (
        "INSERT INTO iku_event SELECT n, "
        f"'{kind}', '{user}', at, '', {quoted}, encode(sha256(convert_to(before || E'\\n' || {content}, 'UTF8')), 'hex') FROM ("
        f"SELECT {number} AS n, sha256 AS before, {at} AS at "
        "FROM iku_event ORDER BY event_id DESC LIMIT 1) AS last"
    )


def test_what_is_no_table_is_nobodys_either(session: Session) -> None:
    wrong = [(statement, state) for statement in ANYWHERE if (state := session.tried(statement)) != DENIED]
    assert wrong == []


def test_functions_are_the_owners_but_for_the_turn_of_writers(ministry: Ministry, session: Session) -> None:
    heads = [
        text.split("FUNCTION ")[1].split("RETURNS")[0].strip()
        for text in functions(ministry.store.schema, "public")[::2]
    ]
    assert len(heads) > 8
    writes = role_of(session) not in (READER, "")
    for head in heads:
        name, parameters = head.split("(")
        count = parameters.count(",") + 1 if parameters.strip(") ") else 0
        for odd in ODD:
            types = [one.strip(" )").split(" ")[1] for one in parameters.split(",")] if count else []
            cast = [f"({odd})::text::{one}" if one not in ("iku_event", "jsonb") else f"NULL::{one}" for one in types]
            state = session.tried(f"SELECT {name}({', '.join(cast)})")
            if name == TURN and writes:
                assert state == ""
            else:
                assert state in (DENIED, "22P02"), (head, odd, state)  # or: the cast fails before
        assert (
            name == TURN
            or session.tried(f"CREATE OR REPLACE FUNCTION {head} RETURNS void LANGUAGE sql AS ''") == DENIED
        )


def test_roles_are_kept_apart(session: Session) -> None:
    for role in ("iku_planner", "iku_reviewer", "iku_owner"):
        assert session.tried(f"SET ROLE {role}") == ("" if role == role_of(session) else DENIED)
    reader = session.tried("SET ROLE iku_reader")
    assert reader == ("" if role_of(session) else DENIED)


def test_the_document_has_the_matrix_as_the_code_has_it() -> None:
    text = (Path(__file__).parents[1] / "docs" / "security.md").read_text(encoding="utf-8")
    for kind, roles in KINDS.items():
        who = ", ".join(f"`{role}`" for role in roles) or "the owner"
        tables = ", ".join(f"`{name}`" for name in filled(kind))
        assert f"| `{kind}` | {who} | {tables} |" in text, f"| `{kind}` | {who} | {tables} |"


def filled(kind: str) -> list[str]:
    """The books that an event of a kind fills, and facts."""
    from iku_engine.database.books import books

    kept = books(sa.MetaData())
    found = [getattr(kept, name).name for name, (_, kinds) in ALL_BOOKS.items() if kind in kinds]
    return (
        sorted(found) + ["fact_…", "member_…"] * (kind in ALL_BOOKS["batches"][1]) + ["member_…"] * (kind == "migrate")
    )
