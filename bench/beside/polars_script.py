"""A script in Polars: frames of whole numbers, read by SQL; the fifty are expressions of one `select`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

from bench.beside.questions import ASSISTED, INDEX, PERCENT, SET, Raw, opened


def made(question: str, store: Path) -> Callable[[], Raw]:
    """Frames are read once; asking joins and counts."""
    connection = opened(store)
    after = pl.read_database(INDEX.format(year=2023), connection)
    if question == "set":
        every = [one(n).alias(f"i{n}") for n in range(SET)]
        return lambda: list(after.select(*every, pl.len()).row(0))
    before = pl.read_database(INDEX.format(year=2022), connection)
    assisted = pl.read_database(ASSISTED, connection)
    return lambda: _spm(assisted, before, after)


def _spm(assisted: Any, before: Any, after: Any) -> Raw:
    both = assisted.join(after, on="key_daerah").join(before, on="key_daerah", suffix="_before")
    now, then = (pl.col(f"penerima{of}") * 8 + pl.col(f"mutu{of}") * 2 for of in ("", "_before"))
    return list(both.select((now > then).sum(), pl.len()).row(0))


def one(n: int) -> pl.Expr:
    """One indicator of the set."""
    served, quality = pl.col("penerima"), pl.col("mutu")
    match n % 5:
        case 0:
            return (served > n * PERCENT).sum()
        case 1:
            return ((quality >= n * PERCENT) & (served >= (100 - n) * PERCENT)).sum()
        case 2:
            return (served * 4 + quality + 5 * n * PERCENT).sum()
        case 3:
            return quality.filter(served < (n + 20) * PERCENT).sum()
        case _:
            return (served - n * PERCENT).max()
