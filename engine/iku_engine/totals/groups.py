"""Sheets in groups: heads above their parts, feet below them, or totals of parts behind a whole list; the rows that are such totals.

A head is the sum of the rows that follow, or of the heads among them. It needs no other head to be found, so that a group of one row, or
one whose total is rounded, hides none. As sums of a few rows come about by chance, rows are told only where groups make up the sheet:
there are two of them, for two of their rows at most one stands alone, and their figures are too great for so many sums by chance.

Where two columns agree on the same parts, one head may be enough, on any sheet: its own figures say how likely that is by chance.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import accumulate, groupby, pairwise
from math import gcd, prod
from operator import add, eq, ge, le, sub

from iku_dsl.records import record

FEWEST = 6  # rows: two heads with two parts each
MOST = 5_000  # rows of a period and other keys: nobody puts a longer sheet into groups by hand
BEYOND_CHANCE = 2  # heads times the mean of all figures, to a row
FEWEST_AGREEING = 3  # rows: a head and two parts
BY_CHANCE = Fraction(
    1, 20
)  # totals as clear by chance in a file of which one is told; a seventh of them at most come about
EACH_BY_CHANCE = Fraction(1, 2)  # the same, for each total beside it that is as clear
MOST_ALONE = 5  # rows beside each other with the same figures: heads upon heads of a single part; more are equal shares
LONG_ALONE = 1_000  # values, of which one that is the only figure that two neighbours share is one
MOST_BY_CHANCE = 3  # heads of a single part, of which a sheet may be made up by chance
MANY = 12  # rows that hardly have a common measure by chance
TINY = Fraction(1, 10**9)
SAMPLE = 256  # rows that tell how far the parts of one column follow from those of another


@record
class Group:
    """The places of a total and of its parts among some figures, and whether it is the exact sum of two of them at least."""

    total: int
    parts: tuple[int, ...]
    exact: bool


def groups(figures: Sequence[int], one: int) -> Iterator[tuple[Group, bool]]:
    """The groups that make up a sheet, by its figures, each with whether the parts stand below; `one` is what counts 1 among them.

    All figures are greater than zero. A group may come twice. Nothing is looked at closely unless some row is the sum of the next or of
    the last few, or some rows come to a half or a third of all.
    """
    if len(figures) < FEWEST:
        return
    upto = list(accumulate(figures, initial=0))
    there = set(upto)
    heads = len(there.intersection(map(add, upto[1:], figures)))
    feet = len(there.intersection(map(sub, upto, figures)))
    if not any(upto[-1] % times == 0 and upto[-1] // times in there for times in (2, 3)):
        most = max(heads, feet)
        if not most or not _beyond_chance(2 * (most - sum(map(eq, figures, figures[1:]))), figures):
            return
    last = len(figures) - 1
    for below, given, sums in ((True, figures, heads), (False, figures[::-1], feet)):
        for found in (*_heads(given, one, some=sums > 0), *_behind(given[::-1])):
            turned = found if below else Group(last - found.total, tuple(last - at for at in found.parts), found.exact)
            yield turned, below


def _beyond_chance(heads: int, figures: Sequence[int]) -> bool:
    rows = len(figures)
    return heads * sum(figures) >= BEYOND_CHANCE * rows * rows * gcd(*figures)


def _heads(figures: Sequence[int], one: int, *, some: bool) -> Iterator[Group]:
    """The heads above their parts: once those of exact sums of two rows at least, and once with those of one row, and rounded ones.

    `some` says whether any row is exactly the sum of the next ones: the first head is one, or is rounded to fewer decimals.
    """
    for loosely in (False, True):
        if not some and (not loosely or one == 1):
            continue
        found, sizes = _parsed(figures, one, loosely=loosely)
        heads = [group for group in found if len(group.parts) > 1]
        in_groups, alone = sum(size for size in sizes if size > 2), sizes.count(1)
        exact = sum(group.exact for group in heads)
        if len(heads) > 1 and exact and 2 * alone <= in_groups and _beyond_chance(len(heads), figures):
            yield from found


def _parsed(figures: Sequence[int], one: int, *, loosely: bool) -> tuple[list[Group], list[int]]:
    """The heads of figures, from the last on, and how many rows each has that is no part of another."""
    sums, roots, sizes = [0], list[int](), list[int]()  # of what is no part yet, from the last on
    found: list[Group] = []
    for at in range(len(figures) - 1, -1, -1):
        figure, size = figures[at], 1
        wanted = sums[-1] - figure
        start = bisect_left(sums, wanted)
        exact = sums[start] == wanted
        if not exact:
            rounded = loosely and figure % 10 == 0
            start = _rounded(figures, at, sums, roots, start, one) if rounded else len(roots)
        if len(roots) - start > (0 if loosely else 1):
            found.append(Group(at, tuple(roots[start:]), exact and len(roots) - start > 1))
            size += sum(sizes[start:])
            del roots[start:], sizes[start:], sums[start + 1 :]
        sums.append(sums[-1] + figure)
        roots.append(at)
        sizes.append(size)
    return found, sizes


def _rounded(figures: Sequence[int], at: int, sums: Sequence[int], roots: Sequence[int], start: int, one: int) -> int:
    """From where on, `start` or just before, a figure is the sum of two roots or more, rounded to fewer decimals than one of them has.

    Where it is none, the place behind the last.
    """
    last, wanted = last_decimal(figures[at], one), sums[-1] - figures[at]
    for near in (start, start - 1):
        if 0 <= near <= len(roots) - 2 and 2 * abs(sums[near] - wanted) <= last:
            if any(figures[root] % last for root in roots[near:]):
                return near
    return len(roots)


def last_decimal(figure: int, one: int) -> int:
    """What the last decimal that a figure has counts, where 1 is so many; no more than these."""
    last = 1
    while last * 10 <= one and figure % (last * 10) == 0:
        last *= 10
    return last


def _behind(figures: Sequence[int]) -> Iterator[Group]:
    """The totals behind a whole list: of its first rows, of the next ones, and so on; then perhaps of all of it."""
    upto = list(accumulate(figures, initial=0))
    places = {total: at for at, total in enumerate(upto)}
    for times in (2, 3):
        end = places.get(upto[-1] // times, 0) if upto[-1] % times == 0 else 0
        found, start = list[Group](), 0
        for at in range(end, len(figures)):
            reached = places.get(upto[start] + figures[at], len(figures))
            if reached > end:
                break
            found.append(Group(at, tuple(range(start, reached)), True))
            start = reached % end
        else:
            totals = [group for group in found if len(group.parts) > 1]
            last = len(figures) - 1
            if len(totals) > 1 and _beyond_chance(len(totals), figures):
                yield from (Group(last - one.total, tuple(last - at for at in one.parts), True) for one in totals)


def agreeing(
    columns: Sequence[Sequence[int]], is_sum: Callable[[int, Sequence[int]], bool]
) -> Iterator[tuple[Group, bool, Fraction]]:
    """The totals of a sheet in which two columns of figures agree: each, whether its parts stand below, and how likely it is by chance.

    No figure is less than zero, which stands for a missing one, too; `is_sum` says of a row and its parts whether nothing else of them
    speaks against it. A total may come twice. A group of one row is told with the total that it is a part of, as likely as that.
    """
    if len(columns) < 2:
        return
    backwards = [column[::-1] for column in columns]
    last = len(columns[0]) - 1

    def is_foot(total: int, parts: Sequence[int]) -> bool:
        return is_sum(last - total, [last - at for at in parts])

    for below, given, fits in ((True, columns, is_sum), (False, backwards, is_foot)):
        if not _some_agree(given):
            continue
        chance = _chances(given)
        alike = any(map(eq, rows := list(zip(*given, strict=True)), rows[1:]))
        for fewest in (2, 1) if alike else (2,):
            of_one: dict[int, Group] = {}
            for group in _agreeing(given, fits, fewest):
                if len(group.parts) == 1:
                    of_one[group.total] = group
                    continue
                by_chance, within = chance(group), [group]
                for each in within:
                    within += [of_one[at] for at in each.parts if at in of_one]
                    turned = each if below else Group(last - each.total, tuple(last - at for at in each.parts), True)
                    yield turned, below, by_chance


def alone(
    columns: Sequence[Sequence[int]], is_sum: Callable[[int, Sequence[int]], bool]
) -> list[tuple[Group, Fraction]]:
    """The heads above a single part, each with how likely it is by chance: neighbours with the same figures, which no other row has.

    Two columns are the same, or a long figure of one where `is_sum` says that nothing else speaks against it. Several heads may follow
    upon each other. Where they make up the sheet, short figures do as well: no chance makes so many of them.
    """
    rows = list(zip(*columns, strict=True))
    near = [at for at, (row, after) in enumerate(pairwise(rows)) if any(map(_same, row, after))]
    found: list[tuple[Group, Fraction]] = []
    if not near:
        return found
    often = [Counter(filter(None, column)) for column in columns]
    ordered = any(all(map(le, one, one[1:])) or all(map(ge, one, one[1:])) for one in columns)
    chance_of = _chances_alone(columns, often, by_unit=ordered or len(rows) >= MANY)
    apart, pairs = _apart(columns), list[Fraction]()
    for at in near:
        same = [place for place, both in enumerate(zip(rows[at], rows[at + 1], strict=True)) if _same(*both)]
        run = _run(rows, at, same)
        same = [place for place in same if often[place][rows[at][place]] <= run]
        if run > MOST_ALONE or not same or not (len(same) > 1 or is_sum(at, [at + 1])):
            continue
        chances = {place: chance_of(place, rows[at][place]) for place in same}
        first = min(chances, key=lambda place: chances[place])
        others = [min(Fraction(1), chances[place] / max(apart(first, place), TINY)) for place in same if place != first]
        found.append((Group(at, (at + 1,), True), chances[first] * min(others, default=Fraction(1)) * len(rows) / 4))
        pairs.append(chances[first] if others or chances[first] * LONG_ALONE <= 1 else Fraction(1))
    there = {at for group, _ in found for at in (group.total, *group.parts)}
    many = len(found) >= MOST_BY_CHANCE and 3 * len(there) >= 2 * len(rows)
    long = sum(pair * LONG_ALONE <= 1 for pair in pairs) >= MOST_BY_CHANCE
    if many and (long or (not ordered and prod(pairs) * LONG_ALONE <= 1)):
        return [(group, Fraction(0)) for group, _ in found]
    return [one for one, pair in zip(found, pairs, strict=True) if pair < 1]


def _chances_alone(
    columns: Sequence[Sequence[int]], often: Sequence[Mapping[int, int]], *, by_unit: bool
) -> Callable[[int, int], Fraction]:
    """How likely two rows have a figure of a column both: by its digits, and by how many rows apart have the same, as equal shares do.

    `by_unit` also by what all figures of the column can be divided by: so many times a share of one head.
    """
    count = len(columns[0]) * (len(columns[0]) - 1) // 2
    units = [gcd(*column) if by_unit else 1 for column in columns]
    apart = [
        _pairs(some.values()) - _pairs(len(list(run)) for figure, run in groupby(column) if figure)
        for some, column in zip(often, columns, strict=True)
    ]

    def chance(place: int, figure: int) -> Fraction:
        return max(Fraction(1, digits_of(figure)), Fraction(units[place], figure), Fraction(apart[place], count))

    return chance


def _pairs(counts: Iterable[int]) -> int:
    return sum(count * (count - 1) // 2 for count in counts)


def _same(one: int, other: int) -> bool:
    return one == other != 0


def _run(rows: Sequence[Sequence[int]], at: int, same: Sequence[int]) -> int:
    """How many rows beside each other have the same figures as two of them, in the columns that these share; of many some."""
    figures = [rows[at][place] for place in same]
    first, last = at, at + 1
    while first > 0 and last - first < MOST_ALONE and [rows[first - 1][place] for place in same] == figures:
        first -= 1
    while last + 1 < len(rows) and last - first < MOST_ALONE and [rows[last + 1][place] for place in same] == figures:
        last += 1
    return last - first + 1


def digits_of(figure: int) -> int:
    """A figure without the zeros at its end: among so many values of its size it is one."""
    while figure % 10 == 0:
        figure //= 10
    return figure


def clearest(chances: Iterable[Fraction], rows: int) -> Fraction:
    """How likely by chance a total of some sheets may be to be told, by those of all and the rows that could each be one, both ways."""
    told = Fraction(0)
    for others, chance in enumerate(sorted(chances)):
        if 2 * rows * chance <= max(BY_CHANCE, others * EACH_BY_CHANCE):
            told = chance
    return told


def _some_agree(columns: Sequence[Sequence[int]]) -> bool:
    """Whether two figures of a row are sums of next ones: some total is made of rows that are none themselves."""
    hits: list[list[bool]] = []
    for figures in columns:
        upto = list(accumulate(figures, initial=0))
        there = set(upto)
        hits.append([figure > 0 and figure + sum_ in there for figure, sum_ in zip(figures, upto[1:], strict=True)])
    return any(sum(row) > 1 for row in zip(*hits, strict=True))


def _agreeing(
    columns: Sequence[Sequence[int]], is_sum: Callable[[int, Sequence[int]], bool], fewest: int
) -> Iterator[Group]:
    """The heads of so many parts at least on which two columns agree, from the last on."""
    sums, roots = [[0] for _ in columns], list[int]()  # of what is no part yet, from the last on
    for at in range(len(columns[0]) - 1, -1, -1):
        start = _agreed([column[at] for column in columns], sums, len(roots) - fewest)
        if start is not None and is_sum(at, roots[start:]):
            yield Group(at, tuple(roots[start:]), True)
            del roots[start:]
            for upto in sums:
                del upto[start + 1 :]
        for upto, column in zip(sums, columns, strict=True):
            upto.append(upto[-1] + column[at])
        roots.append(at)


def _agreed(figures: Sequence[int], sums: Sequence[Sequence[int]], last: int) -> int | None:
    """From where on, `last` at the most, the figures of most columns are the sums of what is no part yet; of two of them at least."""
    lows, highs = list[int](), list[int]()  # rows without a figure leave open where the sum of a column begins
    for left, (figure, upto) in enumerate(zip(figures, sums, strict=True), 1 - len(sums)):
        wanted = upto[-1] - figure
        low = bisect_left(upto, wanted)
        if figure and low <= last and upto[low] == wanted:
            lows.append(low)
            highs.append(min(bisect_right(upto, wanted, low) - 1, last))
        elif len(lows) - left < 2:
            return None
    lows.sort()
    highs.sort()
    most, start = max((bisect_right(lows, high) - bisect_left(highs, high), high) for high in highs)
    return start if most > 1 else None


def _chances(columns: Sequence[Sequence[int]]) -> Callable[[Group], Fraction]:
    """How likely a total is by chance, by the two columns that say most.

    One figure meets as many sums as it has parts, among as many values as its size over what all of them can be divided by. Another that
    agrees then has so many values, too; fewer, where the parts of both are nearly in proportion, so that one says little beside the other.
    """
    apart = _apart(columns)

    def chance(group: Group) -> Fraction:
        values: dict[int, int] = {}
        for place, figures in enumerate(columns):
            parts = [figures[at] for at in group.parts]
            if figures[group.total] and sum(parts) == figures[group.total]:
                values[place] = figures[group.total] // gcd(*parts)
        first = max(values, key=lambda place: values[place])
        many = [max(Fraction(1), values[place] * apart(first, place)) for place in values if place != first]
        return Fraction(len(group.parts), values[first]) / max(many)

    return chance


def _apart(columns: Sequence[Sequence[int]]) -> Callable[[int, int], Fraction]:
    """How far the shares of two columns differ, to 1: four times the mean is as wide as chance may go."""
    step = -(-len(columns[0]) // SAMPLE)

    @cache
    def apart(one: int, other: int) -> Fraction:
        first, second = columns[one][::step], columns[other][::step]
        all_first, all_second = sum(first), sum(second)
        differing = sum(abs(a * all_second - b * all_first) for a, b in zip(first, second, strict=True))
        return min(Fraction(4 * differing, all_first * all_second or 1), Fraction(1))

    return apart
