"""What the formula of one indicator reads of another: its value, category, target or achievement, of one period or of several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from iku_dsl.period import Period
from iku_dsl.program import expression as ex
from iku_dsl.program.expression import Part
from iku_engine.reference import outcome as oc
from iku_engine.reference import ranges as rg
from iku_engine.reference.achieved import against, with_category
from iku_engine.reference.cells import members
from iku_engine.reference.consolidated import Part as SubPeriod
from iku_engine.reference.consolidated import consolidated
from iku_engine.reference.facts import Keys
from iku_engine.reference.judged import Against, Judged
from iku_engine.reference.outcome import ERROR, MISSING, NOT_APPLICABLE, Outcome
from iku_engine.reference.world import Place, World, entity_place, looked_at
from iku_engine.results.evaluation import State


def indicator_value(world: World, expression: ex.IndicatorValue, place: Place) -> Outcome:
    """Another indicator's value, category, target or achievement, of one period or of several."""
    keys = members(world, expression.keys, place)
    if isinstance(keys, Outcome):
        return replace(keys, choices=())
    about = world.program.indicators[expression.indicator][0]
    periods, several = looked_at(expression.shift, place.period, about.grain)
    if not periods:
        return MISSING
    results = [world.result(expression.indicator, p, keys) for p in periods if p is not None]
    if not several:
        return _part(results[0], expression.part, expression.which)
    if about.consolidation is None:
        return ERROR
    plain = [world.plain.result(expression.indicator, p, keys) for p in periods if p is not None]
    return _over(world, expression, [p for p in periods if p is not None], results, plain, keys)


def _over(
    world: World,
    expression: ex.IndicatorValue,
    periods: Sequence[Period],
    results: Sequence[Judged],
    plain: Sequence[Judged],
    keys: Keys,
) -> Outcome:
    """Several periods as one: values and targets consolidate, all else follows from them."""
    name, part, which = expression.indicator, expression.part, expression.which
    how = world.program.indicators[name][0].consolidation
    assert how is not None
    whole = list(zip(results, plain, strict=True))
    # of a sub-period without a target nothing is expected, where there are targets
    whole = [one for one in whole if one[0].against("") is not None] or whole

    def one(part: Part, which: str, high: bool = False) -> Outcome:
        what = (name, part, which, high, periods[0], periods[-1], keys)
        here = [SubPeriod(_part(made, part, which, high)) for made, _ in whole]
        return consolidated(world, how, here, [SubPeriod(_part(made, part, which, high)) for _, made in whole], what)

    if part in (Part.VALUE, Part.TARGET):
        return one(part, which if part is Part.TARGET else "")
    version = world.program.version(name, periods[-1])
    value = one(Part.VALUE, "")
    if version is None:
        return value
    place = entity_place(version, periods[-1], keys)
    names = dict.fromkeys(target.name for made, _ in whole for target in made.targets)
    ranged = {t.name for made, _ in whole for t in made.targets if t.high is not None}
    found: list[Against] = []
    for target in names:
        high = one(Part.TARGET, target, high=True) if target in ranged else None
        found.append(against(world, place, target, value, one(Part.TARGET, target), high))
    made = Judged(value, targets=tuple(found))
    return _part(with_category(world, place, made), part, which)


def _part(made: Judged, part: Part, which: str, high: bool = False) -> Outcome:
    """What is read of a result; `high`: of a range of targets the upper end."""
    match part:
        case Part.VALUE:
            return made.outcome
        case Part.CATEGORY:
            if made.category is not None and made.category.certain and not oc.may_not_apply([made.outcome]):
                return oc.value(made.category.certain)
            open_one = made.outcome.state is State.VALUE
            unloaded = made.outcome.unloaded and not made.beyond
            return Outcome(State.MISSING if open_one else made.outcome.state, unloaded=unloaded)
        case Part.TARGET | Part.ACHIEVEMENT:
            target = made.against(which)
            if target is None:
                return NOT_APPLICABLE
            if part is Part.TARGET:
                end = oc.value(target.high) if high and target.high is not None else replace(target.target, choices=())
                return _perhaps(made, end)
            if target.target.state is not State.VALUE:
                return _perhaps(made, replace(target.target, ends=rg.ANYWHERE))
            return _perhaps(made, target.achievement or NOT_APPLICABLE)


def _perhaps(made: Judged, found: Outcome) -> Outcome:
    """A target or achievement; of what may not apply it is there only perhaps, as where a guard holds there is none."""
    error = made.outcome.state is State.ERROR and made.may_be_not_applicable  # there is one only where no guard holds
    if not error and not oc.may_not_apply([made.outcome]):
        return found
    if found.state is State.VALUE:
        return oc.missing(found.where, made.outcome.unloaded, perhaps=True)
    if found.state is not State.MISSING:
        return found
    return replace(found, perhaps=True, unloaded=oc.unloaded([found, made.outcome]))
