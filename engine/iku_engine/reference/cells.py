"""What is read of facts: columns, attributes, whether there is a row and must be one; and what may be filled in where there is nothing.

Which rows must be there is asked of a complete source one by one, as its members and its set say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from itertools import product
from math import ceil, floor

from iku_dsl.period import Period
from iku_dsl.program import Absence, Column, Derived, Source
from iku_dsl.program import expression as ex
from iku_dsl.types import Kind
from iku_engine.reference import outcome as oc
from iku_engine.reference.consolidated import Part, consolidated
from iku_engine.reference.facts import Keys, number
from iku_engine.reference.outcome import ANYWHERE, ERROR, Ends, Outcome
from iku_engine.reference.world import Place, World, chain, looked_at
from iku_engine.results.evaluation import Scalar, State

COMES = (False, True)  # a row that may be there in a period that nobody has given


def combinations(world: World, source: Source, period: Period) -> list[Keys]:
    """Every combination of members that are valid in a period."""
    return list(product(*(world.facts.valid(dimension, period) for dimension in source.dimensions)))


def must_be_there(world: World, source: Source, period: Period, keys: Keys) -> Outcome:
    """Whether a row is expected in a period: of a complete source, whose members are valid, and in the set that it is complete over."""
    if source.absence is not Absence.COMPLETE or not _all_valid(world, source.dimensions, keys, period):
        return oc.truth(False)
    if source.expected is None:
        return oc.truth(True)
    base, conditions = chain(source.expected)
    assert isinstance(base, ex.Members)
    own = {base.dimension: keys[source.dimensions.index(base.dimension)]}
    at = Place(None, period, own, elements=frozenset(own))
    asked: list[Outcome] = []
    for condition in conditions:
        asked.append(world.of(condition, at))
        if asked[-1].state is State.ERROR:
            return ERROR
        if asked[-1].holds is False:
            return oc.truth(False)
    return oc.unknown(asked) if any(one.holds is None for one in asked) else oc.truth(True)


def any_of(several: Sequence[Outcome]) -> Outcome:
    """Whether one of several truths holds."""
    if any(one.state is State.ERROR for one in several):
        return ERROR
    if any(one.holds is True for one in several):
        return oc.truth(True)
    unknown = [one for one in several if one.holds is None]
    return oc.unknown(unknown) if unknown else oc.truth(False)


def is_expected(world: World, expression: ex.IsExpected, place: Place) -> Outcome:
    """Whether there is a row in one of the periods, or must be one; what nobody has given may have one."""
    source, periods, keys = _asked(world, expression, place)
    if any(keys in world.facts.of(source.name, period) for period in periods):
        return oc.truth(True)
    found = any_of([must_be_there(world, source, period or place.period, keys) for period in periods])
    own = dict(zip(source.dimensions, keys, strict=True))
    if not any(_may_come(world, source, period, own) for period in periods):
        return found
    if found.state is State.MISSING:  # what is not known of its members, and whether a period brings it
        return oc.truth(None, unloaded=True, may_be_nothing=found.may_be_nothing)
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


FEW = 6  # steps of a range of which all figures are tried
FAR = (1, 7, 1000, 10**9)  # how far from its only end a figure may be


def member(world: World, key: ex.Key, place: Place) -> str | Outcome:
    """The member that a key means, or why there is none."""
    match key:
        case ex.RowKey():
            return place.keys[key.dimension]
        case ex.MemberKey():
            return key.member
        case ex.ExpressionKey():
            found = world.of(key.value, place)
            return found.value if isinstance(found.value, str) else found


def members(world: World, keys: tuple[ex.Key, ...], place: Place) -> Keys | Outcome:
    """The members of several keys, or why one has none."""
    found = [member(world, key, place) for key in keys]
    lost = [one for one in found if isinstance(one, Outcome)]
    if not lost:
        return tuple(one for one in found if isinstance(one, str))
    return replace(lost[0], unloaded=oc.unloaded(lost)) if lost[0].state is State.MISSING else lost[0]


def column_value(world: World, expression: ex.ColumnValue, place: Place) -> Outcome:
    """A column at keys and a period."""
    keys = members(world, expression.keys, place)
    if isinstance(keys, Outcome):
        periods, several = looked_at(expression.shift, place.period, world.program.sources[expression.source].grain)
        times = len(periods) if several else 1
        return keys if keys.state is not State.MISSING else _nowhere(world, expression, keys.unloaded, times)
    return _read(world, expression, keys, expression.shift, place)


def own_column(world: World, expression: ex.OwnColumn, place: Place) -> Outcome:
    """A column of the row at hand, or what a profile was given."""
    if (expression.source, expression.column) in place.own:
        return place.own[(expression.source, expression.column)]
    keys = tuple(place.keys[dimension] for dimension in world.program.sources[expression.source].dimensions)
    return _read(world, expression, keys, place.row_shift, place)


def _nowhere(
    world: World, expression: ex.ColumnValue | ex.OwnColumn, unloaded: bool = False, periods: int = 1
) -> Outcome:
    """A column that is read at no key or period: within its range and what its rules put there, or within the sum of so many."""
    column = world.program.sources[expression.source].columns.get(expression.column)
    if column is None:
        return oc.missing(unloaded=unloaded)
    amounts = [(rule.amount, rule.amount) for rule in column.rules if rule.kind is ex.RuleKind.AMOUNT]
    ends = oc.together([_figures(column), *amounts])
    if periods > 1 and column.consolidation is not None and column.consolidation.reduction is ex.Reduction.SUM:
        several = Fraction(periods)
        ends = oc.times(oc.together([ends, (oc.ZERO, oc.ZERO)]), (several, several))
    cell = (expression.source, expression.column, "nowhere", expression.text)
    return _lacking(world, cell, column, ends, unloaded)


def _read(
    world: World, expression: ex.ColumnValue | ex.OwnColumn, keys: Keys, shift: ex.Shift, place: Place
) -> Outcome:
    source = world.program.sources[expression.source]
    column = source.columns.get(expression.column) or source.derived[expression.column]
    periods, several = looked_at(shift, place.period, source.grain)
    if not periods:
        return _nowhere(world, expression)
    if not several:
        return _cell(world, source, column, keys, periods[0], place)
    how = column.consolidation
    assert how is not None, "resolving demands a consolidation"
    plain = [_part(world.plain, source, column, keys, period, place) for period in periods]
    parts = plain
    if world.plain is not world:
        parts = [_part(world, source, column, keys, period, place) for period in periods]

    complete = source.absence is Absence.COMPLETE
    if complete and not any(plain):  # nobody had to send anything
        nowhere = (_nowhere(one, expression, periods=len(periods)) for one in (world, world.plain))
        here, as_it_is = (replace(one, may_be_nothing=one.state is State.MISSING) for one in nowhere)
        return _by_rule(world, here, as_it_is, column)
    if complete and not any(parts):  # nor had anybody here, where that was open
        return oc.MISSING
    what = (source.name, column.name, periods[0], periods[-1], keys)
    answers = [
        not complete and _all_valid(world, source.dimensions, keys, period or place.period) for period in periods
    ]
    found = consolidated(world, how, parts, plain, what, answers)
    optional = (one is None or (one.optional and one.outcome.state is State.MISSING) for one in parts)
    if complete and all(optional) and found.state is State.MISSING:  # perhaps nobody has to send anything
        found = replace(found, may_be_nothing=True)
    if any(plain):  # the rules of a column are for its cells, and each has had them
        return found
    as_it_is = found if world.plain is world else consolidated(world.plain, how, plain, plain, what, answers)
    return _by_rule(world, found, as_it_is, column)


def _by_rule(world: World, found: Outcome, as_it_is: Outcome, column: Column | Derived) -> Outcome:
    """What a column's rule says of a figure that is missing as things are: a derived one, or one that is made of no cell."""
    rule = world.rule_for(column, as_it_is.unloaded) if as_it_is.state is State.MISSING else None
    if rule is None:
        return found
    if rule.kind is ex.RuleKind.ERROR:
        return ERROR
    return oc.value(rule.amount) if rule.kind is ex.RuleKind.AMOUNT else found


