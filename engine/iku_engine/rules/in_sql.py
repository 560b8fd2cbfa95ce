"""What must hold of the rows of a relation, in SQL: the conditions under which a row breaks a rule, or is to be looked at."""

from __future__ import annotations

from dataclasses import dataclass
from math import lcm

import sqlalchemy as sa

from iku_dsl.period import Period
from iku_dsl.program import NOT_APPLICABLE_PREFIX, Column, Program
from iku_dsl.program import expression as ex
from iku_engine.database.books import PERIOD
from iku_engine.database.relations import Relation
from iku_engine.plan.environment import Environment
from iku_engine.rules.rowcheck import ANY_PERIOD, RowCheck
from iku_engine.snapshot.snapshot import Snapshot
from iku_engine.sql.compile import Compiler
from iku_engine.sql.frame import Beside, Frame
from iku_engine.sql.terms import NotInSqlError, Sql

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
