"""Which column of the spec a heading means: by name or title, in any case and spacing, perhaps with a unit behind it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from iku_dsl.problem import Text, say
from iku_dsl.program import Column
from iku_dsl.types import PERCENT_WORDS, PURE, UNIT_WORDS, Kind, unit
from iku_engine.facts.relations import Relation

if TYPE_CHECKING:
    from iku_engine.facts.layout import Layout
    from iku_engine.facts.reading.opened import Opened

_WITH_UNIT = re.compile(r"(?P<name>.*\S)\s*[(\[]\s*(?:dalam |in )?(?P<unit>[^()\[\]]+?)\s*[)\]]")
_TIMES: Mapping[str, int] = {
    "ribu": 3, "ribuan": 3, "thousand": 3, "thousands": 3, "juta": 6, "jutaan": 6, "million": 6, "millions": 6, "miliar": 9,
    "milyar": 9, "miliaran": 9, "billion": 9, "billions": 9, "triliun": 12, "trilyun": 12, "trillion": 12,
}  # fmt: skip
_MONEY = ("rp", "rp.", "idr", "rupiah", "uang", "money")
_PERCENT = ("%", *PERCENT_WORDS)
_UNITS = frozenset(UNIT_WORDS) | frozenset(UNIT_WORDS.values())


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

    def name(self, text: str) -> str:
        """The folded name of the column that a heading means; the heading itself, folded, where it means none."""
        found = self._known(folded(text))
        if found is not None:
            return found
        base, said = self._parts(text)
        return base if base is not None and said and self._is_unit(base, said) else folded(text)

    def _known(self, text: str) -> str | None:
        return text if text in self.names else self.titles.get(text)

    def _parts(self, text: str) -> tuple[str | None, str]:
        """The column that a heading with a unit names, and that unit."""
        found = _WITH_UNIT.fullmatch(" ".join(text.split()))
        return (self._known(folded(found["name"])), folded(found["unit"])) if found is not None else (None, "")

    def _is_unit(self, name: str, said: str) -> bool:
        column = self.columns.get(name)
        words = [word for word in said.split() if word not in _TIMES]
        known = all(word in _UNITS or word in _MONEY or word in _PERCENT for word in words)
        return column is not None and column.type.kind is Kind.NUMBER and (known or said == str(column.type.unit))

    def fault(self, text: str) -> Text | None:
        """Why the unit of a heading does not fit its column: each figure would be another one."""
        name, said = self._parts(text)
        if folded(text) in self.names or name is None or self.name(text) != name or name not in self.columns:
            return None
        column = self.columns[name]
        words = said.split()
        times = Fraction(10 ** sum(_TIMES.get(word, 0) for word in words))
        named = [word for word in words if word not in _TIMES]
        percent = any(word in _PERCENT for word in named)
        fits = times == 1 and percent is column.type.percent
        if fits and named and not percent and said != str(column.type.unit) and column.type.unit != PURE:
            own = unit("rupiah" if named[0] in _MONEY else named[0])
            fits = own.factor_to(column.type.unit) == 1
        expected = "%" if column.type.percent else str(column.type.unit) or "-"
        return None if fits else say("heading-unit", said=said, column=column.name, expected=expected)

    def says_percent(self, text: str) -> bool:
        """Whether a heading says that the figures below are percentages, with or without their sign."""
        name, said = self._parts(text)
        return name is not None and folded(text) not in self.names and said in _PERCENT


def signless_columns(relation: Relation, layout: Layout, opened: Opened | None) -> frozenset[str]:
    """The columns of a file whose heading has the % sign, so that their figures need none."""
    if opened is None:
        return frozenset()
    headings = Headings(relation)
    return frozenset(name for name, place in layout.columns.items() if headings.says_percent(opened.header[place]))
