"""An evaluation held against the same one by another engine: equal in every node of every trace, or where the two part."""

from __future__ import annotations

from collections.abc import Iterator

from iku_engine.cross_check.results import Agreement, Difference, Told
from iku_engine.results.evaluation import Bounds, Evaluation, Fact, Node, Result


def same_by(evaluation: Evaluation, other: Evaluation) -> Agreement:
    """How many results agree before the first that does not; both are of the same specs, facts and periods."""
    agreed = 0
    for result, found in zip(evaluation.results, other.results, strict=True):
        if result != found:
            return Agreement(agreed, difference=next(_differences(result, found)))
        agreed += 1
    return Agreement(agreed)


def _differences(result: Result, found: Result) -> Iterator[Difference]:
    """What differs in two unlike results, from the inside of their traces to the outside."""

    def differ(part: str, one: Told, two: Told, text: str = "") -> Difference:
        return Difference(result.indicator, result.period, result.key, part, text, one, two)

    for guard, node in zip(result.guards, found.guards, strict=False):
        for one, two in _innermost(guard, node):
            yield differ("guard", *_both(one, two), one.text)
    for one, two in _innermost(result.trace, found.trace):
        yield differ("node", *_both(one, two), one.text)
    if (result.state, result.value) != (found.state, found.value):
        yield differ("result", Told(result.state, result.value), Told(found.state, found.value))
    for part in ("bounds", "category", "targets", "rank"):
        one_has, two_has = getattr(result, part), getattr(found, part)
        if one_has != two_has:
            told = (Told(result.state, words=repr(one_has)), Told(found.state, words=repr(two_has)))
            yield differ(part.removesuffix("s") if part == "targets" else part, *told)
    yield differ("result", Told(result.state, words=repr(result)), Told(found.state, words=repr(found)))


def _innermost(node: Node, other: Node) -> Iterator[tuple[Node, Node]]:
    """The nodes that differ though none below them does, in reading order."""
    waiting = [(node, other)]
    while waiting:
        one, two = waiting.pop()
        if one == two:
            continue
        below = list(zip(one.children, two.children, strict=False))
        if len(one.children) == len(two.children) and any(mine != theirs for mine, theirs in below):
            waiting.extend(reversed(below))
        else:
            yield one, two


def _both(one: Node, two: Node) -> tuple[Told, Told]:
    if (one.state, one.value) != (two.state, two.value):
        return Told(one.state, one.value), Told(two.state, two.value)
    return Told(one.state, words=_words(one, two)), Told(two.state, words=_words(two, one))


def _words(node: Node, other: Node) -> str:
    """What a node has beside its value that another one has not."""
    mine = (node.bounds, node.fact, *((group.kind, group.total) for group in node.groups), node.reason, node.notes)
    theirs = (
        other.bounds,
        other.fact,
        *((group.kind, group.total) for group in other.groups),
        other.reason,
        other.notes,
    )
    told = [_word(part) for part in mine if part not in theirs and part]
    return ", ".join(told) or repr([line for group in node.groups for line in group.lines][:3])


def _word(part: object) -> str:
    if isinstance(part, Bounds):
        return f"{'' if part.low is None else part.low}..{'' if part.high is None else part.high}"
    return part.place if isinstance(part, Fact) else repr(part)
