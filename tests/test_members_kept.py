"""Every row that counts is about a member that is valid in its period, whatever becomes of the members afterwards."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from copied_stores import filled_url
from hypothesis import HealthCheck, Phase, settings
from hypothesis import given as for_any
from hypothesis import strategies as st
from postgres_server import ENGINES

from iku_dsl.checking.check import check_files
from iku_dsl.keywords import Language
from iku_dsl.period import Period
from iku_dsl.problem import SourceFile
from iku_engine.binding import find
from iku_engine.bound import Binding
from iku_engine.errors import RefusedFacts, WrongUse
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.facts.addressing import address
from iku_engine.facts.amending import correct, retract
from iku_engine.facts.locking import lock, unlock
from iku_engine.facts.withdrawing import withdraw
from iku_engine.importing import batches as writing
from iku_engine.importing.importing import import_file
from iku_engine.ledger.verify import Verifier
from iku_engine.migrate.opening import open_store
from iku_engine.results.evaluation import Evaluation
from iku_engine.snapshot.snapshot import Snapshot
from iku_engine.staging.report import ImportReport
from iku_engine.store.store import Store
from iku_engine.wording import say_it

SPEC = """
dimensi kab kunci kode
  atribut nama teks
  atribut induk prov boleh kosong

dimensi prov kunci kode tertutup

dimensi jenis kunci kode

sumber n per kab, tahun lengkap
  kolom x bilangan 0..1000

sumber rinci per kab, jenis, bulan daftar
  kolom y bilangan 0..1000

sumber asal per tahun daftar
  kolom dari kab

indikator total
  satuan n 0..
  arah naik
  rumus jumlah n.x
