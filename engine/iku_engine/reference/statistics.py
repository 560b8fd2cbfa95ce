"""Sums, averages, ends, medians and means: of the elements of a set, and of listed values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod

from iku_dsl.program import expression as ex
from iku_dsl.types import Mean, Statistic
from iku_engine.reference import outcome as oc
from iku_engine.reference.outcome import ANYWHERE, ERROR, NOT_APPLICABLE, NOTHING, ZERO, Ends, Outcome
from iku_engine.reference.sets import (
    COUNT,
    FailedError,
    asked,
    counted,
    may_be_tried,
    may_bring_rows,
    nobody_yet,
    not_given,
)
from iku_engine.reference.world import Place, World
from iku_engine.results.evaluation import State

SKIPPED = (ex.RuleKind.SKIP, ex.RuleKind.REWEIGHT)


@dataclass(frozen=True)
class Item:
    """An element that is in a set (or, where not `sure`, may be), its number, and its weight.

    `gone`: missing as things are. `rules` are those for what it lacks as things are: its number or weight, or that it is in the set.
    """

    sure: bool
    number: Outcome
    weight: Outcome | None
    gone: bool
    rules: tuple[ex.Rule | None, ...]
    unloaded: bool
    may_stay_open: bool

    @property
    def weighed(self) -> Outcome:
        """Its number times its weight."""
        if self.weight is None:
            return self.number
        ends = oc.times(self.number.where, self.weight.where)
        decided = oc.instead((self.number, self.weight), ends)
        return decided or oc.value(self.number.number * self.weight.number)

    def ruled(self, *kinds: ex.RuleKind) -> bool:
        """Whether one of its rules is of a kind."""
        return any(rule is not None and rule.kind in kinds for rule in self.rules)


def aggregated(world: World, expression: ex.Aggregated, place: Place) -> Outcome:
    """A count, or a statistic of an operand, over the elements of a set."""
    absent = not_given(world, expression.set, place)
    counts = expression.statistic is Statistic.COUNT
    if absent is not None and not (absent.unloaded and may_be_tried(world, expression)):
        return _of_nobody(world, expression, absent.unloaded)
    try:
        if counts:
            return counted(world, expression, place)
        brings = world.filling is None and may_bring_rows(world, expression, place)
        found = _statistic(expression, _items(world, expression, place), brings, _only_adds(world, expression))
        nobody = found.state is State.VALUE and nobody_yet(world, expression, place)
        return oc.missing((ZERO if _only_adds(world, expression) else None, None), unloaded=True) if nobody else found
    except FailedError:
        return ERROR


def _only_adds(world: World, expression: ex.Aggregated) -> bool:
    """Whether further rows can only add: to a sum of a column that adds up over periods, and is never below 0."""
    operand = expression.operand
    if expression.statistic is not Statistic.SUM or expression.by is not None or not isinstance(operand, ex.OwnColumn):
        return False
    column = world.program.sources[operand.source].columns.get(operand.column)
    sums = operand.consolidation is not None and operand.consolidation.reduction is ex.Reduction.SUM
    return sums and column is not None and column.range.low is not None and column.range.low >= 0


def _of_nobody(world: World, expression: ex.Aggregated, unloaded: bool) -> Outcome:
    """An aggregate of which not one element is known: missing, or what the rule for what is not loaded makes of it."""
    counts = expression.statistic is Statistic.COUNT
    rule = world.rule_for(expression, unloaded) if unloaded else None
    match rule.kind if rule is not None else None:
        case ex.RuleKind.ERROR:
            return ERROR
        case ex.RuleKind.AMOUNT if rule is not None:
            return oc.value(rule.amount)
        case ex.RuleKind.SKIP | ex.RuleKind.REWEIGHT if counts or expression.statistic is Statistic.SUM:
            if expression.mean is Mean.ARITHMETIC:
                return oc.value(ZERO)
        case ex.RuleKind.SKIP | ex.RuleKind.REWEIGHT:
            return NOTHING  # the rule has spoken: of nobody there is no mean, whatever may be loaded yet
        case _:
            pass
    return oc.missing(
        COUNT if counts else ANYWHERE, unloaded, may_be_nothing=not counts and _none_of_nothing(expression)
    )


def _none_of_nothing(expression: ex.Aggregated) -> bool:
    """Whether there is no such statistic of nothing; the sum of nothing is 0."""
    return expression.statistic is not Statistic.SUM or expression.mean is not Mean.ARITHMETIC


def _items(world: World, expression: ex.Aggregated, place: Place) -> list[Item]:
    assert expression.operand is not None
    found: list[Item] = []
    operands = [one for one in (expression.operand, expression.by) if one is not None]
    for element, as_it_is in asked(world, expression, place):
        if element.inside is False:
            continue
        here = [world.of(one, element.place) for one in operands]
        plain = [world.as_it_is(one, element.place, known) for one, known in zip(operands, here, strict=True)]
        weight = here[1] if len(here) == 2 else None
        rule = world.rule_for(expression, plain[0].unloaded) if plain[0].state is State.MISSING else None
        if rule is not None and rule.kind is ex.RuleKind.AMOUNT:
            here[0] = oc.value(rule.amount)
        beside = expression.when_not_applicable
        if beside is not None and beside.kind is ex.RuleKind.AMOUNT and here[0].state is State.NOT_APPLICABLE:
            here[0] = plain[0] = oc.value(beside.amount)
        decided = oc.worst(plain)
        gone = decided is not None and decided.state is State.MISSING
        rules = [world.rule_for(expression, oc.unloaded(plain))] if gone else []
        left_out = any(one is not None and one.kind in SKIPPED for one in rules)  # so that it is of no matter who it is
        unsure = [world.rule_for(expression, as_it_is.unloaded)] if as_it_is.inside is None and not left_out else []
        fails = [one for one in unsure if one is not None and one.kind is ex.RuleKind.ERROR]
        sure = element.inside is True
        unloaded = oc.unloaded(here) or (not sure and element.unloaded)
        found.append(Item(sure, here[0], weight, gone, (*rules, *fails), unloaded, not sure and element.may_stay_open))
    return found


def _statistic(expression: ex.Aggregated, items: list[Item], brings: bool, only_adds: bool) -> Outcome:
    """The statistic of all that counts; where it is not known who does, or what it has, where it lies.

    `brings`: a period that nobody has given may bring further rows, which can do nothing but add where it `only_adds`.
    """
    beside, unloaded = expression.when_not_applicable, expression.when_not_loaded
    if any(State.ERROR in (item.number.state, item.weighed.state) for item in items):
        return ERROR
    apart = [item for item in items if item.weighed.state is State.NOT_APPLICABLE]
    fails = beside is not None and beside.kind is ex.RuleKind.ERROR
    stays = beside is None or beside.kind not in SKIPPED  # an amount stands for a number, not for a weight
    if any(item.ruled(ex.RuleKind.ERROR) for item in (items if stays else (i for i in items if i not in apart))):
        return ERROR  # goes before what does not apply
    if stays and any(item.sure for item in apart):
        return ERROR if fails else NOT_APPLICABLE
    undecided = stays and bool(apart)
    items = [item for item in items if item not in apart and not (item.gone and item.ruled(*SKIPPED))]
    if brings and unloaded is not None:
        if unloaded.kind is ex.RuleKind.ERROR:
            return ERROR
        brings = False
    if not undecided and not brings and all(item.sure and item.weighed.state is State.VALUE for item in items):
        return _settled(expression, items)
    lost = brings or any(item.unloaded for item in (*items, *(apart if undecided else ())))
    perhaps = any(oc.may_not_apply([item.weighed]) for item in items)
    anywhere = (brings and not only_adds) or (perhaps and beside is not None)
    ends = ANYWHERE if anywhere else _ends(expression, items, undecided)
    left_out = perhaps and beside is not None and beside.kind in SKIPPED
    none = _none_of_nothing(expression) and (left_out or not any(item.sure for item in items))
    stays_open = any(item.may_stay_open for item in (*items, *(apart if undecided else ())))
    nothing = none or stays_open or any(oc.may_be_nothing([item.weighed]) for item in items)
    return oc.missing((ends[0], None) if brings else ends, lost, perhaps, nothing)


def _settled(expression: ex.Aggregated, items: Sequence[Item]) -> Outcome:
    numbers = [item.number.number for item in items]
    if expression.by is not None:
        weights = [item.weight.number for item in items if item.weight is not None]
        products = sum((x * w for x, w in zip(numbers, weights, strict=True)), ZERO)
        if expression.statistic is Statistic.SUM:
            return oc.value(products)
        if not items:
            return NOTHING
        return oc.value(products / sum(weights)) if sum(weights) else ERROR
    if not numbers and _none_of_nothing(expression):
        return NOTHING
    return settled(expression.statistic, expression.mean, numbers)


def settled(statistic: Statistic, mean: Mean, numbers: Sequence[Fraction]) -> Outcome:
    """A statistic of numbers that are all there."""
    found = _of(statistic, mean, numbers)
    return ERROR if found is None else oc.value(found)


def _of(statistic: Statistic, mean: Mean, numbers: Sequence[Fraction]) -> Fraction | None:
    count = len(numbers)
    if mean is Mean.GEOMETRIC:
        product = Fraction(prod(one.numerator for one in numbers), prod(one.denominator for one in numbers))
        root = None if min(numbers) < 0 else oc.real_power(product, Fraction(1, count))
        return (
            None if root is None else min(max(root, min(numbers)), max(numbers))
        )  # computed, it may lie a digit beyond
    if mean is Mean.HARMONIC:
        return None if min(numbers) <= 0 else count / sum((1 / one for one in numbers), ZERO)
    ordered = sorted(numbers)
    match statistic:
        case Statistic.SUM:
            return sum(numbers, ZERO)
        case Statistic.AVERAGE:
            return sum(numbers, ZERO) / count
        case Statistic.MINIMUM:
            return ordered[0]
        case Statistic.MAXIMUM:
            return ordered[-1]
        case Statistic.MEDIAN:
            return (ordered[(count - 1) // 2] + ordered[count // 2]) / 2
        case Statistic.LAST:
            return numbers[-1]
        case Statistic.COUNT:
            return Fraction(count)


def _ends(expression: ex.Aggregated, items: Sequence[Item], undecided: bool) -> Ends:
    sure = [item.number.where for item in items if item.sure]
    maybe = [item.number.where for item in items if not item.sure]
    if expression.by is not None:
        return _weighed_ends(expression, items, undecided or bool(maybe))
    listed = expression.mean is not Mean.ARITHMETIC or expression.statistic.one_by_one
    if listed:
        return (
            oc.together([*sure, *maybe]) if maybe or undecided else ends_of(expression.statistic, expression.mean, sure)
        )
    match expression.statistic:
        case Statistic.SUM:
            return oc.plus(ends_of(Statistic.SUM, Mean.ARITHMETIC, sure), _added(maybe))
        case Statistic.MAXIMUM if sure:
            return oc.greater(sure)[0], oc.greatest([high for _, high in (*sure, *maybe)])
        case Statistic.MINIMUM if sure:
            return oc.least([low for low, _ in (*sure, *maybe)]), oc.lesser(sure)[1]
        case Statistic.AVERAGE if sure and not maybe:
            return ends_of(Statistic.AVERAGE, Mean.ARITHMETIC, sure)
        case _:
            return oc.together([*sure, *maybe])


def _added(maybe: Sequence[Ends]) -> Ends:
    """What elements can add that may be out: each nothing, or as much as any of them may have."""
    if not maybe:
        return ZERO, ZERO
    low, high = oc.together(maybe)
    count = len(maybe)
    return None if low is None else min(ZERO, low * count), None if high is None else max(ZERO, high * count)


def _weighed_ends(expression: ex.Aggregated, items: Sequence[Item], open_set: bool) -> Ends:
    if open_set:
        return ANYWHERE
    if expression.statistic is Statistic.SUM:
        return ends_of(Statistic.SUM, Mean.ARITHMETIC, [item.weighed.where for item in items])
    lowest = oc.least([item.weight.where[0] for item in items if item.weight is not None])
    if lowest is None or lowest < 0:
        return ANYWHERE
    return oc.together([item.number.where for item in items])


def ends_of(statistic: Statistic, mean: Mean, ranges: Sequence[Ends]) -> Ends:
    """Where a statistic of numbers lies that rises with each of them: at the least of all, and at the greatest of all."""
    if statistic is Statistic.MAXIMUM and mean is Mean.ARITHMETIC:
        return oc.greater(ranges)
    if statistic is Statistic.MINIMUM and mean is Mean.ARITHMETIC:
        return oc.lesser(ranges)
    lows = [low for low, _ in ranges if low is not None]
    highs = [high for _, high in ranges if high is not None]
    low = _of(statistic, mean, lows) if len(lows) == len(ranges) else None
    high = _of(statistic, mean, highs) if len(highs) == len(ranges) else None
    if mean is Mean.ARITHMETIC:
        return low, high
    found = (ZERO if low is None else low), high
    return oc.around(found) if mean is Mean.GEOMETRIC else found


def of_list(world: World, expression: ex.OfList, operands: Sequence[Outcome], plain: Sequence[Outcome]) -> Outcome:
    """A statistic of listed values; `plain` are they as they are, of which rules for what is missing speak."""
    rules = [world.rule_for(expression, one.unloaded) if one.state is State.MISSING else None for one in plain]
    if any(rule is not None and rule.kind is ex.RuleKind.ERROR for rule in rules):
        return ERROR
    ruled = [
        oc.value(rule.amount) if rule is not None and rule.kind is ex.RuleKind.AMOUNT else one
        for one, rule in zip(operands, rules, strict=True)
    ]
    left = [one for one, rule in zip(ruled, rules, strict=True) if rule is None or rule.kind not in SKIPPED]
    kept = left or ruled
    ends = ends_of(expression.statistic, expression.mean, [one.where for one in kept])
    decided = oc.instead(kept, ends)
    return decided or settled(expression.statistic, expression.mean, [one.number for one in kept])
