"""Members that only facts named are none of a dimension that has a file of its own: whatever the specs become, that is told or refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import sqlalchemy as sa
from copied_stores import filled_url
from postgres_server import ENGINES

from iku_dsl.checking.check import check_files
from iku_dsl.period import Period
from iku_dsl.problem import SourceFile
from iku_dsl.program import Program
from iku_engine.binding import find
from iku_engine.bound import Binding
from iku_engine.errors import StoreError, WrongUse
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.facts.addressing import address
from iku_engine.facts.amending import correct, retract
from iku_engine.facts.withdrawing import withdraw
from iku_engine.importing import batches
from iku_engine.importing.importing import import_file
from iku_engine.ledger.verify import Verifier
from iku_engine.members import members
from iku_engine.migrate.opening import open_store
from iku_engine.reference.cross_check import cross_check
from iku_engine.results.evaluation import Evaluation
from iku_engine.staging.report import ImportReport
from iku_engine.store.store import Store
from iku_engine.wording import say_it

SPEC = """
dimensi act kunci kode
sumber work per tahun, act daftar
  kolom n bilangan 0..1000
  kolom up act boleh kosong

indikator total
  satuan angka
  arah naik
  rumus jumlah work.n

indikator c
  satuan angka
  arah naik
  rumus banyaknya (act yang ada work)
"""
WORK = "tahun,act,n,up\n2025,a1,10,\n2025,a2,20,a1\n2025,a3,40,\n"
TWO, THREE = "kode\na1\na2\n", "kode\na1\na2\na3\n"
NOTE = (
    "no file has named the members of dimension act yet, though facts name some of them (work): load a file that has them all "
    "(iku-engine import FILE --into act)"
)


def program(more: str = "") -> Program:
    checked = check_files([SourceFile("spec.iku", SPEC.replace("kunci kode\n", f"kunci kode{more}\n"))])
    assert not checked.errors, [problem.id for problem in checked.errors]
    return checked.program


FREE, CLOSED, KEYED = program(), program(" tertutup"), program("\n  atribut nama teks boleh kosong")
WITH_A_FILE = pytest.mark.parametrize("kept", [CLOSED, KEYED], ids=["closed", "keyed"])


class Office:
    """A store of which the specs change."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url
        self.open(FREE)

    def open(self, specs: Program) -> None:
        self.program = specs
        self.store: Store = open_store(self.url, specs, user="siti")

    def now(self, specs: Program) -> None:
        self.store.close()
        self.open(specs)

    def load(self, name: str, text: str) -> ImportReport:
        path = self.folder / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        return import_file(self.store, self.program, path, name, user="siti")

    def retract(self, name: str, *keys: str) -> None:
        period = Period(2025) if name == "work" else None
        retract(self.store, address(self.store, self.program, name, period, keys), user="siti", reason="r")

    def evaluated(self, engine: str = "") -> Evaluation:
        return evaluate(self.store, self.program, specs="", periods=[Period(2025)], engine=engine)

    @property
    def values(self) -> list[object]:
        """Of all engines, which agree; that rows of PostgreSQL come to them as those of SQLite do is held elsewhere."""
        made = self.evaluated()
        found = [one.value for one in made.results]
        if self.url.startswith("postgresql"):
            return found
        assert found == [one.value for one in self.evaluated("duckdb").results]
        with self.store.reading() as connection:
            assert cross_check(connection, self.store.schema, self.program, made).difference is None
        return found

    @property
    def verified(self) -> list[str]:
        found = Verifier(self.store).verify()
        assert found.faults == (), [say_it(one, "en") for one in found.faults]
        return [say_it(one, "en") for one in found.told]


@pytest.fixture(params=ENGINES)
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path, filled_url(request, _named_by_facts))
    yield made
    made.store.close()


def _named_by_facts(url: str) -> None:
    with TemporaryDirectory() as folder:
        made = Office(Path(folder), url)
        made.load("work", WORK)
        made.store.close()


@pytest.mark.diagonal
@WITH_A_FILE
def test_the_first_file_must_have_all_that_facts_name(office: Office, kept: Program) -> None:
    """A member that facts alone had named went on counting beside a file without it."""
    assert office.values == [70, 3]
    office.now(kept)
    with pytest.raises(WrongUse) as refused:
        office.load("act", TWO)
    told = dict(refused.value.text.arguments)
    assert (refused.value.text.key, told["member"], told["count"]) == ("orphans.listed", "a3", 1)
    assert told["places"] == ("2025 (work.csv:4)",)
    assert "load a file that has it" in say_it(refused.value.text, "en")
    report = office.load("act", THREE)
    assert (report.accepted, report.identical, report.replaced) == (3, 0, 3), "named by the file from now on"
    assert office.values == [70, 3]
    assert office.verified == []
    assert office.load("act", TWO).identical == 2, "a later file may have some of them"
    assert office.values == [70, 3]


@pytest.mark.diagonal
@WITH_A_FILE
def test_a_member_whose_rows_were_taken_back_needs_no_file(office: Office, kept: Program) -> None:
    office.retract("work", "a3")
    office.now(kept)
    office.load("act", TWO)
    assert office.values == [30, 2]
    assert office.verified == []
    rejected = office.load("work", "tahun,act,n,up\n2025,a3,40,\n").rejected
    assert len(rejected) == 1, "facts about another are kept out"


