"""Importing a file with all checks on, beside `.import` of the sqlite3 shell, which checks nothing; and what memory it takes."""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
from pathlib import Path

from bench.measure import process, show, surroundings

SPEC = """
dimensi daerah kunci kode
  atribut nama teks

dimensi jenis
  kesehatan, pendidikan, pekerjaan, perumahan, sosial, ketenteraman, air, sanitasi, jalan, pangan

sumber layanan per tahun, daerah, jenis
  kolom penerima persen 0%..100% digit 2
  kolom mutu persen 0%..100% digit 2 boleh kosong
  kolom sasaran bilangan orang 0..
"""
KINDS = [
    "kesehatan",
    "pendidikan",
    "pekerjaan",
    "perumahan",
    "sosial",
    "ketenteraman",
    "air",
    "sanitasi",
    "jalan",
    "pangan",
]
REGIONS = 2_000
HEADER = "tahun,daerah,jenis,penerima,mutu,sasaran\n"


def _write(folder: Path, rows: int) -> Path:
    """A file of so many rows, in the order in which such files come."""
    draw = random.Random(7)
    (folder / "spec.iku").write_text(SPEC, encoding="utf-8")
    names = "".join(f"{number:04},Daerah {number}\n" for number in range(REGIONS))
    (folder / "daerah.csv").write_text("kode,nama\n" + names, encoding="utf-8")
    path = folder / "layanan.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER)
        for number in range(rows):
            year, rest = divmod(number, REGIONS * len(KINDS))
            region, kind = divmod(rest, len(KINDS))
            shares = f"{draw.randint(0, 10_000) / 100:.2f}%,{draw.randint(0, 10_000) / 100:.2f}%"
            file.write(f"{1950 + year},{region:04},{KINDS[kind]},{shares},{draw.randint(0, 100_000)}\n")
    return path


def _change(path: Path) -> None:
    """Every tenth row with another figure."""
    with path.open(encoding="utf-8") as file:
        head, *lines = file
    changed = [line if at % 10 else f"{line.rpartition(',')[0]},7\n" for at, line in enumerate(lines)]
    path.write_text("".join([head, *changed]), encoding="utf-8")


REQUIRED = """
  syarat sasaran <= 100000
  syarat penerima * sasaran <= 100000
  syarat sasaran + mutu * sasaran <= 200000
"""


def _with_requirements(rows: int) -> None:
    """The same import where the source requires three things of each row, as a ratio to the one where it requires nothing."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = _write(folder, rows)
        _import(folder, "daerah.csv")
        without, _ = _import(folder, path.name)
        (folder / "iku.db").unlink()
        (folder / "spec.iku").write_text(SPEC + REQUIRED.lstrip("\n"), encoding="utf-8")
        _import(folder, "daerah.csv")
        required, _ = _import(folder, path.name)
    show(
        f"three rules, {rows:,} rows",
        required / without,
        "the same import without",
        f"{required:.1f} s, {without:.1f} s",
    )


def _import(folder: Path, file: str) -> tuple[float, float]:
    command = [sys.executable, "-m", "iku_cli.main", "import", file]
    return process(command, surroundings(IKU_SPECS="spec.iku", IKU_STORE="sqlite:///iku.db"), folder)


def run() -> None:
    """With rules and without; a tenth of a million rows, and a million."""
    _with_requirements(200_000)
    shell = shutil.which("sqlite3")
    memory = []
    for rows in (100_000, 1_000_000):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            path = _write(folder, rows)
            _import(folder, "daerah.csv")
            seconds, most = _import(folder, path.name)
            memory.append(most)
            _change(path)
            again, _ = _import(folder, path.name)
            detail = f"{again:.1f} s, {seconds:.1f} s"
            show(f"again, {rows:,} rows", again / seconds, "the first import; every tenth row is another", detail)
            if shell is None:
                show(f"import, {rows:,} rows", seconds, "seconds; no sqlite3 shell to compare with", f"{most:.0f} MB")
                continue
            beside = [shell, "beside.db", ".mode csv", f".import {path.name} layanan"]
            other, _ = process(beside, folder=folder)
            detail = f"{seconds:.1f} s, {other:.2f} s; at most {most:.0f} MB"
            show(f"import, {rows:,} rows", seconds / other, "sqlite3 .import, which checks nothing", detail)
    show("memory, ten times the rows", memory[1] / memory[0], "of a tenth of them; flat is 1", "peak of the process")
