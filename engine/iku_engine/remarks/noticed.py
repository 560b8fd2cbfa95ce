"""Rows that are to be looked at, as it was told when they came: remembered with their batch, and told beside what reads them.

The event of the batch keeps them, and so the chain seals them; an evaluation reads events anyhow. To find such rows among all that count
is for those who have time to look at each (`facts.overview`); but each `periksa` is held again of the periods that are read, as what it
reads beside its row may have come later.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

import sqlalchemy as sa

from iku_dsl.keywords import LANGUAGES
from iku_dsl.period import Period, from_ordinal
from iku_dsl.problem import Text, say
from iku_dsl.records import record
from iku_engine.database.books import PERIOD
from iku_engine.database.relations import Relation
from iku_engine.remarks.cumulative_words import LARGEST, MOST_ROWS, FileRemark, of_file, summed
from iku_engine.results.beside import PeriodRead
from iku_engine.snapshot.seen import OddNow
from iku_engine.snapshot.snapshot import Snapshot
from iku_engine.wording import say_it

MOST_REASONS = 20  # of one batch that are remembered
SHOWN = 5  # rows that a sentence names
SOME = 500  # ids in one query


class Doubts:
    """The rows of one batch that are to be looked at, by reason: how many, and the first lines; `check` is the reason of a `periksa`.

    `of_files` is told of a column as a whole, and `beside` only as the file comes; `points` are told with the file in words of their own.
    """

    def __init__(self) -> None:
        self.lines: dict[tuple[str, Text], list[int]] = {}
        self.counts: dict[tuple[str, Text], int] = {}
        self.steps: dict[tuple[str, Text], int] = {}  # of how many rows one is remembered
        self.of_files: list[FileRemark] = []
        self.beside: list[FileRemark] = []
        self.points: list[FileRemark] = []

    def add(self, line: int, reason: Text) -> None:
        """One more row; of a reason beyond those that are remembered nothing is."""
        check = str(dict(reason.arguments)["rule"]) if reason.key == "row.check" else ""
        place = (check, reason)
        if place in self.lines or len(self.lines) < MOST_REASONS:
            lines = self.lines.setdefault(place, [])
            before = self.counts.get(place, 0)
            self.counts[place] = before + 1
            if before % self.steps.get(place, 1) == 0:
                lines.append(line)
            if len(lines) > MOST_ROWS:  # evenly from all of them, as the last ones may be of the year that is asked for
                del lines[1::2]
                self.steps[place] = 2 * self.steps.get(place, 1)

    def leave_out(self, lines: Collection[int]) -> None:
        """Nothing is told of the rows of these lines."""
        for place, told in self.lines.items():
            left = [line for line in told if line not in lines]
            self.counts[place] -= (len(told) - len(left)) * self.steps.get(place, 1)
            told[:] = left

    def kept(self, connection: sa.Connection, relation: Relation, ids: tuple[int, int]) -> list[dict[str, object]]:
        """As an event keeps them: of the rows with ids from the first to the last that were taken in; reasons in each language."""
        wanted = sorted({line for lines in self.lines.values() for line in lines})
        rows = relation.table.c
        by_line: dict[int, list[int]] = {}
        for at in range(0, len(wanted), SOME):
            query = sa.select(rows.row, rows.row_id).where(rows.row_id.between(*ids))
            found = connection.execute(query.where(rows.row.in_(wanted[at : at + SOME])).order_by(rows.row_id))
            for line, row_id in found:
                by_line.setdefault(line, []).append(row_id)
        made: list[dict[str, object]] = []
        for (check, reason), lines in self.lines.items():
            taken = [row_id for line in lines for row_id in by_line.get(line, ())]
            if taken:
                said = {language: say_it(reason, language) for language in LANGUAGES}
                count = self.counts[check, reason]
                count = count if count > len(lines) else len(taken)  # the others were there already
                made.append({"check": check, "reason": said, "count": count, "rows": taken})
        return [*made, *(one.kept() for one in (*self.of_files, *self.points) if one.rows)]


@record
class _Noticed:
    """What one batch tells of some of its rows: their ids, of a `count` of such; what is no such thing in a book is passed over.

    With a `column` it is told of that as a whole, and of all of a `year` where it has one.
    """

    check: str
    reason: Text
    count: int
    rows: tuple[int, ...]
    column: str = ""
    year: int | None = None
    summed: bool = False


@record
class Standing:
    """Of such rows those that count: the ordinal of the period and the place of each, and whether there may be more of them.

    What is told of a file `as_a_whole` is told once, with the first row of each; of all periods of a `year` where it has one. `check` says
    that it is what a `periksa` said as they came.
    """

    reason: Text
    more: bool
    places: tuple[tuple[int, str], ...]
    as_a_whole: bool = False
    year: int | None = None
    check: bool = False

    def read(self, periods: Collection[Period | None]) -> list[str]:
        """Where those rows stand that it is told of to who reads some periods; None are all."""
        if self.year is not None and any(one is None or one.year == self.year for one in periods):
            return [place for _, place in self.places]
        ordinals = {one.ordinal if one is not None else None for one in periods} if self.year is None else set()
        return [place for period, place in self.places if None in ordinals or period in ordinals]


def _noticed(kept: object) -> Iterator[_Noticed]:
    for one in kept if isinstance(kept, list) else ():
        if not isinstance(one, dict):
            continue
        said, rows, count, check = (one.get(name) for name in ("reason", "rows", "count", "check"))
        if not isinstance(said, dict) or not isinstance(rows, list) or not isinstance(count, int):
            continue
        ids = tuple(row for row in rows[:MOST_ROWS] if isinstance(row, int) and 0 < row < LARGEST)
        whole = of_file(one)
        if whole is not None:
            yield _Noticed("", whole.reason, len(whole.rows), whole.rows, whole.column, whole.year, whole.summed)
            continue
        texts = {language: str(said.get(language, "")) for language in LANGUAGES}
        yield _Noticed(str(check or ""), say("noticed.said", **texts), count, ids)


def noticed(snapshot: Snapshot, reads: Collection[PeriodRead], odd_now: OddNow | None = None) -> tuple[Text, ...]:
    """What is told of rows that count, of periods that were read, and are to be looked at: each reason of each batch once.

    With `odd_now` each `periksa` is held again of these rows; where that takes too much, it is told as it was when they came, and that.
    """
    known = dict(standing(snapshot, {read.relation for read in reads}))
    beside: list[Text] = []
    if odd_now is None:
        return sentences(known, reads)
    for name in sorted({read.relation for read in reads} & checked(snapshot)):
        now = _now(snapshot, odd_now, name, [read.period for read in reads if read.relation == name])
        if now is None:
            beside.append(say("doubt.not-held-again", relation=name))
        else:
            known[name] = [*(one for one in known.get(name, ()) if not one.check), *now]
    return (*sentences(known, reads), *beside)


def checked(snapshot: Snapshot) -> frozenset[str]:
    """The sources with a `periksa` whose rows are the store's; those of bound files are held to it as they are bound."""
    return frozenset(name for name, source in snapshot.program.sources.items() if source.checks) - snapshot.bound


