"""Texts of a bound Parquet file pack to nothing: those that are far longer, or come far more often, than a table's are refused."""

from __future__ import annotations

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
from iku_engine.bound.parquet import broken
from iku_engine.errors import RefusedFacts, RefusedFile
from iku_engine.evaluating.evaluate import evaluate

SPEC = """
dimensi unit kunci kode

dimensi wilayah kunci kode
  atribut induk wilayah boleh kosong

sumber s per tahun, unit daftar
  kolom n angka 0..
  kolom ket teks boleh kosong

indikator x
  satuan angka
  arah naik
  rumus jumlah s.n
"""
LONG = 3_000_000
MOST = {"parquet-unpacked": 2_000_000, "parquet-letters": 1_000_000}


@pytest.fixture(autouse=True)
def lower(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, most in MOST.items():
        monkeypatch.setitem(BUDGETS, name, replace(BUDGETS[name], most=most))


def facts(path: Path, texts: pa.Array, **how: object) -> Path:
    """A file of facts of different members, each with a text."""
    rows = len(texts)
    units = [f"{path.stem}{n:06d}" for n in range(rows)]
    same = pa.array([2024] * rows, pa.int16())
    pq.write_table(pa.table({"tahun": same, "unit": units, "n": same, "ket": texts}), path, compression="zstd", **how)
    return path


def repeated(text: str, rows: int) -> pa.Array:
    """A text that a file has once, and each of its rows."""
    return pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int8()), [text])


def lying(path: Path) -> Path:
    """The same file, which says of itself that it unpacks to nearly nothing."""
    whole, told = path.read_bytes(), pq.read_metadata(path)
    start = len(whole) - 8 - int.from_bytes(whole[-8:-4], "little")
    footer = whole[start:]
    for group in map(told.row_group, range(told.num_row_groups)):
        for size in (
            group.total_byte_size,
            *(group.column(n).total_uncompressed_size for n in range(told.num_columns)),
        ):
            number = _number(size)
            footer = footer.replace(number, _number(40, len(number))) if size > LONG else footer
    path.write_bytes(whole[:start] + footer)
    group = pq.read_metadata(path).row_group(0)
    assert max(group.column(n).total_uncompressed_size for n in range(told.num_columns)) < LONG
    return path


def _number(value: int, length: int = 1) -> bytes:
    """A number as Parquet's metadata has it, in so many bytes at least."""
    value, found = value * 2, b""
    while value >= 128 or len(found) < length - 1:
        found, value = found + bytes([value % 128 + 128]), value // 128
    return found + bytes([value])


def told(*paths: Path, relation: str = "s") -> dict[str, object]:
    """What is said of files that are refused as such; nothing of others, whatever their rows have wrong."""
    with world(SPEC) as made:
        bound = [find(Binding(relation, tuple(map(str, paths))))]
        try:
            evaluate(made.store, made.program, specs="", periods=[at("2024")], bound=bound)
        except RefusedFacts:
            return {}
        except RefusedFile as error:
            return {"key": error.text.key, **dict(error.text.arguments)}
    return {}


def test_a_long_text_is_refused_by_what_the_file_says_of_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = facts(tmp_path / "s.parquet", pa.array(["A" * LONG]))
    asked: list[str] = []
    monkeypatch.setattr("iku_engine.bound.bind.keys_ahead", lambda *_: asked.append("rows"))
    found = told(file)
    assert (found["key"], found["bytes"]) == ("bound-unpacked", file.stat().st_size)
    assert asked == []


def test_files_are_unpacked_together(tmp_path: Path) -> None:
    """Each alone is no table either, but small."""
    files = [facts(tmp_path / f"{n}.parquet", pa.array(["A" * 120_000] * 4), use_dictionary=False) for n in range(5)]
    assert told(files[0]) == {}
    assert told(*files)["key"] == "bound-unpacked"


def test_a_file_that_says_less_is_refused_by_its_texts(tmp_path: Path) -> None:
    file = lying(facts(tmp_path / "s.parquet", pa.array(["A" * LONG])))
    limit = BUDGETS["parquet-text"].most
    assert told(file) == {"key": "bound-text", "file": str(file), "column": "ket", "count": LONG, "limit": limit}