def _part(
    world: World, source: Source, column: Column | Derived, keys: Keys, period: Period | None, place: Place
) -> Part | None:
    """A sub-period's figure: its row's, or what is missing where a row must be or may be; None where there is nothing."""
    given = world.facts.is_given(source.name, period)
    there = keys in world.facts.of(source.name, period)
    at = period or place.period
    wanted = as_it_is = oc.truth(True) if there else must_be_there(world, source, at, keys)
    if not there and world.plain is not world:
        as_it_is = must_be_there(world.plain, source, at, keys)
    if State.ERROR in (wanted.state, as_it_is.state):
        return Part(ERROR)
    if not there and (not _all_valid(world, source.dimensions, keys, at) or (given and as_it_is.holds is False)):
        return None
    found = _cell(world, source, column, keys, period, place)
    if as_it_is.holds is True:
        return Part(found)
    ruled = _unseen(world, source, column, keys, period, place)
    if ruled is not None:
        return Part(ruled)
    if wanted.holds is True:
        return Part(found)
    if given and wanted.holds is False:
        return None
    if world.filling is not None:
        comes = world.fill((source.name, "row", period, period, keys), COMES)
        return Part(found) if comes is True else None
    unloaded = not given or found.unloaded
    unseen = replace(found, state=State.MISSING, value=None, ends=found.where, unloaded=unloaded)
    return Part(unseen, optional=True)