def _now(snapshot: Snapshot, odd_now: OddNow, name: str, read: Sequence[Period | None]) -> list[Standing] | None:
    """What each `periksa` of a source says now of the rows of the periods that were read; None where it cannot be asked."""
    relation = snapshot.tables.relations[name]
    periods = read
    if relation.grain is not None and None in read:
        periods = [from_ordinal(number, relation.grain) for number in snapshot.periods(name)]
    found: dict[Text, list[tuple[int, str]]] = {}
    some_more = False
    for period in periods:
        odd = odd_now(snapshot, relation, period)
        if odd is None:
            return None
        places, more = odd
        some_more = some_more or more
        for reason, rows in places.items():
            ordinal = period.ordinal if period is not None else 0
            found.setdefault(reason, []).extend((ordinal, place) for place in rows)
    return [Standing(reason, some_more, tuple(rows)) for reason, rows in found.items()]


def sentences(known: Mapping[str, Sequence[Standing]], reads: Collection[PeriodRead]) -> tuple[Text, ...]:
    """The same of what is known of such rows, by relation."""
    told: dict[Text, None] = {}
    together: dict[Text, list[str]] = {}
    for name in sorted({read.relation for read in reads} & known.keys()):
        periods = {read.period for read in reads if read.relation == name}
        for one in known[name]:
            here = one.read(periods)
            if here and one.as_a_whole:
                together.setdefault(one.reason, []).append(here[0])
            elif here:
                rows = ", ".join(here[:SHOWN]) + (", …" if one.more or len(here) > SHOWN else "")
                count = f"{len(here)}{'+' if one.more else ''}"
                told[say("doubt.to-look-at", count=count, rows=rows, why=one.reason)] = None
    for reason, places in together.items():
        rows = ", ".join(places[:SHOWN]) + (", …" if len(places) > SHOWN else "")
        told[say("doubt.figures", rows=rows, why=reason)] = None
    return tuple(told)


