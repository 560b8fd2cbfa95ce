"""Parquet as programs write it: each type of a column is read rightly, or refused with file, column and mend; so is damage."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from cli_workspace import Workspace, workspace_in

SPEC = """\
dimensi daerah "Daerah" kunci kode
  atribut nama teks

sumber s per tahun, daerah daftar
  kolom n angka -1000..1000 digit 3
  kolom p persen 0%..100% boleh kosong
  kolom t tanggal boleh kosong
  kolom k ya/tidak boleh kosong
  kolom c pilihan merah, biru boleh kosong
  kolom x teks boleh kosong
  kolom l durasi jam 0..100 boleh kosong

indikator i per daerah
  satuan angka -1000..1000 bulatkan 3
  arah naik
  rumus s.n
"""
FIGURES = [Decimal("1.5"), Decimal("2.125")]
READ: dict[str, tuple[str, pa.Array, list[str]]] = {
    "dictionary key": ("daerah", pa.array(["a", "b"]).dictionary_encode(), ["1", "2"]),
    "large string key": ("daerah", pa.array(["a", "b"], pa.large_string()), ["1", "2"]),
    "dictionary of whole numbers": ("n", pa.array([1, 2]).dictionary_encode(), ["1", "2"]),
    "decimal": ("n", pa.array(FIGURES, pa.decimal128(9, 3)), ["1.5", "2.125"]),
    "wide decimal": ("n", pa.array(FIGURES, pa.decimal128(38, 9)), ["1.5", "2.125"]),
    "unsigned": ("n", pa.array([1, 2], pa.uint64()), ["1", "2"]),
    "date": ("t", pa.array([date(2025, 1, 1), None], pa.date32()), ["1", "2"]),
    "date in milliseconds": ("t", pa.array([date(2025, 1, 1), None], pa.date64()), ["1", "2"]),
    "dictionary choice": ("c", pa.array(["merah", None]).dictionary_encode(), ["1", "2"]),
    "dictionary text": ("x", pa.array(["q", None]).dictionary_encode(), ["1", "2"]),
    "truth": ("k", pa.array([True, None]), ["1", "2"]),
    "nothing, of a percentage": ("p", pa.nulls(2), ["1", "2"]),
    "nothing, of a date": ("t", pa.nulls(2), ["1", "2"]),
    "nothing, of a truth": ("k", pa.nulls(2), ["1", "2"]),
    "nothing, of a choice": ("c", pa.nulls(2), ["1", "2"]),
    "nothing, of a text": ("x", pa.nulls(2), ["1", "2"]),
    "periods as dates": ("tahun", pa.array([date(2025, 1, 1), date(2025, 12, 31)]), ["1", "2"]),
    "periods in a dictionary": ("tahun", pa.array(["2025", "2025"]).dictionary_encode(), ["1", "2"]),
}
REFUSED: dict[str, tuple[str, pa.Array, str]] = {
    "bytes": ("daerah", pa.array([b"a", b"b"], pa.binary()), "store it as text"),
    "double": ("n", pa.array([1.5, 2.0]), "store it as DECIMAL"),
    "half": ("n", pa.array([1.5, 2.0], pa.float32()).cast(pa.float16()), "store it as DECIMAL"),
    "decimal of 50 digits": ("n", pa.array(FIGURES, pa.decimal256(50, 3)), "store it as DECIMAL"),
    "timestamp": ("t", pa.array([datetime(2025, 1, 1), None], pa.timestamp("us")), "store it as DATE"),
    "timestamp of a zone": (
        "t",
        pa.array([datetime(2025, 1, 1), None], pa.timestamp("ns", "Asia/Jakarta")),
        "store it as DATE",
    ),
    "time": ("l", pa.array([time(1, 30), None], pa.time64("us")), "store it as a number of the column's unit"),
    "list": ("x", pa.array([["a"], None]), "store it as text"),
    "list of numbers": ("n", pa.array([[1], [2]]), "store it as DECIMAL"),
    "structure": ("n", pa.array([{"a": 1}, {"a": 2}]), "store it as DECIMAL"),
    "map": ("x", pa.array([[("a", 1)], None], pa.map_(pa.string(), pa.int32())), "store it as text"),
    "nothing, of what must be there": ("n", pa.nulls(2), "empty"),
    "period as a timestamp": (
        "tahun",
        pa.array([datetime(2025, 1, 1)] * 2, pa.timestamp("ms")),
        "a year as whole number",
    ),
    "period as a double": ("tahun", pa.array([2025.0, 2025.0]), "whole numbers"),
    "a letter that is none": ("daerah", pa.array(["a\0", "b"]), "not a member"),
}


DURATION = "store it as a number of the column's unit (DECIMAL or whole), or text like 1:30:00"
STORE = {"n": "store it as DECIMAL", "p": "store it as DECIMAL", "l": DURATION, "x": "store it as text", "c": "store it as text",
         "k": "store it as BOOLEAN", "t": "store it as DATE", "daerah": "store it as text", "tahun": "a year as whole number"}  # fmt: skip


class Unheard(pa.ExtensionType):
    """A type that whoever reads the file has never heard of: its name stands in the schema alone."""

    def __init__(self) -> None:
        super().__init__(pa.int64(), "kantor.bulan")

    def __arrow_ext_serialize__(self) -> bytes:
        return b""

    @classmethod
    def __arrow_ext_deserialize__(cls, storage: pa.DataType, serialized: bytes) -> Unheard:
        return cls()


def _stored_as(kind: pa.DataType, values: list[object]) -> pa.Array:
    return pa.ExtensionArray.from_storage(kind, pa.array(values, kind.storage_type))


ARROW_ALONE: dict[str, pa.Array] = {
    **{f"duration[{part}]": pa.array([60, 120], pa.duration(part)) for part in ("s", "ms", "us", "ns")},
    "dictionary of durations": pa.array([60, 120], pa.duration("s")).dictionary_encode(),
    "extension<arrow.bool8>": _stored_as(pa.bool8(), [1, 0]),
    "extension<arrow.opaque": _stored_as(pa.opaque(pa.int64(), "t", "v"), [1, 2]),
    "extension<arrow.json>": _stored_as(pa.json_(pa.string()), ["1", "2"]),
    "extension<arrow.uuid>": _stored_as(pa.uuid(), [b"a" * 16, b"b" * 16]),
    "kantor.bulan": _stored_as(Unheard(), [2025, 2025]),
}


@pytest.fixture
def workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Workspace:
    made = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="en")
    made.write("indicator_specs/akip.iku", SPEC)
    made.write("d.csv", "kode,nama\na,A\nb,B\n")
    made.write("iku.toml", '[files]\ns = "s.parquet"\ndaerah = "d.csv"\n')
    return made


def _write(workspace: Workspace, name: str, column: pa.Array) -> None:
    columns = {
        "tahun": pa.array([2025, 2025], pa.int16()),
        "daerah": pa.array(["a", "b"]),
        "n": pa.array([1, 2], pa.int32()),
    }
    pq.write_table(pa.table({**columns, name: column}), workspace.folder / "s.parquet")


@pytest.mark.few(
    "dictionary key",
    "large string key",
    "wide decimal",
    "date",
    "dictionary choice",
    "truth",
    "nothing, of a date",
    "periods in a dictionary",
)
@pytest.mark.parametrize("case", READ.values(), ids=READ)
def test_what_is_read(workspace: Workspace, case: tuple[str, pa.Array, list[str]]):
    name, column, expected = case
    _write(workspace, name, column)
    said = workspace("eval", "i", "--period", "2025", "--json")
    assert said.status == 0, said
    assert [one["exact"] for one in said.document["results"]] == [str(Fraction(text)) for text in expected]


@pytest.mark.few(
    "bytes", "double", "decimal of 50 digits", "timestamp of a zone", "list", "structure", "a letter that is none"
)
@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_what_is_refused(workspace: Workspace, case: tuple[str, pa.Array, str]):
    name, column, mend = case
    _write(workspace, name, column)
    said = workspace("eval", "i", "--period", "2025")
    assert said.status == 1 and "s.parquet" in said.err and name in said.err and mend in said.err, said


@pytest.mark.few("duration[s]-n", "dictionary of durations-c", "extension<arrow.uuid>-tahun")
@pytest.mark.parametrize("name", STORE)
@pytest.mark.parametrize("kind", ARROW_ALONE)
def test_a_type_that_stands_in_the_arrow_schema_alone_is_refused(workspace: Workspace, kind: str, name: str):
    """Parquet has whole numbers there: seconds were read as minutes, and months since 1970 as a year."""
    _write(workspace, name, ARROW_ALONE[kind])
    said = workspace("eval", "i", "--period", "2025")
    told = kind.replace("dictionary of durations", "duration[s]")
    assert said.status == 1 and f"column {name} is" in said.err and told in said.err and STORE[name] in said.err, said


def test_a_schema_of_arrow_that_is_none_is_refused(workspace: Workspace):
    for value, status in ((b"AAAA", 1), (b"no letters of base 64!", 1), (b"", 1)):
        plain = {"tahun": [2025], "daerah": ["a"], "n": [1]}
        with pq.ParquetWriter(
            workspace.folder / "s.parquet", pa.schema(pa.table(plain).schema), store_schema=False
        ) as file:
            file.write_table(pa.table(plain))
            file.add_key_value_metadata({"ARROW:schema": value})
        said = workspace("eval", "i", "--period", "2025", "--no-trace")
        assert said.status == status and "s.parquet is not a whole Parquet file" in said.err, said


def test_a_damaged_file_is_named_with_its_mend(workspace: Workspace):
    """Wherever it is damaged: in its foot, in a page, in what it says of its own rows."""
    count = 2_000
    workspace.write("d.csv", "kode,nama\n" + "".join(f"k{n},N\n" for n in range(count)))
    figures = pa.array([Decimal(n % 1000) / 8 for n in range(count)], pa.decimal128(9, 3))
    columns = {"tahun": pa.array([2025] * count, pa.int16()), "daerah": [f"k{n}" for n in range(count)], "n": figures}
    path, told = workspace.folder / "s.parquet", 0
    pq.write_table(pa.table({**columns, "x": [f"teks {n * 7919}" for n in range(count)]}), path, row_group_size=500)
    good, random = path.read_bytes(), Random(1)
    cuts = [good[: len(good) // 2], good[:4], b"PAR1", good[:-4]]
    for number in range(8):
        made = bytearray(good)
        for _ in range(random.choice((1, 3, 30))):
            made[random.randrange(4, len(made) * 9 // 10)] = random.randrange(256)
        path.write_bytes(cuts[number] if number < len(cuts) else bytes(made))
        said = workspace("eval", "i", "--period", "2025", "--no-trace")
        if "error:" in said.err:  # else what is there can be read, and nothing tells that it was otherwise
            whole = "is not a whole Parquet file" in said.err and "write it again" in said.err
            assert "s.parquet" in said.err and (whole or "cannot be used" in said.err), said
            told += whole
    assert told > len(cuts)
