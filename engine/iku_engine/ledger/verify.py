"""Whether the ledger is what was written: the chain, the rows of every batch, the books, and every run computed again."""

from __future__ import annotations

import gc
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from iku_dsl import records
from iku_dsl.problem import SourceFile, Text, say
from iku_dsl.program import KEY_PREFIX
from iku_engine.binding import Hashes, as_before
from iku_engine.book_texts import BROKEN, is_of_a_batch
from iku_engine.database.books import PERIOD
from iku_engine.database.chain import CLOCK, START, Event, canonical, events, last_event
from iku_engine.database.digests import Kept, Row, as_text
from iku_engine.database.enforced import TOUCHED
from iku_engine.database.in_force import is_waiting, waiting
from iku_engine.database.integrity import DENIED, any_letters, damages, not_text, other_kinds
from iku_engine.database.rights import BATCH
from iku_engine.errors import ForeignText, StoreError, WrongUse
from iku_engine.ledger.reread import beside_again, facts_again, rows, taken_away, without_indexes
from iku_engine.ledger.unsealed import (
    Lateness,
    Taken,
    astray,
    odd_ends,
    stray_evidence,
    stray_in_books,
    stray_members,
    stray_texts,
    unlike_any,
)
from iku_engine.members.members import FirstNamed, naming
from iku_engine.members.orphans import without_members
from iku_engine.migrate.catalog import How, differences
from iku_engine.migrate.objects import Kind
from iku_engine.results.evaluation import Result
from iku_engine.results.records import difference, identity, name_of, record_of
from iku_engine.snapshot.duplicate_keys import all_different, counting, twice
from iku_engine.store.runs import Run, results_text, run_as_it_lies, spec_files, untrue
from iku_engine.store.shapes import FORMAT, EarlierShapes, grains, kept_relations, lying
from iku_engine.store.store import Store

MAY_SEE = "SELECT has_table_privilege(to_regclass(:table), 'SELECT')"
_BEFORE_A_RECORD = re.compile(r"[\s,\[]*")
MUCH = 10_000  # results
APART = ("run", "review", "final", "attach")  # events that no run is computed from
NAMING = (*BATCH, "migrate")  # events that take in the members that facts name


@records.record
class Verified:
    """What was looked at, and what is not as it was written; `told` is what differs and can change nothing."""

    events: int
    rows: int
    runs: int
    faults: tuple[Text, ...] = ()
    told: tuple[Text, ...] = ()

    @property
    def fault(self) -> Text | None:
        """The first thing that is not as it was written; None where all is."""
        return self.faults[0] if self.faults else None


class _FaultError(Exception):
    def __init__(self, text: Text) -> None:
        super().__init__(text.key)
        self.text = text


def _refuse(fault: Text | None) -> None:
    if fault is not None:
        raise _FaultError(fault)


@records.record
class _Sealed:
    """A batch as its event has it."""

    relation: str
    file: str
    ids: tuple[int, int]
    accepted: int
    rows: str
    beside: str


@records.record
class _Made:
    """A run, without its results, and its specs; `count` is how many results it has, `wrong` what is not so of what it says of itself."""

    run: Run
    files: tuple[SourceFile, ...]
    count: int
    wrong: Text | None


class _SealedResults:
    """The results of a run, which is evaluated only as far as it comes to the same: what it asks for may be far more than it has.

    They are read one by one from the text that was sealed: as records they are as large as the evaluation that they are held against.
    """

    def __init__(self, run: int, count: int, text: str) -> None:
        self.run, self.all, self.text = run, count, text
        self.count = self.at = 0
        self.read = json.JSONDecoder().raw_decode

    def many(self, count: int) -> None:
        """Refuses more results than there are."""
        if count > self.all:
            raise _FaultError(say("verify.results", run=self.run))

    def came(self, results: Sequence[Result]) -> None:
        """Refuses the first result that is another."""
        self.many(self.count + len(results))
        for result in results:
            now = canonical(record_of(result))
            between = _BEFORE_A_RECORD.match(self.text, self.at)
            self.at = between.end() if between is not None else self.at
            self.count += 1
            if self.text.startswith(now, self.at):  # a record ends where its brackets close
                self.at += len(now)
                continue
            start = self.at
            stored, self.at = self.read(self.text, start)  # earlier versions wrote some records otherwise
            if canonical(stored) != self.text[start : self.at]:  # others may read another of two values of one name
                raise _FaultError(say("verify.results", run=self.run))
            if (differs := difference(stored, json.loads(now))) is not None:
                field, before, after = differs
                name, shown = f"{name_of(stored)} ({field})", {"stored": _shown(before), "computed": _shown(after)}
                raise _FaultError(say("verify.differs", run=self.run, result=name, **shown))


