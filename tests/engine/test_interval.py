"""Interval arithmetic encloses what it stands for, and its ends are the ends that numbers reach."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from iku_dsl import interval as iv
from iku_dsl.interval import EVERYTHING, Interval, gaps, make, point

NUMBERS = st.fractions(min_value=-20, max_value=20, max_denominator=6)
ENDS = st.none() | NUMBERS


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    low, high = draw(ENDS), draw(ENDS)
    if low is not None and high is not None and low > high:
        low, high = high, low
    return make(low, high, draw(st.booleans()), draw(st.booleans())) or point(low or 0)


@st.composite
def placed(draw: st.DrawFn) -> tuple[Interval, Fraction]:
    """An interval and a number in it."""
    interval = draw(intervals())
    if interval.is_point:
        assert interval.low is not None
        return interval, interval.low
    low = interval.low if interval.low is not None else (interval.high or Fraction(0)) - 50
    high = interval.high if interval.high is not None else low + 50
    share = draw(st.fractions(min_value=0, max_value=1, max_denominator=12))
    x = low + share * (high - low)
    return interval, x if x in interval else (low + high) / 2


TWO = st.tuples(placed(), placed())


@given(TWO)
def test_sums_differences_and_products_are_enclosed(
    two: tuple[tuple[Interval, Fraction], tuple[Interval, Fraction]],
) -> None:
    (a, x), (b, y) = two
    assert x + y in iv.add(a, b)
    assert x - y in iv.subtract(a, b)
    assert x * y in iv.multiply(a, b)
    assert min(x, y) in iv.lesser(a, b)
    assert max(x, y) in iv.greater(a, b)
    if y:
        assert x / y in iv.divide(a, b)


@given(placed(), st.integers(-4, 5))
def test_negatives_sizes_and_powers_are_enclosed(one: tuple[Interval, Fraction], exponent: int) -> None:
    a, x = one
    assert -x in iv.negate(a)
    assert abs(x) in iv.absolute(a)
    if x or exponent >= 0:
        assert x**exponent in iv.power(a, exponent)


@given(TWO)
def test_hull_and_meeting(two: tuple[tuple[Interval, Fraction], tuple[Interval, Fraction]]) -> None:
    (a, x), (b, y) = two
    assert a.within(a.hull(b))
    assert b.within(a.hull(b))
    common = a.meets(b)
    assert (x in b) == (common is not None and x in common)
    assert (y in a) == (common is not None and y in common)
    assert a.within(EVERYTHING)
    assert iv.hull([a, b]) == a.hull(b)


@given(intervals(), st.lists(intervals(), max_size=4), NUMBERS)
def test_gaps_are_what_nothing_covers(domain: Interval, covered: list[Interval], x: Fraction) -> None:
    inside = x in domain and not any(x in one for one in covered)
    assert inside == any(x in gap for gap in gaps(domain, covered))


@given(intervals(), intervals())
def test_closed_ends_of_sums_and_products_are_reached(a: Interval, b: Interval) -> None:
    corners = [(x, y) for x in (a.low, a.high) for y in (b.low, b.high) if x is not None and y is not None]
    if len(corners) == 4 and not any((a.low_open, a.high_open, b.low_open, b.high_open)):
        total, product = iv.add(a, b), iv.multiply(a, b)
        assert (total.low, total.high) == (min(x + y for x, y in corners), max(x + y for x, y in corners))
        assert (product.low, product.high) == (min(x * y for x, y in corners), max(x * y for x, y in corners))
        assert product.low in product
        assert product.high in product


@given(intervals())
def test_a_sample_lies_within(interval: Interval) -> None:
    assert interval.sample() in interval


@given(TWO)
def test_open_ends_are_not_reached_by_a_product(
    two: tuple[tuple[Interval, Fraction], tuple[Interval, Fraction]],
) -> None:
    (a, x), (b, y) = two
    product = iv.multiply(a, b)
    if product.low_open:
        assert x * y != product.low
    if product.high_open:
        assert x * y != product.high
