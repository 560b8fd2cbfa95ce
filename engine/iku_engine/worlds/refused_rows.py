"""The rows of a world that another program's rules do not let in: they are not there, and told, as an import by these specs would."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from iku_dsl.problem import Text, say
from iku_dsl.program import KEY_PREFIX, Program
from iku_engine.database.books import PERIOD
from iku_engine.database.relations import schema
from iku_engine.plan.reach import Periods, rules_of, together
from iku_engine.rules.rules_beside import breaking
from iku_engine.snapshot.snapshot import Snapshot
from iku_engine.store.migration_steps import Holds, steps
from iku_engine.store.shapes import shape
from iku_engine.worlds.recast import recast
from iku_engine.worlds.staging import Stage
from iku_engine.worlds.world import Held, Place, World


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
    naming = [
        name for name, one in other.sources.items() if any(other.dimensions[d].named_by_facts for d in one.dimensions)
    ]
    return together(rules_of(other, held), dict.fromkeys(naming)) if held else {}


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
        for row, reason in breaking(program, snapshot, relation):
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
