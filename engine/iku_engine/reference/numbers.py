"""Numbers as the language means them: rounding, powers, roots, logarithms. What is not rational has 40 digits."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from math import floor

from iku_dsl.budgets import most

LONGEST = most("bits")  # of a numerator or denominator; with more it is an error
LONG = 4_096
LARGEST_LOGARITHM = 1 << 20
_EXACTLY = Context(prec=100, rounding=ROUND_HALF_EVEN)
_FORTY = Context(prec=40, rounding=ROUND_HALF_EVEN)


def rounded(value: Fraction, places: int, half_even: bool = False) -> Fraction:
    """To so many decimals; a half goes away from zero, or to the even neighbour."""
    step = Fraction(1, 10) ** places
    below = floor(value / step)
    rest = value / step - below
    if rest == Fraction(1, 2):
        up = below % 2 == 1 if half_even else value > 0
    else:
        up = rest > Fraction(1, 2)
    return (below + up) * step


def on_step(value: Fraction, step: Fraction, way: str) -> Fraction:
    """A number brought to a multiple of a step: down, up or to the nearest."""
    if way == "nearest":
        return rounded(value / step, 0) * step
    steps = floor(value / step) if way == "down" else -floor(-value / step)
    return steps * step


def too_long(value: Fraction) -> bool:
    """Whether a number has too many digits to go on with."""
    return max(value.numerator.bit_length(), value.denominator.bit_length()) > LONGEST


def steps(value: object) -> int:
    """How many parts of rules a number takes as long as: of twice the digits four times as many."""
    if not isinstance(value, Fraction):
        return 1
    return 1 + (max(value.numerator.bit_length(), value.denominator.bit_length()) // LONG) ** 2


def whole_power(base: Fraction, exponent: int) -> Fraction | None:
    """A whole power; None where it is too long."""
    bits = max(base.numerator.bit_length(), base.denominator.bit_length()) - 1
    return base**exponent if bits * abs(exponent) <= LONGEST else None


def real_power(base: Fraction, exponent: Fraction) -> Fraction | None:
    """A power of a number that is not negative, to 40 digits; a root that is whole exactly. None where it is too long."""
    if base == 0:
        return Fraction(0)
    logarithm = _EXACTLY.multiply(_decimal(exponent), _EXACTLY.ln(_decimal(base)))
    if abs(logarithm) > LARGEST_LOGARITHM:
        return None
    found = Fraction(_FORTY.plus(_EXACTLY.exp(logarithm)))
    whole = rounded(found, 0)
    if exponent.numerator == 1 and exponent.denominator > 1 and whole_power(whole, exponent.denominator) == base:
        return whole
    return found


def logarithm(value: Fraction) -> Fraction:
    """The natural logarithm of a positive number, to 40 digits."""
    return Fraction(_FORTY.plus(_EXACTLY.ln(_decimal(value))))


def _decimal(value: Fraction) -> Decimal:
    return _EXACTLY.divide(Decimal(value.numerator), Decimal(value.denominator))
