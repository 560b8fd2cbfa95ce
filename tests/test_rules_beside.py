"""A rule that reads more than its row is held again when that changes, at every door that changes what counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import sqlalchemy as sa
from copied_stores import copied, filled_url
from postgres_server import ENGINES

from iku_dsl.checking.check import check_files
from iku_dsl.period import Period
from iku_dsl.problem import SourceFile
from iku_dsl.program import Program
from iku_engine.binding import find
from iku_engine.bound import Binding
from iku_engine.errors import RefusedFacts, WrongUse
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.facts import amending
from iku_engine.facts.addressing import address
from iku_engine.facts.amending import correct, retract
from iku_engine.facts.locking import lock, unlock
from iku_engine.facts.withdrawing import withdraw
from iku_engine.importing.importing import import_file
from iku_engine.ledger.verify import Verifier
from iku_engine.migrate.opening import open_store
from iku_engine.wording import say_it

SPEC = """
dimension unit key code
  attribute cap number 0..100
  attribute boss unit may be missing
table most
  aa 50
  bb 30
source r per year, unit register
  column y number 0..100
  column kind choice of most may be missing
  let z = 2 * y
source q per quarter register
  column w number 0..100 consolidate sum
source s per year, unit register
  column x number 0..{end}
{rule}
indicator ind
  unit number 0..
  direction higher
  formula sum r.y
indicator tot
  unit number 0..
  direction higher
  formula sum s.x
