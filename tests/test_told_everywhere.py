"""Every command that shows results tells all that is told beside them, and what was asked of the world: no form goes its own way.

One store in which every facet has something to say; each command over it, on a terminal and in JSON. A command that is new has to be
named here, and a facet that is new is looked for in all of them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import click
import docx
import pytest
from cli_workspace import Workspace, workspace_in
from copied_stores import copied
from test_cli_documents import check as fits
from test_cli_help import names

from iku_cli.documents.evaluation import beside_object
from iku_cli.group import ROOT
from iku_cli.main import answer
from iku_cli.render.beside import FACETS, STATUS
from iku_cli.terminal.arguments import moment_of
from iku_dsl.checking.check import check
from iku_dsl.period import Period
from iku_dsl.wording import OF_SPECS
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.migrate.opening import open_store
from iku_engine.results.evaluation import Result

SPEC = """\
dimension region key code
  attribute name text

scale rating over 0..10000
  good > 995 printed 980 .. 10000 because "misprint"
  poor 0 .. 995

source s "Sheet" per year, region complete
  column x number 0..1000
  check x <= 90 because "a great deal"

source pub "Published" per year
  column score number 0..10000

indicator tot "Total"
  unit number
  direction higher
  formula sum s.x
  official pub.score within 1
  bands rating

indicator per "Of each" per region
  unit number
  direction higher
  formula s.x
  rank highest first
"""
GROWTH = """
source z "Z" per year
  column y number 1..100

indicator growth "Growth"
  unit number
  direction higher
  formula ln(z.y)
"""
PERIOD = ("--period", "2025")
THEN = ("--as-of", "2099-01-01")
SHOW_RESULTS = {
    "eval": [(), ("--no-trace",), ("--what-if", "pub 2025 score = 980"), ("--what-if", "s 2025 A x = 7", "--no-trace")],
    "trace": [(), ("--against", "2024"), ("--against", "2025-06-01"), ("--against", "run:{run}")],
    "compare": [("2024", "2025"), ("2025", "2025", "--from-specs", "other"), ("2025", "2025", "--to-specs", "other")],
    "seek": [("--reach", "999")],
    "sensitivity": [()],
    "diff": [()],
    "facts uses": [()],
    "runs show": [()],
}
HELD_ELSEWHERE = {"report"}  # tests/test_told_alike.py
SHOW_NONE = {
    "check", "completion", "explain", "fmt", "import", "init", "lsp", "schema", "stages", "test", "runs export", "runs final",
    "runs head", "runs key", "runs list", "runs review", "runs verify",
    *(f"facts {one}" for one in ("attach", "correct", "evidence", "export", "history", "list", "lock", "quarantine", "retract")),
    "facts template", "facts unlock",
}  # fmt: skip


@pytest.fixture
def office(tmp_path, capsys, monkeypatch) -> Workspace:
    made = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en", COLUMNS="500", IKU_STORE="sqlite:///iku.db")
    made.write("indicator_specs/a.iku", SPEC)
    made.write(
        "other/a.iku",
        SPEC.replace("995", "985")
        .replace("formula sum s.x", "formula 2 * sum s.x")
        .replace("formula s.x", "formula s.x / 2"),
    )
    made.write("region.csv", "code,name\nA,Aa\nB,Bb\nC,Cc\n")
    head = "# mark: illustrative\nyear,region,x\n"
    made.write("s.csv", f"{head}2025,A,100\n2025,B,50\n2025,C,900a\n2024,A,1\n2024,B,2\n2024,C,3\n")
    made.write("pub.csv", "year,score\n2025,999\n2024,10\n")
    made.write("late.csv", "year,region,x\n2025,B,77\n")
    copied(tmp_path / "iku.db", _busy)
    return made


def _busy(url: str) -> None:
    """A store in which every facet has something to say, of the folder that is the current one."""

    def done(*arguments: str, status: int = 0) -> None:
        assert answer([*arguments, "--store", url]) == status, arguments

    done("import", "region.csv", "s.csv", "pub.csv", status=1)  # of one row is said that it is wrong
    done("eval", *PERIOD)
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as raw:
        (run,) = map(str, raw.execute("SELECT max(event_id) FROM iku_run").fetchone())
    done("runs", "review", run)
    done("runs", "final", run, "--despite", "meeting")
    done("facts", "correct", "pub", *PERIOD, "score=990", "--reason", "typing")
    done("facts", "lock", "2025")
    done("import", "late.csv", "--into", "s", "--yes")


def expected(asked: tuple[str, ...]) -> Result:
    """What the engine's records say of the total of 2025."""
    checked = check([Path("indicator_specs")])
    with open_store("sqlite:///iku.db", checked.program) as store:
        as_of = moment_of(asked[1] if "--as-of" in asked else None)
        found = evaluate(
            store, checked.program, specs="", indicators=["tot"], periods=[Period(2025)], files=checked.files, as_of=as_of,
            as_printed="--as-printed" in asked,
        )  # fmt: skip
    return found.results[0]


