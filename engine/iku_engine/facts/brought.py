"""What a batch brought and took away, by the ids of rows, and what of that is in force.

Cells that a correction took over from the row that it corrected are those of the file, and stay where its batch is taken back. So are
those that the row of any batch has in columns of which the specs of its time did not know. Which columns a correction named is not kept;
a cell was taken over where it is the same as in the row before.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from iku_dsl.period import Period, from_ordinal
from iku_dsl.problem import Text, say
from iku_dsl.program import NOT_APPLICABLE_PREFIX
from iku_dsl.records import record
from iku_engine.book_texts import BROKEN
from iku_engine.database.books import PERIOD
from iku_engine.database.bulk import among
from iku_engine.database.in_force import Withdrawals
from iku_engine.database.relations import Relation, Schema
from iku_engine.store.shapes import lacking_then
from iku_engine.store.store import Store

SOME = 500  # ids in one query
Span = tuple[int, int]  # the first id and the last


@record
class Repeat:
    """A batch that had rows which were there already: of which `file` it is, and the ids of these rows where they are known.

    Such a row is of the batch that brought it first, and of this one as well: whoever takes the first back takes only what no other that
    stands has said.
    """

    batch: int
    file: str
    spans: tuple[Span, ...] | None

    def has(self, row: int) -> bool:
        """Whether it had a certain row."""
        spans = self.spans or ()
        at = bisect_right(spans, row, key=itemgetter(0)) - 1
        return at >= 0 and row <= spans[at][1]


def repeats(connection: sa.Connection, schema: Schema, name: str) -> tuple[Repeat, ...]:
    """The batches of a relation that had rows which were there already, in order."""
    batches, events = schema.batches.c, schema.events.c
    query = (
        sa.select(batches.batch_id, batches.file, batches.rows_identical, events.detail)
        .join(schema.events, events.event_id == batches.batch_id)
        .where(batches.relation == name, batches.rows_identical > 0)
        .order_by(batches.batch_id)
    )
    rows = connection.execute(query)
    return tuple(Repeat(batch, file or f"#{batch}", _spans(detail, count)) for batch, file, count, detail in rows)


def _spans(detail: str, count: int) -> tuple[Span, ...] | None:
    """The spans that an event names; none of an earlier version, of one that has too many, or of what this program did not write."""
    try:
        spans = tuple((int(first), int(last)) for first, last in json.loads(detail)["said_again"])
    except BROKEN:
        return None
    return spans if sum(last - first + 1 for first, last in spans) == count and list(spans) == sorted(spans) else None


class Taking:
    """Looks up what a batch brought and took, by the ids of rows."""

    def __init__(self, store: Store, connection: sa.Connection, relation: Relation, withdrawals: Withdrawals) -> None:
        self.schema, self.connection, self.relation = store.schema, connection, relation
        self.stands = withdrawals.stands
        # whether its own batches alone bring rows: facts name members of a dimension without a file, and do so no more once it has one
        self.own_alone = relation.is_dimension and not store.schema.relations[relation.name].named_by_facts
        self._of: dict[int, int] = {}
        restored = store.schema.restored.c
        earlier = restored.origin_id < restored.row_id  # others are no origins, and might have no end
        query = sa.select(restored.row_id, restored.origin_id).where(restored.relation == relation.name, earlier)
        self.origins: dict[int, int] = {row[0]: row[1] for row in connection.execute(query)}

    def taking_over(self) -> Mapping[int, frozenset[str]]:
        """The batches whose rows may have cells of the rows before them, each with the columns of these cells.

        Of a correction these are all, of another batch those that the specs of its time did not have.
        """
        batches = self.schema.batches.c
        query = sa.select(batches.batch_id, batches.kind).where(batches.relation == self.relation.name)
        found: dict[int, frozenset[str]] = {}
        for batch, kind in self.connection.execute(query):
            columns = frozenset(self.relation.columns) if kind == "correct" else self.unknown_to(batch)
            if columns:
                found[batch] = columns
        return found

    @cached_property
    def _lacking(self) -> list[tuple[int, frozenset[str]]]:
        return lacking_then(self.connection, self.schema, self.relation.name)

    def unknown_to(self, batch: int) -> frozenset[str]:
        """The columns that the specs of a batch did not have."""
        at = bisect_right(self._lacking, batch, key=itemgetter(0))
        return self._lacking[at - 1][1] if at else frozenset()

    @cached_property
    def _repeats(self) -> list[Repeat]:
        """The batches that stand and had rows which were there already, the last one first."""
        said = repeats(self.connection, self.schema, self.relation.name)
        return [one for one in reversed(said) if self.stands(one.batch)]

    def repeated_by(self, row: int) -> list[int]:
        """The batches that stand and had a row as well, the last one first."""
        ids = [row]
        while ids[-1] in self.origins:
            ids.append(self.origins[ids[-1]])
        return [one.batch for one in self._repeats if any(map(one.has, ids))]

    def standing_of(self, batches: Mapping[int, frozenset[str]]) -> list[int]:
        """The rows of some batches that nothing supersedes and that have something in these columns, also those that came back."""
        table, gone = self.relation.table.c, self.relation.superseded.c
        query = sa.select(table.row_id).where(~sa.exists().where(gone.row_id == table.row_id))
        alike: dict[frozenset[str], list[int]] = {}
        for batch, columns in batches.items():
            alike.setdefault(columns, []).append(batch)
        own = set[int]()
        for columns, numbers in alike.items():
            names = [name for name in columns if name in self.relation.columns]
            filled = sa.or_(sa.false(), *(table[one].is_not(None) for column in names for one in self._stored(column)))
            own.update(self.connection.execute(query.where(among(table.batch_id, numbers), filled)).scalars())
        back = (row for row, _ in self._each(query.add_columns(table.batch_id), table.row_id, self.origins))
        return sorted({*own, *back})

    def kept_by_others(self) -> list[int]:
        """The rows that count, or wait, whose own batch was taken back."""
        table, gone = self.relation.table.c, self.relation.superseded.c
        brought = self.connection.execute(sa.select(table.batch_id).distinct()).scalars()
        taken = [batch for batch in brought if not self.stands(batch)]
        query = sa.select(table.row_id).where(
            ~sa.exists().where(gone.row_id == table.row_id), among(table.batch_id, taken)
        )
        return sorted(self.connection.execute(query).scalars())

    def _stored(self, column: str) -> tuple[str, ...]:
        return self.relation.columns[column].stored_names

    def batch_of(self, row: int) -> int:
        """The batch that brought a row first, of one that came back."""
        root = self.root(row)
        if root not in self._of:
            self.learn([root])
        return self._of[root]

    def learn(self, rows: Iterable[int]) -> None:
        """Asks at once for the batches of rows that are going to be asked for one by one."""
        table = self.relation.table.c
        roots = {self.root(row) for row in rows} - self._of.keys()
        self._of.update(self._each(sa.select(table.row_id, table.batch_id), table.row_id, roots))

    def root(self, row: int) -> int:
        """The row that was there first, of one that came back."""
        while row in self.origins:
            row = self.origins[row]
        return row

    def gave(self, number: int) -> set[int]:
        """The periods that a batch gave, or that the batch gave which it withdrew."""
        withdrawn, loaded = self.schema.withdrawn.c, self.schema.loaded.c
        before: int | None = number
        while before is not None:
            number = before
            before = self.connection.execute(
                sa.select(withdrawn.withdrawn_id).where(withdrawn.batch_id == number, withdrawn.withdrawn_id < number)
            ).scalar()
        return set(self.connection.execute(sa.select(loaded[PERIOD]).where(loaded.batch_id == number)).scalars())

    def rows(self, ids: list[int]) -> list[sa.RowMapping]:
        """The rows with certain ids, in their order."""
        table = self.relation.table
        found: dict[int, sa.RowMapping] = {}
        for at in range(0, len(ids), SOME):
            query = sa.select(table).where(table.c.row_id.in_(ids[at : at + SOME]))
            found |= {row["row_id"]: row for row in self.connection.execute(query).mappings()}
        return [found[row] for row in ids]

    def before(self, rows: dict[int, int]) -> dict[int, int]:
        """What certain rows had replaced."""
        gone = self.relation.superseded.c
        query = sa.select(gone.by_row_id, gone.row_id).where(gone.row_id < gone.by_row_id)  # as of origins
        found = dict(self._each(query, gone.by_row_id, rows.values()))
        return {row: found[by] for row, by in rows.items() if by in found}

    def _each(
        self, query: sa.Select[Any], column: sa.ColumnElement[int], rows: Iterable[int]
    ) -> Iterable[tuple[int, int]]:
        ids = sorted(set(rows))
        for at in range(0, len(ids), SOME):
            for row in self.connection.execute(query.where(column.in_(ids[at : at + SOME]))):
                yield row[0], row[1]


@record
class CopiedCells:
    """Cells that a row has from a batch, by column; `row` is its id, `event` the correction that took them over.

    With `unknown` that event is no correction: the specs of its time did not have these columns.
    """

    row: int
    event: int
    batch: int
    relation: str
    period: Period | None
    keys: tuple[str, ...]
    columns: tuple[str, ...]
    unknown: bool = False

    @property
    def sentence(self) -> Text:
        """What is to be known where the batch was taken back, with the mend."""
        place = " · ".join([*([str(self.period)] if self.period is not None else []), *self.keys])
        correct = [*self.keys, *([f"--period {self.period}"] if self.period is not None else [])]
        return say(
            "cells-kept" if self.unknown else "cells-copied",
            event=self.event, relation=self.relation, place=place, batch=self.batch, columns=self.columns,
            correct=" ".join([self.relation, *correct, f"{self.columns[0]}=…"]),
        )  # fmt: skip


def copied_cells(taking: Taking, relation: Relation) -> Iterator[CopiedCells]:
    """The cells of all rows that count now, or wait, which other batches brought than that of the row: those of each batch."""
    over = taking.taking_over()
    corrections = _corrections(taking)
    standing = taking.standing_of(over)
    taking.learn(standing)
    standing = [row for row in standing if taking.batch_of(row) in over]
    rows = {row["row_id"]: row for row in taking.rows(standing)}
    at = {row: taking.root(row) for row in standing}  # how far back each was followed
    left = {
        row: {
            name: cell
            for name in relation.columns
            if name in over[taking.batch_of(row)] and (cell := _cell(rows[row], name)) != _NONE
        }
        for row in standing
    }
    found: dict[tuple[int, int], list[str]] = {}
    while at:
        before = taking.before(at)
        taking.learn(at.values())
        older = {row["row_id"]: row for row in taking.rows(sorted(set(before.values())))}
        for row in list(at):
            taken = over.get(taking.batch_of(at[row]), frozenset()) if row in before else frozenset()
            same = {n: cell for n, cell in left[row].items() if n in taken and _cell(older[before[row]], n) == cell}
            for name in left[row].keys() - same.keys():
                found.setdefault((row, taking.batch_of(at[row])), []).append(name)
            left[row] = same
            at[row] = taking.root(before.get(row, row))
            if not same:
                del at[row]
    for (row, batch), columns in sorted(found.items()):
        left_over = frozenset.intersection(frozenset(columns), *map(taking.unknown_to, taking.repeated_by(row)))
        if batch != taking.batch_of(row) and left_over:
            event = taking.batch_of(row)
            yield _copied(relation, rows[row], event, batch, left_over, event not in corrections)
    yield from _kept_beyond(taking, relation)


def _kept_beyond(taking: Taking, relation: Relation) -> Iterator[CopiedCells]:
    """The cells of rows that stay as a later batch had them as well, in columns that no such batch knew of."""
    for row in taking.rows(taking.kept_by_others()):
        said = taking.repeated_by(row["row_id"])
        beyond = frozenset.intersection(*map(taking.unknown_to, said)) if said else frozenset[str]()
        cells = frozenset(name for name in relation.columns if name in beyond and _cell(row, name) != _NONE)
        if cells:
            yield _copied(relation, row, said[0], taking.batch_of(row["row_id"]), cells, unknown=True)


def _copied(
    relation: Relation, row: sa.RowMapping, event: int, batch: int, columns: frozenset[str], unknown: bool
) -> CopiedCells:
    keys = tuple(row[relation.key_column(dimension).name] for dimension in relation.dimensions)
    period = from_ordinal(row[PERIOD], relation.grain) if relation.grain is not None else None
    in_order = tuple(name for name in relation.columns if name in columns)
    return CopiedCells(row["row_id"], event, batch, relation.name, period, keys, in_order, unknown)


_NONE = (None, False)


def _cell(row: sa.RowMapping, name: str) -> tuple[object, bool]:
    """What stands in a column, and whether it is that it does not apply."""
    return row[name], bool(row.get(NOT_APPLICABLE_PREFIX + name))


def taken_back(taking: Taking, relation: Relation) -> Mapping[int, Mapping[str, int]]:
    """The cells of rows that were taken over and whose batch was taken back: that batch by row and column."""
    found: dict[int, dict[str, int]] = {}
    for cells in copied_cells(taking, relation):
        if not taking.stands(cells.batch):
            found.setdefault(cells.row, {}).update(dict.fromkeys(cells.columns, cells.batch))
    return found


def _corrections(taking: Taking) -> frozenset[int]:
    """The batches of the relation that are corrections."""
    batches = taking.schema.batches.c
    of = (batches.relation == taking.relation.name, batches.kind == "correct")
    return frozenset(taking.connection.execute(sa.select(batches.batch_id).where(*of)).scalars())
