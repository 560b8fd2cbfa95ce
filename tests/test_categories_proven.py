"""Which categories numbers have, as `check` tells: of a scale with a step, of several periods, and of an indicator that is looked up."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
from hostile import check

from iku_dsl.interval import Interval
from iku_dsl.program.sources import Grid, brought_to, on_grid, placed
from iku_engine.results.judge import band_of

# ---- a scale with a step: numbers at an end may be brought beyond it


def decimal(value: Fraction) -> str:
    return str(float(value)).removesuffix(".0")


def scale_of(random: Random) -> tuple[str, list[Fraction]]:
    """A scale of which every number has a category but for what the step brings elsewhere, and numbers that it covers."""
    low, high = sorted(Fraction(n, 10) for n in random.sample(range(-30, 31), 2))
    step, way = Fraction(random.choice([1, 2, 3, 5, 7, 10, 25]), 10), random.choice(["up", "down", "nearest"])
    low_open, high_open = random.random() < 0.3, random.random() < 0.3
    between = Fraction(random.randint(int(low * 10), int(high * 10)), 10)
    over = f"{'> ' if low_open else ''}{decimal(low)} ..{'<' if high_open else ''} {decimal(high)}"
    text = f"scale g over {over} step {decimal(step)} {way}\n"
    text += f"  a >= {decimal(between)}\n  b < {decimal(between)}\n"
    tiny = Fraction(1, 1000)
    numbers = [low + tiny, high - tiny, *(low + (high - low) * Fraction(n, 97) for n in range(1, 97))]
    numbers += [] if low_open else [low]
    numbers += [] if high_open else [high]
    return text, numbers


@pytest.mark.parametrize("first", [0, *(pytest.param(n, marks=pytest.mark.soak) for n in range(100, 2000, 100))])
def test_each_number_of_a_scale_with_a_step_has_a_category_or_a_gap_is_told(first: int) -> None:
    told = {True: 0, False: 0}
    for seed in range(first, first + 100):
        text, numbers = scale_of(Random(seed))
        checked = check(text)
        if not {one.id for one in checked.problems} <= {"bands-gap", "unused"}:
            continue  # a band that begins at an end of what is covered holds nothing
        scale = checked.program.scales["g"]
        gap = any(one.id == "bands-gap" for one in checked.problems)
        without = [number for number in numbers if band_of(scale, number) is None]
        assert bool(without) == gap, (text, without)
        told[gap] += 1
    assert min(told.values()) > 5


@pytest.mark.parametrize("seed", range(60))
def test_where_numbers_are_brought(seed: int) -> None:
    random = Random(seed)
    grid = Grid(Fraction(random.randint(1, 12), 4), random.choice(["up", "down", "nearest"]))
    low, high = sorted(Fraction(n, 8) for n in random.sample(range(-40, 41), 2))
    interval = Interval(low, high, random.random() < 0.5, random.random() < 0.5)
    inside = [low + (high - low) * Fraction(n, 8000) for n in (0, 1, 7999, 8000, *range(80, 8000, 80))]
    reached = {on_grid(grid, one) for one in inside if one in interval}
    assert placed(grid, interval) == Interval(min(reached), max(reached))
    for place in reached:
        numbers = brought_to(grid, place)
        assert all((one in numbers) == (on_grid(grid, one) == place) for one in inside)


def test_a_gap_beyond_the_end_names_the_numbers_of_the_scale() -> None:
    (problem,) = (
        one for one in check("scale g over 0..1 step 0.3 up\n  a >= 0.9\n  b < 0.9\n").problems if one.id == "bands-gap"
    )
    assert dict(problem.message.arguments)["holes"] == ("> 0.9 .. 1",)
    assert problem.hint is not None
    assert problem.hint.key == "bands-gap.hint.beyond"
    for mended in ("over 0..1.2 step 0.3 up", "over 0..1 step 0.1 up", "over 0..1 step 0.3 down"):
        text = f"scale g {mended}\n  a >= 0.9\n  b < 0.9\n"
        assert not [one for one in check(text).problems if one.id == "bands-gap"], mended


def test_a_number_beyond_a_scale_is_not_brought_back_into_it_by_its_step() -> None:
    text = """
scale g over 0..0.9 step 0.3 {way}
  a >= 0.6
  b < 0.6
source s per year
  column x number 0..1
indicator i
  unit number 0..1
  direction higher
  formula s.x
  bands g
"""
    assert {one.id for one in check(text.format(way="up")).problems} == {"not-proven"}
    assert not check(text.format(way="down")).problems
    assert not check(text.format(way="nearest")).problems


# ---- categories of indicators

READ = """
scale g over 0..100
  A >= 80
  B >= 60
  C < 60
