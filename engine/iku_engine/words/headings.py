"""Which column of the spec a heading means: by name or title, in any case and spacing, perhaps with a unit behind it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from iku_dsl.problem import Text
from iku_dsl.program import Column
from iku_dsl.types import Kind
from iku_engine.database.relations import Relation
from iku_engine.words.declared_units import LONGEST, Declared, misfit, unit_of
from iku_engine.words.unit_words import PERCENT

_BEHIND_UNIT = (")", "]")  # which most texts that are looked at end without
_WITH_UNIT = re.compile(r"(?P<name>.*\S) ?[(\[] ?(?P<unit>[^()\[\]]+?) ?[)\]]")  # blanks are single ones


def folded(text: str) -> str:
    """A text without regard to case and spaces."""
    return " ".join(text.split()).casefold()


class Headings:
    """The names that columns of a file for a relation may have."""

    def __init__(self, relation: Relation) -> None:
        self.columns: Mapping[str, Column] = {folded(name): column for name, column in relation.columns.items()}
        keys = [relation.key_name] if relation.is_dimension else list(relation.dimensions)
        names = {*self.columns, *map(folded, keys)}
        titled = [(folded(column.label), name) for name, column in self.columns.items() if column.label]
        titled += [(folded(title), folded(name)) for name, title in relation.titles.items()]
        fitting = {title: {name for one, name in titled if one == title} for title, _ in titled}
        self.titles = {title: min(found) for title, found in fitting.items() if len(found) == 1 and title not in names}
        self.names = names
        self.units = frozenset(folded(str(one.type.unit)) for one in self.columns.values()) - {""}

    def name(self, text: str) -> str:
        """The folded name of the column that a heading means; the heading itself, folded, where it means none."""
        bare = folded(text)
        found = self._known(bare)
        if found is not None:
            return found
        base, said = self._parts(text) if bare.endswith(_BEHIND_UNIT) and len(bare) <= LONGEST else (None, "")
        return base if base is not None and self._unit(base, said) is not None else bare

    def _known(self, text: str) -> str | None:
        return text if text in self.names else self.titles.get(text)

    def _parts(self, text: str) -> tuple[str | None, str]:
        """The column that a heading with a unit names, and that unit."""
        found = _WITH_UNIT.fullmatch(" ".join(text.split()))
        return (self._known(folded(found["name"])), folded(found["unit"])) if found is not None else (None, "")

    def _unit(self, name: str, said: str) -> Declared | None:
        """The unit that a heading has behind the name of a column of numbers."""
        column = self.columns.get(name)
        return unit_of(said, self.units) if column is not None and column.type.kind is Kind.NUMBER else None

    def fault(self, text: str) -> Text | None:
        """Why the unit of a heading does not fit its column: each figure would be another one."""
        name, said = self._parts(text)
        if name is None or folded(text) in self.names or self._known(folded(text)) is not None:
            return None
        unit = self._unit(name, said)
        return misfit(unit, self.columns[name]) if unit is not None else None

    def says_percent(self, text: str) -> bool:
        """Whether a heading says that the figures below are percentages, with or without their sign."""
        name, said = self._parts(text)
        unit = self._unit(name, said) if name is not None and folded(text) not in self.names else None
        return unit is not None and unit.times == 1 and unit.named == PERCENT
