"""The rows of a store read again without any index, each table once, and the hashes of what each batch brought."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, cast

import sqlalchemy as sa

from iku_dsl.program import KEY_PREFIX
from iku_dsl.records import record
from iku_engine.database.books import PERIOD, Books
from iku_engine.database.connecting import run_all
from iku_engine.database.digests import CHUNK, RESTORING, SUPERSEDING, TOGETHER, BesideHash, Kept, Row, SpanHash, beside
from iku_engine.members.members import FirstNamed
from iku_engine.staging.stage import MEMORY, MOST_HASHED

_SCANS = ("enable_indexscan", "enable_indexonlyscan", "enable_bitmapscan")
Spans = Mapping[int, tuple[int, int]]  # the ids of the rows of each batch
Tell = Callable[[int], None]  # of how many rows more were read


def without_indexes(connection: sa.Connection, off: bool) -> None:
    """From now on this transaction of PostgreSQL reads tables as they are; SQLite is told so in each query."""
    if connection.dialect.name == "postgresql":
        scans = (f"SET LOCAL {scan} = {'off' if off else 'on'}" for scan in _SCANS)
        run_all(connection, (*scans, f"SET LOCAL work_mem = '{MEMORY}'"))  # what is read so has to be sorted


def rows(
    connection: sa.Connection, table: sa.TableClause, names: Sequence[str], order: Sequence[str] = ()
) -> Iterator[Sequence[Row]]:
    """The rows of a table as they lie in it, many at once, in an order; columns by name."""
    with _Lying(connection, table, names, order) as lying:
        while several := lying.next(CHUNK):
            yield several


class _Lying:
    """The rows of a table as they lie in it. SQLite's driver gives them itself: a million need nothing more of each.

    From PostgreSQL many are fetched at once, however few are asked for.
    """

    def __init__(
        self, connection: sa.Connection, table: sa.TableClause, names: Sequence[str], order: Sequence[str]
    ) -> None:
        quote, near = connection.dialect.identifier_preparer.quote, connection.dialect.name == "sqlite"
        query = f"SELECT {', '.join(map(quote, names))} FROM {_lying(connection, table, 't')}"
        query += f" ORDER BY {', '.join(map(quote, order))}" if order else ""
        self._result = connection.exec_driver_sql(query, execution_options={} if near else {"yield_per": CHUNK})
        self._cursor: Any = self._result.cursor if near else None
        self._parts = iter(()) if near else self._result.partitions()
        self._there: Sequence[Row] = ()
        self._at = 0

    def __enter__(self) -> _Lying:
        return self

    def __exit__(self, *_: object) -> None:
        self._result.close()

    def next(self, most: int) -> Sequence[Row]:
        """So many rows at the most; none after the last."""
        if self._cursor is not None:
            return cast("Sequence[Row]", self._cursor.fetchmany(most))
        if self._at >= len(self._there):
            self._there, self._at = next(self._parts, ()), 0
        self._at += most
        return self._there[self._at - most : self._at]


def _lying(connection: sa.Connection, table: sa.TableClause, called: str) -> str:
    """A table in a query that reads it as it lies, under a name."""
    named = f"{connection.dialect.identifier_preparer.quote(table.name)} AS {called}"
    return f"{named} NOT INDEXED" if connection.dialect.name == "sqlite" else named


@record
class Reread:
    """What the rows of one relation come to: the hash and the periods of each batch in the order of their ids, and the rows of none.

    Those begin with their id, batch, line, period and keys. `members` are those that any row names, of the dimensions that were asked for.
    `different` says that no two rows have one place, where that was seen.
    """

    digests: Mapping[int, str]
    periods: Mapping[int, set[int]]
    others: Sequence[Row]
    members: Mapping[str, set[object]]
    different: bool


def facts_again(
    connection: sa.Connection,
    found: Kept,
    spans: Spans,
    named: Mapping[str, FirstNamed],
    tell: Tell,
    at: Callable[[int], None],
    asked: Collection[str] = (),
) -> Reread:
    """The rows of a relation; into `named` go the members of some dimensions that they name, `at` is told which batch is read.

    `asked` are the dimensions of which it is only asked which members are named.
    """
    order = sorted((ids, batch) for batch, ids in spans.items() if ids[0] <= ids[1])
    digests = {batch: SpanHash(found, ids[0]).hexdigest() for batch, ids in spans.items()}  # of those without rows
    periods: defaultdict[int, set[int]] = defaultdict(set)
    others: list[Row] = []
    place, open_hash = 0, None
    names = SpanHash(found, 0).rows.names
    keys = [
        (names.index(KEY_PREFIX + dimension), first) for dimension, first in named.items() if dimension in found.keys
    ]
    members: dict[str, set[object]] = {dimension: set() for dimension in asked if dimension in found.keys}
    naming = [(names.index(KEY_PREFIX + dimension), those) for dimension, those in members.items()]
    hashes, count = set[int](), 0  # of all places: PostgreSQL takes several times as long to tell them apart
    hashing = connection.dialect.name == "postgresql"
    with _Lying(connection, found.table, ("row_id", *names), ("row_id",)) as lying:
        # No more at once than are hashed together: they stay in the processor's caches, and are never put together anew.
        while several := lying.next(open_hash.rows.room if open_hash is not None else TOGETHER):
            ids, *columns = zip(*several, strict=True)
            start, count = 0, count + len(ids)
            if hashing and len(hashes) < MOST_HASHED:
                hashes.update(map(hash, zip(*columns[2 : 3 + len(found.keys)], strict=True)))
            while start < len(ids):
                while place < len(order) and order[place][0][1] < ids[start]:
                    digests[order[place][1]] = open_hash.hexdigest() if open_hash else digests[order[place][1]]
                    place, open_hash = place + 1, None
                first, last = order[place][0] if place < len(order) else (ids[-1] + 1, ids[-1] + 1)
                if ids[start] < first:
                    end = bisect_left(ids, first, start)
                    others += several[start:end]
                else:
                    batch = order[place][1]
                    at(batch)
                    end = bisect_right(ids, last, start)
                    open_hash = open_hash or SpanHash(found, first)
                    whole = end - start == len(ids)
                    here = columns if whole else [column[start:end] for column in columns]
                    open_hash.add(ids if whole else ids[start:end], here)
                    periods[batch].update(filter(_is_whole, set(here[2])))
                    for column, those in naming:
                        those.update(here[column])
                    for column, names_first in keys:
                        _name(names_first, batch, here[column], here[1])
                start = end
            tell(len(several))
    if open_hash is not None:
        digests[order[place][1]] = open_hash.hexdigest()
    return Reread(digests, periods, others, members, hashing and len(hashes) == count)


def _is_whole(value: object) -> bool:
    return isinstance(value, int)


def _name(first: FirstNamed, batch: int, keys: Sequence[str], lines: Sequence[int]) -> None:
    """Notes the members that rows name; of what a hand made of a key or line nothing can be noted."""
    try:
        first.add(batch, keys, lines)
    except TypeError:
        both: list[tuple[object, object]] = list(zip(keys, lines, strict=True))
        named = [(key, line) for key, line in both if isinstance(key, str) and isinstance(line, int)]
        first.add(batch, [key for key, _ in named], [line for _, line in named])


def taken_away(connection: sa.Connection, found: Kept) -> Mapping[int, set[int]]:
    """The periods of the facts that each batch took away, as those facts have them."""
    facts, gone = _lying(connection, found.table, "f"), _lying(connection, found.superseded, "g")
    query = sa.text(f"SELECT DISTINCT g.batch_id, f.{PERIOD} FROM {gone} JOIN {facts} ON f.row_id = g.row_id")
    periods: defaultdict[int, set[int]] = defaultdict(set)
    for batch, period in connection.execute(query):
        periods[batch].update(filter(_is_whole, [period]))
    return periods


@record
class Beside:
    """The hash of what each batch wrote besides facts, and how many rows of each relation belong to no batch."""

    digests: Mapping[int, str]
    strays: Mapping[str, int]


def beside_again(
    connection: sa.Connection, books: Books, kept: Mapping[str, Kept], spans: Mapping[str, Spans], *, partly: bool
) -> Beside:
    """What stands beside the facts of some relations, by batch; `partly` where the books speak of other relations, too."""
    made = {batch: BesideHash() for mine in spans.values() for batch in mine}
    strays: defaultdict[str, int] = defaultdict(int)
    for name, mine in spans.items():
        own = {batch: made[batch] for batch in mine}
        for several in rows(connection, kept[name].superseded, ("batch_id", *SUPERSEDING), ("row_id",)):
            strays[name] += _share(several, own)
    _next(made)
    owners = {name: _Owners(mine) for name, mine in spans.items()}
    for several in rows(connection, books.restored, ("relation", *RESTORING), ("relation", "row_id")):
        for relation, number, origin in several:
            batch = owners[str(relation)].of(number) if relation in owners else None
            if batch is not None:
                made[batch].add([(number, origin)])
            elif relation in owners or relation not in kept or not partly:
                strays[str(relation)] += 1
    _next(made)
    for part in beside(books):
        for several in rows(
            connection, part.table, (part.batch, *part.columns), (part.batch, *(part.order or part.columns))
        ):
            _share(several, made)
        _next(made)
    return Beside(
        {batch: one.hexdigest() for batch, one in made.items()}, {n: count for n, count in strays.items() if count}
    )


def _share(several: Sequence[Row], made: Mapping[int, BesideHash]) -> int:
    """Rows that begin with their batch, each to the hash of its own; how many belong to no one's."""
    by_batch: defaultdict[object, list[Row]] = defaultdict(list)
    for batch, *row in several:
        by_batch[batch].append(row)
    for batch, mine in by_batch.items():
        if batch in made:
            made[batch].add(mine)  # type: ignore[index]
    return sum(len(mine) for batch, mine in by_batch.items() if batch not in made)


def _next(made: Mapping[int, BesideHash]) -> None:
    for one in made.values():
        one.next()


class _Owners:
    """Which batch a row belongs to, by its id."""

    def __init__(self, spans: Spans) -> None:
        self.order = sorted((ids, batch) for batch, ids in spans.items() if ids[0] <= ids[1])
        self.firsts = [ids[0] for ids, _ in self.order]

    def of(self, number: Any) -> int | None:
        """The batch, None where it is no one's."""
        if not isinstance(number, int):
            return None
        place = bisect_right(self.firsts, number) - 1
        ids, batch = self.order[place] if place >= 0 else ((1, 0), 0)
        return batch if ids[0] <= number <= ids[1] else None
