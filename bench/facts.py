"""Facts for the SPM indicator in any number, taken in by a real import."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from iku_dsl.checking.check import check
from iku_dsl.program import Program
from iku_engine.importing.importing import import_file
from iku_engine.migrate.opening import open_store
from iku_engine.store.shapes import FORMAT
from iku_engine.store.store import Store

ROOT = Path(__file__).resolve().parent.parent
SPECS = ROOT / "indicator_specs" / "kemensos"
KEPT = ROOT / "build" / "bench"


def share(number: int, year: int, factor: int) -> str:
    """A percentage with two digits that depends on region and year."""
    found = number * year * factor % 10_001
    return f"{found // 100}.{found % 100:02}%"


def spm_files(folder: Path, regions: int, years: range) -> dict[str, Path]:
    """Files of so many regions: an index in every year, every second region assisted."""
    files = {name: folder / f"{name}.csv" for name in ("daerah", "espm", "asistensi")}
    with files["daerah"].open("w", encoding="utf-8") as out:
        out.write("kode,nama,jenis,provinsi\n")
        out.writelines(f"D{number:07},Daerah {number},kota,P{number % 38}\n" for number in range(regions))
    with files["espm"].open("w", encoding="utf-8") as out:
        out.write("tahun,daerah,penerima,mutu\n")
        for year in years:
            out.writelines(
                f"{year},D{number:07},{share(number, year, 7919)},{share(number, year, 104729)}\n"
                for number in range(regions)
            )
    with files["asistensi"].open("w", encoding="utf-8") as out:
        out.write("tahun,daerah\n")
        for year in years:
            out.writelines(f"{year},D{number:07}\n" for number in range(0, regions, 2))
    return files


def kept_store(regions: int) -> str:
    """The address of a store with those facts that stays in `build/bench`, since to import ten million takes minutes."""
    path = KEPT / f"spm-{regions}-{FORMAT}.db"
    if not path.exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=KEPT) as name:
            with spm_store(regions, url=f"sqlite:///{name}/iku.db"):
                pass
            Path(name, "iku.db").rename(path)
    return f"sqlite:///{path}"


@contextmanager
def spm_store(regions: int, years: range = range(2022, 2024), url: str = "") -> Iterator[tuple[Store, Program]]:
    """A store with those facts, gone afterwards unless it has an address of its own."""
    program = check([SPECS]).program
    with (
        tempfile.TemporaryDirectory() as name,
        open_store(url or f"sqlite:///{name}/iku.db", program) as store,
    ):
        for relation, path in spm_files(Path(name), regions, years).items():
            report = import_file(store, program, path, relation, user="bench")
            assert not report.rejected_total, report.rejected[:1]
        yield store, program