def test_one_whose_page_takes_too_much_memory_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("iku_engine.bound.parquet.LITTLE", "16MB")
    assert told(lying(facts(tmp_path / "s.parquet", pa.array(["A" * 20_000_000]))))["key"] == "bound-large"


def test_a_text_counts_as_often_as_a_row_has_it(tmp_path: Path) -> None:
    few, many = (facts(tmp_path / f"{n}.parquet", repeated("A" * 100_000, n)) for n in (9, 19))
    assert told(few) == {}
    assert told(many) == {
        "key": "bound-letters",
        "file": str(many),
        "letters": 19 * (100_000 + len("19000000")),
        "bytes": many.stat().st_size,
    }


def test_texts_of_files_of_the_same_columns_count_together(tmp_path: Path) -> None:
    files = [facts(tmp_path / f"{n}.parquet", repeated("A" * 100_000, 9)) for n in range(3)]
    assert told(*files)["key"] == "bound-letters"


def test_keys_that_others_point_to_are_not_read_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "wilayah.parquet"
    pq.write_table(pa.table({"kode": ["A" * LONG], "induk": [""]}), file, compression="zstd")
    monkeypatch.setattr("iku_engine.bound.bind.stripped", lambda _: pytest.fail("the keys are read"))
    assert told(lying(file), relation="wilayah")["key"] == "bound-text"


NESTED = {
    "list": pa.ListArray.from_arrays([0, LONG], pa.array([0] * LONG, pa.int8())),
    "list of a text": pa.ListArray.from_arrays([0, 100], repeated("A" * 30_000, 100)),
    "list of fractions": pa.array([[0.5]]),
    "structure": pa.array([{"a": "A"}]),
    "map": pa.array([[("a", "A")]], pa.map_(pa.string(), pa.string())),
    "extension": pa.ExtensionArray.from_storage(
        pa.fixed_shape_tensor(pa.int8(), [2, 3]), pa.array([[0] * 6], pa.list_(pa.int8(), 6))
    ),
}


@pytest.mark.parametrize("nested", NESTED.values(), ids=NESTED)
def test_a_column_of_lists_is_refused_by_its_type_before_it_is_read(
    nested: pa.Array, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a text a list of one number a million times, which is packed to nothing, took a gigabyte."""
    monkeypatch.setattr("iku_engine.bound.parquet._letters", lambda path: pytest.fail(f"{path} is read"))
    found = told(facts(tmp_path / "s.parquet", nested))
    assert (found["key"], found["column"]) == ("bound-type", "ket")
    file = tmp_path / "wilayah.parquet"
    pq.write_table(pa.table({"kode": nested, "induk": [""]}), file, compression="zstd")
    found = told(file, relation="wilayah")
    assert (found["key"], found["column"]) == ("bound-type", "kode")


@pytest.mark.parametrize(
    "how",
    [
        {"use_dictionary": False},
        pytest.param({}, marks=pytest.mark.soak),
        pytest.param({"row_group_size": 1_000}, marks=pytest.mark.soak),
    ],
)
def test_ordinary_texts_are_taken_in_any_form(tmp_path: Path, how: dict[str, object]) -> None:
    names = [f"Belanja barang dan jasa di satuan kerja nomor {n % 700}" for n in range(30_000)]
    assert told(facts(tmp_path / "s.parquet", pa.array(names), **how)) == {}


def test_where_memory_runs_out_no_file_is_called_broken(tmp_path: Path) -> None:
    file = str(facts(tmp_path / "s.parquet", pa.array(["a"])))
    assert broken([file], "none left", duckdb.OutOfMemoryException("none left")).text.key == "bound-large"
    assert broken([file], "odd", duckdb.InvalidInputException("odd")).text.key == "bound-broken"


def test_memory_that_runs_out_in_a_statement_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def runs_out(*_: object) -> None:
        raise duckdb.OutOfMemoryException("none left")

    monkeypatch.setattr("iku_engine.bound.bind.twice", runs_out)
    file = facts(tmp_path / "s.parquet", pa.array(["a"]))
    assert told(file) == {"key": "bound-large", "file": str(file), "detail": "none left"}
