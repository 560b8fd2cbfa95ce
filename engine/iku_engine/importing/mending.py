"""Rows of the quarantine that come again in a later file: which they were, and whether they are good this time.

A row that waits ends by a row that is the same, and by nothing else. That a reading lacks it is no decision about it: it goes on waiting,
until somebody dismisses it. What a row is are its period and its keys, so it is there again where these are (`same_file`). And rows of
many files in one workbook are no one file: the column `karantina` of a mended file says of each row which it was (`numbered`). Such a row
that is bad once more waits as it did, under its number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from iku_dsl.problem import say
from iku_engine.database.books import PERIOD, Books
from iku_engine.database.bulk import among
from iku_engine.importing.batches import Batch
from iku_engine.importing.ends import Dismissed, Mended
from iku_engine.importing.kept_rows import Parts, Place, place_of
from iku_engine.importing.numbered import Numbered, Refused, Untouched
from iku_engine.importing.same_file import Named, SameFile
from iku_engine.staging.plain import GoodRow, Plain
from iku_engine.staging.report import MovedRow, RejectedCell
from iku_engine.staging.stage import Settled
from iku_engine.store.waiting import is_open

Read = tuple[int, int | None, Sequence[str]]  # the line, the period (None: of a bad row) and the cells of a row


@dataclass(slots=True)
class Mending:
    """What the rows of one file say that they were; `place` is where in a row that stands, None where the file has no such column."""

    place: int | None
    same: SameFile
    named: Named
    numbered: Numbered
    untouched: Untouched | None  # where rows have numbers
    good: dict[int, Place] = field(default_factory=dict)  # by the line of the file
    bad: dict[int, Place] = field(default_factory=dict)
    periods: dict[int, int] = field(default_factory=dict)  # of good rows, by the line
    # once it is written: good rows whose number goes on waiting, the lines of those that waited, each with the columns that their files did
    # not have, how many rows are mended, and those known again by what was not at fault
    doubted: list[RejectedCell] = field(default_factory=list)
    free: dict[int, frozenset[str]] = field(default_factory=dict)
    count: int = 0
    known_again: tuple[MovedRow, ...] = ()

    def take(self, rows: Iterable[Read], good: bool) -> None:
        """Rows as they are read, good or bad."""
        if self.place is None:
            if self.same:
                self.same.take(((line, period, *self.named(cells)) for line, period, cells in rows), good)
            return
        for line, period, cells in rows:
            found = place_of(cells[self.place]) if len(cells) > self.place else None
            if found is not None:
                (self.good if good else self.bad)[line] = self.numbered.stands_for(line, found)
                self.periods[line] = period or 0

    def sifted(self, chunk: Plain | list[GoodRow | Refused]) -> Plain | list[GoodRow | Refused]:
        """Some rows, without those whose number keeps them out."""
        return self.numbered.sifted(chunk, self.place) if self.place is not None else chunk

    def reject(self, lines: Iterable[int]) -> None:
        """Rows that were good for themselves, and were kept out then."""
        for line in lines:
            self.numbered.moved.pop(line, None)
            self.numbered.let_in.pop(line, None)
            if line in self.good:
                self.bad[line] = self.good.pop(line)
            self.same.reject(line)

    def write(self, batch: Batch, settled: Settled) -> None:
        """Notes, in the batch's transaction and once its rows are `settled`, before it is sealed, what it mends.

        Of a number with several cells, of which some are good now, the others wait as this file has them; all wait where it lacks one.
        What took the place of an earlier row ends that one as well, and a row that was mended before is mended by this batch, too: each
        of these may come to wait again when another batch is taken back, and would do so beside its mend.
        """
        there = self._open(batch.connection, batch.schema, batch.relation.name)
        good, bad = Counter(self.good.values()), Counter(self.bad.values())
        waited = {
            line: place for line, place in self.good.items() if place in there and line not in self.numbered.moved
        }
        self.free = {line: self.numbered.lacks(place) for line, place in waited.items()}
        whole = {place for place, cells in there.items() if good[place] >= cells and not bad[place]}
        parted = {
            place for place, cells in there.items() if good[place] and cells > 1 and good[place] + bad[place] >= cells
        }
        closed = dict.fromkeys(whole | parted, "imported")
        if self.place is None and self.same:
            closed |= self.same.closed(batch, settled)
            self.known_again = tuple(self.same.known_again)
            for one in self.same.losing:
                name, text = one.lost or ("", "")
                reason = say("mend.lost-waits", place=f"{one.place[0]}:{one.place[1]}", column=name)
                self.doubted.append(RejectedCell(one.place[1], name, text, reason))
        self.count = sum(max(good[place], 1) for place, how in closed.items() if how == "imported")
        closed |= dict.fromkeys(self._mended_before(good), "imported")
        for how, came in (("again", self.numbered.out_again), ("imported", self.numbered.let_in)):
            closed |= {place: how for places in came.values() for place in places}
        closed |= {
            (batch.id, line): "again"
            for line, was in self.bad.items()
            if (was in there and was not in parted) or self._ended_as_it_was(line, was)
        }
        for line, place in self.good.items():
            if place in there and place not in closed and there[place] > 1:
                reason = say("mend.part", cells=there[place])
                self.doubted.append(RejectedCell(line, self.numbered.name, f"{place[0]}:{place[1]}", reason))
        on_time = self._on_time(batch)
        hows = {place: "counted" if how == "imported" and place in on_time else how for place, how in closed.items()}
        now = self._now(closed)
        for place, how in closed.items():
            for earlier in self.numbered.ends.before(place) if place[0] != batch.id else ():
                hows.setdefault(earlier, hows[place])
                if how == "imported":
                    now.setdefault(earlier, now[place])
        batch.mended_as = [
            [*place, *sorted(several)]
            for place, several in sorted(now.items())
            if several and frozenset(several) != self.numbered.ends.were.certain(place)
        ]
        told = sorted(hows.items())
        batch.note(
            batch.schema.mended,
            [{"batch_id": n, "row": row, "event_id": batch.id, "how": how} for (n, row), how in told],
        )

    def _now(self, closed: Mapping[Place, str]) -> dict[Place, set[Parts]]:
        """What the rows are by now that are mended."""
        now = {place: set(self.same.now.get(place, ())) for place, how in closed.items() if how == "imported"}
        for line, place in self.good.items():
            if place in now:
                now[place].add(self.numbered.now[line])
        return now

    def _mended_before(self, good: Mapping[Place, int]) -> list[Place]:
        """The rows that do not wait any more, as they were mended, and that are all there again."""
        ends = self.numbered.ends
        return [
            place
            for place, count in good.items()
            if isinstance(ends.of(place), Mended) and count >= len(ends.were.of(place))
        ]

    def _ended_as_it_was(self, line: int, number: Place) -> bool:
        """Whether a line has a row as it was written that does not wait any more, as it was mended or dismissed."""
        ended = isinstance(self.numbered.ends.of(number), Mended | Dismissed)
        return ended and self.untouched is not None and line in self.untouched.as_they_were

    def _on_time(self, batch: Batch) -> set[Place]:
        """Of a batch with rows that came too late for their periods, and wait for these to be opened: the places whose rows did not."""
        table = batch.schema.late.c
        late = set(batch.connection.execute(sa.select(table[PERIOD]).where(table.batch_id == batch.id)).scalars())
        periods = {place: set(of) for place, of in self.same.periods.items()}
        for line, place in self.good.items():
            periods.setdefault(place, set()).add(self.periods[line])
        return {place for place, of in periods.items() if not of & late} if late else set()

    def marks(self, connection: sa.Connection, books: Books) -> tuple[str, ...]:
        """The marks of the batches whose rows these were: what a file says of its data is so of a row of it that was mended, too."""
        named = {place for place in (*self.good.values(), *self.bad.values()) if self.numbered.knows(place)}
        batches = books.batches.c
        query = sa.select(batches.marks).where(among(batches.batch_id, sorted({number for number, _ in named})))
        found = connection.execute(query.order_by(batches.batch_id)).scalars() if named else ()
        return tuple(dict.fromkeys(mark for marks in found for mark in marks.split(",") if mark))

    def _open(self, connection: sa.Connection, books: Books, relation: str) -> dict[Place, int]:
        numbers = sorted({n for n, _ in (*self.good.values(), *self.bad.values())})
        if not numbers:
            return {}
        rows, batches = books.quarantine, books.batches
        query = (
            sa.select(rows.c.batch_id, rows.c.row, sa.func.count())
            .join(batches, batches.c.batch_id == rows.c.batch_id)
            .where(is_open(connection, books), batches.c.relation == relation, among(rows.c.batch_id, numbers))
            .group_by(rows.c.batch_id, rows.c.row)
        )
        return {(row[0], row[1]): row[2] for row in connection.execute(query)}
