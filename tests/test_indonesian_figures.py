"""What people read in Indonesian has a decimal comma and a point at each thousand; what programs read, and specs, have neither."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iku_cli.render import saying
from iku_dsl.interval import Interval
from iku_dsl.problem import say
from iku_dsl.wording import OF_SPECS, SIGNS, Figure, figure, in_digits, in_words
from iku_engine.errors import WrongUse
from iku_engine.results.evaluation import Bounds, Shown
from iku_engine.wording import say_it
from iku_engine.words.notation import Numeral, as_in_specs, dated, numeral, typeable

PLAIN, PERCENT = Shown(), Shown(percent=True)


def may_be_two(found: Numeral | None) -> bool:
    """Whether a figure is one number in English and another in Indonesian."""
    return found is not None and found.english != found.indonesian and "" not in (found.english, found.indonesian)


@pytest.mark.parametrize(
    ("number", "decimals", "written", "of_specs"),
    [
        (F(0), 0, "0", "0"),
        (F(999), 2, "999,00", "999.00"),
        (F(1000), 0, "1.000", "1000"),
        (F(12345), 0, "12.345", "12345"),
        (F(1234567), 2, "1.234.567,00", "1234567.00"),
        (F(-1234567891, 1000), 3, "-1.234.567,891", "-1234567.891"),
        (F(-1, 8), 3, "-0,125", "-0.125"),
        (F(1, 100), 2, "0,01", "0.01"),
    ],
)
def test_a_number_has_the_signs_of_the_language(number, decimals, written, of_specs):
    assert in_digits(number, decimals, SIGNS["id"]) == written
    assert in_digits(number, decimals, SIGNS["en"]) == in_digits(number, decimals, OF_SPECS) == of_specs


@pytest.mark.parametrize(
    ("value", "percent", "written", "of_specs"),
    [
        (F(8, 13), True, "≈ 61,53846154%", "≈ 61.53846154%"),
        (F(12500), False, "12.500", "12500"),
        (F(25, 2), False, "12,5", "12.5"),
        (F(7 * 10**120), False, "≈ 7,0000 × 10^120", "≈ 7.0000 × 10^120"),
    ],
)
def test_a_figure_of_a_sentence_has_them_where_people_read_it(value, percent, written, of_specs):
    reason = say("division-by-zero", left=Figure(value, percent), right="0", text="a / 2.5")
    assert say_it(reason, "id", SIGNS["id"]) == f"pembagian dengan nol: {written} / 0 pada a / 2.5"
    assert say_it(reason, "id") == f"pembagian dengan nol: {of_specs} / 0 pada a / 2.5"
    assert saying.reason(reason, "id") == say_it(reason, "id", SIGNS["id"])
    assert saying.reason(reason, "en") == f"division by zero: {of_specs} / 0 in a / 2.5"
    assert figure(value, percent) == str(Figure(value, percent)) == of_specs


def test_numbers_of_results_have_them():
    assert saying.number(F(8, 13), PERCENT, "id") == "61,54%"
    assert saying.number(F(1234567), PLAIN, "id") == "1.234.567,00"
    assert saying.between(Bounds(F(285, 4), F(303, 4)), PLAIN, "id") == "antara 71,25 dan 75,75"
    assert saying.between(Bounds(F(285, 4), F(303, 4)), PLAIN, "en") == "between 71.25 and 75.75"
    assert [saying.scalar(F(3210987, 1000), PLAIN, "id", computed) for computed in (False, True)] == ["3.210,987"] * 2
    assert saying.scalar(F(1234), PLAIN, "id", computed=True, whole=True) == "1.234"
    assert saying.weight(F(45, 1000), "id") == "4,5%"
    assert saying.display(F(1234567), PLAIN) == "1234567.00"  # of documents


def test_a_day_of_a_sentence_is_in_words_and_can_be_typed_back():
    for month in range(1, 13):
        day = date(2026, month, 29 if month != 2 else 3)
        found = dated(in_words(day, SIGNS["id"]))
        assert found is not None and found.day_first == day and found.month_first is None
    at = datetime(2026, 11, 29, 13, 5).astimezone()
    assert saying.day(at.isoformat(), SIGNS["id"]) == "29 November 2026"
    assert saying.day(at.isoformat(), OF_SPECS) == "2026-11-29"
    assert saying.day("kemarin", SIGNS["id"]) == "kemarin"  # as somebody wrote it by hand
    assert (saying.moment(at, "id"), saying.moment(at, "en")) == ("29 November 2026 13:05", "2026-11-29 13:05")
    assert saying.clock(at.isoformat()) == "2026-11-29 13:05"  # of tables
    assert saying.scalar(date(2026, 11, 29), PLAIN, "id") == "2026-11-29"  # a fact
    member = say("member.not-yet.none", member="Kab. A", since=date(2022, 7, 1))
    assert saying.reason(member, "id") == "Kab. A baru berlaku sejak 1 Juli 2022"
    assert say_it(member, "id") == "Kab. A baru berlaku sejak 2022-07-01"
    assert saying.reason(member, "en") == "Kab. A is valid only from 2022-07-01"


def of_text(text: str) -> F:
    """The number of a text in Indonesian."""
    number = F(text.rstrip("%").replace(".", "").replace(",", "."))
    return number / 100 if text.endswith("%") else number


def of_specs(text: str) -> F:
    number = F(text.rstrip("%"))
    return number / 100 if text.endswith("%") else number


def read_once(text: str, within: Interval) -> str | None:
    """The figure as specs write it; None where it is asked which of two is meant."""
    try:
        return as_in_specs(text, within)
    except WrongUse:
        return None


NUMBERS = st.fractions(max_denominator=10**6) | st.integers(-(10**9), 10**9).map(lambda n: F(n, 1000))
WAYS = (
    lambda value, percent: saying.number(value, Shown(percent=percent), "id"),
    lambda value, percent: saying.scalar(value, Shown(percent=percent), "id"),
    lambda value, percent: saying.scalar(value, Shown(percent=percent), "id", computed=True, whole=True),
    lambda value, percent: saying.weight(value, "id"),
    lambda value, percent: figure(value, percent, SIGNS["id"]),
)


@given(
    NUMBERS,
    st.booleans(),
    st.sampled_from(WAYS),
    st.none() | st.fractions(0, 10**4),
    st.none() | st.fractions(0, 10**4),
)
def test_what_is_printed_is_read_back_or_asked_about_and_never_another_number(value, percent, way, below, above):
    """Within any range that holds it, as that of its column does."""
    text = way(value, percent)
    if "/" in text or text.startswith("≈"):
        assert numeral(text) is None  # no number that can be typed, so nothing else either
        return
    meant = of_text(text)
    within = Interval(None if below is None else meant - below, None if above is None else meant + above)
    read = read_once(text, within)
    assert may_be_two(numeral(text)) if read is None else of_specs(read) == meant


@given(NUMBERS, st.booleans(), st.sampled_from(["id", "en"]))
def test_readings_that_are_asked_about_can_be_typed_as_they_are_shown(value, percent, language):
    for text in (saying.number(value, Shown(percent=percent), language), f"{abs(value.numerator) % 10**6}.125"):
        found = numeral(text)
        for digits in {found.english, found.indonesian} - {""}:
            typed = typeable(found, digits).text(SIGNS[language])
            again = numeral(typed)
            assert not may_be_two(again)
            assert F(again.english or again.indonesian) == F(digits)
            assert (again.negative or F(digits) == 0, again.percent) == (
                found.negative or F(digits) == 0,
                found.percent,
            )
