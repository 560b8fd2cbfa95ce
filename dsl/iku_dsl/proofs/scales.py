"""The category of a number: for worlds in which counter-examples are looked for, and for what a result can reach."""

from __future__ import annotations

from fractions import Fraction

from iku_dsl.grids import on_grid
from iku_dsl.program import Scale


def category(scale: Scale, value: Fraction) -> str | None:
    """The band that a number falls into, None outside all of them."""
    place = value if scale.grid is None else on_grid(scale.grid, value)
    return next((band.name for band in scale.bands if any(place in interval for interval in band.intervals)), None)