"""
UNITS, BOSS = "code,cap,boss\na,50,\nb,60,\n", "code,cap,boss\na,50,b\n"
R, S = "year,unit,y,kind\n2024,a,50,aa\n2024,b,50,\n2025,a,50,aa\n2025,b,50,\n", "year,unit,x\n2024,a,5\n2025,a,40\n"
THIS = Period(2025)
Q = "quarter,w\n" + "".join(f"2025-Q{n},10\n" for n in (1, 2, 3, 4))


def program(rule: str, end: str) -> Program:
    rule = f'  require {rule} because "the rule"' if rule else ""
    checked = check_files([SourceFile("s.iku", SPEC.replace("{rule}", rule).replace("{end}", end))])
    assert not checked.errors, [problem.id for problem in checked.errors]
    return checked.program


class Office:
    """A store of which one spec is used."""

    def __init__(self, folder: Path, url: str, rule: str = "", end: str = "100") -> None:
        self.folder, self.program = folder, program(rule, end)
        self.store = open_store(url, self.program, user="siti")

    def load(self, name: str, text: str, rejected: int = 0) -> int:
        path = self.folder / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        report = import_file(self.store, self.program, path, name, user="siti")
        assert report.rejected_total == rejected
        return report.batch or 0

    def correct(self, name: str, *keys: str, period: Period | None = THIS, **cells: str) -> int:
        place = address(self.store, self.program, name, period, keys)
        return correct(self.store, self.program, place, cells, user="siti", reason="r").event

    def retract(self, name: str, *keys: str, period: Period | None = THIS) -> int:
        place = address(self.store, self.program, name, period, keys)
        return retract(self.store, place, user="siti", reason="r").event

    def withdraw(self, batch: int) -> int:
        return withdraw(self.store, self.program, batch, user="siti", reason="r").event

    def total(self, year: int = 2025) -> object:
        found = evaluate(self.store, self.program, specs="", indicators=["tot"], periods=[Period(year)])
        return found.results[0].value

    def events(self) -> int:
        with self.store.reading() as connection:
            return int(
                connection.execute(sa.select(sa.func.count()).select_from(self.store.schema.events)).scalar_one()
            )


def _filled(url: str) -> None:
    """A new store with rows that keep every rule."""
    with TemporaryDirectory() as folder:
        made = Office(Path(folder), url)
        for name, text in (("unit", UNITS), ("unit", BOSS), ("q", Q), ("r", R), ("s", S)):
            made.load(name, text)
        made.store.close()


def refused(office: Office, act: Callable[[], object], places: tuple[str, ...] = ("s.csv:3 (a)",)) -> None:
    """What is refused leaves nothing behind, and names the rows of the source that has the rule."""
    before = office.events()
    with pytest.raises(WrongUse) as error:
        act()
    told = dict(error.value.text.arguments)
    assert (error.value.text.key, told["relation"], told["places"]) == ("demand.beside", "s", places)
    assert say_it(error.value.text, "id") != say_it(error.value.text, "en")
    assert office.events() == before
    assert Verifier(office.store).verify().faults == ()


NINE = "year,unit,y,kind\n2025,a,9,aa\n2025,b,9,\n"
LOW = "year,unit,y,kind\n2025,a,30,aa\n"
RULES: dict[str, tuple[str, Callable[[Office], object], Callable[[Office], object]]] = {
    # the rule, what breaks it, and what is like it and does not
    "the same key": ("x <= r.y", lambda o: o.load("r", LOW), lambda o: o.load("r", LOW.replace("a,30", "b,30"))),
    "an earlier year": (
        "x <= r.y[previous year]",
        lambda o: o.correct("r", "a", period=Period(2024), y="30"),
        lambda o: o.correct("r", "a", y="4"),
    ),
    "a computed column": ("2 * x <= r.z", lambda o: o.correct("r", "a", y="39"), lambda o: o.correct("r", "a", y="41")),
    "a sum": ("x <= sum r.y", lambda o: o.load("r", LOW), lambda o: o.load("r", LOW.replace("a,30", "b,30"))),
    "an indicator": ("x <= ind", lambda o: o.load("r", NINE), lambda o: o.load("r", LOW)),
    "an attribute": (
        "x <= unit.cap",
        lambda o: o.load("unit", "code,cap,boss\na,39,b\n"),
        lambda o: o.load("unit", "code,cap,boss\nb,39,\n"),
    ),
    "an attribute of another": (
        "x <= unit.boss.cap",
        lambda o: o.correct("unit", "b", period=None, cap="39"),
        lambda o: o.correct("unit", "a", period=None, cap="39"),
    ),
    "a set of members": (
        "count (unit where has r) >= 2",
        lambda o: o.retract("r", "b"),
        lambda o: o.correct("r", "b", y="1"),
    ),
    "a coarser figure": (
        "x <= q.w",
        lambda o: o.load("q", "quarter,w\n2025-Q4,9\n"),
        lambda o: o.load("q", "quarter,w\n2025-Q4,90\n"),
    ),
    "a table": (
        "x <= most[r.kind]",
        lambda o: o.correct("r", "a", kind="bb"),
        lambda o: o.correct("r", "a", kind="missing"),
    ),
}


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest) -> str:
    return filled_url(request, _filled)


@pytest.mark.few(
    "sqlite-an indicator",
    "sqlite-a coarser figure",
    "sqlite-a computed column",
    "postgres-an attribute",
    "postgres-a set of members",
    "postgres-a table",
)
@pytest.mark.parametrize("kind", RULES)
def test_a_rule_is_held_again_when_what_it_reads_changes(kind: str, url: str, tmp_path: Path) -> None:
    """It was held for rows that came, and for no others: a figure that nobody may import stood beside a lower end."""
    rule, breaks, keeps = RULES[kind]
    office = Office(tmp_path, url, rule)
    refused(office, lambda: breaks(office))
    keeps(office)
    assert office.total() == 40
    office.store.close()


@pytest.mark.few("sqlite")
def test_a_row_of_its_own_source_is_kept_out_of_a_file_and_refused_as_a_correction(url: str, tmp_path: Path) -> None:
    """It stopped the good rows of its file."""
    office = Office(tmp_path, url, "x <= s.x[unit.boss]")
    office.load("s", "year,unit,x\n2025,b,39\n2026,b,7\n", rejected=1)
    office.load("s", "year,unit,x\n2025,b,45\n")
    refused(office, lambda: office.correct("s", "b", x="39"))
    assert (office.total(), office.total(2026)) == (85, 7)
    office.store.close()


@pytest.mark.few("sqlite")
def test_an_end_that_something_else_gives_is_held_again(url: str, tmp_path: Path) -> None:
    office = Office(tmp_path, url, end="r.y")
    refused(office, lambda: office.correct("r", "a", y="39"))
    office.correct("r", "a", y="40")
    office.store.close()


@pytest.fixture
def bounded(url: str, tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path, url, "x <= r.y")
    yield made
    made.store.close()


@pytest.mark.few("postgres")
def test_a_withdrawal_is_held_against_the_rules_of_others(bounded: Office) -> None:
    """What comes back is lower than what was held against it."""
    bounded.retract("s", "a")
    bounded.correct("r", "a", y="30")
    batch = bounded.load("r", "year,unit,y,kind\n2025,a,60,aa\n")
    bounded.load("s", "year,unit,x\n2025,a,55\n")
    refused(bounded, lambda: bounded.withdraw(batch), ("s.csv:2 (a)",))
    bounded.correct("s", "a", x="25")
    bounded.withdraw(batch)
    assert bounded.total() == 25


@pytest.mark.few("postgres")
def test_an_opening_is_held_against_the_rules_of_others(bounded: Office) -> None:
    lock(bounded.store, bounded.program, Period(2025), of="r", user="siti")
    bounded.correct("r", "a", y="30")  # waits, and so breaks nothing
    assert bounded.total() == 40
    refused(bounded, lambda: unlock(bounded.store, bounded.program, Period(2025), of="r", user="siti", reason="r"))
    bounded.correct("s", "a", x="30")
    unlock(bounded.store, bounded.program, Period(2025), of="r", user="siti", reason="r")
    assert bounded.total() == 30


@pytest.mark.few("sqlite")
def test_a_mended_row_of_the_quarantine_is_held_against_the_rules_of_others(bounded: Office) -> None:
    bounded.load("r", "year,unit,y,kind\n2025,a,zz,aa\n", rejected=1)
    with bounded.store.reading() as connection:
        rows = bounded.store.schema.quarantine.c
        batch, line = connection.execute(sa.select(rows.batch_id, rows.row)).one()
    mended = f"quarantine,year,unit,y,kind\n{batch}:{line},2025,a,30,aa\n"
    refused(bounded, lambda: bounded.load("r", mended))
    bounded.load("r", mended.replace("30", "45"))


def test_a_bound_file_is_held_against_the_rules_of_stored_rows(tmp_path: Path) -> None:
    office = Office(tmp_path, copied(tmp_path / "iku.db", _filled), "x <= r.y")
    file = tmp_path / "bound.csv"

    def total() -> object:
        files = [find(Binding("r", (str(file),)))]
        return (
            evaluate(office.store, office.program, specs="", indicators=["tot"], periods=[THIS], bound=files)
            .results[0]
            .value
        )

    file.write_text(LOW, encoding="utf-8")
    with office.store.reading() as connection:
        batches = office.store.schema.batches.c
        brought = connection.execute(sa.select(batches.batch_id).where(batches.relation == "r")).scalar_one()
    office.withdraw(brought)  # what is bound has no rows in the store
    with pytest.raises(RefusedFacts) as refused:
        total()
    assert (refused.value.text.key, dict(refused.value.text.arguments)["places"]) == ("demand.beside", ("s.csv:3 (a)",))
    file.write_text(LOW.replace("30", "40"), encoding="utf-8")
    assert total() == 40
    office.store.close()


@pytest.mark.few("postgres")
def test_rows_that_broke_a_rule_before_do_not_stop_what_mends_the_others(
    bounded: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An older program asked only who brought a row."""
    bounded.load("s", "year,unit,x\n2025,b,40\n")
    with monkeypatch.context() as older:
        older.setattr(amending, "hold_beside", lambda *_: None)
        bounded.correct("r", "a", y="1")
        bounded.correct("r", "b", y="1")
    bounded.correct("r", "a", y="2")
    bounded.correct("r", "a", y="45")
    refused(bounded, lambda: bounded.correct("r", "a", y="2"))


