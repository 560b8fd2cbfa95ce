"""What the proofs can tell: each spec is clean, and not without the one line that its proof rests on."""

import pytest

from iku_dsl.checking.check import check_files
from iku_dsl.problem import SourceFile

CLEAN = {
    "a syarat over several columns": (
        """
sumber tindak_lanjut per tahun
  kolom sesuai bilangan 0..
  kolom gugur bilangan 0..
  kolom seluruh bilangan > 0 ..
  syarat sesuai + gugur <= seluruh

indikator selesai
  satuan persen 0%..100%
  arah naik
  rumus (tindak_lanjut.sesuai + tindak_lanjut.gugur) / tindak_lanjut.seluruh
""",
        "  syarat sesuai + gugur <= seluruh",
    ),
    "a syarat of one column out of several": (
        """
sumber tindak_lanjut per tahun
  kolom sesuai bilangan 0..
  kolom gugur bilangan 0..
  kolom seluruh bilangan > 0 ..
  syarat sesuai + gugur = seluruh

indikator selesai
  satuan persen 0%..100%
  arah naik
  rumus tindak_lanjut.gugur / tindak_lanjut.seluruh
""",
        "  syarat sesuai + gugur = seluruh",
    ),
    "a syarat of rows holds of their sums": (
        """
dimensi unit kunci kode

sumber tindak_lanjut per tahun, unit daftar
  kolom sesuai bilangan 0..
  kolom gugur bilangan 0..
  kolom seluruh bilangan 0..
  syarat sesuai + gugur <= seluruh

indikator selesai
  satuan persen 0%..100%
  arah naik
  bila jumlah tindak_lanjut.seluruh = 0 tidak berlaku karena "Tidak ada rekomendasi"
  rumus jumlah (tindak_lanjut.sesuai + tindak_lanjut.gugur) / jumlah tindak_lanjut.seluruh
""",
        "  syarat sesuai + gugur <= seluruh",
    ),
    "a syarat of quarters holds of the year": (
        """
sumber tindak_lanjut per triwulan
  kolom sesuai bilangan 0.. konsolidasi jumlah
  kolom seluruh bilangan > 0 .. konsolidasi jumlah
  syarat sesuai <= seluruh

indikator selesai
  satuan persen 0%..100%
  arah naik
  rumus tindak_lanjut.sesuai / tindak_lanjut.seluruh
""",
        "  syarat sesuai <= seluruh",
    ),
    "a derived column in terms of its columns": (
        """
sumber tindak_lanjut per tahun
  kolom sesuai bilangan 0..
  kolom gugur bilangan 0..
  hitung seluruh = sesuai + gugur

indikator selesai
  satuan persen 0%..100%
  arah naik
  bila tindak_lanjut.seluruh = 0 tidak berlaku karena "Tidak ada rekomendasi"
  rumus tindak_lanjut.sesuai / tindak_lanjut.seluruh
""",
        '  bila tindak_lanjut.seluruh = 0 tidak berlaku karena "Tidak ada rekomendasi"',
    ),
    "a syarat with the calendar": (
        """
sumber keselamatan per tahun
  kolom insiden bilangan hari 0..366
  syarat insiden <= banyaknya hari[tahun ini]

indikator hari_aman
  satuan persen 0%..100%
  arah naik
  rumus 1 - keselamatan.insiden / banyaknya hari[tahun ini]
""",
        "  syarat insiden <= banyaknya hari[tahun ini]",
    ),
    "a condition between two numbers": (
        """
sumber lulusan per tahun
  kolom terlacak angka 0..1
  kolom minimum_terlacak angka > 0 .. 1

indikator kecukupan
  satuan persen 0%..100%
  arah naik
  bila lulusan.terlacak > lulusan.minimum_terlacak tidak berlaku karena "Sudah cukup"
  rumus lulusan.terlacak / lulusan.minimum_terlacak
""",
        '  bila lulusan.terlacak > lulusan.minimum_terlacak tidak berlaku karena "Sudah cukup"',
    ),
    "a denominator that is a difference": (
        """
sumber skala_butir per tahun
  kolom bawah angka 0..10
  kolom atas angka 0..10

indikator kebalikan
  satuan angka
  arah tanpa
  bila skala_butir.atas = skala_butir.bawah tidak berlaku karena "Skala tanpa jarak"
  rumus 1 / (skala_butir.bawah - skala_butir.atas)
""",
        '  bila skala_butir.atas = skala_butir.bawah tidak berlaku karena "Skala tanpa jarak"',
    ),
    "an average by weights": (
        """
dimensi unit kunci kode

sumber anggaran per tahun, unit daftar
  kolom pagu uang rupiah 0..
  kolom deviasi persen 0%..100%

indikator deviasi_rata
  satuan persen 0%..100%
  arah turun
  bila jumlah anggaran.pagu = 0 tidak berlaku karena "Tidak ada pagu"
  rumus rerata berbobot anggaran.deviasi oleh anggaran.pagu
""",
        '  bila jumlah anggaran.pagu = 0 tidak berlaku karena "Tidak ada pagu"',
    ),
    "a profile with the target of its indicator": (
        """
profil nisbah
  naik = realisasi / target
  bila target = 0 tidak berlaku karena "Target nol"

sumber kontrak per tahun
  kolom target angka -100..100
  kolom realisasi angka 0..100

indikator pertumbuhan
  satuan angka 0..100
  arah naik
  target 2025.. = kontrak.target
  rumus kontrak.realisasi
  capaian nisbah
""",
        '  bila target = 0 tidak berlaku karena "Target nol"',
    ),
    "the largest of listed values": (
        """
sumber penilaian per tahun
  kolom nilai angka 0..100
  kolom pengurang angka 0..5

indikator akhir
  satuan nilai 0..100
  arah naik
  rumus maksimum(0, penilaian.nilai - penilaian.pengurang)
""",
        None,
    ),
    "a goalpost between logarithms, and roots": (
        """
sumber ekonomi per tahun
  kolom pengeluaran angka > 0 .. 100_000
  kolom indeks persen 0%..100%

indikator kehidupan
  satuan persen 0%..100%
  arah naik
  rumus goalpost(ln(ekonomi.pengeluaran), ln(1007.436), ln(26572.352)) * akar(ekonomi.indeks, 3)
""",
        None,
    ),
    "a sum of quarters that are above 0": (
        """
sumber laporan per triwulan
  kolom target angka > 0 .. konsolidasi jumlah
  kolom realisasi angka 0.. konsolidasi jumlah

indikator tren
  satuan persen 0%..
  arah naik
  rumus laporan.realisasi / laporan.target
""",
        None,
    ),
}


