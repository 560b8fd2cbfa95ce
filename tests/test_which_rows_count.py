"""Which rows may count: what specs demand of a row holds at every door by which rows come to count, and no key has two of them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import pytest
from by_hand import by_hand
from copied_stores import filled_url
from postgres_server import ENGINES

from iku_dsl.checking.check import check_files
from iku_dsl.period import Period
from iku_dsl.problem import SourceFile, Text
from iku_dsl.program import Program
from iku_engine.database.chain import event_at, events
from iku_engine.errors import StoreError, WrongUse
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.facts.addressing import address
from iku_engine.facts.amending import correct
from iku_engine.facts.locking import lock, unlock
from iku_engine.facts.withdrawing import withdraw
from iku_engine.importing.importing import import_file
from iku_engine.ledger.verify import Verifier
from iku_engine.migrate.opening import open_store
from iku_engine.results.evaluation import Result, State
from iku_engine.snapshot.snapshot import Snapshot
from iku_engine.store.store import Store
from iku_engine.wording import say_it

REGIONS = "code,name\nA,Aceh\nB,Bali\n"
SPEC = """
dimension region "Region" key code
  attribute name text may be missing
table pts
  aa 10
  bb 20
table pts2
  aa 10
  cc 3
source school "Schools" per year, region complete
  column {column}
{rule}
indicator out
  unit number
  direction higher
  formula {formula}
indicator regions
  unit number
  direction higher
  formula count region
"""
OTHER = """
dimension region "Region" key code
  attribute name text may be missing
source x per year
  column a number
indicator q
  unit number
  direction higher
  formula x.a
"""
GROWS = ("x integer 0..1000", "x >= x[previous year]")


def program(column: str, formula: str = "sum school.v", rule: str = "", more: str = "") -> Program:
    column += f"\n  column {more}" if more else ""
    rule = f"  require {rule}" if rule else ""
    checked = check_files([SourceFile("s.iku", SPEC.format(column=column, formula=formula, rule=rule))])
    assert not checked.errors, [problem.id for problem in checked.errors]
    return checked.program


def grows(formula: str = "sum school.x") -> Program:
    return program(GROWS[0], formula, GROWS[1])


class Office:
    """A store that is opened with one spec after another, and stays open until the next one."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.known: tuple[Program, Store] | None = None

    def close(self) -> None:
        if self.known is not None:
            self.known[1].close()
        self.known = None

    def open(self, specs: Program) -> Store:
        if self.known is None or self.known[0] is not specs:
            self.close()
            self.known = specs, open_store(self.url, specs, user="siti")
        return self.known[1]

    def bring(self, specs: Program, text: str, name: str = "school") -> int:
        store = self.open(specs)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / f"{name}-{len(text)}.csv"
            file.write_text(text, encoding="utf-8")
            report = import_file(store, specs, file, name, user="siti")
            assert report.rejected_total == 0
            return report.batch or 0

    def result(self, specs: Program, name: str = "out", year: int = 2025, **asked: object) -> Result:
        store = self.open(specs)
        made = evaluate(store, specs, specs="", indicators=[name], periods=[Period(year)], **asked)  # type: ignore[arg-type]
        return made.results[0]

    def withdraw(self, specs: Program, batch: int) -> int:
        store = self.open(specs)
        return withdraw(store, specs, batch, user="siti", reason="r").event

    def correct(self, specs: Program, member: str, year: int = 2025, **cells: str) -> int:
        store = self.open(specs)
        place = address(store, specs, "school", Period(year), [member])
        return correct(store, specs, place, cells, user="siti", reason="r").event

    def lacks(self, specs: Program, at: datetime) -> bool:
        """Whether A's figure was empty at a time."""
        store = self.open(specs)
        with store.reading() as connection:
            snapshot = Snapshot(connection, store.schema, specs, event_at(connection, store.schema, at))
            row = snapshot.row(store.schema.relations["school"], Period(2025), ("A",))
            return row is not None and row.values["v"] is None

    def lock(self, specs: Program, year: int) -> None:
        store = self.open(specs)
        lock(store, specs, Period(year), user="siti")

    def unlock(self, specs: Program, year: int) -> tuple[int, ...]:
        store = self.open(specs)
        return tuple(one[0] for one in unlock(store, specs, Period(year), user="siti", reason="r").admitted)

    def now(self, specs: Program) -> tuple[datetime, int]:
        store = self.open(specs)
        with store.reading() as connection:
            last = list(events(connection, store.schema))[-1]
            return datetime.fromisoformat(last.at), last.id

    def faults(self, specs: Program) -> list[str]:
        store = self.open(specs)
        return [one.key for one in Verifier(store).verify().faults]

    def hand(self, specs: Program, *statements: str) -> None:
        store = self.open(specs)
        by_hand(store.engine, *statements)
        self.close()  # what it keeps of rows beside it is not what they are now


