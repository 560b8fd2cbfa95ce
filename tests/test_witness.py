"""What a proof shows as a counter-example really happens: each refuted spec is evaluated over the facts of its witness."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from iku_dsl.check import check
from iku_dsl.expression import Arithmetic, walk
from iku_dsl.operators import Operator
from iku_dsl.period import Period
from iku_dsl.program import GivenCell, GivenFacts, Program
from iku_dsl.program import Test as InSpecTest
from iku_dsl.proofs.division import divides
from iku_dsl.proofs.ranges import Ranges
from iku_dsl.proofs.visit import guarded
from iku_dsl.proofs.witness import Witness, divided_by_zero, divided_in_profile, divided_in_row, out_of_range
from iku_engine.environment import reading
from iku_engine.evaluate import Evaluator
from iku_engine.evaluation import State
from iku_engine.facts.given import take_in
from iku_engine.snapshot import Snapshot
from iku_engine.store import open_store

CORPUS = Path(__file__).parent / "corpus" / "bad"


def _cases(problem: str) -> list[Path]:
    return sorted(path for path in CORPUS.iterdir() if path.name.partition("--")[0] == problem)


def _text(value: object, percent: bool) -> str:
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Fraction):
        figure = value * 100 if percent else value
        whole, rest = divmod(abs(figure) * 10**12, 10**12)
        assert rest.denominator == 1, "a witness has figures that a file could have"
        shown = f"{'-' if figure < 0 else ''}{whole}.{int(rest):012d}".rstrip("0").rstrip(".")
        return f"{shown}%" if percent else shown
    return str(value)


def _given(program: Program, witness: Witness, period: Period) -> tuple[GivenFacts, ...]:
    facts: list[GivenFacts] = []
    rows: dict[str, list[tuple[GivenCell, ...]]] = {name: [] for name in program.sources}
    for name, shift, keys, row in witness.world.given():
        source = program.sources[name]
        found = reading(shift, period, source.grain)
        assert found is not None
        at = [GivenCell(str(found.periods[0]))] if source.grain is not None else []
        values = [GivenCell(_text(row[c.name], c.type.percent)) for c in source.columns.values()]
        rows[name].append((*at, *(GivenCell(key) for key in keys), *values))
    for name, found_rows in rows.items():
        source = program.sources[name]
        grain = (source.grain.value,) if source.grain is not None else ()
        facts.append(GivenFacts(name, (*grain, *source.dimensions, *source.columns), tuple(found_rows)))
    return tuple(facts)


def _evaluated(program: Program, indicator: str, witness: Witness):
    version = program.indicators[indicator][0]
    period = Period(2025, 1, version.grain)
    test = InSpecTest(name="witness", indicator=indicator, period=period, given=_given(program, witness, period))
    with open_store("sqlite://", program) as store:
        take_in(store, program, test)
        with store.reading() as connection:
            evaluator = Evaluator(program, Snapshot(connection, store.schema, program))
            return evaluator.result(indicator, period, tuple(witness.at.keys.values()))


@pytest.mark.parametrize("case", _cases("range-exceeds"), ids=lambda path: path.name)
def test_a_value_out_of_range_comes_out_of_the_witness(case):
    program = check([case / "spec.iku"]).program
    shown = 0
    for name, (indicator, *_) in program.indicators.items():
        witness = out_of_range(program, indicator)
        if witness is None:
            continue
        shown += 1
        result = _evaluated(program, name, witness)
        assert result.state is State.ERROR
        assert result.reason is not None
        assert result.reason.key == "value.out-of-range"
        assert result.trace.children[0].value == witness.value
    assert shown


@pytest.mark.parametrize("case", _cases("may-divide-by-zero"), ids=lambda path: path.name)
def test_a_division_by_zero_comes_out_of_the_witness(case):
    program = check([case / "spec.iku"]).program
    ranges = Ranges(program)
    shown = 0
    for name, (indicator, *_) in program.indicators.items():
        known = guarded(ranges, indicator)
        for part in walk(indicator.formula):
            if divides(ranges, part, known) is None:
                continue
            witness = divided_by_zero(program, indicator, part)
            if witness is None:
                continue
            shown += 1
            result = _evaluated(program, name, witness)
            assert result.state is State.ERROR
            assert result.reason is not None
            assert result.reason.key in ("division-by-zero", "weights-zero")
        shown += _achievements_divided(program, indicator)
    for source in program.sources.values():
        for derived in source.derived.values():
            for part in walk(derived.value):
                if isinstance(part, Arithmetic) and part.operator is Operator.DIVIDE:
                    found = divided_in_row(program, source.name, part)
                    if found is not None:
                        shown += 1
                        assert found.world.value(part.right, found.at) == 0
    assert shown


def _achievements_divided(program, indicator):
    shown = 0
    if indicator.achievement is None:
        return shown
    for part in walk(program.profiles[indicator.achievement.profile].rules[indicator.direction]):
        if isinstance(part, Arithmetic) and part.operator is Operator.DIVIDE:
            witness = divided_in_profile(program, indicator, indicator.targets[0], part)
            if witness is not None:
                shown += 1
                (target,) = _evaluated(program, indicator.name, witness).targets
                assert target.state is State.ERROR
                assert target.reason.key == "division-by-zero"
    return shown
