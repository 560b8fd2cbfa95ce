"""Whether the ledger is what was written: the chain, the rows of every batch, the books, and every run computed again."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from iku_dsl.problem import Text, say
from iku_dsl.source import SourceFile
from iku_engine.bound.files import as_before
from iku_engine.facts.chain import START, Event, canonical, events
from iku_engine.facts.digests import Kept, books_digest, rows_digest
from iku_engine.facts.named import naming
from iku_engine.facts.shapes import kept_relations
from iku_engine.ledger.again import again
from iku_engine.ledger.lateness import Lateness
from iku_engine.ledger.migrate.known import FORMAT
from iku_engine.ledger.records import difference, name_of, record
from iku_engine.ledger.runs import Run, run_in, sha256, spec_files
from iku_engine.ledger.strays import stray_beside, stray_in_books, stray_members, stray_texts
from iku_engine.rights import BATCH
from iku_engine.store import Store

NAMING = (*BATCH, "migrate")  # events that take in the members that facts name


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at, and the first thing that is not as it was written; None where all is."""

    events: int
    rows: int
    runs: int
    fault: Text | None = None


class _FaultError(Exception):
    def __init__(self, text: Text) -> None:
        super().__init__(text.key)
        self.text = text


def _refuse(fault: Text | None) -> None:
    if fault is not None:
        raise _FaultError(fault)


