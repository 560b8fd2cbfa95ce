"""Figures that say what no title says: those that only grow through a year count from its beginning on; those of another period are its.

Some rows of a batch are looked at, evenly from all of it, with what the store has of the same keys: one statement, however many rows came.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from math import factorial, prod
from operator import itemgetter

import sqlalchemy as sa

from iku_dsl.period import Grain, from_ordinal
from iku_dsl.problem import say
from iku_dsl.program import Column
from iku_dsl.records import record
from iku_dsl.wording import figure
from iku_engine.database.books import PERIOD, Books
from iku_engine.database.relations import Relation
from iku_engine.remarks.cumulative_words import MOST_ROWS, FileRemark, remembered, summed

SAMPLE = 200  # rows of a batch that are looked at
MOST_PLACES, MOST_PERIODS = 3_000, 600  # keys and periods that are looked up: of many periods fewer keys are looked at
GOLDEN = 0.6180339887498949  # its multiples lie evenly, and meet no order of the rows
NEARLY_ALL = 0.95
MAY_FALL = 1  # of few keys: one has a correction, as money that is returned
LIKE_SUMS = 0.65  # of the growth that sums of equal figures have
CHANCE = 0.001
ALIKE = 0.9  # of the figures of a file that may be those of another period
MANY_KEYS, MANY_FIGURES = 20, 10  # keys, and different figures of them, that no chance makes alike
FEW_FIGURES, FOUR_DIGITS = 3, 1_000  # different figures of so much or more that none makes alike either

Key = tuple[str, ...]


@record
class _Row:
    """A row that counts: its id, batch, line, period and keys, and its figures by column."""

    row_id: int
    batch: int
    line: int
    period: int
    keys: Key
    figures: Mapping[str, int | None]


def some_ids(first: int, count: int, size: int = SAMPLE) -> list[int]:
    """Some of so many ids from the first on, evenly from all of them; all where they are few."""
    if count <= size:
        return list(range(first, first + count))
    return sorted({first + int(n * GOLDEN % 1 * count) for n in range(size)})


def looked(
    connection: sa.Connection,
    books: Books,
    relation: Relation,
    batch: int,
    ids: tuple[int, int],
    periods: Sequence[int],
    sha256: str,
) -> tuple[list[FileRemark], list[FileRemark]]:
    """What the figures of a batch say, whose rows have ids from the first to the last, are of some periods, and come from a file.

    That they only grow, of each column and year of which no batch that counts has said so; and that they are those of another period.
    """
    columns = summed(relation)
    if not columns or not periods or ids[1] < ids[0] or relation.grain is None:
        return [], []
    rows = list(_rows(connection, relation, columns, ids, periods))
    own = [row for row in rows if row.batch == batch]
    grown: list[FileRemark] = []
    for year in sorted({_year(relation, row.period) for row in own}):
        of_year = [row for row in rows if _year(relation, row.period) == year]
        keys = {row.keys for row in own if _year(relation, row.period) == year}
        for column in columns:
            found = _grown(column, [row for row in of_year if row.keys in keys], relation.grain.per_year)
            mine = [row for row in found if row.batch == batch]
            if mine:
                grown.append(_told_grown(relation, column, year, found, mine))
    if grown:
        said = _said(connection, books, relation)
        grown = [one for one in grown if (one.column, one.year) not in said]
    again = _again(connection, books, relation, columns, own, rows, sha256) if len(periods) == 1 else ()
    return grown, list(again)


def _rows(
    connection: sa.Connection,
    relation: Relation,
    columns: Sequence[Column],
    ids: tuple[int, int],
    periods: Sequence[int],
) -> Iterator[_Row]:
    """The rows that count of some keys of a batch: in its years, and in the period before each, and the same one a year before."""
    assert relation.grain is not None
    per_year = relation.grain.per_year
    wanted = {ordinal for one in periods for ordinal in range(one - one % per_year, one - one % per_year + per_year)}
    wanted |= {one - step for one in periods[:1] for step in (1, per_year)} if len(periods) == 1 else set()
    ordinals = sorted(wanted)[-MOST_PERIODS:]
    size = min(SAMPLE, MOST_PLACES // len(ordinals))
    table, gone = relation.table, relation.superseded
    keys = [relation.key_column(dimension).name for dimension in relation.dimensions]
    few = table.alias("few")
    chosen = few.c.row_id.in_(some_ids(ids[0], ids[1] - ids[0] + 1, size))
    some = sa.select(*(few.c[key] for key in keys), sa.literal(1).label("chosen")).where(chosen).distinct().subquery()
    on = sa.and_(
        some.c.chosen == 1,
        table.c[PERIOD].in_(ordinals),
        *(some.c[key] == table.c[key] for key in keys),
        ~sa.exists().where(gone.c.row_id == table.c.row_id),
    )
    names = [column.name for column in columns]
    query = (
        sa.select(table.c.row_id, table.c.batch_id, table.c.row, table.c[PERIOD])
        .add_columns(*(table.c[key] for key in keys), *(table.c[name] for name in names))
        .select_from(some.outerjoin(table, on))
    )  # from the few on, which SQLite would not do by itself: it would look through all rows of the periods
    found = [row for row in connection.execute(query) if row[0] is not None]
    for row_id, batch, line, period, *rest in sorted(found, key=itemgetter(3, 0)):
        figures = dict(zip(names, rest[len(keys) :], strict=True))
        yield _Row(row_id, batch, line, period, tuple(rest[: len(keys)]), figures)


def _year(relation: Relation, ordinal: int) -> int:
    assert relation.grain is not None
    return ordinal // relation.grain.per_year


def _grown(column: Column, rows: Sequence[_Row], per_year: int) -> list[_Row]:
    """The rows of a year, in their order, whose figures grow from period to period; none where not nearly all do, or by chance.

    Of figures that may stand in any order each order is as likely as another, so that chance makes few keys grow, and many never.
    """
    by_key: dict[Key, list[_Row]] = {}
    for row in rows:
        if row.figures[column.name] is not None:
            by_key.setdefault(row.keys, []).append(row)
    orders = [(some, [row.figures[column.name] or 0 for row in some]) for some in by_key.values() if len(some) > 1]
    orders = [(some, figures) for some, figures in orders if any(figures)]  # nothing at all says nothing
    growing = [(some, figures) for some, figures in orders if all(a <= b for a, b in pairwise(figures))]
    steps = [a < b for _, figures in growing for a, b in pairwise(figures)]
    falling = len(orders) - len(growing)
    if falling > MAY_FALL + (1 - NEARLY_ALL) * len(orders) or 2 * sum(steps) <= len(steps):
        return []
    chances = [_chance(figures) for _, figures in orders]
    if _that_few_fall(chances, falling) >= CHANCE or not _grows_as_sums_do(per_year, growing):
        return []
    return [row for some, _ in growing for row in some]


def _grows_as_sums_do(per_year: int, growing: Sequence[tuple[Sequence[_Row], Sequence[int]]]) -> bool:
    """Whether figures are as much larger than their first ones as sums are from the beginning of the year on.

    Sums of equal figures are twice the first in the second period, and four times in the fourth. Spending that only rises through a
    year is not: quarters of 15, 22, 25 and 38 in a hundred end at two and a half times the first.
    """
    first = last = wanted = 0.0
    for some, figures in growing:
        places = [row.period % per_year + 1 for row in (some[0], some[-1])]
        first, last = first + figures[0], last + figures[-1]
        wanted += figures[0] * (1 + LIKE_SUMS * (places[1] / places[0] - 1))
    return last >= wanted


def _chance(figures: Sequence[int]) -> float:
    """How likely some figures are in this order, of all orders that they may have."""
    return prod(map(factorial, Counter(figures).values())) / factorial(len(figures))


def _that_few_fall(chances: Sequence[float], falling: int) -> float:
    """How likely so few keys, or fewer, do not grow, of keys that grow by chance as likely as given."""
    of_fallen = [1.0] + [0.0] * falling  # by how many fell of those so far
    for chance in chances:
        before = [0.0, *of_fallen[:-1]]
        of_fallen = [now * chance + less * (1 - chance) for now, less in zip(of_fallen, before, strict=True)]
    return sum(of_fallen)


def _told_grown(
    relation: Relation, column: Column, year: int, found: Sequence[_Row], mine: Sequence[_Row]
) -> FileRemark:
    periods = Counter(row.keys for row in found)
    first = max(mine, key=lambda row: periods[row.keys])
    figures = [row.figures[column.name] or 0 for row in found if row.keys == first.keys]
    shown = " → ".join(figure(Fraction(one, column.parts), column.type.percent) for one in figures)
    reason = say("row.grows", column=column.title, grain=f"noun.{relation.grain}", year=str(year))
    value = f"{', '.join(first.keys)}: {shown}" if first.keys else shown
    return FileRemark(
        column.name, first.line, value, reason, year, tuple(row.row_id for row in mine[:: len(mine) // MOST_ROWS + 1])
    )


def _said(connection: sa.Connection, books: Books, relation: Relation) -> Collection[tuple[str, int | None]]:
    """The columns and years of which batches whose rows count have said that their figures only grow."""
    found = [one for one in remembered(connection, books, relation.name) if one.year is not None]
    ids = sorted({row for one in found for row in one.rows})[:MOST_PLACES]
    table, gone = relation.table, relation.superseded
    query = sa.select(table.c.row_id).where(table.c.row_id.in_(ids))
    query = query.where(~sa.exists().where(gone.c.row_id == table.c.row_id))
    there = set(connection.execute(query).scalars()) if ids else set()
    return {(one.column, one.year) for one in found if not there.isdisjoint(one.rows)}


def _again(
    connection: sa.Connection,
    books: Books,
    relation: Relation,
    columns: Sequence[Column],
    own: Sequence[_Row],
    rows: Sequence[_Row],
    sha256: str,
) -> Iterator[FileRemark]:
    """That the rows of a batch, which are of one period, have the keys and figures of another.

    Not of two others, as constant ones have, but where it is the same file.
    """
    mine = {row.keys: row for row in own}
    others: dict[int, dict[Key, _Row]] = {}
    for row in rows:
        if own and row.period != own[0].period and row.keys in mine:
            others.setdefault(row.period, {})[row.keys] = row
    alike = [some for some in others.values() if _is_alike(columns, mine, some)]
    b = books.batches.c
    for some in alike:
        batch = Counter(row.batch for row in some.values()).most_common(1)[0][0]
        file, digest = connection.execute(sa.select(b.file, b.sha256).where(b.batch_id == batch)).one()
        if len(alike) == 1 or digest == sha256:
            period = str(from_ordinal(next(iter(some.values())).period, relation.grain or Grain.YEAR))
            reason = say("row.figures-again", period=period, file=file or "-", batch=own[0].batch)
            yield FileRemark("", min(row.line for row in own), "", reason)
            return


def _is_alike(columns: Sequence[Column], mine: Mapping[Key, _Row], others: Mapping[Key, _Row]) -> bool:
    if len(others) < NEARLY_ALL * len(mine):
        return False
    figures = equal = 0
    different, large = set[tuple[str, int]](), set[tuple[str, int]]()
    for keys, row in mine.items():
        for column in columns:
            figure = row.figures[column.name]
            if not figure:
                continue
            figures += 1
            if keys in others and others[keys].figures[column.name] == figure:
                equal += 1
                different.add((column.name, figure))
                if abs(figure) >= FOUR_DIGITS * column.parts:
                    large.add((column.name, figure))
    enough = (len(mine) >= MANY_KEYS and len(different) >= MANY_FIGURES) or len(large) >= FEW_FIGURES
    return enough and equal >= ALIKE * figures
