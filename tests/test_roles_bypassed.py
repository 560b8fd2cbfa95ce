"""Clients that were patched, and SQL without any client: what PostgreSQL refuses all the same, and what verifying finds."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from postgres_server import Server
from tampered_stores import _chain, _sealed_anew, _with
from test_ledger import HEADER, Ministry, percent
from test_roles import as_user, ministry

from iku_dsl.checking.check import check_files
from iku_dsl.period import Period
from iku_dsl.problem import SourceFile
from iku_engine.database.chain import canonical
from iku_engine.database.digests import Kept
from iku_engine.database.enforced import TOUCHED
from iku_engine.errors import StoreError
from iku_engine.facts.amending import correct, retract
from iku_engine.facts.locking import lock, unlock
from iku_engine.importing.importing import import_file
from iku_engine.ledger.approving import _row, step
from iku_engine.ledger.unsealed import stray_members
from iku_engine.ledger.verify import Verifier
from iku_engine.migrate.opening import open_store
from iku_engine.reading import Reading
from iku_engine.reading.mapping import parse
from iku_engine.results.records import record_of as as_record
from iku_engine.store.restating import FINAL, REVIEWED
from iku_engine.store.runs import run_in
from iku_engine.wording import say_it

__all__ = ["ministry"]

postgres = pytest.mark.needs_postgres


@pytest.fixture
def blind(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A client that knows of no closed period."""
    monkeypatch.setattr("iku_engine.importing.batches.closed", lambda *_: ())
    return monkeypatch


@postgres
def test_a_planner_with_a_patched_client_does_not_pass_a_lock(ministry: Ministry, blind: pytest.MonkeyPatch) -> None:
    with open_store(as_user(ministry, "reza"), ministry.program) as store:
        lock(store, ministry.program, Period(2024), user="reza")
    with open_store(as_user(ministry, "rina"), ministry.program) as store:
        for act in (
            lambda: correct(store, ministry.program, ministry.espm("01"), {"penerima": "99%"}, user="x", reason="r"),
            lambda: retract(store, ministry.espm("01"), user="x", reason="r"),
        ):
            with pytest.raises(StoreError) as error:
                act()
            assert error.value.text.key == "store-guard"
            assert "closed" in say_it(error.value.text, "en")
    assert ministry.value() == percent("75")
    assert ministry.verify().fault is None
    ministry.store.close()


@pytest.mark.parametrize("what", ["a correction", "a retraction", "a new period"])
def test_verifying_derives_from_the_chain_what_had_to_be_late(
    tmp_path: Path, blind: pytest.MonkeyPatch, what: str
) -> None:
    """On SQLite nothing but the client stands between a fact and a closed period."""
    made = Ministry(tmp_path)
    made.load("espm", HEADER + "2024,01,50%,3\n2024,02,100%,4\n")
    event = lock(made.store, made.program, Period(2023) if what == "a new period" else Period(2024), user="kepala")
    assert made.verify().fault is None
    match what:
        case "a correction":
            correct(made.store, made.program, made.espm("01"), {"penerima": "99%"}, user="x", reason="r")
        case "a retraction":
            retract(made.store, made.espm("01"), user="x", reason="r")
        case _:
            made.load("espm", HEADER + "2023,01,99%,3\n")
    fault = made.verify().fault
    assert fault is not None
    assert fault.key == "verify.late"
    assert say_it(fault, "en").startswith(f"batch {event + 1} "), say_it(fault, "en")
    made.store.close()