def _regions(url: str) -> None:
    """A new store with two regions."""
    made = Office(url)
    made.bring(program("v integer"), REGIONS, "region")
    made.close()


@pytest.fixture(params=ENGINES)
def office(request: pytest.FixtureRequest) -> Iterator[Office]:
    made = Office(filled_url(request, _regions))
    yield made
    made.close()


def refused(text: Text) -> str:
    return say_it(text, "en")


# What the specs of then took in, and those of now do not: the column and formula before and after, what A had and has.
NARROWED = {
    "range": ("v integer 0..1000", "v integer 0..100", "sum school.v", "", "900", "50"),
    "choices": ("v choice a, b, c", "v choice a, b", "count (school where v = a)", "", "c", "a"),
    "entry of a table": ("v choice of pts", "v choice of pts2", "sum (pts[school.v]) over school", "", "bb", "aa"),
    "required": ("v integer 0..10 may be missing", "v integer 0..10", "sum school.v", "", "", "5"),
    "require": ("v integer 0..10", "v integer 0..10", "sum school.v", "v >= 3", "1", "5"),
    "end": ("v integer 0..10", "v integer 0..top", "sum school.v", "", "9", "5"),
}


def _narrow(kind: str) -> tuple[Program, Program, str]:
    """The specs before and after, and what else a row has."""
    before, after, formula, rule, *_ = NARROWED[kind]
    more = "top integer 0..10" if kind == "end" else ""
    later = program(after, formula.replace("pts[", "pts2["), rule, more)
    return program(before, formula, more=more), later, ",6" if more else ""


def _replaced(url: str, kind: str) -> None:
    """A new store with two rows, of which one was replaced by the last batch."""
    _regions(url)
    office, (specs, _, top), (*_, old, new) = Office(url), _narrow(kind), NARROWED[kind]
    header = "year,region,v,top\n" if top else "year,region,v\n"
    office.bring(specs, f"{header}2025,A,{old}{top}\n2025,B,{new}{top}\n")
    office.bring(specs, f"{header}2025,A,{new}{top}\n")
    office.close()


@pytest.fixture(params=ENGINES)
def engine_of_store(request: pytest.FixtureRequest) -> pytest.FixtureRequest:
    return request


@pytest.fixture(params=NARROWED)
def narrowed(
    request: pytest.FixtureRequest, engine_of_store: pytest.FixtureRequest
) -> Iterator[tuple[Office, Program, datetime, int]]:
    """A store whose specs demand more than a row that was replaced has; the time when it counted, and the batch that replaced it."""
    office, (first, later, _) = Office(filled_url(engine_of_store, _replaced, request.param)), _narrow(request.param)
    with office.open(first).reading() as connection:
        then, last = list(events(connection, office.open(first).schema))[-2:]
    assert office.result(later).state is State.VALUE
    yield office, later, datetime.fromisoformat(then.at), last.id
    office.close()


@pytest.mark.few("entry of a table-sqlite", "end-postgres")
def test_a_row_that_specs_forbid_by_now_does_not_come_back(narrowed: tuple[Office, Program, datetime, int]) -> None:
    office, specs, _, batch = narrowed
    was, events_were = office.result(specs).value, office.now(specs)[1]
    with pytest.raises(WrongUse) as no:
        office.withdraw(specs, batch)
    said = refused(no.value.text)
    assert "2 (A)" in said
    assert "school" in said
    assert (office.result(specs).value, office.now(specs)[1]) == (was, events_were)


@pytest.mark.few("required-sqlite-", "choices-postgres-duckdb", "require-sqlite-")
@pytest.mark.parametrize("engine", ["", "duckdb"])
def test_a_row_that_specs_forbid_by_now_is_not_counted_as_of_then(
    narrowed: tuple[Office, Program, datetime, int], engine: str
) -> None:
    office, specs, at, _ = narrowed
    column = specs.sources["school"].columns["v"]
    if not column.may_be_missing and office.lacks(specs, at):
        empty = office.result(specs, as_of=at, engine=engine)  # which is told as such, and needs no refusal
        assert (empty.state, empty.bounds and (empty.bounds.low, empty.bounds.high)) == (State.MISSING, (5, 15))
    else:
        with pytest.raises(WrongUse) as no:
            office.result(specs, as_of=at, engine=engine)
        assert "2 (A)" in refused(no.value.text)
    assert office.result(specs, "regions", as_of=at).value == 2  # which does not read them
    later = office.now(specs)[0]
    now, known = office.result(specs), office.result(specs, as_of=later)
    assert (known.value, known.state) == (now.value, now.state)


