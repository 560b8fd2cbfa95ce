"""What the chain alone says of the books: rows that no event sealed, and what had to be late, whatever a client noted.

Each book, and each relation, has only what some event of the right kind brought.
"""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from iku_dsl.period import Grain, from_ordinal
from iku_dsl.problem import Text, say
from iku_dsl.program import KEY_PREFIX, Column
from iku_dsl.records import record
from iku_engine.database.books import BY_BATCH, DISMISSED, PERIOD, Books
from iku_engine.database.chain import Event
from iku_engine.database.digests import TOGETHER, Kept
from iku_engine.database.in_force import ALL, Closings, Lock
from iku_engine.database.rights import BOOKS
from iku_engine.database.row_forms import odd_cells
from iku_engine.store.restating import FINAL, REVIEWED
from iku_engine.store.shapes import read_shape

SHOWN = 8  # batches that a sentence names


def stray_in_books(connection: sa.Connection, books: Books, chain: Sequence[Event]) -> Iterator[Text]:
    """The books with a row of an event that is not there, or of another kind."""
    by_kind: dict[str, set[int]] = {}
    for event in chain:
        by_kind.setdefault(event.kind, set()).add(event.id)
    for name, (column, kinds) in BOOKS.items():
        table: sa.Table = getattr(books, name)
        known = set().union(*(by_kind.get(kind, set()) for kind in kinds))
        found = set(connection.execute(sa.select(table.c[column]).distinct()).scalars().all())
        if found - known:
            yield say("verify.book", event=min(found - known, key=str), table=table.name)


def odd_ends(connection: sa.Connection, books: Books, chain: Sequence[Event]) -> Iterator[Text]:
    """What is said of rows of the quarantine is said of one that was there by then, and in the words of who says it."""
    marks, rows = books.mended.c, books.quarantine.c
    here = sa.and_(rows.batch_id == marks.batch_id, rows.row == marks.row)
    event = sa.select(sa.func.min(marks.event_id)).select_from(books.mended.outerjoin(books.quarantine, here))
    found = connection.execute(event.where(sa.or_(rows.part.is_(None), marks.batch_id > marks.event_id))).scalar()
    kinds = {one.id: one.kind for one in chain}
    told = connection.execute(sa.select(marks.event_id, marks.how).distinct().order_by(marks.event_id))
    odd = [number for number, how in told if how not in ((DISMISSED,) if kinds.get(number) == "dismiss" else BY_BATCH)]
    for number in {found, *odd[:1]} - {None}:
        yield say("verify.book", event=number, table=books.mended.name)


def stray_texts(connection: sa.Connection, books: Books) -> Iterator[Text]:
    """Specs and results are those that runs name."""
    yield from _unnamed(connection, books.results, books.runs.c.results_sha256)
    texts = "\n".join(connection.execute(sa.select(books.runs.c.specs)).scalars())
    for digest in connection.execute(sa.select(books.specs.c.sha256)).scalars():
        if f'"{digest}"' not in texts:
            yield say("verify.unnamed", sha256=digest, table=books.specs.name)


def stray_evidence(connection: sa.Connection, books: Books) -> Iterator[Text]:
    """Evidence is that which is attached, with its name and size."""
    yield from _unnamed(connection, books.files, books.attachments.c.sha256)
    attached, files = books.attachments.c, books.files.c
    query = sa.select(attached.sha256, attached.name).order_by(attached.event_id.desc())
    first = {row[0]: row[1] for row in connection.execute(query)}
    kept = connection.execute(sa.select(files.sha256, files.name, files.size, sa.func.length(files.content)))
    for digest, name, size, length in kept:
        if digest in first and (name != first[digest] or size != length):
            yield say("verify.file", file=name)


def _unnamed(connection: sa.Connection, table: sa.Table, named: sa.ColumnElement[str]) -> Iterator[Text]:
    known = set(connection.execute(sa.select(named)).scalars().all())
    for digest in set(connection.execute(sa.select(table.c.sha256)).scalars().all()) - known:
        yield say("verify.unnamed", sha256=digest, table=table.name)


def astray(connection: sa.Connection, books: Books, found: Kept) -> Iterator[Text]:
    """Rows that point at others of their relation, which are not what they say they are.

    A row that came back is the same as an earlier one, whose file and line it is told with; one that takes the place of another comes
    after it, with the batch that says so, and has its period and keys.
    """
    if _has_rows(connection, books.restored):
        yield from _astray(connection, found, _unlike_origin(books, found))
    if _has_rows(connection, found.superseded):
        yield from _astray(connection, found, _unlike_replaced(found))


