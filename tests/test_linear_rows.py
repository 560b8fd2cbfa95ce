"""What commands over a store ask of it grows with its rows, and not with their square: counted in steps of SQLite's own machine.

How often they ask does not grow: a question for each row takes a server half a minute where one for all takes a second.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import pytest
import sqlalchemy as sa
from cli_workspace import Workspace, workspace_in

from iku_engine.database import connecting as databases

EACH = 50  # steps of the machine that are counted as one
FEW, MANY = 50, 200
MORE = 3  # questions for four times the rows
MOST = 1.2  # times four: what logarithms and fixed costs leave over
SPEC = """\
dimensi daerah "Daerah" kunci kode
  atribut nama teks

dimensi desa "Desa" kunci kode

sumber s "S" per tahun, daerah lengkap
  kolom n angka 0..1000000
  kolom m angka 0..1000000 boleh kosong
  periksa n >= 7

sumber b "B" per bulan, desa daftar
  kolom n angka 0.. boleh kosong konsolidasi jumlah

indikator total "Total"
  satuan angka
  arah naik
  rumus jumlah s.n + jumlah b.n

indikator naik "Naik"
  satuan angka
  arah naik
  rumus banyaknya (daerah yang s.n > s.n[tahun lalu])

indikator per_daerah "Per daerah" per daerah
  satuan angka
  arah naik
  rumus s.n
  peringkat tertinggi dahulu
