"""The facts of a world as another program has them: in its columns and decimals, without the rows that its rules do not let in.

Such rows are told, as an import by these specs would.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from iku_dsl.problem import Text, say
from iku_dsl.program import KEY_PREFIX, NOT_APPLICABLE_PREFIX, Column, Program
from iku_dsl.types import Kind
from iku_engine.database.books import PERIOD
from iku_engine.database.relations import Relation, schema
from iku_engine.plan.meaning import relations_read
from iku_engine.plan.reach import Periods, rules_of, together
from iku_engine.rules.rules_beside import breaking
from iku_engine.snapshot.snapshot import Snapshot
from iku_engine.store.shapes import Holds, shape, steps
from iku_engine.worlds.world import Held, Place, Stage, World, value_names

LIMIT = 2**63 - 1


def recast(world: World, now: Program, other: Program) -> tuple[World, tuple[Text, ...]]:
    """The world for another program, and what is to be told of it.

    A source that is new there, or has other keys, has no facts; a column that is new there is empty, and so is a value that the column
    there cannot hold; a row about a member that is not listed there is not there (each is counted and told). Nothing is rounded.
    """
    before, after = schema(now).relations, schema(other).relations
    names: dict[str, tuple[str, ...]] = {}
    rows: dict[str, Mapping[Place, Held]] = {}
    told: list[Text] = []
    lost: Counter[tuple[str, str]] = Counter()
    gone: Counter[tuple[str, str]] = Counter()
    for name, relation in after.items():
        known = before.get(name)
        names[name] = value_names(relation)
        if known is None or name not in world.rows:
            rows[name] = {}
        elif (known.grain, known.dimensions) != (relation.grain, relation.dimensions):
            rows[name] = {}
            told += [say("recast-keys", relation=relation.label)] if world.rows[name] else []
        else:
            rows[name] = _rows(world, known, _of_listed(world.rows[name], known, relation, gone), relation, lost)
    told += [say("recast-members", dimension=one, relation=name, count=n) for (name, one), n in gone.items() if n]
    told += [say("recast-cells", column=column, relation=name, count=n) for (name, column), n in lost.items()]
    loaded = {
        name: periods
        for name, periods in world.loaded.items()
        if name in after and _same_keys(before[name], after[name])
    }
    named = _named(rows, after, other)
    rows.update({name: {**more, **rows[name]} for name, more in named.items()})
    return replace(world, names=names, rows=rows, loaded=loaded), tuple(told)


def _same_keys(one: Relation, other: Relation) -> bool:
    return (one.grain, one.dimensions) == (other.grain, other.dimensions)


def _of_listed(
    rows: Mapping[Place, Held], known: Relation, wanted: Relation, gone: Counter[tuple[str, str]]
) -> Mapping[Place, Held]:
    """The rows whose keys are members there, too."""
    for at, dimension in enumerate(wanted.dimensions):
        if _narrower(known, wanted, dimension):
            listed = frozenset(wanted.listed[dimension])
            gone[wanted.label, dimension] += sum(keys[at] not in listed for _, keys in rows)
            rows = {place: held for place, held in rows.items() if place[1][at] in listed}
    return rows


def _narrower(known: Relation, wanted: Relation, dimension: str) -> bool:
    """Whether the specs there list the members of a dimension, and perhaps not all that rows name."""
    listed, before = wanted.listed.get(dimension), known.listed.get(dimension)
    return listed is not None and (before is None or not set(before) <= set(listed))


def _rows(
    world: World, known: Relation, rows: Mapping[Place, Held], wanted: Relation, lost: Counter[tuple[str, str]]
) -> Mapping[Place, Held]:
    old = world.names[known.name]
    if old == value_names(wanted) and all(
        _alike(known.columns[name], column) and not _narrower(known, wanted, column.type.of)
        for name, column in wanted.columns.items()
    ):
        return rows
    at = {name: place for place, name in enumerate(old)}
    found: dict[Place, Held] = {}
    for place, held in rows.items():
        values: list[object] = []
        for name, column in wanted.columns.items():
            value = held.values[at[name]] if name in at else None
            absent = held.values[at[NOT_APPLICABLE_PREFIX + name]] if NOT_APPLICABLE_PREFIX + name in at else None
            kept = _value(known.columns[name], column, wanted, value) if name in at else None
            if (value is not None and kept is None) or (absent and not column.may_be_missing):
                lost[wanted.label, column.title] += 1
            values += [kept, absent] if column.may_be_missing else [kept]
        found[place] = Held(held.batch, held.line, tuple(values))
    return found


def _alike(one: Column, other: Column) -> bool:
    """Whether what is stored of a column stands for the same, and is admitted, in another."""
    return (one.type, one.parts, one.may_be_missing, one.range) == (
        other.type,
        other.parts,
        other.may_be_missing,
        other.range,
    )


def _value(column: Column, wanted: Column, there: Relation, value: object) -> object:
    """A stored value for another column, None where that cannot hold it."""
    if value is None or column.type.kind is not wanted.type.kind:
        return None
    match wanted.type.kind:
        case Kind.NUMBER:
            assert isinstance(value, int)
            whole, rest = divmod(value * wanted.parts, column.parts)
            fits = not rest and abs(whole) <= LIMIT and column.type.unit == wanted.type.unit
            return whole if fits and Fraction(whole, wanted.parts) in wanted.range else None
        case Kind.CHOICE:
            return value if value in wanted.type.choices else None
        case Kind.MEMBER:
            listed = there.listed.get(wanted.type.of)
            return value if listed is None or value in listed else None
        case Kind.TRUTH | Kind.DATE | Kind.TEXT | Kind.BROKEN:
            return value


def _named(
    rows: Mapping[str, Mapping[Place, Held]], relations: Mapping[str, Relation], program: Program
) -> dict[str, dict[Place, Held]]:
    """Members of dimensions without a file of their own, which facts name."""
    found: dict[str, dict[Place, Held]] = {}
    for name, relation in relations.items():
        for at, dimension in enumerate(relation.dimensions):
            declared = program.dimensions[dimension]
            if relation.is_dimension or not declared.key or declared.imported:
                continue
            members = found.setdefault(dimension, {})
            for (_, keys), held in rows[name].items():
                members.setdefault((0, (keys[at],)), Held(held.batch, held.line, ()))
    return found


def demanding(now: Program, other: Program) -> tuple[str, ...]:
    """The sources of which another program demands what the program that the facts are held by does not."""
    before, after = schema(now).relations, schema(other).relations
    found = []
    for name in other.sources:
        known = before.get(name)
        wanted = shape(other, after[name])
        old = shape(now, known) if known is not None else None
        if old is not None and Holds("", "rules") in steps(old, wanted, set(wanted.columns)):
            found.append(name)
    return tuple(found)


def needed_by_rules(now: Program, other: Program, reached: Mapping[str, Periods]) -> Mapping[str, Periods]:
    """What must be known of the facts to hold them against the rules of another program, beside what is reached."""
    held = [name for name in demanding(now, other) if name in reached]
    return together(rules_of(other, held), dict.fromkeys(_naming(other, other.dimensions))) if held else {}


def _naming(program: Program, dimensions: Collection[str]) -> list[str]:
    """The sources whose rows name the members of some dimensions, of those that have no file."""
    bare = {name for name in dimensions if program.dimensions[name].named_by_facts}
    return [name for name, one in program.sources.items() if bare.intersection(one.dimensions)]


def sources_seen(now: Program, other: Program, indicators: Collection[str]) -> frozenset[str]:
    """The sources that must be known for what some indicators are by another program, and for all that is told of its facts.

    That are those that the indicators read, and those that are declared otherwise there, as rows and cells of these may be lost; with what
    their rules look at, and what names their members.
    """
    before, after = schema(now).relations, schema(other).relations
    read = relations_read(other, indicators)
    otherwise = [
        name
        for name in other.sources
        if name in before and shape(now, before[name]).text != shape(other, after[name]).text
    ]
    found, waiting = set[str](), {*otherwise, *read & other.sources.keys()}
    while waiting:
        found |= waiting
        waiting = rules_of(other, waiting).keys() - found
    bare = other.dimensions if demanding(now, other) else read & other.dimensions.keys()
    return frozenset(found.union(_naming(other, bare)))


def seen_by(stage: Stage, world: World, now: Program) -> tuple[World, tuple[Text, ...]]:
    """A world as a stage's program has it: in its columns, without the rows that its rules do not let in; and what is told of both."""
    there, told = recast(world, now, stage.program)
    gone, more = _gone(stage, stage.program, there, now)
    return without(there, stage.program, gone), (*told, *more)


