"""Rows that were kept out: what is open of them, how they are mended by a later import, and how they are dismissed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from iku_dsl.problem import say
from iku_engine.database.among import among
from iku_engine.database.book_texts import named_cells, said
from iku_engine.database.chain import next_place, write
from iku_engine.database.inserting import insert_rows
from iku_engine.errors import WrongUse
from iku_engine.importing.how_read import HowRead, how_read
from iku_engine.store.store import Store
from iku_engine.store.waiting import is_open

Place = tuple[int, int]  # a batch, and a row of its file


@dataclass(frozen=True, slots=True)
class Kept:
    """A row in quarantine. `reason` and `guess` (empty: none) are by language, `cells` are texts under the names of the file's header."""

    batch: int
    row: int
    relation: str
    file: str
    sheet: str
    column: str
    value: str
    reason: Mapping[str, str]
    guess: Mapping[str, str]
    cells: tuple[tuple[str, str], ...]
    user: str
    at: str
    read: HowRead | None = None

    @property
    def place(self) -> str:
        """`12:34`, by which a mended row says which one it was."""
        return f"{self.batch}:{self.row}"


def kept_out(store: Store, batch: int | None = None, relation: str | None = None) -> tuple[Kept, ...]:
    """The rows that are still open, in order: of one batch, of one source, or all."""
    with store.reading() as connection:
        schema = store.schema
        rows, batches = schema.quarantine, schema.batches
        named = ("relation", "file", "sheet", "user_name", "recorded_at")
        query = (
            sa.select(rows, *(batches.c[name] for name in named))
            .join(batches, batches.c.batch_id == rows.c.batch_id)
            .where(is_open(connection, schema))
            .order_by(rows.c.batch_id, rows.c.row, rows.c.part)
        )
        if batch is not None:
            if connection.execute(sa.select(batches.c.batch_id).where(batches.c.batch_id == batch)).first() is None:
                raise WrongUse(say("batch-unknown", batch=batch))
            query = query.where(rows.c.batch_id == batch)
        if relation is not None:
            query = query.where(batches.c.relation == relation)
        return tuple(_kept(row) for row in connection.execute(query).mappings())


def dismiss(store: Store, places: Sequence[Place], *, user: str, reason: str) -> int:
    """Closes rows that will not be mended, with a reason; the event. Errors: `WrongUse` for one that is not open."""
    if not reason.strip():
        raise WrongUse(say("reason-lacking"))
    chosen = list(dict.fromkeys(places))
    with store.writing() as connection:
        schema = store.schema
        there = open_places(connection, store, chosen)
        closed = next((place for place in chosen if place not in there), None)
        if closed is not None:
            raise WrongUse(say("quarantine-closed", place=f"{closed[0]}:{closed[1]}"))
        at = next_place(connection, schema)
        rows = [{"batch_id": batch, "row": row, "how": "dismissed"} for batch, row in chosen]
        insert_rows(connection, schema.mended, [{**row, "event_id": at.id} for row in rows])
        write(connection, schema, at, "dismiss", user, {"rows": rows}, reason)
        return at.id


def open_places(connection: sa.Connection, store: Store, places: Iterable[Place]) -> set[Place]:
    """Those of some places where a row is still open."""
    rows = store.schema.quarantine
    batches = sorted({batch for batch, _ in places})
    query = sa.select(rows.c.batch_id, rows.c.row).where(
        is_open(connection, store.schema), among(rows.c.batch_id, batches)
    )
    return {(row[0], row[1]) for row in connection.execute(query)}


def _kept(row: sa.RowMapping) -> Kept:
    header, cells = named_cells(row["cells"])
    names = [*header, *[""] * (len(cells) - len(header))]
    return Kept(
        batch=row["batch_id"],
        row=row["row"],
        relation=row["relation"],
        file=row["file"],
        sheet=row["sheet"],
        column=row["column_name"],
        value=row["value"],
        reason=said(row["reason"]),
        guess=said(row["guess"]) if row["guess"] else {},
        cells=tuple(zip(names, cells, strict=False)),
        user=row["user_name"],
        at=row["recorded_at"],
        read=how_read(row["cells"]),
    )
