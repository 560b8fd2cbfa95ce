"""Elements that may be in a set: rules for what is missing or does not apply speak of them too, as once they are in."""

from __future__ import annotations

import pytest
from worlds import at, row_by_row, said, unproven, world

from iku_engine.evaluating.evaluate import all_of
from iku_engine.results.evaluation import State

HEAD = """
dimensi d
  x
  y

sumber s per tahun, d
  kolom t ya/tidak boleh kosong
  kolom n angka 0..10 boleh kosong
  kolom w angka 1..2
"""
IN_AND_MAYBE = {"s": "tahun,d,t,n,w\n2024,x,ya,1,1\n2024,y,,{n},2\n"}
CASES = (
    # the element that may be in is missing: what a rule gives it lies beyond its column's range
    ("jumlah (s.n) atas (d yang s.t) bila kosong 20", "", "missing 1..21"),
    ("rerata (s.n) atas (d yang s.t) bila kosong 20", "", "missing 1..20"),
    ("maksimum (s.n) atas (d yang s.t) bila kosong 20", "", "missing 1..20"),
    ("median (s.n) atas (d yang s.t) bila kosong 20", "", "missing 1..20"),
    ("jumlah (s.n) atas (d yang s.t) bila kosong galat", "", "error"),
    # one that would be left out is of no matter
    ("jumlah (s.n) atas (d yang s.t) bila kosong lewati", "", "1"),
    ("median (s.n) atas (d yang s.t) bila kosong lewati", "", "1"),
    ("rerata berbobot (s.n) oleh (s.w) atas (d yang s.t) bila kosong lewati", "", "1"),
    # one that does not apply would decide the result, were it in
    ("jumlah (s.n) atas (d yang s.t)", "tidak berlaku", "missing 1..1"),
    ("median (s.n) atas (d yang s.t)", "tidak berlaku", "missing 1..1"),
    ("rerata berbobot (s.n) oleh (s.w) atas (d yang s.t)", "tidak berlaku", "missing"),
    ("jumlah (s.n) atas (d yang s.t) bila tidak berlaku lewati", "tidak berlaku", "1"),
    ("median (s.n) atas (d yang s.t) bila tidak berlaku lewati", "tidak berlaku", "1"),
    ("jumlah (s.n) atas (d yang s.t) bila tidak berlaku 30", "tidak berlaku", "missing 1..31"),
    ("rerata berbobot (s.n) oleh (s.w) atas (d yang s.t) bila tidak berlaku lewati", "tidak berlaku", "1"),
)


@pytest.mark.parametrize(("formula", "cell", "expected"), CASES)
def test_an_element_that_may_be_in(formula, cell, expected):
    program = unproven(f"{HEAD}\nindikator i\n  satuan angka\n  arah naik\n  rumus {formula}\n")
    with world(program, {name: text.format(n=cell) for name, text in IN_AND_MAYBE.items()}) as made:
        assert made.one("i", "2024") == expected
        with row_by_row():
            assert made.one("i", "2024") == expected


def test_an_operand_that_fails_for_one_that_may_be_in_fails_every_statistic():
    formulas = ("jumlah", "median")
    parts = [
        f"indikator i_{s}\n  satuan angka\n  arah naik\n  rumus {s} (1 / (s.n - 3)) atas (d yang s.t)" for s in formulas
    ]
    with world(unproven(HEAD + "\n" + "\n\n".join(parts) + "\n"), {"s": IN_AND_MAYBE["s"].format(n=3)}) as made:
        states = [made.result(f"i_{statistic}", "2024").state for statistic in formulas]
    assert states == [State.ERROR, State.ERROR]


