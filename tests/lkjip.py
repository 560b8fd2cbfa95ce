"""A report like those that ministries hand in each year: the three indicators of the demonstration among eighteen, with illustrative facts.

    python tests/lkjip.py FOLDER    makes the workspace there: specs, facts, and a store in FOLDER/iku.db

Figures of the other fifteen are made up by rules below and marked as such in their files; some are left out on purpose.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from demonstration import OF_REGIONS, of_provinces

from iku_dsl.checking.check import check
from iku_engine.importing.importing import import_file
from iku_engine.migrate.opening import open_store

SPECS = Path(__file__).resolve().parent.parent / "indicator_specs"
MARK = "# tanda: ilustratif\n"
YEARS = range(2021, 2026)
KEMENSOS = ("daerah", "perjanjian", "asistensi", "espm", "lke", "lhe", "daftar", "monev")
INDICATORS = (
    "perjanjian_diimplementasikan",
    "nilai_akip",
    "spm_meningkat",
    "indeks_spm",
    "ikpa",
    "penyerapan_anggaran",
    "realisasi_pnbp",
    "tlhp",
    "opini_bpk",
    "ip_asn_rekap",
    "satker_bb",
    "indeks_spbe",
    "ikm",
    "layanan_sesuai_sla",
    "kecepatan_penanganan",
    "iklh",
    "ipm",
    "kesesuaian_bidang",
)
REGIONS = tuple(f"Wilayah {letter}" for letter in "ABCDEFGHI")
ELEMENTS = ("persyaratan", "prosedur", "waktu", "biaya", "produk", "kompetensi", "perilaku", "pengaduan", "sarana")
ASPECTS = ("revisi", "deviasi", "penyerapan", "kontraktual", "tagihan", "up_tup", "output")
OPINIONS = dict(zip(range(2017, 2026), ("WDP", "WTP", "WTP", "WTP", "WTP", "WTP", "WTP", "WTP", "WTP"), strict=True))
Table = tuple[str, Iterator[str]]


def tables() -> Mapping[str, Table]:
    """By source its header and its rows."""
    return {
        "omspan_2022": ("tahun,aspek_2022,nilai", _aspects((*ASPECTS, "dispensasi"), range(2022, 2024))),
        "omspan": ("tahun,aspek,nilai", _aspects(ASPECTS, range(2024, 2026))),
        "spm": ("tahun,terbit,dispensasi", iter(["2024,12480,3", "2025,13105,0"])),
        "lra": ("tahun,pagu,belanja", (f"{y},{78_000_000_000_000 + n * 10**12},{_spent(n)}" for n, y in enumerate(YEARS))),
        "pnbp": ("tahun,target,realisasi", (f"{y},{52_000 + 900 * n},{50_100 + 1_730 * n}" for n, y in enumerate(YEARS))),
        "rekomendasi": ("semester,a,b,c,d,e", _recommendations()),
        "opini": ("tahun,pendapat", (f"{year},{opinion}" for year, opinion in OPINIONS.items())),
        "rekap_asn": (
            "tahun,kualifikasi,kompetensi,kinerja,disiplin",
            (f"{y},{13 + n * 0.65:.2f},{24 + n * 1.9:.2f},{24.5 + n * 0.4:.2f},5" for n, y in enumerate(YEARS)),
        ),
        "satker": ("kode,nama", (f"s{n:02},Satuan kerja {n}" for n in range(1, 13))),
        "evaluasi_satker": ("tahun,satker,predikat", _predicates()),
        "lembar_spbe": ("tahun,indikator_spbe,tingkat", _maturity()),
        "kuesioner": ("tahun,responden,unsur,nilai", _answers()),
        "layanan": ("kode,nama,sla", iter(["izin,Izin penyelenggaraan,14", "surat,Surat keterangan,3 hari"])),
        "berkas": ("nomor,jenis", (f"B{n:03},{'izin' if n % 3 else 'surat'}" for n in range(1, 41))),
        "penyelesaian": ("tahun,berkas,lama", _finished()),
        "pengaduan": ("bulan,lama", (f"{y}-{m:02},{_hours(y, m)}" for y in range(2023, 2026) for m in range(1, 13))),
        "mutu_air": ("tahun,titik_pantau,indeks_pencemar", _rivers()),
        "kualitas_udara": ("tahun,parameter_udara,konsentrasi", _air()),
        "tutupan_lahan": ("tahun,nilai", (f"{y},{58 + n * 0.8:.2f}" for n, y in enumerate(YEARS))),
        "wilayah": ("kode,nama", (f"{n + 11},{name}" for n, name in enumerate(REGIONS))),
        "ipm_bps": ("tahun,wilayah,uhh,hls,rls,pengeluaran", _development()),
        "lulusan": (
            "tahun,lulusan,responden,sesuai",
            (f"{y},{640 + 25 * n},{(96, 180, 260, 330, 410)[n]},{(60, 118, 180, 243, 331)[n]}" for n, y in enumerate(YEARS)),
        ),
    }  # fmt: skip


def _spent(n: int) -> int:
    return (78_000_000_000_000 + n * 10**12) * (935 + 9 * n) // 1000


def _aspects(aspects: tuple[str, ...], years: range) -> Iterator[str]:
    for year in years:
        for n, aspect in enumerate(aspects):
            if (year, aspect) != (2022, "kontraktual"):  # not applied for: its weight goes to the others
                yield f"{year},{aspect},{100 - (n * 7 + year * 3) % 19}"


def _recommendations() -> Iterator[str]:
    for n, year in enumerate(YEARS):
        for half in (1, 2):
            every, done = 240 + 12 * n, 150 + 13 * n + 9 * half
            yield f"{year}-S{half},{done},{every - done - 25},20,5,{every}"


def _predicates() -> Iterator[str]:
    for year in YEARS:
        for n in range(1, 13):
            yield f"{year},s{n:02},{('A', 'BB', 'B', 'BB', 'CC', 'BB')[(n * year + n) % (6 if year < 2024 else 4)]}"


def _maturity() -> Iterator[str]:
    for step, year in enumerate(YEARS):
        yield from (f"{year},i{n:02},{min(5, 2 + (n * 5 + step * 11) % 3 + step // 3)}" for n in range(1, 48))


def _answers() -> Iterator[str]:
    """Nobody was asked about complaints in 2021."""
    for step, year in enumerate(YEARS):
        for who in range(1, 16):
            for n, element in enumerate(ELEMENTS):
                if (year, element) != (2021, "pengaduan"):
                    yield f"{year},R{who:02},{element},{min(4, 3 + (who * (n + 2) + step * n) % 4 // 2 - (who + n) % 7 // 6)}"


def _finished() -> Iterator[str]:
    """Some applications of 2025 are not finished."""
    for year in YEARS:
        for n in range(1, 41):
            if n % 5 != year % 5:
                days = (n * 7 + year) % (5 if n % 3 == 0 else 17) + 1
                yield f"{year},B{n:03},{'' if year == 2025 and n > 37 else days}"


def _hours(year: int, month: int) -> str:
    return f"{4 - (year - 2022) % 4 + month % 2}:{(month * 7) % 60:02}:00"


def _rivers() -> Iterator[str]:
    for step, year in enumerate(YEARS):
        yield from (f"{year},T{n:02},{(n * 13 % 37) / 5 + 0.4 - step * 0.05:.3f}" for n in range(1, 13))


def _air() -> Iterator[str]:
    for step, year in enumerate(YEARS):
        yield from (f"{year},no2,{14.2 - step * 0.6:.1f}", f"{year},so2,{7.5 - step * 0.35:.2f}")


def _development() -> Iterator[str]:
    """The last region has no figures of 2025 yet."""
    for step, year in enumerate(YEARS):
        for n in range(len(REGIONS)):
            if (year, n) != (2025, len(REGIONS) - 1):
                figures = (
                    68 + n * 0.6 + step * 0.2,
                    12.1 + n * 0.15 + step * 0.05,
                    7.4 + n * 0.25 + step * 0.1,
                    9100 + n * 640 + step * 210,
                )
                yield f"{year},{n + 11}," + ",".join(f"{figure:.2f}" for figure in figures)


def workspace(folder: Path, provinces: tuple[str, ...] = ()) -> Path:
    """Specs and a store with all facts in a folder, or of regions those of some provinces alone; the path of the specs."""
    specs = folder / "indicator_specs"
    for name in ("kemensos", "nasional"):
        (specs / name).mkdir(parents=True)
        for file in (SPECS / name).glob("*.iku"):
            shutil.copy(file, specs / name)
    facts = folder / "fakta"
    facts.mkdir(parents=True)
    files = {name: SPECS / "kemensos" / "fakta" / f"{name}.csv" for name in KEMENSOS}
    for name, (head, rows) in tables().items():
        files[name] = facts / f"{name}.csv"
        files[name].write_text(MARK + "\n".join([head, *rows]) + "\n", encoding="utf-8")
    for name in OF_REGIONS.keys() & files.keys() if provinces else ():
        files[name] = facts / f"{name}.csv"
        files[name].write_text(of_provinces(name, provinces), encoding="utf-8")
    _load(folder, specs, files)
    return specs


def many_regions(folder: Path, years: range = range(2016, 2026)) -> Path:
    """A store in a folder with the index of 552 regions in some years; the path of its specs."""
    folder.mkdir()
    specs, files = SPECS / "kemensos", {name: folder / f"{name}.csv" for name in ("daerah", "espm")}
    members = (f"D{n},Daerah {n},{('kota', 'kabupaten')[n % 5 > 0]},Provinsi {n % 38}\n" for n in range(552))
    files["daerah"].write_text(f"kode,nama,jenis,provinsi\n{''.join(members)}", encoding="utf-8")
    rows = (f"{year},D{n},{_share(n * year)}%,{_share(n * year * 7)}%\n" for year in years for n in range(552))
    files["espm"].write_text(f"tahun,daerah,penerima,mutu\n{''.join(rows)}", encoding="utf-8")
    _load(folder, specs, files)
    return specs


def _share(number: int) -> str:
    return f"{number % 10_001 / 100:.2f}"


def _load(folder: Path, specs: Path, files: Mapping[str, Path]) -> None:
    program = check([specs]).program
    with open_store(f"sqlite:///{folder}/iku.db", program) as store:
        for name, path in files.items():
            report = import_file(store, program, path, name, user="test")
            assert not report.rejected_total, (name, report.rejected[:1], report.refused)


if __name__ == "__main__":
    workspace(Path(sys.argv[1]))
