"""Rows of one batch on their way into a relation: gathered in a table of their own, then settled by what is there already.

What a million rows come to is worked out where they lie, so that memory does not grow with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from iku_engine.facts.books import PERIOD, ROW_ID, TEXT
from iku_engine.facts.plain import GoodRow, Plain
from iku_engine.facts.relations import KEY_PREFIX, Relation
from iku_engine.facts.rows import stored_names

LINE = "row"
PLACE = "place"


@dataclass(frozen=True, slots=True)
class Twice:
    """A row whose key stands in an earlier row of the same file."""

    line: int
    first: int
    period: int
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of the staged rows; `replaced` counts, by batch, those whose earlier row had other values.

    The accepted ones have ids from the first to the last of `ids`, not all of them; without any, the last is below the first.
    """

    accepted: int
    identical: int
    replaced: dict[int, int]
    periods: tuple[int, ...]
    ids: tuple[int, int]


def value_names(relation: Relation) -> list[str]:
    """The stored value columns of a relation, in order."""
    return [name for column in relation.columns.values() for name in stored_names(column)]


class Stage:
    """The staged rows of one batch, in a temporary table that is gone with the transaction."""

    def __init__(self, connection: sa.Connection, relation: Relation) -> None:
        self.connection, self.relation = connection, relation
        self.keys = [KEY_PREFIX + dimension for dimension in relation.dimensions]
        self.values = value_names(relation)
        self.count = 0
        types = relation.table.c
        self.table = sa.Table(
            "iku_stage",
            sa.MetaData(),
            sa.Column(PLACE, ROW_ID, primary_key=True, autoincrement=False),
            sa.Column(LINE, sa.Integer, nullable=False),
            sa.Column(PERIOD, sa.Integer, nullable=False),
            *(sa.Column(name, TEXT, nullable=False) for name in self.keys),
            *(sa.Column(name, types[name].type) for name in self.values),
            prefixes=["TEMPORARY"],
        )
        self.table.drop(connection, checkfirst=True)
        self.table.create(connection)
        self.copies = connection.dialect.driver == "psycopg"
        names = [connection.dialect.identifier_preparer.quote(column.name) for column in self.table.c]
        mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
        self._copy = f"COPY iku_stage ({', '.join(names)}) FROM STDIN"
        self._insert = f"INSERT INTO iku_stage ({', '.join(names)}) VALUES ({', '.join([mark] * len(names))})"

    def add(self, rows: Sequence[GoodRow]) -> None:
        """Take in some rows, in the order of the file."""
        if not rows:
            return
        self._put(
            [
                (place, row.line, row.period, *row.keys, *row.values.values())
                for place, row in enumerate(rows, start=self.count + 1)
            ]
        )

    def add_plain(self, rows: Plain) -> None:
        """The same, by column."""
        places = range(self.count + 1, self.count + 1 + len(rows))
        self._put(list(zip(places, rows.lines, rows.periods, *rows.keys, *rows.values, strict=True)))

    def _put(self, found: list[tuple[object, ...]]) -> None:
        self.count += len(found)
        if not self.copies:
            self.connection.exec_driver_sql(self._insert, found)
            return
        with self.connection.connection.cursor() as cursor, cursor.copy(self._copy) as copy:  # type: ignore[attr-defined]
            for row in found:
                copy.write_row(row)

    def take_out_twice(self) -> list[Twice]:
        """The rows that come a second time, no longer among the staged ones."""
        stage = self.table.c
        key = [stage[PERIOD], *(stage[name] for name in self.keys)]
        several = self.connection.execute(sa.select(*key).group_by(*key).having(sa.func.count() > 1).limit(1)).first()
        if several is None:
            return []
        first = sa.func.min(stage[LINE]).over(partition_by=key).label("first_line")
        place = sa.func.min(stage[PLACE]).over(partition_by=key).label("first_place")
        ordered = sa.select(stage[PLACE], stage[LINE], first, *key, place).subquery()
        later = sa.select(ordered).where(ordered.c[PLACE] > ordered.c.first_place)
        found = self.connection.execute(later.order_by(ordered.c[PLACE])).all()
        for at in range(0, len(found), 500):
            gone = [row[0] for row in found[at : at + 500]]
            self.connection.execute(self.table.delete().where(stage[PLACE].in_(gone)))
        return [Twice(row[1], row[2], row[3], tuple(row[4:-1])) for row in found]

    def settle(self, batch: int, *, even_same: bool = False) -> Settled:
        """Put the new rows and those with other values into the relation, the latter in the place of the earlier ones.

        With `even_same` all of them go there: the same figure may be there for another reason.
        """
        if self.copies:
            self.connection.exec_driver_sql("ANALYZE iku_stage")  # else a million rows are joined as if they were ten
        periods = tuple(sorted(self.connection.execute(sa.select(self.table.c[PERIOD]).distinct()).scalars()))
        base = self._last_row()
        total = self.connection.execute(sa.select(sa.func.count()).select_from(self.table)).scalar_one()
        rows = sa.select(*self._fresh(batch, base)).order_by(self.table.c[PLACE])
        known = self._known(periods, batch)
        if known is None:
            self._insert_rows(rows)
            return Settled(total, 0, {}, periods, (base + 1, self._last_row()))
        met = self._meet(known, even_same)
        old, differs = met.c.row_id, met.c.differs == 1
        counted = sa.select(met.c.batch_id, sa.func.count()).where(old.is_not(None), differs).group_by(met.c.batch_id)
        replaced = {row[0]: row[1] for row in self.connection.execute(counted)}
        both = self.table.join(met, met.c[PLACE] == self.table.c[PLACE])
        accepted = self._insert_rows(rows.select_from(both).where(sa.or_(old.is_(None), differs)))
        if replaced:
            gone = sa.select(old, self.table.c[PLACE] + base, sa.literal(batch), self.table.c[PERIOD])
            gone = gone.select_from(both).where(old.is_not(None), differs)
            names = ["row_id", "by_row_id", "batch_id", PERIOD]
            self.connection.execute(self.relation.superseded.insert().from_select(names, gone))
        met.drop(self.connection)
        return Settled(accepted, total - accepted, replaced, periods, (base + 1, self._last_row()))

    def _meet(self, known: sa.Subquery, even_same: bool) -> sa.Table:
        """Each staged row with the row that has its key, none where it is new: looked up once, from the stage by the keys' index."""
        met = sa.Table(
            "iku_met",
            sa.MetaData(),
            sa.Column(PLACE, ROW_ID, primary_key=True, autoincrement=False),
            sa.Column("row_id", ROW_ID),
            sa.Column("batch_id", sa.Integer),
            sa.Column("differs", sa.SmallInteger),
            prefixes=["TEMPORARY"],
        )
        met.drop(self.connection, checkfirst=True)
        met.create(self.connection)
        stage = self.table.c
        on = sa.and_(*(stage[name] == known.c[name] for name in (PERIOD, *self.keys)))
        other = sa.or_(*(stage[name].is_distinct_from(known.c[name]) for name in self.values), sa.literal(even_same))
        found = sa.select(stage[PLACE], known.c.row_id, known.c.batch_id, sa.case((other, 1), else_=0))
        self.connection.execute(
            met.insert().from_select(
                [PLACE, "row_id", "batch_id", "differs"], found.select_from(self.table.outerjoin(known, on))
            )
        )
        return met

    def _last_row(self) -> int:
        return self.connection.execute(sa.select(sa.func.max(self.relation.table.c.row_id))).scalar() or 0

    def new_members(self, place: int) -> Iterable[tuple[str, int]]:
        """The keys of a dimension that are staged, each with the first line that names it."""
        key = self.table.c[self.keys[place]]
        rows = self.connection.execute(sa.select(key, sa.func.min(self.table.c[LINE])).group_by(key))
        return [(row[0], row[1]) for row in rows]

    def drop(self) -> None:
        """Let go of the table."""
        self.table.drop(self.connection)

    def _fresh(self, batch: int, base: int) -> list[sa.ColumnElement[object]]:
        stage = self.table.c
        return [
            stage[PLACE] + base, sa.literal(batch), stage[LINE], stage[PERIOD],
            *(stage[name] for name in self.keys), *(stage[name] for name in self.values),
        ]  # fmt: skip

    def _insert_rows(self, rows: sa.SelectBase) -> int:
        names = ["row_id", "batch_id", "row", PERIOD, *self.keys, *self.values]
        put_in = self.relation.table.insert().from_select(names, rows)
        return self.connection.execute(put_in, execution_options={"preserve_rowcount": True}).rowcount

    def _known(self, periods: Sequence[int], batch: int) -> sa.Subquery | None:
        """The last row of each key in some periods, whether it counts yet or not; None where there is none."""
        table, gone = self.relation.table, self.relation.superseded
        rows = sa.select(table).where(table.c[PERIOD].in_(periods), table.c.batch_id != batch)
        if self.connection.execute(rows.limit(1)).first() is None:
            return None
        return rows.where(~sa.exists().where(gone.c.row_id == table.c.row_id)).subquery("known")