@pytest.mark.diagonal
@WITH_A_FILE
def test_until_a_file_comes_it_is_told_that_there_is_none(office: Office, kept: Program) -> None:
    office.now(kept)
    assert [say_it(one, "en") for one in office.evaluated().notes] == [NOTE]
    assert office.verified == [NOTE]
    assert office.load("work", "tahun,act,n,up\n2025,a1,11,\n").rejected_total == 1, "nobody may name one meanwhile"
    office.load("act", THREE)
    assert office.evaluated().notes == ()
    assert office.load("work", "tahun,act,n,up\n2025,a1,11,\n").accepted == 1


@pytest.mark.diagonal
@WITH_A_FILE
def test_rows_come_back_only_about_members_of_the_file(office: Office, kept: Program) -> None:
    office.retract("work", "a3")
    with office.store.reading() as connection:
        last = connection.execute(sa.select(sa.func.max(office.store.schema.batches.c.batch_id))).scalar_one()
    office.now(kept)
    for _ in ("before the file", "after it"):
        with pytest.raises(WrongUse) as refused:
            withdraw(office.store, office.program, last, user="siti", reason="r")
        assert refused.value.text.key == "orphans.back"
        office.load("act", TWO)


@pytest.mark.diagonal
@WITH_A_FILE
def test_a_file_that_is_taken_back_does_not_give_the_members_back_to_the_facts(office: Office, kept: Program) -> None:
    office.now(kept)
    batch = office.load("act", THREE).batch or 0
    with pytest.raises(WrongUse) as refused:
        withdraw(office.store, office.program, batch, user="siti", reason="r")
    assert refused.value.text.key == "orphans.gone"
    for one in ("a1", "a2", "a3"):
        office.retract("work", one)
    withdraw(office.store, office.program, batch, user="siti", reason="r")
    assert office.load("work", WORK).rejected_total == 3
    assert office.verified == []


def test_a_member_that_a_row_names_in_a_column_must_be_in_the_file(office: Office) -> None:
    office.retract("work", "a1")
    office.now(CLOSED)
    with pytest.raises(WrongUse) as refused:
        office.load("act", "kode\na2\na3\n")
    told = dict(refused.value.text.arguments)
    assert (refused.value.text.key, told["member"]) == ("orphans.listed", "a1")
    assert "facts correct work a2" in str(told["command"])


def test_members_are_those_that_facts_name_once_no_file_is_needed(office: Office) -> None:
    """What a file had taken back is there again where facts name it."""
    office.retract("work", "a3")
    office.now(CLOSED)
    office.load("act", TWO)
    office.now(FREE)
    assert office.values == [30, 2]
    office.load("work", "tahun,act,n,up\n2025,a3,40,\n")
    assert office.values == [70, 3]
    assert office.verified == []
    office.now(KEYED)
    with pytest.raises(WrongUse):
        office.load("act", TWO)
    office.load("act", THREE)
    office.now(CLOSED)
    assert office.values == [70, 3]
    assert office.verified == []


@pytest.mark.diagonal
@WITH_A_FILE
def test_a_store_in_which_an_older_program_took_such_a_file_is_refused_until_one_has_all(
    office: Office, kept: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.now(kept)
    with monkeypatch.context() as older:
        for module in (members, batches):
            older.setattr(module, "named_elsewhere", lambda *_: ())
        office.load("act", "kode,nama\na1,x\na2,y\n" if kept is KEYED else TWO)
    with pytest.raises(WrongUse) as refused:
        office.evaluated()
    assert (refused.value.text.key, "a3" in say_it(refused.value.text, "en")) == ("orphans.listed", kept is KEYED)
    assert any("a3 is no member of dimension act" in one for one in office.verified)
    office.load("act", THREE)
    assert office.values == [70, 3]
    assert office.verified == []


def test_a_correction_of_one_member_is_no_file(office: Office) -> None:
    office.now(KEYED)
    with pytest.raises(WrongUse) as refused:
        correct(
            office.store, KEYED, address(office.store, KEYED, "act", None, ["a1"]), {"nama": "x"}, user="s", reason="r"
        )
    assert refused.value.text.key == "orphans.listed"


@WITH_A_FILE
def test_a_retraction_of_one_member_is_no_file_either(office: Office, kept: Program) -> None:
    """Its row was taken away twice: as the one that is meant, and as one that facts named, which ended in the database's own words."""
    office.retract("work", "a3")
    office.now(kept)
    with pytest.raises(WrongUse) as refused:
        office.retract("act", "a3")
    assert refused.value.text.key == "orphans.listed"
    for key in ("a1", "a2"):
        office.retract("work", key)
    office.retract("act", "a3")
    assert office.verified == []


def test_beside_bound_files_it_is_told_too(office: Office, tmp_path: Path) -> None:
    office.now(CLOSED)
    file = tmp_path / "bound.csv"
    file.write_text(THREE, encoding="utf-8")
    if office.store.engine.dialect.name == "sqlite":
        found = evaluate(
            office.store, CLOSED, specs="", periods=[Period(2025)], bound=[find(Binding("act", (str(file),)))]
        )
        assert ([one.value for one in found.results], found.notes) == ([70, 3], ())


def test_a_list_that_lacks_one_is_refused_as_ever(office: Office) -> None:
    office.store.close()
    listed = check_files([SourceFile("s.iku", SPEC.replace("dimensi act kunci kode", "dimensi act\n  a1, a2"))]).program
    with pytest.raises(StoreError) as refused:
        office.open(listed)
    office.open(FREE)
    assert refused.value.text.key == "migrate-members"
