"""Rows that count and are to be looked at: they were told as they came, and are found again in the store by the same rules.

They are those that do not keep a `periksa`, and those that look like totals, by their figures or by what a new member is called. What was
told of a file as a whole is only known from its batch.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import groupby
from operator import attrgetter
from typing import Any

import sqlalchemy as sa

from iku_dsl.period import from_ordinal
from iku_dsl.problem import Text, say
from iku_dsl.records import record
from iku_engine.database.among import among
from iku_engine.database.books import PERIOD
from iku_engine.database.relations import Relation
from iku_engine.members.lookalikes import spelled_alike
from iku_engine.members.named import members_there
from iku_engine.remarks.noticed import standing
from iku_engine.rules.rowcheck import RowCheck
from iku_engine.snapshot.snapshot import Row, Snapshot
from iku_engine.staging.plain import stored
from iku_engine.totals.sums import LOOKED_AT, SumsAbove, figures_of
from iku_engine.totals.whole_file import WholeFile
from iku_engine.words.labels import LABELS, names_a_sum


@record
class Doubted:
    """A row that is to be looked at: where it stands, the ordinal of its period, and why; or the first of a file `as_a_whole`."""

    place: str
    period: int
    reason: Text
    as_a_whole: bool = False


def doubted(snapshot: Snapshot, relation: Relation, periods: Collection[int]) -> Iterator[Doubted]:
    """The rows of a source in some periods (0 where it has none) that are to be looked at, by batch; of a store's own facts.

    What was told of a row as it came is told again where nothing is found of it anew.
    """
    if relation.is_dimension:
        return
    yield from _of_files(snapshot, relation, periods)
    seen = set[str]()
    for one in _anew(snapshot, relation, periods):
        seen.add(one.place)
        yield one
    for kept in standing(snapshot, {relation.name}).get(relation.name, ()):
        for period, place in kept.places if not kept.as_a_whole else ():
            if period in periods and place not in seen:
                yield Doubted(place, period, kept.reason)


def _of_files(snapshot: Snapshot, relation: Relation, periods: Collection[int]) -> Iterator[Doubted]:
    for one in standing(snapshot, {relation.name}).get(relation.name, ()):
        for ordinal in sorted(periods) if one.as_a_whole else ():
            period = from_ordinal(ordinal, relation.grain) if relation.grain is not None else None
            yield from (Doubted(place, ordinal, one.reason, True) for place in one.read([period])[:1])


def _anew(snapshot: Snapshot, relation: Relation, periods: Collection[int]) -> Iterator[Doubted]:
    """Those that are found by what they are."""
    check = RowCheck(snapshot.tables, snapshot.program, relation, snapshot.connection, there=snapshot)
    free = [one for one in relation.dimensions if snapshot.program.dimensions[one].named_by_facts]
    if not check.checks and not figures_of(relation):
        return
    alike = {name: spelled_alike(members_there(snapshot.connection, snapshot.tables.relations[name])) for name in free}
    current = snapshot.current(relation)
    query = (
        sa.select(current).where(among(current.c[PERIOD], sorted(periods))).order_by(current.c.batch_id, current.c.row)
    )
    found = snapshot.connection.execute(query, execution_options={"yield_per": LOOKED_AT}).partitions()
    batches = (
        (batch, list(rows)) for some in found for batch, rows in groupby(some, key=attrgetter("batch_id"))
    )  # a batch comes in pieces, one after another
    for batch, pieces in groupby(batches, key=lambda one: one[0]):
        yield from _of_batch(snapshot, relation, check, alike, batch, (rows for _, rows in pieces))


def _of_batch(
    snapshot: Snapshot,
    relation: Relation,
    check: RowCheck,
    alike: Mapping[str, Mapping[str, str]],
    batch: int,
    pieces: Iterator[list[Any]],
) -> Iterator[Doubted]:
    free = list(alike)  # each with the members that are written like others

    def known(dimension: str, member: str) -> bool:
        """Whether another file than this one was the first to name a member."""
        if dimension not in free:
            return True
        members = snapshot.tables.relations[dimension]
        named = snapshot.current(members)
        query = sa.select(named.c.batch_id).where(named.c[members.key_column(dimension).name] == member)
        return snapshot.connection.execute(query.limit(1)).scalar() != batch

    def told(line: int, period: int, reason: Text, row_id: int = 0) -> Doubted:
        return Doubted(snapshot.fact(relation, Row(row_id, batch, line, {})).place, period, reason)

    above, whole, periods = SumsAbove(relation, free, known), WholeFile(relation, free), dict[int, int]()
    called: dict[tuple[str, str], list[int]] = {}  # members that are called like totals, with their lines
    for piece in pieces:
        rows = stored(relation, [row._mapping for row in piece])
        for name in free:
            keys = rows.keys[relation.dimensions.index(name)]
            for at, key in enumerate(keys) if alike[name] else ():
                if key in alike[name]:
                    yield told(rows.lines[at], rows.periods[at], say("row.spelled-some"), piece[at].row_id)
            found = {key for key in set(keys) if key[:1] in LABELS and names_a_sum(key)}
            for key, line in zip(keys, rows.lines, strict=True) if found else ():
                if key in found:
                    called.setdefault((name, key), []).append(line)
        for at in check.open_rows(rows) if check.checks else ():
            row = rows.row(at)
            for _, reason in check.doubts(row.period, row.keys, row.values):
                yield told(rows.lines[at], rows.periods[at], reason, piece[at].row_id)
        periods.update(zip(rows.lines, rows.periods, strict=True))
        for long in whole.keep(rows):
            for like in above.look(long):
                yield told(long.lines[like.at], long.periods[like.at], like.said(0, "").reason)
    seen = set[int]()
    listed = [name for name in relation.dimensions if name not in free]
    lines = {line for (name, key), some in called.items() if not known(name, key) for line in some}
    for line in sorted(lines):
        seen.add(line)
        yield told(line, periods[line], say("row.total-member"))
    for cell in whole.doubted(relation.dimensions, known, sampled=listed):
        if cell.row not in lines:
            seen.add(cell.row)
            yield told(cell.row, periods[cell.row], cell.reason)
    for cell in whole.odd_names(seen):
        yield told(cell.row, periods[cell.row], cell.reason)
