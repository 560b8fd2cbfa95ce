"""The reader: the rules of all chapters together."""

from __future__ import annotations

from . import formulas, indicators, targets
from .declarations import Condition, Expr, Indicator
from .facts import Keys, Place, World
from .figures import Figure, Truth
from .periods import Period


class Reader:
    """What a world comes to, by the page; each value is worked out once."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._values: dict[tuple[str, Period, Keys], Figure] = {}

    def figure(self, one: Expr, place: Place) -> Figure:
        return formulas.figure_of(self, one, place)

    def truth(self, one: Condition, place: Place) -> Truth:
        return formulas.truth_of(self, one, place)

    def value(self, name: str, period: Period, key: Keys) -> Figure:
        """The value of an indicator."""
        mark = (name, period, key)
        if mark not in self._values:
            self._values[mark] = indicators.worked_out(self, name, period, key)
        return self._values[mark]

    def version(self, name: str, period: Period) -> Indicator | None:
        return indicators.version(self, name, period)

    def target(self, name: str, period: Period, key: Keys, named: str) -> Figure:
        """The target of a name in a period."""
        return targets.target(self, self.version(name, period), period, key, named)

    def achievement(self, name: str, period: Period, key: Keys, named: str) -> Figure:
        """The achievement against the target of a name in a period."""
        return targets.achievement(self, self.version(name, period), period, key, named)
