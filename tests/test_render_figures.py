"""The display rule of numbers: few decimals, never a lie."""

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iku_cli.render.saying import as_written, display, number, outward, traced, weight
from iku_dsl.wording import OF_SPECS
from iku_engine.results.evaluation import Shown

PLAIN, PERCENT = Shown(), Shown(percent=True)


@pytest.mark.parametrize(
    ("value", "shown", "ends", "text"),
    [
        (F(1591, 20), PLAIN, (), "79.55"),
        (F(22, 25), PERCENT, (), "88.00"),
        (F(2, 3), PERCENT, (), "66.67"),
        (F(-2, 3), PLAIN, (), "-0.67"),
        (F(90004, 1000), PLAIN, (F(90),), "90.004"),  # AA begins above 90
        (F(9, 10) + F(1, 10**9), PERCENT, (F(9, 10),), "90.0000001"),
        (F(89996, 1000), PLAIN, (F(90),), "89.996"),
        (F(90), PLAIN, (F(90),), "90.00"),
        (F(5, 1000), PLAIN, (), "0.005"),
        (F(1, 300), PLAIN, (), "0.0033"),
        (F(-1, 10**6), PLAIN, (), "-0.000001"),
        (F(0), PLAIN, (), "0.00"),
        (F(78965, 1000), Shown(digits=3), (), "78.965"),
        (F(79), Shown(digits=0), (), "79"),
        (F(1, 3), PLAIN, (F(1, 3),), "0.33"),  # an end that no decimal can show
        (F(90125, 1000), PLAIN, (F(90125, 1000),), "90.125"),
        (F(8801, 10000), Shown(True, digits=2), (), "88.01"),
    ],
)
def test_display(value, shown, ends, text):
    assert display(value, shown, ends) == text


def test_counts_are_whole():
    assert display(F(44), PLAIN, whole=True) == "44"
    assert display(F(89, 2), PLAIN, whole=True) == "44.50"


@given(st.fractions(max_denominator=10**9), st.lists(st.fractions(max_denominator=1000), max_size=4), st.booleans())
def test_a_display_stays_on_its_side_of_every_end(value, ends, percent):
    shown = F(display(value, Shown(percent), ends)) / (100 if percent else 1)
    assert all(
        (shown > end) == (value > end) and (shown < end) == (value < end) for end in [F(0), *ends] if end != value
    )


@given(st.fractions(max_denominator=10**9), st.booleans())
def test_bounds_are_rounded_away_from_what_they_bound(value, percent):
    low, high = (F(outward(value, Shown(percent), OF_SPECS, up)) / (100 if percent else 1) for up in (False, True))
    assert low <= value <= high


@pytest.mark.parametrize(
    ("value", "percent", "text"),
    [
        (F(90), False, "90"),
        (F(9793, 10000), True, "97.93%"),
        (F(1, 9), False, "1/9"),
        (F(1, 9), True, "100/9%"),
        (F(1, 123457), False, "≈ 0.000008"),
        (F(2029, 1800), False, "≈ 1.127222"),
    ],
)
def test_facts_are_shown_as_written(value, percent, text):
    assert as_written(value, percent) == text


def test_percent_sign_and_weights():
    assert number(F(22, 25), PERCENT, "en") == "88.00%"
    assert [weight(part, "en") for part in (F(30, 100), F(45, 1000), F(1, 3))] == ["30%", "4.5%", "33.33%"]


@pytest.mark.parametrize(
    ("value", "shown", "whole", "text"),
    [
        (F(8925, 1000), PLAIN, False, "8.925"),
        (F(246, 10), PLAIN, False, "24.60"),
        (F(86302, 100000), PERCENT, False, "86.302%"),
        (F(2, 3), PERCENT, False, "66.67%"),
        (F(3), PLAIN, True, "3"),
        (F(19, 6), PLAIN, True, "3.17"),
        (F(1, 10**9), PLAIN, False, "0.000000001"),
    ],
)
def test_a_trace_is_exact_where_decimals_end_soon(value, shown, whole, text):
    assert traced(value, shown, OF_SPECS, whole) == text
