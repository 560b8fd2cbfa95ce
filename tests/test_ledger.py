"""The ledger: nothing is overwritten, any past answer can be given again, and what was changed by hand is found."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from by_hand import by_hand
from copied_stores import copied, filled_url
from postgres_server import ENGINES, Server, everybody
from pydantic import ValidationError

from iku_dsl.checking.check import check_files
from iku_dsl.period import Period
from iku_dsl.problem import SourceFile
from iku_dsl.program import Program
from iku_engine.errors import RefusedFile, WrongUse
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.facts.addressing import address
from iku_engine.facts.amending import correct, retract
from iku_engine.facts.history import history
from iku_engine.facts.locking import lock, unlock
from iku_engine.facts.withdrawing import withdraw
from iku_engine.importing.importing import import_file
from iku_engine.ledger.approving import step
from iku_engine.ledger.evidence import attach, attachments, content
from iku_engine.ledger.export import export_run, verify_export
from iku_engine.ledger.exported import Table, new_key
from iku_engine.ledger.verify import Verified, Verifier
from iku_engine.migrate.opening import open_store
from iku_engine.results.evaluation import Result, State
from iku_engine.snapshot.snapshot import Snapshot
from iku_engine.staging.report import ImportReport
from iku_engine.store.restating import FINAL, REVIEWED, restated, steps
from iku_engine.store.runs import Asked, run, runs, store_run
from iku_engine.store.store import Store

SPEC = """
dimensi daerah kunci kode
  atribut nama teks

sumber espm per tahun, daerah daftar
  kolom penerima persen 0%..100% digit 2
  kolom harus bilangan 0..

indikator rata_penerima
  satuan persen 0%..100%
  arah naik
  rumus rerata espm.penerima