def problems(spec: str) -> list[str]:
    return [problem.id for problem in check_files([SourceFile("spec.iku", spec)]).problems]


@pytest.mark.parametrize(("spec", "line"), CLEAN.values(), ids=CLEAN)
def test_it_is_proven_and_not_without_what_it_rests_on(spec: str, line: str | None) -> None:
    assert problems(spec) == []
    if line is not None:
        assert line + "\n" in spec
        assert problems(spec.replace(line + "\n", "")) != []


def test_a_syarat_with_a_column_that_may_be_missing_is_not_relied_on() -> None:
    """An unknown operand lets a row pass, so a row may have more of one part than of the whole."""
    spec = """
sumber tindak_lanjut per tahun
  kolom sesuai bilangan 0..
  kolom gugur bilangan 0.. boleh kosong
  kolom seluruh bilangan > 0 ..
  syarat sesuai + gugur <= seluruh

indikator selesai
  satuan persen 0%..100%
  arah naik
  rumus tindak_lanjut.sesuai / tindak_lanjut.seluruh
"""
    assert problems(spec) != []


def test_a_syarat_of_rows_is_not_relied_on_for_the_largest_of_each_column() -> None:
    spec = """
sumber tindak_lanjut per triwulan
  kolom sesuai bilangan 0.. konsolidasi maksimum
  kolom lain bilangan 0.. konsolidasi maksimum
  kolom seluruh bilangan > 0 .. konsolidasi maksimum
  syarat sesuai + lain <= seluruh

indikator selesai
  satuan persen 0%..100%
  arah naik
  rumus (tindak_lanjut.sesuai + tindak_lanjut.lain) / tindak_lanjut.seluruh
"""
    assert problems(spec) != []
