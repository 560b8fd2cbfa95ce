"""What the reference makes of an expression: a number or one of the other states, and where a number lies that is not known.

Numbers are as the language means them; what is not rational has 40 digits. A range has its least and its greatest value, both in it, None
where there is no limit. Of what is missing it is kept where it lies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from math import floor

from iku_dsl.budgets import most
from iku_engine.results.evaluation import Scalar, State

MOST_BITS = most("bits")  # of a numerator or denominator; with more it is an error
LONG = 4_096
LARGEST_LOGARITHM = 1 << 20
LONGEST_ROOT, FINEST_ROOT = 10**40, 10**9
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
    return max(value.numerator.bit_length(), value.denominator.bit_length()) > MOST_BITS


def steps(value: object) -> int:
    """How many parts of rules a number takes as long as: of twice the digits four times as many."""
    if not isinstance(value, Fraction):
        return 1
    return 1 + (max(value.numerator.bit_length(), value.denominator.bit_length()) // LONG) ** 2


def whole_power(base: Fraction, exponent: int) -> Fraction | None:
    """A whole power; None where it is too long."""
    bits = max(base.numerator.bit_length(), base.denominator.bit_length()) - 1
    return base**exponent if bits * abs(exponent) <= MOST_BITS else None


def real_power(base: Fraction, exponent: Fraction) -> Fraction | None:
    """A power of a number that is not negative, to 40 digits; a root that is a fraction exactly. None where it is too long."""
    if base == 0:
        return Fraction(0)
    exactly = _to_digits(base)
    found = exactly.multiply(_decimal(exponent, exactly), exactly.ln(_decimal(base, exactly)))
    if abs(found) > LARGEST_LOGARITHM:
        return None
    if abs(exponent.numerator) == 1:
        under = base if exponent > 0 else 1 / base
        above, below = (_whole_root(one, exponent.denominator) for one in under.as_integer_ratio())
        if above is not None and below is not None and below <= FINEST_ROOT:
            return Fraction(above, below)
    return Fraction(_FORTY.plus(exactly.exp(found)))


def _whole_root(number: int, degree: int) -> int | None:
    """The whole number of up to 40 digits that gives another one to a power, looked for by halves; None where there is none."""
    low, high = 0, LONGEST_ROOT
    if number.bit_length() > MOST_BITS:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        # of a power that is longer than the number there is nothing to be worked out
        above = (middle.bit_length() - 1) * degree > number.bit_length() or middle**degree > number
        low, high = (low, middle) if above else (middle, high)
    return low if low**degree == number else None


def logarithm(value: Fraction) -> Fraction:
    """The natural logarithm of a positive number, to 40 digits."""
    exactly = _to_digits(value)
    return Fraction(_FORTY.plus(exactly.ln(_decimal(value, exactly))))


def _to_digits(base: Fraction) -> Context:
    """To a hundred digits beside those in which a number is 1."""
    gap = abs(base - 1)
    alike = max(0, gap.denominator.bit_length() - gap.numerator.bit_length()) if gap else 0
    return Context(prec=100 + alike // 3, rounding=ROUND_HALF_EVEN)


def _decimal(value: Fraction, exactly: Context) -> Decimal:
    return exactly.divide(Decimal(value.numerator), Decimal(value.denominator))


End = Fraction | None
Ends = tuple[End, End]
ANYWHERE: Ends = (None, None)
ZERO = Fraction(0)
FEW, DIGITS = 10**12, 10**30
MOST_PROOF_BITS = most("bits-proof")
LARGEST = Fraction(2 ** (MOST_PROOF_BITS - 4))
FINEST = Fraction(1, 2 ** (MOST_PROOF_BITS * 3 // 4))


def around(ends: Ends) -> Ends:
    """Where a number lies whose ends are computed to 40 digits, and are exact where they have few: a little beyond the others."""
    low, high = ends
    return None if low is None else low - _off(low), None if high is None else high + _off(high)


def _off(end: Fraction) -> Fraction:
    return ZERO if end.denominator < FEW else max(Fraction(1), abs(end)) / DIGITS


def plus(left: Ends, right: Ends) -> Ends:
    """Of x + y."""
    low = None if left[0] is None or right[0] is None else left[0] + right[0]
    high = None if left[1] is None or right[1] is None else left[1] + right[1]
    return _short(low, high)


def _short(low: End, high: End) -> Ends:
    """The same, a little wider where an end has too many digits to go on with."""
    return _down(low), None if high is None else _up(high)


def _down(end: End) -> End:
    if end is None or max(end.numerator.bit_length(), end.denominator.bit_length()) <= MOST_PROOF_BITS:
        return end
    if abs(end) >= LARGEST:
        return LARGEST if end > 0 else None
    return floor(end / FINEST) * FINEST


def _up(end: Fraction) -> End:
    below = _down(-end)
    return None if below is None else -below


def minus(operand: Ends) -> Ends:
    """Of −x."""
    low, high = operand
    return (None if high is None else -high), (None if low is None else -low)


def times(left: Ends, right: Ends) -> Ends:
    """Of x · y: the least and the greatest of the products of their ends, where nothing times 0 is more than 0."""
    products = [_product(a, b) for a in _far(left) for b in _far(right)]
    low, high = min(products), max(products)
    return _short(None if low[0] else low[1], None if high[0] else high[1])


def _far(ends: Ends) -> tuple[tuple[int, Fraction], tuple[int, Fraction]]:
    """Both ends as (−1, 0) for −∞, (0, x), (1, 0) for ∞: they compare as they should."""
    low, high = ends
    return (-1, ZERO) if low is None else (0, low), (1, ZERO) if high is None else (0, high)


def _product(left: tuple[int, Fraction], right: tuple[int, Fraction]) -> tuple[int, Fraction]:
    if left == (0, ZERO) or right == (0, ZERO):
        return 0, ZERO
    if not left[0] and not right[0]:
        return 0, left[1] * right[1]
    below = [infinite < 0 or value < 0 for infinite, value in (left, right)]
    return (-1 if below[0] != below[1] else 1), ZERO


def over(left: Ends, right: Ends) -> Ends:
    """Of x / y, for the y that are not 0."""
    return times(left, _reciprocal(right))


def _reciprocal(operand: Ends) -> Ends:
    low, high = operand
    if low is not None and low >= 0:
        if high == 0:
            return ANYWHERE
        return (ZERO if high is None else 1 / high), (None if low == 0 else 1 / low)
    if high is not None and high <= 0:
        return minus(_reciprocal(minus(operand)))
    return ANYWHERE


def size(operand: Ends) -> Ends:
    """Of |x|."""
    low, high = operand
    if low is not None and low >= 0:
        return operand
    if high is not None and high <= 0:
        return minus(operand)
    return ZERO, None if low is None or high is None else max(-low, high)


def raised(operand: Ends, exponent: int) -> Ends:
    """Of x to a whole power."""
    if exponent == 0:
        return Fraction(1), Fraction(1)
    if exponent < 0:
        return _reciprocal(raised(operand, -exponent))
    low, high = operand if exponent % 2 else size(operand)
    return (None if low is None else _often(low, exponent)[0]), (None if high is None else _often(high, exponent)[1])


def _often(number: Fraction, exponent: int) -> Ends:
    made: Ends = (Fraction(1), Fraction(1))
    for _ in range(exponent):
        made = times(made, (number, number))
    return made


def lesser(all_of: Sequence[Ends]) -> Ends:
    """Of the least of some numbers."""
    lows, highs = [low for low, _ in all_of], [high for _, high in all_of]
    return least(lows), min((high for high in highs if high is not None), default=None)


def greater(all_of: Sequence[Ends]) -> Ends:
    """Of the greatest of some numbers."""
    return minus(lesser([minus(one) for one in all_of]))


def together(all_of: Sequence[Ends]) -> Ends:
    """Of a number that is one of some numbers."""
    return least([low for low, _ in all_of]), greatest([high for _, high in all_of])


def least(lows: Sequence[End]) -> End:
    """The least of some lower ends."""
    known = [low for low in lows if low is not None]
    return min(known) if known and len(known) == len(lows) else None


def greatest(highs: Sequence[End]) -> End:
    """The greatest of some upper ends."""
    known = [high for high in highs if high is not None]
    return max(known) if known and len(known) == len(highs) else None


def within(operand: Ends, limits: Ends) -> Ends:
    """The part of a range in another one that meets it."""
    low = max((one for one in (operand[0], limits[0]) if one is not None), default=None)
    high = min((one for one in (operand[1], limits[1]) if one is not None), default=None)
    return low, high


@dataclass(frozen=True, slots=True)
class Outcome:
    """A value, or what stands in its place.

    Of a missing number `ends` are where it lies; `choices` are what a missing choice may be, where that is known, and `names` all that a
    missing name of any kind may be, None where nobody can list them. `unloaded` is what is missing because nobody has given the period;
    `perhaps` is what is missing and may not apply either, by a guard that is not decided; `may_be_nothing` what is missing and may stay so
    in every completion, as the minimum of a set that may be empty: its `ends` are those of a value that it need never have.
    """

    state: State
    value: Scalar = None
    ends: Ends = ANYWHERE
    choices: tuple[str, ...] = ()
    unloaded: bool = False
    perhaps: bool = False
    may_be_nothing: bool = False
    names: tuple[str, ...] | None = None

    @property
    def where(self) -> Ends:
        """Where the number lies."""
        if self.state is State.VALUE:
            return (self.value, self.value) if isinstance(self.value, Fraction) else ANYWHERE
        return self.ends

    @property
    def number(self) -> Fraction:
        """The value, which is a number."""
        assert isinstance(self.value, Fraction), self
        return self.value

    @property
    def holds(self) -> bool | None:
        """Whether a condition holds, None where that is unknown; what does not apply does not hold."""
        if self.state is State.VALUE:
            return self.value is True
        return False if self.state is State.NOT_APPLICABLE else None


ERROR = Outcome(State.ERROR)
NOT_APPLICABLE = Outcome(State.NOT_APPLICABLE)
MISSING = Outcome(State.MISSING)
NOTHING = Outcome(State.MISSING, may_be_nothing=True)
UNLOADED = Outcome(State.MISSING, unloaded=True)


def value(of: Scalar) -> Outcome:
    """A value; a number with too many digits is an error."""
    if isinstance(of, Fraction) and too_long(of):
        return ERROR
    return Outcome(State.VALUE, of)


def truth(holds: bool | None, unloaded: bool = False, may_be_nothing: bool = False) -> Outcome:
    """A truth, or that it is unknown."""
    if holds is None:
        return Outcome(State.MISSING, unloaded=unloaded, may_be_nothing=may_be_nothing)
    return Outcome(State.VALUE, holds)


def missing(
    ends: Ends = ANYWHERE, unloaded: bool = False, perhaps: bool = False, may_be_nothing: bool = False
) -> Outcome:
    """A missing number within ends."""
    return Outcome(State.MISSING, ends=ends, unloaded=unloaded, perhaps=perhaps, may_be_nothing=may_be_nothing)


def may_not_apply(operands: Sequence[Outcome]) -> bool:
    """Whether one of them is missing and may not apply."""
    return any(one.perhaps for one in operands if one.state is State.MISSING)


def may_be_nothing(operands: Sequence[Outcome]) -> bool:
    """Whether one of them is missing and may stay so in every completion."""
    return any(one.may_be_nothing for one in operands if one.state is State.MISSING)


def unloaded(operands: Sequence[Outcome]) -> bool:
    """Whether any of what is missing among them is missing because nobody has given a period."""
    return any(one.unloaded for one in operands if one.state is State.MISSING)


def unknown(operands: Sequence[Outcome]) -> Outcome:
    """That it is unknown whether something holds, by what is not known of the operands."""
    return truth(None, unloaded(operands), may_be_nothing(operands))


def worst(operands: Sequence[Outcome]) -> Outcome | None:
    """The operand that decides the state: the first error, else the first that does not apply, else the first missing."""
    for state in (State.ERROR, State.NOT_APPLICABLE, State.MISSING):
        for operand in operands:
            if operand.state is state:
                return operand
    return None


def instead(operands: Sequence[Outcome], ends: Ends = ANYWHERE) -> Outcome | None:
    """What a number made of operands is that are not all values; `ends` where it lies then. None where they are."""
    found = worst(operands)
    if found is None:
        return None
    if found.state is not State.MISSING:
        return Outcome(found.state)
    return missing(ends, unloaded(operands), may_not_apply(operands), may_be_nothing(operands))
