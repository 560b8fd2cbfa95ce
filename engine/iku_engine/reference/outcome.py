"""What the reference makes of an expression: one of the four states, and of what is missing, where it lies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from iku_engine.reference.numbers import too_long
from iku_engine.reference.ranges import ANYWHERE, Ends
from iku_engine.results.evaluation import Scalar, State


@dataclass(frozen=True, slots=True)
class Outcome:
    """A value, or what stands in its place.

    Of a missing number `ends` are where it lies; `choices` are what a missing choice may be, where that is known. `unloaded` is what is
    missing because nobody has given the period; `perhaps` is what is missing and may not apply either, by a guard that is not decided.
    """

    state: State
    value: Scalar = None
    ends: Ends = ANYWHERE
    choices: tuple[str, ...] = ()
    unloaded: bool = False
    perhaps: bool = False

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
UNLOADED = Outcome(State.MISSING, unloaded=True)


def value(of: Scalar) -> Outcome:
    """A value; a number with too many digits is an error."""
    if isinstance(of, Fraction) and too_long(of):
        return ERROR
    return Outcome(State.VALUE, of)


def truth(holds: bool | None, unloaded: bool = False) -> Outcome:
    """A truth, or that it is unknown."""
    return Outcome(State.MISSING, unloaded=unloaded) if holds is None else Outcome(State.VALUE, holds)


def missing(ends: Ends = ANYWHERE, unloaded: bool = False, perhaps: bool = False) -> Outcome:
    """A missing number within ends."""
    return Outcome(State.MISSING, ends=ends, unloaded=unloaded, perhaps=perhaps)


def may_not_apply(operands: Sequence[Outcome]) -> bool:
    """Whether one of them is missing and may not apply."""
    return any(one.perhaps for one in operands if one.state is State.MISSING)


def unloaded(operands: Sequence[Outcome]) -> bool:
    """Whether any of what is missing among them is missing because nobody has given a period."""
    return any(one.unloaded for one in operands if one.state is State.MISSING)


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
    return missing(ends, unloaded(operands), may_not_apply(operands))