@postgres
def test_a_reader_cannot_stop_writers(
    ministry: Ministry, postgres_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("iku_engine.store.store.BUSY_SECONDS", 1)
    reader = sa.create_engine(as_user(ministry, "rudi"))
    with reader.connect() as connection, open_store(as_user(ministry, "rina"), ministry.program) as store:
        for key in (0x1C0, 0, 1):
            connection.exec_driver_sql(f"SELECT pg_advisory_lock({key})")
        for name in ("iku_event", "iku_about", "fact_espm"):
            connection.exec_driver_sql(f"SELECT * FROM {name}").all()
            connection.exec_driver_sql(f"LOCK TABLE {name} IN ACCESS SHARE MODE")
        correct(store, ministry.program, ministry.espm("01"), {"penerima": "60%"}, user="x", reason="r")
    reader.dispose()
    ministry.store.close()


@postgres
def test_the_session_signs_whoever_the_client_names(ministry: Ministry) -> None:
    with open_store(as_user(ministry, "rina"), ministry.program) as store:
        correct(store, ministry.program, ministry.espm("01"), {"penerima": "60%"}, user="kepala", reason="r")
        with store.reading() as connection:
            for table in (store.schema.events, store.schema.batches):
                assert connection.execute(sa.select(table.c.user_name)).scalars().all()[-1] == "rina"
        assert Verifier(store).verify().fault is None
    ministry.store.close()


@postgres
def test_a_planner_imports_by_a_mapping_too(ministry: Ministry) -> None:
    mapping = '[columns]\n"TH" = "tahun"\n"KODE" = "daerah"\n'
    path = ministry.folder / "lain.csv"
    path.write_text("TH,KODE,penerima,harus\n2024,01,70%,3\n", encoding="utf-8")
    with open_store(as_user(ministry, "rina"), ministry.program) as store:
        reading = Reading(mapping=parse(mapping))
        assert import_file(store, ministry.program, path, "espm", user="x", reading=reading).accepted == 1
    ministry.store.close()


@postgres
def test_the_owner_brings_an_older_store_up_to_it(ministry: Ministry, blind: pytest.MonkeyPatch) -> None:
    """A store from before the database saw to anything: its triggers, functions and notes are not there."""
    with ministry.store.engine.begin() as connection:
        names = "SELECT oid::regprocedure::text FROM pg_proc WHERE proname LIKE 'iku%%' AND proname <> 'iku_refuse'"
        for name in connection.exec_driver_sql(names).scalars().all():
            connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {name} CASCADE")
        connection.exec_driver_sql(f"DROP TABLE {TOUCHED}")
    with pytest.raises(StoreError) as error:
        open_store(as_user(ministry, "rina"), ministry.program)
    assert error.value.text.key == "store-denied.role"
    with open_store(ministry.url, ministry.program, user="x") as store, store.reading() as connection:
        told = sa.select(store.schema.events.c.detail).order_by(store.schema.events.c.event_id.desc()).limit(1)
        assert '"done":["enforced"]' in connection.execute(told).scalar_one()
    with open_store(ministry.url, ministry.program) as store:
        lock(store, ministry.program, Period(2024), user="x")
    with open_store(as_user(ministry, "rina"), ministry.program) as store:
        import_file(store, ministry.program, members(ministry), "daerah", user="x")
        with pytest.raises(StoreError) as error:
            correct(store, ministry.program, ministry.espm("01"), {"penerima": "99%"}, user="x", reason="r")
        assert error.value.text.key == "store-guard"
    assert ministry.verify().fault is None
    ministry.store.close()


def members(ministry: Ministry) -> Path:
    path = ministry.folder / "daerah.csv"
    path.write_text("kode,nama\n03,Kab C\n", encoding="utf-8")
    return path


@postgres
def test_a_relation_that_comes_later_is_seen_to_as_well(ministry: Ministry, blind: pytest.MonkeyPatch) -> None:
    more = ministry.file.text + "\nsumber lain per bulan, daerah daftar\n  kolom n bilangan 0..\n"
    wider = check_files([SourceFile("spec.iku", more)]).program
    path = ministry.folder / "lain.csv"
    path.write_text("bulan,daerah,n\n2024-03,01,3\n", encoding="utf-8")
    with open_store(ministry.url, wider, user="x") as store:
        lock(store, wider, Period(2024), of="lain", user="x")
        with pytest.raises(StoreError) as error:
            import_file(store, wider, path, "lain", user="x")
        assert error.value.text.key == "store-guard"
        assert "lain is closed in periods {24290}" in say_it(error.value.text, "en")
        assert Verifier(store).verify().fault is None
    ministry.store.close()


def test_verifying_finds_what_was_let_in_without_having_waited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Ministry(tmp_path)
    made.load("espm", HEADER + "2024,01,50%,3\n2024,02,100%,4\n")
    lock(made.store, made.program, Period(2024), user="kepala")
    monkeypatch.setattr("iku_engine.facts.locking.waiting", lambda *_: {"espm": frozenset({(3, 2024)})})
    unlock(made.store, made.program, Period(2024), user="kepala", reason="r")
    fault = made.verify().fault
    assert fault is not None
    assert say_it(fault, "en") == "event 5 lets in batch 3 for espm, which did not wait there"
    made.store.close()


def test_verifying_finds_what_is_noted_late_though_nothing_was_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So would somebody's batch be kept from counting."""
    made = Ministry(tmp_path)
    monkeypatch.setattr("iku_engine.importing.batches.closed", lambda *_: (2024,))
    made.load("espm", HEADER + "2024,01,50%,3\n2024,02,100%,4\n")
    fault = made.verify().fault
    assert fault is not None
    assert fault.key == "verify.not-late"
    made.store.close()


@pytest.mark.parametrize("statuses", [(FINAL,), (REVIEWED, REVIEWED), (REVIEWED, FINAL, FINAL)])
def test_verifying_finds_a_step_that_was_not_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, statuses: tuple[str, ...]
) -> None:
    made = Ministry(tmp_path)
    made.load("espm", HEADER + "2024,01,50%,3\n2024,02,100%,4\n")
    run = made.keep()
    monkeypatch.setattr("iku_engine.ledger.approving._passed_over", lambda *_: None)
    for status in statuses:
        assert made.verify().fault is None
        (taken,) = step(made.store, run, status, user="x", despite="r")
    fault = made.verify().fault
    assert fault is not None
    assert fault.key == "verify.step"
    assert f"event {taken.event} (x): rata_penerima 2024 became {statuses[-1]}," in say_it(fault, "en")
    made.store.close()


