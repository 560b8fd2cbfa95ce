"""Rows that count and are to be looked at are told beside each result that reads them, as long as they count."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import sqlalchemy as sa
from by_hand import by_hand
from copied_stores import filled_url
from fresh_store import fresh_store
from hypothesis import example, given, settings
from hypothesis import strategies as st
from postgres_server import ENGINES

from iku_dsl.budgets import BUDGETS
from iku_dsl.checking.check import check_files
from iku_dsl.period import Period
from iku_dsl.problem import SourceFile
from iku_dsl.program import Program
from iku_dsl.records import replace
from iku_engine.database.chain import events
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.evaluating.seeing import seeing
from iku_engine.facts.addressing import address
from iku_engine.facts.amending import Amended, correct, retract
from iku_engine.facts.locking import lock, unlock
from iku_engine.facts.overview import doubted
from iku_engine.facts.withdrawing import withdraw
from iku_engine.importing.importing import import_file
from iku_engine.ledger.verify import Verifier
from iku_engine.migrate.opening import open_store
from iku_engine.remarks.noticed import MOST_ROWS
from iku_engine.wording import say_it

CHECK = '  check x <= 10 because "more than ten"'
SPEC = """
dimension unit key code
source s per year, unit register
  column x integer 0..1000
{check}
source other per year register
  column y integer 0..1000
indicator total
  unit number
  direction higher
  formula sum s.x
indicator before
  unit number
  direction higher
  formula sum (s.x[previous year]) over (unit where has s[previous year])
indicator apart
  unit number
  direction higher
  formula other.y
"""
S = "year,unit,x\n2024,a,5\n2024,b,6\n2025,a,50\n2025,b,6\n2025,c,70\n"
TOLD = "rows that count (2): s.csv:4, s.csv:6: to be looked at: more than ten"


def program(check: str = CHECK) -> Program:
    checked = check_files([SourceFile("s.iku", SPEC.replace("{check}", check))])
    assert not checked.errors, [problem.id for problem in checked.errors]
    return checked.program


class Office:
    """A store with rows that are to be looked at."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url
        self.open(program())

    def open(self, specs: Program) -> None:
        self.program = specs
        self.store = open_store(self.url, specs, user="siti")

    def load(self, name: str, text: str) -> int:
        path = self.folder / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        report = import_file(self.store, self.program, path, name, user="siti")
        assert report.rejected_total == 0
        return report.batch or 0

    def correct(self, unit: str, x: str, year: int = 2025) -> Amended:
        place = address(self.store, self.program, "s", Period(year), [unit])
        return correct(self.store, self.program, place, {"x": x}, user="siti", reason="r")

    def retract(self, unit: str) -> int:
        place = address(self.store, self.program, "s", Period(2025), [unit])
        return retract(self.store, place, user="siti", reason="r").event

    def told(self, name: str = "total", year: int = 2025, upto: int | None = None, engine: str = "") -> list[str]:
        made = evaluate(
            self.store, self.program, specs="", indicators=[name], periods=[Period(year)], upto=upto, engine=engine
        )
        return [say_it(note, "en") for note in made.results[0].notes]


@pytest.fixture(params=ENGINES)
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path, filled_url(request, _filled))
    yield made
    made.store.close()


def _filled(url: str) -> None:
    with TemporaryDirectory() as folder:
        made = Office(Path(folder), url)
        made.load("s", S)
        made.load("other", "year,y\n2025,1\n")
        made.store.close()


def test_what_was_told_as_rows_came_is_told_beside_what_reads_them(office: Office) -> None:
    """It was told at the import and by `facts list`, and a planner who reads the result read of nothing."""
    assert office.told() == office.told(engine="duckdb") == [TOLD]
    assert office.told("before", 2026) == [TOLD]
    assert office.told(year=2024) == office.told("apart") == []
    made = evaluate(office.store, office.program, specs="", indicators=["total"], periods=[Period(2025)])
    assert "perlu diperiksa: more than ten" in say_it(made.results[0].notes[0], "id")
    assert Verifier(office.store).verify().faults == ()


