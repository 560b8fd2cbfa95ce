"""What a snapshot knows of the periods that were read: marks of their batches, rows that wait for them, members that are below none.

Below none is a member whose parent is not valid in a period: what is asked of each province leaves it out, though the country has it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import sqlalchemy as sa

from iku_dsl.budgets import most
from iku_dsl.period import Grain, Period, from_ordinal
from iku_dsl.problem import Text, say
from iku_dsl.program import Indicator, Program, read_by
from iku_dsl.program import expression as ex
from iku_engine.database.books import PERIOD
from iku_engine.database.relations import Relation
from iku_engine.errors import WrongUse
from iku_engine.plan.plan import binder
from iku_engine.results.beside import Mark, MarkKind, PeriodRead, Wait, WaitingRows, declared, together
from iku_engine.snapshot.snapshot import Snapshot
from iku_engine.store.waiting import Waiting, keys_waiting

if TYPE_CHECKING:
    from iku_engine.cells.cells import Bad

SOME = 500  # keys in one query

# Where rows stand that do not keep a `periksa`, by what is said of it, and whether there may be more.
Odd = tuple[Mapping[Text, Sequence[str]], bool]
OddNow = Callable[[Snapshot, Relation, Period | None], Odd | None]  # of a period; None where it cannot be asked
OfRead = tuple[tuple[Mark, ...], tuple[WaitingRows, ...]]
NOTHING: OfRead = ((), ())
OfReads = tuple[tuple[PeriodRead, ...], tuple[Mark, ...], tuple[WaitingRows, ...]]


def of_reads(snapshot: Snapshot, reads: Collection[PeriodRead]) -> OfReads:
    """What was read in order, the marks of its batches, and what waits of it. Errors: `WrongUse` for more marks than can be told."""
    ordered = tuple(sorted(reads, key=lambda one: (one.relation, one.period.ordinal if one.period is not None else -1)))
    each = [found for found in (_of_read(snapshot, read) for read in ordered) if found is not NOTHING]
    waiting = dict.fromkeys(rows for _, several in each for rows in several)
    marks = together(*(marks for marks, _ in each))
    if len(marks) > most("marks-together"):
        raise _too_many(snapshot, ordered, len(marks))
    return ordered, marks, tuple(sorted(waiting, key=_place))


def _too_many(snapshot: Snapshot, reads: Collection[PeriodRead], count: int) -> WrongUse:
    """Why nothing is told of so many marks, with the file that has the most of them."""
    batches = (batch for read in reads for batch in snapshot.batches_of(read.relation, read.period))
    worst = max(batches, key=lambda batch: len(batch.marks))
    key = "marks-too-many" if worst.id > 0 else "marks-too-many.bound"  # a bound file has no batch of the store
    about = {"count": count, "limit": most("marks-together"), "file": worst.file, "most": len(worst.marks)}
    return WrongUse(say(key, **about, **({"batch": worst.id} if worst.id > 0 else {})))


def _of_read(snapshot: Snapshot, read: PeriodRead) -> OfRead:
    """The marks of the batches of a period, and what waits of it; asked once, as many results rest on the same."""
    if read not in snapshot.of_read:
        marks = tuple(
            declared(mark) for batch in snapshot.batches_of(read.relation, read.period) for mark in batch.marks
        )
        waiting = tuple(_waiting(snapshot, read))
        snapshot.of_read[read] = (marks, waiting) if marks or waiting else NOTHING
    return snapshot.of_read[read]


def _place(rows: WaitingRows) -> tuple[int, str, int, str]:
    return rows.batch, rows.relation, rows.period.ordinal if rows.period is not None else -1, rows.wait


def _waiting(snapshot: Snapshot, read: PeriodRead) -> Iterator[WaitingRows]:
    """The rows that wait for a period, and those that may be of any."""
    grain = snapshot.tables.relations[read.relation].grain
    for rows in snapshot.in_quarantine:
        if rows.relation == read.relation and _meet(rows, read, grain):
            period = from_ordinal(rows.period, grain) if grain is not None and rows.period is not None else None
            unread, (earlier, other) = rows.period is None, rows_counted(snapshot, rows)
            yield WaitingRows(
                Wait.QUARANTINE, rows.relation, period, rows.batch, rows.file, rows.count, earlier, unread, other
            )
    yield from late_rows(snapshot, read)


def late_rows(snapshot: Snapshot, read: PeriodRead) -> Iterator[WaitingRows]:
    """The rows that came after the period was closed for which they are."""
    grain = snapshot.tables.relations[read.relation].grain
    ordinal_read = read.period.ordinal if read.period is not None else None
    for batch, ordinal in late_places(snapshot, read.relation, ordinal_read):
        if grain is not None:
            came = snapshot.batches[batch]
            count, earlier, other = _late(snapshot, read.relation, batch, ordinal)
            period = from_ordinal(ordinal, grain)
            yield WaitingRows(Wait.LATE, read.relation, period, batch, came.file, count, earlier, other=other)


def late_places(snapshot: Snapshot, name: str, period: int | None = None) -> Iterator[tuple[int, int]]:
    """The batches of a relation that wait for a period to be opened, with its ordinal, in order; of one period where that is given.

    Not one that has the rows again that count in a period: nothing of it waits.
    """
    for batch, ordinal in sorted(snapshot.waiting.get(name, ())):
        if (period is None or ordinal == period) and not has_the_same(snapshot, name, batch, ordinal):
            yield batch, ordinal


def has_the_same(snapshot: Snapshot, name: str, batch: int, ordinal: int) -> bool:
    """Whether a batch that waits for a period that is there, and stays so, brought no other row of it, and took none away."""
    relation, came, withdrawn = snapshot.tables.relations[name], snapshot.batches[batch], snapshot.tables.withdrawn.c
    gave = (
        {one.id for one in snapshot.batches_of(name, from_ordinal(ordinal, relation.grain))}
        if relation.grain
        else set()
    )
    if came.kind == "retract":
        gave -= set(
            snapshot.connection.execute(sa.select(withdrawn.withdrawn_id).where(withdrawn.batch_id == batch)).scalars()
        )
    if not gave:
        return False
    moved = [relation.superseded, *([relation.table] if came.accepted else [])]
    asked = [sa.exists().where(one.c.batch_id == batch, one.c[PERIOD] == ordinal) for one in moved]
    return not snapshot.connection.execute(sa.select(sa.or_(*asked))).scalar()


def rows_counted(snapshot: Snapshot, waiting: Waiting) -> tuple[int, int]:
    """Of rows in quarantine, of how many another figure counts, as their keys name it, and of how many of these it is no earlier one.

    None where their period is not known.
    """
    if waiting.period is None:
        return 0, 0
    if waiting not in snapshot.earlier:
        relation = snapshot.tables.relations[waiting.relation]
        current = snapshot.current(relation)
        keys = [current.c[relation.key_column(dimension).name] for dimension in relation.dimensions]
        query = sa.select(current.c.batch_id, *keys).where(current.c[PERIOD] == waiting.period)
        wanted = _wanted(snapshot, waiting) if snapshot.ask(query.limit(1), [relation.name]) else {}
        for key, texts in zip(keys, zip(*wanted, strict=True), strict=False):
            some = sorted(
                {text for text in texts if isinstance(text, str)}
            )  # or the statement is another one each time
            query = query.where(key.in_(some)) if len(some) <= SOME else query
        there = snapshot.ask(query, [relation.name]) if wanted else ()
        counts = [(batch, wanted[tuple(key)]) for batch, *key in there]
        other = sum(count for batch, count in counts if batch >= waiting.batch)
        snapshot.earlier[waiting] = sum(count for _, count in counts), other
    return snapshot.earlier[waiting]


def _wanted(snapshot: Snapshot, waiting: Waiting) -> Counter[tuple[str | Bad, ...]]:
    """How often rows that wait name each key; the rows of a batch are read once, for all its periods."""
    if waiting.batch not in snapshot.keys_waiting:
        from iku_engine.cells.keys import Names  # which loads the readers of files

        relation, known = snapshot.tables.relations[waiting.relation], snapshot.names
        dimensions = () if relation.is_dimension else relation.dimensions
        for name in dimensions:
            if name not in known:
                known[name] = Names(snapshot.program.dimensions[name], snapshot.members(name))
        names = [known[name] for name in dimensions]
        by_period = snapshot.keys_waiting[waiting.batch] = {}
        for period, written in keys_waiting(snapshot.connection, snapshot.tables, waiting, snapshot.upto):
            key = tuple(name[text] for name, text in zip(names, written, strict=True)) if names else written
            by_period.setdefault(period, Counter())[key] += 1
    return snapshot.keys_waiting[waiting.batch].get(waiting.period, Counter())


def _late(snapshot: Snapshot, name: str, batch: int, ordinal: int) -> tuple[int, int, int]:
    """How many rows of a batch wait for a period, with those that it takes back; of how many another figure counts, or no earlier one."""
    relation = snapshot.tables.relations[name]
    table, gone, current = relation.table.c, relation.superseded.c, snapshot.current(relation)
    keys = [PERIOD, *(relation.key_column(dimension).name for dimension in relation.dimensions)]
    alike = [current.c[key] == table[key] for key in keys]
    same = sa.exists().where(*alike)
    mine = [table.batch_id == batch, table[PERIOD] == ordinal]
    away = sa.exists().where(
        gone.row_id == table.row_id, gone.batch_id == batch, gone[PERIOD] == ordinal, gone.by_row_id.is_(None)
    )
    newer = sa.exists().where(*alike, current.c.batch_id > batch)
    groups = (mine, [*mine, same], [*mine, newer], [away], [away, same], [away, newer])
    counts = [sa.select(sa.func.count()).select_from(relation.table).where(*of) for of in groups]
    rows, known, later, taken, stood, since = (int(snapshot.connection.execute(n).scalar_one()) for n in counts)
    return rows + taken, known + stood, later + since


def _meet(rows: Waiting, read: PeriodRead, grain: Grain | None) -> bool:
    return grain is None or read.period is None or rows.period in (None, read.period.ordinal)


SHOWN = 3  # parents that a mark names


def attributes(program: Program, indicator: Indicator) -> dict[tuple[str, str], str]:
    """The attributes (with their dimension) by which an indicator takes members as those of an entity, with the dimension of that entity.

    Only entities that end or begin are asked for.
    """
    found: dict[tuple[str, str], str] = {}
    for expression in read_by(indicator):
        for part in ex.walk(expression):
            bound = binder(part) if isinstance(part, ex.Comparison) else None
            if bound is not None and isinstance(bound[1], ex.AttributeValue) and program.dimensions[bound[0]].validity:
                found[bound[1].dimension, bound[1].attribute] = bound[0]
    return found


def below_none(
    program: Program, snapshot: Snapshot, asked: Mapping[tuple[str, str], str], period: Period
) -> Iterator[Mark]:
    """What marks an indicator that asks for members by their parent (`attributes`) in a period in which some parents are not valid."""
    for (dimension, attribute), parents in asked.items():
        gone = {m for m, one in snapshot.validity.of(parents).items() if not one.covers(period)}
        if not gone:
            continue
        relation = snapshot.tables.relations[dimension]
        current = snapshot.current(relation)
        column = current.c[attribute]
        valid = snapshot.validity.conditions(dimension, current, period)
        query = sa.select(column, sa.func.count().label("members")).where(column.is_not(None), *valid).group_by(column)
        counts = {
            row[0]: int(row[1]) for row in snapshot.ask(query, [f"{relation.name}.{attribute}"]) if row[0] in gone
        }
        if counts:
            yield _mark(program, snapshot, (dimension, parents), counts, period)


def _mark(program: Program, snapshot: Snapshot, of: tuple[str, str], counts: dict[str, int], period: Period) -> Mark:
    dimension, parents = of
    named = [snapshot.label(parents, member) for member in sorted(counts)]
    more = ("…",) if len(named) > SHOWN else ()
    about = {
        "count": sum(counts.values()),
        "dimension": program.dimensions[dimension].title,
        "parents": program.dimensions[parents].title,
        "named": (*named[:SHOWN], *more),
        "period": str(period),
    }
    return Mark(MarkKind.PARTIAL, say("mark.below-none", **about))
