"""A rule is held again where its words stay and its meaning changes, whatever that rests on, and where a row goes that it looks back at."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import sqlalchemy as sa
from copied_stores import filled_url
from postgres_server import ENGINES, new_url

from iku_dsl.checking.check import check_files
from iku_dsl.period import Period
from iku_dsl.problem import SourceFile
from iku_dsl.program import Program
from iku_engine.errors import StoreError, WrongUse
from iku_engine.facts.addressing import address
from iku_engine.facts.amending import correct, retract
from iku_engine.facts.locking import lock, unlock
from iku_engine.facts.withdrawing import withdraw
from iku_engine.importing.importing import import_file
from iku_engine.ledger.verify import Verifier
from iku_engine.migrate.opening import open_store
from iku_engine.store.store import Store

SPEC = """
dimension unit key code
  attribute cap number 0..100 may be missing
dimension kind
  sd "Primary"
  smp "Secondary"
table most
  aa 50
  bb 30
scale sc over 0..100
  high 50..100
  low 0..<50
source r per year, unit register
  column y number 0..100 may be missing
  column k choice of most may be missing
  let z = y + 1
source q per quarter register
  column w number 0..100 consolidate maximum
source t per year, kind, unit register
  column n number 0..100
source s per year, unit register
  column x number 0..100 may be missing
  column own choice of most may be missing
  let d = x + 1
  require RULE
indicator ind per unit
  unit number 0..
  direction higher
  bands sc
  formula if has s then s.x + 10 otherwise 0
  target 2024.. = 50
indicator tot
  unit number 0..
  direction higher
  formula sum s.x
"""
FILES = {
    "unit": "code,cap\na,50\nb,\n",
    "r": "year,unit,y,k\n2025,a,36,bb\n2025,b,,\n",
    "q": "quarter,w\n2025-Q1,30\n2025-Q2,10\n2025-Q3,10\n2025-Q4,10\n",
    "t": "year,kind,unit,n\n2025,sd,a,1\n",
    "s": "year,unit,x,own\n2024,a,,bb\n2024,b,20,bb\n2025,a,40,aa\n2025,b,5,bb\n",
}
CHOICES = "  aa 50\n  bb 30\n"
# what a rule rests on: the rule, the words that change, and what they become
GROUNDS = {
    "the order of its own choices": ("own >= bb", CHOICES, "  bb 30\n  aa 50\n"),
    "the order of another source's choices": ("r.k <= own", CHOICES, "  bb 30\n  aa 50\n"),
    "the order of categories": (
        "x >= 30 or ind.band <= high",
        "  high 50..100\n  low 0..<50\n",
        "  low 0..<50\n  high 50..100\n",
    ),
    "a rule for its own missing figures": (
        "x <= 40 + x[previous year]",
        "  column x number 0..100 may be missing\n",
        "  column x number 0..100 may be missing when missing -1\n",
    ),
    "a rule for another's missing figures": (
        "x <= 4 + r.y",
        "column y number 0..100 may be missing",
        "column y number 0..100 may be missing when missing 0",
    ),
    "a rule for what is not loaded": (
        "x <= 41 + r.y[previous year]",
        "column y number 0..100 may be missing",
        "column y number 0..100 may be missing when not loaded -2",
    ),
    "a consolidation": ("x <= 10 + q.w", "consolidate maximum", "consolidate minimum"),
    "another's computed column": ("x <= 3 + r.z", "let z = y + 1", "let z = y - 1"),
    "its own computed column": ("d <= 41", "let d = x + 1", "let d = x + 2"),
    "a table": ("x <= 10 + most[own]", "aa 50", "aa 20"),
    "a scale": ("ind.band = high or x < 40", "  high 50..100\n  low 0..<50\n", "  high 60..100\n  low 0..<60\n"),
    "a formula": ("x <= ind - 10", "then s.x + 10", "then s.x + 9"),
    "a target": ("x <= ind.target", "2024.. = 50", "2024.. = 39"),
    "listed members": ("x <= 40 / (count kind - 1)", '  smp "Secondary"\n', '  smp "Secondary"\n  sma "High"\n'),
}


def program(rule: str, old: str = "", new: str = "") -> Program:
    text = SPEC.replace("RULE", f'{rule} because "the rule"')
    assert not old or old in text
    checked = check_files([SourceFile("s.iku", text.replace(old, new) if old else text)])
    assert not checked.errors, [(problem.id, problem.span) for problem in checked.errors]
    return checked.program


def bring(store: Store, specs: Program, folder: Path, name: str, text: str) -> int:
    path = folder / f"{name}.csv"
    path.write_text(text, encoding="utf-8")
    return import_file(store, specs, path, name, user="siti").rejected_total


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest) -> str:
    return new_url(request)


def brought(url: str, specs: Program, folder: Path) -> int:
    """How many rows the specs do not let in."""
    store = open_store(url, specs, user="siti")
    try:
        return sum(bring(store, specs, folder, name, text) for name, text in FILES.items())
    except WrongUse:  # rows that break a rule as soon as they are there
        return 1
    finally:
        store.close()


@pytest.mark.few(
    "the order of categories",
    "a rule for another's missing figures",
    "a rule for what is not loaded",
    "a consolidation",
    "another's computed column",
    "a table",
    "listed members",
)
@pytest.mark.parametrize("ground", GROUNDS)
def test_stored_rows_are_held_as_those_that_come_are(ground: str, tmp_path: Path) -> None:
    """New specs refuse a store as long as it has rows that they would not let in."""
    rule, old, new = GROUNDS[ground]
    before, after = program(rule), program(rule, old, new)
    urls = [f"sqlite:///{tmp_path}/{name}.db" for name in ("before", "after")]
    assert brought(urls[0], before, tmp_path) == 0
    assert brought(urls[1], after, tmp_path) > 0
    with pytest.raises(StoreError) as refused:
        open_store(urls[0], after, user="siti")
    assert (refused.value.text.key, dict(refused.value.text.arguments)["relation"]) == ("migrate-rules", "s")
    open_store(urls[0], before, user="siti").close()


def test_what_a_rule_does_not_rest_on_holds_nothing_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store whose specs change elsewhere is opened without a look at its rows."""
    from iku_engine.rules import stored_rows as demands

    url = f"sqlite:///{tmp_path}/iku.db"
    rule = "x <= 4 + r.y"
    assert brought(url, program(rule), tmp_path) == 0
    monkeypatch.setattr(demands, "RowCheck", None)
    for old, new in (
        (CHOICES, "  bb 30\n  aa 50\n"),
        ("then s.x + 10", "then s.x + 9"),
        ("let d = x + 1", "let d = x"),
    ):
        open_store(url, program(rule, old, new), user="siti").close()


