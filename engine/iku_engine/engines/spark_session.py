"""Sessions of Spark: one in this process, started when it is first asked for, or one on a server of Spark Connect."""

from __future__ import annotations

import atexit
import logging
import shutil
import tempfile
import warnings
from pathlib import Path
from subprocess import STDOUT
from threading import Lock
from typing import TYPE_CHECKING, Any

from py4j.protocol import Py4JError, Py4JJavaError
from pyspark.errors import PySparkException

from iku_dsl.problem import say
from iku_engine.errors import EngineFailed, StoreError

if TYPE_CHECKING:
    from pyspark import SparkContext
    from pyspark.sql import SparkSession

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
