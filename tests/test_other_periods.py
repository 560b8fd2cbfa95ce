"""What is read of another period: all that it is made of is of that period, and so are the members that it is of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cli_workspace import workspace_in

BUDGET = """
dimensi kab kunci kode
  atribut nama teks boleh kosong

sumber pagu per tahun, kab lengkap
  kolom batas angka 0..10_000

sumber c per tahun, kab lengkap
  kolom x angka 0..10_000
  hitung sisa = pagu.batas - x
  hitung naik = x - x[tahun lalu]

indikator sisa_ini
  satuan angka
  arah tanpa
  rumus jumlah c.sisa

"""
FORMULAS = {  # each with what it is in 2025, by hand
    "jumlah c.sisa[tahun lalu]": 3_700,
    "jumlah (c.sisa[tahun lalu] * 1)": 3_700,
    "jumlah c.sisa[tahun lalu] atas kab": 3_700,
    "sisa_ini[tahun lalu]": 3_700,
    "rerata c.sisa[tahun lalu]": 1_850,
    "median c.sisa[tahun lalu]": 1_850,
    "maksimum c.sisa[tahun lalu]": 2_100,
    "banyaknya (c[tahun lalu] yang sisa > 2000)": 1,
    "banyaknya (kab yang c.sisa[tahun lalu] > 2000)": 1,
    "jumlah c.naik[tahun lalu]": 2_100,
    "jumlah c.naik": 300,
    "jumlah c.sisa": 5_400,
}


def office(tmp_path: Path, capsys: Any, monkeypatch: Any, specs: str, **files: str) -> Any:
    made = workspace_in(tmp_path, capsys, monkeypatch, IKU_LANG="id")
    made.write("indicator_specs/a.iku", specs)
    for name, rows in files.items():
        made.write(f"{name}.csv", rows)
        assert made("import", f"{name}.csv", "--into", name).status == 0
    return made


def values(made: Any, *arguments: str) -> dict[tuple[str, str, str], str]:
    found = made("eval", *arguments, "--json")
    assert found.status == 0, found.err
    return {
        (one["indicator"], one["period"], "".join(one["key"] or ())): one["exact"] or one["state"]
        for one in found.document["results"]
    }


@pytest.mark.parametrize("engine", [("--cross-check",), ("--engine", "duckdb")], ids=["store", "duckdb"])
def test_a_let_of_another_year_is_of_that_year_throughout(tmp_path, capsys, monkeypatch, engine) -> None:
    """The database was asked for last year's row, and for this year's of the source that its `hitung` names: 5,700 for 3,700."""
    specs = BUDGET + "".join(
        f"indikator i{at}\n  satuan angka\n  arah tanpa\n  rumus {formula}\n\n" for at, formula in enumerate(FORMULAS)
    )
    budget = "tahun,kab,batas\n2023,A,900\n2023,B,900\n2024,A,3000\n2024,B,4500\n2025,A,4000\n2025,B,5500\n"
    spent = "tahun,kab,x\n2023,A,700\n2023,B,1000\n2024,A,1400\n2024,B,2400\n2025,A,1600\n2025,B,2500\n"
    made = office(tmp_path, capsys, monkeypatch, specs, kab="kode,nama\nA,a\nB,b\n", pagu=budget, c=spent)
    found = values(made, "--period", "2025", *engine)
    assert {formula: found[f"i{at}", "2025", ""] for at, formula in enumerate(FORMULAS)} == {
        formula: str(value) for formula, value in FORMULAS.items()
    }


MONTHS = """
sumber m per bulan
  kolom x angka 0..100_000 konsolidasi jumlah

indikator lalu per bulan
  satuan angka
  arah tanpa
  rumus m.x[triwulan lalu]

indikator lalu_tahun_ini per bulan
  satuan angka
  arah tanpa
  rumus m.x[triwulan lalu tahun ini]

