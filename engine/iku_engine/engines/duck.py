"""DuckDB, in this process: the facts of the store are copied into it as statements ask for them.

Statements are those of PostgreSQL's dialect, which DuckDB reads, run through its own connection: dialects made for it lose digits.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import duckdb
import pyarrow as pa
import sqlalchemy as sa
from duckdb.value.constant import LongValue

from iku_dsl.watch import paused
from iku_engine.engines.base import Engine, Row, Wanted
from iku_engine.engines.copying import DuckDialect, read
from iku_engine.errors import EngineFailed, StoreError

PIECE = 100_000  # rows
MEMORY = "1GB"


class Duck(Engine):
    """A DuckDB of one evaluation at a time; `connection` is that of the store, in the transaction that sees its facts."""

    name = "duckdb"

    def __init__(self, connection: sa.Connection, memory: str = "") -> None:
        """`memory` is what it may take, as `512MB`; what is more than that goes to files that are gone afterwards."""
        self.connection = connection
        self.reader: Duck | None = self
        self.database = duckdb.connect()
        self.database.execute("SET integer_division = true")  # else 1 / 2 is a float
        self.database.execute(
            "SET temp_directory = ?", [str(Path(tempfile.gettempdir()) / f"iku-{uuid4().hex}")]
        )  # where it spills
        self.database.execute("SET memory_limit = ?", [memory or MEMORY])
        self.database.execute("SET enable_progress_bar = false")  # it would stand among our results
        self.dialect = DuckDialect()
        self.there: set[str] = set()

    def close(self) -> None:
        """Let go of the copies."""
        self.database.close()

    def rows(self, query: sa.Select[Any]) -> Sequence[Row]:
        """Runs over copies of the tables that the statement reads."""
        made: Any = query.compile(dialect=self.dialect, compile_kwargs={"render_postcompile": True})
        for table in made.tables:
            self.bring(table)
        values = [_wide(made.params[name]) for name in made.positiontup or ()]
        try:
            return self.database.execute(made.string, values).fetchall()
        except duckdb.Error as error:
            raise self._failed(error) from error

    def text(self, query: sa.Select[Any]) -> str:
        """In its words, which are nearly PostgreSQL's."""
        return str(query.compile(dialect=self.dialect, compile_kwargs={"literal_binds": True}))

    def named(self, table: sa.Table) -> str:
        """A table's name in SQL."""
        return self.dialect.identifier_preparer.quote(table.name)

    def bring(self, table: sa.Table) -> None:
        """Copy a table of the store, unless it is there; what is bound to files is a view, and there before."""
        if table.name not in self.there:
            self.copy(table, self.named(table))
            self.there.add(table.name)

    @contextmanager
    def batches(self, table: sa.Table) -> Iterator[pa.RecordBatchReader]:
        """What it has of a table, piece by piece."""
        yield self.database.sql(self._columns(table)).to_arrow_reader(PIECE)

    def write(self, table: sa.Table, folder: Path) -> None:
        """What it has of a table as Parquet files in a folder that is not there yet. Errors: `StoreError`."""
        into = str(folder).replace("'", "''")
        try:
            self.database.execute(f"COPY ({self._columns(table)}) TO '{into}' (FORMAT parquet, PER_THREAD_OUTPUT)")
        except duckdb.Error as error:
            raise self._failed(error) from error

    def _columns(self, table: sa.Table) -> str:
        """A table's columns as whole numbers of 64 bits and texts."""
        quote = self.dialect.identifier_preparer.quote
        wanted = (
            f"CAST({quote(c.name)} AS {'BIGINT' if isinstance(c.type, sa.Integer) else 'VARCHAR'}) AS {quote(c.name)}"
            for c in table.columns
        )
        return f"SELECT {', '.join(wanted)} FROM {self.named(table)}"

    def _failed(self, error: duckdb.Error) -> StoreError:
        return EngineFailed(self.name, str(error).splitlines()[0])

    def copy(self, table: sa.Table, called: str) -> None:
        """Copy a table of the store. Errors: `StoreError`."""
        try:
            with paused(), read(self.connection, table) as found:
                self.database.register("iku_coming", found)
                self.database.execute(f"CREATE TABLE {called} AS SELECT * FROM iku_coming")
                self.database.unregister("iku_coming")
        except duckdb.Error as error:
            raise self._failed(error) from error


def make(connection: sa.Connection, wanted: Wanted) -> Duck:
    """A DuckDB in this process, which reads what is bound to files by itself."""
    return Duck(connection, wanted.memory)


def _wide(value: object) -> object:
    """A whole number as one of 64 bits: a small one would be of 32, and so would what it is multiplied to."""
    return LongValue(value) if isinstance(value, int) and not isinstance(value, bool) else value
