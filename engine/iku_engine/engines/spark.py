"""Spark, in this process or on a server: tables of the store go to it as Parquet, or to a server as Arrow.

Sums are cast to 64 bits and its arithmetic is ANSI's, so a number that is too large is an error and never another number.
"""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import sqlalchemy as sa
from py4j.protocol import Py4JError
from pyspark.errors import PySparkException

from iku_dsl.collector import paused
from iku_dsl.problem import say
from iku_engine.engines.arrow import read
from iku_engine.engines.base import Engine, Row, Wanted
from iku_engine.engines.spark_dialect import SparkDialect
from iku_engine.engines.spark_session import REMOTE, first, opened
from iku_engine.errors import EngineFailed, StoreError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from iku_engine.engines.duck import Duck

PIECE = 100_000  # rows
TRUSTED = {"int", "str", "NoneType"}


class Spark(Engine):
    """A session of one evaluation at a time; `connection` is that of the store, in the transaction that sees its facts.

    `address` is `sc://host:port` of a server, or `local[n]`: in this process, with so many threads (empty: as many as processors).
    With `files` a DuckDB beside it reads and checks what is bound to files; Spark takes the rows that it gives.
    """

    name = "spark"

    def __init__(self, connection: sa.Connection, address: str = "", *, files: bool = False) -> None:
        self.connection = connection
        self.reader: Duck | None = _reader(connection) if files else None
        self.dialect = SparkDialect()
        self.session = opened(address)
        self.remote = address.startswith(REMOTE)
        self.files = tempfile.TemporaryDirectory(prefix="iku-spark-")
        self.there: set[str] = set()
        self.views: list[str] = []

    def close(self) -> None:
        """Let go of the copies."""
        if self.reader is not None:
            self.reader.close()
        with suppress(PySparkException, Py4JError):
            if self.remote:
                self.session.stop()
            for view in () if self.remote else self.views:
                self.session.sql(f"DROP VIEW {view}")
        self.files.cleanup()

    def rows(self, query: sa.Select[Any]) -> Sequence[Row]:
        """Runs over copies of the tables that the statement reads."""
        made: Any = query.compile(dialect=self.dialect, compile_kwargs={"render_postcompile": True})
        try:
            for table in made.tables:
                if table.name not in self.there:
                    self._bring(table)
            found: list[Row] = self.session.sql(made.string, args=dict(made.params)).collect()
        except (PySparkException, Py4JError) as error:
            raise self._failed(first(error)) from error
        lost = {type(value).__name__ for row in found for value in row} - TRUSTED
        if lost:
            raise self._failed(f"{', '.join(sorted(lost))} != int, str")
        return found

    def text(self, query: sa.Select[Any]) -> str:
        """In the words of Spark."""
        return str(query.compile(dialect=self.dialect, compile_kwargs={"literal_binds": True}))

    def _failed(self, detail: str) -> StoreError:
        return EngineFailed(self.name, detail)

    def _quoted(self, name: str) -> str:
        return self.dialect.identifier_preparer.quote(name)

    def _bring(self, table: sa.Table) -> None:
        quoted = self._quoted(table.name)
        bound = self.reader is not None and table.name in self.reader.there
        if self.reader is not None and bound and not self.remote:
            self._view(quoted, self._from_reader(self.reader, table))
        else:
            given = self.reader.batches(table) if self.reader is not None and bound else read(self.connection, table)
            with paused(), given as found:
                if self.remote:
                    self._send(quoted, found)
                else:
                    self._view(quoted, self._from_file(found))
        self.there.add(table.name)

    def _from_reader(self, reader: Duck, table: sa.Table) -> DataFrame:
        """By way of files that DuckDB writes, as many as it has threads."""
        folder = Path(self.files.name) / f"{len(self.there)}"
        reader.write(table, folder)
        columns = ((column.name, isinstance(column.type, sa.Integer)) for column in table.columns)
        return self.session.read.schema(self._types(columns)).parquet(folder.as_uri())

    def _from_file(self, found: pa.RecordBatchReader) -> DataFrame:
        """By way of a file: Spark reads what it needs of it, in as many parts as it has pieces."""
        path = Path(self.files.name) / f"{len(self.there)}.parquet"
        with pq.ParquetWriter(path, found.schema) as file:
            for piece in _pieces(found):
                file.write_table(piece)
        return self.session.read.schema(self._columns(found.schema)).parquet(path.as_uri())

    def _send(self, quoted: str, found: pa.RecordBatchReader) -> None:
        """To a server: each piece goes to where its workers keep what they work on, the table is all of them."""
        empty = self.session.createDataFrame([], self._columns(found.schema))
        sent = (self.session.createDataFrame(piece).localCheckpoint() for piece in _pieces(found))
        parts = []
        for frame in itertools.chain([empty], sent):
            parts.append(self._quoted(f"iku_part_{len(self.views)}"))
            self._view(parts[-1], frame)
        every = " UNION ALL ".join(f"SELECT * FROM {part}" for part in parts)
        self._view(quoted, self.session.sql(every))

    def _view(self, quoted: str, frame: DataFrame) -> None:
        frame.createOrReplaceTempView(quoted)
        self.views.append(quoted)

    def _columns(self, schema: pa.Schema) -> str:
        """The columns in Spark's words."""
        return self._types((field.name, pa.types.is_integer(field.type)) for field in schema)

    def _types(self, columns: Iterable[tuple[str, bool]]) -> str:
        return ", ".join(f"{self._quoted(name)} {'BIGINT' if whole else 'STRING'}" for name, whole in columns)


def make(connection: sa.Connection, wanted: Wanted) -> Spark:
    """A session of a Spark, in this process or at an address."""
    return Spark(connection, wanted.address, files=wanted.files)


def _reader(connection: sa.Connection) -> Duck:
    """What reads bound files. Errors: `StoreError` where it is not installed."""
    try:
        from iku_engine.engines.duck import Duck
    except ImportError as error:
        raise StoreError(say("engine-extra", name="duckdb", extra="duckdb")) from error
    return Duck(connection)


def _pieces(found: pa.RecordBatchReader) -> Iterator[pa.Table]:
    """A table in pieces that are neither many nor large."""
    held: list[pa.RecordBatch] = []
    for batch in found:
        held.append(batch)
        if sum(len(one) for one in held) >= PIECE:
            yield pa.Table.from_batches(held)
            held = []
    if held:
        yield pa.Table.from_batches(held)