indikator sebulan per bulan
  satuan angka
  arah tanpa
  rumus m.x
  konsolidasi jumlah

indikator dari_indikator per bulan
  satuan angka
  arah tanpa
  rumus sebulan[triwulan lalu]

indikator semester per triwulan
  satuan angka
  arah tanpa
  rumus m.x[semester lalu]

indikator hari_lalu per bulan
  satuan hari
  arah tanpa
  rumus banyaknya hari[triwulan lalu]
"""


def test_the_quarter_before_a_month_is_a_whole_quarter(tmp_path, capsys, monkeypatch) -> None:
    """It was the month three months before, beside `[triwulan ini]`, which is a whole quarter: growth of 203% for 2.6%."""
    rows = "bulan,x\n" + "".join(
        f"{year}-{month:02d},{100 * (year - 2024) + month}\n" for year in (2024, 2025) for month in range(1, 13)
    )
    made = office(tmp_path, capsys, monkeypatch, MONTHS, m=rows)
    found = values(made, "--period", "2025", "--cross-check")
    in_2024, in_2025 = str(10 + 11 + 12), str(101 + 102 + 103)
    for month in ("01", "02", "03"):
        assert found["lalu", f"2025-{month}", ""] == in_2024
        assert found["lalu_tahun_ini", f"2025-{month}", ""] == "missing"
        assert found["hari_lalu", f"2025-{month}", ""] == str(31 + 30 + 31)
    for month in ("04", "05", "06"):
        assert {found[name, f"2025-{month}", ""] for name in ("lalu", "lalu_tahun_ini", "dari_indikator")} == {in_2025}
        assert found["hari_lalu", f"2025-{month}", ""] == "90"
    assert found["semester", "2025-Q2", ""] == str(sum(range(7, 13)))
    assert found["semester", "2025-Q3", ""] == str(sum(range(101, 107)))


MEMBERS = """
dimensi prov kunci kode
  atribut nama teks boleh kosong

dimensi kab kunci kode
  atribut nama teks boleh kosong
  atribut induk prov

sumber c per tahun, kab lengkap
  kolom x angka 0..1000

sumber q per triwulan, kab lengkap
  kolom s angka 0..1000 konsolidasi jumlah

indikator sendiri per kab, triwulan
  satuan angka
  arah tanpa
  rumus q.s
  konsolidasi jumlah

indikator setahun per kab
  satuan angka
  arah tanpa
  rumus c.x

indikator bernama
  satuan angka
  arah tanpa
  rumus q.s["B"]

"""
TWICE = {  # what is summed of a column, and of an indicator that is that column
    "jumlah {q}[sampai periode ini]": "per triwulan",
    "jumlah {q}[tahun ini]": "per triwulan",
    "jumlah {q}[triwulan lalu]": "per triwulan",
    "jumlah {c}": "per triwulan",
    "rerata {c}[tahun lalu]": "",
    "jumlah {q}": "",
    "jumlah {c}[tahun lalu]": "per prov",
    "jumlah berbobot {c}[tahun lalu] oleh {c}[tahun lalu]": "",
}


@pytest.mark.few("duckdb")
@pytest.mark.parametrize("engine", [("--cross-check",), ("--engine", "duckdb")], ids=["store", "duckdb"])
def test_an_indicator_is_summed_over_those_of_whom_it_is_read(tmp_path, capsys, monkeypatch, engine) -> None:
    """A running total fell when a member ended, and last year's total was that of who is left: 120 for 300."""
    specs = MEMBERS
    for at, (formula, per) in enumerate(TWICE.items()):
        of_column, of_indicator = formula.format(q="q.s", c="c.x"), formula.format(q="sendiri", c="setahun")
        for name, said in ((f"k{at}", of_column), (f"i{at}", of_indicator)):
            specs += f"indikator {name} {per}\n  satuan angka\n  arah tanpa\n  rumus {said}\n\n"
    quarters = [(year, at, "A", 30) for year in (2024, 2025) for at in range(1, 5)] + [
        (2024, 1, "B", 90),
        (2024, 2, "B", 90),
    ]
    made = office(
        tmp_path, capsys, monkeypatch, specs,
        prov="kode,nama\nP,Prov\n", kab="kode,nama,induk,mulai,akhir\nA,a,P,,\nB,b,P,,2024-06-30\n",
        c="tahun,kab,x\n2024,A,120\n2024,B,180\n2025,A,120\n",
        q="triwulan,kab,s\n" + "".join(f"{year}-Q{at},{kab},{s}\n" for year, at, kab, s in quarters),
    )  # fmt: skip
    found = values(made, "--period", "2024..2025", *engine)
    for (name, period, key), value in found.items():
        if name.startswith("k"):
            assert found[f"i{name[1:]}", period, key] == value, (list(TWICE)[int(name[1:])], period)
    assert [found["i0", f"2024-Q{at}", ""] for at in range(1, 5)] == ["120", "240", "270", "300"]
    assert found["i4", "2025", ""] == "150"
    assert found["i6", "2025", "P"] == "300"


