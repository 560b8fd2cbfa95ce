"""No indicator needs itself."""

from __future__ import annotations

from collections.abc import Iterator

from iku_dsl.expression import Expression, IndicatorValue, Move, walk
from iku_dsl.problem import Diagnostic, Label, say
from iku_dsl.program import Indicator, Program
from iku_dsl.source import Span


def cycles(program: Program, _broken: frozenset[str]) -> tuple[Diagnostic, ...]:
    """Indicators that need each other in the same period; reading an earlier period of oneself is no circle."""
    edges = {
        name: {target: span for version in versions for target, span in needs(version)}
        for name, versions in program.indicators.items()
    }
    problems: list[Diagnostic] = []
    done: set[str] = set()
    for start in edges:
        ring = _ring(start, edges, done)
        if ring:
            done.update(ring)
            places = [
                Label(edges[name][target], say("cycle.edge", name=name, target=target))
                for name, target in zip(ring, [*ring[1:], ring[0]], strict=True)
            ]
            message = say("cycle", ring=" → ".join([*ring, ring[0]]))
            problems.append(Diagnostic("cycle", message, tuple(places), hint=say("cycle.hint")))
    return tuple(problems)


def needs(indicator: Indicator) -> Iterator[tuple[str, Span]]:
    """The indicators that one needs in its own period, each with the place that says so."""
    for expression in expressions(indicator):
        for part in walk(expression):
            if isinstance(part, IndicatorValue) and part.shift.move is not Move.SHIFTED:
                yield part.indicator, part.span
    for level in indicator.levels:
        if level.dimension is None:
            for weight in level.weights:
                yield weight.member, weight.span


def expressions(indicator: Indicator) -> Iterator[Expression]:
    """Every expression of an indicator that its result depends on."""
    yield indicator.formula
    for guard in indicator.guards:
        yield guard.condition
    for cap in indicator.caps:
        yield cap.condition
    for target in indicator.targets:
        yield target.value
        if target.high is not None:
            yield target.high
    for official in indicator.official:
        yield official.value
    if indicator.achievement is not None:
        yield from indicator.achievement.arguments.values()
    if indicator.ranking is not None and indicator.ranking.by is not None:
        yield indicator.ranking.by


def _ring(start: str, edges: dict[str, dict[str, Span]], done: set[str]) -> list[str]:
    """A circle reachable from a name, as the names on it; empty where there is none that is not told yet."""
    path: list[str] = []
    stack: list[tuple[str, Iterator[str]]] = [(start, iter(edges.get(start, {})))]
    path.append(start)
    seen = {start}
    while stack:
        _, targets = stack[-1]
        target = next(targets, None)
        if target is None:
            stack.pop()
            path.pop()
            continue
        if target in path:
            ring = path[path.index(target) :]
            return [] if set(ring) & done else ring
        if target not in seen and target in edges:
            seen.add(target)
            path.append(target)
            stack.append((target, iter(edges[target])))
    return []
