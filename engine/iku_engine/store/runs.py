"""Stored evaluations: with the specs and facts that each rests on, so that it can be made again; chained like all events.

A run is computed again by the last event that it saw (`seen`). The time that it names (`as_of`) and the identity of its specs stand beside
that and enter no figure, so they are held against the chain and the specs; `database.enforced` says the same for PostgreSQL.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from iku_dsl.budgets import most
from iku_dsl.checking.check import digest, too_long
from iku_dsl.checking.check import digest as identity_of
from iku_dsl.period import Period, read_period, stretches
from iku_dsl.problem import SourceFile, Text, say
from iku_dsl.records import record, replace
from iku_engine.binding import Given, given_of
from iku_engine.book_texts import of_book, texts
from iku_engine.database.books import has_form, read_moment
from iku_engine.database.bulk import among
from iku_engine.database.chain import as_text, canonical, event_at, next_place, write
from iku_engine.database.relations import Schema
from iku_engine.errors import ForeignText, StoreError, WrongUse
from iku_engine.results.beside import Place, Record, local_time
from iku_engine.results.evaluation import Evaluation
from iku_engine.results.records import identity
from iku_engine.results.records import record_of as as_record
from iku_engine.store.store import Store


@record
class Asked:
    """What was asked for: indicators (none: all), periods, one entity, as printed, as known on a day; and of which bound files."""

    indicators: tuple[str, ...] = ()
    periods: tuple[Period, ...] = ()
    key: tuple[str, ...] | None = None
    as_printed: bool = False
    as_of: datetime | None = None
    bound: tuple[Given, ...] = ()

    @property
    def text(self) -> str:
        """The text that is stored; of bound files only where there are any, so that older texts stay as they are."""
        bound = {"bound": [given.record for given in self.bound]} if self.bound else {}
        return canonical(
            {
                **bound,
                "indicators": list(self.indicators),
                "periods": [str(period) for period in self.periods],
                "key": list(self.key) if self.key is not None else None,
                "as_printed": self.as_printed,
                "as_of": self.as_of.isoformat() if self.as_of is not None else None,
            }
        )


@record
class Run:
    """A stored evaluation; `specs` are file names with the hash of their text, `seen` is the last event that it saw."""

    id: int
    user: str
    at: str
    engine: str
    specs: Mapping[str, str]
    specs_sha256: str
    seen: int
    asked: Asked
    results_sha256: str
    results: tuple[Record, ...] = ()
    results_fit: bool = True  # the text of the results has the hash that the run names


def store_run(store: Store, evaluation: Evaluation, files: Sequence[SourceFile], asked: Asked, *, user: str) -> int:
    """Keeps an evaluation; its number. Texts and results that are there already are not kept twice.

    A time that lay ahead when it was asked for is none that anything is known of: the run is of what was known when it was made, and so
    is one of files. Errors: `StoreError`, also where an event of the time that was asked for came while it was evaluated.
    """
    text = f"[{','.join(canonical(as_record(result)) for result in evaluation.results)}]"
    digest = sha256(text)
    specs = {file.path: sha256(file.text) for file in files}
    with store.writing() as connection:
        schema = store.schema
        place = next_place(connection, schema)
        asked = _not_ahead(asked, place.at)
        if asked.as_of is not None and event_at(connection, schema, asked.as_of) != evaluation.seen:
            raise StoreError(say("run-meanwhile", at=local_time(asked.as_of)))
        _keep(connection, schema.specs, {sha256(file.text): file.text for file in files})
        _keep(connection, schema.results, {digest: text})
        told = {
            "engine": evaluation.engine,
            "specs": canonical(specs),
            "specs_sha256": identity_of(files),
            "seen": evaluation.seen,
            "asked": asked.text,
            "results_sha256": digest,
        }
        connection.execute(schema.runs.insert().values(event_id=place.id, **told))
        write(connection, schema, place, "run", user, told)
        return place.id


def _not_ahead(asked: Asked, at: str) -> Asked:
    """The same of no time where that lies ahead of the time of the run, or where files are read."""
    if asked.as_of is not None and (asked.bound or as_text(asked.as_of) >= at):
        return replace(asked, as_of=None)
    return asked


def runs(store: Store, last: int | None = None) -> tuple[tuple[Run, ...], tuple[ForeignText, ...]]:
    """The stored evaluations, latest first, without their results; beside them those that cannot be read, which nobody can take out."""
    found: list[Run] = []
    others: list[ForeignText] = []
    with store.reading() as connection:
        query = _query(store.schema).order_by(store.schema.runs.c.event_id.desc())
        for row in connection.execute(query if last is None else query.limit(last)).mappings():
            try:
                found.append(_run(row))
            except ForeignText as error:
                others.append(error)
    return tuple(found), tuple(others)


def run(store: Store, number: int | None) -> Run:
    """One stored evaluation with its results; None means the last. Errors: `WrongUse` where there is none."""
    with store.reading() as connection:
        return run_in(connection, store.schema, number)


def run_in(connection: sa.Connection, schema: Schema, number: int | None) -> Run:
    """The same within a transaction. Errors: also `StoreError` where its results are not those that were sealed."""
    found = run_as_it_lies(connection, schema, number)
    if not found.results_fit:
        raise StoreError(say("verify.results", run=found.id))
    return found


def run_as_it_lies(connection: sa.Connection, schema: Schema, number: int | None) -> Run:
    """The same for whoever verifies it: results whose text has not the hash that was sealed are not read. Errors: `WrongUse`."""
    query = _query(schema)
    if number is None:
        query = query.order_by(schema.runs.c.event_id.desc()).limit(1)
    else:
        query = query.where(schema.runs.c.event_id == number)
    row = connection.execute(query).mappings().first()
    if row is None:
        raise WrongUse(say("run-nothing") if number is None else say("run-unknown", run=number))
    text = results_text(connection, schema, row["results_sha256"])
    if text is None:
        return _run(row, fit=False)
    with of_book(schema.results.name, row["event_id"]):
        from iku_engine.results.stored_results import records_in  # with it comes much that most commands do not need

        results = records_in(text)
    return _run(row, results)


def results_text(connection: sa.Connection, schema: Schema, sealed: str) -> str | None:
    """The records of a run as they are kept, a list in one text; None where it has not the hash that was `sealed`."""
    text = connection.execute(sa.select(schema.results.c.text).where(schema.results.c.sha256 == sealed)).scalar()
    # The text itself and not what it parses to: a name given twice is read by others otherwise than by us.
    return text if isinstance(text, str) and sha256(text) == sealed else None


def spec_files(connection: sa.Connection, schema: Schema, found: Run) -> tuple[SourceFile, ...] | Text:
    """The specs of a run as they were; or what is wrong with them: one is gone or changed, or they are more than any check reads.

    A run may name one long text under a thousand names.
    """
    table, asked = schema.specs.c, set(found.specs.values())
    lengths = sa.select(table.sha256, sa.func.length(table.text)).where(among(table.sha256, asked))
    long: dict[str, int] = dict(map(tuple, connection.execute(lengths)))
    beyond = too_long((long.get(digest, 0) for digest in found.specs.values()), long.values())
    if beyond is not None:
        budget, count = beyond
        return say(f"verify.specs-long.{budget}", run=found.id, count=count, limit=most(budget))
    kept = connection.execute(sa.select(table.sha256, table.text).where(among(table.sha256, asked)))
    texts_of = {digest: text for digest, text in kept if isinstance(text, str) and sha256(text) == digest}
    gone = next((name for name, digest in found.specs.items() if digest not in texts_of), None)
    if gone is not None:
        return say("verify.specs", run=found.id, file=gone)
    return tuple(SourceFile(name, texts_of[digest]) for name, digest in found.specs.items())


class Stored:
    """Runs as they are stored, each read once, with their results by place."""

    def __init__(self, connection: sa.Connection, schema: Schema) -> None:
        self.connection, self.schema = connection, schema
        self.runs: dict[int, tuple[Run, dict[Place, Record]]] = {}

    def run(self, number: int) -> Run:
        """A run."""
        return self._read(number)[0]

    def result(self, number: int, place: Place) -> Record | None:
        """One of its results; None where it has no such one."""
        return self._read(number)[1].get(place)

    def _read(self, number: int) -> tuple[Run, dict[Place, Record]]:
        if number not in self.runs:
            found = run_in(self.connection, self.schema, number)
            self.runs[number] = found, {identity(one): one for one in found.results}
        return self.runs[number]


def sha256(text: str) -> str:
    """The hash of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_asked(text: str) -> Asked:
    """What was asked for, from its text, each part of which is shown. Errors: as `BROKEN` lists where it is not as it is written here."""
    found = json.loads(text)
    asked = Asked(
        tuple(texts(found["indicators"])),
        tuple(filter(None, map(read_period, texts(found["periods"])))),
        tuple(texts(found["key"])) if found["key"] is not None else None,
        found["as_printed"],
        read_moment(found["as_of"]) if found["as_of"] is not None else None,
        given_of(found.get("bound", ())),
    )
    in_order = len(stretches(asked.periods)) == 1 and len({period.grain for period in asked.periods}) == 1
    if asked.text != text or not in_order or asked.key == () or not isinstance(asked.as_printed, bool):
        raise ValueError("no question")
    return asked