def _all_valid(world: World, dimensions: Sequence[str], keys: Keys, period: Period) -> bool:
    """Whether members are valid on some day of a period."""
    return all(world.facts.is_valid(d, member, period) for d, member in zip(dimensions, keys, strict=True))


def _unseen(
    world: World, source: Source, column: Column | Derived, keys: Keys, period: Period | None, place: Place
) -> Outcome | None:
    """What a rule puts into the cell of a row that nobody has seen, and which need not be there; None where no rule does."""
    plain = world.plain
    if isinstance(column, Column):
        found = stored(plain, source.name, column, keys, period)
        return None if found.state is State.MISSING else found
    unloaded = (
        not plain.facts.is_given(source.name, period) or _computed(plain, source, column, keys, period, place).unloaded
    )
    rule = world.rule_for(column, unloaded)
    if rule is not None and rule.kind is ex.RuleKind.ERROR:
        return ERROR
    return oc.value(rule.amount) if rule is not None and rule.kind is ex.RuleKind.AMOUNT else None


def _cell(
    world: World, source: Source, column: Column | Derived, keys: Keys, period: Period | None, place: Place
) -> Outcome:
    if isinstance(column, Column):
        return stored(world, source.name, column, keys, period)
    found = _computed(world, source, column, keys, period, place)
    plain = found if world.plain is world else _computed(world.plain, source, column, keys, period, place)
    return _by_rule(world, found, plain, column)


def _computed(
    world: World, source: Source, column: Derived, keys: Keys, period: Period | None, place: Place
) -> Outcome:
    """A computed column as its formula says, before its rules."""
    own = dict(zip(source.dimensions, keys, strict=True))
    return world.of(column.value, Place(place.indicator, period or place.period, {**place.keys, **own}))


def stored(world: World, relation: str, column: Column, keys: Keys, period: Period | None) -> Outcome:
    """A stored cell: a value, what does not apply, or missing, and then what a rule says."""
    given = world.facts.is_given(relation, period)
    row = world.facts.of(relation, period).get(keys) if given else None
    state, known = row[column.name] if row is not None else (State.MISSING, None)
    if state is not State.MISSING:
        return Outcome(state, known)
    rule = world.rule_for(column, unloaded=not given)
    if rule is not None and rule.kind is ex.RuleKind.ERROR:
        return ERROR
    if rule is not None and rule.kind is ex.RuleKind.AMOUNT:
        return oc.value(rule.amount)
    if rule is not None and rule.kind is ex.RuleKind.LAST and period is not None:
        before = [n for n in world.facts.given.get(relation, ()) if 0 <= n < number(period)]
        for earlier in sorted(before, reverse=True):
            then = world.facts.rows[relation].get(earlier, {}).get(keys)
            state, known = then[column.name] if then is not None else (State.NOT_APPLICABLE, None)
            if state is State.VALUE:
                return oc.value(known)
            instead = column.when_missing if state is State.MISSING else None
            if instead is not None and instead.kind is ex.RuleKind.AMOUNT:  # the earlier cell is what its own rule says
                return oc.value(instead.amount)
    ends = _up_to_limit(world, relation, column, keys, period) if column.type.kind is Kind.NUMBER else ANYWHERE
    return _lacking(world, (relation, column.name, period, keys), column, ends, unloaded=not given)


def _lacking(world: World, cell: tuple[object, ...], column: Column, ends: Ends, unloaded: bool) -> Outcome:
    filled = world.fill(cell, () if world.filling is None else _options(world, column, ends))
    if filled is not None:
        return oc.value(filled)
    choices = column.type.choices if column.type.kind is Kind.CHOICE else ()
    return Outcome(State.MISSING, ends=ends, choices=choices, unloaded=unloaded)


def _figures(column: Column) -> Ends:
    """The least and the greatest figure of a column's range; of a range without one, its ends."""
    if column.type.kind is not Kind.NUMBER:
        return ANYWHERE
    between, parts = column.range, column.grid
    low, high = between.low, between.high
    if low is not None:
        low = Fraction(floor(low * parts) + 1 if between.low_open else ceil(low * parts), parts)
    if high is not None:
        high = Fraction(ceil(high * parts) - 1 if between.high_open else floor(high * parts), parts)
    return (between.low, between.high) if low is not None and high is not None and low > high else (low, high)


