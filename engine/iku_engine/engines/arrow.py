"""Tables of a store as Arrow, batch by batch: the way to engines that lie elsewhere. Whole numbers and texts, nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import sqlalchemy as sa

from iku_engine.errors import EngineFailed

if TYPE_CHECKING:
    import pyarrow as pa

BATCH = 10_000  # rows; more at once are no faster, as they leave the caches


def schema_of(table: sa.Table) -> pa.Schema:
    """The Arrow types of a table: 64-bit integers and texts."""
    import pyarrow as pa

    return pa.schema([(c.name, pa.int64() if isinstance(c.type, sa.Integer) else pa.string()) for c in table.c])


@contextmanager
def read(connection: sa.Connection, table: sa.Table) -> Iterator[pa.RecordBatchReader]:
    """A table of the store. Errors: `StoreError` where a value is no whole number that should be one."""
    import pyarrow as pa

    schema = schema_of(table)
    found = _batches(connection, table, schema)
    try:
        with pa.RecordBatchReader.from_batches(schema, found) as reader:
            yield reader
    except pa.ArrowInvalid as error:
        raise EngineFailed(table.name, str(error)) from error


def _batches(connection: sa.Connection, table: sa.Table, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """Through the connection that the store itself has: a second SQLite in one process would drop the locks of the first."""
    import pyarrow as pa

    quote = connection.dialect.identifier_preparer.quote
    cursor = connection.connection.cursor()
    try:
        cursor.execute(f"SELECT {', '.join(quote(column.name) for column in table.c)} FROM {quote(table.name)}")
        while chunk := cursor.fetchmany(BATCH):
            columns = zip(*chunk, strict=True)
            arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
            yield pa.RecordBatch.from_arrays(arrays, schema=schema)
    finally:
        cursor.close()
