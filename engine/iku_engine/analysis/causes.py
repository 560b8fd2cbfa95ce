"""What differs between two worlds, by cause; and the worlds between them, in which some of it is already so."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from iku_dsl.period import Period
from iku_dsl.program import Program
from iku_dsl.program.lookups import END, START
from iku_engine.analysis.inside import Touched
from iku_engine.analysis.reach import Periods
from iku_engine.analysis.world import Held, Place, World
from iku_engine.facts.relations import NOT_APPLICABLE_PREFIX, Relation
from iku_engine.validity import days

DATA, ENTERING, LEAVING, LATE, CORRECTED = "data", "entering", "leaving", "late", "corrected"
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
        return tuple(cause for cause in (LATE, CORRECTED, ENTERING, LEAVING, DATA) if cause in found)

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
    came, went = _members(start, end, asked) if asked.period is not None else ({}, {})
    found: list[Difference] = []
    for name, relation in asked.relations.items():
        if name not in start.rows:
            continue
        before, after = start.rows[name], end.rows[name]
        names = start.names[name]
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
            cause, unit = _cause(keys, left, asked.period, came, went)
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


def _cause(
    keys: Unit, before: Held | None, period: Period | None, came: Mapping[str, set[str]], went: Mapping[str, set[str]]
) -> tuple[str, Unit]:
    if period is None:
        return (LATE if before is None else CORRECTED), keys
    for cause, members in ((ENTERING, came), (LEAVING, went)):
        unit = tuple((dimension, member) for dimension, member in keys if member in members.get(dimension, ()))
        if unit:
            return cause, unit[:1]
    return DATA, keys


def _members(start: World, end: World, asked: Asked) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """By keyed dimension, the members that came and those that went: valid in one of the worlds only, or with facts in one only."""
    came: dict[str, set[str]] = {}
    went: dict[str, set[str]] = {}
    for name, declared in asked.program.dimensions.items():
        if not declared.key or name in asked.home or name not in start.rows:
            continue
        valid = [_valid(world, name, asked.period) for world in (start, end)]
        there = [_with_facts(world, asked.relations, name) for world in (start, end)]
        came[name], went[name] = valid[1] - valid[0], valid[0] - valid[1]
        if all(there):
            came[name] |= there[1] - there[0]
            went[name] |= there[0] - there[1]
    return came, went


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
