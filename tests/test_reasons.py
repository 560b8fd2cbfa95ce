"""Why something is missing: whatever rests on a source and period that no batch gave says so by name, through all that is made of it.

That something is missing for want of a load is decided by the reference; what the evaluator says is read as people read it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
from absent_worlds import CASES, world_of
from judged_specs import write_judged
from random_facts import loaded, random_facts
from test_reference import both, program_of
from typed_specs import write

from iku_dsl.checking.check import check_files
from iku_dsl.period import Grain, Period, read_period
from iku_dsl.problem import SourceFile
from iku_dsl.program import Program
from iku_engine.evaluating.evaluate import all_of, evaluate
from iku_engine.importing.importing import import_file
from iku_engine.indicators.evaluator import Evaluator
from iku_engine.migrate.opening import open_store
from iku_engine.reference.world import World
from iku_engine.results.beside import BESIDE, PLAIN
from iku_engine.results.evaluation import Node, Result, State
from iku_engine.wording import say_it


def came(evaluator: Evaluator, program: Program) -> set[str]:
    """What people call the sources in the periods, of some years, that were loaded."""
    found = set()
    for source in program.sources.values():
        grain = source.grain
        periods: Sequence[Period | None] = (None,)
        if grain is not None:
            periods = [one for year in range(2020, 2027) for one in Period(year).parts(grain)]
        for period in periods:
            if evaluator.snapshot.loaded(source.name, period):
                found.add(source.title if period is None else f"{source.title} {period}")
    return found


def said_unloaded(node: Node) -> set[str]:
    """The names of sources and periods that the reason of something missing gives as not loaded, every period for itself."""
    assert node.reason is not None, node
    text = say_it(node.reason, "en")
    assert text.endswith(("is not loaded", "are not loaded")), text
    found: set[str] = set()
    label = ""
    for part in text.rpartition("; ")[2].removesuffix(" is not loaded").removesuffix(" are not loaded").split(", "):
        before, _, last = part.rpartition(" ")
        label = before if before and last[:2] == "20" else label
        if last[:2] != "20":
            found.add(part)
            continue
        first, _, end = last.partition("..")
        periods = [read_one(first)]
        while end and str(periods[-1]) != end:
            periods.append(periods[-1].moved(1))
        found |= {f"{label} {period}" for period in periods}
    return found


def read_one(text: str) -> Period:
    period = read_period(text)
    assert period is not None, text
    return period


def holds(evaluator: Evaluator, reference: World, program: Program, result: Result) -> bool:
    """Whether a result is missing for want of a load; it and all below it then say of what."""
    outcome = reference.result(result.indicator, result.period, result.key).outcome
    if result.state is not State.MISSING or not outcome.unloaded:
        return False
    there = came(evaluator, program)
    for node in (result.trace, *result.trace.walk()):
        if node.state is State.MISSING and (node is result.trace or node.unloaded):
            named = said_unloaded(node)
            assert named and not named & there, (node.reason, node.operation, node.text)
    assert result.reason == result.trace.reason
    for node in result.trace.walk():
        for line in (line for group in node.groups for line in group.lines):
            assert sum(reason.key in (PLAIN, BESIDE) for reason in line.reasons) <= 1, (line.label, line.reasons)
    return True


MONTHS = """
dimensi unit
  a, b
sumber lke "Nilai" per bulan, unit lengkap
  kolom nilai angka 0..100 konsolidasi jumlah
sumber r "Kasus" per bulan daftar
  kolom n angka 0.. konsolidasi jumlah

indikator tinggi
  satuan angka
  arah naik
  rumus banyaknya (unit yang lke.nilai > 500 dan r.n > 50)

indikator kasus
  satuan angka
  arah naik
  rumus r.n + r.n[tahun lalu]
"""


def test_periods_of_one_source_that_never_came_are_told_together(tmp_path: Path) -> None:
    """Each month had a reason of its own, nine in a row, in a member's line and among what a result lacks."""
    checked = check_files([SourceFile("spec.iku", MONTHS)])
    assert checked.errors == ()
    files = {
        "lke": "bulan,unit,nilai\n2025-01,a,1\n2025-01,b,1\n2025-02,a,1\n2025-05,a,1\n2025-05,b,1\n",
        "r": "bulan,n\n2025-01,1\n2025-02,2\n2025-03,4\n",
    }
    with open_store("sqlite://", checked.program) as store:
        for name, text in files.items():
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
            import_file(store, checked.program, tmp_path / f"{name}.csv", name, user="test")
        found = evaluate(store, checked.program, specs="", periods=[Period(2025)]).results
    high, cases = found
    lines = [line for group in high.trace.walk() for one in group.groups for line in one.lines]
    assert [[say_it(reason, "id") for reason in line.reasons] for line in lines] == [
        ["Kasus 2025-04..2025-12, Nilai 2025-03..2025-04, 2025-06..2025-12 belum dimuat"],
        [
            "tidak ada baris untuk b · 2025-02 di Nilai",
            "Kasus 2025-04..2025-12, Nilai 2025-03..2025-04, 2025-06..2025-12 belum dimuat",
        ],
    ]
    assert [(one.label, say_it(one.reason, "en")) for one in cases.missing] == [
        ("n", "Kasus 2024-01..2024-12, 2025-04..2025-12 is not loaded")
    ]
    assert cases.missing_total == 1


def test_every_world_names_what_was_never_loaded() -> None:
    found = 0
    for case in (one for one in CASES if one.expected.startswith("kosong")):
        program = program_of(case.text)
        assert program is not None, case.text
        with world_of(case, program) as made, both(made.store, program) as (evaluator, reference):
            found += holds(evaluator, reference, program, all_of(evaluator, "i", case.at)[0])
    assert found > 20


def seed_names(seed: int) -> int:
    """How many results of a random world were missing for want of a load, and said so."""
    random, found = Random(seed), 0
    program = program_of((write, write_judged)[seed % 2](random))
    if program is None:
        return 0
    with (
        loaded(program, random_facts(program, random)) as world,
        both(world.store, program) as (evaluator, reference),
    ):
        for name, (version, *_) in program.indicators.items():
            period = Period(2024).parts(version.grain)[-1] if version.grain is not Grain.YEAR else Period(2024)
            found += sum(holds(evaluator, reference, program, result) for result in all_of(evaluator, name, period))
    return found


def test_random_programs_name_what_was_never_loaded() -> None:
    assert sum(map(seed_names, range(18, 28))) > 3


@pytest.mark.soak
def test_many_random_programs_name_what_was_never_loaded(somewhere: int) -> None:
    assert sum(map(seed_names, range(somewhere, somewhere + 2_000))) > 100