class Verifier:
    """Looks at a whole store: its database, the chain, what each event stands for, all rows once, and every run computed again.

    What stands for itself is looked at to its end; at a fault on which everything after it rests, nothing more is said.
    """

    def __init__(
        self, store: Store, tell: Callable[[int, int], None] | None = None, *, brought: frozenset[str] | None = None
    ) -> None:
        """`brought` are the relations whose rows are there, where not all of them are; `tell` hears how many rows are read, of how many."""
        self.store, self.tell, self.brought = store, tell, brought
        self.kept: dict[str, Kept] = {}
        self.hashes: Hashes = {}  # of files that runs were made from
        self.rows = self.runs = self.events = self.read = self.total = 0
        self.at = 0
        self.sealed: dict[int, _Sealed] = {}  # by batch
        self.named: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)  # ids of members that facts named
        self.members: dict[tuple[str, str], set[object]] = {}  # that rows name, by relation and dimension with a file
        self.faults: list[Text] = []
        self.told: list[Text] = []
        self.different: set[str] = set()  # relations no two rows of which have one place
        self.apart = 0  # how many of the faults are of what no run is computed from: other runs, steps, evidence
        self.lacking: dict[int, set[tuple[str, str, str]]] = {}  # results that steps name and their run has not
        self.faulty: set[int] = set()  # events of whose rows in a book some are not what was sealed
        self.as_far_as_it_is_text = False

    def verify(self, only: int | None = None) -> Verified:
        """All events, and all runs or only one computed again."""
        try:
            with self._by_itself():
                self._all(only)
        except StoreError:
            damaged = () if self.as_far_as_it_is_text else self._not_text()
            if damaged:  # the same once more, with other letters for what is none
                again = Verifier(self.store, self.tell, brought=self.brought)
                again.as_far_as_it_is_text = True
                again.faults += damaged
                return again.verify(only)
            if not self.faults:  # else the database is such that it cannot be read
                raise
        return Verified(self.events, self.rows, self.runs, tuple(dict.fromkeys(self.faults)), tuple(self.told))

    def _not_text(self) -> tuple[Text, ...]:
        with self.store.reading() as connection:
            return tuple(not_text(connection))

    def _all(self, only: int | None) -> None:
        schema = self.store.schema
        with self.store.reading() as connection, any_letters(connection, self.as_far_as_it_is_text):
            if self.store.in_memory and self.brought is None and not last_event(connection, schema):
                raise StoreError(say("store-none", store=self.store.shown))
            if self.brought is None:
                self._database(connection)
            without_indexes(connection, off=True)
            found = self._chain(connection)
            if self.brought is None:
                with self._by_itself():
                    self._format(connection)
                with self._apart():
                    self.faults += stray_evidence(connection, schema)
                self.faults += odd_ends(connection, schema, found)
            with self._apart():
                self.faults += stray_texts(connection, schema)
            self.faults += stray_in_books(connection, schema, found)
            before = len(self.faults)
            self._books(connection, [event for event in found if event.kind == "migrate"])
            if len(self.faults) > before:
                return  # what relations there are, and so which rows, rests on these
            self.kept = kept_relations(connection, schema)
            if self.brought is None:
                hashed = {one.table.name for one in self.kept.values() if not one.named_by_facts}
                self._other_kinds(connection, hashed)
            self._books(connection, [event for event in found if event.kind != "migrate"])
            chosen = [event.id for event in found if event.kind == "run" and only in (None, event.id)]
            self.total = sum(self._rows_of(name) for name in self.kept) + len(chosen)
            touched = self._facts(connection)
            if self.faults and self.brought is None:  # also in which cells of those that a hash is of
                self._other_kinds(connection)
            steps: Sequence[Taken] = ()
            with self._by_itself():
                steps = self._in_time(connection, found, touched)
            without_indexes(connection, off=False)
            with self._by_itself():
                self._twice(connection)
            if self.brought is None and not self.faults:
                self.told += without_members(connection, schema, self.members)
            named: defaultdict[int, set[tuple[str, str, str]]] = defaultdict(set)
            for step in steps:
                named[step.run].add(step.place)
            runs = {event.id for event in found if event.kind == "run"}
            with self._apart():
                made = [one for number in chosen for one in self._run(connection, number, named[number])]
                for step in steps:
                    if step.run not in runs or step.run > step.event.id or step.place in self.lacking.get(step.run, ()):
                        self.faults.append(say("verify.step-none", **step.told, run=step.run))
        if len(self.faults) > self.apart:
            return  # a run is computed from all of the rest
        left_behind = 0
        for one in made:
            self.at = one.run.id
            with self._by_itself():
                self._again(one)
            left_behind += one.count
            if left_behind > MUCH:
                gc.collect()  # evaluations are rings of objects, and the next one needs as much room again
                left_behind = 0
            self._on(1)

    @contextmanager
    def _by_itself(self) -> Iterator[None]:
        """Looks at something on which the rest does not rest: its fault is noted, and what comes after it is looked at, too."""
        try:
            yield
        except _FaultError as error:
            self.faults.append(error.text)
        except ForeignText as error:
            self.faults.append(say("verify.text", table=error.table, event=error.event))
        except (*BROKEN, AssertionError) as error:
            # What was written can be read; what was changed by hand may be anything.
            self.faults.append(say("verify.unreadable", event=self.at, detail=f"{type(error).__name__}: {error}"))

    @contextmanager
    def _apart(self, apart: bool = True) -> Iterator[None]:
        """Looks at something of which no run is computed, if it is `apart`: what is at fault there keeps none from being computed again."""
        before = len(self.faults)
        yield
        if apart:
            self.apart += len(self.faults) - before

    def _on(self, count: int) -> None:
        self.read += count
        if self.tell is not None:
            self.tell(min(self.read, self.total), self.total)

    # ---- the database

    def _database(self, connection: sa.Connection) -> None:
        """Whether tables, indexes, triggers and views are those that the program makes, and whether the database is whole in itself."""
        lacking = False
        try:
            found = differences(connection, self.store.schema)
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", "") != DENIED:
                raise
            self.told.append(
                say("verify.catalog-denied")
            )  # who may make no temporary tables has nothing to compare with
            found = ()
        for one in found:
            (self.told if one.harmless else self.faults).append(one.text)
            lacking = lacking or (one.object.kind is Kind.TABLE and one.how is not How.EXTRA)
        self._notes(connection)
        self.faults += damages(connection)
        if lacking:  # what is asked of a table or column that is not there is no answer
            raise StoreError(say("store-damaged", store=self.store.shown))

    def _notes(self, connection: sa.Connection) -> None:
        """Whether PostgreSQL's notes of rows under way are none: with one that stays, rows pass that no event is looked at for."""
        if connection.dialect.name != "postgresql":
            return
        seen = connection.execute(sa.text(MAY_SEE), {"table": TOUCHED}).scalar()
        if seen is False:
            self.told.append(say("verify.notes-denied", table=TOUCHED))
        elif seen and (count := connection.exec_driver_sql(f"SELECT count(*) FROM {TOUCHED}").scalar_one()):
            self.faults.append(say("verify.stray", relation=TOUCHED, count=count))

    def _format(self, connection: sa.Connection) -> None:
        about = self.store.schema.about
        if [tuple(row) for row in connection.execute(sa.select(about))] != [("format", FORMAT)]:
            raise _FaultError(say("verify.book", event=0, table=about.name))

    def _other_kinds(self, connection: sa.Connection, hashed: Collection[str] = ()) -> None:
        """Cells of another kind than their column, in tables but the `hashed`; no run is computed from the books of runs and evidence."""
        schema = self.store.schema
        of_runs = (schema.runs, schema.results, schema.specs, schema.steps, schema.attachments, schema.files)
        apart = {table.name for table in of_runs}
        for fault in other_kinds(connection, hashed):
            with self._apart(dict(fault.arguments)["table"] in apart):
                self.faults.append(fault)

    # ---- the chain

    def _chain(self, connection: sa.Connection) -> list[Event]:
        before, at, found = START, "", []
        for number, event in enumerate(events(connection, self.store.schema), start=1):
            if event.id != number:
                raise _FaultError(say("verify.gap", event=number))
            if not all(isinstance(text, str) for text in event.texts) or event.sealed(before) != event.sha256:
                raise _FaultError(say("verify.chain", event=event.id))
            if event.at < at and event.kind != CLOCK:
                raise _FaultError(say("verify.time", event=event.id))
            if event.at < at:
                self.told.append(say("verify.clock", event=event.id, before=at, at=event.at))
            before, at = event.sha256, event.at
            found.append(event)
        self.events = len(found)
        return found

    # ---- what each event stands for

    def _books(self, connection: sa.Connection, chain: Sequence[Event]) -> None:
        """The rows of the books that events stand for; each book is read once."""
        there: dict[str, Mapping[object, list[dict[str, object]]]] = {}

        def of(table: sa.Table, event: int, column: str = "event_id") -> list[dict[str, object]]:
            if table.name not in there:
                there[table.name] = _by(connection, table, column)
            return there[table.name].get(event, [])

        for event in chain:
            self.at = event.id
            with self._apart(event.kind in APART), self._by_itself():
                self._book(connection, event, of)

    def _book(self, connection: sa.Connection, event: Event, of: Callable[..., list[dict[str, object]]]) -> None:
        """What one event stands for; `of` gives the rows of a table that are of an event."""
        detail = json.loads(event.detail)
        if canonical(detail) != event.detail:  # a name given twice, or other letters for the same
            raise _FaultError(say("verify.chain", event=event.id))
        if event.kind in NAMING:
            for name, ids in detail.get("members", {}).items():
                self.named[name].append((ids[0], ids[1]))
        if event.kind in BATCH:
            self._batch(event, detail, of(self.store.schema.batches, event.id, "batch_id"))
            return
        if event.kind == "attach" and self.brought is None:
            with self._by_itself():
                self._evidence(connection, detail)
        for table, told in self._told(event, detail):
            found = sorted(as_text([{**row, "event_id": 0}]) for row in of(table, event.id))
            if found != sorted(as_text([{**one, "event_id": 0}]) for one in told):
                self.faults.append(say("verify.book", event=event.id, table=table.name))
                self.faulty.add(event.id)

    def _evidence(self, connection: sa.Connection, detail: dict[str, Any]) -> None:
        files = self.store.schema.files
        found = connection.execute(sa.select(files.c.content).where(files.c.sha256 == detail["sha256"])).scalar()
        if not isinstance(found, bytes) or hashlib.sha256(found).hexdigest() != detail["sha256"]:
            raise _FaultError(say("verify.file", file=detail["name"]))

    def _told(self, event: Event, detail: dict[str, object]) -> Iterator[tuple[sa.Table, list[dict[str, object]]]]:
        """The rows that an event sealed, by table."""
        schema = self.store.schema
        match event.kind:
            case "lock" | "unlock":
                admitted = detail.pop("admitted")
                assert isinstance(admitted, list)
                yield schema.locks, [detail]
                yield schema.admitted, admitted
            case "migrate":
                shapes = detail["shapes"]
                assert isinstance(shapes, dict)
                yield schema.shapes, [{"relation": name, "text": text} for name, text in shapes.items()]
            case "run":
                yield schema.runs, [detail]
            case "review" | "final":
                steps = detail["steps"]
                assert isinstance(steps, list)
                yield schema.steps, steps
            case "attach":
                yield schema.attachments, [detail]
            case "dismiss":
                mended = detail["rows"]
                assert isinstance(mended, list)
                yield schema.mended, mended
            case _:
                return

    def _batch(self, event: Event, detail: dict[str, Any], found: Sequence[Mapping[str, object]]) -> None:
        schema = self.store.schema
        name = str(detail["relation"])
        if not is_of_a_batch(detail):
            raise ForeignText(schema.events.name, event.id)
        if name not in self.kept:
            raise _FaultError(say("verify.book", event=event.id, table=schema.shapes.name))
        ids = (int(detail["ids"][0]), int(detail["ids"][1]))
        hashes = str(detail["rows_sha256"]), str(detail["books_sha256"])
        self.sealed[event.id] = _Sealed(name, str(detail["file"]) or "-", ids, int(detail["rows_accepted"]), *hashes)
        sealed = {"batch_id": event.id, "user_name": event.user, "recorded_at": event.at, **detail}
        if len(found) != 1 or any(sealed.get(name) != value for name, value in found[0].items()):
            raise _FaultError(say("verify.book", event=event.id, table=schema.batches.name))

    # ---- the rows of facts and members, and what was written beside them

    def _rows_of(self, name: str) -> int:
        return sum(one.accepted for one in self.sealed.values() if one.relation == name and self._is_here(name))

    def _facts(self, connection: sa.Connection) -> dict[int, set[int]]:
        """Looks at all rows, and gives the periods of those that each batch brought."""
        spans: dict[str, dict[int, tuple[int, int]]] = {name: {} for name in self.kept if self._is_here(name)}
        for batch, sealed in self.sealed.items():
            if sealed.relation in spans:
                spans[sealed.relation][batch] = sealed.ids
        first = {name: FirstNamed() for name, one in self.kept.items() if one.named_by_facts}
        others: dict[str, Sequence[Row]] = {}
        touched: dict[int, set[int]] = {}
        for name, mine in spans.items():
            naming_here = {dimension: one for dimension, one in first.items() if dimension != name}
            filed = [one for one, lies in self.kept.items() if not lies.named_by_facts]
            reread = facts_again(connection, self.kept[name], mine, naming_here, self._on, self._is_at, filed)
            self.members |= {(name, dimension): those for dimension, those in reread.members.items()}
            others[name] = reread.others
            self.different |= {name} if reread.different else set()
            touched |= reread.periods
            for batch, digest in reread.digests.items():
                sealed = self.sealed[batch]
                self.rows += sealed.accepted
                if digest != sealed.rows:
                    self.faults.append(say("verify.rows", batch=batch, relation=name, file=sealed.file))
        self._strays(others, first)
        beside = beside_again(connection, self.store.schema, self.kept, spans, partly=self.brought is not None)
        for batch, digest in beside.digests.items():
            if digest != self.sealed[batch].beside:
                self.faults.append(say("verify.beside", batch=batch, file=self.sealed[batch].file))
        self.faults += [say("verify.stray", relation=name, count=count) for name, count in beside.strays.items()]
        must_have = EarlierShapes(connection, self.store.schema).must_have
        known = lying(connection, self.store.schema)
        for name in spans:
            self.faults += astray(connection, self.store.schema, self.kept[name])
            self.faults += unlike_any(connection, self.kept[name], known[name].columns, must_have.get(name, ()))
        return touched

    def _in_time(
        self, connection: sa.Connection, chain: Sequence[Event], touched: Mapping[int, set[int]]
    ) -> Sequence[Taken]:
        """Whether what was closed stayed so, by what the chain says and the periods of the rows. Gives the steps that results took."""
        late: defaultdict[int, set[int]] = defaultdict(set)
        table = self.store.schema.late.c
        for batch, period in connection.execute(sa.select(table.batch_id, table[PERIOD])):
            late[batch].update([period] if isinstance(period, int) else [])
        gone: defaultdict[int, set[int]] = defaultdict(set)
        if any(event.kind == "lock" for event in chain):  # else nobody need look
            for name in filter(self._is_here, self.kept):
                for batch, periods in taken_away(connection, self.kept[name]).items():
                    gone[batch] |= periods
        lateness = Lateness(late)
        for event in chain:
            self.at = event.id
            if event.kind not in BATCH:
                with self._apart(event.kind in APART), self._by_itself():
                    fault = lateness.follow(event, json.loads(event.detail))
                    self.faults += [fault] if fault is not None else []
                continue
            detail = json.loads(event.detail)
            if self._is_here(detail["relation"]):
                mine = {*touched.get(event.id, ()), *gone.get(event.id, ())}
                fault = lateness.of_batch(event, detail, mine)
                self.faults += [fault] if fault is not None else []
        self.faults += lateness.not_let_in()
        return lateness.steps

    def _twice(self, connection: sa.Connection) -> None:
        """Whether one row of each key counts at most."""
        late, every = waiting(connection, self.store.schema), grains(connection, self.store.schema)
        for name in filter(self._is_here, self.kept):
            one = self.kept[name]
            waits = partial(is_waiting, self.store.schema, name) if name in late else None
            keys = [KEY_PREFIX + key for key in one.keys]
            if name in self.different or all_different(connection, one.table, keys):
                continue  # as in a store without corrections, where nobody need look which rows count
            found = twice(connection, counting(one.table, one.superseded, waits), keys)
            if found is not None:
                self.faults.append(say("verify.twice", relation=name, place=found.told(every.get(name))))

    def _is_at(self, batch: int) -> None:
        self.at = batch

    def _strays(self, others: Mapping[str, Sequence[Row]], first: Mapping[str, FirstNamed]) -> None:
        """No relation has a row that no batch brought; members that need no file are those that facts name."""
        for name, rows_left in others.items():
            if name not in first:
                if rows_left:
                    self.faults.append(say("verify.stray", relation=name, count=len(rows_left)))
            elif all(self._is_here(one.name) for one in naming(self.kept, name)):
                stray = stray_members(self.kept[name], rows_left, first[name], self.named[name])
                self.faults += [stray] if stray is not None else []

    def _is_here(self, name: str) -> bool:
        return self.brought is None or name in self.brought

    # ---- runs, computed again

    def _run(self, connection: sa.Connection, number: int, named: Collection[tuple[str, str, str]]) -> Iterator[_Made]:
        """A run with its specs, where both are what was sealed; of the results that steps have `named` is kept which it lacks."""
        self.at = number
        if number in self.faulty:
            return
        with self._by_itself():
            found = run_as_it_lies(connection, self.store.schema, number)
            if not found.results_fit:
                self.faults.append(say("verify.results", run=found.id))
            elif named:
                places = ((name, period, canonical(list(key))) for name, period, key in map(identity, found.results))
                self.lacking[number] = set(named).difference(places)
            files = spec_files(connection, self.store.schema, found)
            if isinstance(files, Text):
                raise _FaultError(files)
            wrong = untrue(connection, self.store.schema, found, files)
            yield _Made(replace(found, results=()), files, len(found.results), wrong)

    def _again(self, made: _Made) -> None:
        found = made.run
        _refuse(made.wrong)
        for given in found.asked.bound:
            other = as_before(given, self.hashes)
            _refuse(say("verify.bound", run=found.id, reason=other) if other is not None else None)
        from iku_engine.ledger.reproducing import (  # and with it all that evaluates: many stores have no run yet
            again,
            kept_program,
        )

        program = kept_program(made.files, self.kept)
        if program is None:
            raise _FaultError(say("verify.specs-broken", run=found.id))
        with self.store.reading() as connection:
            text = results_text(connection, self.store.schema, found.results_sha256)
        if text is None:  # while it was verified
            raise _FaultError(say("verify.results", run=found.id))
        sealed = _SealedResults(found.id, made.count, text)
        try:
            again(self.store, found, program, sealed=sealed)
        except WrongUse as error:  # it asks for what its specs have not, or for more than may be asked
            raise _FaultError(say("verify.bound", run=found.id, reason=error.text)) from error
        if sealed.count != made.count:
            raise _FaultError(say("verify.results", run=found.id))
        self.runs += 1


def _shown(value: object) -> str:
    return value if isinstance(value, str) else canonical(value)


def _by(connection: sa.Connection, table: sa.Table, column: str) -> Mapping[object, list[dict[str, object]]]:
    """The rows of a table by one of their columns."""
    names = [one.name for one in table.c]
    found: defaultdict[object, list[dict[str, object]]] = defaultdict(list)
    for several in rows(connection, table, names):
        for row in several:
            whole = dict(zip(names, row, strict=True))
            found[whole[column]].append(whole)
    return found
