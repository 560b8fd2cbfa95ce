"""Whole indicators: guards, formula, rounding, official values, categories, targets, ranks; and what one reads of another."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product

from iku_dsl.period import Period
from iku_dsl.program import GivenValue, Indicator, Program
from iku_dsl.program import expression as ex
from iku_engine.reference import outcome as oc
from iku_engine.reference.arithmetic import rising
from iku_engine.reference.cells import figures
from iku_engine.reference.expressions import of
from iku_engine.reference.facts import Facts, Keys
from iku_engine.reference.indicator_values import against, with_category
from iku_engine.reference.outcome import ERROR, MISSING, NOT_APPLICABLE, Outcome, rounded
from iku_engine.reference.sets import FailedError, elements
from iku_engine.reference.world import Asked, Filling, Judged, Place, World, chain, entity_place
from iku_engine.results.evaluation import State

GRID = Fraction(1, 100)  # of the figures that are tried for a result that a test gives as missing
DEEPEST = 20  # results that wait for one another on one stack


class DeeperError(Exception):
    """A result is needed below so many others that it is made first."""

    def __init__(self, asked: Asked) -> None:
        super().__init__(asked[0])
        self.asked = asked


def new_reference(
    program: Program, facts: Facts, as_printed: bool = False, filling: Filling | None = None, plain: World | None = None
) -> World:
    """A program over facts, as the language says and without any haste; in which nothing is made yet."""
    return World(program, facts, as_printed, of, result, filling, plain)


def result(world: World, name: str, period: Period, key: Keys) -> Judged:
    """The result of an indicator in a period for an entity; of a long chain the far end is made first."""
    asked = (name, period, key)
    if asked in world.made:
        return world.made[asked]
    if asked in world.making or asked in world.later[:-1]:
        return Judged(ERROR)  # it needs itself
    if world.making:
        if _endless(world, *asked):
            return Judged(MISSING)
        if len(world.making) >= DEEPEST:
            raise DeeperError(asked)
        return _make(world, asked)
    world.later = [asked]
    while world.later:
        try:
            _make(world, world.later[-1])
            world.later.pop()
        except DeeperError as deeper:
            world.later.append(deeper.asked)
    return world.made[asked]


def _endless(world: World, name: str, period: Period, key: Keys) -> bool:
    """Whether an indicator without a first period asks for its own past, and there are no facts of it any more."""
    version = world.program.version(name, period)
    if version is None or version.effective.first is not None:
        return False
    own_future = any(one == name and keys == key and later > period for one, later, keys in world.making)
    return own_future and world.facts.before_all(world.program, period)


def _make(world: World, asked: Asked) -> Judged:
    world.making.append(asked)
    try:
        world.made[asked] = _judged(world, *asked)
    finally:
        world.making.pop()
    return world.made[asked]


def _judged(world: World, name: str, period: Period, key: Keys) -> Judged:
    indicator = world.program.version(name, period)
    if indicator is None:
        return Judged(NOT_APPLICABLE)
    if not all(world.facts.is_valid(d, m, period) for d, m in zip(indicator.dimensions, key, strict=True)):
        return Judged(NOT_APPLICABLE)
    place = entity_place(indicator, period, key)
    given = world.given.get((name, period, key))
    if given is not None:
        return _given(world, place, indicator, given)
    undecided: list[Outcome] = []
    for guard in indicator.guards:
        holds = world.of(guard.condition, place)
        if holds.value is True and _applies_as_published(world, guard.condition, place, holds):
            continue
        if holds.state is State.ERROR or holds.value is True:
            return Judged(ERROR if holds.state is State.ERROR else NOT_APPLICABLE)
        if holds.state is State.MISSING:
            undecided.append(holds)
    formula = world.of(indicator.formula, place)
    computed = _in_unit(indicator, formula)
    if undecided and computed.state is State.VALUE:
        computed = oc.missing(computed.where, perhaps=True)
    if computed.state is not State.VALUE:
        computed = replace(computed, unloaded=oc.unloaded([computed, *undecided]))
    if computed.state is State.MISSING:
        computed = replace(computed, may_be_nothing=oc.may_be_nothing([computed, *undecided]))
    return replace(_finished(world, place, computed, bool(undecided)), formula=formula)


def _given(world: World, place: Place, indicator: Indicator, given: GivenValue) -> Judged:
    """What a test gives in place of formula and guards; what it gives as missing may be any figure of the unit."""
    if given.state == "not-applicable":
        return Judged(NOT_APPLICABLE)
    if given.value is not None:
        return _finished(world, place, oc.value(given.value), False)
    ends = (indicator.range.low, indicator.range.high)
    options = [figure for figure in figures(ends, GRID) if figure in indicator.range]
    filled = world.fill(("given", given.indicator, given.period, given.keys), options)
    return _finished(world, place, oc.missing(ends) if filled is None else oc.value(filled), False)


def _applies_as_published(world: World, guard: ex.Expression, place: Place, holds: Outcome) -> bool:
    """Whether a guard holds only by what was filled in, of an indicator that a published value says does apply."""
    assert place.indicator is not None
    undecided = world.as_it_is(guard, place, holds).state is State.MISSING
    return undecided and _official(world, place.indicator, place) is not None


def _finished(world: World, place: Place, computed: Outcome, undecided: bool) -> Judged:
    """A computed value beside a published one, with its targets and category."""
    indicator, period = place.indicator, place.period
    assert indicator is not None
    official = _official(world, indicator, place)
    perhaps = undecided or oc.may_not_apply([computed])
    if perhaps and computed.state is State.MISSING:
        computed = replace(computed, perhaps=True)
    made = Judged(official or computed, perhaps and official is None)
    targets = [t for t in indicator.targets if period in t.periods]
    key = tuple(place.keys[dimension] for dimension in indicator.dimensions)
    plain = world.plain.result(indicator.name, period, key) if world.plain is not world and targets else made
    found = [
        against(
            world, place, t.name, made.outcome, world.of(t.value, place), _high(world, t.high, place),
            plain.against(t.name),
        )
        for t in targets
    ]  # fmt: skip
    return with_category(world, place, replace(made, targets=tuple(found)))


def _high(world: World, expression: ex.Expression | None, place: Place) -> Outcome | None:
    return None if expression is None else world.of(expression, place)


def _official(world: World, indicator: Indicator, place: Place) -> Outcome | None:
    """The published value, where there is one that counts; where there is none, what is computed is the value."""
    found = None
    for official in indicator.official:
        published = world.plain.of(official.value, place)
        if official.replaces and published.state is State.VALUE:
            found = _within(indicator, published)
    return found


def lacks(world: World, name: str, period: Period, key: Keys) -> bool:
    """Whether a result rests on anything that is missing."""
    alone = new_reference(world.program, world.facts, world.as_printed)
    alone.given, alone.looked_up = world.given, world.looked_up
    alone.result(name, period, key)
    return bool(alone.lacking)


def entities(world: World, indicator: Indicator, period: Period) -> list[Keys]:
    """The keys of all entities that are valid in a period."""
    return list(product(*(world.facts.valid(dimension, period) for dimension in indicator.dimensions)))


def ranks(world: World, indicator: Indicator, period: Period, results: dict[Keys, Judged]) -> dict[Keys, int]:
    """One more than how many are better; of those that have a value and are in the set that is ranked."""
    ranking = indicator.ranking
    if ranking is None:
        return {}
    scores = {}
    for key, made in results.items():
        place = entity_place(indicator, period, key)
        if made.outcome.state is State.VALUE and _ranked(world, indicator, place):
            score = made.outcome if ranking.by is None else world.of(ranking.by, place)
            if score.state is State.VALUE:
                scores[key] = score.number if ranking.highest_first else -score.number
    return {key: 1 + sum(other > score for other in scores.values()) for key, score in scores.items()}


def _ranked(world: World, indicator: Indicator, place: Place) -> bool:
    assert indicator.ranking is not None
    among = indicator.ranking.among
    if among is None:
        return True
    base, _ = chain(among)
    own = (base.dimension,) if isinstance(base, ex.Members) else world.program.sources[base.source].dimensions
    key = tuple(place.keys.get(dimension, "") for dimension in own)
    try:
        return any(element.key == key and element.inside is True for element in elements(world, among, place))
    except FailedError:
        return False


def _in_unit(indicator: Indicator, formula: Outcome) -> Outcome:
    """A value as the unit rounds it; one outside the unit's range is an error."""
    found = formula
    if indicator.rounding is not None and formula.state in (State.VALUE, State.MISSING):
        places = indicator.rounding.digits + (2 if indicator.type.percent else 0)
        even = indicator.rounding.half_even
        if formula.state is State.VALUE:
            found = oc.value(rounded(formula.number, places, even))
        else:
            found = replace(formula, ends=rising(formula.where, lambda x: rounded(x, places, even)))
    return _within(indicator, found)


def _within(indicator: Indicator, found: Outcome) -> Outcome:
    if found.state is State.VALUE and found.number not in indicator.range:
        return ERROR
    if found.state is State.MISSING and found.where != oc.ANYWHERE:
        low, high = oc.within(found.where, (indicator.range.low, indicator.range.high))
        if low is None or high is None or low <= high:
            return replace(found, ends=(low, high))
    return found
