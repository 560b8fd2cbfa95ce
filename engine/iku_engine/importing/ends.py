"""How a row that was kept out ended, and what a number that names it means by now.

There is one answer, whoever asks: it waits, it was mended, dismissed, or taken back with its batch, it came again in a later batch, where
it waits under another number, or there never was one. A number of a row that came again means the row that took its place.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import replace

import sqlalchemy as sa

from iku_dsl.period import from_ordinal, read_period
from iku_dsl.problem import Text, say
from iku_dsl.records import record
from iku_engine.database.books import DISMISSED, PERIOD
from iku_engine.database.bulk import among
from iku_engine.database.relations import Relation
from iku_engine.importing.kept_rows import KeptRow, KeptRows, Parts, Place, WereParts, number_in, shown
from iku_engine.store.waiting import Effect, effect

SHOWN = 3  # of the rows that a number was mended as
MENDS = ("imported", "counted")


@record
class Mended:
    """By a later batch, as the rows `counted`; `rest` are the numbers under which other cells of the row wait since."""

    place: Place
    batch: int
    file: str
    counted: tuple[Parts, ...]
    rest: tuple[Place, ...] = ()


@record
class Waits:
    """Still; `pending` mended it, and wait themselves for a closed period, `before` mended the row whose number it was kept out with."""

    place: Place
    pending: tuple[Mended, ...] = ()
    before: Mended | None = None


@record
class Act:
    """What somebody did, with a reason."""

    event: int
    user: str
    at: str
    reason: str


@record
class Dismissed:
    """By somebody, in the quarantine."""

    place: Place
    act: Act


@record
class CameAgain:
    """In a later batch that stands, which keeps no row out that is clearly the same."""

    place: Place
    batch: int
    file: str


@record
class TakenBack:
    """With its batch, by what may be taken back itself."""

    place: Place
    act: Act


@record
class NeverWas:
    """No row of the quarantine of this source has or had the number."""

    place: Place


Closed = Dismissed | CameAgain | TakenBack | NeverWas
End = Waits | Mended | Closed


def closed_by(end: Closed, relation: str) -> Text:
    """Why a line stays out that has the number of a row which ended so."""
    match end:
        case Dismissed(place, act):
            return say("mend.dismissed", place=shown(place), **_told(act))
        case TakenBack(place, act):
            return say("mend.taken-back", place=shown(place), batch=place[0], **_told(act))
        case CameAgain(place, batch, file):
            return say("mend.came-again", place=shown(place), batch=batch, file=file)
        case NeverWas():
            return say("mend.unknown", relation=relation)


def _told(act: Act) -> dict[str, str | int]:
    return {"event": act.event, "user": act.user, "day": act.at[:10], "reason": act.reason}


def mended_otherwise(end: Mended, relation: Relation, key: str) -> Text:
    """Why a line stays out whose number was mended as another row, with what takes that back."""
    first = end.counted[0] if end.counted else ()
    period = ["--period", first[0]] if relation.grain is not None and first else []
    keys = first[1:] if period else first
    command = shlex.join(["iku-engine", "facts", "retract", relation.name, *keys, *period])
    told = {"place": shown(end.place), "batch": end.batch, "file": end.file, "now": now_text(end)}
    return say(key, **told, command=f"{command} --reason …")


def now_text(end: Mended) -> str:
    """The rows that a row was mended as, the first of them."""
    return ", ".join(" · ".join(parts) for parts in end.counted[:SHOWN]) + (", …" if len(end.counted) > SHOWN else "")


@record
class KeptIn:
    """The lines of the rows that a batch kept out, by what they say of themselves, and by the numbers that stand on them."""

    by_parts: dict[Parts, list[int]]
    by_number: dict[Place, list[int]]


class Ends:
    """The ends of rows of one relation, by their numbers; read batch by batch."""

    def __init__(self, kept: KeptRows, were: WereParts) -> None:
        self.kept, self.were = kept, were
        self.connection, self.books, self.relation = kept.connection, kept.books, kept.relation
        self._effect: Effect | None = None
        self._marks: dict[int, dict[int, list[tuple[int, str]]]] = {}
        self._ends: dict[Place, End] = {}
        self._told: dict[int, tuple[str, Mapping[Place, tuple[Parts, ...]]]] = {}
        self._known: dict[int, KeptIn] = {}
        self._ancestors: dict[int, dict[Place, set[Place]]] = {}

    @property
    def effect(self) -> Effect:
        """The batches that have no effect, read once and where somebody asks."""
        if self._effect is None:
            self._effect = effect(self.connection, self.books)
        return self._effect

    def of(self, place: Place) -> End:
        """How the row of a number ended; the end is of another place where that took its place.

        Marks that lead back to where they began, which no program of ours writes, say of each row that it came again, and no more.
        """
        way = dict.fromkeys([place])
        while place not in self._ends:
            found = self._of(place)
            if not isinstance(found, tuple):
                self._ends[place] = found
            elif found in way:
                self._ends[found] = CameAgain(place, place[0], self._mends(place[0])[0])
                place = found
            else:
                way[found] = None
                place = found
        return self._ends.setdefault(next(iter(way)), self._ends[place])

    def _of(self, place: Place) -> End | Place:
        """The end of a row, or what took its place: one of a later batch, or, where it was bad under a number, that of the number."""
        rows = self.kept.of(place)
        if not rows:
            return NeverWas(place)
        marks = self._marks_of(place)
        if self.kept.waits(place):
            held = (event for event, how in marks if how in MENDS and event in self.effect.held)
            pending = (self._mended(place, event) for event in held if event not in self.effect.parted)
            return Waits(place, tuple(pending), self._before(place, rows[0]))
        ended = [(event, how) for event, how in marks if self.effect.counts(event, how)]
        for event, how in ended:
            if how in MENDS:
                return self._mended(place, event)
        for event, how in ended:
            if how == DISMISSED:
                return Dismissed(place, self._act(event))
        for event, _ in ended:
            number = number_in(rows[0]) if event == place[0] else self._successor(place, event)
            if number is None:
                return CameAgain(place, event, self._mends(event)[0])
            return number
        withdrawn = self.books.withdrawn.c
        by = self.connection.execute(sa.select(withdrawn.batch_id).where(withdrawn.withdrawn_id == place[0])).scalars()
        event = max((one for one in by if one not in self.effect.gone and one not in self.effect.held), default=0)
        return TakenBack(place, self._act(event))

    def _before(self, place: Place, row: KeptRow) -> Mended | None:
        """What the row of a number was mended as before one came with it and was kept out; not with it, which is of other cells."""
        number = number_in(row)
        end = self.of(number) if number is not None and number[0] < place[0] else None
        return end if isinstance(end, Mended) and end.batch != place[0] else None

    def _marks_of(self, place: Place) -> list[tuple[int, str]]:
        """What was said of a row since, the last first."""
        number, row = place
        if number not in self._marks:
            found = self._marks[number] = {}
            mended = self.books.mended.c
            query = sa.select(mended.row, mended.event_id, mended.how)
            query = query.where(mended.batch_id == number, mended.event_id >= number)
            for line, event, how in self.connection.execute(query.order_by(mended.event_id.desc())):
                found.setdefault(line, []).append((event, how))
        return self._marks[number].get(row, [])

    def _act(self, event: int) -> Act:
        events = self.books.events.c
        query = sa.select(events.user_name, events.recorded_at, events.reason).where(events.event_id == event)
        found = self.connection.execute(query).first()
        return Act(event, *found) if found is not None else Act(event, "", "", "")

    def _successor(self, place: Place, event: int) -> Place | None:
        """The row that took the place of one in a later batch: that of its line with its cells, or the one with its period and keys."""
        there, rows = self.kept.of((event, place[1])), self.kept.of(place)
        if any(_cells(one) == _cells(row) for one in there for row in rows):
            return event, place[1]
        known = self._kept_in(event).by_parts
        lines = [line for was in self.were.of(place) for line in known.get(was.written, ())]
        return (event, place[1] if place[1] in lines else lines[0]) if lines else None

    def _kept_in(self, event: int) -> KeptIn:
        if event not in self._known:
            found = self._known[event] = KeptIn({}, {})
            for line, rows in self.kept.of_batch(event).items():
                for was, row in zip(self.were.of((event, line)), rows, strict=True):
                    found.by_parts.setdefault(was.written, []).append(line)
                    number = number_in(row)
                    if number is not None:
                        found.by_number.setdefault(number, []).append(line)
        return self._known[event]

    def _mended(self, place: Place, event: int) -> Mended:
        file, told = self._mends(event)
        counted = told.get(place)
        if counted is None:
            certain = self.were.certain(place)
            counted = tuple(sorted(certain)) if certain is not None else tuple(self._fitting(place, event))
        rest = ((event, line) for line in self._kept_in(event).by_number.get(place, ()))
        return Mended(place, event, file, counted, tuple(one for one in rest if self.kept.waits(one)))

    def _mends(self, event: int) -> tuple[str, Mapping[Place, tuple[Parts, ...]]]:
        """The file of a batch, and what of the rows that it mended was not as they were; nothing of that in batches of before."""
        if event not in self._told:
            batches, events = self.books.batches.c, self.books.events.c
            joined = self.books.batches.join(self.books.events, events.event_id == batches.batch_id)
            query = sa.select(batches.file, events.detail).select_from(joined).where(batches.batch_id == event)
            file, detail = self.connection.execute(query).one()
            self._told[event] = file, _mended_as(json.loads(detail))
        return self._told[event]

    def _fitting(self, place: Place, event: int) -> Iterator[Parts]:
        """The rows of a batch that a row may have become whose key was at fault; of batches that do not say which."""
        table = self.relation.table.c
        for parts in self._rows(table.batch_id == event):
            if any(was.is_now(parts) for was in self.were.of(place)):
                yield parts

    def standing(self, end: Mended) -> Mended:
        """The same with those of its rows alone that count, whichever batch has them by now."""
        return replace(end, counted=tuple(parts for parts in end.counted if self._stands(parts)))

    def mended_differently(self, place: Place) -> list[Mended]:
        """The mends of a row, the first first, where batches that stand have made other rows of it, and these count beside each other."""
        marks = (event for event, how in self._marks_of(place) if how in MENDS and self.effect.counts(event, how))
        found = {one.counted: one for one in (self.standing(self._mended(place, event)) for event in marks)}
        several = [one for counted, one in found.items() if counted]
        return several[::-1] if len(several) > 1 else []

    def _stands(self, parts: Parts) -> bool:
        table, gone = self.relation.table.c, self.relation.superseded.c
        if len(parts) != (self.relation.grain is not None) + len(self.relation.dimensions):
            return False
        keys = parts[1:] if self.relation.grain is not None else parts
        period = read_period(parts[0]) if self.relation.grain is not None else None
        columns = (self.relation.key_column(dimension) for dimension in self.relation.dimensions)
        same = (column == key for column, key in zip(columns, keys, strict=True))
        taken = sa.exists().where(gone.row_id == table.row_id, ~among(gone.batch_id, self.effect.held))
        asked = sa.select(sa.literal(1)).where(table[PERIOD] == (period.ordinal if period else 0), *same, ~taken)
        return self.connection.execute(asked.limit(1)).first() is not None

    def _rows(self, of: sa.ColumnElement[bool]) -> Iterator[Parts]:
        table, grain = self.relation.table.c, self.relation.grain
        keys = [self.relation.key_column(dimension) for dimension in self.relation.dimensions]
        for ordinal, *names in self.connection.execute(sa.select(table[PERIOD], *keys).where(of)):
            yield ((str(from_ordinal(ordinal, grain)),) if grain is not None else ()) + tuple(names)

    def before(self, place: Place) -> set[Place]:
        """The rows whose place a row took: what ends it ends them, too, also where its batch is taken back then."""
        number = place[0]
        if number not in self._ancestors:
            found = self._ancestors[number] = {}
            mended = self.books.mended.c
            query = sa.select(mended.batch_id, mended.row).where(mended.event_id == number, mended.how == "again")
            for batch, row in self.connection.execute(query.where(mended.batch_id < number)):
                successor = self._successor((batch, row), number)
                if successor is not None:
                    found.setdefault(successor, set()).add((batch, row))
        direct = self._ancestors[number].get(place, set())
        return direct.union(*(self.before(one) for one in direct))


def _mended_as(detail: Mapping[str, object]) -> dict[Place, tuple[Parts, ...]]:
    """The rows that an event says that numbers were mended as; nothing of what has not that form, which no program of ours writes."""
    told = detail.get("mended_as")
    found: dict[Place, tuple[Parts, ...]] = {}
    for one in told if isinstance(told, list) else ():
        match one:
            case [int(batch), int(row), *several] if all(isinstance(parts, list) for parts in several):
                found[batch, row] = tuple(tuple(map(str, parts)) for parts in several)
    return found


def _cells(row: KeptRow) -> list[tuple[str, str]]:
    """The cells of a row with their names, as far as they are its own."""
    return [(name, cell.strip()) for name, cell in zip(row.header, row.cells, strict=False)]
