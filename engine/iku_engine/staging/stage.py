"""Rows of one batch on their way into a relation: gathered in a table of their own, then settled by what is there already.

What a million rows come to is worked out where they lie, so that memory does not grow with them.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Mapping, Sequence
from dataclasses import field, replace
from functools import lru_cache, partial
from itertools import chain, compress
from typing import Any, cast

import sqlalchemy as sa

from iku_dsl.problem import Text, say
from iku_dsl.program import KEY_PREFIX
from iku_dsl.records import record
from iku_engine.database.books import PERIOD, ROW_ID
from iku_engine.database.bulk import among, insert, taken
from iku_engine.database.relations import Relation
from iku_engine.staging.plain import GoodRow, Plain

ID, LINE = "row_id", "row"
TOGETHER = 500  # periods asked for at once
MOST_HASHED = 400_000  # rows whose places are told apart by hashes that are kept: no office sends more, nor does a megabyte hold more
MANY = 10_000  # rows read at once
MOST_SPANS = 10_000  # of ids of rows that a file says again: they are kept in its event, which every evaluation reads
COPIED = 5_000  # rows of one COPY: each costs the server a look at what it brought
MEMORY = "64MB"  # for what PostgreSQL sorts and joins: there is one writer at a time


@record
class KeptOut:
    """A row that was good for itself, and why it is kept out beside the others: the column at fault, none for that of the first key."""

    line: int
    period: int
    keys: tuple[str, ...]
    reason: Text
    column: str = ""


@record
class Settled:
    """What became of the staged rows; `replaced` counts, by batch, those whose earlier row had other values, `met` all with an earlier row.

    `stays` has a 1 for each row that was accepted, in the order in which they came; `superseded` are the ids of rows that others
    replaced, those of the others, and their periods, each in the order of the first. `repeated` are the first and the last id of each span
    of rows that were there already; None where these are more spans than are kept.
    """

    accepted: int
    identical: int
    replaced: dict[int, int]
    periods: tuple[int, ...]
    stays: bytes | bytearray
    superseded: Sequence[Sequence[int]] = ((), (), ())
    met: Mapping[int, int] = field(default_factory=dict)
    repeated: Sequence[tuple[int, int]] | None = ()


# Each staged row, and its period, with the row that has its key, where there is one.
_MET = sa.Table(
    "iku_met",
    sa.MetaData(),
    sa.Column(ID, ROW_ID, primary_key=True, autoincrement=False),
    sa.Column(PERIOD, sa.Integer),
    sa.Column("old_id", ROW_ID),
    sa.Column("batch_id", sa.Integer),
    sa.Column("differs", sa.SmallInteger),
    prefixes=["TEMPORARY"],
)


@lru_cache(maxsize=64)
def _staging(table: sa.Table) -> sa.Table:
    """Where rows wait for a table: the same columns. Made once, so that statements over it are compiled once."""
    columns = (
        sa.Column(one.name, one.type, primary_key=one.primary_key, autoincrement=False, nullable=one.nullable)
        for one in table.c
    )
    return sa.Table("iku_stage", sa.MetaData(), *columns, prefixes=["TEMPORARY"])


def value_names(relation: Relation) -> list[str]:
    """The stored value columns of a relation, in order."""
    return [name for column in relation.columns.values() for name in column.stored_names]


class TwiceError(Exception):
    """A key came twice among rows that went straight into the relation: they have to be staged."""


class Stage:
    """The staged rows of one batch, in a temporary table that is gone with the transaction.

    With `direct`, rows of periods that the relation has nothing of go straight into it: there is nothing that they could meet.
    """

    def __init__(self, connection: sa.Connection, relation: Relation, batch: int, *, direct: bool = False) -> None:
        self.connection, self.relation, self.batch, self.direct = connection, relation, batch, direct
        self.keys = [KEY_PREFIX + dimension for dimension in relation.dimensions]
        self.values = value_names(relation)
        self.names = [ID, "batch_id", LINE, PERIOD, *self.keys, *self.values]
        self.count = 0
        self.went_straight = 0
        self.straight = bytearray()  # a 1 for each row that went into the relation, a 0 for each that is staged
        self.taken_out: list[int] = []  # the ids of rows that cannot stand beside others
        self.fresh: dict[int, bool] = {}  # by period, whether the relation has none of it
        self.staged: set[int] = set()  # periods of the rows that were staged
        self.hashes: set[int] = set()  # of the periods and keys of the staged rows, unless those are very many
        self.base = self._last_row()
        self._gathered: dict[
            str, list[list[object]]
        ] = {}  # rows by column that wait to be copied, by the table that gets them
        self.table = _staging(relation.table)
        if self._copies:
            connection.exec_driver_sql(f"SET LOCAL work_mem = '{MEMORY}'")
        self.made = False  # whether the table is there

    def add(self, rows: Sequence[GoodRow]) -> None:
        """Take in some rows, in the order of the file."""
        if rows:
            columns = zip(*((row.line, row.period, *row.keys, *row.values.values()) for row in rows), strict=True)
            self._put(list(columns))

    def add_plain(self, rows: Plain) -> None:
        """The same, by column."""
        self._put([rows.lines, rows.periods, *rows.keys, *rows.values])

    def _put(self, columns: Sequence[Sequence[object]]) -> None:
        periods, count = columns[1], len(columns[0])
        first = self.base + self.count + 1
        self.count += count
        whole = [range(first, first + count), [self.batch] * count, *columns]
        of = set(periods)
        known = {period for period in cast("set[int]", of) if not self._is_fresh(period)}
        self.staged |= known
        if not known:
            self._insert(self.relation.table, whole)
            self.went_straight += count
            self.straight += b"\x01" * count
        elif known == of:
            self._insert_staged(whole)
            self.straight += bytes(count)
        else:
            self.straight += bytes(period not in known for period in periods)
            for into, here in ((partial(self._insert, self.relation.table), False), (self._insert_staged, True)):
                chosen = [(period in known) is here for period in periods]
                into([list(compress(column, chosen)) for column in whole])
                self.went_straight += 0 if here else sum(chosen)

    def make(self) -> sa.Table:
        """The table of the staged rows, made when the first of them comes or somebody asks: most files bring none."""
        if not self.made:
            self.made = True
            self.table.drop(self.connection, checkfirst=True)
            self.table.create(self.connection)
        return self.table

    def _insert_staged(self, columns: Sequence[Sequence[object]]) -> None:
        self._insert(self.make(), columns)
        if len(self.hashes) < MOST_HASHED:
            self.hashes.update(map(hash, zip(*columns[3 : 4 + len(self.keys)], strict=True)))

    def _insert(self, table: sa.Table, columns: Sequence[Sequence[object]]) -> None:
        """Rows by column into one of both tables; where they are copied, many at once, and by `_copy_rest` before anybody looks."""
        if not self._copies:
            insert(self.connection, table, self.names, columns)
            return
        there = self._gathered.setdefault(table.name, [[] for _ in columns])
        for gathered, column in zip(there, columns, strict=True):
            gathered += column
        if len(there[0]) >= COPIED:
            self._copy_rest()

    def _copy_rest(self) -> None:
        for table in (self.relation.table, self.table):
            columns = self._gathered.pop(table.name, None)
            if columns is not None:
                insert(self.connection, table, self.names, columns)

    def _is_fresh(self, period: int) -> bool:
        if not self.direct:
            return False
        if period not in self.fresh:
            rows = sa.select(self.relation.table.c.row_id).where(self.relation.table.c[PERIOD] == period)
            self.fresh[period] = self.connection.execute(rows.limit(1)).first() is None
        return self.fresh[period]

    @property
    def all_straight(self) -> bool:
        """Whether every row so far was of a period that the relation has nothing of."""
        return self.count == self.went_straight

    @property
    def periods(self) -> set[int]:
        """The periods of the rows so far, whether they stay or not."""
        return {*self.staged, *self._straight()}

    def _staged_periods(self) -> tuple[int, ...]:
        if not self.taken_out:
            return tuple(sorted(self.staged))
        return tuple(sorted(self.connection.execute(sa.select(self.table.c[PERIOD]).distinct()).scalars()))

    def _straight(self) -> list[int]:
        """The periods whose rows went straight into the relation."""
        return [period for period, fresh in self.fresh.items() if fresh]

    @property
    def twice(self) -> int:
        """How many of the staged rows so far have the key of an earlier one; 0 where they are too many to be told apart as they come."""
        return self.count - self.went_straight - len(self.hashes) if len(self.hashes) < MOST_HASHED else 0

    def first_twice(self) -> KeptOut:
        """The first staged row whose key stands in an earlier row of the file, where there are such."""
        self._copy_rest()
        return self._twice(1)[1][0]

    def take_out_twice(self) -> list[KeptOut]:
        """The rows whose key stands in an earlier row of the file, no longer among the staged ones. Errors: `TwiceError`."""
        self._copy_rest()
        self._refuse_twice()
        if len(self.hashes) == self.count - self.went_straight:
            return []
        stage = self.table.c
        key = [stage[PERIOD], *(stage[name] for name in self.keys)]
        several = self.connection.execute(sa.select(*key).group_by(*key).having(sa.func.count() > 1).limit(1)).first()
        if several is None:
            return []
        ids, found = self._twice()
        self.take_out(ids)
        return found

    def _twice(self, limit: int | None = None) -> tuple[list[int], list[KeptOut]]:
        """The ids of the staged rows whose key stands in an earlier one, in order, and what is said of them."""
        stage = self.table.c
        key = [stage[PERIOD], *(stage[name] for name in self.keys)]
        first = sa.func.min(stage[LINE]).over(partition_by=key).label("first_line")
        place = sa.func.min(stage[ID]).over(partition_by=key).label("first_id")
        ordered = sa.select(stage[ID], stage[LINE], first, *key, place).subquery()
        later = sa.select(ordered).where(ordered.c[ID] > ordered.c.first_id)
        rows = self.connection.execute(later.order_by(ordered.c[ID]).limit(limit)).all()
        told = [KeptOut(row[1], row[3], tuple(row[4:-1]), say("row.twice", first=row[2])) for row in rows]
        return [row[0] for row in rows], told

    def _refuse_twice(self) -> None:
        """Errors: `TwiceError` where a key stands twice among the rows that went straight into the relation."""
        rows = self.relation.table.c
        straight, different = self._straight(), 0
        for at in range(0, len(straight), TOGETHER):
            key = [rows[PERIOD], *(rows[name] for name in self.keys)]
            here = sa.select(*key).where(rows[PERIOD].in_(straight[at : at + TOGETHER])).distinct().subquery()
            different += self.connection.execute(sa.select(sa.func.count()).select_from(here)).scalar_one()
        if different < self.went_straight:
            raise TwiceError

    def take_out(self, ids: Sequence[int]) -> None:
        """Some rows, no longer among the staged ones."""
        self.taken_out += ids
        for at in range(0, len(ids), 500):
            self.connection.execute(self.table.delete().where(self.table.c[ID].in_(ids[at : at + 500])))

    def settle(self, *, even_same: bool = False, anew: Sequence[int] = ()) -> Settled:
        """Put the new rows and those with other values into the relation, the latter in the place of the earlier ones.

        With `even_same` all of them go there: the same figure may be there for another reason. So do those that meet a row of the
        batches `anew`.
        """
        straight = self._straight()
        self._copy_rest()
        if self._copies and self.made:
            self.connection.exec_driver_sql("ANALYZE iku_stage")  # else a million rows are joined as if they were ten
        staged = self._staged_periods()
        periods = tuple(sorted((*staged, *straight)))
        rows = sa.select(self.table).order_by(self.table.c[ID])
        known = self._known(staged) if staged else None
        if known is None:
            if staged:
                self._insert_rows(rows)
            return self._settled(bytearray(b"\x01") * self.count, {}, periods)
        met = self._meet(known, among(known.c.batch_id, anew) if anew else sa.true() if even_same else sa.false())
        old, differs = met.c.old_id, met.c.differs == 1
        replacing = sa.and_(old.is_not(None), differs)
        by_batch = self._by_batch(met)
        replaced = {row[0]: row[2] for row in by_batch if row[2]}
        both = self.table.join(met, met.c[ID] == self.table.c[ID])
        self._insert_rows(rows.select_from(both).where(sa.or_(old.is_(None), differs)))
        gone = sa.select(old, met.c[ID], sa.literal(self.batch), met.c[PERIOD]).where(replacing).order_by(old)
        pairs = gone.with_only_columns(old, met.c[ID], met.c[PERIOD])
        superseded = self._numbers(pairs, 3)
        (new,) = self._numbers(sa.select(met.c[ID]).where(old.is_(None)), 1)
        stays = self.straight
        for number in chain(new, superseded[1]):
            stays[number - self.base - 1] = 1
        if replaced:
            names = ["row_id", "by_row_id", "batch_id", PERIOD]
            written = self.connection.execute(self.relation.superseded.insert().from_select(names, gone))
            taken(self.relation.superseded, len(superseded[0]), written.rowcount)
        repeated = self._spans(met) if any(row[1] > row[2] for row in by_batch) else ()
        met.drop(self.connection)
        settled = self._settled(stays, replaced, periods, superseded)
        return replace(settled, met={row[0]: row[1] for row in by_batch}, repeated=repeated)

    def _spans(self, met: sa.Table) -> list[tuple[int, int]] | None:
        """The ids of the rows that were met and are the same, as spans in which each id is one of them."""
        old, same = met.c.old_id, sa.and_(met.c.old_id.is_not(None), met.c.differs == 0)
        ends = sa.select(sa.func.min(old), sa.func.max(old), sa.func.count()).where(same)
        first, last, count = self.connection.execute(ends).one()
        if last - first + 1 == count:  # a file sent once more, which need not be sorted
            return [(first, last)]
        span = old - sa.func.row_number().over(order_by=old)
        each = sa.select(old.label("id"), span.label("span")).where(same).subquery()
        begins = sa.func.min(each.c.id)
        query = sa.select(begins, sa.func.max(each.c.id)).group_by(each.c.span).order_by(begins).limit(MOST_SPANS + 1)
        found = [(row[0], row[1]) for row in self.connection.execute(query)]
        return found if len(found) <= MOST_SPANS else None

    def _by_batch(self, met: sa.Table) -> Sequence[Sequence[int]]:
        """How many rows were met, and of how many others differ, by batch: SQLite would sort all rows that mostly are of one."""
        batch, counts = met.c.batch_id, (sa.func.count(), sa.func.sum(met.c.differs))
        ends = sa.select(sa.func.min(batch), *counts, sa.func.max(batch)).where(met.c.old_id.is_not(None))
        *one, last = self.connection.execute(ends).one()
        if one[0] == last:
            return [one] if last is not None else []
        counted = sa.select(batch, *counts).where(met.c.old_id.is_not(None)).group_by(batch)
        return self.connection.execute(counted).all()

    def _settled(
        self,
        stays: bytearray,
        replaced: dict[int, int],
        periods: tuple[int, ...],
        superseded: Sequence[Sequence[int]] = ((), (), ()),
    ) -> Settled:
        for number in self.taken_out:
            stays[number - self.base - 1] = 0
        accepted = stays.count(1)
        return Settled(accepted, self.count - accepted - len(self.taken_out), replaced, periods, stays, superseded)

    def _numbers(self, query: sa.Select[Any], width: int) -> list[array[int]]:
        """Whole numbers by column, as small as they are."""
        found = [array("q") for _ in range(width)]
        for several in self.connection.execute(query, execution_options={"yield_per": MANY}).partitions():
            for kept, column in zip(found, zip(*several, strict=True), strict=True):
                kept.extend(column)
        return found

    @property
    def _copies(self) -> bool:
        return self.connection.dialect.driver == "psycopg"

    def _meet(self, known: sa.Subquery, even_same: sa.ColumnElement[bool]) -> sa.Table:
        """Each staged row with the row that has its key, none where it is new: looked up once, from the stage by the keys' index."""
        met = _MET
        met.drop(self.connection, checkfirst=True)
        met.create(self.connection)
        stage = self.table.c
        on = sa.and_(*(stage[name] == known.c[name] for name in (PERIOD, *self.keys)))
        other = sa.or_(*(stage[name].is_distinct_from(known.c[name]) for name in self.values), even_same)
        found = sa.select(stage[ID], stage[PERIOD], known.c.row_id, known.c.batch_id, sa.case((other, 1), else_=0))
        names = [ID, PERIOD, "old_id", "batch_id", "differs"]
        self.connection.execute(met.insert().from_select(names, found.select_from(self.table.outerjoin(known, on))))
        return met

    def _last_row(self) -> int:
        return self.connection.execute(sa.select(sa.func.max(self.relation.table.c.row_id))).scalar() or 0

    def there(self, lines: Collection[int]) -> set[int]:
        """Those of some lines of the file of which a row is here, on the stage or in the relation already."""
        self._copy_rest()
        rows = self.relation.table.c
        asked = [sa.select(rows[LINE]).where(rows[ID] > self.base, among(rows[LINE], lines))]
        if self.made:
            asked.append(sa.select(self.table.c[LINE]).where(among(self.table.c[LINE], lines)))
        return {line for query in asked for line in self.connection.execute(query).scalars()}

    def drop(self) -> None:
        """Let go of the table."""
        if self.made:
            self.table.drop(self.connection)

    def _insert_rows(self, rows: sa.SelectBase) -> None:
        self.connection.execute(self.relation.table.insert().from_select(self.names, rows))

    def _known(self, periods: Sequence[int]) -> sa.Subquery | None:
        """The last row of each key in some periods, whether it counts yet or not; None where there is none."""
        table, gone = self.relation.table, self.relation.superseded
        rows = sa.select(table).where(among(table.c[PERIOD], periods), table.c[ID] <= self.base)
        if self.connection.execute(rows.limit(1)).first() is None:
            return None
        return rows.where(~sa.exists().where(gone.c.row_id == table.c.row_id)).subquery("known")
