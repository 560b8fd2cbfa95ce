"""An evaluation held against the reference: what the first result is that comes out otherwise, and where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

import sqlalchemy as sa

from iku_dsl.period import Period
from iku_dsl.program import Indicator, Program
from iku_engine.cross_check.completions import completions
from iku_engine.cross_check.nodes import contradictions
from iku_engine.database.relations import Schema
from iku_engine.reference.facts import Keys, read
from iku_engine.reference.indicators import entities, lacks, new_reference, ranks
from iku_engine.reference.judged import Category, Judged
from iku_engine.reference.outcome import Outcome
from iku_engine.reference.world import Place, World, entity_place
from iku_engine.results.evaluation import Bounds, Evaluation, Node, Operation, Result, Scalar, State

MOST = 64  # completions of a result by its ends, and so many by chance
TOO_DEEP = "indicator.too-deep"  # what the evaluator says where it gives up; the reference does not


@dataclass(frozen=True)
class Told:
    """A state with its value, or a part of a result that is no state: a category, a rank, bounds."""

    state: State
    value: Scalar = None
    words: str = ""


@dataclass(frozen=True)
class Difference:
    """Where an evaluation and the reference part: which `part` of which result, at which `text` of its rule, and what each has.

    `part` is `node`, `guard`, `result`, `category`, `target`, `achievement`, `rank`, `bounds` or `tight`.
    """

    indicator: str
    period: Period
    key: Keys
    part: str
    text: str
    evaluated: Told
    found: Told


@dataclass(frozen=True)
class Agreement:
    """How many results agree, and how many were not compared as the evaluator gave them up; the first difference, if any.

    `cut` tells that no more was filled in for what is missing, as so much had been tried.
    """

    agreed: int
    given_up: int = 0
    difference: Difference | None = None
    cut: bool = False


def cross_check(
    connection: sa.Connection, tables: Schema, program: Program, evaluation: Evaluation, *, most: int = MOST
) -> Agreement:
    """Holds every result of an evaluation against the reference, over the facts that it has seen, up to the first difference."""
    facts = read(connection, tables, program, evaluation.seen)
    reference = new_reference(program, facts, evaluation.as_printed)
    return check_results(reference, evaluation.results, most=most)


def check_results(reference: World, results: Sequence[Result], *, most: int = MOST) -> Agreement:
    """The same of results that are at hand, those of one indicator and period together."""
    agreed = given_up = 0
    for (name, period), group in groupby(results, key=lambda result: (result.indicator, result.period)):
        ranks: Mapping[Keys, int] | None = None
        version = reference.program.version(name, period)
        for result in group:
            if result.reason is not None and result.reason.key == TOO_DEEP:
                given_up += 1
                continue
            made = reference.result(name, period, result.key)
            if version is not None and version.ranking is not None and ranks is None:
                ranks = _ranks(reference, version, period)
            differences = _differences(reference, version, result, made, (ranks or {}).get(result.key), most)
            difference = next(differences, None)
            if difference is not None:
                return Agreement(agreed, given_up, difference)
            agreed += 1
    return Agreement(agreed, given_up, cut=reference.effort.gone)


def _ranks(reference: World, indicator: Indicator, period: Period) -> Mapping[Keys, int]:
    made = {key: reference.result(indicator.name, period, key) for key in entities(reference, indicator, period)}
    return ranks(reference, indicator, period, made)


def _differences(
    reference: World, version: Indicator | None, result: Result, made: Judged, rank: int | None, most: int
) -> Iterator[Difference]:
    """All differences of one result, from the inside of its trace to the outside."""

    def differ(part: str, evaluated: Told, found: Told, text: str = "") -> Difference:
        return Difference(result.indicator, result.period, result.key, part, text, evaluated, found)

    if version is not None:
        place = entity_place(version, result.period, result.key)
        with reference.remembering(place):
            differing = list(_of_trace(reference, version, place, result, made))
        for part, node, found in differing:
            yield differ(part, Told(node.state, node.value), _told(found), node.text)
    if (result.state, result.value) != (made.outcome.state, made.outcome.value):
        yield differ("result", Told(result.state, result.value), _told(made.outcome))
    if result.may_be_not_applicable != made.may_be_not_applicable:
        yield differ("guard", Told(result.state), Told(made.outcome.state))
    given, own = _category(result), made.category if made.category is not None else Category(())
    if result.state is State.VALUE and given != own:
        yield differ("category", _categories(given), _categories(own))
    for target, against in zip(result.targets, made.targets, strict=True):
        value = target.value if target.value is None else Fraction(target.value)
        if (value, target.high, target.reached) != (against.target.value, against.high, against.reached):
            yield differ("target", Told(State.VALUE, value), _told(against.target), target.name)
        achievement = against.achievement or against.target
        known = against.achievement.value if against.achievement is not None else None
        if (target.state, target.achievement) != (achievement.state, known):
            yield differ("achievement", Told(target.state, target.achievement), _told(achievement), target.name)
    if result.rank != rank:
        yield differ("rank", _number(result.rank), _number(rank))
    if lacks(reference, result.indicator, result.period, result.key):
        yield from _completed(reference, result, most)


def _of_trace(
    reference: World, version: Indicator, place: Place, result: Result, made: Judged
) -> Iterator[tuple[str, Node, Outcome]]:
    """What differs in the guards and in the trace of the formula."""
    for guard, node in zip(version.guards, result.guards, strict=False):
        for one in contradictions(reference, guard.condition, place, node):
            yield "guard", one.node, one.found
    if made.formula is None or (version.guards and not result.guards):
        return
    waits = any(guard.state is State.MISSING for guard in result.guards)  # the value itself does not count until then
    node = result.trace
    while node.operation in (Operation.OFFICIAL, Operation.UNIT):
        node = node.children[-1]
    for one in contradictions(reference, version.formula, place, node):
        if one.node is not node or not waits:
            yield "node", one.node, one.found


def _category(result: Result) -> Category:
    given = result.category
    if given is None:
        return Category(())
    return Category((given.id,) if given.certain else given.possible, given.may_have_none)


def _categories(category: Category) -> Told:
    return Told(State.VALUE, words=", ".join([*category.possible, *(["–"] if category.may_have_none else [])]) or "–")


def _number(number: int | None) -> Told:
    return Told(State.MISSING) if number is None else Told(State.VALUE, Fraction(number))


def _told(outcome: Outcome) -> Told:
    return Told(outcome.state, outcome.value if outcome.state is State.VALUE else None)


# ---- completions


def _completed(reference: World, result: Result, most: int) -> Iterator[Difference]:
    """What is claimed of a result that rests on something missing, against what it comes to in completions."""

    def differ(part: str, evaluated: Told, found: Told, text: str = "") -> Difference:
        return Difference(result.indicator, result.period, result.key, part, text, evaluated, found)

    tried = completions(reference, result.indicator, result.period, result.key, most)
    claimed = _category(result)
    for made in tried.results:
        found = made.outcome
        if result.state is State.VALUE and found.state is State.NOT_APPLICABLE:
            yield differ("bounds", Told(State.VALUE, result.value), _told(found))
        if found.state is not State.VALUE:
            continue
        if result.state is State.VALUE and found.value != result.value:
            yield differ("bounds", Told(State.VALUE, result.value), _told(found))
        if result.state is State.NOT_APPLICABLE:
            yield differ("bounds", Told(result.state), _told(found))
        if result.state is State.MISSING and not _within(found.number, result.bounds):
            yield differ("bounds", _bounds(result.bounds), _told(found))
        if result.state is State.MISSING and result.category is not None:
            possible = made.category or Category((), made.beyond)
            more = set(possible.possible) - set(claimed.possible)
            if more or (possible.may_have_none and not claimed.may_have_none):
                yield differ("category", _categories(claimed), _categories(possible))
        for target, against in zip(result.targets, made.targets, strict=False):
            bounds = target.trace.bounds if target.trace is not None and target.value is not None else None
            achieved = against.achievement
            if target.state is State.MISSING and achieved is not None and achieved.state is State.VALUE:
                if not _within(achieved.number, bounds):
                    yield differ("bounds", _bounds(bounds), _told(achieved), target.name)
    numbers = [made.outcome.number for made in tried.results if made.outcome.state is State.VALUE]
    whole = tried.ends and not any(made.outcome.state is State.MISSING for made in tried.results)
    if whole and numbers and result.state is State.MISSING and result.bounds is not None and result.bounds.tight:
        for claim, reached in (
            (result.bounds.low, min(numbers, default=None)),
            (result.bounds.high, max(numbers, default=None)),
        ):
            if claim is not None and claim != reached:
                yield differ("tight", _bounds(result.bounds), Told(State.VALUE, reached))


def _within(number: Fraction, bounds: Bounds | None) -> bool:
    if bounds is None:
        return True
    above = bounds.low is None or number >= bounds.low
    return above and (bounds.high is None or number <= bounds.high)


def _bounds(bounds: Bounds | None) -> Told:
    if bounds is None:
        return Told(State.MISSING)
    low, high = ("" if end is None else str(end) for end in (bounds.low, bounds.high))
    return Told(State.MISSING, words=f"{low}..{high}")