def test_verifying_finds_a_review_that_says_it_restates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Ministry(tmp_path)
    made.load("espm", HEADER + "2024,01,50%,3\n2024,02,100%,4\n")
    run = made.keep()
    monkeypatch.setattr(
        "iku_engine.ledger.approving._row", lambda *given, **named: {**_row(*given, **named), "restates": run}
    )
    step(made.store, run, REVIEWED, user="x")
    assert [fault.key for fault in made.verify().faults] == ["verify.step"]
    made.store.close()


def test_verifying_finds_a_result_that_gives_a_value_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two values of one name other programs read the first."""
    made = Ministry(tmp_path)
    made.load("espm", HEADER + "2024,01,50%,3\n2024,02,100%,4\n")
    with monkeypatch.context() as patched:
        twice = '"value":"4/5","value":'
        patched.setattr("iku_engine.store.runs.canonical", lambda one: canonical(one).replace('"value":', twice))
        made.keep()
    assert [fault.key for fault in made.verify().faults] == ["verify.results"]
    made.store.close()


@pytest.mark.parametrize(
    "first", ["verify.step", "verify.unnamed", "verify.results", "verify.not-text", "verify.unreadable"]
)
def test_what_is_at_fault_in_one_run_hides_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: str
) -> None:
    """A planner who kept one run that nobody can read could keep whatever results after it: none was computed again."""
    made = Ministry(tmp_path)
    made.load("espm", HEADER + "2024,01,50%,3\n2024,02,100%,4\n")
    run = made.keep()
    if first == "verify.step":
        monkeypatch.setattr("iku_engine.ledger.approving._passed_over", lambda *_: None)
        for _ in range(2):
            step(made.store, run, REVIEWED, user="x")
    elif first == "verify.unnamed":
        made.by_hand("INSERT INTO iku_spec VALUES ('00', 'x')")
    elif first == "verify.results":
        made.by_hand("UPDATE iku_results SET text = '[{'")
    elif first == "verify.not-text":
        made.by_hand("UPDATE iku_results SET text = CAST(text AS BLOB)")
    else:
        with closing(sqlite3.connect(made.store.engine.url.database or "")) as raw:
            deep = [_with(one, detail="[" * 200_000) if one.id == run else one for one in _chain(raw)]
            _sealed_anew(raw, deep)
            raw.commit()
    monkeypatch.setattr("iku_engine.store.runs.as_record", lambda one: {**as_record(one), "value": "4/5"})
    invented = made.keep()
    faults = made.verify().faults
    with_it = ["verify.results"] if first == "verify.not-text" else []  # whose text is none
    assert list(dict.fromkeys(fault.key for fault in faults)) == [first, *with_it, "verify.differs"]
    assert dict(faults[-1].arguments)["run"] == invented
    made.store.close()


def test_verifying_finds_a_step_of_what_is_no_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Ministry(tmp_path)
    made.load("espm", HEADER + "2024,01,50%,3\n2024,02,100%,4\n")
    run = made.keep()
    places = [("rata_penerima", "2025", ())]
    monkeypatch.setattr(
        "iku_engine.ledger.approving._chosen", lambda connection, schema, *_: (run_in(connection, schema, run), places)
    )
    monkeypatch.setattr("iku_engine.ledger.approving.doubts", lambda *_: ())
    for status in (REVIEWED, FINAL):
        step(made.store, run, status, user="x")
    faults = made.verify().faults
    assert {fault.key for fault in faults} == {"verify.step-none"}
    assert "rata_penerima 2025 became reviewed, and run" in say_it(faults[0], "en")
    made.store.close()


def test_what_a_span_of_members_says_is_not_counted_out() -> None:
    """A span without an end, which nobody could hold in memory, is held against the rows that are there."""
    members = Kept("act", sa.Table("x", sa.MetaData()), sa.Table("y", sa.MetaData()), ("act",), {}, True)
    rows = [(1, 2, 3, 0, "a"), (2, 2, 4, 0, "b")]
    first = {"a": (2, 3), "b": (2, 4)}
    assert stray_members(members, rows, first, [(1, 2)]) is None
    for named in ([(1, 10**18)], [(1, 1)], [(1, 2), (2, 2)], [(5, 6)]):
        stray = stray_members(members, rows, first, named)
        assert stray is not None and stray.key == "verify.stray"