"""
MEMBERS = "kode,nama,induk,mulai,akhir,pengganti\n01,Satu,P,,,\n02,Dua,P,,,\n03,Tiga,,,,\n"
N = "tahun,kab,x\n2024,01,1\n2024,02,2\n2024,03,3\n2025,01,1\n2025,02,2\n2025,03,3\n"


class Office:
    """A store of which the members change."""

    def __init__(self, folder: Path, url: str = "", spec: str = SPEC) -> None:
        self.folder, self.url = folder, url or f"sqlite:///{folder}/iku.db"
        self.open(spec)

    def open(self, spec: str) -> None:
        self.program = check_files([SourceFile("spec.iku", spec)]).program
        self.store: Store = open_store(self.url, self.program, user="siti")

    def load(self, name: str, text: str, file: str = "") -> ImportReport:
        path = self.folder / (file or f"{name}.csv")
        path.write_text(text, encoding="utf-8")
        return import_file(self.store, self.program, path, name, user="siti")

    def at(self, name: str, *keys: str, period: Period | None = None):  # type: ignore[no-untyped-def]
        return address(self.store, self.program, name, period, keys)

    def correct(self, name: str, *keys: str, period: Period | None = None, **cells: str) -> int:
        place = self.at(name, *keys, period=period)
        return correct(self.store, self.program, place, cells, user="siti", reason="r").event

    def retract(self, name: str, *keys: str, period: Period | None = None) -> int:
        return retract(self.store, self.at(name, *keys, period=period), user="siti", reason="r").event

    def withdraw(self, batch: int | None) -> int:
        return withdraw(self.store, self.program, batch or 0, user="siti", reason="r").event

    def total(self, year: int, upto: int | None = None) -> Fraction | None:
        found = evaluate(self.store, self.program, specs="", periods=[Period(year)], upto=upto).results[0]
        assert isinstance(found.value, Fraction | None)
        return found.value


@pytest.fixture(params=ENGINES)
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path, filled_url(request, _opened))
    yield made
    made.store.close()


def _opened(url: str) -> None:
    with TemporaryDirectory() as folder:
        made = Office(Path(folder), url)
        made.load("prov", "kode\nP\n")
        made.load("kab", MEMBERS)
        made.load("n", N)
        made.store.close()


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(WrongUse) as error:
        act()
    languages: tuple[Language, ...] = ("id", "en")
    indonesian, english = (say_it(error.value.text, language) for language in languages)
    assert indonesian != english
    return english


def test_a_member_with_rows_cannot_be_taken_back(office: Office) -> None:
    said = refused(lambda: office.retract("kab", "02"))
    assert said == (
        "02 cannot be taken back yet: 2 rows of n are about it: 2024 (n.csv:3), 2025 (n.csv:6); take those back first, such as: "
        "iku-engine facts retract n 02 --period 2024 --reason …"
    )
    assert office.total(2025) == 6


def test_a_member_without_rows_is_gone_for_good(office: Office) -> None:
    before = [office.retract("n", "02", period=Period(year)) for year in (2024, 2025)]
    gone = office.retract("kab", "02")
    assert office.total(2025) == 4, "it is no longer expected"
    assert office.total(2025, upto=before[0] - 1) == 6, "what was known then stays as it was"
    assert office.total(2025, upto=gone - 1) is None
    report = office.load("n", "tahun,kab,x\n2026,01,1\n2026,02,2\n2026,03,3\n", "n2.csv")
    assert [cell.value for cell in report.rejected] == ["02"]
    assert [(one.expected, one.there) for one in report.completeness] == [(2, 2)]


def test_a_correction_cannot_end_a_member_before_its_rows(office: Office) -> None:
    said = refused(lambda: office.correct("kab", "03", akhir="2024-12-31"))
    assert said == (
        "03 is valid only until 2024-12-31, but 1 row of n lies outside of that: 2025 (n.csv:7); give other days, or take those rows "
        "back first, such as: iku-engine facts retract n 03 --period 2025 --reason …"
    )
    assert "n.csv:4" in refused(lambda: office.correct("kab", "03", mulai="2025-01-01"))
    office.correct("kab", "03", akhir="2025-01-01")  # some day of 2025
    office.retract("n", "03", period=Period(2025))
    office.correct("kab", "03", akhir="2024-12-31")
    assert office.total(2025) == 3
    assert "its last day comes before its first" in refused(lambda: office.correct("kab", "03", mulai="2025-05-01"))


def test_a_file_of_members_keeps_out_who_would_leave_rows(office: Office) -> None:
    ended = MEMBERS.replace("Tiga,,,,", "Tiga,,,2024-12-31,").replace("Dua,P,,,", "Dua,P,2023-05-01,2025-06-30,")
    report = office.load("kab", ended + "04,Empat,,2026-01-01,,\n", "kab2.csv")
    assert [(cell.row, cell.column, cell.value) for cell in report.rejected] == [(4, "akhir", "2024-12-31")]
    said = say_it(report.rejected[0].reason, "en")
    assert "2025 (n.csv:7)" in said, said
    assert "facts retract n 03 --period 2025" in said, said
    assert (report.rows, report.accepted, report.identical) == (4, 2, 1)
    office.retract("n", "03", period=Period(2025))
    again = office.load("kab", ended, "kab2.csv")
    assert (again.rejected_total, again.accepted, again.mended) == (0, 1, 1)
    assert office.total(2025) == 3


def test_a_batch_of_members_stays_while_rows_are_there(office: Office) -> None:
    more = office.load("kab", MEMBERS + "04,Empat,,,,\n", "kab2.csv")
    late = office.load("n", "tahun,kab,x\n2025,04,9\n", "n2.csv")
    assert "n2.csv:2" in refused(lambda: office.withdraw(more.batch))
    office.withdraw(late.batch)
    gone = office.withdraw(more.batch)
    assert office.total(2025) == 6
    assert "04 is no member" in refused(lambda: office.withdraw((late.batch or 0) + 1))
    office.withdraw(gone)
    office.withdraw((late.batch or 0) + 1)
    assert office.total(2025) == 15


def test_rows_come_back_only_to_a_member_that_is_there(office: Office) -> None:
    gone = [office.retract("n", "02", period=Period(year)) for year in (2024, 2025)]
    member = office.retract("kab", "02")
    said = refused(lambda: office.withdraw(gone[1]))
    assert said == (
        "1 row of n would count again: 2025 (n.csv:6); but 02 is no member of dimension kab (any more); load that member first"
    )
    office.withdraw(member)
    office.withdraw(gone[1])
    assert office.total(2025) == 6
    office.correct("kab", "02", mulai="2025-01-01")
    assert "valid only from 2025-01-01" in refused(lambda: office.withdraw(gone[0]))


def test_rows_that_wait_for_a_closed_period_keep_their_member(office: Office) -> None:
    office.load("kab", MEMBERS + "04,Empat,,,,\n", "kab2.csv")
    lock(office.store, office.program, Period(2025), user="siti")
    office.load("n", "tahun,kab,x\n2025,04,9\n", "n2.csv")
    assert "n2.csv:2" in refused(lambda: office.retract("kab", "04"))
    assert "n2.csv:2" in refused(lambda: office.correct("kab", "04", akhir="2024-06-30"))
    office.retract("n", "03", period=Period(2025))  # waits as well
    office.retract("n", "03", period=Period(2024))
    assert "n.csv:7" in refused(lambda: office.retract("kab", "03")), "it counts until the period is opened"
    unlock(office.store, office.program, Period(2025), user="siti", reason="r")
    office.retract("kab", "03")
    assert office.total(2025) == 12


def test_who_is_named_in_a_column_stays(office: Office) -> None:
    said = refused(lambda: office.retract("prov", "P"))
    assert said == (
        "P cannot be taken back yet: 2 rows of kab name it in column induk: kab.csv:2; change those first, such as: "
        "iku-engine facts correct kab 01 induk=… --reason …"
    )
    office.load("asal", "tahun,dari\n2025,03\n")
    for year in (2024, 2025):
        office.retract("n", "03", period=Period(year))
    assert "facts correct asal --period 2025 dari=…" in refused(lambda: office.retract("kab", "03"))


def test_every_source_with_the_member_is_looked_at(office: Office) -> None:
    office.load("rinci", "bulan,kab,jenis,y\n2025-03,03,a b,1\n2025-07,03,a b,1\n2025-07,03,c,1\n")
    for year in (2024, 2025):
        office.retract("n", "03", period=Period(year))
    said = refused(lambda: office.correct("kab", "03", akhir="2025-06-30"))
    assert "2 rows of rinci lie outside of that: 2025-07 (rinci.csv:3)" in said, said
    assert "facts retract rinci 03 'a b' --period 2025-07" in said, said
    assert "2025-03 (rinci.csv:2), 2025-07 (rinci.csv:3)" in refused(lambda: office.retract("kab", "03"))


def test_the_first_file_of_a_dimension_has_all_that_facts_name(tmp_path: Path) -> None:
    spec = "\nsumber n per kab, tahun lengkap\n  kolom x bilangan 0..1000\n"
    office = Office(tmp_path, spec='dimensi kab\n  k1 "Satu"\n  k2 "Dua"\n' + spec)
    office.load("n", "tahun,kab,x\n2025,k1,1\n2025,k2,2\n")
    office.store.close()
    office.open("dimensi kab kunci kode\n  atribut nama teks\n" + spec)
    said = refused(lambda: office.load("kab", "kode,nama\nk1,Satu\n"))
    assert "2025 (n.csv:3)" in said, said
    assert office.load("kab", "kode,nama\nk1,Satu\nk2,Dua\n").accepted == 2
    office.store.close()


def test_rows_that_older_programs_left_without_a_member_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = Office(tmp_path)
    for name, text in (("prov", "kode\nP\n"), ("kab", MEMBERS), ("n", N)):
        office.load(name, text)
    assert Verifier(office.store).verify().told == ()
    with monkeypatch.context() as older:
        older.setattr(writing, "left_behind", lambda *_, **__: None)
        office.retract("kab", "02")
    found = Verifier(office.store).verify()
    assert found.faults == ()
    assert [say_it(one, "en") for one in found.told] == [
        "02 is no member of dimension kab (any more), but 2 rows of n name it and count: 2024 (n.csv:3), 2025 (n.csv:6); load a file "
        "that has it, or take those rows back, such as: iku-engine facts retract n 02 --period 2024 --reason …"
    ]
    office.retract("n", "02", period=Period(2024))
    office.load("kab", MEMBERS, "lagi.csv")
    assert Verifier(office.store).verify().told == ()


@pytest.mark.parametrize("name", ["n", "kab"])
def test_what_lies_in_the_store_and_in_a_bound_file_is_mended_as_it_says(tmp_path: Path, name: str) -> None:
    """Members that facts are about cannot be taken back: that mend is not named for them. Each that is named is tried."""
    office = Office(tmp_path)
    batches = {one: office.load(one, text).batch for one, text in (("prov", "kode\nP\n"), ("kab", MEMBERS), ("n", N))}
    file = tmp_path / "bound.csv"
    file.write_text({"n": N.replace(",3\n", ",4\n"), "kab": MEMBERS.replace("Satu", "Kesatu")}[name], encoding="utf-8")

    def bound() -> Fraction | None:
        files = [find(Binding(name, (str(file),)))]
        value = evaluate(office.store, office.program, specs="", periods=[Period(2025)], bound=files).results[0].value
        assert isinstance(value, Fraction | None)
        return value

    said = refused(bound)
    assert "take it out of [files] and load the files" in said
    assert ("take back all its batches" in said) == (name == "n")
    if name == "n":
        office.withdraw(batches[name])
        assert bound() == 7
    else:
        assert "take those back first" in refused(lambda: office.withdraw(batches[name]))
        import_file(office.store, office.program, file, name, user="siti")
        assert office.total(2025) == 6


def test_a_bound_file_of_members_has_all_that_facts_of_the_store_name(tmp_path: Path) -> None:
    source = "\nsumber n per kab, tahun daftar\n  kolom x bilangan 0..1000\n\n"
    total = "indikator total\n  satuan n 0..\n  arah naik\n  rumus jumlah n.x\n"
    office = Office(tmp_path, spec=f"dimensi kab kunci kode\n{source}")  # its members are those that facts name
    office.load("n", "tahun,kab,x\n2024,01,1\n2025,01,1\n2025,02,2\n")
    office.store.close()
    office.open(f"dimensi kab kunci kode\n  atribut nama teks\n{source}{total}")

    def bound(*rows: str) -> Evaluation:
        file = tmp_path / "kab.csv"
        file.write_text("".join(f"{line}\n" for line in ("kode,nama,akhir", *rows)), encoding="utf-8")
        files = [find(Binding("kab", (str(file),)))]
        return evaluate(office.store, office.program, specs="", periods=[Period(2025)], bound=files)

    with pytest.raises(RefusedFacts) as error:
        bound("01,Satu,2024-12-31")
    assert "2 rows of the store name members" in say_it(error.value.text, "en")
    ended, gone = (say_it(detail, "en") for detail in error.value.details)
    assert ended.startswith("01 is valid only until 2024-12-31, but 1 row of n names it: 2025 (n.csv:3)"), ended
    assert gone.endswith("such as: iku-engine facts retract n 02 --period 2025 --reason …"), gone
    assert bound("01,Satu,2025-01-01", "02,Dua,").results[0].value == 3
    office.store.close()


KEYS, YEARS = ("01", "02"), (2024, 2025)
DAYS = ("", "2024-06-30", "2025-01-01", "2025-06-30")
keys, years, days, batches = st.sampled_from(KEYS), st.sampled_from(YEARS), st.sampled_from(DAYS), st.integers(4, 14)
members = st.dictionaries(keys, st.tuples(days, days), max_size=2)
OPERATIONS = st.one_of(
    st.tuples(st.just("members"), members),
    st.tuples(st.just("facts"), st.sets(st.tuples(years, keys), min_size=1)),
    st.tuples(st.just("days"), keys, st.sampled_from(("mulai", "akhir")), days),
    st.tuples(st.just("take back"), years, keys),
    st.tuples(st.just("take back member"), keys),
    st.tuples(st.just("withdraw"), batches),
    st.tuples(st.just("lock"), years),
    st.tuples(st.just("unlock"), years),
)


def do(office: Office, number: int, operation: tuple[object, ...]) -> None:
    match operation:
        case ("members", dict() as rows):
            lines = [f"{key},Kab,,{first},{last}\n" for key, (first, last) in rows.items()]
            office.load("kab", "".join(["kode,nama,induk,mulai,akhir\n", *lines]))
        case ("facts", set() as rows):
            office.load("n", "tahun,kab,x\n" + "".join(f"{year},{key},{number}\n" for year, key in sorted(rows)))
        case ("days", str(key), str(column), str(day)):
            office.correct("kab", key, **{column: day})
        case ("take back", int(year), str(key)):
            office.retract("n", key, period=Period(year))
        case ("take back member", str(key)):
            office.retract("kab", key)
        case ("withdraw", int(batch)):
            office.withdraw(batch)
        case ("lock", int(year)):
            lock(office.store, office.program, Period(year), user="siti")
        case ("unlock", int(year)):
            unlock(office.store, office.program, Period(year), user="siti", reason="r")
        case _:
            raise AssertionError(operation)


def without_member(office: Office) -> list[tuple[str, int]]:
    """The rows that count whose member is not valid in their period, looked at one by one."""
    with office.store.reading() as connection:
        snapshot = Snapshot(connection, office.store.schema, office.program)
        rows = connection.execute(snapshot.current(office.store.schema.relations["n"]).select()).mappings()
        places = [(row["key_kab"], row["period"]) for row in rows]
        return [(key, year) for key, year in places if key not in snapshot.validity.members("kab", Period(year))]


def check(operations: list[tuple[object, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        office = Office(Path(folder), "sqlite://")
        office.load("kab", "kode,nama\n01,Satu\n02,Dua\n")
        office.load("n", "tahun,kab,x\n2024,01,1\n2025,02,2\n")
        for number, operation in enumerate(operations, start=1):
            with suppress(WrongUse):
                do(office, number, operation)
            assert without_member(office) == [], operation
        office.store.close()


HISTORIES = st.lists(OPERATIONS, min_size=6, max_size=14)
NO_LIMITS = {"deadline": None, "suppress_health_check": list(HealthCheck)}


@settings(max_examples=5, **NO_LIMITS)  # type: ignore[arg-type]
@for_any(HISTORIES)
def test_whatever_is_done_rows_that_count_have_their_member(operations: list[tuple[object, ...]]) -> None:
    check(operations)


@pytest.mark.soak
@settings(max_examples=1_000, phases=[Phase.generate], **NO_LIMITS)  # type: ignore[arg-type]
@for_any(HISTORIES)
def test_of_many_histories(operations: list[tuple[object, ...]]) -> None:
    check(operations)
