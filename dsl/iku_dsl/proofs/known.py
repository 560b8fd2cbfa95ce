"""What is known at a place in a program: intervals of numbers, the weights in force, which member is at hand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from iku_dsl import expression as ex
from iku_dsl.interval import Interval
from iku_dsl.program import WeightLevel
from iku_dsl.proofs.linear import Linear


@dataclass(frozen=True, slots=True)
class Known:
    """What is known at a place.

    Intervals of atoms, the weights in force, bounds worth trying for a ratio, which member is at hand; `below` are forms of several
    atoms that are at most 0, or (True) less; `nonzero` are forms that are not 0.
    """

    atoms: tuple[tuple[ex.Expression, Interval], ...] = ()
    levels: tuple[WeightLevel, ...] = ()
    tries: tuple[Fraction, ...] = (Fraction(1),)
    members: tuple[tuple[str, str], ...] = ()
    below: tuple[tuple[Linear, bool], ...] = ()
    nonzero: tuple[Linear, ...] = ()

    def of(self, atom: ex.Expression) -> Interval | None:
        """What is known of an atom."""
        return next((interval for known, interval in self.atoms if known == atom), None)

    def also(self, atom: ex.Expression, interval: Interval) -> Known:
        """With one thing more."""
        rest = tuple(item for item in self.atoms if item[0] != atom)
        return replace(self, atoms=((atom, interval), *rest))


def member_of(key: ex.Key, known: Known) -> str:
    """The member that a key is known to be, an empty text where it is not."""
    match key:
        case ex.MemberKey():
            return key.member
        case ex.RowKey():
            return next((member for dimension, member in reversed(known.members) if dimension == key.dimension), "")
        case ex.ExpressionKey():
            return ""
