"""Rounding as the language page says it, and sums, roots and powers that are exact wherever they can be."""

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iku_dsl.rounding import rounded
from iku_dsl.types import Mean, Statistic
from iku_engine.exact import MAX_BITS, geometric_mean, ln, real_power, root, too_large, total, whole_power
from iku_engine.reference import outcome as reference
from iku_engine.reference.statistics import settled as reference_mean

NUMBERS = st.fractions(min_value=-1000, max_value=1000, max_denominator=1000)


@pytest.mark.parametrize(
    ("value", "places", "half_up", "half_even"),
    [
        ("0.125", 2, "0.13", "0.12"),
        ("-0.125", 2, "-0.13", "-0.12"),
        ("0.135", 2, "0.14", "0.14"),
        ("2.5", 0, "3", "2"),
        ("-2.5", 0, "-3", "-2"),
        ("102.875", 2, "102.88", "102.88"),
        ("102.865", 2, "102.87", "102.86"),
        ("90.004", 2, "90.00", "90.00"),
        ("-0.004", 2, "0", "0"),
        ("1/3", 4, "0.3333", "0.3333"),
        ("2/3", 4, "0.6667", "0.6667"),
        ("99.9999999999", 2, "100", "100"),
        ("1250", -2, "1300", "1200"),
    ],
)
def test_halves_go_away_from_zero_or_to_even(value: str, places: int, half_up: str, half_even: str) -> None:
    assert rounded(Fraction(value), places) == Fraction(half_up)
    assert rounded(Fraction(value), places, half_even=True) == Fraction(half_even)


@given(st.decimals(min_value=-1000, max_value=1000, places=5), st.integers(0, 4))
def test_rounding_a_decimal_is_what_the_decimal_library_says(value: Decimal, places: int) -> None:
    for way, half_even in ((ROUND_HALF_UP, False), (ROUND_HALF_EVEN, True)):
        said = value.quantize(Decimal(1).scaleb(-places), rounding=way, context=Context(prec=30))
        assert rounded(Fraction(value), places, half_even) == Fraction(said)


@given(NUMBERS, NUMBERS, st.integers(-2, 6), st.booleans())
def test_rounding_laws(x: Fraction, y: Fraction, places: int, half_even: bool) -> None:
    once = rounded(x, places, half_even)
    assert abs(once - x) <= Fraction(1, 2) / Fraction(10) ** places
    assert rounded(once, places, half_even) == once
    assert rounded(-x, places, half_even) == -once
    assert (once * Fraction(10) ** places).denominator == 1
    if x <= y:
        assert once <= rounded(y, places, half_even)


@given(st.lists(NUMBERS, max_size=30))
def test_a_total_is_the_sum(values: list[Fraction]) -> None:
    assert total(values) == sum(values, Fraction(0))


@given(st.fractions(min_value=0, max_value=50, max_denominator=20), st.integers(1, 6))
def test_a_root_of_a_whole_power_is_exact(base: Fraction, degree: int) -> None:
    found = root(base**degree, Fraction(degree))
    assert found == base == reference.real_power(base**degree, Fraction(1, degree))
    assert root(Fraction(-27), Fraction(3)) == -3
    if base:
        assert (
            root(base**degree, Fraction(-degree))
            == 1 / base
            == reference.real_power(base**degree, Fraction(-1, degree))
        )


@given(st.fractions(min_value=Fraction(1, 50), max_value=1000, max_denominator=50), st.integers(2, 5))
def test_real_powers_agree_with_whole_ones(base: Fraction, exponent: int) -> None:
    found = real_power(base, Fraction(exponent))
    exact = whole_power(base, exponent)
    assert found is not None
    assert exact is not None
    assert abs(found - exact) <= exact * Fraction(1, 10**38)


def test_logarithms() -> None:
    assert ln(Fraction(1)) == 0
    e = Fraction("2.71828182845904523536028747135266249775724709369995")
    assert abs(ln(e) - 1) < Fraction(1, 10**39)
    assert ln(Fraction(1, 2)) == -ln(Fraction(2))


NEAR = st.builds(lambda digits, more: Fraction(10**digits + more), st.integers(1, 75), st.integers(0, 9))


def to_forty_digits(value: Decimal) -> Fraction:
    return Fraction(Context(prec=40, rounding=ROUND_HALF_EVEN).plus(value))


@given(NEAR, st.booleans())
def test_logarithms_of_numbers_near_1_have_their_digits(number: Fraction, below: bool) -> None:
    """Those that a growth of little more than nothing is made of were lost with the 1 beside them."""
    value = number / (number + 1) if below else (number + 1) / number
    exactly = Context(prec=400)
    wanted = to_forty_digits(exactly.ln(exactly.divide(Decimal(value.numerator), Decimal(value.denominator))))
    assert ln(value) == wanted == reference.logarithm(value)


@given(NEAR, st.sampled_from(["1/2", "-1/3", "7/2", "-100_000/7"]), st.booleans())
def test_powers_of_numbers_near_1_have_their_digits(number: Fraction, more: str, below: bool) -> None:
    base = number / (number + 1) if below else (number + 1) / number
    exponent = number + Fraction(more.replace("_", ""))
    exactly = Context(prec=400)
    logarithm = exactly.ln(exactly.divide(Decimal(base.numerator), Decimal(base.denominator)))
    of_it = exactly.divide(Decimal(exponent.numerator), Decimal(exponent.denominator))
    wanted = to_forty_digits(exactly.exp(exactly.multiply(logarithm, of_it)))
    assert real_power(base, exponent) == wanted == reference.real_power(base, exponent)


@given(st.lists(st.fractions(min_value=0, max_value=9, max_denominator=10**20), min_size=1, max_size=5))
def test_a_geometric_mean_lies_among_its_numbers(values: list[Fraction]) -> None:
    found = geometric_mean(values)
    assert found is not None
    assert min(values) <= found <= max(values)
    assert geometric_mean(values[:1] * 7) == values[0], "of like numbers it is each of them"
    assert found == reference_mean(Statistic.AVERAGE, Mean.GEOMETRIC, values).value


def test_what_grows_too_long_is_refused_and_not_computed() -> None:
    assert whole_power(Fraction(10), 10**9) is None
    assert real_power(Fraction(10) ** 18, Fraction(10**6) + Fraction(1, 2)) is None
    assert whole_power(Fraction(1), 10**18) == 1
    assert too_large(Fraction(1 << (MAX_BITS + 1)))
    assert not too_large(Fraction(10**1000, 3))