@pytest.mark.few("sqlite")
def test_a_row_that_keeps_what_the_specs_demand_comes_back(office: Office) -> None:
    wide, narrow = program("v integer 0..1000"), program("v integer 0..100")
    office.bring(wide, "year,region,v\n2025,A,60\n2025,B,20\n")
    at = office.now(wide)[0]
    batch = office.bring(wide, "year,region,v\n2025,A,50\n")
    assert office.result(narrow).value == 70
    assert office.result(narrow, as_of=at).value == 80
    office.withdraw(narrow, batch)
    assert office.result(narrow).value == 80


@pytest.mark.few("postgres")
def test_a_row_does_not_come_back_beside_one_with_which_it_breaks_a_rule(office: Office) -> None:
    specs = grows("sum (school.x - school.x[previous year]) over school")
    office.bring(specs, "year,region,x\n2024,A,10\n2024,B,10\n2025,B,20\n")
    batch = office.correct(specs, "A", 2024, x="5")
    office.bring(specs, "year,region,x\n2025,A,7\n")
    with pytest.raises(WrongUse) as no:
        office.withdraw(specs, batch)
    assert ".csv:2 (A)" in refused(no.value.text)
    assert "x >= x[previous year]" in refused(no.value.text)
    assert office.result(specs).value == 12
    office.correct(specs, "A", 2025, x="11")
    office.withdraw(specs, batch)
    assert office.result(specs).value == 11


@pytest.mark.few("sqlite")
def test_an_opening_lets_no_row_in_that_breaks_a_rule(office: Office) -> None:
    specs = grows("sum (school.x - school.x[previous year]) over school")
    office.bring(specs, "year,region,x\n2024,A,10\n2024,B,1\n2025,A,20\n2025,B,1\n")
    office.lock(specs, 2024)
    office.correct(specs, "A", 2024, x="15")
    office.correct(specs, "A", 2025, x="12")
    with pytest.raises(WrongUse) as no:
        office.unlock(specs, 2024)
    assert "(2024, A)" in refused(no.value.text)
    assert "x >= x[previous year]" in refused(no.value.text)
    assert office.result(specs).value == 2
    office.correct(specs, "A", 2025, x="16")
    assert len(office.unlock(specs, 2024)) == 1
    assert office.result(specs).value == 1
    assert office.faults(specs) == []


@pytest.mark.few("postgres")
def test_what_is_replaced_while_it_waits_breaks_no_rule(office: Office) -> None:
    specs = grows()
    office.bring(specs, "year,region,x\n2024,A,10\n2025,A,20\n2024,B,1\n2025,B,1\n")
    office.lock(specs, 2024)
    office.correct(specs, "A", 2024, x="15")
    office.correct(specs, "A", 2025, x="12")
    office.correct(specs, "A", 2024, x="11")
    assert len(office.unlock(specs, 2024)) == 2
    assert office.result(specs, year=2024).value == 12


CHANGED = {
    "a computed column": ("d <= 8", "  let d = v", "  let d = v * 2", "aa 8", "aa 8"),
    "one of an earlier period": ("d[previous year] <= 8", "  let d = v", "  let d = v * 2", "aa 8", "aa 8"),
    "a table": ("v <= pts[w]", "  column w choice of pts", "  column w choice of pts", "aa 8", "aa 5"),
}


@pytest.mark.diagonal
@pytest.mark.parametrize("name", CHANGED)
def test_a_rule_whose_words_are_the_same_and_whose_meaning_is_not_is_held_against_rows(
    office: Office, name: str
) -> None:
    rule, *more, before, after = CHANGED[name]
    text = SPEC.replace("{rule}", f"{{more}}\n  require {rule}").replace("aa 10\n  bb", "{entry}\n  bb", 1)
    made = [
        check_files(
            [SourceFile("s.iku", text.format(column="v integer 0..10", formula="sum school.v", more=one, entry=entry))]
        )
        for one, entry in zip(more, (before, after), strict=True)
    ]
    assert not any(one.errors for one in made), [problem.id for one in made for problem in one.errors]
    office.bring(
        made[0].program,
        "year,region,v,w\n2024,A,6,aa\n2025,A,6,aa\n" if "w " in more[0] else "year,region,v\n2024,A,6\n2025,A,6\n",
    )
    with pytest.raises(StoreError) as no:
        office.result(made[1].program)
    assert no.value.text.key == "migrate-rules"


# ---- a look-up without an entry

