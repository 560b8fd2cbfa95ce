"""Spark gives what the store gives, in this process and on a server: to the last digit, with states, bounds and who is listed."""

from __future__ import annotations

import csv
import importlib.util
import io
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from cli_workspace import Workspace, workspace_in
from demonstration import FEWER, demonstration
from demonstration import YEARS as SHOWN
from hypothesis import given, settings
from spark_server import LOCAL, free_port
from test_cli_bound import TOML, espm, lke
from test_duckdb import LARGE, SPEC
from test_sql_equals_rows import NAMES, PROGRAM, YEARS, facts, outcomes
from worlds import World, world

from iku_cli.documents.evaluation import evaluation_document
from iku_engine.engines.opening import opened
from iku_engine.errors import StoreError
from iku_engine.evaluating.evaluate import evaluate

if importlib.util.find_spec("pyspark") is not None:
    from iku_engine.engines import spark as spark_session
    from iku_engine.engines.spark import Spark

SPARK = ("--engine", "spark")
PLACES = [pytest.param(LOCAL, id="in this process"), pytest.param("", id="on a server")]
pytestmark = [pytest.mark.needs_java, pytest.mark.usefixtures("spark_server")]


def compare(given_facts: dict[str, str], names: Sequence[str], years: Sequence[int], engine: str) -> None:
    with world(PROGRAM, given_facts) as made:
        wanted = outcomes(made, names, years)
        for place, results in outcomes(made, names, years, engine).items():
            assert results == wanted[place], (place, PROGRAM.indicators[place[0]][0].formula.text)


# Each statement costs Spark a quarter of a second: one set of facts, and not the first that is drawn, where every cell is empty.
TOLD = facts().filter(lambda drawn: f"s@{YEARS[-1]}" in drawn and "12.5%" in drawn[f"s@{YEARS[-1]}"])


@pytest.mark.few("on a server")
@pytest.mark.parametrize("place", PLACES)
@settings(max_examples=1, deadline=None)
@given(TOLD, NAMES)
def test_spark_gives_what_the_store_gives(
    spark_server: str, place: str, given_facts: dict[str, str], names: list[str]
) -> None:
    compare(given_facts, names[: 2 if place else 1], YEARS[-1:], place or spark_server)


@pytest.mark.soak
@pytest.mark.parametrize("place", PLACES)
@settings(max_examples=2, deadline=None)
@given(facts())
def test_spark_gives_what_the_store_gives_for_everything(
    spark_server: str, place: str, given_facts: dict[str, str]
) -> None:
    compare(given_facts, list(PROGRAM.indicators), YEARS[-1:], place or spark_server)


@pytest.mark.few("some")
@pytest.mark.parametrize(
    "names",
    [pytest.param(("nilai_akip", "perjanjian_diimplementasikan", "mutu_spm"), id="some"), pytest.param((), id="all")],
)
def test_the_demonstration_is_the_same_to_the_last_letter(names: tuple[str, ...]) -> None:
    with demonstration(FEWER) as (store, program):
        both = [
            evaluate(store, program, specs="", indicators=names, periods=SHOWN[-1:], engine=engine)
            for engine in ("", LOCAL)
        ]
    assert both[0] == both[1]
    assert evaluation_document(both[0], "id") == evaluation_document(both[1], "id")


@pytest.mark.few("on a server")
@pytest.mark.parametrize("place", PLACES)
def test_a_sum_beyond_64_bits_is_exact_and_one_that_is_not_taken_apart_an_error(spark_server: str, place: str) -> None:
    with world(SPEC) as made:
        made.load("s", LARGE)
        found = evaluate(made.store, made.program, specs="", periods=[made.period(2025)], engine=place or spark_server)
        assert found.results[0].value == 2**64
        x = made.store.schema.relations["s"].table.c.x
        for number in (sa.cast(sa.func.sum(x), sa.BigInteger()), sa.func.max(x * 2)):
            assert "overflow" in refused(made, place or spark_server, sa.select(number)).lower()


@pytest.mark.parametrize("number", ["0.5D", "CAST(1 AS DECIMAL(38, 0))", "true", "1 / 2"])
def test_what_is_no_whole_number_is_refused(number: str) -> None:
    with world(SPEC) as made:
        assert refused(made, LOCAL, sa.select(sa.literal_column(number))).endswith("!= int, str")


def refused(made: World, engine: str, query: sa.Select[Any]) -> str:
    """Why an engine gives nothing."""
    with made.store.reading() as connection, opened(engine, connection) as asked, pytest.raises(StoreError) as error:
        asked.rows(query)
    said = dict(error.value.text.arguments)
    assert (error.value.text.key, said["name"]) == ("engine-failed", "spark")
    return str(said["detail"])


KEYS = ["it's", 'a "b"', "back\\slash", "`tick`", ":name", "%s", "b", "B", "Ä", "a", "😀", "\ue000", "?"]


