"""A batch in the making: its rows are staged and settled, and it is closed by the event that seals it; nothing is overwritten."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache

import sqlalchemy as sa

from iku_dsl.keywords import LANGUAGES
from iku_dsl.period import Grain, from_ordinal
from iku_dsl.problem import Text, say
from iku_dsl.records import record
from iku_dsl.wording import SIGNS
from iku_engine.database.books import PERIOD
from iku_engine.database.bulk import among
from iku_engine.database.chain import Event, next_place, signer, write
from iku_engine.database.digests import kept
from iku_engine.database.in_force import closed, locks
from iku_engine.database.relations import Relation, Schema
from iku_engine.database.stored import Stored
from iku_engine.errors import WrongUse
from iku_engine.members.doubtful import spelled_alike
from iku_engine.members.members import FirstNamed, current, members_there, named_elsewhere, take_in
from iku_engine.members.orphans import left_behind, take_out_narrowed
from iku_engine.reading.opened import FaultyCells
from iku_engine.remarks.cumulative_figures import looked, some_ids
from iku_engine.remarks.cumulative_words import MOST_ROWS
from iku_engine.remarks.noticed import SOME, Doubts
from iku_engine.staging.figures import ControlTotal, control_totals
from iku_engine.staging.plain import GoodRow, Meant, Plain
from iku_engine.staging.report import Absent, RejectedCell, absent_rows
from iku_engine.staging.stage import KeptOut, Settled, Stage, value_names
from iku_engine.store.shapes import EarlierShapes, as_lying
from iku_engine.wording import say_it

_ENCODER = json.JSONEncoder(ensure_ascii=False)
Place = tuple[int, tuple[str, ...]]  # a period and keys
MANY = 1_000  # rows of one batch after which PostgreSQL plans statements otherwise


@record
class About:
    """What is said of a batch: where its rows come from, and why they do."""

    kind: str = "import"
    file: str = ""
    sheet: str = ""
    sha256: str = ""
    marks: tuple[str, ...] = ()
    note: str = ""
    reason: str = ""


@record
class Came:
    """The rows of a batch of a `file`, as they are before it is sealed: their `periods`, the first id that they could have, and the last.

    `named` are the ids of members that they name for the first time, by dimension; `alike` are members that they name, by dimension, each
    with an earlier one that is written so but for capitals, blanks and zeros in front.
    """

    batch: int
    file: str
    settled: Settled
    ids: tuple[int, int]
    periods: tuple[int, ...]
    named: Mapping[str, tuple[int, int]]
    alike: Mapping[str, Mapping[str, str]]


@record
class Written:
    """A batch that is part of the ledger; `late` are those of its periods that were closed.

    `absent` are rows of earlier readings of the same file that it lacks; `told` is what is said of its rows beside their own cells,
    `totals` are those of a file's columns.
    """

    event: Event
    came: Came
    late: tuple[int, ...]
    absent: Absent
    told: Sequence[RejectedCell] = ()
    totals: tuple[ControlTotal, ...] = ()


@lru_cache(maxsize=64)
def _header(names: tuple[str, ...]) -> str:
    return _ENCODER.encode(names)


@record
class Header:
    """The names of a row's cells: those of the spec, those in a file that spoils it where no mapping moves it, and what is said beside.

    `read` says in JSON how a row is read, with how many cells that are kept before its own.
    """

    names: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    beside: tuple[tuple[str, str], ...] = ()
    read: Callable[[Sequence[str], int], str] | None = None

    def named(self, cells: Sequence[str]) -> tuple[list[str], list[str]]:
        """The names of a row's cells, and the cells."""
        names = self.written if isinstance(cells, FaultyCells) and not cells.mapped else self.names
        more, given = [list(pair) for pair in zip(*self.beside, strict=True)] or [[], []]
        return [*more, *names], [*given, *cells]

    def text(self, cells: list[str]) -> str:
        """Cells as they are kept, with their names and how they are read."""
        names, texts = self.named(cells)
        read = f', "read": {self.read(cells, len(self.beside))}' if self.read is not None else ""
        return f'{{"header": {_header(tuple(names))}, "cells": {_ENCODER.encode(texts)}{read}}}'


