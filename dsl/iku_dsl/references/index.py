"""All names of a spec set: every place where a symbol is written, found by place and by symbol."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from iku_dsl.references.declarations import read_declaration
from iku_dsl.references.declared import Names
from iku_dsl.references.expressions import Recorder
from iku_dsl.references.symbols import Occurrence, Symbol
from iku_dsl.statements.blocks import Block


@dataclass(frozen=True)
class Index:
    """The names of a spec set, in file order."""

    names: Names
    occurrences: tuple[Occurrence, ...]

    @cached_property
    def by_symbol(self) -> Mapping[Symbol, tuple[Occurrence, ...]]:
        """Every symbol with its places."""
        by_symbol: dict[Symbol, list[Occurrence]] = {}
        for occurrence in self.occurrences:
            by_symbol.setdefault(occurrence.symbol, []).append(occurrence)
        return {symbol: tuple(places) for symbol, places in by_symbol.items()}

    @cached_property
    def by_file(self) -> Mapping[str, tuple[Occurrence, ...]]:
        """Every file with the places in it."""
        by_file: dict[str, list[Occurrence]] = {}
        for occurrence in self.occurrences:
            by_file.setdefault(occurrence.span.file, []).append(occurrence)
        return {file: tuple(places) for file, places in by_file.items()}

    def at(self, file: str, line: int, column: int) -> Occurrence | None:
        """What is written at a place; the place past the last letter counts as well."""
        places = self.by_file.get(file, ())
        after = bisect_right(places, (line, column), key=lambda o: (o.span.line, o.span.column))
        for place in reversed(places[max(0, after - 2) : after]):
            if place.span.line == line and place.span.column <= column <= place.span.end_column:
                return place
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
    recorder = Recorder(names)
    for block in known:
        read_declaration(recorder, block)
    return Index(names, tuple(sorted(dict.fromkeys(recorder.occurrences), key=lambda occurrence: occurrence.span)))
