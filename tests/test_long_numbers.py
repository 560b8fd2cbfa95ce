"""Long numbers are counted by what they cost, written as quickly as may be, and not made at all where nobody would read them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from fractions import Fraction
from random import Random
from typing import Any

import large_specs as large
import pytest
from hostile import check, ids
from hypothesis import given
from hypothesis import strategies as st
from test_budgets import Lower, lower

from iku_dsl.interval import LONGEST
from iku_engine.errors import WrongUse
from iku_engine.exact import TooLongError, counting_digits, exact_text, too_large, total

assert lower  # the fixture


@pytest.fixture(autouse=True)
def long_texts() -> Iterator[None]:
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(0)
    yield
    sys.set_int_max_str_digits(before)


@given(st.integers(), st.integers(min_value=1))
def test_numbers_are_written_as_they_are(up: int, down: int) -> None:
    assert exact_text(Fraction(up, down)) == str(Fraction(up, down))


@pytest.mark.parametrize("bits", [4_095, 4_096, 4_097, 5_000, 8_193, 60_000])
def test_long_numbers_are_written_as_they_are(bits: int) -> None:
    draw = Random(bits)
    whole = (
        draw.getrandbits(bits),
        -draw.getrandbits(bits),
        1 << bits,
        (1 << bits) - 1,
        10 ** (bits // 4),
        10 ** (bits // 4) - 1,
    )
    for up in whole:
        for number in (Fraction(up), Fraction(up, 3 ** (bits // 2)), Fraction(1, abs(up))):
            assert exact_text(number) == str(number)


def _how_many(bits: int, rows: int = 0) -> int:
    """How many numbers of so many digits may be worked out."""
    number = Fraction((1 << bits) - 1)
    with counting_digits(lambda: rows):
        for count in range(10_000):
            try:
                too_large(number)
            except WrongUse:
                return count
    raise AssertionError("without an end")


def test_twice_the_digits_count_four_times(lower: Lower) -> None:
    lower(**{"bits-together": 40 * 8_192 * 2, "bits-together-each": 8_192 * 2})
    assert [_how_many(bits) for bits in (8_192, 16_384, 32_768)] == [40, 10, 2]
    assert [_how_many(bits, rows=40) for bits in (8_192, 16_384, 32_768)] == [80, 20, 5]


def test_what_a_sum_is_on_the_way_is_counted(lower: Lower) -> None:
    parts = [Fraction(1, 3**n + 1) for n in range(400, 1_000)]
    with counting_digits(lambda: 0):
        total(parts)
    lower(**{"bits-together": 1_000_000})
    with pytest.raises(WrongUse), counting_digits(lambda: 0):
        total(parts)


def test_a_sum_that_is_given_up_was_counted(lower: Lower, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("iku_engine.exact._ON_THE_WAY", 100_000)
    lower(**{"bits-together": 1_000_000})
    parts = [Fraction(1, 3**n + 1) for n in range(400, 1_000)]
    with pytest.raises(TooLongError), counting_digits(lambda: 10**6):
        total(parts)
    with pytest.raises(WrongUse), counting_digits(lambda: 0):
        total(parts)


@pytest.mark.parametrize("rule", [large.powers_of_ratios, large.sums_of_powers], ids=lambda rule: rule.__name__)
def test_proofs_make_no_number_that_nobody_would_read(rule: large.Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    longest = 0

    def watched(name: str) -> None:
        before = getattr(Fraction, name)

        def after(self: Fraction, other: Any) -> Any:
            nonlocal longest
            made = before(self, other)
            if isinstance(made, Fraction):
                longest = max(longest, made.numerator.bit_length(), made.denominator.bit_length())
            return made

        monkeypatch.setattr(Fraction, name, after)

    for name in ("__add__", "__radd__", "__sub__", "__mul__", "__truediv__", "__pow__"):
        watched(name)
    assert set(ids(check(rule(6)))) <= {"not-proven", "range-exceeds"}
    assert 0 < longest <= 4 * LONGEST