BELOW = """
dimensi pulau kunci kode
  atribut nama teks

dimensi prov kunci kode
  atribut pulau pulau boleh kosong

dimensi kab kunci kode
  atribut prov prov boleh kosong

sumber s per tahun, kab lengkap
  kolom n angka 0..100

indikator i per {entity}
  satuan angka
  arah naik
  rumus {formula}
"""
MEMBERS = {
    "pulau": "kode,nama\nN1,Satu\nN2,Dua\n",
    "prov": "kode,pulau\nP,N1\nQ,N2\nR,{of_r}\n",
    "kab": "kode,prov\n1,P\n2,P\n3,Q\n4,{of_4}\n5,tidak berlaku\n",
    "s": "tahun,kab,n\n2025,1,60\n2025,2,60\n2025,3,30\n2025,4,20\n2025,5,7\n",
}
KNOWN = {"of_4": "R", "of_r": "tidak berlaku"}


@pytest.mark.few(
    "prov-jumlah s.n-known0-expected0",
    "prov-banyaknya kab-known3-expected3",
    "prov-maksimum s.n-known4-expected4",
    "pulau-jumlah s.n-known7-expected7",
)
@pytest.mark.parametrize(
    ("entity", "formula", "known", "expected"),
    [
        ("prov", "jumlah s.n", {}, {"P": "120", "Q": "30", "R": "20"}),
        ("prov", "jumlah s.n", {"of_4": ""}, {"P": "missing 120..140", "Q": "missing 30..50", "R": "missing 0..20"}),
        ("prov", "jumlah s.n", {"of_4": "tidak berlaku"}, {"P": "120", "Q": "30", "R": "0"}),
        ("prov", "banyaknya kab", {"of_4": ""}, {"P": "missing 2..3!", "Q": "missing 1..2!", "R": "missing 0..1!"}),
        ("prov", "maksimum s.n", {"of_4": ""}, {"P": "missing 60..60", "Q": "missing 30..30", "R": "missing 20..20"}),
        ("prov", "banyaknya (kab yang s.n > 50)", {"of_4": ""}, {"P": "2", "Q": "0", "R": "0"}),
        ("pulau", "jumlah s.n", {}, {"N1": "120", "N2": "30"}),
        ("pulau", "jumlah s.n", {"of_r": ""}, {"N1": "missing 120..140", "N2": "missing 30..50"}),
        ("pulau", "jumlah s.n", {"of_4": ""}, {"N1": "missing 120..140", "N2": "missing 30..50"}),
    ],
)
def test_who_lacks_a_parent_may_be_below_any(entity, formula, known, expected):
    """Of whom nobody knows the parent, nobody knows below whom it is; who has none (`tidak berlaku`) is below nobody."""
    program = unproven(BELOW.format(entity=entity, formula=formula))
    with world(program, {name: text.format(**KNOWN | known) for name, text in MEMBERS.items()}) as made:
        assert made.said("i", "2025") == expected
        with row_by_row():
            assert made.said("i", "2025") == expected
        with made.evaluator("duckdb") as other:
            assert {one.key[0]: said(one) for one in all_of(other, "i", at("2025"))} == expected


MAY_BE_EMPTY = """
dimensi d
  x
  y

tabel tp sebagian karena "uji"
  p 3
  q 5

skala k atas 0..100
  tinggi > 5 .. 100
  rendah 0 .. 5

profil pr
  naik = realisasi / target
  batas 0%..120%

sumber s per tahun, d
  kolom a angka 0..100 boleh kosong
  kolom n angka 10..100

sumber m per semester, d {absence}
  kolom n angka 10..100 konsolidasi {reduction}

sumber z per tahun
  kolom j pilihan p, q, r boleh kosong

indikator of_some
  satuan angka 0..100
  arah naik
  target 2020.. = 5
  rumus {number}
  kategori k
  capaian pr

indikator guarded
  satuan angka
  arah naik
  bila {number} > 5 tidak berlaku karena "uji"
  rumus 1

indikator chosen
  satuan angka
  arah naik
  rumus jika {number} > 5 maka 1 selain itu 0

indikator over
  satuan angka
  arah naik
  rumus banyaknya (d yang {number} < 5)

indikator of_band
  satuan angka
  arah naik
  rumus jika of_some.kategori = tinggi maka 1 selain itu 0

indikator of_achieved
  satuan angka
  arah naik
  rumus jika of_some.capaian >= 100% maka 1 selain itu 0
"""
SOME = "atas (d yang s.a <= 4)"
MAY_BE_NOTHING = (  # which all lie beyond 5, if they are anything
    f"(minimum s.n {SOME})",
    f"(maksimum s.n {SOME})",
    f"(rerata s.n {SOME})",
    f"(median s.n {SOME})",
    f"(rerata harmonik s.n {SOME})",
    f"((minimum s.n {SOME}) + 1)",
    f"maksimum((minimum s.n {SOME}), 6)",
    f"median((minimum s.n {SOME}), 7, 8)",
    f"(jumlah (6 + (minimum s.n {SOME})) atas d)",
    f'(jika s.a["x"] > 4 maka 7 selain itu (minimum s.n {SOME}))',
    f"(minimum s.n {SOME} bila tidak berlaku lewati)",
)
STILL_OPEN = {
    "over": "missing 0..2",
    "guarded": "missing 1..1",
    "chosen": "missing 0..1",
    "of_band": "missing 0..1",
    "of_achieved": "missing 0..1",
}


