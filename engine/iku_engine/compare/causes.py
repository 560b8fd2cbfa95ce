"""What differs between two worlds, by cause; and the worlds between them, in which some of it is already so."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from iku_dsl.period import Period
from iku_dsl.program import NOT_APPLICABLE_PREFIX, Absence, Program
from iku_dsl.program.sources import END, START
from iku_engine.database.relations import Relation
from iku_engine.members.members import days
from iku_engine.plan.reach import Periods
from iku_engine.worlds.readings import Touched
from iku_engine.worlds.world import Held, Place, World

DATA, ENTERING, LEAVING, LATE, CORRECTED = "data", "entering", "leaving", "late", "corrected"
SENT, UNSENT = "sent", "unsent"  # of a complete source, by a member that was there all the time
FACTS = (LATE, CORRECTED, ENTERING, LEAVING, SENT, UNSENT, DATA)  # in the order in which they are told
ROWS = ""  # the column of a row that comes or goes


@dataclass(frozen=True, slots=True)
class Difference:
    """One place that is otherwise: the row before and after, None where there is none, by cause.

    `columns` are those with another value, `ROWS` where the row itself comes or goes.
    """

    relation: str
    place: Place
    before: Held | None
    after: Held | None
    cause: str
    columns: tuple[str, ...]
    unit: Unit
    keys: Unit


Unit = tuple[tuple[str, str], ...]  # members that moved together: dimension and key


@dataclass(frozen=True, slots=True)
class Between:
    """Two worlds with the same columns, and all that differs; `loaded` is the cause that other periods are loaded, where they are."""

    start: World
    end: World
    differences: tuple[Difference, ...]
    loaded: str = ""

    @property
    def causes(self) -> tuple[str, ...]:
        """The causes there are, in a fixed order."""
        found = {one.cause for one in self.differences} | ({self.loaded} if self.loaded else set())
        return tuple(cause for cause in FACTS if cause in found)

    def world(self, on: Collection[Difference], loaded: bool) -> World:
        """The first world with some differences as in the second."""
        rows = dict(self.start.rows)
        changed: dict[str, dict[Place, Held]] = {}
        for one in on:
            if one.relation not in changed:
                changed[one.relation] = dict(rows[one.relation])
            own = changed[one.relation]
            if one.after is None:
                own.pop(one.place, None)
            else:
                own[one.place] = one.after
        rows.update(changed)
        books = self.end if loaded else self.start
        return replace(self.end, rows=rows, loaded=books.loaded)


def with_columns(one: Difference, names: tuple[str, ...], columns: Collection[str]) -> Difference:
    """A difference of a row that is there before and after, with only some of its columns otherwise."""
    assert one.before is not None
    assert one.after is not None
    pairs = zip(names, one.before.values, one.after.values, strict=True)
    values = tuple(b if column_of(name) in columns else a for name, a, b in pairs)
    return replace(one, after=Held(one.after.batch, one.after.line, values))


def column_of(name: str) -> str:
    """The column of the spec that a stored one is of."""
    return name.removeprefix(NOT_APPLICABLE_PREFIX)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the difference of two worlds is asked for: the sources and periods that are read, and how members are looked at.

    In one `period` members may have come or gone since (of dimensions that are not at `home` in the entity); with None both worlds are the
    same time, known on two days, and what differs came late or was corrected. `touched` is what the rules can read: nothing else
    makes a difference. `entity` are the members that all is about.
    """

    program: Program
    relations: Mapping[str, Relation]
    reached: Mapping[str, Periods]
    period: Period | None
    touched: Collection[Touched]
    home: Collection[str] = ()
    entity: Mapping[str, str] = field(default_factory=dict)