def _keep(connection: sa.Connection, table: sa.Table, texts: Mapping[str, str]) -> None:
    known = set(connection.execute(sa.select(table.c.sha256).where(among(table.c.sha256, texts))).scalars())
    new = [{"sha256": digest, "text": text} for digest, text in texts.items() if digest not in known]
    if new:
        connection.execute(table.insert(), new)


def _query(schema: Schema) -> sa.Select[tuple[object, ...]]:
    events, made = schema.events, schema.runs
    return sa.select(made, events.c.user_name, events.c.recorded_at).join(events, events.c.event_id == made.c.event_id)


def _run(row: sa.RowMapping, results: tuple[Record, ...] = (), fit: bool = True) -> Run:
    with of_book("iku_run", row["event_id"]):
        specs = {name: texts([digest])[0] for name, digest in json.loads(row["specs"]).items()}
        asked = read_asked(row["asked"])
        if not (
            has_form("engine", row["engine"]) and has_form("identity", row["specs_sha256"]) and type(row["seen"]) is int
        ):
            raise ValueError("no run")
    return Run(
        row["event_id"],
        row["user_name"],
        row["recorded_at"],
        row["engine"],
        specs,
        row["specs_sha256"],
        row["seen"],
        asked,
        row["results_sha256"],
        results,
        fit,
    )


def untrue(connection: sa.Connection, schema: Schema, made: Run, files: Sequence[SourceFile]) -> Text | None:
    """What a run, with its specs, says of itself that is not so; None where all is.

    What it saw is an event before its own; others may have come while it was evaluated. As of a time it is the last one until then: of
    a time that lay ahead, as runs were kept once, all that there was. Files are known only as they are, so a run of files is of no time.
    """
    asked = made.asked
    if not 0 <= made.seen < made.id:
        return say("verify.seen", run=made.id, seen=made.seen)
    if digest(files) != made.specs_sha256:
        return say("verify.specs-other", run=made.id)
    if asked.as_of is None:
        return None
    at = local_time(asked.as_of)
    if asked.bound:
        return say("verify.as-of-files", run=made.id, at=at)
    last = event_at(connection, schema, asked.as_of, before=made.id)
    if last != made.seen:
        return say("verify.as-of", run=made.id, at=at, last=last, seen=made.seen)
    return None
