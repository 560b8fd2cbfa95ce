"""What `sensitivity` says of weights and inputs holds in specs and facts that are really changed so."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from random import Random

import pytest
from hostile import check
from random_facts import Facts, cell_text, loaded
from soundness import understood

from iku_dsl.period import Period
from iku_engine.indicators.results import result as result_of
from iku_engine.results.evaluation import Result
from iku_engine.seek.asking import Question
from iku_engine.seek.sensitivity import Sensitivity, sensitivity
from iku_engine.seek.weighing import judged, pieces

SUITE, SOAK = 8, 1500
NEAR = Fraction(1, 10**12)
FORMULAS = (
    "jumlah berbobot nilai.n",
    "jumlah berbobot nilai.n bila kosong alihkan bobot",
    "rerata berbobot nilai.n bila kosong lewati",
    "maksimum(jumlah berbobot nilai.n, 30)",
    "100 - jumlah berbobot nilai.n",
    "(jika jumlah berbobot nilai.n > 50 maka jumlah berbobot nilai.n selain itu jumlah berbobot nilai.n / 2)",
    "rerata geometrik berbobot nilai.n",
)


def spec(weights: dict[str, Fraction], formula: str, rounding: str, step: str, cuts: list[int]) -> str:
    """A composite over a few parts, judged by a scale."""
    names = "\n".join(f"  {name}" for name in weights)
    shares = "\n".join(f"    {name} {share}" for name, share in weights.items())
    first, second = cuts
    return f"""
dimensi bagian
{names}

skala skala_a atas 0..100{step}
  baik > {second} .. 100
  cukup > {first} .. {second}
  kurang <= {first}

sumber nilai per tahun, bagian
  kolom n angka 0..100 digit 1

indikator gabungan
  satuan angka 0..100{rounding}
  arah naik
  bobot bagian
{shares}
  rumus {formula}
  kategori skala_a
"""


def made(random: Random) -> tuple[dict[str, Fraction], tuple[str, str, str, list[int]], Facts]:
    """Weights, the rest of a spec, and facts, some of them missing."""
    names = ["a", "b", "c", "d"][: random.randint(2, 4)]
    parts = [random.randint(1, 9) for _ in names]
    weights = {name: Fraction(part, sum(parts)) for name, part in zip(names, parts, strict=True)}
    formula = random.choice(FORMULAS)
    rounding = random.choice(("", "", " bulatkan 0", " bulatkan 1", " bulatkan 2 ke genap"))
    step = "" if rounding else random.choice(("", "", " langkah 1 ke bawah", " langkah 5 terdekat"))
    cuts = sorted(random.sample(range(20, 85, 5), 2))
    low = 1 if "geometrik" in formula else 0
    rows = [("2024", name, f"{random.randint(low, 100)}.0") for name in names if random.random() < 0.85]
    return weights, (formula, rounding, step, cuts), Facts({"nilai": rows}, {"nilai": [Period(2024)]})


def result_with(weights: dict[str, Fraction], rest: tuple[str, str, str, list[int]], facts: Facts) -> Result:
    """The result of a spec that was written with these weights."""
    program = check(spec(weights, *rest)).program
    with loaded(program, facts) as world, world.evaluating(program) as evaluator:
        return result_of(evaluator, "gabungan", Period(2024))


def rescaled(weights: dict[str, Fraction], member: str, weight: Fraction) -> dict[str, Fraction]:
    rest = 1 - weights[member]
    return {name: weight if name == member else share * (1 - weight) / rest for name, share in weights.items()}


def weights_hold(seed: int) -> Counter[str]:
    """At a critical weight the category changes, just before it does not, and nowhere between."""
    random, tried = Random(seed), Counter[str]()
    weights, rest, facts = made(random)
    text = spec(weights, *rest)
    checked = check(text)
    assert understood(checked), f"seed {seed}: {checked.problems}"
    with loaded(checked.program, facts) as world:
        found = sensitivity(Question(world.store, checked.program), "gabungan", Period(2024))
    now = judged(found.result)
    for one in found.weights:
        for edge, end in ((one.lower, Fraction(0)), (one.upper, Fraction(1))):
            where = f"seed {seed}: {one.member} {one.weight} towards {end}\n{text}\n{facts.rows}"
            last = edge.at if edge is not None else end
            for _ in range(3):
                between = one.weight + (last - one.weight) * Fraction(random.randint(0, 999), 1000)
                assert judged(result_with(rescaled(weights, one.member, between), rest, facts)) == now, where
            if edge is not None:
                sign = 1 if end > one.weight else -1
                at = edge.at if edge.attained else edge.at + sign * NEAR
                before = edge.at - sign * (NEAR if one.exact else Fraction(1, 10**8)) if edge.attained else edge.at
                assert judged(result_with(rescaled(weights, one.member, at), rest, facts)) != now, where
                if (before - one.weight) * sign > 0:
                    assert judged(result_with(rescaled(weights, one.member, before), rest, facts)) == now, where
                tried["exact" if one.exact else "tried"] += 1
            tried["between"] += 3
    tried += turns_hold(found, checked.program, facts)
    return tried


def turns_hold(found: Sensitivity, program: object, facts: Facts) -> Counter[str]:
    """At the nearest turn of an input the category is another one, one step before it is the same."""
    tried = Counter[str]()
    now = judged(found.result)
    for turn in found.turns:
        for step, sign in ((turn.down, -1), (turn.up, 1)):
            if step is None or turn.lever.read is None:
                continue
            at = next(n for n, row in enumerate(facts.rows["nilai"]) if row[1] == turn.lever.read.keys[0])
            for position, same in ((step.position, False), (step.position - sign, True)):
                changed = facts.changed(
                    "nilai", at, 2, cell_text(turn.lever.read.column, Fraction(position, turn.lever.parts))
                )
                with loaded(program, changed) as world, world.evaluating(program) as evaluator:  # type: ignore[arg-type]
                    result = result_of(evaluator, "gabungan", Period(2024))
                assert (judged(result) == now) is same, (turn.lever.ref, position)
                tried["turns"] += 1
    return tried


@pytest.mark.parametrize("number", [*range(5), *(pytest.param(n, marks=pytest.mark.soak) for n in range(5, SUITE))])
def test_critical_weights_and_turns_hold_in_specs_written_so(number):
    weights_hold(number)


@pytest.mark.soak
def test_critical_weights_and_turns_hold_in_many_specs(somewhere: int):
    tried = sum((weights_hold(somewhere + number) for number in range(SOAK)), Counter[str]())
    assert all(tried[claim] > SOAK / 10 for claim in ("exact", "between", "turns")), tried


def test_a_curve_is_solved_piece_by_piece():
    def curve(x: Fraction) -> Fraction:
        return max(Fraction(2), (3 + 4 * x) / (1 + x))

    found = pieces(curve, Fraction(-1, 2), Fraction(3))
    assert found is not None
    assert found[-1].where(Fraction(7, 2)) == 1
    assert pieces(lambda x: x**3, Fraction(0), Fraction(1)) is None
