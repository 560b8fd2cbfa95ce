"""Rows that look like totals though no label says so: their figures are made of those above, or of those below.

Two rows above at least have the row's period and its other keys; those are all of them, all but the rows told before, or the ones
since the last row told, so that the totals of groups and the total of all are each seen. Rows below are looked at by the same rule, from
the last row of the file to the first, where it is no longer than an office's sheet. Of these rows
- one figure at least is exactly the sum, and two figures that are not zero make it;
- each other figure is the sum, or the mean rounded to the decimals that it has, or is missing;
- a percentage may be anything from the least to the greatest above, where each ratio of sums and each weighted mean lies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate
from operator import eq, itemgetter
from typing import NamedTuple, cast

from iku_dsl.problem import say
from iku_dsl.program import Column
from iku_dsl.records import record
from iku_dsl.types import Kind
from iku_engine.database.relations import Relation
from iku_engine.staging.plain import GoodRow, Plain, by_column, places_of
from iku_engine.staging.report import RejectedCell
from iku_engine.totals.groups import last_decimal

Groups = dict[str, Mapping[tuple[object, ...], list[int]]]
FEWEST = 2  # rows, and figures, that make a sum
MANY = 8  # rows that are added up faster together than one by one
LOOKED_AT = 5_000  # rows at once: there are more of them with the same keys
Figures = tuple[int | None, ...]  # of a row, as they are stored


@record
class LikeASum:
    """A row, by its place among those given, that looks like the total of so many on one side; a member of the dimension names it."""

    at: int
    dimension: str
    rows: int
    side: str

    def said(self, line: int, text: str, *, known: bool = False) -> RejectedCell:
        """What is told of it: its line and the text of its key, and whether the member is a known one."""
        reason = say("row.sum-known" if known else "row.sum", rows=self.rows, side=say(self.side))
        return RejectedCell(line, self.dimension, text, reason)


class SumsAbove:
    """Adds up the rows of a file as they come; `known` says whether a dimension has a member already, and is asked only of such rows.

    Where the rows come from the last one on, `below` says so.
    """

    def __init__(
        self, relation: Relation, free: Sequence[str], known: Callable[[str, str], bool], *, below: bool = False
    ) -> None:
        self.known, self.side = known, "row.below" if below else "row.above"
        self.free = [(place, name) for place, name in enumerate(relation.dimensions) if name in free]
        self.figures = figures_of(relation)
        self.above: Mapping[str, dict[object, Figures | list[Added]]] = {name: {} for _, name in self.free}

    def look(self, rows: Plain) -> Iterator[LikeASum]:
        """The rows that look like totals, among the next ones of the file."""
        yield from self.look_among(rows, self.grouped(rows))

    def grouped(self, rows: Plain) -> Groups:
        """The places of rows by dimension, then by their period and other keys."""
        found: Groups = {}
        for place, name in self.free if self.figures and len(rows) else ():
            others = [column for at, column in enumerate(rows.keys) if at != place]
            found[name] = places_of(zip(rows.periods, *others, strict=True))
        return found

    def look_among(self, rows: Plain, grouped: Groups, *, backwards: bool = False) -> Iterator[LikeASum]:
        """The same of rows that are grouped already; `backwards` from the last one on."""
        by_name = dict(zip(rows.names, rows.values, strict=True))
        columns = [cast("Sequence[int | None]", by_name[column.name]) for column in self.figures]
        for place, name in self.free:
            found: list[tuple[int, int]] = []
            for key, forwards in grouped.get(name, {}).items():
                members = rows.keys[place]
                rest = places = forwards[::-1] if backwards else forwards
                if len(places) >= MANY and key not in self.above[name]:  # of the first ones none is a sum yet
                    found += self._one_by_one(name, key, columns, places[:FEWEST], members)
                    rest = places[FEWEST:]
                if len(rest) < MANY or not self._add_all(name, key, columns, rest):
                    found += self._one_by_one(name, key, columns, rest, members)
            for at, count in sorted(found, reverse=backwards):
                yield LikeASum(at, name, count, self.side)

    def _add_all(self, name: str, key: object, columns: Sequence[Sequence[int | None]], places: Sequence[int]) -> bool:
        """Adds many rows to those with the same other keys at once, where none of them has a figure that is a sum; else none of them."""
        sums = self.above[name].get(key)
        if not isinstance(sums, list):
            return False
        picked = [itemgetter(*places)(column) for column in columns]
        together = [Together.of(figures) for figures in picked]
        for one in sums:
            for figures, all_of_them, before in zip(picked, together, one.sums, strict=True):
                if all_of_them.least >= 0 and all_of_them.greatest < before:
                    continue  # sums only grow, and each is greater than any of the figures
                numbers = [figure or 0 for figure in figures]
                if any(map(eq, figures, accumulate(numbers, initial=before))):
                    return False
        for one in sums:
            one.add_all(len(places), together)
        return True

    def _one_by_one(
        self,
        name: str,
        key: object,
        columns: Sequence[Sequence[int | None]],
        places: Sequence[int],
        members: Sequence[str],
    ) -> Iterator[tuple[int, int]]:
        """The rows with the same other keys that look like totals, each with the count of those that it is the total of."""
        for at in places:
            figures = tuple(column[at] for column in columns)
            found = self._next(name, key, figures)
            if found is not None and not self.known(name, members[at]):
                self._told(name, key, figures)
                yield at, found

    def _next(self, name: str, key: object, figures: Figures) -> int | None:
        """The count of the rows above that a row may be the total of; it is then one of them for the rows below."""
        sums = self.above[name].get(key)
        if sums is None:
            self.above[name][key] = figures  # all that there is of most rows whose other keys say who they are
            return None
        if not isinstance(sums, list):
            first = Added(len(figures))
            first.add(sums)
            sums = self.above[name][key] = [first]
        found = None
        for one in sums:
            if found is None and one.rows >= FEWEST and any(map(eq, figures, one.sums)):
                found = one.rows if is_total(self.figures, figures, one) else None
            one.add(figures)
        return found

    def _told(self, name: str, key: object, figures: Figures) -> None:
        """From a row that was told on, sums without it, and sums of the rows since."""
        sums = self.above[name][key]
        assert isinstance(sums, list)
        without = sums[1] if len(sums) > 1 else sums[0].copied()
        without.take_out(figures)
        self.above[name][key] = [sums[0], without, Added(len(figures))]


def is_near(columns: Sequence[Column], figures: Figures, parts: Added) -> bool:
    """Whether each figure of a row is the sum of parts, within half of the last decimal that it has, or the mean, or is missing."""
    return all(
        figure is None
        or 2 * abs(figure - parts.sums[place]) <= _last_decimal(figure, column)
        or parts.has_mean(place, figure, column)
        for place, (figure, column) in enumerate(zip(figures, columns, strict=True))
    )


def is_total(columns: Sequence[Column], figures: Figures, above: Added) -> bool:
    """Whether the figures of a row, by column, look like the total of some rows."""
    made = False
    for place, (figure, column) in enumerate(zip(figures, columns, strict=True)):
        if figure is None:
            continue
        if figure == above.sums[place]:
            made = made or above.not_zero[place] >= FEWEST
        elif not above.has_mean(place, figure, column):
            return False
    return made


class Together(NamedTuple):
    """Many figures of a column: the least and the greatest, the sum, how many there are and how many are not zero."""

    least: int
    greatest: int
    sum: int
    filled: int
    not_zero: int

    @classmethod
    def of(cls, column: Sequence[int | None]) -> Together:
        """What the figures of a column come to."""
        there = column if None not in column else [figure for figure in column if figure is not None]
        figures = cast("Sequence[int]", there)
        if not figures:
            return cls(0, 0, 0, 0, 0)
        return cls(min(figures), max(figures), sum(figures), len(figures), len(figures) - figures.count(0))


def figures_of(relation: Relation) -> list[Column]:
    """The columns whose figures may be added up."""
    return [column for column in relation.columns.values() if column.type.kind is Kind.NUMBER]


def good(rows: Plain | Sequence[object], names: Sequence[str]) -> Plain | None:
    """The good ones of some rows, by column; None where there are none."""
    if isinstance(rows, Plain):
        return rows
    found = [row for row in rows if isinstance(row, GoodRow)]
    return by_column(found, names) if found else None


class Added:
    """Figures added up: the sums of columns, how many figures there were and how many were not zero, the least and the greatest."""

    __slots__ = ("filled", "greatest", "least", "not_zero", "rows", "sums")

    def __init__(self, wide: int) -> None:
        self.rows = 0
        self.sums, self.filled, self.not_zero = [0] * wide, [0] * wide, [0] * wide
        self.least: list[int | None] = [None] * wide
        self.greatest: list[int | None] = [None] * wide

    @classmethod
    def of(cls, rows: int, columns: Sequence[Sequence[int | None]]) -> Added:
        """What was added up elsewhere: of each column the sum, how many, how many that are not zero, the least and the greatest."""
        made = cls(0)
        sums, filled, not_zero, least, greatest = (list(part) for part in zip(*columns, strict=True))
        made.rows, made.least, made.greatest = rows, least, greatest
        made.sums, made.filled, made.not_zero = ([int(one or 0) for one in part] for part in (sums, filled, not_zero))
        return made

    def copied(self) -> Added:
        """Another of the same rows."""
        made = Added(0)
        made.rows = self.rows
        made.sums, made.filled, made.not_zero = self.sums[:], self.filled[:], self.not_zero[:]
        made.least, made.greatest = self.least[:], self.greatest[:]
        return made

    def add(self, figures: Figures) -> None:
        """With a row more."""
        self.rows += 1
        for place, figure in enumerate(figures):
            if figure is None:
                continue
            self.filled[place] += 1
            least, greatest = self.least[place], self.greatest[place]
            if least is None or figure < least:
                self.least[place] = figure
            if greatest is None or figure > greatest:
                self.greatest[place] = figure
            if figure:
                self.sums[place] += figure
                self.not_zero[place] += 1

    def add_all(self, rows: int, columns: Sequence[Together]) -> None:
        """With many rows more, by column."""
        self.rows += rows
        for place, more in enumerate(columns):
            if more.filled:
                least, greatest = self.least[place], self.greatest[place]
                self.least[place] = more.least if least is None else min(least, more.least)
                self.greatest[place] = more.greatest if greatest is None else max(greatest, more.greatest)
                self.filled[place] += more.filled
                self.sums[place] += more.sum
                self.not_zero[place] += more.not_zero

    def take_out(self, figures: Figures) -> None:
        """Without a row again; the least and the greatest stay, as a total of them tells nothing new."""
        self.rows -= 1
        for place, figure in enumerate(figures):
            if figure is not None:
                self.filled[place] -= 1
                self.sums[place] -= figure
                self.not_zero[place] -= figure != 0

    def has_mean(self, place: int, figure: int, column: Column) -> bool:
        """Whether a figure may be a mean of its column, within half of its last decimal: of percentages any, else the plain one."""
        least, greatest, count = self.least[place], self.greatest[place], self.filled[place]
        if least is None or greatest is None:
            return figure == 0
        last = _last_decimal(figure, column)
        if column.type.percent:
            return 2 * least - last <= 2 * figure <= 2 * greatest + last
        return 2 * abs(figure * count - self.sums[place]) <= last * count


def _last_decimal(figure: int, column: Column) -> int:
    """What the last decimal that a figure has counts, among the parts of its column; at most one, or one percent."""
    return last_decimal(figure, column.parts // (100 if column.type.percent else 1))
