"""What is there and not expected, as it has no target, is not counted: the result says so beside itself, in every form."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from cli_workspace import Workspace, workspace_in
from fresh_store import fresh_store

from iku_dsl.checking.check import check_files
from iku_dsl.period import Period
from iku_dsl.problem import SourceFile
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.importing.importing import import_file
from iku_engine.results.beside import MarkKind
from iku_engine.results.evaluation import State

SPEC = """\
profile ratio
  higher = actual / target
  limits 0%..120%
source a per quarter register
  column x number 0..1000 consolidate sum
indicator q "Quarterly" per quarter
  unit number 0..
  direction higher
TARGETS
  formula a.x
  consolidate REDUCTION
  achievement ratio
indicator yr "Yearly"
  unit number 0..
  direction higher
  formula q
indicator reached "Reached"
  unit percent 0%..120%
  direction higher
  formula q.achievement
indicator wanted "Wanted"
  unit number 0..
  direction higher
  formula q.target
"""
QUARTERS = (1, 2, 3, 4)


def seeded(seed: int, folder: Path) -> None:
    random = Random(seed)
    planned = [n for n in QUARTERS if random.random() < 0.6] or [2]
    loaded = {n: random.randrange(1, 30) for n in QUARTERS if random.random() < 0.8 or n in planned}
    reduction = random.choice(["sum", "average", "maximum"])
    targets = "\n".join(f"  target 2025-Q{n} = 10" for n in planned)
    checked = check_files([SourceFile("a.iku", SPEC.replace("TARGETS", targets).replace("REDUCTION", reduction))])
    assert not checked.errors
    path = folder / "a.csv"
    path.write_text("quarter,x\n" + "".join(f"2025-Q{n},{x}\n" for n, x in loaded.items()), encoding="utf-8")
    with fresh_store(checked.program) as store:
        import_file(store, checked.program, path, "a", user="siti")
        found = evaluate(
            store, checked.program, specs="", indicators=["yr", "reached", "wanted"], periods=[Period(2025)]
        )  # fmt: skip
    figures = [loaded[n] for n in planned]
    value = {"sum": sum(figures), "average": sum(figures) / len(figures), "maximum": max(figures)}[reduction]
    by_name = {one.indicator: one for one in found.results}
    assert by_name["yr"].state is State.VALUE
    assert float(by_name["yr"].value or 0) == pytest.approx(float(value))
    parts = [(len(planned), len(loaded))] if len(loaded) > len(planned) else []
    for name in ("yr", "reached", "wanted"):
        marks = [mark.part for mark in by_name[name].marks if mark.kind is MarkKind.PARTIAL]
        told = [
            (part.there, part.total)
            for part in marks
            if part is not None and (part.of, part.unit) == ("Quarterly", "quarter")
        ]
        assert told == (parts if name != "wanted" else []), (seed, name)


@pytest.mark.parametrize("seed", [*range(12), *(pytest.param(n, marks=pytest.mark.soak) for n in range(12, 200))])
def test_a_figure_that_is_not_expected_is_told_beside_what_goes_without_it(seed: int, tmp_path: Path) -> None:
    seeded(seed, tmp_path)


SAID = "Quarterly: 2 of 4 quarters"


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Workspace:
    made = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en", COLUMNS="300", IKU_STORE="sqlite:///iku.db")
    targets = "  target 2025-Q2 = 10\n  target 2025-Q4 = 20"
    made.write("indicator_specs/a.iku", SPEC.replace("TARGETS", targets).replace("REDUCTION", "sum"))
    made.write("a.csv", "quarter,x\n2025-Q1,5\n2025-Q2,8\n2025-Q3,7\n2025-Q4,25\n")
    assert made("import", "a.csv").status == 0
    return made


@pytest.mark.parametrize("call", [("--no-trace",), (), ("--to", "o.csv"), ("--json",)], ids=" ".join)
def test_a_yearly_sum_says_that_quarters_were_left_out(office: Workspace, call: tuple[str, ...]) -> None:
    out = office("eval", "yr", "--period", "2025", *call).out
    if "--to" in call:
        out = Path("o.csv").read_text(encoding="utf-8")
    assert SAID in " ".join(out.split())


def test_a_sum_that_leaves_quarters_out_is_doubtful(office: Workspace) -> None:
    run = str(office("eval", "yr", "--period", "2025", "--json").document["run"])
    office("runs", "review", run)
    assert "Quarterly: 2 of 4 quarters (1): yr 2025" in office("runs", "final", run).err
