"""What a result was read from and that is no lever: each with the reason why it is taken as it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from iku_dsl.program import expression as ex
from iku_dsl.program import expressions
from iku_dsl.types import Kind
from iku_engine.indicators.evaluator import Place
from iku_engine.plan.reads import meets
from iku_engine.results.evaluation import Cell, State
from iku_engine.seek.counterfactual import Counterfactual
from iku_engine.seek.levers import Lever, label_of, looked_at_by_sets, reference
from iku_engine.worlds.readings import CellRead, closure, looks_into

Why = Literal["set", "row", "published", "kind", "state", "range", "statistic"]


@dataclass(frozen=True, slots=True)
class Unmoved:
    """An input that is taken as it is, and why.

    `set`: a set reads it as well; `row`: a rule or a set asks whether its row is there; `published`: a published value that is yet to
    come; `kind`: a date or text; `state`: it does not apply, or is an error; `range`: nothing else is in its range; `statistic`: a
    statistic over a set that is no count or sum of a stored column.
    """

    ref: str
    label: str
    why: Why


def unmoved_of(counterfactual: Counterfactual, place: Place, levers: Sequence[Lever]) -> tuple[Unmoved, ...]:
    """All inputs of a result that are no levers, in the order in which they were read."""
    moved = {lever.identity for lever in levers}
    among, asked = looked_at_by_sets(counterfactual, place)
    found: dict[Cell, Unmoved] = {}
    for readings in closure(counterfactual.readings, place, beside=False):
        for one in readings.cells.values():
            why = _why(one, among, asked)
            found.setdefault(one.identity, Unmoved(reference(one, place), label_of(one, place), why))
        for over in readings.sets.values():
            text = over.expression.text
            reason: Why = "set" if meets(over.identity, among) else "statistic"
            found.setdefault(over.identity, Unmoved(text, over.chain.title(len(over.chain.conditions)) or text, reason))
        for text in readings.statistics:
            found.setdefault(("", text), Unmoved(text, text, "statistic"))
    for one in _awaited(counterfactual, place):
        found.setdefault(one.identity, Unmoved(reference(one, place), label_of(one, place), "published"))
    return tuple(one for identity, one in found.items() if identity not in moved)


def _awaited(counterfactual: Counterfactual, place: Place) -> Iterator[CellRead]:
    for readings in closure(counterfactual.readings, place, beside=False):
        yield from readings.published.values()


def _why(one: CellRead, among: frozenset[Cell], asked: set[str]) -> Why:
    if one.node.state not in (State.VALUE, State.MISSING):
        return "state"
    if one.column.type.kind not in (Kind.NUMBER, Kind.TRUTH, Kind.CHOICE):
        return "kind"
    if meets(one.identity, among):
        return "set"
    if one.node.fact is None and (one.relation.name in asked or looks_into(among, one)):
        return "row"
    return "range"


def all_move(counterfactual: Counterfactual, place: Place, levers: Sequence[Lever]) -> bool:
    """Whether whatever a result can be read from is among the levers: only then is it proven that nothing reaches.

    What is no lever is taken as it is, and of a branch that was not taken nobody knows yet what it reads.
    """
    if unmoved_of(counterfactual, place, levers):
        return False
    for readings in closure(counterfactual.readings, place, beside=False):
        version = counterfactual.program.version(readings.place[0], readings.place[1])
        result = counterfactual.as_is(*readings.place)
        if readings.asked or (version is not None and version.guards and result.state is State.NOT_APPLICABLE):
            return False
        written = list(expressions(version)) if version is not None else []
        for one in readings.cells.values():
            source = counterfactual.program.sources.get(one.relation.name)
            written += [found.value for found in source.derived.values()] if source is not None else []
        if any(isinstance(part, ex.Choose) for expression in written for part in ex.walk(expression)):
            return False
    return True
