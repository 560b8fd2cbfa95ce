"""An evaluation held against the reference or another engine: what the first result is that comes out otherwise, and where.

Of a trace beside its expression that is the innermost number that the reference finds otherwise. Bounds are held against what a result
comes to once something is filled in for all that is missing: all that can be, where that is little, else a sample. Another engine must be
equal in every node of every trace.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from random import Random

import sqlalchemy as sa

from iku_dsl.period import Period
from iku_dsl.program import Indicator, Program
from iku_dsl.program import expression as ex
from iku_engine.database.relations import Schema
from iku_engine.reference.facts import Keys, read
from iku_engine.reference.indicators import entities, lacks, new_reference, ranks
from iku_engine.reference.outcome import Outcome
from iku_engine.reference.world import Category, Judged, Place, World, entity_place
from iku_engine.results.evaluation import Bounds, Evaluation, Fact, Node, Operation, Result, Scalar, State

Pair = tuple[ex.Expression, Place, Node]


@dataclass(frozen=True)
class Contradiction:
    """A node of a trace, and what the reference makes of its expression."""

    node: Node
    found: Outcome


def contradictions(reference: World, expression: ex.Expression, place: Place, node: Node) -> Iterator[Contradiction]:
    """The nodes that come out otherwise in the reference, innermost and first read first."""
    for inner, at, below in _below(expression, place, node):
        yield from contradictions(reference, inner, at, below)
    found = reference.of(expression, place)
    if not agree(node, found):
        yield Contradiction(node, found)


def agree(node: Node, found: Outcome) -> bool:
    """Whether a node has the state and the value that the reference finds."""
    if node.state is not found.state:
        return False
    return node.state is not State.VALUE or node.value == found.value


def _below(expression: ex.Expression, place: Place, node: Node) -> list[Pair]:
    """The operands of an expression with the nodes below its own, where each has one."""
    operands: list[ex.Expression] = []
    match expression:
        case ex.Arithmetic() | ex.Comparison() | ex.Logic():
            operands = [expression.left, expression.right]
        case ex.Negative() | ex.Opposite() | ex.IsMissing() | ex.Classify():
            operands = [expression.operand]
        case ex.Apply():
            rounds = expression.function is ex.Function.ROUND
            operands = list(expression.arguments[:1] if rounds else expression.arguments)
        case ex.Lookup():
            operands = list(expression.keys)
        case ex.OfList():
            operands = list(expression.operands) if not expression.rules else []
        case ex.Choose():
            operands = _taken(expression, node)
        case ex.Named():
            place, operands = place.at_home(), [expression.value]
        case (
            ex.Constant() | ex.ColumnValue() | ex.OwnColumn() | ex.AttributeValue() | ex.KeyValue() | ex.HasRow() | ex.IsExpected()
            | ex.Aggregated() | ex.Weighted() | ex.WeightedIndicators() | ex.IndicatorValue() | ex.CalendarDays()
        ):  # fmt: skip
            return []
    if len(operands) != len(node.children):
        return []
    return [(operand, place, child) for operand, child in zip(operands, node.children, strict=True)]


def _taken(expression: ex.Choose, node: Node) -> list[ex.Expression]:
    """The condition, and the branches that were looked at."""
    holds = node.children[0].state is State.VALUE and node.children[0].value is True
    if len(node.children) == 2:
        return [expression.condition, expression.then if holds else expression.otherwise]
    return [expression.condition, expression.then, expression.otherwise][: len(node.children)]


ENDS = 2  # the first options of a number are the ends of its range


class Odometer:
    """Fills in every combination of options, one after another; a cell is met in the same order as long as nothing before it turns."""

    def __init__(self) -> None:
        self.wheels: list[list[int]] = []  # for each cell the option that it shows, and how many it has
        self.met: dict[tuple[object, ...], int] = {}
        self.bounded = True  # every number so far has two ends, which come first among its options

    def choose(self, cell: tuple[object, ...], options: Sequence[Scalar]) -> Scalar:
        """The option that the cell's wheel shows."""
        if cell not in self.met:
            self.met[cell] = len(self.met)
        place = self.met[cell]
        if place == len(self.wheels):
            numbers = [option for option in options if isinstance(option, Fraction)]
            if numbers and {min(numbers), max(numbers)} != set(numbers[:ENDS]):
                self.bounded = False
            self.wheels.append([0, min(len(options), ENDS) if numbers else len(options)])
        return options[min(self.wheels[place][0], len(options) - 1)]

    def turn(self) -> bool:
        """The next combination; False after the last."""
        self.met = {}
        while self.wheels:
            self.wheels[-1][0] += 1
            if self.wheels[-1][0] < self.wheels[-1][1]:
                return True
            self.wheels.pop()
        return False


class Sample:
    """Fills in something by chance."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.chosen: dict[tuple[object, ...], int] = {}

    def choose(self, cell: tuple[object, ...], options: Sequence[Scalar]) -> Scalar:
        """An option."""
        place = self.chosen.setdefault(cell, self.random.randrange(1 << 30))
        return options[place % len(options)]


@dataclass(frozen=True)
class Completed:
    """What a result came to in completions; `ends`: all combinations of ends and choices are among them, and not all without a value."""

    results: tuple[Judged, ...]
    ends: bool


def completions(plain: World, name: str, period: Period, key: Keys, most: int) -> Completed:
    """A result in at most so many completions by ends and choices, and as many by chance; in none once the effort is gone."""
    odometer, found, ended = Odometer(), list[Judged](), False
    while not ended and len(found) < most and not plain.effort.gone:
        found.append(_in(plain, odometer, name, period, key))
        ended = not odometer.turn()
    ended = ended and any(one.outcome.state is State.VALUE for one in found)  # a guard may hold but for what is between
    found += _sampled(plain, name, period, key, most)
    return Completed(tuple(found), ended and odometer.bounded)


def _sampled(plain: World, name: str, period: Period, key: Keys, most: int) -> Iterator[Judged]:
    random = Random(f"{name} {period} {key}")
    for _ in range(most):
        if not plain.effort.gone:
            yield _in(plain, Sample(random), name, period, key)


def _in(plain: World, filling: Odometer | Sample, name: str, period: Period, key: Keys) -> Judged:
    return new_reference(plain.program, plain.facts, plain.as_printed, filling, plain).result(name, period, key)


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
        if found.state is State.MISSING:
            yield from _unlike_missing(result, made, differ)
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


def _unlike_missing(result: Result, made: Judged, differ: Callable[..., Difference]) -> Iterator[Difference]:
    """What is claimed for certain of a result that is missing in a completion: it is so with all facts told, too."""
    if result.state in (State.VALUE, State.NOT_APPLICABLE):
        yield differ("bounds", Told(result.state, result.value), _told(made.outcome))
    category = made.category if made.category is not None else Category((), may_have_none=True)
    if result.state is State.MISSING and _category(result).certain and not category.certain:
        yield differ("category", _categories(_category(result)), _categories(category))


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


def same_by(evaluation: Evaluation, other: Evaluation) -> Agreement:
    """How many results agree before the first that does not; both are of the same specs, facts and periods."""
    agreed = 0
    for result, found in zip(evaluation.results, other.results, strict=True):
        if result != found:
            return Agreement(agreed, difference=next(_parting(result, found)))
        agreed += 1
    return Agreement(agreed)


def _parting(result: Result, found: Result) -> Iterator[Difference]:
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
