"""Rules that read more than their row, held again when that changes: a source or a dimension that a `syarat`, or an end, looks at."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from math import lcm

import sqlalchemy as sa

from iku_dsl.period import Period, from_ordinal
from iku_dsl.problem import Text, say
from iku_dsl.program import KEY_PREFIX, NOT_APPLICABLE_PREFIX, Column, Program, Source
from iku_dsl.program import expression as ex
from iku_engine.database.books import PERIOD
from iku_engine.database.relations import Relation, Schema
from iku_engine.errors import BreaksStoredRows
from iku_engine.plan.environment import Environment, Part
from iku_engine.plan.looks import Looks
from iku_engine.plan.meaning import Whole, column_of, every_part
from iku_engine.plan.reach import reads_of
from iku_engine.rules.rowcheck import ANY_PERIOD, Broken, Place, RowCheck
from iku_engine.rules.rows_read import followed, looked_at
from iku_engine.snapshot.snapshot import Row, Snapshot
from iku_engine.sql.compile import Compiler
from iku_engine.sql.frame import Beside, Frame
from iku_engine.sql.terms import NotInSqlError, Sql
from iku_engine.staging.plain import stored

FEW = 1_000  # rows of a period that are looked at by column in less time than a statement about them is made
COMPILED = 40  # steps that a rule in a statement counts as: 0.3 ms
OF_MANY = (ex.Aggregated, ex.Weighted, ex.WeightedIndicators, ex.IndicatorValue)
OF_A_PERIOD = (ex.ColumnValue, ex.HasRow, ex.IndicatorValue, ex.CalendarDays, ex.SetExpression)


@dataclass(frozen=True, slots=True)
class Ruled:
    """A statement's FROM and WHERE, the row in it, and the conditions under which it breaks a rule, or is to be looked at."""

    frame: Frame
    row: sa.FromClause
    broken: tuple[Sql, ...]
    doubtful: tuple[Sql, ...]


def is_of_a_period(check: RowCheck) -> bool:
    """Whether a rule reads more than its row and the row's members, so that periods are asked about one by one."""
    return any(isinstance(part, OF_A_PERIOD) for part in check.parts())


def not_applicable_flags(relation: Relation, check: RowCheck) -> list[str]:
    """Where rows say that something does not apply which a rule reads: SQL takes that for certainly no."""
    read = {part.column for part in check.parts() if isinstance(part, ex.OwnColumn)}
    some = (c.name for c in relation.columns.values() if c.may_be_missing and c.name in read)
    return [NOT_APPLICABLE_PREFIX + name for name in some]


def ruled(program: Program, snapshot: Snapshot, relation: Relation, check: RowCheck, period: Period | None) -> Ruled:
    """What is asked of the rows of a period, or (None) of all; of a row with one of the flags nothing is asked.

    Errors: `NotInSqlError` for rules that SQL cannot decide as they are meant, `WrongUse` where they are too many by now.
    """
    run = check.calculation
    assert run is not None
    for part in check.parts():
        if isinstance(part, OF_MANY):
            raise NotInSqlError("a statistic is of what belongs to the row, which is another for each")
        if _may_not_apply(snapshot, part):
            raise NotInSqlError("what else is read may not apply")
    with check.counted(0):
        snapshot.work_out(COMPILED * (len(check.limited) + len(check.requirements) + len(check.checks)))
    at = period or ANY_PERIOD
    frame, row = Frame(snapshot, at), snapshot.current(relation)
    frame.source, frame.row = row, Beside(relation, row, always=True)
    for dimension in relation.dimensions:
        frame.keys[dimension] = row.c[relation.key_column(dimension).name]
    if period is not None:
        frame.where.append(row.c[PERIOD] == period.ordinal)
    compiler = Compiler(program, frame, lambda one: run.node(one, Environment(at)))
    limits = [_beyond(compiler, frame.row, column) for column in check.limited]
    rules = [compiler.truth(rule.condition).no for rule in check.requirements]
    checks = [compiler.truth(rule.condition).no for rule in check.checks]
    if frame.without_entry:
        raise NotInSqlError("a look-up may be an error, which breaks a rule")
    applies = [sa.func.coalesce(row.c[flag], 0) == 0 for flag in not_applicable_flags(relation, check)]
    broken, doubtful = (tuple(sa.and_(one, *applies) for one in some) for some in ((*limits, *rules), checks))
    return Ruled(frame, row, broken, doubtful)


def _may_not_apply(snapshot: Snapshot, part: object) -> bool:
    """Whether something is read beside the row that may not apply."""
    relations = snapshot.tables.relations
    match part:
        case ex.AttributeValue(dimension=dimension, attribute=name) if dimension in relations:
            return relations[dimension].columns[name].may_be_missing
        case ex.ColumnValue(source=source, column=name):
            column = relations[source].columns.get(name)
            return column is None or column.may_be_missing
        case _:
            return False


