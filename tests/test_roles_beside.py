"""Rows of every table under a batch about every relation, by a planner in SQL: PostgreSQL takes that relation's own, and members it names.

Each pair of relations is tried with each table, and each of these with everything that the event could say of the rows. What is about
the relation itself is taken under one of them, so that a refusal is not one of anything.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import psycopg
import pytest
import sqlalchemy as sa
from postgres_server import Server
from test_ledger import Ministry
from test_roles import USERS, give_rights
from test_roles_forged import literal, same
from test_roles_matrix import NOW, Session, event, next_number

from iku_dsl.period import Period
from iku_engine.database.books import books
from iku_engine.database.connecting import run_all
from iku_engine.database.enforced import made_functions
from iku_engine.facts.locking import lock
from iku_engine.migrate.catalog import restore

pytestmark = pytest.mark.needs_postgres
SPEC = """
dimensi daerah kunci kode
  atribut nama teks
dimensi jenis kunci kode
dimensi lain kunci kode

sumber espm per tahun, daerah, jenis daftar
  kolom harus bilangan 0..
sumber kunjungan per tahun, lain daftar
  kolom harus bilangan 0..
sumber tetap per daerah
  kolom harus bilangan 0..

indikator harus
  satuan angka
  arah naik
  rumus jumlah espm.harus