BACK = """
dimension unit key code
  attribute name text may be missing
source s per year, unit register
  column x number 0..100 may be missing when missing last when not loaded last
  require x <= 2 * x[previous year] because "the rule"
indicator tot
  unit number 0..
  direction higher
  formula sum s.x
"""


class Years:
    """A store in which each year's figure may be at most twice that of the last year that has one."""

    def __init__(self, folder: Path, url: str) -> None:
        self.program = check_files([SourceFile("s.iku", BACK)]).program
        self.store, self.folder = open_store(url, self.program, user="siti"), folder

    def retract(self, year: int) -> None:
        place = address(self.store, self.program, "s", Period(year), ("a",))
        retract(self.store, place, user="siti", reason="r")

    def correct(self, year: int, x: str) -> None:
        place = address(self.store, self.program, "s", Period(year), ("a",))
        correct(self.store, self.program, place, {"x": x}, user="siti", reason="r")

    def withdraw(self, year: int) -> None:
        with self.store.reading() as connection:
            rows = self.store.schema.relations["s"].table.c
            batch = connection.execute(sa.select(rows.batch_id).where(rows.period == Period(year).ordinal)).scalar_one()
        withdraw(self.store, self.program, batch, user="siti", reason="r")

    def open_after(self, year: int) -> None:
        lock(self.store, self.program, Period(year), of="s", user="siti")
        self.retract(year)
        unlock(self.store, self.program, Period(year), of="s", user="siti", reason="r")


def _filled(url: str) -> None:
    with TemporaryDirectory() as folder:
        years = Years(Path(folder), url)
        bring(years.store, years.program, years.folder, "unit", "code,name\na,A\n")
        for year, x in ((2022, 10), (2024, 20), (2025, 40)):
            assert bring(years.store, years.program, years.folder, "s", f"year,unit,x\n{year},a,{x}\n") == 0
        years.store.close()


@pytest.fixture(params=ENGINES)
def filled(request: pytest.FixtureRequest) -> str:
    return filled_url(request, _filled)


GOES = {
    "a retraction": lambda years: years.retract(2024),
    "a withdrawal": lambda years: years.withdraw(2024),
    "an opening": lambda years: years.open_after(2024),
    "an empty figure": lambda years: years.correct(2024, "missing"),
    "a figure far back": lambda years: years.correct(2022, "9"),
}


@pytest.mark.few(
    "sqlite-a retraction",
    "sqlite-a figure far back",
    "sqlite-an opening",
    "postgres-a withdrawal",
    "postgres-an empty figure",
)
@pytest.mark.parametrize("door", GOES)
def test_a_row_that_goes_is_held_against_the_rules_that_look_back_at_it(door: str, filled: str, tmp_path: Path) -> None:
    years = Years(tmp_path, filled)
    with pytest.raises(WrongUse) as refused:
        GOES[door](years)
    assert "s.csv" in str(dict(refused.value.text.arguments).get("places", "s.csv"))
    assert Verifier(years.store).verify().faults == ()
    years.correct(2025, "20")
    years.correct(2024, "19")
    years.store.close()


def test_a_period_that_is_loaded_without_a_row_is_held_against_the_rules_that_read_it(tmp_path: Path) -> None:
    old = "column y number 0..100 may be missing"
    specs = program("x <= r.y[previous year]", old, f"{old} when missing 0 when not loaded 50")
    store = open_store(f"sqlite:///{tmp_path}/iku.db", specs, user="siti")
    for name, text in FILES.items():
        assert bring(store, specs, tmp_path, name, text) == 0
    path = tmp_path / "r.csv"
    path.write_text("year,unit,y,k\n", encoding="utf-8")
    with pytest.raises(WrongUse) as refused:
        import_file(store, specs, path, "r", user="siti", period=Period(2024))
    assert refused.value.text.key == "demand.beside"
    import_file(store, specs, path, "r", user="siti", period=Period(2022))
    store.close()
