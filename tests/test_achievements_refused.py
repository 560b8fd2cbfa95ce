"""An achievement of several periods rests on values and targets of one unit, and on one parameter: else `check` refuses the reading."""

from __future__ import annotations

import pytest

from iku_dsl.checking.check import check_files
from iku_dsl.problem import SourceFile

HEAD = """\
profile ratio
  parameter worst number 0..1000
  parameter rest number 0..1000 = 7
  higher = (actual + worst + rest) / target
profile plain
  higher = actual / target
scale quality over 0%..10000%
  good > 90% .. 10000%
  poor 0%..90%
dimension office key code closed
dimension size
  small, large
source q per quarter
  column x number 0..10
  column w number 0..100 consolidate sum
source m per month
  column w number 0..10 consolidate sum
source plan per year
  column w number 0..100
source half per semester
  column w number 0..100 consolidate sum
source constants per size
  column w number 0..100
  let now = q.w
source rows per year, size
  column w number 0..100
"""
WAIT = """\
indicator wait per quarter
  effective ..2025-Q2
  unit hour
  direction higher
  target 2025-Q1.. = 2 hour
  formula q.x * 1 hour
  achievement plain
  bands achievement quality
  consolidate sum
indicator wait per quarter
  effective 2025-Q3..
  unit minute
  direction higher
  target 2025-Q3.. = 60 minute
  formula q.x * 60 minute
  achievement plain
  bands achievement quality
  consolidate sum
indicator other
  unit number
  direction higher
  target 2025.. = 60
  formula plan.w
  achievement plain
"""
READER = "indicator reader {per}\n  unit number\n  direction higher\n{weights}  formula {formula}\n"
WEIGHTS = "  weights indicator\n    {name} 50%\n    other 50%\n"
OTHER = WAIT[WAIT.index("indicator other") :]


def problems(spec: str) -> list[str]:
    checked = check_files([SourceFile("spec.iku", HEAD + spec)])
    return [problem.id for problem in checked.errors]


def read(formula: str, per: str = "", weights: str = "") -> str:
    return READER.format(formula=formula, per=per, weights=weights)


@pytest.mark.parametrize(
    ("formula", "per", "weights", "refused"),
    [
        ("wait.achievement", "", "", True),
        ("wait.achievement[previous year]", "", "", True),
        ("wait.achievement[to date]", "per quarter", "", True),
        ("if wait.band = good then 1 otherwise 0", "", "", True),
        ("weighted sum achievement", "", WEIGHTS.format(name="wait"), True),
        ("wait.achievement", "per quarter", "", False),
        ("wait.achievement[previous quarter]", "per month", "", False),
        ("if wait.band = good then 1 otherwise 0", "per quarter", "", False),
        ("weighted sum achievement", "per quarter", WEIGHTS.format(name="wait"), False),
    ],
)
def test_versions_of_other_units_have_no_achievement_of_several_periods(
    formula: str, per: str, weights: str, refused: bool
) -> None:
    """Hours and minutes were added: 98 % for 67 %."""
    assert problems(WAIT + read(formula, per, weights)) == (["unit-mismatch"] if refused else [])


LATE = """\
indicator late per quarter
  unit number
  direction higher
  target 2025.. = 5
  formula q.x
  achievement ratio with worst = {worst}
  bands achievement quality
  consolidate sum
"""
READINGS = [("late.achievement", "", ""), ("if late.band = good then 1 otherwise 0", "", "")]
READINGS += [
    ("weighted sum achievement", "", WEIGHTS.format(name="late")),
    ("late.achievement[to date]", "per quarter", ""),
]
VARYING = ["q.w", "2 * q.w + 1", "m.w", "half.w", "q.w[previous year]", "q.w[to date]", "plan.w[previous quarter]"]
VARYING += [
    'constants.now["small"]',
    "late[previous quarter]",
    "count office",
    "if q.w > 1 then 2 otherwise 3",
    "count day / 1 day",
]
SAME = [
    "10",
    "plan.w",
    "plan.w[previous year]",
    "q.w[this year]",
    'constants.w["small"]',
    "sum rows.w",
    "count size",
    "other",
]
SAME += ["count day[this year] / 1 day", "other[previous year]"]


@pytest.mark.parametrize("worst", VARYING)
def test_a_parameter_that_may_change_within_the_year_is_refused(worst: str) -> None:
    """Value and target were those of a year, and the parameter that of its last quarter: 0 % for 70 %."""
    for formula, per, weights in READINGS:
        assert problems(LATE.format(worst=worst) + OTHER + read(formula, per, weights)) == ["period-mismatch"], formula
    assert problems(LATE.format(worst=worst) + OTHER + read("late.achievement", "per quarter")) == []
    assert problems(LATE.format(worst=worst) + OTHER + read("late + late.target")) == []


@pytest.mark.parametrize("worst", SAME)
def test_a_parameter_that_is_the_same_all_year_is_read(worst: str) -> None:
    for formula, per, weights in READINGS:
        assert problems(LATE.format(worst=worst) + OTHER + read(formula, per, weights)) == [], formula


def test_what_is_half_yearly_is_the_same_within_a_half_year() -> None:
    spec = LATE.format(worst="half.w")
    assert problems(spec + read("late.achievement", "per semester")) == []
    assert problems(spec + read("late.achievement[this semester]", "per month")) == []
    assert problems(spec + read("late.achievement[this year]", "per semester")) == ["period-mismatch"]


def test_any_version_counts() -> None:
    old = LATE.format(worst="q.w").replace("  unit", "  effective ..2025-Q2\n  unit")
    new = LATE.format(worst="3").replace("  unit", "  effective 2025-Q3..\n  unit").replace("2025..", "2025-Q3..")
    assert problems(old + new + read("late.achievement")) == ["period-mismatch"]


def test_a_rule_of_a_source_reads_no_such_achievement_either() -> None:
    spec = (
        LATE.format(worst="q.w")
        + "source board per year\n  column seen percent 0%..100%\n  require seen <= late.achievement\n"
    )
    assert problems(spec) == ["period-mismatch"]


def test_the_mend_that_the_hint_names_is_fine() -> None:
    yearly = LATE.format(worst="q.w").replace("late per quarter", "yearly").replace("  consolidate sum\n", "")
    assert problems(yearly.replace("formula q.x", "formula q.w") + read("yearly.achievement")) == []


@pytest.mark.parametrize(
    ("condition", "refused"),
    [("q.w > 10", True), ("plan.w > 10", False), ("q.w[previous year] > 10", True), ("q.w[this year] > 10", False)],
)  # fmt: skip
@pytest.mark.parametrize("of", ["", "achievement "])
def test_a_highest_category_whose_condition_may_change_within_the_year_is_refused(
    condition: str, refused: bool, of: str
) -> None:
    """It was that of the last quarter, whatever held in the others."""
    spec = HEAD
    spec += (
        "indicator late per quarter\n  unit percent 0%..10000%\n  direction higher\n  target 2025-Q1.. = 50%\n  formula q.x * 1%\n"
        f"  achievement plain\n  consolidate sum\n  bands {of}quality\n  bands at most poor when {condition} because \"late\"\n"
        "indicator y\n  unit number\n  direction none\n  formula if late.band = good then 1 otherwise 0\n"
    )  # fmt: skip
    found = [one.id for one in check_files([SourceFile("spec.iku", spec)]).errors]
    assert found == ["period-mismatch"] * refused
