"""Rows of a file that are all good at first sight, column by column: the way of almost all rows, and the fast one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from iku_dsl.records import record
from iku_engine.database.books import PERIOD
from iku_engine.database.relations import Relation
from iku_engine.database.stored import Stored


@record
class GoodRow:
    """A row that may be stored: its line, period (0 where the relation has none), keys, and stored values by column."""

    line: int
    period: int
    keys: tuple[str, ...]
    values: dict[str, Stored]
    cells: list[str]


@record
class Plain:
    """Rows by column: lines, periods, keys by dimension, and stored values, whose `names` are in the order of the relation."""

    lines: Sequence[int]
    periods: Sequence[int]
    keys: Sequence[Sequence[str]]
    names: Sequence[str]
    values: Sequence[Sequence[Stored]]
    cells: Sequence[list[str]]

    def __len__(self) -> int:
        return len(self.lines)

    def row(self, at: int) -> GoodRow:
        """One of the rows."""
        keys = tuple(key[at] for key in self.keys)
        values = {name: column[at] for name, column in zip(self.names, self.values, strict=True)}
        return GoodRow(self.lines[at], self.periods[at], keys, values, self.cells[at])

    def __iter__(self) -> Iterator[GoodRow]:
        return (self.row(at) for at in range(len(self)))


def by_column(rows: Sequence[GoodRow], names: Sequence[str]) -> Plain:
    """Some rows, at least one, by column."""
    lines, periods, keys, cells = zip(*((row.line, row.period, row.keys, row.cells) for row in rows), strict=True)
    values = [[row.values[name] for row in rows] for name in names]
    return Plain(lines, periods, list(zip(*keys, strict=True)), names, values, cells)


def stored(relation: Relation, rows: Sequence[Mapping[str, Any]]) -> Plain:
    """Rows of the store, at least one, by column; without cells."""
    columns = dict(zip(rows[0], zip(*(row.values() for row in rows), strict=True), strict=True))
    names = [name for column in relation.columns.values() for name in column.stored_names]
    keys = [columns[relation.key_column(dimension).name] for dimension in relation.dimensions]
    values = [columns[name] for name in names]
    return Plain(columns["row"], columns[PERIOD], keys, names, values, [[]] * len(rows))


def joined(parts: Sequence[Plain]) -> Plain:
    """Some rows one after another, at least one, all of the same columns; without their cells."""
    if len(parts) == 1:
        return parts[0]
    keys, values = zip(*(part.keys for part in parts), strict=True), zip(*(part.values for part in parts), strict=True)
    return Plain(
        _end_to_end(part.lines for part in parts),
        _end_to_end(part.periods for part in parts),
        list(map(_end_to_end, keys)),
        parts[0].names,
        list(map(_end_to_end, values)),
        (),
    )


def _end_to_end(columns: Iterable[Sequence[Any]]) -> list[Any]:
    made: list[Any] = []
    for column in columns:
        made += column
    return made


def places_of(keys: Iterable[object]) -> dict[Any, list[int]]:
    """The places at which each of some keys stands, in their order."""
    places: defaultdict[Any, list[int]] = defaultdict(list)
    for at, key in enumerate(keys):
        places[key].append(at)
    return places
