"""Rows of a whole file that look like totals, also of members that are known: of all rows above, of all below, or of all others.

What is asked of each row is cheap, and without an answer nothing in its period and other keys is looked at closely.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from fractions import Fraction
from functools import partial
from itertools import compress, count
from math import gcd
from operator import floordiv, itemgetter, ne
from typing import cast

from iku_dsl.problem import say
from iku_engine.database.relations import Relation
from iku_engine.database.stored import Stored
from iku_engine.reading.opened import LONGEST_SHEET
from iku_engine.staging.plain import Plain, joined, places_of
from iku_engine.staging.report import RejectedCell
from iku_engine.totals import groups as grouping
from iku_engine.totals.named_totals import OddNames
from iku_engine.totals.sums import FEWEST, Added, Figures, LikeASum, SumsAbove, figures_of, is_near, is_total
from iku_engine.words.labels import YEARS, heads_another_list

SAMPLE = 5_000  # rows that are looked at before all are
YEAR = 4  # digits
MOST_LARGE = 3  # a total, last year's, and what is to come
NEARLY = (
    (40, 10),
    (15, 25),
    (5, 100),
    (4, 500),
    (2, 2_000),
)  # of so many rows the sum, within so small a part: members come so near once in a hundred lists
SURELY, NOT_FAR = 1_000, 4  # times as near says it by itself, where no other column is a quarter off
SOME = 1_000  # the same for totals of groups, which stand in every list
Written = tuple[Sequence[int], Sequence[int]]  # the figures of some rows that are not zero, and their places
Line = tuple[int, str, LikeASum]  # of a row that looks like a total: its line and key
IsKnown = Callable[[str, str], bool]  # whether a dimension has a member already


class WholeFile:
    """The rows of a file of no more than an office's sheet, kept until all of them can be looked at together."""

    def __init__(self, relation: Relation, free: Sequence[str] = ()) -> None:
        """`free` are the dimensions that take their members from facts, whose names are looked at."""
        self.relation, self.names = relation, [column.name for column in figures_of(relation)]
        self.odd = {name: OddNames() for name in free}
        self.kept: list[Plain] = []
        self.count = 0

    def keep(self, rows: Plain) -> list[Plain]:
        """The next rows of the file, of which what a sum needs; back come those that are too many to be kept."""
        self.count += len(rows)
        values = dict(zip(rows.names, rows.values, strict=True))
        figures = [values[name] for name in self.names]
        self.kept.append(Plain(rows.lines, rows.periods, rows.keys, self.names, figures, ()))
        if self.count <= LONGEST_SHEET:
            return []
        too_many, self.kept = self.kept, []
        for some in too_many:
            self._take_names(some)
        return too_many

    def _take_names(self, rows: Plain) -> None:
        for name, odd in self.odd.items():
            odd.take(rows.keys[self.relation.dimensions.index(name)], rows.lines, rows.periods)

    def _together(self) -> Plain:
        if len(self.kept) > 1:
            self.kept = [joined(self.kept)]
        return self.kept[0]

    def odd_names(self, told: Collection[int]) -> Iterator[RejectedCell]:
        """The rows whose members are called like none, each line once, but for those that are told already."""
        if self.kept and self.names and self.odd:
            self._take_names(self._together())
        lines = set(told)
        for name, odd in self.odd.items():
            for line, key, reason in odd.told(told):
                if line not in lines:
                    lines.add(line)
                    yield RejectedCell(line, name, key, reason)

    def doubted(
        self,
        dimensions: Collection[str],
        is_known: IsKnown,
        rows_of: Callable[[str, str], int] | None = None,
        sampled: Collection[str] = (),
    ) -> Iterator[RejectedCell]:
        """The rows that look like totals of members of some dimensions, or are called comparisons of them, each line once.

        A known member is told where most of its rows look so, which chance does not make of many rows; `rows_of` says how many there are
        where those at hand are not all. Comparisons stand between no total and its rows. Of a longer file all are looked at for the
        `sampled` dimensions only where a sample tells some.
        """
        if not self.kept or not self.names:
            return
        told: set[int] = set()
        for name in dimensions:
            if name in sampled and self.count > SAMPLE:
                if not any(True for _ in self._of(self._sample(name), name, is_known, None)):
                    continue
            whole = self._together()
            compared = list(self._comparisons(whole, name)) if name not in sampled else []
            lines = {cell.row for cell in compared}
            others = _at(whole, [at for at, line in enumerate(whole.lines) if line not in lines]) if lines else whole
            large = self._as_large(others, name) if name not in sampled else ()
            for cell in (*compared, *self._of(others, name, is_known, rows_of), *large):
                if cell.row not in told:
                    told.add(cell.row)
                    yield cell

    def _comparisons(self, whole: Plain, name: str) -> Iterator[RejectedCell]:
        """The rows that are called comparisons on a sheet, or alike but for a year, where some are not: all of them may be years."""
        keys = whole.keys[self.relation.dimensions.index(name)]
        names = set(keys)
        if len(names) > SAMPLE:
            return
        ends = Counter((name[:-YEAR], name[-YEAR:] in YEARS) for name in names if name[-YEAR:].isdecimal())

        def is_compared(name: str) -> bool:
            start, ending = name[:-YEAR], name[-YEAR:]
            if ending not in YEARS or start[-1:].isdecimal():
                return heads_another_list(name)
            if ends[start, False]:
                return False  # `1901`, `V2024`: codes, of which others end in numbers that are no years
            return ends[start, True] > 1 or heads_another_list(name)

        compared = {name for name in names if is_compared(name)}
        if compared and len(names) - len(compared) >= FEWEST:
            for line, key in zip(whole.lines, keys, strict=True):
                if key in compared:
                    yield RejectedCell(line, name, key, say("row.comparison"))

    def _as_large(self, whole: Plain, name: str) -> Iterator[RejectedCell]:
        """The rows of which each is about as large as all others together, in every column: a total that is a little off, last year's.

        Up to `MOST_LARGE` may be so beside each other. A member may be, too: in a short list, by chance, only a close one is told.
        """
        keys = whole.keys[self.relation.dimensions.index(name)]
        percent = [column.type.percent for column in figures_of(self.relation)]
        columns = [values for values, share in zip(whole.values, percent, strict=True) if not share]
        for places in _groups(whole, self.relation, name) if columns else ():
            written = [[cast("int", values[at] or 0) for at in places] for values in columns]
            for at in _largest([column for column in written if any(column)]):
                line = whole.lines[places[at]]
                yield RejectedCell(line, name, keys[places[at]], say("row.as-large", rows=len(places) - 1))

    def _sample(self, dimension: str) -> Plain:
        """Whole periods, or whole members of another dimension, from all over the file, with about so many rows as a sample has."""
        keys = [place for place, name in enumerate(self.relation.dimensions) if name != dimension]
        by: list[list[Sequence[str] | Sequence[int]]] = [[rows.periods for rows in self.kept]]
        by += [[rows.keys[place] for rows in self.kept] for place in keys]
        values, columns = max(
            ((set[str | int]().union(*columns), columns) for columns in by), key=lambda pair: len(pair[0])
        )
        chosen = set(sorted(values, key=str)[:: -(-self.count // SAMPLE)])
        parts = (
            (rows, list(compress(range(len(column)), map(chosen.__contains__, column))))
            for rows, column in zip(self.kept, columns, strict=True)
        )
        return joined([_at(rows, places) for rows, places in parts if places])

    def _of(
        self, whole: Plain, name: str, is_known: IsKnown, rows_of: Callable[[str, str], int] | None
    ) -> Iterator[RejectedCell]:
        """The rows of one dimension; a line may come twice."""
        keys = whole.keys[self.relation.dimensions.index(name)]
        often = partial(_Often, partial(is_known, name), keys.count if rows_of is None else partial(rows_of, name))
        groups = list(_groups(whole, self.relation, name))
        hits: list[list[int]] = []
        of_groups: list[Line] = []
        grouped = self._may_be_grouped(whole, groups, name)
        for places in groups:
            written = _written(whole.values, places)
            hits.append([at for figures, there in written for at in _sums_in(figures, there, places)])
            if grouped and grouping.FEWEST <= len(places) <= grouping.MOST:
                of_groups += self._grouped(whole, written, name)
        first = often([(at, keys[at]) for some in hits for at in some])
        suspects = (
            _at(whole, places)
            for places, some in zip(groups, hits, strict=True)
            if any(keys[at] not in first.chance for at in some)
        )
        likes = [like for rows in suspects for like in self._look(rows, name)]
        likes += of_groups
        likes += self._agreeing(whole, groups, name) if grouped else ()
        each = often([(line, key) for line, key, _ in likes])
        for line, key, like in likes:
            if key not in each.chance:
                yield like.said(line, key, known=key in each.known)

    def _may_be_grouped(self, whole: Plain, lists: Sequence[Sequence[int]], name: str) -> bool:
        """Whether the rows of a dimension may be put into groups: of long files, as systems write them, some lists are looked at.

        A sheet has its groups in each period, and beside each other key: some member is a total in most of these lists.
        """
        step = sum(map(len, lists)) // SOME
        if step <= 2 or len(lists) <= 2:
            return True
        some = lists[::step] if step < len(lists) else lists[:: len(lists) - 1]
        keys = whole.keys[self.relation.dimensions.index(name)]
        lines = {whole.lines[at]: keys[at] for places in some for at in places}
        likes = self._agreeing(whole, some, name)
        for places in some:
            if grouping.FEWEST <= len(places) <= grouping.MOST:
                likes += self._grouped(whole, _written(whole.values, places), name)
        there, totals = Counter(lines.values()), Counter({line: key for line, key, _ in likes}.values())
        return any(2 * count > there[key] for key, count in totals.items())

    def _look(self, rows: Plain, dimension: str) -> Iterator[Line]:
        """The rows of a period and other keys that look like totals, each way, with line and key."""
        place = self.relation.dimensions.index(dimension)
        backwards = _at(rows, range(len(rows))[::-1])
        for given, likes in (
            (rows, SumsAbove(self.relation, [dimension], _none).look(rows)),
            (backwards, SumsAbove(self.relation, [dimension], _none, below=True).look(backwards)),
            (rows, self._among_all(rows, dimension)),
        ):
            for like in likes:
                yield given.lines[like.at], given.keys[place][like.at], like

    def _grouped(self, whole: Plain, written: Sequence[Written], dimension: str) -> Iterator[Line]:
        """The rows of a period and other keys that are totals of groups, with line and key."""
        columns, keys = figures_of(self.relation), whole.keys[self.relation.dimensions.index(dimension)]
        for column, (there, at) in zip(columns, written, strict=True):
            if len(there) < grouping.FEWEST or min(there) < 0:
                continue
            for group, below in grouping.groups(there, column.parts):
                if self._adds_up(whole, at[group.total], [at[part] for part in group.parts], exact=group.exact):
                    yield _line(whole, keys, at[group.total], dimension, group, below)

    def _adds_up(self, whole: Plain, total: int, parts: Sequence[int], *, exact: bool) -> bool:
        """Whether all figures of a row may be those of the total of some rows."""
        columns = figures_of(self.relation)
        summed = Added(len(columns))
        for part in parts:
            summed.add(_figures(whole, part))
        return (is_total if exact else is_near)(columns, _figures(whole, total), summed)

    def _agreeing(self, whole: Plain, lists: Iterable[Sequence[int]], dimension: str) -> list[Line]:
        """The rows of some periods and other keys that are totals by two columns, where chance makes none as clear.

        A member that has the same figures in many lists is one row, and one total.
        """
        columns, keys = figures_of(self.relation), whole.keys[self.relation.dimensions.index(dimension)]
        added = [values for values, column in zip(whole.values, columns, strict=True) if not column.type.percent]
        likes: list[tuple[Line, Fraction]] = []
        chances: dict[tuple[str, Figures], Fraction] = {}
        rows = set[tuple[object, ...]]()
        for places in lists if added else ():
            if not grouping.FEWEST_AGREEING <= len(places) <= grouping.MOST:
                continue

            def adds_up(total: int, parts: Sequence[int], places: Sequence[int] = places) -> bool:
                there = [places[part] for part in parts]
                return self._adds_up(whole, places[total], there, exact=len(parts) > 1)

            written = [[cast("int", values[at] or 0) for at in places] for values in added]
            rows.update(zip((keys[at] for at in places), *written, strict=True))
            positive = [one for one in written if min(one) >= 0]
            found = [*grouping.agreeing(positive, adds_up)]
            single = [(group, True, chance) for group, chance in grouping.alone(positive, adds_up)]
            for group, below, chance in (*found, *single):
                at = places[group.total]
                likes.append((_line(whole, keys, at, dimension, group, below), chance))
                if len(group.parts) > 1:
                    chances[keys[at], _figures(whole, at)] = chance
            chances |= {
                (keys[at], _figures(whole, at)): chance for group, _, chance in single for at in [places[group.total]]
            }
        most = grouping.clearest(chances.values(), len(rows))
        return [line for line, chance in likes if chance <= most]

    def _among_all(self, rows: Plain, dimension: str) -> Iterator[LikeASum]:
        """The rows that look like the total of all others, wherever they stand."""
        columns = figures_of(self.relation)
        of_rows = cast("list[Figures]", list(zip(*rows.values, strict=True)))
        sums = [sum(filter(None, column)) for column in zip(*of_rows, strict=True)]
        for at, figures in enumerate(of_rows):
            if any(figure and 2 * figure == total for figure, total in zip(figures, sums, strict=True)):
                others = Added(len(columns))
                for other in (*of_rows[:at], *of_rows[at + 1 :]):
                    others.add(other)
                if is_total(columns, figures, others):
                    yield LikeASum(at, dimension, others.rows, "row.others")


def _largest(columns: Sequence[Sequence[int]]) -> list[int]:
    """The places of rows that are each about as large as all the rest together, in every column."""
    if not columns or any(min(column) < 0 for column in columns):
        return []
    first, every, units = columns[0], list(map(sum, columns)), [gcd(*column) for column in columns]
    greatest = sorted(range(len(first)), key=first.__getitem__, reverse=True)[:MOST_LARGE]
    for some in range(1, len(greatest) + 1):
        rest = len(first) - some
        near = next((near for rows, near in NEARLY if rest >= rows), None)
        chosen = greatest[:some]
        sums = [total - sum(column[at] for at in chosen) for column, total in zip(columns, every, strict=True)]
        if near is None or max(map(floordiv, sums, units)) < near:
            continue  # among small counts such a figure is no wonder, nor among round ones
        off = [[abs(column[at] - total) for at in chosen] for column, total in zip(columns, sums, strict=True)]
        within = [max(each) * near <= total for each, total in zip(off, sums, strict=True)]
        sure = (
            max(each) * near * SURELY <= total
            for each, total, unit in zip(off, sums, units, strict=True)
            if total // unit >= near * SURELY
        )
        far = any(max(each) * NOT_FAR > total for each, total in zip(off, sums, strict=True))
        if all(within) or (any(sure) and not far):
            return chosen
    return []


def _figures(rows: Plain, at: int) -> Figures:
    return cast("Figures", tuple(column[at] for column in rows.values))


def _line(whole: Plain, keys: Sequence[str], at: int, dimension: str, group: grouping.Group, below: bool) -> Line:
    side = "row.below" if below else "row.above"
    return whole.lines[at], keys[at], LikeASum(at, dimension, len(group.parts), side)


def _none(*_: str) -> bool:
    """That no member is known: each row is looked at."""
    return False


def _at(rows: Plain, places: Sequence[int]) -> Plain:
    """Some of the rows."""
    keys = [[column[place] for place in places] for column in rows.keys]
    values = [[column[place] for place in places] for column in rows.values]
    lines, periods = [rows.lines[place] for place in places], [rows.periods[place] for place in places]
    return Plain(lines, periods, keys, rows.names, values, ())


class _Often:
    """Rows that look like totals, each by its place and key: the keys that are `known`, and of these the ones few of whose rows look so."""

    def __init__(
        self, is_known: Callable[[str], bool], rows_of: Callable[[str], int], rows: Sequence[tuple[int, str]]
    ) -> None:
        times = Counter(key for _, key in set(rows))
        self.known = {key for key in times if is_known(key)}
        self.chance = {key for key in self.known if 2 * times[key] <= rows_of(key)}


def _groups(rows: Plain, relation: Relation, dimension: str) -> Iterable[Sequence[int]]:
    """The places of the rows of each period and other keys, where they are enough for a total."""
    others = [keys for name, keys in zip(relation.dimensions, rows.keys, strict=True) if name != dimension]
    differing = [keys for keys in (rows.periods, *others) if keys.count(keys[0]) < len(keys)] or [rows.periods]
    keys = differing[0] if len(differing) == 1 else list(zip(*differing, strict=True))
    return (places for places in _runs(keys) or places_of(keys).values() if len(places) > FEWEST)


def _runs(keys: Sequence[object]) -> list[range]:
    """The places of each key where all of them stand beside each other, as in most sheets; else none."""
    first = keys[:SOME]
    if 2 * sum(map(ne, first, first[1:])) > len(first):
        return []
    ends = [0, *compress(count(1), map(ne, keys, keys[1:])), len(keys)]
    return list(map(range, ends, ends[1:])) if len({keys[at] for at in ends[:-1]}) == len(ends) - 1 else []


def _written(columns: Sequence[Sequence[Stored]], places: Sequence[int]) -> list[Written]:
    """The figures of each column at some places."""
    together = isinstance(places, range)
    written, pick = list[Written](), itemgetter(slice(places[0], places[-1] + 1)) if together else itemgetter(*places)
    for column in columns:
        figures = cast("Sequence[int | None]", pick(column))
        there = list(filter(None, figures))
        written.append((there, places if len(there) == len(figures) else list(compress(places, figures))))
    return written


def _sums_in(figures: Sequence[int], there: Sequence[int], places: Sequence[int]) -> list[int]:
    """Those of some places whose figure is the sum of all above, below or beside it; of a column with negative ones, all of them."""
    if len(figures) <= FEWEST:
        return []
    if min(figures) < 0:
        return list(places)
    greatest, every, found = max(figures), sum(figures), list[int]()
    if figures[0] + figures[1] <= greatest:
        found += _sums_before(figures, there, greatest)
    if figures[-1] + figures[-2] <= greatest:
        found += _sums_before(figures[::-1], there[::-1], greatest)
    if every % 2 == 0 and every // 2 <= greatest and every // 2 in figures:
        found.append(there[figures.index(every // 2)])
    return found


def _sums_before(figures: Sequence[int], there: Sequence[int], greatest: int) -> Iterator[int]:
    """Those of some places whose figure is the sum of all before it, of two at least; none is, once that is beyond the greatest."""
    total = 0
    for above, (figure, at) in enumerate(zip(figures, there, strict=True)):
        if total > greatest:
            return
        if above >= FEWEST and figure == total:
            yield at
        total += figure
