"""Makes the tables of a program where they are new, and brings those that are there up to its specs, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import sqlalchemy as sa

from iku_dsl.period import from_ordinal
from iku_dsl.problem import say
from iku_dsl.program import KEY_PREFIX, NOT_APPLICABLE_PREFIX, SUPERSEDED, Program
from iku_dsl.program.sources import START
from iku_engine.database.books import PERIOD
from iku_engine.database.chain import next_place, write
from iku_engine.database.enforced import enforce, enforced
from iku_engine.database.relations import MEMBERS, Relation, Schema, bounded_index, make_tables
from iku_engine.database.rights import forbid_changes, permitting_changes
from iku_engine.errors import StoreError
from iku_engine.members.members import name_members
from iku_engine.rules.stored_rows import lying_so
from iku_engine.store.shapes import (
    FORMAT,
    Add,
    AddNotApplicable,
    EarlierShapes,
    Holds,
    Rebuild,
    Rescale,
    Shape,
    Step,
    kept_relations,
    known_shapes,
    lying,
    shape,
    steps,
)

if TYPE_CHECKING:
    from alembic.operations import Operations
from iku_engine.database.bulk import among
from iku_engine.engines.base import OfStore
from iku_engine.members.members import unlisted
from iku_engine.members.orphans import standing
from iku_engine.rules.stored_rows import in_the_way
from iku_engine.store.shapes import lost_members

LARGEST = 2**63 - 1


class InTheWayError(StoreError):
    """Stored rows are not as the specs demand now."""


def migrate(connection: sa.Connection, schema: Schema, program: Program, user: str) -> None:
    """Make and change what is lacking, and write down what was done.

    Errors: `StoreError` naming the rows in the way of a change that would narrow a column.
    """
    new = not sa.inspect(connection).has_table(schema.about.name)
    tables = sorted(schema.metadata.sorted_tables, key=lambda table: not table.name.startswith("iku_"))
    there = set(sa.inspect(connection).get_table_names())
    made = [table for table in tables if table.name not in there]
    if not new:
        _refuse_names(EarlierShapes(connection, schema), schema)
    _refuse_others(connection, made)
    if made == tables:
        make_tables(connection, schema.metadata)
    else:
        schema.metadata.create_all(connection, tables=made, checkfirst=False)
    if new:
        connection.execute(schema.about.insert().values(name="format", value=FORMAT))
    known = {} if new else known_shapes(connection, schema)
    there_before = {} if new else lying(connection, schema)
    changed: dict[str, Shape] = {}
    done: list[str] = []
    for name, relation in schema.relations.items():
        wanted = shape(program, relation)
        if known.get(name) == wanted.text:
            continue
        changed[name] = wanted
        if name in known:
            # A column that the specs had once, and have again, lies there as it was.
            before = there_before[name].shape
            found = tuple(steps(before, wanted, _columns(connection, relation)))
            for step in sorted(
                found, key=lambda one: isinstance(one, Holds)
            ):  # rows are looked at with all their columns
                _take(connection, schema, program, relation, step)
                done.append(f"{name}: {_told(step)}")
            if before.grain != wanted.grain:
                _refuse_periods(connection, schema, name, before)
            if Add(START) in found and not any(isinstance(step, Rebuild) for step in found):
                connection.execute(bounded_index(relation.table).against(relation.table))
    for name in changed:
        if name in known:
            before = there_before[name].shape
            refuse_unlisted(connection, schema, schema.relations[name], before, changed[name])
    forbid_changes(connection, [table for table in made if table.name != schema.about.name])
    place = next_place(connection, schema)
    rows = [{"event_id": place.id, "relation": name, "text": found.text} for name, found in changed.items()]
    if not new and not enforced(connection):
        done.append("enforced")
    if rows or done:
        if rows:
            connection.execute(schema.shapes.insert(), rows)
        named = _named(connection, schema) if not new else {}
        detail = {
            "shapes": {name: found.text for name, found in changed.items()},
            "done": [*done, *(f"{name}: members {last - first + 1}" for name, (first, last) in named.items())],
            "members": {name: list(ids) for name, ids in named.items()},
        }
        write(connection, schema, place, "migrate", user, detail)
    enforce(connection, schema, kept_relations(connection, schema).values())


def _refuse_names(earlier: EarlierShapes, schema: Schema) -> None:
    """Refuse names that in the store are those of something else of earlier specs, even where it is empty: rows would be read as another's.

    Errors: `StoreError` for a source that was a dimension, or the other way round, and for what differs in capitals alone; for a column
    that is called as another was, as a key is, or as the column beside another one that says whether it applies.
    """
    names: dict[str, str] = {}
    dimensions: dict[str, bool] = {}
    columns: dict[str, dict[str, str]] = {}
    for name, one in earlier:
        dimensions[name] = one.prefix == MEMBERS
        names.update({called.casefold(): name for called in (name, name + SUPERSEDED)})
        mine = columns.setdefault(name, {})
        mine.update({own.casefold(): own for own in (KEY_PREFIX + key for key in one.keys)})
        for column, told in one.columns.items():
            mine[column.casefold()] = column
            if told.may_be_missing:
                mine[(NOT_APPLICABLE_PREFIX + column).casefold()] = column
    for name, relation in schema.relations.items():
        for called in (name, name + SUPERSEDED):
            if (other := names.get(called.casefold(), name)) != name:
                raise StoreError(say("migrate-taken", name=name, other=other))
        if dimensions.get(name, relation.is_dimension) != relation.is_dimension:
            raise StoreError(say("migrate-was-source" if relation.is_dimension else "migrate-was-dimension", name=name))
        mine = columns.get(name, {})
        own = [(KEY_PREFIX + key,) * 2 for key in relation.dimensions]
        for called, column in [
            *own,
            *((called, one.name) for one in relation.columns.values() for called in one.stored_names),
        ]:
            if (other := mine.get(called.casefold(), column)) != column:
                raise StoreError(say("migrate-name", relation=name, column=column, other=other))


def may_mend(connection: sa.Connection, schema: Schema, program: Program) -> bool:
    """Whether rows can be written by specs that the store does not follow yet: its tables are theirs, and only rows are in the way."""
    if not enforced(connection):
        return False
    known = lying(connection, schema)
    return all(
        name in known
        and all(
            isinstance(step, Holds) for step in steps(known[name].shape, shape(program, one), _columns(connection, one))
        )
        for name, one in schema.relations.items()
    )


def _refuse_others(connection: sa.Connection, made: Sequence[sa.Table]) -> None:
    """Whether the names of new tables are free. Errors: `StoreError` naming a view, or a table in other letters, of somebody's own."""
    told, alike = sa.inspect(connection), str.lower if connection.dialect.name == "sqlite" else str
    theirs = {alike(name): name for name in (*told.get_table_names(), *told.get_view_names())}
    for table in made:
        if (name := theirs.get(alike(table.name))) is not None:
            raise StoreError(say("store-occupied", name=name, table=table.name))


