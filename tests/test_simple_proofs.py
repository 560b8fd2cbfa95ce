"""What a reader sees at once is proven: a row of a table at a time, a part of a sum, a parameter that nobody gives."""

from __future__ import annotations

import pytest

from iku_dsl.checking.check import check_files
from iku_dsl.problem import SourceFile

FACTS = """
dimensi k "K"
  a, b, c

tabel maks dari k
  a 30
  b 30
  c 40

sumber q per triwulan lengkap
  kolom v angka 0..25 konsolidasi jumlah

sumber d per tahun, k lengkap
  kolom ikut ya/tidak

sumber s per tahun, k {absent}
  kolom nilai angka {least}..maks[k]
  kolom p angka {least}..10
  kolom r angka > 0..10
  kolom bagian angka {least}..p
  hitung separuh = bagian / 2
  syarat p <= r

sumber w per tahun, k {absent}
  kolom bobot angka
  syarat bobot >= 2
"""
RATIO = """  satuan persen 0%..100%
  arah naik
  hitung n = {n}
  hitung T = jumlah s.p
  bila T = 0 tidak berlaku karena "x"
  rumus n / T
"""
PROVEN = {
    "four quarters of a year": "indikator i\n  satuan angka 0..100\n  arah naik\n  rumus q.v\n",
    "a share of each member's own maximum": "indikator i per k\n  satuan persen 0%..100%\n  arah naik\n  rumus s.nilai / maks[k]\n",
    "a sum of maxima": "indikator i\n  satuan angka 0..100\n  arah naik\n  rumus jumlah s.nilai\n",
    "a sum of maxima over some": "indikator i\n  satuan angka 0..100\n  arah naik\n  rumus jumlah s.nilai atas (s yang p > 3)\n",
    "a product divided": "indikator i per k\n  satuan angka 0..30\n  arah naik\n  rumus 30 * s.p / s.r\n",
    "a cell that a syarat keeps from 0": "indikator i per k\n  satuan angka 0..30\n  arah naik\n  rumus 60 / w.bobot\n",
    "a part by what is derived": "indikator i\n" + RATIO.format(n="jumlah s.separuh"),
    "a part by rows": "indikator i\n" + RATIO.format(n="jumlah s.p atas (s yang p > 3)"),
    "a part by members": "indikator i\n  himpunan besar = k yang s.p > 3\n" + RATIO.format(n="jumlah s.p atas besar"),
    "a part by members of what is derived": "indikator i\n  himpunan besar = k yang s.p > 3\n"
    + RATIO.format(n="jumlah s.separuh atas besar"),
}
NOT_SO = {
    "four quarters of a year": ("0..100", "0..99"),
    "a share of each member's own maximum": ("maks[k]", 'maks["a"]'),
    "a sum of maxima": ("0..100", "0..99"),
    "a sum of maxima over some": ("0..100", "0..99"),
    "a product divided": ("0..30", "0..29"),
    "a cell that a syarat keeps from 0": ("60", "61"),
    "a part by what is derived": ("separuh", "r"),
    "a part by rows": ("hitung T = jumlah s.p", "hitung T = jumlah s.bagian"),
    "a part by members": ("hitung T = jumlah s.p", "hitung T = jumlah s.bagian"),
    "a part by members of what is derived": ("jumlah s.separuh", "3 * jumlah s.separuh"),
}


def problems(spec: str, absent: str = "lengkap", least: str = "0") -> set[str]:
    return {
        one.id
        for one in check_files([SourceFile("spec.iku", FACTS.format(absent=absent, least=least) + spec)]).problems
    }


@pytest.mark.parametrize("absent", ["lengkap", "daftar", "lengkap atas (k yang d.ikut)"])
@pytest.mark.parametrize("name", PROVEN)
def test_it_is_proven(name: str, absent: str) -> None:
    assert problems(PROVEN[name], absent) == set()


@pytest.mark.parametrize("name", NOT_SO)
def test_what_is_not_so_is_not_proven(name: str) -> None:
    before, after = NOT_SO[name]
    assert problems(PROVEN[name].replace(before, after)) & {"not-proven", "range-exceeds"}


@pytest.mark.parametrize("name", [name for name in PROVEN if "part" in name])
def test_a_part_of_numbers_that_may_be_below_0_is_not_proven_to_be_less(name: str) -> None:
    assert problems(PROVEN[name], least="-5") & {"not-proven", "range-exceeds"}


@pytest.mark.parametrize("absent", ["lengkap atas (k yang d.ikut)", "daftar"])
def test_rows_that_need_not_be_there_add_nothing(absent: str) -> None:
    spec = "indikator i\n  satuan angka 15..100\n  arah naik\n  rumus jumlah s.nilai\n"
    assert problems(spec, absent, "5") & {"not-proven", "range-exceeds"}
    assert problems(spec, "lengkap", "5") == set()


PROFILE = """
profil bagi
  parameter p angka 0..10 boleh kosong
  naik = jika p = kosong maka realisasi / 10 selain itu realisasi / p

sumber t per tahun lengkap
  kolom v angka 0..100

indikator i
  satuan angka 0..100
  arah naik
  rumus t.v
  target 2026 = 80
"""


@pytest.mark.parametrize(
    ("achievement", "proven"), [("", True), (" dengan p = 5", True), (" dengan p = t.v / 10", False)]
)
def test_a_parameter_that_is_not_given_is_missing(achievement: str, proven: bool) -> None:
    assert (problems(f"{PROFILE}  capaian bagi{achievement}\n") == set()) is proven
