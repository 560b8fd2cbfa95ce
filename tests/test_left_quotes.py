"""A quote that is left over in a text file: the rows that it would swallow are never lost without a word."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from test_ledger import Ministry

from iku_engine.errors import RefusedFile
from iku_engine.reading.delimited import swallowed

SPEC = """
dimensi daerah kunci kode

sumber espm per tahun, daerah daftar
  kolom ket teks boleh kosong
  kolom jumlah bilangan 0..

indikator semua
  satuan bilangan 0..
  arah naik
  rumus jumlah espm.jumlah
"""
HEADER = ["tahun", "daerah", "ket", "jumlah"]
ROWS = [["2024", "A", "baik", "1"], ["2024", "B", "lihat", "2"], ["2024", "C", "", "3"], ["2024", "D", "cukup", "4"]]


def file_of(rows: list[list[str]], delimiter: str = ",") -> str:
    return "".join(delimiter.join(row) + "\n" for row in [HEADER, *rows])


def test_no_quote_that_is_left_over_loses_rows_in_silence(tmp_path: Path) -> None:
    """Wherever one opens and another closes, and in whatever order the columns are."""
    ministry = Ministry(tmp_path, spec=SPEC, members="")
    refused = 0
    for first, last, opens, closes in product(range(3), range(1, 4), range(4), range(4)):
        if first >= last:
            continue
        rows = [list(row) for row in ROWS]
        rows[first][opens] = '"' + rows[first][opens]
        rows[last][closes] += '"'
        try:
            report = ministry.load("espm", file_of(rows))
        except RefusedFile:
            refused += 1
            continue
        assert report.rows == len(ROWS), (first, last, opens, closes)
    assert refused == 6 * 16


def test_the_message_names_the_cell_its_lines_and_the_mend(tmp_path: Path) -> None:
    ministry = Ministry(tmp_path, spec=SPEC, members="")
    text = file_of([["2024", "A", '"lihat', "1"], ROWS[1], ["2024", "C", 'ok"', "3"]])
    with pytest.raises(RefusedFile) as refused:
        ministry.load("espm", text)
    said = dict(refused.value.text.arguments)
    assert (refused.value.text.key, said["row"], said["last"], said["column"], said["count"]) == (
        "file-quote-left",
        2,
        4,
        "ket",
        3,
    )


@pytest.mark.parametrize(
    ("cells", "place"),
    [
        (["A", "Aceh", "lihat\nB,Bali,baik\nC,Cirebon,ok"], 2),
        (["A\nB", "Bali", "baik"], None),
        (["A,Aceh,x\nB", "Bali", "baik"], 0),
        (["2024", "A", "lihat,1\r\n\r\n2024,B,ok", "3"], 2),
    ],
)
def test_rows_without_numbers_and_in_key_columns_are_seen(cells: list[str], place: int | None) -> None:
    found = swallowed(cells, ",", len(cells))
    assert (found and found[0]) == place


@pytest.mark.parametrize(
    "ket",
    [
        "satu\ndua",
        "satu, dua\ntiga, empat, lima\nenam",
        "lihat:\nA, B, C dan D\n",
        "\n\n",
        "rapat 3 Mei\nhadir: 20, 30, 40\nselesai",
        "12,5\n13,5",
    ],
)
@pytest.mark.parametrize("last", [False, True])
def test_an_honest_text_of_several_lines_stays(tmp_path: Path, ket: str, last: bool) -> None:
    ministry = Ministry(tmp_path, spec=SPEC, members="")
    order = [0, 1, 3, 2] if last else [0, 1, 2, 3]
    rows = [["2024", "A", f'"{ket}"', "1"], ["2024", "B", "", "2"]]
    text = "".join(",".join(row[at] for at in order) + "\n" for row in [HEADER, *rows])
    assert ministry.load("espm", text).accepted == 2
