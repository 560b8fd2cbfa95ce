"""The facts of a world as another program's sources have them: the same rows, in its columns and its decimals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from iku_dsl.problem import Text, say
from iku_dsl.program import NOT_APPLICABLE_PREFIX, Column, Program
from iku_dsl.types import Kind
from iku_engine.database.relations import Relation, schema
from iku_engine.worlds.world import Held, Place, World, value_names

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
