"""What an engine beside the store needs of it: which tables a statement reads, and these tables as Arrow, batch by batch.

Whole numbers and texts, nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.base import PGCompiler, PGDialect
from sqlalchemy.sql.compiler import SQLCompiler

from iku_engine.database.connecting import quote_all
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


# Words that DuckDB reserves and PostgreSQL's dialect does not quote.
RESERVED = (
    "anti", "asof", "at", "by", "collation", "concurrently", "describe", "glob", "lambda", "lateral", "pivot",
    "pivot_longer", "pivot_wider", "positional", "qualify", "semi", "show", "summarize", "tablesample", "unpack", "unpivot",
)  # fmt: skip


class TellsTables(SQLCompiler):
    """`tables` are those that the statement reads, each once, in its order."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self.tables: dict[sa.Table, None] = {}
        super().__init__(*arguments, **options)

    def visit_table(self, table: sa.Table, asfrom: bool = False, **how: Any) -> str:  # type: ignore[override]
        """A table where it is read from."""
        if asfrom:
            self.tables[table] = None
        return str(super().visit_table(table, asfrom=asfrom, **how))  # type: ignore[no-untyped-call]


class _DuckStatements(TellsTables, PGCompiler):
    def visit_funcfilter(self, funcfilter: sa.FunctionFilter[Any], **how: Any) -> str:
        """An aggregate of some rows: DuckDB gathers those for each `FILTER` anew, while it counts or compares all of them at once."""
        function: Any = funcfilter.func
        given = [self.process(one, **how) for one in function.clauses]
        if funcfilter.criterion is None or len(given) != 1 or function.name not in ("count", "sum", "min", "max"):
            return str(super().visit_funcfilter(funcfilter, **how))  # type: ignore[no-untyped-call]
        elements = self.process(funcfilter.criterion, **how)
        return (
            f"count_if({elements})" if given == ["*"] else f"{function.name}(CASE WHEN {elements} THEN {given[0]} END)"
        )


class DuckDialect(PGDialect):
    """PostgreSQL's words, which DuckDB reads, with what it is quicker at. For compiling only."""

    taken_apart = tuple(f"SELECT unnest(from_json({{}}, '[\"{kind}\"]')) AS value" for kind in ("VARCHAR", "BIGINT"))
    statement_compiler = _DuckStatements
    supports_statement_cache = True

    def __init__(self) -> None:
        super().__init__(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]
        quote_all(self, RESERVED)
