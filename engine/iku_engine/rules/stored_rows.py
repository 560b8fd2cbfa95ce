"""Whether stored rows are what the specs demand of rows that count: asked at every door by which rows come to count.

An import and a correction look at a row before it is stored (`importing.rows`), and so do not ask here. Those who ask are other specs (of
the rows that count, or will once their period is opened), a withdrawal (of what it brings back), an opening (of what it lets in), and a
look at an earlier time (of what counted then). That the members which rows name are there is for `members.orphans` and `members.listed` to
say.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

import sqlalchemy as sa

from iku_dsl.period import from_ordinal
from iku_dsl.problem import Text, say
from iku_dsl.program import Program
from iku_dsl.records import record
from iku_dsl.types import Kind
from iku_engine.database.books import PERIOD
from iku_engine.database.relations import Relation, Schema
from iku_engine.database.stored import missing_interval
from iku_engine.errors import WrongUse
from iku_engine.members.orphans import rows_at
from iku_engine.rules.rowcheck import RowCheck
from iku_engine.snapshot.snapshot import Snapshot
from iku_engine.staging.plain import stored
from iku_engine.store.shapes import Holds, known_shapes, lying, read_shape, shape, steps

SHOWN = 5  # rows that a sentence names


@record
class Way:
    """How many rows are in the way, the places of the first of them, and (of a rule) what the first breaks."""

    count: int
    places: tuple[str, ...]
    reason: Text | None = None

    def refusal(self, key: str, **arguments: object) -> Text:
        """The sentence that refuses a change."""
        more = ("…",) if self.count > len(self.places) else ()
        return say(key, count=self.count, places=self.places + more, **arguments)


def every_demand(relation: Relation) -> Iterator[Holds]:
    """All that is demanded of the rows of a relation."""
    for name, column in relation.columns.items():
        if not column.may_be_missing:
            yield Holds(name, "required")
        if column.type.kind is Kind.NUMBER and (column.range.low, column.range.high) != (None, None):
            yield Holds(name, "range")
        if column.type.kind is Kind.CHOICE:
            yield Holds(name, "choices")
    yield Holds("", "rules")


def in_the_way(
    connection: sa.Connection,
    schema: Schema,
    program: Program,
    relation: Relation,
    rows: sa.FromClause,
    demand: Holds,
    there: Snapshot | None = None,
) -> Way:
    """Of some stored rows, those that are not as is demanded. `there` are the facts that they are among, where those are not of now."""
    if demand.what == "rules":
        return _breaking_rules(connection, schema, program, relation, rows, there)
    return lying_so(connection, schema, relation, rows, _other_than(relation, rows.c[demand.column], demand))


def lying_so(
    connection: sa.Connection,
    schema: Schema,
    relation: Relation,
    rows: sa.FromClause,
    condition: sa.ColumnElement[bool],
) -> Way:
    """Of some stored rows, those of which a condition holds."""
    count = connection.execute(sa.select(sa.func.count()).select_from(rows).where(condition)).scalar_one()
    first = sa.select(rows.c.row_id).where(condition).order_by(rows.c.row_id).limit(SHOWN)
    ids = list(connection.execute(first).scalars()) if count else []
    return Way(count, places(connection, schema, relation, ids))


def _other_than(relation: Relation, stored: sa.ColumnElement[Any], demand: Holds) -> sa.ColumnElement[bool]:
    declared = relation.columns[demand.column]
    match demand.what:
        case "required":
            return stored.is_(None)
        case "choices":
            return stored.not_in(declared.type.choices)
        case _:
            span, parts = missing_interval(declared), declared.parts
            below = stored < int(span.low * parts) if span.low is not None else sa.false()
            above = stored > int(span.high * parts) if span.high is not None else sa.false()
            return sa.or_(below, above)


def _breaking_rules(
    connection: sa.Connection,
    schema: Schema,
    program: Program,
    relation: Relation,
    rows: sa.FromClause,
    there: Snapshot | None,
) -> Way:
    """The rows that break a `syarat` or are beyond an end that something else gives, and those beside which another one would."""
    check = RowCheck(schema, program, relation, connection, there=there)
    if check.calculation is None:
        return Way(0, ())
    count, first = 0, []
    reason: Text | None = None
    found = connection.execute(sa.select(rows).order_by(rows.c.row_id)).mappings()
    every = [{str(name): value for name, value in row.items()} for row in found]
    for at in check.open_rows(stored(relation, every)) if every else ():
        row = every[at]
        keys = tuple(row[relation.key_column(dimension).name] for dimension in relation.dimensions)
        broken = check.broken_rule(row[PERIOD], keys, row)
        if broken is not None:
            count += 1
            first += [row["row_id"]] if count <= SHOWN else []
            reason = reason or broken[1]
    return Way(count, places(connection, schema, relation, first), reason)


def places(connection: sa.Connection, schema: Schema, relation: Relation, ids: Collection[int]) -> tuple[str, ...]:
    """Where rows came from: `espm.csv:12 (3201, sanitasi)`, or `#7 (2024, 3201, sanitasi)` of one that came by no file."""
    table, found = relation.table.c, rows_at(connection, schema, relation, list(ids))
    of = (
        dict(connection.execute(sa.select(table.row_id, table[PERIOD]).where(table.row_id.in_(ids))).all())
        if ids
        else {}
    )
    made = []
    for row in ids:
        at, keys = found[row]
        dated = (
            (str(from_ordinal(of[row], relation.grain)),) if at.startswith("#") and relation.grain is not None else ()
        )
        named = ", ".join((*dated, *keys))
        made.append(f"{at} ({named})" if named else at)
    return tuple(made)


def _unmet(
    connection: sa.Connection, relation: Relation, rows: sa.FromClause, demanded: Iterable[Holds]
) -> Iterator[Holds]:
    """Of some demands those that are looked at one by one: of the columns only where any row is other than one of them says."""
    every = list(demanded)
    of_columns = [one for one in every if one.what != "rules"]
    others = sa.or_(sa.false(), *(_other_than(relation, rows.c[one.column], one) for one in of_columns))
    met = connection.execute(sa.select(rows.c.row_id).where(others).limit(1)).first() is None
    yield from (one for one in every if one.what == "rules" or not met)


def _first(demanded: Iterable[Holds], way_of: Callable[[Holds], Way], key: str, **arguments: object) -> Iterator[Text]:
    """What is said of the first demand that some rows do not meet."""
    for demand in demanded:
        way = way_of(demand)
        if way.count:
            reason = way.reason or say(f"demand.{demand.what}", column=demand.column)
            yield way.refusal(key, reason=reason, **arguments)
            return


def refuse_back(
    connection: sa.Connection,
    schema: Schema,
    program: Program,
    relation: Relation,
    batch: int,
    key: str = "demand.back",
) -> None:
    """Of the rows that a withdrawal has brought back, or a correction of rows that the specs no longer admit has written.

    Errors: `WrongUse`, in the words of `key`, where one of them is not as the specs demand.
    """
    rows = sa.select(relation.table).where(relation.table.c.batch_id == batch).subquery()

    def way_of(demand: Holds) -> Way:
        return in_the_way(connection, schema, program, relation, rows, demand)

    unmet = _unmet(connection, relation, rows, every_demand(relation))
    for text in _first(unmet, way_of, key, relation=relation.name):
        raise WrongUse(text)


def refuse_let_in(
    connection: sa.Connection, schema: Schema, program: Program, relations: Collection[str], event: int
) -> None:
    """Of the rows that an opening, the `event`, has let in of some relations.

    Errors: `WrongUse` where one of them is not as the specs demand, or these specs do not have what is demanded of them.
    """
    let_in = schema.admitted.c
    shapes = known_shapes(connection, schema) if set(relations) - schema.relations.keys() else {}
    for name in relations:
        relation = schema.relations.get(name)
        if relation is None:
            known = read_shape(shapes[name])
            if known.rules or any(column.limit for column in known.columns.values()):
                raise WrongUse(say("demand.unknown", relation=name))
            continue
        table, gone = relation.table, relation.superseded
        mine = sa.exists().where(
            let_in.event_id == event,
            let_in.relation == name,
            let_in.batch_id == table.c.batch_id,
            let_in[PERIOD] == table.c[PERIOD],
        )
        kept = ~sa.exists().where(gone.c.row_id == table.c.row_id)
        rows = sa.select(table).where(mine, kept).subquery()

        def way_of(demand: Holds, relation: Relation = relation, rows: sa.Subquery = rows) -> Way:
            return in_the_way(connection, schema, program, relation, rows, demand)

        unmet = _unmet(connection, relation, rows, every_demand(relation))
        for text in _first(unmet, way_of, "demand.let-in", relation=name):
            raise WrongUse(text)


def looking_back(snapshot: Snapshot, upto: int) -> Callable[[Relation], None]:
    """What to ask of each relation before its rows are read as they were after an event, by specs that may be others than those of then.

    What is given raises `WrongUse` for a relation of which rows that counted then are not as the specs demand now.
    """
    then = lying(snapshot.connection, snapshot.tables, upto)

    def ask(relation: Relation) -> None:
        before = then.get(relation.name)
        if before is None:
            return
        now = shape(snapshot.program, relation)
        changes = steps(before.shape, now, set(before.shape.columns))
        demanded = [
            one for one in changes if isinstance(one, Holds) and one.what != "required"
        ]  # what is empty is told as missing
        if not demanded:
            return
        rows = snapshot.current(relation)

        def way_of(demand: Holds) -> Way:
            return in_the_way(snapshot.connection, snapshot.tables, snapshot.program, relation, rows, demand, snapshot)

        for text in _first(demanded, way_of, "demand.then", relation=relation.name):
            raise WrongUse(text)

    return ask
