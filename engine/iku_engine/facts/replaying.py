"""What a place of a relation says by the batches that stand: what the last of them said of it.

A batch says of a place that its row is there, brought by it or there already, or that none is. Withdrawals say nothing themselves:
what they took and brought back is what the batches that stand come to. Only places are looked at of which a batch said something that
counts from now on, or no more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import field
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from iku_dsl.records import record
from iku_engine.database.books import PERIOD
from iku_engine.database.bulk import among
from iku_engine.facts.brought import Repeat, Taking, repeats

MANY = 10_000  # rows read at once


@record
class Replayed:
    """What has to change so that places say what the batches that stand say of them.

    `away` are the ids and periods of the rows that go without another, `instead` the ids of those that go and of the rows that are there
    again in their place, `again` of those where none is now. `stay` counts the rows whose own batch does not stand, by the last one that
    had them as well. `unknown` are batches of which it is not known whether they had rows that would go.
    """

    away: list[tuple[int, int]] = field(default_factory=list)
    instead: list[tuple[int, int]] = field(default_factory=list)
    again: list[int] = field(default_factory=list)
    stay: Counter[Repeat] = field(default_factory=Counter)
    unknown: set[Repeat] = field(default_factory=set)

    @property
    def gone(self) -> int:
        """How many rows go."""
        return len(self.away) + len(self.instead)

    @property
    def back(self) -> list[int]:
        """The ids of the rows that are there again."""
        return [*(row for _, row in sorted(self.instead)), *sorted(self.again)]


class Replay:
    """Works out what the batches of a relation say, of which some have just come to stand, or stand no more."""

    def __init__(self, taking: Taking, changed: Collection[int]) -> None:
        """`changed` are those."""
        self.taking, self.changed = taking, changed
        self.connection, self.schema, self.relation = taking.connection, taking.schema, taking.relation
        self.keys = [self.relation.key_column(dimension).name for dimension in self.relation.dimensions]
        batches, withdrawn = self.schema.batches.c, self.schema.withdrawn.c
        own = self.connection.execute(sa.select(batches.batch_id).where(batches.relation == self.relation.name))
        self.own = frozenset(own.scalars())
        self.withdrawals = frozenset(self.connection.execute(sa.select(withdrawn.batch_id)).scalars())
        said = repeats(self.connection, self.schema, self.relation.name)
        self.repeats = [one for one in reversed(said) if taking.stands(one.batch)]
        self.repeated_by_changed = [one for one in said if one.batch in changed]
        self._gave: dict[int, set[int]] = {}

    def replay(self) -> Replayed:
        """What has to change."""
        found = Replayed()
        for place, rows in groupby(self._rows(), key=lambda row: row[4:]):
            self._place(list(rows), place[0], found)
        found.away.sort()
        return found

    def _place(self, rows: Sequence[Sequence[Any]], period: int, found: Replayed) -> None:
        """One place: `rows` are all that ever were there, in order."""
        best, target, by = -1, None, None
        root = self.taking.root
        brought: dict[int, int] = {}
        current = None
        for row, batch, ended, instead, *_ in rows:
            brought[row] = batch
            if batch > best and self._says(batch):
                best, target, by = batch, row, None
            repeat = next((one for one in self.repeats if one.batch <= best or one.has(row)), None)
            if repeat is not None and repeat.batch > best:
                best, target, by = repeat.batch, row, repeat
            if ended is None:
                current = row
            elif instead is None and ended > best and self._says(ended):
                best, target, by = ended, None, None
        if target is not None and current is not None and root(target) == root(current):
            if by is not None and not self._says(brought.get(root(target), -1)):
                found.stay[by] += 1
            return
        if current is None:
            found.again.extend([target] if target is not None else [])
            return
        since = max(best, brought.get(root(current), -1))
        found.unknown.update(
            one for one in self.repeats if one.spans is None and one.batch > since and period in self._periods(one)
        )
        if target is not None:
            found.instead.append((current, target))
        else:
            found.away.append((current, period))

    def _says(self, batch: int) -> bool:
        """Whether a batch stands and says something itself. Facts say nothing of members that have a file by now."""
        if batch in self.withdrawals or not self.taking.stands(batch):
            return False
        return batch in self.own or not self.taking.own_alone

    def _periods(self, one: Repeat) -> set[int]:
        if one.batch not in self._gave:
            self._gave[one.batch] = self.taking.gave(one.batch)
        return self._gave[one.batch]

    def _rows(self) -> Iterator[Sequence[Any]]:
        """All rows at the places, place by place and in order: id, batch, the batch that ended it and the row instead, period and keys."""
        table, gone = self.relation.table, self.relation.superseded
        place = [table.c[name] for name in (PERIOD, *self.keys)]
        of = among(table.c.batch_id, self.changed)
        ended = sa.select(*place).join_from(gone, table, gone.c.row_id == table.c.row_id)
        touched = sa.union(
            sa.select(*place).where(of),
            ended.where(among(gone.c.batch_id, self.changed)),
            *([sa.select(*place).where(among(table.c.row_id, said))] if (said := self._of_others()) else []),
        ).subquery()
        here = sa.and_(*(touched.c[column.name] == column for column in place))
        both = sa.join(touched, table, here).outerjoin(gone, gone.c.row_id == table.c.row_id)
        query = sa.select(table.c.row_id, table.c.batch_id, gone.c.batch_id, gone.c.by_row_id, *place).select_from(both)
        query = query.order_by(*place, table.c.row_id)
        for several in self.connection.execute(query, execution_options={"yield_per": MANY}).partitions():
            yield from several

    def _of_others(self) -> list[int]:
        """Rows that the changed batches had as well, but for those that are there with a batch that stood and stands: they stay so."""
        table, gone = self.relation.table.c, self.relation.superseded.c
        batches = (
            self.connection.execute(sa.select(table.batch_id).distinct()).scalars() if self.repeated_by_changed else ()
        )
        odd = [batch for batch in batches if batch in self.changed or not self._says(batch)]
        may_go = sa.or_(among(table.batch_id, odd), sa.exists().where(gone.row_id == table.row_id))
        found = set[int]()
        for one in self.repeated_by_changed:
            if one.spans:
                within = table.row_id.between(one.spans[0][0], max(last for _, last in one.spans))
                found.update(
                    filter(one.has, self.connection.execute(sa.select(table.row_id).where(within, may_go)).scalars())
                )
        return sorted(found)


def stands(taking: Taking) -> Mapping[int, bool]:
    """The batches of the relation, each with whether it stands."""
    batches = taking.schema.batches.c
    query = sa.select(batches.batch_id).where(batches.relation == taking.relation.name)
    return {batch: taking.stands(batch) for batch in taking.connection.execute(query).scalars()}
