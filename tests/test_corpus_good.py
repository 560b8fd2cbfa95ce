"""Specs with their facts and what must come of them: one folder a case, read by planners and walked by this test.

A folder has `spec.iku`, `facts/<source>.csv` (`<source>@2025.csv` is given with that period, `<source>@2025-04..2025-06.csv` with each
of them) and `expected.json`: the rows that an import must keep out, and results with whatever is to be compared. Figures are written as
people write them: `79.55`, `88%`, `2/3`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from iku_dsl.checking.check import check
from iku_dsl.period import Period, from_ordinal, read_period
from iku_dsl.problem import Severity
from iku_dsl.program import Program
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.importing.importing import import_file
from iku_engine.migrate.opening import open_store
from iku_engine.results.evaluation import Node, Result, State, TargetResult
from iku_engine.store.store import Store
from iku_engine.testing.testing import run_tests

CORPUS = Path(__file__).parent / "corpus" / "good"
FOLDERS = sorted(file.parent for file in CORPUS.glob("*/spec.iku"))
FIELDS = {
    "id", "indicator", "period", "key", "as_printed", "state", "value", "category", "possible", "rank", "bounds", "tight",
    "targets", "comparison", "marks", "reason", "members", "parts", "missing",
}  # fmt: skip


def number(text: str) -> Fraction:
    """A figure as written."""
    return Fraction(text.removesuffix("%")) / (100 if text.endswith("%") else 1)


def names(folders: list[Path]) -> list[str]:
    return [folder.name for folder in folders]


@pytest.mark.few(
    "baris-tidak-ada",
    "durasi",
    "kmk127",
    "nilai_awal",
    "pembulatan",
    "sakip",
    "sakip_komponen",
    "satu_tepi",
    "skala_terbuka",
    "skm",
    "tabel_bebas",
    "target_ketat",
    "uji_nilai",
    "uji_penolakan",
)
@pytest.mark.parametrize("folder", FOLDERS, ids=names(FOLDERS))
def test_a_good_spec_has_no_problem_and_its_own_tests_pass(folder: Path) -> None:
    checked = check([folder / "spec.iku"])
    assert [problem.id for problem in checked.problems if problem.severity is Severity.ERROR] == []
    assert [result.name for result in run_tests(checked.program).results if not result.passed] == []


CASES = [folder for folder in FOLDERS if (folder / "expected.json").exists()]


@pytest.mark.few("capaian", "hdi", "ikpa", "konsolidasi", "pemekaran", "peringkat", "target_ganda", "tercetak")
@pytest.mark.parametrize("folder", CASES, ids=names(CASES))
def test_a_case_comes_to_what_it_expects(folder: Path) -> None:
    program = check([folder / "spec.iku"]).program
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    with open_store("sqlite://", program) as store:
        rejected = dict(imported(store, program, folder / "facts"))
        assert rejected == expected.get("rejected", {})
        for case in expected["results"]:
            assert set(case) <= FIELDS, case
            compare(case, result_of(store, program, case))


def imported(store: Store, program: Program, facts: Path) -> Iterator[tuple[str, list[dict[str, object]]]]:
    """Imports all files, dimensions before what names their members, and tells the rows that were kept out."""
    files = sorted(facts.glob("*.csv"), key=lambda file: (file.stem in program.sources, file.name))
    files.sort(key=lambda file: file.stem.partition("@")[0] in program.sources)
    for file in files:
        target, _, written = file.stem.partition("@")
        for period in periods(written):
            report = import_file(store, program, file, target, period=period, user="uji")
            if report.rejected:
                yield file.name, [{"row": c.row, "column": c.column, "value": c.value} for c in report.rejected]


def periods(written: str) -> list[Period | None]:
    """The periods that a file is given with, one import each; None where its rows name theirs."""
    first, _, last = written.partition("..")
    start = read_period(first)
    end = read_period(last) if last else start
    if start is None or end is None:
        return [None]
    return [from_ordinal(ordinal, start.grain) for ordinal in range(start.ordinal, end.ordinal + 1)]


def result_of(store: Store, program: Program, case: dict[str, object]) -> Result:
    period = read_period(str(case["period"]))
    assert period is not None
    found = evaluate(
        store,
        program,
        specs="",
        indicators=[str(case["indicator"])],
        periods=[period],
        as_printed=bool(case.get("as_printed")),
        depth=None,
        key=tuple(case["key"]) if "key" in case else None,  # type: ignore[arg-type]
    ).results
    assert len(found) == 1, case
    return found[0]


def compare(case: dict[str, object], result: Result) -> None:
    """Everything that a case names."""
    shown = said(case, result)
    wanted = {name: value for name, value in case.items() if name in shown}
    if "value" in case:
        wanted |= {"value": number(str(case["value"])), "state": case.get("state", "value")}
    if "bounds" in case:
        wanted["bounds"] = [number(text) for text in case["bounds"]]  # type: ignore[attr-defined]
    if "parts" in case:
        wanted["parts"] = [number(text) for text in case["parts"]]  # type: ignore[attr-defined]
    assert {name: shown[name] for name in wanted} == wanted, case
    for name, target in dict(case.get("targets", {})).items():  # type: ignore[call-overload]
        compare_target(target, next(found for found in result.targets if found.name == name))


def said(case: dict[str, object], result: Result) -> dict[str, object]:
    category, bounds = result.category, result.bounds
    return {
        "state": result.state.value,
        "value": result.value,
        "category": category.id if category is not None and category.id else None,
        "possible": list(category.possible) if category is not None else [],
        "rank": result.rank,
        "bounds": [bounds.low, bounds.high] if bounds is not None else None,
        "tight": bounds is not None and bounds.tight,
        "marks": [mark.code for mark in result.marks if mark.code in case.get("marks", ())],  # type: ignore[operator]
        "reason": result.reason.key if result.reason is not None else None,
        "members": members(result.trace, case.get("members")),
        "parts": [child.value for child in result.trace.children],
        "missing": result.missing_total,
        "comparison": compared(result),
    }


def members(trace: Node, wanted: object) -> object:
    """Who is in the classes that a case names, of the first set in the trace that has them all."""
    kinds = set(wanted) if isinstance(wanted, dict) else set[str]()
    for node in trace.walk():
        found = {group.kind: [line.key[-1] for line in group.lines] for group in node.groups}
        if kinds and kinds <= set(found):
            return {kind: found[kind] for kind in kinds}
    return None


def compared(result: Result) -> object:
    if not result.comparisons:
        return None
    first = result.comparisons[0]
    figures = {"published": first.published, "difference": first.difference}
    texts = {name: str(float(value)) if value is not None else None for name, value in figures.items()}
    return {**texts, "verdict": first.verdict}


def compare_target(expected: dict[str, str], target: TargetResult) -> None:
    assert target.reached is expected.get("reached", target.reached), (expected, target)
    found = {"value": target.value, "high": target.high, "achievement": target.achievement}
    for name in set(expected) & set(found):
        assert found[name] == number(expected[name]), (name, expected, target)
    assert target.state.value == expected.get("state", State.VALUE.value)
