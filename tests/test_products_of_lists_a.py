"""Two lists of one spec are not multiplied: counted in calls and in memory, never in seconds."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from counted_calls import calls
from hostile import check, ids

from iku_dsl.budgets import BUDGETS
from iku_dsl.interval import Interval
from iku_dsl.problem import Diagnostic
from iku_dsl.program import Band, Excluded, Grid, Scale
from iku_dsl.proofs.bands import _common, _met, _reach, bands
from iku_dsl.proofs.versions import mixed
from iku_dsl.wording import render


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


def _bands_calls(
    first: list[Interval], second: list[Interval], outside: list[Interval]
) -> tuple[int, tuple[Diagnostic, ...]]:
    """What a scale of two categories takes, and its problems."""
    program = check("source f per year\n  column x number 0..10\n").program
    assert program is not None
    scale = Scale(
        name="k",
        domain=Interval(Fraction(0), Fraction(99_999)),
        bands=(Band(name="a", intervals=tuple(first)), Band(name="b", intervals=tuple(second))),
        partial="x",
        outside=tuple(Excluded(interval, "x") for interval in outside),
    )
    with_scale = replace(program, scales={"k": scale})
    return calls(lambda: bands(with_scale, frozenset())), bands(with_scale, frozenset())


def _points(start: int, count: int) -> list[Interval]:
    return [Interval(Fraction(number), Fraction(number)) for number in range(start, 4 * count, 4)]


LAST = Interval(Fraction(99_999), Fraction(99_999))


@pytest.mark.parametrize("outside", [False, True])
def test_points_of_one_category_are_not_held_against_each_of_another(outside: bool) -> None:
    def asked(count: int) -> int:
        first, second = [*_points(0, count), LAST], _points(1, count)
        taken, problems = _bands_calls(
            first, second if outside else [*second, LAST], [*_points(2, count), LAST] if outside else []
        )
        assert [problem.id for problem in problems] == ["bands-overlap"]
        assert problems[0].counter_example is not None
        assert "99999" in render(problems[0].counter_example, "en")
        return taken

    few, many = asked(50), asked(200)
    assert many < 6 * few, "four times the points, not sixteen times the work"


@pytest.mark.parametrize("grid", [None, Grid(Fraction(1, 2), "down")])
def test_an_interval_meets_a_category_where_it_meets_one_of_its_intervals(grid: Grid | None) -> None:
    chance = Random(22)

    def interval() -> Interval:
        low = Fraction(chance.randrange(24), 4)
        high = low + Fraction(chance.randrange(8), 4)
        ends = chance.choice([(low, high), (None, high), (low, None), (low, high), (low, high)])
        open_ends = [end is None or (low != high and chance.random() < 0.5) for end in ends]
        return Interval(ends[0], ends[1], ends[0] is not None and open_ends[0], ends[1] is not None and open_ends[1])

    seen = set()
    for _ in range(2_000):
        several, one = [interval() for _ in range(chance.randrange(4))], interval()
        shared = [_common(grid, each, one) for each in several]
        met = _met(grid, _reach(grid, several), one)
        assert (met is not None) == any(part is not None for part in shared)
        assert met is None or any(part is not None and met.within(part) for part in shared)
        seen.add(met is not None)
    assert seen == {False, True}


def _peak(indicators: int) -> int:
    """The most memory that a spec takes whose indicators each give one of many members a weight."""
    names = "".join(f"  a{number}\n" for number in range(1_000))
    weighed = "indicator i{}\n  unit point\n  direction higher\n  formula weighted sum f.x\n  weights d\n    a0 100%\n"
    text = f"dimension d\n{names}source f per year, d\n  column x number 0..10\n" + "".join(
        weighed.format(number) for number in range(indicators)
    )
    tracemalloc.start()
    try:
        problems = check(text).problems
        assert {problem.id for problem in problems} == {"missing-member"}
        assert len(problems) == indicators
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_members_without_a_weight_are_counted_and_not_each_shown() -> None:
    _peak(1)  # what the first spec of a process leaves behind is none of its own
    few, many = _peak(5), _peak(45)
    assert many - few < 40 * 100_000, "a thousand labels take 200 KB for each indicator"


def test_of_many_members_without_a_weight_the_first_are_named() -> None:
    def told(members: int) -> Diagnostic:
        names = "".join(f"  a{number}\n" for number in range(members))
        rule = "indicator i\n  unit point\n  direction higher\n  formula weighted sum f.x\n  weights d\n    a0 100%\n"
        (problem,) = check(f"dimension d\n{names}source f per year, d\n  column x number 0..10\n{rule}").problems
        return problem

    whole, cut = told(41), told(61)
    assert render(whole.message, "en").endswith(", ".join(f"a{number}" for number in range(1, 41)) + ".")
    assert render(cut.message, "en").endswith(", ".join(f"a{number}" for number in range(1, 41)) + ", 20 more.")
    assert render(cut.message, "id").endswith(", a40, 20 lagi.")
    assert len(whole.labels) == len(cut.labels) == 41