"""
FACTS = {
    "daerah": "kode,nama\n01,Kab A\n",
    "espm": "tahun,daerah,jenis,harus\n2024,01,x,x\n2024,01,x,3\n",
    "kunjungan": "tahun,lain,harus\n2024,y,x\n2024,y,3\n",
    "tetap": "daerah,harus\n01,x\n01,3\n",
}
KEYS = {
    "daerah": ("daerah",),
    "jenis": ("jenis",),
    "lain": ("lain",),
    "espm": ("daerah", "jenis"),
    "kunjungan": ("lain",),
    "tetap": ("daerah",),
}
SOURCES = ("espm", "kunjungan", "tetap")
BY_YEAR = ("espm", "kunjungan")
BY_FACTS = ("jenis", "lain")  # dimensions that have no file: the facts that name their members bring them
TABLES = ("rows", "superseded", "restored", "loaded", "late", "withdrawn", "mapping", "mended")
CLOSED = 2024


def periods_of(relation: str) -> tuple[int, ...]:
    return (CLOSED,) if relation in BY_YEAR else (0,)


def table_of(relation: str) -> str:
    return ("fact_" if relation in SOURCES else "member_") + relation


@dataclass(frozen=True)
class Said:
    """What an event says of rows: that they are members that it names, the ids of its own, its periods, and those that are late."""

    members: bool
    own_ids: bool
    periods: tuple[int, ...]
    late: tuple[int, ...]
    late_of: str


@dataclass(frozen=True)
class Known:
    """What is in the store: the last row of each relation, and the batch that brought something of it."""

    last: dict[str, int]
    batch: dict[str, int]


@pytest.fixture(scope="module")
def ministry(postgres_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ministry]:
    made = Ministry(tmp_path_factory.mktemp("beside"), postgres_server.new(), SPEC, "")
    for name, text in FACTS.items():
        made.load(name, text)
    lock(made.store, made.program, Period(CLOSED), user="x")
    give_rights(made, USERS)
    yield made
    assert made.verify().fault is None
    made.store.close()


@pytest.fixture(scope="module")
def known(ministry: Ministry) -> Known:
    with ministry.store.engine.connect() as connection:

        def one(query: str) -> int:
            return int(connection.exec_driver_sql(query).scalar_one())

        last = {name: one(f"SELECT coalesce(max(row_id), 0) FROM {table_of(name)}") for name in KEYS}
        batch = {name: one(f"SELECT max(batch_id) FROM iku_batch WHERE relation = '{name}'") for name in FACTS}
    return Known(last, batch)


def written(known: Known, table: str, of: str, number: int) -> str:
    """A row of a table that is about a relation."""
    row, period, name = known.last[of] + 1, periods_of(of)[0], table_of(of)
    cells = ", ".join([*["'z'"] * len(KEYS[of]), *{"daerah": ("'x'",), "jenis": (), "lain": ()}.get(of, ("1",))])
    batch = known.batch.get(of)
    return {
        "rows": f"INSERT INTO {name} VALUES ({row}, {number}, 2, {period}, {cells})",
        "superseded": f"INSERT INTO {name}__superseded VALUES ({row - 1}, NULL, {number}, {period})",
        "restored": f"{same(name, row, number, row - 1)}; INSERT INTO iku_restored VALUES ('{of}', {row}, {row - 1})",
        "loaded": f"INSERT INTO iku_loaded VALUES ({number}, '{of}', {period})",
        "late": f"INSERT INTO iku_late VALUES ({number}, '{of}', {period})",
        "withdrawn": f"INSERT INTO iku_withdrawn VALUES ({number}, {batch})",
        "mapping": f"INSERT INTO iku_mapping VALUES ({number}, {number}, '{of}', 'x', '')",
        "mended": f"INSERT INTO iku_mended VALUES ({batch}, 2, {number}, 'left')",
    }[table]


def statements(known: Known, about: str, of: str, table: str, said: Said, number: int, at: str) -> list[str]:
    """What writes one row, and a batch that says so much of it."""
    own, other = known.last[about], known.last[of]
    batch = {
        "relation": about, "kind": "correct", "file": "", "sheet": "", "sha256": "", "rows_sha256": "x", "rows_read": 1,
        "rows_accepted": 1, "rows_identical": 0, "rows_rejected": 0, "marks": "", "note": "", "reason": "",
    }  # fmt: skip
    ids = (other + 1, other + 1) if said.own_ids else (own + 1, own)
    detail = {
        **batch, "ids": ids, "periods": said.periods, "late": said.late, "members": {of: [other + 1, other + 1]} if said.members else {},
        "books_sha256": "x",
    }  # fmt: skip
    late = (
        [] if table == "late" else [f"INSERT INTO iku_late VALUES ({number}, '{said.late_of}', {p})" for p in said.late]
    )
    values = [number, *batch.values(), "rina", at]
    return [
        written(known, table, of, number),
        *late,
        f"INSERT INTO iku_batch VALUES ({', '.join(map(literal, values))})",
        event("correct", json.dumps(detail), "rina", literal(at)),
        "SET CONSTRAINTS ALL IMMEDIATE",
    ]


def allowed(about: str, of: str, table: str) -> bool:
    """Whether a batch about one relation may write such a row about another."""
    if of in BY_FACTS and table in ("withdrawn", "mended"):
        return False  # no batch is about it
    if table == "late" and of not in BY_YEAR:
        return False  # nothing of it is ever closed
    return of == about or (table == "rows" and about in SOURCES and of in KEYS[about] and of in BY_FACTS)


def all_that_may_be_said(about: str, of: str) -> Iterator[Said]:
    periods = ((), (CLOSED,), (0,))
    for members, own, given, late, late_of in product(
        (False, True), (False, True), periods, periods[:2], {about: 0, of: 0}
    ):
        if late or late_of == about:
            yield Said(members, own, given, late, late_of)


# Each relation as what a batch is about and as what rows are of: its own, members that its facts name, and others of each kind.
@pytest.mark.few("espm-jenis", "kunjungan-lain", "tetap-kunjungan", "daerah-tetap", "jenis-espm", "lain-daerah")
@pytest.mark.parametrize(("about", "of"), list(product(KEYS, KEYS)))
def test_a_batch_has_rows_of_its_own_relation_alone(ministry: Ministry, known: Known, about: str, of: str) -> None:
    number, session = next_number(ministry), Session(ministry, "rina")
    found: dict[str, set[str]] = {}
    taken: dict[str, list[Said]] = {}
    tables = [table for table in TABLES if of not in BY_FACTS or table not in ("withdrawn", "mended")]
    for table, said in product(tables, all_that_may_be_said(about, of)):
        try:
            with session.raw.transaction(force_rollback=True):
                (at,) = session.raw.execute(f"SELECT {NOW}".encode()).fetchone() or ("",)
                for statement in statements(known, about, of, table, said, number, at):
                    session.raw.execute(statement.encode())
            taken.setdefault(table, []).append(said)
        except psycopg.Error as error:
            found.setdefault(table, set()).add(error.sqlstate or "?")
    session.raw.close()
    assert {table: table in taken for table in TABLES} == {table: allowed(about, of, table) for table in TABLES}, (
        found,
        taken,
    )
    late = [said for said in taken.get("rows", []) if of in BY_YEAR]
    assert all(said.late == (CLOSED,) for said in late), "a row of a closed period that is not told to be late"
    assert set().union(*found.values()) <= {"IK002", "IK006", "IK007"}, "what is refused is refused for what it says"


def test_a_store_with_the_functions_of_before_is_told_and_mended(ministry: Ministry) -> None:
    """What looks at rows is no table: a new version of the program finds the old one there."""
    made = {text.split("FUNCTION ")[1].split("(")[0]: text for text in made_functions(books(sa.MetaData()), "public")}
    old = made["iku_placed"].replace("AND jsonb_exists(own -> 'keys', t.about)", "")
    assert old != made["iku_placed"]
    with ministry.store.engine.begin() as connection:
        run_all(connection, (old, "DROP FUNCTION iku_shape_of(text)"))
    names = {"iku_placed(integer, jsonb)", "iku_shape_of(text)"}
    assert names <= {dict(text.arguments)["name"] for text in ministry.verify().faults}
    assert names <= {dict(text.arguments)["name"] for text in restore(ministry.store, user="x").done}
    assert ministry.verify().fault is None
