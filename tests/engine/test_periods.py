"""Grains, consolidation, leap days, chains through the years, and circles that only show when one evaluates."""

from __future__ import annotations

import pytest
from worlds import unproven, world

MONTHS = """
sumber s per bulan
  kolom jumlah_ angka 0..100 boleh kosong konsolidasi jumlah sebagian karena "Contoh"
  kolom penuh angka 0..100 boleh kosong konsolidasi jumlah
  kolom rata angka 0..100 boleh kosong konsolidasi rerata sebagian karena "Contoh"
  kolom rata_penuh angka 0..100 boleh kosong konsolidasi rerata
  kolom akhir angka 0..100 boleh kosong konsolidasi terakhir sebagian karena "Contoh"
  kolom akhir_penuh angka 0..100 boleh kosong konsolidasi terakhir
  kolom kecil angka -5..100 boleh kosong konsolidasi minimum sebagian karena "Contoh"
  kolom kecil_penuh angka -5..100 boleh kosong konsolidasi minimum
  kolom besar angka 0..100 boleh kosong konsolidasi maksimum sebagian karena "Contoh"
  hitung dua = 2 * rata konsolidasi maksimum sebagian karena "Contoh"
  hitung dua_penuh = 2 * rata konsolidasi maksimum
sumber tahunan per tahun
  kolom n angka 0..100
"""
COLUMNS = ("jumlah_", "penuh", "rata", "rata_penuh", "akhir", "akhir_penuh", "kecil", "kecil_penuh", "besar")
FACTS = {
    "s": "bulan," + ",".join(COLUMNS) + "\n"
    + "".join(f"2025-{month:02d}" + f",{month}" * len(COLUMNS) + "\n" for month in range(1, 6))
    + "2024-12,50,50,50,50,50,50,-5,-5,50\n2024-05,7,7,7,7,7,7,7,7,7\n",
    "tahunan": "tahun,n\n2025,60\n",
}  # fmt: skip
CASES = [
    ("triwulan", "s.jumlah_", "2025-Q1", "6"),
    ("triwulan", "s.jumlah_", "2025-Q2", "9"),
    ("triwulan", "s.jumlah_", "2025-Q3", "missing 0..300"),
    ("triwulan", "s.penuh", "2025-Q1", "6"),
    ("triwulan", "s.penuh", "2025-Q2", "missing 9..109!"),
    ("triwulan", "s.rata", "2025-Q2", "9/2"),
    ("triwulan", "s.rata_penuh", "2025-Q2", "missing 3..109/3!"),
    ("triwulan", "s.akhir", "2025-Q2", "5"),
    ("triwulan", "s.akhir_penuh", "2025-Q1", "3"),
    ("triwulan", "s.akhir_penuh", "2025-Q2", "missing 0..100!"),
    ("triwulan", "s.kecil", "2025-Q2", "4"),
    ("triwulan", "s.kecil_penuh", "2025-Q2", "missing -5..4!"),
    ("triwulan", "s.dua_penuh", "2025-Q2", "missing 10..200!"),
    ("triwulan", "s.besar", "2025-Q2", "5"),
    ("triwulan", "s.dua", "2025-Q2", "10"),
    ("triwulan", "s.besar", "2025-Q4", "missing 0..100"),
    ("triwulan", "s.kecil", "2025-Q4", "missing -5..100"),
    ("triwulan", "s.jumlah_[sampai periode ini]", "2025-Q1", "6"),
    ("triwulan", "s.jumlah_[sampai periode ini]", "2025-Q2", "15"),
    ("triwulan", "s.jumlah_[sampai periode ini]", "2025-Q4", "15"),
    ("triwulan", "s.penuh[sampai periode ini]", "2025-Q1", "6"),
    ("triwulan", "s.penuh[sampai periode ini]", "2025-Q2", "missing 15..115!"),
    ("triwulan", "s.akhir[sampai periode ini]", "2025-Q3", "5"),
    ("triwulan", "s.jumlah_[triwulan lalu]", "2025-Q1", "50"),
    ("triwulan", "s.jumlah_[triwulan lalu tahun ini]", "2025-Q1", "missing 0..100"),
    ("triwulan", "s.jumlah_[triwulan lalu tahun ini]", "2025-Q2", "6"),
    ("triwulan", "s.jumlah_[tahun lalu]", "2025-Q2", "7"),
    ("triwulan", "s.jumlah_[tahun -1]", "2025-Q2", "7"),
    ("triwulan", "tahunan.n[tahun ini] / 4", "2025-Q3", "15"),
    ("triwulan", "tahunan.n / 4", "2025-Q3", "15"),
    ("semester", "s.jumlah_ - s.jumlah_[semester lalu]", "2025-S1", "-35"),
    ("bulan", "s.jumlah_[sampai periode ini]", "2025-05", "15"),
    ("bulan", "s.jumlah_[bulan lalu]", "2025-01", "50"),
    ("bulan", "s.jumlah_[tahun lalu]", "2025-05", "7"),
    ("tahun", "s.jumlah_", "2025", "15"),
    ("tahun", "s.penuh", "2025", "missing 15..715!"),
    ("tahun", "s.besar - s.kecil", "2025", "4"),
]


