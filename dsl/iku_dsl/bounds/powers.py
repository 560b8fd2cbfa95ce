"""Where roots, real powers and logarithms lie: exact where they are rational, else between two decimals a hair apart."""

from __future__ import annotations

from decimal import Context, Decimal
from fractions import Fraction

from iku_dsl.interval import EVERYTHING, Interval

NOT_NEGATIVE = Interval(Fraction(0), None)
DIGITS = Context(prec=40)
HAIR = Fraction(1, 10**25)  # more than what any of it is computed or rounded wrong by, relative to the number
LARGEST = 10**30


def power(base: Interval) -> Interval:
    """A real power: above 0 of a number above 0, not below it of one that is not."""
    if base.low is None or base.low < 0:
        return EVERYTHING
    return Interval(Fraction(0), None, low_open=base.low > 0 or base.low_open)


def root(base: Interval, degree: int) -> Interval:
    """The root of a number that is not below 0, which grows with it; of another there is no telling."""
    if base.low is None or base.low < 0 or degree < 1:
        return power(base)
    low, high = _root(base.low, degree), _root(base.high, degree) if base.high is not None else None
    return Interval(
        low.low, high.high if high is not None else None, base.low_open, high is not None and base.high_open
    )


def logarithm(base: Interval) -> Interval:
    """The natural logarithm, which grows with the number; of 0 it has no lower end."""
    low = _logarithm(base.low).low if base.low is not None and base.low > 0 else None
    high = _logarithm(base.high).high if base.high is not None and base.high > 0 else None
    return Interval(low, high)


def _root(number: Fraction, degree: int) -> Interval:
    if number == 0:
        return Interval(Fraction(0), Fraction(0))
    if number > LARGEST:
        return Interval(Fraction(1), number)
    exponent = DIGITS.divide(Decimal(1), Decimal(degree))
    found = Fraction(DIGITS.exp(DIGITS.multiply(exponent, DIGITS.ln(_decimal(number)))))
    near = found.limit_denominator(10**9)
    if near**degree == number:
        return Interval(near, near)
    return _around(found)


def _logarithm(number: Fraction) -> Interval:
    return Interval(Fraction(0), Fraction(0)) if number == 1 else _around(Fraction(DIGITS.ln(_decimal(number))))


def _around(found: Fraction) -> Interval:
    hair = HAIR * max(abs(found), Fraction(1))
    return Interval(found - hair, found + hair)


def _decimal(number: Fraction) -> Decimal:
    return DIGITS.divide(Decimal(number.numerator), Decimal(number.denominator))