table w
{rows}source s per quarter complete
  column x number {low}..{high}
  column z number 0..100
indicator b per quarter
  unit number {low}..{high}
  direction higher
  formula s.x
  bands g
{cap}  consolidate {consolidate}
indicator i{per}
  unit number
  direction higher
{guard}  formula w[{read}]
"""


def read(
    rows: str,
    low: int,
    high: int,
    read: str = "b.band",
    per: str = "",
    consolidate: str = "sum",
    cap: str = "",
    guard: str = "",
) -> set[str]:
    table = "".join(f"  {name} {place}\n" for place, name in enumerate(rows))
    text = READ.format(
        rows=table, low=low, high=high, read=read, per=per, consolidate=consolidate, cap=cap, guard=guard
    )
    return {one.id for one in check(text).problems}


@pytest.mark.parametrize("way", ["b.band", "g[b]"])
def test_a_table_needs_the_categories_alone_that_the_number_can_have(way: str) -> None:
    quarter = " per quarter"
    assert not read("AB", 60, 100, way, quarter)
    assert not read("BC", 10, 79, way, quarter)
    assert read("AB", 59, 100, way, quarter) == {"missing-member"}
    assert read("BC", 10, 80, way, quarter) == {"missing-member"}


@pytest.mark.parametrize("way", ["b.band", "g[b]"])
def test_over_several_periods_it_is_what_these_come_to(way: str) -> None:
    assert not read("AB", 60, 100, way, consolidate="average")
    assert not read("ABC", 0, 25, way)
    assert read("BC", 0, 25, way) == {"missing-member"}, "four quarters come to 100"
    assert read("ABC", 0, 26, way) == {"not-proven"}
    assert read("ABC", 0, 100, way, consolidate="average") == set()
    assert not read("ABC", 0, 100, way, per=" per quarter"), "in one quarter it lies in the scale"


def test_a_condition_that_holds_where_the_category_is_read_limits_it() -> None:
    cap = '  bands at most B when s.z < 50 because "x"\n'
    guard = '  when s.z >= 50 not applicable because "z"\n'
    quarter = " per quarter"
    assert not read("BC", 0, 100, per=quarter, cap=cap, guard=guard)
    assert read("BC", 0, 100, per=quarter, cap=cap) == {"missing-member"}
    assert read("BC", 0, 100, "b.band[previous quarter]", per=quarter, cap=cap, guard=guard) == {"missing-member"}
    assert read("AC", 80, 100, per=quarter, cap=cap) == {"missing-member"}, "it may be lowered to B"


def test_a_category_over_several_periods_is_told_of_wherever_it_is_read() -> None:
    text = READ.format(rows="  A 1\n", low=0, high=26, read="", per="", consolidate="sum", cap="", guard="")
    text = text[: text.index("indicator i")] + "indicator i\n  unit number\n  direction higher\n  formula {}\n"
    for formula in ("if b.band = A then 1 otherwise 0", "if b.band[previous year] = A then 1 otherwise 0"):
        (problem,) = (one for one in check(text.format(formula)).problems if one.id == "not-proven")
        assert problem.message.key == "not-proven.covered"
    assert not [one for one in check(text.format("b")).problems if one.id == "not-proven"]
    partial = text.replace("over 0..100", 'over 0..100 partial because "x"')
    assert not [
        one for one in check(partial.format("if b.band = A then 1 otherwise 0")).problems if one.id == "not-proven"
    ]


# ---- a key that is read from a cell

CELL = """
table w
  low 1
  mid 2
dimension r key code
  attribute n text may be missing
source s per year, r complete
  column k choice low, mid, high{missing}
  column x number 0..10 may be missing
  {rule}
indicator i{per}
  unit number
  direction higher
  formula {formula}
"""
RULED_OUT = {
    "require k != high": True,
    "require k = low or k = mid": True,
    "require k != high and x > 0": True,
    "require not (k = high)": True,
    "require k != high or x > 0": False,
    "require k != low": False,
    'check k != high because "x"': False,
}


@pytest.mark.parametrize("rule", RULED_OUT)
@pytest.mark.parametrize("missing", ["", " may be missing"])
@pytest.mark.parametrize(
    ("per", "formula"), [(" per r", "w[s.k]"), (" per r", "w[s.k[previous year]]"), ("", "sum w[s.k]")]
)
def test_a_rule_of_rows_leaves_out_keys_wherever_a_cell_is_read(
    rule: str, missing: str, per: str, formula: str
) -> None:
    text = CELL.format(rule=rule, missing=missing, per=per, formula=formula)
    told = {one.id for one in check(text).problems} - {"unused"}
    assert told == (set() if RULED_OUT[rule] else {"missing-member"})
