"""Every figure of a set, for statistics that need them all: each once, with how many elements have it, so that few come back."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from iku_dsl.program.expression import Expression
from iku_dsl.records import record
from iku_engine.engines.base import whole
from iku_engine.sql.sets import WITHOUT_ENTRY, Entity, SetQueries, refuse_without_entry
from iku_engine.sql.terms import NotInSqlError


@record
class Figure:
    """A number of so many elements of one certainty: a whole number or None where it is missing, then between `low` and `high`."""

    code: int
    value: int | None
    low: int | None
    high: int | None
    not_applicable: bool
    count: int


@record
class Figures:
    """Those of all entities, over one denominator."""

    by_entity: dict[Entity, list[Figure]]
    denominator: int


def figures(queries: SetQueries, operand: Expression, answers: Sequence[str]) -> Figures:
    """What an operand is for the elements that are in or may be, for what this answers. Errors: `NotInSqlError`."""
    number = queries.compiler.number(operand)
    if isinstance(number.value, sa.BindParameter):
        raise NotInSqlError("the same for every element")  # grouped by, it would name a column by its place
    parts = [queries.together().label("code"), number.value.label("value")]
    if not number.certain:
        parts += [number.low.label("low"), number.high.label("high")]
    if number.na is not None:
        parts.append(sa.cast(number.na, sa.Integer()).label("na"))
    entities = queries.entities()
    counted = [sa.func.count().label("elements"), *queries.without_entry()]
    query = queries.select(*entities, *parts, *counted).where(queries.in_or_may_be())
    names = query.selected_columns.keys()
    queries.look()
    found: dict[Entity, list[Figure]] = {}
    for values in queries.snapshot.ask(query.group_by(*entities, *parts), answers, [("value", operand.text)]):
        row = dict(zip(names, values, strict=True))
        refuse_without_entry(row.get(WITHOUT_ENTRY))
        value = whole(row["value"])
        ends = (value, value) if number.certain else (whole(row["low"]), whole(row["high"]))
        figure = Figure(whole(row["code"]) or 0, value, *ends, bool(row.get("na")), whole(row["elements"]) or 0)
        found.setdefault(tuple(values[: len(entities)]), []).append(figure)
    return Figures(found, number.denominator)
