"""Why something is missing: whatever rests on a source and period that no batch gave says so by name, through all that is made of it.

That something is missing for want of a load is decided by the reference; what the evaluator says is read as people read it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from random import Random

from absent_worlds import CASES, world_of
from judged_specs import write_judged
from random_facts import loaded, random_facts
from test_reference import both, program_of
from typed_specs import write

from iku_dsl.period import Grain, Period, read_period
from iku_dsl.program import Program
from iku_engine.evaluate import Evaluator
from iku_engine.evaluation import Node, Result, State
from iku_engine.reference.evaluator import Reference
from iku_engine.wording import say_it

START = int(os.environ.get("IKU_SEED", Random().randrange(10**9)))


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


def holds(evaluator: Evaluator, reference: Reference, program: Program, result: Result) -> bool:
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
    return True


def test_every_world_names_what_was_never_loaded() -> None:
    found = 0
    for case in (one for one in CASES if one.expected.startswith("kosong")):
        program = program_of(case.text)
        assert program is not None, case.text
        with world_of(case, program) as made, both(made.store, program) as (evaluator, reference):
            found += holds(evaluator, reference, program, evaluator.all_of("i", case.at)[0])
    assert found > 20


def test_random_programs_name_what_was_never_loaded() -> None:
    found = 0
    for seed in range(START, START + 25):
        random = Random(seed)
        program = program_of((write, write_judged)[seed % 2](random))
        if program is None:
            continue
        with (
            loaded(program, random_facts(program, random)) as world,
            both(world.store, program) as (evaluator, reference),
        ):
            for name, (version, *_) in program.indicators.items():
                period = Period(2024).parts(version.grain)[-1] if version.grain is not Grain.YEAR else Period(2024)
                for result in evaluator.all_of(name, period):
                    found += holds(evaluator, reference, program, result)
    assert found, START