SETS = {
    "sum": "sum (pts2[school.v]) over school",
    "sum of some": "sum (pts2[school.v]) over (school where pts2[v] > 4)",
    "average": "average (pts2[school.v]) over school",
    "weighted": "weighted average (pts2[school.v]) by (pts2[school.v]) over school",
    "median": "median (pts2[school.v]) over school",
    "greatest": "maximum (pts2[school.v]) over school",
    "count": "count (school where pts2[v] > 5)",
    "count of fewer": "count (school where pts2[v] < 5)",
    "share": "count (school where pts2[v] > 5) / count school",
}


@pytest.mark.few("sqlite-average", "sqlite-share", "postgres-weighted")
@pytest.mark.parametrize("formula", SETS)
def test_a_lookup_without_an_entry_is_an_error(office: Office, formula: str) -> None:
    """What no door lets in may be there by other hands: it is never a row less, or 0."""
    specs = program("v choice of pts2", SETS[formula])
    office.bring(specs, "year,region,v\n2025,A,aa\n2025,B,aa\n")
    for engine in ("", "duckdb"):
        assert office.result(specs, engine=engine).state is State.VALUE, engine
    office.hand(specs, "UPDATE fact_school SET v = 'bb' WHERE key_region = 'A'")
    for engine in ("", "duckdb"):
        broken = office.result(specs, engine=engine)
        assert (broken.state, broken.value) == (State.ERROR, None), engine


# ---- one row of a key


@pytest.mark.few("sqlite")
def test_an_opening_works_by_what_the_store_knows(office: Office) -> None:
    specs, other = program("v integer"), check_files([SourceFile("o.iku", OTHER)]).program
    office.bring(specs, "year,region,v\n2025,A,10\n2025,B,20\n")
    office.lock(specs, 2025)
    waits = office.correct(specs, "A", v="15")
    assert office.unlock(other, 2025) == (waits,)
    assert office.result(specs).value == 35
    office.correct(specs, "A", v="17")
    assert office.result(specs).value == 37
    assert office.faults(specs) == []


@pytest.mark.few("postgres")
def test_what_waits_is_held_against_rules_by_the_specs_that_have_them(office: Office) -> None:
    specs, other = grows(), check_files([SourceFile("o.iku", OTHER)]).program
    office.bring(specs, "year,region,x\n2025,A,10\n2025,B,20\n")
    office.lock(specs, 2025)
    waits = office.correct(specs, "A", x="15")
    with pytest.raises(WrongUse) as no:
        office.unlock(other, 2025)
    assert "school" in refused(no.value.text)
    assert office.unlock(specs, 2025) == (waits,)


@pytest.fixture
def short(office: Office) -> tuple[Office, Program]:
    """An opening that lets in less than what waits, as a program of earlier did, or anybody may write who owns the database."""
    from iku_engine.facts import locking

    specs = program("v integer")
    office.bring(specs, "year,region,v\n2025,A,10\n2025,B,20\n")
    office.lock(specs, 2025)
    office.correct(specs, "A", v="15")
    with open_store(office.url, specs, user="siti") as store, store.writing() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        locking._note(connection, store.schema, Period(2025), "", (), user="siti", reason="r", closed=False)
    return office, specs


def test_an_opening_that_lets_in_less_than_waits_is_found(short: tuple[Office, Program]) -> None:
    office, specs = short
    assert "verify.admitted-less" in office.faults(specs)
    office.lock(specs, 2025)  # what was left out is let in by the next
    office.unlock(specs, 2025)
    assert office.faults(specs) == []
    assert office.result(specs).value == 35


@pytest.mark.diagonal
@pytest.mark.parametrize("engine", ["", "duckdb"])
def test_two_rows_of_one_key_are_not_counted(short: tuple[Office, Program], engine: str) -> None:
    office, specs = short
    office.correct(specs, "A", v="17")
    with pytest.raises(StoreError) as no:
        office.result(specs, engine=engine)
    said = refused(no.value.text)
    assert "school 2025 · A" in said
    assert "verify.twice" in office.faults(specs)
    assert office.result(specs, "regions", engine=engine).value == 2
    office.lock(specs, 2025)
    with pytest.raises(StoreError):  # closed again, and both still count
        office.result(specs, engine=engine)
    assert "verify.twice" in office.faults(specs)
    office.unlock(specs, 2025)
    assert office.result(specs, engine=engine).value == Fraction(37)
    assert office.faults(specs) == []


@pytest.mark.few("postgres")
def test_two_rows_of_one_key_are_found(office: Office) -> None:
    """A row of a key that is there, and that nothing says to take its place."""
    specs = program("v integer")
    office.bring(specs, "year,region,v\n2025,A,10\n2025,B,20\n")
    batch = office.correct(specs, "A", v="15")
    office.hand(specs, f"DELETE FROM fact_school__superseded WHERE batch_id = {batch}")
    assert "verify.twice" in office.faults(specs)
