"""The script of `vtl`, on DuckDB."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bench.beside import vtl
from bench.beside.questions import Raw


def made(question: str, store: Path) -> Callable[[], Raw]:
    """As `vtl`."""
    return vtl.made(question, store, duckdb=True)
