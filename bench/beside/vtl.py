"""VTL 2.1 by vtlengine: data sets of integers in frames, one script; on pandas, which is its default, or on DuckDB."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import vtlengine

from bench.beside.questions import ASSISTED, INDEX, PERCENT, SET, Raw, opened

SPM = """
this_year := after [calc i := penerima * 8 + mutu * 2] [keep i];
last_year := before [calc j := penerima * 8 + mutu * 2] [keep j];
both := inner_join(assisted, this_year, last_year);
rose <- count(both [filter i > j]);
all_of <- count(both);
"""
KINDS: tuple[Callable[[int], str], ...] = (
    lambda n: f"count(after [filter penerima > {n * PERCENT}])",
    lambda n: f"count(after [filter mutu >= {n * PERCENT} and penerima >= {(100 - n) * PERCENT}])",
    lambda n: f"sum(after [calc x := penerima * 4 + mutu + {5 * n * PERCENT}] [keep x])",
    lambda n: f"sum(after [filter penerima < {(n + 20) * PERCENT}] [keep mutu])",
    lambda n: f"max(after [calc x := penerima - {n * PERCENT}] [keep x])",
)


def made(question: str, store: Path, duckdb: bool = False) -> Callable[[], Raw]:
    """Frames are read once; asking checks and runs the script, as vtlengine has no way to keep a checked one."""
    connection = opened(store)
    frames = {"after": pd.read_sql_query(INDEX.format(year=2023), connection)}
    script = "\n".join([f"i{n} <- {KINDS[n % 5](n)};" for n in range(SET)] + ["all_of <- count(after);"])
    names = [*(f"i{n}" for n in range(SET)), "all_of"]
    if question == "spm":
        frames |= {
            "before": pd.read_sql_query(INDEX.format(year=2022), connection),
            "assisted": pd.read_sql_query(ASSISTED, connection).assign(there=1),
        }
        script, names = SPM, ["rose", "all_of"]
    structures = {"datasets": [_structure(name, list(frame.columns[1:])) for name, frame in frames.items()]}

    def ask() -> Raw:
        found: dict[str, Any] = vtlengine.run(
            script=script, data_structures=structures, datapoints=dict(frames), use_duckdb=duckdb
        )
        return [found[name].data.iloc[0, 0] for name in names]

    return ask


def _structure(name: str, measures: list[str]) -> dict[str, object]:
    key = {"name": "key_daerah", "type": "String", "role": "Identifier", "nullable": False}
    columns = [{"name": one, "type": "Integer", "role": "Measure", "nullable": True} for one in measures]
    return {"name": name, "DataStructure": [key, *columns]}
