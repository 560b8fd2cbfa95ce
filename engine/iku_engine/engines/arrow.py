"""Tables of a store as Arrow, batch by batch: the way to engines that lie elsewhere. Whole numbers and texts, nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.sql import visitors

from iku_dsl.problem import say
from iku_engine.errors import StoreError

if TYPE_CHECKING:
    import pyarrow as pa

BATCH = 100_000  # rows


def tables_of(query: sa.Select[Any]) -> list[sa.Table]:
    """The tables that a statement reads, each once."""
    return list(dict.fromkeys(part for part in visitors.iterate(query) if isinstance(part, sa.Table)))


def schema_of(table: sa.Table) -> pa.Schema:
    """The Arrow types of a table: 64-bit integers and texts."""
    import pyarrow as pa

    return pa.schema([(c.name, pa.int64() if isinstance(c.type, sa.Integer) else pa.string()) for c in table.c])


@contextmanager
def read(connection: sa.Connection, table: sa.Table) -> Iterator[pa.RecordBatchReader]:
    """A table of the store. Errors: `StoreError` where a value is no whole number that should be one."""
    import pyarrow as pa

    schema = schema_of(table)
    found = _by_adbc(connection, table, schema) or _by_rows(connection, table, schema)
    try:
        with pa.RecordBatchReader.from_batches(schema, found) as reader:
            yield reader
    except pa.ArrowInvalid as error:
        raise StoreError(say("engine-failed", name=table.name, detail=str(error))) from error


def _by_rows(connection: sa.Connection, table: sa.Table, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    rows = connection.execute(sa.select(table), execution_options={"yield_per": BATCH})
    for chunk in rows.partitions():
        columns = zip(*chunk, strict=True)
        arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
        yield pa.RecordBatch.from_arrays(arrays, schema=schema)


def _by_adbc(connection: sa.Connection, table: sa.Table, schema: pa.Schema) -> Iterator[pa.RecordBatch] | None:
    """Four times as fast, where the store is a file of SQLite and the driver is there; None elsewhere."""
    database = connection.engine.url.database
    if connection.dialect.name != "sqlite" or not database or database.startswith((":memory:", "file:")):
        return None
    try:
        import adbc_driver_sqlite.dbapi as driver
    except ImportError:
        return None
    return _adbc_batches(driver, database, connection, table, schema)


def _adbc_batches(
    driver: Any, database: str, connection: sa.Connection, table: sa.Table, schema: pa.Schema
) -> Iterator[pa.RecordBatch]:
    """The driver takes the types of the first batch for those of all, so a row that has them all goes before."""
    quote = connection.dialect.identifier_preparer.quote
    names = ", ".join(quote(column.name) for column in table.c)
    typed = ", ".join("0" if str(field.type) == "int64" else "''" for field in schema)
    with driver.connect(database) as opened, opened.cursor() as cursor:
        cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": str(BATCH)})
        cursor.execute(f"SELECT * FROM (SELECT {typed}) UNION ALL SELECT {names} FROM {quote(table.name)}")
        first = True
        for batch in cursor.fetch_record_batch():
            kept = batch.slice(1) if first else batch
            first = False
            yield kept.rename_columns(schema.names).cast(schema)