def standing(snapshot: Snapshot, relations: Collection[str]) -> dict[str, Sequence[Standing]]:
    """What batches tell of the rows of some relations that count, as far as the specs still ask for it; looked up once."""
    found: dict[str, Sequence[Standing]] = {}
    for name in sorted(set(relations) & snapshot.doubted.keys() & snapshot.tables.relations.keys()):
        if name not in snapshot.noticed:
            snapshot.noticed[name] = tuple(_standing(snapshot, snapshot.tables.relations[name]))
        kept: Sequence[Standing] = snapshot.noticed[name]
        found[name] = kept
    return found


def _standing(snapshot: Snapshot, relation: Relation) -> Iterator[Standing]:
    source = snapshot.program.sources.get(relation.name)
    checks = {"", *(check.reason for check in source.checks)} if source is not None else {""}
    sums = {column.name for column in summed(relation)}
    every = [one for kept in snapshot.doubted[relation.name] for one in _noticed(kept)]
    every = [one for one in every if one.check in checks and (not one.summed or one.column in sums)]
    every = [one for one in every if not one.column or one.column in relation.columns]
    origins = {row for one in every for row in one.rows}
    back = _came_back(snapshot, relation.name, origins)
    places = _places(snapshot, relation, {*back, *origins})
    by_origin: dict[int, list[int]] = {}
    for row in places:
        by_origin.setdefault(back.get(row, row), []).append(row)
    for one in every:
        here = tuple(places[row] for origin in one.rows for row in by_origin.get(origin, ()))
        yield Standing(one.reason, one.count > len(one.rows), here, bool(one.column), one.year, bool(one.check))


def _came_back(snapshot: Snapshot, name: str, origins: Collection[int]) -> Mapping[int, int]:
    """The rows that came back when what had replaced others was withdrawn, with the row that stood there first."""
    restored = snapshot.tables.restored.c
    rows = snapshot.connection.execute(
        sa.select(restored.row_id, restored.origin_id).where(restored.relation == name).order_by(restored.row_id)
    )
    found: dict[int, int] = {}
    for row, origin in rows:
        first = found.get(origin, origin)
        if first in origins:
            found[row] = first
    return found


def _places(snapshot: Snapshot, relation: Relation, ids: Collection[int]) -> dict[int, tuple[int, str]]:
    """Of those of some rows that count, the period and where they stand."""
    current, found = snapshot.current(relation), dict[int, tuple[int, str]]()
    ordered = sorted(ids)
    for at in range(0, len(ordered), SOME):
        query = sa.select(current).where(current.c.row_id.in_(ordered[at : at + SOME])).order_by(current.c.row_id)
        for row in snapshot.rows(query):
            period = row.values[PERIOD]
            assert isinstance(period, int)
            found[row.row_id] = (period, snapshot.fact(relation, row).place)
    return found
