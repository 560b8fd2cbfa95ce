"""What an absent row, an empty cell and a period that was not loaded come to: by hand, in the reference, and in the evaluator."""

from __future__ import annotations

from fractions import Fraction

import pytest
from absent_worlds import CASES, Case, world_of
from test_reference import agree, both, program_of

from iku_engine.evaluating.evaluate import all_of
from iku_engine.reference.cross_check import completions
from iku_engine.reference.world import World
from iku_engine.results.evaluation import Bounds, Scalar, State

STATES = {"tidak berlaku": State.NOT_APPLICABLE, "galat": State.ERROR}


def holds(case: Case, state: State, value: Scalar, bounds: tuple[Fraction | None, Fraction | None]) -> None:
    """That a case came to what was expected of it."""
    wanted = STATES.get(case.expected, State.MISSING if case.expected.startswith("kosong") else State.VALUE)
    found = (case.about, state, value, bounds)
    assert state is wanted, found
    if state is State.VALUE:
        assert value == Fraction(case.expected), found
    if state is State.MISSING:
        assert bounds == case.bounds, found


def named(case: Case) -> str:
    return case.about


def test_every_case_is_another() -> None:
    assert len({(case.text, case.loads, case.rows, case.facts, case.units) for case in CASES}) == len(CASES) > 100
    assert len({case.about for case in CASES}) == len(CASES)


SUITE = {case.about for case in CASES[::2]}


@pytest.mark.few(*SUITE)
@pytest.mark.parametrize("case", CASES, ids=named)
def test_the_reference_and_the_evaluator_come_to_what_is_worked_out(case: Case) -> None:
    comes_to_what_is_worked_out(case)


def comes_to_what_is_worked_out(case: Case) -> None:
    """That both come to what was expected of a case."""
    program = program_of(case.text)
    assert program is not None, case.text
    with world_of(case, program) as made, both(made.store, program) as (evaluator, reference):
        found = reference.result("i", case.at, ()).outcome
        holds(case, found.state, found.value, found.where)
        (result,) = all_of(evaluator, "i", case.at)
        bounds = result.bounds or Bounds(None, None)
        holds(case, result.state, result.value, (bounds.low, bounds.high))
        agree(reference, [result], case.about)
        if case.expected.startswith("kosong"):
            what_may_be_filled_in_lies_where_it_was_said_to(case, reference)


def what_may_be_filled_in_lies_where_it_was_said_to(case: Case, reference: World) -> None:
    low, high = case.bounds
    tried = completions(reference, "i", case.at, (), 64)
    numbers = [one.outcome.number for one in tried.results if one.outcome.state is State.VALUE]
    assert all((low is None or low <= x) and (high is None or x <= high) for x in numbers), (case.about, numbers)
    assert numbers or low is None or high is None, case.about
