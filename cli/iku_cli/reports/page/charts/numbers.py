"""Numbers for drawing: where a point of a chart stands. What is read beside it is always the text of `figures`."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from iku_engine.results.evaluation import Shown

DIGITS = 6  # decimals of a place on an axis, in display units


def coordinate(value: Fraction | None, shown: Shown) -> str | None:
    """A number in display units as decimal text, to six decimals; None stays None. Only where to draw is taken from it."""
    if value is None:
        return None
    scaled = abs(value) * (100 if shown.percent else 1) * 10**DIGITS
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    text = str(whole + (2 * rest >= scaled.denominator)).rjust(DIGITS + 1, "0")
    trimmed = f"{text[:-DIGITS]}.{text[-DIGITS:]}".rstrip("0").rstrip(".")
    return f"-{trimmed}" if value < 0 and trimmed != "0" else trimmed


def quantile(ordered: Sequence[Fraction], share: Fraction) -> Fraction:
    """The number below which a share of the others lies: between two neighbours in proportion, as the median is halfway.

    Hyndman and Fan (1996), "Sample Quantiles in Statistical Packages", definition 7. `ordered` has at least one number.
    """
    place = share * (len(ordered) - 1)
    below = place.numerator // place.denominator
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def step(spread: Fraction, parts: int) -> Fraction:
    """A round step (1, 2 or 5 times a power of ten) that cuts a spread above 0 into at most so many parts."""
    power = Fraction(1)
    while power * 10 * parts <= spread:
        power *= 10
    while power * parts > spread:
        power /= 10
    return next(power * round_one for round_one in (1, 2, 5, 10) if power * round_one * parts >= spread)