def _beyond(compiler: Compiler, row: Beside, column: Column) -> Sql:
    """Whether a number is above the end that something else gives; not where one of them is missing."""
    assert column.limit is not None
    stored, parts = row.column(column.name), column.parts
    top = compiler.number(column.limit)
    denominator = lcm(parts, top.denominator)
    return stored * (denominator // parts) > top.at(denominator).value


SOME = 500  # rows in one query
MANY = 10_000  # rows that are looked at by column
OF_INDICATORS = (ex.IndicatorValue, ex.WeightedIndicators)


def hold_beside(
    connection: sa.Connection,
    schema: Schema,
    program: Program,
    changed: Mapping[str, Collection[int]],
    event: int,
    *,
    gone: bool = False,
) -> None:
    """Of the relations that an event changed, each with its periods (0 of one that has none); with `gone` rows may count no more.

    Errors: `BreaksStoredRows` where a row that counts keeps no longer what is demanded of it, as what else it is held against has changed.
    """
    # What changes comes first: who breaks rules there is told so, and may be kept out.
    reading = sorted(_reading(program, changed, gone), key=lambda one: one[0].name not in changed)
    if not reading:
        return
    now, then = (Snapshot(connection, schema, program, upto) for upto in (None, event - 1))
    for source, rules in reading:
        broken = _broken_by(program, now, source, rules, changed, then, event, gone)
        if broken is not None:
            raise broken


def broken_by_files(program: Program, now: Snapshot, bound: Collection[str]) -> Iterator[Text]:
    """What is said of the stored rows of sources that break a rule beside what is bound to files."""
    changed = {name: now.periods(name) for name in bound}
    for source, rules in _reading(program, changed, gone=False):
        broken = _broken_by(program, now, source, rules, changed, None) if source.name not in bound else None
        if broken is not None:
            yield broken.text


def _reading(program: Program, changed: Collection[str], gone: bool) -> Iterator[tuple[Source, Sequence[Whole]]]:
    """The sources of which a rule reads one of some relations, with their rules."""
    for source in program.sources.values():
        rules = tuple(_rules(source))
        if any(not _beyond_the_row(program, source, rule, gone).isdisjoint(changed) for rule in rules):
            yield source, rules


def _rules(source: Source) -> Iterator[Whole]:
    yield from (column.limit for column in source.columns.values() if column.limit is not None)
    yield from (requirement.condition for requirement in source.requirements)


def _beyond_the_row(program: Program, source: Source, rule: Whole, gone: bool) -> set[str]:
    """The relations that a rule reads, and of its own one more than the row and earlier rows of the same key.

    Of these the rows that come are asked, and the later ones that look back at them (`RowCheck`), which is not enough where rows are
    `gone`, or where a figure may stand for later ones that are missing. What is inside a set is of elements, not of the row.
    """

    def is_own(part: Part, inside: bool, above: bool) -> bool:
        return above and not inside and _is_own(source, part)

    return {
        name
        for part, own in followed(program, rule, is_own, True)
        if not own or (isinstance(part, ex.ColumnValue) and (gone or _stands_for_later(program, part)))
        for name in looked_at(program, part)
    }


def _is_own(source: Source, part: Whole) -> bool:
    """Whether a part of a rule of a row reads a column of that row, or of another one of the same key."""
    match part:
        case ex.OwnColumn(source=name):
            return name == source.name
        case ex.ColumnValue(source=name, keys=keys):
            return name == source.name and all(isinstance(key, ex.RowKey) for key in keys)
        case _:
            return False


def _stands_for_later(program: Program, part: Whole) -> bool:
    """Whether a figure is the last one before it where it is missing."""
    column = column_of(program, part) if isinstance(part, ex.OwnColumn | ex.ColumnValue) else None
    return column is not None and any(rule.kind is ex.RuleKind.LAST for rule in column.rules)


def _broken_by(
    program: Program,
    now: Snapshot,
    source: Source,
    rules: Sequence[Whole],
    changed: Mapping[str, Collection[int]],
    then: Snapshot | None,
    coming: int = 0,
    gone: bool = False,
) -> BreaksStoredRows | None:
    """What is said of the rows that break a rule now; not of those that did `then` already: older programs asked only who brings a row.

    `coming` is a batch that comes in only now; with `gone` rows may count no more.
    """
    from iku_engine.rules.stored_rows import SHOWN, places  # which loads what imports need

    connection, schema, relation = now.connection, now.tables, now.tables.relations[source.name]
    check = RowCheck(schema, program, relation, connection, there=now)
    before: RowCheck | None = None
    broken: dict[int, int] = {}  # rows with their batch
    before_it: list[Place] = []  # those that one row that comes may have made so
    come: dict[Place, Broken] = {}  # those of the batch
    reason: Text | None = None
    for row in _perhaps_broken(program, now, relation, check, _periods(program, now, relation, rules, changed)):
        found = check.broken_rule(*place_of(relation, row), row.values)
        if found is None:
            continue
        if then is not None and then.upto is not None and row.batch <= then.upto:
            before = before or RowCheck(schema, program, relation, connection, there=then)
            if _broken(before, relation, row) is not None:
                continue
        broken[row.row_id] = row.batch
        if row.batch == coming:
            come[place_of(relation, row)] = found
        if check.looks_back and source.name in changed and (gone or row.batch != coming):
            before_it.append(place_of(relation, row))
        reason = reason or found[1]
    if reason is None:
        return None
    more = ("…",) if len(broken) > SHOWN else ()
    told = (*places(connection, schema, relation, list(broken)[:SHOWN]), *more)
    key = "demand.beside-own" if set(broken.values()) == {coming} and not gone else "demand.beside"
    text = say(key, relation=source.name, count=len(broken), places=told, reason=reason)
    return BreaksStoredRows(text, before_it, come)


def breaking(program: Program, now: Snapshot, relation: Relation) -> Iterator[tuple[Row, Broken]]:
    """The rows of a source that break one of its rules, each with the column that the rule names first and the reason."""
    check = RowCheck(now.tables, program, relation, now.connection, there=now)
    periods: list[Period | None] = [None]
    if relation.grain is not None:
        periods = [from_ordinal(number, relation.grain) for number in now.periods(relation.name)]
    for row in _perhaps_broken(program, now, relation, check, periods):
        found = check.broken_rule(*place_of(relation, row), row.values)
        if found is not None:
            yield row, found


def _perhaps_broken(
    program: Program, now: Snapshot, relation: Relation, check: RowCheck, periods: Sequence[Period | None]
) -> Iterator[Row]:
    """The rows that may break a rule: those of which SQL says so, and those of which it cannot decide."""
    from iku_engine.sql.terms import NotInSqlError

    current = now.current(relation)
    whole = sa.select(current).order_by(current.c.row_id)
    for period in periods:
        here = [current.c[PERIOD] == period.ordinal] if period is not None else []
        if now.rows_in(relation, period) <= FEW:
            yield from _open(check, relation, list(now.rows(whole.where(*here))))
            continue
        try:
            asked = ruled(program, now, relation, check, period)
        except NotInSqlError:
            every = now.rows(whole.where(*here))
            while some := list(islice(every, MANY)):
                yield from _open(check, relation, some)
            continue
        flags = not_applicable_flags(relation, check)
        if flags:
            yield from now.rows(whole.where(*here, sa.or_(*(current.c[flag] == 1 for flag in flags))))
        if asked.frame.source is not None and asked.broken:
            found = sa.select(asked.row.c.row_id).select_from(asked.frame.joined())
            ids = [row[0] for row in now.ask(found.where(*asked.frame.where, sa.or_(*asked.broken)))]
            for at in range(0, len(ids), SOME):
                yield from now.rows(whole.where(current.c.row_id.in_(ids[at : at + SOME])))


def _open(check: RowCheck, relation: Relation, rows: Sequence[Row]) -> Iterator[Row]:
    """Those of some rows that a look at whole columns does not find to keep all rules."""
    if rows:
        yield from (rows[at] for at in check.open_rows(stored(relation, [row.values for row in rows])))


def _broken(check: RowCheck, relation: Relation, row: Row) -> Text | None:
    found = check.broken_rule(*place_of(relation, row), row.values)
    return found[1] if found is not None else None


def place_of(relation: Relation, row: Row) -> Place:
    """The period and members of a row."""
    period = row.values[PERIOD]
    assert isinstance(period, int)
    return period, tuple(str(row.values[KEY_PREFIX + dimension]) for dimension in relation.dimensions)


def _periods(
    program: Program,
    now: Snapshot,
    relation: Relation,
    rules: Sequence[Whole],
    changed: Mapping[str, Collection[int]],
) -> list[Period | None]:
    """The periods of the rows of which a rule may read what changed; None alone for rows without any."""
    if relation.grain is None:
        return [None]
    every: list[Period | None] = [from_ordinal(number, relation.grain) for number in now.periods(relation.name)]
    parts = [part for rule in rules for part in every_part(program, rule)]
    if any(isinstance(part, OF_INDICATORS) or _stands_for_later(program, part) for part in parts):
        return every
    looks = Looks(program, own=True)
    return [one for one in every if one is not None and _reads_some(rules, one, changed, looks)]


def _reads_some(rules: Sequence[Whole], period: Period, changed: Mapping[str, Collection[int]], looks: Looks) -> bool:
    for rule in rules:
        for read in reads_of(looks, rule, period):
            periods = changed.get(read.relation)
            if periods is not None and (read.period is None or read.period.ordinal in periods):
                return True
    return False