@pytest.mark.parametrize("place", PLACES)
def test_texts_are_what_they_were_in_their_order_whatever_is_in_them(
    spark_server: str, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("iku_engine.engines.spark.PIECE", 2)
    monkeypatch.setattr("iku_engine.engines.copying.BATCH", 1)
    with world(SPEC) as made:
        made.load("s", made_csv([["tahun", "unit", "x"], *(["2025", key, str(n)] for n, key in enumerate(KEYS))]))
        table = made.store.schema.relations["s"].table
        query = sa.select(table.c.key_unit, table.c.x).order_by(table.c.key_unit)
        one = query.where(table.c.key_unit.in_([*KEYS[:5], "nobody"]), table.c.x // 2 < 2).limit(3)
        with made.store.reading() as connection, opened(place or spark_server, connection) as asked:
            for wanted in (query, one):
                store = [tuple(row) for row in connection.execute(wanted)]
                assert [tuple(row) for row in asked.rows(wanted)] == store
                assert isinstance(asked, Spark)
                assert [tuple(row) for row in asked.session.sql(asked.text(wanted)).collect()] == store
    assert len(store) == 3


def made_csv(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def test_copies_are_gone_when_the_evaluation_ends() -> None:
    with world(SPEC) as made:
        made.load("s", LARGE)
        with made.store.reading() as connection, opened(LOCAL, connection) as asked:
            assert isinstance(asked, Spark)
            asked.rows(sa.select(made.store.schema.relations["s"].table))
            folder, session = Path(asked.files.name), asked.session
            assert list(folder.iterdir())
            assert session.catalog.listTables()
        assert not folder.exists()
        assert not session.catalog.listTables()


def test_a_spark_that_lets_numbers_overflow_is_not_asked() -> None:
    session = spark_session.opened(LOCAL)
    assert spark_session.exact(session) is session
    session.conf.set(spark_session.ANSI, "false")
    with pytest.raises(StoreError) as error:
        spark_session.exact(session)
    assert error.value.text.key == "engine-inexact"


def test_a_server_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark_session, "RETRIES", 1)
    port = free_port()
    with pytest.raises(StoreError) as error:
        spark_session.opened(f"sc://127.0.0.1:{port}")
    assert error.value.text.key == "engine-failed"
    assert str(port) in str(dict(error.value.text.arguments)["detail"])


def test_a_java_that_does_not_start_is_told(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    Workspace(tmp_path, capfd)
    run = [sys.executable, "-c", "from iku_cli.main import run; run()"]
    environment = os.environ | {"JAVA_HOME": str(tmp_path), "IKU_LANG": "en", "PYTHONWARNINGS": "ignore"}

    def said(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*run, *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )

    assert said("import", "fakta/lke.csv").returncode == 0
    failed = said("eval", "akip", "--period", "2025", *SPARK)
    assert (failed.returncode, failed.stdout) == (3, "")
    (told,) = failed.stderr.splitlines()
    assert "engine spark: " in told
    assert str(tmp_path) in told


@pytest.mark.soak
def test_a_master_that_is_none_is_told(tmp_path: Path) -> None:
    code = """
from iku_engine.engines import spark as spark_session
try:
    spark_session.opened("local[x]")
except spark_session.StoreError as error:
    print(error.text)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "Could not parse Master URL: 'local[x]'" in done.stdout


@pytest.mark.few("in this process")
@pytest.mark.parametrize("place", PLACES)
def test_the_command_asks_the_spark_of_its_settings(
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    spark_server: str,
    place: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("IKU_LANG", "id")
    monkeypatch.setenv("IKU_SPARK", place or spark_server)
    workspace = Workspace(tmp_path, capfd)
    for name in ("daerah", "espm", "lke"):
        assert workspace("import", f"fakta/{name}.csv").status == 0
    wanted, found = (workspace("trace", "akip", "--period", "2025", "--json", *more) for more in ((), SPARK))
    assert (found.status, found.out, found.err) == (0, wanted.out, "")


@pytest.mark.few("in this process")
@pytest.mark.parametrize("place", PLACES)
def test_files_that_nobody_imported_are_asked_as_duckdb_asks_them(
    spark_server: str, place: str, tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DuckDB reads and checks them; traces lead to file and row, and a row that is wrong is refused as ever."""
    made = workspace_in(tmp_path, capsys, monkeypatch)
    made.write("iku.toml", TOML)
    (tmp_path / "data").mkdir()
    lke(tmp_path)
    espm(tmp_path)
    asked = ("eval", "--period", "2025", "--depth", "all", "--json")
    wanted = made(*asked).document
    said = made(*asked, "--engine", place or spark_server)
    assert said.status == 0, said.err
    found = said.document
    assert found["results"] == wanted["results"]
    assert "data/lke.parquet" in str(found["results"])
    (tmp_path / "fakta" / "daerah.csv").write_text("kode,nama\n11.01,A\n", encoding="utf-8")
    refused = made(*asked, "--engine", place or spark_server)
    assert refused.status != 0
    assert "espm" in refused.err