def between(start: World, end: World, asked: Asked) -> Between:
    """All that differs between two worlds and that the rules can read, each place with its cause."""
    valid = _valid_on_one_side(start, end, asked)
    named = _named_on_one_side(start, end, asked)
    found: list[Difference] = []
    for name, relation in asked.relations.items():
        if name not in start.rows:
            continue
        before, after = start.rows[name], end.rows[name]
        names = start.names[name]
        complete = name in asked.program.sources and asked.program.sources[name].absence is Absence.COMPLETE
        for place in sorted(before.keys() | after.keys()):
            left, right = before.get(place), after.get(place)
            if left is not None and right is not None and left.values == right.values:
                continue
            columns: tuple[str, ...] = (ROWS,)
            if left is not None and right is not None:
                pairs = zip(names, left.values, right.values, strict=True)
                columns = tuple(dict.fromkeys(column_of(n) for n, a, b in pairs if a != b))
            if not any(one.by(name, columns) for one in asked.touched):
                continue
            keys = tuple(zip(relation.dimensions, place[1], strict=True))
            cause, unit = _cause(keys, left, right, asked.period, complete, valid, named)
            unit = tuple(key for key in unit if asked.entity.get(key[0]) != key[1])
            found.append(Difference(name, place, left, right, cause, columns, unit, keys))
    moved = any(
        _given(start, name, ordinals) != _given(end, name, ordinals) for name, ordinals in asked.reached.items()
    )
    return Between(start, end, tuple(found), (DATA if asked.period is not None else LATE) if moved else "")


def _given(world: World, name: str, ordinals: Periods) -> frozenset[int]:
    """Which of the periods that are read are loaded."""
    given = frozenset(world.loaded.get(name, ()))
    return given if ordinals is None else given & ordinals


Sides = tuple[Mapping[str, set[str]], Mapping[str, set[str]]]  # by dimension the members that came, and those that went


def _cause(
    keys: Unit,
    before: Held | None,
    after: Held | None,
    period: Period | None,
    complete: bool,
    valid: Sides,
    named: Sides,
) -> tuple[str, Unit]:
    if period is None:
        return (LATE if before is None else CORRECTED), keys
    for sides, causes in ((valid, (ENTERING, LEAVING)), (named, (SENT, UNSENT) if complete else (ENTERING, LEAVING))):
        for cause, members in zip(causes, sides, strict=True):
            unit = tuple((dimension, member) for dimension, member in keys if member in members.get(dimension, ()))
            if unit:
                return cause, unit[:1]
    if complete and keys and (before is None) != (after is None):
        return (SENT if before is None else UNSENT), keys
    return DATA, keys


def _compared(start: World, asked: Asked) -> list[str]:
    """The keyed dimensions whose members may come and go between the two sides."""
    if asked.period is None:
        return []
    declared = asked.program.dimensions.items()
    return [name for name, one in declared if one.key and name not in asked.home and name in start.rows]


def _valid_on_one_side(start: World, end: World, asked: Asked) -> Sides:
    """The members that are valid in one of the worlds only."""
    found = {name: [_valid(world, name, asked.period) for world in (start, end)] for name in _compared(start, asked)}
    return _sides(found)


def _named_on_one_side(start: World, end: World, asked: Asked) -> Sides:
    """The members that have facts in one of the worlds only, where both have any."""
    names = _compared(start, asked)
    found = {name: [_with_facts(world, asked.relations, name) for world in (start, end)] for name in names}
    return _sides({name: both for name, both in found.items() if all(both)})


def _sides(found: Mapping[str, list[set[str]]]) -> Sides:
    both = found.items()
    return {name: after - before for name, (before, after) in both}, {n: before - after for n, (before, after) in both}


def _valid(world: World, dimension: str, period: Period | None) -> set[str]:
    names = world.names[dimension]
    if period is None or START not in names:
        return {keys[0] for _, keys in world.rows[dimension]}
    first, last = days(period)
    start, end = names.index(START), names.index(END)
    return {
        keys[0]
        for (_, keys), held in world.rows[dimension].items()
        if _upto(held.values[start], last) and not _before(held.values[end], first)
    }


def _upto(day: object, last: int) -> bool:
    return not isinstance(day, int) or day <= last


def _before(day: object, first: int) -> bool:
    return isinstance(day, int) and day < first


def _with_facts(world: World, relations: Mapping[str, Relation], dimension: str) -> set[str]:
    found: set[str] = set()
    for name, relation in relations.items():
        if dimension in relation.dimensions and not relation.is_dimension and name in world.rows:
            at = relation.dimensions.index(dimension)
            found |= {keys[at] for _, keys in world.rows[name]}
    return found
