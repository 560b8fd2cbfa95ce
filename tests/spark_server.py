"""A Spark of the tests' own, in this process and as a server of Spark Connect at once: one start for both."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

CONFIGURATION = """
spark.plugins org.apache.spark.sql.connect.SparkConnectPlugin
spark.connect.grpc.binding.address 127.0.0.1
spark.connect.grpc.binding.port {port}
"""
# Statements over a few rows, each run once, take less time than their compilation; the soak compiles them as users do.
QUICK = """
spark.driver.extraJavaOptions -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:+UnlockDiagnosticVMOptions -XX:-BytecodeVerificationRemote
spark.sql.codegen.wholeStage false
spark.sql.adaptive.enabled false
"""
LOCAL = "local[2]"


def free_port() -> int:
    with socket.socket() as trying:
        trying.bind(("127.0.0.1", 0))
        port: int = trying.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def spark_server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the server; `LOCAL` is that of the same Spark in this process."""
    from iku_engine.engines.spark import PARTS, opened

    folder: Path = tmp_path_factory.mktemp("spark")
    port = free_port()
    quick = "" if request.config.option.markexpr == "soak" else QUICK
    (folder / "spark-defaults.conf").write_text(CONFIGURATION.format(port=port) + quick, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "SPARK_CONF_DIR", str(folder))
        session = opened(LOCAL)
    if quick:  # nor do they need 200 tasks a step, which a server takes where nobody sets how many
        session.sparkContext._jsc.sc().conf().set(PARTS, session.conf.get(PARTS))  # type: ignore[union-attr]
    return f"sc://127.0.0.1:{port}"
