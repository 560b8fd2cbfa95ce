"""Targets and achievement: by profile, over several periods, where the target itself is missing; and weighing indicators."""

from __future__ import annotations

from fractions import Fraction

from worlds import program_of, unproven, world

from iku_dsl.checking.check import check_files
from iku_dsl.problem import SourceFile
from iku_engine.results.evaluation import State
from iku_engine.testing.testing import run_tests

QUARTERLY = """
profil p
  naik = realisasi / target
  turun = 100% + (100% - realisasi / target)
  batas 0%..120%
skala mutu atas 0%..120%
  baik > 50% .. 120%
  kurang 0% .. 50%
sumber s per triwulan
  kolom n angka 0..100
sumber pk per tahun
  kolom target angka 1..100
indikator q per triwulan
  satuan angka 0..100
  arah naik
  konsolidasi jumlah
  target 2026-Q1 = 10
  target 2026-Q2 = 10
  target tahunan 2026 = 103.4
  rumus s.n
  capaian p
  kategori capaian mutu
indikator th
  satuan angka
  arah naik
  rumus q
"""
FACTS = {"s": "triwulan,n\n2026-Q1,9\n2026-Q2,4\n2027-Q1,1\n", "pk": "tahun,target\n2026,26\n"}


def reading(formula: str, unit: str = "angka", per: str = "") -> str:
    return f"{QUARTERLY}\nindikator i {per}\n  satuan {unit}\n  arah naik\n  rumus {formula}\n"


def test_a_quarter_has_its_target_and_the_years() -> None:
    with world(unproven(QUARTERLY), FACTS) as made:
        targets = {t.name: (t.value, t.achievement) for t in made.result("q", "2026-Q1").targets}
        assert targets == {"": (10, Fraction(9, 10)), "tahunan": (Fraction("103.4"), Fraction(45, 517))}
        (only,) = made.result("q", "2026-Q3").targets
        assert (only.name, only.state) == ("tahunan", State.MISSING)


def test_over_a_year_realisation_and_target_consolidate_and_achievement_follows() -> None:
    for formula, unit, expected in (
        ("q", "angka", "13"),
        ("q.target", "angka", "20"),
        ("q.capaian", "persen", "13/20"),
        ('q.capaian["tahunan"]', "persen", "missing 65/2068..1065/2068!"),
        ("jika q.kategori = baik maka 1 selain itu 0", "angka", "1"),
    ):
        with world(unproven(reading(formula, unit)), FACTS) as made:
            assert made.one("i", "2026") == expected, formula
    with world(unproven(QUARTERLY), FACTS) as made:
        assert made.one("th", "2027") == "missing 1..301!", "without targets every quarter is expected"


def test_a_target_that_is_missing_is_never_zero() -> None:
    spec = (
        QUARTERLY
        + """
indikator y
  satuan angka
  arah naik
  target 2026.. = pk.target
  rumus th * 1
  capaian p
indikator yt
  satuan angka
  arah naik
  rumus y.target
indikator yc
  satuan persen
  arah naik
  rumus y.capaian
"""
    )
    with world(unproven(spec), FACTS) as made:
        assert (made.one("yt", "2026"), made.one("yc", "2026")) == ("26", "1/2")
        (target,) = made.result("y", "2027").targets
        assert (target.value, target.achievement, target.state) == (None, None, State.MISSING)
        assert (made.one("yt", "2027"), made.one("yc", "2027")) == ("missing 1..100!", "missing")
        assert made.one("yt", "2025") == "not-applicable"


def test_an_achievement_of_what_is_missing_has_bounds_within_the_limits() -> None:
    spec = (
        QUARTERLY
        + "\nindikator z\n  satuan angka 0..100\n  arah naik\n  target 2026.. = 50\n  rumus th * 1\n  capaian p\n"
    )
    with world(unproven(spec), {"s": "triwulan,n\n2026-Q1,9\n"}) as made:
        (target,) = made.result("z", "2026").targets
        assert target.state is State.MISSING
        assert target.trace is not None
        assert target.trace.bounds is not None
        assert (target.trace.bounds.low, target.trace.bounds.high) == (Fraction(9, 50), Fraction(6, 5))


WEIGHED = """
dimensi d
  a
  b
sumber s per bulan, d
  kolom r angka 0..100 konsolidasi rerata boleh kosong
sumber t per bulan
  kolom r angka 0..100 konsolidasi rerata boleh kosong
indikator per_d per d
  satuan nilai 0..100
  arah naik
  rumus s.r
indikator bulanan per bulan
  satuan nilai 0..100
  arah naik
  konsolidasi rerata
  rumus t.r
indikator tahunan
  satuan nilai 0..100
  arah naik
  rumus t.r
"""
MONTHS = range(1, 13)
WEIGHED_FACTS = {
    "s": "bulan,d,r\n" + "".join(f"2025-{month:02d},a,{10 if month % 2 else 20}\n" for month in MONTHS),
    "t": "bulan,r\n" + "".join(f"2025-{month:02d},{10 if month % 2 else 30}\n" for month in MONTHS),
}


def weighing(first: str, per: str) -> str:
    return f"""{WEIGHED}
indikator i {per}
  satuan nilai 0..100
  arah naik
  bobot indikator
    {first} 60%
    tahunan 40%
  rumus jumlah berbobot nilai
"""


def test_weighed_indicators_are_read_at_their_own_grain_and_entity() -> None:
    with world(unproven(weighing("bulanan", "")), WEIGHED_FACTS) as made:
        assert made.one("i", "2025") == "20"
    with world(unproven(weighing("bulanan", "per bulan")), WEIGHED_FACTS) as made:
        assert made.one("i", "2025-01") == "14"
    with world(unproven(weighing("per_d", "per d")), WEIGHED_FACTS) as made:
        assert made.said("i", "2025") == {"a": "17", "b": "missing 8..68!"}


def test_an_indicator_of_each_member_cannot_be_weighed_where_there_is_no_member() -> None:
    checked = check_files([SourceFile("spec.iku", weighing("per_d", ""))])
    assert [problem.id for problem in checked.errors] == ["dimension-mismatch"]


def test_a_given_value_has_its_achievement_and_category() -> None:
    spec = (
        QUARTERLY
        + """
indikator nilai_organisasi
  satuan persen 0%..120%
  arah naik
  bobot indikator
    satu 50%
    dua 50%
  rumus rerata berbobot capaian
indikator satu
  satuan angka 0..100
  arah naik
  target 2026.. = 10
  rumus th * 1
  capaian p
indikator dua
  satuan angka 0..100
  arah naik
  target 2026.. = 20
  rumus th * 1
  capaian p
  kategori capaian mutu
uji "satu langkah saja" untuk nilai_organisasi pada 2026
  diberi satu: nilai
    5
  diberi dua: nilai
    6
  harap nilai = 40%
  harap dua.kategori = kurang
"""
    )
    (result,) = run_tests(program_of(spec)).results
    assert result.passed, result


def test_the_target_of_what_may_not_apply_is_there_only_perhaps():
    spec = """
sumber t per tahun
  kolom a angka 0..2 boleh kosong

indikator x
  satuan angka
  arah naik
  bila t.a = 0 tidak berlaku karena "uji"
  target 2020.. = 7
  rumus 5

indikator y
  satuan angka
  arah tanpa
  rumus x.target
"""
    facts = {"t": "tahun,a\n2021,0\n2022,1\n2023,\n"}
    with world(unproven(spec), facts) as made:
        assert [made.one("y", year) for year in ("2021", "2022", "2023")] == ["not-applicable", "7", "missing 7..7!"]
