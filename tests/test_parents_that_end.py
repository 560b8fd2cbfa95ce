"""Members whose parent is not valid in all of their days: told at import, both ways round, and beside what is asked by the parent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_workspace import workspace_in
from test_ledger import Ministry

from iku_dsl.period import Period
from iku_engine.binding import find
from iku_engine.bound import Binding
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.importing.importing import import_file
from iku_engine.results.beside import MarkKind
from iku_engine.results.evaluation import Evaluation, State
from iku_engine.wording import say_it

SPEC = """
dimension prov "Province" key code
  attribute name text

dimension kab "Regency" key code
  attribute name text
  attribute prov prov

dimension site "Site" key code
  attribute kab kab

source s "Sheet S" per year, kab complete
  column x number 0..100

indicator nation
  unit number
  direction higher
  formula sum s.x

indicator of_province per prov
  unit number
  direction higher
  formula sum s.x

indicator sites per prov
  unit number
  direction higher
  formula count of site where site.kab.prov = prov

indicator provinces
  unit number
  direction higher
  formula sum of_province

indicator before
  unit number
  direction higher
  formula provinces[previous year]
"""
PROV = "code,name,start,end\nP,Pp,,\nQ,Qq,,2024-12-31\nR,Rr,2026-01-01,\n"
KAB = "code,name,prov\n01,A,P\n02,B,Q\n03,C,Q\n"
S = "year,kab,x\n" + "".join(
    f"{year},{kab},{n}\n" for year in (2023, 2024, 2025) for kab, n in (("01", 1), ("02", 2), ("03", 5))
)
FILES = {"prov": PROV, "kab": KAB, "site": "code,kab\n1,01\n", "s": S}
SAID = "2 members of Regency name a Province that is not valid in 2025 (Qq), and are below none"


@pytest.fixture
def ministry(tmp_path: Path) -> Ministry:
    return Ministry(tmp_path, spec=SPEC, members="")


def write(made: Ministry, name: str, text: str) -> Path:
    path = made.folder / f"{name}.csv"
    path.write_text(text, encoding="utf-8")
    return path


def load(made: Ministry, name: str, text: str) -> list[tuple[int, str, str, str]]:
    """What an import tells: row, column, value, sentence."""
    report = import_file(made.store, made.program, write(made, name, text), name, user="siti")
    assert report.rejected_total == 0
    return [(one.row, one.column, one.value, say_it(one.reason, "en")) for one in report.doubted]


def evaluated(made: Ministry, how: str) -> Evaluation:
    periods = [Period(2024), Period(2025)]
    if how == "bound":
        given = [find(Binding(name, (str(write(made, name, text)),))) for name, text in FILES.items()]
        return evaluate(made.store, made.program, specs="", periods=periods, bound=given)
    for name, text in FILES.items():
        load(made, name, text)
    return evaluate(made.store, made.program, specs="", periods=periods, engine=how)


@pytest.mark.parametrize("how", ["", "duckdb", "bound"])
def test_results_by_parents_that_are_not_valid_are_marked(ministry: Ministry, how: str) -> None:
    made = evaluated(ministry, how)
    told = {
        (one.indicator, one.period.year, *one.key): [
            say_it(mark.text, "en") for mark in one.marks if mark.kind is MarkKind.PARTIAL
        ]
        for one in made.results
    }
    values = {(one.indicator, one.period.year, *one.key): one.value for one in made.results if one.state is State.VALUE}
    assert (values["nation", 2025], values["provinces", 2025]) == (8, 1)
    assert (values["nation", 2024], values["provinces", 2024]) == (8, 8)
    marked = {place for place, marks in told.items() if marks}
    by_province = {("of_province", 2025, key) for key in ("P", "R")} | {("sites", 2025, key) for key in ("P", "R")}
    assert marked - {("of_province", 2025, "Q"), ("sites", 2025, "Q")} == by_province - {
        ("of_province", 2025, "R"),
        ("sites", 2025, "R"),
    } | {("provinces", 2025)}
    assert all(told[place] == [SAID] for place in marked)


def test_members_and_a_parent_that_ends_are_told_whichever_comes_last(ministry: Ministry) -> None:
    after = "2 members of kab name Q beyond its days (..2024-12-31): outside of these they are below none"
    assert load(ministry, "prov", "code,name,start,end\nP,Pp,,\nQ,Qq,,\n") == []
    assert load(ministry, "kab", KAB) == []
    assert load(ministry, "prov", PROV) == [(3, "code", "Q", after)]
    assert load(ministry, "prov", PROV) == []  # nothing new
    assert load(ministry, "kab", KAB + "04,D,P\n05,E,R\n06,F,R\n") == [
        (6, "prov", "R", "2 members of kab name R beyond its days (2026-01-01..): outside of these they are below none")
    ]
    assert load(ministry, "kab", "code,name,prov\n07,G,Q\n") == [
        (2, "prov", "Q", "1 member of kab names Q beyond its days (..2024-12-31): outside of these it is below none")
    ]


def test_members_that_end_with_their_parent_are_not_told(ministry: Ministry) -> None:
    load(ministry, "prov", PROV)
    rows = "02,B,Q,,2024-12-31\n03,C,R,2026-01-01,\n04,D,R,2026-02-01,2026-03-01\n05,E,P,,\n"
    assert load(ministry, "kab", "code,name,prov,start,end\n" + rows) == []
    made = evaluate(ministry.store, ministry.program, specs="", periods=[Period(2025)], indicators=["sites"])
    assert not any(mark.kind is MarkKind.PARTIAL for one in made.results for mark in one.marks)


def test_bound_members_beyond_the_days_of_their_parent_are_told(ministry: Ministry) -> None:
    told = [say_it(note, "en") for note in evaluated(ministry, "bound").notes]
    assert any("2 members of kab name Q beyond its days (..2024-12-31)" in one for one in told)


def test_every_form_tells_who_is_below_none(tmp_path: Path, capsys, monkeypatch) -> None:
    office = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en", IKU_USER="siti")
    office.write("indicator_specs/a.iku", SPEC)
    for name, text in FILES.items():
        office.write(f"{name}.csv", text)
    assert office("import", "prov.csv", "kab.csv", "site.csv", "s.csv").status == 0
    for command in (("eval",), ("trace", "provinces"), ("report", "--to", "r.html")):
        said = office(*command, "--period", "2025")
        text = said.out if "--to" not in command else Path("r.html").read_text(encoding="utf-8")
        assert SAID in " ".join(text.split()), command
    document = json.loads(office("eval", "provinces", "--period", "2025", "--json").out)
    assert SAID in json.dumps(document)
