"""Rows that look like totals though no label says so: members that nobody knew, whose figures are the sums of the rows above."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat

from iku_dsl.types import Kind
from iku_engine.facts.plain import GoodRow, Plain
from iku_engine.facts.relations import Relation

FEWEST = 2  # rows that make a sum


@dataclass(frozen=True, slots=True)
class LikeASum:
    """A row whose every figure is the sum of the rows above that have its period and its other keys."""

    row: GoodRow
    dimension: str
    above: int


class SumsAbove:
    """Adds up the rows of a file as they come; `known` says whether a dimension has a member already, and is asked only of such rows."""

    def __init__(self, relation: Relation, free: Sequence[str], known: Callable[[str, str], bool]) -> None:
        self.known = known
        self.free = [(place, name) for place, name in enumerate(relation.dimensions) if name in free]
        self.figures = [column.name for column in relation.columns.values() if column.type.kind is Kind.NUMBER]
        self.sums: Mapping[str, dict[object, list[int]]] = {name: {} for _, name in self.free}

    def look(self, rows: Plain | Sequence[object]) -> Iterator[LikeASum]:
        """The rows that are such sums, among the next ones of the file."""
        if not self.free or not self.figures:
            return
        if not isinstance(rows, Plain):
            good = [row for row in rows if isinstance(row, GoodRow)]
            keys = [[row.keys[place] for row in good] for place in range(len(good[0].keys) if good else 0)]
            figures = [[row.values[name] for row in good] for name in self.figures]
            found = self._of(good, [row.period for row in good], keys, figures)
        else:
            by_name = dict(zip(rows.names, rows.values, strict=True))
            found = self._of(rows, rows.periods, rows.keys, [by_name[name] for name in self.figures])
        yield from found

    def _of(
        self,
        rows: Plain | Sequence[GoodRow],
        periods: Sequence[int],
        keys: Sequence[Sequence[str]],
        figures: Sequence[Sequence[object]],
    ) -> Iterator[LikeASum]:
        of_rows: list[tuple[object, ...]] = list(zip(*figures, strict=True))
        for place, name in self.free:
            others = [column for at, column in enumerate(keys) if at != place]
            apart = zip(periods, *others, strict=True) if others else zip(periods, strict=True)
            for at, above in _sums(apart, of_rows, self.sums[name]):
                row = rows.row(at) if isinstance(rows, Plain) else rows[at]
                if not self.known(name, row.keys[place]):
                    yield LikeASum(row, name, above)


def _sums(
    apart: Iterator[tuple[object, ...]], figures: Sequence[tuple[object, ...]], sums: dict[object, list[int]]
) -> Iterator[tuple[int, int]]:
    """The places of rows that are the sum of those above with the same `apart`, and how many those are; `sums` are carried on."""
    wide = len(figures[0]) if figures else 0
    for at, (key, values) in enumerate(zip(apart, figures, strict=True)):
        above = sums.get(key)
        if above is None:
            sums[key] = above = [0, *repeat(0, wide)]
        if above[0] >= FEWEST and values[0] in (above[1], None) and any(values):
            if all(value in (total, None) for value, total in zip(values, above[1:], strict=True)):
                yield at, above[0]
        above[0] += 1
        for place, value in enumerate(values, start=1):
            if value:
                above[place] += value  # type: ignore[operator]  # a number column is stored as whole numbers
