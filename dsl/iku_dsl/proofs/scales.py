"""The category of a number: for worlds in which counter-examples are looked for, and for what a result can reach."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from iku_dsl.program import Grid, Scale
from iku_dsl.rounding import rounded


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


def category(scale: Scale, value: Fraction) -> str | None:
    """The band that a number falls into, None outside all of them."""
    place = value if scale.grid is None else on_grid(scale.grid, value)
    return next((band.name for band in scale.bands if any(place in interval for interval in band.intervals)), None)
