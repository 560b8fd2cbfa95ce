"""Rows of a list of quantities that are called like totals, as `Jumlah Pendamping` is: how surely their figures are those of a total.

Small figures add up by chance. What is left out as a total though it is none is lost without a name, so that more is asked for than that
the figures agree: none of the rows they add up may be called so, too, and hardly any chance may make them the sum.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import prod

from iku_engine.totals.row_sums import Amount, Number, RowSum, apart

BEYOND_DOUBT = 1_000  # values of which one agrees, for each row of the list that is called like a total


def chance_against(amounts: Mapping[int, Sequence[Amount]], scope: RowSum) -> Number:
    """Among how many rows with figures of their size one is the sum or the mean of others by chance, at least; `amounts` by place.

    Columns in proportion to each other agree together, and count as one. A single row says nothing: two quantities are often the same.
    """
    told = {
        place: _values(some[0], place, scope) for place, some in amounts.items() if some and scope.not_zero(place) > 1
    }
    counted: list[int] = []
    for place in sorted(told, key=lambda place: -told[place]):
        if not any(_in_proportion(place, other, scope) for other in counted):
            counted.append(place)
    return prod(max(1, told[place]) for place in counted) if counted else 0


def _values(amount: Amount, place: int, scope: RowSum) -> Number:
    """How many values of its size and its rounding a figure might as well have."""
    size, step = amount.value, amount.last
    if 2 * apart(amount.value, scope.sums[place]) > max(step, 1):  # the mean
        size = scope.greatest[place] - scope.least[place]
    figures = [amount.value, *(one[place] for one in scope.each if place in one)]
    while step > 0 and step < size and all(one % (10 * step) == 0 for one in figures):
        step *= 10
    return Fraction(apart(size, 0)) / step if step else 0


def _in_proportion(one: int, other: int, scope: RowSum) -> bool:
    sums = scope.sums
    return all(row.get(one, 0) * sums[other] == row.get(other, 0) * sums[one] for row in scope.each)
