"""Numbers at their limits: near 2^63, too long to go on with, divided by nothing; and tables read between their points."""

from __future__ import annotations

from fractions import Fraction

import pytest
from worlds import row_by_row, unproven, world

BIG = 2**63 - 1
HUGE = """
dimensi d
  a
  b
  c
sumber s per tahun, d
  kolom n bilangan boleh kosong
  kolom u uang digit 2 boleh kosong
  kolom q bilangan
"""
HUGE_FACTS = {
    "s": f"tahun,d,n,u,q\n2025,a,{BIG},92233720368547758.07,{BIG}\n2025,b,{BIG - 1},92233720368547758.07,{BIG}\n"
    f"2025,c,-{BIG},-5.5,1\n2024,a,-{BIG},-92233720368547758.07,1\n2024,b,-{BIG},-92233720368547758.07,1\n2024,c,0,0,1\n2023,a,,,1\n"
}
ROWS = [(BIG, BIG), (BIG - 1, BIG), (-BIG, 1)]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("jumlah s.n", Fraction(BIG - 1)),
        ("jumlah s.q", Fraction(2 * BIG + 1)),
        ("jumlah (s.n * 3)", Fraction(3 * (BIG - 1))),
        ("jumlah (s.n * s.q)", Fraction(sum(n * q for n, q in ROWS))),
        ("rerata s.n", Fraction(BIG - 1, 3)),
        ("rerata berbobot s.n oleh q", Fraction(sum(n * q for n, q in ROWS), 2 * BIG + 1)),
        ("maksimum s.n - minimum s.n", Fraction(2 * BIG)),
        ("banyaknya (d yang s.n + s.q > 9_000_000_000_000_000_000)", Fraction(2)),
        ("banyaknya (d yang s.n > 9_223_372_036_854_775_806)", Fraction(1)),
        ("jumlah s.u", 2 * Fraction(BIG, 100) - Fraction("5.5")),
    ],
)
def test_sums_beyond_64_bits_are_exact(formula: str, expected: Fraction) -> None:
    unit = "uang" if "s.u" in formula else "angka"
    spec = f"{HUGE}\nindikator i\n  satuan {unit}\n  arah naik\n  rumus {formula}\n"
    with world(unproven(spec), HUGE_FACTS) as made:
        assert made.value("i", "2025") == expected
        with row_by_row():
            assert made.value("i", "2025") == expected


def test_negative_sums_beyond_64_bits_are_exact() -> None:
    spec = f"{HUGE}\nindikator i\n  satuan angka\n  arah naik\n  rumus jumlah s.n\n"
    with world(unproven(spec), HUGE_FACTS) as made:
        assert made.value("i", "2024") == -2 * BIG
        assert made.one("i", "2023") == "missing"


FORMULAS = {
    "pangkat(s.n, 99999.5)": "error",
    "pangkat(pangkat(s.n, 1000), 1000)": "error",
    "pangkat(s.r, s.n)": "error",
    "pangkat(1, s.n)": "1",
    "pangkat(s.r / s.r, s.n)": "1",
    "pangkat(0 * s.n, 0 - 1)": "error",
    "pangkat(0 * s.r, 0.5)": "0",
    "pangkat(0 - s.r, 0.5)": "error",
    "akar(s.n)": "1000000000",
    "akar(s.n, -2)": "1/1000000000",
    "akar(0 * s.n, -2)": "error",
    "akar(s.n, 0.0000001)": "error",
    "akar(0 - s.n, 3)": "-1000000",
    "akar(0 - s.n)": "error",
    "ln(s.n * 0)": "error",
    "1 / (s.r - s.r)": "error",
    "goalpost(s.r, 10, 0) + goalpost(s.r, 0, 10)": "1",
    "goalpost(s.r, s.r, s.r)": "error",
    "pangkat(s.r, 3) + pangkat(s.r - 5, 2) + mutlak(s.r - 5)": "195/8",
    "bulatkan(s.r / 3, 30)": "833333333333333333333333333333/1000000000000000000000000000000",
    "bulatkan(s.r, 0 ke genap)": "2",
    "bulatkan(s.r)": "3",
    "rerata harmonik dari s.r, 0": "error",
    "rerata geometrik dari s.r, 0 - 1": "error",
    "rerata geometrik dari s.r, 0": "0",
}


@pytest.mark.parametrize("formula", FORMULAS)
def test_what_cannot_be_computed_is_an_error_and_never_a_crash(formula: str) -> None:
    spec = f"""
sumber s per tahun
  kolom n bilangan 0..1_000_000_000_000_000_000
  kolom r angka 0..10
indikator i
  satuan angka
  arah naik
  rumus {formula}
"""
    with world(unproven(spec), {"s": f"tahun,n,r\n2025,{10**18},2.5\n"}) as made:
        assert made.one("i", "2025") == FORMULAS[formula]
        assert made.one("i", "2024").startswith(("missing", "error"))


TABLES = """
dimensi d
  a
  b
dimensi k
  x
  y
dimensi w kunci kode
  atribut nama teks
tabel ganda dari d, k
  a, 1, 2
  b, 3, 4
tabel lekuk
  0: 0
  10: 100
  20: 50
tabel kata dari d
  a, tinggi
  b, rendah
tabel sebagian_ dari d sebagian karena "uji"
  a 5
tabel per_w dari w
  "01" 7
sumber s per tahun, d, k
  kolom n angka 0..20 digit 1 boleh kosong
sumber v per tahun
  kolom dd d boleh kosong
  kolom kk k boleh kosong
  kolom x angka 0..30 boleh kosong
sumber t per tahun, w
  kolom n angka 0..9
"""
TABLE_FACTS = {
    "s": "tahun,d,k,n\n2025,a,x,1\n2025,b,x,15\n2025,b,y,\n",
    "v": "tahun,dd,kk,x\n2025,a,,25\n2024,b,y,\n2023,,y,20\n",
    "w": "kode,nama\n01,Satu\n02,Dua\n",
    "t": "tahun,w,n\n2025,01,2\n2024,02,2\n",
}


@pytest.mark.parametrize(
    ("formula", "year", "expected"),
    [
        ("ganda[v.dd, v.kk]", "2025", "missing 1..2"),
        ("ganda[v.dd, v.kk]", "2024", "4"),
        ("ganda[v.dd, v.kk]", "2023", "missing 2..4"),
        ("lekuk[v.x]", "2025", "error"),
        ("lekuk[v.x]", "2024", "missing 0..100"),
        ("lekuk[v.x]", "2023", "50"),
        ("lekuk[v.x / 8]", "2023", "25"),
        ("jumlah ganda[d, k] atas s", "2025", "8"),
        ("jumlah (ganda[d, k] * s.n) atas s", "2025", "missing 46..126"),
        ('jika kata[v.dd] = "tinggi" maka 1 selain itu 2', "2025", "1"),
        ('jika kata[v.dd] = "tinggi" maka 1 selain itu 2', "2023", "missing 1..2"),
        ("sebagian_[v.dd]", "2025", "5"),
        ("sebagian_[v.dd]", "2024", "error"),
        ("jumlah per_w[w] atas t", "2025", "7"),
        ("jumlah per_w[w] atas t", "2024", "error"),
    ],
)
def test_tables(formula: str, year: str, expected: str) -> None:
    spec = f"{TABLES}\nindikator i\n  satuan angka\n  arah naik\n  rumus {formula}\n"
    with world(unproven(spec), TABLE_FACTS) as made:
        assert made.one("i", year) == expected
        with row_by_row():
            assert made.one("i", year) == expected
