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

from iku_dsl.problem import say
from iku_dsl.watch import paused
from iku_engine.engines.base import Engine, Row, Wanted
from iku_engine.engines.copying import read
from iku_engine.errors import EngineFailed, StoreError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from iku_engine.engines.duck import Duck
import atexit
import logging
import shutil
import warnings
from collections.abc import Callable
from subprocess import STDOUT
from threading import Lock
from typing import TYPE_CHECKING

from py4j.protocol import Py4JJavaError
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.engine.interfaces import BindTyping
from sqlalchemy.sql.compiler import GenericTypeCompiler, IdentifierPreparer

from iku_engine.engines.copying import TellsTables

if TYPE_CHECKING:
    from pyspark import SparkContext
    from pyspark.sql import SparkSession


class _Whole(sa.Integer):
    """Every integer has 64 bits: a small literal would be one of 32, and so would be its products."""

    render_bind_cast = True

    def literal_processor(self, *_: Any) -> Callable[[int], str]:
        return lambda value: f"{value}L"


class _Text(sa.Text):
    def literal_processor(self, *_: Any) -> Callable[[str], str]:
        return lambda value: "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


class _Names(IdentifierPreparer):
    def __init__(self, dialect: sa.Dialect) -> None:
        super().__init__(dialect, initial_quote="`")

    def _requires_quotes(self, *_: Any) -> bool:
        return True


class _Types(GenericTypeCompiler):
    def visit_BIGINT(self, *_: Any, **__: Any) -> str:
        return "BIGINT"

    visit_INTEGER = visit_SMALLINT = visit_BIGINT

    def visit_TEXT(self, *_: Any, **__: Any) -> str:
        return "STRING"

    visit_VARCHAR = visit_TEXT


class _Statements(TellsTables):
    def visit_floordiv_binary(self, binary: sa.BinaryExpression[Any], *_: Any, **how: Any) -> str:
        return f"{self.process(binary.left, **how)} DIV {self.process(binary.right, **how)}"

    def render_bind_cast(self, *given: Any) -> str:
        return f"CAST({given[-1]} AS BIGINT)"

    def limit_clause(self, select: sa.Select[Any], **_: Any) -> str:
        """A limit is of 32 bits, and must be there before the plan is made."""
        limit: Any = select._limit
        return "" if limit is None else f"\n LIMIT {int(limit)}"


class SparkDialect(DefaultDialect):
    """For compiling only; statements have named parameters."""

    name = "spark"
    taken_apart = tuple(f"SELECT explode(from_json({{}}, 'array<{kind}>')) AS value" for kind in ("string", "bigint"))
    statement_compiler = _Statements
    type_compiler_cls = _Types
    preparer: type[IdentifierPreparer] = _Names
    supports_native_boolean = True
    supports_statement_cache = True
    bind_typing = BindTyping.RENDER_CASTS
    colspecs = {sa.Integer: _Whole, sa.String: _Text}  # noqa: RUF012 - as its parent has it

    def __init__(self) -> None:
        super().__init__(paramstyle="named")


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


REMOTE = "sc://"
HERE = "local[*]"
ANSI = "spark.sql.ansi.enabled"
PARTS = "spark.sql.shuffle.partitions"  # 200 of them, which is for a cluster
RETRIES = 4  # of a server that does not answer: some seconds
SETTINGS = {
    "spark.app.name": "iku-engine",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
}
_starting = Lock()


def opened(address: str) -> SparkSession:
    """A new session with views of its own: on the server `sc://host:port`, or in this process, as `local[n]` or for no address.

    Errors: `StoreError` where it does not start, or would let numbers overflow in silence.
    """
    logging.getLogger("SQLQueryContextLogger").disabled = True  # what goes wrong is ours to tell
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a server does not answer is an error as well
        try:
            return _remote(address) if address.startswith(REMOTE) else _ready(_here(address or HERE))
        except PySparkException as error:
            raise EngineFailed("spark", first(error)) from error


def _ready(session: SparkSession) -> SparkSession:
    session.conf.set("spark.sql.caseSensitive", "true")
    return exact(session)


def exact(session: SparkSession) -> SparkSession:
    """The session. Errors: `StoreError` where it is not in ANSI mode."""
    if str(session.conf.get(ANSI)).lower() != "true":
        raise StoreError(say("engine-inexact", name="spark", setting=f"{ANSI} = true"))
    return session


def _remote(address: str) -> SparkSession:
    from pyspark.sql.connect.client.retries import DefaultPolicy
    from pyspark.sql.connect.session import SparkSession as Remote

    session: Any = Remote.builder.remote(address).create()  # and from now on the one that is active
    session.client.set_retry_policies([DefaultPolicy(max_retries=RETRIES)])
    try:
        return _ready(session)
    except Exception:
        session.release_session_on_close = False  # nobody answers, now or when this process ends
        session.stop()
        raise


def _here(master: str) -> SparkSession:
    """Views are the evaluation's own, the process of Spark is shared: it takes seconds to start."""
    from pyspark import SparkContext
    from pyspark.sql.session import SparkSession

    with _starting:
        context = SparkContext._active_spark_context or _started(master)
    session = SparkSession(context).newSession()
    if not context.getConf().contains(PARTS):
        session.conf.set(PARTS, context.defaultParallelism)
    return session


def _started(master: str) -> SparkContext:
    """A Spark that ends with this process, and keeps what it has to say in a file."""
    from pyspark import SparkConf, SparkContext
    from pyspark.java_gateway import launch_gateway

    folder = Path(tempfile.mkdtemp(prefix="iku-spark-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    settings = SETTINGS | {"spark.master": master, "spark.sql.warehouse.dir": str(folder / "warehouse")}
    conf = SparkConf().setAll(list(settings.items()))
    told = folder / "log"
    try:
        with told.open("wb") as log:
            gateway = SparkContext._gateway or launch_gateway(conf, {"stdout": log, "stderr": STDOUT})
        context = SparkContext(conf=conf, gateway=gateway)
    except (PySparkException, OSError, Py4JError) as error:
        said = told.read_text(errors="replace").strip().partition("\n")[0]
        if isinstance(error, Py4JJavaError):  # Java is there, and tells itself what it could not do
            said = str(error.java_exception.getMessage())
        raise EngineFailed("spark", said or first(error)) from error
    atexit.register(context.stop)
    return context


def first(error: Exception) -> str:
    """What an error says before it goes into detail."""
    said = str(error)
    details = said.partition('details = "')[2].partition("\n")[0].rpartition('"')[0]  # of a server that does not answer
    return details or said.strip().partition("\n")[0]
