"""The category of a number, for worlds in which counter-examples are looked for."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from iku_dsl.program import Scale


def category(scale: Scale, value: Fraction) -> str | None:
    """The band that a number falls into, None outside all of them."""
    if scale.grid is not None:
        steps = value / scale.grid.step
        whole = {"down": floor(steps), "up": ceil(steps), "nearest": floor(steps + Fraction(1, 2))}[scale.grid.way]
        value = whole * scale.grid.step
    return next((band.name for band in scale.bands if any(value in interval for interval in band.intervals)), None)
