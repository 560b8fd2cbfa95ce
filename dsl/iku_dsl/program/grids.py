"""Numbers on the grid of a scale: the multiples of its step."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

from iku_dsl.interval import Interval, make
from iku_dsl.rounding import rounded

if TYPE_CHECKING:
    from iku_dsl.program import Grid


def on_grid(grid: Grid, value: Fraction) -> Fraction:
    """A number brought to a multiple of the step: down is towards −∞, up towards +∞, nearest half away from zero."""
    steps = value / grid.step
    match grid.way:
        case "down":
            return floor(steps) * grid.step
        case "up":
            return ceil(steps) * grid.step
        case "nearest":
            return rounded(steps, 0) * grid.step


def grid_part(grid: Grid | None, interval: Interval) -> Interval | None:
    """The least interval around the grid points in an interval, None where there are none."""
    if grid is None:
        return interval
    low = high = None
    if interval.low is not None:
        steps = interval.low / grid.step
        first = floor(steps) + 1 if interval.low_open else ceil(steps)
        low = first * grid.step
    if interval.high is not None:
        steps = interval.high / grid.step
        last = ceil(steps) - 1 if interval.high_open else floor(steps)
        high = last * grid.step
    return make(low, high)