def unlike_any(
    connection: sa.Connection, found: Kept, columns: Mapping[str, Column], must_have: Collection[str]
) -> Iterator[Text]:
    """Columns with cells that no program of ours writes (`row_forms`), and in which batches."""
    if not _has_rows(connection, found.table):
        return
    rows, odd = found.table.c, odd_cells(found.table, columns, must_have)
    names = list(odd)
    for some in (names[at : at + TOGETHER] for at in range(0, len(names), TOGETHER)):
        any_odd = sa.select(sa.literal(1)).select_from(found.table).where(sa.or_(*(odd[name] for name in some)))
        if connection.execute(any_odd.limit(1)).first() is None:
            continue
        for name in some:
            batches = connection.execute(sa.select(rows.batch_id).where(odd[name]).distinct().order_by(rows.batch_id))
            if numbers := ", ".join(str(number) for number in batches.scalars().fetchmany(SHOWN)):
                yield say("verify.unlike", relation=found.name, column=name, batches=numbers)


def _has_rows(connection: sa.Connection, table: sa.TableClause) -> bool:
    """Asked first, as most stores have none: to put a query together takes longer than to ask this."""
    name = connection.dialect.identifier_preparer.quote(table.name)
    return connection.exec_driver_sql(f"SELECT 1 FROM {name} LIMIT 1").first() is not None


def _astray(connection: sa.Connection, found: Kept, query: sa.Select[tuple[int]]) -> Iterator[Text]:
    row = connection.execute(query).scalar()
    if row is not None:
        yield say("verify.astray", relation=found.name, row=row)


def _unlike_origin(books: Books, found: Kept) -> sa.Select[tuple[int]]:
    here, there, restored = found.table.alias("here"), found.table.alias("there"), books.restored.c
    all_of_it = [column.name for column in found.table.c if column.name not in ("row_id", "batch_id")]
    back = books.restored.outerjoin(here, here.c.row_id == restored.row_id)
    return (
        sa.select(sa.func.min(restored.row_id))
        .select_from(back.outerjoin(there, there.c.row_id == restored.origin_id))
        .where(
            restored.relation == found.name,
            sa.or_(restored.origin_id >= restored.row_id, *_differ(here, there, all_of_it)),
        )
    )


def _unlike_replaced(found: Kept) -> sa.Select[tuple[int]]:
    here, there, gone = found.table.alias("here"), found.table.alias("there"), found.superseded.alias("gone")
    place = [PERIOD, *(KEY_PREFIX + key for key in found.keys)]
    taken = gone.join(there, there.c.row_id == gone.c.row_id).outerjoin(here, here.c.row_id == gone.c.by_row_id)
    return (
        sa.select(sa.func.min(gone.c.row_id))
        .select_from(taken)
        .where(
            gone.c.by_row_id.is_not(None),
            sa.or_(
                gone.c.by_row_id <= gone.c.row_id,
                *_differ(here, there, place),
                here.c.batch_id.is_distinct_from(gone.c.batch_id),
            ),
        )
    )


def _differ(one: sa.FromClause, other: sa.FromClause, names: Iterable[str]) -> Iterator[sa.ColumnElement[bool]]:
    return (one.c[name].is_distinct_from(other.c[name]) for name in names)


def stray_members(
    members: Kept,
    others: Iterable[Sequence[object]],
    first: Mapping[str, tuple[int, int]],
    named: Iterable[tuple[int, int]],
) -> Text | None:
    """Members that need no file: each row that an event took in is there, with the place at which some fact named it first.

    `others` are the rows that no file brought, `named` the spans of ids that imports and migrations took in. What a span says is held
    against the rows and never counted out: somebody may have written one without an end.
    """
    spans = sorted(named)
    found = {tuple(row[:5]) for row in others}
    wanted = {row for row in found if _within(spans, row[0]) and row[1:] == (*first.get(str(row[4]), ()), 0, row[4])}
    taken_in = sum(last - first + 1 for first, last in spans)
    if found != wanted or len(found) != taken_in:
        return say("verify.stray", relation=members.name, count=len(found - wanted) or abs(taken_in - len(found)))
    return None


def _within(spans: Sequence[tuple[int, int]], number: object) -> bool:
    """Whether one of some spans, in order, has a number."""
    if not isinstance(number, int):
        return False
    at = bisect_right(spans, (number, sys.maxsize)) - 1
    return at >= 0 and spans[at][0] <= number <= spans[at][1]


@record
class Taken:
    """A step that an event says a result of a run took: by indicator, period and the text of its entity."""

    event: Event
    run: int
    place: tuple[str, str, str]
    status: str

    @property
    def told(self) -> dict[str, object]:
        """For a sentence: whose event it is, the result, and what it became."""
        indicator, period, entity = self.place
        shown = f"{indicator} {period}" + (f" {entity}" if entity != "[]" else "")
        return {
            "event": self.event.id, "user": self.event.user or "-", "result": shown, "status": f"step.{self.status}"
        }  # fmt: skip


