"""Sets of members and rows: who is in one, who is not, who may be; counts, and shares of a set in another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from fractions import Fraction

from iku_dsl.period import Period
from iku_dsl.program import Absence, Source
from iku_dsl.program import expression as ex
from iku_dsl.types import Operator, Statistic
from iku_engine.reference import outcome as oc
from iku_engine.reference.cells import COMES, combinations, is_further, must_be_there
from iku_engine.reference.facts import Keys
from iku_engine.reference.outcome import ERROR, ZERO, Ends, Outcome
from iku_engine.reference.world import Place, World, chain, looked_at
from iku_engine.results.evaluation import State

COUNT: Ends = (Fraction(0), None)


class FailedError(Exception):
    """A condition is an error for an element, and so is what is made of the set."""


@dataclass(frozen=True)
class Element:
    """A member or row at its place; `within` says of each condition whether it holds (None: unknown), as far as they were asked.

    `unloaded`: where it is unknown, that is (also) because of a period that nobody has given. `further`: it is a row that only such
    a period may bring. `may_stay_open`: it is unknown by what may stay missing whatever is given.
    """

    place: Place
    within: tuple[bool | None, ...]
    key: Keys
    unloaded: bool = False
    further: bool = False
    may_stay_open: bool = False

    def first(self, depth: int) -> bool | None:
        """Whether it is in the set of the first so many conditions."""
        asked = self.within[:depth]
        return False if False in asked else None if None in asked else True

    @property
    def inside(self) -> bool | None:
        """Whether it is in the set; None where that is unknown."""
        return self.first(len(self.within))


def elements(world: World, found: ex.SetExpression, place: Place) -> list[Element]:
    """All elements of what a set is taken from, each with what its conditions come to. Errors: `FailedError`."""
    base, conditions = chain(found)
    return [_element(world, conditions, at, key, further) for at, key, further in _places(world, base, place)]


def _places(world: World, base: ex.Members | ex.Rows, place: Place) -> list[tuple[Place, Keys, bool]]:
    """The members or rows; rows that must be there as well as those that are, and (once something is filled in) those that may come."""
    if isinstance(base, ex.Members):
        periods = looked_at(base.shift, place.period, base.grain)[0] if base.grain is not None else []
        members = world.facts.valid(base.dimension, *(one or place.period for one in periods or [None]))
        return [(_inside(place, {base.dimension: member}), (member,), False) for member in members]
    source = world.program.sources[base.source]
    held = [dimension for dimension in source.dimensions if dimension in place.keys]
    if len(held) == len(source.dimensions):  # `rerata s.x` within a set of members is that of all rows
        held = [dimension for dimension in held if dimension not in place.elements]
    periods, _ = looked_at(base.shift, place.period, source.grain)
    there = {keys for period in periods for keys in world.facts.of(base.source, period)}
    listed = set(there)
    if not base.expected and source.absence is Absence.COMPLETE:
        world.marks |= {"rows"} if _some_absent(world, source, periods, place, there) else set()
    comes = world.filling is not None and not all(_given(world, base, place))
    if base.expected or comes:
        listed |= {keys for period in periods for keys in combinations(world, source, period or place.period)}
    found = []
    for keys in sorted(listed):
        by_dimension = dict(zip(source.dimensions, keys, strict=True))
        if any(by_dimension[dimension] != place.keys[dimension] for dimension in held):
            continue
        further = not base.expected and keys not in there
        if not further or world.fill((source.name, "row", periods[0], periods[-1], keys), COMES) is True:
            own = {dimension: key for dimension, key in by_dimension.items() if dimension not in held}
            at = replace(_inside(place, own), row=base.source, row_shift=base.shift)
            found.append((at, keys, further))
    return found


def _some_absent(
    world: World, source: Source, periods: Sequence[Period | None], place: Place, there: Set[Keys]
) -> bool:
    """Whether of a complete source, of which the rows that are there were asked for, some may have to be there and are not."""
    return any(
        must_be_there(world, source, period or place.period, keys).holds is not False
        for period in periods
        for keys in combinations(world, source, period or place.period)
        if keys not in there
    )


def _inside(place: Place, keys: Mapping[str, str]) -> Place:
    return replace(place, keys={**place.keys, **keys}, elements=place.elements | frozenset(keys))


def _element(world: World, conditions: tuple[ex.Expression, ...], at: Place, key: Keys, further: bool) -> Element:
    """An element with what the conditions come to; once one does not hold, no further one is asked."""
    within: list[bool | None] = []
    unknown: list[Outcome] = []
    for condition in conditions:
        outcome = world.of(condition, at)
        if outcome.state is State.ERROR:
            raise FailedError
        holds = outcome.holds
        within.append(holds)
        if holds is False:
            break
        if holds is None:
            unknown.append(outcome)
            further = further or is_further(world, condition, at)
    return Element(at, tuple(within), key, oc.unloaded(unknown), further, oc.may_be_nothing(unknown))


def not_given(world: World, found: ex.SetExpression, place: Place) -> Outcome | None:
    """Missing, where nobody has given what a set is taken from; None where somebody has."""
    base, conditions = chain(found)
    if isinstance(base, ex.Members):
        dimension = world.program.dimensions[base.dimension]
        if dimension.enumerated:
            return None
        if not world.facts.is_given(base.dimension, None):
            return oc.UNLOADED
        known = not dimension.named_by_facts or any(_among_given(world, c, base.dimension, place) for c in conditions)
        return None if known else oc.UNLOADED
    source = world.program.sources[base.source]
    periods, _ = looked_at(base.shift, place.period, source.grain)
    if not periods:
        return oc.MISSING
    if base.expected:
        unknown = any(_without_members(world, dimension) for dimension in source.dimensions)
        named = any(world.program.dimensions[dimension].named_by_facts for dimension in source.dimensions)
        given = any(world.facts.is_given(base.source, period) for period in periods)
        return oc.UNLOADED if unknown or (named and not given) else None
    return None if any(world.facts.is_given(base.source, period) for period in periods) else oc.UNLOADED


def _without_members(world: World, dimension: str) -> bool:
    if world.program.dimensions[dimension].enumerated:
        return False
    return not world.facts.is_given(dimension, None) or not world.facts.members[dimension]


def may_bring_rows(world: World, expression: ex.Aggregated, place: Place) -> bool:
    """Whether an aggregate is over the rows that are there, and a period that nobody has given may bring more.

    Where all that is read of the rows is made of those sub-periods that are there (`sebagian`), so is the aggregate.
    """
    base, _ = chain(expression.set)
    if not isinstance(base, ex.Rows) or base.expected or all(_given(world, base, place)):
        return False
    world.marks |= {"partial"} if takes_some(expression) else set()
    return not takes_some(expression)


def takes_some(expression: ex.Aggregated) -> bool:
    """Whether an aggregate of the rows that are there reads only columns that are made of some sub-periods (`sebagian`)."""
    base, _ = chain(expression.set)
    return not (isinstance(base, ex.Rows) and base.expected) and _reads_in_part(expression)


def _reads_in_part(expression: ex.Aggregated) -> bool:
    """Whether all that is read of rows is made of those sub-periods that are there."""
    _, conditions = chain(expression.set)
    asked = [one for one in (*conditions, expression.operand, expression.by) if one is not None]
    read = [part.consolidation for one in asked for part in ex.walk(one) if isinstance(part, ex.OwnColumn)]
    return bool(read) and all(how is not None and how.partial for how in read)


def nobody_yet(world: World, expression: ex.Aggregated, place: Place) -> bool:
    """Whether of several periods one was not given, and not one row is known that must be there in any: of nobody nothing is known."""
    base, _ = chain(expression.set)
    if world.filling is not None or not isinstance(base, ex.Rows) or not base.expected:
        return False
    given = _given(world, base, place)
    if len(given) < 2 or all(given) or expression.when_not_loaded is not None or _reads_in_part(expression):
        return False
    return not _places(world, base, place)


def may_be_tried(world: World, expression: ex.Aggregated) -> bool:
    """Whether what is filled in may be rows, of known members, in periods that nobody has given and no rule speaks of."""
    base, _ = chain(expression.set)
    if world.filling is None or expression.when_not_loaded is not None or isinstance(base, ex.Members):
        return False
    return not any(_without_members(world, dimension) for dimension in world.program.sources[base.source].dimensions)


def _nothing_given(world: World, found: ex.SetExpression, place: Place) -> bool:
    """Whether a set is of rows in periods of which nobody has given any."""
    base, _ = chain(found)
    return isinstance(base, ex.Rows) and not any(_given(world, base, place))


def _given(world: World, base: ex.Rows, place: Place) -> list[bool]:
    periods, _ = looked_at(base.shift, place.period, world.program.sources[base.source].grain)
    return [world.facts.is_given(base.source, period) for period in periods]


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


def asked(world: World, expression: ex.Aggregated, place: Place) -> list[tuple[Element, Element]]:
    """The elements that an aggregate runs over, each with itself as it is with nothing filled in, of which rules speak.

    A rule for what is not loaded leaves out the rows that a period may bring which nobody has given: nobody knows them.
    """
    here = elements(world, expression.set, place)
    plain = here if world.plain is world else elements(world.plain, expression.set, place)
    known = {element.key: element for element in plain}
    both = [(element, known.get(element.key, element)) for element in here]
    rule = expression.when_not_loaded
    if (rule is None or rule.kind is ex.RuleKind.ERROR) and not takes_some(expression):
        return both
    if may_bring_rows(world.plain, expression, place) or any(plain.further for _, plain in both):
        world.marks.add("not loaded")
    return [(element, plain) for element, plain in both if not plain.further]


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


def _of_entity(world: World, found: ex.SetExpression, place: Place) -> int:
    """How many rows there may be of the entity at hand, one by one; whose parent is missing may be of any."""
    base, conditions = chain(found)
    own = 0
    for at, _, _ in _places(world, base, place):
        bound = [condition for condition in conditions if _restricts(condition, at, place)]
        own += all(world.plain.of(condition, at).holds is not False for condition in bound)
    return own


def counted(world: World, expression: ex.Aggregated, place: Place) -> Outcome:
    """How many elements are in a set."""
    unloaded = expression.when_not_loaded
    if _nothing_given(world, expression.set, place):  # of rows that must be there: nobody knows of any whether it is
        if unloaded is not None:
            world.marks.add("not loaded")
            return ERROR if unloaded.kind is ex.RuleKind.ERROR else oc.value(ZERO)
        if world.filling is None:
            return oc.missing((ZERO, Fraction(_of_entity(world, expression.set, place))), unloaded=True)
    sure, maybe, nothing = 0, list[bool](), False
    for element, plain in asked(world, expression, place):
        rule = world.rule_for(expression, plain.unloaded) if plain.inside is None else None
        if rule is not None and rule.kind is ex.RuleKind.ERROR:
            return ERROR
        if rule is None and element.inside is None:
            maybe.append(element.unloaded)
            nothing = nothing or element.may_stay_open
        sure += rule is None and element.inside is True
    brings = may_bring_rows(world, expression, place) and world.filling is None
    if brings and unloaded is not None:
        if unloaded.kind is ex.RuleKind.ERROR:
            return ERROR
        brings = False
    if not maybe and not brings and not nobody_yet(world, expression, place):
        return oc.value(Fraction(sure))
    brings = brings or not maybe
    ends = Fraction(sure), None if brings else Fraction(sure + len(maybe))
    return oc.missing(ends, brings or any(maybe), may_be_nothing=nothing)


def share(world: World, expression: ex.Arithmetic, place: Place) -> Ends | None:
    """Where n / T lies, of a count of a set and of a subset of it, with each unknown element in or out; None for other divisions."""
    n, whole = _count(expression.left), _count(expression.right)
    if expression.operator is not Operator.DIVIDE or n is None or whole is None or place.elements:
        return None
    if n.rules or whole.rules:
        return None
    (base, conditions), (other, few) = chain(n.set), chain(whole.set)
    if base != other or conditions[: len(few)] != few or not_given(world, n.set, place) is not None:
        return None
    if may_bring_rows(world, n, place) or _nothing_given(world, n.set, place):
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
