"""No indicator needs itself."""

from __future__ import annotations

from collections.abc import Iterator

from iku_dsl.ordering import in_order
from iku_dsl.problem import Diagnostic, Label, say
from iku_dsl.program import Indicator, Program, expressions
from iku_dsl.program.expression import ColumnValue, IndicatorValue, Move, OwnColumn, walk
from iku_dsl.source import NOWHERE, Span


def cycles(program: Program, _broken: frozenset[str]) -> tuple[Diagnostic, ...]:
    """Indicators that need each other in the same period; reading an earlier period of oneself is no circle."""
    edges = {
        name: {target: span for version in versions for target, span in needs(program, version)}
        for name, versions in program.indicators.items()
    }
    problems: list[Diagnostic] = []
    for ring in in_order(edges)[1]:
        places = [
            Label(edges[name][target], say("cycle.edge", name=name, target=target))
            for name, target in zip(ring, [*ring[1:], ring[0]], strict=True)
        ]
        message = say("cycle", ring=" → ".join([*ring, ring[0]]))
        problems.append(Diagnostic("cycle", message, tuple(places), hint=say("cycle.hint")))
    return tuple(problems)


def needs(program: Program, indicator: Indicator) -> Iterator[tuple[str, Span]]:
    """The indicators that one needs in its own period, each with the place that says so."""
    seen: set[tuple[str, str]] = set()
    waiting = [(expression, NOWHERE) for expression in expressions(indicator)]
    while waiting:
        expression, place = waiting.pop()
        for part in walk(expression):
            span = place if place != NOWHERE else part.span
            if isinstance(part, IndicatorValue) and part.shift.move is not Move.SHIFTED:
                yield part.indicator, span
            elif isinstance(part, OwnColumn) or (isinstance(part, ColumnValue) and part.shift.move is not Move.SHIFTED):
                source = program.sources.get(part.source)
                derived = source.derived.get(part.column) if source is not None else None
                if derived is not None and (part.source, part.column) not in seen:
                    seen.add((part.source, part.column))
                    waiting.append((derived.value, span))
    for level in indicator.levels:
        if level.dimension is None:
            for weight in level.weights:
                yield weight.member, weight.span