class Batch:
    """The rows of one file, correction or retraction, on their way into one relation, within one transaction."""

    def __init__(
        self, connection: sa.Connection, schema: Schema, relation: Relation, user: str, *, direct: bool = False
    ) -> None:
        """With `direct`, rows of new periods are not staged; `take_out` then refuses to part those that come twice."""
        self.connection, self.schema, self.relation, self.user = connection, schema, relation, signer(connection, user)
        self.place = next_place(connection, schema)
        lying = as_lying(connection, schema, relation)
        self.beyond = value_names(lying)[len(value_names(relation)) :]  # what the store has and the specs do not
        self.stage = Stage(connection, lying, self.id, direct=direct)
        self.meant = Meant(kept(lying), schema, self.id, self.stage.base + 1)
        members = [schema.relations.get(dimension) for dimension in relation.dimensions]
        self.named = {  # of dimensions that take their members from facts, by place among the keys
            place: FirstNamed()
            for place, one in enumerate(members)
            if not relation.is_dimension and one is not None and one.named_by_facts
        }
        self.header = Header()
        self.parts: Counter[int] = Counter()  # how many of a line of the file were kept out
        self.read = 0
        self.rejected = 0
        self.mended_as: list[
            list[object]
        ] = []  # numbers, each with the rows that it was mended as, where these are not as they were

    @property
    def id(self) -> int:
        """The number of the batch, and of its event."""
        return self.place.id

    def add(self, rows: Sequence[GoodRow]) -> None:
        """Good rows, in the order of the file. Those with the columns alone that the specs have keep the others as they are."""
        self.read += len(rows)
        if rows and self.beyond and self.beyond[0] not in rows[0].values:
            lines, periods, keys = zip(*((row.line, row.period, row.keys) for row in rows), strict=True)
            more = self._as_known(periods, list(zip(*keys, strict=True)), len(lines))
            whole = zip(rows, zip(*more, strict=True), strict=True)
            rows = [
                replace(row, values={**row.values, **dict(zip(self.beyond, cells, strict=True))})
                for row, cells in whole
            ]
        self.stage.add(rows)
        if not rows:
            return
        for place, first in self.named.items():
            first.add(self.id, [row.keys[place] for row in rows], [row.line for row in rows])
        names = self.meant.names[2 + len(self.relation.dimensions) :]
        found = ((row.line, row.period, *row.keys, *(row.values[name] for name in names)) for row in rows)
        self.meant.take(list(zip(*found, strict=True)), new=self.stage.all_straight)

    def add_plain(self, rows: Plain) -> None:
        """The same, by column."""
        self.read += len(rows)
        if self.beyond:
            more = self._as_known(rows.periods, rows.keys, len(rows))
            rows = replace(rows, names=[*rows.names, *self.beyond], values=[*rows.values, *more])
        self.stage.add_plain(rows)
        for place, first in self.named.items():
            first.add(self.id, rows.keys[place], rows.lines)
        by_name = dict(zip(rows.names, rows.values, strict=True))
        heads = [rows.lines, rows.periods, *rows.keys]
        columns = [*heads, *(by_name[name] for name in self.meant.names[len(heads) :])]
        self.meant.take(columns, new=self.stage.all_straight)

    def _as_known(
        self, periods: Sequence[int], keys: Sequence[Sequence[str]], count: int
    ) -> Sequence[Sequence[Stored]]:
        """What the last row of each of some places has in the columns that the specs do not have, by column.

        Whoever writes a row by lesser specs, a file or a program, says nothing of these: they stay, and are sealed with the new row.
        """
        table, gone = self.stage.relation.table.c, self.stage.relation.superseded.c
        beyond = [table[name] for name in self.beyond]
        key_columns = [table[name] for name in self.stage.keys]
        there = sa.select(table[PERIOD], *key_columns, *beyond).where(
            among(table[PERIOD], set(periods)),
            *(among(column, set(texts)) for column, texts in zip(key_columns, keys, strict=True)),
            table.row_id <= self.stage.base,
            ~sa.exists().where(gone.row_id == table.row_id),
            sa.or_(*(column.is_not(None) for column in beyond)),
        )
        width = 1 + len(keys)
        known = {tuple(row[:width]): row[width:] for row in self.connection.execute(there)}
        nothing = (None,) * len(beyond)
        places = list(zip(periods, *keys, strict=True))
        self._refuse_lacking(places, known)
        return list(zip(*(known.get(place, nothing) for place in places), strict=True)) or [()] * count

    @cached_property
    def _unknown_here(self) -> list[str]:
        """The columns in which each stored row has something, and that the specs do not have."""
        must_have = EarlierShapes(self.connection, self.schema).must_have.get(self.relation.name, frozenset())
        return [name for name in self.beyond if name in must_have]

    def _refuse_lacking(
        self, places: Sequence[tuple[int | str, ...]], known: Mapping[tuple[int | str, ...], Sequence[object]]
    ) -> None:
        """A new row would have nothing where each row has something, and whoever evaluates takes it so. Errors: `WrongUse`."""
        place = next((one for one in places if one not in known), None) if self._unknown_here else None
        if place is not None:
            period = [str(from_ordinal(int(place[0]), self.relation.grain))] if self.relation.grain is not None else []
            shown = " · ".join([*period, *map(str, place[1:])])
            raise WrongUse(say("row-lacks", relation=self.relation.name, place=shown, column=self._unknown_here[0]))

    def took_beyond(self) -> tuple[int, tuple[str, ...], Place] | None:
        """Of rows that this batch, once closed, took away: how many had more in columns that the specs do not have than what is there now.

        With these columns, and the period and the keys of the first row; None where nothing is lost.
        """
        lying = self.stage.relation
        names = [name for name in self.beyond if name in lying.columns]
        if not names:
            return None
        old, new, gone = lying.table.alias("old"), lying.table.alias("new"), lying.superseded
        both = gone.join(old, old.c.row_id == gone.c.row_id).outerjoin(new, new.c.row_id == gone.c.by_row_id)
        less = {name: sa.and_(old.c[name].is_not(None), new.c[name].is_(None)) for name in names}
        flags = [sa.case((lost, 1), else_=0) for lost in less.values()]
        query = sa.select(old.c[PERIOD], *(old.c[name] for name in self.stage.keys), *flags).select_from(both)
        query = query.where(gone.c.batch_id == self.id, sa.or_(*less.values())).order_by(old.c.row_id)
        rows = self.connection.execute(query).all()
        if not rows:
            return None
        width = 1 + len(self.stage.keys)
        lost = tuple(name for at, name in enumerate(names) if any(row[width + at] for row in rows))
        return len(rows), lost, (rows[0][0], tuple(rows[0][1:width]))

    def note(self, table: sa.Table, rows: Sequence[Mapping[str, object]]) -> None:
        """Rows of a book that go with the batch, and are sealed with it."""
        self.meant.write(self.connection, table, rows)

    def reject(self, rows: Sequence[tuple[RejectedCell, list[str]]]) -> None:
        """Rows that are kept out, each with its cells."""
        self.read += len(rows)
        self._keep_out(rows)

    def take_out(self) -> list[KeptOut]:
        """The rows that cannot stand beside others: whose key stands in an earlier row of the file, or whose days would leave facts behind.

        Whoever asks keeps them out by `reject_staged`. Errors: `TwiceError`.
        """
        twice = self.stage.take_out_twice()
        return [*twice, *take_out_narrowed(self.connection, self.schema, self.relation, self.stage)]

    def reject_staged(self, rows: Sequence[tuple[RejectedCell, list[str]]]) -> None:
        """Rows that were added as good ones, and are kept out now."""
        self._keep_out(rows)

    def _keep_out(self, rows: Sequence[tuple[RejectedCell, list[str]]]) -> None:
        self.rejected += len(rows)
        found = []
        for cell, cells in rows:
            found.append(_quarantined(self.id, self.parts[cell.row], cell, self.header.text(cells)))
            self.parts[cell.row] += 1
        self.note(self.schema.quarantine, found)

    def close(
        self,
        about: About,
        given: Collection[int] = (),
        retracted: Sequence[tuple[int, int]] = (),
        origins: Sequence[int] = (),
        doubts: Doubts | None = None,
        tells: Callable[[Came], Sequence[RejectedCell]] = lambda _: (),
        key: Callable[[str, str], object] = lambda _, text: text,
    ) -> Written:
        """Settle the rows and seal the batch, with what `tells` tells of some of them.

        `given` are periods that it covers also without rows, `retracted` the ids and periods of rows that go without another,
        `origins` the ids of the rows that the staged ones are the same as, `doubts` what is told of its rows, `key` is the member that a
        text of its file names, or why it names none.
        Errors: `WrongUse` where rows would be without their member.
        """
        totals = control_totals(self.stage, self.relation) if about.kind == "import" else ()
        elsewhere = named_elsewhere(self.connection, self.schema, self.relation.name)
        settled = self.stage.settle(even_same=bool(origins), anew=elsewhere)
        retracted = list(dict.fromkeys((*retracted, *self._named_elsewhere(elsewhere))))  # a row is taken away once
        named, alike = self._new_members()
        gone = [{"row_id": n, "by_row_id": None, "batch_id": self.id, PERIOD: period} for n, period in retracted]
        self.note(self.relation.superseded, gone)
        first, name = self.stage.base + 1, self.relation.name
        back = [{"relation": name, "row_id": first + n, "origin_id": origin} for n, origin in enumerate(origins)]
        self.note(self.schema.restored, back)
        absent = self._absent(about, settled, given, key)
        self.stage.drop()
        left = left_behind(
            self.connection, self.schema, self.relation, self.id, back=bool(origins), first=bool(elsewhere)
        )
        if left is not None:
            raise WrongUse(left)
        self._analyze(settled.accepted, named)
        touched = tuple(sorted({*settled.periods, *given, *(period for _, period in retracted)}))
        # a file of which nothing was taken in gave nothing
        gave = bool(touched) or settled.identical > 0 or not self.rejected
        covered = touched if self.relation.grain is not None else (0,) * gave
        late = closed(locks(self.connection, self.schema), self.relation.name, self.relation.grain, touched)
        self._cover(self.schema.loaded, covered if about.kind != "retract" else ())
        self._cover(self.schema.late, late)
        ids = self.stage.base + 1, self.stage.base + self.stage.count
        came = Came(self.id, about.file, settled, ids, touched, named, alike)
        told = tells(came)
        if doubts is not None:
            for line in self._lines_of(alike, ids):
                doubts.add(line, say("row.spelled-some"))
            for one in told:
                doubts.add(one.row, one.reason)
        if doubts is not None and about.kind == "import":
            self._look(doubts, settled, ids, about.sha256)
        doubted = doubts.kept(self.connection, self.relation, ids) if doubts is not None else []
        event = self._seal(about, settled, covered, late, len(retracted), named, doubted)
        return Written(event, came, late, absent, told, totals)

    def _look(self, doubts: Doubts, settled: Settled, ids: tuple[int, int], sha256: str) -> None:
        """What is told of the figures of a file as a whole: by its own words, and else by what they are."""
        if not settled.accepted:
            return
        if doubts.of_files or doubts.points:
            here = self._of_each_period(ids)
            doubts.of_files = [one.with_rows(here) for one in doubts.of_files]
            doubts.points = [one.with_rows(here) for one in doubts.points]
        if self.relation.grain not in (None, Grain.YEAR):
            grown, again = looked(self.connection, self.schema, self.relation, self.id, ids, settled.periods, sha256)
            said = {one.column for one in doubts.of_files if one.summed}
            doubts.of_files += [one for one in grown if one.column not in said]
            doubts.beside += again

    def _of_each_period(self, ids: tuple[int, int]) -> tuple[int, ...]:
        """The first row and the last of each period of a batch, whose rows have ids from the first to the last, and some between."""
        table = self.relation.table.c
        within = table.row_id.between(*ids)
        ends = sa.select(sa.func.min(table.row_id), sa.func.max(table.row_id)).where(within).group_by(table[PERIOD])
        some = sa.select(table.row_id).where(table.row_id.in_(some_ids(ids[0], ids[1] - ids[0] + 1, MOST_ROWS)))
        found = {row_id for row in self.connection.execute(ends) for row_id in row}
        return (*sorted(found), *sorted(set(self.connection.execute(some).scalars()) - found))

    def _absent(
        self, about: About, settled: Settled, given: Collection[int], key: Callable[[str, str], object]
    ) -> Absent:
        if about.kind != "import":
            return Absent()
        named = key if self.rejected else None
        return absent_rows(self.schema, self.stage, settled, given, file=about.file, sheet=about.sheet, named=named)

    def _analyze(self, accepted: int, named: Collection[str]) -> None:
        """PostgreSQL learns at once what many new rows are like: what it looks at by itself comes a minute too late.

        Who does not own the tables is only warned that they stay as they are known.
        """
        if self.connection.dialect.name != "postgresql" or accepted < MANY:
            return
        quote = self.connection.dialect.identifier_preparer.quote
        grown = [self.relation.table, self.relation.superseded, *(self.schema.relations[name].table for name in named)]
        self.connection.exec_driver_sql(f"ANALYZE {', '.join(quote(table.name) for table in grown)}")

    def _cover(self, table: sa.Table, periods: Sequence[int]) -> None:
        self.note(table, [{"batch_id": self.id, "relation": self.relation.name, PERIOD: n} for n in periods])

    def _seal(
        self,
        about: About,
        settled: Settled,
        covered: Sequence[int],
        late: Sequence[int],
        retracted: int,
        named: Mapping[str, tuple[int, int]],
        doubted: Sequence[Mapping[str, object]],
    ) -> Event:
        sealed = self.meant.seal(settled.stays, zip(*settled.superseded, strict=True))
        told: dict[str, object] = {
            "relation": self.relation.name,
            "kind": about.kind,
            "file": about.file,
            "sheet": about.sheet,
            "sha256": about.sha256,
            "rows_sha256": sealed.rows,
            "rows_read": self.read,
            "rows_accepted": settled.accepted,
            "rows_identical": settled.identical,
            "rows_rejected": self.rejected,
            "marks": ",".join(about.marks),
            "note": about.note,
            "reason": about.reason,
        }
        self.connection.execute(
            self.schema.batches.insert().values(
                batch_id=self.id, user_name=self.user, recorded_at=self.place.at, **told
            )
        )
        detail = {
            **told,
            "ids": list(sealed.ids),
            "retracted": retracted,
            "replaced": len(settled.superseded[0]),
            "periods": list(covered),
            "late": list(late),
            "members": {name: list(ids) for name, ids in named.items()},
            "books_sha256": sealed.beside,
            **({"doubted": list(doubted)} if doubted else {}),
            **({"mended_as": self.mended_as} if self.mended_as else {}),
            **({"said_again": [list(span) for span in settled.repeated]} if settled.repeated else {}),
        }
        return write(self.connection, self.schema, self.place, about.kind, self.user, detail, about.reason)

    def _named_elsewhere(self, batches: Sequence[int]) -> list[tuple[int, int]]:
        """Members that facts alone named, and are none any more as the file of their dimension has come: ids and periods of the rows."""
        if not batches:
            return []
        rows = current(self.relation)
        query = sa.select(rows.c.row_id, rows.c[PERIOD]).where(among(rows.c.batch_id, batches)).order_by(rows.c.row_id)
        return [(row[0], row[1]) for row in self.connection.execute(query)]

    def _lines_of(self, alike: Mapping[str, Mapping[str, str]], ids: tuple[int, int]) -> list[int]:
        """The lines of the rows, among those with some ids, that name a member like another."""
        table, lines = self.relation.table, set[int]()
        for dimension, like in alike.items():
            key = self.relation.key_column(dimension)
            names = list(like)
            for at in range(0, len(names), SOME):
                query = sa.select(table.c.row).where(table.c.row_id.between(*ids), key.in_(names[at : at + SOME]))
                lines.update(self.connection.execute(query).scalars())
        return sorted(lines)

    def _new_members(self) -> tuple[dict[str, tuple[int, int]], dict[str, Mapping[str, str]]]:
        """A keyed dimension without attributes takes its members from the facts that name them; the ids of the new rows.

        And the members that the rows name, and that an earlier one differs from by capitals, blanks or zeros in front alone, with it.
        """
        found: dict[str, tuple[int, int]] = {}
        alike: dict[str, Mapping[str, str]] = {}
        for (
            place,
            first,
        ) in self.named.items():  # a row that was taken out names no other than the one with its keys that stayed
            dimension = self.relation.dimensions[place]
            members = self.schema.relations[dimension]
            there = members_there(self.connection, members)
            known = set(there)
            ids = take_in(self.connection, members, first, known)
            if ids is not None:
                found[dimension] = ids
            new = [name for name in first if name not in known] if known else list(first)
            if first and spelled_alike((*there, *new)):  # in any order, as to put them in theirs takes longer
                like = spelled_alike((*there, *sorted(new, key=first.__getitem__)))
                alike[dimension] = {name: other for name, other in like.items() if name in first}
        return found, alike


def _quarantined(batch: int, part: int, cell: RejectedCell, cells: str) -> dict[str, object]:
    """A row of the quarantine: its reasons are kept in each language, to be read without us."""
    return {
        "batch_id": batch,
        "row": cell.row,
        "part": part,
        "column_name": cell.column,
        "value": cell.value,
        "reason": _in_each(cell.reason) if cell.reason.arguments else _short(cell.reason.key),
        "guess": _ENCODER.encode({one: say_it(cell.guess, one, SIGNS[one]) for one in LANGUAGES}) if cell.guess else "",
        "cells": cells,
    }


def _in_each(text: Text) -> str:
    """A sentence in each language."""
    return _ENCODER.encode({one: say_it(text, one) for one in LANGUAGES})


@lru_cache(maxsize=256)
def _short(key: str) -> str:
    """The same of one that has nothing in its places, which many rows have."""
    return _in_each(say(key))
