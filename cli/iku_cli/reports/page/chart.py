"""One chart: its kind and data for the browser, what it shows in words, the table of the same numbers, and where its points stand.

What is read beside a point is always the text of `saying`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from iku_cli.messages import message
from iku_cli.messages.sentences import one_line
from iku_dsl.keywords import Language
from iku_engine.results.evaluation import Shown

MANY = 24  # as in `drawings.js`: beyond it bars are thin and names are cut


@dataclass(frozen=True, slots=True)
class Chart:
    """`alt` is what somebody hears who does not see it; `head` and `rows` are its numbers as displayed, the first cell of a row its name.

    In `data` places on an axis are decimal texts (`coordinate`); every label and every number that is read is a text already.
    """

    kind: str
    title: str
    alt: str
    data: Mapping[str, object]
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""

    @property
    def long(self) -> bool:
        """Whether it has so many parts that it wants the page's whole width."""
        return len(self.rows) > MANY


def unit_word(shown: Shown, language: Language) -> str:
    """What an axis is called: the unit's word, per cent, or just value."""
    if shown.percent:
        return message("report.axis.percent", language)
    return one_line(shown.unit) or message("report.axis.value", language)


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
