"""DuckDB gives what the store gives: numbers to the last digit, states, bounds, categories, and who is listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from demonstration import FEWER, demonstration
from demonstration import YEARS as SHOWN
from hypothesis import given, settings
from test_sql_equals_rows import NAMES, PROGRAM, YEARS, facts, outcomes
from worlds import world

from iku_dsl.period import Period
from iku_engine.engines.base import whole
from iku_engine.engines.opening import opened
from iku_engine.engines.registry import NAMES as ENGINES
from iku_engine.errors import StoreError, WrongUse
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.importing.importing import import_file
from iku_engine.migrate.opening import open_store


def compare(given_facts: dict[str, str], names: Sequence[str], years: Sequence[int]) -> None:
    with world(PROGRAM, given_facts) as made:
        wanted = outcomes(made, names, years)
        for place, results in outcomes(made, names, years, "duckdb").items():
            assert results == wanted[place], (place, PROGRAM.indicators[place[0]][0].formula.text)


@settings(max_examples=2, deadline=None)
@given(facts(), NAMES)
def test_duckdb_gives_what_the_store_gives(given_facts: dict[str, str], names: list[str]) -> None:
    compare(given_facts, names, YEARS[-2:])


@pytest.mark.soak
@settings(max_examples=60, deadline=None)
@given(facts())
def test_duckdb_gives_what_the_store_gives_for_everything(given_facts: dict[str, str]) -> None:
    compare(given_facts, list(PROGRAM.indicators), YEARS[1:])


@pytest.mark.parametrize("years", [SHOWN[-1:], pytest.param(SHOWN, marks=pytest.mark.soak)], ids=["last", "all"])
def test_the_demonstration_is_the_same(years: Sequence[Period]) -> None:
    with demonstration(() if len(years) > 1 else FEWER) as (store, program):
        both = [evaluate(store, program, specs="", periods=years, engine=engine) for engine in ("", "duckdb")]
    assert both[0] == both[1]


SPEC = """
dimensi unit kunci kode
sumber s per tahun, unit daftar
  kolom x angka digit 0
indikator total
  satuan angka
  arah naik
  rumus jumlah s.x
"""
LARGE = "tahun,unit,x\n" + "".join(f"2025,u{n},{2**62}\n" for n in range(4))


def test_a_sum_beyond_64_bits_is_exact_on_both() -> None:
    with world(SPEC) as made:
        made.load("s", LARGE)
        for engine in ("", "duckdb"):
            found = evaluate(made.store, made.program, specs="", periods=[made.period(2025)], engine=engine)
            assert found.results[0].value == 2**64


def test_an_overflow_is_an_error_and_never_another_number() -> None:
    with world(SPEC) as made:
        made.load("s", LARGE)
        table = made.store.schema.relations["s"].table
        query = sa.select(sa.cast(sa.func.sum(table.c.x), sa.BigInteger()))
        with made.store.reading() as connection:
            for engine in ("", "duckdb"):
                with opened(engine, connection) as asked, pytest.raises((StoreError, sa.exc.DBAPIError)):
                    asked.rows(query)


@pytest.mark.parametrize("value", [1.0, True, "1", b"1"])
def test_what_is_no_whole_number_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        whole(value)


def test_facts_that_come_meanwhile_are_not_seen(tmp_path: Path) -> None:
    """DuckDB reads the file of the store on its own; it must see what the evaluation sees."""
    with world(SPEC) as made:
        program = made.program
    later = tmp_path / "s.csv"
    later.write_text("tahun,unit,x\n2025,u9,5\n", encoding="utf-8")
    first = tmp_path / "first.csv"
    first.write_text("tahun,unit,x\n2025,u1,1\n", encoding="utf-8")
    url = f"sqlite:///{tmp_path}/iku.db"
    with open_store(url, program) as store, open_store(url, program) as other:
        import_file(store, program, first, "s", user="test")
        before = evaluate(store, program, specs="", periods=[made.period(2025)], engine="duckdb")
        import_file(other, program, later, "s", user="test")
        then = evaluate(store, program, specs="", periods=[made.period(2025)], engine="duckdb", upto=before.seen)
        after = evaluate(store, program, specs="", periods=[made.period(2025)], engine="duckdb")
    assert [one.results[0].value for one in (before, then, after)] == [1, 1, 6]
    assert replace(then, facts=before.facts) == before


def test_an_engine_that_is_none_or_another_store_is_refused() -> None:
    with world(SPEC) as made, made.store.reading() as connection:
        refusals = (
            ("mysql", "engine-unknown"),
            ("postgresql", "engine-other-store"),
            ("duckdb:", "engine-unknown"),
            ("duckdb:much", "engine-memory"),
            ("duckdb:0GB", "engine-memory"),
            (f"duckdb:{10**20}GB", "engine-memory"),
        )
        for name, key in refusals:
            with pytest.raises(WrongUse) as refused, opened(name, connection):
                pass
            assert refused.value.text.key == key
    assert "duckdb" in ENGINES


def test_it_takes_no_more_memory_than_is_said() -> None:
    with world(PROGRAM) as made, made.store.reading() as connection:
        for name, limit in (("duckdb", "953.6 MiB"), ("duckdb:512MB", "488.2 MiB")):
            with opened(name, connection) as engine:
                assert engine.rows(sa.select(sa.func.current_setting("memory_limit"))) == [(limit,)]


def test_numbers_of_a_statement_are_of_64_bits() -> None:
    with world(PROGRAM) as made, made.store.reading() as connection, opened("duckdb", connection) as engine:
        product = sa.literal(100) * sa.literal(100_000_000)
        assert engine.rows(sa.select(product)) == [(10**10,)]