def _named(connection: sa.Connection, schema: Schema) -> dict[str, tuple[int, int]]:
    """Takes in the members that facts named while the specs enumerated them, of dimensions whose members need no file; their ids."""
    every = kept_relations(connection, schema)
    free = [one for one in schema.relations.values() if one.named_by_facts]
    found = {one.name: name_members(connection, one, every) for one in free}
    return {name: ids for name, ids in found.items() if ids is not None}


def _operations(connection: sa.Connection) -> Operations:
    from alembic.migration import MigrationContext
    from alembic.operations import Operations

    return Operations(MigrationContext.configure(connection))


def _columns(connection: sa.Connection, relation: Relation) -> set[str]:
    return {column["name"] for column in sa.inspect(connection).get_columns(relation.table.name)}


def _told(step: Step) -> str:
    values = [str(getattr(step, name)) for name in step.__slots__ if getattr(step, name)]
    return " ".join([type(step).__name__.lower(), *values])


def _take(connection: sa.Connection, schema: Schema, program: Program, relation: Relation, step: Step) -> None:
    match step:
        case Rebuild():
            _rebuild(connection, relation, step)
        case Add():
            _add(connection, relation, step.column)
        case AddNotApplicable():
            if NOT_APPLICABLE_PREFIX + step.column not in _columns(connection, relation):
                _add(connection, relation, NOT_APPLICABLE_PREFIX + step.column)
        case Rescale():
            _rescale(connection, schema, relation, step)
        case Holds():
            refuse_rows(connection, schema, program, relation, step)