def test_a_sum_of_periods_in_which_nobody_had_to_send_is_not_0(tmp_path, capsys, monkeypatch) -> None:
    """Of a member that had ended: by year missing, by quarter 0."""
    made = office(
        tmp_path, capsys, monkeypatch, MEMBERS,
        prov="kode,nama\nP,Prov\n", kab="kode,nama,induk,mulai,akhir\nA,a,P,,\nB,b,P,,2024-06-30\n",
        c="tahun,kab,x\n2024,A,120\n2024,B,180\n2025,A,120\n",
        q="triwulan,kab,s\n2024-Q1,B,90\n2024-Q2,B,90\n" + "".join(f"{y}-Q{q},A,30\n" for y in (2024, 2025) for q in range(1, 5)),
    )  # fmt: skip
    found = made("eval", "bernama", "--period", "2024..2025", "--cross-check", "--json")
    last, this = found.document["results"]
    assert (last["state"], last["exact"]) == ("value", "180")
    assert this["state"] == "missing" and "2024-06-30" in this["reason"]


BEYOND = """
dimensi kab kunci kode
  atribut nama teks boleh kosong

sumber pagu per tahun, kab lengkap
  kolom batas angka 0..1000

sumber q per triwulan, kab lengkap
  kolom x angka 0..1000 konsolidasi jumlah
  hitung sisa = pagu.batas - x konsolidasi jumlah
  hitung naik = x - x[triwulan lalu] konsolidasi jumlah

"""


@pytest.mark.parametrize("let", ["q.sisa", "q.naik"])
def test_a_let_of_no_period_decides_nothing(tmp_path, capsys, monkeypatch, let: str) -> None:
    """In a first quarter the other source that it names was read at the quarter at hand: three of three had what nobody has."""
    formulas = [f"banyaknya (kab yang {let}[triwulan lalu tahun ini] {sign} 100)" for sign in ("<=", ">")]
    specs = BEYOND + "".join(
        f"indikator i{at} per triwulan\n  satuan angka\n  arah tanpa\n  rumus {formula}\n\n"
        for at, formula in enumerate(formulas)
    )
    rows = "".join(f"{year}-Q{q},{kab},950\n" for year in (2024, 2025) for q in (1, 2, 3, 4) for kab in "AB")
    made = office(
        tmp_path, capsys, monkeypatch, specs, kab="kode,nama\nA,a\nB,b\n",
        pagu="tahun,kab,batas\n" + "".join(f"{year},{kab},100\n" for year in (2024, 2025) for kab in "AB"),
        q=f"triwulan,kab,x\n{rows}",
    )  # fmt: skip
    found = values(made, "--period", "2025-Q1", "--cross-check")
    assert [found[f"i{at}", "2025-Q1", ""] for at in range(2)] == ["missing"] * 2
