"""Numbers from numbers: sums, roots and logarithms. What is not rational is computed to 50 digits and rounded to 40."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from functools import lru_cache

from iku_dsl.budgets import Effort, most
from iku_dsl.problem import say
from iku_dsl.rounding import rounded
from iku_engine.errors import WrongUse

MAX_BITS = most("bits")
_ON_THE_WAY = most("bits-on-the-way")
_LONG = 4_096  # binary digits of a numerator or denominator that are not counted: 1,200 decimal ones
_left: ContextVar[Effort | None] = ContextVar("digits that may still be worked out", default=None)
_MAX_LOGARITHM = 1 << 20  # of a real power: e to this is far beyond MAX_BITS
_PRECISE = Context(prec=50, rounding=ROUND_HALF_EVEN)
_KEPT = Context(prec=40, rounding=ROUND_HALF_EVEN)


class TooLongError(ArithmeticError):
    """A number on the way to another is too long to go on with."""


def too_large(value: Fraction) -> bool:
    """Whether a number is too long to go on with.

    Long ones are counted together within `counting_digits`. Errors: `WrongUse` where all that is asked for has more digits than may be
    worked out: which of them had to do without would be chance.
    """
    bits = max(value.numerator.bit_length(), value.denominator.bit_length())
    if bits > _LONG:
        left = _left.get()
        if left is not None and not left.spend(bits):
            raise WrongUse(say("digits-many", limit=most("bits-together")))
    return bits > MAX_BITS


@contextmanager
def counting_digits() -> Iterator[None]:
    """Count the digits of all long numbers that are worked out meanwhile."""
    before = _left.set(Effort(most("bits-together")))
    try:
        yield
    finally:
        _left.reset(before)


def total(values: Iterable[Fraction]) -> Fraction:
    """The sum; like denominators first, then by halves, so that many unlike ones do not make it slow.

    Errors: `TooLongError` where a part of it is too long already.
    """
    by_denominator: dict[int, int] = {}
    for value in values:
        by_denominator[value.denominator] = by_denominator.get(value.denominator, 0) + value.numerator
    parts = [Fraction(numerator, denominator) for denominator, numerator in sorted(by_denominator.items())]
    while len(parts) > 1:
        parts = [sum(parts[place : place + 2], Fraction(0)) for place in range(0, len(parts), 2)]
        if any(part.denominator.bit_length() > _ON_THE_WAY for part in parts):
            raise TooLongError
    return parts[0] if parts else Fraction(0)


def whole_power(base: Fraction, exponent: int) -> Fraction | None:
    """X to a whole power, exactly; None where it would be too long. Zero to a negative power is not asked for."""
    size = max(base.numerator.bit_length(), base.denominator.bit_length()) - 1
    return base**exponent if size * abs(exponent) <= MAX_BITS else None


def real_power(base: Fraction, exponent: Fraction) -> Fraction | None:
    """X to a real power, for an x that is not negative; None where it would be too long."""
    if base == 0:
        return Fraction(0)
    logarithm = _PRECISE.multiply(_decimal(exponent), _PRECISE.ln(_decimal(base)))
    if abs(logarithm) > _MAX_LOGARITHM:
        return None
    value = Fraction(_KEPT.plus(_PRECISE.exp(logarithm)))
    nearest = rounded(value, 0)
    whole = exponent.denominator != 1 and exponent.numerator == 1
    return nearest if whole and whole_power(nearest, exponent.denominator) == base else value


def root(value: Fraction, degree: Fraction) -> Fraction | None:
    """The root, for a degree that is not 0; of a negative number that of its size with its sign. None where too long."""
    found = real_power(abs(value), 1 / degree)
    return -found if found is not None and value < 0 else found


@lru_cache(maxsize=1024)  # the ends of a goalpost come back for every entity
def ln(value: Fraction) -> Fraction:
    """The natural logarithm of a positive number."""
    return Fraction(_KEPT.plus(_PRECISE.ln(_decimal(value))))


def _decimal(value: Fraction) -> Decimal:
    return _PRECISE.divide(Decimal(value.numerator), Decimal(value.denominator))
