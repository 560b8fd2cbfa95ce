"""Long numbers are counted by what they cost, written as quickly as may be, and not made at all where nobody would read them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from fractions import Fraction
from math import prod
from random import Random
from typing import Any

import large_specs as large
import pytest
from cli_workspace import workspace_in
from hostile import check, ids
from hypothesis import given
from hypothesis import strategies as st
from test_budgets import Lower, evaluated, lower

from iku_dsl import interval as iv
from iku_dsl.interval import LONGEST
from iku_engine.exact import TooLongError, exact_text, extra_steps, is_root, multiplied, real_power, total
from iku_engine.results.evaluation import Node, Operation
from iku_engine.testing.testing import run_tests

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


def test_twice_the_digits_are_four_times_the_steps() -> None:
    numbers = [Fraction(1, 1 << bits) for bits in (100, 4_095, 8_192, 16_384, 32_768, 65_535)]
    assert [extra_steps(one) for one in numbers] == [0, 0, 16, 64, 256, 1_024]
    assert [extra_steps(one) for one in ("text", True, None)] == [0, 0, 0]


READ = {  # what takes long numbers and gives a short one
    "a root": "akar(p, {j} + 1)",
    "a power that is no whole one": "p ^ (1 / ({j} + 1))",
    "a comparison": "(jika p > q maka 1 selain itu {j})",
    "the lesser of two": "bulatkan(minimum(p, q), 2)",
    "a rounded one": "bulatkan(p, 2)",
}


@pytest.mark.parametrize("of", READ)
def test_whatever_looks_at_long_numbers_counts_them(of: str, lower: Lower) -> None:
    """Also in tests, and in rules of rows: whoever asks."""
    long = ("((s.n + 1) / 999983) ^ 3000", "((s.n + 2) / 999979) ^ 3000")
    given = "".join(large.indicator(f"rumus {rule}", name) for rule, name in zip(long, "pq", strict=True))
    test = '\nuji "t" untuk b pada 2025\n  diberi s: n, x, y\n    1, 1, 1\n  harap nilai = 1\n'
    lower(worked=30_000)
    for count in (1, 60):
        formula = large.indicator(f"rumus {large.each(READ[of], count, ' + ')}", "b")
        checked = check(large.NUMBERS + given + formula + test)
        assert set(ids(checked)) <= {"not-proven"} and checked.program is not None, checked.problems
        (tested,) = run_tests(checked.program).results
        assert [one.key for one in tested.problem] == ["worked-many"] * (count > 1)


def test_a_sum_is_given_up_on_the_way() -> None:
    parts = [Fraction(1, 3**n + 1) for n in range(900, 1_700)]
    with pytest.raises(TooLongError):
        total(parts)


@given(st.lists(st.fractions(max_denominator=10**9), max_size=40))
def test_a_product_by_halves_is_the_product(values: list[Fraction]) -> None:
    assert multiplied(values) == prod(values, start=Fraction(1))


def test_a_product_is_given_up_before_it_is_made() -> None:
    with pytest.raises(TooLongError):
        multiplied([Fraction(10**12 + one) for one in range(120_000)])


@given(
    st.integers(min_value=1, max_value=1 << 20_000), st.integers(min_value=1, max_value=1 << 20_000), st.integers(2, 7)
)
def test_roots_of_long_numbers_are_those_of_all_their_digits(up: int, down: int, degree: int) -> None:
    with localcontext(Context(prec=50, rounding=ROUND_HALF_EVEN)):
        value = Decimal(up) / Decimal(down)
    assert real_power(Fraction(up, down), Fraction(1, degree)) == real_power(Fraction(value), Fraction(1, degree))


@given(st.fractions(), st.integers(-9, 9).filter(bool), st.booleans())
def test_a_root_is_told_by_its_power(value: Fraction, degree: int, exactly: bool) -> None:
    of = (value or Fraction(1)) ** degree if exactly else value + 1
    assert is_root(value or Fraction(1), degree, of) == ((value or Fraction(1)) ** degree == of)


@pytest.mark.parametrize("of", [Fraction(2), Fraction(1, 3), Fraction(0), Fraction(-5), Fraction(10**40 + 1, 10**40)])
def test_a_power_that_cannot_be_the_number_is_not_made(of: Fraction) -> None:
    """It would have thousands of millions of digits."""
    assert not is_root(Fraction(10**12 + 1, 10**12), 10**9, of)
    assert not is_root(Fraction(10**12 + 1, 10**12), -(10**9), of)


@given(st.fractions(), st.fractions(), st.integers(0, 3 * LONGEST), st.integers(0, 3 * LONGEST))
def test_an_end_that_is_too_long_is_rounded_outwards(one: Fraction, other: Fraction, longer: int, wider: int) -> None:
    low, high = sorted((one * Fraction(3**longer, 5**wider), other * Fraction(7**wider, 3**longer)))
    made = iv.within_bits(iv.Interval(low, high))
    assert made.within(made) and iv.Interval(low, high).within(made)
    for before, after in ((low, made.low), (high, made.high)):
        size = max(before.numerator.bit_length(), before.denominator.bit_length())
        if size <= LONGEST:
            assert after == before
        elif after is not None:
            assert max(after.numerator.bit_length(), after.denominator.bit_length()) <= LONGEST
            assert abs(after - before) <= max(abs(before), Fraction(1)) / 2**1_000
            assert iv.was_rounded(made), "so that nobody says that the number is reached"
        else:
            assert abs(before) > 2 ** (LONGEST - 4)


@pytest.mark.parametrize(
    "of", ["p + q", "p * q", "1 / p - q", "maksimum(p, q)", "p - p", "p ^ 2", "akar(p) * q", "rerata(p, q)"]
)
def test_no_end_of_what_is_missing_is_long(of: str) -> None:
    long = ("((s.n + 1) / 999983) ^ 400", "((s.x + 2) / 999979) ^ 400")
    rules = [*((f"({rule}) ^ 3", name) for rule, name in zip(long, "pq", strict=True)), (of, "r")]
    given = "".join(large.indicator(f"rumus {rule}", name) for rule, name in rules)
    results = evaluated(large.NUMBERS + given).results
    ends = [
        end
        for one in results
        for node in one.trace.walk()
        if node.bounds
        for end in (node.bounds.low, node.bounds.high)
    ]
    assert any(end is not None for end in ends)
    assert all(
        max(end.numerator.bit_length(), end.denominator.bit_length()) <= LONGEST for end in ends if end is not None
    )


def test_a_long_number_counts_where_it_is_written() -> None:
    node = Node(Operation.ADD, value=Fraction(1, 1 << 40_960), children=(Node(Operation.CONSTANT, value=Fraction(1)),))
    assert node.size == 1 + 10 + 1


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


def test_the_reference_ends_where_evaluations_do(tmp_path, capsys, monkeypatch) -> None:
    office = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en", IKU_SPECS="s.iku")
    rules = (
        "((s.n + 1) / 999983) ^ 5000",
        "((s.n + 1) / 999983) ^ 3000",
        "i1 * i1 + 1",
        "1 / (i1 * i1)",
        "rerata(i1, i1 * i1)",
    )
    given = (large.indicator(f"rumus {rule}", f"i{at}") for at, rule in enumerate(rules))
    office.write("s.iku", large.NUMBERS + "".join(given))
    office.write("s.csv", "tahun,n,x,y\n2025,3,1,1\n")
    assert office("import", "s.csv").status == 0
    said = office("eval", "--period", "2025", "--no-trace", "--cross-check")
    assert "agree with the reference evaluator: 5" in said.err and "too long" in said.out, said
