"""Two lists of one spec are not multiplied: counted in calls and in memory, never in seconds."""

from __future__ import annotations

from dataclasses import replace

import pytest
from counted_calls import calls
from hostile import check, ids

from iku_dsl.budgets import BUDGETS
from iku_dsl.proofs.mixed import mixed


def _versions(years: range, formula: str) -> str:
    """An indicator with a version in each of some years, and one that reads it."""
    head = "source f per year\n  column x number 0..10\n"
    version = "indicator a\n  unit point\n  direction none\n  effective {0}..{0}\n  formula f.x\n"
    several = "".join(version.format(year) for year in years)
    return f"{head}{several}indicator b\n  unit point\n  direction none\n  formula maximum({formula})\n"


def _mixed_calls(readings: int) -> int:
    """What a formula takes whose readings never mix, as the versions are far from one another."""
    program = check(_versions(range(2010, 2030, 10), ", ".join(["a", "a[previous year]"] * readings))).program
    assert program is not None
    return calls(lambda: mixed(program, frozenset()))


def test_readings_of_an_indicator_are_not_held_against_one_another_pair_by_pair() -> None:
    few, many = _mixed_calls(20), _mixed_calls(80)
    assert many < 5 * few, "four times the readings, not sixteen times the work"


def test_a_reading_that_comes_again_is_told_where_it_is_first() -> None:
    text = _versions(range(2020, 2022), "a, a, a[previous year], a, a[previous year]")
    (problem,) = check(text).problems
    assert problem.id == "versions-mixed"
    start = text.splitlines()[-1].index("a,") + 1
    assert [label.span.column for label in problem.labels] == [start + len("a, a, "), start]


def test_versions_that_many_formulas_read_in_two_ways_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    text = _versions(range(2010, 2040, 10), "a, a[previous year]")
    monkeypatch.setitem(BUDGETS, "mixed", replace(BUDGETS["mixed"], most=126))
    assert not check(text).problems
    monkeypatch.setitem(BUDGETS, "mixed", replace(BUDGETS["mixed"], most=125))
    assert ids(check(text)) == ["too-large"]