BESIDE = '  check x <= 10 * x[previous year] and x <= 20 * other.y because "more than ten"'


def test_a_check_is_held_again_of_what_came_later(tmp_path: Path) -> None:
    """What makes a row odd may come after it, and what mended it ended no word."""
    office = Office(tmp_path, f"sqlite:///{tmp_path}/iku.db")
    office.open(program(BESIDE))
    office.load("s", S)
    assert office.told() == []
    office.load("other", "year,y\n2025,3\n")
    assert office.told() == [TOLD.replace("(2): s.csv:4, ", "(1): ")]
    before = office.correct("a", "1", year=2024).event
    assert office.told() == [TOLD]
    assert office.told(upto=before - 1) == [TOLD.replace("(2): s.csv:4, ", "(1): ")]
    office.load("other", "year,y\n2025,4\n")
    office.correct("a", "5", year=2024)
    assert office.told() == []
    with seeing(office.store, office.program) as (snapshot, _, _):
        assert list(doubted(snapshot, office.store.schema.relations["s"], [2025])) == []
    office.store.close()


def test_rows_that_count_no_more_are_told_no_more(office: Office) -> None:
    seen = office.correct("a", "9").event
    assert office.told() == [TOLD.replace("(2): s.csv:4, ", "(1): ")]
    assert office.told(upto=seen - 1) == [TOLD]
    retracted = office.retract("c")
    assert office.told() == []
    withdraw(office.store, office.program, retracted, user="siti", reason="r")
    assert office.told() == [TOLD.replace("(2): s.csv:4, ", "(1): ")], "it came back"
    again = office.retract("c")
    assert office.told() == []
    withdraw(office.store, office.program, again, user="siti", reason="r")
    assert office.told() == [TOLD.replace("(2): s.csv:4, ", "(1): ")], "once more"
    office.load("s", S)  # what is the same stays as it came, and is told once
    assert [one.split(": ")[0] for one in office.told()] == ["rows that count (2)"]


def test_a_correction_that_is_to_be_looked_at_says_so_and_is_remembered(office: Office) -> None:
    done = office.correct("b", "99")
    assert [say_it(one, "en") for one in done.doubts] == ["to be looked at: more than ten"]
    assert office.told() == [TOLD.replace("(2): s.csv:4, s.csv:6", f"(3): s.csv:4, s.csv:6, #{done.event}")]
    assert office.correct("b", "3").doubts == ()
    assert office.told() == [TOLD]


def test_rows_that_wait_are_not_told_as_rows_that_count(office: Office) -> None:
    lock(office.store, office.program, Period(2025), user="siti")
    office.correct("b", "99")
    assert TOLD in office.told()
    unlock(office.store, office.program, Period(2025), user="siti", reason="r")
    assert [one.split(": ")[0] for one in office.told()] == ["rows that count (3)"]


def test_what_specs_no_longer_ask_is_told_no_more(office: Office) -> None:
    office.store.close()
    office.open(program(check=""))
    assert office.told() == []
    office.store.close()
    office.open(program())
    assert office.told() == [TOLD]


def test_rows_that_look_like_totals_are_told_alike(office: Office) -> None:
    office.load("s", "year,unit,x\n2026,d,1\n2026,e,2\n2026,f,4\n2026,g,7\n")
    (told,) = office.told(year=2026)
    assert "s.csv:5" in told
    assert "sum" in told or "total" in told


