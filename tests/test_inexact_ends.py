"""Roots and geometric averages are computed to 40 digits: no bounds made of them are tight, and what these digits decide is told."""

from __future__ import annotations

from fractions import Fraction

import pytest
from random_facts import Facts, loaded
from test_reference import both, program_of

from iku_dsl.period import Period
from iku_engine.evaluating.evaluate import all_of
from iku_engine.results.evaluation import Result, State

SPEC = """
dimensi w
  x
  y

skala sk atas 0..9
  baik >= 0.75
  kurang < 0.75

sumber s per tahun lengkap
  kolom v angka 0..4
  kolom m angka 0..{most} boleh kosong

sumber r per tahun, w lengkap
  kolom m angka 1..4 boleh kosong

indikator i
  satuan angka{unit}
  arah naik
  {formula}
"""


def result(formula: str, v: str = "2", *, unit: str = "", most: str = "3") -> Result:
    """What an indicator comes to, with a figure that is there, and others that are missing."""
    program = program_of(SPEC.format(formula=formula, unit=unit, most=most))
    assert program is not None, formula
    rows = {"s": [("2024", v, "")], "r": [("2024", "x", ""), ("2024", "y", "3")]}
    facts = Facts(rows, {name: [Period(2024)] for name in rows})
    with loaded(program, facts) as world, both(world.store, program) as (evaluator, _):
        (found,) = all_of(evaluator, "i", Period(2024))
    return found


def codes(found: Result) -> set[str]:
    return {mark.code for mark in found.marks}


MISSING = {
    "rumus rerata geometrik dari s.v, s.m + 2": "",
    "rumus rerata geometrik dari 0.5, s.m + 2": " bulatkan 1",
    "rumus rerata geometrik r.m": "",
    "rumus bulatkan(akar(s.m + 2), 1)": "",
    "rumus akar(s.m + 2)": "",
    "rumus ln(s.m + 2)": "",
    "rumus akar(2) + s.m": "",
    "rumus s.m * ln(2)": " bulatkan 2",
    "rumus (akar(s.m + 2) + 3) * 2": "",
    "rumus jumlah (akar(m)) atas r": "",
    "rumus jumlah (m * akar(2)) atas r": "",
    "hitung n = akar(s.v)\n  rumus n + s.m": "",
}


@pytest.mark.parametrize("formula", MISSING)
def test_no_bounds_of_an_inexact_number_are_tight(formula: str) -> None:
    found = result(formula, unit=MISSING[formula])
    assert found.state is State.MISSING
    assert found.bounds is not None and found.bounds.low is not None and found.bounds.high is not None
    assert not found.bounds.tight


@pytest.mark.parametrize("formula", ["rumus akar(s.m + 1)", "rumus ln(s.m * 0 + 1)", "rumus s.m + akar(4)"])
def test_bounds_of_what_came_out_exactly_stay_tight(formula: str) -> None:
    found = result(formula, most="3")
    assert found.bounds is not None and found.bounds.tight


@pytest.mark.parametrize("number", [f"0.{tenth}5" for tenth in range(10)])
@pytest.mark.parametrize("formula", ["akar(s.m) ^ 2", "akar(s.m, 3) ^ 3", "akar(s.m) * akar({number})"])
def test_rounded_bounds_hold_what_the_exact_number_comes_to(formula: str, number: str) -> None:
    end = Fraction(int(number[2:-1]) + 1, 10)  # half away from zero
    found = result(f"rumus {formula.format(number=number)}", unit=" bulatkan 1", most=number)
    assert found.bounds is not None and found.bounds.high is not None and found.bounds.high >= end
    inside = result(f"rumus bulatkan({formula.format(number=number)}, 1)", most=number)
    assert inside.bounds is not None and inside.bounds.high is not None and inside.bounds.high >= end


NEAR = {
    "rumus akar(0.75) ^ 2": " bulatkan 1",
    "rumus bulatkan(akar(0.75) ^ 2, 1)": "",
    "rumus jika akar(s.v) * akar(s.v) >= 2 maka 1 selain itu 0": "",
    "rumus jika akar(s.v) ^ 2 = 2 maka 1 selain itu 0": "",
    "kategori sk\n  rumus akar(0.75) ^ 2": "",
    "target 2024 = 2\n  rumus akar(s.v) * akar(s.v)": "",
    "target 2024 = akar(s.v) ^ 2\n  rumus s.v": "",
    "hitung n = akar(0.75) ^ 2\n  rumus n": " bulatkan 1",
}


@pytest.mark.parametrize("formula", NEAR)
def test_what_digits_decide_that_are_not_computed_is_told(formula: str) -> None:
    assert codes(result(formula, unit=NEAR[formula])) >= {"inexact", "near-end"}


FAR = {
    "rumus akar(0.76) ^ 2": " bulatkan 1",
    "rumus bulatkan(akar(2), 3)": "",
    "rumus jika akar(s.v) > 1 maka 1 selain itu 0": "",
    "kategori sk\n  rumus akar(0.8)": "",
    "target 2024 = 2\n  rumus akar(s.v)": "",
    "rumus akar(4) * 0.375": " bulatkan 1",
}


@pytest.mark.parametrize("formula", FAR)
def test_what_lies_far_from_any_end_is_not(formula: str) -> None:
    assert "near-end" not in codes(result(formula, unit=FAR[formula]))


def test_categories_of_bounds_are_those_of_what_lies_a_little_beyond_them() -> None:
    found = result("kategori sk\n  rumus akar(s.m) ^ 2", most="0.75")
    assert found.category is not None and found.category.possible == ("baik", "kurang")


@pytest.mark.parametrize("sign", ["<", ">="])
def test_comparisons_of_bounds_are_not_decided_by_their_last_digits(sign: str) -> None:
    found = result(f"rumus jika akar(s.m) ^ 2 {sign} 0.75 maka 1 selain itu 0", most="0.75")
    assert found.state is State.MISSING
