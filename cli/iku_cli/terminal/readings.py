"""Which sources and dimensions indicators read: their own, and those of the indicators that they are made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from iku_dsl.program import Indicator, Program, read_by
from iku_dsl.program import expression as ex


def relations_read(program: Program, indicators: Sequence[str]) -> list[str]:
    """The names of what is to be imported for some indicators (all where none is named, or none of them is known): dimensions first."""
    known = [name for name in indicators if name in program.indicators]
    imported = [dimension.name for dimension in program.dimensions.values() if dimension.imported]
    if not known:
        return [*imported, *program.sources]
    found: set[str] = set()
    waiting, seen = list(known), set(known)
    while waiting:
        for version in program.indicators[waiting.pop()]:
            for other, relation in _parts(program, version):
                found.add(relation)
                if other and other not in seen:
                    seen.add(other)
                    waiting.append(other)
    for name in tuple(found & set(program.sources)):
        found.update(program.sources[name].dimensions)
    return [name for name in (*imported, *program.sources) if name in found]


def _parts(program: Program, indicator: Indicator) -> Iterator[tuple[str, str]]:
    """Each indicator, and each relation, that one indicator names; the other of the two is empty."""
    for dimension in indicator.dimensions:
        yield "", dimension
    for level in indicator.levels:
        if level.dimension is None:
            for weight in level.weights:
                yield weight.member, ""
    waiting, derived = list(read_by(indicator)), set[tuple[str, str]]()
    while waiting:
        for part in ex.walk(waiting.pop()):
            match part:
                case ex.ColumnValue() | ex.OwnColumn() | ex.HasRow() | ex.Rows():
                    yield "", part.source
                    column = part.column if isinstance(part, ex.ColumnValue | ex.OwnColumn) else ""
                    source = program.sources.get(part.source)
                    if source is not None and column in source.derived and (part.source, column) not in derived:
                        derived.add((part.source, column))
                        waiting.append(source.derived[column].value)
                case ex.AttributeValue() | ex.Members():
                    yield "", part.dimension
                case ex.IndicatorValue():
                    yield part.indicator, ""
                case _:
                    pass
