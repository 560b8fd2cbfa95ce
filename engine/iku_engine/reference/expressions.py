"""The reference: one dispatch over the kinds of expression, each evaluated in the obvious way, row by row.

Sums and means over the members of `bobot` blocks are weighted level by level.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from iku_dsl.program import Weight, WeightLevel
from iku_dsl.program import expression as ex
from iku_dsl.types import Kind, Mean, Operator, Statistic, Type
from iku_engine.reference import arithmetic as ar
from iku_engine.reference import cells, indicator_values, sets, statistics
from iku_engine.reference import outcome as oc
from iku_engine.reference.outcome import ANYWHERE, ERROR, MISSING, ZERO, Ends, Outcome, minus, steps, together
from iku_engine.reference.statistics import SKIPPED
from iku_engine.reference.world import Place, World, band_of, category, looked_at
from iku_engine.results.evaluation import State

Weighing = ex.Weighted | ex.WeightedIndicators
Operand = Callable[[World, Place], Outcome]


@dataclass(frozen=True)
class Branch:
    """A member with its weight: an operand's outcome, or what is under it.

    `out`: it gives its weight away; `fails`: its operand is missing as things are, and the rule for that is an error; `loses`: its weight,
    or that of one below it, is lost where it is left out.
    """

    share: Fraction
    outcome: Outcome
    below: tuple[Branch, ...]
    out: bool
    fails: bool
    loses: bool


GIVES, LOSES = "gives", "loses"


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
        return replace(found, ends=(ZERO, None)) if some else found
    return _mean(expression.mean, _leaves(branches, Fraction(1)))


def _branches(
    world: World, expression: Weighing, operand: Operand, levels: Sequence[WeightLevel], place: Place
) -> tuple[Branch, ...]:
    """The members of a level, with the shares that they have once those left out have given theirs away."""
    level, deeper = levels[0], levels[1:]
    here: list[tuple[Fraction, Outcome, tuple[Branch, ...], str, bool]] = []
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
        fate = _fate(expression, lost, outcome)
        if fate and any(branch.loses for branch in below):
            fate = LOSES
        fails = lost is not None and lost.kind is ex.RuleKind.ERROR
        here.append((_as_used(world, weight), outcome, below, fate, fails))
    factor = _factor([(share, fate) for share, _, _, fate, _ in here])
    whole = sum((share for share, *_ in here), ZERO)
    divided = whole if expression.statistic is Statistic.AVERAGE and whole else Fraction(1)
    weightless = expression.statistic is Statistic.AVERAGE and not whole
    found: list[Branch] = []
    for share, outcome, below, fate, fails in here:
        if weightless:
            found.append(Branch(ZERO, ERROR, below, out=False, fails=False, loses=False))
            continue
        out = factor is not None and bool(fate)
        used = ZERO if out else share * (1 if factor is None else factor)
        found.append(Branch(used / divided, outcome, below, out, fails, fate == LOSES))
    return tuple(found)


def _factor(level: Sequence[tuple[Fraction, str]]) -> Fraction | None:
    """By how much the weights of a level grow that others give theirs to; None where nothing is left out, as nothing would be left.

    What loses its weight takes its part of what is given, and loses that too: it is as good as 0.
    """
    if all(fate for _, fate in level):
        return None
    given = sum((share for share, fate in level if fate == GIVES), ZERO)
    whole = sum((share for share, _ in level), ZERO)
    if not any(fate == GIVES for _, fate in level):
        return Fraction(1)
    return whole / (whole - given) if whole != given else None


def _as_used(world: World, weight: Weight) -> Fraction:
    return weight.printed if world.as_printed else weight.weight


def _ruled(expression: Weighing, outcome: Outcome, lost: ex.Rule | None) -> Outcome:
    """An operand under a rule that has an amount for it; `lost` is the rule for what it lacks as things are."""
    beside = expression.when_not_applicable if outcome.state is State.NOT_APPLICABLE else None
    for rule in (lost, beside):
        if rule is not None and rule.kind is ex.RuleKind.AMOUNT:
            return oc.value(rule.amount)
    return outcome


def _fate(expression: Weighing, lost: ex.Rule | None, outcome: Outcome) -> str:
    """What becomes of the weight of a member: it keeps it (empty), gives it to the others of its level, or loses it."""
    rule = expression.when_not_applicable if outcome.state is State.NOT_APPLICABLE else None
    rule = lost if lost is not None and lost.kind in SKIPPED else rule
    if rule is None or rule.kind not in SKIPPED:
        return ""
    moves = expression.statistic is Statistic.AVERAGE or rule.kind is ex.RuleKind.REWEIGHT
    return GIVES if moves else LOSES


def _sum(expression: Weighing, branches: Sequence[Branch]) -> Outcome:
    """The sum of shares times what is under them; an error where a rule makes one of what it would be instead."""
    ends: Ends = (ZERO, ZERO)
    counting = [branch for branch in branches if not branch.out]
    for branch in counting:
        ends = oc.plus(ends, oc.times((branch.share, branch.share), branch.outcome.where))
    if expression.when_not_applicable is not None and oc.may_not_apply([branch.outcome for branch in counting]):
        ends = ANYWHERE  # its weight may move yet
    decided = oc.instead([branch.outcome for branch in counting], ends)
    apart = decided is not None and decided.state is State.NOT_APPLICABLE
    beside = expression.when_not_applicable
    if apart and beside is not None and beside.kind is ex.RuleKind.ERROR:
        return ERROR
    if any(branch.fails for branch in counting):
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
        product *= oc.real_power(number, weight / whole) or ZERO
    return oc.value(min(max(product, lowest), max(number for _, number in leaves)))


def of(world: World, expression: ex.Expression, place: Place) -> Outcome:
    """What an expression comes to."""
    if place is not world.remembered_at:
        return _counted(world, expression, place)
    if id(expression) not in world.remembered:
        world.remembered[id(expression)] = _counted(world, expression, place)
    return world.remembered[id(expression)]


def _counted(world: World, expression: ex.Expression, place: Place) -> Outcome:
    made = _of(world, expression, place)
    if world.filling is not None:
        world.effort.spend(steps(made.value))
    return made


def _of(world: World, expression: ex.Expression, place: Place) -> Outcome:
    match expression:
        case ex.Constant():
            return MISSING if expression.value is None else oc.value(expression.value)
        case ex.ColumnValue():
            return cells.column_value(world, expression, place)
        case ex.OwnColumn():
            return cells.own_column(world, expression, place)
        case ex.AttributeValue():
            return cells.attribute(world, expression, place)
        case ex.KeyValue():
            member = cells.member(world, expression.key, place)
            return member if isinstance(member, Outcome) else oc.value(member)
        case ex.HasRow():
            return cells.has_row(world, expression, place)
        case ex.IsExpected():
            return cells.is_expected(world, expression, place)
        case ex.Arithmetic():
            return _arithmetic(world, expression, place)
        case ex.Negative():
            operand = world.of(expression.operand, place)
            return oc.instead((operand,), minus(operand.where)) or oc.value(-operand.number)
        case ex.Comparison():
            return _comparison(world, expression, place)
        case ex.Logic():
            return _logic(world, expression, place)
        case ex.Opposite():
            operand = world.of(expression.operand, place)
            holds = operand.holds
            return (
                ERROR
                if operand.state is State.ERROR
                else oc.unknown([operand])
                if holds is None
                else oc.truth(not holds)
            )
        case ex.IsMissing():
            return _is_missing(world, expression, place)
        case ex.Choose():
            return _choice(world, expression, place)
        case ex.Apply():
            operands = [world.of(argument, place) for argument in expression.arguments]
            return ar.applied(expression.function, expression.half_even, operands)
        case ex.Lookup():
            keys = [_key(world, key, place) for key in expression.keys]
            return ar.looked_up(world.program.tables[expression.table], expression.type.choices, keys, world.looked_up)
        case ex.Classify():
            return _classified(world, expression, place)
        case ex.Named():
            return world.of(expression.value, place.at_home())
        case ex.Aggregated():
            return statistics.aggregated(world, expression, place)
        case ex.OfList():
            found = [world.of(operand, place) for operand in expression.operands]
            plain = [world.as_it_is(o, place, one) for o, one in zip(expression.operands, found, strict=True)]
            return statistics.of_list(world, expression, found, plain)
        case ex.Weighted():
            return weighted(world, expression, place)
        case ex.WeightedIndicators():
            return weighted_indicators(world, expression, place, indicator_values.indicator_value)
        case ex.IndicatorValue():
            return indicator_values.indicator_value(world, expression, place)
        case ex.CalendarDays():
            periods, _ = looked_at(expression.shift, place.period, place.period.grain)
            known = [period for period in periods if period is not None]
            counts = [12 // p.grain.per_year if expression.months else p.days for p in known]
            return oc.value(Fraction(sum(counts))) if counts else MISSING


def _arithmetic(world: World, expression: ex.Arithmetic, place: Place) -> Outcome:
    left, right = world.of(expression.left, place), world.of(expression.right, place)
    found = ar.arithmetic(expression.operator, left, right)
    if found.state is not State.MISSING:
        return found
    if Kind.DATE in (expression.left.type.kind, expression.right.type.kind):
        return replace(found, ends=ANYWHERE)
    ends = sets.share(world, expression, place)
    return found if ends is None else replace(found, ends=ends)


def _comparison(world: World, expression: ex.Comparison, place: Place) -> Outcome:
    left, right = expression.left, expression.right
    order = next((one.type.choices for one in (left, right) if one.type.ordered), ())
    return ar.compared(expression.operator, order, world.of(left, place), world.of(right, place))


def _logic(world: World, expression: ex.Logic, place: Place) -> Outcome:
    """What one operand decides is decided, whatever the other is; else an error, else unknown."""
    operands = [world.of(expression.left, place), world.of(expression.right, place)]
    deciding = expression.operator is Operator.OR
    if any(one.holds is deciding for one in operands):
        return oc.truth(deciding)
    if any(one.state is State.ERROR for one in operands):
        return ERROR
    unknown = any(one.state is State.MISSING for one in operands)
    return oc.unknown(operands) if unknown else oc.truth(not deciding)


def _is_missing(world: World, expression: ex.IsMissing, place: Place) -> Outcome:
    """Whether something is missing as things are; of a period that nobody has given it is unknown."""
    operand = world.as_it_is(expression.operand, place, world.of(expression.operand, place))
    if operand.state is State.ERROR:
        return ERROR
    if operand.state is State.MISSING and operand.unloaded:
        filled = world.fill(("missing", id(expression), *place.identity), (True, False))
        return oc.truth(filled if isinstance(filled, bool) else None, unloaded=True)
    return oc.truth(operand.state is State.MISSING)


def _choice(world: World, expression: ex.Choose, place: Place) -> Outcome:
    condition = world.of(expression.condition, place)
    if condition.state is State.ERROR:
        return ERROR
    taken = (expression.then, expression.otherwise)
    if condition.holds is not None:
        branch = taken[0] if condition.holds else taken[1]
        found = world.of(branch, place)
        return replace(found, names=_names(world, branch, found)) if found.state is State.MISSING else found
    branches = [world.of(branch, place) for branch in taken]
    ends = together([branch.where for branch in branches])
    unloaded = oc.unloaded([condition, *branches])
    could = [_could_be(world, branch, found) for branch, found in zip(taken, branches, strict=True)]
    names = tuple(name for one in could for name in one or ()) if None not in could else None
    made = oc.missing(ends, unloaded, oc.may_not_apply(branches), oc.may_be_nothing([condition, *branches]))
    return replace(made, names=names)


def _could_be(world: World, expression: ex.Expression, found: Outcome) -> tuple[str, ...] | None:
    if found.state is State.MISSING:
        return _names(world, expression, found)
    return (str(found.value),) if found.state is State.VALUE else ()


def _key(world: World, expression: ex.Expression, place: Place) -> Outcome:
    """What a table is read with: of a name that is missing all that it can be."""
    found = world.of(expression, place)
    return replace(found, names=_names(world, expression, found)) if found.state is State.MISSING else found


def _names(world: World, expression: ex.Expression, found: Outcome) -> tuple[str, ...] | None:
    """What a missing name can be: as its rule says, else all of its kind; None where a file may bring others that are new."""
    match expression:
        case ex.Named():
            return _names(world, expression.value, found)
        case ex.Lookup() | ex.Classify() | ex.Choose():
            return found.names
        case ex.IndicatorValue():
            names = [version.scale for version in world.program.indicators[expression.indicator]]
            if expression.part is not ex.Part.CATEGORY or "" in names:
                return None
            return tuple(band.name for name in names for band in world.program.scales[name].bands)
        case _:
            return _of_kind(world, expression.type)


def _of_kind(world: World, kind: Type) -> tuple[str, ...] | None:
    if kind.kind is Kind.CHOICE and kind.choices:
        return kind.choices
    dimension = world.program.dimensions.get(kind.of) if kind.kind is Kind.MEMBER else None
    return None if dimension is None or dimension.key else tuple(member.name for member in dimension.members)


def _classified(world: World, expression: ex.Classify, place: Place) -> Outcome:
    operand = world.of(expression.operand, place)
    scale = world.program.scales[expression.scale]
    decided = oc.instead((operand,))
    if decided is not None:
        known = category(scale, operand, world.as_printed)
        every = tuple(band.name for band in scale.bands)
        return replace(decided, names=every if known is None else known.possible)
    band = band_of(scale, operand.number, world.as_printed)
    return MISSING if band is None else oc.value(band)
