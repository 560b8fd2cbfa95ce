"""Importing a file with all checks on, beside `.import` of the sqlite3 shell, which checks nothing; and what memory it takes."""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
from pathlib import Path
from statistics import median

from bench.measure import process, show, surroundings

SPEC = """
dimensi daerah kunci kode
  atribut nama teks

dimensi jenis
  kesehatan, pendidikan, pekerjaan, perumahan, sosial, ketenteraman, air, sanitasi, jalan, pangan

sumber layanan per tahun, daerah, jenis lengkap
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
RUNS = 5
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
    """Every tenth row with another figure; line by line, as what this process needs counts for those that it starts."""
    changed = path.with_suffix(".new")
    with path.open(encoding="utf-8") as file, changed.open("w", encoding="utf-8") as out:
        out.write(next(file))
        for at, line in enumerate(file):
            out.write(line if at % 10 else f"{line.rpartition(',')[0]},7\n")
    changed.replace(path)


REGISTER = SPEC.replace("jenis lengkap", "jenis daftar")  # of which no row is expected, so that nothing is counted
REQUIRED = """
  syarat sasaran <= 100000
  syarat penerima * sasaran <= 100000
  syarat sasaran + mutu * sasaran <= 200000
"""


def _by_another_spec(about: str, rows: int, other: str, without: str) -> None:
    """The same import under another spec, as a ratio to the one under `SPEC`; each into a store of its own, of several runs the median."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = _write(folder, rows)
        seconds: dict[str, list[float]] = {SPEC: [], other: []}
        for spec in [SPEC, other] * RUNS:
            (folder / "spec.iku").write_text(spec, encoding="utf-8")
            seconds[spec].append(_fresh(folder, path.name)[0])
    plain, changed = (median(seconds[spec]) for spec in (SPEC, other))
    show(f"{about}, {rows:,} rows", changed / plain, without, f"{changed:.2f} s, {plain:.2f} s")


def _import(folder: Path, file: str) -> tuple[float, float]:
    command = [sys.executable, "-m", "iku_cli.main", "import", file]
    return process(command, surroundings(IKU_SPECS="spec.iku", IKU_STORE="sqlite:///iku.db"), folder)


def _fresh(folder: Path, file: str) -> tuple[float, float]:
    """Into a store that has nothing but the members yet."""
    for left in folder.glob("iku.db*"):
        left.unlink()
    _import(folder, "daerah.csv")
    return _import(folder, file)


def _beside(shell: str, folder: Path, file: str) -> float:
    (folder / "beside.db").unlink(missing_ok=True)
    return process([shell, "beside.db", ".mode csv", f".import {file} layanan"], folder=folder)[0]


def run() -> None:
    """With rules and without, with no expected rows; a tenth of a million rows, and a million: of several runs, in turn, the median."""
    _by_another_spec("three rules", 200_000, SPEC + REQUIRED.lstrip("\n"), "the same import without")
    _by_another_spec("no expected rows", 400_000, REGISTER, "the same import of a complete source; above 0.9 is asked")
    shell = shutil.which("sqlite3")
    memory = []
    for rows in (100_000, 1_000_000):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            path = _write(folder, rows)
            taken, others, most = [], [], 0.0
            for _ in range(RUNS):
                seconds, most = _fresh(folder, path.name)
                taken.append(seconds)
                if shell is not None:
                    others.append(_beside(shell, folder, path.name))
            memory.append(most)
            _change(path)
            again, _ = _import(folder, path.name)
            seconds = median(taken)
            detail = f"{again:.1f} s, {seconds:.1f} s"
            show(f"again, {rows:,} rows", again / seconds, "the first import; every tenth row is another", detail)
            if not others:
                show(f"import, {rows:,} rows", seconds, "seconds; no sqlite3 shell to compare with", f"{most:.0f} MB")
                continue
            other = median(others)
            detail = f"{seconds:.1f} s, {other:.2f} s; at most {most:.0f} MB"
            show(f"import, {rows:,} rows", seconds / other, "sqlite3 .import, which checks nothing", detail)
    show("memory, ten times the rows", memory[1] / memory[0], "of a tenth of them; flat is 1", "peak of the process")
