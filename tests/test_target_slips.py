"""Slips in targets are found without any data, and what is no slip is not: by hand, over periods and numbers of all kinds."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest

from iku_dsl.checking.check import check_files
from iku_dsl.period import ALWAYS, Grain, Period, Span, from_ordinal
from iku_dsl.problem import Severity, SourceFile

SPEC = """\
source s per {grain}
  column x percent 10%..90%
indicator i{per}
{effective}  unit percent 0%..100%
  direction {direction}
  formula s.x
  target {periods} = {target}
"""
PER = {Grain.YEAR: "", Grain.QUARTER: " per quarter", Grain.MONTH: " per month"}
FOUND = {"target-decided", "range-empty", "unused"}


def found(grain: Grain, direction: str, effective: Span, periods: Span, target: str) -> set[str]:
    said = f"  effective {effective}\n" if effective != ALWAYS else ""
    text = SPEC.format(
        grain=grain.value, per=PER[grain], effective=said, direction=direction, periods=periods, target=target
    )
    checked = check_files([SourceFile("a.iku", text)])
    for problem in checked.problems:
        assert problem.labels[0].span.line == text[: text.index("  target")].count("\n") + 1, (text, problem)
        assert problem.hint is not None
        assert (problem.severity is Severity.ERROR) is (problem.id == "range-empty")
    assert {problem.id for problem in checked.problems} <= FOUND, text
    return {problem.id for problem in checked.problems}


def numbers(random: Random) -> tuple[str, str, Fraction, Fraction | None]:
    """A target, its sign, and its ends."""
    low = Fraction(random.choice([-5, 0, 5, 10, 50, 90, 95, 100, 120]), 100)
    kind = random.choice(["one", "range", "sign", "bare"])
    if kind == "range":
        high = Fraction(random.choice([-5, 0, 5, 10, 50, 90, 95, 100, 120]), 100)
        return f"{int(low * 100)}% .. {int(high * 100)}%", "", low, high
    if kind == "bare":
        return "90", "", Fraction(90), None
    return f"{int(low * 100)}%", "", low, None


def expected(direction: str, low: Fraction, high: Fraction | None) -> set[str]:
    """By trying values that the formula can have, and those that the unit can."""
    top = low if high is None else high
    if low > top:
        return {"range-empty"}

    def reached(value: Fraction) -> bool:
        return {"higher": value >= low, "lower": value <= top, "stable": low <= value <= top}[direction]

    proven = {
        Fraction(10, 100),
        Fraction(90, 100),
        *(end for end in (low, top) if Fraction(1, 10) <= end <= Fraction(9, 10)),
    }
    if not any(map(reached, proven)):
        return {"target-decided"}
    beyond = (direction == "higher" and low < 0) or (direction == "lower" and top > 1)
    return {"target-decided"} if beyond else set()


@pytest.mark.parametrize("seed", [*range(30), *(pytest.param(n, marks=pytest.mark.soak) for n in range(30, 400))])
def test_a_target_is_compared_with_what_the_value_can_be(seed: int) -> None:
    random = Random(seed)
    direction = random.choice(["higher", "lower", "stable"])
    target, _, low, high = numbers(random)
    span = Span(Period(2025), Period(2025))
    assert found(Grain.YEAR, direction, ALWAYS, span, target) == expected(direction, low, high), target


def spans(random: Random) -> Span:
    grain = random.choice([Grain.YEAR, Grain.QUARTER, Grain.MONTH])
    first = random.randrange(2024 * grain.per_year, 2026 * grain.per_year)
    ends: list[Period | None] = [from_ordinal(first, grain), from_ordinal(first + random.randrange(4), grain)]
    if random.random() < 0.3:
        ends[random.randrange(2)] = None
    return Span(*ends)


def is_read(grain: Grain, effective: Span, periods: Span) -> bool:
    """By looking at each period of ten years."""
    every = (from_ordinal(n, grain) for n in range(2020 * grain.per_year, 2030 * grain.per_year))
    return any(one in effective and one in periods for one in every)


@pytest.mark.parametrize("seed", [*range(40), *(pytest.param(n, marks=pytest.mark.soak) for n in range(40, 600))])
def test_a_target_is_for_a_period_of_its_indicator(seed: int) -> None:
    random = Random(seed)
    grain = random.choice(list(PER))
    years = sorted(random.choices(range(2023, 2028), k=2))
    effective = random.choice([ALWAYS, Span(Period(years[0]), Period(years[1])), Span(Period(years[0]), None)])
    periods = spans(random)
    wanted = set() if is_read(grain, effective, periods) else {"unused"}
    assert found(grain, "higher", effective, periods, "50%") == wanted, (grain, effective, periods)


@pytest.mark.parametrize(
    ("direction", "target", "said"),
    [
        ("higher", "> 90%", {"target-decided"}),
        ("lower", "< 10%", {"target-decided"}),
        ("higher", "> 89%", set()),
        ("lower", "< 11%", set()),
    ],
)
def test_a_sign_keeps_the_end_out(direction: str, target: str, said: set[str]) -> None:
    assert found(Grain.YEAR, direction, ALWAYS, Span(Period(2025), Period(2025)), target) == said
