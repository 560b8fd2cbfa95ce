"""Sets of members and rows: who is in one, who is not, who may be; counts, and shares of a set in another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from iku_dsl import expression as ex
from iku_dsl.operators import Operator, Statistic
from iku_engine.evaluation import State
from iku_engine.reference import outcome as oc
from iku_engine.reference.facts import Keys
from iku_engine.reference.outcome import ERROR, Outcome
from iku_engine.reference.ranges import Ends
from iku_engine.reference.world import Place, World, looked_at

COUNT: Ends = (Fraction(0), None)


class FailedError(Exception):
    """A condition is an error for an element, and so is what is made of the set."""


@dataclass(frozen=True)
class Element:
    """A member or row at its place; `within` says of each condition whether it holds (None: unknown), as far as they were asked."""

    place: Place
    within: tuple[bool | None, ...]
    key: Keys

    def first(self, depth: int) -> bool | None:
        """Whether it is in the set of the first so many conditions."""
        asked = self.within[:depth]
        return False if False in asked else None if None in asked else True

    @property
    def inside(self) -> bool | None:
        """Whether it is in the set; None where that is unknown."""
        return self.first(len(self.within))


def chain(found: ex.SetExpression) -> tuple[ex.Members | ex.Rows, tuple[ex.Expression, ...]]:
    """A set as what it is taken from, and its conditions one after another."""
    conditions: list[ex.Expression] = []
    while not isinstance(found, ex.Members | ex.Rows):
        if isinstance(found, ex.Filtered):
            conditions.insert(0, found.condition)
        found = found.set
    return found, tuple(conditions)


def elements(world: World, found: ex.SetExpression, place: Place) -> list[Element]:
    """All elements of what a set is taken from, each with what its conditions come to. Errors: `FailedError`."""
    base, conditions = chain(found)
    return [
        Element(at, tuple(_conditions(world, conditions, at, place)), key) for at, key in _places(world, base, place)
    ]


def _places(world: World, base: ex.Members | ex.Rows, place: Place) -> list[tuple[Place, Keys]]:
    if isinstance(base, ex.Members):
        members = world.facts.valid(base.dimension, place.period)
        return [(_inside(place, {base.dimension: member}), (member,)) for member in members]
    source = world.program.sources[base.source]
    held = [dimension for dimension in source.dimensions if dimension in place.keys]
    if len(held) == len(source.dimensions):  # `rerata s.x` within a set of members is that of all rows
        held = [dimension for dimension in held if dimension not in place.elements]
    periods, _ = looked_at(base.shift, place.period, source.grain)
    rows = {keys for period in periods for keys in world.facts.of(base.source, period)}
    found = []
    for keys in sorted(rows):
        by_dimension = dict(zip(source.dimensions, keys, strict=True))
        if all(by_dimension[dimension] == place.keys[dimension] for dimension in held):
            at = replace(_inside(place, by_dimension), row=base.source, row_shift=base.shift)
            found.append((at, keys))
    return found


def _inside(place: Place, keys: Mapping[str, str]) -> Place:
    return replace(place, keys={**place.keys, **keys}, elements=place.elements | frozenset(keys))


def _conditions(world: World, conditions: tuple[ex.Expression, ...], at: Place, outside: Place) -> list[bool | None]:
    """What the conditions come to; once one does not hold, no further one is asked."""
    found: list[bool | None] = []
    for condition in conditions:
        restricts = _restricts(condition, at, outside)
        outcome = (world.plain if restricts else world).of(condition, at)
        if outcome.state is State.ERROR:
            raise FailedError
        holds = outcome.holds
        if holds is None and restricts:
            holds = False  # whose parent is missing belongs to none, whatever may be filled in for it
        found.append(holds)
        if holds is False:
            break
    return found


def _restricts(condition: ex.Expression, at: Place, outside: Place) -> bool:
    """Whether a condition says that an element belongs to the entity: `provinsi = the one at hand`."""
    if not isinstance(condition, ex.Comparison) or condition.operator is not Operator.EQUAL:
        return False
    left, right = condition.left, condition.right
    if not (
        isinstance(left, ex.AttributeValue) and isinstance(right, ex.KeyValue) and isinstance(right.key, ex.RowKey)
    ):
        return False
    dimension = right.key.dimension
    return dimension in outside.keys and at.keys[dimension] == outside.keys[dimension]


def not_given(world: World, found: ex.SetExpression, place: Place) -> Outcome | None:
    """Missing, where nobody has given what a set is taken from; None where somebody has."""
    base, conditions = chain(found)
    if isinstance(base, ex.Members):
        dimension = world.program.dimensions[base.dimension]
        if dimension.enumerated:
            return None
        if not world.facts.is_given(base.dimension, None):
            return oc.MISSING
        known = not dimension.named_by_facts or any(_among_given(world, c, base.dimension, place) for c in conditions)
        return None if known else oc.MISSING
    periods, several = looked_at(base.shift, place.period, world.program.sources[base.source].grain)
    if not periods:
        return oc.MISSING
    given = [world.facts.is_given(base.source, period) for period in periods]
    return None if all(given) or (several and any(given)) else oc.UNLOADED


def _among_given(world: World, condition: ex.Expression, dimension: str, place: Place) -> bool:
    """Whether whoever a condition holds for stands in facts that were given, so that no other member is still to come."""
    match condition:
        case ex.Logic(operator=Operator.AND):
            return any(_among_given(world, side, dimension, place) for side in (condition.left, condition.right))
        case ex.Logic(operator=Operator.OR):
            return all(_among_given(world, side, dimension, place) for side in (condition.left, condition.right))
        case ex.HasRow():
            own = [key.dimension for key in condition.keys if isinstance(key, ex.RowKey)]
            periods, _ = looked_at(condition.shift, place.period, world.program.sources[condition.source].grain)
            given = [world.facts.is_given(condition.source, period) for period in periods]
            return dimension in own and bool(given) and all(given)
        case _:
            return False


def counted(world: World, expression: ex.Aggregated, place: Place) -> Outcome:
    """How many elements are in a set."""
    rule = expression.when_missing
    asked = world.plain if rule is not None else world  # a rule speaks of what is unknown as things are
    found = [element.inside for element in elements(asked, expression.set, place)]
    sure, maybe = found.count(True), found.count(None)
    if not maybe or (rule is not None and rule.kind is ex.RuleKind.SKIP):
        return oc.value(Fraction(sure))
    if rule is not None and rule.kind is ex.RuleKind.ERROR:
        return ERROR
    return oc.missing((Fraction(sure), Fraction(sure + maybe)))


def share(world: World, expression: ex.Arithmetic, place: Place) -> Ends | None:
    """Where n / T lies, of a count of a set and of a subset of it, with each unknown element in or out; None for other divisions."""
    n, whole = _count(expression.left), _count(expression.right)
    if expression.operator is not Operator.DIVIDE or n is None or whole is None or place.elements:
        return None
    if n.when_missing is not None or whole.when_missing is not None:
        return None
    (base, conditions), (other, few) = chain(n.set), chain(whole.set)
    if base != other or conditions[: len(few)] != few or not_given(world, n.set, place) is not None:
        return None
    low, high = [0, 0], [0, 0]  # counted, of how many
    for element in elements(world, n.set, place):
        sure, rest = element.first(len(few)), Element(place, element.within[len(few) :], ()).inside
        if sure is False:
            continue
        # least with all in the whole that may be outside the subset, greatest with all that may be in both
        low[0] += sure is True and rest is True
        low[1] += sure is True or rest is not True
        high[0] += rest is not False
        high[1] += sure is True or rest is not False
    least = Fraction(*low) if low[1] else None
    most = Fraction(*high) if high[1] else None
    return (most if least is None else least), (least if most is None else most)


def _count(expression: ex.Expression) -> ex.Aggregated | None:
    while isinstance(expression, ex.Named):
        expression = expression.value
    counts = isinstance(expression, ex.Aggregated) and expression.statistic is Statistic.COUNT
    return expression if counts and isinstance(expression, ex.Aggregated) else None
