"""Rows whose member would not (any longer) be valid in their period: whatever changes members or brings rows back is refused for them.

A dimension's rows change by an import, a correction, a retraction and the withdrawal of a batch; all of them are batches, which are
looked at before they are sealed. So every row that counts, or will once its period is opened, is about a member that is valid then.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from functools import partial

import sqlalchemy as sa

from iku_dsl.period import from_ordinal
from iku_dsl.problem import Text, say
from iku_dsl.program import KEY_PREFIX
from iku_dsl.program.sources import END, START, SUCCESSOR
from iku_dsl.records import record
from iku_dsl.types import Kind
from iku_engine.database.books import PERIOD, Books
from iku_engine.database.in_force import is_waiting, waiting
from iku_engine.database.relations import Relation, Schema, bounded
from iku_engine.engines.base import Engine, OfStore
from iku_engine.members.members import Validity, current, days, named_elsewhere, told, unfiled_since, unlisted
from iku_engine.staging.stage import ID, LINE, KeptOut, Stage

SHOWN = 5  # periods that a sentence names
SOME = 500  # members in one query


@record
class Naming:
    """A column whose cells name members of a dimension. `dated`: its rows are about the member, which must be valid in their period."""

    relation: Relation
    members: Relation
    column: str
    dated: bool

    @property
    def is_key(self) -> bool:
        """Whether rows are about the member; else an attribute or a column of theirs names it."""
        return self.column == KEY_PREFIX + self.members.name


@record
class Orphans:
    """The rows of one relation that name a member which is none, or is valid in other days (`validity`).

    `periods` are those of the rows, each with the number of its rows and the identity of the first.
    """

    naming: Naming
    member: str
    validity: Validity | None
    periods: tuple[tuple[int, int, int], ...]


def namings(schema: Schema, members: Relation) -> Iterator[Naming]:
    """Where rows name the members of a dimension; a successor is told, and never followed."""
    for relation in schema.relations.values():
        if members.name in relation.dimensions and not relation.is_dimension:
            dated = members.dated and relation.grain is not None
            yield Naming(relation, members, KEY_PREFIX + members.name, dated)
        for column in relation.columns.values():
            successor = relation.dated and column.name == SUCCESSOR
            if column.type.kind is Kind.MEMBER and column.type.of == members.name and not successor:
                yield Naming(relation, members, column.name, dated=False)


def orphans(
    engine: Engine, naming: Naming, rows: sa.FromClause, members: sa.FromClause, *where: sa.ColumnElement[bool]
) -> list[Orphans]:
    """Of some rows, those whose member is not among the `members`, or not valid in their period."""
    row, member = rows.c[naming.column], members.c[KEY_PREFIX + naming.members.name]
    ends = [members.c[START], members.c[END]] if naming.dated else []
    perhaps = sa.or_(member.is_(None), *(end.is_not(None) for end in ends))
    span = [sa.func.min(rows.c[PERIOD]), sa.func.max(rows.c[PERIOD])]
    same = sa.and_(members.c[PERIOD] == 0, member == row)  # in the order of their index
    query = sa.select(*span, row, member, *ends).select_from(rows.outerjoin(members, same))
    query = query.where(row.is_not(None), perhaps, *where).group_by(row, member, *ends).order_by(row)
    found: dict[str, Validity | None] = {}
    for first, last, name, known, *its_days in engine.rows(query):
        validity = Validity(*its_days) if known is not None else None
        if not all(_valid(naming, validity, ordinal) for ordinal in (first, last)):
            found[name] = validity
    if not found:
        return []
    query = sa.select(row, rows.c[PERIOD], sa.func.count(), sa.func.min(rows.c.row_id))
    if len(found) <= SOME:
        query = query.where(row.in_(found))
    periods: dict[str, list[tuple[int, int, int]]] = {}
    for name, ordinal, count, first in engine.rows(query.group_by(row, rows.c[PERIOD]).order_by(row, rows.c[PERIOD])):
        if name in found and not _valid(naming, found[name], ordinal):
            periods.setdefault(name, []).append((ordinal, count, first))
    return [Orphans(naming, name, validity, tuple(periods[name])) for name, validity in found.items()]


def _valid(naming: Naming, validity: Validity | None, ordinal: int) -> bool:
    grain = naming.relation.grain
    return validity is not None and (grain is None or validity.covers(from_ordinal(ordinal, grain)))


def take_out_narrowed(connection: sa.Connection, schema: Schema, relation: Relation, stage: Stage) -> list[KeptOut]:
    """Of the staged rows of members, those whose days would leave rows behind, no longer among the staged ones."""
    if not relation.dated or not stage.made:
        return []
    new, known = stage.table, current(relation)
    key = relation.key_column(relation.name).name
    later = sa.and_(new.c[START].is_not(None), sa.or_(known.c[START].is_(None), new.c[START] > known.c[START]))
    earlier = sa.and_(new.c[END].is_not(None), sa.or_(known.c[END].is_(None), new.c[END] < known.c[END]))
    both = new.join(known, sa.and_(*(known.c[name] == new.c[name] for name in (PERIOD, key))))
    less = sa.select(new.c[key]).select_from(both).where(sa.or_(later, earlier))
    if connection.execute(less.limit(1)).first() is None:
        return []
    found: dict[str, Orphans] = {}
    for naming in namings(schema, relation):
        if naming.dated:
            rows = _standing(connection, schema, naming.relation)
            left = orphans(OfStore(connection), naming, rows, new, rows.c[naming.column].in_(less))
            found = {one.member: one for one in left} | found
    lying = sa.select(new.c[ID], new.c[LINE], new.c[PERIOD], new.c[key]).order_by(new.c[ID])
    out = [row for row in connection.execute(lying) if row[3] in found] if found else []
    stage.take_out([row[0] for row in out])
    return [
        KeptOut(line, period, (name,), sentence(connection, schema, found[name]), _at_fault(found[name]))
        for _, line, period, name in out
    ]


def _at_fault(found: Orphans) -> str:
    """The column with the day that leaves rows behind."""
    grain, validity = found.naming.relation.grain, found.validity
    assert grain is not None
    assert validity is not None
    first, _ = days(from_ordinal(found.periods[0][0], grain))
    return END if validity.end is not None and validity.end < first else START


def left_behind(
    connection: sa.Connection, schema: Schema, relation: Relation, batch: int, *, back: bool, first: bool = False
) -> Text | None:
    """Why a batch that was just written must not stay: rows that it leaves behind, or (`back`) brings back, without a member.

    The `first` of a dimension whose members facts had named must have all of them.
    """
    first = first or (relation.is_dimension and unfiled_since(connection, schema, relation.name, batch))
    for one in _without_member(connection, schema, relation, batch):
        return sentence(connection, schema, one, "orphans.listed" if first else "")
    if not back:
        return None
    rows = sa.select(relation.table).where(relation.table.c.batch_id == batch).subquery()
    for dimension in relation.listed:
        for lost in unlisted(OfStore(connection), relation, dimension, rows):
            return say("orphans.back-listed", **lost.about)
    for one in _came_back(connection, schema, relation, rows):
        return sentence(connection, schema, one, "orphans.back")
    return None


def _without_member(connection: sa.Connection, schema: Schema, relation: Relation, batch: int) -> Iterator[Orphans]:
    """The rows that name a member which a batch took or whose days it changed; all without one, where specs named the members until now."""
    if not relation.is_dimension or relation.named_by_facts:
        return
    old, gone, new = relation.table, relation.superseded, relation.table.alias()
    others = sa.select(old.c.row_id).where(old.c.batch_id != batch).limit(1)
    changed = None
    if connection.execute(others).first() is not None and not unfiled_since(connection, schema, relation.name, batch):
        joined = old.join(gone, gone.c.row_id == old.c.row_id).outerjoin(new, new.c.row_id == gone.c.by_row_id)
        other = [new.c[name].is_distinct_from(old.c[name]) for name in (START, END) if relation.dated]
        lost = sa.or_(new.c.row_id.is_(None), *other)
        key = relation.key_column(relation.name)
        changed = sa.select(key).select_from(joined).where(gone.c.batch_id == batch, lost)
        if connection.execute(changed.limit(1)).first() is None:
            return
    for naming in namings(schema, relation):
        rows = _standing(connection, schema, naming.relation)
        where = () if changed is None else (rows.c[naming.column].in_(changed),)
        yield from orphans(OfStore(connection), naming, rows, current(relation), *where)


def without_members(
    connection: sa.Connection, schema: Schema, named: Mapping[tuple[str, str], Set[object]]
) -> Iterator[Text]:
    """What is said of all rows of a store that count and whose member no file has: older programs let members go before their rows.

    `named` are the members that rows name, as far as they are known, by relation and dimension: where all are there, no row is looked at.
    Rows of a dimension itself name those that ever were there.
    """
    for members in schema.relations.values():
        if members.is_dimension and not members.named_by_facts:
            elsewhere = named_elsewhere(connection, schema, members.name)
            rows_of_members = current(members, elsewhere)
            key = rows_of_members.c[members.key_column(members.name).name]
            ever = named.get((members.name, members.name))
            if ever is not None and not elsewhere and _all_count(connection, members):
                there = ever
            else:
                there = set(connection.execute(sa.select(key)).scalars().all())
            if not there and not _any_row(connection, schema, members):
                yield from no_file(connection, schema, members, partial(_standing, connection, schema))
                continue
            always = (
                not members.dated
                or connection.execute(sa.select(key).where(bounded(rows_of_members)).limit(1)).first() is None
            )
            for naming in namings(schema, members):
                those = (
                    named.get((naming.relation.name, members.name))
                    if naming.is_key and (always or not naming.dated)
                    else None
                )
                if those is not None and those <= there:
                    continue
                rows = _standing(connection, schema, naming.relation)
                for one in orphans(OfStore(connection), naming, rows, rows_of_members):
                    yield sentence(connection, schema, one, "orphans.there")


def _all_count(connection: sa.Connection, members: Relation) -> bool:
    """Whether no row of a dimension was replaced or taken back."""
    return connection.execute(sa.select(members.superseded.c.row_id).limit(1)).first() is None


def _any_row(connection: sa.Connection, schema: Schema, members: Relation) -> bool:
    """Whether a file, or somebody, ever brought a member."""
    batches = schema.batches.c
    return (
        connection.execute(sa.select(batches.batch_id).where(batches.relation == members.name).limit(1)).first()
        is not None
    )


def _came_back(connection: sa.Connection, schema: Schema, relation: Relation, rows: sa.FromClause) -> Iterator[Orphans]:
    """Of some rows, those that name a member which there is not, or not in their period."""
    for members in schema.relations.values():
        for naming in namings(schema, members) if members.is_dimension and not members.named_by_facts else ():
            if naming.relation.name == relation.name:
                own = current(members, named_elsewhere(connection, schema, members.name))
                yield from orphans(OfStore(connection), naming, rows, own)


def _standing(connection: sa.Connection, schema: Schema, relation: Relation) -> sa.Subquery:
    """The rows that count, and those that will once their period is opened."""
    return sa.select(relation.table).where(standing(connection, schema, relation)).subquery()


def standing(connection: sa.Connection, schema: Books, relation: Relation) -> sa.ColumnElement[bool]:
    """Of the rows of a table, those that count, and those that will once their period is opened."""
    table, gone = relation.table, relation.superseded
    replaced = sa.exists().where(gone.c.row_id == table.c.row_id)
    if relation.name not in waiting(connection, schema):
        return ~replaced
    counts = sa.and_(
        ~is_waiting(schema, relation.name, table.c), ~replaced.where(~is_waiting(schema, relation.name, gone.c))
    )
    return sa.or_(~replaced, counts)


def sentence(connection: sa.Connection, schema: Schema, found: Orphans, key: str = "") -> Text:
    """What is said of such rows: the member, how many there are, where, and what to do first."""
    naming, grain = found.naming, found.naming.relation.grain
    places, rows = [], rows_at(connection, schema, naming.relation, [first for _, _, first in found.periods[:SHOWN]])
    for ordinal, _, first in found.periods[:SHOWN]:
        at = rows[first][0]
        places.append(f"{from_ordinal(ordinal, grain)} ({at})" if grain is not None else at)
    more = ("…",) if len(found.periods) > SHOWN else ()
    first_period, _, first = found.periods[0]
    reason = None
    if found.validity is not None and grain is not None:
        reason = told(found.member, found.validity, from_ordinal(first_period, grain), (), "")
    about = {
        "member": found.member,
        "count": sum(count for _, count, _ in found.periods),
        "relation": naming.relation.name,
        "places": (*places, *more),
        "command": _command(naming, first_period, rows[first][1]),
    }
    if key:
        no_member = say("orphans.no-member", member=found.member, dimension=naming.members.name)
        return say(key, **about, reason=reason or no_member)
    if not naming.is_key:
        return say("orphans.named", **about, column=naming.column)
    return say("orphans.gone", **about) if reason is None else say("orphans.days", **about, reason=reason)


def _command(naming: Naming, ordinal: int, keys: Sequence[str]) -> str:
    """What takes the first row back, or lets it name another member."""
    relation = naming.relation
    period = ["--period", str(from_ordinal(ordinal, relation.grain))] if relation.grain is not None else []
    words = ["iku-engine", "facts", "retract" if naming.is_key else "correct", relation.name, *keys, *period]
    other = "" if naming.is_key else f" {naming.column}=…"
    return f"{shlex.join(words)}{other} --reason …"


def rows_at(
    connection: sa.Connection, schema: Schema, relation: Relation, ids: Sequence[int]
) -> dict[int, tuple[str, tuple[str, ...]]]:
    """By the identity of rows, their file and line (or the event that corrected them), and their keys."""
    table, batches = relation.table.c, schema.batches
    keys = [relation.key_column(dimension) for dimension in relation.dimensions]
    found: dict[int, tuple[str, tuple[str, ...]]] = {}
    for row in ids:
        origin: int | None = row
        while origin is not None:  # a row that came back stands where it stood first
            lies, restored = origin, schema.restored.c
            came = sa.select(restored.origin_id).where(restored.relation == relation.name, restored.row_id == lies)
            origin = connection.execute(came.where(restored.origin_id < lies)).scalar()
        joined = relation.table.outerjoin(batches, batches.c.batch_id == table.batch_id)
        query = sa.select(batches.c.file, table.row, table.batch_id, *keys).select_from(joined)
        file, line, batch, *named = connection.execute(query.where(table.row_id == lies)).one()
        found[row] = (f"{file}:{line}" if file else f"#{batch}", tuple(named))
    return found


def no_file(
    connection: sa.Connection, schema: Schema, members: Relation, rows_of: Callable[[Relation], sa.FromClause]
) -> Iterator[Text]:
    """What is told of a dimension that needs a file, of which none has come, where any row names a member of it.

    `rows_of` a relation are those that count.
    """
    found: dict[str, None] = {}
    for naming in namings(schema, members):
        rows = rows_of(naming.relation)
        named = sa.select(sa.literal(1)).select_from(rows).where(rows.c[naming.column].is_not(None)).limit(1)
        if connection.execute(named).first() is not None:
            found[naming.relation.name] = None
    if found:
        yield say("members-unfiled", dimension=members.name, relations=tuple(found))