@pytest.mark.few("sqlite")
def test_what_the_rules_do_not_read_is_not_looked_for(bounded: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Specs without such rules pay nothing: no snapshot is taken, no row read."""
    from iku_engine.rules import rules_beside

    monkeypatch.setattr(rules_beside, "Snapshot", None)
    bounded.load("q", "quarter,w\n2025-Q1,5\n")
    bounded.load("s", "year,unit,x\n2025,a,41\n")
    bounded.load("unit", "code,cap,boss\nb,39,\n")
    with pytest.raises(TypeError):
        bounded.load("r", LOW)
    assert bounded.total() == Fraction(41)


def test_rows_that_break_a_rule_together_are_all_kept_out(tmp_path: Path) -> None:
    """Nobody can say which is wrong; the file was refused with the good ones."""
    office = Office(tmp_path, copied(tmp_path / "iku.db", _filled), rule="sum s.x over unit <= 15 or x = 40 or x = 5")
    office.load("s", "year,unit,x\n2026,a,10\n2027,a,7\n2026,b,10\n", rejected=2)
    assert (office.total(2026), office.total(2027)) == (None, 7)
    office.load("s", "year,unit,x\n2026,a,10\n2026,b,5\n")
    assert office.total(2026) == 15
    office.store.close()


OF_OWN = {
    "sum s.x over unit <= 50": "",
    "x <= 40 and sum s.x over (unit where s.x > 3) <= 50": "",
    "count (unit where s.x > 10) <= 1": "",
    "x + sum s.x over unit <= 60 or x = 40": "",
    "tot <= 50": "let tot = sum s.x over unit",
    "half <= 25": "let own = x\n  let half = sum s.own over unit / 2",
}


@pytest.mark.few("sqlite-count (unit where s.x > 10) <= 1", "postgres-half <= 25")
@pytest.mark.parametrize("rule", OF_OWN)
def test_a_row_that_breaks_a_rule_over_members_of_its_own_source_is_kept_out_alone(
    rule: str, url: str, tmp_path: Path
) -> None:
    """Of the element's row it was thought that it is the row at hand, which had been looked at."""
    office = Office(tmp_path, url, rule, end=f"100\n  {OF_OWN[rule]}")
    office.load("s", "year,unit,x\n2025,b,11\n2026,a,1\n", rejected=1)
    assert (office.total(), office.total(2026)) == (40, 1)
    office.load("s", "year,unit,x\n2025,b,9\n")
    with pytest.raises(WrongUse):
        office.correct("s", "b", x="11")
    assert (office.total(), Verifier(office.store).verify().faults) == (49, ())
    office.store.close()


@pytest.mark.few("postgres")
def test_a_file_that_makes_stored_rows_alone_break_a_rule_over_their_source_is_refused(
    url: str, tmp_path: Path
) -> None:
    """None of its rows breaks one, and which of them makes the stored one do so the rule does not say."""
    office = Office(tmp_path, url, "x + sum s.x over unit <= 90")
    with pytest.raises(WrongUse) as error:
        office.load("s", "year,unit,x\n2025,b,11\n2026,a,1\n")
    assert (error.value.text.key, dict(error.value.text.arguments)["relation"]) == ("demand.beside", "s")
    assert (office.total(), office.total(2026)) == (40, None)
    office.store.close()


@pytest.mark.few("sqlite-r.y[previous year]", "postgres-sum r.y")
@pytest.mark.parametrize("let", ["r.y", "r.z / 2", "r.y[previous year]", "sum r.y"])
def test_a_row_that_a_computed_column_alone_holds_against_others_is_kept_out(
    let: str, url: str, tmp_path: Path
) -> None:
    """Where no rule itself reads another row, the column was looked at in no period, in which nothing came."""
    office = Office(tmp_path, url, "x <= top", end=f"100\n  let top = {let}")
    office.load("s", "year,unit,x\n2025,b,51\n2025,a,50\n", rejected=1)
    assert office.total() == 50
    office.store.close()


@pytest.mark.few("s.top[previous year]", "s.top[unit.boss]")
@pytest.mark.parametrize("read", ["sum s.top over unit", "s.top[previous year]", "s.top[unit.boss]"])
def test_a_rule_reads_an_indicator_by_way_of_a_column_of_another_row(read: str, url: str, tmp_path: Path) -> None:
    """It ended as a bug of the program."""
    office = Office(tmp_path, url, f"x <= {read} or x < 60", end="100\n  let top = ind")
    office.load("s", "year,unit,x\n2025,b,50\n2025,a,50\n")
    assert office.total() == 100
    office.store.close()


@pytest.mark.diagonal
@pytest.mark.parametrize("rows", ["2025,a,4\n", "2025,a,4\n2025,b,3\n", "2025,b,3\n2025,a,4\n"])
def test_a_row_is_asked_beside_what_will_be_stored(rows: str, url: str, tmp_path: Path) -> None:
    """A row that takes the place of another was asked beside that other one, and rows of its file as they were before."""
    office = Office(tmp_path, url, "3 * x >= sum s.x over unit")
    office.load("s", "year,unit,x\n" + rows)
    office.correct("s", "a", x="3")
    assert office.total() == (6 if "b" in rows else 3)
    office.store.close()


@pytest.mark.diagonal
@pytest.mark.parametrize("rule", ["sum s.x over unit <= 50", "tot <= 50"])
def test_a_check_over_members_of_its_own_source_is_told_of_what_comes(rule: str, url: str, tmp_path: Path) -> None:
    """It was asked beside the rows that were stored before, and so kept."""
    office = Office(tmp_path, url, end=f"100\n  let tot = sum s.x over unit\n  check {rule}")
    path = tmp_path / "s.csv"
    path.write_text("year,unit,x\n2025,b,11\n2026,a,1\n", encoding="utf-8")
    report = import_file(office.store, office.program, path, "s", user="siti")
    assert [(one.row, one.reason.key) for one in report.doubted] == [(2, "row.check")]
    place = address(office.store, office.program, "s", THIS, ("b",))
    told = [correct(office.store, office.program, place, {"x": x}, user="siti", reason="r").doubts for x in ("12", "9")]
    assert [[one.key for one in some] for some in told] == [["row.check"], []]
    office.store.close()
