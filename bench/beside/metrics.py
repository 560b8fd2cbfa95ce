"""MetricFlow: a dbt project of models and metrics over DuckDB, which the facts are read into; one query for all metrics.

Its ratios and averages come back as floats, so metrics are counts, sums and ends, and the host divides. What is joined is a dbt model.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
from dbt.cli.main import dbtRunner
from dbt_metricflow.cli.cli_configuration import CLIConfiguration
from metricflow.engine.metricflow_engine import MetricFlowQueryRequest

from bench.beside.questions import ASSISTED, INDEX, PERCENT, SET, Raw, opened

DAYS = "SELECT CAST('2023-01-01' AS date) AS day_on"
FACTS = {
    "spm": "SELECT key_daerah, CAST('2023-01-01' AS date) AS day_on, "
    "b.penerima * 8 + b.mutu * 2 > a.penerima * 8 + a.mutu * 2 AS rose "
    "FROM assisted JOIN after b USING (key_daerah) JOIN before a USING (key_daerah)",
    "set": "SELECT *, CAST('2023-01-01' AS date) AS day_on FROM after",
}
KINDS: tuple[Callable[[int], tuple[str, str]], ...] = (
    lambda n: ("sum", f"CASE WHEN penerima > {n * PERCENT} THEN 1 ELSE 0 END"),
    lambda n: ("sum", f"CASE WHEN mutu >= {n * PERCENT} AND penerima >= {(100 - n) * PERCENT} THEN 1 ELSE 0 END"),
    lambda n: ("sum", f"penerima * 4 + mutu + {5 * n * PERCENT}"),
    lambda n: ("sum", f"CASE WHEN penerima < {(n + 20) * PERCENT} THEN mutu ELSE 0 END"),
    lambda n: ("max", f"penerima - {n * PERCENT}"),
)


def made(question: str, store: Path) -> Callable[[], Raw]:
    """The facts are loaded, the models made and the project parsed once; asking compiles the query and runs it."""
    folder = Path(tempfile.mkdtemp())
    connection = opened(store)
    tables = {"after": INDEX.format(year=2023), "before": INDEX.format(year=2022), "assisted": ASSISTED}
    with duckdb.connect(str(folder / "facts.duckdb")) as database:
        for name in tables if question == "spm" else ("after",):
            frame = pd.read_sql_query(tables[name], connection)
            database.register("frame", frame)
            database.execute(f"CREATE TABLE {name} AS SELECT * FROM frame")
            database.unregister("frame")
    measures = (
        {f"i{n}": KINDS[n % 5](n) for n in range(SET)} if question == "set" else {"rose": ("sum_boolean", "rose")}
    )
    measures["every"] = ("sum", "1")
    _project(folder, question, measures)
    where = ["--project-dir", str(folder), "--profiles-dir", str(folder)]
    assert dbtRunner().invoke(["run", "--quiet", *where]).success
    configuration = CLIConfiguration()
    configuration.setup(dbt_profiles_path=folder, dbt_project_path=folder, configure_file_logging=False)
    request = MetricFlowQueryRequest.create(metric_names=list(measures))

    def ask() -> Raw:
        found: Any = configuration.mf.query(request).result_df
        row = dict(zip(found.column_names, found.rows[0], strict=True))
        return [row[name] for name in measures]

    return ask


def _project(folder: Path, question: str, measures: dict[str, tuple[str, str]]) -> None:
    """A dbt project; JSON is YAML."""
    model = {
        "name": "facts",
        "model": "ref('facts')",
        "defaults": {"agg_time_dimension": "day_on"},
        "entities": [{"name": "region", "type": "primary", "expr": "key_daerah"}],
        "dimensions": [{"name": "day_on", "type": "time", "type_params": {"time_granularity": "day"}}],
        "measures": [{"name": f"m_{name}", "agg": how, "expr": what} for name, (how, what) in measures.items()],
    }
    days = {
        "name": "days",
        "time_spine": {"standard_granularity_column": "day_on"},
        "columns": [{"name": "day_on", "granularity": "day"}],
    }
    metrics = [
        {"name": name, "label": name, "type": "simple", "type_params": {"measure": f"m_{name}"}} for name in measures
    ]
    target = {"type": "duckdb", "path": str(folder / "facts.duckdb"), "threads": 1}
    texts = {
        "dbt_project.yml": json.dumps(
            {"name": "bench", "version": "1.0", "profile": "bench", "model-paths": ["models"]}
        ),
        "profiles.yml": json.dumps({"bench": {"target": "dev", "outputs": {"dev": target}}}),
        "models/models.yml": json.dumps({"models": [days], "semantic_models": [model], "metrics": metrics}),
        "models/days.sql": DAYS,
        "models/facts.sql": FACTS[question],
    }
    (folder / "models").mkdir()
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
