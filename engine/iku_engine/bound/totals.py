"""Rows of bound files that look like totals though no label says so, by the same rule as in an import.

A statement asks where a figure is the sum of all above it in its file, period and other keys, or of all below, without which no row
is told; the rows of these are then looked at one by one, from the first on or from the last. Files longer than an office's sheet are
left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby, islice, product
from operator import itemgetter
from typing import Any

from iku_engine.bound.bind import Bound
from iku_engine.bound.faults import SHOWN, Faults, Place
from iku_engine.bound.stored import quoted
from iku_engine.engines import OfStore
from iku_engine.facts.books import PERIOD
from iku_engine.facts.members import is_member
from iku_engine.facts.plain import Plain
from iku_engine.facts.reading.limits import LONGEST_SHEET
from iku_engine.facts.relations import Relation
from iku_engine.facts.sums import FEWEST, SumsAbove, figures_of
from iku_engine.snapshot import Snapshot

AT_ONCE = 10_000  # rows that are fetched together


def doubt_totals(bound: Bound, snapshot: Snapshot, relation: Relation, doubts: Faults) -> None:
    """Tell of the rows of a relation's files that look like totals; a member that the store has is none."""
    short = [n for n, one in bound.batches.items() if one.relation == relation.name and one.accepted <= LONGEST_SHEET]
    if relation.is_dimension or not figures_of(relation) or not short:
        return
    known = partial(is_member, bound.desk.store.schema, OfStore(snapshot.connection))
    told: set[tuple[int, int]] = set()  # rows of batches
    free = [dimension for dimension in relation.dimensions if not bound.desk.limited(dimension)]
    for dimension, below in product(free, (False, True)):
        for batch, rows in groupby(_asked(bound, relation, dimension, short, below=below), key=itemgetter(0)):
            sums = SumsAbove(relation, [dimension], known, below=below)
            path = bound.part(relation.name, batch).path(batch)
            while plain := _plain(relation, rows):
                for like in sums.look(plain):
                    cell = like.said(plain.lines[like.at], plain.keys[relation.dimensions.index(dimension)][like.at])
                    if (batch, cell.row) in told:
                        continue
                    told.add((batch, cell.row))
                    doubts.count(1, cell)
                    if len(doubts.first) < SHOWN:
                        doubts.show(Place(path, -batch, cell.row), cell)


def _asked(
    bound: Bound, relation: Relation, dimension: str, short: Sequence[int], *, below: bool
) -> Iterator[tuple[Any, ...]]:
    """The rows beside which a figure is a sum, of `short` files, in their order or from the last on: batch, row, period, keys, figures."""
    desk = bound.desk
    among = f"FROM {desk.engine.named(relation.table)} WHERE batch_id IN ({', '.join(map(str, short))})"
    keys = {name: quoted(relation.key_column(name).name) for name in relation.dimensions}
    figures = [quoted(column.name) for column in figures_of(relation)]
    beside = ", ".join(["batch_id", PERIOD, *(key for name, key in keys.items() if name != dimension)])
    sums = " OR ".join(
        f"({figure} = sum({figure}) OVER others AND count(nullif({figure}, 0)) OVER others >= {FEWEST})"
        for figure in figures
    )
    order = f"row_id{' DESC' if below else ''}"
    others = f"PARTITION BY {beside} ORDER BY {order} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"
    hits = (
        f"SELECT DISTINCT {beside} FROM (SELECT {beside}, {sums} AS hit {among} WINDOW others AS ({others})) WHERE hit"
    )
    if not desk.ask(f"SELECT 1 FROM ({hits}) LIMIT 1"):
        return
    names = ", ".join(["batch_id", '"row"', PERIOD, *keys.values(), *figures])
    reading = desk.database.cursor()  # another statement would end this one
    found = reading.execute(
        f"SELECT {names} FROM (SELECT * {among}) SEMI JOIN ({hits}) AS hits USING ({beside}) ORDER BY batch_id DESC, {order}"
    )
    while some := found.fetchmany(AT_ONCE):
        yield from some
    reading.close()


def _plain(relation: Relation, rows: Iterator[tuple[Any, ...]]) -> Plain | None:
    """The next rows by column; None after the last."""
    some = list(islice(rows, AT_ONCE))
    if not some:
        return None
    _, lines, periods, *columns = zip(*some, strict=True)
    wide = len(relation.dimensions)
    return Plain(
        lines, periods, columns[:wide], [c.name for c in figures_of(relation)], columns[wide:], [[]] * len(some)
    )
