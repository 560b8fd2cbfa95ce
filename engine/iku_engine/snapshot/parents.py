"""Members whose parent is not valid in a period: what is asked of each province leaves them out, though the country has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import sqlalchemy as sa

from iku_dsl.period import Period
from iku_dsl.problem import say
from iku_dsl.program import Indicator, Program, read_by
from iku_dsl.program import expression as ex
from iku_engine.plan.set_chain import binder
from iku_engine.results.marks import Mark, MarkKind
from iku_engine.snapshot.snapshot import Snapshot

SHOWN = 3  # parents that a mark names


def attributes(program: Program, indicator: Indicator) -> dict[tuple[str, str], str]:
    """The attributes (with their dimension) by which an indicator takes members as those of an entity, with the dimension of that entity.

    Only entities that end or begin are asked for.
    """
    found: dict[tuple[str, str], str] = {}
    for expression in read_by(indicator):
        for part in ex.walk(expression):
            bound = binder(part) if isinstance(part, ex.Comparison) else None
            if bound is not None and isinstance(bound[1], ex.AttributeValue) and program.dimensions[bound[0]].validity:
                found[bound[1].dimension, bound[1].attribute] = bound[0]
    return found


def below_none(
    program: Program, snapshot: Snapshot, asked: Mapping[tuple[str, str], str], period: Period
) -> Iterator[Mark]:
    """What marks an indicator that asks for members by their parent (`attributes`) in a period in which some parents are not valid."""
    for (dimension, attribute), parents in asked.items():
        gone = {m for m, one in snapshot.validity.of(parents).items() if not one.covers(period)}
        if not gone:
            continue
        relation = snapshot.tables.relations[dimension]
        current = snapshot.current(relation)
        column = current.c[attribute]
        valid = snapshot.validity.conditions(dimension, current, period)
        query = sa.select(column, sa.func.count().label("members")).where(column.is_not(None), *valid).group_by(column)
        counts = {
            row[0]: int(row[1]) for row in snapshot.ask(query, [f"{relation.name}.{attribute}"]) if row[0] in gone
        }
        if counts:
            yield _mark(program, snapshot, (dimension, parents), counts, period)


def _mark(program: Program, snapshot: Snapshot, of: tuple[str, str], counts: dict[str, int], period: Period) -> Mark:
    dimension, parents = of
    named = [snapshot.label(parents, member) for member in sorted(counts)]
    more = ("…",) if len(named) > SHOWN else ()
    about = {
        "count": sum(counts.values()),
        "dimension": program.dimensions[dimension].title,
        "parents": program.dimensions[parents].title,
        "named": (*named[:SHOWN], *more),
        "period": str(period),
    }
    return Mark(MarkKind.PARTIAL, say("mark.below-none", **about))