@pytest.mark.parametrize(("grain", "formula", "period", "expected"), CASES)
def test_a_finer_source_is_consolidated_and_a_coarser_one_read_where_it_contains(
    grain: str, formula: str, period: str, expected: str
) -> None:
    spec = f"{MONTHS}\nindikator i per {grain}\n  satuan angka\n  arah naik\n  rumus {formula}\n"
    with world(unproven(spec), FACTS) as made:
        assert made.one("i", period) == expected


@pytest.mark.parametrize(
    ("grain", "read", "period", "days"),
    [
        ("tahun", "tahun ini", "2024", 366),
        ("tahun", "tahun ini", "2025", 365),
        ("tahun", "tahun ini", "2100", 365),
        ("tahun", "tahun lalu", "2025", 366),
        ("bulan", "bulan ini", "2024-02", 29),
        ("bulan", "tahun lalu", "2025-02", 29),
        ("bulan", "bulan lalu", "2025-03", 28),
        ("triwulan", "triwulan ini", "2024-Q1", 91),
        ("triwulan", "tahun ini", "2024-Q1", 366),
    ],
)
def test_the_calendar_knows_leap_days(grain: str, read: str, period: str, days: int) -> None:
    spec = f"indikator i per {grain}\n  satuan hari\n  arah turun\n  rumus banyaknya hari[{read}]\n"
    with world(unproven(spec)) as made:
        assert made.one("i", period) == str(days)


DATES = """
dimensi d
  x
  y
sumber s per tahun, d
  kolom a tanggal boleh kosong
  kolom b tanggal boleh kosong
"""
DATE_FACTS = {
    "s": "tahun,d,a,b\n2024,x,2024-02-28,2024-03-01\n2024,y,2024-01-01,2024-12-31\n2025,x,,2025-01-01\n"
    "2025,y,9999-12-01,2025-01-31\n"
}


def test_dates_are_days_apart_and_never_leave_the_calendar() -> None:
    spec = (
        DATES
        + """
indikator selisih per d
  satuan hari
  arah turun
  rumus s.b - s.a
indikator telat
  satuan angka
  arah turun
  rumus banyaknya (d yang s.b > s.a + 30 hari)
indikator setengah
  satuan angka
  arah turun
  rumus banyaknya (d yang s.b > s.a + 1.5 hari)
indikator jauh per d
  satuan hari
  arah turun
  rumus s.a + 90 hari - s.b
"""
    )
    with world(unproven(spec), DATE_FACTS) as made:
        assert made.said("selisih", "2024") == {"x": "2", "y": "365"}
        assert made.said("selisih", "2025") == {"x": "missing", "y": "-2912747"}
        assert made.one("telat", "2024") == "1"
        assert made.one("setengah", "2024") == "error"
        assert made.said("jauh", "2025") == {"x": "missing", "y": "error"}


# ---- through the years

YEARLY = """
sumber s per tahun
  kolom n angka 0..10 boleh kosong
"""


def yearly(first: int, last: int) -> dict[str, str]:
    return {"s": "tahun,n\n" + "".join(f"{year},1\n" for year in range(first, last + 1))}


