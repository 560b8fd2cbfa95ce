"""Functions of which a row says all: numbers of one unit go in, a number of that unit comes out, always.

None of them falls where an argument rises: `bounds.movement` and the ends in a workbook rely on it. What a function is worth is worked
out a second time, by other means, in `reference.arithmetic`; nothing else names one of these.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from iku_dsl import interval as iv
from iku_dsl.interval import Interval
from iku_dsl.records import record


@record
class PlainFunction:
    """A function: its names, how many arguments it takes, an example of them, what it says (Indonesian, English); what it gives.

    `sheet` makes the formula of a workbook from the cells of the arguments. `whole`: whole numbers give a whole one.
    """

    id: str
    en: str
    least: int
    most: int
    usage: str
    told: tuple[str, str]
    value: Callable[[Sequence[Fraction]], Fraction]
    range: Callable[[Sequence[Interval]], Interval]
    sheet: Callable[[Sequence[str]], str]
    whole: bool = True


def fold(ranges: Sequence[Interval], combine: Callable[[Interval, Interval], Interval]) -> Interval:
    """Intervals combined one after another."""
    result = ranges[0]
    for item in ranges[1:]:
        result = combine(result, item)
    return result


def _of_sheet(name: str) -> Callable[[Sequence[str]], str]:
    """A function of a workbook over some cells."""
    return lambda cells: f"{name}({','.join(cells)})"


_ALL = (
    PlainFunction(
        "minimum", "minimum", 1, 99, "x, y",
        ("`minimum(x, y, …)`: yang terkecil.", "`minimum(x, y, …)`: the least."),
        value=min,
        range=lambda ranges: fold(ranges, iv.lesser),
        sheet=_of_sheet("MIN"),
    ),
    PlainFunction(
        "maksimum", "maximum", 1, 99, "x, y",
        ("`maksimum(x, y, …)`: yang terbesar.", "`maximum(x, y, …)`: the greatest."),
        value=max,
        range=lambda ranges: fold(ranges, iv.greater),
        sheet=_of_sheet("MAX"),
    ),
    PlainFunction(
        "rerata", "average", 1, 99, "x, y",
        ("`rerata(x, y, …)`: reratanya.", "`average(x, y, …)`: the average."),
        value=lambda numbers: sum(numbers, Fraction(0)) / len(numbers),
        range=lambda ranges: iv.divide(fold(ranges, iv.add), iv.point(len(ranges))),
        sheet=_of_sheet("AVERAGE"),
        whole=False,
    ),
)  # fmt: skip
PLAIN = {one.en: one for one in _ALL}
