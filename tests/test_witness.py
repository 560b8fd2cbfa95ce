"""What a proof shows as a counter-example really happens: each refuted spec is evaluated over the facts of its witness."""

from pathlib import Path

import pytest
from witness_facts import evaluated

from iku_dsl.bounds.atoms import ranges_of
from iku_dsl.bounds.exactly import NoValueError
from iku_dsl.bounds.model import value_in
from iku_dsl.bounds.visit import guarded
from iku_dsl.bounds.witness import Search
from iku_dsl.checking.check import check
from iku_dsl.operators import Operator
from iku_dsl.program.expression import Arithmetic, walk
from iku_dsl.proofs.division import divides
from iku_engine.results.evaluation import State

CORPUS = Path(__file__).parent / "corpus" / "bad"


def _cases(problem: str) -> list[Path]:
    return sorted(path for path in CORPUS.iterdir() if path.name.partition("--")[0] == problem)


FORMULAS = [
    case
    for case in _cases("range-exceeds")
    if case.name.partition("--")[2] not in ("diberi", "nilai-awal")  # a test gives the value there, or a profile
]


@pytest.mark.parametrize("case", FORMULAS, ids=lambda path: path.name)
def test_a_value_out_of_range_comes_out_of_the_witness(case):
    program = check([case / "spec.iku"]).program
    shown = 0
    for name, (indicator, *_) in program.indicators.items():
        witness = Search(program).out_of_range(indicator)
        if witness is None:
            continue
        shown += 1
        result = evaluated(program, name, witness)
        assert result.state is State.ERROR
        assert result.reason is not None
        assert result.reason.key == "value.out-of-range"
        assert result.trace.children[0].value == witness.value
    assert shown


@pytest.mark.parametrize("case", _cases("may-divide-by-zero"), ids=lambda path: path.name)
def test_a_division_by_zero_comes_out_of_the_witness(case):
    program = check([case / "spec.iku"]).program
    ranges = ranges_of(program)
    shown = 0
    for name, (indicator, *_) in program.indicators.items():
        known = guarded(ranges, indicator)
        for part in walk(indicator.formula):
            if divides(ranges, part, known) is None:
                continue
            witness = Search(program).divided_by_zero(indicator, part)
            if witness is None:
                continue
            shown += 1
            result = evaluated(program, name, witness)
            assert result.state is State.ERROR
            assert result.reason is not None
            assert result.reason.key in ("division-by-zero", "weights-zero")
        shown += _achievements_divided(program, indicator)
    for source in program.sources.values():
        for derived in source.derived.values():
            for part in walk(derived.value):
                if isinstance(part, Arithmetic) and part.operator is Operator.DIVIDE:
                    found = Search(program).divided_in_row(source.name, part)
                    if found is not None:
                        shown += 1
                        assert value_in(found.world, part.right, found.at) == 0
    assert shown


@pytest.mark.parametrize("case", _cases("may-be-undefined"), ids=lambda path: path.name)
def test_a_root_or_logarithm_without_a_value_comes_out_of_the_witness(case):
    program = check([case / "spec.iku"]).program
    shown = 0
    for name, (indicator, *_) in program.indicators.items():
        for part in walk(indicator.formula):
            witness = Search(program).divided_by_zero(indicator, part, kind=NoValueError)
            if witness is not None:
                shown += 1
                result = evaluated(program, name, witness)
                assert result.state is State.ERROR
                assert result.reason is not None
                assert result.reason.key in ("root-of-negative", "ln-of-nothing")
    for source in program.sources.values():
        for derived in source.derived.values():
            shown += Search(program).divided_in_row(source.name, derived.value, NoValueError) is not None
    assert shown


def _achievements_divided(program, indicator):
    shown = 0
    if indicator.achievement is None:
        return shown
    for part in walk(program.profiles[indicator.achievement.profile].rules[indicator.direction]):
        if isinstance(part, Arithmetic) and part.operator is Operator.DIVIDE:
            witness = Search(program).divided_in_profile(indicator, indicator.targets[0], part)
            if witness is not None:
                shown += 1
                (target,) = evaluated(program, indicator.name, witness).targets
                assert target.state is State.ERROR
                assert target.reason.key == "division-by-zero"
    return shown