def missing_of_all(number: str, facts: dict[str, str], **more: str) -> None:
    """Nothing is decided by the bounds of a number, also row by row."""
    text = MAY_BE_EMPTY.format(number=number, **{"absence": "daftar", "reduction": "jumlah", **more})
    with world(unproven(text), facts) as made:
        of_some = made.result("of_some", "2024")
        assert of_some.state is State.MISSING
        assert of_some.bounds is not None
        assert of_some.category is not None
        assert (of_some.category.certain, of_some.category.possible) == (False, ("tinggi",))
        assert of_some.category.may_have_none
        assert {name: made.one(name, "2024").rstrip("!") for name in STILL_OPEN} == STILL_OPEN
        with row_by_row():
            assert {name: made.one(name, "2024").rstrip("!") for name in STILL_OPEN} == STILL_OPEN


@pytest.mark.few(
    "(minimum s.n atas (d yang s.a <= 4))",
    "(median s.n atas (d yang s.a <= 4))",
    "maksimum((minimum s.n atas (d yang s.a <= 4)), 6)",
    '(jika s.a["x"] > 4 maka 7 selain itu (minimum s.n atas (d yang s.a <= 4)))',
    "(minimum s.n atas (d yang s.a <= 4) bila tidak berlaku lewati)",
)
@pytest.mark.parametrize("number", MAY_BE_NOTHING)
def test_a_statistic_of_a_set_that_may_be_empty_decides_nothing(number: str) -> None:
    missing_of_all(number, {"s": "tahun,d,a,n\n2024,x,,20\n2024,y,50,30\n"})


@pytest.mark.parametrize("reduction", ["minimum", "maksimum", "rerata", "terakhir"])
def test_periods_that_may_bring_nothing_decide_nothing(reduction: str) -> None:
    facts = {"s": "tahun,d,a,n\n2024,x,,20\n", "m": "semester,d,n\n2023-S1,x,20\n"}
    missing_of_all('m.n["x"]', facts, reduction=reduction)


def test_a_key_that_a_table_may_leave_out_decides_nothing() -> None:
    missing_of_all("(tp[z.j] + 5)", {"z": "tahun,j\n2024,\n", "s": "tahun,d,a,n\n2024,x,,20\n"})


def test_a_set_that_has_a_member_for_certain_decides() -> None:
    number = f"(minimum s.n {SOME})"
    facts = {"s": "tahun,d,a,n\n2024,x,,20\n2024,y,1,30\n"}
    with world(unproven(MAY_BE_EMPTY.format(number=number, absence="daftar", reduction="jumlah")), facts) as made:
        found = {name: made.one(name, "2024") for name in STILL_OPEN}
        assert made.result("of_some", "2024").category.id == "tinggi"
    assert found == {"over": "0", "guarded": "not-applicable", "chosen": "1", "of_band": "1", "of_achieved": "1"}
