"""Batches, steps and lockings forged in SQL by somebody whose kind they are: what of them PostgreSQL takes, and why it refuses the others.

The first of each are honest ones, so that a refusal is not one of anything.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from postgres_server import Server
from test_ledger import HEADER, Ministry
from test_roles import USERS, as_user, give_rights
from test_roles_matrix import NOW, Session, event, next_number

from iku_dsl.period import Grain, Period
from iku_engine.book_texts import COUNTS, is_of_a_batch
from iku_engine.database.books import books
from iku_engine.database.chain import events
from iku_engine.database.enforced import made_functions
from iku_engine.database.in_force import Lock, closed
from iku_engine.facts.amending import correct
from iku_engine.facts.locking import lock, unlock
from iku_engine.ledger.approving import step
from iku_engine.migrate.opening import open_store
from iku_engine.store.restating import REVIEWED

pytestmark = pytest.mark.needs_postgres
LAST, BATCH = 2, 3  # the last row of espm, and the batch that brought it, of 2024, which is closed


@pytest.fixture(scope="module")
def ministry(postgres_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ministry]:
    made = Ministry(tmp_path_factory.mktemp("forged"), postgres_server.new())
    assert made.load("espm", HEADER + "2024,01,50%,3\n2024,02,100%,4\n").batch == BATCH
    made.keep()
    step(made.store, made.keep(), REVIEWED, user="x")
    lock(made.store, made.program, Period(2024), user="x")
    give_rights(made, USERS)
    yield made
    assert made.verify().fault is None
    made.store.close()


@dataclass(frozen=True)
class Forged:
    """A batch: rows by id, batch (0: its own) and period; rows that go, with the period that is said of them.

    `more` is what its event says besides. `again` are copies of rows, with the row that each came back as; `instead` are rows of 2024
    that go, and what takes their place.
    """

    rows: tuple[tuple[int, int, int], ...] = ()
    gone: tuple[tuple[int, int], ...] = ()
    again: tuple[tuple[int, int, int], ...] = ()
    instead: tuple[tuple[int, int], ...] = ()
    given: tuple[int, ...] = ()
    periods: tuple[int, ...] = ()
    late: tuple[int, ...] = ()
    withdrawn: int = 0
    about: str = "espm"
    ids: tuple[int, int] | None = None
    told: tuple[tuple[str, object], ...] = ()
    more: str = ""
    user: str = "rina"
    at: str = NOW
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    sealed: bool = True

    def statements(self, number: int, at: str) -> list[str]:
        """The statements that write it."""
        batch = {
            "relation": self.about, "kind": "correct", "file": "", "sheet": "", "sha256": "", "rows_sha256": "x",
            "rows_read": max(1, len(self.rows)), "rows_accepted": len(self.rows),
            "rows_identical": 0, "rows_rejected": 0, "marks": "", "note": "", "reason": "",
        }  # fmt: skip
        values = [number, *batch.values(), self.user, at]
        detail = {
            **batch, "ids": self.ids or (LAST + 1, LAST + len(self.rows)), "periods": self.periods, "late": self.late, "members": {},
            "books_sha256": "x", **dict(self.told),
        }  # fmt: skip
        detail = {name: value for name, value in detail.items() if value is not None}
        made = [*self.before]
        made += [f"INSERT INTO fact_espm VALUES ({n}, {b or number}, 2, {p}, '01', 1, 1)" for n, b, p in self.rows]
        made += [f"INSERT INTO fact_espm__superseded VALUES ({n}, NULL, {number}, {p})" for n, p in self.gone]
        made += [same("fact_espm", n, number, of) for n, of, _ in self.again if of]
        made += [f"INSERT INTO iku_restored VALUES ('espm', {n}, {origin})" for n, _, origin in self.again]
        made += [f"INSERT INTO fact_espm__superseded VALUES ({n}, {by}, {number}, 2024)" for n, by in self.instead]
        made += [f"INSERT INTO iku_loaded VALUES ({number}, 'espm', {p})" for p in self.given]
        made += [f"INSERT INTO iku_late VALUES ({number}, 'espm', {p})" for p in self.late]
        made += [f"INSERT INTO iku_withdrawn VALUES ({number}, {self.withdrawn})"] * bool(self.withdrawn)
        made += [f"INSERT INTO iku_batch VALUES ({', '.join(map(literal, values))})"]
        made += [event("correct", f"{json.dumps(detail)[:-1]}{self.more}}}", self.user, literal(at))] * self.sealed
        return [*made, *self.after]


def same(table: str, row: int, number: int, of: int) -> str:
    """A row once more, with a number of its own, in another batch."""
    own = f"jsonb_build_object('row_id', {row}, 'batch_id', {number})"
    return f"INSERT INTO {table} SELECT (jsonb_populate_record(t, {own})).* FROM {table} t WHERE row_id = {of}"


def literal(value: object) -> str:
    return str(value) if isinstance(value, int) else "'" + str(value) + "'"


OPEN = Forged(rows=((LAST + 1, 0, 2023),), periods=(2023,))
CLOSED = Forged(rows=((LAST + 1, 0, 2024),), periods=(2024,), instead=((1, LAST + 1),))
BACK = Forged(ids=(LAST + 1, LAST + 1), periods=(2024,), late=(2024,), gone=((1, 2024),))
KEPT_OUT = "INSERT INTO iku_quarantine VALUES ({n}, 9, 0, 'penerima', 'x', '{}', '', '[]')"
MARK = "INSERT INTO iku_mended VALUES ({}, {}, {{n}}, '{}')"
EMPTY = f"INSERT INTO fact_espm VALUES ({LAST + 1}, {{{{n}}}}, 2, 2023, '01', {{}})"
SHADOW = "CREATE TEMP TABLE {0} (LIKE {0}); SET search_path = pg_temp, public"
FORGED = {
    "honest": (OPEN, ""),
    "honest, late": (replace(CLOSED, late=(2024,)), ""),
    "honest, goes late": (Forged(gone=((1, 2024),), periods=(2024,), late=(2024,)), ""),
    "honest, takes back late": (Forged(withdrawn=BATCH, periods=(2024,), late=(2024,)), ""),
    "honest, came back": (replace(BACK, again=((LAST + 1, 1, 1),)), ""),
    "a second row of a key": (replace(CLOSED, late=(2024,), instead=()), "IK002"),
    "a second row of a key, said to be new": (
        replace(CLOSED, late=(2024,), instead=(), told=(("replaced", 0), ("retracted", 0))), "IK002",
    ),
    "nothing where each row has something": (
        replace(OPEN, before=(EMPTY.format("NULL, 1"),), rows=(), ids=(LAST + 1, LAST + 1)), "IK006",
    ),
    "two rows of a key": (replace(OPEN, rows=((LAST + 1, 0, 2023), (LAST + 2, 0, 2023))), "IK002"),
    "came back as another": (replace(BACK, again=((LAST + 1, 1, 2),)), "IK002"),
    "came back as itself": (replace(BACK, again=((LAST + 1, 1, LAST + 1),)), "IK002"),
    "came back as none": (replace(BACK, again=((LAST + 1, 1, 99),)), "IK002"),
    "came back with another figure": (replace(CLOSED, late=(2024,), again=((LAST + 1, 0, 1),)), "IK002"),
    "came back without a row": (replace(BACK, again=((LAST + 1, 0, 1),)), "IK002"),
    "in the place of another": (replace(CLOSED, late=(2024,), instead=((2, LAST + 1),)), "IK002"),
    "in the place of one of another period": (replace(OPEN, late=(2024,), periods=(2023, 2024), instead=((1, LAST + 1),)), "IK002"),
    "in the place of an older one": (Forged(instead=((2, 1),), periods=(2024,), late=(2024,)), "IK002"),
    "not late": (CLOSED, "IK007"),
    "not late, given": (Forged(given=(2024,), periods=(2024,)), "IK007"),
    "late in the books, not in the event": (replace(CLOSED, late=(2024,), told=(("late", []),)), "IK007"),
    "late though open": (replace(OPEN, late=(2023,)), "IK007"),
    "another period": (replace(CLOSED, periods=(2023,)), "IK006"),
    "goes, not late": (Forged(gone=((1, 2024),), periods=(2024,)), "IK007"),
    "goes under another period": (Forged(gone=((1, 2023),), periods=(2023,)), "IK006"),
    "takes back, no period": (Forged(withdrawn=BATCH), "IK006"),
    "takes back, not late": (Forged(withdrawn=BATCH, periods=(2024,)), "IK007"),
    "takes back another relation's": (Forged(withdrawn=2), "IK006"),
    "takes back what is to come": (Forged(withdrawn=99), "IK006"),
    "another's batch": (replace(OPEN, rows=((LAST + 1, BATCH, 2023),)), "IK002"),
    "a batch to come": (replace(OPEN, rows=((LAST + 1, 99, 2023),)), "IK002"),
    "two batches": (replace(OPEN, rows=((LAST + 1, 0, 2023), (LAST + 2, BATCH, 2023))), "IK002"),
    "before all rows": (replace(OPEN, rows=((0, 0, 2023),)), "IK002"),
    "far beyond": (replace(OPEN, rows=((2**59, 0, 2023),), ids=(LAST + 1, 2**59)), "IK002"),
    "other ids": (replace(OPEN, ids=(1, LAST + 1)), "IK002"),
    "ids too few": (replace(OPEN, ids=(LAST + 1, LAST)), "IK002"),
    "another relation": (replace(OPEN, about="daerah"), "IK002"),
    "a member beside": (replace(OPEN, before=("INSERT INTO member_daerah VALUES (3, {n}, 1, 0, 'x', 'x')",)), "IK002"),
    "another signer": (replace(OPEN, user="reza"), "IK003"),
    "yesterday": (replace(OPEN, at="to_char(now() - interval '1 day', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"+00:00\"')"), "IK004"),
    "tomorrow": (replace(OPEN, at="to_char(now() + interval '1 day', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"+00:00\"')"), "IK004"),
    "the books say more": (replace(OPEN, told=(("rows_accepted", 7),)), "IK006"),
    "replaced no number": (replace(OPEN, told=(("replaced", "x"),)), "IK006"),
    "replaced a part": (replace(OPEN, told=(("replaced", 1.5),)), "IK006"),
    "retracted less than none": (replace(OPEN, told=(("retracted", -1),)), "IK006"),
    "retracted beyond all numbers": (replace(OPEN, told=(("retracted", 10**40),)), "IK006"),
    "replaced, and not how many were taken back": (replace(OPEN, told=(("replaced", 0),)), "IK006"),
    "replaced nothing, and taken back null": (replace(OPEN, told=(("replaced", 0),), more=', "retracted": null'), "IK006"),
    "a number with a power of ten": (replace(OPEN, more=', "x": 1E3'), "IK006"),
    "a number beyond all": (replace(OPEN, more=f', "x": {"9" * 5_000}'), "IK006"),
    "doubted no list": (replace(OPEN, told=(("doubted", "x"),)), "IK006"),
    "brackets without end": (replace(OPEN, told=(("doubted", json.loads("[" * 900 + "]" * 900)),)), "IK006"),
    "brackets without end, under a name given twice": (
        replace(OPEN, more=f', "z": {"[" * 3_000}{"]" * 3_000}, "z": 1'),
        "IK006",
    ),
    "three ids": (replace(OPEN, told=(("ids", (LAST + 1, LAST + 1, "x")),)), "IK006"),
    "members without a number": (replace(OPEN, told=(("members", {"daerah": [1, "x"]}),)), "IK006"),
    "no event": (replace(OPEN, sealed=False), "IK002"),
    "no event, checked at once": (replace(OPEN, sealed=False, before=("SET CONSTRAINTS ALL IMMEDIATE",)), "IK002"),
    "rows after the event": (
        replace(OPEN, after=("INSERT INTO fact_espm VALUES (4, {n}, 2, 2024, '02', 1, 1)",)), "IK002",
    ),
    "rows after the event, checked between": (
        replace(OPEN, after=("SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL DEFERRED",
                             "INSERT INTO fact_espm VALUES (4, {n} + 1, 2, 2024, '02', 1, 1)")), "IK002",
    ),
    "another's batch comes late": (replace(OPEN, before=(f"INSERT INTO iku_late VALUES ({BATCH}, 'espm', 2024)",)), "IK002"),
    "a shadow of the locks": (replace(CLOSED, before=(SHADOW.format("iku_lock"),)), "IK007"),
    "a shadow of the shapes": (replace(CLOSED, before=(SHADOW.format("iku_shape"),)), "IK007"),
    "a text under another hash": (replace(OPEN, before=("INSERT INTO iku_spec VALUES ('x', 'y')",)), "IK005"),
    "a text that nothing names": (
        replace(OPEN, before=("INSERT INTO iku_spec VALUES (encode(sha256('y'), 'hex'), 'y')",)), "IK006",
    ),
    "names members that are not there": (replace(OPEN, told=(("members", {"daerah": [3, 2**62]}),)), "IK006"),
    "does not say what it gave": (replace(OPEN, told=(("books_sha256", None),)), "IK006"),
    "a mapping under another number": (
        replace(OPEN, before=("INSERT INTO iku_mapping VALUES ({n} + 1, {n}, 'espm', 'x', '')",)), "IK006",
    ),
    "a mapping of another relation": (
        replace(OPEN, before=("INSERT INTO iku_mapping VALUES ({n}, {n}, 'daerah', 'x', '')",)), "IK006",
    ),
    "a step beside": (replace(OPEN, before=("INSERT INTO iku_step VALUES ({n}, 4, 'x', '2024', '[]', 'final')",)), "42501"),
    "honest, bad again": (replace(OPEN, before=(KEPT_OUT, MARK.format("{n}", 9, "again"))), ""),
    "a mark in words of its own": (replace(OPEN, before=(KEPT_OUT, MARK.format("{n}", 9, "zzz"))), "IK006"),
    "a mark of somebody who dismisses": (replace(OPEN, before=(KEPT_OUT, MARK.format("{n}", 9, "dismissed"))), "IK006"),
    "a mark on a row that nobody kept out": (replace(OPEN, before=(MARK.format(BATCH, 2, "imported"),)), "IK006"),
    "a mended row alone": (replace(OPEN, before=("INSERT INTO iku_run VALUES ({n}, 'x', '{}', '', 0, '{}', 'x')",)), "IK006"),
}  # fmt: skip


@pytest.mark.parametrize("name", FORGED)
def test_a_batch_is_taken_only_where_it_is_honest(ministry: Ministry, name: str) -> None:
    forged, state = FORGED[name]
    number = next_number(ministry)
    session = Session(ministry, "rina")
    (at,) = session.raw.execute(f"SELECT {forged.at}".encode()).fetchone() or ("",)
    try:
        session.raw.rollback()
        with session.raw.transaction(force_rollback=state == ""):
            (at,) = session.raw.execute(f"SELECT {forged.at}".encode()).fetchone() or ("",)
            for statement in forged.statements(number, at):
                session.raw.execute(statement.replace("{n}", str(number)).encode())
            session.raw.execute(b"SET CONSTRAINTS ALL IMMEDIATE")
        found = ""
    except psycopg.Error as error:
        found = error.sqlstate or "?"
    session.raw.close()
    assert found == state
    assert next_number(ministry) == number, "nothing of it is left"


NOTHING = Forged(ids=(LAST + 1, LAST))
ODD = (None, True, "x", "1", "[1]", "-1", "1.0", "1e0", 10**30, [], [[1]], {}, {"x": 1})
NAMES = (
    *COUNTS, "ids", "periods", "late", "members", "doubted", "given", "withdrawn", "said_again", "mended_as", "dated",
    "rows_sha256", "note", "marks", "sheet",
)  # fmt: skip


def test_whatever_is_taken_can_be_read_again(postgres_server: Server, tmp_path: Path) -> None:
    """An event cannot be changed: one that nobody can read would stop its source for everybody."""
    made = Ministry(tmp_path, postgres_server.new())
    made.load("espm", HEADER + "2024,01,50%,3\n2024,02,100%,4\n")
    give_rights(made, USERS)
    session, wanted, taken, tried = Session(made, "rina"), made.value(), 0, 0
    for name in NAMES:
        for odd in ODD:
            number = next_number(made)
            (at,) = session.raw.execute(f"SELECT {NOW}".encode()).fetchone() or ("",)
            letters = odd if isinstance(odd, str) and odd not in ("x", "1") else json.dumps(odd)
            forged = replace(NOTHING, told=((name, None),), more=f', "{name}": {letters}')
            done = session.tried("; ".join(forged.statements(number, at)), commit=True)
            assert done in ("", "IK006", "IK007", "22023", "22P02", "22003"), (name, odd)
            tried, taken = tried + 1, taken + (not done)
            if not done:
                with made.store.reading() as connection:
                    last = list(events(connection, made.store.schema))[-1]
                    assert last.id == number and is_of_a_batch(json.loads(last.detail)), (name, odd)
                assert made.value() == wanted, (name, odd)
    session.raw.close()
    made.store.close()
    assert taken > 20 and tried - taken > 100, (taken, tried)


STEP = "INSERT INTO iku_step VALUES ({n}, {run}, '{indicator}', '{period}', '{entity}', '{status}', {restates})"
PLACE = {"indicator": "rata_penerima", "period": "2024", "entity": "[]"}
STEPS = {
    "honest review": ("review", 4, "reviewed", "NULL", ""),
    "honest final": ("final", 5, "final", "NULL", ""),
    "a review that restates": ("review", 4, "reviewed", "4", "IK008"),
    "a review again": ("review", 5, "reviewed", "NULL", "IK008"),
    "final without a review": ("final", 4, "final", "NULL", "IK008"),
    "final by a review": ("review", 5, "final", "NULL", "IK008"),
    "restates what is not final": ("final", 5, "final", "4", "IK008"),
    "of no run": ("review", 3, "reviewed", "NULL", "IK008"),
    "another status": ("review", 4, "lulus", "NULL", "IK008"),
}


NO_RESULTS = ({"indicator": "rata"}, {"period": "2025"}, {"entity": '["x"]'}, {"entity": "[ ]"}, {"entity": "none"})


@pytest.mark.parametrize("other", NO_RESULTS, ids=str)
def test_only_a_result_of_its_run_takes_a_step(ministry: Ministry, other: dict[str, str]) -> None:
    session, place = Session(ministry, "reza"), PLACE | other
    detail = {"steps": [{"run_id": 4, **place, "status": "reviewed", "restates": None}]}
    statement = STEP.format(n=next_number(ministry), run=4, **place, status="reviewed", restates="NULL")
    sealed = event("review", json.dumps(detail), "reza")
    found = session.tried(f"{statement}; {sealed}; SET CONSTRAINTS ALL IMMEDIATE")
    session.raw.close()
    assert found == "IK008"


@pytest.mark.parametrize("name", STEPS)
def test_a_result_takes_its_steps_in_order(ministry: Ministry, name: str) -> None:
    kind, run, status, restates, state = STEPS[name]
    session = Session(ministry, "reza")
    row = {"run_id": run, **PLACE, "status": status}
    detail = {"steps": [{**row, "restates": None if restates == "NULL" else int(restates)}]}
    statement = STEP.format(n=next_number(ministry), run=run, **PLACE, status=status, restates=restates)
    sealed = event(kind, json.dumps(detail), "reza")
    found = session.tried(f"{statement}; {sealed}; SET CONSTRAINTS ALL IMMEDIATE")
    session.raw.close()
    assert found == state


LOCKS = {
    "honest": ("unlock", 0, "", (), ""),
    "lets in what did not wait": ("unlock", 0, "", (BATCH,), "IK006"),
    "a locking that opens": ("lock", 0, "", (), "IK006"),
    "an opening that locks": ("unlock", 1, "", (), "IK006"),
}
WAITS = {
    "all that waits": ((0, 1), ""),
    "less than waits": ((1,), "IK006"),
    "nothing of it": ((), "IK006"),
}


@pytest.mark.parametrize("name", LOCKS)
def test_an_opening_lets_in_only_what_waited(ministry: Ministry, name: str) -> None:
    kind, locked, relation, admitted, state = LOCKS[name]
    session, number = Session(ministry, "reza"), next_number(ministry)
    let_in = [{"batch_id": batch, "relation": "espm", "period": 2024} for batch in admitted]
    row = {"locked": locked, "relation": relation, "period": "2024", "first_month": 24288, "last_month": 24299}
    statements = [
        f"INSERT INTO iku_lock VALUES ({number}, {', '.join(map(literal, row.values()))})",
        *(f"INSERT INTO iku_admitted VALUES ({number}, {batch}, 'espm', 2024)" for batch in admitted),
        event(kind, json.dumps({**row, "admitted": let_in}), "reza"),
        "SET CONSTRAINTS ALL IMMEDIATE",
    ]
    assert session.tried("; ".join(statements)) == state
    session.raw.close()


@pytest.mark.parametrize("name", WAITS)
def test_an_opening_lets_in_all_that_waited(postgres_server: Server, tmp_path: Path, name: str) -> None:
    """Else what takes its place afterwards would count beside what it had replaced."""
    admitted, state = WAITS[name]
    made = Ministry(tmp_path, postgres_server.new())
    assert made.load("espm", HEADER + "2024,01,50%,3\n2025,02,100%,4\n").batch == BATCH
    lock(made.store, made.program, Period(2024), user="x")
    give_rights(made, USERS)
    waits = [
        correct(made.store, made.program, made.espm("01"), {"penerima": one}, user="x", reason="r").event
        for one in ("60%", "70%")
    ]
    number = next_number(made)
    let_in = [{"batch_id": waits[one], "relation": "espm", "period": 2024} for one in admitted]
    row = {"locked": 0, "relation": "", "period": "2024", "first_month": 24288, "last_month": 24299}
    statements = [
        f"INSERT INTO iku_lock VALUES ({number}, {', '.join(map(literal, row.values()))})",
        *(f"INSERT INTO iku_admitted VALUES ({number}, {one['batch_id']}, 'espm', 2024)" for one in let_in),
        event("unlock", json.dumps({**row, "admitted": let_in}), "reza"),
        "SET CONSTRAINTS ALL IMMEDIATE",
    ]
    session = Session(made, "reza")
    assert session.tried("; ".join(statements)) == state
    session.raw.close()
    made.store.close()


def test_a_state_from_before_a_lock_helps_nobody(ministry: Ministry) -> None:
    """Whoever looked before the period was closed, and writes afterwards what they saw, has the number of the lock."""
    session = Session(ministry, "rina")
    session.raw.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    number = next_number(ministry)
    (at,) = session.raw.execute(f"SELECT {NOW}, count(*) FROM iku_lock".encode()).fetchone()[:1]  # type: ignore[index]
    with open_store(as_user(ministry, "reza"), ministry.program) as store:
        lock(store, ministry.program, Period(2023), user="reza")
    with pytest.raises(psycopg.errors.UniqueViolation):
        session.raw.execute("; ".join(OPEN.statements(number, at)).encode())
    session.raw.close()
    with open_store(as_user(ministry, "reza"), ministry.program) as store:
        unlock(store, ministry.program, Period(2023), user="reza", reason="r")


def test_the_database_and_the_program_close_the_same_periods(ministry: Ministry) -> None:
    known = [
        Lock(n, n % 3 != 0, ("", "espm", "daerah")[n % 3], "x", 24000 + n * 5 % 60, 24000 + n * 5 % 60 + n)
        for n in range(1, 25)
    ]
    with ministry.store.engine.connect() as connection:
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        connection.exec_driver_sql("DELETE FROM iku_lock")
        for one in known:
            values = (one.event, int(one.locked), one.relation, one.period, one.first_month, one.last_month)
            connection.exec_driver_sql(f"INSERT INTO iku_lock VALUES ({', '.join(map(literal, values))})")
        for grain in Grain:
            text = json.dumps({"grain": grain})
            connection.exec_driver_sql(f"INSERT INTO iku_shape VALUES ({100 + grain.per_year}, 'espm', '{text}')")
            span = range(1998 * grain.per_year, 2008 * grain.per_year)
            query = f"SELECT p FROM generate_series({span[0]}, {span[-1]}) AS p WHERE iku_closed('espm', p)"
            found = tuple(connection.exec_driver_sql(query).scalars())
            assert found == closed(tuple(known), "espm", grain, span)
            assert found or grain is Grain.YEAR
        connection.rollback()


# ---- at the same time as a locking


def waiting(ministry: Ministry, user: str) -> None:
    """Ends as soon as a session of somebody waits for its turn."""
    with ministry.store.engine.connect() as connection:
        for _ in range(400):
            query = f"SELECT 1 FROM pg_stat_activity WHERE usename = '{user}' AND wait_event_type = 'Lock' AND datname = current_database()"
            if connection.exec_driver_sql(query).first() is not None:
                return
            connection.rollback()
            time.sleep(0.05)
    raise AssertionError(f"{user} does not wait")


@pytest.fixture
def open_ministry(postgres_server: Server, tmp_path: Path) -> Iterator[Ministry]:
    """A store in which nothing was ever closed."""
    made = Ministry(tmp_path, postgres_server.new())
    made.load("espm", HEADER + "2024,01,50%,3\n2024,02,100%,4\n")
    give_rights(made, USERS)
    yield made
    assert made.verify().fault is None
    made.store.close()


@pytest.mark.parametrize("name", ["goes under another period", "not late", "not late, given", "takes back, not late"])
def test_who_waits_for_a_locking_is_looked_at_after_it(open_ministry: Ministry, name: str) -> None:
    """A planner's rows wait for their turn behind the locking of their period: whatever is asked of the locks is asked then."""
    made, (forged, state) = open_ministry, FORGED[name]
    holder, planner = Session(made, "rina"), Session(made, "rina")
    holder.raw.execute("SELECT iku_take_turn()")
    number = next_number(made) + 1

    def locking() -> None:
        with open_store(as_user(made, "reza"), made.program) as store:
            lock(store, made.program, Period(2024), user="x")

    def writing() -> str:
        try:
            planner.raw.execute(forged.statements(number, NOW)[0].encode())
            (at,) = planner.raw.execute(f"SELECT {NOW}".encode()).fetchone() or ("",)
            for statement in forged.statements(number, at)[1:]:
                planner.raw.execute(statement.encode())
            planner.raw.commit()
        except psycopg.Error as error:
            return error.sqlstate or "?"
        finally:
            planner.raw.rollback()
        return ""

    with ThreadPoolExecutor() as both:
        locked = both.submit(locking)
        waiting(made, "reza")
        written = both.submit(writing)
        waiting(made, "rina")
        holder.raw.rollback()
        locked.result()
        assert written.result() == state
    holder.raw.close()
    planner.raw.close()


def test_a_planner_who_sees_the_books_of_before_writes_nothing(open_ministry: Ministry) -> None:
    """Whatever a transaction is isolated from, the number of its event is taken then."""
    planner = Session(open_ministry, "rina")
    planner.raw.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    planner.raw.execute("SELECT 1 FROM iku_lock")
    number = next_number(open_ministry)
    lock(open_ministry.store, open_ministry.program, Period(2024), user="x")
    (at,) = planner.raw.execute(f"SELECT {NOW}".encode()).fetchone() or ("",)
    with pytest.raises(psycopg.errors.UniqueViolation):
        planner.raw.execute("; ".join(CLOSED.statements(number, at)).encode())
    planner.raw.close()


def test_each_trigger_takes_its_turn_before_it_asks_anything() -> None:
    """What is read before may be another when the turn comes; what triggers call is called by nobody else."""
    for statement in made_functions(books(sa.MetaData()), "public"):
        if "RETURNS trigger" in statement:
            body = statement.split("$$")[1]
            first = body[body.index("BEGIN") + len("BEGIN") :].split(";")[0].split()
            assert first[-1] == "iku_take_turn()", statement
