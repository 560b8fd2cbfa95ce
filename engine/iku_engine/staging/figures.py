"""What whoever imports is told of the figures of a file: its control totals, and known figures that it would replace by other ones.

A control total is of each column of figures the sum, the least and the greatest, for whoever has the sheet at hand. Where many known
figures would be replaced, whoever imports is asked first.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from iku_dsl.period import Period, from_ordinal
from iku_dsl.problem import say
from iku_dsl.program import Column
from iku_dsl.records import record
from iku_dsl.types import Kind
from iku_engine.arithmetic.nodes import shown
from iku_engine.database.books import PERIOD
from iku_engine.database.bulk import among
from iku_engine.database.relations import Relation
from iku_engine.database.stored import value_of
from iku_engine.errors import RefusedFile
from iku_engine.results.evaluation import Scalar, Shown
from iku_engine.staging.stage import ID, Stage

FEWEST, SHARE = 3, 10  # rows of a period, and the part of its known rows (a tenth) from which changes are many
EXAMPLES, SHOWN = 5, 24  # of figures in a period, and periods that have any
NEAR = 100  # rows from the first changed one on, among which the examples mostly are


@record
class Change:
    """A figure that was known, and what it becomes."""

    period: Period | None
    keys: tuple[str, ...]
    column: str
    before: Scalar
    after: Scalar
    shown: Shown


@record
class ChangedPeriod:
    """How many known rows of a period (None: the relation has none) get other figures, of how many, and the first figures.

    `many` says that somebody has to agree, `members` that they are those of a dimension; `lost` are figures of columns that are not there.
    """

    period: Period | None
    rows: int
    known: int
    examples: tuple[Change, ...]
    many: bool
    members: bool
    lost: int = 0


def _many(rows: int, known: int) -> bool:
    return rows >= FEWEST and rows * SHARE >= known


class ManyChangesError(RefusedFile):
    """A file that would change many known figures, to which nobody agreed."""

    def __init__(self, file: str, changes: Sequence[ChangedPeriod]) -> None:
        rows, known = sum(one.rows for one in changes), sum(one.known for one in changes)
        periods = tuple(str(one.period) for one in changes[:SHOWN] if one.period is not None)
        periods += ("…",) if periods and len(changes) > SHOWN else ()
        members = any(one.members for one in changes)
        key = "import-changes.members" if members else "import-changes.of" if periods else "import-changes"
        super().__init__(say(key, file=file, rows=rows, known=known, periods=periods))
        self.changes = tuple(changes)


def changed_periods(
    connection: sa.Connection,
    relation: Relation,
    batch: int,
    first_id: int,
    periods: Sequence[int],
    there: Collection[str],
    free: Mapping[int, Collection[str]] = MappingProxyType({}),
) -> tuple[ChangedPeriod, ...]:
    """What a batch that is written, and not yet kept, changes of what was known, in each of the `periods` that it has rows of.

    Its rows have ids from `first_id` on, and its file the columns that are `there`. `free` are the lines of rows that may change what they
    like, each with the columns in which they may lose nothing.
    """
    table, gone = relation.table, relation.superseded
    old, new = table.alias("old"), table.alias("new")
    columns = list(relation.columns.values())
    if not columns:
        return ()
    differs = [sa.and_(old.c[c.name].is_not(None), old.c[c.name].is_distinct_from(new.c[c.name])) for c in columns]
    met = gone.join(old, old.c.row_id == gone.c.row_id).join(new, new.c.row_id == gone.c.by_row_id)
    losing_lines = _losing(connection, relation, batch, free) if any(free.values()) else {}
    mine = sa.and_(gone.c.batch_id == batch, sa.or_(*differs))
    if free:
        mine = sa.and_(mine, ~among(new.c.row, sorted(free.keys() - losing_lines.keys())))
    lost = sa.or_(sa.false(), *(old.c[c.name].is_not(None) for c in columns if c.name not in there))
    if losing_lines:
        lost = sa.or_(lost, among(new.c.row, sorted(losing_lines)))
    losing = sa.case((lost, new.c.row_id))
    first_of = sa.func.coalesce(sa.func.min(losing), sa.func.min(new.c.row_id))
    counted = sa.select(old.c[PERIOD], sa.func.count(), first_of, sa.func.count(losing)).select_from(met).where(mine)
    changed: dict[int, tuple[int, int, int]] = {
        row[0]: (row[1], row[2], row[3]) for row in connection.execute(counted.group_by(old.c[PERIOD]))
    }
    known = _known(connection, relation, batch, first_id, {*periods, *changed}) if changed else {}
    together = _many(sum(rows for rows, _, _ in changed.values()), sum(known.values()))
    kept = set(there) - {name for names in losing_lines.values() for name in names}
    columns.sort(key=lambda column: column.name in kept)
    found = []
    for place, (ordinal, (rows, at, lose)) in enumerate(sorted(changed.items())):
        many = together or lose > 0 or _many(rows, known[ordinal])
        period = from_ordinal(ordinal, relation.grain) if relation.grain is not None else None
        if place >= SHOWN:  # nobody reads the figures of more
            found.append(ChangedPeriod(period, rows, known[ordinal], (), many, relation.is_dimension, lose))
            continue
        keys = [old.c[relation.key_column(d).name] for d in relation.dimensions]
        values = [part.c[c.name] for c in columns for part in (old, new)]
        some = sa.select(*keys, *values).select_from(met).where(mine, old.c[PERIOD] == ordinal)
        some = some.order_by(sa.case((lost, 0), else_=1), new.c.row_id).limit(EXAMPLES)
        first = connection.execute(some.where(gone.c.by_row_id.between(at, at + NEAR))).all()
        if len(first) < min(rows, EXAMPLES):
            first = connection.execute(some).all()
        examples = tuple(_change(relation, columns, period, row) for row in first)
        found.append(ChangedPeriod(period, rows, known[ordinal], examples, many, relation.is_dimension, lose))
    return tuple(found)


def _losing(
    connection: sa.Connection, relation: Relation, batch: int, free: Mapping[int, Collection[str]]
) -> dict[int, set[str]]:
    """The lines, of some, whose rows make known figures missing in columns in which they may lose nothing, with these columns."""
    table, gone = relation.table, relation.superseded
    old, new = table.alias("old"), table.alias("new")
    names = sorted({name for several in free.values() for name in several})
    met = gone.join(old, old.c.row_id == gone.c.row_id).join(new, new.c.row_id == gone.c.by_row_id)
    flags = [sa.case((sa.and_(old.c[one].is_not(None), new.c[one].is_(None)), 1), else_=0) for one in names]
    query = sa.select(new.c.row, *flags).select_from(met)
    query = query.where(
        gone.c.batch_id == batch, among(new.c.row, sorted(line for line, several in free.items() if several))
    )
    found: dict[int, set[str]] = {}
    for line, *gone_now in connection.execute(query):
        lost = {name for name, flag in zip(names, gone_now, strict=True) if flag and name in free[line]}
        if lost:
            found.setdefault(line, set()).update(lost)
    return found


def _known(
    connection: sa.Connection, relation: Relation, batch: int, first: int, periods: Collection[int]
) -> Mapping[int, int]:
    """How many rows of some periods were known before a batch, whose rows have ids from the first on."""
    rows, gone = relation.table.c, relation.superseded.c
    found = dict.fromkeys(periods, 0)
    for sign, period, earlier in ((1, rows[PERIOD], rows.row_id < first), (-1, gone[PERIOD], gone.batch_id < batch)):
        query = sa.select(period, sa.func.count()).where(among(period, periods), earlier).group_by(period)
        for ordinal, count in connection.execute(query):
            found[ordinal] += sign * count
    return found


def _change(relation: Relation, columns: Sequence[Column], period: Period | None, row: Sequence[object]) -> Change:
    count = len(relation.dimensions)
    pairs = zip(columns, row[count::2], row[count + 1 :: 2], strict=True)
    column, before, after = next((c, a, b) for c, a, b in pairs if a is not None and a != b)
    keys = tuple(map(str, row[:count]))
    return Change(period, keys, column.name, value_of(column, before), value_of(column, after), shown(column.type))


TOGETHER = 200  # columns in one statement: PostgreSQL gives back 1,664 figures at most, SQLite 2,000
BILLION = 10**9  # figures are added up in two parts: the sum of stored figures may be larger than any of them can be


@record
class ControlTotal:
    """Of a column of figures, over all rows of a file that count: how many figures, their sum, the least and the greatest."""

    column: str
    figures: int
    total: Fraction
    least: Fraction
    greatest: Fraction
    shown: Shown


def control_totals(stage: Stage, relation: Relation) -> tuple[ControlTotal, ...]:
    """The control totals of a file's rows, which are to be settled: of those that are there already, too; of each column that has any.

    What the specs have of the relation is the file's; the stage may have more.
    """
    columns = [one for one in relation.columns.values() if one.type.kind is Kind.NUMBER]
    if not columns or not stage.count:
        return ()
    parts = (columns[at : at + TOGETHER] for at in range(0, len(columns), TOGETHER))
    return tuple(total for some in parts for total in _totals(stage, some))


def _totals(stage: Stage, columns: Sequence[Column]) -> list[ControlTotal]:
    """The same of some columns."""
    found = list[Sequence[Any]]()
    if stage.went_straight:
        rows = stage.relation.table
        found.append(stage.connection.execute(_added_up(rows, columns).where(rows.c[ID] > stage.base)).one())
    if stage.made:
        found.append(stage.connection.execute(_added_up(stage.table, columns)).one())
    totals = []
    for place, column in enumerate(columns):
        parts = [row[5 * place : 5 * place + 5] for row in found if row[5 * place]]
        if not parts:
            continue
        counts, high, low, least, greatest = zip(*parts, strict=True)
        numbers = sum(map(int, high)) * BILLION + sum(map(int, low)), min(least), max(greatest)
        total, first, last = (Fraction(number, column.parts) for number in numbers)
        totals.append(ControlTotal(column.name, sum(counts), total, first, last, shown(column.type)))
    return totals


def _added_up(rows: sa.Table, columns: Sequence[Column]) -> sa.Select[Any]:
    """Of each column five figures: how many there are, the sum of their billions and of what is left, the least, the greatest."""
    asked = list[sa.ColumnElement[int]]()
    for figure in (rows.c[column.name] for column in columns):
        high, low = figure.op("/")(BILLION), figure.op("%")(BILLION)
        asked += [sa.func.count(figure), sa.func.sum(high), sa.func.sum(low), sa.func.min(figure), sa.func.max(figure)]
    added_up: sa.Select[Any] = sa.select(*asked)  # type: ignore[assignment]
    return added_up
