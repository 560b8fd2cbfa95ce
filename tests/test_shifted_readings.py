"""A formula whose every reading is of an earlier period is the formula itself, read in that period: whatever it is made of.

No evaluator is asked how it works: both sides are figures of the same store, and a reading that stays behind tells them apart.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from iku_dsl.checking.check import check_files
from iku_dsl.period import Grain, Period
from iku_dsl.problem import SourceFile
from iku_engine.evaluating.evaluate import evaluate
from iku_engine.importing.importing import import_file
from iku_engine.migrate.opening import open_store

SPEC = """
dimensi prov kunci kode
  atribut nama teks boleh kosong

dimensi kab kunci kode
  atribut luas angka 1..9
  atribut induk prov

sumber pagu per tahun, kab lengkap
  kolom batas angka 0..100

sumber bulanan per bulan, kab daftar
  kolom b angka 0..10 konsolidasi jumlah

sumber s per {grain}, kab {absence}
  kolom x angka 0..20
  kolom y angka 0..20 boleh kosong
  hitung sisa = pagu.batas - x
  hitung naik = x - x[tahun lalu]
  hitung lebar = x * kab.luas
  hitung semua = bulanan.b + y
  hitung lagi = sisa * 2 - naik

indikator sendiri per {grain}, kab
  satuan angka
  arah tanpa
  rumus s.sisa + s.y

"""
COLUMNS = ("x", "y", "sisa", "naik", "lebar", "semua", "lagi")
MEANS = ("jumlah", "rerata", "median", "minimum", "maksimum")
FORMS = (
    "{mean} s.{a}{{at}}",
    "{mean} (s.{a}{{at}} + s.{b}{{at}} * 2)",
    "{mean} s.{a}{{at}} atas (s{{at}} yang {b} > {n})",
    "banyaknya (s{{at}} yang {a} > {n})",
    "banyaknya (s{{at}} yang {a} > {b})",
    "jumlah berbobot s.{a}{{at}} oleh s.x{{at}}",
    "{mean} sendiri{{at}}",
    "{mean} (sendiri{{at}} - s.{a}{{at}})",
    "{mean} s.{a}{{at}} bila kosong lewati",
    "banyaknya (s{{at}} yang {a} > {n}) bila kosong lewati",
)
SHIFTS = {"tahun": ("[tahun lalu]", "[tahun -2]"), "triwulan": ("[tahun lalu]", "[triwulan lalu]")}


def formulas(pick: random.Random, count: int) -> list[str]:
    made = []
    for _ in range(count):
        parts = []
        for _ in range(pick.choice((1, 1, 2))):
            a, b = pick.sample(COLUMNS, 2)
            parts.append(pick.choice(FORMS).format(mean=pick.choice(MEANS), a=a, b=b, n=pick.randrange(1, 9)))
        made.append(f" {pick.choice('+-*')} ".join(f"({part})" for part in parts))
    return made


def files(pick: random.Random, grain: str) -> dict[str, str]:
    """Members that come and go, rows that lack, cells that are empty, and a year of which nothing was loaded."""
    first = {"A": 0, "B": 0, "C": 2024, "D": 0}
    last = {"A": 9999, "B": 2024, "C": 9999, "D": pick.choice((2023, 9999))}
    days = {m: (f"{first[m]}-01-01" if first[m] else "", f"{last[m]}-12-31" if last[m] < 9999 else "") for m in first}
    members = "".join(f"{m},{at + 1},P{at % 2},{days[m][0]},{days[m][1]}\n" for at, m in enumerate(first))

    def rows(parts: tuple[str, ...], cells: int, lacking: float) -> str:
        text = ""
        for year in range(2021, 2026):
            for part in parts:
                for m in first:
                    if first[m] <= year <= last[m] and pick.random() >= lacking:
                        values = [str(pick.randrange(10)) for _ in range(cells)]
                        values[-1] = "" if cells > 1 and pick.random() < 0.1 else values[-1]
                        text += f"{year}{part},{m},{','.join(values)}\n"
        return text

    quarters = ("-Q1", "-Q2", "-Q3", "-Q4") if grain == "triwulan" else ("",)
    few = pick.choice((0, 0.15))
    return {
        "prov": "kode,nama\nP0,a\nP1,b\n",
        "kab": f"kode,luas,induk,mulai,akhir\n{members}",
        "pagu": "tahun,kab,batas\n" + rows(("",), 1, few / 2),
        "bulanan": "bulan,kab,b\n" + rows(tuple(f"-{month:02d}" for month in range(1, 13)), 1, 0.3),
        "s": f"{grain},kab,x,y\n" + rows(quarters, 2, few),
    }  # fmt: skip


@pytest.mark.few("0", "1")
@pytest.mark.parametrize("seed", [*range(5), *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(5, 200))])
def test_a_formula_of_earlier_readings_is_the_formula_in_the_earlier_period(tmp_path: Path, seed: int) -> None:
    """`jumlah c.sisa[tahun lalu]` was last year's expense against this year's budget; who had ended fell out of last year's total."""
    pick = random.Random(seed)
    grain, absence = pick.choice(("tahun", "triwulan")), pick.choice(("lengkap", "daftar"))
    shifts = SHIFTS[grain]
    text = SPEC.format(grain=grain, absence=absence)
    given = formulas(pick, 8)
    for at, formula in enumerate(given):
        said = {f"f{at}": formula.format(at="")}
        for number, shift in enumerate(shifts):
            said |= {f"g{at}_{number}": formula.format(at=shift), f"h{at}_{number}": f"f{at}{shift}"}
        text += "".join(
            f"indikator {n} per {grain}\n  satuan angka\n  arah tanpa\n  rumus {rule}\n\n" for n, rule in said.items()
        )
    checked = check_files([SourceFile("spec.iku", text)])
    assert not checked.errors, checked.errors[0]
    specs = checked.program
    wanted = [Period(2024), Period(2025)]
    if grain == "triwulan":
        wanted = [Period(year, quarter, Grain.QUARTER) for year in (2024, 2025) for quarter in (1, 2, 3, 4)]
    with open_store(f"sqlite:///{tmp_path}/iku.db", specs) as store:
        for name, rows in files(pick, grain).items():
            (tmp_path / f"{name}.csv").write_text(rows, encoding="utf-8")
            import_file(store, specs, tmp_path / f"{name}.csv", name, user="u")
        found = evaluate(store, specs, specs="", periods=wanted)
    of = {(one.indicator, one.period): (one.state, one.value, one.bounds) for one in found.results}
    for (name, period), outcome in of.items():
        if name.startswith("g"):
            assert outcome == of[f"h{name[1:]}", period], (given[int(name[1])], shifts[int(name[3:])], str(period))
    assert seed >= 8 or any(state.value == "value" for (name, _), (state, _, _) in of.items() if name.startswith("g"))