def let_in(stage: Stage, program: Program, world: World, now: Program) -> tuple[World, tuple[Text, ...]]:
    """The rows of a world that another program lets in, as the one has them that the facts are held by, and what is told.

    The stage has the sources of the other program.
    """
    there, told = recast(world, now, program)
    gone, more = _gone(stage, program, there, now)
    return without(world, now, gone), (*told, *more)


def _gone(
    stage: Stage, program: Program, world: World, now: Program
) -> tuple[Mapping[str, Collection[Place]], tuple[Text, ...]]:
    """The places of the rows that a program does not let in, and what is told of them; `now` is that which lets in all of them."""
    held = [name for name in demanding(now, program) if name in world.rows]
    gone: dict[str, dict[Place, Text]] = {}
    while broken := {name: some for name in held if (some := dict(_broken(stage, program, world, name)))}:
        for name, some in broken.items():
            gone.setdefault(name, {}).update(some)
        world = without(world, program, broken)  # others may look at what is gone
    told = [
        say(
            "recast-rows",
            relation=stage.store.schema.relations[name].label,
            count=len(some),
            reason=next(iter(some.values())),
        )
        for name, some in gone.items()
    ]
    return gone, tuple(told)


def _broken(stage: Stage, program: Program, world: World, name: str) -> Iterator[tuple[Place, Text]]:
    """The places of rows that break a rule, each with what it breaks."""
    store = stage.show(world)
    with store.reading() as connection:
        snapshot = Snapshot(connection, store.schema, program)
        relation = store.schema.relations[name]
        for row, (_, reason) in breaking(program, snapshot, relation):
            ordinal = row.values[PERIOD]
            assert isinstance(ordinal, int)
            yield (ordinal, tuple(str(row.values[KEY_PREFIX + one]) for one in relation.dimensions)), reason


def without(world: World, program: Program, gone: Mapping[str, Collection[Place]]) -> World:
    """A world without some rows, nor the members that only these named."""
    rows: dict[str, Mapping[Place, Held]] = dict(world.rows)
    for name, places in gone.items():
        rows[name] = {place: held for place, held in rows[name].items() if place not in places}
    named = [one for one in program.dimensions if program.dimensions[one].named_by_facts and one in rows]
    for dimension in named:
        naming = [
            (name, source.dimensions.index(dimension))
            for name, source in program.sources.items()
            if dimension in source.dimensions
        ]
        there = {keys[at] for name, at in naming for _, keys in rows.get(name, ())}
        lost = {keys[at] for name, at in naming for _, keys in gone.get(name, ())} - there
        rows[dimension] = {place: held for place, held in rows[dimension].items() if place[1][0] not in lost}
    return replace(world, rows=rows)