def _rebuild(connection: sa.Connection, relation: Relation, step: Rebuild) -> None:
    """Only what is empty can be made anew."""
    if connection.execute(sa.select(relation.table.c.row_id).limit(1)).first() is not None:
        key = "migrate-column" if step.column else "migrate-keys"
        raise StoreError(say(key, relation=relation.name, column=step.column))
    relation.superseded.drop(connection)
    relation.table.drop(connection)
    relation.table.create(connection)
    relation.superseded.create(connection)
    forbid_changes(connection, [relation.table, relation.superseded])


def _refuse_periods(connection: sa.Connection, schema: Schema, name: str, old: Shape) -> None:
    """Refuse another grain where periods of the one before were given without a row. Errors: `StoreError` naming one of them."""
    if old.of_grain is None:
        return
    loaded = schema.loaded.c
    first = connection.execute(sa.select(sa.func.min(loaded[PERIOD])).where(loaded.relation == name)).scalar()
    if first is not None:
        raise StoreError(say("migrate-grain", relation=name, period=str(from_ordinal(first, old.of_grain))))


def _add(connection: sa.Connection, relation: Relation, name: str) -> None:
    operations = _operations(connection)
    for column in (name, NOT_APPLICABLE_PREFIX + name):
        if column in relation.table.c and column not in _columns(connection, relation):
            kind = relation.table.c[column].type
            operations.add_column(relation.table.name, sa.Column(column, kind, nullable=True))


def _rescale(connection: sa.Connection, schema: Schema, relation: Relation, step: Rescale) -> None:
    """Every stored integer is multiplied or divided; nothing is rounded, and nothing may overflow."""
    column = relation.table.c[step.column]
    times, by = (step.times // step.by, 1) if step.times % step.by == 0 else (step.times, step.by)
    if by == 1:
        way = lying_so(connection, schema, relation, relation.table, sa.func.abs(column) > LARGEST // times)
    else:
        by, left = divmod(by, times)
        if left:
            raise StoreError(say("migrate-column", relation=relation.name, column=step.column))
        times = 1
        way = lying_so(connection, schema, relation, relation.table, column % by != 0)
    if way.count:
        raise StoreError(way.refusal("migrate-digits", relation=relation.name, column=step.column))
    with permitting_changes(connection, relation.table):
        value = column * times if by == 1 else column // by  # whole: what is not divisible was refused
        connection.execute(relation.table.update().values({column: value}))


def refuse_rows(connection: sa.Connection, schema: Schema, program: Program, relation: Relation, step: Holds) -> None:
    """What the specs demand now must hold of the rows that count, or will once their period is opened. Errors: `InTheWayError`."""
    way = in_the_way(connection, schema, program, relation, _standing(connection, schema, relation), step)
    if way.count:
        raise InTheWayError(way.refusal(f"migrate-{step.what}", relation=relation.name, column=step.column))


def refuse_unlisted(connection: sa.Connection, schema: Schema, relation: Relation, old: Shape, new: Shape) -> None:
    """Refuse specs that list others than the members that stored rows name. The tables are those of the new shape already.

    Errors: `StoreError` for rows of a relation that count, or will once their period is opened, and whose member is no longer listed.
    """
    rows = _standing(connection, schema, relation)
    for dimension in new.listed:
        if lost_members(old, new, dimension):
            for lost in unlisted(OfStore(connection), relation, dimension, rows):
                way = lying_so(connection, schema, relation, rows, among(rows.c[lost.column], lost.members))
                key = "migrate-members" if lost.column == KEY_PREFIX + dimension else "migrate-named"
                raise StoreError(way.refusal(key, **lost.about))


def _standing(connection: sa.Connection, schema: Schema, relation: Relation) -> sa.Subquery:
    return sa.select(relation.table).where(standing(connection, schema, relation)).subquery()