class Verifier:
    """Looks at a whole store in the order in which it was written, and stops at the first fault."""

    def __init__(
        self, store: Store, tell: Callable[[int, int], None] | None = None, *, brought: frozenset[str] | None = None
    ) -> None:
        """`brought` are the relations whose rows are there, where not all of them are."""
        self.store, self.tell, self.brought = store, tell, brought
        self.kept: dict[str, Kept] = {}
        self.rows = self.runs = self.events = 0
        self.at = 0
        self.accepted: dict[str, int] = {}
        self.spans: defaultdict[str, dict[int, tuple[int, int]]] = defaultdict(dict)
        self.named: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)  # ids of members that facts named

    def verify(self, only: int | None = None) -> Verified:
        """All events, and all runs or only one computed again."""
        fault: Text | None = None
        try:
            self._all(only)
        except _FaultError as error:
            fault = error.text
        except (ValueError, TypeError, LookupError, ArithmeticError, AssertionError) as error:
            # What was written can be read; what was changed by hand may be anything.
            fault = say("verify.unreadable", event=self.at, detail=f"{type(error).__name__}: {error}")
        return Verified(self.events, self.rows, self.runs, fault)

    def _all(self, only: int | None) -> None:
        schema = self.store.schema
        with self.store.reading() as connection:
            found = self._chain(connection)
            if self.brought is None:
                self._format(connection)
                _refuse(stray_texts(connection, schema))
            _refuse(stray_in_books(connection, schema, found))
            for event in found:
                if event.kind == "migrate":  # what relations there are is known only then
                    self._event(connection, event)
            self.kept = kept_relations(connection, schema)
            lateness = Lateness(connection, schema)
            for place, event in enumerate(found, start=1):
                self.at = event.id
                self._event(connection, event)
                self._in_time(lateness, event)
                if event.kind in NAMING:
                    for name, ids in json.loads(event.detail).get("members", {}).items():
                        self.named[name].append((ids[0], ids[1]))
                if self.tell is not None:
                    self.tell(place, len(found))
            self._strays(connection)
            chosen = [event.id for event in found if event.kind == "run" and only in (None, event.id)]
            made = [run_in(connection, schema, number) for number in chosen]
            specs = [self._specs(connection, one) for one in made]
        for one, files in zip(made, specs, strict=True):
            self.at = one.id
            self._again(one, files)

    def _format(self, connection: sa.Connection) -> None:
        about = self.store.schema.about
        if [tuple(row) for row in connection.execute(sa.select(about))] != [("format", FORMAT)]:
            raise _FaultError(say("verify.book", event=0, table=about.name))

    # ---- the chain

    def _chain(self, connection: sa.Connection) -> list[Event]:
        before, at, found = START, "", []
        for number, event in enumerate(events(connection, self.store.schema), start=1):
            if event.id != number:
                raise _FaultError(say("verify.gap", event=number))
            if event.sealed(before) != event.sha256:
                raise _FaultError(say("verify.chain", event=event.id))
            if event.at < at:
                raise _FaultError(say("verify.time", event=event.id))
            before, at = event.sha256, event.at
            found.append(event)
        self.events = len(found)
        return found

    # ---- what each event stands for

    def _event(self, connection: sa.Connection, event: Event) -> None:
        detail = json.loads(event.detail)
        if event.kind in BATCH:
            self._batch(connection, event, detail)
            return
        if event.kind == "attach" and self.brought is None:
            self._evidence(connection, detail)
        for table, told in self._told(event, detail):
            rows = connection.execute(sa.select(table).where(table.c.event_id == event.id)).mappings().all()
            there = sorted(canonical({**row, "event_id": 0}) for row in rows)
            if there != sorted(canonical({**one, "event_id": 0}) for one in told):
                raise _FaultError(say("verify.book", event=event.id, table=table.name))

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

    def _batch(self, connection: sa.Connection, event: Event, detail: dict[str, Any]) -> None:
        schema = self.store.schema
        found = connection.execute(sa.select(schema.batches).where(schema.batches.c.batch_id == event.id))
        row = found.mappings().first()
        sealed = {"batch_id": event.id, "user_name": event.user, "recorded_at": event.at, **detail}
        if row is None or any(sealed.get(name) != value for name, value in row.items()):
            raise _FaultError(say("verify.book", event=event.id, table=schema.batches.name))
        name = str(detail["relation"])
        relation = self.kept.get(name)
        if relation is None:
            raise _FaultError(say("verify.book", event=event.id, table=schema.shapes.name))
        if self.brought is not None and name not in self.brought:
            return
        ids = (detail["ids"][0], detail["ids"][1])
        file = row["file"] or "-"
        if rows_digest(connection, relation, ids) != detail["rows_sha256"]:
            raise _FaultError(say("verify.rows", batch=event.id, relation=name, file=file))
        if books_digest(connection, schema, relation, event.id, ids) != detail["books_sha256"]:
            raise _FaultError(say("verify.beside", batch=event.id, file=file))
        self.spans[name][event.id] = ids
        self.rows += row["rows_accepted"]
        self.accepted[name] = self.accepted.get(name, 0) + row["rows_accepted"]

    def _in_time(self, lateness: Lateness, event: Event) -> None:
        detail = json.loads(event.detail)
        if event.kind not in BATCH:
            _refuse(lateness.follow(event, detail))
        elif self._is_here(detail["relation"]):
            _refuse(lateness.of_batch(event, detail, self.kept[detail["relation"]]))

    def _strays(self, connection: sa.Connection) -> None:
        """No relation has a row that no batch brought; members that need no file are those that facts name."""
        for name, relation in self.kept.items():
            if not self._is_here(name):
                continue
            if relation.named_by_facts:
                by = naming(self.kept, name)
                if all(self._is_here(one.name) for one in by):
                    _refuse(stray_members(connection, relation, by, self.spans[name].values(), self.named[name]))
                continue
            count = connection.execute(sa.select(sa.func.count()).select_from(relation.table)).scalar_one()
            if count != self.accepted.get(name, 0):
                raise _FaultError(say("verify.stray", relation=name, count=count - self.accepted.get(name, 0)))
        spans = {name: self.spans.get(name, {}) for name in self.kept if self._is_here(name)}
        _refuse(stray_beside(connection, self.store.schema, self.kept, spans, partly=self.brought is not None))

    def _is_here(self, name: str) -> bool:
        return self.brought is None or name in self.brought

    # ---- runs, computed again

    def _specs(self, connection: sa.Connection, found: Run) -> tuple[SourceFile, ...]:
        files = spec_files(connection, self.store.schema, found)
        if isinstance(files, str):
            raise _FaultError(say("verify.specs", run=found.id, file=files))
        if sha256(canonical(list(found.results))) != found.results_sha256:
            raise _FaultError(say("verify.results", run=found.id))
        return files

    def _again(self, found: Run, files: tuple[SourceFile, ...]) -> None:
        for given in found.asked.bound:
            other = as_before(given)
            _refuse(say("verify.bound", run=found.id, reason=other) if other is not None else None)
        made = again(self.store, found, files, self.kept)
        if made is None:
            raise _FaultError(say("verify.specs-broken", run=found.id))
        computed = [json.loads(canonical(record(result))) for result in made.results]
        for stored, now in zip(found.results, computed, strict=False):
            differs = difference(stored, now)
            if differs is not None:
                field, before, after = differs
                result = f"{name_of(stored)} ({field})"
                raise _FaultError(
                    say("verify.differs", run=found.id, result=result, stored=_shown(before), computed=_shown(after))
                )
        if len(found.results) != len(computed):
            raise _FaultError(say("verify.results", run=found.id))
        self.runs += 1


def _shown(value: object) -> str:
    return value if isinstance(value, str) else canonical(value)
