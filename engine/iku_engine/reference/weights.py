"""Weighted sums and means over the members of `bobot` blocks, level by level."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from iku_dsl.program import Weight, WeightLevel
from iku_dsl.program import expression as ex
from iku_dsl.types import Mean, Statistic
from iku_engine.reference import numbers as nb
from iku_engine.reference import outcome as oc
from iku_engine.reference import ranges as rg
from iku_engine.reference.outcome import ERROR, Outcome
from iku_engine.reference.ranges import ANYWHERE, ZERO, Ends
from iku_engine.reference.statistics import SKIPPED
from iku_engine.reference.world import Place, World
from iku_engine.results.evaluation import State

Weighing = ex.Weighted | ex.WeightedIndicators
Operand = Callable[[World, Place], Outcome]


@dataclass(frozen=True)
class Branch:
    """A member with its weight: an operand's outcome, or what is under it.

    `out`: it gives its weight away; `fails`: its operand is missing as things are, and the rule for that is an error.
    """

    share: Fraction
    outcome: Outcome
    below: tuple[Branch, ...]
    out: bool
    fails: bool


def weighted(world: World, expression: ex.Weighted, place: Place) -> Outcome:
    """Over the members of the weighted dimensions."""
    assert place.indicator is not None
    levels = [level for level in place.indicator.levels if level.dimension in expression.levels]
    return _weighed(world, expression, lambda one, at: one.of(expression.operand, at), levels, place)


def weighted_indicators(
    world: World,
    expression: ex.WeightedIndicators,
    place: Place,
    read: Callable[[World, ex.IndicatorValue, Place], Outcome],
) -> Outcome:
    """Over other indicators, each read at the entity."""
    assert place.indicator is not None
    levels = [level for level in place.indicator.levels if level.dimension is None]

    def operand(one: World, at: Place) -> Outcome:
        name = at.keys[""]
        dimensions = world.program.indicators[name][0].dimensions
        if any(dimension not in at.keys for dimension in dimensions):
            return ERROR
        keys = tuple(ex.RowKey(dimension) for dimension in dimensions)
        return read(one, ex.IndicatorValue(name, expression.part, keys, type=expression.type), at)

    return _weighed(world, expression, operand, levels, place)


def _weighed(
    world: World, expression: Weighing, operand: Operand, levels: Sequence[WeightLevel], place: Place
) -> Outcome:
    branches = _branches(world, expression, operand, levels, place)
    found = _sum(expression, branches)
    if expression.mean is Mean.ARITHMETIC or found.state is not State.VALUE:
        some = expression.mean is not Mean.ARITHMETIC and found.state is State.MISSING
        return oc.missing((ZERO, None), found.unloaded, found.perhaps) if some else found
    return _mean(expression.mean, _leaves(branches, Fraction(1)))


def _branches(
    world: World, expression: Weighing, operand: Operand, levels: Sequence[WeightLevel], place: Place
) -> tuple[Branch, ...]:
    """The members of a level, with the shares that they have once those left out have given theirs away."""
    level, deeper = levels[0], levels[1:]
    here: list[tuple[Fraction, Outcome, tuple[Branch, ...], bool, bool]] = []
    for weight in level.weights:
        at = place.with_keys({level.dimension or "": weight.member})
        below: tuple[Branch, ...] = ()
        if deeper:
            below = _branches(world, expression, operand, deeper, at)
            outcome = _sum(expression, below)
            plain = _sum(expression, _branches(world.plain, expression, operand, deeper, at))
        else:
            outcome, plain = operand(world, at), operand(world.plain, at)
        lost = world.rule_for(expression, plain.unloaded) if plain.state is State.MISSING else None
        if not deeper:
            outcome = _ruled(expression, outcome, lost)
        out = _left_out(expression, lost, outcome)
        fails = lost is not None and lost.kind is ex.RuleKind.ERROR
        here.append((_as_used(world, weight), outcome, below, out, fails))
    whole = sum((share for share, *_ in here), ZERO)
    kept = sum((share for share, _, _, out, _ in here if not out), ZERO)
    return tuple(
        Branch(
            _used(expression, share, out, whole, kept, any(one[3] for one in here)),
            outcome,
            below,
            out and bool(kept),
            fails,
        )
        for share, outcome, below, out, fails in here
    )


def _as_used(world: World, weight: Weight) -> Fraction:
    return weight.printed if world.as_printed else weight.weight


def _ruled(expression: Weighing, outcome: Outcome, lost: ex.Rule | None) -> Outcome:
    """An operand under a rule that has an amount for it; `lost` is the rule for what it lacks as things are."""
    beside = expression.when_not_applicable if outcome.state is State.NOT_APPLICABLE else None
    for rule in (lost, beside):
        if rule is not None and rule.kind is ex.RuleKind.AMOUNT:
            return oc.value(rule.amount)
    return outcome


def _left_out(expression: Weighing, lost: ex.Rule | None, outcome: Outcome) -> bool:
    beside = expression.when_not_applicable
    return (lost is not None and lost.kind in SKIPPED) or (
        outcome.state is State.NOT_APPLICABLE and beside is not None and beside.kind in SKIPPED
    )


def _used(
    expression: Weighing, share: Fraction, out: bool, whole: Fraction, kept: Fraction, some_out: bool
) -> Fraction:
    """A weight as used: nothing of what is left out; the others share it where it moves, as in an average it does."""
    average = expression.statistic is Statistic.AVERAGE
    moves = average or any(rule.kind is ex.RuleKind.REWEIGHT for rule in expression.rules)
    if kept and out:
        share = ZERO
    elif kept and some_out and moves:
        share = share * whole / kept
    return share / whole if average and whole else share


def _sum(expression: Weighing, branches: Sequence[Branch]) -> Outcome:
    """The sum of shares times what is under them; an error where a rule makes one of what it would be instead."""
    ends: Ends = (ZERO, ZERO)
    counting = [branch for branch in branches if not branch.out]
    for branch in counting:
        ends = rg.plus(ends, rg.times((branch.share, branch.share), branch.outcome.where))
    if expression.when_not_applicable is not None and oc.may_not_apply([branch.outcome for branch in counting]):
        ends = ANYWHERE  # its weight may move yet
    decided = oc.instead([branch.outcome for branch in counting], ends)
    apart = decided is not None and decided.state is State.NOT_APPLICABLE
    beside = expression.when_not_applicable
    if apart and beside is not None and beside.kind is ex.RuleKind.ERROR:
        return ERROR
    if not apart and any(branch.fails for branch in counting):
        return ERROR
    return decided or oc.value(sum((branch.share * branch.outcome.number for branch in counting), ZERO))


def _leaves(branches: Sequence[Branch], above: Fraction) -> list[tuple[Fraction, Fraction]]:
    """The innermost members that weigh anything over all levels, each with its weight and number."""
    found: list[tuple[Fraction, Fraction]] = []
    for branch in branches:
        share = above * branch.share
        if branch.below:
            found.extend(_leaves(branch.below, share))
        elif share:
            found.append((share, branch.outcome.number))
    return found


def _mean(mean: Mean, leaves: Sequence[tuple[Fraction, Fraction]]) -> Outcome:
    """∏ x^w, or 1 / Σ w/x, with the weights divided by their sum."""
    whole = sum((weight for weight, _ in leaves), ZERO)
    lowest = min((number for _, number in leaves), default=ZERO)
    if whole == 0 or lowest < 0 or (lowest == 0 and mean is Mean.HARMONIC):
        return ERROR
    if mean is Mean.HARMONIC:
        return oc.value(whole / sum((weight / number for weight, number in leaves), ZERO))
    product = Fraction(1)
    for weight, number in leaves:
        product *= nb.real_power(number, weight / whole) or ZERO
    return oc.value(product)
