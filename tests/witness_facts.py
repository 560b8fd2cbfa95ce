"""The facts of a counter-example, and what the engine makes of them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from random import Random

from random_facts import Facts, cell_text, loaded, random_cell

from iku_dsl.bounds.functions import Value
from iku_dsl.bounds.witness import Witness
from iku_dsl.period import Period
from iku_dsl.program import Column, Program
from iku_dsl.types import Kind
from iku_engine.indicators.results import result as result_of
from iku_engine.results.evaluation import Result

YEAR = 2025


def facts_of(program: Program, witness: Witness) -> Facts:
    """The facts of a small world: its rows, and its members with the attributes that were read."""
    world, facts = witness.world, Facts()
    keys: dict[str, dict[str, None]] = {name: {} for name in program.dimensions}
    rows: dict[str, list[tuple[str, ...]]] = {name: [] for name in program.sources}
    for (name, at_period, members), row in sorted(world.rows.items(), key=lambda item: str(item[0][1])):
        source = program.sources[name]
        if row is None:
            continue
        at = (str(at_period),) if source.grain is not None else ()
        rows[name].append((*at, *members, *(_text(column, row[column.name]) for column in source.columns.values())))
        for dimension, member in zip(source.dimensions, members, strict=True):
            keys[dimension].setdefault(member)
    read: dict[tuple[str, str], dict[str, Value]] = {
        (d, m): {} for d, members in world.members.items() for m in members
    }
    for (dimension, attribute, member), value in world.attributes.items():
        read.setdefault((dimension, member), {})[attribute] = value
    for dimension, member in [*read, *((d, m) for d, members in keys.items() for m in members)]:
        keys[dimension].setdefault(member)
    for name, declared in program.dimensions.items():
        facts.members[name] = tuple(keys[name])
        if declared.imported:
            facts.rows[name] = [
                (member, *(_attribute(program, c, read.get((name, member), {})) for c in declared.attributes.values()))
                for member in keys[name]
            ]
    for name, source in program.sources.items():
        facts.rows[name] = rows[name]
        facts.loaded[name] = [p for year in range(YEAR - 15, YEAR + 2) for p in _parts(Period(year), source.grain)]
    return facts


def _parts(year: Period, grain: object) -> tuple[Period, ...]:
    if grain is None:
        return ()
    return (year,) if grain is year.grain else year.parts(grain)  # type: ignore[arg-type]


def _text(column: Column, value: object) -> str:
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, date):
        return value.isoformat()
    return cell_text(column, value) if isinstance(value, Fraction) else str(value)


def _attribute(program: Program, column: Column, read: object) -> str:
    known = read.get(column.name) if isinstance(read, dict) else None
    if known is not None:
        return _text(column, known)
    if column.type.kind is Kind.MEMBER and not program.dimensions[column.type.of].enumerated:
        return "a"
    return random_cell(program, column, Random(1))


def evaluated(program: Program, indicator: str, witness: Witness) -> Result:
    """What comes out of the facts of a counter-example, each of which an import would take."""
    facts = facts_of(program, witness)
    with loaded(program, facts) as world, world.evaluating(program) as evaluator:
        assert all(all(taken) for taken in world.taken.values()), (
            f"a witness has facts that a file could have: {facts.rows}"
        )
        key = tuple(witness.at.keys[dimension] for dimension in program.indicators[indicator][0].dimensions)
        return result_of(evaluator, indicator, witness.world.period, key)
