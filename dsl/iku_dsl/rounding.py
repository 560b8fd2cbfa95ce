"""Rounding as rules mean it: half away from zero, or half to even."""

from __future__ import annotations

from fractions import Fraction


def rounded(value: Fraction, places: int, half_even: bool = False) -> Fraction:
    """A number to some decimals; with negative `places` to tens, hundreds and so on."""
    factor = 10 ** abs(places)
    scaled = abs(value) * factor if places >= 0 else abs(value) / factor
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    twice = 2 * rest - scaled.denominator
    if twice > 0 or (twice == 0 and (not half_even or whole % 2)):
        whole += 1
    signed = -whole if value < 0 else whole
    return Fraction(signed, factor) if places >= 0 else Fraction(signed * factor)