"""
FILE = SourceFile("spec.iku", SPEC)
MEMBERS = "kode,nama\n01,Kab A\n02,Kab B\n"
HEADER = "tahun,daerah,penerima,harus\n"
FACTS = HEADER + "2024,01,50%,3\n2024,02,100%,4\n"


class Ministry:
    """A store with a user who does things in it; where no URL is given, a new one in a file that has its members."""

    def __init__(self, folder: Path, url: str = "", spec: str = SPEC, members: str = MEMBERS) -> None:
        self.folder, self.file = folder, SourceFile("spec.iku", spec)
        self.program: Program = _program(spec)
        self.url = url or copied(folder / "iku.db", _begun, spec, members)
        self.store: Store = open_store(self.url, self.program, user="siti")
        if url and members:
            self.load("daerah", members)

    def load(self, name: str, text: str, user: str = "siti") -> ImportReport:
        path = self.folder / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        return import_file(self.store, self.program, path, name, user=user)

    def result(self, **asked: object) -> Result:
        return evaluate(self.store, self.program, specs="", periods=[Period(2024)], **asked).results[0]  # type: ignore[arg-type]

    def value(self, **asked: object) -> Fraction | None:
        return self.result(**asked).value

    def espm(self, key: str, year: int = 2024):  # type: ignore[no-untyped-def]
        return address(self.store, self.program, "espm", Period(year), [key])

    def keep(self) -> int:
        asked = Asked(periods=(Period(2024),))
        found = evaluate(self.store, self.program, specs="s", periods=asked.periods)
        return store_run(self.store, found, [self.file], asked, user="siti")

    def verify(self) -> Verified:
        return Verifier(self.store).verify()

    def by_hand(self, *statements: str) -> None:
        by_hand(self.store.engine, *statements)


@cache
def _program(spec: str) -> Program:
    return check_files([SourceFile("spec.iku", spec)]).program


def _begun(url: str, spec: str, members: str, facts: str = "") -> None:
    """A new store with members, and with facts where there are any."""
    with TemporaryDirectory() as folder:
        made = Ministry(Path(folder), url, spec, members)
        if facts:
            made.load("espm", facts)
        made.store.close()


@contextmanager
def with_facts(folder: Path, server: Server | None = None) -> Iterator[Ministry]:
    """A ministry that has loaded two rows of 2024."""
    url = copied(server or folder / "iku.db", _begun, SPEC, MEMBERS, FACTS)
    made = Ministry(folder, url, members="")
    yield made
    made.store.close()


@pytest.fixture(params=ENGINES)
def ministry(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ministry]:
    everybody(monkeypatch)
    server = None if request.param == "sqlite" else request.getfixturevalue("postgres_server")
    with with_facts(tmp_path, server) as made:
        yield made


def percent(number: str) -> Fraction:
    return Fraction(number) / 100


def test_a_correction_stands_beside_what_it_corrects(ministry: Ministry) -> None:
    before = datetime.now(UTC)
    correct(
        ministry.store, ministry.program, ministry.espm("01"), {"penerima": "60%"}, user="budi", reason="salah ketik"
    )
    assert ministry.value() == percent("80")
    assert ministry.value(as_of=before) == percent("75")
    first, second = history(ministry.store, ministry.program, "espm", ["01"])
    assert (first.state, first.until, first.file, first.line) == ("superseded", second.event, "espm.csv", 2)
    assert (second.state, second.user, second.reason, second.kind) == ("current", "budi", "salah ketik", "correct")
    assert second.values == {"penerima": percent("60"), "harus": Fraction(3)}
    assert ministry.verify().fault is None


@pytest.mark.parametrize(
    ("cells", "key"),
    [
        ({"penerima": "101%"}, "fact-cell"),
        ({"penerima": "banyak"}, "fact-cell"),
        ({"cakupan": "1"}, "fact-column"),
        ({"penerima": "50%"}, "fact-same"),
    ],
)
def test_a_correction_is_checked_like_an_import(ministry: Ministry, cells: dict[str, str], key: str) -> None:
    with pytest.raises(WrongUse) as error:
        correct(ministry.store, ministry.program, ministry.espm("01"), cells, user="budi", reason="coba")
    assert error.value.text.key == key
    with pytest.raises(WrongUse) as error:
        correct(ministry.store, ministry.program, ministry.espm("01"), {"penerima": "1%"}, user="budi", reason=" ")
    assert error.value.text.key == "reason-lacking"
    assert ministry.value() == percent("75")


def test_a_correction_may_add_a_fact_that_was_never_there(ministry: Ministry) -> None:
    cells = {"penerima": "10%", "harus": "1"}
    ministry.load("espm", HEADER + "2023,02,20%,3\n")
    correct(ministry.store, ministry.program, ministry.espm("01", 2023), cells, user="budi", reason="terlewat")
    found = evaluate(ministry.store, ministry.program, specs="", periods=[Period(2023)]).results[0]
    assert found.value == percent("15")


def test_a_retracted_fact_is_gone_from_then_on(ministry: Ministry) -> None:
    before = datetime.now(UTC)
    retract(ministry.store, ministry.espm("01"), user="budi", reason="bukan binaan")
    assert (ministry.value(), ministry.value(as_of=before)) == (percent("100"), percent("75"))
    (entry,) = history(ministry.store, ministry.program, "espm", ["01"])
    assert entry.state == "retracted"
    with pytest.raises(WrongUse) as error:
        retract(ministry.store, ministry.espm("01"), user="budi", reason="lagi")
    assert error.value.text.key == "fact-unknown"
    ministry.load("espm", HEADER + "2024,01,20%,3\n")
    assert ministry.value() == percent("60")
    assert ministry.verify().fault is None


def test_a_withdrawn_batch_leaves_what_was_there_before(ministry: Ministry) -> None:
    second = ministry.load("espm", HEADER + "2024,01,10%,3\n2023,02,30%,3\n")
    assert second.batch is not None
    assert (second.replaced, [(r.user, r.rows) for r in second.replaces]) == (1, [("siti", 1)])
    assert ministry.value() == percent("55")
    done = withdraw(ministry.store, ministry.program, second.batch, user="budi", reason="berkas keliru")
    assert (done.rows, done.restored) == (2, 1)
    assert ministry.value() == percent("75")
    assert [(e.state, e.values["penerima"]) for e in history(ministry.store, ministry.program, "espm", ["01"])] == [
        ("superseded", percent("50")), ("superseded", percent("10")), ("current", percent("50")),
    ]  # fmt: skip
    with pytest.raises(WrongUse) as error:
        withdraw(ministry.store, ministry.program, second.batch, user="budi", reason="lagi")
    assert error.value.text.key == "batch-gone"
    assert ministry.verify().fault is None


def test_late_facts_wait_until_the_period_is_opened(ministry: Ministry) -> None:
    lock(ministry.store, ministry.program, Period(2024), user="kepala")
    late = ministry.load("espm", HEADER + "2024,01,10%,3\n2023,01,30%,3\n")
    assert [str(period) for period in late.late] == ["2024"]
    assert ministry.value() == percent("75")
    assert [note.key for note in ministry.result().notes] == ["note.earlier"], "the figure that it would replace counts"
    correct(ministry.store, ministry.program, ministry.espm("02"), {"penerima": "0%"}, user="budi", reason="salah")
    assert ministry.value() == percent("75")
    assert [entry.state for entry in history(ministry.store, ministry.program, "espm", ["01"], Period(2024))] == [
        "current", "late",
    ]  # fmt: skip
    before = datetime.now(UTC)
    opened = unlock(ministry.store, ministry.program, Period(2024), user="kepala", reason="hasil reviu")
    assert len(opened.admitted) == 2
    assert (ministry.value(), ministry.value(as_of=before)) == (percent("5"), percent("75"))
    assert ministry.result().notes == ()
    assert ministry.verify().fault is None


def test_rows_that_are_there_already_take_no_place_of_others(ministry: Ministry) -> None:
    assert ministry.load("espm", HEADER + "2024,02,100%,4\n2024,01,50%,3\n").identical == 2
    assert ministry.load("espm", HEADER + "2024,01,60%,3\n2024,02,100%,4\n").identical == 1
    assert ministry.load("espm", HEADER + "2023,02,30%,4\n").accepted == 1
    assert ministry.verify().fault is None


def test_members_that_facts_name_are_those_of_facts_that_count(tmp_path: Path) -> None:
    spec = SPEC.replace("dimensi daerah kunci kode\n  atribut nama teks", "dimensi daerah kunci kode")
    made = Ministry(tmp_path, spec=spec, members="")

    def members() -> list[str]:
        with made.store.reading() as connection:
            return list(Snapshot(connection, made.store.schema, made.program).members("daerah"))

    made.load("espm", HEADER + "2024,01,50%,3\n")
    wrong = made.load("espm", HEADER + "2024,02,50%,3\n")
    assert members() == ["01", "02"]
    withdraw(made.store, made.program, wrong.batch or 0, user="budi", reason="berkas keliru")
    lock(made.store, made.program, Period(2024), user="kepala")
    made.load("espm", HEADER + "2024,03,50%,3\n")
    assert members() == ["01"]
    unlock(made.store, made.program, Period(2024), user="kepala", reason="hasil reviu")
    assert members() == ["01", "03"]
    assert made.verify().fault is None
    made.store.close()


def test_each_retraction_makes_the_facts_others(tmp_path: Path) -> None:
    digests = set()
    for key in ("01", "02"):
        made = Ministry(tmp_path)
        made.load("espm", HEADER + "2024,01,50%,3\n2024,02,100%,4\n")
        retract(made.store, made.espm(key), user="budi", reason="bukan binaan")
        digests.add(evaluate(made.store, made.program, specs="", periods=[Period(2024)]).facts)
        made.store.close()
        for file in tmp_path.glob("iku.db*"):
            file.unlink()
    assert len(digests) == 2


def test_a_lock_is_of_all_that_lies_in_it_or_of_one_source(ministry: Ministry) -> None:
    lock(ministry.store, ministry.program, Period(2024), of="espm", user="kepala")
    with pytest.raises(WrongUse) as error:
        lock(ministry.store, ministry.program, Period(2024), of="espm", user="kepala")
    assert error.value.text.key == "lock-already"
    with pytest.raises(WrongUse) as error:
        unlock(ministry.store, ministry.program, Period(2023), user="kepala", reason="x")
    assert error.value.text.key == "lock-not"
    assert ministry.load("espm", HEADER + "2025,01,10%,3\n").late == ()


def test_a_stored_run_is_computed_again_whatever_came_since(ministry: Ministry) -> None:
    first = ministry.keep()
    ministry.load("espm", HEADER + "2024,01,10%,3\n")
    second = ministry.keep()
    assert [found.id for found in runs(ministry.store)[0]] == [second, first]
    assert [run(ministry.store, number).results[0]["value"] for number in (first, second)] == ["3/4", "11/20"]
    assert ministry.verify() == Verified(6, 5, 2)


def test_a_run_of_earlier_specs_is_computed_as_it_was(ministry: Ministry, tmp_path: Path) -> None:
    ministry.load("espm", HEADER + "2024,01,10.25%,3\n")
    ministry.keep()
    ministry.store.close()
    changed = SPEC.replace("digit 2", "digit 6").replace(
        "  kolom harus bilangan 0..\n", "  kolom baru teks boleh kosong\n"
    )
    later = Ministry(tmp_path, ministry.url, changed)
    later.load("espm", "tahun,daerah,penerima,baru\n2024,02,5.123456%,x\n")
    later.keep()
    found = later.verify()
    later.store.close()
    assert (found.fault, found.runs) == (None, 2)


def test_a_column_that_the_specs_left_out_is_not_lost_by_a_correction_or_a_withdrawal(
    ministry: Ministry, tmp_path: Path
) -> None:
    ministry.store.close()
    without = Ministry(tmp_path, ministry.url, SPEC.replace("  kolom harus bilangan 0..\n", ""))
    cells = {"penerima": "60%"}
    correct(without.store, without.program, without.espm("01"), cells, user="budi", reason="salah ketik")
    wrong = without.load("espm", "tahun,daerah,penerima\n2024,02,1%\n")
    assert wrong.batch is not None
    withdraw(without.store, without.program, wrong.batch, user="budi", reason="berkas keliru")
    assert without.verify().fault is None
    without.store.close()
    again = Ministry(tmp_path, ministry.url)
    for key, figures in (("01", ("60", 3)), ("02", ("100", 4))):
        current = history(again.store, again.program, "espm", [key])[-1]
        assert (current.values["penerima"], current.values["harus"]) == (percent(figures[0]), figures[1])
    assert again.verify().fault is None
    again.store.close()


EDITS = {
    "a fact": ("UPDATE fact_espm SET penerima = 9999 WHERE row_id = 1", "verify.rows"),
    "a key": ("UPDATE fact_espm SET key_daerah = '02' WHERE row_id = 1", "verify.rows"),
    "the batch of a row": ("UPDATE fact_espm SET batch_id = 9 WHERE row_id = 1", "verify.rows"),
    "a row too many": (
        "INSERT INTO fact_espm (row_id, batch_id, row, period, key_daerah, penerima, harus) VALUES (99, 3, 2, 2024, '03', 1, 1)",
        "verify.stray",
    ),
    "a row too few": ("DELETE FROM fact_espm WHERE row_id = 1", "verify.rows"),
    "a row hidden": (
        "INSERT INTO fact_espm__superseded (row_id, by_row_id, batch_id, period) VALUES (2, NULL, 3, 2024)",
        "verify.beside",
    ),
    "a correction undone": ("DELETE FROM fact_espm__superseded", "verify.beside"),
    "a file's name": ("UPDATE iku_batch SET file = 'lain.csv'", "verify.book"),
    "a user": ("UPDATE iku_event SET user_name = 'orang lain' WHERE event_id = 3", "verify.chain"),
    "a time": ("UPDATE iku_event SET recorded_at = '2020-01-01' WHERE event_id = 3", "verify.chain"),
    "an event too few": ("DELETE FROM iku_event WHERE event_id = 3", "verify.gap"),
    "a period too many": ("INSERT INTO iku_loaded VALUES (3, 'espm', 2020)", "verify.beside"),
    "a result": ("UPDATE iku_results SET text = replace(text, '3/4', '4/5')", "verify.results"),
    "a run": ("UPDATE iku_run SET seen = 1", "verify.book"),
    "a spec": ("UPDATE iku_spec SET text = replace(text, 'rerata', 'minimum')", "verify.specs"),
    "a lock": ("DELETE FROM iku_lock", "verify.book"),
}


def _of_every_kind(url: str) -> None:
    """A new store with a run, a correction and a lock, in which nothing was changed by hand."""
    _begun(url, SPEC, MEMBERS, FACTS)
    with TemporaryDirectory() as folder:
        made = Ministry(Path(folder), url, members="")
        made.keep()
        correct(made.store, made.program, made.espm("01"), {"penerima": "60%"}, user="budi", reason="salah ketik")
        lock(made.store, made.program, Period(2024), user="kepala")
        assert made.verify().fault is None
        made.store.close()


@pytest.mark.diagonal
@pytest.mark.parametrize("filled", ENGINES, indirect=True)
@pytest.mark.parametrize(("statement", "key"), EDITS.values(), ids=EDITS)
def test_what_is_changed_by_hand_is_found(filled: str, tmp_path: Path, statement: str, key: str) -> None:
    made = Ministry(tmp_path, filled, members="")
    made.by_hand(statement)
    assert key in [fault.key for fault in made.verify().faults]
    made.store.close()


@pytest.fixture
def filled(request: pytest.FixtureRequest) -> str:
    return filled_url(request, _of_every_kind)


def test_who_forges_facts_and_hashes_alike_is_found_by_the_stored_run(ministry: Ministry) -> None:
    """The chain from the beginning would have to be made anew; a run that was exported before tells the difference."""
    ministry.keep()
    ministry.by_hand("UPDATE iku_results SET text = 'x'", "UPDATE iku_results SET sha256 = 'y'")
    assert ministry.verify().fault is not None


def test_state_of_a_period_never_loaded_is_as_it_was(ministry: Ministry) -> None:
    assert ministry.result(upto=2).state is State.MISSING


# ---- steps, evidence, exports


def test_a_result_goes_from_draft_over_reviewed_to_final_and_is_then_only_restated(ministry: Ministry) -> None:
    first = ministry.keep()
    with pytest.raises(WrongUse) as error:
        step(ministry.store, first, FINAL, user="kepala")
    assert error.value.text.key == "step-order"
    step(ministry.store, first, REVIEWED, user="reviu")
    (final,) = step(ministry.store, first, FINAL, user="kepala")
    assert (final.indicator, final.period, final.user) == ("rata_penerima", "2024", "kepala")
    assert restated(ministry.store, run(ministry.store, first).results, first) == ()
    correct(
        ministry.store, ministry.program, ministry.espm("01"), {"penerima": "60%"}, user="budi", reason="salah ketik"
    )
    second = ministry.keep()
    (other,) = restated(ministry.store, run(ministry.store, second).results, second)
    assert (other.field, other.before, other.after) == ("value", "3/4", "4/5")
    assert [(event.kind, event.user, event.reason) for event in other.events] == [("correct", "budi", "salah ketik")]
    step(ministry.store, second, REVIEWED, user="reviu")
    with pytest.raises(WrongUse) as error:
        step(ministry.store, second, FINAL, user="kepala")
    assert error.value.text.key == "step-final"
    (again,) = step(ministry.store, second, FINAL, user="kepala", reason="koreksi daerah", restate=True)
    assert (again.restates, again.reason) == (first, "koreksi daerah")
    assert [found.status for found in steps(ministry.store)] == ["reviewed", "final", "reviewed", "final"]
    assert ministry.verify().fault is None
    ministry.by_hand("UPDATE iku_step SET status = 'final' WHERE run_id = 4")
    assert ministry.verify().fault is not None


def test_each_member_goes_from_draft_to_final_on_its_own(ministry: Ministry, request: pytest.FixtureRequest) -> None:
    spec = SPEC + "\nindikator penerima per daerah\n  satuan persen 0%..100%\n  arah naik\n  rumus espm.penerima\n"
    made = Ministry(ministry.folder, ministry.url, spec, members="")
    request.addfinalizer(made.store.close)
    places = [("penerima", "2024", (key,)) for key in ("01", "02")]
    first = made.keep()
    step(made.store, first, REVIEWED, places[:1], user="reviu")
    with pytest.raises(WrongUse) as error:
        step(made.store, first, FINAL, places, user="kepala")
    assert (error.value.text.key, dict(error.value.text.arguments)["result"]) == ("step-order", "penerima 2024 [02]")
    step(made.store, first, REVIEWED, places[1:], user="reviu")
    assert [one.key for one in step(made.store, first, FINAL, places, user="kepala")] == [("01",), ("02",)]
    correct(made.store, made.program, made.espm("02"), {"penerima": "60%"}, user="budi", reason="salah ketik")
    second = made.keep()
    results = run(made.store, second).results
    assert [one.now["key"] for one in restated(made.store, results, second)] == [["02"]]
    step(made.store, second, REVIEWED, places, user="reviu")
    with pytest.raises(WrongUse) as error:
        step(made.store, second, FINAL, places[:1], user="kepala", reason="koreksi", restate=True)
    assert (error.value.text.key, dict(error.value.text.arguments)["result"]) == ("step-same", "penerima 2024 [01]")
    (one,) = step(made.store, second, FINAL, places, user="kepala", reason="koreksi", restate=True)
    assert (one.key, one.restates) == (("02",), first)
    assert restated(made.store, results, second) == ()
    assert made.verify().fault is None
    made.by_hand("UPDATE iku_step SET entity = '[\"01\"]' WHERE restates IS NOT NULL")
    assert made.verify().fault is not None


def test_evidence_is_kept_once_and_its_change_is_found(ministry: Ministry, tmp_path: Path) -> None:
    letter = tmp_path / "surat.pdf"
    letter.write_bytes(b"%PDF illustrative")
    for about in ("espm 2024 01", "rata_penerima 2024"):
        attach(ministry.store, letter, about, user="budi", reason="surat daerah")
    assert [found.about for found in attachments(ministry.store)] == ["espm 2024 01", "rata_penerima 2024"]
    digest = attachments(ministry.store)[0].sha256
    assert content(ministry.store, digest[:12]) == b"%PDF illustrative"
    assert ministry.verify().fault is None
    ministry.by_hand(r"UPDATE iku_file SET content = '\x00'")
    fault = ministry.verify().fault
    assert fault is not None
    assert fault.key == "verify.file"


@pytest.fixture
def exported(ministry: Ministry, tmp_path: Path) -> Path:
    ministry.load("espm", HEADER + "2024,01,10%,3\n2024,09,1%,1\n")
    ministry.keep()
    lock(ministry.store, ministry.program, Period(2024), user="kepala")
    number = ministry.keep()
    ministry.load("espm", HEADER + "2024,01,99%,3\n")
    new_key(tmp_path / "key.pem", tmp_path / "public.pem")
    export_run(ministry.store, number, tmp_path / "run.json", tmp_path / "key.pem")
    return tmp_path / "run.json"


def test_an_exported_run_proves_itself_elsewhere(exported: Path) -> None:
    found, verified = verify_export(exported, exported.parent / "public.pem")
    assert (verified.fault, verified.runs, found.results[0]["value"]) == (None, 1, "11/20")


def test_what_came_after_a_run_is_not_in_its_export(ministry: Ministry, tmp_path: Path) -> None:
    lock(ministry.store, ministry.program, Period(2024), user="kepala")
    late = ministry.load("espm", HEADER + "2024,01,10%,3\n2024,09,1%,1\n")
    number = ministry.keep()
    unlock(ministry.store, ministry.program, Period(2024), user="kepala", reason="hasil reviu")
    withdraw(ministry.store, ministry.program, late.batch or 0, user="budi", reason="berkas keliru")
    assert ministry.verify().fault is None
    export_run(ministry.store, number, tmp_path / "run.json")
    found, verified = verify_export(tmp_path / "run.json")
    assert (verified.fault, found.results[0]["value"]) == (None, "3/4")


def test_a_withdrawn_batch_gives_its_period_no_more(ministry: Ministry) -> None:
    only = ministry.load("espm", HEADER + "2022,01,10%,3\n")
    before = ministry.store

    def state() -> State:
        return evaluate(before, ministry.program, specs="", periods=[Period(2022)]).results[0].state

    assert state() is State.VALUE
    gone = withdraw(ministry.store, ministry.program, only.batch or 0, user="budi", reason="berkas keliru")
    assert state() is State.MISSING
    again = withdraw(ministry.store, ministry.program, gone.event, user="budi", reason="tidak keliru")
    assert (state(), again.restored) == (State.VALUE, 1)
    assert ministry.verify().fault is None


CHANGES = (
    ("11/20", "12/20"),  # of the results
    ("rerata espm", "minimum espm"),
    ("siti", "tono"),
)


def test_a_changed_export_is_found(exported: Path) -> None:
    text, key = exported.read_text(encoding="utf-8"), exported.parent / "public.pem"
    for old, new in CHANGES:
        assert old in text
        exported.write_text(text.replace(old, new), encoding="utf-8")
        assert verify_export(exported, key)[1].fault is not None, old
    spaces = text.replace('"facts":{"daerah"', '"facts":{"daerah" ')
    assert spaces != text
    exported.write_text(spaces, encoding="utf-8")
    assert verify_export(exported, key)[1].fault is None, "spaces mean nothing"


def test_an_export_signed_by_another_key_is_refused(exported: Path) -> None:
    new_key(exported.parent / "other.pem", exported.parent / "other.pub")
    _, verified = verify_export(exported, exported.parent / "other.pub")
    assert verified.fault is not None
    assert verified.fault.key == "verify.signature"


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"schema": "iku-engine/run/1"}', "no json"])
def test_what_is_no_export_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RefusedFile) as error:
        verify_export(path)
    assert error.value.text.key == ("export-broken" if "run/1" in text else "export-format")


def test_a_large_export_that_is_none_is_refused_at_its_first_fault(tmp_path: Path) -> None:
    """A name that comes twice behind 60,000 others, and 60,000 rows that are none: one fault to name."""
    path = tmp_path / "x.json"
    path.write_text("{" + ",".join(f'"n{number}":0' for number in (*range(60_000), 59_999)) + "}", encoding="utf-8")
    with pytest.raises(RefusedFile) as error:
        verify_export(path)
    assert dict(error.value.text.arguments)["place"] == "n59999"
    with pytest.raises(ValidationError) as wrong:
        Table.model_validate({"columns": ["a"], "rows": [[[]]] * 60_000})
    assert wrong.value.error_count() <= 3, "of one cell"


def test_a_member_that_was_taken_back_is_no_member_for_new_imports(tmp_path: Path) -> None:
    ministry = Ministry(tmp_path)
    retract(
        ministry.store, address(ministry.store, ministry.program, "daerah", None, ["02"]), user="siti", reason="bubar"
    )
    (cell,) = ministry.load("espm", HEADER + "2024,01,80%,1\n2024,02,60%,1\n").rejected
    assert (cell.row, cell.reason.key) == (3, "row.member")
    ministry.load("daerah", "kode,nama\n01,Kab Baru\n02,Kab B\n")
    assert ministry.load("espm", HEADER + "2024,Kab Baru,81%,1\n2024,02,60%,1\n").accepted == 2
    (old,) = ministry.load("espm", HEADER + "2024,Kab A,81%,1\n").rejected  # its label of before
    assert old.reason.key == "row.member"


@pytest.mark.parametrize("how", ["retracted", "replaced"])
def test_a_batch_whose_rows_count_no_more_can_be_taken_back_with_what_waits(tmp_path: Path, how: str) -> None:
    ministry = Ministry(tmp_path)
    report = ministry.load("espm", HEADER + "2024,01,80%,1\n2024,02,900%,1\n")
    assert report.batch is not None
    if how == "retracted":
        place = address(ministry.store, ministry.program, "espm", Period(2024), ["01"])
        retract(ministry.store, place, user="siti", reason="keliru")
    else:
        ministry.load("espm", HEADER + "2024,01,70%,1\n")

    assert withdraw(ministry.store, ministry.program, report.batch, user="siti", reason="batal").rows == 0
    with ministry.store.reading() as connection:
        now = Snapshot(connection, ministry.store.schema, ministry.program)
        given = now.batches_of("espm", Period(2024))
    assert now.in_quarantine == ()
    assert report.batch not in [batch.id for batch in given]
    with pytest.raises(WrongUse) as error:
        withdraw(ministry.store, ministry.program, report.batch, user="siti", reason="lagi")
    assert error.value.text.key == "batch-gone"
