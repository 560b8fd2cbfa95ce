"""All names of a spec set: every place where a symbol is written, found by place and by symbol."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from iku_dsl.blocks import Block
from iku_dsl.references.declarations import Declarations
from iku_dsl.references.declared import Names
from iku_dsl.references.symbols import Occurrence, Symbol


@dataclass(frozen=True)
class Index:
    """The names of a spec set, in file order."""

    names: Names
    occurrences: tuple[Occurrence, ...]

    @cached_property
    def by_symbol(self) -> Mapping[Symbol, tuple[Occurrence, ...]]:
        """Every symbol with its places."""
        found: dict[Symbol, list[Occurrence]] = {}
        for occurrence in self.occurrences:
            found.setdefault(occurrence.symbol, []).append(occurrence)
        return {symbol: tuple(places) for symbol, places in found.items()}

    @cached_property
    def by_file(self) -> Mapping[str, tuple[Occurrence, ...]]:
        """Every file with the places in it."""
        found: dict[str, list[Occurrence]] = {}
        for occurrence in self.occurrences:
            found.setdefault(occurrence.span.file, []).append(occurrence)
        return {file: tuple(places) for file, places in found.items()}

    def at(self, file: str, line: int, column: int) -> Occurrence | None:
        """What is written at a place; the place past the last letter counts as well."""
        places = self.by_file.get(file, ())
        after = bisect_right(places, (line, column), key=lambda o: (o.span.line, o.span.column))
        for found in reversed(places[max(0, after - 2) : after]):
            if found.span.line == line and found.span.column <= column <= found.span.end_column:
                return found
        return None

    def places(self, symbol: Symbol) -> tuple[Occurrence, ...]:
        """Everywhere a symbol is written."""
        return self.by_symbol.get(symbol, ())

    def declarations(self, symbol: Symbol) -> tuple[Occurrence, ...]:
        """Where a symbol gets its name; where nothing says so (a value in the cells of a table), its first place."""
        places = self.places(symbol)
        return tuple(place for place in places if place.declares) or places[:1]


def references(blocks: Iterable[Block]) -> Index:
    """The names of a spec set. Lines that could not be read have none."""
    known = tuple(blocks)
    names = Names(known)
    reader = Declarations(names)
    for block in known:
        reader.block(block)
    return Index(names, tuple(sorted(dict.fromkeys(reader.found), key=lambda occurrence: occurrence.span)))
