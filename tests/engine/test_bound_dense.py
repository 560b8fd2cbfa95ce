"""A bound Parquet file of equal rows packs to nothing: one that has far more rows than bytes is refused by what it says of itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from worlds import at, world

from iku_dsl.budgets import BUDGETS
from iku_engine.binding import find
from iku_engine.bound import Binding
from iku_engine.bound.parquet import rows_of
from iku_engine.errors import RefusedFacts, RefusedFile
from iku_engine.evaluating.evaluate import evaluate

SPEC = """
dimensi unit kunci kode

sumber s per tahun, unit daftar
  kolom n angka 0..

indikator x
  satuan angka
  arah naik
  rumus jumlah s.n
"""
MOST = 20_000  # rows that are allowed in these tests, however dense they are


@pytest.fixture(autouse=True)
def lower(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(BUDGETS, "parquet-rows", replace(BUDGETS["parquet-rows"], most=MOST))


def equal(path: Path, rows: int) -> Path:
    """A file of equal rows, as small as it can be."""
    key = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int8()), ["a"])
    pq.write_table(_table(key, rows), path, compression="zstd", row_group_size=rows // 2)
    return path


def plain(path: Path, rows: int, **how: object) -> Path:
    """A file of facts of different members."""
    pq.write_table(_table(pa.array([f"{n:07d}" for n in range(rows)]), rows), path, **how)
    return path


def _table(key: pa.Array, rows: int) -> pa.Table:
    same = pa.array([2024] * rows, pa.int16())
    return pa.table({"tahun": same, "unit": key, "n": same})


def told(*paths: Path) -> dict[str, object]:
    """What is said of files that are refused for how dense they are; nothing of others, whatever else is wrong with them."""
    with world(SPEC) as made:
        try:
            evaluate(
                made.store,
                made.program,
                specs="",
                periods=[at("2024")],
                bound=[find(Binding("s", tuple(map(str, paths))))],
            )
        except RefusedFacts:
            return {}
        except RefusedFile as error:
            return {"key": error.text.key, **dict(error.text.arguments)}
    return {}


def test_more_rows_than_bytes_are_refused_before_any_row_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = equal(tmp_path / "s.parquet", 200_000)
    assert file.stat().st_size * 10 < 200_000
    asked: list[str] = []
    monkeypatch.setattr("iku_engine.bound.bind._bind", lambda *_: asked.append("rows"))
    assert told(file) == {"key": "bound-dense", "file": str(file), "rows": 200_000, "bytes": file.stat().st_size}
    assert asked == []


@pytest.mark.parametrize("order", [sorted, lambda paths: sorted(paths, reverse=True)])
def test_each_file_of_a_pattern_is_looked_at(tmp_path: Path, order: Callable[[list[Path]], list[Path]]) -> None:
    """A large file beside it makes a dense one no better."""
    dense = equal(tmp_path / "b.parquet", 200_000)
    large = plain(tmp_path / "a.parquet", 30_000, compression="none", use_dictionary=False)
    assert told(large) == {}
    assert told(*order([dense, large]))["file"] == str(dense)


def test_many_small_files_are_as_dense_as_a_large_one(tmp_path: Path) -> None:
    files = [equal(tmp_path / f"{n}.parquet", MOST) for n in range(12)]
    assert told(files[0]) == {}
    assert told(*files) != {}


def test_facts_of_different_members_are_taken_in_any_form(tmp_path: Path) -> None:
    for how in ({}, {"compression": "zstd"}, {"compression": "none", "use_dictionary": False}):
        assert told(plain(tmp_path / "s.parquet", 30_000, **how)) == {}


def test_what_is_said_to_do_helps(tmp_path: Path) -> None:
    """Equal rows, written again as the message says: what is wrong with them is then told."""
    same = pa.array([2024] * 30_000, pa.int16())
    table = pa.table({"tahun": same, "unit": pa.array(["a"] * 30_000), "n": same})
    pq.write_table(table, tmp_path / "s.parquet", compression="none", use_dictionary=False)
    assert told(tmp_path / "s.parquet") == {}


def test_the_rows_of_all_groups_are_counted(tmp_path: Path) -> None:
    with duckdb.connect() as database:
        assert rows_of(database, str(equal(tmp_path / "s.parquet", 9_001))) == 9_001
        assert rows_of(database, str(plain(tmp_path / "s.parquet", 0))) == 0
        (tmp_path / "s.parquet").write_bytes(b"PAR1 and nothing")
        with pytest.raises(RefusedFile):
            rows_of(database, str(tmp_path / "s.parquet"))
