"""Which rows must be there: those of a complete source, one by one, as its members and its set say."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from iku_dsl.period import Period
from iku_dsl.program import Absence, Source
from iku_dsl.program import expression as ex
from iku_engine.reference import outcome as oc
from iku_engine.reference.facts import Keys
from iku_engine.reference.outcome import ERROR, Outcome
from iku_engine.reference.world import Place, World, chain, looked_at
from iku_engine.results.evaluation import State

COMES = (False, True)  # a row that may be there in a period that nobody has given


def combinations(world: World, source: Source, period: Period) -> list[Keys]:
    """Every combination of members that are valid in a period."""
    return list(product(*(world.facts.valid(dimension, period) for dimension in source.dimensions)))


def must_be_there(world: World, source: Source, period: Period, keys: Keys) -> Outcome:
    """Whether a row is expected in a period: of a complete source, whose members are valid, and in the set that it is complete over."""
    valid = all(world.facts.is_valid(d, member, period) for d, member in zip(source.dimensions, keys, strict=True))
    if source.absence is not Absence.COMPLETE or not valid:
        return oc.truth(False)
    if source.expected is None:
        return oc.truth(True)
    base, conditions = chain(source.expected)
    assert isinstance(base, ex.Members)
    own = {base.dimension: keys[source.dimensions.index(base.dimension)]}
    at = Place(None, period, own, elements=frozenset(own))
    asked = [world.of(condition, at) for condition in conditions]
    if any(one.state is State.ERROR for one in asked):
        return ERROR
    if any(one.holds is False for one in asked):
        return oc.truth(False)
    return oc.truth(None, oc.unloaded(asked)) if any(one.holds is None for one in asked) else oc.truth(True)


def any_of(several: Sequence[Outcome]) -> Outcome:
    """Whether one of several truths holds."""
    if any(one.state is State.ERROR for one in several):
        return ERROR
    if any(one.holds is True for one in several):
        return oc.truth(True)
    unknown = [one for one in several if one.holds is None]
    return oc.truth(None, oc.unloaded(unknown)) if unknown else oc.truth(False)


def is_expected(world: World, expression: ex.IsExpected, place: Place) -> Outcome:
    """Whether there is a row in one of the periods, or must be one; what nobody has given may have one."""
    source, periods, keys = _asked(world, expression, place)
    if any(keys in world.facts.of(source.name, period) for period in periods):
        return oc.truth(True)
    found = any_of([must_be_there(world, source, period or place.period, keys) for period in periods])
    if all(world.facts.is_given(source.name, period) for period in periods):
        return found
    if found.state is State.MISSING:  # what is not known of its members, and whether a period brings it
        return oc.truth(None, unloaded=True)
    if found.holds is not False:
        return found
    filled = world.fill((source.name, "row", periods[0], periods[-1], keys), COMES)
    return oc.truth(filled if isinstance(filled, bool) else None, unloaded=True)


def is_further(world: World, expression: ex.Expression, place: Place) -> bool:
    """Whether a condition leaves out a row unless a period that nobody has given brings it."""
    if not isinstance(expression, ex.IsExpected):
        return False
    source, periods, keys = _asked(world, expression, place)
    there = any(keys in world.facts.of(source.name, period) for period in periods)
    wanted = any_of([must_be_there(world, source, period or place.period, keys) for period in periods])
    return not there and wanted.holds is False


def _asked(world: World, expression: ex.IsExpected, place: Place) -> tuple[Source, list[Period | None], Keys]:
    source = world.program.sources[expression.source]
    periods, _ = looked_at(expression.shift, place.period, source.grain)
    return source, periods, tuple(place.keys[dimension] for dimension in source.dimensions)
