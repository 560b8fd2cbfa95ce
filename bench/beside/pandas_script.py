"""A script in pandas: frames of whole numbers, read by SQL."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from bench.beside.questions import ASSISTED, INDEX, PERCENT, SET, Raw, opened


def made(question: str, store: Path) -> Callable[[], Raw]:
    """Frames are read once; asking joins and counts."""
    connection = opened(store)

    def read(sql: str) -> Any:
        return pd.read_sql_query(sql, connection)

    after = read(INDEX.format(year=2023))
    if question == "set":
        return lambda: [one(after, n) for n in range(SET)] + [len(after)]
    before, assisted = read(INDEX.format(year=2022)), read(ASSISTED)
    return lambda: _spm(assisted, before, after)


def _spm(assisted: Any, before: Any, after: Any) -> Raw:
    both = assisted.merge(after, on="key_daerah").merge(before, on="key_daerah", suffixes=("", "_before"))
    rose = both["penerima"] * 8 + both["mutu"] * 2 > both["penerima_before"] * 8 + both["mutu_before"] * 2
    return [int(rose.sum()), len(both)]


def one(facts: Any, n: int) -> int:
    """One indicator of the set."""
    served, quality = facts["penerima"], facts["mutu"]
    match n % 5:
        case 0:
            return int((served > n * PERCENT).sum())
        case 1:
            return int(((quality >= n * PERCENT) & (served >= (100 - n) * PERCENT)).sum())
        case 2:
            return int((served * 4 + quality + 5 * n * PERCENT).sum())
        case 3:
            return int(quality[served < (n + 20) * PERCENT].sum())
        case _:
            return int((served - n * PERCENT).max())
