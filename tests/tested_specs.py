"""Specs with in-spec tests: what they give and expect, on the evaluator and on the reference."""

from __future__ import annotations

from iku_dsl.budgets import Effort
from iku_dsl.checking.check import check_files
from iku_dsl.problem import SourceFile
from iku_dsl.program import Program
from iku_engine.evaluating.evaluate import all_of
from iku_engine.indicators.results import new_evaluator
from iku_engine.migrate.opening import open_store
from iku_engine.reference.cross_check import check_results
from iku_engine.reference.facts import read
from iku_engine.reference.indicators import new_reference
from iku_engine.snapshot.snapshot import Snapshot
from iku_engine.testing.given import count_all_as_loaded, given_values, take_in
from iku_engine.testing.testing import run_tests


def program_of(text: str) -> Program:
    checked = check_files([SourceFile("spec.iku", text)])
    assert checked.errors == (), checked.errors
    return checked.program


def holds(spec: str, test: str) -> None:
    """A test of a spec holds as it is written, and the reference makes the same of what it gives."""
    program = program_of(spec + test)
    (result,) = run_tests(program).results
    assert result.passed, [failure.found for failure in result.failures] or result.problem
    (one,) = program.tests
    with open_store("sqlite://", program) as store:
        count_all_as_loaded(store)
        with store.rolled_back() as connection:
            take_in(store, connection, program, one, Effort(1_000_000))
            evaluator = new_evaluator(program, Snapshot(connection, store.schema, program))
            reference = new_reference(program, read(connection, store.schema, program), False)
            evaluator.given = reference.given = given_values(one)
            found = check_results(reference, all_of(evaluator, one.indicator, one.period))
    assert found.difference is None
    assert found.agreed > 0
