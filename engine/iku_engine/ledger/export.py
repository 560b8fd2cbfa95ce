"""One run as one file, which another machine verifies without the database: specs, facts, chain and results."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from iku_dsl.checking.check import check_files
from iku_dsl.problem import SourceFile, Text, say
from iku_dsl.program import Program
from iku_engine.book_texts import BROKEN
from iku_engine.database.books import names as book_names
from iku_engine.database.chain import canonical, events
from iku_engine.database.digests import Kept
from iku_engine.database.relations import Schema
from iku_engine.errors import RefusedFile, StoreError, WrongUse
from iku_engine.ledger.exported import read_export, signed, signed_by
from iku_engine.ledger.verify import Verified, Verifier
from iku_engine.migrate.opening import open_store
from iku_engine.store.runs import Run, run_as_it_lies, run_in, sha256, spec_files
from iku_engine.store.shapes import kept_relations
from iku_engine.store.store import Store
from iku_engine.writing import RUN, RUN_FORMAT, may_write, write_file

# Books that are no tables of an export: the chain has the events, specs and results are texts beside it, and of evidence it has hashes.
_OTHERWISE = frozenset({"about", "events", "specs", "results", "files"})
LISTED = tuple(name for name in book_names() if name not in _OTHERWISE)
# What texts within an export that is right in its form may still lead to: specs, events and results that nobody wrote.
CRAFTED = (*BROKEN, AssertionError, sa.exc.SQLAlchemyError, StoreError, WrongUse)


def export_run(store: Store, number: int | None, path: Path, key: Path | None = None) -> Run:
    """Writes a stored run with all that it rests on, signed where a key (Ed25519, PEM) is given.

    Errors: `WrongUse` where there is no such run or the file is there and is no exported run, `FileError` where it cannot be written,
    `RefusedFile` for a key that is none.
    """
    may_write(path, RUN)
    with store.reading() as connection:
        found = run_in(connection, store.schema, number)
        files = spec_files(connection, store.schema, found)
        if isinstance(files, Text):
            raise RefusedFile(files)
        program = check_files(files).program
        document = _document(connection, store, found, files, program)
    write_file(path, f"{canonical(signed(document, key))}\n".encode(), RUN)
    return found


def verify_export(path: Path, public: Path | None = None) -> tuple[Run, Verified]:
    """Whether an exported run is what was written: its chain, facts, results computed again, and its signature where a key is given.

    Errors: `FileError`, `RefusedFile` for a file that is no export.
    """
    document = read_export(path)
    try:
        files = tuple(SourceFile(name, text) for name, text in document["specs"])
        if len({file.path for file in files}) < len(files):
            raise ValueError("specs")
        with open_store("sqlite://", check_files(files).program) as store:
            _fill(store, document)
            with store.reading() as connection:
                found = run_as_it_lies(connection, store.schema, document["run"])
            verified = Verifier(store, brought=frozenset(document["facts"])).verify(found.id)
    except CRAFTED as error:
        raise RefusedFile(say("export-broken", file=str(path), place=_first_words(error))) from error
    if public is not None and not signed_by(public, document):
        return found, replace(verified, faults=(*verified.faults, say("verify.signature")))
    return found, verified


def _document(
    connection: sa.Connection, store: Store, found: Run, files: tuple[SourceFile, ...], program: Program
) -> dict[str, object]:
    tables = store.schema
    last = _last(connection, tables, found)
    kept = kept_relations(connection, tables)
    brought = [name for name in sorted({*program.sources, *program.dimensions}) if name in kept]
    chain = list(events(connection, tables, last))
    numbers = {name: "event_id" if "event_id" in getattr(tables, name).c else "batch_id" for name in LISTED}
    books = {
        name: _rows(connection, getattr(tables, name), numbers[name], last) for name in LISTED if name != "restored"
    }
    books["restored"] = _restored(connection, tables, kept, last)
    return {
        "schema": RUN_FORMAT,
        "run": found.id,
        "specs": [[file.path, file.text] for file in files],
        "chain": [[e.id, e.kind, e.user, e.at, e.reason, e.detail, e.sha256] for e in chain],
        "books": books,
        "results": [[found.results_sha256, canonical(list(found.results))]],
        "facts": {
            name: {
                "rows": _rows(connection, kept[name].table, "batch_id", last),
                "superseded": _rows(connection, kept[name].superseded, "batch_id", last),
            }
            for name in brought
        },
    }


def _last(connection: sa.Connection, tables: Schema, found: Run) -> int:
    """The last event that is about a run: what became of its results, and in spite of what, is told with it."""
    steps = tables.steps.c
    return max(
        found.id,
        connection.execute(sa.select(sa.func.max(steps.event_id)).where(steps.run_id == found.id)).scalar() or 0,
    )


def _restored(connection: sa.Connection, tables: Schema, kept: Mapping[str, Kept], last: int) -> dict[str, object]:
    """What had come back by then: the rows of a batch of that time."""
    rows: list[list[object]] = []
    restored = tables.restored
    for name, relation in sorted(kept.items()):
        table = relation.table.c
        then = sa.select(table.row_id).where(table.batch_id <= last)
        query = sa.select(restored).where(restored.c.relation == name, restored.c.row_id.in_(then))
        rows += [list(row) for row in connection.execute(query.order_by(restored.c.row_id))]
    return {"columns": [column.name for column in restored.c], "rows": rows}


def _rows(connection: sa.Connection, table: sa.FromClause, number: str, last: int) -> dict[str, object]:
    query = sa.select(table).where(table.c[number] <= last)
    names = [column.name for column in table.c]
    return {"columns": names, "rows": [list(row) for row in connection.execute(query.order_by(*table.c[:2]))]}


def _fill(store: Store, document: dict[str, Any]) -> None:
    """All of an export into an empty store."""
    tables = store.schema
    _all_there("books", document["books"], LISTED)
    names = [column.name for column in tables.events.c]
    with store.writing() as connection:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        _insert(connection, tables.events, {"columns": names, "rows": document["chain"]})
        specs = [[sha256(text), text] for text in dict.fromkeys(text for _, text in document["specs"])]
        _insert(connection, tables.specs, {"columns": ["sha256", "text"], "rows": specs})
        _insert(connection, tables.results, {"columns": ["sha256", "text"], "rows": document["results"]})
        evidence = _hashes(document["books"]["attachments"])
        no_content = {"columns": ["sha256", "name", "size", "content"], "rows": [[d, "", 0, b""] for d in evidence]}
        _insert(connection, tables.files, no_content)
        for name in LISTED:
            _insert(connection, getattr(tables, name), document["books"][name])
        kept = kept_relations(connection, tables)
        _all_there("facts", document["facts"], tables.relations.keys() & kept.keys())
        for name, facts in document["facts"].items():
            relation = tables.relations[name]
            lacking = [column for column in facts["rows"]["columns"] if column not in relation.table.c]
            strange = [column for column in lacking if column not in kept[name].table.c]
            if strange:  # nothing would be sealed of it
                raise ValueError(f"{name}.{strange[0]}")
            quote = connection.dialect.identifier_preparer.quote
            for column in lacking:
                connection.exec_driver_sql(f"ALTER TABLE {quote(relation.table.name)} ADD COLUMN {quote(column)}")
            columns: list[sa.ColumnClause[Any]] = [sa.column(column) for column in facts["rows"]["columns"]]
            _insert(connection, sa.table(relation.table.name, *columns), facts["rows"])
            _insert(connection, relation.superseded, facts["superseded"])


def _all_there(part: str, told: Collection[str], known: Collection[str]) -> None:
    """Errors: `ValueError` for a table that no export has, as nothing would be sealed of it, or that every export has, also empty."""
    for name in sorted(set(told) ^ set(known)):
        raise ValueError(f"{part}.{name}")


def _hashes(attached: dict[str, Any]) -> list[str]:
    place = attached["columns"].index("sha256")
    return list(dict.fromkeys(row[place] for row in attached["rows"]))


def _insert(connection: sa.Connection, table: sa.TableClause, told: dict[str, Any]) -> None:
    """Rows of an export into their table. Errors: `ValueError` for a column that it cannot be without, or does not have."""
    strange = [name for name in told["columns"] if name not in table.c]
    if strange:
        raise ValueError(f"{table.name}.{strange[0]}")
    needed = (
        c for c in table.c if isinstance(c, sa.Column) and c.default is None and (c.primary_key or not c.nullable)
    )
    lacking = [c.name for c in needed if c.name not in told["columns"]]
    if lacking:
        raise ValueError(f"{table.name}.{lacking[0]}")
    rows = [dict(zip(told["columns"], row, strict=True)) for row in told["rows"]]
    if rows:
        connection.execute(sa.insert(table), rows)


def _first_words(error: Exception) -> str:
    """What an error speaks of, for the place of a fault that has no better one."""
    text = error.text.key if isinstance(error, StoreError) else str(error)
    return (text.splitlines() or [""])[0][:80] or type(error).__name__