class Lateness:
    """Follows a chain event by event, and says of each what is not as it had to be."""

    def __init__(self, noted: Mapping[int, set[int]]) -> None:
        """`noted` are the periods that each batch has among what came late."""
        self.noted = noted
        self.closings = Closings()
        self.last_locking: dict[str, int] = {}  # the event, by relation
        self.statuses: dict[tuple[int, tuple[str, str, str]], str] = {}  # of the results of each run
        self.steps: list[Taken] = []
        self.finals: dict[tuple[str, str, str], int] = {}  # the run of the last final result of each
        self.grains: dict[str, Grain | None] = {}
        self.waiting: defaultdict[tuple[str, int], set[int]] = defaultdict(set)  # periods by relation and batch

    def follow(self, event: Event, detail: Mapping[str, Any]) -> Text | None:
        """Takes in what an event without facts says. Gives the fault of an opening that lets in what did not wait for it."""
        match event.kind:
            case "migrate":
                self.grains |= {name: read_shape(text).of_grain for name, text in detail["shapes"].items()}
            case "lock" | "unlock":
                place = (detail["relation"], detail[PERIOD], detail["first_month"], detail["last_month"])
                lock = Lock(event.id, event.kind == "lock", *place)
                if not lock.is_of_its_period or lock.relation not in (ALL, *self.grains):
                    return say(
                        "verify.unreadable",
                        event=event.id,
                        detail=f"{lock.relation} {lock.period}: {lock.first_month}..{lock.last_month}".strip(),
                    )
                self.closings.add(lock)
                if lock.locked:
                    self.last_locking[lock.relation] = event.id
                for one in detail["admitted"]:
                    name, batch, period, grain = (
                        one["relation"],
                        one["batch_id"],
                        one[PERIOD],
                        self.grains.get(one["relation"]),
                    )
                    waits = self.waiting[name, batch]
                    covered = grain is not None and lock.covers(name, from_ordinal(period, grain))
                    if lock.locked or not covered or period not in waits:
                        return say("verify.admitted", event=event.id, batch=batch, relation=name)
                    waits.discard(period)
            case "review" | "final":
                return self._step(event, detail)
            case _:
                pass
        return None

    def not_let_in(self) -> Iterator[Text]:
        """After the last event: what waits though its period is open, by the opening that had to let it in."""
        for (name, batch), periods in self.waiting.items():
            grain = self.grains.get(name)
            for at in (from_ordinal(period, grain) for period in sorted(periods)) if grain is not None else ():
                last = self.closings.last(name, at)
                if last is not None and not last.locked:
                    yield say("verify.admitted-less", event=last.event, batch=batch, relation=name, period=str(at))

    def _step(self, event: Event, detail: Mapping[str, Any]) -> Text | None:
        for one in detail["steps"]:
            place = (one["indicator"], one[PERIOD], one["entity"])
            self.steps.append(Taken(event, one["run_id"], place, one["status"]))
            before, final = self.statuses.get((one["run_id"], place)), self.finals.get(place)
            if event.kind == FINAL:
                open_to_it = before == REVIEWED and one["status"] == FINAL and one["restates"] == final
            else:
                open_to_it = before is None and one["status"] == REVIEWED and one["restates"] is None
            if not open_to_it:
                return say("verify.step", **self.steps[-1].told)
            self.statuses[one["run_id"], place] = one["status"]
            if event.kind == FINAL:
                self.finals[place] = one["run_id"]
        return None

    def of_batch(self, event: Event, detail: Mapping[str, Any], touched: Collection[int]) -> Text | None:
        """The fault of a batch that is not late in each period in which it had to be, or is where it had not.

        `touched` are the periods of the rows that it brought or took away.
        """
        name = str(detail["relation"])
        grain = self.grains.get(name)
        noted = self.noted.get(event.id, set())
        last = max(self.last_locking.get(ALL, 0), self.last_locking.get(name, 0))
        had_to: set[int] = set()
        if grain is not None and last:
            perhaps = {*detail["periods"], *touched}
            had_to = {n for n in perhaps if self.closings.closed(name, from_ordinal(n, grain))}
        self.waiting[name, event.id] |= noted
        for periods, key in ((had_to - noted, "verify.late"), (noted - had_to, "verify.not-late")):
            if periods:
                period = from_ordinal(min(periods), grain) if grain is not None else min(periods)
                about = {"batch": event.id, "user": event.user or "-", "file": detail["file"] or "-", "relation": name}
                return say(key, **about, period=str(period), lock=last)
        return None
