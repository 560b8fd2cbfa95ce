"""What is known at a place in a program: intervals of numbers, the weights in force, which member is at hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType

from iku_dsl.bounds.chosen import Chosen
from iku_dsl.bounds.linear import Linear
from iku_dsl.interval import Interval
from iku_dsl.period import Grain
from iku_dsl.program import WeightLevel
from iku_dsl.program import expression as ex
from iku_dsl.records import record, replace


class Atoms:
    """Intervals by the atoms that lie in them. Many are made one of another, are looked up in, and are compared: each is one step."""

    __slots__ = ("_by", "_hash")

    def __init__(self, by: Mapping[ex.Expression, Interval] = MappingProxyType({})) -> None:
        self._by = by
        self._hash = 0
        for item in by.items():
            self._hash ^= hash(item)

    def get(self, atom: ex.Expression) -> Interval | None:
        """Where an atom lies."""
        return self._by.get(atom)

    def also(self, atom: ex.Expression, interval: Interval) -> Atoms:
        """With one more, or with another interval for it."""
        made = Atoms()
        before = self._by.get(atom)
        made._by = {**self._by, atom: interval}
        made._hash = self._hash ^ hash((atom, interval)) ^ (hash((atom, before)) if before is not None else 0)
        return made

    def with_all(self, more: Mapping[ex.Expression, Interval]) -> Atoms:
        """With many more, or with other intervals for them."""
        return Atoms({**self._by, **more})

    def where(self, keeps: Callable[[ex.Expression, Interval], bool]) -> Atoms:
        """Some of them."""
        return Atoms({atom: interval for atom, interval in self._by.items() if keeps(atom, interval)})

    def __len__(self) -> int:
        return len(self._by)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Atoms) and self._hash == other._hash and self._by == other._by

    def __hash__(self) -> int:
        return self._hash


@record
class Known:
    """What is known at a place.

    Intervals of atoms, the weights in force, bounds worth trying for a ratio, which member is at hand; `below` are forms of several
    atoms that are at most 0, or (True) less; `nonzero` are scaled forms that are not 0. `grain` is that of the period at hand,
    `at_hand` are the dimensions of which a member is, and `valid` those of which it is valid in that period. `home` is what is known of
    the entity itself, where the row or member at hand is another. `chosen` is what alone choices and members can be.
    """

    atoms: Atoms = Atoms()
    levels: tuple[WeightLevel, ...] = ()
    tries: tuple[Fraction, ...] = (Fraction(1),)
    members: tuple[tuple[str, str], ...] = ()
    below: tuple[tuple[Linear, bool], ...] = ()
    nonzero: frozenset[Linear] = frozenset()
    grain: Grain | None = None
    at_hand: frozenset[str] = frozenset()
    valid: frozenset[str] = frozenset()
    home: Known | None = None
    chosen: tuple[Chosen, ...] = ()

    @property
    def at_home(self) -> Known:
        """What is known of the entity."""
        return self.home or self

    def of(self, atom: ex.Expression) -> Interval | None:
        """What is known of an atom."""
        return self.atoms.get(atom)

    def also(self, atom: ex.Expression, interval: Interval) -> Known:
        """With one thing more."""
        return replace(self, atoms=self.atoms.also(atom, interval))

    def chosen_of(self, choice: ex.Expression) -> frozenset[str] | None:
        """What alone a choice or member can be, None where nothing says it."""
        return next((names for known, names in self.chosen if known == choice), None)

    def choosing(self, choice: ex.Expression, names: frozenset[str]) -> Known:
        """With a choice or member that can be some of its names alone."""
        before = self.chosen_of(choice)
        others = tuple(one for one in self.chosen if one[0] != choice)
        return replace(self, chosen=(*others, (choice, names if before is None else names & before)))

    def elsewhere(self, dimensions: tuple[str, ...]) -> Known:
        """What is still known where other members of some dimensions are at hand, and another row."""
        return replace(
            self,
            atoms=self.atoms.where(lambda atom, _: _stays(atom, dimensions)),
            below=tuple(item for item in self.below if all(_stays(atom, dimensions) for atom in item[0].terms)),
            nonzero=frozenset(form for form in self.nonzero if all(_stays(atom, dimensions) for atom in form.terms)),
            members=tuple(item for item in self.members if item[0] not in dimensions),
            at_hand=self.at_hand.union(dimensions),
            valid=self.valid.difference(dimensions),
            home=self.at_home,
            chosen=tuple(one for one in self.chosen if _stays(one[0], dimensions)),
        )


def _stays(expression: ex.Expression | ex.SetExpression, dimensions: tuple[str, ...]) -> bool:
    """Whether an expression means the same whatever row is at hand, and whichever members of some dimensions."""
    match expression:
        case ex.Named() if expression.home:
            return True
        case ex.OwnColumn() | ex.Members() | ex.Rows() | ex.Weighted():
            return False
        case ex.ColumnValue() | ex.HasRow() | ex.IsExpected() | ex.IndicatorValue():
            keys = expression.keys
        case ex.AttributeValue() | ex.KeyValue():
            keys = (expression.key,)
        case _:
            keys = ()
    if any(isinstance(key, ex.RowKey) and key.dimension in dimensions for key in keys):
        return False
    return all(_stays(part, dimensions) for part in ex.parts(expression))


def member_of(key: ex.Key, known: Known) -> str:
    """The member that a key is known to be, an empty text where it is not."""
    match key:
        case ex.MemberKey():
            return key.member
        case ex.RowKey():
            return next((member for dimension, member in reversed(known.members) if dimension == key.dimension), "")
        case ex.ExpressionKey():
            return ""
