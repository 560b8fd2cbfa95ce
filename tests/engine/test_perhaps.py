"""What one indicator makes of another that may turn out not to apply, as a guard of that is not decided."""

from __future__ import annotations

import pytest
from worlds import said, unproven, world

from iku_engine.reference.cross_check import cross_check

SPEC = """
dimensi d
  x
  y

sumber t per tahun
  kolom a angka 0..2 boleh kosong

sumber u per tahun, d
  kolom n angka 0..10 boleh kosong

sumber s per tahun, d
  kolom n angka 0..10

skala k atas 0..10
  tinggi > 4 .. 10
  rendah 0 .. 4

profil p
  naik = jika realisasi > 0 maka 100% selain itu 50%

indikator perhaps
  satuan angka 0..10
  arah naik
  bila t.a = 0 tidak berlaku karena "uji"
  rumus 5
  target 2020.. = 4
  capaian p
  kategori k

indikator failing
  satuan angka 0..10
  arah naik
  bila t.a = 0 tidak berlaku karena "uji"
  rumus jumlah u.n bila kosong galat
  target 2020.. = 4

indikator ten
  satuan angka 0..10
  arah naik
  rumus 10

indikator per_d per d
  satuan angka 0..10
  arah naik
  bila t.a = 0 dan s.n < 5 tidak berlaku karena "uji"
  rumus s.n

indikator reader
  satuan angka
  arah naik
  bobot indikator
    perhaps 50%
    ten 50%
  rumus {formula}
"""
FACTS = {
    "u": "tahun,d,n\n" + "".join(f"{y},x,\n" for y in (2021, 2022, 2023)),
    "t": "tahun,a\n2021,0\n2022,1\n2023,\n",
    "s": "tahun,d,n\n" + "".join(f"{y},x,1\n{y},y,7\n" for y in (2021, 2022, 2023)),
}
CASES = (  # where the guard holds, where it does not, and where nobody knows
    ("perhaps + 1", "not-applicable", "6", "missing 6..6!"),
    ("jika perhaps > 3 maka 1 selain itu 2", "2", "1", "missing 1..2"),
    ("jika perhaps > 8 maka 1 selain itu 2", "2", "2", "2"),
    ("jika perhaps.kategori = tinggi maka 1 selain itu 2", "2", "1", "missing 1..2"),
    ("jika perhaps.target = 4 maka 1 selain itu 2", "2", "1", "missing 1..2"),
    (
        "failing.target + 0",
        "not-applicable",
        "4",
        "missing 4..4!",
    ),  # an error there is only where the guard does not hold
    ("jika failing.target = 4 maka 1 selain itu 2", "2", "1", "missing 1..2"),
    ("perhaps.capaian", "not-applicable", "1", "missing 1/2..1"),
    ("jumlah berbobot nilai", "not-applicable", "15/2", "missing 15/2..15/2!"),
    ("rerata berbobot nilai bila tidak berlaku alihkan bobot", "10", "15/2", "missing"),
    ("jumlah per_d atas d", "not-applicable", "8", "missing 8..8"),
    ("rerata per_d atas d bila tidak berlaku lewati", "7", "4", "missing"),
    ("jika jumlah per_d atas d > 0 maka 1 selain itu 2", "2", "1", "missing 1..2"),
)


@pytest.mark.parametrize(("formula", "holds", "fails", "unknown"), CASES)
def test_what_may_not_apply_is_not_taken_for_sure(formula, holds, fails, unknown):
    with world(unproven(SPEC.format(formula=formula)), FACTS) as made:
        assert [made.one("reader", year) for year in ("2021", "2022", "2023")] == [holds, fails, unknown]


def test_a_result_says_that_it_may_not_apply_as_what_it_is_made_of_may_not():
    with world(unproven(SPEC.format(formula="perhaps + 1")), FACTS) as made:
        assert [made.result("reader", year).may_be_not_applicable for year in ("2022", "2023")] == [False, True]


LEFT_OUT = """
dimensi d
  x
  y

sumber r per bulan, d daftar
  kolom n angka 0..10 boleh kosong konsolidasi jumlah

indikator i per triwulan
  satuan angka
  arah naik
  rumus maksimum r.n atas r {rule}
"""


@pytest.mark.parametrize(
    ("rule", "perhaps"),
    [("", True), ("bila belum dimuat lewati", False), ("bila belum dimuat 0", False), ("bila kosong lewati", True)],
)
def test_what_a_rule_leaves_out_does_not_make_the_rest_perhaps_not_apply(rule, perhaps):
    """The figure of x does not apply in February, and the other months never came: so it may not apply, unless it is left out."""
    with world(unproven(LEFT_OUT.format(rule=rule)), {"r": "bulan,d,n\n2024-02,x,tidak berlaku\n"}) as made:
        assert made.result("i", "2024-Q1").may_be_not_applicable is perhaps


STAYS = """
profile pr
  parameter z number 0..10 may be missing
  higher = actual / target
  when {guard} not applicable because "z"

source s per quarter
  column x number 0..10 may be missing consolidate sum

source p per year
  column z number 0..10 may be missing

indicator q per quarter
  unit number 0..10
  direction higher
  target 2025.. = 4
  formula s.x
  achievement pr with z = p.z
  consolidate sum

indicator y
  unit number 0..40
  direction higher
  target 2025.. = 16
  formula s.x
  achievement pr with z = p.z

indicator i
  unit number
  direction none
  formula {formula}
"""
QUARTERS = "quarter,x\n" + "".join(f"2025-Q{n},3\n" for n in range(1, 5))


@pytest.mark.parametrize("guard", ["z > 5", "1 / (z - 3) > 5"])
@pytest.mark.parametrize(
    ("formula", "told", "open_"),
    [
        ("q.achievement", "3/4", "missing"),
        ("y.achievement", "3/4", "missing"),
        ("if q.achievement >= 0% then 1 otherwise 0", "1", "missing 0..1"),
        ("if y.achievement >= 0% then 1 otherwise 0", "1", "missing 0..1"),
    ],
)
def test_an_achievement_that_is_there_stays_in_completions(guard: str, formula: str, told: str, open_: str) -> None:
    """The cross-check filled in a parameter that need never come, and called what the language says of it a bug."""
    program = unproven(STAYS.format(guard=guard, formula=formula))
    with world(program, {"s": QUARTERS, "p": "year,z\n2025,\n"}) as made:
        evaluation = made.evaluation("i", "2025")
        assert said(evaluation.results[0]) == told
        with made.store.reading() as connection:
            assert cross_check(connection, made.store.schema, program, evaluation).difference is None
        made.load("s", "quarter,x\n2025-Q2,\n")
        evaluation = made.evaluation("i", "2025")
        assert said(evaluation.results[0]).startswith(open_)
        with made.store.reading() as connection:
            assert cross_check(connection, made.store.schema, program, evaluation).difference is None
