"""Numbers from numbers: sums, roots and logarithms. What is not rational is computed to more than 50 digits and rounded to 40."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from functools import lru_cache

from iku_dsl.budgets import most

MAX_BITS = most("bits")
_ON_THE_WAY = most("bits-on-the-way")
_MULTIPLIED = most("bits-multiplied")
_LONG = 4_096  # binary digits of a numerator or denominator that are not counted: 1,200 decimal ones
_STEP = 22  # a number of 2^16 binary digits takes 2^10 steps: working with it, and writing it, 10 ms
_AT_ONCE = 2_000  # binary digits that are written out in one piece
_MAX_LOGARITHM = 1 << 20  # of a real power: e to this is far beyond MAX_BITS
_PRECISE = Context(prec=80, rounding=ROUND_HALF_EVEN)
_FINER = Context(prec=110, rounding=ROUND_HALF_EVEN)
_BESIDE_ONE = Fraction(1, 10**20)  # nearer than this to 1, what a logarithm is made of is lost among its digits
_TERMS = 4  # of ln(1 + x) for so small an x: 80 digits
_LONGEST_ROOT, _FINEST_ROOT = 10**40, 10**9  # the numerator and denominator of an exact one; proofs rely on no more
_KEPT = Context(prec=40, rounding=ROUND_HALF_EVEN)
_WHOLE = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)


class TooLongError(ArithmeticError):
    """A number on the way to another is too long to go on with."""


def too_large(value: Fraction) -> bool:
    """Whether a number is too long to go on with."""
    return _bits(value) > MAX_BITS


def extra_steps(value: object) -> int:
    """How many steps more a value takes than others, where it is made or looked at: long numbers take the square of their digits."""
    if type(value) is not Fraction:
        return 0
    bits = _bits(value)
    return bits * bits >> _STEP if bits > _LONG else 0


def extra_size(value: object) -> int:
    """How many numbers more it counts as where it is written."""
    return _bits(value) // _LONG if type(value) is Fraction else 0


def _bits(value: Fraction) -> int:
    return max(value.numerator.bit_length(), value.denominator.bit_length())


def exact_text(value: Fraction) -> str:
    """A number as an exact fraction or whole number: `22/25`."""
    up = _digits(value.numerator)
    return up if value.denominator == 1 else f"{up}/{_digits(value.denominator)}"


def _digits(number: int) -> str:
    """The same as `str`, which takes the square of the digits."""
    return str(number) if number.bit_length() <= _LONG else str(_by_halves(number, number.bit_length()))


def _by_halves(number: int, bits: int) -> Decimal:
    if bits <= _AT_ONCE:
        return Decimal(number)
    half = bits // 2
    high, low = number >> half, number & ((1 << half) - 1)
    return _WHOLE.fma(_by_halves(high, bits - half), _WHOLE.power(Decimal(2), half), _by_halves(low, half))


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


def multiplied(values: Sequence[Fraction]) -> Fraction:
    """The product, by halves. Errors: `TooLongError` where it is too long to be worked out."""
    if sum(map(_bits, values)) > _MULTIPLIED:
        raise TooLongError
    return Fraction(_product([one.numerator for one in values]), _product([one.denominator for one in values]))


def _product(numbers: list[int]) -> int:
    while len(numbers) > 1:
        numbers = [math.prod(numbers[place : place + 2]) for place in range(0, len(numbers), 2)]
    return numbers[0] if numbers else 1


def whole_power(base: Fraction, exponent: int) -> Fraction | None:
    """X to a whole power, exactly; None where it would be too long. Zero to a negative power is not asked for."""
    size = max(base.numerator.bit_length(), base.denominator.bit_length()) - 1
    return base**exponent if size * abs(exponent) <= MAX_BITS else None


def is_root(value: Fraction, degree: int, of: Fraction) -> bool:
    """Whether a number to a whole power, not 0, is exactly another one; it is raised only where it comes out as long."""
    if degree < 0:
        return value != 0 and is_root(1 / value, -degree, of)
    return all(
        _may_be(a, degree, b) for a, b in zip(value.as_integer_ratio(), of.as_integer_ratio(), strict=True)
    ) and (value**degree == of)


def _may_be(base: int, exponent: int, number: int) -> bool:
    """Whether a whole number to a power has as many binary digits as another one."""
    least, length = max(0, base.bit_length() - 1) * exponent, number.bit_length()
    return least <= length <= least + exponent + 1


def real_power(base: Fraction, exponent: Fraction) -> Fraction | None:
    """X to a real power, for an x that is not negative: to 40 digits, a root that is rational exactly. None where it would be too long."""
    if base == 0:
        return Fraction(0)
    found = _power(base, exponent)
    if found is None:
        return None
    rational = None
    if abs(exponent.numerator) == 1:  # of a negative degree it is the root of what is left of 1
        rational = _rational(base if exponent > 0 else 1 / base, exponent.denominator, found)
    return Fraction(_KEPT.plus(found)) if rational is None else rational


def _power(base: Fraction, exponent: Fraction) -> Decimal | None:
    logarithm = _PRECISE.multiply(_decimal(exponent), _logarithm(base))
    return _PRECISE.exp(logarithm) if abs(logarithm) <= _MAX_LOGARITHM else None


def _rational(base: Fraction, degree: int, found: Decimal) -> Fraction | None:
    """The root of a number where that is a fraction, None for any other; it was `found` to many digits."""
    root = Fraction(found).limit_denominator(_FINEST_ROOT)
    return root if root.numerator < _LONGEST_ROOT and is_root(root, degree, base) else None


def geometric_mean(values: Sequence[Fraction]) -> Fraction | None:
    """Of one number or more, none of them negative; None where it would be too long.

    Errors: `TooLongError` where their product is too long to be worked out.
    """
    found = real_power(multiplied(values), Fraction(1, len(values)))
    return found if found is None else within(found, values)


def within(mean: Fraction, values: Iterable[Fraction]) -> Fraction:
    """A mean as it was computed, no further than the numbers that it is of."""
    least, *others = sorted(values)
    return min(max(mean, least), others[-1] if others else least)


def root(value: Fraction, degree: Fraction) -> Fraction | None:
    """The root, for a degree that is not 0; of a negative number that of its size with its sign. None where too long."""
    found = real_power(abs(value), 1 / degree)
    return -found if found is not None and value < 0 else found


@lru_cache(maxsize=1024)  # the ends of a goalpost come back for every entity
def ln(value: Fraction) -> Fraction:
    """The natural logarithm of a positive number."""
    return Fraction(_KEPT.plus(_logarithm(value)))


def _logarithm(value: Fraction) -> Decimal:
    """The natural logarithm to 60 digits, however small it is: ln(1 + x) is x − x²/2 + x³/3 − …"""
    beside = value - 1
    if abs(beside) >= _BESIDE_ONE:
        return _PRECISE.ln(_decimal(value))
    x = _decimal(beside)
    found, power = x, x
    for term in range(2, _TERMS + 1):
        power = _PRECISE.multiply(power, -x)
        found = _PRECISE.add(found, _PRECISE.divide(power, Decimal(term)))
    return found


def _decimal(value: Fraction) -> Decimal:
    """A number to 80 digits. Of long ones no more is looked at than has a part in these."""
    up, more = _beginning(value.numerator)
    down, less = _beginning(value.denominator)
    found = _PRECISE.divide(Decimal(up), Decimal(down))
    return found if more == less else _PRECISE.multiply(found, _FINER.power(Decimal(2), more - less))


def _beginning(number: int) -> tuple[int, int]:
    """The first binary digits of a whole number, and how many more there are."""
    more = max(0, number.bit_length() - _LONG)
    return number >> more, more
