"""How much a rule comes to once every name in it stands for what it is computed from.

Names make it easy to write a rule that doubles with each line; whoever checks or evaluates it would never come to an end.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from iku_dsl.budgets import most
from iku_dsl.program import expression as ex

MAX_PARTS = most("parts")
MAX_LEVELS = most("levels")


@dataclass(frozen=True, slots=True)
class Extent:
    """Parts in all, and levels one inside the other."""

    parts: int = 1
    levels: int = 1

    @property
    def too_large(self) -> bool:
        """Whether it is more than a rule of people ever is."""
        return self.parts > MAX_PARTS or self.levels > MAX_LEVELS


@dataclass
class Extents:
    """The extents of what has a name, so that each is measured once; `together` is that of all that was measured for good."""

    columns: dict[tuple[str, str], Extent] = field(default_factory=dict)
    together: int = 0
    _named: dict[int, tuple[Extent, object]] = field(default_factory=dict)

    def of(self, expression: ex.Expression | ex.SetExpression) -> Extent:
        """The extent of an expression."""
        match expression:
            case ex.Named():
                return self._of_named(expression.value)
            case ex.NamedSet():
                return self._of_named(expression.set)
            case ex.ColumnValue() | ex.OwnColumn():
                inner = [self.columns.get((expression.source, expression.column), Extent())]
                inner += [self.of(part) for part in ex.parts(expression)]
            case _:
                inner = [self.of(part) for part in ex.parts(expression)]
        return Extent(1 + sum(one.parts for one in inner), 1 + max((one.levels for one in inner), default=0))

    def _of_named(self, expression: ex.Expression | ex.SetExpression) -> Extent:
        if id(expression) not in self._named:
            self._named[id(expression)] = self.of(expression), expression
        return self._named[id(expression)][0]

    def full(self) -> bool:
        """Whether all that was measured is more than the rules of people ever are."""
        return self.together > most("parts-together")

    def add(self, expression: ex.Expression | ex.SetExpression) -> Extent:
        """The extent of a rule, which counts from now on."""
        found = self.of(expression)
        self.together += found.parts
        return found