def test_of_many_rows_some_are_remembered(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(f"2027,u{n},{11 + n % 7}\n" for n in range(MOST_ROWS + 50))
    office.load("s", f"year,unit,x\n{rows}")
    told = next(one for one in office.told(year=2027) if "more than ten" in one)
    assert told.startswith("rows that count (200+): s.csv:2, s.csv:3, s.csv:4, s.csv:5, s.csv:6, …: ")
    monkeypatch.setitem(BUDGETS, "held-again", replace(BUDGETS["held-again"], most=MOST_ROWS))
    told, beside = office.told(year=2027)
    assert re.match(r"rows that count \(12[56]\+\): s.csv:2, s.csv:4, s.csv:6, s.csv:8, s.csv:10, …: ", told), (
        "evenly from all"
    )
    assert beside.startswith("whether rows of s keep its “check” was last looked at as they came")
    with office.store.reading() as connection:
        last = list(events(connection, office.store.schema))[-1]
    assert len(last.detail) < 3_000


@pytest.mark.parametrize(
    "kept",
    [
        '"x"',
        "[1]",
        '[{"rows": 1}]',
        '[{"count": "a", "reason": {}, "rows": [1]}]',
        f'[{{"check": 1, "count": 1, "reason": {{}}, "rows": [{2**70}, -1, "a"]}}]',
        "null",
    ],
)
def test_what_is_no_such_thing_in_a_book_stops_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: str
) -> None:
    """Somebody may have put there what they like, and it cannot be taken away again."""
    office = Office(tmp_path, f"sqlite:///{tmp_path}/iku.db")
    office.load("s", S)
    with office.store.reading() as connection:
        event = list(events(connection, office.store.schema))[-1]
    start = event.detail.index('"doubted":') + len('"doubted":')
    end = event.detail.index(',"file"')
    assert start < end
    text = (event.detail[:start] + kept + event.detail[end:]).replace("'", "''")
    by_hand(office.store.engine, f"UPDATE iku_event SET detail = '{text}' WHERE event_id = {event.id}")
    assert office.told() == [TOLD], "as the rows are looked at again"
    monkeypatch.setitem(BUDGETS, "held-again", replace(BUDGETS["held-again"], most=0))
    assert [one.split(" ")[0] for one in office.told()] == ["whether"]
    office.store.close()


TAKEN_SPEC = """
dimension unit key code
dimension area key code
  attribute name text
source s per year, unit register
  column a integer 0..1000
  column r number may be missing
  check a <= 60 because "more than sixty"
indicator total
  unit number
  direction higher
  formula sum s.a
"""
TAKEN_IN = check_files([SourceFile("s.iku", TAKEN_SPEC)]).program
LIKE_TOTALS = ("A", "B", "a", "C", "Tahun Lalu", "Rata-rata", "Jumlah Pendamping", "2023")


@given(
    st.lists(
        st.tuples(
            st.sampled_from(LIKE_TOTALS), st.sampled_from(["10", "20", "30", "50", "100", "x"]), st.integers(1, 3)
        ),
        min_size=2,
        max_size=9,
    ),
    st.booleans(),
)
@example([("A", "10", 1), ("B", "20", 2), ("A", "30", 3)], False)
@example([("A", "10", 1), ("B", "20", 2), ("A", "100", 3)], False)
@example([("Jakarta", "10", 1), ("Total Raya", "20", 2), ("Total Raya", "30", 3)], True)
@settings(max_examples=20, deadline=None)
def test_only_rows_that_were_taken_in_are_told_to_be_looked_at(rows: list[tuple[str, str, int]], members: bool) -> None:
    """Whatever the remark is: of a row that was kept out it is told what kept it out."""
    name = "area" if members else "s"
    lines = ["code,name", *(f"{key},{key}" for key, _, _ in rows)]
    if not members:
        lines = ["year,unit,a,r", *(f"2025,{key},{a},{r}" for key, a, r in rows)]
    with TemporaryDirectory() as folder, fresh_store(TAKEN_IN) as store:
        path = Path(folder) / f"{name}.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        report = import_file(store, TAKEN_IN, path, name, user="siti")
        out = {cell.row for cell in report.rejected}
        assert not out & {cell.row for cell in report.doubted}
        assert report.doubted_total == len(report.doubted)
        with store.reading() as connection:
            (sealed,) = (json.loads(one.detail) for one in events(connection, store.schema) if one.kind == "import")
            relation = store.schema.relations[name].table
            known = set(connection.execute(sa.select(relation.c.row_id)).scalars())
        for told in sealed.get("doubted", ()):
            assert set(told["rows"]) <= known
            assert told["count"] == len(told["rows"])