def test_a_year_may_rest_on_the_one_before_however_long() -> None:
    spec = (
        YEARLY
        + """
indikator i
  satuan angka
  arah naik
  berlaku 1900..1900
  rumus s.n
indikator i
  satuan angka
  arah naik
  berlaku 1901..
  rumus i[tahun lalu] + s.n lintas versi karena "Berlanjut"
"""
    )
    with world(unproven(spec), yearly(1900, 2025)) as made:
        assert made.one("i", "2025") == "126"
        assert made.one("i", "1899") == "not-applicable"


def test_two_readings_of_earlier_years_cost_no_more_than_the_years() -> None:
    spec = (
        YEARLY
        + """
indikator fib
  satuan angka
  arah naik
  berlaku 1900..1901
  rumus s.n
indikator fib
  satuan angka
  arah naik
  berlaku 1902..
  rumus fib[tahun lalu] + fib[tahun -2] lintas versi karena "Berlanjut"
"""
    )
    with world(unproven(spec), yearly(1900, 2025)) as made:
        a, b = 1, 1
        for _ in range(1902, 2026):
            a, b = b, a + b
        assert made.one("fib", "2025") == str(b)


def test_a_chain_without_a_beginning_ends_where_there_are_no_facts() -> None:
    spec = (
        YEARLY
        + """
indikator i
  satuan angka
  arah naik
  rumus i[tahun lalu] + s.n
indikator j
  satuan angka
  arah naik
  rumus jika j[tahun lalu] = kosong maka 100 selain itu j[tahun lalu] + s.n
"""
    )
    with world(unproven(spec), yearly(2024, 2025)) as made:
        assert made.one("i", "2025") == "missing"
        assert [made.one("j", year) for year in ("2023", "2024", "2025")] == ["100", "100", "101"]


def test_a_chain_of_quarters_for_each_entity_ends_as_soon() -> None:
    names = [f"m{place}" for place in range(60)]
    spec = (
        "dimensi d\n  "
        + ", ".join(names)
        + """
sumber s per triwulan, d
  kolom n angka 0..10 konsolidasi jumlah
indikator i per triwulan, d
  satuan angka
  arah naik
  rumus i[triwulan lalu] + s.n
"""
    )
    facts = {"s": "triwulan,d,n\n" + "".join(f"2025-Q{quarter},{name},1\n" for quarter in (1, 2) for name in names)}
    with world(unproven(spec), facts) as made:
        assert set(made.said("i", "2025-Q2").values()) == {"missing"}


def test_a_chain_of_indicators_may_be_long() -> None:
    links = [f"indikator c{k}\n  satuan angka\n  arah naik\n  rumus c{k - 1} + 1\n" for k in range(1, 150)]
    spec = YEARLY + "indikator c0\n  satuan angka\n  arah naik\n  rumus s.n\n" + "".join(links)
    with world(unproven(spec), yearly(2025, 2025)) as made:
        assert made.one("c149", "2025") == "150"
        assert made.one("c149", "2024") == "missing 149..159!"


def test_a_circle_through_periods_is_an_error_and_ends() -> None:
    spec = """
sumber s per triwulan
  kolom n angka 0..10 konsolidasi jumlah
indikator a per triwulan
  satuan angka
  arah naik
  rumus b[tahun ini] + s.n
indikator b per triwulan
  satuan angka
  arah naik
  konsolidasi jumlah
  rumus a[triwulan lalu] * 1
"""
    facts = {"s": "triwulan,n\n" + "".join(f"0050-Q{q},1\n" for q in (1, 2, 3, 4))}
    with world(unproven(spec), facts) as made:
        assert made.one("a", "0050-Q2") == "error"
        result = made.result("a", "0050-Q2")
        assert result.reason is not None
        assert result.reason.key == "indicator.cycle"


def test_a_period_before_the_first_year_is_beyond_what_there_is() -> None:
    spec = (
        YEARLY
        + """
indikator i
  satuan angka
  arah naik
  rumus s.n[tahun -999]
indikator j
  satuan hari
  arah naik
  rumus banyaknya hari[tahun -999]
"""
    )
    with world(unproven(spec), yearly(2025, 2025)) as made:
        assert made.one("i", "0500") == "missing 0..10"
        assert made.one("j", "0500") == "missing"
