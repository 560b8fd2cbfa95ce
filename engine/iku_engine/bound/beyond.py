"""Members that are not valid in the period of a row: found where their days are known, by period and member."""

from __future__ import annotations

from collections.abc import Sequence

from iku_dsl.period import from_ordinal
from iku_dsl.program.sources import END, START
from iku_engine.bound.context import Desk
from iku_engine.bound.stored import quoted
from iku_engine.database.relations import Relation
from iku_engine.members.validity import days


def beyond(desk: Desk, relation: Relation, source: str, period: str, keys: Sequence[tuple[str, str]]) -> list[str]:
    """The conditions of rows about a member that is not valid in their period; `period` and `keys` are SQL over `source`."""
    if relation.grain is None or relation.is_dimension:
        return []
    found: list[str] = []
    for dimension, key in keys:
        if not desk.program.dimensions[dimension].validity:
            continue
        members = desk.store.schema.relations[dimension]
        desk.engine.bring(members.table)
        table, name = desk.engine.named(members.table), quoted(members.key_column(dimension).name)
        limited = (
            f"(SELECT {name} AS member, {START}, {END} FROM {table} WHERE {START} IS NOT NULL OR {END} IS NOT NULL)"
        )
        run = desk.database.execute
        if not run(f"SELECT 1 FROM {limited} LIMIT 1").fetchall():
            continue
        there = [row[0] for row in run(f"SELECT DISTINCT {period} FROM {source}").fetchall()]
        spans = ", ".join(
            f"({n}, {first}, {last})" for n in there for first, last in [days(from_ordinal(n, relation.grain))]
        )
        if not spans:
            continue
        bad = f"iku_beyond_{next(desk.numbers)}"
        run(
            f"CREATE TABLE {bad} AS SELECT d.period, m.member FROM {limited} m, (VALUES {spans}) AS d(period, first, last) "
            f"WHERE m.{START} > d.last OR m.{END} < d.first"
        )
        found.append(f"({period}, {key}) IN (SELECT period, member FROM {bad})")
    return found