"""
SCRIPTS = {
    "come, go and come again": (
        "import daerah.csv --into daerah",
        "import s.csv --into s --period 2025",
        "import s.csv --into s --period 2025",
        "facts retract --batch 3 --reason salah",
        "import s.csv --into s --period 2025",
        "import other.csv --into s --period 2025 --yes",
        "import half.csv --into s --period 2025 --yes",
        "facts retract --batch 8 --reason salah",
        "import s.csv --into s --period 2025 --yes",
        "facts retract --batch 7 --reason salah",
        "facts retract --batch 5 --reason salah",
        "import swapped.csv --into s --period 2024",
        "eval --period 2025 --no-trace",
        "facts list s",
        "facts template s --to t.xlsx",
        "facts export --to out",
        "runs verify",
    ),
    "members come and go": (
        "import s.csv --into s --period 2025",
        "import daerah.csv --into daerah",
        "import s.csv --into s --period 2025",
        "import half-daerah.csv --into daerah",
        "facts retract --batch 4 --reason salah",
        "import renamed.csv --into daerah --yes",
        "facts retract --batch 7 --reason salah",
        "import daerah.csv --into daerah",
        "eval total --period 2025 --no-trace",
        "runs verify",
    ),
    "bad rows, closed periods": (
        "import daerah.csv --into daerah",
        "import bad.csv --into s --period 2025",
        "facts quarantine",
        "facts quarantine --export q.xlsx",
        "import bad.csv --into s --period 2025",
        "import s.csv --into s --period 2025 --yes",
        "facts lock 2025 --reason tutup",
        "import other.csv --into s --period 2025 --yes",
        "import half.csv --into s --period 2025 --yes",
        "facts unlock 2025 --reason buka",
        "facts history s D00001 --period 2025",
        "facts correct s D00001 n=9 --period 2025 --reason salah",
        "facts retract s D00003 --period 2025 --reason salah",
        "facts list s",
        "eval total naik --period 2025 --no-trace",
        "runs verify",
    ),
    "every second row again": (
        "import daerah.csv --into daerah",
        "import s.csv --into s --period 2025",
        "import mixed.csv --into s --period 2025 --yes",
        "facts retract --batch 3 --reason salah",
        "facts retract --batch 4 --reason salah",
        "facts retract --batch 6 --reason salah",
        "facts list s",
        "eval total --period 2025 --no-trace",
        "runs verify",
    ),
    "members that rows name": (
        "import b.csv --into b --period 2025-01",
        "import b.csv --into b --period 2025-01",
        "import spelled.csv --into b --period 2025-02",
        "facts retract --batch 2 --reason salah",
        "import b.csv --into b --period 2025-01",
        "import half-b.csv --into b --period 2025-01 --yes",
        "facts uses b V00001 --period 2025-01",
        "eval total --period 2025 --no-trace",
        "facts list b",
        "runs verify",
    ),
}


def _write(made: Workspace, count: int) -> None:
    def table(name: str, head: str, rows: Iterator[str]) -> None:
        made.write(name, "\n".join((head, *rows)) + "\n")

    every = range(count)
    table("daerah.csv", "kode,nama", (f"D{i:05d},Nama {i}" for i in every))
    table("half-daerah.csv", "kode,nama", (f"D{i:05d},Nama {i}" for i in every if i % 2))
    table("renamed.csv", "kode,nama", (f"D{i:05d},Nama baru {i}" for i in every))
    table("s.csv", "daerah,n,m", (f"D{i:05d},{i * 37 % 1000},{i}" for i in every))
    table("other.csv", "daerah,n,m", (f"D{i:05d},{i * 37 % 1000 + 1},{i}" for i in every))
    table("half.csv", "daerah,n,m", (f"D{i:05d},{i * 37 % 1000 + 2},{i}" for i in every if i % 2))
    table("mixed.csv", "daerah,n,m", (f"D{i:05d},{i * 37 % 1000 + i % 2},{i}" for i in every))
    table("swapped.csv", "daerah,n,m", (f"D{i:05d},{i},{i * 37 % 1000}" for i in every))
    table("bad.csv", "daerah,n,m", (f"D{i:05d},{i if i % 2 else 'x'},{i}" for i in every))
    table("b.csv", "desa,n", (f"V{i:05d},{i * 37 % 1000}" for i in every))
    table("half-b.csv", "desa,n", (f"V{i:05d},{i * 37 % 1000}" for i in every if i % 2))
    table("spelled.csv", "desa,n", (f"v{i:05d},{i * 37 % 1000}" for i in every))


@contextmanager
def _counted() -> Iterator[list[int]]:
    """The steps of all connections that are made meanwhile, and their statements, of which one may be for many rows."""
    steps = [0, 0]

    def step() -> int:
        steps[0] += 1
        return 0

    def reading(connection: sqlite3.Connection) -> None:
        plain(connection)
        connection.set_progress_handler(step, EACH)

    def asking(*_: object) -> None:
        steps[1] += 1

    plain = databases._read_schema  # the first that is asked of each connection
    sa.event.listen(sa.Engine, "before_cursor_execute", asking)
    try:
        with patch.object(databases, "_read_schema", reading):
            yield steps
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", asking)


def _steps(made: Workspace, count: int, script: tuple[str, ...]) -> list[list[int]]:
    _write(made, count)
    found = []
    for line in script:
        with _counted() as steps:
            said = made(*line.split())
        assert said.status in (0, 1) and steps[0] and not re.search("error|refused as a whole", said.out + said.err), (
            f"{line}\n{said.out}{said.err}"
        )
        found.append(steps)
    return found


@pytest.mark.few("members come and go", "bad rows, closed periods")
@pytest.mark.parametrize("name", SCRIPTS)
def test_a_store_is_asked_in_proportion_to_its_rows(name: str, tmp_path: Path, capsys, monkeypatch) -> None:
    script = SCRIPTS[name]
    found = []
    for count in (FEW, MANY):
        folder = tmp_path / str(count)
        folder.mkdir()
        made = workspace_in(folder, capsys, monkeypatch, IKU_LANG="en")
        made.write("indicator_specs/akip.iku", SPEC)
        found.append(_steps(made, count, script))
    much = {
        line: (few, many, asked, more)
        for line, (few, asked), (many, more) in zip(script, *found, strict=True)
        if many > 100 + few * MOST * MANY // FEW or more > asked + MORE
    }
    assert not much, much