def _up_to_limit(world: World, relation: str, column: Column, keys: Keys, period: Period | None) -> Ends:
    """The figures of a column, up to the end that another column or a table gives."""
    low, high = _figures(column)
    if column.limit is None:
        return low, high
    dimensions = world.program.sources[relation].dimensions
    row = Place(None, period or Period(1), dict(zip(dimensions, keys, strict=True)), row=relation)
    _, top = world.of(column.limit, row).where
    if top is None or (high is not None and high < top):
        return low, high
    return low, top if low is None else max(top, low)


def _options(world: World, column: Column, ends: Ends) -> Sequence[Scalar]:
    """What a missing cell may hold: all of few, else the ends and some between; nothing of texts and dates, which have none."""
    match column.type.kind:
        case Kind.NUMBER:
            return figures(ends, Fraction(1, column.grid))
        case Kind.TRUTH:
            return (True, False)
        case Kind.CHOICE:
            return column.type.choices
        case Kind.MEMBER:
            return world.facts.members.get(column.type.of, ())
        case Kind.TEXT | Kind.DATE | Kind.BROKEN:
            return ()


@lru_cache(maxsize=1000)
def figures(ends: Ends, step: Fraction) -> tuple[Fraction, ...]:
    """Some numbers of a range on a grid, both ends first; kept, as each cell of a column has the same in each completion."""
    low, high = ends
    if low is not None and high is not None:
        steps = (high - low) // step
        if steps <= FEW:
            return (low, *([high] if high > low else []), *(low + n * step for n in range(1, int(steps))))
        middle = low + steps // 2 * step
        found = [low, high, low + step, high - step, middle, Fraction(0), Fraction(1)]
        return tuple(dict.fromkeys(x for x in found if low <= x <= high))
    if low is not None:
        return (low, *(low + far for far in FAR), low + step)
    if high is not None:
        return (high, *(high - far for far in FAR), high - step)
    return (Fraction(0), *(Fraction(sign * far) for far in FAR for sign in (1, -1)), step)


def attribute(world: World, expression: ex.AttributeValue, place: Place) -> Outcome:
    """An attribute of a member."""
    found = member(world, expression.key, place)
    if isinstance(found, Outcome):
        return found
    column = world.program.dimensions[expression.dimension].stored[expression.attribute]
    return stored(world, expression.dimension, column, (found,), None)


def has_row(world: World, expression: ex.HasRow, place: Place) -> Outcome:
    """Whether a source has a row with the members at hand; unknown in a period that nobody has given."""
    keys = members(world, expression.keys, place)
    if isinstance(keys, Outcome):
        return keys
    source = world.program.sources[expression.source]
    wanted = {key.dimension: one for key, one in zip(expression.keys, keys, strict=True)}
    periods, _ = looked_at(expression.shift, place.period, source.grain)
    if not periods:
        return oc.MISSING
    asked = [there(world, source, period, wanted) for period in periods]
    if any(one is True for one in asked):
        return oc.truth(True)
    return oc.truth(None, unloaded=True) if None in asked else oc.truth(False)


def there(world: World, source: Source, period: Period | None, wanted: Mapping[str, str]) -> bool | None:
    """Whether a period has a row of the members wanted; of a dimension without one any will do. None where nobody has given the period."""
    whole = tuple(wanted.get(dimension, "") for dimension in source.dimensions)
    if world.facts.is_given(source.name, period):
        rows = world.facts.of(source.name, period)
        if len(wanted) == len(whole):
            return whole in rows
        return any(all(one in ("", own) for one, own in zip(whole, row, strict=True)) for row in rows)
    if not _may_come(world, source, period, wanted):
        return False
    if world.filling is None:
        world.lacking.add((source.name, "there", period, whole))
        return None
    known = (world.facts.members[dimension] for dimension in source.dimensions)
    options = ((one,) if one else tuple(members) for one, members in zip(whole, known, strict=True))
    filled = [world.fill((source.name, "there", period, keys), COMES) for keys in product(*options)]
    return True in filled


def _may_come(world: World, source: Source, period: Period | None, wanted: Mapping[str, str]) -> bool:
    """Whether a period that nobody has given may bring a row of some members: who is not valid in it has none."""
    if world.facts.is_given(source.name, period):
        return False
    return period is None or _all_valid(world, tuple(wanted), tuple(wanted.values()), period)
