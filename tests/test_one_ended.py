"""Categories with one end alone: a scale that is written best first is read from its first category on."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iku_dsl.checking.check import Checked, check_files
from iku_dsl.problem import SourceFile
from iku_dsl.wording import interval_text


def scale(*rows: str, over: str = "0..100") -> Checked:
    lines = "".join(f"\n  {row}" for row in rows)
    return check_files([SourceFile("a.iku", f"skala mutu atas {over}{lines}\n")])


def meant(checked: Checked) -> dict[str, str]:
    """The ranges that the categories of the scale have, as people are shown them."""
    found = checked.program.scales["mutu"]
    return {band.name: ", ".join(interval_text(i, found.percent) for i in band.intervals) for band in found.bands}


def test_a_lower_end_alone_reaches_up_to_the_better_one() -> None:
    checked = scale("baik >= 70", "cukup >= 50", "buruk < 50")
    assert not checked.problems
    assert meant(checked) == {"baik": "70 .. 100", "cukup": "50 ..< 70", "buruk": "0 ..< 50"}
    shown = {band.name: band.written for band in checked.program.scales["mutu"].bands}
    assert shown == {"baik": (">= 70",), "cukup": ("50 ..< 70",), "buruk": ("< 50",)}


def test_an_upper_end_alone_reaches_down_to_the_better_one() -> None:
    checked = scale("baik <= 10", "cukup < 20", "buruk >= 20")
    assert not checked.problems
    assert meant(checked) == {"baik": "0 .. 10", "cukup": "> 10 ..< 20", "buruk": "20 .. 100"}


@pytest.mark.parametrize(
    ("rows", "ranges"),
    [
        (("baik > 70", "cukup > 50", "buruk .. 50"), ["> 70 .. 100", "> 50 .. 70", "0 .. 50"]),
        (("baik 80 .. 100", "cukup >= 50", "buruk < 50"), ["80 .. 100", "50 ..< 80", "0 ..< 50"]),
        (("penuh 100", "baik 70 ..", "kurang < 70"), ["100", "70 ..< 100", "0 ..< 70"]),
        (("dekat 47 .. 53", "jauh < 47, > 53"), ["47 .. 53", "0 ..< 47, > 53 .. 100"]),
        (("a >= 80", "b 60 ..< 80", "c >= 40", "d < 40"), ["80 .. 100", "60 ..< 80", "40 ..< 60", "0 ..< 40"]),
    ],
)
def test_it_is_the_nearest_better_one_whatever_its_ends(rows: tuple[str, ...], ranges: list[str]) -> None:
    checked = scale(*rows)
    assert not checked.problems
    assert list(meant(checked).values()) == ranges


@pytest.mark.parametrize(
    "rows",
    [
        ("a 80 .. 100", "b 60 .. 80", "c < 60"),  # two ends say what they say
        ("a >= 70", "b >= 70", "c < 70"),  # no better one starts above
        ("a > 70", "b >= 70", "c < 70"),
        ("c < 50", "b >= 50", "a >= 70"),  # worst first
        ("a 40 .. 60", "b >= 30", "c < 50"),
    ],
)
def test_what_no_reading_helps_overlaps(rows: tuple[str, ...]) -> None:
    assert "bands-overlap" in {problem.id for problem in scale(*rows).problems}


def test_numbers_above_a_better_one_with_two_ends_have_no_category() -> None:
    assert {problem.id for problem in scale("a 80 .. 90", "b >= 60", "c < 60").problems} == {"bands-gap"}


@given(st.lists(st.tuples(st.integers(1, 99), st.booleans()), min_size=1, max_size=6, unique_by=lambda one: one[0]))
def test_the_first_category_that_a_number_fits_is_its_own(starts: list[tuple[int, bool]]) -> None:
    """The other reading, by hand: of all categories whose own words a number fulfils, the first."""
    best_first = sorted(starts, reverse=True)
    rows = [f"k{place} {'>' if without else '>='} {low}" for place, (low, without) in enumerate(best_first)]
    checked = scale(*rows, f"sisa {'<=' if best_first[-1][1] else '<'} {best_first[-1][0]}")
    assert not checked.problems
    bands = checked.program.scales["mutu"].bands
    for half in range(201):
        number = Fraction(half, 2)
        fits = [
            f"k{place}"
            for place, (low, without) in enumerate(best_first)
            if number > low or (number == low and not without)
        ]
        (found,) = [band.name for band in bands if any(number in interval for interval in band.intervals)]
        assert found == (fits[0] if fits else "sisa")
    assert all(one.intervals[0].low >= next_.intervals[0].high for one, next_ in pairwise(bands))  # type: ignore[operator]