def calls(office: Workspace, name: str, asked: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The command lines of a command."""
    run = str(office("eval", "tot", *PERIOD, *asked, "--json").document["run"])
    for more in SHOW_RESULTS[name]:
        about = {
            "compare": ("tot",),
            "diff": ("indicator_specs", "other"),
            "facts uses": ("s", "A"),
            "runs show": (run,),
        }
        period = () if name in ("compare", "diff", "runs show") else PERIOD
        given = asked if name != "runs show" else ()
        yield (*name.split(), *about.get(name, ("tot",)), *period, *(one.format(run=run) for one in more), *given)


def objects(part: object) -> Iterator[dict]:
    """All objects of a document that tell something beside a result."""
    if isinstance(part, dict):
        if "marks" in part and "notes" in part:
            yield part
        for one in part.values():
            yield from objects(one)
    elif isinstance(part, list):
        for one in part:
            yield from objects(one)


def options(name: str) -> set[str]:
    """The names of a command's options."""
    found: click.Command = ROOT
    for word in name.split():
        assert isinstance(found, click.Group)
        found = found.get_command(click.Context(found), word) or found
    return {option for one in found.params for option in one.opts}


def asked_of(name: str) -> list[tuple[str, ...]]:
    """What may be asked of the world of a command; a run that is shown was asked of one."""
    known = options(name) | ({"--as-of", "--as-printed"} if name == "runs show" else set())
    then = THEN if name != "runs show" else ("--as-of", datetime.now(UTC).isoformat())  # no run is of a time ahead
    return [(), *([then] if "--as-of" in known else []), *([("--as-printed",)] if "--as-printed" in known else [])]


def test_every_command_is_one_that_shows_results_or_none():
    known = {*SHOW_RESULTS, *HELD_ELSEWHERE, *SHOW_NONE}
    assert {name for name in names() if name not in ("facts", "runs")} == known


@pytest.mark.parametrize("all_of_each", [False, pytest.param(True, marks=pytest.mark.soak)], ids=["some", "all"])
@pytest.mark.parametrize("name", SHOW_RESULTS)
def test_every_command_tells_all_that_is_told(office, name, all_of_each):
    """Each command line of what is plainly asked, and one of whatever else is asked of the world, another each time."""
    for place, asked in enumerate(asked_of(name)):
        result = expected(asked)
        sentences = {f.key: list(f.say(result, "en", OF_SPECS)) for f in FACETS}
        assert {key for key, said in sentences.items() if not said} <= (
            {"status", "final"} if "--as-printed" in asked else set()
        )
        whole = beside_object(result, "en")
        if name == "runs show":  # which has the steps of its results, and what differs from final ones, for itself
            sentences.pop(STATUS.key)
            whole = {key: value for key, value in whole.items() if key not in ("status", "restated")}
        lines = list(calls(office, name, asked))
        for call in lines if all_of_each or not place else lines[-place:][:1]:
            out = " ".join(office(*call).out.split())
            for key, said in sentences.items():
                for text in said:
                    assert " ".join(text.split()) in out, (call, key, text, out)
            document = office(*call, "--json").document
            fits(document["schema"].split("/")[1], document)
            assert any(all(one.get(key) == value for key, value in whole.items()) for one in objects(document)), call


def test_an_end_with_other_specs_tells_as_much_as_the_one_with_those_of_the_store(office):
    (entity, *_) = office("compare", "per", "2025", "2025", "--to-specs", "other", "--json").document["entities"]
    (changed,) = [
        one
        for one in office("diff", "indicator_specs", "other", "--json").document["replay"]["changed"]
        if (one["period"], one["key"]) == ("2025", "A")
    ]
    for one, other in ((entity["from"], entity["to"]), (changed["old"], changed["new"])):
        assert "partial" in [mark["kind"] for mark in one["marks"]]
        assert [rows["why"] for rows in one["waiting"]] == ["quarantine", "late"]
        for name in ("marks", "notes", "waiting", "completeness"):
            assert one[name] == other[name]
    assert (changed["old"]["status"]["stage"], changed["new"]["status"]) == ("final", None)


def test_what_is_known_on_another_day_keeps_what_came_late_and_its_mark_in_all_worlds(office):
    about = ("eval", "per", *PERIOD, "--what-if", "s 2025 A x = 7", *THEN, "--json")
    for pair in office(*about).document["results"]:
        for one in (pair["real"], pair["what_if"]):
            assert "as-known" in [mark["kind"] for mark in one["marks"]]
            assert "late" in [rows["why"] for rows in one["waiting"]]


def test_a_final_result_that_was_computed_as_printed_says_that_this_is_the_difference(office):
    office.write("pub.csv", "year,score\n2025,990\n2024,10\n")
    run = str(office("eval", "tot", *PERIOD, "--as-printed", "--json").document["run"])
    office("runs", "review", run)
    again = ("--restate", "--reason", "as the source has it", "--despite", "meeting")
    assert office("runs", "final", run, "tot", *again).status == 0
    for name, said in (
        ("en", "changed by the figures as printed"),
        ("id", "berubah karena yang final dihitung dengan angka"),
    ):
        out = " ".join(office("eval", "tot", *PERIOD, "--no-trace", "--lang", name).out.split())
        assert said in out
        assert "such as the content of bound files" not in out
    (one,) = office("eval", "tot", *PERIOD, "--json").document["results"]
    assert one["restated"]["asked"] == ["the figures as printed, which the final one was computed with"]


@pytest.mark.parametrize("form", ["terminal", "document"])
def test_a_table_says_whose_each_mark_is(office, form):
    office.write("indicator_specs/a.iku", SPEC + GROWTH)
    office.write("z.csv", "year,y\n2025,10\n")
    assert office("facts", "unlock", "2025", "--reason", "z").status == 0
    assert office("import", "z.csv", "--into", "z").status == 0
    illustrative, inexact = "Illustrative data (a demonstration), not official data", "Some figures are inexact"
    if form == "document":
        office("report", "tot", "growth", "--period", "2025", "--years", "1", "--to", "a.docx")
        table = next(t for t in docx.Document("a.docx").tables if t.cell(0, 0).text == "Indicator")
        remarks = {row.cells[0].text: row.cells[-1].text for row in table.rows[1:]}
        assert remarks["Total"] == illustrative
        assert remarks["Growth"].startswith(inexact)
        return
    lines = office("eval", "tot", "per", "growth", "--period", "2024..2025", "--no-trace").out.splitlines()
    footnotes = [line for line in lines if line and line[0] in "*†‡§¶"][:3]
    assert [line.split(" ", 1)[1][:12] for line in footnotes] == [illustrative[:12], "From a part ", inexact[:12]]
    rows = {" ".join(line.split()).split(" number")[0] for line in lines}
    assert {"Growth ‡ 2025 2.30", "Total * 2025 990.00", "Aa † 2025 100.00", "Aa 2024 1.00"} <= rows


@pytest.mark.parametrize("engine", ["reference", "duckdb"])
def test_a_cross_check_is_of_the_day_that_was_asked_for(office, engine):
    said = office("eval", "tot", *PERIOD, *THEN, "--cross-check", engine, "--json")
    assert said.status == 0, said.err
    assert "as-known" in [mark["kind"] for mark in said.document["results"][0]["marks"]]
