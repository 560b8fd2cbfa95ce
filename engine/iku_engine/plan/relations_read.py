"""Which relations the value of an indicator comes from, through all that it reads: an event about another one is not why it changed."""

from __future__ import annotations

from collections.abc import Iterator

from iku_dsl.program import Indicator, Program, read_by
from iku_dsl.program import expression as ex


def relations_read(program: Program, name: str) -> frozenset[str]:
    """The sources and dimensions that an indicator reads, also by way of other indicators."""
    seen: set[str] = set()
    found: set[str] = set()
    waiting = [name]
    while waiting:
        at = waiting.pop()
        if at in seen or at not in program.indicators:
            continue
        seen.add(at)
        for version in program.indicators[at]:
            found |= set(version.dimensions)
            for one in _named(version):
                waiting.append(one)
                found.add(one)
    for source in [program.sources[one] for one in found if one in program.sources]:
        found |= set(source.dimensions)
        for derived in source.derived.values():
            found |= set(_names(derived.value))
    return frozenset(found & (set(program.sources) | set(program.dimensions)))


def _named(version: Indicator) -> Iterator[str]:
    for expression in read_by(version):
        yield from _names(expression)
    for level in version.levels:
        if level.dimension is None:
            yield from (weight.member for weight in level.weights)


def _names(expression: ex.Expression | ex.SetExpression) -> Iterator[str]:
    for part in ex.walk(expression):
        for field in ("source", "dimension", "indicator"):
            name = getattr(part, field, "")
            if isinstance(name, str) and name:
                yield name
