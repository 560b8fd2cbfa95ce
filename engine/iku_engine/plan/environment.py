"""Where an expression is evaluated: the period, the members at hand, the row whose own columns may be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace

from iku_dsl.period import Period
from iku_dsl.program import Indicator
from iku_dsl.program.expression import SAME, Shift
from iku_dsl.program.readings import Reading, reading
from iku_dsl.records import record
from iku_engine.results.evaluation import Node

__all__ = ["Environment", "Reading", "entity_place", "reading"]


@record
class Environment:
    """A place in the facts.

    `keys` are the members at hand by dimension; `row` the source whose row is at hand, read at `row_shift`; `own` are values given by
    name to a source's columns or a profile's parameters, in place of stored ones. `home` are the members of the entity that is
    evaluated; `elements` the dimensions whose member at hand is that of an element of a set.
    """

    period: Period
    keys: Mapping[str, str] = field(default_factory=dict)
    row: str = ""
    row_shift: Shift = SAME
    own: Mapping[tuple[str, str], Node] = field(default_factory=dict)
    home: Mapping[str, str] = field(default_factory=dict)
    elements: frozenset[str] = frozenset()

    def at(self, keys: Mapping[str, str]) -> Environment:
        """The same place with further members at hand."""
        return replace(self, keys={**self.keys, **keys})

    def inside(self, keys: Mapping[str, str], row: str | None = None, shift: Shift = SAME) -> Environment:
        """The place of an element of a set, a member or a row."""
        found = replace(self, keys={**self.keys, **keys}, elements=self.elements | frozenset(keys))
        return found if row is None else replace(found, row=row, row_shift=shift)

    def at_home(self) -> Environment:
        """The place of the entity itself, wherever its own lets are named."""
        return replace(self, keys=self.home, row="", row_shift=SAME, elements=frozenset())


def entity_place(indicator: Indicator, period: Period, key: tuple[str, ...]) -> Environment:
    """Where an indicator's expressions are evaluated for an entity."""
    keys = dict(zip(indicator.dimensions, key, strict=False))
    return Environment(period, keys, home=keys)
