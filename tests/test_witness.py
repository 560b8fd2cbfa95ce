"""What a proof shows as a counter-example really happens: each refuted spec is evaluated over the facts of its witness."""

from pathlib import Path

import pytest
from witness_facts import evaluated

from iku_dsl.bounds.achieved import achieved
from iku_dsl.bounds.atoms import ranges_of
from iku_dsl.bounds.functions import NoValueError
from iku_dsl.bounds.model import value_in
from iku_dsl.bounds.visit import guarded
from iku_dsl.bounds.witness import Search
from iku_dsl.checking.check import check
from iku_dsl.program.expression import walk
from iku_dsl.proofs.limits import in_rows
from iku_dsl.proofs.undefined import DIVISION, UNDEFINED, divides
from iku_engine.results.evaluation import State

CORPUS = Path(__file__).parent / "corpus" / "bad"


def _cases(problem: str) -> list[Path]:
    return sorted(path for path in CORPUS.iterdir() if path.name.partition("--")[0] == problem)


FORMULAS = [
    case
    for case in _cases("range-exceeds")
    if case.name.partition("--")[2]
    not in ("argument", "diberi", "nilai-awal", "sel", "sel-persen")  # a test gives the value there, or a profile
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
        shown += _achievements_failed(program, indicator, DIVISION)
    shown += _beside(program, DIVISION)
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
                assert result.reason.key in WITHOUT_VALUE
        shown += _achievements_failed(program, indicator, UNDEFINED)
    shown += _beside(program, UNDEFINED)
    assert shown or case.name == "may-be-undefined--pengganti", "of what a rule puts in there is no witness"


WITHOUT_VALUE = ("root-of-negative", "ln-of-nothing", "mean-of-nothing", "date-part")


def _achievements_failed(program, indicator, question):
    shown = 0
    for case in _cases_of(program, indicator):
        for part in filter(question.may_fail, walk(case.asked.rule)):
            witness = Search(program).divided_in_profile(case, part, question.kind)
            if witness is not None:
                shown += 1
                (target,) = evaluated(program, indicator.name, witness).targets
                assert target.state is State.ERROR
                assert target.reason.key in ("division-by-zero", *WITHOUT_VALUE)
    return shown


def _cases_of(program, indicator):
    """The first target of an indicator, as its profile is evaluated for it in one period."""
    cases = achieved(ranges_of(program), frozenset())
    return [case for case in cases if case.indicator is indicator and case.several is None][:1]


def _beside(program, question):
    """How often something beside formulas and profiles' rules fails in its witness: rows, rankings, guards of profiles."""
    shown = 0
    for one in in_rows(ranges_of(program), frozenset(), question.may_fail):
        for part in walk(one.expression):
            found = Search(one.program).divided_in_row(one.source, part, one.where, question.kind)
            if found is not None:
                shown += 1
                with pytest.raises(question.kind):
                    value_in(found.world, one.expression, found.at)
    for versions in program.indicators.values():
        for indicator in versions:
            by = indicator.ranking.by if indicator.ranking is not None else None
            for part in walk(by) if by is not None else ():
                shown += Search(program).divided_by_zero(indicator, part, by, question.kind) is not None
            for case in _cases_of(program, indicator):
                for part in (part for guard in case.asked.guards for part in walk(guard)):
                    shown += Search(program).divided_in_profile(case, part, question.kind) is not None
    return shown
